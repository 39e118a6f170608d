"""Exceptions as the desk handles them today: a client who gives up after coaching, another who has not paid (3.5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from ipdesk.services import exceptions
from ipdesk.services.demo.drafts import Draft, World
from ipdesk.services.demo.extras import EVIDENCE
from ipdesk.services.office import Act, Office
from ipdesk.services.papers import NewPaper
from ipdesk.services.transfers import transfers

_PLENTY = 12  # a small example keeps the few matters it has under way
_OVER = frozenset({"cancelled", "infeasible", "completed", "paused", "filed", "draft_completed"})


def add(office: Office, world: World, drafts: Sequence[Draft], at: datetime) -> None:
    """One stop with its evidence and the mail to the salesperson, one pause with a mail that is still to be sent."""
    today = world.clock.today
    handed = {one for row in transfers(office) for one in row.matter_ids}
    under_way = [draft for draft in reversed(drafts) if _under_way(draft) and draft.id not in handed]
    if len(under_way) < _PLENTY:
        return
    gone, unpaid = under_way[0], under_way[1]
    name, text = EVIDENCE
    stop = exceptions.Stop(
        gone.id,
        "cancelled",
        today,
        "产品线或计划调整",
        "建议改报实用新型并分期付款，客户仍决定放弃",
        (NewPaper(text.encode("utf-8"), name),),
        tell=True,
    )
    exceptions.stop_matter(office, Act(gone.row["handler_id"], at + timedelta(minutes=40), today), stop)
    act = Act(unpaid.row["handler_id"], at + timedelta(minutes=42), today)
    exceptions.pause_matters(office, act, [unpaid.id], today, "未按合同付款", tell=True)


def _under_way(draft: Draft) -> bool:
    """A patent whose client was coached, with nothing ended, paused or filed yet."""
    names = {event["name"] for event in draft.events if not event.get("revoked")}
    return draft.row["department"] == "patent" and "coached" in names and not names & _OVER
