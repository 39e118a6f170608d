"""The office's working calendar: the shipped arrangements, and those the office loaded itself.

``python -m ipdesk.services.calendar --snapshot`` prints the shipped data anew from the ``holidays`` package.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from ipdesk.domain.workdays import Arrangement, MovableFeasts, WorkCalendar, build_calendar, statutory_days
from ipdesk.errors import UserError
from ipdesk.files.arrangement_text import ALL, looks_like_notice, merged, read_notice, uncovered

FIRST = date(1985, 1, 1)
LAST = date(2099, 12, 31)
SHIPPED = Path(__file__).parents[1] / "rulebook" / "holidays.toml"
FOLDER = "arrangements"
_DATE = re.compile(r"(?:(\d{4})-)?(\d{2})-(\d{2})", re.ASCII)
LARGEST_FILE = 1_000_000  # characters; a year's arrangement is a few hundred


@lru_cache(maxsize=1)
def shipped_calendar() -> WorkCalendar:
    """The calendar of the arrangements that come with the program."""
    by_law, arrangements = _shipped()
    return build_calendar(FIRST, LAST, by_law, arrangements.values())


def office_calendar(folder: Path) -> WorkCalendar:
    """The shipped calendar with every arrangement stored under ``folder`` laid over it, in order of year."""
    stored = sorted((folder / FOLDER).glob("*.*")) if (folder / FOLDER).is_dir() else []
    own = [_read(path) for path in stored if path.suffix in (".toml", ".json")]
    if not own:
        return shipped_calendar()
    by_law, arrangements = _shipped()
    arrangements = {**arrangements, **{a.year: a for a in own}}
    return build_calendar(FIRST, LAST, by_law, arrangements.values())


def known_arrangement(folder: Path | None, year: int) -> Arrangement | None:
    """The arrangement that counts for a year: the office's own, else the shipped one, else None."""
    for suffix in (".json", ".toml") if folder is not None else ():
        path = Path(folder or "") / FOLDER / f"{year}{suffix}"
        if path.is_file():
            return _read(path)
    return _shipped()[1].get(year)


def days_off_by_law(year: int) -> dict[date, str]:
    """The days off by law of one year with their names, made-up ones included; nothing outside 1985–2099."""
    return {d: name for d, name in _shipped()[0].items() if d.year == year}


def _read(path: Path) -> Arrangement:
    try:
        return parse_arrangement(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("calendar.stored_unreadable", path=path) from error


def store_arrangement(folder: Path, text: str, near: int | None = None) -> Arrangement:
    """Check ``text`` and keep it as the office's arrangement of its year, replacing an earlier one.

    UserError when it is not a usable arrangement; nothing is written then.
    """
    a = parse_arrangement(text, folder, near)
    keep_arrangement(folder, a)
    return a


def keep_arrangement(folder: Path, a: Arrangement) -> None:
    """Write ``a`` down as the office's arrangement of its year; UserError when it lies outside the calendar."""
    from ipdesk.paths import write_beside

    shipped_calendar().with_arrangement(a)
    target = folder / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    write_beside(target / f"{a.year}.json", json.dumps(as_document(a), ensure_ascii=False, indent=1).encode("utf-8"))
    (target / f"{a.year}.toml").unlink(missing_ok=True)


def as_document(a: Arrangement) -> dict[str, Any]:
    """The arrangement in the form ``parse_arrangement`` reads, names kept."""
    return {
        str(a.year): {
            "doc": a.document,
            "source": a.source,
            "off": [_entry(d, name, a.year) for d, name in sorted(a.off.items())],
            "work": [_entry(d, name, a.year) for d, name in sorted(a.work.items())],
        }
    }


def _entry(d: date, name: str, year: int) -> str:
    day = f"{d:%m-%d}" if d.year == year else d.isoformat()
    return f"{day} {name}".rstrip()


# -- reading an arrangement ------------------------------------------------------------------


def parse_arrangement(text: str, folder: Path | None = None, near: int | None = None) -> Arrangement:
    """One year's arrangement from a notice in words, or from TOML or JSON text.

    A notice that speaks of some holidays only changes the arrangement known for its year (the office's under
    ``folder``, else the shipped one); ``near``: this year, for words that name none.

    Two forms: ``{"2027": {"doc": …, "off": ["01-01", "02-05..02-12"], "work": ["02-14"]}}`` (an entry may be
    followed by a name), and ``{"year": 2027, "papers": [], "days": [{"name", "date", "isOffDay"}]}``.
    UserError ``calendar.*`` names the field and the value that is wrong.
    """
    if len(text) <= LARGEST_FILE and looks_like_notice(text):
        return _checked(_from_notice(text, folder, near))
    document = _document(text)
    if "days" in document:
        return _checked(_from_days(document))
    years = [key for key in document if re.fullmatch(r"\d{4}", key)]
    published = [key for key in years if isinstance(document[key], dict) and document[key].get("off")]
    if not years:
        raise UserError("calendar.no_year")
    if not published:
        raise UserError("calendar.not_published", year=years[0])
    if len(published) > 1:
        raise UserError("calendar.several_years", years="、".join(published))
    return _checked(_from_table(int(published[0]), document[published[0]]))


def _from_notice(text: str, folder: Path | None, near: int | None) -> Arrangement:
    a, named = read_notice(text, days_off_by_law, near)
    known = known_arrangement(folder, a.year) if len(named) < len(ALL) else None
    if known is not None:
        a = merged(known, a, named, days_off_by_law(a.year))
    missing = uncovered(a, days_off_by_law(a.year))
    if missing:
        raise UserError("arrangement.incomplete", year=a.year, days="、".join(missing))
    return a


def _document(text: str) -> dict[str, Any]:
    if len(text) > LARGEST_FILE:
        raise UserError("calendar.file_too_large")
    stripped = text.lstrip("\ufeff \t\r\n")
    if not stripped:
        raise UserError("calendar.empty")
    try:
        document = json.loads(stripped) if stripped.startswith(("{", "[{")) else tomllib.loads(stripped)
    except json.JSONDecodeError as error:
        raise UserError("calendar.not_json", line=error.lineno) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"line (\d+)", str(error))
        raise UserError("calendar.not_toml", line=line.group(1) if line else "?") from error
    if not isinstance(document, dict):
        raise UserError("calendar.no_year")
    return document


def _from_table(year: int, table: Mapping[str, Any]) -> Arrangement:
    off = dict(_entries(year, "off", table.get("off")))
    work = dict(_entries(year, "work", table.get("work") or []))
    source = table.get("source")
    return Arrangement(year, _doc(table.get("document") or table.get("doc"), year), str(source or ""), off, work)


def _from_days(document: Mapping[str, Any]) -> Arrangement:
    year = document.get("year")
    if not isinstance(year, int) or isinstance(year, bool):
        raise UserError("calendar.no_year")
    days = document["days"]
    if not isinstance(days, list):
        raise UserError("calendar.wrong_list", field="days")
    if not days:
        raise UserError("calendar.not_published", year=year)
    off: dict[date, str] = {}
    work: dict[date, str] = {}
    for position, item in enumerate(days, start=1):
        if not isinstance(item, dict) or not isinstance(item.get("isOffDay"), bool):
            raise UserError("calendar.bad_day", position=position)
        d = _date(year, f"days[{position}].date", str(item.get("date", "")))
        name = str(item.get("name") or "")
        if item["isOffDay"]:
            off[d] = "" if d.weekday() >= 5 or name else name
        else:
            work[d] = f"{name}调休上班" if name else ""
    papers = document.get("papers")
    source = str(papers[0]) if isinstance(papers, list) and papers else ""
    return Arrangement(year, _doc(document.get("doc"), year), source, off, work)


def _doc(value: object, year: int) -> str:
    """The document's number alone: "国办发明电〔2025〕7号 (2025-11-04)" is cut at the blank."""
    text = str(value).split(" ")[0].strip() if value else ""
    return text or f"{year}年放假安排（未注明文号）"


def _entries(year: int, field: str, values: object) -> Iterator[tuple[date, str]]:
    if not isinstance(values, list):
        raise UserError("calendar.wrong_list", field=f"{year}.{field}")
    for value in values:
        if not isinstance(value, str) or not value.strip():
            raise UserError("calendar.bad_date", field=f"{year}.{field}", value=value)
        days, _, name = value.strip().partition(" ")
        start, dots, stop = days.partition("..")
        first = _date(year, f"{year}.{field}", start)
        last = _date(year, f"{year}.{field}", stop) if dots else first
        if last < first:
            raise UserError("calendar.reversed_range", field=f"{year}.{field}", value=days)
        if (last - first).days > 31:
            raise UserError("calendar.long_range", field=f"{year}.{field}", value=days)
        for i in range((last - first).days + 1):
            yield first + timedelta(days=i), name.strip()


def _date(year: int, field: str, text: str) -> date:
    match = _DATE.fullmatch(text.strip())
    if match is None:
        raise UserError("calendar.bad_date", field=field, value=text)
    try:
        return date(int(match[1] or year), int(match[2]), int(match[3]))
    except ValueError:
        raise UserError("calendar.no_such_date", field=field, value=text) from None


def _checked(a: Arrangement) -> Arrangement:
    """Refuse what no arrangement can say."""
    if not FIRST.year < a.year <= LAST.year:
        raise UserError("calendar.year_out_of_range", year=a.year)
    for d in (*a.off, *a.work):
        if d.year != a.year and not (d.year == a.year - 1 and d.month == 12):
            raise UserError("calendar.wrong_year", year=a.year, value=d)
    for d in a.work:
        if d in a.off:
            raise UserError("calendar.off_and_work", year=a.year, value=d)
        if d.weekday() < 5:
            raise UserError("calendar.makeup_on_weekday", year=a.year, value=d)
    return a


# -- the shipped data ------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _shipped() -> tuple[dict[date, str], dict[int, Arrangement]]:
    """Days off by law of every year, and the official arrangements by year."""
    data = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    by_law: dict[date, str] = {}
    for line in data.pop("feasts").split("\n"):
        if line:
            year, *feasts = line.split()
            by_law.update(statutory_days(int(year), _feasts(int(year), feasts)))
    return by_law, {int(year): _from_table(int(year), table) for year, table in data.items() if year.isdigit()}


def _feasts(year: int, words: Sequence[str]) -> MovableFeasts:
    return MovableFeasts(*(date(year, int(word[:2]), int(word[3:])) for word in words))


if __name__ == "__main__":
    from ipdesk.services.calendar_snapshot import main

    main()
