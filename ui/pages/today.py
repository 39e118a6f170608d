"""今日: what is to be done now, official first; the office's own duties; what changed since the last look."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from ui.pages.due_lines import Item, Line, day_name, line_of, reminder_line, section, waiting_line
from ui.pages.due_list import DueList
from ui.pages.duty_checklist import LEADS_TO, answer_duty
from ui.pages.one_click import finish_item
from ui.pages.read_page import ReadPage
from ui.pages.reminder_lines import finish_line, remove_line
from ui.pages.today_side import TodaySide

if TYPE_CHECKING:
    from ipdesk.services.duties import DutyState
    from ipdesk.services.rows import TodayView
    from ui.context import Desk


def items_of(view: TodayView, today: date) -> tuple[Item, ...]:
    """The page's groups in their order; no item stands in two of them."""
    left = view.left_out
    return (
        *section(
            "法定期限",
            [line_of(row, today, view.tight.get(row.id, "")) for row in view.official],
            _more(left, "official"),
        ),
        *section("已逾期", [line_of(row, today) for row in view.overdue], _more(left, "overdue")),
        *section("今天到期", [line_of(row, today) for row in view.today], _more(left, "today")),
        *section("本周到期", [line_of(row, today) for row in view.week], _more(left, "week")),
        *section("手工提醒", [reminder_line(row, today) for row in view.reminders], _more(left, "reminders")),
        *section("等待他人", [waiting_line(row) for row in view.waiting], _more(left, "waiting")),
    )


def _more(left_out: object, group: str) -> str:
    count = left_out.get(group, 0) if hasattr(left_out, "get") else 0
    return f"另有 {count} 件，请到各部门页签查看" if count else ""


class TodayPage(ReadPage):
    """The page 今日."""

    kinds = frozenset({"matters", "events", "due_items", "calendar", "rules", "people", "sheets"}) | {
        "duties",
        "reminders",
    }

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked = 0
        self._asked_for: int | None = None
        self._seen = 0
        self.title = self.tr("今日")
        self.heading = QLabel(self)
        self.heading.setObjectName("pageTitle")
        self.summary = QLabel(self)
        self.summary.setObjectName("quiet")
        self.whose = QComboBox(self)
        self.whose.setAccessibleName(self.tr("看谁的"))
        self.whose.setToolTip(self.tr("只看自己负责的，或看全所的"))
        self.whose.addItem(self.tr("只看我的"), "mine")
        self.whose.addItem(self.tr("全所"), "all")
        self.list = DueList(self.tr("今日待办"), parent=self)
        self.empty = QLabel(self.tr("今天没有到期、逾期或等待的事项。"), self)
        self.empty.setObjectName("emptyState")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.side = TodaySide(self)
        self._lay_out()
        self.list.opened.connect(desk.navigate)
        self.list.stepped.connect(self._stepped)
        self.list.removed.connect(lambda line: remove_line(desk, line))
        self.side.opened.connect(desk.navigate)
        self.side.all_duties.connect(lambda: desk.show_view("today/duties"))
        self.side.duties.led.connect(lambda duty: desk.show_view(LEADS_TO[duty.rule], duty.period))
        answer_duty(self.answer, self.side.duties)
        self.whose.currentIndexChanged.connect(lambda _index: self.refresh())
        desk.person_changed.connect(self._person_changed)

    def _lay_out(self) -> None:
        refresh = QPushButton(self.tr("刷新"), self)
        refresh.setToolTip(self.tr("重新读取（F5）"))
        refresh.clicked.connect(self.refresh)
        remind = QPushButton(self.tr("新建提醒…"), self)
        remind.setToolTip(self.tr("给自己或同事写一条手工提醒"))
        remind.clicked.connect(self.new_reminder)
        handed = QPushButton(self.tr("移交申请…"), self)
        handed.setToolTip(self.tr("项目移交申请单：待批准的在前"))
        handed.clicked.connect(self.show_transfers)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.heading)
        top.addWidget(self.summary)
        top.addStretch(1)
        top.addWidget(self.whose)
        top.addWidget(remind)
        top.addWidget(handed)
        top.addWidget(refresh)
        main = QFrame(self)
        main.setObjectName("panel")
        column = QVBoxLayout(main)
        column.setContentsMargins(1, 1, 1, 8)
        column.addWidget(self.list, 1)
        column.addWidget(self.empty, 1)
        self.empty.hide()
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.addWidget(main)
        self.splitter.addWidget(self.side)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([1000, 320])
        self.splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addWidget(self.splitter, 1)

    # -- the page's face to the window --------------------------------------------------------------

    def focus_place(self) -> QWidget:
        return self.list

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.mark_seen()

    def mark_seen(self) -> None:
        """What is shown has been looked at: the next look lists what comes after it."""
        from ipdesk.services.today import mark_seen

        office, act, newest = self._desk.office, self._desk.act(), self.side.newest
        if office is not None and newest > self._seen:
            self._seen = newest
            self._desk.runner.read(lambda: mark_seen(office, act, newest), lambda _none: None)

    def answer(self, duty: DutyState, answer: str) -> None:
        """Answer a duty of the office today (done, none), or take the answer back (open)."""
        from ui.pages.duty_answer import answer_today

        answer_today(self._desk, duty, answer, self._refused)

    def _refused(self) -> None:
        self.side.duties.forget()
        self.refresh()

    def _stepped(self, line: Line) -> None:
        if line.reminder_id is None:
            finish_item(self._desk, line, self.window())
        else:
            finish_line(self._desk, line)

    def new_reminder(self) -> None:
        """A reminder made by hand."""
        from ui.dialogs.reminder import ReminderDialog

        if self._desk.office is not None:
            ReminderDialog(self._desk, None, self).open()

    def show_transfers(self) -> None:
        """Show all hand-overs, the ones to be decided first (标准 3.5.5)."""
        from ui.dialogs.transfer_list import TransferListDialog

        if self._desk.office is not None:
            TransferListDialog(self._desk, self).open()

    def _person_changed(self) -> None:
        """Read again for somebody else; an office just opened names the person the page was already asked for."""
        if self._asked == 0 or self._desk.person != self._asked_for:
            self.refresh()

    def refresh(self) -> None:
        """Read what is to be done today."""
        from ipdesk.services.today import today_view

        office, act = self._desk.office, self._desk.act()
        if office is None:
            return
        self._stale = False
        self._asked += 1
        self._asked_for = act.by
        asked, everyone = self._asked, self.whose.currentData() == "all"
        self._desk.runner.read(lambda: today_view(office, act, everyone=everyone), lambda view: self._read(asked, view))

    def _read(self, asked: int, view: TodayView) -> None:
        office, today = self._desk.office, self._desk.today
        if asked != self._asked or office is None:
            return
        day = office.calendar.day(today)
        kind = self.tr("工作日") if day.working else self.tr("休息日")
        self.heading.setText(day_name(today))
        self.summary.setText(kind if day.name in ("工作日", kind) else f"{kind} · {day.name}")
        # nothing to choose for a director, or while nobody is chosen: it is the whole office's anyway
        self.whose.setVisible(not view.whole_office or self.whose.currentData() == "all")
        items = items_of(view, today)
        self.list.show_items(items)
        self.list.setVisible(bool(items))
        self.empty.setVisible(not items)
        self.side.show_view(view, today)
