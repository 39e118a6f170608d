"""The weekly 专利代缴总表 as plain values: its lines, its columns and what identifies a row (标准 3.2.5).

Written by :mod:`ipdesk.files.fee_sheet_write`, read back by :mod:`ipdesk.files.fee_sheet_read`, compared by
:mod:`ipdesk.files.fee_sheet_compare`. Money is ``Decimal`` yuan with two places.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from ipdesk.errors import UserError

TITLE = "专利代缴总表"
FORMAT = "ipdesk-fee-sheet/1"
HIDDEN_SHEET = "ipdesk"
ID_HEADER = "行标识"

_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Type(StrEnum):
    """How a column's cells are written and compared."""

    NUMBER = "number"
    TEXT = "text"
    MONEY = "money"
    DATE = "date"
    YEAR = "year"
    TOTAL = "total"
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: heading, the line's field it shows, width in characters. ``ours``: compared on reading."""

    header: str
    name: str
    type: Type
    width: float
    ours: bool = True


# The identity stands inside the row, not at its edge: who sorts the block by hand takes it along.
COLUMNS: tuple[Column, ...] = (
    Column("序号", "position", Type.NUMBER, 4.5, ours=False),
    Column("案件编号", "number", Type.TEXT, 9.5),
    Column("申请号", "application_number", Type.TEXT, 15.5),
    Column("专利名称", "title", Type.TEXT, 20),
    Column("专利类型", "patent_kind", Type.TEXT, 8.5),
    Column("申请人", "applicant", Type.TEXT, 15),
    Column("费用种类", "fee", Type.TEXT, 8),
    Column("年度", "year", Type.YEAR, 5.5),
    Column("应缴金额", "amount", Type.MONEY, 10),
    Column("滞纳金", "late", Type.MONEY, 8.5),
    Column("合计", "total", Type.TOTAL, 10),
    Column("缴费期限", "due", Type.DATE, 10.5),
    Column("业务员", "salesperson", Type.TEXT, 8),
    Column("收款日期", "received_on", Type.DATE, 10.5),
    Column("票据抬头", "invoice_title", Type.TEXT, 15),
    Column("统一社会信用代码", "credit_code", Type.TEXT, 13),
    Column("备注", "note", Type.TEXT, 9),
    Column(ID_HEADER, "uid", Type.IDENTITY, 2, ours=False),
    Column("业务员签字", "signature", Type.TEXT, 8.5, ours=False),
    Column("打款日期", "paid_on", Type.DATE, 10.5, ours=False),
    Column("打款金额", "paid_amount", Type.MONEY, 10, ours=False),
    Column("财务备注", "finance_note", Type.TEXT, 10, ours=False),
)
HEADER_OF = {column.name: column.header for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One payment of the week. ``uid`` is its opaque identity; labels are Chinese, as printed."""

    uid: str
    number: str
    application_number: str
    title: str
    patent_kind: str
    applicant: str
    fee: str
    year: int | None
    amount: Decimal
    late: Decimal
    due: date | None
    salesperson: str
    received_on: date | None
    invoice_title: str
    credit_code: str
    note: str = ""
    paid_on: date | None = None
    paid_amount: Decimal | None = None
    finance_note: str = ""

    @property
    def total(self) -> Decimal:
        return self.amount + self.late


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole sheet. ``office`` is the opaque key of the database that made it; ``words`` the total in 大写."""

    week: str
    company: str
    office: str
    made_on: date
    pay_on: date
    words: str
    lines: tuple[SheetLine, ...] = field(default=())

    @property
    def total(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal("0.00"))

    @property
    def salespeople(self) -> tuple[str, ...]:
        """Each salesperson once, in the order of the lines."""
        return tuple(dict.fromkeys(line.salesperson for line in self.lines))


def week_days(week: str) -> tuple[date, date]:
    """Monday and Sunday of an ISO week ``2026-W48``. Errors: ``sheet.bad_week``."""
    match = _WEEK.fullmatch(week.strip().upper())
    if match is None:
        raise UserError("sheet.bad_week", week=week)
    try:
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return monday, monday + timedelta(days=6)
    except (ValueError, OverflowError):
        raise UserError("sheet.bad_week", week=week) from None


def file_name(week: str) -> str:
    """``专利代缴总表-2026-W48.xlsx``."""
    return f"{TITLE}-{week}.xlsx"


def clean(text: str) -> str:
    """Text as a cell can hold it: no control characters, one kind of line break, no edge spaces."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "")).strip()


def seal(week: str, office: str, uids: Iterable[str]) -> str:
    """A short checksum over the sheet's identity, so that a mixed-up or hand-made file is noticed."""
    text = "\n".join([FORMAT, week, office, *sorted(uids)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def display_width(text: str) -> int:
    """Width in half-width characters: a Chinese character counts two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)
