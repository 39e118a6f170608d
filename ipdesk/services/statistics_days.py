"""How many days the work took of those the standard allows: medians and worsts by clause, person and month."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from ipdesk.domain.periods import Pause, Period, Unit
from ipdesk.domain.statistics import Days, Outcome, allowed_units, days_of, measured, used
from ipdesk.errors import UserError
from ipdesk.services.statistics import counted
from ipdesk.services.statistics_figures import Which

if TYPE_CHECKING:
    from ipdesk.domain.rulebook import Rule, RuleBook
    from ipdesk.domain.workdays import WorkCalendar
    from ipdesk.model.reading_statistics import Counted
    from ipdesk.model.unit_of_work import UnitOfWork
    from ipdesk.services.office import Office

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
FINISHED = (Outcome.KEPT, Outcome.LATE_DONE, Outcome.OVERDUE)


@dataclass(frozen=True, slots=True)
class Share:
    """The part of the time allowed that was used, over rules of different lengths: the median item's and the worst
    one's, 1.0 = all of it. Rules of "same day", "at least before" and recurrences have no part and are left out."""

    n: int
    median: float | None
    worst: float | None


@dataclass(frozen=True, slots=True)
class DaysUsed:
    """``clauses`` by rule; ``peers`` the same of those one is compared with; shares by person, by department and by
    month, ``share`` of all."""

    clauses: Mapping[str, Days]
    peers: Mapping[str, Days]
    people: Mapping[int | None, Share]
    departments: Mapping[str, Share]
    months: Mapping[date, Share]
    share: Share


def days_used(
    office: Office, today: date, which: Which, peers: Which | None = None, months: Which | None = None
) -> DaysUsed:
    """Measure the finished and overdue items of ``which``; ``peers``: whom its clauses are compared with;
    ``months``: the days looked at month by month, where these are more."""
    wide = which if months is None else which.but(frm=_first(which.frm, months.frm), to=_last(which.to, months.to))
    mine = _measure(office, today, wide, which)
    others = _measure(office, today, peers, peers) if peers is not None else _Sums()
    return DaysUsed(
        clauses=mine.clauses(),
        peers=others.clauses(),
        people={one: part.share() for one, part in mine.people.items()},
        departments={one: part.share() for one, part in mine.departments.items()},
        months={one: part.share() for one, part in mine.months.items()},
        share=mine.all.share(),
    )


def _first(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else min(one, other)


def _last(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)


# -- measuring --------------------------------------------------------------------------------------


class Measured(NamedTuple):
    """``n`` items alike: what they used of the period in force at their trigger; ``running``: overdue, going on."""

    rule: str
    due: date
    department: str
    person_id: int | None
    period: Period
    used: int
    running: bool
    n: int = 1


@dataclass(slots=True)
class _Parts:
    """Parts of the time allowed: (used, allowed) → how many items."""

    counts: dict[tuple[int, int], int] = field(default_factory=dict)
    running: set[tuple[int, int]] = field(default_factory=set)

    def take(self, pair: tuple[int, int], n: int, *, running: bool) -> None:
        if running:
            self.running.add(pair)
        else:
            self.counts[pair] = self.counts.get(pair, 0) + n

    def share(self) -> Share:
        done = sorted((part / whole, n) for (part, whole), n in self.counts.items())
        every = [part for part, _ in done] + [part / whole for part, whole in self.running]
        return Share(sum(n for _, n in done), _median(done), max(every, default=None))


def _median(parts: Sequence[tuple[float, int]]) -> float | None:
    """Of sorted (value, how often) pairs."""
    total = sum(n for _, n in parts)
    if not total:
        return None
    found = []
    for place in ((total - 1) // 2, total // 2):
        seen = 0
        for value, n in parts:
            seen += n
            if place < seen:
                found.append(value)
                break
    return sum(found) / 2


@dataclass(slots=True)
class _Sums:
    """Everything measured, folded."""

    done: dict[tuple[str, Period], dict[int, int]] = field(default_factory=dict)
    running: dict[tuple[str, Period], dict[int, int]] = field(default_factory=dict)
    newest: dict[str, tuple[date, Period]] = field(default_factory=dict)
    people: dict[int | None, _Parts] = field(default_factory=dict)
    departments: dict[str, _Parts] = field(default_factory=dict)
    months: dict[date, _Parts] = field(default_factory=dict)
    all: _Parts = field(default_factory=_Parts)

    def take(self, one: Measured, *, in_span: bool) -> None:
        """Fold one in; outside the span only its month is looked at."""
        whole = allowed_units(one.period)
        shared = not one.period.before and whole > 0
        pair = (one.used, whole)
        if shared:
            self.months.setdefault(one.due.replace(day=1), _Parts()).take(pair, one.n, running=one.running)
        if not in_span:
            return
        counts = (self.running if one.running else self.done).setdefault((one.rule, one.period), {})
        counts[one.used] = counts.get(one.used, 0) + one.n
        if one.rule not in self.newest or one.due >= self.newest[one.rule][0]:
            self.newest[one.rule] = (one.due, one.period)
        if shared:
            self.people.setdefault(one.person_id, _Parts()).take(pair, one.n, running=one.running)
            self.departments.setdefault(one.department, _Parts()).take(pair, one.n, running=one.running)
            self.all.take(pair, one.n, running=one.running)

    def clauses(self) -> dict[str, Days]:
        """By rule. A rule whose period was changed within the days looked at: the figures of its newest period."""
        return {
            rule: days_of(period, self.done.get((rule, period), {}), self.running.get((rule, period), {}))
            for rule, (_due, period) in self.newest.items()
        }


def _measure(office: Office, today: date, wide: Which, narrow: Which) -> _Sums:
    """Everything of ``wide``, whose days reach at least as far as those of ``narrow``."""
    sums = _Sums()
    frm, to = narrow.frm or date.min, narrow.to or date.max
    with office.database.read() as uow:
        for one in _measured(office, uow, today, wide):
            sums.take(one, in_span=frm <= one.due <= to)
    return sums


def _measured(office: Office, uow: UnitOfWork, today: date, which: Which) -> Iterator[Measured]:
    from ipdesk.model import reading_statistics as reading

    wanted = counted(which.but(outcomes=FINISHED), today)
    ruler = Ruler(office.rulebook, office.calendar)
    for row in reading.took(uow.session, wanted):
        found = _spent(ruler, row, today, ())
        if found is not None:
            yield Measured(*found, row.n)
    paused = reading.took_paused(uow.session, wanted)
    pauses = pauses_of(uow, [row.matter_id for row in paused], today)
    for row in paused:
        found = _spent(ruler, row, today, pauses.get(row.matter_id, ()))
        if found is not None:
            yield Measured(*found, 1)
    in_minutes = [one.id for one in _newest(office.rulebook) if one.period and one.period.unit is Unit.MINUTES]
    yield from _in_minutes(uow, wanted, in_minutes, ruler)


def _newest(book: RuleBook) -> Iterator[Rule]:
    return (versions[-1] for versions in book.versions.values())


def _spent(
    ruler: Ruler, row: Any, today: date, pauses: Sequence[Pause]
) -> tuple[str, date, str, int | None, Period, int, bool] | None:
    """What an item used; None for what has no period in days."""
    period = ruler.period(row.rule, row.trigger_on)
    if period is None or period.unit is Unit.MINUTES:
        return None
    units = ruler.used(period, row.trigger_on, row.done_on or today, pauses)
    if units is None:
        return None
    return row.rule, row.due, row.department, row.person_id, period, units, row.done_on is None


class Ruler:
    """Periods and days used, each worked out once."""

    def __init__(self, book: RuleBook, calendar: WorkCalendar) -> None:
        self._book, self._calendar = book, calendar
        self._periods: dict[tuple[str, date], Period | None] = {}
        self._used: dict[tuple[Period, date, date], int | None] = {}

    def period(self, rule: str, on: date) -> Period | None:
        """What the version in force on the trigger's day allows; None for recurrences and rules that are gone."""
        return _kept(self._periods, (rule, on), lambda: self._look_up(rule, on))

    def _look_up(self, rule: str, on: date) -> Period | None:
        try:
            return measured(self._book.rule(rule, on))
        except UserError:
            return None

    def used(self, period: Period, start: date, end: date, pauses: Sequence[Pause]) -> int | None:
        """Units used; None where the calendar doesn't reach."""
        if pauses:
            return self._count(period, start, end, pauses)
        return _kept(self._used, (period, start, end), lambda: self._count(period, start, end, ()))

    def _count(self, period: Period, start: date, end: date, pauses: Sequence[Pause]) -> int | None:
        try:
            return used(period, start, end, self._calendar, pauses)
        except UserError:
            return None


def _kept(kept: dict[K, V], key: K, make: Callable[[], V]) -> V:
    if key not in kept:
        kept[key] = make()
    return kept[key]


def pauses_of(uow: UnitOfWork, matter_ids: Iterable[int], today: date) -> dict[int, tuple[Pause, ...]]:
    """The pauses (3.5.2) of those of the matters that had any; a running one reaches to today."""
    from ipdesk.model import reading_statistics as reading

    ever = reading.ever_paused(uow.session)
    found: dict[int, list[Pause]] = {}
    begun: dict[int, date] = {}
    for row in reading.pause_events(uow.session, ever.intersection(matter_ids)):
        if row.name == "paused":
            begun.setdefault(row.matter_id, row.on)
        elif row.matter_id in begun:
            found.setdefault(row.matter_id, []).append(Pause(begun.pop(row.matter_id), row.on))
    for matter_id, on in begun.items():
        found.setdefault(matter_id, []).append(Pause(on, max(on, today + timedelta(days=1))))
    return {matter_id: tuple(pauses) for matter_id, pauses in found.items()}


# -- minutes (4.3.3) ----------------------------------------------------------------------------------


def _in_minutes(uow: UnitOfWork, wanted: Counted, rules: Sequence[str], ruler: Ruler) -> Iterator[Measured]:
    """Rules counted in minutes: from the complaint's own moment to that of the event that answered it."""
    from ipdesk.model import reading_statistics as reading

    rows = reading.took_minutes(uow.session, wanted, rules)
    moments: dict[int, list[tuple[datetime, str]]] = {}
    for row in reading.moments(uow.session, [row.matter_id for row in rows]):
        moments.setdefault(row.matter_id, []).append((datetime.combine(row.on, row.at), row.name))
    for row in rows:
        period = ruler.period(row.rule, row.due)
        if period is None or row.due_time is None:
            continue
        begun = datetime.combine(row.due, row.due_time) - timedelta(minutes=period.n)
        answers = row.fulfilled_by.split()
        done = next((at for at, name in moments.get(row.matter_id, ()) if at >= begun and name in answers), None)
        if done is not None:
            minutes = int((done - begun).total_seconds() // 60)
            yield Measured(row.rule, row.due, row.department, row.person_id, period, minutes, running=False)
