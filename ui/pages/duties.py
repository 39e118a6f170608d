"""全所事项: month by month, every duty of the office with when it was due, when it was done, and by whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ipdesk.domain.duties import CLAUSES
from ipdesk.domain.matters import State
from ipdesk.services.duties import DutyState, proof_words
from ipdesk.text import label
from ui.pages.due_lines import day_name, tone_of
from ui.pages.duty_answer import answer_today
from ui.pages.duty_checklist import LEADS_TO, title_of
from ui.pages.read_page import ReadPage
from ui.tables.plain import PlainColumn, PlainTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.pill import Pill

if TYPE_CHECKING:
    from ui.context import Desk

_MISSED, _TO_DO, _LATE, _DONE, _ALL = "missed", "to_do", "late", "done", "all"
_PILLS: dict[str, tuple[str, str | None]] = {
    _MISSED: ("逾期未办", State.OVERDUE),
    _TO_DO: ("未到期", State.OPEN),
    _LATE: ("逾期完成", State.DONE_LATE),
    _DONE: ("按期完成", State.DONE),
    _ALL: ("全部", None),
}


def bucket_of(row: DutyState) -> str:
    """Which counter a duty is counted in (besides 全部); empty: in none (before the office was there)."""
    if row.done:
        return _LATE if row.state is State.DONE_LATE else _DONE
    return {State.VOID: "", State.OVERDUE: _MISSED}.get(row.state, _TO_DO)


def state_words(row: DutyState) -> str:
    """How a duty stands: 已逾期 3 天, 逾期完成, 启用前."""
    if row.state is State.VOID:
        return "启用前"
    if row.state is State.OVERDUE and row.days_left:
        return f"◆ 逾期 {-row.days_left} 天"
    lamps = {State.OVERDUE: "◆ ", State.DUE_SOON: "▲ ", State.OPEN: "● ", State.DONE: "✓ ", State.DONE_LATE: "✓ "}
    return lamps.get(row.state, "") + label("state", row.state)


def _columns() -> tuple[PlainColumn[DutyState], ...]:
    def done_on(row: DutyState) -> str:
        return f"{row.done_on:%Y-%m-%d}" if row.done_on is not None else ""

    def tone(row: DutyState) -> str:
        return "near" if row.state is State.DONE_LATE else tone_of(row.state)

    return (
        PlainColumn("到期", lambda row: f"{row.due:%Y-%m-%d} {day_name(row.due)[-2:]}", 130, sort=lambda row: row.due),
        PlainColumn("事项", title_of, 320),
        PlainColumn("条款", lambda row: row.clause, 70, tone=lambda _row: "quiet"),
        PlainColumn("状态", state_words, 100, tone=tone, sort=lambda row: (row.done, row.due)),
        PlainColumn("完成日期", done_on, 110, sort=lambda row: row.done_on),
        PlainColumn("完成人", lambda row: row.by, 90),
        PlainColumn("依据", proof_words, 140, tone=lambda _row: "quiet"),
        PlainColumn("说明", lambda row: row.note, 200, stretch=True, tone=lambda _row: "quiet"),
    )


class DutiesPage(ReadPage):
    """The view 全所事项 behind 今日."""

    kinds = frozenset({"duties", "sheets", "events", "calendar", "rules", "people"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked = 0
        self._rows: tuple[DutyState, ...] = ()
        self.month = desk.today.replace(day=1)
        self.title = self.tr("全所事项")
        self.heading = QLabel(self)
        self.heading.setObjectName("pageTitle")
        self.rate = QLabel(self)
        self.rate.setObjectName("quiet")
        self.rule = QComboBox(self)
        self.rule.setAccessibleName(self.tr("按事项筛选"))
        self.rule.addItem(self.tr("事项：全部"), "")
        for code in CLAUSES:
            self.rule.addItem(label("duty_short", code), code)
        self.pills = {key: Pill(words, lamp, self) for key, (words, lamp) in _PILLS.items()}
        self.table: PlainTable[DutyState] = PlainTable(_columns(), self.tr("全所事项"), self, key=lambda row: row.key)
        self.empty = EmptyState(self.tr("这个月没有符合条件的全所事项"), parent=self)
        self.answer = self._button(self.tr("补记…"), self.tr("记为已完成或无，填写实际日期（Enter）"), self.open_answer)
        self.take_back = self._button(self.tr("取消完成"), self.tr("收回手工勾选"), self.unmark)
        self.lead = self._button(self.tr("去办理 ›"), self.tr("打开办理这一项的页面"), self.go_there)
        self.out = QPushButton(self.tr("导出 ▾"), self)
        self.out.setToolTip(self.tr("把这个月的全所事项打印或导出为 Excel"))
        menu = QMenu(self.out)
        menu.addAction(self.tr("打印…"), self.print_month)
        menu.addAction(self.tr("导出 Excel…"), self.export)
        self.out.setMenu(menu)
        self._lay_out()
        self._connect()

    # -- construction -------------------------------------------------------------------------------

    def _button(self, words: str, tip: str, run: Callable[[], object]) -> QPushButton:
        button = QPushButton(words, self)
        button.setToolTip(tip)
        button.clicked.connect(lambda _checked=False: run())
        return button

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.heading)
        for words, name, run in (
            ("‹", self.tr("上个月（Page Up）"), lambda: self.turn(-1)),
            (self.tr("本月"), self.tr("回到本月"), lambda: self.show_month(self._desk.today)),
            ("›", self.tr("下个月（Page Down）"), lambda: self.turn(1)),
        ):
            button = self._button(words, name, run)
            button.setAccessibleName(name)
            if len(words) == 1:
                button.setFixedWidth(button.fontMetrics().height() + 20)
            top.addWidget(button)
        top.addSpacing(8)
        top.addWidget(self.rate)
        top.addStretch(1)
        for button in (self.answer, self.take_back, self.lead, self.out):
            top.addWidget(button)
        filters = QHBoxLayout()
        filters.setSpacing(8)
        self._chosen = QButtonGroup(self)
        for pill in self.pills.values():
            self._chosen.addButton(pill)
            filters.addWidget(pill)
        self.pills[_ALL].setChecked(True)
        filters.addStretch(1)
        filters.addWidget(self.rule)
        frame = QFrame(self)
        frame.setObjectName("tableFrame")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.addWidget(self.table, 1)
        inner.addWidget(self.empty, 1)
        self.empty.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addLayout(filters)
        layout.addWidget(frame, 1)

    def _connect(self) -> None:
        self._chosen.buttonClicked.connect(lambda _button: self._show())
        self.rule.currentIndexChanged.connect(lambda _index: self._show())
        self.table.selectionModel().selectionChanged.connect(lambda _now, _before: self._enable())
        self.table.opened.connect(lambda _row: self.act_on_line())
        self.table.go.connect(lambda _row: self.act_on_line())
        for key, count in ((Qt.Key.Key_PageUp, -1), (Qt.Key.Key_PageDown, 1)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda count=count: self.turn(count))

    # -- what is shown ------------------------------------------------------------------------------

    def focus_place(self) -> QWidget:
        return self.table

    def show_place(self, month: date) -> None:
        """Another page leads to a month."""
        self.show_month(month)

    def show_month(self, on: date) -> None:
        """Show the month of a day."""
        if on.replace(day=1) != self.month:
            self.month = on.replace(day=1)
            self.refresh()

    def turn(self, count: int) -> None:
        """A month forward or back."""
        self.show_month(self.month - timedelta(days=1) if count < 0 else self.month + timedelta(days=31))

    def refresh(self) -> None:
        """Read the month's duties."""
        from ipdesk.services.duties import duty_rows

        office, today, month = self._desk.office, self._desk.today, self.month
        if office is None:
            return
        self._stale = False
        self._asked += 1
        asked = self._asked
        last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        self.heading.setText(f"{month.year}年{month.month}月")
        self._desk.runner.read(lambda: duty_rows(office, today, month, last), lambda rows: self._read(asked, rows))

    def _read(self, asked: int, rows: tuple[DutyState, ...]) -> None:
        if asked == self._asked:
            self._rows = rows
            self._show()

    def _show(self) -> None:
        rule = self.rule.currentData()
        rows = [row for row in self._rows if not rule or row.rule == rule]
        chosen = next(key for key, pill in self.pills.items() if pill.isChecked())
        for key, pill in self.pills.items():
            pill.set_count(sum(1 for row in rows if key in (_ALL, bucket_of(row))))
        shown = [row for row in rows if chosen in (_ALL, bucket_of(row))]
        self.table.show_rows(shown)
        self.table.setVisible(bool(shown))
        self.empty.setVisible(not shown)
        self.rate.setText(self._rate(rows))
        self._enable()

    def _rate(self, rows: Sequence[DutyState]) -> str:
        """How many of those that were due by today were done in time."""
        due = [row for row in rows if row.done or row.state is State.OVERDUE]
        if not due:
            return ""
        well = sum(1 for row in due if row.state is State.DONE)
        return self.tr("到今天应办 {count} 项，按期 {well} 项（{rate}）").format(
            count=len(due), well=well, rate=f"{well / len(due):.0%}"
        )

    # -- acts ---------------------------------------------------------------------------------------

    def _open_ones(self) -> tuple[DutyState, ...]:
        """The selected duties that can be answered by hand now."""
        today = self._desk.today
        return tuple(
            row
            for row in self.table.selected()
            if not row.done and (row.by_hand or row.may_be_none) and not (row.by_hand and _begins(row) > today)
        )

    def _enable(self) -> None:
        rows = self.table.selected()
        ready = self._open_ones()
        same = all(row.by_hand for row in ready) or all(row.may_be_none for row in ready)
        self.answer.setEnabled(bool(ready) and len(ready) == len(rows) and same)
        self.take_back.setEnabled(len(rows) == 1 and rows[0].proof == "mark")
        self.lead.setEnabled(len(rows) == 1 and rows[0].rule in LEADS_TO)

    def act_on_line(self) -> None:
        """Enter or double-click: answer it, or go to where it is done."""
        if self.answer.isEnabled():
            self.open_answer()
        elif self.lead.isEnabled():
            self.go_there()

    def open_answer(self) -> None:
        """Ask when it was done."""
        from ui.dialogs.duty_answer import DutyAnswerDialog

        rows = self._open_ones()
        if rows and self._desk.office is not None:
            DutyAnswerDialog(self._desk, rows, self.window()).open()

    def unmark(self) -> None:
        """Take the mark of the chosen duty back."""
        row = self.table.current()
        if row is not None and row.proof == "mark":
            answer_today(self._desk, row, "open", self.refresh)

    def export(self) -> None:
        """Write the month as it is filtered as a workbook."""
        from ipdesk.services.duty_papers import book
        from ui.list_output import save_book

        month, rows = self.month, self.table.shown()
        save_book(self._desk, self, f"全所事项-{month:%Y-%m}.xlsx", lambda: book(month, rows))

    def print_month(self) -> None:
        """Preview the month as it is filtered."""
        from ipdesk.services.duty_papers import printed
        from ui.list_output import list_page, print_list

        note = self.tr("标准 3.2.2、3.2.4、3.2.5　制表 {today}").format(today=self._desk.today)
        print_list(self._desk, list_page(printed(self.month, self.table.shown()), note=note), self)

    def go_there(self) -> None:
        """Show the page on which the chosen duty is done."""
        row = self.table.current()
        if row is not None and row.rule in LEADS_TO:
            self._desk.show_view(LEADS_TO[row.rule], row.period)


def _begins(row: DutyState) -> date:
    """The first day on which a tick can answer it: the day itself, or the month's first."""
    return row.due if len(row.period) == 10 else row.due.replace(day=1)
