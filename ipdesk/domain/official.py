"""What the law asks of a matter: its periods opened by notices and by dates, kept beside the service standard's.

Nothing here is paused, and no ending of the work stops it: a right can be given up only knowingly (``given_up``).
An item's day is the safe one; until the last day has passed it still counts as done in time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ipdesk.domain.annual import annual_fees_within
from ipdesk.domain.history import History, Placed
from ipdesk.domain.law import LawBook, LawRule, Length, Openings
from ipdesk.domain.matters import Kind, Matter
from ipdesk.domain.periods import add_months
from ipdesk.domain.rulings import Ruling, rule_on
from ipdesk.domain.workdays import WorkCalendar

ONE_DAY = timedelta(days=1)
GIVEN_UP = "given_up"
EXTENDED = "extension_granted"
NOTICE = "notice_received"
TERM_YEARS = 10  # of a registered mark, again and again (商标法 2019 第39、40条)


@dataclass(frozen=True, slots=True)
class Official:
    """One period of the law that runs for a matter. ``identity``: the day that names it among its rule's others."""

    rule: LawRule
    ruling: Ruling
    about: str | None
    identity: date
    triggers: tuple[Placed, ...]
    done: Placed | None = None
    given_up: Placed | None = None


def official_periods(
    matter: Matter, history: History, law: LawBook, calendar: WorkCalendar, today: date
) -> tuple[list[Official], date, date]:
    """Every official period of the matter, and the days on which that list stays the same."""
    plan = law.openings(matter.kind)
    first, last = date.min, date.max
    found = list(_from_notices(plan, matter, history, law, calendar))
    if plan.by_anchor:
        found += _from_filing(plan, matter, history, law, calendar)
        for more, begins, ends in (
            _from_annual_fees(plan, matter, history, law, calendar, today),
            _from_registration(plan, matter, history, law, calendar, today),
        ):
            found += more
            first, last = max(first, begins), min(last, ends)
    return found, first, last


# -- opened by a notice ---------------------------------------------------------------------------


def _from_notices(
    plan: Openings, matter: Matter, history: History, law: LawBook, calendar: WorkCalendar
) -> Iterator[Official]:
    for about in history.abouts((NOTICE,)):
        for one in history.events(about, (NOTICE,)):
            for rule_id in plan.by_notice.get(one.event.data.get("notice", ""), ()):
                on = _day(one, "issued") or one.on
                rule = _version(law, rule_id, on, matter.kind)
                if rule is not None and (not rule.flag or rule.flag in matter.flags):
                    yield _about_notice(rule, one, on, about, history, calendar)


def _about_notice(
    rule: LawRule, one: Placed, on: date, about: str | None, history: History, calendar: WorkCalendar
) -> Official:
    """Counted from the notice's date of issue (where none was noted, from the day it came in, which is later:
    then the day it came in is proven)."""
    rule = _extended(rule, about, one, history)
    delivery = one.event.data.get("delivery") or "electronic"
    proven = _day(one, "proven")
    if proven is not None and proven < on:
        proven = None
    ruling = rule_on(rule, on, calendar, delivery=delivery, proven=proven)
    stated = _day(one, "answer_by")
    if stated is not None and rule.nature in ("designated", "fixed"):
        ruling = _stated(ruling, stated, calendar)
    done = next((end for end in history.events(about, rule.done_by) if end.on >= on), None)
    return Official(rule, ruling, about, on, (one,), done, _given_up(history, about, one))


def _extended(rule: LawRule, about: str | None, one: Placed, history: History) -> LawRule:
    """A designated period that was extended by whole months (细则第6条第4款)."""
    if rule.nature != "designated":
        return rule
    months = 0
    for more in history.events(about, (EXTENDED,)):
        text = more.event.data.get("months", "1")
        months += int(text) if text.isdecimal() and more.on >= one.on else 0
    if not months:
        return rule
    length = Length(rule.length.months + months, rule.length.days)
    note = f"已准予延长{months}个月" + (f"；{rule.note}" if rule.note else "")
    return replace(rule, length=length, note=note)


def _stated(ruling: Ruling, stated: date, calendar: WorkCalendar) -> Ruling:
    """The day the notice itself names, moved off a day off like any: where it is another one than the one counted,
    alarms go by the earlier of the two."""
    words = f"通知书写明的答复期限：{stated.isoformat()}"
    if stated in (ruling.last_day, ruling.raw_end):
        return replace(ruling, steps=(*ruling.steps, f"{words}，与推算一致"))
    safe = min(ruling.safe_day, calendar.on_or_after(stated))
    steps = (*ruling.steps, f"{words}，与推算的{ruling.last_day.isoformat()}不同：请核对，报警按较早的一天")
    return replace(ruling, safe_day=safe, steps=steps)


# -- opened by a date of the matter -----------------------------------------------------------------


def _from_filing(
    plan: Openings, matter: Matter, history: History, law: LawBook, calendar: WorkCalendar
) -> Iterator[Official]:
    filed = matter.filed
    if filed is None:
        return
    start = history.events(None, ("filed",))[:1]
    accepted = _acceptance(history)
    for rule_id in plan.by_anchor.get("filed", ()):
        base = min(filter(None, (filed, matter.priority))) if rule_id == "D11" else filed
        rule = _version(law, rule_id, base, matter.kind)
        if rule is None or (rule.also is not None and not start):
            continue  # what was filed elsewhere was paid elsewhere
        also_on = accepted if rule.also is not None and accepted is not None and accepted >= filed else None
        ruling = rule_on(rule, base, calendar, also_on=also_on)
        if matter.taken_on is not None and ruling.last_day < matter.taken_on:
            continue  # nobody knows here whether it was done before the office took the matter on
        done = next(iter(history.events(None, rule.done_by)), None)
        if done is None and (matter.granted is not None or _went_on(rule_id, history)):
            continue  # a matter that got so far can't have missed it
        yield Official(rule, ruling, None, base, tuple(start), done, _given_up(history, None, None))


def _acceptance(history: History) -> date | None:
    """The day of issue of the notice of acceptance, if one was recorded."""
    for one in history.placed:
        if one.event.name == "acceptance_received":
            return _day(one, "issued") or one.on
        if one.event.name == NOTICE and one.event.data.get("notice") in ("acceptance", "acceptance_notice"):
            return _day(one, "issued") or one.on
    return None


def _went_on(rule_id: str, history: History) -> bool:
    """A notice that only comes when the fee was paid, or the examination asked for."""
    later = ("publication", "preliminary_pass", "examination_entered", "first_office_action", "grant_notice")
    wanted = later if rule_id == "D09" else later[2:]
    return any(one.event.name == NOTICE and one.event.data.get("notice") in wanted for one in history.placed)


def _from_annual_fees(
    plan: Openings, matter: Matter, history: History, law: LawBook, calendar: WorkCalendar, today: date
) -> tuple[list[Official], date, date]:
    """Each annual fee in sight; one that was missed has its six months of grace instead (细则第115条)."""
    ids, missed = plan.by_anchor.get("annual_fee", ()), plan.by_anchor.get("annual_fee_missed", ())
    if not ids or not (matter.granted or matter.annual_fees):
        return [], date.min, date.max
    fees, first, last = annual_fees_within(matter, history, today)
    found = []
    for fee in fees:
        base = add_months(fee.due, -12)
        due = _counted(law, ids[0], base, fee.due, matter.kind, calendar)
        if due is None:
            continue
        done = next(iter(history.events(fee.about, due.rule.done_by)), None)
        dropped = _given_up(history, fee.about, None)
        if done is None and dropped is None and missed and today > due.last_day:
            first = max(first, due.last_day + ONE_DAY)
            grace = _counted(law, missed[0], fee.due, None, matter.kind, calendar)
            if grace is not None:
                found.append(Official(grace.rule, grace, fee.about, fee.due, ()))
                continue
        if done is None and dropped is None:
            last = min(last, due.last_day)
        late = missed and done is not None and done.on > due.last_day
        ruling = _counted(law, missed[0], fee.due, None, matter.kind, calendar) if late else due
        if ruling is not None:
            found.append(Official(ruling.rule, ruling, fee.about, fee.due, (), done, dropped))
    return found, first, last


def _from_registration(
    plan: Openings, matter: Matter, history: History, law: LawBook, calendar: WorkCalendar, today: date
) -> tuple[list[Official], date, date]:
    """The renewal of a registered mark, from a year before it expires; then six months of grace."""
    ids, missed = plan.by_anchor.get("registered", ()), plan.by_anchor.get("registered_missed", ())
    registered = matter.granted
    if not ids or registered is None:
        return [], date.min, date.max
    found: list[Official] = []
    renewals = history.events(None, ("renewed",))
    for turn in range(1, len(renewals) + 2):
        expiry = add_months(registered, 12 * TERM_YEARS * turn) - ONE_DAY
        opens = add_months(expiry, -12) + ONE_DAY
        done = renewals[turn - 1] if turn <= len(renewals) else None
        if done is None and matter.taken_on is not None and add_months(expiry, 6) < matter.taken_on:
            continue
        if done is None and today < opens:
            return found, date.min, opens - ONE_DAY
        due = _counted(law, ids[0], expiry, None, matter.kind, calendar)
        if due is None:
            continue
        if missed and (today if done is None else done.on) > due.last_day:
            grace = _counted(law, missed[0], expiry, None, matter.kind, calendar)
            due = grace or due
        found.append(Official(due.rule, due, None, expiry, (), done, _given_up(history, None, None)))
        if done is None:
            held = due.rule.anchor == "registered"
            return found, date.min if held else due.event_date, due.last_day if held else date.max
    return found, date.min, date.max


def _counted(
    law: LawBook, rule_id: str, base: date, exact: date | None, kind: Kind, calendar: WorkCalendar
) -> Ruling | None:
    """A ruling from ``base``; ``exact``: the anniversary itself, which 29 February may not be counted to."""
    rule = _version(law, rule_id, base, kind)
    if rule is None:
        return None
    if exact is not None:
        rule = replace(rule, length=Length(), start=rule.start)
        ruling = rule_on(rule, exact, calendar)
        return replace(ruling, event_date=exact)
    return rule_on(rule, base, calendar)


# -- small things -----------------------------------------------------------------------------------


def _version(law: LawBook, rule_id: str, on: date, kind: Kind) -> LawRule | None:
    return next((rule for rule in law.versions[rule_id] if kind in rule.kinds and rule.in_force(on)), None)


def _given_up(history: History, about: str | None, after: Placed | None) -> Placed | None:
    place = -1 if after is None else after.place
    return next((one for one in history.events(about, (GIVEN_UP,)) if one.place > place), None)


def _day(one: Placed, name: str) -> date | None:
    try:
        return date.fromisoformat(one.event.data.get(name, ""))
    except ValueError:
        return None
