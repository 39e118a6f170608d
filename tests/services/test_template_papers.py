"""Papers the office sends out: versions, sending with one click, backup and check (3.1.5, 3.1.9, 3.3.4)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from ipdesk.domain.matters import Kind
from ipdesk.errors import UserError
from ipdesk.files.plain_docx import Paragraph, docx_bytes
from ipdesk.services.backup import backup, check
from ipdesk.services.mailings import mail_path, mailings
from ipdesk.services.papers import place
from ipdesk.services.template_papers import (
    TemplatePaper,
    add_template,
    remove_template,
    restore_template,
    send_template,
    template_papers,
    template_path,
)
from ipdesk.services.undo import undo
from tests.services.kinds_office import Kinds, make


@pytest.fixture
def kinds(office_template: Path, tmp_path: Path) -> Iterator[Kinds]:
    made = make(office_template, tmp_path)
    with made.office:
        yield made


def the(kinds: Kinds, code: str = "disclosure") -> TemplatePaper:
    return next(paper for paper in template_papers(kinds.office) if paper.code == code)


def test_the_newest_version_is_used_and_a_removed_one_gives_way(kinds: Kinds, tmp_path: Path) -> None:
    source = tmp_path / "技术交底书.docx"
    made = []
    for words in (b"one", b"two"):
        source.write_bytes(words)
        made.append(add_template(kinds.office, kinds.act(), source, code="disclosure").created or 0)
    assert [(one.number, one.in_use, one.added_by) for one in the(kinds).versions] == [
        (2, True, "赵主任"),
        (1, False, "赵主任"),
    ]
    assert template_path(kinds.office, made[1]).read_bytes() == b"two"
    remove_template(kinds.office, kinds.act(), made[1])
    current = the(kinds).current
    assert current is not None
    assert current.number == 1
    restore_template(kinds.office, kinds.act(), made[1])
    with pytest.raises(UserError, match=r"template\.not_removed"):
        restore_template(kinds.office, kinds.act(), made[1])
    remove_template(kinds.office, kinds.act(), made[1])
    undo(kinds.office, kinds.act())
    current = the(kinds).current
    assert current is not None
    assert current.number == 2
    source.write_bytes(b"three")
    add_template(kinds.office, kinds.act(), source, code="disclosure")
    undo(kinds.office, kinds.act())
    current = the(kinds).current
    assert current is not None
    assert current.name == "技术交底书.docx"
    assert template_path(kinds.office, current.id).read_bytes() == b"two"


@pytest.mark.parametrize(
    ("kind", "code", "step"),
    [
        (Kind.UTILITY_MODEL, "disclosure", ("patent.coaching", "template")),
        (Kind.LAYOUT, "layout", ("layout.template", "template")),
        (Kind.SOFTWARE, "software", ("software.coaching", "template")),
    ],
    ids=["3.1.5", "3.1.9", "3.3.4"],
)
def test_sending_writes_the_mail_and_ticks_the_step(kinds: Kinds, kind: Kind, code: str, step: tuple[str, str]) -> None:
    matter = kinds.matter(kind, "稳压芯片")
    with pytest.raises(UserError, match=r"template\.none"):
        send_template(kinds.office, kinds.act("林一"), matter, code)
    content = docx_bytes([Paragraph("技术交底书", 1), Paragraph("填写 <名称>")])
    add_template(kinds.office, kinds.act(), content, code=code, name="模板.docx")
    made = send_template(kinds.office, kinds.act("林一"), matter, code)
    done = [(item.template, item.item, item.done_by) for item in kinds.view(matter).checklists if item.done]
    assert done == [(*step, "林一")]
    parsed = message_from_bytes(mail_path(kinds.office, made.created or 0).read_bytes(), policy=policy.default)
    assert "li@example.com" in str(parsed["To"])
    (attachment,) = parsed.iter_attachments()
    assert (attachment.get_filename(), attachment.get_content()) == ("模板.docx", content)
    body = parsed.get_body()
    assert body is not None
    assert "李经理，您好" in body.get_content()
    undo(kinds.office, kinds.act("林一"))
    assert not any(item.done for item in kinds.view(matter).checklists)
    assert mailings(kinds.office, matter_id=matter) == ()


def test_the_file_is_a_word_document(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(docx_bytes([Paragraph("标题", 1), Paragraph("甲 & 乙 <丙>")]))
    with zipfile.ZipFile(path) as packed:
        assert set(packed.namelist()) == {"[Content_Types].xml", "_rels/.rels", "word/document.xml"}
        assert "甲 &amp; 乙 &lt;丙&gt;" in packed.read("word/document.xml").decode()
    assert docx_bytes([Paragraph("x")]) == docx_bytes([Paragraph("x")])


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, "template.no_title"),
        ({"code": "nothing"}, "template.unknown_code"),
        ({"title": "a", "name": "."}, "attachment.bad_name"),
    ],
)
def test_what_is_no_template_paper(kinds: Kinds, more: dict[str, str], code: str) -> None:
    with pytest.raises(UserError) as refused:
        add_template(kinds.office, kinds.act(), b"words", **{"name": "a.docx", **more})
    assert refused.value.code == code
    assert not any(paper.versions for paper in template_papers(kinds.office))


def test_backup_holds_the_papers_and_check_misses_one_that_is_gone(kinds: Kinds, tmp_path: Path) -> None:
    add_template(kinds.office, kinds.act(), b"words", code="layout", name="布图模板.docx")
    (version,) = the(kinds, "layout").versions
    assert check(kinds.office, kinds.act()).ok
    kept = next(path for path in kinds.office.files.rglob("*") if path.is_file() and path.read_bytes() == b"words")
    if not kinds.office.url.startswith("postgresql"):
        packed = backup(kinds.office.url, tmp_path / "b.zip")
        with zipfile.ZipFile(packed) as found:
            assert f"files/{kept.relative_to(kinds.office.files).as_posix()}" in found.namelist()
    assert kept == place(kinds.office.files, kept.name)
    kept.unlink()
    (problem,) = check(kinds.office, kinds.act()).problems
    assert (problem.code, version.name in problem.where) == ("attachment_missing", True)


def test_a_client_without_an_address_is_said_and_the_draft_is_written_all_the_same(kinds: Kinds) -> None:
    from ipdesk.services.matters import NewMatter, add_matter

    add_template(kinds.office, kinds.act(), b"words", code="disclosure", name="模板.docx")
    new = NewMatter(Kind.DESIGN, "台灯", client="新客户")
    matter = add_matter(kinds.office, kinds.act(), new).created or 0
    made = send_template(kinds.office, kinds.act(), matter, "disclosure")
    assert "请在邮件中填写" in made.says
    parsed = message_from_bytes(mail_path(kinds.office, made.created or 0).read_bytes(), policy=policy.default)
    assert parsed["To"] is None
