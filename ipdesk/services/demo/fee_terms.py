"""Example of what changes annual fees: a compensated term, an open licence, a new owner with a request of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from ipdesk.domain.matters import Kind
from ipdesk.services.demo.drafts import Draft, World
from ipdesk.services.events import RecordEvent, record_event
from ipdesk.services.office import Act, Office

_PLENTY = 6  # a small example keeps its few patents plain
_OVER = frozenset({"cancelled", "infeasible", "paused"})


def add(office: Office, world: World, drafts: Sequence[Draft], at: datetime) -> None:
    """On patents whose reduction is the better one for now, so that what was asked for stays right."""
    today = world.clock.today
    patents = [draft for draft in drafts if _plain(draft)]
    if len(patents) < _PLENTY:
        return
    for minute, (draft, name, days, data) in enumerate(_events(patents)):
        on = max(today - timedelta(days=days), draft.row["granted"])
        act = Act(draft.row["clerk_id"], at + timedelta(minutes=70 + minute), today)
        record_event(office, act, RecordEvent(draft.id, name, on, data=data))


def _events(patents: Sequence[Draft]) -> Iterator[tuple[Draft, str, int, dict[str, str]]]:
    """(patent, event, days ago, fields), one patent each."""
    left = list(patents)
    compensated = next((draft for draft in left if draft.row["kind"] == Kind.INVENTION), None)
    if compensated is not None:
        left.remove(compensated)
        yield compensated, "term_compensated", 20, {"days": "486"}
    yield left[0], "open_licence_began", 45, {}
    yield left[1], "owner_changed", 12, {"new_reduction": str(left[1].row["reduction"])}


def _plain(draft: Draft) -> bool:
    """A granted patent with a reduction, nothing ended or paused."""
    names = {event["name"] for event in draft.events if not event.get("revoked")}
    return bool(draft.row.get("granted") and draft.row.get("reduction")) and not names & _OVER
