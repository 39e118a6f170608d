"""What the page 今日 asks besides due items: whose page it is, what was seen, how far the sheets are."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from ipdesk.model.events import EventRecord
from ipdesk.model.fees import SheetRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.settings import SettingRecord


class Someone(NamedTuple):
    """A member of staff, as far as the page needs to know."""

    id: int
    name: str
    role: str
    department: str | None
    active: bool


def person(session: Session, person_id: int | None) -> Someone | None:
    """A member of staff by id; None when there is none, or it was removed."""
    found = None if person_id is None else session.get(PersonRecord, person_id)
    if found is None or found.removed_at is not None:
        return None
    return Someone(found.id, found.name, found.role, found.department, found.active)


def setting(session: Session, key: str) -> str | None:
    """One setting, None when it was never made."""
    found = session.get(SettingRecord, key)
    return None if found is None else found.value


def put_setting(session: Session, key: str, value: str) -> None:
    """Keep a setting; it lasts when the unit of work is committed."""
    session.merge(SettingRecord(key=key, value=value))


def downloaded_on(session: Session, day: date) -> bool:
    """Whether CPC files were recorded as downloaded on this day, on any matter."""
    table = EventRecord
    query = select(table.id).where(table.name == "notice_downloaded", table.on == day, table.revoked_at.is_(None))
    return session.scalar(query.limit(1)) is not None


def sheet_states(session: Session, weeks: Collection[str]) -> dict[str, str]:
    """How far the fee sheets of these weeks are; weeks without one are missing."""
    query = select(SheetRecord.week, SheetRecord.state).where(SheetRecord.week.in_(weeks))
    return {row.week: row.state for row in session.execute(query)}
