"""今日: groups in their order, one click that records, duties, changes since the last look, the first run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from pytestqt.qtbot import QtBot

from ipdesk.domain.duties import CPC_DAILY, SHEET_TO_FINANCE
from ipdesk.domain.matters import State
from ipdesk.errors import UserError
from ipdesk.model.reading_today import put_setting
from ipdesk.services.duties import DutyState, duty_rows, mark_duty
from ipdesk.services.events import RecordEvent, record_event
from ipdesk.services.listing import matter_view
from ipdesk.services.people import people
from ipdesk.services.reminders import reminders
from ipdesk.services.undo import undo
from tests.ui.pages.conftest import TODAY
from ui.context import Desk
from ui.dialogs.reminder import ReminderDialog
from ui.dialogs.transfer_list import TransferListDialog
from ui.pages.due_lines import Heading, Line
from ui.pages.file_drop import spreadsheet_of
from ui.pages.matter_panel import MatterPanel
from ui.pages.sections.reminders import RemindersSection
from ui.pages.today import TodayPage
from ui.pages.welcome import WelcomePage
from ui.recording import OPENERS

Settle = Callable[[Desk], None]
MONDAY = date(2026, 11, 23)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, settle: Settle) -> TodayPage:
    made = TodayPage(desk)
    qtbot.addWidget(made)
    desk.changes.happened.connect(made.on_changes)
    made.resize(1366, 690)
    made.show()
    settle(desk)
    return made


def _groups(page: TodayPage) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    current: list[Line] = []
    for item in page.list.items():
        if isinstance(item, Heading):
            current = found.setdefault(item.text, [])
            assert item.count is not None
        else:
            current.append(item)
    return found


def test_the_person_announced_after_the_office_is_not_read_for_again(
    page: TodayPage, desk: Desk, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int | None] = []
    monkeypatch.setattr("ipdesk.services.today.today_view", lambda _office, act, **_rest: asked.append(act.by))
    monkeypatch.setattr(page, "_read", lambda *_answer: None)
    desk.person_changed.emit()
    settle(desk)
    assert asked == []
    other = (desk.person or 0) + 1
    desk.person = other
    desk.person_changed.emit()
    settle(desk)
    assert asked == [other]


def test_official_first_then_late_today_week_waiting(page: TodayPage) -> None:
    order = ["法定期限", "已逾期", "今天到期", "本周到期", "手工提醒", "等待他人"]
    names = list(_groups(page))
    assert names == [name for name in order if name in names]
    assert len(names) >= 4
    ids = [line.due_id for group in _groups(page).values() for line in group if line.due_id is not None]
    assert len(ids) == len(set(ids)), "an item stands in two groups"


def test_one_click_records_the_step_and_undo_takes_it_back(
    qtbot: QtBot, page: TodayPage, desk: Desk, settle: Settle
) -> None:
    office = desk.office
    assert office is not None
    row, line = next(
        (place, item)
        for place, item in enumerate(page.list.items())
        if isinstance(item, Line) and item.step is not None and not office.rulebook.events[item.step].fields
        and item.step not in OPENERS
    )  # fmt: skip
    assert line.matter_id is not None
    index = page.list.model().index(row, 0)
    page.list.scrollTo(index)
    button = page.list._delegate.button_rect(page.list.visualRect(index), line, page.list.fontMetrics())
    qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=button.center())
    settle(desk)
    view = matter_view(office, TODAY, line.matter_id)
    assert any(event.name == line.step and event.on == TODAY for event in view.events)
    left = [item.due_id for item in page.list.items() if isinstance(item, Line)]
    assert line.due_id not in left
    act = desk.act()
    desk.runner.write(lambda: undo(office, act))
    settle(desk)
    again = [item.due_id for item in page.list.items() if isinstance(item, Line)]
    assert line.due_id in again


def test_enter_opens_and_the_headings_are_skipped(qtbot: QtBot, page: TodayPage, desk: Desk) -> None:
    wanted: list[int] = []
    desk.wanted.connect(wanted.append)
    page.list.choose(1)
    line = page.list.line()
    assert line is not None
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert wanted == [line.matter_id]


@pytest.fixture
def monday(page: TodayPage, desk: Desk, settle: Settle) -> TodayPage:
    """The page on a Monday of an office that has been there for a while: a day nobody answered for lies behind."""
    assert desk.office is not None
    with desk.office.database.write() as uow:
        put_setting(uow.session, "duties.since", "2026-11-02")
        uow.commit()
    desk.set_today(MONDAY)
    page.refresh()
    settle(desk)
    return page


def duty(desk: Desk, rule: str, period: str) -> DutyState:
    assert desk.office is not None
    rows = duty_rows(desk.office, MONDAY, date(2026, 11, 1), date(2026, 11, 30))
    return next(row for row in rows if row.key == (rule, period))


def test_one_click_answers_a_duty_and_another_takes_it_back(
    qtbot: QtBot, monday: TodayPage, desk: Desk, settle: Settle
) -> None:
    row = monday.side.duties.row(CPC_DAILY, "2026-11-23")
    assert row.state.text() == "今天 · 3.2.2"
    qtbot.mouseClick(row.tick, Qt.MouseButton.LeftButton)
    settle(desk)
    found = duty(desk, CPC_DAILY, "2026-11-23")
    assert (found.answer, found.done_on) == ("done", MONDAY)
    ticked = monday.side.duties.row(CPC_DAILY, "2026-11-23")
    assert ticked.tick.isChecked()
    assert ticked.state.text() == f"已完成 · {found.by} · 今天"
    qtbot.mouseClick(ticked.tick, Qt.MouseButton.LeftButton)
    settle(desk)
    assert not duty(desk, CPC_DAILY, "2026-11-23").done
    assert not monday.side.duties.row(CPC_DAILY, "2026-11-23").tick.isChecked()


def test_no_files_today_is_an_answer_and_undo_takes_it_back(
    qtbot: QtBot, monday: TodayPage, desk: Desk, settle: Settle
) -> None:
    qtbot.mouseClick(monday.side.duties.row(CPC_DAILY, "2026-11-23").none, Qt.MouseButton.LeftButton)
    settle(desk)
    assert duty(desk, CPC_DAILY, "2026-11-23").answer == "none"
    assert monday.side.duties.row(CPC_DAILY, "2026-11-23").state.text().startswith("当日无文件")
    office, act = desk.office, desk.act()
    assert office is not None
    desk.runner.write(lambda: undo(office, act))
    settle(desk)
    assert not monday.side.duties.row(CPC_DAILY, "2026-11-23").tick.isChecked()


def test_a_missed_day_stays_until_it_is_answered(qtbot: QtBot, monday: TodayPage, desk: Desk, settle: Settle) -> None:
    missed = next(row for row in monday.side.duties.rows if row.duty.state is State.OVERDUE)
    assert missed.state.text().startswith("逾期 ")
    assert missed.tick.isEnabled()
    qtbot.keyClick(missed.tick, Qt.Key.Key_Space)
    settle(desk)
    assert duty(desk, *missed.duty.key).state is State.DONE_LATE


def test_the_sheet_s_duty_leads_to_its_week(qtbot: QtBot, monday: TodayPage, desk: Desk) -> None:
    row = monday.side.duties.row(SHEET_TO_FINANCE, "2026-W48")
    assert not row.tick.isEnabled(), "the sheet's own step is the proof"
    wanted: list[tuple[str, object]] = []
    desk.view_wanted.connect(lambda key, place: wanted.append((key, place)))
    qtbot.mouseClick(row.lead, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(monday.side.all, Qt.MouseButton.LeftButton)
    assert wanted == [("fee_sheet", "2026-W48"), ("today/duties", None)]


def test_a_refused_answer_leaves_no_tick(
    qtbot: QtBot, monday: TodayPage, desk: Desk, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[BaseException] = []
    monkeypatch.setattr(desk, "show_failure", told.append)
    assert desk.office is not None
    mark_duty(desk.office, desk.act(), CPC_DAILY, "2026-11-23")  # somebody at another workstation was quicker
    qtbot.mouseClick(monday.side.duties.row(CPC_DAILY, "2026-11-23").tick, Qt.MouseButton.LeftButton)
    settle(desk)
    assert [error.code for error in told if isinstance(error, UserError)] == ["duty.already"]
    assert monday.side.duties.row(CPC_DAILY, "2026-11-23").tick.isChecked(), "as it is, not as it was clicked"


def test_a_reminder_is_written_finished_and_removed_here(
    qtbot: QtBot, page: TodayPage, desk: Desk, settle: Settle
) -> None:
    page.new_reminder()
    settle(desk)
    dialog = page.findChild(ReminderDialog)
    assert dialog is not None
    dialog.text.setText("寄送委托书")
    dialog.on.line.setText("今天")
    dialog.person.setCurrentIndex(0)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    settle(desk)

    def lines() -> list[tuple[int, Line]]:
        items = enumerate(page.list.items())
        return [(row, item) for row, item in items if isinstance(item, Line) and item.title == "寄送委托书"]

    ((row, line),) = lines()
    index = page.list.model().index(row, 0)
    page.list.scrollTo(index)
    button = page.list._delegate.button_rect(page.list.visualRect(index), line, page.list.fontMetrics())
    qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=button.center())
    settle(desk)
    assert lines() == []
    office, act = desk.office, desk.act()
    assert office is not None
    desk.runner.write(lambda: undo(office, act))
    settle(desk)
    ((row, _line),) = lines()
    page.list.choose(row)
    qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    settle(desk)
    assert lines() == []
    assert "寄送委托书" not in {one.text for one in reminders(office, TODAY, done=True)}


def test_a_reminder_of_a_matter_is_written_from_its_panel(qtbot: QtBot, desk: Desk, settle: Settle) -> None:
    office = desk.office
    assert office is not None
    matter = matter_view(office, TODAY, 1)
    panel = MatterPanel(desk)
    qtbot.addWidget(panel)
    panel.show()
    panel.show_matter(matter.id)
    settle(desk)
    panel.remind()
    settle(desk)
    dialog = panel.window().findChild(ReminderDialog)
    assert dialog is not None
    assert dialog.matter.text().startswith(matter.row.number)
    assert dialog.person.currentData() == desk.person
    dialog.text.setText("补交委托书")
    qtbot.keyClick(dialog.text, Qt.Key.Key_Return)
    settle(desk)
    (found,) = matter_view(office, TODAY, matter.id).reminders
    assert (found.text, found.due, found.person_id) == ("补交委托书", date(2026, 11, 23), desk.person)
    panel.refresh()
    settle(desk)
    assert panel.more is not None
    panel.more.tabs.setCurrentIndex(panel.more.keys.index("reminders"))
    section = panel.findChild(RemindersSection)
    assert section is not None
    qtbot.mouseClick(section.ticks[found.id], Qt.MouseButton.LeftButton)
    settle(desk)
    (done,) = matter_view(office, TODAY, matter.id).reminders
    assert done.done_at is not None
    section.links[found.id].click()
    settle(desk)
    assert matter_view(office, TODAY, matter.id).reminders == ()


@pytest.mark.parametrize(
    ("text", "day", "words"), [("", "今天", "内容"), ("写信", "", "日期"), ("写信", "2026-1-5", "过去")]
)
def test_what_a_reminder_needs(qtbot: QtBot, desk: Desk, settle: Settle, text: str, day: str, words: str) -> None:
    dialog = ReminderDialog(desk, None)
    qtbot.addWidget(dialog)
    dialog.open()
    settle(desk)
    dialog.text.setText(text)
    dialog.on.line.setText(day)
    dialog.go.click()
    assert words in dialog.refusal.text()
    assert dialog.isVisible()


def test_what_others_did_is_new_until_it_was_seen(page: TodayPage, desk: Desk, settle: Settle) -> None:
    office = desk.office
    assert office is not None
    page.hide()
    settle(desk)
    line = next(item for item in page.list.items() if isinstance(item, Line) and item.matter_id is not None)
    assert line.matter_id is not None
    from dataclasses import replace

    other = replace(desk.act(), by=None)
    record_event(office, other, RecordEvent(line.matter_id, "sales_contacted", TODAY))
    page.refresh()
    settle(desk)
    assert page.side.changes.count() == 1
    assert line.number in page.side.changes.item(0).text()
    page.mark_seen()
    settle(desk)
    page.refresh()
    settle(desk)
    assert "没有新的变化" in page.side.changes.item(0).text()


def test_hand_overs_are_reached_from_here(page: TodayPage, desk: Desk, settle: Settle) -> None:
    page.show_transfers()
    settle(desk)
    shown = page.findChild(TransferListDialog)
    assert shown is not None
    assert shown.isVisible()
    shown.reject()


# -- the first run ------------------------------------------------------------------------------------


def test_the_example_office_is_made_beside_the_window(
    qtbot: QtBot, bare_desk: Desk, settle: Settle, tmp_path: Path
) -> None:
    page = WelcomePage(bare_desk)
    qtbot.addWidget(page)
    page.show()
    path = tmp_path / "示例办公室.db"
    with qtbot.waitSignal(page.open_wanted, timeout=30_000) as asked:
        page.make_example(path)
        assert page.stop.isVisible()
        assert not page.new.isEnabled()
    assert asked.args == [path, False]
    assert path.exists()
    assert page.new.isEnabled()


def test_a_stopped_example_leaves_nothing(qtbot: QtBot, bare_desk: Desk, settle: Settle, tmp_path: Path) -> None:
    page = WelcomePage(bare_desk)
    qtbot.addWidget(page)
    page.make_example(tmp_path / "示例.db")
    page.stop.click()
    settle(bare_desk)
    assert list(tmp_path.glob("示例.db*")) == []
    assert page.example.isEnabled()


@pytest.mark.parametrize(
    ("names", "taken"),
    [(["台账.xlsx"], True), (["a.XLS"], True), (["a.csv"], True), (["a.pdf"], False), (["a.xlsx", "b.xlsx"], False)],
)
def test_only_one_spreadsheet_can_be_dropped(names: list[str], taken: bool, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in names])
    assert (spreadsheet_of(data) is not None) == taken


def test_whose_items_is_asked_only_of_people_with_items_of_their_own(
    page: TodayPage, desk: Desk, settle: Settle
) -> None:
    assert desk.office is not None
    everybody = people(desk.office)
    for role, asked in (("director", False), ("handler", True), ("department_head", True)):
        desk.set_person(next(one.id for one in everybody if one.role == role))
        page.refresh()
        settle(desk)
        assert page.whose.isVisible() is asked, role
