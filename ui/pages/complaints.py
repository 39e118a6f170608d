"""投诉 (标准 4): every complaint with how its time stands, the chosen one beside it, steps with one click."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from ipdesk.text import label
from ui.pages.complaint_panel import ComplaintPanel
from ui.pages.complaint_words import level_words, moment_words, row_lamp, standing_tone, standing_words
from ui.pages.read_page import ReadPage
from ui.tables.plain import PlainColumn, PlainTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.office_clock import office_now
from ui.widgets.pill import Pill

if TYPE_CHECKING:
    from ipdesk.services.complaint_lists import ComplaintRow
    from ui.context import Desk

_FILTERS = (("open", "进行中", None), ("late", "超时", "overdue"), ("year", "本年", None), ("all", "全部", None))


class ComplaintsPage(ReadPage):
    """The list, newest first; ``now``: the office's wall time."""

    kinds = frozenset({"complaints", "matters", "events", "due_items", "people", "clients", "transfers", "mailings"})

    def __init__(self, desk: Desk, parent: QWidget | None = None, now: Callable[[], datetime] | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.now = now or (lambda: office_now(desk))
        self._wanted = 0
        self._asked = 0
        self._rows: tuple[ComplaintRow, ...] = ()
        self.title = self.tr("投诉")
        self.pills: dict[str, Pill] = {}
        self.line = QLineEdit(self)
        self.new = QPushButton(self.tr("＋ 记录投诉"), self)
        self.table: PlainTable[ComplaintRow] = PlainTable(self._columns(), self.tr("投诉"), self, several=False)
        self.panel = ComplaintPanel(desk, self, now=self.now)
        self.empty = EmptyState(self.tr("没有投诉"), parent=self)
        self.nothing = EmptyState(
            self.tr("没有选中投诉"), self.tr("在左侧选择一件投诉，这里显示它的时限、经过和下一步。"), parent=self
        )
        self._lay_out()
        self._connect()

    # -- building ------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[PlainColumn[ComplaintRow], ...]:
        return (
            PlainColumn("编号", lambda row: row.number, 104, lamp=lambda row: row_lamp(row, self.now())),
            PlainColumn("客户", lambda row: row.client, 180, stretch=True),
            PlainColumn("类型", lambda row: level_words(row.level), 72, tone=_level_tone),
            PlainColumn("被投诉人", lambda row: row.against or "—", 88),
            PlainColumn("收到", self._received, 108, sort=lambda row: row.received),
            PlainColumn(
                "时限",
                lambda row: standing_words(row, self._desk.today, self.now()),
                144,
                tone=lambda row: standing_tone(row, self.now()),
                sort=_by_clock,
            ),
            PlainColumn("状态", lambda row: label("complaint_state", row.state), 84),
        )

    def _received(self, row: ComplaintRow) -> str:
        return moment_words(row.received, self._desk.today)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        self._group = QButtonGroup(self)
        for key, words, lamp in _FILTERS:
            pill = self.pills[key] = Pill(words, lamp, self)
            self._group.addButton(pill)
            top.addWidget(pill)
        self.pills["open"].setChecked(True)
        top.addStretch(1)
        self.line.setPlaceholderText(self.tr("输入筛选：编号、客户、被投诉人"))
        self.line.setAccessibleName(self.tr("筛选投诉"))
        self.line.setClearButtonEnabled(True)
        self.line.setMaximumWidth(260)
        top.addWidget(self.line, 1)
        self.new.setProperty("primary", True)
        self.new.setToolTip(self.tr("记录投诉（Ctrl+Shift+N）"))
        top.addWidget(self.new)
        frame = QFrame(self)
        frame.setObjectName("tableFrame")
        self._left = QStackedLayout(frame)
        self._left.setContentsMargins(1, 1, 1, 1)
        self._left.addWidget(self.table)
        self._left.addWidget(self.empty)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(frame)
        splitter.addWidget(self._right())
        splitter.setHandleWidth(12)
        splitter.setChildrenCollapsible(False)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setSizes([820, 520])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addWidget(splitter, 1)

    def _right(self) -> QFrame:
        panel = QFrame(self)
        panel.setObjectName("panel")
        panel.setMinimumWidth(380)
        self._scroll = QScrollArea(panel)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setAccessibleName(self.tr("投诉详情"))
        body = QWidget()
        body.setObjectName("panelBody")
        inner = QVBoxLayout(body)
        inner.setContentsMargins(16, 16, 16, 16)
        inner.addWidget(self.panel)
        self._scroll.setWidget(body)
        self._layers = QStackedLayout(panel)
        self._layers.setContentsMargins(1, 1, 1, 1)
        self._layers.addWidget(self.nothing)
        self._layers.addWidget(self._scroll)
        return panel

    def _connect(self) -> None:
        self._group.buttonToggled.connect(lambda _button, on: self._show() if on else None)
        self.line.textChanged.connect(self.table.filter_text)
        self.new.clicked.connect(self._record)
        self.table.chosen.connect(self._chosen)
        self.table.go.connect(lambda _row: self.panel.record_primary())

    def focus_place(self) -> QWidget:
        return self.table

    def take_focus(self) -> None:
        """Where the keyboard goes when the page is shown by its key."""
        self.table.setFocus()

    # -- reading -------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        super().refresh()
        office = self._desk.office
        self._asked += 1
        asked = self._asked
        if office is None:
            return

        def read() -> tuple[ComplaintRow, ...]:
            from ipdesk.services.complaint_lists import complaint_rows

            return complaint_rows(office)

        def show(rows: tuple[ComplaintRow, ...]) -> None:
            if asked == self._asked:
                self._rows = rows
                self._show()
                self.panel.refresh()

        self._desk.runner.read(read, show)

    def show_matter(self, matter_id: int) -> None:
        """Show this complaint, whatever the filter says."""
        self._wanted = matter_id
        self.line.clear()
        self.refresh()

    def _show(self) -> None:
        now, year = self.now(), self._desk.today.year
        groups: dict[str, Sequence[ComplaintRow]] = {
            "open": sorted((row for row in self._rows if row.is_open), key=_urgency),
            "late": [row for row in self._rows if row.is_open and row.is_late(now)],
            "year": [row for row in self._rows if row.received is not None and row.received.year == year],
            "all": self._rows,
        }
        for key, rows in groups.items():
            self.pills[key].set_count(len(rows))
        chosen = next(key for key, pill in self.pills.items() if pill.isChecked())
        if self._wanted and not any(row.id == self._wanted for row in groups[chosen]):
            chosen = "all"
            self.pills["all"].blockSignals(True)
            self.pills["all"].setChecked(True)
            self.pills["all"].blockSignals(False)
        rows = groups[chosen]
        self.table.show_rows(rows)
        if rows:
            self._left.setCurrentWidget(self.table)
        else:
            self._say_empty(chosen)
        self._choose(rows)

    def _choose(self, rows: Sequence[ComplaintRow]) -> None:
        wanted, self._wanted = self._wanted, 0
        if wanted and self.table.choose(wanted):
            return
        if self.table.current() is None and rows:
            self.table.choose(rows[0].id)

    def _say_empty(self, chosen: str) -> None:
        words = {
            "open": (self.tr("没有进行中的投诉"), self.tr("客户来电投诉时按 Ctrl+Shift+N，半分钟内记下。")),
            "late": (self.tr("没有超时的投诉"), self.tr("电话投诉半小时内回访或上报（4.3.3）。")),
        }
        self.empty.set_text(*words.get(chosen, (self.tr("没有投诉"), "")))
        self._left.setCurrentWidget(self.empty)

    def _chosen(self, row: ComplaintRow | None) -> None:
        self._layers.setCurrentWidget(self.nothing if row is None else self._scroll)
        self.panel.show_complaint(row.id if row is not None else 0)

    def _record(self) -> None:
        from ui.dialogs.complaint import ComplaintDialog

        if self._desk.office is not None:
            ComplaintDialog(self._desk, self.window()).open()


def _level_tone(row: ComplaintRow) -> str:
    return {"C": "near", "D": "late"}.get(row.level, "")


def _urgency(row: ComplaintRow) -> str:
    """What ends next stands first; without a clock after all others, the newest first as before."""
    return _by_clock(row) or "9999"


def _by_clock(row: ComplaintRow) -> str | None:
    running = row.clock()
    return running.due_at.isoformat() if running is not None else None
