"""Writing the example office: many rows at once, ids known beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from ipdesk.model import bulk
from ipdesk.model.clients import ClientRecord, ContactRecord
from ipdesk.model.events import NoticeRecord
from ipdesk.model.fees import FeeRecord
from ipdesk.model.papers import ChecklistRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services.demo.drafts import Draft
from ipdesk.services.demo.people import Client

WHY_REVOKED = "日期录错"


def is_empty(uow: UnitOfWork) -> bool:
    """Is nobody and nothing in the office yet?"""
    from ipdesk.model import dockets, staff

    return not dockets.matter_ids(uow) and not staff.load_staff(uow).by_role


def forget_undo(uow: UnitOfWork) -> None:
    """The example is a starting point: Ctrl+Z must not empty it. An act that ended itself is never offered."""
    if uow.act is not None:
        uow.act.undone_by = uow.act.id


class Filler:
    """Inserts under the act that the unit of work has begun; ``at`` is when it was all recorded at the latest."""

    def __init__(self, uow: UnitOfWork, at: datetime) -> None:
        self.uow = uow
        self.at = at

    def people(self, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        return bulk.insert_rows(self.uow, PersonRecord, rows)

    def superiors(self, pairs: Mapping[int, int]) -> None:
        """Who answers for whom, by id: known only when everybody is there."""
        for person_id, superior_id in pairs.items():
            person = self.uow.get(PersonRecord, person_id)
            if person is not None:
                person.superior_id = superior_id
        self.uow.flush()

    def clients(self, clients: Sequence[Client]) -> list[int]:
        """Clients with their contacts."""
        ids = bulk.insert_rows(self.uow, ClientRecord, [client.row for client in clients])
        contacts = [
            {"client_id": client_id, **contact}
            for client, client_id in zip(clients, ids, strict=True)
            for contact in client.contacts
        ]
        bulk.insert_rows(self.uow, ContactRecord, contacts)
        return ids

    def matters(self, drafts: Sequence[Draft]) -> list[int]:
        """Matters with their events, notices, fees and ticked steps; projections are made afterwards."""
        first = [self._moment(draft.events[0]) for draft in drafts]
        rows = [{**draft.row, "created_at": moment} for draft, moment in zip(drafts, first, strict=True)]
        ids = bulk.insert_matters(self.uow, rows)
        pairs = list(zip(ids, drafts, strict=True))
        events = [self._event(matter_id, event) for matter_id, draft in pairs for event in draft.events]
        event_ids = iter(bulk.insert_events(self.uow, events))
        for matter_id, draft in pairs:
            draft.id = matter_id
            draft.event_ids = [next(event_ids) for _ in draft.events]
        notices = [
            {"matter_id": draft.id, "event_id": draft.event_ids[index], **notice}
            for draft in drafts
            for index, notice in draft.notices
        ]
        bulk.insert_rows(self.uow, NoticeRecord, notices)
        fees = [{"matter_id": matter_id, **fee} for matter_id, draft in pairs for fee in draft.fees]
        bulk.insert_rows(self.uow, FeeRecord, fees)
        ticks = [
            {"matter_id": m, "template": template, "item": item, "done_by": draft.who, "done_at": self.at}
            for m, draft in pairs
            for template, item in draft.ticks
        ]
        bulk.insert_rows(self.uow, ChecklistRecord, ticks)
        return ids

    def _event(self, matter_id: int, event: Mapping[str, Any]) -> dict[str, Any]:
        row = {**event, "matter_id": matter_id, "recorded_at": self._moment(event)}
        if row.pop("revoked", False):
            row |= {
                "revoked_at": row["recorded_at"] + timedelta(minutes=5),
                "revoked_by": row["recorded_by"],
                "revoked_why": WHY_REVOKED,
            }
        return row

    def _moment(self, event: Mapping[str, Any]) -> datetime:
        """Recorded in the office's afternoon of its day, never after the example was made."""
        return min(datetime.combine(event["on"], time(8, 0), UTC), self.at)
