"""The due items behind a figure of the statistics: every figure opens the list it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ipdesk.domain.periods import Period, Unit, period_text
from ipdesk.domain.statistics import LATE, Outcome, trend_span
from ipdesk.services.statistics import DUTIES_OF, counted, duties_matching, duties_of, may_be_duties
from ipdesk.services.statistics_days import Ruler, pauses_of
from ipdesk.services.statistics_figures import Which

if TYPE_CHECKING:
    from ipdesk.model.reading import AnyRow
    from ipdesk.model.unit_of_work import UnitOfWork
    from ipdesk.services.office import Office

SHOWN = 2000
"""How many items a list shows; ``StatItems.total`` says how many there are."""


@dataclass(frozen=True, slots=True)
class StatItem:
    """One due item, or (``matter_id`` None) a duty of the whole office, whose period stands in ``about``.

    ``days_late``: calendar days past the due date, None when it is not late; ``used`` and ``allowed``: what was used
    of the period, and the period in words.
    """

    id: str
    matter_id: int | None
    number: str
    matter_title: str
    kind: str
    client: str
    rule: str
    clause: str
    title: str
    about: str
    department: str
    person_id: int | None
    person: str
    due: date
    done_on: date | None
    outcome: Outcome
    days_late: int | None = None
    used: int | None = None
    unit: Unit | None = None
    allowed: str = ""


@dataclass(frozen=True, slots=True)
class StatItems:
    """The items of a figure, those late the longest first, then by due date; at most ``SHOWN``."""

    rows: tuple[StatItem, ...]
    total: int


def stat_items(office: Office, today: date, which: Which, limit: int = SHOWN) -> StatItems:
    """What a figure counts, item by item."""
    from ipdesk.model import reading_statistics as reading

    with office.database.read() as uow:
        wanted = counted(which, today)
        found = reading.items(uow.session, wanted, limit + 1)
        total = len(found) if len(found) <= limit else reading.count(uow.session, wanted)
        pauses = pauses_of(uow, [row.matter_id for row in found], today)
        ruler = Ruler(office.rulebook, office.calendar)
        rows = [_item(row, today, _used(ruler, row, today, pauses.get(row.matter_id, ()))) for row in found[:limit]]
        duties = _duties(office, uow, today, which)
    every = sorted([*rows, *duties], key=lambda row: (-(row.days_late or 0), row.due, row.rule, row.id))
    return StatItems(tuple(every[:limit]), total + len(duties))


def count_items(office: Office, today: date, which: Which) -> int:
    """How many there are: the figure itself."""
    from ipdesk.model import reading_statistics as reading

    with office.database.read() as uow:
        return reading.count(uow.session, counted(which, today)) + len(_duties(office, uow, today, which))


def _duties(office: Office, uow: UnitOfWork, today: date, which: Which) -> list[StatItem]:
    if not may_be_duties(which) or (which.frm is None and which.late_since is None):
        return []
    frm = trend_span(today).frm if which.late_since is not None or which.frm is None else which.frm
    to = today if which.to is None else which.to
    found = duties_matching(which, duties_of(office, uow, today, frm, to), today)
    return [
        StatItem(
            id=f"{duty.rule}|{duty.period}",
            matter_id=None,
            number="",
            matter_title="",
            kind="",
            client="",
            rule=duty.rule,
            clause=duty.clause,
            title=duty.title,
            about=duty.period,
            department=DUTIES_OF,
            person_id=None,
            person=duty.by,
            due=duty.due,
            done_on=duty.done_on,
            outcome=how,
            days_late=_days_late(how, duty.due, duty.done_on, today),
        )
        for duty, how in found
    ]


def _used(ruler: Ruler, row: AnyRow, today: date, pauses: tuple[object, ...]) -> tuple[Period | None, int | None]:
    """The item's period, and what it used of it: until it was done, or so far when it is overdue."""
    period = ruler.period(row.rule, row.trigger_on)
    until = row.done_on or (today if row.outcome == Outcome.OVERDUE.value else None)
    if period is None or until is None:
        return period, None
    return period, ruler.used(period, row.trigger_on, until, pauses)  # type: ignore[arg-type]


def _item(row: AnyRow, today: date, spent: tuple[Period | None, int | None]) -> StatItem:
    period, units = spent
    how = Outcome(row.outcome)
    return StatItem(
        id=str(row.id),
        matter_id=row.matter_id,
        number=row.number,
        matter_title=row.matter_title,
        kind=row.kind,
        client=row.client,
        rule=row.rule,
        clause=row.clause,
        title=row.title,
        about=row.about or "",
        department=row.department,
        person_id=row.person_id,
        person=row.person,
        due=row.due,
        done_on=row.done_on,
        outcome=how,
        days_late=_days_late(how, row.due, row.done_on, today),
        used=units,
        unit=period.unit if period is not None else None,
        allowed=period_text(period) if period is not None else "",
    )


def _days_late(how: Outcome, due: date, done_on: date | None, today: date) -> int | None:
    if how not in LATE or how is Outcome.MISSED:
        return None
    return max(0, ((done_on or today) - due).days)
