"""Hand-over of matters (3.5.5): nothing moves before approval, then everything does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ipdesk.errors import UserError
from ipdesk.services.attachments import attach
from ipdesk.services.listing import due_items, matter_rows, matter_view
from ipdesk.services.office import Act
from ipdesk.services.transfers import (
    approve_transfer,
    preview_transfer,
    refuse_transfer,
    request_transfer,
    transfer_form,
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
    for decide in (
        lambda: approve_transfer(desk.office, director(desk), transfer),
        lambda: refuse_transfer(desk.office, director(desk), transfer, "晚了"),
    ):
        with pytest.raises(UserError) as refused:
            decide()
        assert refused.value.code == "transfer.decided"
