"""Recording and revoking events."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ipdesk.domain.matters import Kind
from ipdesk.errors import StaleVersion, UserError
from ipdesk.model import queries
from ipdesk.model.events import EventRecord, NoticeRecord
from ipdesk.services import people
from ipdesk.services.events import RecordEvent, record_event, record_for_many, revoke_event
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.office import Act, Office
from ipdesk.text import sentence
from tests.database import TODAY, an_act
from tests.services.test_matters import the_matter


@pytest.fixture
def matter_id(office: Office, act: Act) -> int:
    """An invention whose slip arrived two days ago."""
    new = NewMatter(Kind.INVENTION, "一种折叠支架", "云杉科技", slip_on=date(2026, 11, 18))
    return add_matter(office, act, new).created or 0


def rows(office: Office, sql: str) -> list[tuple[Any, ...]]:
    with office.database.read() as uow:
        return [tuple(row) for row in uow.connection.exec_driver_sql(sql)]


def test_recording_fulfils_the_item_and_opens_the_next(office: Office, act: Act, matter_id: int) -> None:
    changes = record_event(office, act, RecordEvent(matter_id, "assigned", TODAY))
    assert changes.kinds == {"matters", "events", "due_items"}
    assert changes.says == "P26-0001 已记录：分配负责人（2026-11-20）"
    states = dict(rows(office, "SELECT rule, state FROM due_items"))
    assert states["P.allocate"] == "done"
    assert states["P.contact"] == "open"
    assert the_matter(office, matter_id).next_steps.split()[:2] == ["sales_contacted", "client_contacted"]


def test_only_the_difference_is_written(office: Office, act: Act, matter_id: int) -> None:
    before = rows(office, "SELECT id, key FROM due_items")
    record_event(office, act, RecordEvent(matter_id, "assigned", TODAY))
    after = rows(office, "SELECT id, key FROM due_items")
    assert set(before) <= set(after), "an item keeps its id"


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ({"name": "sheet_sent"}, "event.unknown"),
        ({"name": "nonsense"}, "event.unknown"),
        ({"on": date(2026, 11, 21)}, "event.in_future"),
        ({"on": date(1911, 1, 1)}, "event.too_early"),
        ({"name": "subsidy_opened"}, "event.field_missing"),
        ({"name": "subsidy_opened", "data": {"closes": "下月"}}, "event.bad_date"),
        ({"name": "notice_received", "data": {"issued": "2026-02-30"}}, "event.bad_date"),
        ({"name": "search_completed", "data": {"result": "maybe"}}, "event.bad_choice"),
        ({"name": "notice_received", "data": {"delivery": "pigeon"}}, "event.bad_choice"),
        ({"name": "resumed"}, "event.nothing_paused"),
        ({"note": "长" * 10001}, "event.note_too_long"),
        ({"matter_id": 99}, "matter.unknown"),
        ({"data": {"handler_id": "77"}}, "person.unknown"),
        ({"data": {"handler_id": "王"}}, "person.unknown"),
    ],
)
def test_refused_with_a_sentence_and_nothing_written(
    office: Office, act: Act, matter_id: int, what: dict[str, Any], code: str
) -> None:
    with pytest.raises(UserError) as caught:
        record_event(office, act, RecordEvent(**{"matter_id": matter_id, "name": "assigned", "on": TODAY, **what}))
    assert caught.value.code == code
    assert "…" not in sentence(caught.value)
    assert rows(office, "SELECT count(*) FROM events") == [(1,)]
    assert rows(office, "SELECT count(*) FROM acts") == [(1,)]


def test_a_future_closing_date_in_the_data_is_no_future_event(office: Office, act: Act) -> None:
    made = add_matter(office, act, NewMatter(Kind.SUBSIDY, "高企资助")).created or 0
    record_event(office, act, RecordEvent(made, "subsidy_opened", TODAY, data={"closes": "2026-12-31"}))
    items = dict(rows(office, "SELECT rule, due FROM due_items"))
    assert str(items["F.subsidy_prepare"]) == "2026-12-24"


def test_a_stale_record_is_refused(office: Office, act: Act, matter_id: int) -> None:
    seen = the_matter(office, matter_id).version
    record_event(office, an_act(second=3), RecordEvent(matter_id, "client_contacted", TODAY, expected_version=seen))
    with pytest.raises(StaleVersion) as caught:
        record_event(office, act, RecordEvent(matter_id, "assigned", TODAY, expected_version=seen))
    assert "联系客户" in sentence(caught.value)
    assert rows(office, "SELECT count(*) FROM events") == [(2,)]


def test_assigned_sets_the_handler_and_revoking_it_takes_it_back(office: Office, act: Act, matter_id: int) -> None:
    who = people.add_person(office, act, "周宁", department="patent").created
    made = record_event(office, act, RecordEvent(matter_id, "assigned", TODAY, data={"handler_id": str(who)}))
    assert the_matter(office, matter_id).handler_id == who
    assert rows(office, "SELECT DISTINCT person_id FROM due_items WHERE responsible = 'handler'") == [(who,)]
    revoke_event(office, an_act(second=9), made.created or 0, "选错了人")
    assert the_matter(office, matter_id).handler_id is None
    assert rows(office, "SELECT rule, state FROM due_items") == [("P.allocate", "open")]
    with office.database.read() as uow:
        event = uow.get(EventRecord, made.created)
        assert event is not None
        assert (event.revoked_why, event.revoked_at) == ("选错了人", an_act(second=9).at)


def test_revoking_needs_a_reason_and_works_once(office: Office, act: Act, matter_id: int) -> None:
    made = record_event(office, act, RecordEvent(matter_id, "assigned", TODAY)).created or 0
    for why, code in [("  ", "event.why_missing"), ("错", None), ("错", "event.revoked_already")]:
        if code is None:
            revoke_event(office, act, made, why)
            continue
        with pytest.raises(UserError) as caught:
            revoke_event(office, act, made, why)
        assert caught.value.code == code
    with pytest.raises(UserError, match=r"event\.unknown_id"):
        revoke_event(office, act, 999, "错")


def test_pause_and_resume_move_the_matters_state(office: Office, act: Act, matter_id: int) -> None:
    record_event(office, act, RecordEvent(matter_id, "paused", TODAY, note="未按合同付款"))
    matter = the_matter(office, matter_id)
    assert (matter.state, matter.nearest_state) == ("paused", "paused")
    record_event(office, act, RecordEvent(matter_id, "resumed", TODAY))
    assert (the_matter(office, matter_id).state, the_matter(office, matter_id).nearest_state) == ("active", "open")


@pytest.mark.parametrize("name", ["cancelled", "infeasible"])
def test_ending_voids_what_was_open_and_opens_the_evidence(office: Office, act: Act, matter_id: int, name: str) -> None:
    record_event(office, act, RecordEvent(matter_id, name, TODAY))
    states = dict(rows(office, "SELECT rule, state FROM due_items"))
    assert states["P.allocate"] == "void"
    assert states["X.evidence"] == "open"
    assert the_matter(office, matter_id).state == name


def test_a_notice_gets_a_key_and_a_row_and_goes_with_its_event(office: Office, act: Act, matter_id: int) -> None:
    data = {"notice": "first_office_action", "issued": "2026-11-16", "delivery": "electronic"}
    first = record_event(office, act, RecordEvent(matter_id, "notice_received", TODAY, data=data))
    record_event(office, act, RecordEvent(matter_id, "notice_received", TODAY, data=data))
    with office.database.read() as uow:
        notices = queries.notices_of_event(uow, first.created or 0)
        assert [(n.about, n.kind, n.name, n.issued) for n in notices] == [
            ("N1", "first_office_action", "第一次审查意见通知书", date(2026, 11, 16))
        ]
    with pytest.raises(UserError) as caught:
        record_event(office, act, RecordEvent(matter_id, "notice_imported", TODAY))
    assert caught.value.code == "event.about_needed"
    assert "N1、N2" in sentence(caught.value)
    record_event(office, act, RecordEvent(matter_id, "notice_imported", TODAY, about="N1"))
    record_event(office, act, RecordEvent(matter_id, "notice_imported", TODAY))
    assert rows(office, "SELECT about FROM events WHERE name = 'notice_imported' ORDER BY id") == [("N1",), ("N2",)]
    revoke_event(office, act, first.created or 0, "重复")
    with office.database.read() as uow:
        assert queries.notices_of_event(uow, first.created or 0) == []
        assert uow.get(NoticeRecord, 1) is not None


def test_filing_and_grant_set_the_matters_dates(office: Office, act: Act, matter_id: int) -> None:
    filed = record_event(office, act, RecordEvent(matter_id, "filed", date(2026, 11, 19)))
    record_event(office, act, RecordEvent(matter_id, "granted", TODAY))
    matter = the_matter(office, matter_id)
    assert (matter.filed, matter.granted, matter.stage) == (date(2026, 11, 19), TODAY, "granted")
    revoke_event(office, act, filed.created or 0, "未提交成功")
    assert the_matter(office, matter_id).filed is None


def test_the_same_event_for_many_is_one_act(office: Office, act: Act, matter_id: int) -> None:
    other = add_matter(office, act, NewMatter(Kind.DESIGN, "台灯", slip_on=TODAY)).created or 0
    changes = record_for_many(office, act, [matter_id, other], "sales_contacted", TODAY, "一并联系")
    assert changes.matters == {matter_id, other}
    assert rows(office, "SELECT DISTINCT act_id, note FROM events WHERE name = 'sales_contacted'") == [
        (changes.act, "一并联系")
    ]
    with pytest.raises(UserError):
        record_for_many(office, act, [matter_id, 999], "sales_contacted", TODAY)
    assert rows(office, "SELECT count(*) FROM events WHERE name = 'sales_contacted'") == [(2,)]
