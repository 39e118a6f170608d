"""Example of families: first filings claimed by later ones of the same client, one priority from abroad."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from ipdesk.domain.matters import Kind
from ipdesk.model.links import LinkRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services import docket
from ipdesk.services.demo.drafts import Draft, World
from ipdesk.services.demo.fill import forget_undo
from ipdesk.services.office import Act, Changes, Office, commit

MOST = 4
_YEAR, _CLOSE = timedelta(days=360), timedelta(days=7)


def add(office: Office, world: World, drafts: Sequence[Draft], at: datetime) -> None:
    """Links of matters as they stand: same client, dates the law allows; a US priority for the latest."""
    filed = sorted(
        (
            draft
            for draft in drafts
            if draft.row["kind"] in (Kind.INVENTION, Kind.UTILITY_MODEL) and draft.row.get("filed")
        ),
        key=lambda draft: (draft.row["filed"], draft.id),
    )
    young = [
        draft for draft in filed if draft.row["filed"] > world.clock.today - _YEAR and not draft.row.get("granted")
    ]
    if not young:
        return
    act = Act(None, at, world.clock.today)
    with office.database.write() as uow:
        uow.begin_act(act, "add_link", "同族与关联")
        touched = [draft.id for draft in young[-1:]]
        _abroad(uow, young[-1])
        for first, later in _pairs(young[:-1]):
            uow.add(LinkRecord(kind="priority", from_id=later.id, to_id=first.id, on=first.row["filed"]))
            _claims(uow, later, first.row["filed"])
            touched.append(later.id)
        uow.flush()
        docket.project(uow, office, touched, world.clock.today)
        forget_undo(uow)
        commit(uow, Changes(frozenset({"links", "matters", "due_items"})))


def _pairs(young: Sequence[Draft]) -> list[tuple[Draft, Draft]]:
    """First filings with a later one of the same client, each matter in one pair at most."""
    found: list[tuple[Draft, Draft]] = []
    used: set[int] = set()
    for place, first in enumerate(young):
        for later in young[place + 1 :]:
            same = first.row.get("client_id") == later.row.get("client_id")
            apart = later.row["filed"] - first.row["filed"] >= _CLOSE
            if same and apart and not used & {first.id, later.id} and len(found) < MOST:
                found.append((first, later))
                used |= {first.id, later.id}
    return found


def _abroad(uow: UnitOfWork, later: Draft) -> None:
    on: date = later.row["filed"] - timedelta(days=200)
    number = f"63/{100_000 + later.id:06d}"
    uow.add(
        LinkRecord(
            kind="priority", from_id=later.id, to_number=number, to_key=number.replace("/", ""), to_country="US", on=on
        )
    )
    _claims(uow, later, on, "foreign_priority")


def _claims(uow: UnitOfWork, later: Draft, on: date, flag: str = "") -> None:
    matter = uow.get(MatterRecord, later.id)
    if matter is not None:
        matter.priority_on = on
        matter.flags = " ".join(sorted({*matter.flags.split(), *filter(None, (flag,))}))
