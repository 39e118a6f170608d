"""The plain values every layer speaks of: matters, events, and the words the rules use for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum


class Department(StrEnum):
    """The four departments of the centre, one tab each (标准 1 适用范围)."""

    PATENT = "patent"
    PROCESS = "process"
    SOFTWARE = "software"
    TRADEMARK = "trademark"


class Kind(StrEnum):
    """What a matter is; the kind decides which rules it has."""

    INVENTION = "invention"
    UTILITY_MODEL = "utility_model"
    DESIGN = "design"
    PCT = "pct"
    LAYOUT = "layout"
    SOFTWARE = "software"
    TRADEMARK = "trademark"
    PATENT_CHANGE = "patent_change"
    EXCLUSIVE_LICENCE = "exclusive_licence"
    SUBSIDY = "subsidy"
    FEE_REDUCTION = "fee_reduction"
    PATENT_TRADE = "patent_trade"
    COMPLAINT = "complaint"


DEPARTMENT_OF: Mapping[Kind, Department] = {
    Kind.INVENTION: Department.PATENT,
    Kind.UTILITY_MODEL: Department.PATENT,
    Kind.DESIGN: Department.PATENT,
    Kind.PCT: Department.PATENT,
    Kind.LAYOUT: Department.PATENT,
    Kind.SOFTWARE: Department.SOFTWARE,
    Kind.TRADEMARK: Department.TRADEMARK,
    Kind.PATENT_CHANGE: Department.PROCESS,
    Kind.EXCLUSIVE_LICENCE: Department.PROCESS,
    Kind.SUBSIDY: Department.PROCESS,
    Kind.FEE_REDUCTION: Department.PROCESS,
    Kind.PATENT_TRADE: Department.PROCESS,
}

PRIORITY_EXAMINATION = "priority_examination"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a matter on a date.

    ``about`` names the one thing it is about (a notice, a fee, a question); ``data`` holds the event's other
    fields as text: ``result`` (``can_file``/``cannot_file``), ``notice`` (kind), ``issued``, ``delivery``,
    ``closes`` (a subsidy's closing date), ``channel`` … ``at`` is a time of day, for complaints only.
    """

    name: str
    on: date
    about: str | None = None
    data: Mapping[str, str] = field(default_factory=dict)
    at: time | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class AnnualFee:
    """One annual fee (年费) of a granted patent: ``about`` is the key its events use, ``due`` the day D."""

    about: str
    due: date


@dataclass(frozen=True, slots=True)
class Matter:
    """What the rules need to know of a matter besides its events.

    ``annual_fees``: given, or computed from ``filed`` and ``granted``; those due before ``taken_on``, the day the
    office took the matter into its docket, are not asked for: nobody knows here whether they were paid.
    ``priority``: the earliest priority date, if one is claimed.
    """

    kind: Kind
    filed: date | None = None
    granted: date | None = None
    flags: frozenset[str] = frozenset()
    annual_fees: tuple[AnnualFee, ...] = ()
    taken_on: date | None = None
    priority: date | None = None


class State(StrEnum):
    """State of a due item; ``waiting`` items exist only as :class:`docket.Waiting`."""

    WAITING = "waiting"
    OPEN = "open"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    DONE = "done"
    DONE_LATE = "done_late"
    PAUSED = "paused"
    VOID = "void"
