"""Hand-over of matters (3.5.5): nothing moves before approval, then everything does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ipdesk.errors import UserError
from ipdesk.services.attachments import attach
from ipdesk.services.events import RecordEvent, record_event
from ipdesk.services.listing import due_items, matter_rows, matter_view
from ipdesk.services.mailings import mailings
from ipdesk.services.matters import change_matter
from ipdesk.services.office import Act, Changes
from ipdesk.services.papers import NewPaper
from ipdesk.services.people import add_person, change_person, people
from ipdesk.services.reminders import add_reminder, reminders
from ipdesk.services.transfers import (
    approve_transfer,
    keep_signed,
    preview_transfer,
    refuse_transfer,
    request_transfer,
    signed_path,
    transfer_form,
    transfer_matters,
    transfers,
)
from ipdesk.services.undo import undo
from tests.services.desk_office import TODAY, Desk, make_desk


@pytest.fixture
def desk(office_template: Path, tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(office_template, tmp_path)
    with made.office:
        yield made


def asked(desk: Desk, *names: str) -> int:
    ids = [desk.matters[name] for name in names]
    changes = request_transfer(desk.office, desk.act, ids, desk.people["陈丽"], "客户要求更换", by_client=True)
    return changes.created or 0


def director(desk: Desk) -> Act:
    return replace(desk.act, by=desk.people["孙总监"])


def handlers(desk: Desk, *names: str) -> set[str]:
    return {row.handler for row in matter_rows(desk.office, TODAY, [desk.matters[name] for name in names])}


def test_nothing_moves_before_approval(desk: Desk) -> None:
    transfer = asked(desk, "overdue", "waiting")
    assert handlers(desk, "overdue", "waiting") == {"王伟"}
    (row,) = matter_view(desk.office, TODAY, desk.matters["overdue"]).transfers
    assert (row.id, row.number, row.state, row.to_person) == (transfer, "YJ-2026-001", "requested", "陈丽")


def test_approval_moves_matters_and_open_items_at_once(desk: Desk) -> None:
    attach(desk.office, desk.act, desk.matters["waiting"], b"x", "证据.txt")
    transfer = asked(desk, "overdue", "waiting")
    before = {
        row.id for row in due_items(desk.office, TODAY, handler="王伟") if row.matter_id == desk.matters["waiting"]
    }
    changes = approve_transfer(desk.office, director(desk), transfer)
    assert changes.matters == {desk.matters["overdue"], desk.matters["waiting"]}
    assert handlers(desk, "overdue", "waiting") == {"陈丽"}
    assert before <= {row.id for row in due_items(desk.office, TODAY, handler="陈丽")}
    (row,) = transfers(desk.office, "approved")
    assert (row.decided_by, row.matter_ids) == ("孙总监", (desk.matters["overdue"], desk.matters["waiting"]))
    undo(desk.office, director(desk))
    assert handlers(desk, "overdue", "waiting") == {"王伟"}
    assert transfers(desk.office, "approved") == ()


def test_refusal_keeps_everything_as_it_was(desk: Desk) -> None:
    transfer = asked(desk, "overdue")
    refuse_transfer(desk.office, director(desk), transfer, "先与客户沟通")
    assert handlers(desk, "overdue") == {"王伟"}
    (row,) = transfers(desk.office)
    assert (row.state, row.refusal) == ("refused", "先与客户沟通")
    assert asked(desk, "overdue") != transfer  # may be asked for again


def test_the_form_lists_what_goes_along_and_prints_as_it_was(desk: Desk) -> None:
    attach(desk.office, desk.act, desk.matters["overdue"], b"x", "交底书.docx")
    transfer = asked(desk, "overdue")
    approve_transfer(desk.office, director(desk), transfer)
    form = transfer_form(desk.office, desk.act, transfer)
    assert (form.from_person, form.to_person, form.by_client) == ("王伟", "陈丽", True)
    assert (form.decided_by, form.state, form.opinion) == ("孙总监", "已批准", "同意移交")
    assert [matter.number for matter in form.matters] == ["P26-0001"]
    assert [paper.name for paper in form.papers] == ["交底书.docx"]
    assert {item.state for item in form.due_items} == {"已逾期"}
    attach(desk.office, desk.act, desk.matters["overdue"], b"y", "后来的.docx")
    assert transfer_form(desk.office, desk.act, transfer) == form


def test_the_preview_writes_nothing(desk: Desk) -> None:
    matters = [desk.matters["overdue"]]
    form = preview_transfer(desk.office, desk.act, matters, desk.people["陈丽"], "原因", by_client=False)
    assert [matter.number for matter in form.matters] == ["P26-0001"]
    assert transfers(desk.office) == ()


@pytest.mark.parametrize(
    ("names", "to", "reason", "code"),
    [
        ((), "陈丽", "因", "transfer.no_matters"),
        (("overdue",), "陈丽", "  ", "transfer.no_reason"),
        (("overdue",), "王伟", "因", "transfer.same_person"),
        (("overdue",), None, "因", "transfer.no_person"),
        (("overdue", "software"), "赵主任", "因", "transfer.mixed"),
    ],
)
def test_what_cannot_be_asked(desk: Desk, names: tuple[str, ...], to: str | None, reason: str, code: str) -> None:
    ids = [desk.matters[name] for name in names]
    with pytest.raises(UserError) as refused:
        request_transfer(desk.office, desk.act, ids, desk.people[to] if to else 999, reason)
    assert refused.value.code == code
    assert transfers(desk.office) == ()


def test_one_open_form_a_matter(desk: Desk) -> None:
    asked(desk, "overdue")
    with pytest.raises(UserError) as refused:
        asked(desk, "overdue", "waiting")
    assert refused.value.code == "transfer.pending"


def test_only_the_director_or_a_head_decides_and_only_once(desk: Desk) -> None:
    transfer = asked(desk, "overdue")
    for by in (None, desk.people["陈丽"]):
        with pytest.raises(UserError) as refused:
            approve_transfer(desk.office, replace(desk.act, by=by), transfer)
        assert refused.value.code == "transfer.not_director"
    approve_transfer(desk.office, director(desk), transfer)
    decisions: tuple[Callable[[], Changes], ...] = (
        lambda: approve_transfer(desk.office, director(desk), transfer),
        lambda: refuse_transfer(desk.office, director(desk), transfer, "晚了"),
    )
    for decide in decisions:
        with pytest.raises(UserError) as refused:
            decide()
        assert refused.value.code == "transfer.decided"


def test_3_5_5_no_clock_starts_by_moving(desk: Desk) -> None:
    """P.contact and P.sales begin with an assignment; a hand-over is none, and what was kept stays kept."""
    before = matter_view(desk.office, TODAY, desk.matters["waiting"])
    approve_transfer(desk.office, director(desk), asked(desk, "waiting"))
    after = matter_view(desk.office, TODAY, desk.matters["waiting"])
    assert [event.id for event in after.events] == [event.id for event in before.events]
    kept = [(row.rule, row.trigger_on, row.due, row.state) for row in before.due_items]
    assert [(row.rule, row.trigger_on, row.due, row.state) for row in after.due_items] == kept


def test_3_5_5_the_givers_reminders_go_along_and_others_stay(desk: Desk) -> None:
    matter = desk.matters["overdue"]
    for name in ("王伟", "赵主任"):
        add_reminder(desk.office, desk.act, "电话", TODAY, matter_id=matter, person_id=desk.people[name])
    transfer = asked(desk, "overdue")
    changes = approve_transfer(desk.office, director(desk), transfer)
    assert "reminders" in changes.kinds
    assert {row.person for row in reminders(desk.office, TODAY)} == {"陈丽", "赵主任"}
    undo(desk.office, director(desk))
    assert {row.person for row in reminders(desk.office, TODAY)} == {"王伟", "赵主任"}


def test_3_5_5_the_new_handler_and_the_salesperson_get_a_mail(desk: Desk) -> None:
    seller = add_person(desk.office, desk.act, "业务甲", "salesperson", email="sales@example.com").created
    taker = next(one for one in people(desk.office) if one.name == "陈丽")
    change_person(desk.office, desk.act, taker.id, taker.version, {"email": "chen@example.com"})
    seen = matter_view(desk.office, TODAY, desk.matters["overdue"])
    change_matter(desk.office, desk.act, seen.id, seen.version, {"salesperson_id": seller})
    changes = approve_transfer(desk.office, director(desk), asked(desk, "overdue"), tell=True)
    (mail,) = mailings(desk.office, purpose="transfer")
    assert (mail.id, mail.recipients, mail.copies) == (changes.created, "chen@example.com", "sales@example.com")
    assert "王伟的下列 1 件案件自即日起由您负责" in mail.body
    assert "P26-0001" in mail.body
    assert "分配到具体负责人（已逾期）" in mail.body
    undo(desk.office, director(desk))
    assert mailings(desk.office) == ()


def test_without_an_address_nothing_is_written(desk: Desk) -> None:
    assert approve_transfer(desk.office, director(desk), asked(desk, "overdue"), tell=True).created is None
    assert mailings(desk.office) == ()


def test_the_form_prints_as_it_was_after_names_and_matters_changed(desk: Desk) -> None:
    transfer = asked(desk, "overdue")
    approve_transfer(desk.office, director(desk), transfer)
    form = transfer_form(desk.office, desk.act, transfer)
    for name in ("王伟", "陈丽", "孙总监"):
        person = next(one for one in people(desk.office) if one.name == name)
        change_person(desk.office, desk.act, person.id, person.version, {"name": f"{name}改名"})
    seen = matter_view(desk.office, TODAY, desk.matters["overdue"])
    change_matter(desk.office, desk.act, seen.id, seen.version, {"title": "改了名称"})
    record_event(desk.office, desk.act, RecordEvent(seen.id, "cancelled", TODAY))
    assert transfer_form(desk.office, desk.act, transfer) == form


def test_a_refused_form_prints_as_it_was_refused(desk: Desk) -> None:
    transfer = asked(desk, "overdue")
    refuse_transfer(desk.office, director(desk), transfer, "先与客户沟通")
    form = transfer_form(desk.office, desk.act, transfer)
    assert (form.decided_by, form.opinion, form.state) == ("孙总监", "先与客户沟通", "已退回")


def test_the_signed_form_is_kept_with_every_matter(desk: Desk) -> None:
    transfer = asked(desk, "overdue", "waiting")
    scan = NewPaper(b"%PDF signed", "移交申请单-已签字.pdf")
    with pytest.raises(UserError) as refused:
        keep_signed(desk.office, desk.act, transfer, scan)
    assert refused.value.code == "transfer.not_approved"
    approve_transfer(desk.office, director(desk), transfer)
    with pytest.raises(UserError) as refused:
        signed_path(desk.office, transfer)
    assert refused.value.code == "transfer.not_signed"
    keep_signed(desk.office, desk.act, transfer, scan)
    (row,) = transfers(desk.office)
    assert (row.state, row.signed_name, row.signed_at) == ("approved", "移交申请单-已签字.pdf", desk.act.at)
    assert signed_path(desk.office, transfer).read_bytes() == b"%PDF signed"
    for name in ("overdue", "waiting"):
        papers = matter_view(desk.office, TODAY, desk.matters[name]).attachments
        assert [paper.name for paper in papers] == ["移交申请单-已签字.pdf"]
    undo(desk.office, desk.act)
    assert transfers(desk.office)[0].signed_at is None
    assert matter_view(desk.office, TODAY, desk.matters["overdue"]).attachments == ()


def test_what_moved_matter_by_matter(desk: Desk) -> None:
    transfer = asked(desk, "overdue", "waiting")
    approve_transfer(desk.office, director(desk), transfer)
    moved = transfer_matters(desk.office, transfer)
    assert [(one.matter_id, one.number, one.title) for one in moved] == [
        (desk.matters["overdue"], "P26-0001", "一种折叠支架"),
        (desk.matters["waiting"], "P26-0005", "一种机床"),
    ]
    assert all(one.open_items >= 1 for one in moved)


def test_3_5_5_a_head_stands_in_for_their_own_department_alone(desk: Desk) -> None:
    stranger = add_person(desk.office, desk.act, "软件主管", "department_head", "software").created
    transfer = asked(desk, "overdue")
    by = replace(desk.act, by=stranger)
    decisions: tuple[Callable[[], Changes], ...] = (
        lambda: approve_transfer(desk.office, by, transfer),
        lambda: refuse_transfer(desk.office, by, transfer, "不行"),
    )
    for decide in decisions:
        with pytest.raises(UserError) as refused:
            decide()
        assert refused.value.code == "transfer.not_director"
    approve_transfer(desk.office, replace(desk.act, by=desk.people["赵主任"]), transfer)
    assert handlers(desk, "overdue") == {"陈丽"}
