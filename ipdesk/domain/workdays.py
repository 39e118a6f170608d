"""The working calendar: which days count, and the Nth working day from any day.

The calendar is fed (see ``ipdesk.services.calendar``) and immutable. It keeps one byte per day and
two look-up arrays, so that a question costs a few list look-ups whatever the distance:

* ``rank[i]``: working days among days 0..i, both included;
* ``ordinals[k]``: the proleptic ordinal of working day number k (from 0).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate, compress

from ipdesk.errors import UserError

ONE_DAY = timedelta(days=1)
WEEKDAY_NAMES = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
STATUTORY_NAMES = frozenset(("元旦", "农历除夕", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"))
MADE_UP_SUFFIX = "（补假）"
_WEEK = bytes((1, 1, 1, 1, 1, 0, 0))


@dataclass(frozen=True, slots=True)
class Day:
    """One day: ``name`` is what people call it (国庆节, 国庆节调休上班, 周六, 工作日)."""

    on: date
    working: bool
    name: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The State Council's arrangement of one year's days off (HOLACT art. 7).

    ``off`` and ``work`` map a date to its name; an empty name is filled from its surroundings. A make-up
    workday may lie in the last days of the year before (2005-12-31, 2011-12-31).
    """

    year: int
    document: str
    source: str
    off: Mapping[date, str]
    work: Mapping[date, str] = field(default_factory=dict)


def weekly_bytes(first: date, last: date) -> bytes:
    """One byte per day of [first, last]: 1 on Monday to Friday, 0 on the weekend."""
    length = (last - first).days + 1
    shift = first.weekday()
    return (_WEEK * (length // 7 + 2))[shift : shift + length]


def is_statutory(name: str) -> bool:
    """Is ``name`` that of a day off by law itself (not made up, not exchanged)?"""
    return bool(name) and all(part in STATUTORY_NAMES for part in re.split("[;；] ?", name))


class WorkCalendar:
    """Immutable working calendar of [first, last]; every question outside is a ``UserError``."""

    __slots__ = (
        *("_before", "_dates", "_names", "_official", "_start", "_upto", "_working"),
        *("first", "last", "last_official"),
    )

    def __init__(self, first: date, working: bytes, names: Mapping[date, str], official: Mapping[int, str]) -> None:
        """``working``: one byte (0 or 1) per day from ``first``; ``official``: year -> document number."""
        self.first = first
        self.last = first + timedelta(days=len(working) - 1)
        self._start = first.toordinal()
        self._working = working
        self._names = names
        self._official = dict(official)
        self.last_official = max(self._official, default=0)
        self._upto = list(accumulate(working))
        self._before = [0, *self._upto[:-1]]
        every_day = map(date.fromordinal, range(self._start, self._start + len(working)))
        self._dates = tuple(compress(every_day, working))

    # -- questions about one day -------------------------------------------------------------

    def is_working(self, d: date) -> bool:
        """Is ``d`` a working day? UserError ``calendar.out_of_range`` outside the calendar."""
        i = d.toordinal() - self._start
        if i < 0 or i >= len(self._working):
            raise self._outside(d)
        return self._working[i] == 1

    def day(self, d: date) -> Day:
        """The day with its name."""
        working = self.is_working(d)
        name = self._names.get(d) or ("工作日" if working else WEEKDAY_NAMES[d.weekday()])
        return Day(d, working, name, self.provisional(d))

    def month(self, year: int, month: int) -> tuple[Day, ...]:
        """Every day of a month, in order. UserError when the month lies outside the calendar."""
        if not (1 <= month <= 12 and self.first.year <= year <= self.last.year):
            raise UserError(
                "calendar.month_out_of_range", month=f"{year}-{month:02d}", first=self.first, last=self.last
            )
        d = date(year, month, 1)
        days = []
        while d.month == month:
            days.append(self.day(d))
            if d == self.last:
                break
            d += ONE_DAY
        return tuple(days)

    def provisional(self, d: date) -> bool:
        """Has the year of ``d`` no official arrangement (known to this calendar)?"""
        return d.year not in self._official

    def document(self, year: int) -> str | None:
        """The number of the year's official document, None when there is none."""
        return self._official.get(year)

    def official_years(self) -> tuple[int, ...]:
        """The years with an official arrangement, ascending."""
        return tuple(sorted(self._official))

    def is_makeup(self, d: date) -> bool:
        """Is ``d`` a Saturday or Sunday that is worked (调休上班)?"""
        return d.weekday() >= 5 and self.is_working(d)

    # -- counting ----------------------------------------------------------------------------

    def add(self, d: date, n: int) -> date:
        """The ``n``-th working day after ``d`` (negative: before it); 0: ``d`` or the next working day."""
        i = d.toordinal() - self._start
        try:  # asked a million times: the rare case outside is told apart afterwards
            if i >= 0:
                k = self._upto[i] + n - 1 if n > 0 else self._before[i] + n
                if k >= 0:
                    return self._dates[k]
        except IndexError:
            pass
        self._index(d)
        raise UserError("calendar.count_out_of_range", on=d, count=n, first=self.first, last=self.last)

    def count(self, a: date, b: date) -> int:
        """Working days in (a, b]; negative when ``b`` is before ``a`` (then those in (b, a])."""
        return self._upto[self._index(b)] - self._upto[self._index(a)]

    def on_or_after(self, d: date) -> date:
        """``d`` if it is a working day, else the next one."""
        return self.add(d, 0)

    def on_or_before(self, d: date) -> date:
        """``d`` if it is a working day, else the last one before it."""
        return d if self.is_working(d) else self.add(d, -1)

    # -- change ------------------------------------------------------------------------------

    def with_arrangement(self, a: Arrangement) -> WorkCalendar:
        """A calendar in which ``a`` governs its year.

        The year starts again from weekends and the days off by law; made-up and exchanged days of what was
        known before go away, then the arrangement's days off and make-up workdays are laid on top.
        """
        working = bytearray(self._working)
        names = dict(self._names)
        _reset(a.year, self.first, working, names)
        _lay(a, self.first, working, names)
        return WorkCalendar(self.first, bytes(working), names, {**self._official, a.year: a.document})

    # -- inside ------------------------------------------------------------------------------

    def _index(self, d: date) -> int:
        i = d.toordinal() - self._start
        if not 0 <= i < len(self._working):
            raise self._outside(d)
        return i

    def _outside(self, d: date) -> UserError:
        return UserError("calendar.out_of_range", on=d, first=self.first, last=self.last)


def build_calendar(
    first: date, last: date, by_law: Mapping[date, str], arrangements: Iterable[Arrangement]
) -> WorkCalendar:
    """The calendar of [first, last] from the days off by law and the official arrangements.

    A year without an arrangement keeps its days off by law, made-up ones included, and is provisional.
    """
    arrangements = sorted(arrangements, key=lambda a: a.year)
    arranged = {a.year for a in arrangements}
    names = {d: name for d, name in by_law.items() if d.year not in arranged or is_statutory(name)}
    working = bytearray(weekly_bytes(first, last))
    for d in names:
        working[(d - first).days] = 0
    official: dict[int, str] = {}
    for a in arrangements:
        _lay(a, first, working, names)
        official[a.year] = a.document
    return WorkCalendar(first, bytes(working), names, official)


def _reset(year: int, first: date, working: bytearray, names: dict[date, str]) -> None:
    """Put ``year`` back to weekends and the days off by law. UserError when it lies outside."""
    start = (date(year, 1, 1) - first).days
    fresh = weekly_bytes(date(year, 1, 1), date(year, 12, 31))
    if start < 0 or start + len(fresh) > len(working):
        raise UserError("calendar.year_out_of_range", year=year)
    working[start : start + len(fresh)] = fresh
    for d in [d for d in names if d.year == year]:
        if is_statutory(names[d]):
            working[(d - first).days] = 0
        else:
            del names[d]


def _lay(a: Arrangement, first: date, working: bytearray, names: dict[date, str]) -> None:
    """Lay arrangement ``a`` over its year in place. UserError when one of its days lies outside."""
    for d in (*a.off, *a.work):
        if not 0 <= (d - first).days < len(working):
            raise UserError("calendar.year_out_of_range", year=d.year)
    for d in a.off:
        working[(d - first).days] = 0
    for d in a.work:
        working[(d - first).days] = 1
    names.update(_off_names(a.off, names))
    names.update((d, name or "调休上班") for d, name in a.work.items())


def run_name(names: Iterable[str]) -> str:
    """The name of an unbroken run of days off from the names of its days: 国庆节, 中秋节、国庆节."""
    parts: list[str] = []
    for name in names:
        for part in re.split("[;；] ?", name.removesuffix(MADE_UP_SUFFIX)):
            if part in STATUTORY_NAMES and part not in parts:
                parts.append(part)
    if "春节" in parts and "农历除夕" in parts:
        parts.remove("农历除夕")
    return "、".join(parts)


def beside_name(holiday: str, d: date) -> str:
    """The name of a day off that only belongs to a holiday's run: 国庆节假期 (weekend) or 国庆节调休."""
    if not holiday:
        return "放假"
    return holiday + ("假期" if d.weekday() >= 5 else "调休")


def _off_names(off: Mapping[date, str], known: Mapping[date, str]) -> dict[date, str]:
    """Names for days off that came without one, from the holiday in the same unbroken run."""
    named: dict[date, str] = {}
    for run in runs(sorted(off)):
        holiday = run_name(off[d] or known.get(d, "") for d in run)
        for d in run:
            named[d] = off[d] or known.get(d) or beside_name(holiday, d)
    return named


def runs(days: list[date]) -> Iterator[list[date]]:
    """Consecutive days of a sorted list, run by run."""
    run: list[date] = []
    for d in days:
        if run and d - run[-1] != ONE_DAY:
            yield run
            run = []
        run.append(d)
    if run:
        yield run


# -- the days off by law alone ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MovableFeasts:
    """The dates of one year that no formula of the solar calendar gives: 春节 (初一), 清明, 端午, 中秋."""

    spring: date
    qingming: date
    duanwu: date
    zhongqiu: date


def statutory_days(year: int, feasts: MovableFeasts) -> dict[date, str]:
    """The days off by law of ``year``, made-up ones included (HOLACT art. 2 and 6 and its earlier texts).

    Texts: 1949 (7 days), 1999-09-18 (10 days; weekends made up from 2000), 2008 (11), 2014 (11), 2025 (13).
    """
    blocks = [*_solar_blocks(year), *_lunar_blocks(year, feasts)]
    blocks.sort()
    names: dict[date, str] = {}
    for start, length, name in blocks:
        for d in _span(start, length):
            names[d] = f"{names[d]}; {name}" if d in names else name
    if year >= 2000:
        _make_up(blocks, names)
    return names


def _solar_blocks(year: int) -> list[tuple[date, int, str]]:
    labour = 1 if year < 2000 or 2008 <= year < 2025 else 3 if year < 2008 else 2
    national = 2 if year < 1999 else 3
    return [
        (date(year, 1, 1), 1, "元旦"),
        (date(year, 5, 1), labour, "劳动节"),
        (date(year, 10, 1), national, "国庆节"),
    ]


def _lunar_blocks(year: int, feasts: MovableFeasts) -> list[tuple[date, int, str]]:
    eve = feasts.spring - ONE_DAY
    blocks = [(feasts.spring, 2 if 2008 <= year < 2014 else 3, "春节")]
    if 2008 <= year < 2014 or year >= 2025:
        blocks.append((eve, 1, "农历除夕"))
    if year >= 2008:
        blocks += [
            (feasts.qingming, 1, "清明节"),
            (feasts.duanwu, 1, "端午节"),
            (feasts.zhongqiu, 1, "中秋节"),
        ]
    return blocks


def _make_up(blocks: list[tuple[date, int, str]], names: dict[date, str]) -> None:
    """Each day off by law that falls on a weekend is made up on the next free weekday (HOLACT art. 6)."""
    for start, length, name in blocks:
        for d in _span(start, length):
            if d.weekday() < 5:
                continue
            free = d + ONE_DAY
            while free.weekday() >= 5 or free in names:
                free += ONE_DAY
            names[free] = name + MADE_UP_SUFFIX


def _span(start: date, length: int) -> Iterator[date]:
    return (start + timedelta(days=i) for i in range(length))
