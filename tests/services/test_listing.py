"""The lists of the desk: buckets, counters, order, rows, one matter, due items, a month, today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ipdesk.domain.matters import Kind, State
from ipdesk.errors import UserError
from ipdesk.services import listing
from ipdesk.services.events import revoke_event
from ipdesk.services.listing import Bucket, Column, Counters, Filter, Sort
from ipdesk.services.matters import remove_matter
from ipdesk.services.month import day_items, load_between, month_load
from ipdesk.services.rows import DayLoad, MonthFilter
from ipdesk.services.today import mark_seen, today_view
from tests.services.desk_office import TODAY, Desk, make_desk, record


@pytest.fixture
def desk(office_template: Path, tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(office_template, tmp_path)
    with made.office:
        yield made


def test_counters_and_lists_agree_for_every_bucket(desk: Desk) -> None:
    for department in ("patent", "software", None):
        counted = listing.counters(desk.office, TODAY, department)
        for bucket in Bucket:
            ids = listing.matter_ids(desk.office, TODAY, Filter(department, bucket))
            assert getattr(counted, bucket) == len(ids), (department, bucket)


def test_each_matter_is_in_its_bucket(desk: Desk) -> None:
    def names(bucket: Bucket) -> set[str]:
        return set(desk.numbers(listing.matter_ids(desk.office, TODAY, Filter("patent", bucket))))

    assert "overdue" in names(Bucket.OVERDUE)
    assert names(Bucket.PAUSED) == {"paused"}
    assert names(Bucket.TODAY) == {"today"}
    assert "today" in names(Bucket.WEEK)
    assert "overdue" not in names(Bucket.WEEK)
    assert names(Bucket.ALL) == {"overdue", "today", "later", "paused", "waiting"}


def test_filters_narrow_counters_too(desk: Desk) -> None:
    office = desk.office
    assert listing.counters(office, TODAY, None, desk.people["陈丽"]).all == 1
    assert listing.counters(office, TODAY, "patent", None, "invention").all == 3
    assert listing.counters(office, TODAY, "patent", text="食品").all == 2
    assert listing.counters(office, TODAY, "trademark") == Counters()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("折叠", {"overdue"}),
        ("zdzj", {"overdue"}),
        ("szsch", {"overdue"}),
        ("广州南方", {"today", "later"}),
        ("ww", {"overdue", "today", "later", "paused", "waiting"}),
        ("100%", set()),
        ("_", set()),
        ("  食 品 加工 ", {"today"}),
    ],
)
def test_text_matches_titles_clients_handlers_and_initials(desk: Desk, text: str, found: set[str]) -> None:
    ids = listing.matter_ids(desk.office, TODAY, Filter("patent", text=text))
    assert set(desk.numbers(ids)) == found


def test_the_nearest_comes_first_and_what_has_none_last(desk: Desk) -> None:
    ids = listing.matter_ids(desk.office, TODAY, Filter("patent"))
    rows = listing.matter_rows(desk.office, TODAY, ids)
    dues = [row.nearest.due if row.nearest else date.max for row in rows]
    assert dues == sorted(dues)
    back = listing.matter_ids(desk.office, TODAY, Filter("patent"), Sort(Column.NEAREST, descending=True))
    dues = [row.nearest.due if row.nearest else date.min for row in listing.matter_rows(desk.office, TODAY, back)]
    assert dues == sorted(dues, reverse=True)


@pytest.mark.parametrize("column", list(Column))
@pytest.mark.parametrize("descending", [False, True])
def test_every_column_sorts_without_losing_a_matter(desk: Desk, column: Column, descending: bool) -> None:
    ids = listing.matter_ids(desk.office, TODAY, Filter(), Sort(column, descending))
    assert sorted(ids) == sorted(desk.matters.values())


def test_clients_are_sorted_by_pinyin(desk: Desk) -> None:
    ids = listing.matter_ids(desk.office, TODAY, Filter(), Sort(Column.CLIENT))
    clients = list(dict.fromkeys(row.client for row in listing.matter_rows(desk.office, TODAY, ids)))
    assert clients == ["安徽机床厂", "北京安信公司", "广州南方食品厂", "深圳市长虹科技有限公司"]


def test_rows_follow_the_ids_and_skip_what_is_gone(desk: Desk) -> None:
    wanted = [desk.matters["today"], 999_999, desk.matters["overdue"]]
    assert [row.id for row in listing.matter_rows(desk.office, TODAY, wanted)] == [wanted[0], wanted[2]]
    remove_matter(desk.office, desk.act, desk.matters["today"])
    assert [row.id for row in listing.matter_rows(desk.office, TODAY, wanted)] == [wanted[2]]
    assert listing.counters(desk.office, TODAY, "patent").all == 4
    with pytest.raises(UserError) as refused:
        listing.matter_view(desk.office, TODAY, desk.matters["today"])
    assert refused.value.code == "matter.not_found"


def test_a_row_says_what_is_nearest_and_what_is_waited_for(desk: Desk) -> None:
    ids = [desk.matters["overdue"], desk.matters["today"], desk.matters["waiting"]]
    overdue, today, waiting = listing.matter_rows(desk.office, TODAY, ids)
    assert overdue.nearest is not None
    assert (overdue.nearest.state, overdue.nearest.due) == (State.OVERDUE, date(2026, 11, 12))
    assert overdue.nearest.days_left == -6
    assert today.nearest is not None
    assert (today.nearest.state, today.nearest.days_left) == (State.DUE_SOON, 0)
    assert "documents_complete" in waiting.waiting
    assert overdue.client == "深圳市长虹科技有限公司"
    assert overdue.handler == "王伟"


def test_one_matter_in_full(desk: Desk) -> None:
    view = listing.matter_view(desk.office, TODAY, desk.matters["waiting"])
    assert [event.name for event in view.events][:3] == ["slip_received", "assigned", "sales_contacted"]
    by_rule = {(item.rule, item.trigger_on): item for item in view.due_items}
    allocate = by_rule["P.allocate", date(2026, 11, 2)]
    assert (allocate.state, allocate.done_on, allocate.clause) == (State.DONE, date(2026, 11, 3), "3.1.2")
    draft = next(one for one in view.waiting if one.rule == "P.draft")
    assert (draft.missing, draft.have) == (("documents_complete",), ("payment_received",))
    assert "documents_complete" in view.next_steps or "draft_completed" not in view.next_steps
    assert {item.clause for item in view.checklists} == {"3.1.3", "3.1.5", "3.1.7"}
    assert view.version == view.row.version


def test_a_revoked_event_stays_visible(desk: Desk) -> None:
    matter = desk.matters["later"]
    event = listing.matter_view(desk.office, TODAY, matter).events[0]
    revoke_event(desk.office, desk.act, event.id, "录错了")
    view = listing.matter_view(desk.office, TODAY, matter)
    assert [(one.revoked, one.revoked_why) for one in view.events] == [(True, "录错了")]
    assert not [item for item in view.due_items if item.state is not State.VOID]


# -- due items ----------------------------------------------------------------------------------


def test_states_of_today_part_the_due_items(desk: Desk) -> None:
    everything = {item.id for item in listing.due_items(desk.office, TODAY)}
    parted = [
        item.id
        for state in (State.OPEN, State.DUE_SOON, State.OVERDUE, State.PAUSED, State.DONE, State.DONE_LATE)
        for item in listing.due_items(desk.office, TODAY, state=state)
    ]
    assert sorted(parted) == sorted(everything)
    for state in (State.OPEN, State.DUE_SOON, State.OVERDUE, State.PAUSED):
        assert {item.state for item in listing.due_items(desk.office, TODAY, state=state)} <= {state}


def test_due_items_by_date_department_person_and_kind(desk: Desk) -> None:
    office = desk.office
    found = listing.due_items(office, TODAY, TODAY, TODAY)
    assert {item.due for item in found} == {TODAY}
    assert {item.number for item in listing.due_items(office, TODAY, department="software")} == {"S26-0001"}
    by_id = listing.due_items(office, TODAY, handler=desk.people["王伟"])
    assert by_id
    assert by_id == listing.due_items(office, TODAY, handler="王伟")
    assert {item.person for item in by_id} == {"王伟"}
    assert {item.kind for item in listing.due_items(office, TODAY, kind="design")} == {Kind.DESIGN}
    assert listing.due_items(office, TODAY, official=True) == ()
    assert len(listing.due_items(office, TODAY, limit=2)) == 2


# -- the month ----------------------------------------------------------------------------------


def test_a_months_load_adds_up_to_its_items(desk: Desk) -> None:
    load = month_load(desk.office, TODAY, 2026, 11)
    assert sum(day.total for day in load.values()) == len(
        listing.due_items(desk.office, TODAY, date(2026, 10, 26), date(2026, 12, 6))
    )
    for on, day in load.items():
        items = day_items(desk.office, TODAY, on)
        assert len(items) == day.total
        assert day.overdue == sum(item.state is State.OVERDUE for item in items)
        assert day.soon == sum(item.state is State.DUE_SOON for item in items)
        assert day.done == sum(item.state in (State.DONE, State.DONE_LATE) for item in items)
        assert day.paused == sum(item.state is State.PAUSED for item in items)
    assert load[date(2026, 11, 12)].overdue == 1


def test_the_months_filters(desk: Desk) -> None:
    whole = month_load(desk.office, TODAY, 2026, 11)

    def total(chosen: MonthFilter) -> int:
        return sum(day.total for day in month_load(desk.office, TODAY, 2026, 11, chosen).values())

    everything = sum(day.total for day in whole.values())
    assert total(MonthFilter(department="patent")) + total(MonthFilter(department="software")) == everything
    assert total(MonthFilter(official=False)) == everything
    assert sum(total(MonthFilter(kind=kind)) for kind in Kind) == everything
    assert 0 < total(MonthFilter(handler_id=desk.people["王伟"])) < everything
    assert load_between(desk.office, TODAY, date(2020, 1, 1), date(2020, 1, 31)) == {}
    assert DayLoad(overdue=1, soon=2, open=3, done=4).total == 10


# -- today --------------------------------------------------------------------------------------


def test_the_morning_of_the_whole_office(desk: Desk) -> None:
    view = today_view(desk.office, desk.act)
    assert "P26-0001" in {item.number for item in view.overdue}
    assert {item.due for item in view.today} == {TODAY}
    assert all(TODAY < item.due <= date(2026, 11, 22) for item in view.week)
    groups = [view.official, view.overdue, view.today, view.week]
    ids = [item.id for group in groups for item in group]
    assert len(ids) == len(set(ids))
    assert [(duty.rule, duty.title) for duty in view.duties] == [("F.cpc_daily", "下载 CPC 文件")]
    assert view.last_act > 0


def test_the_morning_of_one_person(desk: Desk) -> None:
    mine = today_view(desk.office, replace(desk.act, by=desk.people["陈丽"]))
    assert not mine.overdue
    assert not mine.waiting
    director = today_view(desk.office, replace(desk.act, by=desk.people["孙总监"]))
    assert director.overdue == today_view(desk.office, desk.act).overdue
    everyone = today_view(desk.office, replace(desk.act, by=desk.people["陈丽"]), everyone=True)
    assert everyone.overdue == director.overdue


def test_what_changed_since_i_last_looked(desk: Desk) -> None:
    me = replace(desk.act, by=desk.people["陈丽"])
    first = today_view(desk.office, me)
    assert first.changes
    mark_seen(desk.office, me, first.last_act)
    assert today_view(desk.office, me).changes == ()
    other = replace(desk.act, by=desk.people["王伟"])
    record(desk.office, other, desk.matters["overdue"], "assigned", TODAY)
    record(desk.office, me, desk.matters["software"], "assigned", TODAY)
    changes = today_view(desk.office, me).changes
    assert [(change.by, change.number, change.name) for change in changes] == [("王伟", "P26-0001", "record_event")]


def test_monday_brings_the_sheet(desk: Desk) -> None:
    monday = replace(desk.act, today=date(2026, 11, 23))
    duties = {(duty.rule, duty.due, duty.period) for duty in today_view(desk.office, monday).duties}
    assert ("F.sheet_to_finance", date(2026, 11, 23), "2026-W48") in duties
    assert "F.sheet_pay" not in {rule for rule, _due, _period in duties}, "finance has not paid out yet"


def test_a_download_recorded_today_settles_the_days_duty(desk: Desk) -> None:
    record(desk.office, desk.act, desk.matters["overdue"], "notice_downloaded", TODAY)
    (duty,) = today_view(desk.office, desk.act).duties
    assert (duty.done_on, duty.proof) == (TODAY, "event")
