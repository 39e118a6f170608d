"""``replay``: what the rules make of a list of events, without a database."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any

from ipdesk.domain.annual import GRACE_MONTHS, annual_fees
from ipdesk.domain.docket import Docket, DueItem, derive
from ipdesk.domain.matters import PRIORITY_EXAMINATION, AnnualFee, Event, Kind, Matter
from ipdesk.domain.periods import add_months
from ipdesk.domain.rulebook import RuleBook
from ipdesk.domain.workdays import WorkCalendar
from ipdesk.errors import UserError

_CLOSING_NAMES = ("closes", "closing_date", "closes_on", "closing", "close", "deadline")
_PLAIN = ("name", "on", "about", "at")
_RESULTS = {"可申请": "can_file", "可以申请": "can_file", "不可申请": "cannot_file", "不能申请": "cannot_file"}
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def replay(scenario: object, book: RuleBook, calendar: WorkCalendar, today: date) -> Any:
    """The answer to one scenario (a JSON object) or a list of them, in the shape of the command line's contract.

    ``today`` holds where a scenario names none. Raises ``UserError`` saying which scenario and which field is wrong.
    """
    if isinstance(scenario, list):
        return [_one(one, f"第 {number} 个场景", book, calendar, today) for number, one in enumerate(scenario, 1)]
    return _one(scenario, "场景", book, calendar, today)


def _one(raw: object, where: str, book: RuleBook, calendar: WorkCalendar, today: date) -> dict[str, Any]:
    scenario = _object(raw, where)
    day = _date(scenario["today"], where, "today") if scenario.get("today") else today
    calendar.day(day)  # a day no calendar reaches is refused before anything is counted from it
    matter = _matter(_object(scenario.get("matter"), f"{where}的 matter "), where)
    events = scenario.get("events")
    if not isinstance(events, list):
        raise UserError("replay.bad", where=where, field="events", reason="应为列表")
    found = [_event(one, f"{where}第 {number} 个事件", book) for number, one in enumerate(events, 1)]
    return answer(derive(matter, _with_years(matter, found), book, calendar, day))


def _with_years(matter: Matter, events: Sequence[Event]) -> list[Event]:
    """Annual-fee events that don't say which year (the keys are ours) are about the earliest one not yet done."""
    fees = matter.annual_fees
    if not fees and matter.filed and matter.granted:
        fees = annual_fees(matter.kind, matter.filed, matter.granted)
    taken: set[tuple[str, str | None]] = {(event.name, event.about) for event in events}
    found = []
    for event in events:
        if event.name.startswith("annual_") and event.about is None:
            still_paid = add_months(event.on, -GRACE_MONTHS)
            open_ones = (fee for fee in fees if fee.due >= still_paid and (event.name, fee.about) not in taken)
            fee = min(open_ones, key=lambda fee: fee.due, default=None)
            if fee is not None:
                taken.add((event.name, fee.about))
                event = replace(event, about=fee.about)  # noqa: PLW2901
        found.append(event)
    return found


def answer(docket: Docket) -> dict[str, Any]:
    """A docket as JSON values."""
    return {
        "due_items": [due_json(item) for item in docket.due_items],
        "waiting": [
            {"rule": one.rule, "clause": one.clause, "for": list(one.missing)}
            | ({"about": one.about} if one.about is not None else {})
            for one in docket.waiting
        ],
        "next_steps": list(docket.next_steps),
    }


def due_json(item: DueItem) -> dict[str, Any]:
    """A due item as JSON values; a time of day is there only where the rule counts minutes."""
    values: dict[str, Any] = {
        "rule": item.rule,
        "clause": item.clause,
        "about": item.about,
        "due": item.due.isoformat(),
        "state": str(item.state),
        "done_on": item.done_on.isoformat() if item.done_on else None,
        "responsible": item.responsible,
        "official": item.official,
        "provisional": item.provisional,
    }
    if item.last_day is not None:
        values["last_day"] = item.last_day.isoformat()
    if item.due_time is not None:
        values["due_time"] = item.due_time.isoformat(timespec="minutes")
    return values


def _matter(raw: Mapping[str, Any], where: str) -> Matter:
    try:
        kind = Kind(raw.get("kind", ""))
    except ValueError:
        raise UserError(
            "replay.bad", where=where, field="matter.kind", reason=f"不认识的类型 {raw.get('kind')}"
        ) from None
    flags = {str(flag) for flag in raw.get("flags") or ()}
    flags |= {name for name in (PRIORITY_EXAMINATION, "through_owner") if raw.get(name) is True}
    fees = tuple(
        AnnualFee(str(fee.get("about")), _date(fee.get("due"), where, "annual_fees.due"))
        for fee in raw.get("annual_fees") or ()
    )
    return Matter(
        kind=kind,
        filed=_date(raw["filed"], where, "matter.filed") if raw.get("filed") else None,
        granted=_date(raw["granted"], where, "matter.granted") if raw.get("granted") else None,
        flags=frozenset(flags),
        annual_fees=fees,
    )


def _event(raw: object, where: str, book: RuleBook) -> Event:
    table = _object(raw, where)
    name = table.get("name")
    if not isinstance(name, str) or name not in book.events:
        raise UserError("replay.bad", where=where, field="name", reason=f"不认识的事件 {name}")
    data = {key: _text(value) for key, value in table.items() if key not in _PLAIN and value is not None}
    if "result" in data:
        data["result"] = _RESULTS.get(data["result"], data["result"])
    if "closes" not in data:
        closing = next((data[key] for key in _CLOSING_NAMES if key in data), None)
        data |= {"closes": closing} if closing else {}
    about = table.get("about")
    if isinstance(about, (list, dict)):
        raise UserError("replay.bad", where=where, field="about", reason="应为文字，如 N1")
    if "closes" in data:
        _date(data["closes"], where, "closes")
    at = table.get("at")
    return Event(
        name=name,
        on=_date(table.get("on"), where, "on"),
        about=str(about) if about is not None else None,
        data=data,
        at=_time(at, where) if at else None,
    )


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _object(raw: object, where: str) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        raise UserError("replay.not_an_object", where=where.strip())
    return raw


def _date(text: object, where: str, field: str) -> date:
    try:
        if not isinstance(text, str) or not _ISO_DATE.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise UserError("replay.bad", where=where, field=field, reason=f"“{text}”不是日期，应如 2026-03-02") from None


def _time(text: object, where: str) -> time:
    try:
        return time.fromisoformat(str(text))
    except ValueError:
        raise UserError("replay.bad", where=where, field="at", reason=f"“{text}”不是时刻，应如 14:05") from None


def names_of(values: Sequence[str], book: RuleBook) -> str:
    """Event names as people read them, joined (收款、资料齐全)."""
    return "、".join(book.event(name).label for name in values)
