"""Delimited text as spreadsheets export it: which encoding, which delimiter, then plain rows of text."""

from __future__ import annotations

import codecs
import csv
import io
import re

from ipdesk.errors import UserError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FORCED_TEXT = re.compile(r'^="(.*)"$', re.DOTALL)
_FIELD_LIMIT = 1_000_000


def decode(content: bytes, name: str) -> str:
    """The text of a CSV file: by its byte-order mark, else UTF-8, else GB 18030 (which holds GBK and GB 2312).

    Raises ``UserError("ledger.not_text")`` if it is none of these: a binary file, or text cut in the middle
    of a character.
    """
    for mark, encoding in sorted(_BOMS, key=lambda pair: -len(pair[0])):
        if content.startswith(mark):
            return _strictly(content, encoding, name)
    unmarked = _unmarked_utf16(content)
    if unmarked is not None:
        return _strictly(content, unmarked, name)
    if b"\0" in content:
        raise UserError("ledger.not_text", path=name)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(content, "gb18030", name)


def _strictly(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UserError("ledger.not_text", path=name) from error


def _unmarked_utf16(content: bytes) -> str | None:
    """UTF-16 without a mark shows in its commas and line ends, which are a zero byte and an ASCII one."""
    head = content[:4000]
    little = head.count(b"\n\0") + head.count(b",\0") + head.count(b"\t\0")
    big = head.count(b"\0\n") + head.count(b"\0,") + head.count(b"\0\t")
    if max(little, big) < 2 or len(content) % 2:
        return None
    return "utf-16-le" if little >= big else "utf-16-be"


def rows(text: str) -> list[list[str]]:
    """The rows of delimited text; comma, tab and semicolon are recognised, quoted line breaks kept.

    A cell written ``="0012"`` (how spreadsheets are told to keep a number as text) is taken as its text.
    """
    if "\0" in text:
        raise UserError("ledger.not_text", path="CSV")
    previous = csv.field_size_limit(_FIELD_LIMIT)
    try:
        read = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        return [[_plain(cell) for cell in row] for row in read]
    except csv.Error as error:
        raise UserError("ledger.csv_broken", reason=str(error)) from error
    finally:
        csv.field_size_limit(previous)


def _plain(cell: str) -> str:
    if cell.startswith("="):
        forced = _FORCED_TEXT.match(cell)
        if forced:
            return forced.group(1).replace('""', '"')
    return cell


def _delimiter(text: str) -> str:
    """The delimiter that the first lines use most evenly; a comma if none shows."""
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    best, most = ",", 0
    for candidate in (",", "\t", ";", "，", "|"):
        found = sum(line.count(candidate) for line in lines)
        if found > most:
            best, most = candidate, found
    return best
