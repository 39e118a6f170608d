"""What the page 今日 asks besides due items: whose page it is, and what was seen."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy.orm import Session

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
