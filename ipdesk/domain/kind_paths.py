"""The usual way of each kind of matter, clause by clause: what comes next where no period runs, and who is waited for.

The rules (``service_standard.toml``) say what is due and when. Between two of them a matter waits for somebody:
for the client's papers, for the salesperson's money, for the office in Beijing. This is that order, for words and
buttons only; no date follows from it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ipdesk.domain.matters import PRIORITY_EXAMINATION, Event, Kind


class Turn(StrEnum):
    """Whose turn a step is: our own, the client's, the salesperson's, the authority's."""

    OURS = "ours"
    CLIENT = "client"
    SALES = "sales"
    AUTHORITY = "authority"


@dataclass(frozen=True, slots=True)
class Usual:
    """A step that usually comes next. ``turn`` other than ours: the matter waits for it."""

    name: str
    turn: Turn


Group = tuple[str, ...]

TURNS: Mapping[str, Turn] = {
    "disclosure_received": Turn.CLIENT,
    "materials_received": Turn.CLIENT,
    "documents_complete": Turn.CLIENT,
    "candidate_chosen": Turn.CLIENT,
    "payment_received": Turn.SALES,
    "acceptance_received": Turn.AUTHORITY,
    "examination_entered": Turn.AUTHORITY,
    "certificate_received": Turn.AUTHORITY,
    "granted": Turn.AUTHORITY,
}

_BEGIN: tuple[Group, ...] = (("slip_received",), ("assigned",), ("sales_contacted", "client_contacted"))
_PATENT: tuple[Group, ...] = (
    *_BEGIN,
    ("disclosure_received",),
    ("search_completed",),
    ("payment_requested",),
    ("payment_received", "documents_complete"),
    ("draft_completed",),
    ("filed",),
    ("acceptance_received",),
)
_CHANGE: tuple[Group, ...] = (
    ("slip_received",),
    ("payment_received",),
    ("materials_requested",),
    ("documents_complete",),
    ("change_submitted",),
    ("completed",),
)

PATHS: Mapping[Kind, tuple[Group, ...]] = {
    Kind.INVENTION: _PATENT,
    Kind.UTILITY_MODEL: _PATENT,
    Kind.DESIGN: _PATENT,
    Kind.PCT: _PATENT,
    Kind.LAYOUT: (
        *_BEGIN,
        ("materials_received",),
        ("review_completed",),
        ("approved_by_head",),
        ("filed",),
        ("acceptance_received", "payment_received"),
        ("fee_paid",),
        ("certificate_received",),
        ("completed",),
    ),
    Kind.SOFTWARE: (
        *_BEGIN,
        ("materials_received",),
        ("review_completed",),
        ("payment_requested",),
        ("payment_received", "documents_complete"),
        ("application_prepared",),
        ("filed",),
        ("certificate_received",),
        ("sales_notified", "subsidy_notified"),
        ("completed",),
    ),
    Kind.TRADEMARK: (
        *_BEGIN,
        ("materials_received",),
        ("search_completed",),
        ("payment_requested",),
        ("payment_received",),
        ("filed",),
        ("acceptance_received",),
        ("completed",),
    ),
    Kind.PATENT_CHANGE: _CHANGE,
    Kind.EXCLUSIVE_LICENCE: _CHANGE,
    Kind.SUBSIDY: (
        ("slip_received",),
        ("subsidy_opened",),
        ("subsidy_notified",),
        ("subsidy_prepared",),
        ("completed",),
    ),
    Kind.FEE_REDUCTION: (("slip_received",), ("documents_complete",), ("reduction_filed",), ("completed",)),
    Kind.PATENT_TRADE: (
        ("slip_received",),
        ("candidates_offered",),
        ("candidate_chosen",),
        ("payment_received",),
        ("transferred",),
        ("completed",),
    ),
}
_ASKED_AGAIN: Mapping[str, str] = {"review_completed": "materials_received", "search_completed": "disclosure_received"}
_SALES_COLLECTS = frozenset({Kind.FEE_REDUCTION})
# What a matter waits for before it can be closed: the enterprise files by itself (3.2.6), or the authority answers.
_LAST_TURN: Mapping[Kind, Turn] = {
    Kind.SUBSIDY: Turn.CLIENT,
    Kind.PATENT_CHANGE: Turn.AUTHORITY,
    Kind.EXCLUSIVE_LICENCE: Turn.AUTHORITY,
    Kind.FEE_REDUCTION: Turn.AUTHORITY,
    Kind.PATENT_TRADE: Turn.AUTHORITY,
}


def usual_next(kind: Kind, events: Sequence[Event], flags: Collection[str] = ()) -> tuple[Usual, ...]:
    """What usually comes next after ``events`` (those that count, in any order); nothing for a matter that has ended.

    Steps that run side by side come together; one that was passed over long ago is not asked for again.
    """
    names = {event.name for event in events}
    if names & {"cancelled", "infeasible", "completed"} or kind not in PATHS:
        return ()
    found = _refused(kind, events) or _in_order(PATHS[kind], names)
    if "coaching_agreed" in names and "coached" not in names and found and found[0] == "disclosure_received":
        found = ("coached", *found)
    if PRIORITY_EXAMINATION in flags and kind is Kind.INVENTION:
        found = _with_priority(found, names)
    return tuple(Usual(name, _turn(kind, name)) for name in found)


def _in_order(path: Sequence[Group], names: Collection[str]) -> Group:
    """The rest of the furthest group begun, else the whole of the next one."""
    at = max((place for place, group in enumerate(path) if set(group) & set(names)), default=-1)
    if at >= 0:
        rest = tuple(name for name in path[at] if name not in names)
        if rest:
            return rest
    return next((group for group in path[at + 1 :]), ()) if at >= 0 else _first(path)


def _first(path: Sequence[Group]) -> Group:
    """Nothing has happened yet: the slip may have been left out."""
    return path[1] if len(path) > 1 and path[1] != ("assigned",) else path[0]


def _refused(kind: Kind, events: Sequence[Event]) -> Group:
    """After a search or review that said no (3.1.6, 3.1.9, 3.3.5) the client mends the papers, or it can't be done."""
    ordered = sorted(events, key=lambda event: event.on)
    last = next((event for event in reversed(ordered) if event.name in _ASKED_AGAIN), None)
    if last is None or last.data.get("result") != "cannot_file":
        return ()
    again = _ASKED_AGAIN[last.name] if kind is not Kind.TRADEMARK else "materials_received"
    later = [event.name for event in ordered[ordered.index(last) + 1 :]]
    return () if again in later else (again, "infeasible")


def _with_priority(found: Group, names: Collection[str]) -> Group:
    """3.2.10: once filed, the matter waits for the examination to begin, then asks for it to be done first."""
    if "priority_requested" in names or "filed" not in names:
        return found
    step = "priority_requested" if "examination_entered" in names else "examination_entered"
    return (*found, step)


def _turn(kind: Kind, name: str) -> Turn:
    if name == "documents_complete" and kind in _SALES_COLLECTS:
        return Turn.SALES
    if name == "completed":
        return _LAST_TURN.get(kind, Turn.OURS)
    return TURNS.get(name, Turn.OURS)
