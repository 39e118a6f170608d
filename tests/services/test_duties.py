"""The office's duties (3.2.2, 3.2.4, 3.2.5): answered by hand, by that day's files, by the sheet's own steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from ipdesk.domain.duties import CPC_DAILY, MONTH_REMIND, SHEET_PAY, SHEET_TO_FINANCE
from ipdesk.domain.matters import State
from ipdesk.errors import UserError
from ipdesk.files.lists import list_html
from ipdesk.model import fee_sheets
from ipdesk.model.fees import SheetLineRecord
from ipdesk.model.settings import SettingRecord
from ipdesk.services.duties import DutyState, duty_rows, mark_duty, unmark_duty
from ipdesk.services.duty_papers import book, printed
from ipdesk.services.events import RecordEvent, record_event
from ipdesk.services.fee_sheet_steps import set_state
from ipdesk.services.office import Act, Changes, commit
from ipdesk.services.people import add_person
from ipdesk.services.today import today_view
from ipdesk.services.undo import redo, undo
from tests import database
from tests.services.desk_office import Desk, make_desk

MONDAY = date(2026, 11, 23)


def on(day: date, by: int | None = None) -> Act:
    """Somebody, on a day."""
    return Act(by, datetime(day.year, day.month, day.day, 2, tzinfo=UTC), day)


@pytest.fixture
def desk(office_template: Path, tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(office_template, tmp_path)
    with made.office:
        with made.office.database.write() as uow:
            uow.session.add(SettingRecord(key="duties.since", value="2026-10-01"))
            uow.commit()
        yield made


def row(desk: Desk, rule: str, period: str, today: date = MONDAY) -> DutyState:
    found = duty_rows(desk.office, today, date(2026, 10, 1), date(2026, 12, 31))
    return next(one for one in found if one.key == (rule, period))


def sheet(desk: Desk, week: str, *steps: tuple[str, date], lines: int = 1) -> None:
    """A week's sheet taken through its steps, each on a day."""
    act = on(MONDAY)
    with desk.office.database.write() as uow:
        uow.begin_act(act, "collect", week)
        record = fee_sheets.begin_sheet(uow, week, act.at, None)
        for place in range(lines):
            uow.add(SheetLineRecord(uid=f"{week}{place}", sheet_id=record.id, position=place, amount=Decimal(900)))
        commit(uow, Changes(frozenset({"sheets"})))
    for step, day in steps:
        set_state(desk.office, on(day), week, step, day)


# -- 3.2.2 and 3.2.4: answered by hand -------------------------------------------------------------


@pytest.mark.parametrize(
    ("clause", "rule", "period", "answer", "day", "state"),
    [
        ("3.2.2 today", CPC_DAILY, "2026-11-23", "done", None, State.DONE),
        ("3.2.2 nothing came", CPC_DAILY, "2026-11-23", "none", None, State.DONE),
        ("3.2.2 forgotten, its real day", CPC_DAILY, "2026-11-20", "done", date(2026, 11, 20), State.DONE),
        ("3.2.2 a day late", CPC_DAILY, "2026-11-20", "done", date(2026, 11, 23), State.DONE_LATE),
        ("3.2.2 a worked Saturday", CPC_DAILY, "2026-10-10", "done", date(2026, 10, 10), State.DONE),
        ("3.2.4 by the 10th", MONTH_REMIND, "2026-11", "done", date(2026, 11, 10), State.DONE),
        ("3.2.4 after the 10th", MONTH_REMIND, "2026-11", "done", date(2026, 11, 11), State.DONE_LATE),
        ("3.2.5 nothing to pay", SHEET_TO_FINANCE, "2026-W48", "none", None, State.DONE),
    ],
)
def test_a_duty_is_answered_by_hand(
    desk: Desk, clause: str, rule: str, period: str, answer: str, day: date | None, state: State
) -> None:
    before = row(desk, rule, period)
    assert not before.done
    changes = mark_duty(desk.office, on(MONDAY, desk.people["陈丽"]), rule, period, answer, "  已核对 ", day)
    assert changes.kinds == {"duties"}
    after = row(desk, rule, period)
    assert (after.state, after.done_on, after.by) == (state, day or MONDAY, "陈丽"), clause
    assert (after.answer, after.note, after.proof) == (answer, "已核对", "mark")
    undo(desk.office, on(MONDAY, desk.people["陈丽"]))
    assert row(desk, rule, period) == before
    redo(desk.office, on(MONDAY, desk.people["陈丽"]))
    assert row(desk, rule, period) == after


@pytest.mark.parametrize(
    ("rule", "period", "answer", "day", "code"),
    [
        ("P.draft", "2026-11-23", "done", None, "duty.unknown"),
        (CPC_DAILY, "2026-11-22", "done", None, "duty.no_period"),  # a Sunday
        (CPC_DAILY, "2026-11-31", "done", None, "duty.no_period"),
        (CPC_DAILY, "2026-11", "done", None, "duty.no_period"),
        (CPC_DAILY, "", "done", None, "duty.no_period"),
        (MONTH_REMIND, "2026-13", "done", None, "duty.no_period"),
        (MONTH_REMIND, "9999-12", "done", None, "duty.no_period"),
        (SHEET_TO_FINANCE, "2026-W54", "none", None, "duty.no_period"),
        (CPC_DAILY, "2026-11-23", "done", date(2026, 11, 24), "duty.in_future"),
        (CPC_DAILY, "2026-11-24", "done", None, "duty.too_early"),
        (CPC_DAILY, "2026-11-23", "done", date(2026, 11, 20), "duty.too_early"),
        (MONTH_REMIND, "2026-12", "done", None, "duty.too_early"),
        (SHEET_TO_FINANCE, "2026-W49", "none", None, "duty.too_early"),
        (MONTH_REMIND, "2026-11", "none", None, "duty.no_none"),
        (CPC_DAILY, "2026-11-23", "perhaps", None, "duty.bad_answer"),
        (SHEET_TO_FINANCE, "2026-W48", "done", None, "duty.sheet_is_proof"),
        (SHEET_PAY, "2026-W48", "done", None, "duty.sheet_is_proof"),
        (SHEET_PAY, "2026-W48", "none", None, "duty.sheet_is_proof"),
    ],
)
def test_what_cannot_be_answered(desk: Desk, rule: str, period: str, answer: str, day: date | None, code: str) -> None:
    before = duty_rows(desk.office, MONDAY, date(2026, 10, 1), date(2026, 12, 31))
    with pytest.raises(UserError) as refused:
        mark_duty(desk.office, on(MONDAY), rule, period, answer, "", day)
    assert refused.value.code == code
    assert duty_rows(desk.office, MONDAY, date(2026, 10, 1), date(2026, 12, 31)) == before


def test_answered_once_and_taken_back(desk: Desk) -> None:
    mark_duty(desk.office, on(MONDAY), CPC_DAILY, "2026-11-23", "none")
    with pytest.raises(UserError) as twice:
        mark_duty(desk.office, on(MONDAY), CPC_DAILY, "2026-11-23")
    assert twice.value.code == "duty.already"
    unmark_duty(desk.office, on(MONDAY), CPC_DAILY, "2026-11-23")
    assert row(desk, CPC_DAILY, "2026-11-23").state is State.DUE_SOON
    with pytest.raises(UserError) as gone:
        unmark_duty(desk.office, on(MONDAY), CPC_DAILY, "2026-11-23")
    assert gone.value.code == "duty.not_marked"
    undo(desk.office, on(MONDAY))
    assert row(desk, CPC_DAILY, "2026-11-23").answer == "none"


def test_files_of_the_day_answer_it_by_themselves(desk: Desk) -> None:
    clerk = add_person(desk.office, desk.act, "周流程", "process_clerk", "process").created
    act = on(MONDAY, clerk)
    record_event(desk.office, act, RecordEvent(desk.matters["waiting"], "notice_downloaded", MONDAY))
    found = row(desk, CPC_DAILY, "2026-11-23")
    assert (found.state, found.done_on, found.by, found.proof) == (State.DONE, MONDAY, "周流程", "event")
    assert row(desk, CPC_DAILY, "2026-11-20").state is State.OVERDUE, "another day's files answer nothing"
    undo(desk.office, act)
    assert not row(desk, CPC_DAILY, "2026-11-23").done


def test_files_that_came_after_all_count_more_than_none_today(desk: Desk) -> None:
    mark_duty(desk.office, on(MONDAY), CPC_DAILY, "2026-11-23", "none")
    record_event(desk.office, on(MONDAY), RecordEvent(desk.matters["waiting"], "notice_downloaded", MONDAY))
    found = row(desk, CPC_DAILY, "2026-11-23")
    assert (found.answer, found.proof) == ("done", "event")


# -- 3.2.5: the sheet is its own proof --------------------------------------------------------------


@pytest.mark.parametrize(("sent", "state"), [(date(2026, 11, 23), State.DONE), (date(2026, 11, 24), State.DONE_LATE)])
def test_the_sheet_sent_answers_to_finance(desk: Desk, sent: date, state: State) -> None:
    sheet(desk, "2026-W48", ("signed", date(2026, 11, 20)), ("sent", sent))
    found = row(desk, SHEET_TO_FINANCE, "2026-W48", date(2026, 11, 25))
    assert (found.due, found.state, found.done_on, found.proof) == (MONDAY, state, sent, "sheet")


@pytest.mark.parametrize(
    ("clause", "week", "paid_out", "due"),
    [
        ("Wednesday of that week", "2026-W48", date(2026, 11, 24), date(2026, 11, 25)),
        ("on the Wednesday itself", "2026-W48", date(2026, 11, 25), date(2026, 11, 25)),
        ("finance was late: the next Wednesday", "2026-W48", date(2026, 11, 27), date(2026, 12, 2)),
        ("Wednesday is off: the next working day", "2026-W41", date(2026, 10, 8), date(2026, 10, 8)),
    ],
)
def test_paying_stands_once_finance_paid_out(desk: Desk, clause: str, week: str, paid_out: date, due: date) -> None:
    rows = duty_rows(desk.office, paid_out, date(2026, 10, 1), date(2026, 12, 31))
    assert SHEET_PAY not in {one.rule for one in rows}
    sheet(desk, week, *((step, paid_out) for step in ("signed", "sent", "paid_out")))
    found = row(desk, SHEET_PAY, week, paid_out)
    assert (found.due, found.done) == (due, False), clause
    set_state(desk.office, on(due), week, "done")
    done = row(desk, SHEET_PAY, week, due)
    assert (done.state, done.done_on, done.proof) == (State.DONE, due, "sheet")


def test_a_week_with_lines_is_not_a_week_without(desk: Desk) -> None:
    sheet(desk, "2026-W48")
    with pytest.raises(UserError) as refused:
        mark_duty(desk.office, on(MONDAY), SHEET_TO_FINANCE, "2026-W48", "none")
    assert refused.value.code == "duty.sheet_has_lines"
    sheet(desk, "2026-W47", lines=0)
    mark_duty(desk.office, on(MONDAY), SHEET_TO_FINANCE, "2026-W47", "none", "", date(2026, 11, 16))
    assert row(desk, SHEET_TO_FINANCE, "2026-W47").state is State.DONE


def test_lines_that_come_after_all_open_the_duty_again(desk: Desk) -> None:
    mark_duty(desk.office, on(MONDAY), SHEET_TO_FINANCE, "2026-W48", "none")
    sheet(desk, "2026-W48")
    assert not row(desk, SHEET_TO_FINANCE, "2026-W48").done


# -- what stands on the page ------------------------------------------------------------------------


def test_missed_ones_stay_ten_working_days_and_are_counted_afterwards(desk: Desk) -> None:
    view = today_view(desk.office, on(MONDAY))
    missed = [duty for duty in view.duties if duty.state is State.OVERDUE]
    assert min(duty.due for duty in missed) == date(2026, 11, 9)
    days = [duty.due for duty in missed if duty.rule == CPC_DAILY]
    assert days == [date(2026, 11, day) for day in (9, 10, 11, 12, 13, 16, 17, 18, 19, 20)]
    older = duty_rows(desk.office, MONDAY, date(2026, 10, 1), date(2026, 11, 8))
    assert view.duties_missed == len(older) > 20
    mark_duty(desk.office, on(MONDAY), CPC_DAILY, "2026-11-10")
    again = today_view(desk.office, on(MONDAY))
    assert {duty.period for duty in again.duties if duty.done} == {"2026-11-10"}, "answered today: shown ticked"
    later = today_view(desk.office, on(date(2026, 11, 24)))
    assert "2026-11-10" not in {duty.period for duty in later.duties}


def test_nothing_is_owed_from_before_the_office_was_there(desk: Desk) -> None:
    with desk.office.database.write() as uow:
        kept = uow.get(SettingRecord, "duties.since")
        uow.session.delete(kept)
        uow.commit()
    view = today_view(desk.office, on(MONDAY))
    assert [duty.period for duty in view.duties if duty.state is State.OVERDUE] == ["2026-11-20"]
    assert view.duties_missed == 0
    assert row(desk, CPC_DAILY, "2026-11-19").state is State.VOID


def test_the_rule_switched_off_asks_for_nothing(desk: Desk) -> None:
    rules = '[[rule]]\nid = "F.cpc_daily"\noff = true\n'
    (desk.office.folder).mkdir(parents=True, exist_ok=True)
    from ipdesk.services.rules import OFFICE_FILE

    (desk.office.folder / OFFICE_FILE).write_text(rules, encoding="utf-8")
    desk.office.reload()
    assert CPC_DAILY not in {one.rule for one in duty_rows(desk.office, MONDAY, MONDAY, date(2026, 12, 31))}


def test_an_act_is_of_its_person(desk: Desk) -> None:
    act = replace(database.an_act(), by=desk.people["王伟"])
    mark_duty(desk.office, act, CPC_DAILY, "2026-11-20")
    assert row(desk, CPC_DAILY, "2026-11-20").by == "王伟"


def test_a_month_for_the_audit(desk: Desk) -> None:
    mark_duty(desk.office, on(MONDAY), CPC_DAILY, "2026-11-20", "none", "=1+1")
    rows = duty_rows(desk.office, MONDAY, date(2026, 11, 16), date(2026, 11, 23))
    (sheet_of_month,) = book(date(2026, 11, 1), rows)
    assert sheet_of_month.heading == "2026年11月全所事项"
    assert sheet_of_month.notes == ("应办 6 项，按期 0 项，逾期完成 1 项，未办 5 项。",)
    assert all(len(cells) == len(sheet_of_month.columns) for cells in sheet_of_month.rows)
    line = next(cells for cells in sheet_of_month.rows if cells[2] == "2026-11-20")
    assert line[4:] == ("逾期完成", MONDAY, "", "当日无文件", "=1+1")
    html = list_html(printed(date(2026, 11, 1), rows))
    assert "未办 5 项" in html
    assert "标准 3.2.2" in html
