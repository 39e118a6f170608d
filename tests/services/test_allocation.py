"""Slips given to those who will do them (3.1.2, 3.2.4, 3.3.2, 3.4.2), in one act that one undo takes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ipdesk.domain.matters import Kind, State
from ipdesk.errors import UserError
from ipdesk.services.allocation import ANSWERS, SLIPS, allocation, assign_each, counts
from ipdesk.services.events import RecordEvent, record_event
from ipdesk.services.listing import due_items, matter_view
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.people import add_person, change_person, people
from ipdesk.services.undo import undo
from tests.services.desk_office import TODAY, Desk, make_desk


@pytest.fixture
def desk(office_template: Path, tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(office_template, tmp_path)
    with made.office:
        for name, role, department in (
            ("林一", "handler", "patent"),
            ("周流程", "process_clerk", "process"),
            ("吴流程", "process_clerk", "process"),
            ("商标甲", "handler", "trademark"),
        ):
            made.people[name] = add_person(made.office, made.act, name, role, department).created or 0
        yield made


def handler(desk: Desk, matter: int) -> str:
    return matter_view(desk.office, TODAY, matter).row.handler


def notice(desk: Desk, matter: int, about: str, kind: str = "first_office_action") -> None:
    for name, data in (("notice_received", {"notice": kind}), ("notice_imported", {})):
        record_event(desk.office, desk.act, RecordEvent(matter, name, TODAY, about, data=data))


def test_3_1_2_slips_wait_with_their_lamp_and_whom_they_could_go_to(desk: Desk) -> None:
    board = allocation(desk.office, TODAY, "patent")
    assert [(slip.number, slip.state, slip.days_left) for slip in board.slips] == [
        ("P26-0001", State.OVERDUE, -6),
        ("P26-0002", State.DUE_SOON, 0),
        ("P26-0003", State.OPEN, 2),
    ]
    assert [slip.clause for slip in board.slips] == ["3.1.2"] * 3
    assert [taker.name for taker in board.takers] == ["王伟", "林一"], "a head and other departments are not asked"
    wang, lin = board.takers
    assert wang.load.items > 0
    assert wang.load.matters == 4, "paused matters lie still"
    assert sum(wang.weeks) <= wang.load.items
    assert (lin.load.items, lin.load.matters, lin.weeks) == (0, 0, (0, 0, 0, 0))


def test_a_suggestion_says_why(desk: Desk) -> None:
    office, act = desk.office, desk.act
    for place in range(5):
        new = NewMatter(Kind.DESIGN, f"台灯{place}", "广州南方食品厂", handler_id=desk.people["林一"])
        add_matter(office, act, new)
    slips = {slip.number: slip for slip in allocation(office, TODAY, "patent").slips}
    assert slips["P26-0002"].suggested == desk.people["林一"]
    assert slips["P26-0002"].why == "同客户 5 件 · 本周 0 项"


def test_who_has_left_is_not_asked(desk: Desk) -> None:
    lin = next(person for person in people(desk.office) if person.name == "林一")
    change_person(desk.office, desk.act, lin.id, lin.version, {"active": False})
    assert [taker.name for taker in allocation(desk.office, TODAY, "patent").takers] == ["王伟"]


@pytest.mark.parametrize(("department", "clause", "number"), [("software", "3.3.2", "S26-0001")])
def test_the_other_departments_have_their_own(desk: Desk, department: str, clause: str, number: str) -> None:
    board = allocation(desk.office, TODAY, department)
    assert [(slip.number, slip.clause) for slip in board.slips] == [(number, clause)]
    assert [taker.name for taker in board.takers] == ["陈丽"]


def test_3_4_2_a_trademark_slip(desk: Desk) -> None:
    new = NewMatter(Kind.TRADEMARK, "明月", "深圳市长虹科技有限公司", slip_on=TODAY)
    matter = add_matter(desk.office, desk.act, new).created or 0
    (slip,) = allocation(desk.office, TODAY, "trademark").slips
    assert (slip.matter_id, slip.clause, slip.due) == (matter, "3.4.2", date(2026, 11, 23))


def test_several_are_given_at_once_and_taken_back_in_one_step(desk: Desk) -> None:
    first, second = desk.matters["overdue"], desk.matters["today"]
    lin, wang = desk.people["林一"], desk.people["王伟"]
    changes = assign_each(desk.office, desk.act, [(str(first), lin), (str(second), wang)], TODAY)
    assert changes.matters == {first, second}
    assert changes.says == "已将 2 项分配给 2 人"
    assert (handler(desk, first), handler(desk, second)) == ("林一", "王伟")
    assert counts(desk.office, "patent") == {SLIPS: 1}
    rules = {item.rule for item in due_items(desk.office, TODAY, handler="林一")}
    assert {"P.contact", "P.sales"} <= rules, "the next items are the new handler's"
    undo(desk.office, desk.act)
    assert handler(desk, first) == "王伟"
    assert counts(desk.office, "patent") == {SLIPS: 3}


@pytest.mark.parametrize(
    ("pairs", "code"),
    [
        ([], "allocation.nothing"),
        ([("1", "林一"), ("1", "王伟")], "allocation.twice"),
        ([("一", "林一")], "allocation.bad_slip"),
        ([("1", "林一"), ("999", "王伟")], "matter.unknown"),
        ([("1", "林一"), ("2", "不在的人")], "person.unknown"),
        ([("1/N9", "林一")], "allocation.gone"),
    ],
)
def test_what_cannot_be_given(desk: Desk, pairs: list[tuple[str, str]], code: str) -> None:
    before = allocation(desk.office, TODAY, "patent")
    with pytest.raises(UserError) as refused:
        assign_each(desk.office, desk.act, [(key, desk.people.get(who, 999)) for key, who in pairs], TODAY)
    assert refused.value.code == code
    assert allocation(desk.office, TODAY, "patent") == before


# -- 3.2.4: who answers a notice ----------------------------------------------------------------------


def test_3_2_4_a_notice_waits_for_who_answers_it(desk: Desk) -> None:
    office, matter = desk.office, desk.matters["waiting"]
    notice(desk, matter, "N1")
    notice(desk, matter, "N2", "correction")
    board = allocation(office, TODAY, "process", ANSWERS)
    assert [(slip.key, slip.notice, slip.clause) for slip in board.slips] == [
        (f"{matter}/N1", "第一次审查意见通知书", "3.2.4"),
        (f"{matter}/N2", "补正通知书", "3.2.4"),
    ]
    assert [taker.name for taker in board.takers] == ["王伟", "林一"], "who drafts answers"
    assert {slip.suggested for slip in board.slips} == {desk.people["王伟"]}
    assert all(slip.why.startswith("本案负责人") for slip in board.slips)
    assign_each(office, desk.act, [(f"{matter}/N1", desk.people["林一"])], TODAY)
    (left,) = allocation(office, TODAY, "process", ANSWERS).slips
    assert left.about == "N2"
    view = matter_view(office, TODAY, matter)
    given = next(event for event in view.events if event.name == "response_assigned")
    assert (given.about, given.data) == ("N1", {"answerer_id": str(desk.people["林一"])})
    assert view.row.handler == "王伟", "the matter stays where it is"
    with pytest.raises(UserError) as twice:
        assign_each(office, desk.act, [(f"{matter}/N1", desk.people["王伟"])], TODAY)
    assert twice.value.code == "allocation.gone"
    undo(office, desk.act)
    assert counts(office, "process") == {ANSWERS: 2, SLIPS: 0}


def test_a_process_matter_gets_its_clerk(desk: Desk) -> None:
    office = desk.office
    matter = add_matter(office, desk.act, NewMatter(Kind.PATENT_CHANGE, "申请人变更", "安徽机床厂")).created or 0
    record_event(office, desk.act, RecordEvent(matter, "payment_received", TODAY))
    (slip,) = allocation(office, TODAY, "process").slips
    assert (slip.matter_id, slip.due) == (matter, date(2026, 11, 24))
    (item,) = due_items(office, TODAY, department="process")
    assert item.person == "", "with two clerks it is nobody's"
    assign_each(office, desk.act, [(slip.key, desk.people["吴流程"])], TODAY)
    (item,) = due_items(office, TODAY, department="process")
    assert item.person == "吴流程"
    assert allocation(office, TODAY, "process").slips == ()
    assert handler(desk, matter) == "吴流程"
    undo(office, desk.act)
    (item,) = due_items(office, TODAY, department="process")
    assert item.person == ""
    assert handler(desk, matter) == ""


def test_an_earlier_day_can_be_recorded_a_later_one_cannot(desk: Desk) -> None:
    key, lin = str(desk.matters["overdue"]), desk.people["林一"]
    with pytest.raises(UserError) as refused:
        assign_each(desk.office, desk.act, [(key, lin)], date(2026, 11, 21))
    assert refused.value.code == "event.in_future"
    assign_each(desk.office, replace(desk.act, by=lin), [(key, lin)], date(2026, 11, 12))
    item = next(one for one in matter_view(desk.office, TODAY, int(key)).due_items if one.rule == "P.allocate")
    assert (item.state, item.done_on) == (State.DONE, date(2026, 11, 12))
