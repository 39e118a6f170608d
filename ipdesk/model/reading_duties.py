"""What is known of the office-wide duties: marks, CPC files fetched, how far the weekly sheets are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from ipdesk.model.acts import ActRecord
from ipdesk.model.events import EventRecord
from ipdesk.model.fees import FeeRecord, SheetLineRecord, SheetRecord
from ipdesk.model.office_work import DutyMarkRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.settings import SettingRecord

SINCE = "duties.since"
"""The setting that says from which day on the duties are asked for; without it, from the first act."""


class Mark(NamedTuple):
    """A duty somebody answered by hand."""

    id: int
    rule: str
    period: str
    done_on: date
    answer: str
    note: str
    by: str


class Fetched(NamedTuple):
    """CPC files of one day, recorded on a matter."""

    on: date
    by: str


class SheetState(NamedTuple):
    """How far a week's sheet is; ``paid_on``: the last day on which one of its fees was paid."""

    week: str
    state: str
    lines: int
    sent_at: datetime | None
    sent_by: str
    paid_out_at: datetime | None
    done_at: datetime | None
    done_by: str
    paid_on: date | None


def marks(session: Session, frm: date, to: date) -> list[Mark]:
    """The marks of duties due in [frm, to], the older first."""
    table = DutyMarkRecord
    query = (
        select(
            *(table.id, table.rule, table.period, table.done_on, table.answer, table.note),
            func.coalesce(PersonRecord.name, "").label("by"),
        )
        .outerjoin(PersonRecord, PersonRecord.id == table.done_by)
        .where(table.removed_at.is_(None), table.due.between(frm, to))
        .order_by(table.id)
    )
    return [Mark(*row) for row in session.execute(query)]


def mark_of(session: Session, rule: str, period: str) -> DutyMarkRecord | None:
    """The mark of one duty, None while nobody answered it."""
    table = DutyMarkRecord
    query = select(table).where(table.rule == rule, table.period == period, table.removed_at.is_(None))
    return session.scalars(query.order_by(table.id).limit(1)).first()


def fetched(session: Session, frm: date, to: date) -> list[Fetched]:
    """The days of [frm, to] on which CPC files were recorded as downloaded, with who recorded them first."""
    table = EventRecord
    first = (
        select(func.min(table.id).label("id"))
        .where(table.name == "notice_downloaded", table.on.between(frm, to), table.revoked_at.is_(None))
        .group_by(table.on)
        .subquery()
    )
    query = (
        select(table.on, func.coalesce(PersonRecord.name, "").label("by"))
        .join(first, first.c.id == table.id)
        .outerjoin(PersonRecord, PersonRecord.id == table.recorded_by)
    )
    return [Fetched(*row) for row in session.execute(query)]


def sheets(session: Session, weeks: Iterable[str]) -> list[SheetState]:
    """The fee sheets of these weeks; weeks without one are missing."""
    table, line = SheetRecord, SheetLineRecord
    sender, payer = aliased(PersonRecord), aliased(PersonRecord)
    wanted = sorted(set(weeks))
    if not wanted:
        return []
    query = (
        select(
            *(table.week, table.state, func.count(line.id), table.sent_at, func.coalesce(sender.name, "")),
            *(table.paid_out_at, table.done_at, func.coalesce(payer.name, ""), func.max(FeeRecord.paid_on)),
        )
        .outerjoin(line, (line.sheet_id == table.id) & line.removed_at.is_(None))
        .outerjoin(FeeRecord, FeeRecord.id == line.fee_id)
        .outerjoin(sender, sender.id == table.sent_by)
        .outerjoin(payer, payer.id == table.done_by)
        .where(table.week.between(wanted[0], wanted[-1]))
        .group_by(table.id, sender.name, payer.name)
    )
    return [SheetState(*row) for row in session.execute(query) if row[0] in set(wanted)]


def asked_since(session: Session) -> date | None:
    """The day from which the duties are asked for; None in an office where nothing was done yet."""
    kept = session.get(SettingRecord, SINCE)
    if kept is not None:
        return date.fromisoformat(kept.value)
    first = session.scalar(select(ActRecord.at).order_by(ActRecord.id).limit(1))
    return None if first is None else first.astimezone().date()
