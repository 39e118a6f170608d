"""日历: the month's figures, days off, moving by key and wheel, views, filters, export, print."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import icalendar
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ipdesk.domain.duties import CPC_DAILY, SHEET_TO_FINANCE
from ipdesk.domain.matters import State
from ipdesk.services.calendar import shipped_calendar
from ipdesk.services.duties import duty_rows
from ipdesk.services.fee_sheet import company_name
from ipdesk.services.listing import due_items
from ipdesk.services.month import duties_between
from ipdesk.services.reminders import add_reminder, reminders
from ipdesk.services.rows import DayLoad, MonthFilter
from tests.ui.pages.conftest import TODAY
from ui.context import Desk
from ui.pages.calendar import CalendarPage, add_months
from ui.pages.calendar_bar import View
from ui.pages.calendar_data import face_of
from ui.pages.calendar_grid import MonthGrid, chips_of, first_cell, spoken, weeks_of
from ui.pages.calendar_print import month_html
from ui.pages.due_lines import Line
from ui.printing import PrintedPage

Settle = Callable[[Desk], None]


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, settle: Settle) -> CalendarPage:
    made = CalendarPage(desk)
    qtbot.addWidget(made)
    made.resize(1366, 690)
    made.show()
    settle(desk)
    return made


@pytest.mark.parametrize(
    ("month", "first", "weeks"),
    [
        (date(2026, 9, 1), date(2026, 8, 31), 5),
        (date(2027, 2, 1), date(2027, 2, 1), 4),
        (date(2026, 8, 1), date(2026, 7, 27), 6),
        (date(2026, 12, 1), date(2026, 11, 30), 5),
    ],
)
def test_the_grid_starts_on_a_monday(month: date, first: date, weeks: int) -> None:
    assert first_cell(month) == first
    assert weeks_of(month) == weeks


@pytest.mark.parametrize(
    ("on", "working", "mark"),
    [
        (date(2026, 9, 20), True, "班"),
        (date(2026, 9, 25), False, "中秋"),
        (date(2026, 9, 26), False, "休"),
        (date(2026, 9, 24), True, ""),
        (date(2026, 10, 1), False, "国庆"),
        (date(2026, 2, 17), False, "春节"),
        (date(2026, 11, 22), False, "休"),
    ],
)
def test_days_off_and_make_up_days_are_marked(on: date, working: bool, mark: str) -> None:
    face = face_of(shipped_calendar(), on, DayLoad())
    assert (face.working, face.mark) == (working, mark)


def test_a_year_without_arrangement_is_provisional() -> None:
    face = face_of(shipped_calendar(), date(2028, 1, 3), DayLoad())
    assert face.provisional
    assert "暂定" in spoken(face)


def test_urgency_comes_first_and_done_only_alone() -> None:
    words = [chip.word for chip in chips_of(DayLoad(overdue=2, soon=1, open=3, done=9, official=1))]
    assert words == ["逾期", "临近", "待办", "法定"]
    assert [chip.word for chip in chips_of(DayLoad(done=9))] == ["完成"]
    assert chips_of(DayLoad()) == ()


@pytest.mark.parametrize(
    ("count", "expected"), [(1, date(2026, 12, 1)), (2, date(2027, 1, 1)), (-11, date(2025, 12, 1))]
)
def test_months_are_added_across_years(count: int, expected: date) -> None:
    assert add_months(date(2026, 11, 1), count) == expected


def test_the_month_shows_the_same_figures_as_the_list(page: CalendarPage, desk: Desk) -> None:
    assert desk.office is not None
    rows = due_items(desk.office, TODAY, date(2026, 11, 1), date(2026, 11, 30))
    assert rows
    for on in {row.due for row in rows}:
        load = page.grid.face(on).load
        assert load.total == sum(row.due == on for row in rows), on
        live = ("done", "done_late")
        assert load.official == sum(row.due == on and row.official and row.state not in live for row in rows), on


def test_a_click_shows_the_day_and_a_double_click_its_matter(
    qtbot: QtBot, page: CalendarPage, desk: Desk, settle: Settle
) -> None:
    assert desk.office is not None
    busy = max((TODAY.replace(day=day) for day in range(1, 31)), key=lambda on: page.grid.face(on).load.total)
    qtbot.mouseClick(page.grid, Qt.MouseButton.LeftButton, pos=page.grid.rect_of(busy).center())
    settle(desk)
    assert page.grid.selected == busy
    lines = page.day_list.items()
    own = [line for line in lines if isinstance(line, Line) and line.due_id is None]
    assert len(lines) == page.grid.face(busy).load.total + len(own)
    assert f"{len(lines)} 件" in page.day_title.text()
    wanted: list[int] = []
    desk.wanted.connect(wanted.append)
    first = next(place for place, line in enumerate(lines) if isinstance(line, Line) and line.due_id is not None)
    page.day_list.choose(first)
    qtbot.keyClick(page.day_list, Qt.Key.Key_Return)
    assert wanted == [lines[first].matter_id]


def test_arrow_keys_move_and_turn_the_month(qtbot: QtBot, page: CalendarPage, desk: Desk, settle: Settle) -> None:
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_Right)
    assert page.grid.selected == TODAY + timedelta(days=1)
    qtbot.keyClick(page.grid, Qt.Key.Key_Down)
    qtbot.keyClick(page.grid, Qt.Key.Key_Down)
    settle(desk)
    assert page.grid.month == date(2026, 12, 1)
    assert page.grid.selected == date(2026, 12, 5)
    qtbot.keyClick(page.grid, Qt.Key.Key_PageUp)
    settle(desk)
    assert page.grid.selected == date(2026, 11, 5)
    qtbot.keyClick(page.grid, Qt.Key.Key_Home)
    settle(desk)
    assert page.grid.selected == TODAY


def test_the_last_day_is_kept_where_the_month_is_shorter(page: CalendarPage, desk: Desk, settle: Settle) -> None:
    page.go_to(date(2027, 1, 31))
    page.turn(1)
    settle(desk)
    assert page.grid.selected == date(2027, 2, 28)


def test_the_wheel_turns_the_month(page: CalendarPage, desk: Desk, settle: Settle) -> None:
    point = QPointF(200, 200)
    wheel = QWheelEvent(
        point, point, QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(page.grid, wheel)
    settle(desk)
    assert page.grid.month == date(2026, 12, 1)


def test_week_and_list_show_the_same_items(page: CalendarPage, desk: Desk, settle: Settle) -> None:
    assert desk.office is not None
    page.bar.set_view(View.WEEK)
    settle(desk)
    monday, sunday = page.span()
    rows = due_items(desk.office, TODAY, monday, sunday)
    duties = duty_rows(desk.office, TODAY, monday, sunday)
    own = [one for one in reminders(desk.office, TODAY) if monday <= one.due <= sunday]
    assert duties
    assert own
    assert sum(len(one.items()) for one in page.week.lists()) == len(rows) + len(duties) + len(own)
    page.bar.set_view(View.LIST)
    settle(desk)
    month = due_items(desk.office, TODAY, date(2026, 11, 1), date(2026, 11, 30))
    duties = duty_rows(desk.office, TODAY, date(2026, 11, 1), date(2026, 11, 30))
    own = [one for one in reminders(desk.office, TODAY) if one.due.month == 11]
    days = {row.due for row in (*month, *duties, *own)}
    assert len(page.list.items()) == len(month) + len(duties) + len(own) + len(days)


def test_filters_narrow_the_month(page: CalendarPage, desk: Desk, settle: Settle) -> None:
    everything = sum(page.grid.face(TODAY.replace(day=day)).load.total for day in range(1, 31))
    page.bar._official.setCurrentIndex(1)
    settle(desk)
    official = sum(page.grid.face(TODAY.replace(day=day)).load.total for day in range(1, 31))
    page.bar._official.setCurrentIndex(2)
    settle(desk)
    service = sum(page.grid.face(TODAY.replace(day=day)).load.total for day in range(1, 31))
    assert official + service == everything
    assert service > 0


def test_the_office_s_duties_alone_are_ticked_from_the_day(
    qtbot: QtBot, page: CalendarPage, desk: Desk, settle: Settle
) -> None:
    assert desk.office is not None
    desk.changes.happened.connect(page.on_changes)
    page.bar._official.setCurrentIndex(3)
    settle(desk)
    rows = duty_rows(desk.office, TODAY, date(2026, 11, 1), date(2026, 11, 30))
    missed = next(row for row in rows if row.state is State.OVERDUE)
    load = page.grid.face(missed.due).load
    assert (load.total, load.duties, load.duties_late) == (0, 1, 1)
    to_come = [row for row in rows if row.due > TODAY]
    assert {row.rule for row in to_come} == {CPC_DAILY, SHEET_TO_FINANCE}
    shown = sum(page.grid.face(row.due).load.duties for row in to_come if row.rule == SHEET_TO_FINANCE)
    assert shown == 2, "CPC days to come are no load"
    page.go_to(missed.due)
    settle(desk)
    (line,) = page.day_list.items()
    assert isinstance(line, Line)
    assert line.spoken.startswith("全所事项，逾期")
    wanted: list[tuple[str, object]] = []
    desk.view_wanted.connect(lambda key, place: wanted.append((key, place)))
    page.day_list.choose(0)
    qtbot.keyClick(page.day_list, Qt.Key.Key_Return)
    assert wanted == [("today/duties", missed.due)]
    qtbot.keyClick(page.day_list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(desk)
    (line,) = page.day_list.items()
    assert isinstance(line, Line)
    assert line.duty is not None
    assert (line.duty.state, line.duty.done_on) == (State.DONE_LATE, TODAY)


def test_a_reminder_stands_on_its_day_until_it_is_done(
    qtbot: QtBot, page: CalendarPage, desk: Desk, settle: Settle
) -> None:
    assert desk.office is not None
    desk.changes.happened.connect(page.on_changes)
    day = date(2026, 11, 29)  # a Sunday on which nothing else lies
    add_reminder(desk.office, desk.act(), "准备年度总结", day)
    page.refresh()
    settle(desk)
    assert page.grid.face(day).load.reminders == 1
    assert "提醒 1" in spoken(page.grid.face(day))
    page.go_to(day)
    settle(desk)
    (line,) = page.day_list.items()
    assert isinstance(line, Line)
    assert (line.title, line.clause) == ("准备年度总结", "手工提醒")
    page.day_list.choose(0)
    qtbot.keyClick(page.day_list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(desk)
    assert page.day_list.items() == ()
    assert page.grid.face(day).load.reminders == 0


@pytest.mark.parametrize(
    ("choice", "some"),
    [
        (MonthFilter(), True),
        (MonthFilter(department="process"), True),
        (MonthFilter(department="patent"), False),
        (MonthFilter(handler_id=3), False),
        (MonthFilter(official=True), False),
        (MonthFilter(office=False), False),
    ],
)
def test_the_process_department_does_the_office_s_duties(desk: Desk, choice: MonthFilter, some: bool) -> None:
    assert desk.office is not None
    assert bool(duties_between(desk.office, TODAY, TODAY, date(2026, 11, 30), choice)) is some


def test_a_provisional_year_is_said(page: CalendarPage, desk: Desk, settle: Settle) -> None:
    page.go_to(date(2027, 3, 1))
    settle(desk)
    assert "暂定" in page.bar._document.text()
    page.go_to(TODAY)
    assert "国办发明电" in page.bar._document.text()


def test_export_writes_three_months(page: CalendarPage, desk: Desk, settle: Settle, tmp_path: Path) -> None:
    assert desk.office is not None
    said: list[str] = []
    desk.said.connect(lambda text, _act: said.append(text))
    path = tmp_path / "期限.ics"
    page.export_to(path)
    settle(desk)
    events = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    rows = due_items(desk.office, TODAY, date(2026, 11, 1), date(2027, 1, 31))
    duties = duty_rows(desk.office, TODAY, date(2026, 11, 1), date(2027, 1, 31))
    own = reminders(desk.office, TODAY)
    assert len(events) == len(rows) + len(duties) + len(own)
    titles = [str(event["summary"]) for event in events if "【全所】" in str(event["summary"])]
    assert len(titles) == len(duties) > 60
    assert len({str(event["uid"]) for event in events}) == len(events)
    assert str(len(rows) + len(duties) + len(own)) in said[0]


def test_the_printed_month_holds_every_day(page: CalendarPage) -> None:
    assert page._data is not None
    html = month_html(page._data, "2026年11月")
    assert html.count("<tr>") == 1 + weeks_of(date(2026, 11, 1))
    assert "（休）" in html


def test_the_month_is_printed_with_the_company_s_heading(
    page: CalendarPage, desk: Desk, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[PrintedPage] = []

    class Preview:
        def __init__(self, printed: PrintedPage, _parent: object) -> None:
            shown.append(printed)

        def open(self) -> None:
            """Nothing to look at here."""

    monkeypatch.setattr("ui.dialogs.print_preview.PrintPreview", Preview)
    page.print_month()
    settle(desk)
    assert desk.office is not None
    assert [one.company for one in shown] == [company_name(desk.office)]
    assert shown[0].company


def test_the_grid_speaks(qtbot: QtBot) -> None:
    grid = MonthGrid(date(2026, 9, 21))
    qtbot.addWidget(grid)
    assert grid.accessibleName() == "月历"
    assert grid.accessibleDescription().startswith("9月21日 周一")
