"""The Nice classes by number, word or pinyin initials (标准 3.4.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from ipdesk.domain.nice import NiceClass, class_numbers, load, rank
from ipdesk.errors import UserError

_TOKENS = re.compile(r"[\s,，、;；/]+")
_INITIALS = 3.5
_EXACT = 1


@cache
def nice_classes() -> Mapping[int, NiceClass]:
    """All 45 classes by number."""
    return load(files("ipdesk.rulebook").joinpath("nice.toml").read_text(encoding="utf-8"))


@cache
def _initials() -> Mapping[int, frozenset[str]]:
    from ipdesk.searching import initials

    return {
        one.number: frozenset(initials(word).casefold() for word in (one.name, *one.words))
        for one in nice_classes().values()
    }


def find_classes(typed: str) -> tuple[NiceClass, ...]:
    """The classes that answer what was typed, the best first; nothing typed: all, by number."""
    wanted = typed.strip().casefold()
    if not wanted:
        return tuple(nice_classes().values())
    ranked: list[tuple[float, int, NiceClass]] = []
    for one in nice_classes().values():
        place: float | None = rank(one, wanted)
        if wanted.isascii() and wanted.isalpha() and len(wanted) > 1:
            by_initials = any(word.startswith(wanted) for word in _initials()[one.number])
            place = min(place if place is not None else 9.0, _INITIALS) if by_initials else place
        if place is not None:
            ranked.append((place, one.number, one))
    return tuple(one for _place, _number, one in sorted(ranked, key=lambda entry: entry[:2]))


def understood(text: str) -> tuple[int, ...]:
    """``9 35 服装``: numbers, ranges and words that name one class for certain, as numbers in order.

    ``UserError``: marks.bad_classes; marks.several naming the classes a word may mean.
    """
    found: set[int] = set()
    for token in filter(None, _TOKENS.split(text)):
        answers = () if token.isdigit() else find_classes(token)
        certain = [one for one in answers if rank(one, token.casefold()) == _EXACT]
        if len(answers) == 1 or len(certain) == 1:
            found.add((certain or list(answers))[0].number)
        elif not answers:
            found.update(class_numbers(token))  # 9, 25-27, or what is no class
        else:
            raise UserError("marks.several", text=token, classes=[f"{one.number} {one.name}" for one in answers[:6]])
    return tuple(sorted(found))
