"""The law's periods as values read from TOML: article, start, length, nature, source and confidence.

``LawBook.load`` takes the texts and checks every field; ``ipdesk.domain.rulings`` counts with them. Kept apart from the
service standard's rules, for nothing here is paused, agreed or waited for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from ipdesk.domain.matters import Kind
from ipdesk.domain.rule_fields import RESPONSIBLE, RuleError, groups_of
from ipdesk.errors import UserError

REGIMES = ("patent", "trademark", "software", "layout")
NATURES = ("statutory", "designated", "fixed", "special", "office", "term", "bar", "none")
CONFIDENCE = ("H", "M-H", "M", "L")
ANCHORS = (
    *("filed", "annual_fee", "annual_fee_missed", "registered", "registered_missed"),
    *("priority", "priority_filed", "priority_claim", "priority_missed", "entry", "entry_missed"),
    *("obstacle", "extension"),
)
_LENGTH = re.compile(r"(\d{1,3})(\.5)? (y|m|w|d|wd)")
_HALF_A_MONTH = 15


@dataclass(frozen=True, slots=True)
class Length:
    """A period of the law: ``months`` first, then ``days`` (working days with ``working``)."""

    months: int = 0
    days: int = 0
    working: bool = False

    def text(self) -> str:
        """4个月, 15日, 3年, 2个月15日: as an article would say it; nothing for a length of nothing."""
        if self.working:
            return f"{self.days}个工作日"
        years, months = divmod(self.months, 12)
        as_years = bool(years) and not months and self.months != 12
        words = f"{years}年" if as_years else f"{self.months}个月" if self.months else ""
        return words + (f"{self.days}日" if self.days else "")


@dataclass(frozen=True, slots=True)
class Limb:
    """A second way to count: the period ends with the later of the two."""

    start: str
    length: Length
    served: bool


@dataclass(frozen=True, slots=True)
class LawRule:
    """One period of the law; the fields are explained in ``rulebook/patents.toml``."""

    id: str
    act: str
    start: str
    nature: str
    regime: str
    kinds: frozenset[Kind]
    length: Length
    article: str
    source: str
    confidence: str
    before: bool = False
    served: bool = False
    issued: bool = False
    opens: Length | None = None
    also: Limb | None = None
    safe_length: Length | None = None
    in_doubt_from: date | None = None
    first_of_next_month: bool = False
    year_end: bool = False
    missed: str = ""
    note: str = ""
    anchor: str = ""
    flag: str = ""
    responsible: str = "handler"
    notices: tuple[str, ...] = ()
    done_by: tuple[str, ...] = ()
    confirm: bool = False
    in_force_from: date = date.min
    in_force_to: date = date.max

    @property
    def to_confirm(self) -> bool:
        """Only a reminder "to be confirmed": no source text was found, or a weak one."""
        return self.confirm or self.confidence == "L" or self.source == "GK"

    def in_force(self, on: date) -> bool:
        """Whether a period that starts on this day falls under this version."""
        return self.in_force_from <= on <= self.in_force_to


@dataclass(frozen=True, slots=True)
class Openings:
    """A kind's rules by what opens them by itself: a notice, or a date of the matter."""

    by_notice: Mapping[str, tuple[str, ...]]
    by_anchor: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class LawBook:
    """All periods of the law, each id with its versions by kind and date."""

    versions: Mapping[str, tuple[LawRule, ...]]

    @classmethod
    def load(cls, texts: Sequence[tuple[str, str]]) -> LawBook:
        """Read TOML ``(file name, text)`` pairs; a rule of a later text replaces all versions of its id.

        Raises ``UserError("rules.bad")`` naming the file, the rule and the reason.
        """
        versions: dict[str, tuple[LawRule, ...]] = {}
        for name, text in texts:
            table = _parse(name, text)
            found: dict[str, list[LawRule]] = {}
            for rule in _rules(name, table):
                _no_overlap(name, found.setdefault(rule.id, []), rule)
                found[rule.id].append(rule)
            versions.update({rule_id: tuple(rules) for rule_id, rules in found.items()})
        return cls(versions)

    @cached_property
    def _openings(self) -> dict[Kind, Openings]:
        return {kind: _openings(kind, self.versions) for kind in Kind}

    def openings(self, kind: Kind) -> Openings:
        """What opens a period of the law on a matter of this kind."""
        return self._openings[kind]

    def __contains__(self, rule_id: str) -> bool:
        return rule_id in self.versions

    def rule(self, rule_id: str, on: date, kind: Kind | None = None) -> LawRule:
        """The version for a period that starts on ``on``; without ``kind`` the first that is in force.

        ``UserError``: rules.unknown_rule, law.not_for_kind, law.not_in_force.
        """
        versions = self.versions.get(rule_id)
        if not versions:
            raise UserError("rules.unknown_rule", rule=rule_id)
        fitting = [rule for rule in versions if kind is None or kind in rule.kinds]
        if not fitting:
            raise UserError("law.not_for_kind", rule=rule_id, act=versions[0].act, kind=kind)
        for rule in fitting:
            if rule.in_force(on):
                return rule
        raise UserError("law.not_in_force", rule=rule_id, act=fitting[0].act, on=on)


def no_law() -> LawBook:
    """A book without periods."""
    return LawBook({})


def _openings(kind: Kind, every: Mapping[str, tuple[LawRule, ...]]) -> Openings:
    notices: dict[str, dict[str, None]] = {}
    anchors: dict[str, dict[str, None]] = {}
    for rule_id, versions in every.items():
        for rule in versions:
            if kind not in rule.kinds:
                continue
            for notice in rule.notices:
                notices.setdefault(notice, {})[rule_id] = None
            if rule.anchor:
                anchors.setdefault(rule.anchor, {})[rule_id] = None
    return Openings(
        {name: tuple(ids) for name, ids in notices.items()}, {name: tuple(ids) for name, ids in anchors.items()}
    )


def _parse(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UserError("rules.bad", file=name, rule="—", reason=f"不是有效的 TOML：{error}") from error


def _rules(name: str, table: Mapping[str, Any]) -> list[LawRule]:
    rule_id = "[book]"
    try:
        regime = table.get("book", {}).get("regime")
        if regime not in REGIMES:
            raise RuleError(f"regime 不能是 {regime}，只能是 {'、'.join(REGIMES)}")
        groups = groups_of(table.get("groups", {}))
        found = []
        for raw in table.get("rule", ()):
            rule_id = str(raw.get("id", "（无 id）"))
            found.append(_rule(raw, str(regime), groups))
    except RuleError as error:
        raise UserError("rules.bad", file=name, rule=rule_id, reason=error.reason) from error
    return found


def _rule(raw: Mapping[str, Any], regime: str, groups: Mapping[str, frozenset[Kind]]) -> LawRule:
    made: dict[str, Any] = {"regime": regime}
    for key, value in raw.items():
        reader = _READERS.get(key)
        if reader is None:
            raise RuleError(f"不认识的字段 {key}")
        name, read = reader
        made[name] = read(key, value)
    for key in ("id", "act", "nature", "article", "source", "confidence"):
        if not made.get(key):
            raise RuleError(f"缺少 {key}")
    made.setdefault("start", "")
    made["kinds"] = _kinds(made.get("kinds", ()), groups)
    if made["nature"] == "none":
        made["length"] = Length()
    elif "length" not in made or not made["start"]:
        raise RuleError("缺少 within 或 start：从哪一天起算多长时间")
    if (made.get("notices") or made.get("anchor")) and not made.get("done_by"):
        raise RuleError("缺少 done_by：什么事件算完成")
    if ("safe_length" in made) != ("in_doubt_from" in made):
        raise RuleError("safe_within 与 in_doubt_from 要一起写")
    return LawRule(**made)


def _no_overlap(name: str, earlier: Sequence[LawRule], rule: LawRule) -> None:
    for other in earlier:
        same_days = rule.in_force_from <= other.in_force_to and other.in_force_from <= rule.in_force_to
        if same_days and rule.kinds & other.kinds:
            raise UserError("rules.bad", file=name, rule=rule.id, reason="同一类型在同一时期写了两次")


def _kinds(names: Sequence[str], groups: Mapping[str, frozenset[Kind]]) -> frozenset[Kind]:
    found: set[Kind] = set()
    for name in names:
        if name.startswith("@"):
            if name[1:] not in groups:
                raise RuleError(f"不认识的类型组 {name}")
            found |= groups[name[1:]]
        elif name in set(Kind):
            found.add(Kind(name))
        else:
            raise RuleError(f"不认识的案件类型 {name}")
    if not found:
        raise RuleError("缺少 kinds：适用哪些案件类型")
    return frozenset(found)


def length_of(key: str, value: object) -> Length:
    """``"4 m"``, ``"15 d"``, ``"3 y"``, ``"2.5 m"``, ``"30 wd"`` as a length."""
    found = _LENGTH.fullmatch(value) if isinstance(value, str) else None
    if not found or (found[2] and found[3] != "m"):
        raise RuleError(f'{key} 不能是 {value}，要写成 "4 m"、"15 d"、"3 y"、"2.5 m" 或 "0 d"')
    n, unit = int(found[1]), found[3]
    if unit in ("y", "m"):
        return Length(months=n * (12 if unit == "y" else 1), days=_HALF_A_MONTH if found[2] else 0)
    return Length(days=n * (7 if unit == "w" else 1), working=unit == "wd")


def _text(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise RuleError(f"{key} 要写成文字")
    return value


def _texts(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise RuleError(f"{key} 要写成列表")
    return tuple(value)


def _switch(key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise RuleError(f"{key} 只能是 true 或 false")
    return value


def _day(key: str, value: object) -> date:
    if type(value) is not date:
        raise RuleError(f"{key} 要写成日期，如 2026-09-01")
    return value


def _one_of(choices: Sequence[str]) -> Callable[[str, object], str]:
    def read(key: str, value: object) -> str:
        if value not in choices:
            raise RuleError(f"{key} 不能是 {value}，只能是 {'、'.join(choices)}")
        return str(value)

    return read


def _limb(key: str, value: object) -> Limb:
    if not isinstance(value, dict) or not {"start", "within"} <= set(value) <= {"start", "within", "served"}:
        raise RuleError(f'{key} 要写成 {{ start = "…", within = "15 d", served = true }}')
    served = _switch(f"{key}.served", value.get("served", False))
    return Limb(_text(key, value["start"]), length_of(f"{key}.within", value["within"]), served)


_READERS: Mapping[str, tuple[str, Callable[[str, Any], Any]]] = {
    **{key: (key, _text) for key in ("id", "act", "start", "missed", "article", "source", "note", "flag")},
    **{key: (key, _texts) for key in ("kinds", "notices", "done_by")},
    **{key: (key, _switch) for key in ("before", "served", "issued", "confirm", "first_of_next_month", "year_end")},
    "within": ("length", length_of),
    "opens": ("opens", length_of),
    "safe_within": ("safe_length", length_of),
    "also": ("also", _limb),
    "in_doubt_from": ("in_doubt_from", _day),
    "from": ("in_force_from", _day),
    "to": ("in_force_to", _day),
    "nature": ("nature", _one_of(NATURES)),
    "confidence": ("confidence", _one_of(CONFIDENCE)),
    "anchor": ("anchor", _one_of(ANCHORS)),
    "responsible": ("responsible", _one_of(sorted(RESPONSIBLE))),
}
