"""日历: the month's load at a glance, the week, the list; a click for a day's items, a double-click for the matter."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.pages.calendar_bar import CalendarBar, View
from ui.pages.calendar_data import MonthData, load_month, load_span
from ui.pages.calendar_grid import MonthGrid
from ui.pages.calendar_week import WeekView
from ui.pages.due_lines import Entry, Line, any_line, by_day, day_name
from ui.pages.due_list import DueList
from ui.pages.one_click import finish_item
from ui.pages.read_page import ReadPage
from ui.pages.reminder_lines import finish_line, remove_line

if TYPE_CHECKING:
    from ipdesk.services.office import Changes
    from ipdesk.services.rows import MonthFilter
    from ui.context import Desk


def add_months(month: date, count: int) -> date:
    """The first of the month ``count`` months away."""
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


class CalendarPage(ReadPage):
    """The page 日历. What it shows is read beside the window; an answer that is out of date is dropped."""

    kinds = frozenset({"matters", "events", "due_items", "calendar", "rules", "people", "duties", "sheets"}) | {
        "reminders"
    }

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._data: MonthData | None = None
        self._asked = 0
        self.title = self.tr("日历")
        self.bar = CalendarBar(self)
        self.grid = MonthGrid(desk.today, self)
        self.week = WeekView(self)
        self.list = DueList(self.tr("本月期限"), parent=self)
        self.day_title = QLabel(self)
        self.day_list = DueList(self.tr("当天期限"), cards=True, parent=self)
        self.day_empty = QLabel(self.tr("这一天没有期限。"), self)
        self._lay_out()
        self._connect()

    # -- construction ----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.day_title.setObjectName("panelTitle")
        self.day_title.setContentsMargins(8, 8, 8, 4)
        self.day_empty.setObjectName("quiet")
        self.day_empty.setContentsMargins(8, 4, 8, 4)
        self.day_empty.hide()
        panel = QFrame(self)
        panel.setObjectName("panel")
        column = QVBoxLayout(panel)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        column.addWidget(self.day_title)
        column.addWidget(self.day_empty)
        column.addWidget(self.day_list, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.addWidget(_framed(self.grid))
        self.splitter.addWidget(panel)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([980, 320])
        self.splitter.setChildrenCollapsible(False)
        panel.setMinimumWidth(240)
        self.stack = QStackedWidget(self)
        for widget in (self.splitter, _framed(self.week), _framed(self.list)):
            self.stack.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addWidget(self.bar)
        layout.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.bar.turned.connect(self.turn)
        self.bar.today_wanted.connect(lambda: self.go_to(self._desk.today))
        self.bar.view_changed.connect(self._view_changed)
        self.bar.filter_changed.connect(self.refresh)
        self.bar.print_wanted.connect(self.print_month)
        self.bar.export_wanted.connect(self.export)
        self.bar.arrangement_wanted.connect(self.arrange)
        self.grid.chosen.connect(self._day_chosen)
        self.grid.opened.connect(lambda _day: self.day_list.setFocus())
        self.grid.turned.connect(self.turn)
        for source in (self.day_list, self.list):
            source.opened.connect(self._desk.navigate)
            source.stepped.connect(self._stepped)
            source.removed.connect(lambda line: remove_line(self._desk, line))
        self.week.opened.connect(self._desk.navigate)
        for place in (self.day_list, self.list, self.week):
            place.duty_opened.connect(lambda duty: self._desk.show_view("today/duties", duty.due))
        self.week.day_wanted.connect(self._day_from_week)

    # -- the page's face to the window --------------------------------------------------------------

    def focus_place(self) -> QWidget:
        return self.grid

    def on_changes(self, changes: Changes) -> None:
        """Read again when something that lies on a day has changed."""
        if "people" in changes.kinds:
            self.bar.forget_people()
        super().on_changes(changes)

    def refresh(self) -> None:
        """Read what the chosen view shows."""
        office = self._desk.office
        if office is None:
            return
        self._stale = False
        self._asked += 1
        asked, today, choice = self._asked, self._desk.today, self.choice()
        if self.bar.view is View.MONTH:
            month = self.grid.month
            self._desk.runner.read(
                lambda: load_month(office, today, month, choice), lambda data: self._month_read(asked, data)
            )
            self._read_day(self.grid.selected)
        else:
            frm, to = self.span()
            self._desk.runner.read(
                lambda: load_span(office, today, frm, to, choice), lambda rows: self._span_read(asked, frm, rows)
            )
        self.bar.ask_people(self._desk)
        self._retitle()

    def choice(self) -> MonthFilter:
        """The filters as chosen."""
        return self.bar.choice()

    def span(self) -> tuple[date, date]:
        """The days the week or the list shows, both included."""
        selected = self.grid.selected
        if self.bar.view is View.WEEK:
            monday = selected - timedelta(days=selected.weekday())
            return monday, monday + timedelta(days=6)
        return self.grid.month, add_months(self.grid.month, 1) - timedelta(days=1)

    # -- moving -------------------------------------------------------------------------------------

    def go_to(self, on: date) -> None:
        """Show and choose a day."""
        month_changed = on.replace(day=1) != self.grid.month
        self.grid.show_month(on, on)
        if month_changed or self.bar.view is not View.MONTH:
            self.refresh()
        else:
            self._read_day(on)
            self._retitle()

    def turn(self, count: int) -> None:
        """Some months (in the week view: weeks) forward or back; the day's number is kept where it exists."""
        selected = self.grid.selected
        if self.bar.view is View.WEEK:
            self.go_to(selected + timedelta(days=7 * count))
            return
        month = add_months(self.grid.month, count)
        last = (add_months(month, 1) - timedelta(days=1)).day
        self.go_to(month.replace(day=min(selected.day, last)))

    def _day_chosen(self, on: date) -> None:
        if self._data is not None and self._data.month == on.replace(day=1):
            self._read_day(on)
            self._retitle()
        else:
            self.refresh()

    def _stepped(self, line: Line) -> None:
        """One click: the event that fulfils an item, the tick of a duty, a reminder done."""
        if line.reminder_id is not None:
            finish_line(self._desk, line)
            return
        if line.duty is None:
            finish_item(self._desk, line, self.window())
            return
        from ui.pages.duty_answer import answer_today

        answer_today(self._desk, line.duty, "done", self.refresh)

    def _day_from_week(self, on: date) -> None:
        self.bar.set_view(View.MONTH)
        self.go_to(on)

    def _view_changed(self) -> None:
        self.stack.setCurrentIndex(list(View).index(self.bar.view))
        self.refresh()

    # -- answers ------------------------------------------------------------------------------------

    def _month_read(self, asked: int, data: MonthData) -> None:
        if asked != self._asked:
            return
        self._data = data
        self.grid.set_faces(data.faces)
        self._retitle()

    def _read_day(self, on: date) -> None:
        office, today, choice = self._desk.office, self._desk.today, self.choice()
        if office is not None:
            self._desk.runner.read(
                lambda: load_span(office, today, on, on, choice), lambda rows: self._day_read(on, rows)
            )

    def _day_read(self, on: date, rows: tuple[Entry, ...]) -> None:
        if on != self.grid.selected:
            return
        today = self._desk.today
        count = f" · {len(rows)} 件" if rows else ""
        self.day_title.setText(day_name(on, today) + count)
        self.day_empty.setVisible(not rows)
        self.day_list.show_items([any_line(row, today) for row in rows])

    def _span_read(self, asked: int, frm: date, rows: tuple[Entry, ...]) -> None:
        office, today = self._desk.office, self._desk.today
        if asked != self._asked or office is None:
            return
        if self.bar.view is View.WEEK:
            self.week.show_week(frm, rows, office.calendar, today)
        else:
            self.list.show_items(by_day(rows, today))

    def _retitle(self) -> None:
        month = self.grid.month
        if self.bar.view is View.WEEK:
            monday, sunday = self.span()
            self.bar.set_title(f"{monday.year}年{monday.month}月{monday.day}日—{sunday.month}月{sunday.day}日")
        else:
            self.bar.set_title(f"{month.year}年{month.month}月")
        office = self._desk.office
        if office is not None:
            self.bar.set_document(month.year, office.calendar.document(month.year))

    # -- acts ---------------------------------------------------------------------------------------

    def arrange(self) -> None:
        """The dialog for a year's days off."""
        from ui.dialogs.arrangement import ArrangementDialog

        if self._desk.office is not None:
            ArrangementDialog(self._desk, self.window()).open()

    def print_month(self) -> None:
        """Show the month as it will be printed."""
        from ui.list_output import print_list
        from ui.pages.calendar_print import month_page

        if self._data is not None:
            page = month_page(self._data, self.bar.spoken_filters(), self._desk.today)
            print_list(self._desk, page, self)

    def export(self) -> None:
        """Ask where to, then write the month's due items and those of the two months after it."""
        proposed = f"期限日历-{self.grid.month:%Y-%m}.ics"
        name, _ = QFileDialog.getSaveFileName(self, self.tr("导出日历"), proposed, self.tr("日历文件 (*.ics)"))
        if name:
            self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Write the calendar file beside the window's thread and say how many entries it holds."""
        from ipdesk.services.calendar_export import export_calendar

        office, act, choice = self._desk.office, self._desk.act(), self.choice()
        if office is None:
            return
        frm, to = self.grid.month, add_months(self.grid.month, 3) - timedelta(days=1)
        self._desk.runner.read(
            lambda: export_calendar(office, act, path, frm, to, choice),
            lambda count: self._desk.say(self.tr("已导出 {count} 条期限到 {path}").format(count=count, path=path)),
        )


def _framed(widget: QWidget) -> QFrame:
    frame = QFrame()
    frame.setObjectName("panel")
    layout = QHBoxLayout(frame)
    layout.setContentsMargins(1, 1, 1, 1)
    layout.addWidget(widget)
    return frame
