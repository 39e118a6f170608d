"""Each kind of matter from its slip to its end (3.1.9, 3.2.6–3.2.11), and who is waited for on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from ipdesk.domain.kind_paths import Turn, usual_next
from ipdesk.domain.matters import Event, Kind
from ipdesk.errors import UserError
from ipdesk.services.checklists import Tick
from ipdesk.services.client_papers import ask_for_papers, missing, receive_papers
from ipdesk.services.first_call import Coaching, FirstCall, record_coaching, record_first_call
from ipdesk.services.mailings import mailings
from ipdesk.services.rows import MatterView
from ipdesk.services.subsidies import notify_subsidy, prepare_subsidy
from ipdesk.services.template_papers import add_template
from ipdesk.services.undo import undo
from tests.services.kinds_office import Kinds, make


@pytest.fixture
def kinds(office_template: Path, tmp_path: Path) -> Iterator[Kinds]:
    made = make(office_template, tmp_path)
    with made.office:
        yield made


def usual(view: MatterView) -> list[tuple[str, str]]:
    events = [Event(event.name, event.on, event.about, event.data) for event in view.events if not event.revoked]
    return [(one.name, str(one.turn)) for one in usual_next(view.row.kind, events, view.flags)]


def due(view: MatterView) -> dict[str, tuple[date, str]]:
    return {row.rule: (row.due, str(row.state)) for row in view.due_items}


def all_papers(view: MatterView) -> list[Tick]:
    return [Tick(item.template, item.item) for item in missing(view.checklists)]


@pytest.mark.parametrize("kind", [Kind.PATENT_CHANGE, Kind.EXCLUSIVE_LICENCE])
def test_3_2_6_change_and_licence_from_slip_to_end(kinds: Kinds, kind: Kind) -> None:
    matter = kinds.matter(kind, "变更申请人", "周流程")
    assert usual(kinds.view(matter)) == [("payment_received", Turn.SALES)]
    kinds.record(matter, "payment_received")
    assert due(kinds.view(matter))["F.change_contact"][0] == date(2026, 11, 24)  # Friday + 2 wd
    kinds.day = date(2026, 11, 23)
    asked = ask_for_papers(kinds.office, kinds.act(), matter)
    view = kinds.view(matter)
    assert due(view)["F.change_contact"][1] == "done"
    assert usual(view) == [("documents_complete", Turn.CLIENT)]
    mail = next(one for one in mailings(kinds.office, matter_id=matter) if one.id == asked.created)
    assert mail.recipients == "李经理 <li@example.com>"
    assert all(item.text in mail.body for item in missing(view.checklists))
    ticks = all_papers(view)
    receive_papers(kinds.office, kinds.act(), matter, ticks[1:])
    with pytest.raises(UserError, match=r"papers\.still_missing"):
        receive_papers(kinds.office, kinds.act(), matter, (), complete=True)
    receive_papers(kinds.office, kinds.act(), matter, ticks[:1], complete=True)
    view = kinds.view(matter)
    assert due(view)["F.change_submit"] == (date(2026, 11, 30), "open")  # Monday 23 + 5 wd
    kinds.record(matter, "change_submitted")
    view = kinds.view(matter)
    assert (view.row.stage, usual(view)) == ("filed", [("completed", Turn.AUTHORITY)])
    kinds.record(matter, "completed")
    assert usual(kinds.view(matter)) == []


def test_asking_for_papers_and_having_them_are_undone_whole(kinds: Kinds) -> None:
    matter = kinds.matter(Kind.PATENT_CHANGE, "变更申请人", "周流程")
    kinds.record(matter, "payment_received")
    first, *rest = all_papers(kinds.view(matter))
    ask_for_papers(kinds.office, kinds.act(), matter, ticks=[first])
    (mail,) = mailings(kinds.office, matter_id=matter)
    assert "委托书" not in mail.body
    undo(kinds.office, kinds.act())
    view = kinds.view(matter)
    assert (mailings(kinds.office, matter_id=matter), view.events[-1].revoked) == ((), True)
    assert not any(item.done for item in view.checklists)
    assert due(view)["F.change_contact"][1] == "open"
    receive_papers(kinds.office, kinds.act(), matter, [first, *rest], complete=True)
    assert "change_submitted" in kinds.view(matter).next_steps
    undo(kinds.office, kinds.act())
    view = kinds.view(matter)
    assert "change_submitted" not in view.next_steps
    assert len(missing(view.checklists)) == 1 + len(rest)
    receive_papers(kinds.office, kinds.act(), matter, [first, *rest])
    with pytest.raises(UserError, match=r"papers\.all_there"):
        ask_for_papers(kinds.office, kinds.act(), matter)
    with pytest.raises(UserError, match=r"papers\.none"):
        ask_for_papers(kinds.office, kinds.act(), kinds.matter(Kind.PATENT_TRADE, "求购", "周流程"))


def test_3_2_6_a_subsidy_tells_the_salesperson_the_same_day_and_sends_the_papers(kinds: Kinds) -> None:
    matter = kinds.matter(Kind.SUBSIDY, "2026年专利资助", "周流程")
    assert usual(kinds.view(matter)) == [("subsidy_opened", Turn.OURS)]
    kinds.record(matter, "subsidy_opened", closes="2026-12-18")
    items = due(kinds.view(matter))
    assert items["F.subsidy_notify"][0] == date(2026, 11, 20)
    assert items["F.subsidy_prepare"][0] == date(2026, 12, 11)
    told = notify_subsidy(kinds.office, kinds.act(), matter)
    (mail,) = (one for one in mailings(kinds.office, matter_id=matter) if one.id == told.created)
    assert mail.recipients == "业务甲 <jia@example.com>"
    assert "2026年12月18日" in mail.body
    undo(kinds.office, kinds.act())
    assert due(kinds.view(matter))["F.subsidy_notify"][1] == "due_soon"
    notify_subsidy(kinds.office, kinds.act(), matter)
    with pytest.raises(UserError, match=r"subsidy\.no_files"):
        prepare_subsidy(kinds.office, kinds.act(), matter, [])
    from ipdesk.services.attachments import attach

    paper = attach(kinds.office, kinds.act(), matter, b"form", "申报表.docx").created or 0
    made = prepare_subsidy(kinds.office, kinds.act(), matter, [paper])
    (mail,) = (one for one in mailings(kinds.office, matter_id=matter) if one.id == made.created)
    assert (mail.recipients, mail.files) == ("李经理 <li@example.com>", ("申报表.docx",))
    view = kinds.view(matter)
    assert {rule: state for rule, (_due, state) in due(view).items()} == {
        "F.subsidy_notify": "done",
        "F.subsidy_prepare": "done",
    }
    assert usual(view) == [("completed", Turn.CLIENT)]
    undo(kinds.office, kinds.act())
    assert due(kinds.view(matter))["F.subsidy_prepare"][1] == "open"
    assert len(mailings(kinds.office, matter_id=matter)) == 1


def test_3_2_9_the_salesperson_collects_the_papers_of_a_fee_reduction(kinds: Kinds) -> None:
    matter = kinds.matter(Kind.FEE_REDUCTION, "2026年度费减备案", "周流程")
    assert usual(kinds.view(matter)) == [("documents_complete", Turn.SALES)]
    ask_for_papers(kinds.office, kinds.act(), matter)
    (mail,) = mailings(kinds.office, matter_id=matter)
    assert mail.recipients == "业务甲 <jia@example.com>"
    assert [event.name for event in kinds.view(matter).events] == ["slip_received"]
    receive_papers(kinds.office, kinds.act(), matter, all_papers(kinds.view(matter)), complete=True)
    view = kinds.view(matter)
    assert view.next_steps == ("reduction_filed",)
    assert view.row.stage == "preparing"
    kinds.record(matter, "reduction_filed")
    assert usual(kinds.view(matter)) == [("completed", Turn.AUTHORITY)]


def test_3_1_9_3_2_7_3_2_8_a_layout_from_papers_to_fee(kinds: Kinds) -> None:
    matter = kinds.matter(Kind.LAYOUT, "稳压芯片布图")
    for name in ("assigned", "sales_contacted", "client_contacted"):
        kinds.record(matter, name)
    assert usual(kinds.view(matter)) == [("materials_received", Turn.CLIENT)]
    receive_papers(kinds.office, kinds.act(), matter, all_papers(kinds.view(matter)), complete=True)
    assert due(kinds.view(matter))["P.layout_review"][0] == date(2026, 11, 24)
    kinds.record(matter, "review_completed", result="cannot_file")
    assert [name for name, _turn in usual(kinds.view(matter))] == ["materials_received", "infeasible"]
    kinds.day = date(2026, 11, 23)
    kinds.record(matter, "materials_received")
    kinds.record(matter, "review_completed", result="can_file")
    assert usual(kinds.view(matter)) == [("approved_by_head", Turn.OURS)]
    with pytest.raises(UserError, match=r"step\.not_head"):
        kinds.record(matter, "approved_by_head", who="林一")
    kinds.record(matter, "approved_by_head")
    assert kinds.view(matter).next_steps == ("filed",)
    kinds.record(matter, "filed")
    assert usual(kinds.view(matter)) == [("acceptance_received", Turn.AUTHORITY), ("payment_received", Turn.SALES)]
    kinds.record(matter, "acceptance_received")
    assert usual(kinds.view(matter)) == [("payment_received", Turn.SALES)]
    kinds.record(matter, "payment_received")
    assert due(kinds.view(matter))["F.layout_fee"][0] == date(2026, 12, 1)
    kinds.record(matter, "fee_paid")
    assert usual(kinds.view(matter)) == [("certificate_received", Turn.AUTHORITY)]


def test_3_2_10_priority_waits_for_the_examination(kinds: Kinds) -> None:
    matter = kinds.matter(Kind.INVENTION, flags=frozenset({"priority_examination"}))
    assert {item.template for item in kinds.view(matter).checklists} >= {"patent.priority"}
    for name in ("assigned", "client_contacted", "disclosure_received", "payment_received", "draft_completed", "filed"):
        kinds.record(matter, name)
    assert ("examination_entered", Turn.AUTHORITY) in usual(kinds.view(matter))
    kinds.record(matter, "examination_entered")
    view = kinds.view(matter)
    assert "priority_requested" in view.next_steps
    assert ("priority_requested", Turn.OURS) in usual(view)
    kinds.record(matter, "priority_requested")
    assert "priority_requested" not in kinds.view(matter).next_steps
    plain = kinds.matter(Kind.INVENTION, "另一件")
    assert "patent.priority" not in {item.template for item in kinds.view(plain).checklists}


FIRST: tuple[tuple[Kind, str, str, str], ...] = (
    (Kind.INVENTION, "P.contact", "patent.before_coaching", "purpose"),
    (Kind.SOFTWARE, "S.contact", "software.before_coaching", "purpose"),
    (Kind.TRADEMARK, "T.contact", "trademark.before_filing", "mark"),
)


@pytest.mark.parametrize(("kind", "rule", "template", "item"), FIRST, ids=["3.1.3", "3.3.3", "3.4.3"])
def test_the_first_call_keeps_what_was_found_out(kinds: Kinds, kind: Kind, rule: str, template: str, item: str) -> None:
    matter = kinds.matter(kind)
    kinds.record(matter, "assigned")
    call = FirstCall(
        matter,
        kinds.day,
        (Tick(template, item, note="高新技术企业认定"),),
        "周三前给资料",
        wants_coaching=True,
        coaching_on=date(2026, 11, 25),
    )
    record_first_call(kinds.office, kinds.act("林一"), call)
    view = kinds.view(matter)
    assert [event.name for event in view.events] == ["slip_received", "assigned", "client_contacted", "coaching_agreed"]
    assert view.events[-1].data["coaching_on"] == "2026-11-25"
    assert due(view)[rule][1] == "done"
    (step,) = (one for one in view.checklists if one.item == item and one.template == template)
    assert (step.done_by, step.note) == ("林一", "高新技术企业认定")
    assert [(one.text, one.due) for one in view.reminders] == [("企业辅导：一种折叠支架", date(2026, 11, 25))]
    undo(kinds.office, kinds.act("林一"))
    after = kinds.view(matter)
    assert not any(one.done for one in after.checklists)
    assert due(after)[rule][1] in ("open", "due_soon")
    assert after.reminders == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda call: FirstCall(call.matter_id, call.on, wants_coaching=True), "coaching.no_date"),
        (
            lambda call: FirstCall(call.matter_id, call.on, wants_coaching=True, coaching_on=date(2026, 11, 2)),
            "coaching.in_past",
        ),
        (lambda call: FirstCall(call.matter_id, call.on, expected_version=99), "matter.stale"),
    ],
)
def test_a_first_call_that_cannot_be_recorded(
    kinds: Kinds, change: Callable[[FirstCall], FirstCall], code: str
) -> None:
    matter = kinds.matter(Kind.INVENTION)
    with pytest.raises(UserError) as refused:
        record_first_call(kinds.office, kinds.act(), change(FirstCall(matter, kinds.day)))
    assert refused.value.code == code
    assert [event.name for event in kinds.view(matter).events] == ["slip_received"]


@pytest.mark.parametrize(
    ("kind", "template", "code"),
    [(Kind.INVENTION, "patent.coaching", "disclosure"), (Kind.SOFTWARE, "software.coaching", "software")],
    ids=["3.1.5", "3.3.4"],
)
def test_coaching_sends_the_template_and_ticks_that_it_was_sent(
    kinds: Kinds, kind: Kind, template: str, code: str
) -> None:
    matter = kinds.matter(kind)
    coaching = Coaching(matter, kinds.day, (Tick(template, "types"),), send=code)
    with pytest.raises(UserError, match=r"template\.none"):
        record_coaching(kinds.office, kinds.act("林一"), coaching)
    add_template(kinds.office, kinds.act(), b"version 1", code=code, name="模板.docx")
    made = record_coaching(kinds.office, kinds.act("林一"), coaching)
    view = kinds.view(matter)
    done = {one.item for one in view.checklists if one.done and one.template == template}
    assert done == {"types", "template"}
    assert view.events[-1].name == "coached"
    (mail,) = mailings(kinds.office, matter_id=matter)
    assert (mail.id, mail.files, mail.recipients) == (made.created, ("模板.docx",), "李经理 <li@example.com>")


@pytest.mark.parametrize(
    ("kind", "names", "expected"),
    [
        (Kind.INVENTION, (), ["slip_received"]),
        (Kind.INVENTION, ("slip_received", "assigned", "client_contacted"), ["sales_contacted"]),
        (
            Kind.UTILITY_MODEL,
            ("client_contacted", "sales_contacted", "coaching_agreed"),
            ["coached", "disclosure_received"],
        ),
        (Kind.INVENTION, ("payment_received",), ["documents_complete"]),
        (Kind.INVENTION, ("payment_received", "documents_complete"), ["draft_completed"]),
        (Kind.PATENT_TRADE, (), ["candidates_offered"]),
        (Kind.PATENT_TRADE, ("candidates_offered",), ["candidate_chosen"]),
        (Kind.SOFTWARE, ("filed",), ["certificate_received"]),
        (Kind.SOFTWARE, ("filed", "cancelled"), []),
        (Kind.TRADEMARK, ("filed",), ["acceptance_received"]),
        (Kind.COMPLAINT, ("complaint_received",), []),
    ],
)
def test_the_usual_way(kind: Kind, names: tuple[str, ...], expected: list[str]) -> None:
    events = [Event(name, date(2026, 11, 2)) for name in names]
    assert [one.name for one in usual_next(kind, events)] == expected


def test_everything_that_is_waited_for_has_words() -> None:
    from ipdesk.domain.kind_paths import PATHS, TURNS
    from ipdesk.text import labels

    known = labels("waiting")
    assert {name for name, turn in TURNS.items() if turn is not Turn.OURS} <= set(known)
    last = {
        kind for kind in PATHS if usual_next(kind, [Event(PATHS[kind][-2][0], date(2026, 11, 2))])[-1].turn != "ours"
    }
    asked = {kind for kind in last if PATHS[kind][-1] == ("completed",)}
    assert {f"completed_{kind}" for kind in asked} <= set(known)
    assert asked == {
        Kind.PATENT_CHANGE,
        Kind.EXCLUSIVE_LICENCE,
        Kind.SUBSIDY,
        Kind.FEE_REDUCTION,
        Kind.PATENT_TRADE,
    }
