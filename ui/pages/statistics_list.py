"""The items behind a figure of 统计: what was due when, when it was done, how long it took; from here to the matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ipdesk.domain.statistics import Outcome
from ipdesk.services.statistics_items import StatItem, StatItems
from ipdesk.text import label
from ui.pages.statistics_words import unit_words, who
from ui.tables.plain import PlainColumn, PlainTable

if TYPE_CHECKING:
    from ui.context import Desk

_TONES = {Outcome.OVERDUE: "late", Outcome.MISSED: "late", Outcome.LATE_DONE: "near", Outcome.KEPT: "well"}


def used_words(row: StatItem) -> str:
    """7 / 5个工作日: used of what is allowed."""
    if row.used is None or row.unit is None:
        return row.allowed
    if row.allowed.startswith("至少提前"):
        return f"提前{row.used} / {row.allowed}"
    return f"{row.used}{unit_words(row.unit)} / {row.allowed}"


def late_words(row: StatItem) -> str:
    """逾期 3 天; a recurrence that was missed has no days."""
    return str(row.days_late) if row.days_late else ""


COLUMNS: tuple[PlainColumn[StatItem], ...] = (
    PlainColumn(
        "结果", lambda row: label("outcome", row.outcome.value), 84, tone=lambda row: _TONES.get(row.outcome, "")
    ),
    PlainColumn("逾期天数", late_words, 76, right=True, sort=lambda row: row.days_late, tone=lambda _r: "late"),
    PlainColumn("条款", lambda row: row.clause, 88, tone=lambda _row: "quiet"),
    PlainColumn("事项", lambda row: f"{row.title}（{row.about}）" if row.about else row.title, 180),
    PlainColumn("案件编号", lambda row: row.number, 88, tone=lambda row: "accent" if row.number else ""),
    PlainColumn("案件名称", lambda row: row.matter_title, 180, stretch=True),
    PlainColumn("客户", lambda row: row.client, 214),
    PlainColumn("负责人", lambda row: who(row.person, row.department), 104),
    PlainColumn("到期日", lambda row: row.due.isoformat(), 104),
    PlainColumn("办结日", lambda row: row.done_on.isoformat() if row.done_on else "", 104),
    PlainColumn("用时 / 规定", used_words, 186, tone=lambda _row: "quiet"),
)


class StatisticsList(QWidget):
    """``back``: the figures are wanted again; ``opened``: a matter's id; ``export``: the list as Excel."""

    back = Signal()
    opened = Signal(int)
    export = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.title = QLabel(self)
        self.title.setObjectName("pageTitle")
        self.count = QLabel(self)
        self.count.setObjectName("quiet")
        self.back_button = QPushButton(self.tr("‹ 返回统计"), self)
        self.back_button.setToolTip(self.tr("回到统计（Esc）"))
        self.back_button.clicked.connect(self.back)
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(self.tr("在清单中筛选"))
        self.filter.setAccessibleName(self.tr("在清单中筛选"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedWidth(220)
        self.excel = QPushButton(self.tr("导出 Excel"), self)
        self.excel.clicked.connect(self.export)
        self.open = QPushButton(self.tr("打开案件"), self)
        self.open.setToolTip(self.tr("到部门页签查看这件案件（Enter）"))
        self.open.setProperty("primary", True)
        self.table: PlainTable[StatItem] = PlainTable(COLUMNS, self.tr("统计明细"), self, several=True)
        self.items = StatItems((), 0)
        self._lay_out()
        self.filter.textChanged.connect(self.table.filter_text)
        self.open.clicked.connect(lambda _checked=False: self._open(self.table.current()))
        self.table.go.connect(self._open)
        self.table.opened.connect(self._open)
        self.table.chosen.connect(self._chosen)
        shortcut = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.back)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        for part in (self.back_button, self.title, self.count):
            top.addWidget(part)
        top.addStretch(1)
        for tool in (self.filter, self.excel, self.open):
            top.addWidget(tool)
        frame = QFrame(self)
        frame.setObjectName("panel")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(frame, 1)

    def show_items(self, title: str, items: StatItems) -> None:
        """Show these items; the first is chosen, so that Enter opens it."""
        self.items = items
        self.title.setText(title)
        more = self.tr("，只列出前 {shown} 项").format(shown=len(items.rows)) if items.total > len(items.rows) else ""
        self.count.setText(self.tr("{count} 项").format(count=items.total) + more)
        self.table.show_rows(items.rows)
        if items.rows and self.table.current() is None:
            self.table.selectRow(0)
        self._chosen(self.table.current())

    def waiting(self, title: str) -> None:
        """Nothing yet: what is being looked for."""
        self.items = StatItems((), 0)
        self.title.setText(title)
        self.count.setText(self.tr("正在读取…"))
        self.filter.clear()
        self.table.show_rows(())
        self._chosen(None)

    def _chosen(self, row: StatItem | None) -> None:
        self.open.setEnabled(row is not None and row.matter_id is not None)

    def _open(self, row: StatItem | None) -> None:
        if row is None:
            return
        if row.matter_id is None:
            self._desk.say(self.tr("这是全所的事项，不属于某件案件，请到“今日 · 全所事项”查看。"))
            return
        self.opened.emit(row.matter_id)
