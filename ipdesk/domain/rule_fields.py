"""Checking one ``[[rule]]`` table field by field; every refusal says what is expected."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from ipdesk.domain.matters import Department, Kind
from ipdesk.domain.periods import Period, Unit

_DEPARTMENTS = frozenset(str(d) for d in Department) | {"any"}
RESPONSIBLE = frozenset({"department_head", "handler", "process_clerk", "system_administrator", "superior"})
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PERIOD = re.compile(r"(\d{1,4}) (wd|d|w|m|min)")
_TEXTS = ("id", "clause", "title", "department", "responsible")
_WORDS = ("provided", "flag", "before")
_LISTS = ("unless", "until", "moot_by")
_SWITCHES = ("this_week", "repeats", "office", "official", "off", "asks_answer")
_FIELDS = frozenset(
    (*_TEXTS, *_WORDS, *_LISTS, *_SWITCHES, "kinds", "done_by", "after", "after_any", "after_all", "steps", "every",
     "within", "when", "from", "to")
)  # fmt: skip


class RuleError(Exception):
    """Why a rule is refused: ``reason`` in plain Chinese."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def groups_of(raw: Mapping[str, Any]) -> dict[str, frozenset[Kind]]:
    """Named groups of kinds, used as ``@name`` in a rule's kinds."""
    return {name: frozenset(_kind(item) for item in _texts(name, items)) for name, items in raw.items()}


def rule_from(
    raw: Mapping[str, Any], groups: Mapping[str, frozenset[Kind]], recurrence: Callable[[str, int], Any]
) -> dict[str, Any]:
    """The checked keyword arguments of a ``Rule``; raises ``RuleError`` with the field and the reason."""
    for key in raw:
        if key not in _FIELDS:
            raise RuleError(f"不认识的字段 {key}")
    made: dict[str, Any] = {name: _text(raw, name, required=not raw.get("off")) for name in _TEXTS}
    if not made["id"]:
        raise RuleError("缺少 id")
    made |= {name: _text(raw, name) for name in _WORDS}
    made |= {name: _texts(name, raw.get(name, [])) for name in _LISTS}
    made |= {name: _switch(raw, name) for name in _SWITCHES}
    made["done_by"] = _texts("done_by", raw.get("done_by", []))
    made["kinds"] = _kinds(raw.get("kinds", []), groups)
    made |= _trigger(raw)
    made["period"] = _period(raw, official=made["official"])
    made["every"] = _recurrence(raw, recurrence)
    made["when"] = _when(raw.get("when", {}))
    made["in_force_from"] = _day(raw, "from", date.min)
    made["in_force_to"] = _day(raw, "to", date.max)
    if not made["off"]:
        _belongs_together(made)
    return made


def _belongs_together(made: Mapping[str, Any]) -> None:
    if made["department"] not in _DEPARTMENTS:
        raise RuleError(f"department 不能是 {made['department']}，只能是 {'、'.join(sorted(_DEPARTMENTS))}")
    if made["responsible"] not in RESPONSIBLE:
        raise RuleError(f"responsible 不能是 {made['responsible']}，只能是 {'、'.join(sorted(RESPONSIBLE))}")
    if not made["done_by"]:
        raise RuleError("缺少 done_by：什么事件算完成")
    if not made["kinds"] and not made["office"]:
        raise RuleError("缺少 kinds：适用哪些案件类型（全所事项写 office = true）")
    if made["in_force_from"] > made["in_force_to"]:
        raise RuleError("from 晚于 to")
    _trigger_and_length(made)


def _trigger_and_length(made: Mapping[str, Any]) -> None:
    if not (made["after"] or made["steps"] or made["before"] or made["office"]):
        raise RuleError("缺少触发：after、after_any、after_all、steps、before 中至少一个")
    if made["steps"]:
        if made["period"] or made["after"] or made["every"]:
            raise RuleError("steps 没有期限，不能与 within、after、every 同用")
    elif made["every"] is None and made["period"] is None:
        raise RuleError("缺少 within 或 every：多长时间")
    if made["every"] and made["period"]:
        raise RuleError("within 与 every 不能同用")
    if made["before"].startswith("field:") and not made["after"]:
        raise RuleError("before = field:… 需要 after 指明哪个事件带有这个日期")
    if made["before"] and not made["before"].startswith("field:") and made["before"] != "annual_fee":
        raise RuleError(f"before 不能是 {made['before']}，只能是 annual_fee 或 field:字段名")


def _text(raw: Mapping[str, Any], name: str, *, required: bool = False) -> str:
    value = raw.get(name, "")
    if not isinstance(value, str):
        raise RuleError(f"{name} 要写成文字")
    if required and not value.strip():
        raise RuleError(f"缺少 {name}" + ("：依据标准的哪一条" if name == "clause" else ""))
    return value


def _texts(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise RuleError(f'{name} 要写成列表，如 ["a", "b"]')
    return tuple(value)


def _switch(raw: Mapping[str, Any], name: str) -> bool:
    value = raw.get(name, False)
    if not isinstance(value, bool):
        raise RuleError(f"{name} 只能是 true 或 false")
    return value


def _day(raw: Mapping[str, Any], name: str, default: date) -> date:
    value = raw.get(name, default)
    if type(value) is not date:
        raise RuleError(f"{name} 要写成日期，如 2026-09-01")
    return value


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        raise RuleError(f"不认识的案件类型 {text}") from None


def _kinds(value: object, groups: Mapping[str, frozenset[Kind]]) -> frozenset[Kind]:
    found: set[Kind] = set()
    for item in _texts("kinds", value):
        if item.startswith("@"):
            if item[1:] not in groups:
                raise RuleError(f"不认识的类型组 {item}")
            found |= groups[item[1:]]
        else:
            found.add(_kind(item))
    return frozenset(found)


def _trigger(raw: Mapping[str, Any]) -> dict[str, Any]:
    named = [name for name in ("after", "after_any", "after_all") if name in raw]
    if len(named) > 1:
        raise RuleError(f"{'、'.join(named)} 只能写一个")
    if "after" in raw:
        after: tuple[str, ...] = (_text(raw, "after", required=True),)
    else:
        after = _texts(named[0], raw[named[0]]) if named else ()
    if "after_all" in raw and len(set(after)) < 2:
        raise RuleError("after_all 至少要两个不同的事件")
    return {"after": after, "needs_all": "after_all" in raw, "steps": _texts("steps", raw.get("steps", []))}


def _period(raw: Mapping[str, Any], *, official: bool) -> Period | None:
    if "within" not in raw:
        return None
    text = _text(raw, "within", required=True)
    before = bool(raw.get("before"))
    if text == "same_day":
        return Period(0, Unit.SAME_DAY)
    found = _PERIOD.fullmatch(text)
    if not found or int(found[1]) < 1:
        raise RuleError(f'within 不能是 {text}，要写成 "2 wd"、"7 d"、"2 w"、"1 m"、"30 min" 或 "same_day"')
    return Period(int(found[1]), Unit(found[2]), before=before, roll=official)


def _recurrence(raw: Mapping[str, Any], make: Callable[[str, int], Any]) -> Any:
    if "every" not in raw:
        return None
    match _text(raw, "every", required=True).split():
        case ["working_day"]:
            return make("working_day", 1)
        case [day] if day in _WEEKDAYS:
            return make("week", _WEEKDAYS.index(day) + 1)
        case ["week", day] if day in _WEEKDAYS:
            return make("week", _WEEKDAYS.index(day) + 1)
        case ["week", "before", day] if day in _WEEKDAYS:
            return make("before_weekday", _WEEKDAYS.index(day) + 1)
        case ["month", day] if day.isdigit() and 1 <= int(day) <= 28:
            return make("month", int(day))
        case [count, "d"] if count.isdigit() and int(count) > 0:
            return make("days", int(count))
    raise RuleError(f'every 不能是 {raw["every"]}，要写成 "monday"、"7 d"、"working_day" 或 "month 10"')


def _when(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise RuleError('when 要写成 { 字段 = "值" }')
    return dict(value)
