"""One made-up matter before it is written: its row, its events, notices, fees, ticked steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from random import Random
from typing import Any

from ipdesk.domain.matters import DEPARTMENT_OF, Kind
from ipdesk.domain.numbers import patent_check_digit
from ipdesk.services.demo.people import Client, Row
from ipdesk.services.demo.timing import Clock

PATENT_TYPE = {Kind.INVENTION: "1", Kind.UTILITY_MODEL: "2", Kind.DESIGN: "3", Kind.PCT: "8"}
LETTER = {"patent": "P", "process": "F", "software": "S", "trademark": "T"}

CALLS = (
    "已电话说明撰写进度", "客户本周内补充附图", "", "微信已发进度，客户无异议", "客户出差，下周提供资料", "",
    "确认了实施例的细节",
)  # fmt: skip
"""What was said in the weekly call; some note nothing."""


@dataclass(frozen=True, slots=True)
class Party:
    """A client in the database, with who sells to it."""

    id: int
    client: Client
    salesperson_id: int


@dataclass(slots=True)
class Cast:
    """Everybody who is there, by role and department, and the clients."""

    people: dict[tuple[str, str | None], list[int]]
    parties: list[Party]

    def of(self, role: str, department: str | None) -> list[int]:
        return self.people[role, department]

    def handler(self, rng: Random, department: str) -> int:
        """Somebody of ``department`` who does the work there."""
        return rng.choice(self.of("process_clerk" if department == "process" else "handler", department))


@dataclass(slots=True)
class World:
    """What all stories share: the clock, the cast, and numbers already given."""

    clock: Clock
    cast: Cast
    per_day: int = 2
    taken: set[str] = field(default_factory=set)

    def matter_number(self, department: str, on: date) -> str:
        """An office number of the department's year that grows with the days: P26-0405."""
        head = f"{LETTER[department]}{on.year % 100:02d}"
        serial = (on.timetuple().tm_yday - 1) * self.per_day + 1
        while f"{head}-{serial:04d}" in self.taken:
            serial += 1
        self.taken.add(f"{head}-{serial:04d}")
        return f"{head}-{serial:04d}"

    def complaint_number(self, on: date) -> str:
        """The next number of the year's complaints: TS26-003."""
        head, serial = f"TS{on.year % 100:02d}", 1
        while f"{head}-{serial:03d}" in self.taken:
            serial += 1
        self.taken.add(f"{head}-{serial:03d}")
        return f"{head}-{serial:03d}"

    def application_number(self, rng: Random, kind: Kind, filed: date) -> str:
        """A valid patent application number of the filing year that nobody has yet."""
        while True:
            # serials grow through the year, as real ones do
            a_year = 800_000 if kind is Kind.DESIGN else 2_000_000
            through = filed.timetuple().tm_yday / 367 + rng.random() / 400
            serial = int(through * a_year) + rng.randrange(2000)
            digits = f"{filed.year}{PATENT_TYPE[kind]}{serial:07d}"
            number = f"{digits}.{patent_check_digit(digits)}"
            if number not in self.taken:
                self.taken.add(number)
                return number

    def register_number(self, rng: Random, head: str, digits: int) -> str:
        """A number of a register: ``head`` and so many digits, not given yet."""
        while True:
            number = head + f"{rng.randrange(10 ** (digits - 1), 10**digits)}"
            if number not in self.taken:
                self.taken.add(number)
                return number


@dataclass(slots=True)
class Draft:
    """A matter in the making; ``row`` becomes the matter's columns, ``id`` and ``event_ids`` come with writing."""

    row: Row
    clock: Clock
    who: int
    events: list[Row] = field(default_factory=list)
    notices: list[tuple[int, Row]] = field(default_factory=list)
    fees: list[Row] = field(default_factory=list)
    ticks: list[tuple[str, str]] = field(default_factory=list)
    id: int = 0
    event_ids: list[int] = field(default_factory=list)

    def happened(
        self,
        name: str,
        on: date,
        *,
        about: str | None = None,
        data: dict[str, str] | None = None,
        note: str = "",
        at: time | None = None,
        by: int | None = None,
    ) -> bool:
        """Record an event unless its day is still to come; whether it has happened."""
        if on > self.clock.today:
            return False
        self.events.append(
            {
                "name": name,
                "on": on,
                "about": about,
                "data": data or {},
                "note": note,
                "at": at,
                "recorded_by": by or self.who,
            }
        )
        return True

    def noticed(self, on: date, kind: str, label: str, about: str, data: dict[str, str]) -> bool:
        """An official notice came in: the event, and the notice itself."""
        if not self.happened("notice_received", on, about=about, data={"notice": kind, **data}):
            return False
        notice = {"about": about, "kind": kind, "name": label, "received_on": on}
        notice |= {"issued": date.fromisoformat(data["issued"]), "delivery": data["delivery"]}
        self.notices.append((len(self.events) - 1, notice))
        return True


def begin(world: World, rng: Random, kind: Kind, title: str, party: Party, started: date, **more: Any) -> Draft:
    """A matter of ``kind`` for a client, begun on ``started``."""
    department = str(more.pop("department", DEPARTMENT_OF.get(kind, "patent")))
    handler = more.pop("handler_id", None) or world.cast.handler(rng, department)
    clerks = world.cast.of("process_clerk", "process")
    row: Row = {
        "number": world.matter_number(department, started),
        "department": department,
        "kind": str(kind),
        "title": title,
        "client_id": party.id,
        "applicant": party.client.row["name"],
        "handler_id": handler,
        "clerk_id": handler if handler in clerks else rng.choice(clerks),
        "salesperson_id": party.salesperson_id,
        **more,
    }
    return Draft(row, world.clock, handler)


def _said(draft: Draft, on: date) -> str:
    """What was said on the phone that day; drawn from no source, so that nothing else changes with it."""
    return CALLS[(on.toordinal() // 7 + int(draft.row["number"][-4:])) % len(CALLS)]


def weekly_calls(draft: Draft, rng: Random, frm: date, until: date, known: Sequence[date]) -> None:
    """The call that every week asks for between assignment and draft (clause 3.1.1); few are forgotten."""
    calendar, today = draft.clock.calendar, draft.clock.today
    called = {day.isocalendar()[:2] for day in known}
    monday = frm - timedelta(days=frm.weekday()) + timedelta(days=7)
    while monday <= min(until, today):
        on = calendar.on_or_after(monday)
        this_week = monday.isocalendar()[:2] == today.isocalendar()[:2]
        # a week that was missed counts as history once another was asked for; the last one would stay open
        forgotten = rng.random() < (0.1 if this_week else 0.015)
        kept = not forgotten or not (this_week or monday + timedelta(days=14) <= min(until, today))
        if on <= until and monday.isocalendar()[:2] not in called and kept:
            draft.happened("client_contacted", on, note=_said(draft, on))
        monday += timedelta(days=7)
