"""Short ways to write a matter's history in a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from ipdesk.domain.docket import Docket, DueItem, derive
from ipdesk.domain.law import no_law
from ipdesk.domain.matters import Event, Kind, Matter
from ipdesk.domain.rulebook import RuleBook
from ipdesk.domain.workdays import WorkCalendar
from ipdesk.services.calendar import shipped_calendar
from ipdesk.services.rules import shipped_rules


def day(text: str) -> date:
    """``3-02`` is in 2026; a whole date stands for itself."""
    return date.fromisoformat(text if text.count("-") == 2 else f"2026-{text}")


def history(text: str) -> list[Event]:
    """``"02-13 slip_received; 02-27 search_completed result=can_file; 03-01 notice_received #N1"`` as events."""
    return [_event(part.split()) for part in text.split(";") if part.strip()]


def _event(words: list[str]) -> Event:
    about = next((word[1:] for word in words[2:] if word.startswith("#")), None)
    data = dict(word.split("=", 1) for word in words[2:] if "=" in word)
    return Event(name=words[1], on=day(words[0]), about=about, data=data)


@cache
def calendar() -> WorkCalendar:
    return shipped_calendar()


@cache
def rules() -> RuleBook:
    """The service standard alone; what the law asks has tables of its own."""
    return replace(shipped_rules(), reads_law=no_law)


def docket(kind: str, events: str, today: str, *, book: RuleBook | None = None, **facts: object) -> Docket:
    """What the shipped rules make of the history on that day."""
    matter = Matter(kind=Kind(kind), **facts)  # type: ignore[arg-type]
    return derive(matter, history(events), book or rules(), calendar(), day(today))


def items(kind: str, events: str, today: str, rule: str, **facts: object) -> list[DueItem]:
    """The due items of one rule."""
    return [item for item in docket(kind, events, today, **facts).due_items if item.rule == rule]


def shown(found: list[DueItem]) -> list[str]:
    """``03-04 done`` for each item, with its thing and the day it was done if late."""
    return [f"{item.due:%m-%d} {item.state}" + (f" #{item.about}" if item.about else "") for item in found]
