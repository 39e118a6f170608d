"""The deadline calculator: one official or service period from one date, with every step of the count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ipdesk.domain.law import LawBook
from ipdesk.domain.matters import Kind
from ipdesk.domain.periods import CountedDay, Period, Unit, reckon
from ipdesk.domain.rulebook import RuleBook
from ipdesk.domain.rulings import Ruling, both_marked, deliveries, rule_on
from ipdesk.domain.workdays import WorkCalendar
from ipdesk.errors import UserError


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked: a rule's id and a date; ``on`` is a document's date of issue where the rule runs from service.

    ``also_on``: the date of a rule's second limb (D09: the acceptance notice's).
    """

    rule: str
    on: date
    kind: Kind | None = None
    delivery: str = "electronic"
    proven: date | None = None
    also_on: date | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """The answer. ``last_day`` as the rule is read, ``safe_day`` the earlier one that alarms go by; ``basis`` is the
    clause or article, ``missed`` what follows when it is missed, ``opens`` the first day of a window; ``confirm``:
    only a reminder to be looked up; ``days``: the strip of days, ``documents`` the notices on days off it rests on."""

    rule: str
    title: str
    basis: str
    official: bool
    event_date: date
    served: date
    raw_end: date
    last_day: date
    safe_day: date
    provisional: bool
    steps: tuple[str, ...]
    opens: date | None = None
    missed: str = ""
    source: str = ""
    confidence: str = ""
    days: tuple[CountedDay, ...] = ()
    documents: tuple[str, ...] = ()
    confirm: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A rule that can be counted. ``served``: it runs from a document's service; ``second``: the start of its second
    limb, empty without one; ``deliveries``: the ways of service, where either runs from one."""

    id: str
    title: str
    basis: str
    official: bool
    kinds: frozenset[Kind]
    start: str = ""
    served: bool = False
    second: str = ""
    deliveries: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """D12 答复第一次审查意见 · 细则…: one line of a list."""
        return f"{self.id}　{self.title}　{self.basis}"


def choices(law: LawBook, rules: RuleBook) -> tuple[Choice, ...]:
    """Every rule with a period, the law's first; of several versions the one in force last speaks."""
    found: dict[str, Choice] = {}
    for rule_id, versions in law.versions.items():
        rule = versions[-1]
        kinds = frozenset(kind for one in versions for kind in one.kinds)
        if rule.nature == "none":
            continue
        also = rule.also
        ways = deliveries(rule.regime) if rule.served or (also is not None and also.served) else ()
        second = also.start if also is not None else ""
        found[rule_id] = Choice(rule_id, rule.act, rule.article, True, kinds, rule.start, rule.served, second, ways)
    for rule_id, service in rules.versions.items():
        last = service[-1]
        if last.period is not None and not last.off and rule_id not in found:
            after = "、".join(rules.event(name).label for name in last.after)
            found[rule_id] = Choice(rule_id, last.title, f"服务标准 {last.clause}", False, last.kinds, after)
    return tuple(found.values())


def find_choices(every: tuple[Choice, ...], words: str) -> tuple[Choice, ...]:
    """Those in which every word occurs; the one whose id was typed comes first."""
    wanted = words.casefold().split()
    found = [one for one in every if all(word in f"{one.words} {one.start}".casefold() for word in wanted)]
    return tuple(sorted(found, key=lambda one: one.id.casefold() != words.strip().casefold()))


def deadline(wanted: Wanted, law: LawBook, rules: RuleBook, calendar: WorkCalendar) -> Deadline:
    """Count one period. ``UserError`` for an unknown rule, a kind it is not for, or one without a number of days."""
    if wanted.rule in law:
        return _official(wanted, law, calendar)
    return _service(wanted, rules, calendar)


def _official(wanted: Wanted, law: LawBook, calendar: WorkCalendar) -> Deadline:
    rule = law.rule(wanted.rule, wanted.on, wanted.kind)
    found = rule_on(rule, wanted.on, calendar, delivery=wanted.delivery, proven=wanted.proven, also_on=wanted.also_on)
    return Deadline(
        rule=rule.id,
        title=rule.act,
        basis=rule.article,
        official=True,
        event_date=wanted.on,
        served=found.served,
        raw_end=found.raw_end,
        last_day=found.last_day,
        safe_day=found.safe_day,
        provisional=found.provisional,
        steps=found.steps,
        opens=found.opens,
        missed=rule.missed,
        source=rule.source,
        confidence=rule.confidence,
        confirm=rule.to_confirm,
        days=_strip(found, calendar),
        documents=_documents(wanted.on, found.last_day, calendar),
    )


def _strip(found: Ruling, calendar: WorkCalendar) -> tuple[CountedDay, ...]:
    """The days around both ends of a plain count; nothing for one that runs backwards or mixes months and days."""
    length = found.rule.length
    if found.rule.before or bool(length.days) == bool(length.months) or found.rule.year_end:
        return ()
    unit = Unit.WORKING_DAYS if length.working else Unit.DAYS if length.days else Unit.MONTHS
    period = Period(length.days or length.months, unit, roll=not length.working)
    return both_marked(reckon(found.served, period, calendar).days, found)


def _documents(one: date, other: date, calendar: WorkCalendar) -> tuple[str, ...]:
    years = range(min(one, other).year, max(one, other).year + 1)
    return tuple(dict.fromkeys(found for found in map(calendar.document, years) if found))


def _service(wanted: Wanted, rules: RuleBook, calendar: WorkCalendar) -> Deadline:
    rule = rules.rule(wanted.rule, wanted.on)
    if rule.period is None:
        raise UserError("deadline.no_period", rule=rule.id, title=rule.title, clause=rule.clause)
    if wanted.kind is not None and rule.kinds and wanted.kind not in rule.kinds:
        raise UserError("law.not_for_kind", rule=rule.id, act=rule.title, kind=wanted.kind)
    found = reckon(wanted.on, rule.period, calendar)
    return Deadline(
        rule=rule.id,
        title=rule.title,
        basis=f"服务标准 {rule.clause}",
        official=False,
        event_date=wanted.on,
        served=wanted.on,
        raw_end=found.raw_end,
        last_day=found.end,
        safe_day=found.end,
        provisional=found.provisional,
        steps=(f"{rule.id} {rule.title}，依据：服务标准 {rule.clause}", *found.steps),
        days=found.days,
        documents=_documents(wanted.on, found.end, calendar),
    )
