"""The papers the office sends out, version by version, as plain rows."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from ipdesk.model.office_work import TemplatePaperRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.reading import AnyRow

_Adder = aliased(PersonRecord, name="adder")


def template_papers(session: Session) -> Sequence[AnyRow]:
    """Every version, the removed ones too, newest first within a paper."""
    table = TemplatePaperRecord
    query = (
        select(
            table.id, table.code, table.title, table.number, table.name, table.sha256, table.size, table.mime,
            table.note, table.added_at, table.removed_at, func.coalesce(_Adder.name, "").label("adder"),
        )
        .outerjoin(_Adder, _Adder.id == table.added_by)
        .order_by(table.code, table.number.desc(), table.id.desc())
    )  # fmt: skip
    return session.execute(query).all()


def template_in_use(session: Session, code: str) -> TemplatePaperRecord | None:
    """The version in use: the highest number that is not removed."""
    table = TemplatePaperRecord
    query = select(table).where(table.code == code, table.removed_at.is_(None))
    return session.scalars(query.order_by(table.number.desc(), table.id.desc()).limit(1)).first()


def last_number(session: Session, code: str) -> int:
    """The highest version number ever given to a paper, 0 when there is none."""
    return session.scalar(select(func.max(TemplatePaperRecord.number)).where(TemplatePaperRecord.code == code)) or 0


def codes(session: Session) -> frozenset[str]:
    """The papers that have ever had a version."""
    return frozenset(session.scalars(select(TemplatePaperRecord.code).distinct()))


def kept(session: Session) -> Sequence[AnyRow]:
    """The versions whose bytes must be there: id, title, name, SHA-256."""
    table = TemplatePaperRecord
    query = select(table.id, table.title, table.name, table.sha256).where(table.removed_at.is_(None))
    return session.execute(query.order_by(table.id)).all()
