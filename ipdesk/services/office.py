"""The office that every use case works on, the act it is done under, and the changes it hands back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Self

from ipdesk import __version__
from ipdesk.domain.rulebook import RuleBook
from ipdesk.domain.workdays import WorkCalendar
from ipdesk.errors import UserError
from ipdesk.model.engine import Place, place
from ipdesk.model.settings import SettingRecord
from ipdesk.model.unit_of_work import Database, UnitOfWork

MADE_WITH = "docket.made_with"
"""The setting that says with which rules, days and program the stored dockets were made."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who does it (a person's id), when (an aware moment) and the day taken as today."""

    by: int | None
    at: datetime
    today: date


@dataclass(frozen=True, slots=True)
class Changes:
    """What a use case changed. ``matters`` empty while ``kinds`` is not: too many to list, or the office's.

    ``kinds`` are among: matters events due_items people clients fees sheets attachments checklists notes
    transfers reminders calendar rules. ``act`` is the act's id (None: nothing was recorded), ``says`` one
    plain sentence, ``created`` the id of the one thing made.
    """

    kinds: frozenset[str] = frozenset()
    matters: frozenset[int] = frozenset()
    act: int | None = None
    says: str = ""
    created: int | None = None

    def __or__(self, other: Changes) -> Changes:
        """Both: for a listener that catches up on several."""
        return Changes(
            self.kinds | other.kinds,
            self.matters | other.matters,
            other.act or self.act,
            other.says or self.says,
            other.created or self.created,
        )

    def __bool__(self) -> bool:
        return bool(self.kinds)


class Office:
    """An open database with its working calendar and rules. Close it, or use it as a context manager."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder
        self._rules_read: tuple[int, int] | None = None

    @property
    def files(self) -> Path:
        """Where attachments lie, and the office's own rules and arrangements: beside the database."""
        return self.folder

    @property
    def place(self) -> Place:
        return self.database.place

    @property
    def url(self) -> str:
        """What opens this office again (the path of an SQLite file)."""
        where = self.database.place
        return str(where.path) if where.path else where.url.render_as_string(hide_password=False)

    @property
    def on_network_drive(self) -> bool:
        """To be said once: WAL is off, several writers are only as safe as the drive."""
        return self.database.place.network

    @cached_property
    def calendar(self) -> WorkCalendar:
        from ipdesk.services.calendar import office_calendar

        return office_calendar(self.folder)

    @cached_property
    def rulebook(self) -> RuleBook:
        from ipdesk.services.rules import office_rules

        self._rules_read = self._rule_file()
        return office_rules(self.folder)

    def _rule_file(self) -> tuple[int, int] | None:
        """What tells one state of the office's own rule file from another; None: there is no file."""
        from ipdesk.services.rules import OFFICE_FILE

        try:
            found = (self.folder / OFFICE_FILE).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size

    def follow_rules(self) -> bool:
        """Read the rules again if their file is another than the one read: somebody changed the standard.

        A file that can't be read changes nothing: the rules read before go on, and the page of the standard says why.
        """
        if "rulebook" not in self.__dict__ or self._rules_read == self._rule_file():
            return False
        before, self._rules_read = self.__dict__.pop("rulebook"), self._rule_file()
        try:
            return self.rulebook is not before
        except UserError:
            self.__dict__["rulebook"] = before
            return False

    def reload(self) -> None:
        """Read calendar and rules again after an arrangement or a rule file was stored."""
        self.__dict__.pop("calendar", None)
        self.__dict__.pop("rulebook", None)

    def close(self) -> None:
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, e: BaseException | None, t: TracebackType | None) -> None:
        self.close()


def open_office(url_or_path: str | Path, *, create: bool = False) -> Office:
    """Open an office's database, or make a new one; an older SQLite schema is backed up and upgraded.

    ``UserError``: database.bad_url, .missing, .exists, .not_ours, .too_new, .needs_upgrade, .damaged,
    .unreachable, .busy, .read_only.
    """
    from ipdesk.model.schema import open_database

    where = place(url_or_path)
    database = open_database(where, create=create, before_upgrade=lambda revision: _keep(where, revision))
    office = Office(database, folder_of(where) if where.path else _shared_folder(database, where))
    if create:
        with database.write() as uow:
            uow.session.add(SettingRecord(key=MADE_WITH, value=fingerprint(office)))
            uow.commit()
    return office


def fingerprint(office: Office) -> str:
    """Changes whenever rules, working days or the program do: then every docket is looked at again."""
    from ipdesk.services.rules import LAW, OFFICE_FILE, SHIPPED

    shipped = files("ipdesk.rulebook")
    digest = sha256(__version__.encode())
    for name in (*SHIPPED, *LAW, "holidays.toml"):
        digest.update(shipped.joinpath(name).read_bytes())
    own = (office.folder / name for name in (OFFICE_FILE, *LAW))
    for path in (*own, *sorted((office.folder / "arrangements").glob("*"))):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _shared_folder(database: Database, where: Place) -> Path:
    """A server's office keeps its papers where the setting ``files`` says: a folder all workstations reach."""
    with database.read() as uow:
        named = uow.get(SettingRecord, "files")
        return Path(named.value) if named is not None else folder_of(where)


def folder_of(where: Place) -> Path:
    """``<database>.files`` beside an SQLite file; for a server, until it is set, in the user's data directory."""
    if where.path is not None:
        return where.path.with_name(where.path.name + ".files")
    from ipdesk.paths import user_data_dir

    return user_data_dir() / f"{where.url.host or 'memory'}-{where.url.database or 'office'}.files"


def _keep(where: Place, revision: str) -> None:
    """The verified copy without which no schema is changed."""
    from ipdesk.model.backup import copy_database

    if where.path is not None:
        copy_database(where.path, where.path.with_name(f"{where.path.name}.before-upgrade-from-{revision}"))


def commit(uow: UnitOfWork, changes: Changes) -> Changes:
    """End the act, make it last, and hand back the changes with its id."""
    uow.end_act(changes.kinds, changes.matters)
    uow.commit()
    return replace(changes, act=uow.act.id if uow.act else None)
