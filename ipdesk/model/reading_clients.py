"""Questions about clients that several lists ask."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ipdesk.model.clients import ContactRecord
from ipdesk.model.reading import IDS_AT_ONCE


def main_contacts(session: Session, client_ids: Sequence[int]) -> list[ContactRecord]:
    """The person to speak to at each of these clients': the main one, else the first; clients without one are left
    out.
    """
    table = ContactRecord
    found: dict[int, ContactRecord] = {}
    for start in range(0, len(client_ids), IDS_AT_ONCE):
        query = (
            select(table)
            .where(table.client_id.in_(client_ids[start : start + IDS_AT_ONCE]), table.removed_at.is_(None))
            .order_by(table.client_id, table.is_main.desc(), table.id)
        )
        for contact in session.scalars(query):
            found.setdefault(contact.client_id, contact)
    return list(found.values())
