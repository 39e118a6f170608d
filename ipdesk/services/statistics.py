"""The standard's own picture: whether it is kept, by department, clause, person and month.

What counts as kept, late and open is said in ``domain.statistics``. The duties of the whole office count as
the process department's, for which nobody in particular answers. Official periods are counted apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ipdesk.domain.duties import CLAUSES
from ipdesk.domain.matters import Department
from ipdesk.domain.statistics import LIVE, Outcome, Span, Tally, months_shown, outcome, tally, trend_span
from ipdesk.errors import UserError
from ipdesk.services.listing import week_end
from ipdesk.services.statistics_figures import (
    ClauseFigure,
    DepartmentFigure,
    LateFigure,
    LoadFigure,
    MonthFigure,
    Overview,
    PersonFigure,
    Which,
)

if TYPE_CHECKING:
    from ipdesk.domain.rulebook import RuleBook
    from ipdesk.model.reading_statistics import Counted
    from ipdesk.model.unit_of_work import UnitOfWork
    from ipdesk.services.duties import DutyState
    from ipdesk.services.office import Office

Row = TypeVar("Row", ClauseFigure, PersonFigure)
DUTIES_OF = Department.PROCESS.value
"""The department whose work the duties of the whole office are (3.2.2, 3.2.4, 3.2.5)."""


def overview(
    office: Office, today: date, span: Span, department: str | None = None, person_id: int | None = None
) -> Overview:
    """Count what was due in ``span``, of one department or person if asked for; months as ``months_shown`` says."""
    from ipdesk.model import reading_statistics as reading

    trend = months_shown(span, today)
    frm, to = min(span.frm, trend.frm), max(span.to, trend.to)
    monday = today - timedelta(days=today.weekday())
    with office.database.read() as uow:
        people = {row.id: Person(row.id, row.name, row.department or "") for row in reading.people(uow.session)}
        cells = list(_cells(office, uow, today, frm, to))
        at_hand = Which(department=department, person_id=person_id)
        late = _late(office, uow, today, at_hand.but(late_since=monday, official=None), people)
        load = _load(uow, today, at_hand.but(outcomes=LIVE, official=None), people)
    return _Counting(cells, people, office.rulebook, span, department, person_id).overview(today, monday, late, load)


def counted(which: Which, today: date) -> Counted:
    """The same filter as the database understands it."""
    from ipdesk.model.reading_statistics import Counted

    outcomes = None if which.outcomes is None else tuple(one.value for one in which.outcomes)
    return Counted(
        today,
        which.frm,
        which.to,
        which.department,
        which.rule,
        which.person_id,
        which.nobody,
        which.official,
        outcomes,
        which.late_since,
    )


# -- the duties of the office ---------------------------------------------------------------------


def duties_of(office: Office, uow: UnitOfWork, today: date, frm: date, to: date) -> tuple[DutyState, ...]:
    """The office's duties due in [frm, to]; none for days outside the calendar."""
    from ipdesk.services.duties import states_in

    try:
        return states_in(uow, office, today, max(frm, office.calendar.first), min(to, office.calendar.last))
    except UserError:
        return ()


def duty_outcome(duty: DutyState, today: date) -> Outcome:
    """How a duty counts; one of before the office's time is void."""
    return outcome(duty.state.value, duty.due, today)


def may_be_duties(which: Which) -> bool:
    """Whether a filter can mean duties of the office at all: reading them costs more than most lists."""
    if not which.duties or which.official is True or which.person_id is not None:
        return False
    return which.department in (None, DUTIES_OF) and (which.rule is None or which.rule in CLAUSES)


def duties_matching(which: Which, duties: Iterable[DutyState], today: date) -> Iterator[tuple[DutyState, Outcome]]:
    """The duties that a filter means, with how they count."""
    if not may_be_duties(which):
        return
    for duty in duties:
        how = duty_outcome(duty, today)
        if which.rule not in (None, duty.rule) or (which.outcomes is not None and how not in which.outcomes):
            continue
        if (which.frm and duty.due < which.frm) or (which.to and duty.due > which.to):
            continue
        if which.late_since is not None and not _late_now(how, duty.due, which.late_since):
            continue
        yield duty, how


def _late_now(how: Outcome, due: date, since: date) -> bool:
    return how is Outcome.OVERDUE or (due >= since and how in (Outcome.LATE_DONE, Outcome.MISSED))


# -- reading ----------------------------------------------------------------------------------------


class Person(NamedTuple):
    """Somebody's name and department."""

    id: int
    name: str
    department: str


class Cell(NamedTuple):
    """How many items of one day, department, person, rule and outcome."""

    due: date
    department: str
    person_id: int | None
    rule: str
    official: bool
    outcome: Outcome
    n: int


def _cells(office: Office, uow: UnitOfWork, today: date, frm: date, to: date) -> Iterator[Cell]:
    from ipdesk.model import reading_statistics as reading

    for row in reading.days(uow.session, frm, to):
        how = outcome(row.state, row.due, today, superseded=row.superseded)
        yield Cell(row.due, row.department, row.person_id, row.rule, row.official, how, row.n)
    for duty in duties_of(office, uow, today, frm, to):
        yield Cell(duty.due, DUTIES_OF, None, duty.rule, False, duty_outcome(duty, today), 1)


def _late(
    office: Office, uow: UnitOfWork, today: date, which: Which, people: Mapping[int, Person]
) -> tuple[LateFigure, ...]:
    from ipdesk.model import reading_statistics as reading

    counts: dict[int | None, Tally] = {}
    departments: dict[int | None, str] = {}
    for row in reading.outcomes_by_person(uow.session, counted(which, today)):
        counts[row.person_id] = counts.get(row.person_id, Tally()) + tally([(Outcome(row.outcome), row.n)])
        departments[row.person_id] = row.department
    if which.person_id is None:
        # A duty stays overdue until it is answered; nobody looks back further than a year.
        duties = duties_of(office, uow, today, trend_span(today).frm, today)
        for _duty, how in duties_matching(which, duties, today):
            counts[None] = counts.get(None, Tally()) + tally([(how, 1)])
            departments.setdefault(None, DUTIES_OF)
    found = [
        LateFigure(one, *_who(one, people, departments[one]), n.overdue, n.late_done + n.missed)
        for one, n in counts.items()
    ]
    return tuple(sorted(found, key=lambda row: (-row.total, -row.overdue, row.name)))


def _load(uow: UnitOfWork, today: date, which: Which, people: Mapping[int, Person]) -> tuple[LoadFigure, ...]:
    from ipdesk.model import reading_statistics as reading

    sums: dict[int | None, list[int]] = {}
    departments: dict[int | None, str] = {}
    for row in reading.load(uow.session, counted(which, today), week_end(today)):
        mine = sums.setdefault(row.person_id, [0, 0, 0])
        for place, n in enumerate((row.overdue, row.week, row.later)):
            mine[place] += int(n)
        departments[row.person_id] = row.department
    found = [LoadFigure(one, *_who(one, people, departments[one]), *figures) for one, figures in sums.items()]
    return tuple(sorted(found, key=lambda row: (-row.total, -row.overdue, row.name)))


def _who(person_id: int | None, people: Mapping[int, Person], department: str) -> tuple[str, str]:
    """(name, department) of somebody; nobody in particular has no name."""
    person = people.get(person_id) if person_id is not None else None
    return ("", department) if person is None else (person.name, person.department or department)


# -- counting ---------------------------------------------------------------------------------------

Counts = dict[Outcome, int]


class _Counting:
    """The cells folded once into every figure of the overview."""

    def __init__(
        self,
        cells: Iterable[Cell],
        people: Mapping[int, Person],
        book: RuleBook,
        span: Span,
        department: str | None,
        person_id: int | None,
    ) -> None:
        self.people, self.book, self.span = people, book, span
        self.department, self.person_id = department, person_id
        mine = people.get(person_id) if person_id is not None else None
        self.peers_in = mine.department if mine is not None else None
        self.compared_with = "department" if mine is not None else "centre" if department is not None else ""
        self.official: Counts = {}
        self.sums: dict[tuple[object, ...], Counts] = {}
        for cell in cells:
            self._take(cell)

    def _take(self, cell: Cell) -> None:
        in_span = self.span.frm <= cell.due <= self.span.to
        if cell.official:
            if in_span and self._in_scope(cell):
                _add(self.official, cell)
            return
        month = cell.due.replace(day=1)
        keys: list[tuple[object, ...]] = [("centre month", month), ("department month", cell.department, month)]
        if in_span:
            keys += [("centre",), ("department", cell.department), ("staff", cell.person_id)]
            keys += [("staff in", cell.person_id, cell.department)]
        if self._in_scope(cell):
            keys.append(("month", month))
            if in_span:
                keys += [("total",), ("rule", cell.rule, cell.department), ("person", cell.person_id)]
        if self._in_peers(cell):
            keys.append(("peers month", month))
            if in_span:
                keys += [("peers",), ("peers rule", cell.rule)]
        for key in keys:
            _add(self.sums.setdefault(key, {}), cell)

    def _in_scope(self, cell: Cell) -> bool:
        return self.department in (None, cell.department) and self.person_id in (None, cell.person_id)

    def _in_peers(self, cell: Cell) -> bool:
        if self.compared_with == "department":
            return cell.department == (self.department or self.peers_in)
        return self.compared_with == "centre"

    def _sum(self, *key: object) -> Tally:
        return tally((self.sums.get(key) or {}).items())

    def overview(
        self, today: date, monday: date, late: tuple[LateFigure, ...], load: tuple[LoadFigure, ...]
    ) -> Overview:
        months = months_shown(self.span, today).months
        centre = tuple(MonthFigure(month, self._sum("centre month", month)) for month in months)
        return Overview(
            span=self.span,
            department=self.department,
            person_id=self.person_id,
            today=today,
            monday=monday,
            total=self._sum("total"),
            peers=self._sum("peers"),
            compared_with=self.compared_with,
            official=tally(self.official.items()),
            centre=DepartmentFigure("", self._sum("centre"), centre),
            departments=tuple(self._department(one.value, months) for one in Department),
            months=tuple(
                MonthFigure(month, self._sum("month", month), self._sum("peers month", month)) for month in months
            ),
            clauses=self._clauses(),
            people=self._people("person"),
            late=late,
            load=load,
            staff=self._people("staff"),
        )

    def _department(self, code: str, months: Iterable[date]) -> DepartmentFigure:
        figures = tuple(MonthFigure(month, self._sum("department month", code, month)) for month in months)
        return DepartmentFigure(code, self._sum("department", code), figures)

    def _clauses(self) -> tuple[ClauseFigure, ...]:
        """Those that fail most first: by how many were late, then by rate."""
        sums: dict[str, Tally] = {}
        departments: dict[str, list[str]] = {}
        for key in self.sums:
            if key[0] == "rule":
                rule, department = str(key[1]), str(key[2])
                sums[rule] = sums.get(rule, Tally()) + self._sum(*key)
                departments.setdefault(rule, []).append(department)
        found = []
        for rule, figures in sums.items():
            clause, title = rule_words(self.book, rule)
            of = departments[rule]
            peers = self._sum("peers rule", rule)
            found.append(ClauseFigure(rule, clause, title, of[0] if len(of) == 1 else "any", figures, peers))
        return _worst_first(found, lambda row: row.rule)

    def _people(self, group: str) -> tuple[PersonFigure, ...]:
        ids = [key[1] for key in self.sums if key[0] == group]
        found = []
        for one in ids:
            person_id = one if isinstance(one, int) else None
            name, department = _who(person_id, self.people, self._main_department(person_id))
            peers = self._sum("department", department)
            found.append(PersonFigure(person_id, name, department, self._sum(group, person_id), peers))
        return _worst_first(found, lambda row: row.name)

    def _main_department(self, person_id: int | None) -> str:
        """Where most of somebody's work lies."""
        sizes = {
            str(key[2]): self._sum(*key).counted for key in self.sums if key[0] == "staff in" and key[1] == person_id
        }
        return max(sizes, key=lambda code: (sizes[code], code), default="")


def rule_words(book: RuleBook, rule: str) -> tuple[str, str]:
    """(clause, title) of a rule; one that is gone from the book names itself."""
    try:
        found = book.rule(rule)
    except UserError:
        return "", rule
    return found.clause, found.title


def _worst_first(rows: Iterable[Row], name: Callable[[Row], str]) -> tuple[Row, ...]:
    """By how many were late, then by the lower rate, then by name."""

    def key(row: Row) -> tuple[float, float, str]:
        return (-row.tally.late, 1.0 if row.tally.rate is None else row.tally.rate, name(row))

    return tuple(sorted(rows, key=key))


def _add(counts: Counts, cell: Cell) -> None:
    counts[cell.outcome] = counts.get(cell.outcome, 0) + cell.n
