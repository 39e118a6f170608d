"""The rule book: what the service standard and the law ask for, as values read from TOML.

``RuleBook.load`` takes the texts (the caller reads the files), checks every field and says which file, rule and
reason when something is wrong.  Later texts win over earlier ones, rule by rule and within their in-force dates.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from ipdesk.domain.law import LawBook, no_law
from ipdesk.domain.matters import Kind
from ipdesk.domain.periods import Period
from ipdesk.domain.rule_fields import RuleError, groups_of, rule_from
from ipdesk.errors import UserError


@dataclass(frozen=True, slots=True)
class EventKind:
    """A thing that can be recorded: ``fields`` are asked for besides date and note, ``about`` is what it is about."""

    name: str
    label: str
    fields: tuple[str, ...] = ()
    about: str = ""
    office: bool = False


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A kind of official notice; ``asks_answer``: clause 3.2.4 applies to it."""

    name: str
    label: str
    asks_answer: bool


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A recurrence: ``unit`` is ``week`` (``n`` = weekday, 1 Monday … 7), ``days`` (every ``n``), ``working_day``,
    ``month`` (``n`` = day of the month) or ``before_weekday`` (last working day before weekday ``n``)."""

    unit: str
    n: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: clause + trigger + period + fulfilment + who; the fields are explained in ``service_standard.toml``."""

    id: str
    clause: str
    title: str
    department: str
    kinds: frozenset[Kind]
    responsible: str
    done_by: tuple[str, ...]
    source: str
    period: Period | None = None
    after: tuple[str, ...] = ()
    needs_all: bool = False
    steps: tuple[str, ...] = ()
    every: Recurrence | None = None
    before: str = ""
    when: Mapping[str, str] = field(default_factory=dict)
    asks_answer: bool = False
    unless: tuple[str, ...] = ()
    provided: str = ""
    flag: str = ""
    until: tuple[str, ...] = ()
    this_week: bool = False
    moot_by: tuple[str, ...] = ()
    repeats: bool = False
    office: bool = False
    official: bool = False
    off: bool = False
    in_force_from: date = date.min
    in_force_to: date = date.max

    def in_force(self, on: date) -> bool:
        """Whether a trigger on this day falls under this version of the rule."""
        return self.in_force_from <= on <= self.in_force_to

    @property
    def trigger_events(self) -> tuple[str, ...]:
        """Every event that can set this rule going."""
        return self.after + self.steps


@dataclass(frozen=True, slots=True)
class Plan:
    """A kind's rules by what sets them going, each as its versions (the later loaded last): so that a matter costs
    what has happened to it, not what could."""

    by_trigger: Mapping[str, tuple[tuple[Rule, ...], ...]]
    anchored: tuple[tuple[Rule, ...], ...]
    all_of: tuple[tuple[Rule, ...], ...]
    steps: Mapping[str, tuple[tuple[Rule, ...], ...]]

    def rules(self) -> tuple[tuple[Rule, ...], ...]:
        """Every rule of the kind with a period, once."""
        found = {versions[-1].id: versions for group in self.by_trigger.values() for versions in group}
        return (*found.values(), *self.anchored)


@dataclass(frozen=True)
class RuleBook:
    """All rules, by id and version, with the events and notices they speak of, and the law's periods beside."""

    versions: Mapping[str, tuple[Rule, ...]]
    events: Mapping[str, EventKind]
    notices: Mapping[str, NoticeKind]
    title: str = ""
    reads_law: Callable[[], LawBook] = no_law

    @cached_property
    def law(self) -> LawBook:
        """The law's periods, read when they are first asked for."""
        return self.reads_law()

    @classmethod
    def load(cls, texts: Sequence[tuple[str, str]], reads_law: Callable[[], LawBook] = no_law) -> RuleBook:
        """Read TOML ``(file name, text)`` pairs: event names first, then rules; later ones win.

        Raises ``UserError("rules.bad")`` naming the file, the rule and the reason.
        """
        parsed = [(name, _parse(name, text)) for name, text in texts]
        events: dict[str, EventKind] = {}
        notices: dict[str, NoticeKind] = {}
        for name, table in parsed:
            events.update(_events(name, table))
            notices.update(_notices(name, table))
        versions: dict[str, tuple[Rule, ...]] = {}
        groups: dict[str, frozenset[Kind]] = {}
        title = ""
        for name, table in parsed:
            _unknown_keys(name, table)
            title = title or str(table.get("book", {}).get("title", ""))
            try:
                groups.update(groups_of(table.get("groups", {})))
            except RuleError as error:
                raise _bad(name, "[groups]", error.reason) from error
            rules = [_rule(name, raw, groups, events) for raw in table.get("rule", ())]
            _no_twins(name, rules)
            for rule in rules:
                versions[rule.id] = _take_over(versions.get(rule.id, ()), rule)
            _covered(name, table, rules)
        _no_circles(versions)
        return cls(versions=versions, events=events, notices=notices, title=title, reads_law=reads_law)

    @cached_property
    def _plans(self) -> dict[Kind, Plan]:
        return {kind: _plan(kind, self.versions.values()) for kind in Kind}

    def plan(self, kind: Kind) -> Plan:
        """The rules a matter of this kind has, ready to be asked."""
        return self._plans[kind]

    def office_rules(self) -> tuple[Rule, ...]:
        """The office-wide duties, which belong to no matter (newest version of each)."""
        return tuple(rules[-1] for rules in self.versions.values() if rules[-1].office and not rules[-1].off)

    def rule(self, rule_id: str, on: date | None = None) -> Rule:
        """The version of a rule in force on a trigger's day (default: the newest); ``UserError`` if unknown."""
        versions = self.versions.get(rule_id)
        if not versions:
            raise UserError("rules.unknown_rule", rule=rule_id)
        return (version_on(versions, on) if on else None) or versions[-1]

    def event(self, name: str) -> EventKind:
        """The event of this name; ``UserError("rules.unknown_event")`` if there is none."""
        try:
            return self.events[name]
        except KeyError:
            raise UserError("rules.unknown_event", event=name) from None

    def asks_answer(self, notice: str | None) -> bool:
        """Whether a notice of this kind asks for an answer; an unknown kind is taken to (clause 3.2.4)."""
        known = self.notices.get(notice or "")
        return known.asks_answer if known else True


def _plan(kind: Kind, every: Iterable[tuple[Rule, ...]]) -> Plan:
    by_trigger: dict[str, tuple[tuple[Rule, ...], ...]] = {}
    steps: dict[str, tuple[tuple[Rule, ...], ...]] = {}
    anchored: list[tuple[Rule, ...]] = []
    all_of: list[tuple[Rule, ...]] = []
    for one in every:
        versions = tuple(rule for rule in one if kind in rule.kinds)
        if not versions or versions[-1].office:
            continue
        newest = versions[-1]
        if newest.before == "annual_fee":
            anchored.append(versions)
        elif newest.steps:
            steps[newest.steps[0]] = (*steps.get(newest.steps[0], ()), versions)
        for event in dict.fromkeys(name for rule in versions for name in rule.after):
            by_trigger[event] = (*by_trigger.get(event, ()), versions)
        if newest.needs_all:
            all_of.append(versions)
    return Plan(by_trigger, tuple(anchored), tuple(all_of), steps)


def version_on(versions: Sequence[Rule], on: date) -> Rule | None:
    """The version for a trigger's day: the last loaded one in force; ``None`` if it is switched off then."""
    for rule in reversed(versions):
        if rule.in_force(on):
            return None if rule.off else rule
    return None


def _parse(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _bad(name, *_unreadable(str(error))) from error


_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")


def _unreadable(message: str) -> tuple[str, str]:
    """Where a text is no TOML, and that it is none; the parser's own words are English and stay away."""
    found = _PLACE.search(message)
    return (f"第 {found[1]} 行第 {found[2]} 列" if found and found[1] else "末尾"), "不是有效的 TOML 写法"


def _bad(file: str, rule: str, reason: str) -> UserError:
    return UserError("rules.bad", file=file, rule=rule, reason=reason)


_TABLES = frozenset({"book", "groups", "rule", "labels", "office", "fields", "about", "notices"})


def _unknown_keys(name: str, table: Mapping[str, Any]) -> None:
    for key in table:
        if key not in _TABLES:
            raise _bad(name, f"[{key}]", "不认识的表名")


def _events(name: str, table: Mapping[str, Any]) -> dict[str, EventKind]:
    fields, about = table.get("fields", {}), table.get("about", {})
    labels = {**table.get("labels", {}), **table.get("office", {})}
    for event in (*fields, *about):
        if event not in labels:
            raise _bad(name, event, "不认识的事件")
    return {
        event: EventKind(
            event, label, tuple(fields.get(event, ())), about.get(event, ""), event in table.get("office", {})
        )
        for event, label in labels.items()
    }


def _notices(name: str, table: Mapping[str, Any]) -> dict[str, NoticeKind]:
    found: dict[str, NoticeKind] = {}
    for notice, raw in table.get("notices", {}).items():
        if not isinstance(raw, dict) or set(raw) != {"label", "answer"} or not isinstance(raw["answer"], bool):
            raise _bad(name, f"[notices] {notice}", '要写成 { label = "…", answer = true|false }')
        found[notice] = NoticeKind(notice, str(raw["label"]), raw["answer"])
    return found


def _rule(
    name: str, raw: Mapping[str, Any], groups: Mapping[str, frozenset[Kind]], events: Mapping[str, EventKind]
) -> Rule:
    rule_id = str(raw.get("id", "（无 id）"))
    try:
        rule = Rule(source=name, **rule_from(raw, groups, Recurrence))
    except RuleError as error:
        raise _bad(name, rule_id, error.reason) from error
    mentioned = (*rule.trigger_events, *rule.done_by, *rule.unless, *rule.until, *rule.moot_by, rule.provided)
    for event in mentioned:
        if event and event not in events:
            raise _bad(name, rule_id, f"不认识的事件 {event}")
    return rule


def _no_twins(name: str, rules: Sequence[Rule]) -> None:
    seen: dict[str, list[Rule]] = {}
    for rule in rules:
        for other in seen.setdefault(rule.id, []):
            if rule.in_force_from <= other.in_force_to and other.in_force_from <= rule.in_force_to:
                raise _bad(name, rule.id, "同一规则在同一时期写了两次")
        seen[rule.id].append(rule)


def _take_over(old: tuple[Rule, ...], new: Rule) -> tuple[Rule, ...]:
    """A version without dates replaces all others; one with dates wins within them."""
    if new.in_force_from == date.min and new.in_force_to == date.max:
        return (new,)
    return (*old, new)


def _covered(name: str, table: Mapping[str, Any], rules: Iterable[Rule]) -> None:
    """``[book] covers`` lists the clauses that must have a rule; a missing one is refused."""
    written = {clause.strip() for rule in rules for clause in rule.clause.split(",")}
    for clause in table.get("book", {}).get("covers", ()):
        if clause not in written:
            raise _bad(name, "[book] covers", f"条款 {clause} 没有规则")


def _no_circles(versions: Mapping[str, tuple[Rule, ...]]) -> None:
    """Refuse rules that set each other going for ever: what fulfils one starts the next, round and round."""
    edges: dict[str, dict[str, Rule]] = {}
    for rules in versions.values():
        for rule in rules:
            if rule.repeats or rule.every or rule.off:
                continue
            for start in rule.trigger_events:
                edges.setdefault(start, {}).update(dict.fromkeys(rule.done_by, rule))
    done: set[str] = set()
    for event in edges:
        _walk(event, edges, [], done)


def _walk(event: str, edges: Mapping[str, Mapping[str, Rule]], path: list[str], done: set[str]) -> None:
    if event in done:
        return
    path.append(event)
    for following, rule in edges.get(event, {}).items():
        if following in path:
            circle = " → ".join([*path[path.index(following) :], following])
            raise _bad(rule.source, rule.id, f"规则互相触发，成了循环：{circle}")
        _walk(following, edges, path, done)
    path.pop()
    done.add(event)
