"""Questions the core services ask: numbers, names, who changed what, the acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from ipdesk.model.acts import ActChangeRecord, ActRecord
from ipdesk.model.clients import ClientRecord, ContactRecord
from ipdesk.model.due_items import DueItemRecord
from ipdesk.model.events import EventRecord, NoticeRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.unit_of_work import UnitOfWork

ABOUT_LETTERS = {"notice": "N", "question": "Q"}


def matter_by_number(uow: UnitOfWork, number: str) -> MatterRecord | None:
    """The matter with the office's own number, unless removed."""
    query = select(MatterRecord).where(MatterRecord.number == number, MatterRecord.removed_at.is_(None))
    return uow.session.scalars(query).first()


def matter_by_application(uow: UnitOfWork, key: str, but: int | None = None) -> MatterRecord | None:
    """Another matter with this application key, unless removed."""
    query = select(MatterRecord).where(MatterRecord.application_key == key, MatterRecord.removed_at.is_(None))
    if but is not None:
        query = query.where(MatterRecord.id != but)
    return uow.session.scalars(query).first()


def last_serial(uow: UnitOfWork, prefix: str) -> int:
    """The highest serial of numbers ``prefix`` + digits ever given, removed matters included; 0 if none."""
    column = MatterRecord.number
    # Text order finds the highest of one length only, so the longest come first.
    query = (
        select(column)
        .where(column >= prefix, column < prefix + "￿")
        .order_by(func.length(column).desc(), column.desc())
        .limit(200)
    )
    serials = (number[len(prefix) :] for number in uow.session.scalars(query))
    return max((int(serial) for serial in serials if serial.isdecimal()), default=0)


def client_by_name(uow: UnitOfWork, name: str) -> ClientRecord | None:
    """The client of exactly this name, unless removed."""
    query = select(ClientRecord).where(ClientRecord.name == name, ClientRecord.removed_at.is_(None))
    return uow.session.scalars(query.order_by(ClientRecord.id)).first()


def person_by_name(uow: UnitOfWork, name: str) -> PersonRecord | None:
    """The person of exactly this name, unless removed."""
    query = select(PersonRecord).where(PersonRecord.name == name, PersonRecord.removed_at.is_(None))
    return uow.session.scalars(query.order_by(PersonRecord.active.desc(), PersonRecord.id)).first()


def all_people(uow: UnitOfWork) -> list[PersonRecord]:
    """Everybody but the removed, the active first, by department and id."""
    query = select(PersonRecord).where(PersonRecord.removed_at.is_(None))
    order = (PersonRecord.active.desc(), PersonRecord.department, PersonRecord.id)
    return list(uow.session.scalars(query.order_by(*order)))


def all_clients(uow: UnitOfWork) -> list[ClientRecord]:
    """Every client but the removed, by name."""
    query = select(ClientRecord).where(ClientRecord.removed_at.is_(None)).order_by(ClientRecord.name)
    return list(uow.session.scalars(query))


def contacts_of(uow: UnitOfWork, client_id: int) -> list[ContactRecord]:
    """The people to talk to at a client's, the main one first."""
    query = select(ContactRecord).where(ContactRecord.client_id == client_id, ContactRecord.removed_at.is_(None))
    return list(uow.session.scalars(query.order_by(ContactRecord.is_main.desc(), ContactRecord.id)))


def events_of(uow: UnitOfWork, matter_id: int) -> list[EventRecord]:
    """The counting (not revoked) events of a matter, in the order recorded."""
    query = select(EventRecord).where(EventRecord.matter_id == matter_id, EventRecord.revoked_at.is_(None))
    return list(uow.session.scalars(query.order_by(EventRecord.id)))


def next_about(uow: UnitOfWork, matter_id: int, letter: str) -> str:
    """The next free key of a thing a matter can have several of: ``N1``, ``N2`` …, revoked ones counted."""
    query = select(EventRecord.about).where(EventRecord.matter_id == matter_id).distinct()
    used = {about for about in uow.session.scalars(query) if about}
    serial = 1
    while f"{letter}{serial}" in used:
        serial += 1
    return f"{letter}{serial}"


def notices_of_event(uow: UnitOfWork, event_id: int) -> list[NoticeRecord]:
    """The notices an event brought, unless removed."""
    query = select(NoticeRecord).where(NoticeRecord.event_id == event_id, NoticeRecord.removed_at.is_(None))
    return list(uow.session.scalars(query))


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act as people see it; ``name`` is a code, ``summary`` what it was about."""

    id: int
    at: datetime
    by: int | None
    by_name: str
    name: str
    summary: str
    matter_id: int | None
    number: str
    kinds: frozenset[str]
    matters: frozenset[int]
    undoes: int | None
    undone_by: int | None


def acts(
    uow: UnitOfWork,
    *,
    after: int = 0,
    act_id: int | None = None,
    matter_id: int | None = None,
    newest: int | None = None,
) -> list[ActRow]:
    """Acts after an id, oldest first (``newest``: only so many, the newest first)."""
    query = (
        select(ActRecord, PersonRecord.name, MatterRecord.number)
        .outerjoin(PersonRecord, PersonRecord.id == ActRecord.by_id)
        .outerjoin(MatterRecord, MatterRecord.id == ActRecord.matter_id)
        .where(ActRecord.id > after)
    )
    if act_id is not None:
        query = query.where(ActRecord.id == act_id)
    if matter_id is not None:
        query = query.where(ActRecord.matter_id == matter_id)
    query = query.order_by(ActRecord.id) if newest is None else query.order_by(ActRecord.id.desc()).limit(newest)
    return [_act_row(act, name, number) for act, name, number in uow.session.execute(query)]


def _act_row(act: ActRecord, name: str | None, number: str | None) -> ActRow:
    return ActRow(
        id=act.id,
        at=act.at,
        by=act.by_id,
        by_name=name or "",
        name=act.name,
        summary=act.summary,
        matter_id=act.matter_id,
        number=number or "",
        kinds=frozenset(act.kinds.split()),
        matters=frozenset(act.matters or ()),
        undoes=act.undoes,
        undone_by=act.undone_by,
    )


def undoable(uow: UnitOfWork, by: int | None, *, undone: bool = False) -> int | None:
    """The id of the last act of a person that undo would reverse (``undone``: that redo would bring back)."""
    query = select(ActRecord.id, ActRecord.undoes).where(ActRecord.undone_by.is_(None))
    query = query.where(ActRecord.by_id == by) if by is not None else query.where(ActRecord.by_id.is_(None))
    if not undone:
        found = query.where(ActRecord.undoes.is_(None)).order_by(ActRecord.id.desc()).limit(1)
        return uow.session.scalars(found).first()
    last = uow.session.execute(query.order_by(ActRecord.id.desc()).limit(1)).first()
    return last.id if last is not None and last.undoes is not None else None


def last_act_id(uow: UnitOfWork) -> int:
    """The newest act's id; 0 in an empty office."""
    return uow.session.scalar(select(func.max(ActRecord.id))) or 0


def act_at(uow: UnitOfWork, at: datetime, by: int | None) -> ActRow | None:
    """The act that left a record as it is, from the record's stamp."""
    same_person = ActRecord.by_id == by if by is not None else ActRecord.by_id.is_(None)
    found = uow.session.scalars(
        select(ActRecord.id).where(ActRecord.at == at, same_person).order_by(ActRecord.id.desc()).limit(1)
    ).first()
    return acts(uow, act_id=found)[0] if found is not None else None


def changes_of(uow: UnitOfWork, act_id: int) -> list[ActChangeRecord]:
    """What an act did, last first: the order in which it is taken back."""
    query = select(ActChangeRecord).where(ActChangeRecord.act_id == act_id).order_by(ActChangeRecord.id.desc())
    return list(uow.session.scalars(query))


def matter_change(uow: UnitOfWork, act_id: int, matter_id: int) -> ActChangeRecord | None:
    """What an act changed on the matter's own row, if anything."""
    query = select(ActChangeRecord).where(
        ActChangeRecord.act_id == act_id,
        ActChangeRecord.table_name == "matters",
        ActChangeRecord.row_id == matter_id,
        ActChangeRecord.before.is_not(None),
    )
    return uow.session.scalars(query).first()


def open_abouts(uow: UnitOfWork, matter_id: int, event_name: str) -> list[str]:
    """The things of a matter whose open items this event would fulfil."""
    query = select(DueItemRecord.about, DueItemRecord.fulfilled_by).where(
        DueItemRecord.matter_id == matter_id,
        DueItemRecord.state.in_(("open", "paused")),
        DueItemRecord.superseded.is_(False),
        DueItemRecord.about.is_not(None),
    )
    rows = uow.session.execute(query.order_by(DueItemRecord.due))
    return list(dict.fromkeys(about for about, names in rows if about and event_name in names.split()))
