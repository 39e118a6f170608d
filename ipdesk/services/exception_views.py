"""What a stop, a pause or a resume would do, before it is confirmed: nothing here writes anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ipdesk.domain.docket import DueItem, derive
from ipdesk.domain.matters import Event, State
from ipdesk.errors import UserError
from ipdesk.model import dockets, reading, reading_matter
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services.docket import matter_of
from ipdesk.services.office import Act, Office
from ipdesk.services.pausing import running, working_days

_LIVE = (State.OPEN, State.DUE_SOON, State.OVERDUE, State.PAUSED)
_SETTLED_FEES = ("paid", "void")


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A due item as a preview lists it; ``state`` as of today."""

    title: str
    clause: str
    about: str | None
    due: date
    state: State


@dataclass(frozen=True, slots=True)
class FeeLine:
    """An official fee that is still to be paid, in yuan."""

    kind: str
    year: int | None
    due: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Halt:
    """What stopping or pausing one matter means. ``stops``: service items that end or stand still; ``begins``: what is
    asked for by it; ``official`` and ``fees``: what no exception stops. ``sales_email`` empty: no mail can be written.
    """

    matter_id: int
    number: str
    title: str
    client: str
    state: str
    version: int
    salesperson: str
    sales_email: str
    coached: bool
    stops: tuple[ItemLine, ...]
    begins: tuple[ItemLine, ...]
    official: tuple[ItemLine, ...]
    fees: tuple[FeeLine, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """One open item: ``before`` without the pause, ``after`` once it is resumed. Official ones never move."""

    title: str
    clause: str
    about: str | None
    official: bool
    before: date
    after: date
    state: State


@dataclass(frozen=True, slots=True)
class Resumption:
    """What resuming one matter would do. ``days``: whole working days the pause takes out."""

    matter_id: int
    number: str
    title: str
    client: str
    since: date
    reason: str
    days: int
    items: tuple[Moved, ...]


def preview_halt(office: Office, act: Act, matter_ids: Sequence[int], name: str, on: date) -> tuple[Halt, ...]:
    """What ``cancelled``, ``infeasible`` or ``paused`` on ``on`` would do to these matters, in their order.

    UserError ``matter.unknown``.
    """
    with office.database.read() as uow:
        return tuple(_halt(office, act, uow, loaded, Event(name, on)) for loaded in _loaded(uow, matter_ids))


def preview_resume(office: Office, act: Act, matter_ids: Sequence[int], on: date) -> tuple[Resumption, ...]:
    """Each open item with its date before the pause and after a resume on ``on``.

    UserErrors: ``matter.unknown``, ``event.nothing_paused``, ``resume.too_early``.
    """
    with office.database.read() as uow:
        return tuple(_resumption(office, act, loaded, on) for loaded in _loaded(uow, matter_ids))


def concerned(office: Office, matter_ids: Sequence[int], name: str) -> tuple[int, ...]:
    """Of several matters those that can be paused (``paused``) or resumed (``resumed``); all of them if none can."""
    wanted = {"paused": "active", "resumed": "paused"}.get(name)
    with office.database.read() as uow:
        rows = reading.matter_rows(uow.session, matter_ids)
    able = tuple(one for one in matter_ids if one in rows and rows[one].state == wanted)
    return able or tuple(matter_ids)


def _loaded(uow: UnitOfWork, matter_ids: Sequence[int]) -> list[dockets.Loaded]:
    found: list[dockets.Loaded] = []
    for ids in dockets.batches(list(dict.fromkeys(matter_ids))):
        found += dockets.load(uow, ids)
    missing = set(matter_ids) - {loaded.row.id for loaded in found}
    if missing:
        raise UserError("matter.unknown", id=min(missing))
    return found


def _halt(office: Office, act: Act, uow: UnitOfWork, loaded: dockets.Loaded, event: Event) -> Halt:
    row = loaded.row
    before = _items(office, act, loaded, loaded.events)
    after = {item.key: item for item in _items(office, act, loaded, [*loaded.events, event])}
    live = [item for item in before if item.state in _LIVE and not item.superseded]
    known = {item.key for item in before}
    matter = uow.get(MatterRecord, row.id)
    person = uow.get(PersonRecord, matter.salesperson_id if matter else None)
    fees = reading_matter.fees_of(uow.session, row.id)
    return Halt(
        matter_id=row.id,
        number=row.number,
        title=row.title,
        client=row.client or "",
        state=row.state,
        version=matter.version if matter else 0,
        salesperson=person.name if person else "",
        sales_email=person.email if person else "",
        coached=any(one.name == "coached" for one in loaded.events),
        stops=_lines(live, lambda item: not item.official and _ends(item, after.get(item.key))),
        begins=_lines(after.values(), lambda item: item.key not in known and item.state in _LIVE),
        official=_lines(live, lambda item: item.official),
        fees=tuple(
            FeeLine(fee.kind, fee.year, fee.due, fee.amount + fee.late)
            for fee in fees
            if fee.due is not None and fee.state not in _SETTLED_FEES
        ),
    )


def _ends(item: DueItem, after: DueItem | None) -> bool:
    return after is None or after.state in (State.VOID, State.PAUSED) or after.state != item.state


def _resumption(office: Office, act: Act, loaded: dockets.Loaded, on: date) -> Resumption:
    row = loaded.row
    pausing = running(loaded.events)
    if row.state != "paused" or not pausing:
        raise UserError("event.nothing_paused", number=row.number)
    since = pausing[0]
    if on < since.on:
        raise UserError("resume.too_early", number=row.number, since=since.on, on=on)
    without = [event for event in loaded.events if event not in pausing]
    before = {item.key: item for item in _items(office, act, loaded, without)}
    after = _items(office, act, loaded, [*loaded.events, Event("resumed", on)])
    return Resumption(
        matter_id=row.id,
        number=row.number,
        title=row.title,
        client=row.client or "",
        since=since.on,
        reason=since.data.get("reason") or "",
        days=working_days(office.calendar, since.on, on),
        items=tuple(
            Moved(
                title=item.title,
                clause=item.clause,
                about=item.about,
                official=item.official,
                before=before[item.key].due if item.key in before else item.due,
                after=item.due,
                state=item.state,
            )
            for item in after
            if item.state in _LIVE and not item.superseded
        ),
    )


def _items(office: Office, act: Act, loaded: dockets.Loaded, events: Sequence[Event]) -> tuple[DueItem, ...]:
    return derive(matter_of(loaded.row), events, office.rulebook, office.calendar, act.today).due_items


def _lines(items: Iterable[DueItem], wanted: Callable[[DueItem], bool]) -> tuple[ItemLine, ...]:
    return tuple(ItemLine(i.title, i.clause, i.about, i.due, i.state) for i in items if wanted(i))


def mails_of_act(office: Office, purpose: str, mail_id: int | None) -> tuple[int, ...]:
    """The mails written together with this one, to be opened one after another."""
    from ipdesk.services.mailings import mailings

    if mail_id is None:
        return ()
    rows = mailings(office, purpose=purpose)
    made = next((row.made_at for row in rows if row.id == mail_id), None)
    return tuple(row.id for row in rows if row.made_at == made)[::-1]
