"""Whom to give a slip to (标准 3.1.2, 3.2.4, 3.3.2, 3.4.2): the least loaded, moved by who knows client and kind.

A suggestion, never a decision. Points of load: an overdue item 3, one due this week 2, a later one 1; a matter just
given counts as much as the items it will bring. Points of knowledge are taken off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

OVERDUE, THIS_WEEK, LATER = 3, 2, 1
NEW_MATTER = 4
"""What a matter just given weighs: to call the salesperson and the client today or tomorrow."""
OWN_MATTER = 40
"""Whoever handles the matter answers its notices, unless they drown."""
CLIENT_FIRST, CLIENT_MORE, CLIENT_MOST = 4, 1, 8
KIND_EACH, KIND_MOST = 5, 3
"""One point for each five matters of the kind, at most three."""


@dataclass(frozen=True, slots=True)
class Load:
    """What lies on somebody's desk: items still to be done, and matters that run."""

    overdue: int = 0
    this_week: int = 0
    later: int = 0
    matters: int = 0

    @property
    def items(self) -> int:
        return self.overdue + self.this_week + self.later

    @property
    def points(self) -> int:
        return OVERDUE * self.overdue + THIS_WEEK * self.this_week + LATER * self.later


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What somebody knows of one slip: matters of its client and its kind, and whether it is their own matter."""

    same_client: int = 0
    same_kind: int = 0
    own: bool = False

    @property
    def points(self) -> int:
        client = min(CLIENT_FIRST + CLIENT_MORE * (self.same_client - 1), CLIENT_MOST) if self.same_client else 0
        return client + min(self.same_kind // KIND_EACH, KIND_MOST) + (OWN_MATTER if self.own else 0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A slip to be given to one of the people in ``knows`` (person id to what they know of it)."""

    key: str
    knows: Mapping[int, Knowledge] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suggested:
    """Who is suggested for a slip, and what for: the load before the slips suggested earlier in the same plan."""

    key: str
    person_id: int
    load: Load
    knowledge: Knowledge
    given: int


def score(load: Load, knowledge: Knowledge, given: int = 0) -> int:
    """The lower the better; ``given``: slips the same plan has already suggested for this person."""
    return load.points + NEW_MATTER * given - knowledge.points


def plan(slips: Sequence[Wanted], loads: Mapping[int, Load]) -> tuple[Suggested, ...]:
    """A person for every slip, in the order given, so that what was suggested first weighs on what comes after.

    Of equals the one with fewer running matters, then the one who is longer there (the lower id). A slip that nobody
    may take is left out.
    """
    given = dict.fromkeys(loads, 0)
    found = []
    for slip in slips:
        choices = [person for person in slip.knows if person in loads]
        if not choices:
            continue
        best = min(
            choices,
            key=lambda one: (score(loads[one], slip.knows[one], given[one]), loads[one].matters + given[one], one),
        )
        found.append(Suggested(slip.key, best, loads[best], slip.knows[best], given[best]))
        given[best] += 1
    return tuple(found)
