"""Complaints (标准 4): what each class demands, the 30-minute clock, the 3:4:3 shares, the 10 % of a year.

Pure functions over plain values; nothing here knows a clock of its own or a database.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

FEN = 100
ERRED_PARTS, HEAD_PARTS, ALL_PARTS = 3, 3, 10
FLAGGED_PARTS = 10
"""4.4.3: flagged when ten times the complaints are more than the clients served (over 10 %)."""

_DAY = 86_400
HALF_HOUR = timedelta(minutes=30)
"""4.3.3: called back, or reported upwards, within it."""
NEAR = timedelta(minutes=10)
"""From here on a clock that still runs is shown as near its end."""

CHANNELS = ("phone", "sales", "owner", "visit", "message")
SUBJECTS = ("service", "change_handler", "other")
CAUSES = ("attitude", "mistake", "delay", "other")
STEPS = ("complaint_received", "called_back", "escalated", "explained", "complaint_closed", "report_written")
"""The events of a complaint; all of them carry a time of day, to the minute."""

THROUGH_OWNER = "through_owner"
"""The flag of a matter whose complaint reached the company's owner first (4.3.6)."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What a class of complaint asks for (4.2). ``project``: the prefix of the number that has to be opened
    before it can be closed, empty where none is; ``at_once``: to be dealt with at once (及时处理)."""

    level: str
    project: str = ""
    at_once: bool = False


LEVELS: Mapping[str, Demand] = {
    "A": Demand("A"),
    "B": Demand("B", project="LX"),
    "C": Demand("C", at_once=True),
    "D": Demand("D", project="ZA", at_once=True),
}
"""A 负责人自行处理 · B 立项处理 · C 及时处理 · D 专案处理."""


# -- the clock (4.3.3) ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Left:
    """How a clock stands at a moment: whole ``seconds`` left, negative once it is over."""

    seconds: int

    @property
    def over(self) -> bool:
        """Past its end; exactly at the end it is still kept."""
        return self.seconds < 0

    @property
    def minutes(self) -> int:
        """Whole minutes left; negative: minutes over, begun ones counted."""
        return self.seconds // 60

    @property
    def tone(self) -> str:
        """late | near | empty."""
        if self.over:
            return "late"
        return "near" if self.seconds <= NEAR.total_seconds() else ""

    @property
    def figures(self) -> str:
        """``12:41``, ``1:05:12`` from an hour on, ``3 天 2 小时`` from a day on; without a sign."""
        if abs(self.seconds) >= _DAY:
            days, rest = divmod(abs(self.seconds), _DAY)
            return f"{days} 天 {rest // 3600} 小时"
        minutes, seconds = divmod(abs(self.seconds), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes:02d}:{seconds:02d}"


def parse_clock(text: str) -> time:
    """A time of day as people write it: ``9:05``, ``0905``, ``905``, ``9点5分``. ``ValueError`` otherwise."""
    plain = text.strip().replace("：", ":").replace("点", ":").replace("分", "").replace(".", ":")
    found = re.fullmatch(r"(\d{1,2}):(\d{0,2})|(\d{1,2})(\d{2})", plain, re.ASCII)
    if found is None:
        raise ValueError(text)
    hour, minute = found[1] or found[3], found[2] or found[4] or "0"
    return time(int(hour), int(minute))


def left(due: datetime, now: datetime) -> Left:
    """What is left of a clock that ends at ``due`` (both naive, the office's wall time)."""
    return Left(int((due - now).total_seconds() // 1))


def late_minutes(due: datetime, done: datetime) -> int:
    """By how many whole minutes something was late; 0 when it was in time."""
    return max(0, int((done - due).total_seconds() // 60))


def end_of_day(due: date, due_time: time | None) -> datetime:
    """The moment a due item ends: its time, or the last moment of its day."""
    return datetime.combine(due, due_time if due_time is not None else time(23, 59, 59))


# -- before it can be closed ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a complaint when somebody wants to close it; ``happened``: names of its events."""

    level: str
    channel: str
    subject: str
    cause: str
    settlement: str
    project_number: str
    criticism: bool
    happened: Collection[str]


def missing_to_close(complaint: Standing) -> tuple[str, ...]:
    """What has to be there before a complaint is closed, in the order in which it is done; codes.

    project (4.2 B and D) · call_back (4.3.3: by phone, called back or reported) · explain (4.3.1) ·
    cause, settlement (4.3.1, 4.3.2: for the yearly summary) · criticism (4.4.1).
    """
    happened = complaint.happened
    lacks = {
        "project": bool(LEVELS[complaint.level].project) and not complaint.project_number,
        "call_back": complaint.channel == "phone" and not {"called_back", "escalated"} & set(happened),
        "explain": complaint.subject == "service" and "explained" not in happened,
        "cause": not complaint.cause,
        "settlement": not complaint.settlement.strip(),
        "criticism": complaint.cause == "attitude" and not complaint.criticism,
    }
    return tuple(code for code, lacking in lacks.items() if lacking)


# -- money and figures (4.4.2, 4.4.3) ----------------------------------------------------------------


def shares(fee: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """An official fee given away, borne by (the one who erred, the superior, the head) 3:4:3 to the fen.

    What doesn't divide goes to the middle share. ``ValueError`` for less than nothing or parts of a fen.
    """
    fen = fee * FEN
    if fen < 0 or fen != fen.to_integral_value():
        raise ValueError(f"no amount of money: {fee}")
    whole = int(fen)
    erred, head = whole * ERRED_PARTS // ALL_PARTS, whole * HEAD_PARTS // ALL_PARTS
    first, middle, last = (Decimal(part).scaleb(-2) for part in (erred, whole - erred - head, head))
    return first, middle, last


def is_flagged(complaints: int, clients: int) -> bool:
    """Whether a unit's complaints of a year exceed 10 % of the clients it served that year (4.4.3)."""
    return complaints * FLAGGED_PARTS > clients


def project_number(level: str, year: int, serial: int) -> str:
    """``LX-2026-001`` of a class B, ``ZA-2026-001`` of a class D. ``ValueError`` for a class that needs none."""
    prefix = LEVELS[level].project
    if not prefix:
        raise ValueError(level)
    return f"{prefix}-{year}-{serial:03d}"
