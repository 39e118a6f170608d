"""月度提醒: the unanswered cases of a month, one mail to each answerer, and that it went out (标准 3.2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from ui.pages.month_reminder_columns import WhoRow, answerer_columns, case_columns, who_rows
from ui.pages.span_page import SpanPage
from ui.tables.plain import PlainTable
from ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipdesk.services.month_reminder import CaseRow, MonthReminder
    from ipdesk.services.office import Act, Office
    from ui.context import Desk


class MonthReminderPage(SpanPage):
    """Three steps from left to right: 写提醒邮件 → 打开邮件 → ✓ 已发出; the list below, answerer by answerer."""

    kinds = frozenset(
        {"events", "matters", "due_items", "people", "mailings", "duties", "notices", "rules", "calendar"}
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked = 0
        self._month = ""
        self._open_next = False
        self.title = self.tr("月度提醒")
        self.found: MonthReminder | None = None
        self.span = QLabel(self)
        self.state = QLabel(self)
        self.answerers: PlainTable[WhoRow] = PlainTable(
            answerer_columns(), self.tr("答复人"), self, key=lambda row: row.key, several=False
        )
        self.cases: PlainTable[CaseRow] = PlainTable(case_columns(), self.tr("未答复案件"), self)
        self.empty = EmptyState("", "")
        self.stack = QStackedWidget(self)
        self._lay_out()
        self._connect()

    # -- construction ----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(12)
        for table in (self.answerers, self.cases):
            splitter.addWidget(_framed(table))
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([310, 1010])
        self.stack.addWidget(splitter)
        self.stack.addWidget(_framed(self.empty))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addLayout(self._top())
        layout.addWidget(self._steps())
        layout.addWidget(self.stack, 1)

    def _top(self) -> QHBoxLayout:
        turns = (
            ("back", "‹", self.tr("上一个月：看当时提醒了谁"), lambda: self.turn(-1)),
            ("now", self.tr("本月"), self.tr("回到本月"), lambda: self.show_month("")),
            ("forward", "›", self.tr("下一个月"), lambda: self.turn(1)),
        )
        deeds = (
            ("open", self.tr("打开案件"), self.tr("到部门页签查看（双击）"), self.open_matter),
            ("export", self.tr("导出 Excel"), self.tr("把全部未答复案件写成 Excel"), self.export),
            ("print", self.tr("打印"), self.tr("按答复人分组打印（Ctrl+P）"), self.print_list),
        )
        return self.top_row(turns, deeds)

    def _steps(self) -> QFrame:
        """What has been done this month, and the next of the three steps."""
        frame = QFrame(self)
        frame.setObjectName("panel")
        words = QVBoxLayout()
        words.setSpacing(2)
        self.span.setObjectName("quiet")
        words.addWidget(self.state)
        words.addWidget(self.span)
        row = QHBoxLayout(frame)
        row.setContentsMargins(16, 10, 12, 10)
        row.setSpacing(8)
        row.addLayout(words, 1)
        for key, text, tip, run in (
            ("write", self.tr("写提醒邮件"), self.tr("给每位答复人写一封邮件，附清单，并在邮件软件中打开"), self.write),
            ("mails", self.tr("打开邮件"), self.tr("在邮件软件中打开还没有发出的邮件"), self.open_mails),
            ("sent", self.tr("✓ 已发出"), self.tr("邮件都已发出：标记邮件，并完成本月的提醒事项"), self.mark_sent),
        ):
            row.addWidget(self.add_button(key, text, tip, run))
        return frame

    def _connect(self) -> None:
        self.answerers.chosen.connect(lambda _row: self._show_cases())
        self.answerers.opened.connect(self._open_mail_of)
        self.answerers.go.connect(self._open_mail_of)
        for signal in (self.cases.opened, self.cases.go):
            signal.connect(lambda row: self._desk.navigate(row.matter_id))
        self.cases.selectionModel().selectionChanged.connect(lambda _now, _before: self._enable())
        self.cases.rows_model.modelReset.connect(self._enable)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.print_list)

    # -- the page's face to the window ------------------------------------------------------------------

    def focus_place(self) -> QWidget:
        return self.cases

    def refresh(self) -> None:
        """Read the month's cases and mails."""
        from ipdesk.services.month_reminder import month_reminder

        office, today, month = self._desk.office, self._desk.today, self._month
        if office is None:
            return
        super().refresh()
        self._asked += 1
        asked = self._asked
        self._desk.runner.read(lambda: month_reminder(office, today, month), lambda found: self._read(asked, found))

    def _read(self, asked: int, found: MonthReminder) -> None:
        from ipdesk.services.month_reminder import month_of
        from ipdesk.services.month_reminder_papers import spoken_month

        if asked != self._asked:
            return
        self.found = found
        self.heading.setText(self.tr("月度提醒　{month}").format(month=spoken_month(found.month)))
        words = self.tr("到期日 {frm} 至 {to} 的未答复案件；每月 10 日前提醒，本月应于 {due} 前发出（标准 3.2.4）")
        if found.month < month_of(self._desk.today):
            words = self.tr("到期日 {frm} 至 {to}；清单为 {as_of} 时的情况，当时应于 {due} 前发出（标准 3.2.4）")
        self.span.setText(words.format(frm=found.frm, to=found.to, due=found.due, as_of=found.as_of))
        self._say_state(found)
        self.answerers.show_rows(who_rows(found))
        if self.answerers.current() is None:
            self.answerers.selectRow(0)
        self.stack.setCurrentIndex(0 if found.answerers else 1)
        self.empty.set_text(
            self.tr("{month}没有未答复的案件").format(month=spoken_month(found.month)),
            self.tr("收到的答复、补正通知书都已答复。点“✓ 无需提醒”即完成本月的提醒事项。")
            if found.done_on is None
            else "",
        )
        self._show_cases()
        if self._open_next:
            self._open_next = False
            self.open_mails()

    def _say_state(self, found: MonthReminder) -> None:
        today, unsent = self._desk.today, len(found.unsent)
        if found.done_on is not None and unsent:
            text = self.tr("本月已于 {on} 提醒过；又写好 {count} 封邮件，发出后请点“✓ 已发出”。")
            text, tone = text.format(on=found.done_on, count=unsent), "near"
        elif found.done_on is not None:
            text, tone = self.tr("✓ 已于 {on} 发出。{note}").format(on=found.done_on, note=found.done_note), "well"
        elif found.mails:
            text = self.tr("已写好 {count} 封邮件，请核对、发出，然后点“✓ 已发出”。")
            text, tone = text.format(count=unsent or len(found.mails)), "near"
        elif found.cases:
            people = sum(1 for one in found.answerers if one.person_id is not None)
            text = self.tr("{count} 件未答复，涉及 {people} 位答复人；还没有写提醒邮件。")
            text, tone = text.format(count=len(found.cases), people=people), ""
        else:
            text, tone = self.tr("没有需要提醒的案件。"), ""
        if found.done_on is None and found.due < today:
            text, tone = self.tr("已过 {due}。").format(due=f"{found.due:%m-%d}") + text, "late"
        self.state.setText(text)
        self.state.setProperty("tone", tone)
        self.state.style().unpolish(self.state)
        self.state.style().polish(self.state)

    def _show_cases(self) -> None:
        """The cases of the chosen answerer; of everybody in the first line."""
        found, who = self.found, self.answerers.current()
        if found is not None:
            self.cases.show_rows(found.cases if who is None else who.cases)
            if self.cases.current() is None and self.cases.shown():
                self.cases.selectRow(0)
        self._enable()

    def _enable(self) -> None:
        from ipdesk.services.month_reminder import month_of

        found = self.found
        this_month = found is not None and found.month == month_of(self._desk.today)
        ahead = found is not None and found.month > month_of(self._desk.today)
        named = found is not None and any(one.person_id is not None and one.cases for one in found.answerers)
        unsent = found is not None and bool(found.unsent)
        open_duty = found is not None and found.done_on is None
        on = {
            "now": not this_month,
            "forward": not ahead,
            "open": self.cases.current() is not None,
            "write": named and (this_month or ahead),
            "mails": unsent,
            "sent": found is not None
            and not ahead
            and (unsent or (open_duty and (not found.cases or bool(found.mails)))),
        }
        for key, enabled in on.items():
            self.buttons[key].setEnabled(enabled)
        step = "sent" if on["sent"] else "write" if on["write"] and open_duty else ""
        for key in ("write", "sent"):
            button = self.buttons[key]
            if button.property("primary") != (key == step):
                button.setProperty("primary", key == step)
                button.style().unpolish(button)
                button.style().polish(button)
        nothing = found is not None and not found.cases and not found.mails
        self.buttons["sent"].setText(self.tr("✓ 无需提醒") if nothing else self.tr("✓ 已发出"))
        again = found is not None and bool(found.mails)
        self.buttons["write"].setText(self.tr("重写提醒邮件") if again else self.tr("写提醒邮件"))

    # -- acts -------------------------------------------------------------------------------------------

    def show_month(self, month: str) -> None:
        """Show a month (empty: the current one)."""
        self._month = month
        self.refresh()

    def show_place(self, month: str) -> None:
        """Another page leads to a month."""
        self.show_month(month)

    def turn(self, months: int) -> None:
        """A month back or forward; at most one ahead."""
        if self.found is None:
            return
        year, month = divmod(int(self.found.month[:4]) * 12 + int(self.found.month[5:]) - 1 + months, 12)
        self.show_month(f"{year:04}-{month + 1:02}")

    def _write(
        self, use_case: Callable[[Office, Act], object], after: Callable[[object], object] | None = None
    ) -> None:
        """Run a use case; the changes it hands back bring the page up to date."""
        office, act = self._desk.office, self._desk.act()
        if office is not None:
            self._desk.runner.write(lambda: use_case(office, act), after)

    def write(self) -> None:
        """Write all mails and open them."""
        from ipdesk.services.month_reminder import write_reminders

        month = self.found.month if self.found is not None else ""

        def after(_changes: object) -> None:
            self._open_next = True  # as soon as the page, which is reading again by now, knows them

        self._write(lambda office, act: write_reminders(office, act, month), after)

    def open_mails(self) -> None:
        """Open the mails that were not sent yet."""
        from ui.mailing import open_mails

        if self.found is not None:
            open_mails(self._desk, [mail.id for mail in reversed(self.found.unsent)])

    def _open_mail_of(self, row: WhoRow) -> None:
        from ui.mailing import open_mail

        if row.mail is not None:
            open_mail(self._desk, row.mail.id)

    def mark_sent(self) -> None:
        """The mails went out: the month's duty is done."""
        from ipdesk.services.month_reminder import mark_reminded

        month = self.found.month if self.found is not None else ""
        self._write(lambda office, act: mark_reminded(office, act, month), lambda _changes: self.cases.setFocus())

    def open_matter(self) -> None:
        """Show the chosen case's matter."""
        row = self.cases.current()
        if row is not None:
            self._desk.navigate(row.matter_id)

    def export(self) -> None:
        """Write the whole list as a workbook."""
        from ipdesk.services.month_reminder_papers import book, spoken_month
        from ui.list_output import save_book

        found = self.found
        if found is not None:
            name = f"{spoken_month(found.month)}未答复案件.xlsx"
            save_book(self._desk, self, name, lambda: book(found))

    def print_list(self) -> None:
        """Preview the list, answerer by answerer."""
        from ipdesk.services.month_reminder_papers import printed
        from ui.list_output import list_page, print_list

        if self.found is not None:
            note = self.tr("标准 3.2.4　制表 {today}").format(today=self._desk.today)
            print_list(self._desk, list_page(printed(self.found), landscape=True, note=note), self)


def _framed(inner: QWidget) -> QFrame:
    frame = QFrame()
    frame.setObjectName("panel")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(1, 1, 1, 1)
    layout.addWidget(inner)
    return frame
