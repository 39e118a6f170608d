"""What one cell of a spreadsheet means: text, dates and numbers, as people really type them.

Nothing is guessed: what can be read in two ways raises a ``UserError`` that says why (codes ``ledger.*``).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from ipdesk.errors import UserError

Cell = str | float | int | bool | date | datetime | time | timedelta | None

_INVISIBLE = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF, 0x00AD, 0x180E], None
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BREAK = re.compile(r"[ \t]*(?:_x000D_)?[\r\n\u2028\u2029\x0b\x85]+[ \t]*")
_SPACES = re.compile(r"\s+")
_CJK = "\u3400-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef"
_CJK_BREAK = re.compile(rf"(?<=[{_CJK}])[ \t]*(?:_x000D_)?[\r\n\u2028\u2029\x0b\x85]+[ \t]*(?=[{_CJK}])")
_HAN_GAP = re.compile(r"(?<=[\u3400-\u9fff\uf900-\ufaff]) (?=[\u3400-\u9fff\uf900-\ufaff])")

_SERIAL_EPOCH = date(1899, 12, 30)
_SERIAL_EPOCH_1904 = date(1904, 1, 1)
_SERIAL_FIRST, _SERIAL_LAST = 18264, 73050  # 1950-01-01 … 2099-12-31
_YEAR_FIRST, _YEAR_LAST = 1950, 2099

_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_WEEKDAY = re.compile(r"[(\s]*(?:星期|周|礼拜)[一二三四五六日天]\)?")
_TIME = re.compile(
    r"(?:T|\s)\s*(?:上午|下午|AM|PM)?\s*\d{1,2}[:时点]\d{1,2}分?(?::\d{1,2}(?:\.\d+)?)?秒?\s*(?:AM|PM|Z)?$",
    re.IGNORECASE,
)
_DAY = re.compile(r"^(\d{4}|\d{2})\s*([年./\-、·,])\s*(\d{1,2})\s*([月./\-、·,])\s*(\d{1,2})\s*[日号.]?$")
_ENGLISH = re.compile(
    r"^(?:(?P<d>\d{1,2})[\s\-/.]+(?P<m>[A-Za-z]{3,9})|(?P<m2>[A-Za-z]{3,9})[\s\-/.]+(?P<d2>\d{1,2}))"
    r"[\s,\-/.]+(?P<y>\d{4})$"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PACKED = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_SERIAL = re.compile(r"^\d{5}(?:\.\d+)?$")
_MONTH = re.compile(r"^\d{4}\s*[年./\-、]\s*\d{1,2}\s*月?$")
_YEAR = re.compile(r"^\d{4}\s*年?$")
_DAY_FIRST = re.compile(r"^\d{1,2}[./\-]\d{1,2}[./\-]\d{4}$")
_SCIENTIFIC = re.compile(r"^\d(?:\.\d+)?[eE]\+?\d{1,2}$")


def text(value: Cell) -> str:
    """A cell's text: invisible characters gone, line breaks and runs of spaces made one space, trimmed.

    Between two Chinese characters a line break is no word boundary and leaves nothing. Numbers lose the
    ``.0`` that spreadsheets give them; punctuation keeps its width (a company's （中国） is part of its name).
    """
    if isinstance(value, str):
        return _clean(value)
    if value is None:
        return ""
    return _of_number(value)


@lru_cache(maxsize=65_536)
def _clean(value: str) -> str:
    if value.isalnum():  # by far the most cells; nothing to mend
        return value
    value = _CONTROL.sub("", value.translate(_INVISIBLE))
    if "\n" in value or "\r" in value or "\u2028" in value or "\x85" in value:
        value = _BREAK.sub(" ", _CJK_BREAK.sub("", value.strip()))
    return _SPACES.sub(" ", value).strip()


def _of_number(value: Cell) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)


def name(value: Cell) -> str:
    """A person's or company's name: as :func:`text`, without the spaces that align Chinese characters (张　三)."""
    return _HAN_GAP.sub("", text(value))


def folded(value: str) -> str:
    """The form in which two spellings of one name are equal: width, case and spaces don't count."""
    return _fold(value)


@lru_cache(maxsize=65_536)
def _fold(value: str) -> str:
    return _SPACES.sub("", unicodedata.normalize("NFKC", value)).casefold()


def compact(value: Cell) -> str:
    """A number or code as text: half-width, no spaces, no leading apostrophe; exact even from a number cell.

    Raises ``ledger.number_is_date`` for a date cell and ``ledger.number_rounded`` for a number whose last
    digits the spreadsheet has lost (``2.0261E+12``, more than 15 digits).
    """
    if isinstance(value, (date, datetime, time, timedelta)):
        raise UserError("ledger.number_is_date", text=_of_number(value))
    if isinstance(value, float) and not isinstance(value, bool):
        if abs(value) >= 1e15 or value < 0:
            raise UserError("ledger.number_rounded", text=repr(value))
        return _of_number(value)
    plain = _SPACES.sub("", unicodedata.normalize("NFKC", text(value))).lstrip("'’‘`")
    return _exact(plain) if _SCIENTIFIC.match(plain) else plain


def _exact(plain: str) -> str:
    """``2.026101234567E+12`` holds all its digits; ``2.0261E+12`` has lost some."""
    try:
        number = Decimal(plain)
    except InvalidOperation as error:  # pragma: no cover - the pattern admits decimals only
        raise UserError("ledger.number_rounded", text=plain) from error
    mantissa = plain.lower().partition("e")[0].replace(".", "")
    if len(mantissa) < int(plain.lower().partition("e")[2].lstrip("+")) + 1:
        raise UserError("ledger.number_rounded", text=plain)
    return format(number.normalize(), "f")


def read_date(value: Cell, *, date1904: bool = False) -> date | None:
    """The date in a cell, or None if it is blank (a number 0, which a spreadsheet shows as 1900-01-00, too).

    Raises ``UserError``: ``ledger.date_month_only``, ``date_ambiguous``, ``date_impossible``, ``date_range``
    (outside 1950-2099), ``date_unreadable``.
    """
    if isinstance(value, datetime):
        return _within(value.date())
    if isinstance(value, date):
        return _within(value)
    if value is None or value == "" or (value == 0 and not isinstance(value, bool)):
        return None
    if isinstance(value, (bool, time, timedelta)):
        raise UserError("ledger.date_unreadable", text=_of_number(value))
    if isinstance(value, (int, float)):
        return _from_number(value, date1904=date1904)
    return _from_text(value, date1904)


def _within(on: date) -> date:
    if not _YEAR_FIRST <= on.year <= _YEAR_LAST:
        raise UserError("ledger.date_range", text=on.isoformat())
    return on


def _from_number(value: float, *, date1904: bool) -> date:
    whole = int(value)
    if 19_500_000 < whole < 21_000_000 and whole == value:
        return _from_packed(str(whole))
    if _SERIAL_FIRST <= whole <= _SERIAL_LAST:
        return _within((_SERIAL_EPOCH_1904 if date1904 else _SERIAL_EPOCH) + timedelta(days=whole))
    if _YEAR_FIRST <= whole <= _YEAR_LAST:
        raise UserError("ledger.date_month_only", text=_of_number(float(value)))
    raise UserError("ledger.date_unreadable", text=_of_number(float(value)))


def _from_packed(packed: str) -> date:
    return _build(int(packed[:4]), int(packed[4:6]), int(packed[6:]), packed)


def _build(year: int, month: int, day: int, shown: str) -> date:
    try:
        return _within(date(year, month, day))
    except ValueError as error:
        raise UserError("ledger.date_impossible", text=shown) from error


@lru_cache(maxsize=65_536)
def _from_text(raw: str, date1904: bool) -> date | None:
    shown = text(raw)
    plain = unicodedata.normalize("NFKC", shown).strip("'’‘`").strip()
    if not plain:
        return None
    plain = _WEEKDAY.sub("", _chinese(plain).replace("。", ".").replace("\u2013", "-").replace("\u2014", "-")).strip()
    plain = _TIME.sub("", plain).strip()
    day = _DAY.match(plain)
    if day:
        return _from_parts(day, shown)
    english = _ENGLISH.match(plain)
    if english:
        return _from_english(english, shown)
    plain = plain.replace(" ", "")
    if _PACKED.match(plain):
        return _from_packed(plain)
    day = _DAY.match(plain)
    if day:
        return _from_parts(day, shown)
    if _SERIAL.match(plain):
        return _from_number(float(plain), date1904=date1904)
    if _MONTH.match(plain) or _YEAR.match(plain):
        raise UserError("ledger.date_month_only", text=shown)
    if _DAY_FIRST.match(plain):
        raise UserError("ledger.date_ambiguous", text=shown)
    raise UserError("ledger.date_unreadable", text=shown)


def _from_parts(parts: re.Match[str], shown: str) -> date:
    year, first, month, second, day = parts.groups()
    if len(year) == 2:
        if first != "年" or second != "月":
            raise UserError("ledger.date_ambiguous", text=shown)  # 05.03.26: which is the year?
        year = f"{19 if int(year) >= 50 else 20}{year}"
    if (first == "年") != (second == "月"):
        raise UserError("ledger.date_unreadable", text=shown)
    return _build(int(year), int(month), int(day), shown)


def _from_english(parts: re.Match[str], shown: str) -> date:
    month = (parts["m"] or parts["m2"])[:3].lower()
    if month not in _MONTHS:
        raise UserError("ledger.date_unreadable", text=shown)
    return _build(int(parts["y"]), _MONTHS.index(month) + 1, int(parts["d"] or parts["d2"]), shown)


def _chinese(plain: str) -> str:
    """二〇二六年三月五日 in figures; text without Chinese numerals is returned as it is."""
    if not re.match(r"^[〇零○一二三四五六七八九]{4}年", plain):
        return plain

    def figure(match: re.Match[str]) -> str:
        tens, ten, ones = match.group(1), match.group(2), match.group(3)
        if not ten:
            return (tens + ones).translate(_CHINESE_DIGITS)
        return f"{(tens or '一').translate(_CHINESE_DIGITS)}{(ones or '〇').translate(_CHINESE_DIGITS)}"

    year, rest = plain[:4].translate(_CHINESE_DIGITS), plain[4:]
    return year + re.sub(r"([一二三四五六七八九〇零○]?)(十?)([一二三四五六七八九〇零○]?)(?=[月日号])", figure, rest)
