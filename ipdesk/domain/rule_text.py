"""The office's own rule file as text: a new version of a rule is written into it, all else stays as it was typed.

Nothing here reads what a rule means; a text that can't be edited with certainty is left to be edited by hand.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Raw = Mapping[str, Any]
_ORDER = (
    "id", "clause", "title", "department", "office", "official", "kinds", "flag", "after", "after_any", "after_all",
    "steps", "when", "asks_answer", "provided", "unless", "before", "within", "every", "until", "this_week",
    "done_by", "moot_by", "repeats", "responsible", "off", "from", "to",
)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_TO = re.compile(r"\s*to\s*=")


class CannotEdit(Exception):
    """The text is written in a way that can't be changed with certainty: ``reason`` in plain Chinese."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the file. ``kind``: header | content | other (blank or a comment)."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class _Block:
    """A ``[[rule]]`` table: lines from its header to its last line of content."""

    first: int
    last: int


def with_version(text: str, raw: Raw, note: str = "") -> str:
    """``text`` with the version ``raw`` (a whole rule with ``from``) at its end.

    Versions of the same rule that began on or after that day give way; one that reaches it ends the day before.
    ``note`` becomes a comment in the new table. Raises ``CannotEdit``; ``tomllib.TOMLDecodeError`` for no TOML.
    """
    body = text.removeprefix("\ufeff")
    mark = text[: len(text) - len(body)]
    newline = "\r\n" if "\r\n" in body else "\n"
    parsed = tomllib.loads(body)
    lines = list(_lines(body))
    blocks = _blocks(lines)
    rules = parsed.get("rule", [])
    if len(blocks) != len(rules):
        raise CannotEdit("规则没有写成 [[rule]] 的形式")
    kept = _without_later(lines, list(zip(blocks, rules, strict=True)), raw, newline)
    made = "".join(line for line in kept).rstrip("\r\n \t")
    made += (newline * 2 if made else "") + newline.join(_table(raw, note)) + newline
    _same_but_for(parsed, made, raw)
    return mark + made


def _without_later(lines: Sequence[_Line], known: Sequence[tuple[_Block, Raw]], raw: Raw, newline: str) -> list[str]:
    """The lines with the versions of this rule cut off at its day."""
    start: date = raw["from"]
    texts: list[str | None] = [line.text for line in lines]
    for block, rule in known:
        if rule.get("id") != raw["id"] or rule.get("to", date.max) < start:
            continue
        if rule.get("from", date.min) >= start:
            texts[block.first : block.last + 1] = [None] * (block.last + 1 - block.first)
            continue
        end = f"to = {start - timedelta(days=1)}{newline}"
        inside = range(block.first + 1, block.last + 1)
        place = next((n for n in inside if lines[n].kind == "content" and _TO.match(lines[n].text)), None)
        if place is not None:
            texts[place] = end
        else:
            texts[block.first] = lines[block.first].text.rstrip("\r\n") + newline + end
    return [text for text in texts if text is not None]


def _same_but_for(parsed: Raw, made: str, raw: Raw) -> None:
    """What was made says the same as before but for this rule from this day on, or it is not written."""
    try:
        found = tomllib.loads(made)
    except tomllib.TOMLDecodeError as error:
        raise CannotEdit("文件的写法无法自动修改") from error
    wanted = {**parsed, "rule": list(_versions(parsed.get("rule", []), raw))}
    if found != wanted:
        raise CannotEdit("文件的写法无法自动修改")


def _versions(rules: Sequence[Raw], raw: Raw) -> Iterator[Raw]:
    start: date = raw["from"]
    for rule in rules:
        if rule.get("id") != raw["id"] or rule.get("to", date.max) < start:
            yield rule
        elif rule.get("from", date.min) < start:
            yield {**rule, "to": start - timedelta(days=1)}
    yield dict(raw)


# -- reading the text -------------------------------------------------------------------------


def _lines(text: str) -> Iterator[_Line]:
    """Every line with what it is; lines inside a string or a list of several lines are content."""
    closing, depth = "", 0
    for line in text.splitlines(keepends=True):
        inside = bool(closing) or depth > 0
        bare = line.strip()
        if inside:
            kind = "content"
        elif not bare or bare.startswith("#"):
            kind = "other"
        else:
            kind = "header" if bare.startswith("[") else "content"
        if kind == "content":
            closing, depth = _after(line, closing, depth)
        yield _Line(line, kind)


def _after(line: str, closing: str, depth: int) -> tuple[str, int]:
    """The string that is open (by what closes it) and the depth of brackets at the end of a line."""
    place = 0
    while place < len(line):
        if closing:
            if closing.startswith('"') and line[place] == "\\":
                place += 2
                continue
            if line.startswith(closing, place):
                place += len(closing)
                closing = ""
                continue
        elif line[place] == "#":
            break
        elif line[place] in "\"'":
            sign = line[place]
            closing = sign * 3 if line.startswith(sign * 3, place) else sign
            place += len(closing)
            continue
        else:
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(line[place], 0)
        place += 1
    return (closing if len(closing) == 3 else ""), depth


def _blocks(lines: Sequence[_Line]) -> list[_Block]:
    found: list[_Block] = []
    first: int | None = None
    last = 0
    for place, line in enumerate(lines):
        if line.kind == "header":
            name = re.sub(r"\s", "", line.text.split("#")[0])
            if first is not None and not name.startswith("[rule."):
                found.append(_Block(first, last))
                first = None
            if name == "[[rule]]":
                first = place
        if line.kind != "other":
            last = place
    if first is not None:
        found.append(_Block(first, last))
    return found


# -- writing ----------------------------------------------------------------------------------


def _table(raw: Raw, note: str) -> Iterator[str]:
    yield "[[rule]]"
    if note:
        yield f"# {_CONTROL.sub(' ', note)}"
    for name in sorted(raw, key=_rank):
        yield f"{name} = {_value(raw[name])}"


def _rank(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list):
        return f"[{', '.join(_value(item) for item in value)}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_value(item)}' for key, item in value.items())} }}"
    return value.isoformat() if isinstance(value, date) else str(value)
