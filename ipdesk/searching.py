"""The text that a search looks through, and how what somebody typed is made comparable to it.

Both sides go the same way: full-width to half-width, lower case, no spaces, and application numbers without
``ZL``, ``CN`` and the dot, so that ``ZL202610123456.7`` and ``2026101234567`` are the same text. Pinyin
initials (``zdzj`` for 折叠支架) stand beside the names, from shipped tables: no library at run time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from ipdesk.paths import resource

_FIRST = 0x4E00
_NUMBER = re.compile(r"(?:zl|cn)?(\d{8,12})\.([\dx])(?!\d)")
_PREFIXED = re.compile(r"^(?:zl|cn)(?=\d)")

# Characters with a second reading that names use (surname, place), when no word around them decides.
_SECOND = {
    "长": "c", "重": "c", "调": "t", "行": "h", "乐": "y", "率": "s", "弹": "t", "校": "j", "朝": "z",
    "曾": "z", "单": "s", "解": "x", "查": "z", "会": "k", "厦": "x", "降": "x", "便": "p", "仇": "q",
    "翟": "z", "盛": "c", "区": "o", "藏": "z", "传": "z", "参": "s", "卡": "q", "纤": "q", "壳": "q",
    "尉": "y", "盖": "g", "石": "d", "干": "g", "折": "s", "系": "j", "圈": "j", "奇": "j", "朴": "p",
}  # fmt: skip


def plain(text: str) -> str:
    """``text`` as it is compared: NFKC, lower case, no white space, application numbers in key form."""
    narrow = "".join(unicodedata.normalize("NFKC", text).lower().split())
    if "." in narrow:
        narrow = _NUMBER.sub(r"\1\2", narrow)
    return _PREFIXED.sub("", narrow) if narrow[:2] in ("zl", "cn") else narrow


def initials(text: str) -> str:
    """Pinyin initials, letters and digits kept, everything else dropped: 折叠支架 V2 → ``zdzjv2``."""
    return _initials(plain(text), _tables())


def readings(text: str) -> tuple[str, ...]:
    """The initials, and those with the second reading of each ambiguous character when it differs."""
    return _pieces(text)[1:]


@lru_cache(maxsize=20_000)
def _pieces(text: str) -> tuple[str, ...]:
    """``plain(text)`` and its readings; clients and people come again and again."""
    tables, narrow = _tables(), plain(text)
    first = _initials(narrow, tables)
    second = narrow.translate(tables.second)
    return (narrow, first) if second == first else (narrow, first, second)


def _initials(narrow: str, tables: _Tables) -> str:
    if tables.ambiguous.isdisjoint(narrow):
        return narrow.translate(tables.first)
    letters: list[str] = []
    at = 0
    while at < len(narrow):
        word = narrow[at : at + 2]
        found = tables.phrases.get(word)
        letters.append(found or word[0].translate(tables.first))
        at += 2 if found else 1
    return "".join(letters)


def search_text(*names: str | None, also: tuple[str | None, ...] = ()) -> str:
    """The text to search, one piece a line: ``names`` with their initials, ``also`` as they are.

    ``names`` are Chinese names and titles; ``also`` are numbers and codes. A needle made by :func:`plain`
    never holds a line break, so that a match never spans two pieces.
    """
    pieces = [plain(piece) for piece in also if piece]
    for name in names:
        if name:
            pieces += _pieces(name)
    return "\n".join(dict.fromkeys(piece for piece in pieces if piece))


class _Letters(dict[int, str]):
    """For ``str.translate``: characters of the table have their initial, letters and digits are their own."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = letter = char if char.isascii() and char.isalnum() else ""
        return letter


@dataclass(frozen=True, slots=True)
class _Tables:
    """Initials by character (first and second reading), and the words that are read differently."""

    first: _Letters
    second: _Letters
    phrases: Mapping[str, str]
    ambiguous: frozenset[str]


@cache
def _tables() -> _Tables:
    table = resource("pinyin", "initials.txt").read_text(encoding="ascii").replace("\n", "")
    first = _Letters({_FIRST + place: letter.strip("-") for place, letter in enumerate(table)})
    second = _Letters({**first, **{ord(char): letter for char, letter in _SECOND.items()}})
    words = resource("pinyin", "phrases.txt").read_text(encoding="utf-8").split()
    phrases = {word[:2]: word[2:] for word in words}
    changed = (
        char
        for word, letters in phrases.items()
        for char, letter in zip(word, letters, strict=True)
        if first[ord(char)] != letter
    )
    return _Tables(first, second, phrases, frozenset(changed))
