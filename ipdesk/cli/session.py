"""What every command shares: the chosen database, the day taken as today, how answers are given."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipdesk.errors import UserError
from ipdesk.paths import default_database

if TYPE_CHECKING:
    from ipdesk.domain.rulebook import RuleBook
    from ipdesk.domain.workdays import WorkCalendar
    from ipdesk.files.form_page import FormPage
    from ipdesk.files.forms import TransferForm
    from ipdesk.services.office import Act, Office

Json = Mapping[str, object] | Sequence[object]


@dataclass(frozen=True, slots=True)
class Parts:
    """What the command line needs from above it, handed in by the program's start.

    ``screenshots(url, folder, today)`` answers the pictures made; ``pdf(form, path)`` prints a form's page.
    """

    screenshots: Callable[[str, Path, date], Sequence[Path]]
    pdf: Callable[[TransferForm | FormPage, Path], object]


@dataclass(slots=True)
class Session:
    """One run of the command line. ``today`` falls back to ``clock`` only when it is asked for."""

    parts: Parts
    clock: Callable[[], datetime]
    database: str | None = None
    chosen_today: date | None = None
    as_json: bool = False

    @property
    def today(self) -> date:
        """The day taken as today: ``--today``, else the clock's."""
        return self.chosen_today or self.clock().astimezone().date()

    @property
    def url(self) -> str:
        """The database chosen: ``--db``, ``IPDESK_DATABASE``, or the file in the user's data directory."""
        return self.database or os.environ.get("IPDESK_DATABASE") or str(default_database())

    def act(self) -> Act:
        """Who and when, for writers. Nobody signs in at the command line: ``by`` stays empty."""
        from ipdesk.services.office import Act

        return Act(by=None, at=self.clock().astimezone(UTC), today=self.today)

    def office(self, *, create: bool = False) -> Office:
        """Open the chosen office (``create``: make it); it is closed when the command ends.

        UserError when it does not exist, or with ``create`` when it does.
        """
        from ipdesk.services.office import open_office

        try:
            office = open_office(self.url, create=create)
        except ModuleNotFoundError as error:  # the driver of a server's URL is an extra
            raise UserError("cli.no_driver", name=error.name) from None
        click.get_current_context().call_on_close(office.close)
        return office

    @property
    def missing(self) -> bool:
        """Whether the chosen database is a file that does not exist yet."""
        path = database_file(self.url)
        return path is not None and not path.exists()

    def current_office(self) -> Office:
        """The office with its due items brought up to the day taken as today."""
        from ipdesk.services.docket import catch_up

        office = self.office()
        catch_up(office, self.act())
        return office

    def calendar(self) -> WorkCalendar:
        """The working calendar: with the arrangements stored beside the chosen database, if it is a file."""
        from ipdesk.services.calendar import office_calendar, shipped_calendar

        folder = self.folder()
        return office_calendar(folder) if folder else shipped_calendar()

    def rulebook(self) -> RuleBook:
        """The rules: with the office's own beside the chosen database, if it is a file."""
        from ipdesk.services.rules import office_rules, shipped_rules

        folder = self.folder()
        return office_rules(folder) if folder else shipped_rules()

    def folder(self) -> Path | None:
        """Where the chosen office keeps its own files, if its database is a file that is there."""
        from ipdesk.paths import beside_database

        path = database_file(self.url)
        return beside_database(path) if path is not None and path.exists() else None

    def answer(self, data: Json, lines: Iterable[str]) -> None:
        """Give the answer: one JSON document with ``--json``, else ``lines`` for people."""
        if self.as_json:
            click.echo(json.dumps(data, ensure_ascii=False, indent=1, default=plain))
        else:
            for line in lines:
                click.echo(line)


def say(text: str) -> None:
    """A message, as opposed to data: to standard error."""
    click.echo(text, err=True)


def plain(value: object) -> object:
    """A value as JSON knows it: dates ``YYYY-MM-DD``, money as text with two decimals."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")


def database_file(url: str) -> Path | None:
    """The file of an embedded database; None for a server's URL."""
    if "://" not in url:
        return Path(url)
    if url.startswith("sqlite") and ":///" in url:
        return Path(url.split(":///", 1)[1])
    return None


def read_text(path: Path) -> str:
    """A text file as UTF-8 (with or without mark). UserError names what is wrong with it."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UserError("file.missing", path=path) from None
    except UnicodeDecodeError:
        raise UserError("cli.encoding", path=path) from None
    except OSError as error:
        raise UserError("file.unreadable", path=path, reason=error.strerror or error) from None


def read_json(path: Path) -> object:
    """A JSON file's content. UserError names the line that is wrong."""
    try:
        return json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise UserError("cli.json", path=path, line=error.lineno) from None
    except (RecursionError, ValueError):  # nested, or a number longer, than any real file holds
        raise UserError("cli.json", path=path, line=1) from None
