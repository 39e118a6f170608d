"""The 45 classes of the Nice classification (类似商品和服务区分表), found by number or word (标准 3.4.3)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ipdesk.errors import UserError

FIRST, LAST = 1, 45
SERVICES = 35
"""From this class on it is services, before it goods."""
_PARTING = re.compile(r"[\s,，、;；/和及]+|第|类")
_RANGE = re.compile(r"(\d{1,3})(?:[-–—~～至到](\d{1,3}))?")


@dataclass(frozen=True, slots=True)
class NiceClass:
    """One class: ``name`` as people call it, ``heading`` its title in the table, ``words`` typical goods."""

    number: int
    name: str
    heading: str
    words: tuple[str, ...]


def load(text: str) -> Mapping[int, NiceClass]:
    """The classes from TOML, by number. ValueError unless there are exactly 1 to 45, each with words."""
    found: dict[int, NiceClass] = {}
    for raw in tomllib.loads(text)["class"]:
        one = NiceClass(raw["number"], raw["name"], raw["heading"], tuple(raw["words"]))
        if one.number in found or not one.name or not one.heading or not one.words:
            raise ValueError(f"class {one.number} is there twice or not whole")
        found[one.number] = one
    if sorted(found) != list(range(FIRST, LAST + 1)):
        raise ValueError("the classes are not 1 to 45")
    return found


def class_numbers(text: str) -> tuple[int, ...]:
    """``"3、9,25-27"`` as numbers in order, each once; nothing typed: none.

    ``UserError("marks.bad_classes")`` names the part that is no class.
    """
    found: set[int] = set()
    for part in _PARTING.split(text):
        if not part:
            continue
        match = _RANGE.fullmatch(part)
        if match is None:
            raise UserError("marks.bad_classes", text=part)
        first, last = int(match[1]), int(match[2] or match[1])
        if not FIRST <= first <= last <= LAST:
            raise UserError("marks.bad_classes", text=part)
        found.update(range(first, last + 1))
    return tuple(sorted(found))


def class_text(numbers: Sequence[int]) -> str:
    """Numbers as they are written on an order: ``9、35、42``."""
    return "、".join(str(number) for number in sorted(set(numbers)))


def rank(one: NiceClass, wanted: str) -> int | None:
    """How well a class answers what was typed (lower is better): its number, its name, a word, its heading.

    None: not at all. ``wanted`` is stripped and case-folded.
    """
    if wanted.isdigit():
        return 0 if str(one.number) == wanted else 6 if str(one.number).startswith(wanted) else None
    words = [word.casefold() for word in one.words]
    if wanted in (one.name.casefold(), *words):
        return 1
    if wanted in one.name.casefold():
        return 2
    if any(word.startswith(wanted) for word in words):
        return 3
    if any(wanted in word for word in words):
        return 4
    return 5 if wanted in one.heading.casefold() else None
