"""The stored docket: what the rules make of the events, kept beside them so that lists are quick.

It is a projection. ``rederive`` throws it over all matters and, if nothing happened, writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from ipdesk.domain.docket import DueItem, derive
from ipdesk.domain.explain import Explanation, explain
from ipdesk.domain.matters import Event, Kind, Matter, State
from ipdesk.domain.stages import SUBMITTED, MatterState, stage_of, state_of
from ipdesk.errors import Cancelled, UserError
from ipdesk.model import dockets, staff
from ipdesk.model.settings import SettingRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.searching import search_text
from ipdesk.services.office import MADE_WITH, Act, Changes, Office, fingerprint

Progress = Callable[[int, int, str], None]
Cancel = Callable[[], bool]
ANY = "any"
_OPEN = (State.OPEN, State.DUE_SOON, State.OVERDUE)
_LIVE = (State.OPEN, State.PAUSED)


def catch_up(office: Office, act: Act) -> Changes:
    """Derive again the matters whose stored docket does not hold on ``act.today``; usually none.

    All of them if rules, working days or the program are not the ones the stored dockets were made with.
    """
    made_with = fingerprint(office)
    with office.database.read() as uow:
        if not _outdated(uow, made_with, act.today):
            return Changes()
    with office.database.write() as uow:
        ids = _outdated(uow, made_with, act.today)
        return _finished(uow, project(uow, office, ids, act.today), made_with)


def rederive(
    office: Office,
    act: Act,
    matter_ids: Sequence[int] | None = None,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Changes:
    """Derive matters (None: all) again and store the difference; without one nothing is written."""
    with office.database.write() as uow:
        ids = list(matter_ids) if matter_ids is not None else dockets.matter_ids(uow)
        touched = project(uow, office, ids, act.today, progress, cancel)
        return _finished(uow, touched, fingerprint(office) if matter_ids is None else None)


def made_with_others(office: Office) -> bool:
    """Were the stored dockets made with other rules, days or another program? ``catch_up`` makes them again."""
    with office.database.read() as uow:
        known = uow.get(SettingRecord, MADE_WITH)
        return known is not None and known.value != fingerprint(office)


def _outdated(uow: UnitOfWork, made_with: str, today: date) -> list[int]:
    """Every matter if the stored dockets were made with something else, else those that don't hold today."""
    known = uow.get(SettingRecord, MADE_WITH)
    if known is None or known.value != made_with:
        return dockets.matter_ids(uow)
    return dockets.outdated_ids(uow, today)


def _finished(uow: UnitOfWork, touched: frozenset[int], made_with: str | None) -> Changes:
    known = uow.get(SettingRecord, MADE_WITH)
    new = made_with is not None and (known is None or known.value != made_with)
    if new and made_with is not None:
        uow.session.merge(SettingRecord(key=MADE_WITH, value=made_with))
    if touched or new:
        uow.commit()
    if not touched:
        return Changes()
    return Changes(frozenset({"matters", "due_items"}), touched if len(touched) <= dockets.BATCH else frozenset())


def project(
    uow: UnitOfWork,
    office: Office,
    matter_ids: Sequence[int],
    today: date,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> frozenset[int]:
    """Derive these matters inside a unit of work and store what differs; the ids of those that did.

    Raises ``Cancelled`` between batches; the caller's unit of work then rolls back.
    """
    touched: set[int] = set()
    if not matter_ids:
        return frozenset()
    office.follow_rules()
    people = staff.load_staff(uow)
    done = 0
    for ids in dockets.batches(matter_ids):
        if cancel is not None and cancel():
            raise Cancelled
        touched |= _project_batch(uow, office, people, ids, today)
        done += len(ids)
        if progress is not None:
            progress(done, len(matter_ids), "docket")
    return frozenset(touched)


def _project_batch(uow: UnitOfWork, office: Office, people: staff.Staff, ids: Sequence[int], today: date) -> set[int]:
    difference = dockets.Difference()
    batch = [(loaded, make(office, people, loaded, today)) for loaded in dockets.load(uow, ids)]
    for loaded, made in batch:
        dockets.compare(difference, loaded, made)
    new_ids = dockets.store_items(uow, difference)
    for loaded, made in batch:
        dockets.compare_matter(difference, loaded, made, new_ids)
    dockets.store_matters(uow, difference)
    return difference.touched


def holds(office: Office, people: staff.Staff, loaded: dockets.Loaded, today: date) -> bool:
    """Is what is stored of this matter what the rules make of its events on ``today``?"""
    difference = dockets.Difference()
    made = make(office, people, loaded, today)
    dockets.compare(difference, loaded, made)
    if difference.empty:
        dockets.compare_matter(difference, loaded, made, {})
    return difference.empty


def make(office: Office, people: staff.Staff, loaded: dockets.Loaded, today: date) -> dockets.Made:
    """What the rules make of one loaded matter; a removed one keeps no docket."""
    row = loaded.row
    if row.removed_at is not None:
        return dockets.Made((), (), _empty_projection())
    book, calendar = office.rulebook, office.calendar
    try:
        docket = derive(matter_of(row), loaded.events, book, calendar, today)
    except UserError as problem:
        raise UserError("docket.underivable", number=row.number, reason=_reason(problem)) from problem
    items = [_item(office, item, row, people) for item in docket.due_items]
    waiting = [
        (one.rule, one.clause, one.title, one.about, " ".join(one.missing), " ".join(one.have))
        for one in docket.waiting
    ]
    state = state_of(loaded.events)
    stage = stage_of(Kind(row.kind), loaded.events, row.filed, row.granted)
    idle = not any(item.rank and item.open for item in items)
    awaited = any(one.have or stage not in SUBMITTED for one in docket.waiting)
    projection = {
        "state": str(state),
        "stage": stage,
        "waits": state is MatterState.ACTIVE and idle and awaited,
        "next_steps": " ".join(docket.next_steps),
        "docket_from": docket.valid_from,
        "docket_until": docket.valid_until,
        "search": search_text(
            row.title,
            row.client,
            row.applicant,
            row.handler,
            row.salesperson,
            also=(row.number, row.application_number),
        ),
    }
    return dockets.Made(items, waiting, projection)


def matter_of(row: Any) -> Matter:
    """The plain matter that the rules read, from a row of the matters' table."""
    return Matter(
        kind=Kind(row.kind),
        filed=row.filed,
        granted=row.granted,
        flags=frozenset(row.flags.split()),
        taken_on=row.taken_on,
        priority=row.priority_on,
    )


def _empty_projection() -> Mapping[str, Any]:
    return {
        "state": "active",
        "stage": "",
        "waits": False,
        "next_steps": "",
        "docket_from": date.min,
        "docket_until": date.max,
        "search": "",
    }


def _department(office: Office, item: DueItem, row: Any) -> str:
    """Whose work an item is. What the law asks is the matter's own department's, its fees the process clerks'."""
    if item.official:
        return "process" if item.responsible == "process_clerk" else str(row.department)
    department = office.rulebook.rule(item.rule).department
    return str(row.department) if department == ANY else department


def _item(office: Office, item: DueItem, row: Any, people: staff.Staff) -> dockets.Item:
    # The process department's rules stand on other departments' matters, too.
    department = _department(office, item, row)
    person = people.responsible(item.responsible, department, row.handler_id, row.clerk_id)
    state = State.OPEN if item.state in _OPEN else item.state
    values = (
        item.key,
        item.rule,
        item.clause,
        item.title,
        item.about,
        item.trigger_on,
        item.due,
        item.due_time,
        state.value,
        item.done_on,
        item.responsible,
        person,
        item.official,
        item.provisional,
        item.superseded,
        department,
        " ".join(item.fulfilled_by),
        item.last_day,
        item.confirm,
    )
    live = state in _LIVE and not item.superseded
    rank = (item.due, item.due_time or time.max, not item.official, item.rule, item.key) if live else ()
    return dockets.Item(values, state is State.OPEN, rank)


def _reason(problem: UserError) -> str:
    from ipdesk.text import sentence

    return sentence(problem)


@dataclass(frozen=True, slots=True)
class Explained:
    """Why an item is due on its day, with the matter it belongs to."""

    due_item_id: int
    matter_id: int
    number: str
    matter_title: str
    explanation: Explanation


def explain_item(office: Office, act: Act, due_item_id: int) -> Explanation:
    """Why this due item is due on this date; ``UserError("due_item.unknown")``."""
    return explained(office, act, due_item_id).explanation


def explained(office: Office, act: Act, due_item_id: int) -> Explained:
    """The same with the matter's number and title."""
    with office.database.read() as uow:
        found = dockets.item_place(uow, due_item_id)
        if found is None:
            raise UserError("due_item.unknown", id=due_item_id)
        loaded = dockets.load(uow, [found.matter_id])[0]
    row = loaded.row
    why = explain(matter_of(row), loaded.events, office.rulebook, office.calendar, act.today, found.key)
    return Explained(due_item_id, row.id, row.number, row.title, why)


@dataclass(frozen=True, slots=True)
class Preview:
    """What one more event would do: the matter's open items before and after."""

    before: tuple[DueItem, ...]
    after: tuple[DueItem, ...]


def preview_event(office: Office, act: Act, matter_id: int, event: Event) -> Preview:
    """What recording ``event`` would make of the matter's docket; nothing is written."""
    with office.database.read() as uow:
        found = dockets.load(uow, [matter_id])
    if not found:
        raise UserError("matter.unknown", id=matter_id)
    matter, events = matter_of(found[0].row), found[0].events
    book, calendar = office.rulebook, office.calendar
    before = derive(matter, events, book, calendar, act.today)
    after = derive(matter, [*events, event], book, calendar, act.today)
    return Preview(before.due_items, after.due_items)
