"""What taking over packages of notices asks of the tables: matters by their numbers, notices that are there already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from ipdesk.model.clients import ClientRecord
from ipdesk.model.events import EventRecord, NoticeRecord
from ipdesk.model.fees import FeeRecord
from ipdesk.model.links import PackageRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.reading import AnyRow, in_pieces

_PATENTS = ("invention", "utility_model", "design", "pct", "layout")


def _matters(session: Session, column: Any, values: Iterable[Any], *also: ColumnElement[bool]) -> list[AnyRow]:
    matter = MatterRecord
    found: list[AnyRow] = []
    for piece in in_pieces(dict.fromkeys(values)):
        query = (
            select(
                matter.id, matter.number, matter.kind, matter.title, matter.applicant, matter.application_number,
                matter.application_key, matter.filed, matter.state,
                func.coalesce(ClientRecord.name, "").label("client"),
            )
            .outerjoin(ClientRecord, ClientRecord.id == matter.client_id)
            .where(column.in_(piece), matter.removed_at.is_(None), *also)
            .order_by(matter.id)
        )  # fmt: skip
        found += session.execute(query).all()
    return found


def matters_by_key(session: Session, keys: Iterable[str]) -> list[AnyRow]:
    """Matters with these application keys."""
    return _matters(session, MatterRecord.application_key, keys)


def matters_by_number(session: Session, numbers: Iterable[str]) -> list[AnyRow]:
    """Matters with these numbers of the office's own."""
    return _matters(session, MatterRecord.number, numbers)


def matters_by_title(session: Session, titles: Iterable[str]) -> list[AnyRow]:
    """Applications of exactly these titles that have no application number yet."""
    return _matters(
        session, MatterRecord.title, titles, MatterRecord.application_key == "", MatterRecord.kind.in_(_PATENTS)
    )


def matters_by_id(session: Session, ids: Iterable[int]) -> list[AnyRow]:
    """Matters by id, unless removed."""
    return _matters(session, MatterRecord.id, ids)


def notices_of(session: Session, matter_ids: Iterable[int]) -> list[AnyRow]:
    """The notices of these matters: what tells one from another."""
    notice = NoticeRecord
    found: list[AnyRow] = []
    for piece in in_pieces(dict.fromkeys(matter_ids)):
        query = select(
            notice.matter_id, notice.kind, notice.name, notice.issued, notice.serial, notice.code
        ).where(notice.matter_id.in_(piece), notice.removed_at.is_(None))  # fmt: skip
        found += session.execute(query).all()
    return found


def serials(session: Session, wanted: Iterable[str]) -> dict[str, int]:
    """Of these serial numbers those that are there already, with the notice's matter."""
    notice = NoticeRecord
    found: dict[str, int] = {}
    for piece in in_pieces(dict.fromkeys(wanted)):
        query = (
            select(notice.serial, notice.matter_id)
            .join(MatterRecord, MatterRecord.id == notice.matter_id)
            .where(notice.serial.in_(piece), notice.removed_at.is_(None), MatterRecord.removed_at.is_(None))
        )
        found.update((row.serial, row.matter_id) for row in session.execute(query))
    return found


def fees_of(session: Session, matter_ids: Iterable[int]) -> list[AnyRow]:
    """The fees known of these matters."""
    fee = FeeRecord
    found: list[AnyRow] = []
    for piece in in_pieces(dict.fromkeys(matter_ids)):
        query = select(fee.matter_id, fee.kind, fee.year, fee.about, fee.amount, fee.due).where(
            fee.matter_id.in_(piece), fee.removed_at.is_(None)
        )
        found += session.execute(query).all()
    return found


def with_event(session: Session, matter_ids: Iterable[int], name: str) -> set[int]:
    """Those of these matters on which such an event stands."""
    event = EventRecord
    found: set[int] = set()
    for piece in in_pieces(dict.fromkeys(matter_ids)):
        query = select(event.matter_id).where(
            event.matter_id.in_(piece), event.name == name, event.revoked_at.is_(None)
        )
        found.update(session.scalars(query))
    return found


def kept(session: Session) -> Sequence[AnyRow]:
    """The packages whose bytes must be there."""
    table = PackageRecord
    return session.execute(select(table.id, table.name, table.sha256).where(table.removed_at.is_(None))).all()
