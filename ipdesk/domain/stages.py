"""Where a matter stands (进度): its state, and the stage its furthest event has brought it to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from ipdesk.domain.matters import Event, Kind


class MatterState(StrEnum):
    """What became of a matter (3.5); follows from its events."""

    ACTIVE = "active"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    INFEASIBLE = "infeasible"
    COMPLETED = "completed"


_ENDS: Mapping[str, MatterState] = {
    "cancelled": MatterState.CANCELLED,
    "infeasible": MatterState.INFEASIBLE,
    "completed": MatterState.COMPLETED,
}
_DRAFTED = frozenset({Kind.INVENTION, Kind.UTILITY_MODEL, Kind.DESIGN, Kind.PCT})

# Event -> (how far, stage). A later event of a lower step (a weekly call while drafting) moves nothing; of
# the same step the later one counts.
_STEPS: Mapping[str, tuple[int, str]] = {
    "slip_received": (10, "to_assign"),
    "assigned": (20, "to_contact"),
    "subsidy_opened": (20, "to_notify"),
    "complaint_received": (20, "complaint_open"),
    "client_contacted": (30, "contacted"),
    "candidates_offered": (30, "candidates_offered"),
    "called_back": (30, "complaint_called"),
    "coaching_agreed": (31, "to_coach"),
    "coached": (35, "await_disclosure"),
    "escalated": (35, "complaint_escalated"),
    "disclosure_received": (40, "searching"),
    "materials_received": (40, "reviewing"),
    "candidate_chosen": (40, "candidate_chosen"),
    "explained": (40, "complaint_explained"),
    "search_completed": (50, "searched"),
    "review_completed": (50, "reviewed"),
    "payment_requested": (55, "await_payment"),
    "materials_requested": (58, "await_documents"),
    "payment_received": (60, "paid"),
    "documents_complete": (60, "documented"),
    "draft_completed": (70, "drafted"),
    "application_prepared": (70, "prepared"),
    "subsidy_notified": (70, "preparing"),
    "approved_by_head": (75, "approved"),
    "filed": (80, "filed"),
    "change_submitted": (80, "filed"),
    "reduction_filed": (80, "filed"),
    "subsidy_prepared": (80, "subsidy_prepared"),
    "transferred": (80, "transferred"),
    "complaint_closed": (80, "complaint_closed"),
    "acceptance_received": (85, "accepted"),
    "report_written": (85, "complaint_reported"),
    "examination_entered": (90, "examining"),
    "notice_received": (90, "noticed"),
    "response_submitted": (90, "responded"),
    "granted": (100, "granted"),
    "certificate_received": (105, "certified"),
}

SUBMITTED = frozenset(stage for far, stage in _STEPS.values() if far >= 80)
"""Stages behind which the preparing work lies: what it never had is not waited for any more."""


def state_of(events: Sequence[Event]) -> MatterState:
    """The state that the events, in the order recorded, leave a matter in."""
    state = MatterState.ACTIVE
    for event in _by_date(events):
        if event.name in _ENDS:
            state = _ENDS[event.name]
        elif event.name == "paused" and state is MatterState.ACTIVE:
            state = MatterState.PAUSED
        elif event.name == "resumed" and state is MatterState.PAUSED:
            state = MatterState.ACTIVE
    return state


def stage_of(kind: Kind, events: Sequence[Event], filed: date | None, granted: date | None) -> str:
    """A code of ``labels.stage``; dates known without an event (from a ledger) count as their event."""
    far, stage = 0, ""
    for event in _by_date(events):
        step = _STEPS.get(event.name)
        if step and step[0] >= far:
            far, stage = step
    if filed and far < 80:
        far, stage = 80, "filed"
    if granted and far < 100:
        far, stage = 100, "granted"
    return _particular(kind, stage, {event.name for event in events}) or "to_assign"


def _particular(kind: Kind, stage: str, names: set[str]) -> str:
    """What one word means differs by kind: after the first call some wait for a disclosure, others for papers."""
    if stage == "contacted":
        return "await_disclosure" if kind in _DRAFTED else "await_materials"
    if stage == "reviewing" and kind is Kind.TRADEMARK:
        return "searching"
    if stage == "reviewed" and kind is Kind.LAYOUT:
        return "to_approve"
    if stage in ("paid", "documented"):
        return _ready(kind, names)
    return stage


def _ready(kind: Kind, names: set[str]) -> str:
    """Money and papers: what still misses, or the work that now begins."""
    if kind is Kind.PATENT_TRADE:
        return "transferring"
    if "payment_received" not in names and kind is not Kind.FEE_REDUCTION:
        return "await_payment"
    if "documents_complete" not in names and kind is not Kind.TRADEMARK:
        return "await_documents"
    return "drafting" if kind in _DRAFTED else "preparing"


def _by_date(events: Sequence[Event]) -> Iterable[Event]:
    """Events by day; of one day in the order recorded."""
    return sorted(events, key=lambda event: event.on)
