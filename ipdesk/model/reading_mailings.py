"""The mails the program made, as plain named rows."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from ipdesk.model.matters import MatterRecord
from ipdesk.model.office_work import MailingRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.reading import AnyRow

_Answerer = aliased(PersonRecord, name="answerer")
_Maker = aliased(PersonRecord, name="maker")
_Sender = aliased(PersonRecord, name="sender")


def mailings(
    session: Session, purpose: str | None = None, matter_id: int | None = None, period: str | None = None
) -> Sequence[AnyRow]:
    """The mails that are not removed, newest first; None means any."""
    table = MailingRecord
    query = (
        select(
            table.id, table.purpose, table.matter_id, table.about, table.period, table.person_id, table.recipients,
            table.copies, table.subject, table.body, table.files, table.sha256, table.made_at, table.sent_at,
            func.coalesce(MatterRecord.number, "").label("number"),
            func.coalesce(_Answerer.name, "").label("person"),
            func.coalesce(_Maker.name, "").label("maker"),
            func.coalesce(_Sender.name, "").label("sender"),
        )
        .outerjoin(MatterRecord, MatterRecord.id == table.matter_id)
        .outerjoin(_Answerer, _Answerer.id == table.person_id)
        .outerjoin(_Maker, _Maker.id == table.made_by)
        .outerjoin(_Sender, _Sender.id == table.sent_by)
        .where(table.removed_at.is_(None))
        .order_by(table.id.desc())
    )  # fmt: skip
    for column, wanted in ((table.purpose, purpose), (table.matter_id, matter_id), (table.period, period)):
        if wanted is not None:
            query = query.where(column == wanted)
    return session.execute(query).all()


def kept(session: Session) -> Sequence[AnyRow]:
    """The mails whose bytes must be there: id, subject, SHA-256."""
    table = MailingRecord
    query = select(table.id, table.subject, table.sha256).where(table.removed_at.is_(None), table.sha256 != "")
    return session.execute(query.order_by(table.id)).all()
