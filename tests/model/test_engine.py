"""What every connection sets, who may write, and where a database may live."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path, PurePosixPath

import pytest
from sqlalchemy import text

from ipdesk.errors import UserError
from ipdesk.model import drives
from ipdesk.model.engine import Place, make_engine, place
from ipdesk.model.people import PersonRecord
from ipdesk.model.settings import SettingRecord
from ipdesk.model.unit_of_work import Database
from ipdesk.text import sentence
from tests.database import an_act


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("foreign_keys", 1), ("journal_mode", "wal"), ("synchronous", 2), ("busy_timeout", 5000)],
)
def test_every_fresh_connection_is_set_up(database: Database, pragma: str, value: object) -> None:
    for unit in (database.read, database.write):
        with unit() as uow:
            assert uow.connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("foreign_keys", 1), ("journal_mode", "delete"), ("synchronous", 3), ("busy_timeout", 5000)],
)
def test_on_a_network_drive_a_rollback_journal_is_used(path: Path, pragma: str, value: object) -> None:
    engine = make_engine(Place(place(path).url, path, network=True))
    with engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    engine.dispose()


def test_migrations_run_with_foreign_keys_off(path: Path) -> None:
    engine = make_engine(place(path), foreign_keys=False)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 0
    engine.dispose()


def test_two_writers_take_turns(database: Database) -> None:
    """Read then write in both, at the same time: with a deferred BEGIN most of these would fail at once."""
    failures: list[Exception] = []

    def work() -> None:
        for _ in range(20):
            try:
                with database.write() as uow:
                    count = int(uow.connection.scalar(text("SELECT value FROM settings")) or 0)
                    uow.connection.execute(
                        text("INSERT OR REPLACE INTO settings VALUES ('n', :n)"), {"n": str(count + 1)}
                    )
                    uow.commit()
            except Exception as problem:  # noqa: BLE001 - whatever it is fails the test below
                failures.append(problem)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with database.read() as uow:
        assert uow.connection.scalar(text("SELECT value FROM settings")) == "60"


def test_a_reader_is_not_kept_waiting_by_a_writer(database: Database) -> None:
    with database.write() as writer:
        writer.begin_act(an_act(), "add_person")
        writer.add(PersonRecord(name="周宁"))
        writer.flush()
        with database.read() as reader:
            assert reader.connection.scalar(text("SELECT count(*) FROM people")) == 0


def test_a_unit_of_work_rolls_back_unless_it_commits(database: Database) -> None:
    with database.write() as uow:
        uow.begin_act(an_act(), "add_person")
        uow.add(PersonRecord(name="周宁"))
        uow.flush()
        assert not uow.committed
    with database.read() as uow:
        assert uow.connection.scalar(text("SELECT count(*) FROM acts")) == 0


def test_a_failure_rolls_back(database: Database) -> None:
    def fail() -> None:
        with database.write() as uow:
            uow.begin_act(an_act(), "add_person")
            uow.add(PersonRecord(name="林晓"))
            uow.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.read() as uow:
        assert uow.connection.scalar(text("SELECT count(*) FROM people")) == 0
        assert uow.connection.scalar(text("SELECT count(*) FROM acts")) == 0


def test_a_change_outside_an_act_is_a_bug(database: Database) -> None:
    with database.write() as uow:
        uow.add(PersonRecord(name="周宁"))
        with pytest.raises(RuntimeError, match="begin_act"):
            uow.flush()


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("database is locked", "database.busy"),
        ("attempt to write a readonly database", "database.read_only"),
        ("database or disk is full", "database.full"),
        ("database disk image is malformed", "database.damaged"),
        ("file is not a database", "database.damaged"),
        ("unable to open database file", "database.unreachable"),
    ],
)
def test_what_the_machine_refuses_is_one_sentence(database: Database, message: str, code: str) -> None:
    with pytest.raises(UserError) as caught, database.read():
        raise sqlite3.OperationalError(message)
    assert caught.value.code == code
    assert str(database.place.path) in sentence(caught.value)


def test_a_bug_stays_a_bug(database: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such column"), database.read():
        raise sqlite3.OperationalError("no such column: x")


@pytest.mark.parametrize(
    ("url", "driver", "is_file"),
    [
        ("office.db", "sqlite", True),
        ("sqlite:///office.db", "sqlite", True),
        ("postgresql://u:p@server/office", "postgresql+psycopg", False),
        ("postgresql+psycopg://u:p@server/office", "postgresql+psycopg", False),
    ],
)
def test_paths_and_urls(url: str, driver: str, is_file: bool) -> None:
    found = place(url)
    assert found.url.drivername == driver
    assert (found.path is not None) == is_file
    assert ":p@" not in found.shown


@pytest.mark.parametrize("url", ["mysql://server/office", "://", "nonsense://x"])
def test_a_bad_url_is_refused(url: str) -> None:
    with pytest.raises(UserError, match=r"database\.bad_url"):
        place(url)


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/data /mnt/data nfs4 rw 0 0
//nas/desk /mnt/my\\040desk cifs rw 0 0
tmpfs /mnt/data/local tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "network"),
    [
        ("/home/desk/office.db", False),
        ("/mnt/data/office.db", True),
        ("/mnt/data", True),
        ("/mnt/database/office.db", False),
        ("/mnt/data/local/office.db", False),
        ("/mnt/my desk/office.db", True),
    ],
)
def test_network_drives_are_noticed_by_the_mount_table(path: str, network: bool) -> None:
    assert drives.mounted_over_network(PurePosixPath(path), MOUNTS) is network


@pytest.mark.parametrize(
    ("path", "unc"),
    [
        (r"\\server\share\office.db", True),
        ("//server/share/office.db", True),
        (r"\\?\C:\office.db", False),
        (r"C:\office.db", False),
    ],
)
def test_unc_paths_are_shares(path: str, unc: bool) -> None:
    assert drives.is_unc(path) is unc


def test_a_write_after_the_locks_were_lost_is_not_lost(database: Database, path: Path) -> None:
    """A file dialog reads the database to choose its icon; another process then takes itself for the last one."""
    look = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
        "print(c.execute('select count(*) from settings').fetchone()[0]); c.close()"
    )

    def count() -> int:
        done = subprocess.run([sys.executable, "-c", look, str(path)], capture_output=True, text=True, check=True)
        return int(done.stdout)

    def put(key: str) -> None:
        with database.write() as uow:
            uow.session.add(SettingRecord(key=key, value="1"))
            uow.commit()

    before = count()
    put("first")
    put("second")
    path.read_bytes()  # drops every lock this process has on the file
    assert count() == before + 2  # and with that the other process removes the WAL as it leaves
    put("third")
    with database.read() as uow:
        assert uow.get(SettingRecord, "second") is not None
    assert count() == before + 3
    database.close()
    assert count() == before + 3
