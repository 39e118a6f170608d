"""Finding by text: exact numbers through an index first, then beginnings, then parts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from ipdesk.model.clients import ClientRecord, ContactRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.reading import AnyRow, AnySelect, contains

_Handler = aliased(PersonRecord, name="handler")
# No text the program stores has a character after this one.
_AFTER_ALL = "\uffff"
_LEAST_OF_A_NUMBER = 4


def matters_by_number(session: Session, needle: str, limit: int, *, exact: bool) -> Sequence[AnyRow]:
    """Matters whose own number or application number is ``needle``, or begins with it.

    ``needle`` as ``ipdesk.searching.plain`` makes it; numbers of the office are stored in capitals.
    """
    upper = needle.upper()
    found: dict[int, AnyRow] = {}
    for column in (MatterRecord.number, MatterRecord.application_key):  # one index each; OR would use none
        match = column == upper if exact else _begins(session, column, upper)
        for row in session.execute(_matters().where(match).order_by(column).limit(limit)):
            found.setdefault(row.id, row)
    return list(found.values())[:limit]


def matters_by_linked_number(session: Session, text: str, limit: int) -> Sequence[AnyRow]:
    """Matters linked with something outside the office whose number begins with ``text``; four characters at least."""
    from ipdesk.domain.numbers import bare_key
    from ipdesk.model.links import LinkRecord

    key = bare_key(text)
    if len(key) < _LEAST_OF_A_NUMBER:
        return ()
    ids = select(LinkRecord.from_id).where(LinkRecord.removed_at.is_(None), _begins(session, LinkRecord.to_key, key))
    return session.execute(_matters().where(MatterRecord.id.in_(ids)).order_by(MatterRecord.number).limit(limit)).all()


def matters_by_part(session: Session, needle: str, limit: int) -> Sequence[AnyRow]:
    """Matters with ``needle`` anywhere in what they are searched by; the first ones found."""
    return session.execute(_matters().where(contains(MatterRecord.search, needle)).limit(limit)).all()


def clients(session: Session, needle: str, limit: int) -> Sequence[AnyRow]:
    """Clients by part of their name or initials, their code, or a contact's name or telephone."""
    table, contact = ClientRecord, ContactRecord
    by_contact = (
        select(contact.id)
        .where(contact.client_id == table.id, contact.removed_at.is_(None))
        .where(or_(_lower(contact.name, needle), contact.phone.startswith(needle, autoescape=True)))
        .exists()
    )
    query = (
        select(table.id, table.name, table.credit_code)
        .where(table.removed_at.is_(None))
        .where(
            or_(
                _lower(table.name, needle),
                contains(table.initials, needle),
                table.credit_code == needle.upper(),
                by_contact,
            )
        )
        .order_by(table.initials, table.name)
        .limit(limit)
    )
    return session.execute(query).all()


def people(session: Session, needle: str, limit: int) -> Sequence[AnyRow]:
    """Active staff by part of their name or initials."""
    table = PersonRecord
    query = (
        select(table.id, table.name, table.role, table.department)
        .where(table.removed_at.is_(None), table.active.is_(True))
        .where(or_(_lower(table.name, needle), contains(table.initials, needle)))
        .order_by(table.initials, table.name)
        .limit(limit)
    )
    return session.execute(query).all()


def _lower(column: InstrumentedAttribute[str], needle: str) -> ColumnElement[bool]:
    return func.lower(column).contains(needle, autoescape=True)


def _begins(session: Session, column: InstrumentedAttribute[str], needle: str) -> ColumnElement[bool]:
    """Begins with ``needle``: a range for SQLite, whose LIKE asks no index; elsewhere order is the locale's."""
    if session.get_bind().dialect.name != "sqlite":
        return column.startswith(needle, autoescape=True)
    return (column >= needle) & (column < needle + _AFTER_ALL)


@cache
def _matters() -> AnySelect:
    return (
        select(
            MatterRecord.id, MatterRecord.number, MatterRecord.title, MatterRecord.kind,
            MatterRecord.application_number,
            func.coalesce(ClientRecord.name, "").label("client"),
            func.coalesce(_Handler.name, "").label("handler"),
        )
        .outerjoin(ClientRecord, ClientRecord.id == MatterRecord.client_id)
        .outerjoin(_Handler, _Handler.id == MatterRecord.handler_id)
        .where(MatterRecord.removed_at.is_(None))
    )  # fmt: skip
