"""What the statistics hand to the screens: figures, and the filter behind each of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from ipdesk.domain.statistics import LIVE, Outcome, Span, Tally, month_span


@dataclass(frozen=True, slots=True)
class Which:
    """Which due items a figure counts; ``None`` is any. The list behind a figure is asked for with the same value.

    ``nobody``: only those no person answers for. ``late_since``: those overdue today, whatever their day, and
    those due from that day on that were done late or missed. ``official``: None is both sorts.
    """

    frm: date | None = None
    to: date | None = None
    department: str | None = None
    person_id: int | None = None
    nobody: bool = False
    rule: str | None = None
    outcomes: tuple[Outcome, ...] | None = None
    late_since: date | None = None
    official: bool | None = False
    duties: bool = True

    def but(self, **changes: object) -> Which:
        """The same with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def person(self, person_id: int | None) -> Which:
        """Those of one person, or those of nobody."""
        return replace(self, person_id=person_id, nobody=person_id is None)


@dataclass(frozen=True, slots=True)
class DepartmentFigure:
    """A department in the span, and its months; ``code`` empty: the whole centre."""

    code: str
    tally: Tally
    months: tuple[MonthFigure, ...]


@dataclass(frozen=True, slots=True)
class MonthFigure:
    """One month of what was asked for; ``peers``: the same month of what it is compared with."""

    month: date
    tally: Tally
    peers: Tally = field(default_factory=Tally)


@dataclass(frozen=True, slots=True)
class ClauseFigure:
    """One rule; ``peers``: the same rule for what it is compared with."""

    rule: str
    clause: str
    title: str
    department: str
    tally: Tally
    peers: Tally = field(default_factory=Tally)

    @property
    def id(self) -> str:
        return self.rule


@dataclass(frozen=True, slots=True)
class PersonFigure:
    """One person (``id`` None: what nobody in particular answers for); ``peers``: their department."""

    id: int | None
    name: str
    department: str
    tally: Tally
    peers: Tally = field(default_factory=Tally)


@dataclass(frozen=True, slots=True)
class LoadFigure:
    """What one person has on the desk today: overdue, due by Sunday, due later."""

    id: int | None
    name: str
    department: str
    overdue: int
    week: int
    later: int

    @property
    def total(self) -> int:
        return self.overdue + self.week + self.later


@dataclass(frozen=True, slots=True)
class LateFigure:
    """One person's late items of this week: ``overdue`` not done yet, ``late`` done late or missed this week."""

    id: int | None
    name: str
    department: str
    overdue: int
    late: int

    @property
    def total(self) -> int:
        return self.overdue + self.late


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the page shows but the days used, which take longer (``statistics_days``).

    ``compared_with``: ``centre``, ``department`` or empty; ``monday``: from which day on "this week" counts;
    ``official``: the official periods due in the span, apart.
    """

    span: Span
    department: str | None
    person_id: int | None
    today: date
    monday: date
    total: Tally
    peers: Tally
    compared_with: str
    official: Tally
    centre: DepartmentFigure
    departments: tuple[DepartmentFigure, ...]
    months: tuple[MonthFigure, ...]
    clauses: tuple[ClauseFigure, ...]
    people: tuple[PersonFigure, ...]
    late: tuple[LateFigure, ...]
    load: tuple[LoadFigure, ...]
    staff: tuple[PersonFigure, ...]

    @property
    def months_which(self) -> Which:
        """The items of the months of the trend."""
        last = month_span(self.months[-1].month)
        return self.which.but(frm=self.months[0].month, to=last.to)

    @property
    def which(self) -> Which:
        """The items of the whole overview."""
        return Which(self.span.frm, self.span.to, self.department, self.person_id)

    @property
    def late_which(self) -> Which:
        """The late items of this week, official ones included: nobody is less late for it."""
        return Which(department=self.department, person_id=self.person_id, late_since=self.monday, official=None)

    @property
    def load_which(self) -> Which:
        """What is on the desks today, official items included."""
        return Which(department=self.department, person_id=self.person_id, outcomes=LIVE, official=None, duties=False)
