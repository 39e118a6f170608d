"""Attachments on disk: once, whole, checked."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from ipdesk.errors import UserError
from ipdesk.services import papers


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("受理通知书.pdf", "受理通知书.pdf"),
        ("C:\\案件\\证据 1.jpg", "证据 1.jpg"),
        ("../../etc/passwd", "passwd"),
        ('a:b*"c".txt', "a_b__c_.txt"),
        ("con.txt", "_con.txt"),
        ("x" * 300 + ".pdf", "x" * 75 + ".pdf"),
        ("名称. ", "名称"),
    ],
)
def test_a_name_every_system_takes(given: str, kept: str) -> None:
    assert papers.safe_name(given) == kept


@pytest.mark.parametrize("given", ["", "...", "///", "\x00", "??"])
def test_a_name_of_nothing_is_refused(given: str) -> None:
    with pytest.raises(UserError) as refused:
        papers.safe_name(given)
    assert refused.value.code == "attachment.bad_name"


def test_equal_content_is_kept_once(tmp_path: Path) -> None:
    first = papers.keep(tmp_path, b"abc", "a")
    assert first == papers.keep(tmp_path, b"abc", "b") == hashlib.sha256(b"abc").hexdigest()
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [first]
    assert papers.verified(tmp_path, first, "a").read_bytes() == b"abc"


def test_a_damaged_file_is_noticed_and_mended_by_adding_it_again(tmp_path: Path) -> None:
    sha = papers.keep(tmp_path, b"abc", "a")
    papers.place(tmp_path, sha).write_bytes(b"abd")
    with pytest.raises(UserError) as refused:
        papers.verified(tmp_path, sha, "a")
    assert refused.value.code == "attachment.damaged"
    papers.keep(tmp_path, b"abc", "a")
    assert papers.verified(tmp_path, sha, "a").read_bytes() == b"abc"


def test_what_cannot_be_kept_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "LIMIT", 3)
    empty = tmp_path / "empty"
    empty.touch()
    for source, code in ((tmp_path / "none", "unreadable"), (empty, "empty"), (b"abcd", "too_large")):
        with pytest.raises(UserError) as refused:
            papers.read_source(source, "n")
        assert refused.value.code == f"attachment.{code}"
    with pytest.raises(UserError) as missing:
        papers.verified(tmp_path, "0" * 64, "n")
    assert missing.value.code == "attachment.missing"
