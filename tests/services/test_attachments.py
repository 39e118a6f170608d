"""Papers of a matter: kept once, opened checked, removed softly, undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ipdesk.errors import UserError
from ipdesk.services import papers
from ipdesk.services.attachments import attach, attachments, open_path, remove_attachment, save_copy
from ipdesk.services.listing import matter_view
from ipdesk.services.undo import undo
from tests.services.desk_office import TODAY, Desk, make_desk


@pytest.fixture
def desk(office_template: Path, tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(office_template, tmp_path)
    with made.office:
        yield made


def stored(desk: Desk) -> list[Path]:
    return [path for path in desk.office.files.rglob("*") if path.is_file()]


def test_a_paper_is_kept_shown_and_opened(desk: Desk, tmp_path: Path) -> None:
    source = tmp_path / "受理通知书.pdf"
    source.write_bytes(b"%PDF-1.7 paper")
    changes = attach(desk.office, desk.act, desk.matters["today"], source)
    assert changes.kinds == {"attachments"}
    assert changes.matters == {desk.matters["today"]}
    (row,) = matter_view(desk.office, TODAY, desk.matters["today"]).attachments
    assert (row.id, row.name, row.size, row.mime) == (changes.created, "受理通知书.pdf", 14, "application/pdf")
    opened = open_path(desk.office, row.id)
    assert opened.name == "受理通知书.pdf"
    assert opened.read_bytes() == b"%PDF-1.7 paper"
    assert save_copy(desk.office, row.id, tmp_path / "out" / "x.pdf").read_bytes() == b"%PDF-1.7 paper"


def test_equal_content_in_two_matters_lies_once_on_disk(desk: Desk) -> None:
    attach(desk.office, desk.act, desk.matters["today"], b"same", "a.txt")
    attach(desk.office, desk.act, desk.matters["later"], b"same", "b.txt")
    assert len(stored(desk)) == 1
    rows = attachments(desk.office, [desk.matters["today"], desk.matters["later"]])
    assert [row.name for row in rows] == ["a.txt", "b.txt"]


def test_an_event_has_its_own_papers(desk: Desk) -> None:
    view = matter_view(desk.office, TODAY, desk.matters["today"])
    attach(desk.office, desk.act, view.id, b"x", "a.txt", view.events[0].id)
    assert matter_view(desk.office, TODAY, view.id).attachments[0].event_id == view.events[0].id
    with pytest.raises(UserError) as refused:
        attach(desk.office, desk.act, desk.matters["later"], b"x", "a.txt", view.events[0].id)
    assert refused.value.code == "attachment.no_event"


def test_removing_is_soft_and_undone(desk: Desk) -> None:
    made = attach(desk.office, desk.act, desk.matters["today"], b"x", "a.txt").created or 0
    remove_attachment(desk.office, desk.act, made)
    assert attachments(desk.office, [desk.matters["today"]]) == ()
    assert len(stored(desk)) == 1
    with pytest.raises(UserError) as refused:
        open_path(desk.office, made)
    assert refused.value.code == "attachment.not_found"
    undo(desk.office, desk.act)
    assert open_path(desk.office, made).read_bytes() == b"x"


def test_a_refused_paper_leaves_nothing_behind(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "LIMIT", 4)
    before = len(stored(desk))
    for matter, content, code in (
        (desk.matters["today"], b"", "attachment.empty"),
        (desk.matters["today"], b"12345", "attachment.too_large"),
        (9999, b"1", "matter.unknown"),
    ):
        with pytest.raises(UserError) as refused:
            attach(desk.office, desk.act, matter, content, "a.txt")
        assert refused.value.code == code
    assert len(stored(desk)) == before
    assert attachments(desk.office, list(desk.matters.values())) == ()


def test_a_damaged_paper_is_not_opened(desk: Desk) -> None:
    made = attach(desk.office, desk.act, desk.matters["today"], b"abc", "a.txt").created or 0
    stored(desk)[0].write_bytes(b"abd")
    with pytest.raises(UserError) as refused:
        open_path(desk.office, made)
    assert refused.value.code == "attachment.damaged"
