"""Patents offered to a buyer (3.2.11) as they come from a seller's list: pasted rows into checked values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from ipdesk.domain.numbers import check_number
from ipdesk.errors import UserError

COLUMNS = ("application_number", "title", "field", "price", "seller", "note")
"""The order of pasted columns when the first row is no heading."""

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "application_number": ("申请号", "专利号", "申请号/专利号", "专利申请号"),
    "title": ("名称", "专利名称", "发明名称", "标题"),
    "field": ("领域", "技术领域", "类别", "行业"),
    "price": ("价格", "报价", "价格(元)", "售价", "金额"),
    "seller": ("卖家", "中介", "卖方", "来源", "卖家/中介"),
    "note": ("备注", "说明", "类型"),
}
LONGEST: Mapping[str, int] = {"title": 300, "field": 100, "seller": 100, "note": 500, "application_number": 40}
MOST = 500
_DIGITS = re.compile(r"\d{8,}")
_TEN_THOUSAND = Decimal(10000)
_FEN = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class NewCandidate:
    """One patent offered; ``price`` in yuan, None while it is not known."""

    title: str
    application_number: str = ""
    field: str = ""
    price: Decimal | None = None
    seller: str = ""
    note: str = ""


def read_rows(text: str) -> tuple[NewCandidate, ...]:
    """Rows as Excel copies them: cells parted by tabs; a heading row says which is which.

    UserErrors name the line: ``candidate.no_title``, ``.bad_price``, ``.bad_number``, ``.too_long``, ``.nothing``,
    ``.too_many``.
    """
    lines = [(number, line.split("\t")) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines:
        raise UserError("candidate.nothing")
    names = _heading(lines[0][1])
    if names is not None:
        lines = lines[1:]
    if not lines:
        raise UserError("candidate.nothing")
    if len(lines) > MOST:
        raise UserError("candidate.too_many", limit=MOST)
    return tuple(_row(number, cells, names or _guessed(cells)) for number, cells in lines)


def checked(new: NewCandidate, line: int = 1) -> NewCandidate:
    """The same with blanks gone and the number in its written form. UserErrors as ``read_rows``."""
    values = {name: getattr(new, name).strip() for name in ("title", "application_number", "field", "seller", "note")}
    if not values["title"]:
        raise UserError("candidate.no_title", line=line)
    for name, limit in LONGEST.items():
        if len(values[name]) > limit:
            raise UserError("candidate.too_long", line=line, field=HEADINGS[name][0], limit=limit)
    values["application_number"] = _number(values["application_number"], line)
    if new.price is not None and (new.price < 0 or new.price != new.price.quantize(_FEN)):
        raise UserError("candidate.bad_price", line=line, text=new.price)
    # two decimals always: the journal compares amounts as they are written
    return NewCandidate(price=None if new.price is None else new.price.quantize(_FEN), **values)


def price_of(text: str, line: int = 1) -> Decimal | None:
    """35000, ¥35,000.00, 3.5万, 三万五 is not read; nothing, 面议 and 待定 mean not known yet.

    UserError ``candidate.bad_price``.
    """
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("¥").removesuffix("元").replace(",", "").strip()
    if plain in ("", "面议", "待定", "-", "—", "/"):
        return None
    many = plain.endswith("万")
    try:
        amount = Decimal(plain.removesuffix("万").strip())
        if not amount.is_finite():
            raise InvalidOperation
        amount = (amount * _TEN_THOUSAND if many else amount).quantize(_FEN)
    except InvalidOperation:
        raise UserError("candidate.bad_price", line=line, text=text.strip()) from None
    if amount < 0 or amount > Decimal(10) ** 10:
        raise UserError("candidate.bad_price", line=line, text=text.strip())
    return amount


def _number(text: str, line: int) -> str:
    if not text:
        return ""
    found = check_number(text)
    if not found.valid:
        raise UserError("candidate.bad_number", line=line, text=text, problem=found.problem or "")
    return found.canonical or text


def _heading(cells: Sequence[str]) -> tuple[str, ...] | None:
    """Which column is which, if the row is a heading; "" for a column nobody knows."""
    known = {word: name for name, words in HEADINGS.items() for word in words}
    plain = [unicodedata.normalize("NFKC", cell).replace(" ", "").strip() for cell in cells]
    names = tuple(known.get(cell, "") for cell in plain)
    return names if "title" in names else None


def _guessed(cells: Sequence[str]) -> tuple[str, ...]:
    """Without a heading: the number leads if the first cell looks like one, else the title does."""
    first = unicodedata.normalize("NFKC", cells[0])
    return COLUMNS if len(cells) > 1 and (_DIGITS.search(first) or not first.strip()) else COLUMNS[1:]


def _row(line: int, cells: Sequence[str], names: Sequence[str]) -> NewCandidate:
    values: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=False):
        if name:
            values.setdefault(name, cell.strip())
    price = price_of(values.pop("price", ""), line)
    return checked(NewCandidate(price=price, title=values.pop("title", ""), **values), line)
