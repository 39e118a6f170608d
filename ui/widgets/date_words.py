"""Dates as people type them: 3 · 3-5 · 2026-3-5 · +5 · 今天 · 周三."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from ipdesk.errors import UserError

_WORDS = {"今天": 0, "今": 0, "昨天": -1, "昨": -1, "前天": -2, "明天": 1, "明": 1, "后天": 2}
_WEEKDAYS = "一二三四五六日"
_WEEK = re.compile(r"(上|本|这|下)?(?:周|星期|礼拜)([一二三四五六日天])$")
_PLUS = re.compile(r"([+-])(\d{1,4})$")
_PARTS = re.compile(r"\d+")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_ALLOWED = re.compile(r"[\d\s\-/.年月日号]+$")


def parse_date(text: str, today: date, *, past: bool = True) -> date:
    """The day meant by ``text``.

    What is left out (year, month, which Wednesday) is taken so that the day is not after ``today`` when ``past``,
    and not before it otherwise. Raises ``UserError("ui.date_unreadable")``.
    """
    plain = text.strip().replace("－", "-").replace("＋", "+").replace("．", ".").replace("／", "/")
    found = _by_words(plain, today, past=past)
    if found is None and plain and _ALLOWED.fullmatch(plain):
        found = _by_numbers(plain, today, past=past)
    if found is None:
        raise UserError("ui.date_unreadable", text=text)
    return found


def _by_words(plain: str, today: date, *, past: bool) -> date | None:
    if plain in _WORDS:
        return today + timedelta(days=_WORDS[plain])
    moved = _PLUS.fullmatch(plain)
    if moved:
        days = int(moved[2]) * (1 if moved[1] == "+" else -1)
        return today + timedelta(days=days)
    week = _WEEK.fullmatch(plain)
    if week is None:
        return None
    weekday = 6 if week[2] == "天" else _WEEKDAYS.index(week[2])
    monday = today - timedelta(days=today.weekday())
    if week[1] in ("上", "下"):
        return monday + timedelta(days=weekday + (7 if week[1] == "下" else -7))
    day = monday + timedelta(days=weekday)
    if week[1] is None and past and day > today:
        day -= timedelta(days=7)
    if week[1] is None and not past and day < today:
        day += timedelta(days=7)
    return day


def _by_numbers(plain: str, today: date, *, past: bool) -> date | None:
    whole = _DIGITS.fullmatch(plain)
    parts = [int(x) for x in whole.groups()] if whole else [int(x) for x in _PARTS.findall(plain)]
    try:
        if len(parts) == 3:
            year = parts[0] + 2000 if parts[0] < 100 else parts[0]
            return date(year, parts[1], parts[2])
        if len(parts) == 2:
            return _year_for(parts[0], parts[1], today, past=past)
        if len(parts) == 1:
            return _month_for(parts[0], today, past=past)
    except ValueError:
        return None
    return None


def _year_for(month: int, day: int, today: date, *, past: bool) -> date:
    years = [today.year - i if past else today.year + i for i in range(9)]  # 29 February comes every 4 or 8 years
    for year in years:
        if day > calendar.monthrange(year, month)[1]:
            continue
        found = date(year, month, day)
        if (found <= today) if past else (found >= today):
            return found
    raise ValueError(day)


def _month_for(day: int, today: date, *, past: bool) -> date:
    if not 1 <= day <= 31:
        raise ValueError(day)
    year, month = today.year, today.month
    for _ in range(3):  # no two months running lack a 31st in a way that three do not
        if day <= calendar.monthrange(year, month)[1]:
            found = date(year, month, day)
            if (found <= today) if past else (found >= today):
                return found
        year, month = (year, month - 1) if past else (year, month + 1)
        if month in (0, 13):
            year, month = (year - 1, 12) if past else (year + 1, 1)
    raise ValueError(day)


def day_words(on: date) -> str:
    """2026年3月5日 周四."""
    return f"{on.year}年{on.month}月{on.day}日 周{_WEEKDAYS[on.weekday()]}"


def short_day(on: date, today: date) -> str:
    """3月5日 周四; with the year when it is another than today's."""
    year = "" if on.year == today.year else f"{on.year}年"
    return f"{year}{on.month}月{on.day}日 周{_WEEKDAYS[on.weekday()]}"
