"""Which rows under a ledger's heading are matters, and which are the form: totals, remarks, headings again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ipdesk.files.cells import Cell, folded, text
from ipdesk.files.ledger_header import Header, repeats_header
from ipdesk.files.ledger_sheets import RawSheet
from ipdesk.files.ledger_words import words

# A row that fills none of these is a line of the form, not a matter.
_IDENTIFYING = ("number", "application_number", "title", "client", "applicant")
_TELLING = ("title", "application_number")
_TOTAL = re.compile(r"^([^\d:(]{2,4})[:]?([\d(¥].*)?$")
_COUNT = re.compile(r"^[合总]?共计?\d+(?:件|项|条|个|行)")
_ENDS = frozenset({"以下空白", "以下无", "以下无正文"})

Own = list[tuple[str | None, str]]


def is_matter(sheet: RawSheet, header: Header, index: int) -> bool:
    """Whether a row speaks of a matter: something of its own identifies one, and it is no total, no footer.

    What a merge above lends a row is not its own: a client merged over five rows makes no fifth matter.
    """
    row = sheet.rows[index]
    own: Own = []
    for column in header.columns:
        cell = row[column.index] if column.index < len(row) else ""
        if cell == "" or cell is None or (index, column.index) in sheet.merged:
            continue
        shown = text(cell)
        if shown and column.field != "ordinal":
            own.append((column.field, shown))
    if len(own) <= 3 and _is_of_the_form(sheet, index, _first(row, header), own):
        return False
    if not any(field in _IDENTIFYING for field, _ in own) or _is_total(own):
        return False
    return not repeats_header(header, row)


def _first(row: Sequence[Cell], header: Header) -> str:
    """The row's first text, be it in the ordinal's column."""
    for column in header.columns:
        cell = row[column.index] if column.index < len(row) else ""
        if isinstance(cell, str) and cell.strip():
            return text(cell)
    return ""


def _is_of_the_form(sheet: RawSheet, index: int, first: str, own: Own) -> bool:
    if len(own) <= 1 and not any(field in _TELLING for field, _ in own):
        return True  # a number given out beforehand, a remark under the table
    if len(own) <= 2 and (index in sheet.banners or _is_footer(first)):
        return True
    return _says_total(first, alone=True)


def _is_footer(first: str) -> bool:
    """制表人：张三, 说明：…, 以下空白."""
    head, colon, _ = first.replace("：", ":").partition(":")
    return folded(head) in words().footers and (bool(colon) or folded(head) in _ENDS)


def _is_total(own: Own) -> bool:
    """合计, 小计 … in the first filled cell, or standing for the title, of a row without any number."""
    if any(field == "application_number" for field, _ in own):
        return False
    return any(
        _says_total(cell, alone=False) for place, (field, cell) in enumerate(own) if place == 0 or field in _IDENTIFYING
    )


def _says_total(cell: str, *, alone: bool) -> bool:
    """合计; with ``alone`` (nearly nothing else in the row) also 合计：18000元 and 共12件."""
    key = folded(cell)
    found = _TOTAL.match(key)
    if found is None or found.group(1) not in words().totals:
        return alone and bool(_COUNT.match(key))
    return alone or not found.group(2)
