"""The docket: due items are what the rules make of a matter's events.

``derive`` is pure: same matter, events, rules, calendar and day give the same answer. It reads no clock and no
database, so the due items in a database are a projection that can be thrown away and made again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from ipdesk.domain.history import History
from ipdesk.domain.matters import Event, Matter, State
from ipdesk.domain.occurrences import Found, Window, occurrences, series_missing, step_next
from ipdesk.domain.official import Official, official_periods
from ipdesk.domain.rulebook import Rule, RuleBook, version_on
from ipdesk.domain.workdays import WorkCalendar

ONE_DAY = timedelta(days=1)
SOON = 2
"""An open item is ``due_soon`` from two working days before its end on, today included."""


@dataclass(frozen=True, slots=True)
class DueItem:
    """What a rule asks of somebody by a date.

    ``key`` names it for ever within its matter; ``trigger_on`` is the day the count began (for an anchored item the
    day counted back from). An official item is due on its safe day; ``last_day`` is the law's, ``confirm`` says that no
    source text was found for it. ``superseded`` marks a missed recurrence whose successor exists or whose series has
    ended: history, not work.
    """

    key: str
    rule: str
    clause: str
    title: str
    about: str | None
    trigger_on: date
    due: date
    due_time: time | None
    state: State
    done_on: date | None
    responsible: str
    official: bool
    provisional: bool
    fulfilled_by: tuple[str, ...]
    superseded: bool = False
    last_day: date | None = None
    confirm: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A rule whose clock cannot start yet: some of the events it needs are missing (等待:收款、资料)."""

    rule: str
    clause: str
    title: str
    about: str | None
    missing: tuple[str, ...]
    have: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Docket:
    """All that follows from a matter's events.

    The answer is the same, but for ``due_soon`` and ``overdue``, on every day from ``valid_from`` to ``valid_until``.
    """

    due_items: tuple[DueItem, ...]
    waiting: tuple[Waiting, ...]
    next_steps: tuple[str, ...]
    valid_from: date
    valid_until: date


def derive(matter: Matter, events: Sequence[Event], book: RuleBook, calendar: WorkCalendar, today: date) -> Docket:
    """What ``book`` makes of ``events`` on ``today``.

    ``events`` are those that count (not revoked), in the order recorded. Due items come sorted by due date, then
    rule. Raises ``UserError`` when a date lies outside the calendar or an event lacks a date a rule counts from.
    """
    history = History(events, today)
    window = Window(history.valid_from, history.valid_until)
    items = tuple(piece.item for piece in pieces(matter, history, book, calendar, today, window))
    plan = book.plan(matter.kind)
    waiting = [one for versions in plan.all_of for one in _waiting(versions, matter, history, today, window)]
    begun = (versions for name in history.names if name in plan.steps for versions in plan.steps[name])
    steps = [name for versions in begun if _has_flag(versions[-1], matter) for name in step_next(versions, history)]
    return Docket(items, tuple(waiting), _next_steps(items, steps), window.valid_from, window.valid_until)


def _has_flag(rule: Rule, matter: Matter) -> bool:
    return not rule.flag or rule.flag in matter.flags


@dataclass(frozen=True, slots=True)
class LawPiece:
    """An official item with the period it comes from."""

    official: Official
    item: DueItem


@dataclass(frozen=True, slots=True)
class Piece:
    """A due item with the rule and the occurrence it comes from: what an explanation needs."""

    rule: Rule
    found: Found
    item: DueItem


def pieces(
    matter: Matter, history: History, book: RuleBook, calendar: WorkCalendar, today: date, window: Window
) -> list[Piece | LawPiece]:
    """Every due item of a matter with where it comes from, sorted by due date, then rule."""
    matter = _as_recorded(matter, history)
    seen: dict[str, int] = {}
    made: list[Piece | LawPiece] = []
    last = history.placed[-1].on if history.placed else date.min
    plan = book.plan(matter.kind)
    going = {versions[-1].id: versions for name in history.names for versions in plan.by_trigger.get(name, ())}
    for versions in (*going.values(), *plan.anchored):
        for rule, one in occurrences(versions, matter, history, book, calendar, today, window):
            if matter.taken_on and _before_our_time(rule, one, matter.taken_on, last):
                continue
            key = f"{rule.id}|{one.about or ''}|{one.identity.isoformat()}"
            seen[key] = seen.get(key, 0) + 1
            if seen[key] > 1:
                key = f"{key}#{seen[key]}"
            made.append(Piece(rule, one, _item(rule, one, key, history, calendar, today)))
    made += _of_the_law(matter, history, book, calendar, today, window)
    made.sort(key=lambda piece: (piece.item.due, piece.item.rule, piece.item.about or "", piece.item.key))
    return made


def _as_recorded(matter: Matter, history: History) -> Matter:
    """The matter with the dates its events tell, where nothing else does."""
    filed = matter.filed or _told(history, "filed")
    granted = matter.granted or _told(history, "granted")
    if (filed, granted) == (matter.filed, matter.granted):
        return matter
    return replace(matter, filed=filed, granted=granted)


def _told(history: History, name: str) -> date | None:
    return next((one.on for one in history.events(None, (name,))), None)


def _of_the_law(
    matter: Matter, history: History, book: RuleBook, calendar: WorkCalendar, today: date, window: Window
) -> list[LawPiece]:
    """The law's periods (none where the book knows no law)."""
    if not book.law.versions:
        return []
    found, first, last = official_periods(matter, history, book.law, calendar, today)
    window.narrow(first, last)
    seen: dict[str, int] = {}
    made = []
    for one in found:
        item = _law_item(one, calendar, today)
        seen[item.key] = times = seen.get(item.key, 0) + 1
        made.append(LawPiece(one, replace(item, key=f"{item.key}#{times}") if times > 1 else item))
    return made


def _law_item(one: Official, calendar: WorkCalendar, today: date) -> DueItem:
    rule, ruling = one.rule, one.ruling
    done_on = one.done.on if one.done else None
    if done_on is not None:
        state = State.DONE if done_on <= ruling.last_day else State.DONE_LATE
    elif one.given_up is not None:
        state = State.VOID
    else:
        state = live_state(State.OPEN, ruling.safe_day, today, calendar)
    return DueItem(
        key=f"{rule.id}|{one.about or ''}|{one.identity.isoformat()}",
        rule=rule.id,
        clause=rule.article,
        title=rule.act,
        about=one.about,
        trigger_on=one.identity,
        due=ruling.safe_day,
        due_time=None,
        state=state,
        done_on=done_on,
        responsible=rule.responsible,
        official=True,
        provisional=ruling.provisional,
        fulfilled_by=rule.done_by,
        last_day=ruling.last_day,
        confirm=rule.to_confirm,
    )


def _before_our_time(rule: Rule, one: Found, taken_on: date, last_event: date) -> bool:
    """A matter taken over from a ledger brings a past nobody recorded here: what was due before it came and has
    been followed by later work is not held against anybody. What stands still since then is."""
    if rule.official or one.done or one.due >= taken_on:
        return False
    return rule.every is not None or last_event > one.due


def _item(rule: Rule, one: Found, key: str, history: History, calendar: WorkCalendar, today: date) -> DueItem:
    done_on = one.done.on if one.done else None
    if one.void:
        state = State.VOID
    elif one.done:
        state = State.DONE_LATE if one.late else State.DONE
    elif history.paused_now and not rule.official:
        state = State.PAUSED
    else:
        state = live_state(State.OPEN, one.due, today, calendar)
    return DueItem(
        key=key,
        rule=rule.id,
        clause=rule.clause,
        title=rule.title,
        about=one.about,
        trigger_on=one.base,
        due=one.due,
        due_time=one.due_time,
        state=state,
        done_on=None if one.void else done_on,
        responsible=rule.responsible,
        official=rule.official,
        provisional=calendar.provisional(one.due),
        fulfilled_by=rule.done_by,
        superseded=one.superseded and state in (State.OVERDUE, State.PAUSED, State.VOID),
    )


def live_state(stored: State, due: date, today: date, calendar: WorkCalendar) -> State:
    """``OPEN`` seen from ``today``: overdue after its day, due_soon within two working days, today included."""
    if stored is not State.OPEN:
        return stored
    if due < today:
        return State.OVERDUE
    return State.DUE_SOON if due <= soon_limit(calendar, today) else State.OPEN


def soon_limit(calendar: WorkCalendar, today: date) -> date:
    """The last due date that is ``due_soon`` on ``today``: the day before the third working day, today included."""
    return calendar.add(today - ONE_DAY, SOON + 1) - ONE_DAY


def _waiting(versions: Sequence[Rule], matter: Matter, history: History, today: date, window: Window) -> list[Waiting]:
    """What the version in force today still waits for; the answer holds until another one takes over."""
    missed = list(series_missing(versions[-1], history)) if _has_flag(versions[-1], matter) else []
    if not missed:
        return []
    turns = {one.in_force_from for one in versions}
    turns |= {one.in_force_to + ONE_DAY for one in versions if one.in_force_to < date.max}
    for turn in turns - {date.min}:
        window.narrow(*((date.min, turn - ONE_DAY) if turn > today else (turn, date.max)))
    rule = version_on(versions, today)
    if rule is None:
        return []
    return [
        Waiting(rule.id, rule.clause, rule.title, about, missing, tuple(e for e in rule.after if e not in missing))
        for about, missing in missed
    ]


def _next_steps(items: Sequence[DueItem], steps: Sequence[str]) -> tuple[str, ...]:
    """The events the rules expect next: those that fulfil open items, soonest first, then steps without a number."""
    working = (State.OPEN, State.DUE_SOON, State.OVERDUE)
    names = [name for item in items if item.state in working and not item.superseded for name in item.fulfilled_by]
    return tuple(dict.fromkeys([*names, *steps]))


def stored(item: DueItem) -> DueItem:
    """The item as a projection keeps it: ``due_soon`` and ``overdue`` are looked at, not stored."""
    if item.state in (State.DUE_SOON, State.OVERDUE):
        return replace(item, state=State.OPEN)
    return item
