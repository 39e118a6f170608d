"""Loading an official arrangement of days off: keep it, count every open item again, say what moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ipdesk.services.calendar import parse_arrangement, store_arrangement

if TYPE_CHECKING:
    from ipdesk.services.office import Act, Changes, Office
    from ipdesk.services.rows import DueRow


@dataclass(frozen=True, slots=True)
class Moved:
    """An open due item that lies on another day than before: ``was`` → ``due``."""

    matter_id: int
    number: str
    rule: str
    title: str
    about: str | None
    was: date
    due: date


@dataclass(frozen=True, slots=True)
class Loaded:
    """An arrangement taken into the office's calendar, and what it moved, nearest first."""

    year: int
    document: str
    moved: tuple[Moved, ...]
    changes: Changes


def load_arrangement(office: Office, act: Act, text: str) -> Loaded:
    """Take the arrangement in ``text`` (TOML or JSON, see ``parse_arrangement``) over for its year.

    Every open item is recounted. UserError ``calendar.*`` when the text is not a
    usable arrangement; nothing is changed then.
    """
    from ipdesk.services.docket import catch_up, rederive

    catch_up(office, act)
    arrangement = parse_arrangement(text)
    before = _open_items(office, act)
    store_arrangement(office.folder, text)
    office.reload()
    changes = rederive(office, act, None)
    moved = [
        Moved(row.matter_id, row.number, row.rule, row.title, row.about, before[key].due, row.due)
        for key, row in _open_items(office, act).items()
        if key in before and before[key].due != row.due
    ]
    moved.sort(key=lambda item: (item.due, item.number, item.rule))
    return Loaded(arrangement.year, arrangement.document, tuple(moved), changes)


def _open_items(office: Office, act: Act) -> dict[tuple[int, str, str | None, date], DueRow]:
    """What is still to be done, by what makes an item the same before and after."""
    from ipdesk.services.listing import due_items

    states = ("overdue", "due_soon", "open", "paused")
    rows = [row for state in states for row in due_items(office, act.today, state=state)]
    return {(row.matter_id, row.rule, row.about, row.trigger_on): row for row in rows}
