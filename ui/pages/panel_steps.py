"""Which steps the panel offers for a matter, and who it waits for, in words."""

from __future__ import annotations

from dataclasses import dataclass

from ipdesk.domain.kind_paths import Turn, Usual, usual_next
from ipdesk.domain.matters import Event, Kind
from ipdesk.services.rows import MatterView
from ipdesk.text import label, labels

_MOST = 4
_NOT_BY_ENTER = frozenset({"completed", "infeasible"})


@dataclass(frozen=True, slots=True)
class PanelStep:
    """A step as a button. ``leading``: may be the one that Enter records; what others do never is."""

    name: str
    leading: bool


def panel_steps(view: MatterView) -> tuple[PanelStep, ...]:
    """What the rules expect first, then what usually comes next (money, papers, notices), four at most."""
    names = [name for name in view.next_steps if name not in ("paused", "resumed")]
    if view.row.state == "paused":
        return (PanelStep("resumed", leading=True), *(PanelStep(name, leading=True) for name in names))[:_MOST]
    usual = usual_of(view)
    again = {one.name for one in usual}
    if "infeasible" in again:  # it was found that it can't be filed as it is: nobody approves that
        names = [name for name in names if name != "approved_by_head"]
    found = [PanelStep(name, leading=True) for name in names]
    found += [
        PanelStep(one.name, leading=one.turn is Turn.OURS and one.name not in _NOT_BY_ENTER)
        for one in usual
        if one.name not in names
    ]
    return tuple(found[:_MOST])


def usual_of(view: MatterView) -> tuple[Usual, ...]:
    """What usually comes next; nothing for what lies behind us or came from a ledger."""
    row = view.row
    if row.state != "active" or row.granted is not None or row.kind is Kind.COMPLAINT:
        return ()
    events = [Event(event.name, event.on, event.about, event.data) for event in view.events if not event.revoked]
    if row.filed is not None and not any(event.name == "filed" for event in events):
        events.append(Event("filed", row.filed))
    return usual_next(row.kind, events, view.flags)


def waiting_words(view: MatterView) -> str:
    """业务员收款 · 客户补齐资料; nothing while it is our turn."""
    known = labels("waiting")
    found = []
    for one in usual_of(view):
        if one.turn is Turn.OURS:
            continue
        key = f"{one.name}_sales" if one.name == "documents_complete" and one.turn is Turn.SALES else one.name
        if one.name == "completed":
            key = f"completed_{view.row.kind}"
        found.append(known.get(key, label("event", one.name)))
    return " · ".join(found)
