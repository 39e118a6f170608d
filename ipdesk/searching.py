"""The text that a search looks through, and how what somebody typed is made comparable to it.

Both sides go the same way: full-width to half-width, lower case, no spaces, and application numbers without
``ZL``, ``CN`` and the dot, so that ``ZL202610123456.7`` and ``2026101234567`` are the same text. Pinyin
initials (``zdzj`` for 折叠支架) stand beside the names, from shipped tables: no library at run time.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from ipdesk.paths import resource

_FIRST = 0x4E00
_NUMBER = re.compile(r"(?:zl|cn)?(\d{8,12})\.([\dx])(?!\d)")
_PREFIXED = re.compile(r"^(?:zl|cn)(?=\d)")
_SPACES = re.compile(r"\s+")

# Characters with a second reading that names use (surname, place), when no word around them decides.
_SECOND = {
    "长": "c", "重": "c", "调": "t", "行": "h", "乐": "y", "率": "s", "弹": "t", "校": "j", "朝": "z",
    "曾": "z", "单": "s", "解": "x", "查": "z", "会": "k", "厦": "x", "降": "x", "便": "p", "仇": "q",
    "翟": "z", "盛": "c", "区": "o", "藏": "z", "传": "z", "参": "s", "卡": "q", "纤": "q", "壳": "q",
    "尉": "y", "盖": "g", "石": "d", "干": "g", "折": "s", "系": "j", "圈": "j", "奇": "j", "朴": "p",
}  # fmt: skip


def plain(text: str) -> str:
    """``text`` as it is compared: NFKC, lower case, no white space, application numbers in key form."""
    narrow = _SPACES.sub("", unicodedata.normalize("NFKC", text).lower())
    return _PREFIXED.sub("", _NUMBER.sub(r"\1\2", narrow))


def initials(text: str) -> str:
    """Pinyin initials, letters and digits kept, everything else dropped: 折叠支架 V2 → ``zdzjv2``."""
    table, phrases = _tables()
    letters: list[str] = []
    narrow = plain(text)
    at = 0
    while at < len(narrow):
        word = narrow[at : at + 2]
        if word in phrases:
            letters.append(phrases[word])
            at += 2
        else:
            letters.append(_letter(narrow[at], table))
            at += 1
    return "".join(letters)


def readings(text: str) -> tuple[str, ...]:
    """The initials, and those with the second reading of each ambiguous character when it differs."""
    first = initials(text)
    table, _ = _tables()
    second = "".join(_SECOND.get(char) or _letter(char, table) for char in plain(text))
    return (first,) if second == first else (first, second)


def search_text(*names: str | None, also: tuple[str | None, ...] = ()) -> str:
    """The text to search, one piece a line: ``names`` with their initials, ``also`` as they are.

    ``names`` are Chinese names and titles; ``also`` are numbers and codes. A needle made by :func:`plain`
    never holds a line break, so that a match never spans two pieces.
    """
    pieces = [plain(piece) for piece in also if piece]
    for name in names:
        if name:
            pieces += [plain(name), *readings(name)]
    return "\n".join(dict.fromkeys(piece for piece in pieces if piece))


def _letter(char: str, table: str) -> str:
    """The initial of one character; letters and digits are their own; the rest has none."""
    place = ord(char) - _FIRST
    if 0 <= place < len(table):
        return table[place].replace("-", "")
    return char if char.isascii() and char.isalnum() else ""


@cache
def _tables() -> tuple[str, dict[str, str]]:
    """The initial of each character from U+4E00 on, and the words that are read differently."""
    table = resource("pinyin", "initials.txt").read_text(encoding="ascii").replace("\n", "")
    words = resource("pinyin", "phrases.txt").read_text(encoding="utf-8").split()
    return table, {word[:2]: word[2:] for word in words}
