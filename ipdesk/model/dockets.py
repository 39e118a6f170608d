"""What the rules need of matters, many at once, and storing the difference of what they made.

Everything here is Core: a hundred thousand matters are read and compared in batches, and only rows that
differ are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update
from sqlalchemy.orm import aliased

from ipdesk.domain.matters import Event
from ipdesk.model.bulk import insert_tuples, next_ids, table_of
from ipdesk.model.clients import ClientRecord
from ipdesk.model.due_items import DueItemRecord, WaitingRecord
from ipdesk.model.events import EventRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.papers import AttachmentRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.unit_of_work import UnitOfWork

BATCH = 500
ITEM_COLUMNS = (
    *("key", "rule", "clause", "title", "about", "trigger_on", "due", "due_time", "state", "done_on"),
    *("responsible", "person_id", "official", "provisional", "superseded", "department", "fulfilled_by"),
    *("last_day", "confirm"),
)
WAITING_COLUMNS = ("rule", "clause", "title", "about", "missing", "have")
MATTER_COLUMNS = (
    *("state", "stage", "nearest_due", "nearest_time", "nearest_state", "nearest_official", "nearest_item_id"),
    *("waits", "next_steps", "docket_from", "docket_until", "search"),
)

_matters = table_of(MatterRecord)
_events = table_of(EventRecord)
_items = table_of(DueItemRecord)
_papers = table_of(AttachmentRecord)
_waiting = table_of(WaitingRecord)


@dataclass(slots=True)
class Loaded:
    """A matter with its counting events and what is stored of its docket."""

    row: Row[*tuple[Any, ...]]
    events: list[Event] = field(default_factory=list)
    items: dict[str, Row[*tuple[Any, ...]]] = field(default_factory=dict)
    waiting: list[Row[*tuple[Any, ...]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Item:
    """A due item to be stored: ``values`` are those of ``ITEM_COLUMNS``; ``rank`` orders what is nearest."""

    values: tuple[Any, ...]
    open: bool
    rank: tuple[Any, ...]

    @property
    def key(self) -> str:
        return str(self.values[0])


@dataclass(frozen=True, slots=True)
class Made:
    """What the rules made of one matter; ``projection`` are the matter's columns but for the nearest item's."""

    items: Sequence[Item]
    waiting: Sequence[tuple[Any, ...]]
    projection: Mapping[str, Any]


@dataclass(slots=True)
class Difference:
    """Rows to write for a batch of matters."""

    new: list[tuple[Any, ...]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    waiting_gone: list[int] = field(default_factory=list)
    waiting_new: list[tuple[Any, ...]] = field(default_factory=list)
    matters: list[dict[str, Any]] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)

    @property
    def empty(self) -> bool:
        return not self.touched


def batches(ids: Sequence[int], size: int = BATCH) -> Iterator[Sequence[int]]:
    """``ids`` in pieces."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def matter_ids(uow: UnitOfWork) -> list[int]:
    """Every matter, removed ones too (their dockets are empty)."""
    return list(uow.connection.execute(select(_matters.c.id).order_by(_matters.c.id)).scalars())


def outdated_ids(uow: UnitOfWork, today: date) -> list[int]:
    """Matters whose stored docket does not hold on ``today`` (or was never made)."""
    until, since = _matters.c.docket_until, _matters.c.docket_from
    query = select(_matters.c.id).where(until.is_(None) | (until < today) | (since > today)).order_by(_matters.c.id)
    return list(uow.connection.execute(query).scalars())


def attachments(uow: UnitOfWork) -> list[tuple[int, str, str, str]]:
    """The papers that must be there: id, matter's number, name, SHA-256."""
    query = (
        select(_papers.c.id, _matters.c.number, _papers.c.name, _papers.c.sha256)
        .join(_matters, _matters.c.id == _papers.c.matter_id)
        .where(_papers.c.removed_at.is_(None))
        .order_by(_papers.c.id)
    )
    return [(row.id, row.number, row.name, row.sha256) for row in uow.connection.execute(query)]


def load(uow: UnitOfWork, ids: Sequence[int]) -> list[Loaded]:
    """Matters of one batch with events and stored dockets; unknown ids are left out."""
    uow.flush()
    run = uow.connection.execute
    found = {row.id: Loaded(row) for row in run(_MATTERS, {"ids": ids}).all()}
    for row in run(_EVENTS, {"ids": ids}).all():
        loaded = found[row.matter_id]
        loaded.events.append(Event(row.name, row.on, row.about, row.data or {}, row.at, row.id))
    for row in run(_ITEMS, {"ids": ids}).all():
        found[row.matter_id].items[row.key] = row
    for row in run(_WAITING, {"ids": ids}).all():
        found[row.matter_id].waiting.append(row)
    return [found[row_id] for row_id in ids if row_id in found]


def _in_ids(column: Any) -> Any:
    return column.in_(bindparam("ids", expanding=True))


_client = ClientRecord.__table__
_handler, _sales = aliased(PersonRecord.__table__), aliased(PersonRecord.__table__)
_MATTERS = (
    select(
        *(_matters.c[name] for name in ("id", "number", "department", "kind", "title", "applicant")),
        *(_matters.c[name] for name in ("application_number", "filed", "granted", "taken_on", "priority_on", "flags")),
        *(_matters.c[name] for name in ("handler_id", "clerk_id", "removed_at", *MATTER_COLUMNS)),
        _client.c.name.label("client"),
        _handler.c.name.label("handler"),
        _sales.c.name.label("salesperson"),
    )
    .select_from(
        _matters.outerjoin(_client, _client.c.id == _matters.c.client_id)
        .outerjoin(_handler, _handler.c.id == _matters.c.handler_id)
        .outerjoin(_sales, _sales.c.id == _matters.c.salesperson_id)
    )
    .where(_in_ids(_matters.c.id))
)
_EVENTS = (
    select(*(_events.c[name] for name in ("id", "matter_id", "name", "on", "at", "about", "data")))
    .where(_in_ids(_events.c.matter_id), _events.c.revoked_at.is_(None))
    .order_by(_events.c.id)
)
_ITEMS = select(_items.c.id, _items.c.matter_id, *(_items.c[n] for n in ITEM_COLUMNS)).where(
    _in_ids(_items.c.matter_id)
)
_WAITING = (
    select(_waiting.c.id, _waiting.c.matter_id, *(_waiting.c[n] for n in WAITING_COLUMNS))
    .where(_in_ids(_waiting.c.matter_id))
    .order_by(_waiting.c.id)
)


def compare(difference: Difference, loaded: Loaded, made: Made) -> None:
    """Add to ``difference`` what must change so that the stored docket of this matter is ``made``."""
    matter_id = loaded.row.id
    left = dict(loaded.items)
    touched = len(difference.new) + len(difference.changed)
    for item in made.items:
        row = left.pop(item.key, None)
        if row is None:
            difference.new.append((matter_id, *item.values))
        elif tuple(row)[2:] != item.values:
            difference.changed.append({"row_id": row.id, **dict(zip(ITEM_COLUMNS, item.values, strict=True))})
    difference.gone += [row.id for row in left.values()]
    waiting_same = [tuple(row)[2:] for row in loaded.waiting] == list(made.waiting)
    if not waiting_same:
        difference.waiting_gone += [row.id for row in loaded.waiting]
        difference.waiting_new += [(matter_id, *values) for values in made.waiting]
    if left or not waiting_same or touched != len(difference.new) + len(difference.changed):
        difference.touched.add(matter_id)


def store_items(uow: UnitOfWork, difference: Difference) -> dict[tuple[int, str], int]:
    """Write items and waiting rows; the ids of the new items by (matter, key)."""
    run = uow.connection.execute
    ids: dict[tuple[int, str], int] = {}
    if difference.gone:
        for part in batches(difference.gone):
            run(delete(_items).where(_in_ids(_items.c.id)), {"ids": list(part)})
    if difference.new:
        fresh = next_ids(uow.connection, "due_items", len(difference.new))
        ids = {(values[0], values[1]): row_id for values, row_id in zip(difference.new, fresh, strict=True)}
        rows = [(row_id, *values) for values, row_id in zip(difference.new, fresh, strict=True)]
        insert_tuples(uow.connection, _items, ("id", "matter_id", *ITEM_COLUMNS), rows)
    if difference.changed:
        run(update(_items).where(_items.c.id == bindparam("row_id")), difference.changed)
    if difference.waiting_gone:
        for part in batches(difference.waiting_gone):
            run(delete(_waiting).where(_in_ids(_waiting.c.id)), {"ids": list(part)})
    if difference.waiting_new:
        insert_tuples(uow.connection, _waiting, ("matter_id", *WAITING_COLUMNS), difference.waiting_new)
    return ids


def compare_matter(difference: Difference, loaded: Loaded, made: Made, ids: Mapping[tuple[int, str], int]) -> None:
    """Add the matter's projected columns to ``difference`` where they differ."""
    projection = {**made.projection, **_nearest(loaded, made, ids)}
    if any(getattr(loaded.row, name) != projection[name] for name in MATTER_COLUMNS):
        difference.matters.append({"row_id": loaded.row.id, **projection})
        difference.touched.add(loaded.row.id)


def store_matters(uow: UnitOfWork, difference: Difference) -> None:
    """Write the projected columns; the rows' versions stay, nobody typed anything."""
    if difference.matters:
        names: Iterable[str] = (*MATTER_COLUMNS,)
        statement = update(_matters).where(_matters.c.id == bindparam("row_id"))
        uow.connection.execute(statement.values({name: bindparam(name) for name in names}), difference.matters)


def _nearest(loaded: Loaded, made: Made, ids: Mapping[tuple[int, str], int]) -> dict[str, Any]:
    """The nearest item still to be done: the earliest open one, else the earliest paused one."""
    live = [item for item in made.items if item.rank]
    best = min(live, key=lambda item: (not item.open, *item.rank), default=None)
    names = ("nearest_due", "nearest_time", "nearest_state", "nearest_official", "nearest_item_id")
    if best is None:
        return dict.fromkeys(names)
    values = dict(zip(ITEM_COLUMNS, best.values, strict=True))
    row = loaded.items.get(best.key)
    row_id = row.id if row is not None else ids[loaded.row.id, best.key]
    return dict(
        zip(names, (values["due"], values["due_time"], values["state"], values["official"], row_id), strict=True)
    )


@dataclass(frozen=True, slots=True)
class ItemPlace:
    """Where a due item is: its matter and its key there."""

    matter_id: int
    key: str


def item_place(uow: UnitOfWork, due_item_id: int) -> ItemPlace | None:
    """The matter and key of a due item; None if there is no such item (any more)."""
    row = uow.connection.execute(select(_items.c.matter_id, _items.c.key).where(_items.c.id == due_item_id)).first()
    return ItemPlace(row.matter_id, row.key) if row else None
