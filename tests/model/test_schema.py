"""Migrations: from nothing to the newest schema, and what is refused."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from ipdesk.errors import UserError
from ipdesk.model import migrations, schema
from ipdesk.model.engine import MODE, place
from ipdesk.model.schema import HEAD_REVISION, REVISIONS, open_database
from ipdesk.model.unit_of_work import Database
from ipdesk.services.office import open_office
from ipdesk.text import sentence


def test_the_constants_are_the_scripts(database: Database) -> None:
    with database.engine.connect() as connection:
        scripts = ScriptDirectory.from_config(migrations.configuration(connection))
        found = [revision.revision for revision in scripts.walk_revisions()]
    assert tuple(reversed(found)) == REVISIONS
    assert scripts.get_current_head() == HEAD_REVISION


def test_the_migrations_make_what_the_tables_say(database: Database) -> None:
    with database.engine.connect() as connection:
        command.check(migrations.configuration(connection))


def test_opening_an_up_to_date_database_imports_no_alembic(database: Database, path: Path) -> None:
    database.close()
    code = (
        "import sys; from ipdesk.services.office import open_office; open_office(sys.argv[1]).close();"
        "found = [m for m in ('alembic', 'sqlalchemy.dialects.postgresql', 'openpyxl', 'holidays', 'PySide6')"
        " if m in sys.modules]; assert not found, found"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)


def test_a_missing_database_is_not_made_by_opening(path: Path) -> None:
    with pytest.raises(UserError, match=r"database\.missing"):
        open_office(path)
    assert not path.exists()


def test_an_existing_database_is_not_made_again(database: Database, path: Path) -> None:
    with pytest.raises(UserError, match=r"database\.exists"):
        open_office(path, create=True)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("nothing", "database.not_ours"),
        ("foreign", "database.not_ours"),
        ("text", "database.damaged"),
        ("newer", "database.too_new"),
    ],
)
def test_what_is_not_ours_is_refused_and_left_alone(path: Path, content: str, code: str) -> None:
    if content == "text":
        path.write_bytes(b"This is no database at all. " * 200)
    else:
        with sqlite3.connect(path) as raw:
            if content == "foreign":
                raw.execute("CREATE TABLE songs (name TEXT)")
            if content == "newer":
                raw.execute("CREATE TABLE alembic_version (version_num TEXT)")
                raw.execute("INSERT INTO alembic_version VALUES ('9999')")
        raw.close()
    with pytest.raises(UserError) as caught:
        open_office(path)
    assert caught.value.code == code
    assert "…" not in sentence(caught.value).replace("://…", "")


def test_a_foreign_database_is_not_built_over(path: Path) -> None:
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE songs (name TEXT)")
    raw.commit()
    raw.close()
    with pytest.raises(UserError, match=r"database\.exists"):
        open_office(path, create=True)


def test_an_older_schema_is_backed_up_then_upgraded(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one revision only, the stamp is set back and the upgrade stands in by setting it forward."""
    with database.engine.execution_options(**{MODE: "write"}).connect() as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    database.close()
    monkeypatch.setattr(schema, "REVISIONS", ("0000", *REVISIONS))
    monkeypatch.setattr(
        migrations,
        "upgrade",
        lambda connection: connection.execute(text(f"UPDATE alembic_version SET version_num = '{HEAD_REVISION}'")),
    )
    open_office(path).close()
    kept = path.with_name("office.db.before-upgrade-from-0000")
    found = sqlite3.connect(kept)
    assert found.execute("SELECT version_num FROM alembic_version").fetchone() == ("0000",)
    assert found.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    found.close()


def test_an_upgrade_that_breaks_keys_is_taken_back(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_keys(connection: Connection) -> None:
        columns = "client_id, name, phone, email, wechat, is_main"
        connection.execute(text(f"INSERT INTO contacts ({columns}) VALUES (7, '', '', '', '', 0)"))

    monkeypatch.setattr(migrations, "upgrade", break_keys)
    with pytest.raises(UserError, match=r"database\.keys_broken"):
        schema.upgrade_schema(database)
    with database.read() as uow:
        assert uow.connection.scalar(text("SELECT count(*) FROM contacts")) == 0


def test_a_new_database_is_whole_or_not_there(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migration that fails half way (or a process that is killed) leaves no file under that name."""
    upgrade = migrations.upgrade

    def half(connection: Connection) -> None:
        upgrade(connection)
        raise ZeroDivisionError

    monkeypatch.setattr(migrations, "upgrade", half)
    with pytest.raises(ZeroDivisionError):
        open_database(place(path), create=True)
    assert list(path.parent.iterdir()) == []
    monkeypatch.undo()
    open_database(place(path), create=True).close()
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_an_empty_file_may_become_a_database(path: Path) -> None:
    path.touch()
    open_database(place(path), create=True).close()
    assert path.stat().st_size > 0
    open_database(place(path), create=False).close()


def test_a_place_that_cannot_be_written_is_one_sentence(path: Path) -> None:
    path.write_text("a file, no folder", encoding="utf-8")
    with pytest.raises(UserError, match=r"database\.unreachable"):
        open_office(path / "office.db", create=True)
