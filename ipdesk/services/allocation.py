"""Giving slips to those who will do them (标准 3.1.2, 3.2.4, 3.3.2, 3.4.2): who has how much, and a suggestion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from ipdesk.domain.allocation import Knowledge, Load, Suggested, Wanted, plan
from ipdesk.domain.docket import soon_limit
from ipdesk.domain.matters import Department, Kind, State
from ipdesk.errors import UserError
from ipdesk.services.listing import week_end
from ipdesk.services.shaping import days_left
from ipdesk.services.wording import say
from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.model.unit_of_work import UnitOfWork
    from ipdesk.services.office import Act, Changes, Office

WEEKS = 4
"""How many weeks of due items are shown for each person, this one first."""
RULES: Mapping[str, str] = {
    Department.PATENT: "P.allocate",
    Department.SOFTWARE: "S.allocate",
    Department.TRADEMARK: "T.allocate",
}
ANSWERS_RULE = "F.response_assign"
SLIPS, ANSWERS = "slips", "answers"
"""The groups of a page: slips (or matters) nobody has; notices nobody answers yet (the process department's)."""


@dataclass(frozen=True, slots=True)
class Slip:
    """Something to be given to somebody. ``key`` tells it from all others; ``about``: the notice, if it is one.

    ``due`` None: no rule counts it (a process matter nobody looks after). ``suggested`` and ``why``: whom and on
    which grounds, None and empty where nobody can take it.
    """

    key: str
    matter_id: int
    about: str | None
    number: str
    kind: Kind
    title: str
    client: str
    salesperson: str
    handler: str
    notice: str
    came_on: date | None
    due: date | None
    days_left: int | None
    state: State
    clause: str
    provisional: bool = False
    suggested: int | None = None
    suggested_name: str = ""
    why: str = ""

    @property
    def id(self) -> str:
        return self.key


@dataclass(frozen=True, slots=True)
class Taker:
    """Somebody who can take slips, with what lies on their desk; ``weeks``: items due in each of the next weeks."""

    id: int
    name: str
    role: str
    load: Load
    weeks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """One group of a page: what is to be given, and to whom it can be."""

    group: str
    slips: tuple[Slip, ...]
    takers: tuple[Taker, ...]


def groups_of(department: str) -> tuple[str, ...]:
    """The groups a department's page has, the one that waits most first."""
    return (ANSWERS, SLIPS) if department == Department.PROCESS else (SLIPS,)


# -- reading ----------------------------------------------------------------------------------------


def allocation(office: Office, today: date, department: str, group: str = SLIPS) -> Board:
    """What waits to be given in a department, who could take it, and a suggestion for each, all planned together."""
    from ipdesk.model import reading_allocation as reading

    with office.database.read() as uow:
        rows = _rows(uow, department, group)
        whose = Department.PATENT if group == ANSWERS else Department(department)
        roles = ("process_clerk",) if whose == Department.PROCESS else ("handler",)
        people = reading.takers(uow.session, whose, roles)
        takers = _takers(uow, people, today)
        knows = _knowledge(uow, rows, [taker.id for taker in takers], group)
    slips = [_slip(office, row, today, group) for row in rows]
    found = plan([Wanted(slip.key, knows[slip.key]) for slip in slips], {taker.id: taker.load for taker in takers})
    names = {taker.id: taker.name for taker in takers}
    suggested = {one.key: one for one in found}
    return Board(group, tuple(_with(slip, suggested.get(slip.key), names) for slip in slips), takers)


def counts(office: Office, department: str) -> dict[str, int]:
    """How many slips wait in each group of a department."""
    with office.database.read() as uow:
        return {group: len(_rows(uow, department, group)) for group in groups_of(department)}


def _rows(uow: UnitOfWork, department: str, group: str) -> Sequence[Any]:
    from ipdesk.model import reading_allocation as reading

    if group == ANSWERS:
        return reading.items_to_allocate(uow.session, ANSWERS_RULE)
    if department == Department.PROCESS:
        return reading.matters_of_nobody(uow.session, department)
    return reading.items_to_allocate(uow.session, RULES[department])


def _slip(office: Office, row: Any, today: date, group: str) -> Slip:
    by_rule = hasattr(row, "due")
    due = row.due if by_rule else row.nearest_due
    about = row.about if group == ANSWERS else None
    return Slip(
        key=slip_key(row.matter_id, about),
        matter_id=row.matter_id,
        about=about,
        number=row.number,
        kind=Kind(row.kind),
        title=row.title,
        client=row.client,
        salesperson=row.salesperson,
        handler=row.handler,
        notice=row.notice if by_rule else "",
        came_on=row.trigger_on if by_rule else row.began,
        due=due,
        days_left=None if due is None else days_left(office.calendar, today, due),
        state=_state(office, today, due),
        clause=row.clause if by_rule else "",
        provisional=bool(by_rule and row.provisional),
    )


def slip_key(matter_id: int, about: str | None) -> str:
    """What tells a slip from all others: its matter, and its notice."""
    return f"{matter_id}/{about}" if about else str(matter_id)


def _state(office: Office, today: date, due: date | None) -> State:
    if due is None:
        return State.WAITING
    if due < today:
        return State.OVERDUE
    return State.DUE_SOON if due <= soon_limit(office.calendar, today) else State.OPEN


def _takers(uow: UnitOfWork, people: Sequence[Any], today: date) -> tuple[Taker, ...]:
    from ipdesk.model import reading_allocation as reading

    ids = [person.id for person in people]
    sunday, monday = week_end(today), today - timedelta(days=today.weekday())
    loads = dict.fromkeys(ids, Load())
    weeks: dict[int, list[int]] = {one: [0] * WEEKS for one in ids}
    for row in reading.open_by_day(uow.session, ids):
        load = loads[row.person_id]
        if row.due < today:
            loads[row.person_id] = replace(load, overdue=load.overdue + row.n)
        elif row.due <= sunday:
            loads[row.person_id] = replace(load, this_week=load.this_week + row.n)
        else:
            loads[row.person_id] = replace(load, later=load.later + row.n)
        week = max(0, (row.due - monday).days // 7)
        if week < WEEKS:
            weeks[row.person_id][week] += row.n
    running = reading.running_matters(uow.session, ids)
    return tuple(
        Taker(p.id, p.name, p.role, replace(loads[p.id], matters=running.get(p.id, 0)), tuple(weeks[p.id]))
        for p in people
    )


def _knowledge(
    uow: UnitOfWork, rows: Sequence[Any], people: Sequence[int], group: str
) -> dict[str, dict[int, Knowledge]]:
    """What each taker knows of each slip."""
    from ipdesk.model import reading_allocation as reading

    clients = {row.client_id for row in rows if row.client_id is not None}
    by_client = {(one.person_id, one.what): one.n for one in reading.matters_by_client(uow.session, people, clients)}
    kinds = {row.kind for row in rows}
    by_kind = {(one.person_id, one.what): one.n for one in reading.matters_by_kind(uow.session, people, kinds)}

    def of(row: Any, person: int) -> Knowledge:
        # A matter that already names somebody is no experience with its own client and kind.
        itself = 1 if row.handler_id == person else 0
        return Knowledge(
            same_client=max(0, by_client.get((person, row.client_id), 0) - itself),
            same_kind=max(0, by_kind.get((person, row.kind), 0) - itself),
            own=group == ANSWERS and row.handler_id == person,
        )

    def key(row: Any) -> str:
        return slip_key(row.matter_id, row.about if group == ANSWERS else None)

    return {key(row): {person: of(row, person) for person in people} for row in rows}


def _with(slip: Slip, found: Suggested | None, names: Mapping[int, str]) -> Slip:
    if found is None:
        return slip
    return replace(
        slip, suggested=found.person_id, suggested_name=names[found.person_id], why=why_words(slip.kind, found)
    )


def why_words(kind: Kind, found: Suggested) -> str:
    """The grounds of a suggestion: 同客户 3 件 · 本周 4 项 · 逾期 1 项."""
    knows, load = found.knowledge, found.load
    parts = [
        say("allocate_own") if knows.own else "",
        say("allocate_client", count=knows.same_client) if knows.same_client else "",
        say("allocate_kind", kind=label("kind_short", kind), count=knows.same_kind)
        if knows.same_kind and not knows.same_client and not knows.own
        else "",
        say("allocate_week", count=load.this_week),
        say("allocate_late", count=load.overdue) if load.overdue else "",
    ]
    return " · ".join(part for part in parts if part)


# -- writing ----------------------------------------------------------------------------------------


def assign_each(office: Office, act: Act, pairs: Iterable[tuple[str, int]], on: date) -> Changes:
    """Give slips (by key) to people (by id), all or none, in one act that one undo takes back.

    A slip or matter: records ``assigned`` (the process department's also gets its clerk); a notice: records
    ``response_assigned`` with the answerer. UserErrors: ``allocation.nothing``, ``.twice``, ``.bad_slip``,
    ``.gone`` (somebody was quicker), ``person.unknown``, ``matter.unknown``, those of recording an event.
    """
    from ipdesk.services import docket
    from ipdesk.services.matters import known_person
    from ipdesk.services.office import Changes, commit

    wanted = list(pairs)
    if not wanted:
        raise UserError("allocation.nothing")
    if len({key for key, _person in wanted}) < len(wanted):
        raise UserError("allocation.twice")
    with office.database.write() as uow:
        people = {person: known_person(uow, person).name for _key, person in wanted}
        matters = [_matter_of(key) for key, _person in wanted]
        names = "、".join(dict.fromkeys(people.values()))
        uow.begin_act(act, "assign", names, matters[0] if len(set(matters)) == 1 else None)
        for key, person in wanted:
            _give(office, uow, act, key, person, on)
        docket.project(uow, office, sorted(set(matters)), act.today)
        if len(people) == 1:
            says = say("assigned", count=len(wanted), person=names)
        else:
            says = say("allocated", count=len(wanted), people=len(people))
        kinds = frozenset({"matters", "due_items", "events"})
        return commit(uow, Changes(kinds, frozenset(matters), says=says))


def _matter_of(key: str) -> int:
    matter = key.partition("/")[0]
    if not (matter.isascii() and matter.isdecimal() and len(matter) < 10):
        raise UserError("allocation.bad_slip", key=key)
    return int(matter)


def _give(office: Office, uow: UnitOfWork, act: Act, key: str, person: int, on: date) -> None:
    from ipdesk.services.events import RecordEvent, append_event
    from ipdesk.services.matters import known_matter

    matter = known_matter(uow, _matter_of(key))
    about = key.partition("/")[2] or None
    if about is not None:
        _check_waits(uow, matter.id, matter.number, about)
        what = RecordEvent(matter.id, "response_assigned", on, about, data={"answerer_id": str(person)})
        append_event(office, uow, act, matter, what)
        return
    what = RecordEvent(matter.id, "assigned", on, data={"handler_id": str(person)})
    append_event(office, uow, act, matter, what)
    if matter.department == Department.PROCESS:
        matter.clerk_id = person


def _check_waits(uow: UnitOfWork, matter_id: int, number: str, about: str) -> None:
    """A notice that nobody waits for an answerer of was given away, or its import revoked, meanwhile."""
    from ipdesk.model import queries

    if about not in queries.open_abouts(uow, matter_id, "response_assigned"):
        raise UserError("allocation.gone", number=number)
