"""Loading an official arrangement of days off: keep it, count every open item again, say what moved; the way back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ipdesk.domain.workdays import Arrangement, WorkCalendar
from ipdesk.errors import UserError
from ipdesk.services.calendar import FOLDER, keep_arrangement, known_arrangement, parse_arrangement

if TYPE_CHECKING:
    from ipdesk.services.office import Act, Changes, Office
    from ipdesk.services.rows import DueRow

EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class Moved:
    """An open due item that lies on another day than before: ``was`` → ``due``.

    ``was`` None: it was not there before; ``due`` None: it is not asked for any more. ``was_last`` and ``last_day``:
    the law's day of an official item, which may move while the safe day stays.
    """

    matter_id: int
    number: str
    matter_title: str
    rule: str
    title: str
    about: str | None
    official: bool
    was: date | None
    due: date | None
    was_last: date | None = None
    last_day: date | None = None

    @property
    def day(self) -> date:
        """The day it stands under: the new one, else the old."""
        return self.due or self.was or date.max


@dataclass(frozen=True, slots=True)
class Loaded:
    """An arrangement taken into the office's calendar, and what it moved, nearest first; ``unmoved``: how many open
    items lie where they lay."""

    year: int
    document: str
    moved: tuple[Moved, ...]
    changes: Changes
    unmoved: int = 0


@dataclass(frozen=True, slots=True)
class DayChange:
    """One day that an arrangement makes other than the calendar has it."""

    on: date
    working: bool
    name: str


@dataclass(frozen=True, slots=True)
class Reading:
    """An arrangement read and not kept yet, to be looked at: the calendar with it, and the days it changes.

    ``known``: the number of the arrangement that counts now, None where the year is provisional.
    """

    arrangement: Arrangement
    calendar: WorkCalendar
    changed: tuple[DayChange, ...]
    known: str | None


def read_arrangement(office: Office, today: date, text: str) -> Reading:
    """What ``text`` says, checked against the calendar; nothing is written. UserError as ``load_arrangement``."""
    arrangement = parse_arrangement(text, office.folder, today.year)
    before = office.calendar
    after = before.with_arrangement(arrangement)
    days = {*arrangement.off, *arrangement.work}
    days |= {day.on for month in range(1, 13) for day in before.month(arrangement.year, month)}
    changed = tuple(
        DayChange(on, after.is_working(on), after.day(on).name)
        for on in sorted(days)
        if after.is_working(on) != before.is_working(on)
    )
    return Reading(arrangement, after, changed, before.document(arrangement.year))


def load_arrangement(office: Office, act: Act, text: str) -> Loaded:
    """Take the arrangement in ``text`` (a notice, TOML or JSON, see ``parse_arrangement``) over for its year.

    Every open item is recounted. The arrangement that counted before is kept for the way back. UserError
    ``calendar.*`` or ``arrangement.*`` when the text is not a usable arrangement; nothing is changed then.
    """
    return take_over(office, act, parse_arrangement(text, office.folder, act.today.year))


def take_over(office: Office, act: Act, arrangement: Arrangement) -> Loaded:
    """The same for an arrangement that was read and confirmed."""
    before = _before(office, act)
    own = _own(office.folder, arrangement.year)
    kept = own.read_bytes() if own is not None else None
    keep_arrangement(office.folder, arrangement)
    if kept is not None and own is not None:
        _put_aside(office.folder, arrangement.year, own.suffix, kept)
    return _recounted(office, act, arrangement.year, arrangement.document, before)


def can_restore(office: Office, year: int) -> bool:
    """Whether the office loaded an arrangement of this year itself, so that there is a way back."""
    return _own(office.folder, year) is not None


def own_years(office: Office) -> tuple[tuple[int, str], ...]:
    """The years the office loaded itself, with the documents' numbers, the latest first."""
    years = {int(path.stem) for path in (office.folder / FOLDER).glob("[0-9][0-9][0-9][0-9].*")}
    own = [known_arrangement(office.folder, year) for year in sorted(years, reverse=True)]
    return tuple((a.year, a.document) for a in own if a is not None)


def restore_arrangement(office: Office, act: Act, year: int) -> Loaded:
    """Back to the arrangement that counted before the last one loaded: the office's earlier one, the shipped one, or
    none. UserError ``arrangement.none_earlier`` when nothing was loaded for the year."""
    own = _own(office.folder, year)
    if own is None:
        raise UserError("arrangement.none_earlier", year=year)
    before = _before(office, act)
    earlier = _set_aside(office.folder, year)
    own.unlink()
    if earlier:
        earlier[-1].replace(own.with_name(f"{year}{earlier[-1].suffix}"))
    known = known_arrangement(office.folder, year)
    return _recounted(office, act, year, known.document if known is not None else "", before)


# -- the files ------------------------------------------------------------------------------------------


def _own(folder: Path, year: int) -> Path | None:
    paths = (folder / FOLDER / f"{year}{suffix}" for suffix in (".json", ".toml"))
    return next((path for path in paths if path.is_file()), None)


def _set_aside(folder: Path, year: int) -> list[Path]:
    return sorted((folder / FOLDER / EARLIER).glob(f"{year}-*.*"))


def _put_aside(folder: Path, year: int, suffix: str, content: bytes) -> None:
    from ipdesk.paths import write_beside

    place = folder / FOLDER / EARLIER
    place.mkdir(parents=True, exist_ok=True)
    earlier = _set_aside(folder, year)
    number = int(earlier[-1].stem.partition("-")[2]) + 1 if earlier else 1
    write_beside(place / f"{year}-{number:04d}{suffix}", content)


# -- what moved -----------------------------------------------------------------------------------------


def _before(office: Office, act: Act) -> dict[int, DueRow]:
    from ipdesk.services.docket import catch_up

    catch_up(office, act)
    return _open_items(office, act)


def _recounted(office: Office, act: Act, year: int, document: str, before: dict[int, DueRow]) -> Loaded:
    from dataclasses import replace

    from ipdesk.services.docket import rederive

    office.reload()
    changes = rederive(office, act, None)
    after = _open_items(office, act)
    moved = [one for old, new in _pairs(before, after) if (one := _moved(old, new)) is not None]
    moved.sort(key=lambda item: (item.day, item.number, item.rule))
    unmoved = len(after) - sum(item.due is not None for item in moved)
    told = replace(changes, kinds=changes.kinds | {"calendar"})
    return Loaded(year, document, tuple(moved), told, unmoved)


def _pairs(before: dict[int, DueRow], after: dict[int, DueRow]) -> Iterator[tuple[DueRow | None, DueRow | None]]:
    """Old and new of one item: by its id, else by what it is. A recurring item is named by the day it was planned for;
    where that day moves it comes as another one."""
    left: dict[tuple[int, str, str | None], list[DueRow]] = {}
    for key, row in before.items():
        if key in after:
            yield row, after[key]
        else:
            left.setdefault((row.matter_id, row.rule, row.about), []).append(row)
    for key, row in after.items():
        if key not in before:
            same = left.get((row.matter_id, row.rule, row.about))
            yield (same.pop(0) if same else None), row
    for rows in left.values():
        for row in rows:
            yield row, None


def _moved(old: DueRow | None, new: DueRow | None) -> Moved | None:
    row = new or old
    if row is None or (old is not None and new is not None and (old.due, old.last_day) == (new.due, new.last_day)):
        return None
    return Moved(
        matter_id=row.matter_id,
        number=row.number,
        matter_title=row.matter_title,
        rule=row.rule,
        title=row.title,
        about=row.about,
        official=row.official,
        was=None if old is None else old.due,
        due=None if new is None else new.due,
        was_last=None if old is None else old.last_day,
        last_day=None if new is None else new.last_day,
    )


def _open_items(office: Office, act: Act) -> dict[int, DueRow]:
    """What is still to be done, by its id: it stays the same while the item's key does."""
    from ipdesk.services.listing import due_items

    states = ("overdue", "due_soon", "open", "paused")
    return {row.id: row for state in states for row in due_items(office, act.today, state=state)}
