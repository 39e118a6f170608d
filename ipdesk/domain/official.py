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
from ipdesk.domain.rulings import Ruling, rule_on, term_end
from ipdesk.domain.workdays import WorkCalendar

ONE_DAY = timedelta(days=1)
GIVEN_UP = "given_up"
EXTENDED = "extension_granted"
PROVEN = "receipt_proven"
OBSTACLE, ASKED_FOR_MORE = "obstacle_ended", "extension_requested"
WANTS_PRIORITY = "wants_priority"
RESTORED_AT_MOST = 24  # months after the period's end, force majeure or not (细则第6条第1款)
NOTICE = "notice_received"
ACCEPTANCES = ("acceptance", "acceptance_notice")
WIDE = frozenset({"fee_paid", "granted", "certificate_received"})
"""What is done for the whole matter, though a notice asked for it: these events carry no notice."""
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
        found += _from_priority(plan, matter, history, law, calendar)
        found += _from_requests(plan, matter, history, law, calendar)
        for more, begins, ends in (
            _claiming(plan, matter, history, law, calendar, today),
            _entering(plan, matter, history, law, calendar, today),
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
    """A notice told twice changes nothing while its item is open; one about a step of the whole matter (the
    registration, a fee) neither, whichever of the notices on it comes first."""
    running: dict[tuple[str, str | None], Official] = {}
    for one, notice in _notices(history):
        for rule_id in plan.by_notice.get(notice, ()):
            on = _day(one, "issued") or one.on
            rule = _version(law, rule_id, on, matter.kind)
            if rule is None or (rule.flag and rule.flag not in matter.flags):
                continue
            key = (rule_id, None if WIDE.issuperset(rule.done_by) else one.event.about)
            before = running.get(key)
            if before is not None and (before.done is None or before.done.place > one.place or before.identity == on):
                continue
            running[key] = made = _about_notice(rule, one, on, one.event.about, history, calendar)
            yield made


def _notices(history: History) -> Iterator[tuple[Placed, str]]:
    """Every notice with its kind; the receipt of the acceptance is one, too, where it was recorded as an event."""
    told = False
    for one in history.placed:
        if one.event.name == NOTICE:
            notice = one.event.data.get("notice", "")
            told = told or notice in ACCEPTANCES
            yield one, notice
        elif one.event.name == "acceptance_received" and not told:
            told = True
            yield one, ACCEPTANCES[0]


def _about_notice(
    rule: LawRule, one: Placed, on: date, about: str | None, history: History, calendar: WorkCalendar
) -> Official:
    """Counted from the notice's date of issue (where none was noted, from the day it came in, which is later:
    then the day it came in is proven)."""
    rule = _extended(rule, about, one, history)
    delivery = one.event.data.get("delivery") or "electronic"
    later = [_day(more, "proven") for more in history.events(about, (PROVEN,)) if more.place > one.place]
    proven = (later or [_day(one, "proven")])[-1]
    if proven is not None and proven < on:
        proven = None
    ruling = rule_on(rule, on, calendar, delivery=delivery, proven=proven)
    stated = _day(one, "answer_by")
    if stated is not None and (rule.nature in ("designated", "fixed") or "fee_paid" in rule.done_by):
        ruling = _stated(ruling, stated, calendar)
    ends = [*history.events(about, rule.done_by)]
    if about is not None:
        ends += history.events(None, tuple(WIDE.intersection(rule.done_by)))
    done = next((end for end in sorted(ends, key=lambda end: end.place) if end.on >= on), None)
    return Official(rule, ruling, about, on, (one,), done, _given_up(history, about, one, rule.id))


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
        if rule is None or (rule.also is not None and not start and accepted is None):
            continue  # what was filed elsewhere was paid elsewhere
        also_on = accepted if rule.also is not None and accepted is not None and accepted >= filed else None
        ruling = rule_on(rule, base, calendar, also_on=also_on)
        if matter.taken_on is not None and ruling.last_day < matter.taken_on:
            continue  # nobody knows here whether it was done before the office took the matter on
        done = next(iter(history.events(None, rule.done_by)), None)
        if done is None and (matter.granted is not None or _went_on(rule_id, history)):
            continue  # a matter that got so far can't have missed it
        yield Official(rule, ruling, None, base, tuple(start), done, _given_up(history, None, None, rule.id))


def _acceptance(history: History) -> date | None:
    """The day of issue of the notice of acceptance, if one was recorded."""
    for one in history.placed:
        if one.event.name == "acceptance_received":
            return _day(one, "issued") or one.on
        if one.event.name == NOTICE and one.event.data.get("notice") in ACCEPTANCES:
            return _day(one, "issued") or one.on
    return None


def _went_on(rule_id: str, history: History) -> bool:
    """A notice that only comes when the fee was paid, the examination asked for, or China was entered."""
    later = ("publication", "preliminary_pass", "examination_entered", "first_office_action", "grant_notice")
    wanted = {"D09": later, "D31": ("national_phase", *later)}.get(rule_id, later[2:])
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
        dropped = _given_up(history, fee.about, None, due.rule.id)
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
        expiry = term_end(registered, 12 * TERM_YEARS * turn)
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
        dropped = _given_up(history, None, None, due.rule.id)
        found.append(Official(due.rule, due, None, expiry, (), done, dropped))
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


# -- priority, entry into the national phase --------------------------------------------------------


def _from_priority(
    plan: Openings, matter: Matter, history: History, law: LawBook, calendar: WorkCalendar
) -> Iterator[Official]:
    """What a claimed priority asks: its fee, the copy, its correction (细则第37、112条, 专利法第30条)."""
    priority, filed = matter.priority, matter.filed
    if priority is None or filed is None:
        return
    start = history.events(None, ("filed",))[:1]
    for anchor, base, other in (("priority", priority, filed), ("priority_filed", filed, _acceptance(history))):
        for rule_id in plan.by_anchor.get(anchor, ()):
            rule = _version(law, rule_id, base, matter.kind)
            if rule is None or (rule.flag and rule.flag not in matter.flags):
                continue
            if anchor == "priority_filed" and rule.also is not None and not start and other is None:
                continue  # as the filing fee: what was filed elsewhere was paid elsewhere
            also_on = other if rule.also is not None and other is not None and other >= base else None
            ruling = rule_on(rule, base, calendar, also_on=also_on)
            if matter.taken_on is not None and ruling.last_day < matter.taken_on:
                continue
            done = next(iter(history.events(None, rule.done_by)), None)
            if done is None and (matter.granted is not None or _went_on("D09", history)):
                continue
            yield Official(rule, ruling, None, base, tuple(start), done, _given_up(history, None, None, rule.id))


def _claiming(
    plan: Openings, matter: Matter, history: History, law: LawBook, calendar: WorkCalendar, today: date
) -> tuple[list[Official], date, date]:
    """The months in which a priority can be claimed (专利法第29条): on the later matter until it is filed, on a
    first filing that is to be followed until one was. Where missed, the two to restore it (细则第36条)."""
    starts = plan.by_anchor.get("priority_claim", ())
    if matter.priority is not None:
        base, names = matter.priority, ("filed",)
    elif matter.filed is not None and WANTS_PRIORITY in matter.flags:
        base, names = matter.filed, ("priority_claimed",)
    else:
        return [], date.min, date.max
    done = next((one for one in history.events(None, names) if one.on >= base), None)
    if matter.priority is not None and done is None and matter.filed is not None:
        return [], date.min, date.max  # filed, though nobody recorded the filing here
    ids = (*starts[:1], *plan.by_anchor.get("priority_missed", ()))
    return _first_or_second(_Turn(ids, base, names, done, matter), history, law, calendar, today)


def _entering(
    plan: Openings, matter: Matter, history: History, law: LawBook, calendar: WorkCalendar, today: date
) -> tuple[list[Official], date, date]:
    """The national phase: thirty months from the earliest priority date, two more for a fee (细则第120条)."""
    ids = (*plan.by_anchor.get("entry", ()), *plan.by_anchor.get("entry_missed", ()))
    base = min(filter(None, (matter.filed, matter.priority)), default=None)
    if not ids or base is None:
        return [], date.min, date.max
    done = next(iter(history.events(None, ("national_entered",))), None)
    if done is None and (matter.granted is not None or _went_on("D31", history)):
        return [], date.min, date.max
    turn = _Turn(ids, base, ("national_entered",), done, matter)
    return _first_or_second(turn, history, law, calendar, today)


@dataclass(frozen=True, slots=True)
class _Turn:
    """A period and the one that stands in for it, counted from ``base``, done by any of ``names``."""

    ids: tuple[str, ...]
    base: date
    names: tuple[str, ...]
    done: Placed | None
    matter: Matter


def _first_or_second(
    turn: _Turn, history: History, law: LawBook, calendar: WorkCalendar, today: date
) -> tuple[list[Official], date, date]:
    """The period, or the one that stands in for it from the day after it was missed."""
    kind, done = turn.matter.kind, turn.done
    due = _counted(law, turn.ids[0], turn.base, None, kind, calendar) if turn.ids else None
    if due is None:
        return [], date.min, date.max
    other = _standing_in(law, turn.ids[1], turn.base, due, kind, calendar) if len(turn.ids) > 1 else None
    dropped = _given_up(history, None, None, due.rule.id)
    dropped = dropped or (_given_up(history, None, None, other.rule.id) if other is not None else None)
    first, last, kept = date.min, date.max, due
    missed = (today if done is None else done.on) > due.last_day
    if done is None and dropped is None:
        first, last = (due.last_day + ONE_DAY, date.max) if missed else (date.min, due.last_day)
    if missed and other is not None and (done is not None or dropped is None):
        kept = other
    taken_on = turn.matter.taken_on
    if done is None and taken_on is not None and kept.last_day < taken_on:
        return [], first, last
    rule = replace(kept.rule, done_by=turn.names)
    return [Official(rule, replace(kept, rule=rule), None, turn.base, (), done, dropped)], first, last


def _standing_in(
    law: LawBook, rule_id: str, base: date, due: Ruling, kind: Kind, calendar: WorkCalendar
) -> Ruling | None:
    """Counted from the same day; or from the end of what was missed, safely from before any day off moved it."""
    rule = _version(law, rule_id, base, kind)
    if rule is None or rule.anchor != "priority_missed":
        return None if rule is None else rule_on(rule, base, calendar)
    ruling, early = rule_on(rule, due.last_day, calendar), rule_on(rule, due.raw_end, calendar)
    if early.safe_day >= ruling.safe_day:
        return ruling
    words = f"若自{due.raw_end.isoformat()}（未顺延）起算，为{early.safe_day.isoformat()}；报警按较早的一天"
    return replace(ruling, safe_day=early.safe_day, steps=(*ruling.steps, words))


# -- opened by what was asked for --------------------------------------------------------------------


def _from_requests(
    plan: Openings, matter: Matter, history: History, law: LawBook, calendar: WorkCalendar
) -> Iterator[Official]:
    """The end of an obstacle opens the restoration (细则第6条第1款); a request for more time has to be made, and paid,
    before the period ends that it is about (细则第6条第4款): ``until``, kept with the request."""
    for anchor, name in (("obstacle", OBSTACLE), ("extension", ASKED_FOR_MORE)):
        for rule_id in plan.by_anchor.get(anchor, ()):
            for about in history.abouts((name,)):
                for one in history.events(about, (name,)):
                    made = _requested(law, rule_id, anchor, one, matter.kind, calendar)
                    if made is None:
                        continue
                    names = made.rule.done_by
                    done = next((end for end in history.events(about, names) if end.place > one.place), None)
                    dropped = _given_up(history, about, one, made.rule.id)
                    yield Official(made.rule, made, about, one.on, (one,), done, dropped)


def _requested(
    law: LawBook, rule_id: str, anchor: str, one: Placed, kind: Kind, calendar: WorkCalendar
) -> Ruling | None:
    if anchor == "extension":
        until, safe = _day(one, "until"), _day(one, "safe")
        rule = _version(law, rule_id, until, kind) if until is not None else None
        if rule is None or until is None:
            return None
        ruling = rule_on(rule, until, calendar)
        return replace(ruling, safe_day=min(safe or until, ruling.safe_day))
    rule = _version(law, rule_id, one.on, kind)
    if rule is None:
        return None
    ruling, lost = rule_on(rule, one.on, calendar), _day(one, "lost")
    if lost is None:
        return ruling
    end = calendar.on_or_after(add_months(lost, RESTORED_AT_MOST))
    if end >= ruling.last_day:
        return ruling
    words = f"最迟自期限届满之日（{lost.isoformat()}）起两年以内：{end.isoformat()}"
    return replace(ruling, last_day=end, safe_day=min(end, ruling.safe_day), steps=(*ruling.steps, words))


# -- small things -----------------------------------------------------------------------------------


def _version(law: LawBook, rule_id: str, on: date, kind: Kind) -> LawRule | None:
    return next((rule for rule in law.versions[rule_id] if kind in rule.kinds and rule.in_force(on)), None)


def _given_up(history: History, about: str | None, after: Placed | None, rule_id: str) -> Placed | None:
    """Where the event names the rule (``rule``), only that period was given up, not all that run."""
    place = -1 if after is None else after.place
    found = (one for one in history.events(about, (GIVEN_UP,)) if one.place > place)
    return next((one for one in found if one.event.data.get("rule", rule_id) == rule_id), None)


def _day(one: Placed, name: str) -> date | None:
    try:
        return date.fromisoformat(one.event.data.get(name, ""))
    except ValueError:
        return None
