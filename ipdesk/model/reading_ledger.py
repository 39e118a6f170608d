"""What the ledger needs of the database: the matters its rows may mean, whole lists for the export."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func, select

from ipdesk.model.acts import ActRecord
from ipdesk.model.clients import ClientRecord, ContactRecord
from ipdesk.model.events import EventRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.unit_of_work import UnitOfWork

T = TypeVar("T")
_AT_ONCE = 900  # bound parameters in one statement
_FULL_LOAD = 3000  # from so many keys on one pass over the table beats asking for each


@dataclass(frozen=True, slots=True)
class StoredMatter:
    """A matter as the ledger compares it."""

    id: int
    number: str
    department: str
    kind: str
    title: str
    client_id: int | None
    client: str
    applicant: str
    application_number: str
    application_key: str
    filed: date | None
    granted: date | None
    handler_id: int | None
    salesperson_id: int | None
    reduction: int | None
    flags: str
    classes: str
    note: str
    stage: str


@dataclass(frozen=True, slots=True)
class StoredPerson:
    id: int
    name: str
    role: str
    department: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class StoredClient:
    id: int
    name: str
    credit_code: str
    address: str


@dataclass(frozen=True, slots=True)
class StoredContact:
    id: int
    client_id: int
    name: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class StoredEvent:
    name: str
    on: date
    result: str


def _matters() -> Select[*tuple[Any, ...]]:
    m = MatterRecord
    return (
        select(
            m.id, m.number, m.department, m.kind, m.title, m.client_id, func.coalesce(ClientRecord.name, ""),
            m.applicant, m.application_number, m.application_key, m.filed, m.granted, m.handler_id,
            m.salesperson_id, m.reduction, m.flags, m.classes, m.note, m.stage,
        )
        .outerjoin(ClientRecord, ClientRecord.id == m.client_id)
        .where(m.removed_at.is_(None))
    )  # fmt: skip


def matters_meant(
    uow: UnitOfWork, numbers: Collection[str], keys: Collection[str], has_title: Callable[[str], bool] | None
) -> list[StoredMatter]:
    """Every matter with one of these office numbers, application keys, or a title that ``has_title`` accepts."""
    if len(numbers) + len(keys) > _FULL_LOAD:
        return all_matters(uow)
    found: dict[int, StoredMatter] = {}
    for column, wanted in (
        (func.lower(MatterRecord.number), [number.lower() for number in numbers]),
        (MatterRecord.application_key, keys),
        (MatterRecord.id, _titled(uow, has_title) if has_title else ()),
    ):
        for part in _parts(wanted):
            condition: ColumnElement[bool] = column.in_(part)
            for row in uow.session.execute(_matters().where(condition)):
                found[row[0]] = StoredMatter(*row)
    return list(found.values())


def _titled(uow: UnitOfWork, has_title: Callable[[str], bool]) -> list[int]:
    """Ids by title; spellings differ in width, case and spaces, which SQL can't compare."""
    rows = uow.session.execute(select(MatterRecord.id, MatterRecord.title).where(MatterRecord.removed_at.is_(None)))
    return [matter_id for matter_id, title in rows if has_title(title)]


def all_matters(uow: UnitOfWork) -> list[StoredMatter]:
    """Every matter that is not removed, by department and number."""
    rows = uow.session.execute(_matters().order_by(MatterRecord.department, MatterRecord.number))
    return [StoredMatter(*row) for row in rows]


def people(uow: UnitOfWork) -> list[StoredPerson]:
    p = PersonRecord
    rows = uow.session.execute(
        select(p.id, p.name, p.role, p.department, p.active).where(p.removed_at.is_(None)).order_by(p.id)
    )
    return [StoredPerson(*row) for row in rows]


def clients(uow: UnitOfWork) -> list[StoredClient]:
    c = ClientRecord
    rows = uow.session.execute(
        select(c.id, c.name, c.credit_code, c.address).where(c.removed_at.is_(None)).order_by(c.id)
    )
    return [StoredClient(*row) for row in rows]


def contacts(uow: UnitOfWork) -> list[StoredContact]:
    """All contacts, each client's main one first."""
    c = ContactRecord
    rows = uow.session.execute(
        select(c.id, c.client_id, c.name, c.phone, c.email)
        .where(c.removed_at.is_(None))
        .order_by(c.client_id, c.is_main.desc(), c.id)
    )
    return [StoredContact(*row) for row in rows]


def events_of(uow: UnitOfWork, matter_ids: Iterable[int], names: Collection[str]) -> dict[int, list[StoredEvent]]:
    """The events in force of these matters that a ledger has columns for, oldest first."""
    e = EventRecord
    asked = select(e.matter_id, e.name, e.on, e.data).where(e.name.in_(names), e.revoked_at.is_(None))
    found: dict[int, list[StoredEvent]] = defaultdict(list)
    ids = list(matter_ids)
    statements = [asked.where(e.matter_id.in_(part)) for part in _parts(ids)] if len(ids) <= _FULL_LOAD else [asked]
    for statement in statements:
        for matter_id, name, on, data in uow.session.execute(statement.order_by(e.on, e.id)):
            found[matter_id].append(StoredEvent(name, on, str((data or {}).get("result", ""))))
    return dict(found)


def last_act_id(uow: UnitOfWork) -> int:
    """The id of the newest act: the same number means that nobody changed anything since."""
    return int(uow.session.scalar(select(func.coalesce(func.max(ActRecord.id), 0))) or 0)


def _parts(values: Iterable[T]) -> Iterator[Sequence[T]]:
    wanted = list(values)
    for start in range(0, len(wanted), _AT_ONCE):
        yield wanted[start : start + _AT_ONCE]
