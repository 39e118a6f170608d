"""Questions about complaints (标准 4): those there are, what runs, what was given away, who served how many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from ipdesk.model.clients import ClientRecord
from ipdesk.model.complaints import ComplaintRecord, GiftRecord
from ipdesk.model.due_items import DueItemRecord
from ipdesk.model.events import EventRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.reading import AnyRow, in_pieces

KIND = "complaint"
CLOCKS = ("C.call_back", "C.escalate")
_Against = aliased(PersonRecord, name="against")
_About = aliased(MatterRecord, name="about")
_Erred = aliased(PersonRecord, name="erred")
_Superior = aliased(PersonRecord, name="superior")
_Head = aliased(PersonRecord, name="head")


def record_of(session: Session, matter_id: int) -> ComplaintRecord | None:
    """What stands beside the events of a complaint; None for one that came as a bare matter."""
    table = ComplaintRecord
    query = select(table).where(table.matter_id == matter_id, table.removed_at.is_(None)).order_by(table.id)
    return session.scalars(query).first()


def clocks(session: Session, since: date) -> Sequence[AnyRow]:
    """The 30-minute clocks (4.3.3) that nobody has stopped, of complaints received from ``since`` on.

    The complaints are found first, through the index of events' names, and asked for by their ids: left to choose,
    the database would walk through the open items of the whole office (so the state is wrapped, too).
    """
    item, matter, event, record = DueItemRecord, MatterRecord, EventRecord, ComplaintRecord
    received = select(event.matter_id).where(
        event.name == "complaint_received", event.on >= since, event.revoked_at.is_(None)
    )
    ids = sorted(set(session.scalars(received)))
    if not ids:
        return ()
    query = (
        select(
            item.id, item.matter_id, item.rule, item.title, item.due, item.due_time, item.responsible, item.person_id,
            matter.number, matter.department, matter.handler_id,
            func.coalesce(record.level, "").label("level"), record.against_id,
            func.coalesce(ClientRecord.name, "").label("client"),
            func.coalesce(PersonRecord.name, "").label("person"),
            func.coalesce(_Against.name, "").label("against"),
        )
        .select_from(matter)
        .join(item, item.matter_id == matter.id)
        .outerjoin(record, and_(record.matter_id == matter.id, record.removed_at.is_(None)))
        .outerjoin(ClientRecord, ClientRecord.id == matter.client_id)
        .outerjoin(PersonRecord, PersonRecord.id == item.person_id)
        .outerjoin(_Against, _Against.id == func.coalesce(record.against_id, matter.handler_id))
        .where(
            matter.id.in_(ids), matter.kind == KIND, matter.removed_at.is_(None),
            item.matter_id.in_(ids), item.rule.in_(CLOCKS),
            func.coalesce(item.state, "") == "open", item.superseded.is_(False),
        )
        .order_by(item.due, item.due_time, item.id)
    )  # fmt: skip
    return session.execute(query).all()


def complaints(session: Session, matter_id: int | None = None) -> Sequence[AnyRow]:
    """Every complaint with its particulars, the newest number first; ``matter_id``: only this one."""
    matter, record = MatterRecord, ComplaintRecord
    query = (
        select(
            matter.id, matter.number, matter.title, matter.department, matter.client_id, matter.handler_id,
            matter.salesperson_id, matter.flags, matter.state, matter.stage, matter.version,
            func.coalesce(record.level, "A").label("level"), record.about_id,
            func.coalesce(record.against_id, matter.handler_id).label("against_id"),
            func.coalesce(record.unit, "").label("unit"), func.coalesce(record.caller, "").label("caller"),
            func.coalesce(record.phone, "").label("phone"), func.coalesce(record.text, "").label("text"),
            func.coalesce(record.demands, "").label("demands"), func.coalesce(record.cause, "").label("cause"),
            func.coalesce(record.settlement, "").label("settlement"),
            func.coalesce(record.project_number, "").label("project_number"), record.criticism_id,
            func.coalesce(ClientRecord.name, "").label("client"),
            func.coalesce(_Against.name, "").label("against"),
            func.coalesce(_Against.unit, "").label("unit_now"),
            func.coalesce(_About.number, "").label("about_number"),
            func.coalesce(_About.title, "").label("about_title"),
        )
        .outerjoin(record, and_(record.matter_id == matter.id, record.removed_at.is_(None)))
        .outerjoin(ClientRecord, ClientRecord.id == matter.client_id)
        .outerjoin(_Against, _Against.id == func.coalesce(record.against_id, matter.handler_id))
        .outerjoin(_About, _About.id == record.about_id)
        .where(matter.kind == KIND, matter.removed_at.is_(None))
        .order_by(matter.id.desc())
    )  # fmt: skip
    if matter_id is not None:
        query = query.where(matter.id == matter_id)
    return session.execute(query).all()


def events_of(session: Session, matter_ids: Iterable[int]) -> Sequence[AnyRow]:
    """The counting events of these matters, as recorded."""
    table = EventRecord
    found: list[AnyRow] = []
    for ids in in_pieces(matter_ids):
        query = (
            select(
                table.matter_id, table.name, table.on, table.at, table.data, table.note, PersonRecord.name.label("by")
            )
            .outerjoin(PersonRecord, PersonRecord.id == table.recorded_by)
            .where(table.matter_id.in_(ids), table.revoked_at.is_(None))
            .order_by(table.matter_id, table.on, table.id)
        )
        found += session.execute(query).all()
    return found


def items_of(session: Session, matter_ids: Iterable[int]) -> Sequence[AnyRow]:
    """The due items of these matters but the void ones, soonest first."""
    item = DueItemRecord
    found: list[AnyRow] = []
    for ids in in_pieces(matter_ids):
        query = (
            select(
                item.id, item.matter_id, item.rule, item.clause, item.title, item.trigger_on, item.due, item.due_time,
                item.state, item.done_on, item.responsible, item.superseded, item.official,
                func.coalesce(PersonRecord.name, "").label("person"),
            )
            .outerjoin(PersonRecord, PersonRecord.id == item.person_id)
            .where(item.matter_id.in_(ids), item.state != "void")
            .order_by(item.matter_id, item.due, item.due_time, item.id)
        )  # fmt: skip
        found += session.execute(query).all()
    return found


def gifts(session: Session, matter_id: int | None = None) -> Sequence[AnyRow]:
    """Services given away (4.4.2) with who bears what, newest first; ``matter_id``: of this complaint."""
    gift = GiftRecord
    query = (
        select(
            gift.id, gift.matter_id, gift.service, gift.official_fee, gift.own_mistake, gift.erred_share,
            gift.superior_share, gift.head_share, gift.note, gift.version,
            MatterRecord.number, func.coalesce(ClientRecord.name, "").label("client"),
            func.coalesce(_Erred.name, "").label("erred"), func.coalesce(_Superior.name, "").label("superior"),
            func.coalesce(_Head.name, "").label("head"),
        )
        .join(MatterRecord, MatterRecord.id == gift.matter_id)
        .outerjoin(ClientRecord, ClientRecord.id == MatterRecord.client_id)
        .outerjoin(_Erred, _Erred.id == gift.erred_id)
        .outerjoin(_Superior, _Superior.id == gift.superior_id)
        .outerjoin(_Head, _Head.id == gift.head_id)
        .where(gift.removed_at.is_(None), MatterRecord.removed_at.is_(None))
        .order_by(gift.id.desc())
    )  # fmt: skip
    if matter_id is not None:
        query = query.where(gift.matter_id == matter_id)
    return session.execute(query).all()


def served(session: Session, first: date, last: date) -> Sequence[AnyRow]:
    """Distinct clients served from ``first`` to ``last`` by (department, unit) of those who handled their matters.

    Served: something happened to a matter of theirs (an event that counts) in that time; complaints are no service.
    """
    matter, event, person = MatterRecord, EventRecord, PersonRecord
    happened = (
        select(event.id)
        .where(event.matter_id == matter.id, event.on >= first, event.on <= last, event.revoked_at.is_(None))
        .exists()
    )
    query = (
        select(person.department, person.unit, func.count(func.distinct(matter.client_id)).label("clients"))
        .join(matter, matter.handler_id == person.id)
        .where(matter.kind != KIND, matter.removed_at.is_(None), matter.client_id.is_not(None), happened)
        .group_by(person.department, person.unit)
    )
    return session.execute(query).all()


def matters_of_client(session: Session, client_id: int) -> Sequence[AnyRow]:
    """A client's matters in all departments but its complaints (4.3.5): those in work first, the newest first."""
    matter = MatterRecord
    query = (
        select(
            matter.id, matter.number, matter.kind, matter.title, matter.department, matter.stage, matter.state,
            matter.handler_id, func.coalesce(PersonRecord.name, "").label("handler"),
        )
        .outerjoin(PersonRecord, PersonRecord.id == matter.handler_id)
        .where(matter.client_id == client_id, matter.kind != KIND, matter.removed_at.is_(None))
        .order_by((matter.state != "active"), matter.id.desc())
    )  # fmt: skip
    return session.execute(query).all()


def last_project(session: Session, prefix: str) -> int:
    """The highest serial of project numbers ``prefix`` + digits (``LX-2026-``); 0 if none."""
    column = ComplaintRecord.project_number
    within: ColumnElement[bool] = and_(column >= prefix, column < prefix + "￿")
    numbers = session.scalars(select(column).where(within)).all()
    return max((int(one[len(prefix) :]) for one in numbers if one[len(prefix) :].isdecimal()), default=0)


def overseers(session: Session) -> Sequence[AnyRow]:
    """The active heads of department and directors: every complaint of their people concerns them."""
    person = PersonRecord
    query = select(person.id, person.role, person.department).where(
        person.role.in_(("department_head", "director")), person.active.is_(True), person.removed_at.is_(None)
    )
    return session.execute(query).all()
