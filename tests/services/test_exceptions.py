"""Exceptions of 3.5: evidence, the salesperson told, what stops and what does not, resuming."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ipdesk.errors import StaleVersion, UserError
from ipdesk.services.attachments import attach, remove_attachment
from ipdesk.services.docket import rederive
from ipdesk.services.events import RecordEvent, record_event, record_for_many, revoke_event
from ipdesk.services.exception_views import preview_halt, preview_resume
from ipdesk.services.exceptions import Stop, pause_matters, resume_matters, stop_matter, tell_sales
from ipdesk.services.listing import matter_view
from ipdesk.services.mailings import mailings
from ipdesk.services.matters import change_matter
from ipdesk.services.papers import NewPaper
from ipdesk.services.pausing import running_pause
from ipdesk.services.people import add_person
from ipdesk.services.rows import MatterView
from ipdesk.services.undo import undo
from tests.services.desk_office import TODAY, Desk, make_desk, record

PAPER = NewPaper(b"chat", "微信记录.txt")


@pytest.fixture
def desk(office_template: Path, tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(office_template, tmp_path)
    with made.office:
        yield made


def view(desk: Desk, name: str) -> MatterView:
    return matter_view(desk.office, TODAY, desk.matters[name])


def standing(seen: MatterView) -> set[tuple[str, date, str]]:
    return {(row.rule, row.due, str(row.state)) for row in seen.due_items}


def states(desk: Desk, name: str) -> dict[str, str]:
    return {row.rule: str(row.state) for row in view(desk, name).due_items}


def sold(desk: Desk, *names: str, email: str = "sales@example.com") -> None:
    """A salesperson for these matters."""
    person = add_person(desk.office, desk.act, "业务甲", "salesperson", email=email).created
    for name in names:
        seen = view(desk, name)
        change_matter(desk.office, desk.act, seen.id, seen.version, {"salesperson_id": person})


def refused(code: str) -> pytest.RaisesExc[UserError]:
    return pytest.RaisesExc(UserError, check=lambda error: error.code == code)


# -- evidence (3.5.1, 3.5.3) -----------------------------------------------------------------------


def test_3_5_1_evidence_without_a_paper_is_refused(desk: Desk) -> None:
    matter = desk.matters["today"]
    record(desk.office, desk.act, matter, "infeasible", TODAY)
    with refused("event.evidence_missing"):
        record(desk.office, desk.act, matter, "evidence_kept", TODAY)
    with refused("event.evidence_missing"):
        record_for_many(desk.office, desk.act, [matter], "evidence_kept", TODAY)
    assert states(desk, "today")["X.evidence"] == "due_soon"


def test_3_5_1_evidence_with_its_paper_closes_the_item_and_undo_opens_it_again(desk: Desk) -> None:
    matter = desk.matters["today"]
    record(desk.office, desk.act, matter, "infeasible", TODAY)
    event = record_event(desk.office, desk.act, RecordEvent(matter, "evidence_kept", TODAY, papers=(PAPER,)))
    seen = view(desk, "today")
    assert states(desk, "today")["X.evidence"] == "done"
    assert [(paper.name, paper.event_id) for paper in seen.attachments] == [("微信记录.txt", event.created)]
    assert "attachments" in event.kinds
    undo(desk.office, desk.act)
    assert states(desk, "today")["X.evidence"] == "due_soon"
    assert view(desk, "today").attachments == ()


def test_evidence_may_name_a_paper_the_matter_has(desk: Desk) -> None:
    matter, other = desk.matters["today"], desk.matters["later"]
    record(desk.office, desk.act, matter, "infeasible", TODAY)
    own = attach(desk.office, desk.act, matter, b"x", "邮件.txt").created
    strange = attach(desk.office, desk.act, other, b"x", "邮件.txt").created
    for wrong in (str(strange), "999", "没有"):
        with refused("event.no_attachment"):
            record(desk.office, desk.act, matter, "evidence_kept", TODAY, attachment=wrong)
    record(desk.office, desk.act, matter, "evidence_kept", TODAY, attachment=str(own))
    (paper,) = view(desk, "today").attachments
    assert paper.event_id == view(desk, "today").events[-1].id
    undo(desk.office, desk.act)
    assert view(desk, "today").attachments[0].event_id is None


def test_the_last_piece_of_evidence_stays(desk: Desk) -> None:
    matter = desk.matters["today"]
    record(desk.office, desk.act, matter, "infeasible", TODAY)
    two = (PAPER, NewPaper(b"mail", "邮件.txt"))
    event = record_event(desk.office, desk.act, RecordEvent(matter, "evidence_kept", TODAY, papers=two))
    first, second = view(desk, "today").attachments
    remove_attachment(desk.office, desk.act, first.id)
    with refused("attachment.is_evidence"):
        remove_attachment(desk.office, desk.act, second.id)
    revoke_event(desk.office, desk.act, event.created or 0, "附错了")
    remove_attachment(desk.office, desk.act, second.id)
    assert view(desk, "today").attachments == ()


def test_a_refused_event_keeps_no_paper_on_disk(desk: Desk) -> None:
    with pytest.raises(UserError):
        record_event(desk.office, desk.act, RecordEvent(999, "evidence_kept", TODAY, papers=(PAPER,)))
    with refused("attachment.empty"):
        empty = (PAPER, NewPaper(b"", "空.txt"))
        record_event(desk.office, desk.act, RecordEvent(desk.matters["today"], "completed", TODAY, papers=empty))
    assert not list(desk.office.files.glob("*/*"))


# -- stopping ---------------------------------------------------------------------------------------


def test_3_5_3_given_up_after_coaching_in_one_act(desk: Desk) -> None:
    sold(desk, "waiting")
    matter = desk.matters["waiting"]
    record(desk.office, desk.act, matter, "coached", date(2026, 11, 4))
    before = view(desk, "waiting")
    stop = Stop(matter, "cancelled", TODAY, "费用预算不足", "分期付款", (PAPER,), tell=True)
    changes = stop_matter(desk.office, desk.act, stop)
    seen = view(desk, "waiting")
    assert seen.row.state == "cancelled"
    assert [event.name for event in seen.events[-3:]] == ["cancelled", "evidence_kept", "sales_contacted"]
    assert dict(seen.events[-3].data) == {"reason": "费用预算不足", "solution": "分期付款"}
    assert seen.events[-1].data["reason"] == "费用预算不足"
    assert (states(desk, "waiting")["X.evidence"], states(desk, "waiting")["X.tell_sales"]) == ("done", "done")
    (mail,) = mailings(desk.office, matter_id=matter)
    assert (mail.id, mail.purpose, mail.recipients) == (changes.created, "tell_sales", "sales@example.com")
    assert "客户的原因：费用预算不足" in mail.body
    assert "分期付款" in mail.body
    undo(desk.office, desk.act)
    after = view(desk, "waiting")
    assert [e.id for e in after.events if not e.revoked] == [e.id for e in before.events]
    assert (after.row.state, after.attachments) == ("active", ())
    assert standing(after) == standing(before)
    assert mailings(desk.office) == ()


@pytest.mark.parametrize(
    ("name", "reason", "solution", "tell", "code"),
    [
        ("cancelled", "  ", "", False, "exception.no_reason"),
        ("infeasible", "新颖性不足", " ", False, "exception.no_solution"),
        ("cancelled", "费用", "", True, "exception.no_sales_mail"),
        ("paused", "费用", "", False, "event.unknown"),
    ],
)
def test_what_a_stop_needs(desk: Desk, name: str, reason: str, solution: str, tell: bool, code: str) -> None:
    before = view(desk, "today")
    with refused(code):
        stop_matter(
            desk.office, desk.act, Stop(desk.matters["today"], name, TODAY, reason, solution, (PAPER,), tell=tell)
        )
    assert view(desk, "today") == before


def test_what_has_ended_does_not_end_again_and_a_stale_stop_is_refused(desk: Desk) -> None:
    matter = desk.matters["today"]
    version = view(desk, "today").version
    change_matter(desk.office, desk.act, matter, version, {"note": "别人改的"})
    with pytest.raises(StaleVersion):
        stop_matter(desk.office, desk.act, Stop(matter, "cancelled", TODAY, "费用", expected_version=version))
    stop_matter(desk.office, desk.act, Stop(matter, "cancelled", TODAY, "费用"))
    for again in ("cancelled", "infeasible"):
        with refused("exception.ended"):
            stop_matter(desk.office, desk.act, Stop(matter, again, TODAY, "费用", "无"))
    with refused("exception.ended"):
        pause_matters(desk.office, desk.act, [matter], TODAY, "未按合同付款")


def test_cancelled_while_paused(desk: Desk) -> None:
    matter = desk.matters["paused"]
    assert states(desk, "paused") == {"P.allocate": "paused"}
    stop_matter(desk.office, desk.act, Stop(matter, "cancelled", TODAY, "改由其他机构办理"))
    assert states(desk, "paused")["P.allocate"] == "void"
    assert view(desk, "paused").row.state == "cancelled"
    with refused("event.nothing_paused"):
        resume_matters(desk.office, desk.act, [matter], TODAY)
    undo(desk.office, desk.act)
    assert states(desk, "paused") == {"P.allocate": "paused"}


def test_the_preview_says_what_stops_and_what_begins(desk: Desk) -> None:
    before = view(desk, "waiting")
    (halt,) = preview_halt(desk.office, desk.act, [desk.matters["waiting"]], "cancelled", TODAY)
    live = {row.title for row in before.due_items if row.state in ("open", "due_soon", "overdue")}
    assert {item.title for item in halt.stops} == live
    assert [item.title for item in halt.begins] == ["证据存档（附件）"]  # nobody was coached: no word is owed
    assert (halt.official, halt.fees, halt.coached) == ((), (), False)
    stop_matter(desk.office, desk.act, Stop(desk.matters["waiting"], "cancelled", TODAY, "费用"))
    voided = {row.title for row in view(desk, "waiting").due_items if row.state == "void"}
    assert voided == live


def test_3_5_3_the_salesperson_told_afterwards(desk: Desk) -> None:
    matter = desk.matters["waiting"]
    record(desk.office, desk.act, matter, "coached", date(2026, 11, 4))
    with refused("exception.not_cancelled"):
        tell_sales(desk.office, desk.act, matter, TODAY, "费用")
    record(desk.office, desk.act, matter, "cancelled", date(2026, 11, 19))
    with refused("exception.no_sales_mail"):
        tell_sales(desk.office, desk.act, matter, TODAY, "费用")
    with refused("exception.no_reason"):
        tell_sales(desk.office, desk.act, matter, TODAY, " ")
    assert tell_sales(desk.office, desk.act, matter, TODAY, "费用", mail=False).created is None
    assert states(desk, "waiting")["X.tell_sales"] == "done_late"
    assert view(desk, "waiting").events[-1].data["reason"] == "费用"
    undo(desk.office, desk.act)
    assert states(desk, "waiting")["X.tell_sales"] == "overdue"


# -- pausing and resuming (3.5.2) ---------------------------------------------------------------------


def test_3_5_2_who_paused_why_and_when_are_kept_and_shown(desk: Desk) -> None:
    ids = [desk.matters["today"], desk.matters["later"]]
    sold(desk, "today", "later")
    changes = pause_matters(desk.office, desk.act, ids, date(2026, 11, 19), "未按合同付款", tell=True)
    pause = running_pause(view(desk, "today"), desk.office.calendar, TODAY)
    assert pause is not None
    assert (pause.on, pause.reason, pause.days) == (date(2026, 11, 19), "未按合同付款", 1)
    (mail,) = mailings(desk.office, purpose="paused")
    assert (mail.id, mail.matter_id) == (changes.created, None)
    assert view(desk, "today").row.number in mail.body
    assert view(desk, "later").row.number in mail.body
    undo(desk.office, desk.act)
    assert {view(desk, name).row.state for name in ("today", "later")} == {"active"}
    assert mailings(desk.office) == ()


def test_pausing_is_all_or_none(desk: Desk) -> None:
    with refused("pause.already"):
        pause_matters(desk.office, desk.act, [desk.matters["today"], desk.matters["paused"]], TODAY, "未按合同付款")
    assert view(desk, "today").row.state == "active"


def test_3_5_2_resuming_moves_the_items_as_the_preview_said(desk: Desk) -> None:
    matter = desk.matters["paused"]  # slip on 11-17, two working days, paused on 11-18: both are left
    (shown,) = preview_resume(desk.office, desk.act, [matter], TODAY)
    assert (shown.since, shown.days) == (date(2026, 11, 18), 2)
    assert [(item.title, item.before, item.after) for item in shown.items] == [
        ("分配到具体负责人", date(2026, 11, 19), date(2026, 11, 23))
    ]
    resume_matters(desk.office, desk.act, [matter], TODAY, "款项已到")
    (row,) = view(desk, "paused").due_items
    assert (row.due, str(row.state)) == (date(2026, 11, 23), "due_soon")
    undo(desk.office, desk.act)
    assert states(desk, "paused") == {"P.allocate": "paused"}


def test_paused_twice(desk: Desk) -> None:
    """Resumed on the 19th, paused again on the 20th: only the days of the two pauses are left out."""
    matter = desk.matters["paused"]
    resume_matters(desk.office, desk.act, [matter], date(2026, 11, 19))
    pause_matters(desk.office, desk.act, [matter], TODAY, "未按合同付款")
    (shown,) = preview_resume(desk.office, desk.act, [matter], TODAY)
    assert (shown.since, shown.reason, shown.days) == (TODAY, "未按合同付款", 0)
    resume_matters(desk.office, desk.act, [matter], TODAY)
    (row,) = view(desk, "paused").due_items
    assert row.due == date(2026, 11, 20)  # one working day later than without a pause: the 18th was left out
    assert not rederive(desk.office, desk.act)


def test_a_second_pause_while_it_stands_changes_nothing(desk: Desk) -> None:
    """The command line records events as they come; the first pause is the one that runs."""
    matter = desk.matters["paused"]
    record(desk.office, desk.act, matter, "paused", date(2026, 11, 19), reason="又一次")
    pause = running_pause(view(desk, "paused"), desk.office.calendar, TODAY)
    assert pause is not None
    assert (pause.on, pause.days) == (date(2026, 11, 18), 2)
    (shown,) = preview_resume(desk.office, desk.act, [matter], TODAY)
    assert [(item.before, item.after) for item in shown.items] == [(date(2026, 11, 19), date(2026, 11, 23))]


def test_resuming_before_the_pause_is_refused(desk: Desk) -> None:
    matter = desk.matters["paused"]
    for ask in (preview_resume, resume_matters):
        with refused("resume.too_early"):
            ask(desk.office, desk.act, [matter], date(2026, 11, 17))
    with refused("event.nothing_paused"):
        preview_resume(desk.office, desk.act, [desk.matters["today"]], TODAY)
    assert view(desk, "paused").row.state == "paused"


# -- official periods ----------------------------------------------------------------------------------


def test_official_periods_are_listed_and_stop_for_nothing(desk: Desk) -> None:
    """Nothing stops a period of the law: not a pause, not the client's giving up; a resume moves it nowhere."""
    matter = desk.matters["waiting"]
    notice = {"notice": "first_office_action", "issued": "2026-11-10", "delivery": "electronic"}
    record(desk.office, desk.act, matter, "notice_received", date(2026, 11, 10), **notice)
    halts = [preview_halt(desk.office, desk.act, [matter], name, TODAY)[0] for name in ("paused", "cancelled")]
    for halt in halts:
        assert [(item.about, str(item.state)) for item in halt.official] == [("N1", "open")]
        assert halt.stops
        assert not {item.title for item in halt.official} & {item.title for item in halt.stops}
    pause_matters(desk.office, desk.act, [matter], date(2026, 11, 12), "未按合同付款")
    (shown,) = preview_resume(desk.office, desk.act, [matter], TODAY)
    (official,) = [item for item in shown.items if item.official]
    assert official.before == official.after == halts[0].official[0].due
    assert any(item.after > item.before for item in shown.items if not item.official)
