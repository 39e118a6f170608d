"""Where a rule finds its work: each trigger, recurrence or anchor in a matter's history, and what fulfilled it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ipdesk.domain.annual import annual_fees_within
from ipdesk.domain.history import ENDINGS, History, Placed
from ipdesk.domain.matters import Matter
from ipdesk.domain.periods import Period, Unit, end_of
from ipdesk.domain.recurring import Run, series
from ipdesk.domain.rulebook import Rule, RuleBook, version_on
from ipdesk.domain.workdays import WorkCalendar
from ipdesk.errors import UserError


@dataclass(slots=True)
class Window:
    """The days for which an answer holds; narrowed as rules turn out to depend on today."""

    valid_from: date
    valid_until: date

    def narrow(self, first: date, last: date) -> None:
        """The answer holds from ``first`` to ``last`` only."""
        self.valid_from = max(self.valid_from, first)
        self.valid_until = min(self.valid_until, last)


@dataclass(slots=True)
class Found:
    """One piece of work: counted from ``base``, due on ``due``; ``identity`` names it among its rule's others."""

    about: str | None
    base: date
    identity: date
    due: date
    triggers: tuple[Placed, ...] = ()
    due_time: time | None = None
    done: Placed | None = None
    late: bool = False
    void: bool = False
    superseded: bool = False


def occurrences(
    versions: Sequence[Rule],
    matter: Matter,
    history: History,
    book: RuleBook,
    calendar: WorkCalendar,
    today: date,
    window: Window,
) -> Iterator[tuple[Rule, Found]]:
    """Everything the versions of one rule ask for, each under the version in force on its trigger's day."""
    shape = versions[-1]
    if shape.flag and shape.flag not in matter.flags:
        return
    if shape.before == "annual_fee":
        yield from _annual(versions, matter, history, calendar, today, window)
    elif shape.every is not None:
        yield from _recurring(versions, history, calendar, today, window)
    else:
        for about in history.abouts(shape.after):
            yield from _triggered(versions, about, history, book, calendar)


# -- triggered by events --------------------------------------------------------------------


def _triggered(
    versions: Sequence[Rule], about: str | None, history: History, book: RuleBook, calendar: WorkCalendar
) -> Iterator[tuple[Rule, Found]]:
    """A trigger that comes while its item is open changes nothing; one after it was fulfilled opens a new item."""
    shape = versions[-1]
    used: set[int] = set()
    busy_until = -1  # the place up to which the last item was open; an item still open: beyond every place
    for triggers in _starts(shape, about, history, book):
        start = triggers[-1]
        if start.place < busy_until:
            continue
        rule = version_on(versions, start.on)
        if rule is None:
            continue
        one = _begun(rule, about, triggers, history, calendar)
        one.done = _fulfilment(rule, about, start, history, used)
        _end(rule, one, start.place, history)
        if one.done:
            used.add(one.done.place)
            one.late = _is_late(one, one.done)
            busy_until = one.done.place
        elif one.void:
            ending = history.ending_after(start.place)
            busy_until = ending.place if ending else len(history.placed)
        else:
            busy_until = len(history.placed)
        yield rule, one


def _starts(rule: Rule, about: str | None, history: History, book: RuleBook) -> Iterator[tuple[Placed, ...]]:
    """The triggers in order; for "all of" the later one comes last in its tuple."""
    events = history.events(about, rule.after)
    if not rule.needs_all:
        yield from ((one,) for one in events if _counts(rule, one, history, book))
        return
    latest: dict[str, Placed] = {}
    for one in events:
        latest[one.event.name] = one
        if len(latest) == len(rule.after):
            yield tuple(sorted(latest.values(), key=lambda placed: placed.place))


def _counts(rule: Rule, one: Placed, history: History, book: RuleBook) -> bool:
    """Whether this event sets the rule going: what it says, what has come before, what must not have come."""
    data = one.event.data
    if any(data.get(name) != value for name, value in rule.when.items()):
        return False
    if rule.asks_answer and not book.asks_answer(data.get("notice")):
        return False
    if rule.unless and any(other.place < one.place for other in history.events(one.event.about, rule.unless)):
        return False
    return not rule.provided or any(
        other.on <= one.on for about in history.groups for other in history.events(about, (rule.provided,))
    )


def _begun(
    rule: Rule, about: str | None, triggers: tuple[Placed, ...], history: History, calendar: WorkCalendar
) -> Found:
    start = triggers[-1]
    period = rule.period or Period(0, Unit.SAME_DAY)
    base = _anchor(rule, start) if rule.before else start.on
    due = end_of(base, period, calendar, () if rule.official else history.pauses)
    one = Found(about, base, start.on, due, triggers)
    if period.unit is Unit.MINUTES:
        moment = datetime.combine(start.on, start.event.at or time.min) + timedelta(minutes=period.n)
        one.due, one.due_time = moment.date(), moment.time()
    return one


def _anchor(rule: Rule, start: Placed) -> date:
    """The date in the trigger event's own field that the rule counts back from (a subsidy's closing date)."""
    name = rule.before.removeprefix("field:")
    text = start.event.data.get(name, "")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError("docket.no_anchor", rule=rule.id, event=start.event.name, field=name, on=start.on) from None


def _fulfilment(rule: Rule, about: str | None, start: Placed, history: History, used: set[int]) -> Placed | None:
    """The first fulfilling event dated on or after the trigger's date that fulfilled no earlier item.

    A rule that feeds itself (P.chase) is not fulfilled by its own trigger.
    """
    for one in history.events(about, rule.done_by):
        if one.on < start.on or one.place in used or _too_early(one, start):
            continue
        if rule.repeats and one.place <= start.place:
            continue
        return one
    return None


def _too_early(one: Placed, start: Placed) -> bool:
    """On the trigger's day, where both have a time of day (4.3.3), what came before the trigger answers nothing."""
    if one.on != start.on or one.event.at is None or start.event.at is None:
        return False
    return one.event.at < start.event.at


def _is_late(one: Found, done: Placed) -> bool:
    if one.due_time is not None and done.on == one.due:
        return (done.event.at or time.min) > one.due_time
    return done.on > one.due


def _end(rule: Rule, one: Found, place: int, history: History) -> None:
    """An ending voids what was open then; not what the law asks for, nor what the ending itself asked for."""
    if rule.official or any(name in ENDINGS for name in rule.after):
        return
    ending = history.ending_after(place)
    if ending and (one.done is None or one.done.on > ending.on):
        one.void, one.done = True, None


# -- recurring ------------------------------------------------------------------------------


def _recurring(
    versions: Sequence[Rule], history: History, calendar: WorkCalendar, today: date, window: Window
) -> Iterator[tuple[Rule, Found]]:
    """Occurrences after the first trigger, up to the first one on or after today, ended by ``until`` or an ending."""
    shape = versions[-1]
    for about in list(history.abouts(shape.after)):
        start = history.events(about, shape.after)[0]
        rule = version_on(versions, start.on)
        if rule is None or rule.every is None:
            continue
        stop = next((one.on for one in history.events(about, rule.until) if one.place > start.place), None)
        ending = history.ending_after(start.place)
        if ending and (stop is None or ending.on < stop):
            stop, ended = ending.on, True
        else:
            ended = False
        run = series(rule.every, start.on, history.pauses, calendar, stop, today, paused=history.paused_now)
        window.narrow(run.valid_from, run.valid_until)
        yield from ((rule, one) for one in _series_items(rule, about, start, run, history, ended, stop))


def _series_items(
    rule: Rule,
    about: str | None,
    start: Placed,
    run: Run,
    history: History,
    ended: bool,
    stop: date | None,
) -> Iterator[Found]:
    doers = history.events(about, rule.done_by)
    last = len(run.spans) - (0 if run.stopped else 1)
    for number, (since, due) in enumerate(run.spans):
        one = Found(about, start.on, due, due, (start,))
        one.done = _in_span(rule, doers, since, due, start, first=number == 0)
        if ended and stop and (one.done is None or one.done.on > stop):
            one.void, one.done = True, None
        one.late = one.done is not None and one.done.on > due
        one.superseded = number < last and one.done is None
        yield one


def _in_span(
    rule: Rule, doers: Sequence[Placed], since: date, due: date, start: Placed, *, first: bool
) -> Placed | None:
    if rule.this_week:
        week = due.isocalendar()[:2]
        return next((one for one in doers if one.on >= start.on and one.on.isocalendar()[:2] == week), None)
    return next((one for one in doers if one.on > since or (first and one.on == since)), None)


# -- anchored before an annual fee's day ------------------------------------------------------


def _annual(
    versions: Sequence[Rule], matter: Matter, history: History, calendar: WorkCalendar, today: date, window: Window
) -> Iterator[tuple[Rule, Found]]:
    """At least N days before each annual fee (3.2.3); a fee comes in sight a year before it is due."""
    fees, first, last = annual_fees_within(matter, history, today)
    window.narrow(first, last)
    ending = history.endings[0] if history.endings else None
    for fee in fees:
        rule = version_on(versions, fee.due)
        if rule is None or rule.period is None:
            continue
        due = end_of(fee.due, rule.period, calendar)
        one = Found(fee.about, fee.due, fee.due, due)
        one.done = next(iter(history.events(fee.about, rule.done_by)), None)
        moot = next(iter(history.events(fee.about, rule.moot_by)), None)
        if one.done is None and (moot or (ending and ending.on <= fee.due)):
            one.void = True
        elif ending and one.done and one.done.on > ending.on:
            one.void, one.done = True, None
        one.late = one.done is not None and one.done.on > due
        yield rule, one


# -- what is missing, what comes next ----------------------------------------------------------


def series_missing(rule: Rule, history: History) -> Iterator[tuple[str | None, tuple[str, ...]]]:
    """For an "all of" rule: each thing (and always the matter itself) whose set is not complete, with what lacks.

    A matter that has ended (3.5.1, 3.5.3) waits for nothing.
    """
    if not rule.needs_all or history.endings:
        return
    for about in dict.fromkeys([None, *history.abouts(rule.after)]):
        names = {one.event.name for one in history.events(about, rule.after)}
        missing = tuple(name for name in rule.after if name not in names)
        if missing:
            yield about, missing


def step_next(versions: Sequence[Rule], history: History) -> list[str]:
    """For steps without a number of days (3.2.7, 3.2.9–3.2.11, 4.3.6): the next event, once the first has come,
    under the version in force on that day."""
    rule = versions[-1]
    if not rule.steps or history.paused_now:
        return []
    found = []
    for about in history.abouts(rule.steps[:1]):
        first = history.events(about, rule.steps[:1])[0]
        if history.ending_after(first.place) or version_on(versions, first.on) is None:
            continue
        have = {one.event.name for one in history.events(about, (*rule.steps, *rule.done_by)) if one.on >= first.on}
        if not have.intersection(rule.done_by):
            found.append(next((name for name in rule.steps if name not in have), rule.done_by[0]))
    return found
