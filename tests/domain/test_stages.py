"""进度: which stage and state a matter's events have brought it to."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

from ipdesk.domain.matters import Event, Kind
from ipdesk.domain.stages import MatterState, stage_of, state_of

FIRST = date(2026, 3, 2)


def events(names: str) -> list[Event]:
    """``"assigned client_contacted"``: one event a day."""
    return [Event(name, FIRST + timedelta(days=n)) for n, name in enumerate(names.split())]


@pytest.mark.parametrize(
    ("kind", "names", "stage"),
    [
        ("invention", "", "to_assign"),
        ("invention", "slip_received", "to_assign"),
        ("invention", "slip_received assigned", "to_contact"),
        ("invention", "assigned client_contacted", "await_disclosure"),
        ("invention", "assigned client_contacted coaching_agreed", "to_coach"),
        ("invention", "assigned coached", "await_disclosure"),
        ("invention", "disclosure_received", "searching"),
        ("invention", "disclosure_received client_contacted", "searching"),
        ("invention", "search_completed payment_requested", "await_payment"),
        ("invention", "payment_received", "await_documents"),
        ("invention", "documents_complete", "await_payment"),
        ("invention", "documents_complete payment_received client_contacted", "drafting"),
        ("invention", "payment_received documents_complete draft_completed", "drafted"),
        ("invention", "draft_completed filed", "filed"),
        ("invention", "filed acceptance_received", "accepted"),
        ("invention", "filed examination_entered notice_received", "noticed"),
        ("invention", "filed notice_received response_submitted", "responded"),
        ("invention", "filed granted notice_received", "granted"),
        ("software", "assigned client_contacted", "await_materials"),
        ("software", "materials_received", "reviewing"),
        ("software", "review_completed payment_received documents_complete", "preparing"),
        ("software", "filed certificate_received status_checked", "certified"),
        ("trademark", "materials_received", "searching"),
        ("trademark", "payment_received", "preparing"),
        ("layout", "materials_received review_completed", "to_approve"),
        ("fee_reduction", "documents_complete", "preparing"),
        ("subsidy", "subsidy_opened", "to_notify"),
        ("subsidy", "subsidy_opened subsidy_notified", "preparing"),
        ("patent_trade", "candidates_offered candidate_chosen payment_received", "transferring"),
        ("complaint", "complaint_received explained", "complaint_explained"),
    ],
)
def test_the_stage(kind: str, names: str, stage: str) -> None:
    assert stage_of(Kind(kind), events(names), None, None) == stage


def test_dates_from_a_ledger_count_as_their_events() -> None:
    assert stage_of(Kind.INVENTION, [], FIRST, None) == "filed"
    assert stage_of(Kind.INVENTION, [], FIRST, FIRST) == "granted"
    assert stage_of(Kind.INVENTION, events("filed granted certificate_received"), FIRST, FIRST) == "certified"


def test_order_is_by_date_not_by_recording() -> None:
    late_recorded = [Event("response_submitted", FIRST + timedelta(days=9)), Event("notice_received", FIRST)]
    assert stage_of(Kind.INVENTION, late_recorded, None, None) == "responded"


@pytest.mark.parametrize(
    ("names", "state"),
    [
        ("assigned", MatterState.ACTIVE),
        ("paused", MatterState.PAUSED),
        ("paused resumed", MatterState.ACTIVE),
        ("paused resumed paused", MatterState.PAUSED),
        ("paused cancelled", MatterState.CANCELLED),
        ("cancelled resumed", MatterState.CANCELLED),
        ("infeasible paused", MatterState.INFEASIBLE),
        ("filed completed", MatterState.COMPLETED),
    ],
)
def test_the_state(names: str, state: MatterState) -> None:
    assert state_of(events(names)) is state


def test_every_stage_has_a_label(root: Path) -> None:
    text = (root / "resources" / "text" / "services.toml").read_text(encoding="utf-8")
    labels = tomllib.loads(text)["labels"]["stage"]
    source = (root / "ipdesk" / "domain" / "stages.py").read_text(encoding="utf-8")
    for stage in labels:
        assert f'"{stage}"' in source, f"{stage} is made nowhere"
    for kind in Kind:
        for name in ("assigned", "client_contacted", "payment_received", "filed", "granted", "complaint_closed"):
            assert stage_of(kind, events(name), None, None) in labels
