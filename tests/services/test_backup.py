"""Backup, restore and check, on SQLite files."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ipdesk.domain.matters import Kind
from ipdesk.errors import UserError
from ipdesk.model.papers import AttachmentRecord
from ipdesk.model.schema import HEAD_REVISION
from ipdesk.services import papers
from ipdesk.services.backup import backup, check, restore, upgrade
from ipdesk.services.events import RecordEvent, record_event
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.office import Act, Changes, Office, commit, open_office
from ipdesk.text import sentence
from tests.database import TODAY

PAPER = "交底书内容".encode()
NEW = NewMatter(Kind.INVENTION, "一种折叠支架", "云杉科技", slip_on=date(2026, 11, 18))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk" / "office.db"


@pytest.fixture
def office(office_template: Path, path: Path, act: Act) -> Iterator[Office]:
    """A file of our own (whatever database the other tests use), with a matter and a paper."""
    path.parent.mkdir()
    shutil.copy(office_template, path)
    with open_office(path) as found:
        matter_id = add_matter(found, act, NEW).created or 0
        attach(found, act, matter_id)
        yield found


def attach(office: Office, act: Act, matter_id: int) -> Path:
    sha256 = papers.keep(office.files, PAPER, "交底书.docx")
    with office.database.write() as uow:
        uow.begin_act(act, "attach", "交底书.docx", matter_id)
        uow.add(
            AttachmentRecord(matter_id=matter_id, name="交底书.docx", sha256=sha256, size=len(PAPER), added_at=act.at)
        )
        commit(uow, Changes(frozenset({"attachments"}), frozenset({matter_id})))
    return papers.place(office.files, sha256)


def events_in(path: Path) -> int:
    with open_office(path) as found, found.database.read() as uow:
        return int(uow.connection.exec_driver_sql("SELECT count(*) FROM events").scalar() or 0)


def test_a_backup_of_a_live_database_is_whole(office: Office, path: Path, tmp_path: Path) -> None:
    with office.database.write() as uow:
        uow.connection.exec_driver_sql("UPDATE people SET active = 0")  # somebody writes meanwhile
        made = backup(path, tmp_path / "out" / "备份.zip")
    with zipfile.ZipFile(made) as packed:
        names = packed.namelist()
    assert names[:2] == ["manifest.json", "ipdesk.db"]
    assert f"files/{hashlib.sha256(PAPER).hexdigest()[:2]}/{hashlib.sha256(PAPER).hexdigest()}" in names
    assert [p.name for p in made.parent.iterdir()] == ["备份.zip"]


def test_a_backup_restores_everything_and_keeps_what_was_there(
    office: Office, act: Act, path: Path, tmp_path: Path
) -> None:
    (office.folder / "rules.toml").write_text("# own", encoding="utf-8")
    made = backup(path, tmp_path)
    assert made == tmp_path / "office.zip"
    record_event(office, act, RecordEvent(1, "assigned", TODAY))
    office.close()
    papers.place(office.files, hashlib.sha256(PAPER).hexdigest()).unlink()
    (office.folder / "rules.toml").write_text("# newer", encoding="utf-8")
    kept = restore(made, path)
    assert kept == path.with_name("office.db.before-restore-1")
    assert (events_in(path), events_in(kept)) == (1, 2)
    assert (office.folder / "rules.toml").read_text(encoding="utf-8") == "# own"
    with open_office(path) as found:
        assert check(found, act).ok
    assert restore(made, path) == path.with_name("office.db.before-restore-2")


def test_a_backup_restores_where_nothing_was(office: Office, act: Act, path: Path, tmp_path: Path) -> None:
    made = backup(path, tmp_path)
    elsewhere = tmp_path / "neu" / "desk.db"
    assert restore(made, elsewhere) is None
    with open_office(elsewhere) as found:
        assert check(found, act).ok


def test_nothing_is_restored_while_somebody_works(office: Office, path: Path, tmp_path: Path) -> None:
    made = backup(path, tmp_path)
    with office.database.read() as uow:
        uow.connection.exec_driver_sql("SELECT count(*) FROM matters")
        with pytest.raises(UserError, match=r"database\.busy"):
            restore(made, path)
    assert events_in(path) == 1


def test_a_damaged_backup_is_refused_and_nothing_touched(office: Office, path: Path, tmp_path: Path) -> None:
    made = backup(path, tmp_path)
    office.close()
    before = path.read_bytes()
    content = bytearray(made.read_bytes())
    for at in range(600, 900):
        content[at] ^= 0xFF
    broken = tmp_path / "broken.zip"
    broken.write_bytes(content)
    wrong = tmp_path / "wrong.zip"
    with zipfile.ZipFile(wrong, "w") as packed:
        packed.writestr("songs.txt", "la la")
    escaping = tmp_path / "escaping.zip"
    with zipfile.ZipFile(made) as good, zipfile.ZipFile(escaping, "w") as packed:
        for name in good.namelist():
            packed.writestr(name, good.read(name))
        packed.writestr("files/../../out.txt", "x")
    cases = [
        (broken, ("backup.failed", "restore.wrong")),
        (wrong, ("restore.wrong",)),
        (escaping, ("restore.wrong",)),
        (path, ("restore.wrong",)),
        (tmp_path / "none.zip", ("file.missing",)),
    ]
    for source, codes in cases:
        with pytest.raises(UserError) as caught:
            restore(source, path)
        assert caught.value.code in codes
        assert "…" not in sentence(caught.value)
        assert path.read_bytes() == before


def test_a_backup_replaces_a_backup_and_nothing_else(office: Office, path: Path, tmp_path: Path) -> None:
    target = tmp_path / "nightly.zip"
    backup(path, target)
    backup(path, target)
    other = tmp_path / "letter.docx"
    other.write_text("dear", encoding="utf-8")
    with pytest.raises(UserError, match=r"file\.exists"):
        backup(path, other)
    assert other.read_text(encoding="utf-8") == "dear"
    with pytest.raises(UserError, match=r"database\.missing"):
        backup(tmp_path / "none.db", target)
    with pytest.raises(UserError, match=r"restore\.not_here"):
        backup("postgresql://server/office", target)


def test_upgrading_an_up_to_date_database_is_nothing(office: Office, path: Path) -> None:
    assert upgrade(path) == HEAD_REVISION


def test_a_good_office_has_no_problems(office: Office, act: Act) -> None:
    report = check(office, act)
    assert report.ok
    assert report.problems == ()


def test_check_finds_what_is_wrong_and_repairs_what_follows_from_events(office: Office, act: Act) -> None:
    with office.database.write() as uow:
        uow.connection.exec_driver_sql("UPDATE due_items SET due = '2026-12-01'")
        uow.commit()
    found = papers.place(office.files, hashlib.sha256(PAPER).hexdigest())
    found.write_bytes(b"something else")
    report = check(office, act)
    assert [problem.code for problem in report.problems] == ["docket", "attachment_damaged"]
    assert all("…" not in problem.says for problem in report.problems)
    report = check(office, act, repair=True)
    assert (report.repaired, [problem.code for problem in report.problems]) == (1, ["attachment_damaged"])
    found.unlink()
    assert [problem.code for problem in check(office, act).problems] == ["attachment_missing"]


def test_check_finds_broken_references(office: Office, act: Act, path: Path) -> None:
    office.close()
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA foreign_keys=OFF")
    raw.execute("UPDATE matters SET client_id = 77")
    raw.commit()
    raw.close()
    with open_office(path) as found:
        codes = {problem.code for problem in check(found, act).problems}
    assert "foreign_key" in codes
