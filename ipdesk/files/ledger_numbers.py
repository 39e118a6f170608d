"""Which kind of matter a ledger row is, and whether its number is right and fits the kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ipdesk.domain.matters import Department, Kind
from ipdesk.domain.numbers import NumberCheck, check_number, patent_check_digit
from ipdesk.errors import UserError
from ipdesk.files.cells import Cell, compact, folded, text
from ipdesk.files.ledger_words import without_brackets, words
from ipdesk.text import label

_PATENT_KINDS = {
    "1": frozenset({Kind.INVENTION}),
    "2": frozenset({Kind.UTILITY_MODEL}),
    "3": frozenset({Kind.DESIGN}),
    "8": frozenset({Kind.INVENTION, Kind.PCT}),
    "9": frozenset({Kind.UTILITY_MODEL, Kind.PCT}),
}
_DIGIT_KIND = {
    "1": Kind.INVENTION,
    "2": Kind.UTILITY_MODEL,
    "3": Kind.DESIGN,
    "8": Kind.INVENTION,
    "9": Kind.UTILITY_MODEL,
}
# What number a kind of matter carries itself. The other kinds are about somebody's patent: its number may be any.
_NUMBER_OF = {
    Kind.INVENTION: frozenset({"patent_application"}),
    Kind.UTILITY_MODEL: frozenset({"patent_application"}),
    Kind.DESIGN: frozenset({"patent_application"}),
    Kind.PCT: frozenset({"pct", "patent_application"}),
    Kind.LAYOUT: frozenset({"layout"}),
    Kind.SOFTWARE: frozenset({"software"}),
    Kind.TRADEMARK: frozenset({"trademark"}),
}
_INFERRED = {"pct": Kind.PCT, "software": Kind.SOFTWARE, "layout": Kind.LAYOUT}
_NOTE = re.compile(r"\((?!\d)[^()]*\)$")  # 202411000027.0（已授权）: a remark after the number, no part of it
_ACCEPTANCE = re.compile(r"^\d{4}R\d{2}[A-Z]?\d{6,7}$")  # CPCC's acceptance number (流水号), 2019R11L885247
_DECORATION = ("申请号", "专利号", "注册号", "登记号", "号码", "号", "no", "no.")


def read_number(cell: Cell) -> str | None:
    """The right written form of an application or registration number; None if the cell says there is none.

    Raises ``UserError``: ``ledger.number_wrong`` with the problem found, ``ledger.number_unknown``,
    or those of :func:`ipdesk.files.cells.compact`.
    """
    if cell is None or cell == "":
        return None
    if isinstance(cell, str):
        return _read_text(cell)
    plain = compact(cell)
    if len(plain) == 12 and plain.isdigit() and patent_check_digit(plain) == "0":
        plain += ".0"  # the number cell 202610123456.0: its value is exactly this, the display lost ".0"
    return _checked(plain, text(cell))


@lru_cache(maxsize=20_000)
def _read_text(cell: str) -> str | None:
    plain = compact(cell)
    key = folded(plain)
    if not key or key in words().empty or key in words().pending:
        return None
    head, colon, rest = plain.partition(":")
    if colon and folded(head) in _DECORATION:
        plain = rest
    plain = _NOTE.sub("", plain)
    return _checked(plain.replace("。", ".").replace("·", "."), text(cell))


def _checked(plain: str, shown: str) -> str:
    if _ACCEPTANCE.match(plain.upper()):
        return plain.upper()
    check = _check(plain)
    if check.valid and check.canonical and check.kind != "credit_code":
        return check.canonical
    if check.problem and check.kind not in (None, "credit_code"):
        raise UserError("ledger.number_wrong", text=shown, problem=check.problem.rstrip("。"))
    raise UserError("ledger.number_unknown", text=shown)


def _number_kind(number: str) -> str | None:
    return "software" if _ACCEPTANCE.match(number) else _check(number).kind


@lru_cache(maxsize=65_536)
def _check(number: str) -> NumberCheck:
    return check_number(number)


def number_format(number: str) -> int:
    """A rank for each format a right number can have; the lower, the more it says about the matter."""
    found = _check(number)
    if found.kind == "software":
        return 1 if number.startswith("软") else 0
    if found.kind is None:
        return 2  # an acceptance number: there may be a registration by now
    return ("patent_application", "pct", "trademark", "layout").index(found.kind) + 3


def sheet_department(name: str) -> Department | None:
    """The department that a sheet is named after (专利部, 流程部); 专利 or 商标 say a kind, no department."""
    key = folded(name)
    found = words().departments.get(key)
    return Department(found) if found and key.endswith(("部", "中心")) else None


def kind_of(cell: Cell, numbers: Sequence[str], hint: str | None) -> Kind:
    """The kind of a row: what its type column says, else its numbers, else the sheet's name (``hint``).

    Raises ``UserError``: ``ledger.kind_unknown`` (a type that is no known word), ``ledger.kind_missing``
    (nothing tells), ``ledger.kind_conflict`` (the type and the number contradict each other).
    """
    shown = text(cell)
    said = _said(shown) if shown else None
    if said == "patent" or (said is None and hint == "patent"):
        kind = _kind_of_numbers(numbers)
    elif said is not None:
        kind = Kind(said)
    else:
        kind = Kind(hint) if hint else _kind_of_numbers(numbers)
    if kind is None:
        raise UserError("ledger.kind_missing")
    if numbers and not any(fits(kind, number) for number in numbers):
        raise UserError("ledger.kind_conflict", kind=shown or label("kind", kind), number=numbers[0])
    return kind


@lru_cache(maxsize=2_000)
def _said(shown: str) -> str | None:
    """A kind, the family ``patent``, or None for a blank word."""
    known = words()
    for attempt in (shown, without_brackets(shown)):
        key = folded(attempt)
        if key in known.empty:
            return None
        for word in (key, *(key.removesuffix(tail) for tail in ("类", "案件", "案", "件", "申请"))):
            if word in known.kinds:
                return known.kinds[word]
            if word in known.families:
                return known.families[word]
    raise UserError("ledger.kind_unknown", text=shown)


def _kind_of_numbers(numbers: Sequence[str]) -> Kind | None:
    return next((kind for number in numbers if (kind := _kind_of_number(number))), None)


def _kind_of_number(number: str) -> Kind | None:
    found = _number_kind(number)
    if found == "patent_application":
        return _DIGIT_KIND[_type_digit(number)]
    return _INFERRED.get(found or "")


def fits(kind: Kind, number: str) -> bool:
    """Whether a right number can be the number of a matter of this kind."""
    allowed = _NUMBER_OF.get(kind)
    if allowed is None:
        return True
    found = _number_kind(number)
    if found not in allowed:
        return False
    return found != "patent_application" or kind in _PATENT_KINDS[_type_digit(number)]


def _type_digit(number: str) -> str:
    digits = number.partition(".")[0]
    return digits[4] if len(digits) == 12 else digits[2]


def sheet_hint(name: str, headings: Sequence[str]) -> str | None:
    """The kind (or the family ``patent``) that a sheet's name speaks of; else its headings (商标名称, 软件登记号).

    None unless it is just one.
    """
    return _spoken_of(name) or _spoken_of(" ".join(headings))


def _spoken_of(name: str) -> str | None:
    key = folded(name)
    known = {**words().families, **words().kinds}
    found = [word for word in known if len(word) > 1 and word in key]
    longest = [word for word in found if not any(word != other and word in other for other in found)]
    codes = {known[word] for word in longest}
    if len(codes) > 1:
        codes -= {"patent"}
    return codes.pop() if len(codes) == 1 else None
