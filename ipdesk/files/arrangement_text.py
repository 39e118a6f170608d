"""The State Council's notice on a year's days off, as it stands on a web page or in an e-mail, into an arrangement.

Pure: the days off by law are handed in. Nothing is guessed silently: a date whose weekday does not fit, a count
that does not fit, a sentence whose dates are not understood, all are refused with the words they stand in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from ipdesk.domain.workdays import (
    ONE_DAY,
    WEEKDAY_NAMES,
    Arrangement,
    beside_name,
    is_statutory,
    run_name,
    runs,
)
from ipdesk.errors import UserError

ByLaw = Callable[[int], Mapping[date, str]]

_NAMES = {
    "元旦": "元旦",
    "春节": "春节",
    "清明节": "清明节",
    "清明": "清明节",
    "国际劳动节": "劳动节",
    "劳动节": "劳动节",
    "端午节": "端午节",
    "端午": "端午节",
    "中秋节": "中秋节",
    "中秋": "中秋节",
    "国庆节": "国庆节",
    "国庆": "国庆节",
}
ALL = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
_NAME = "|".join(_NAMES)
_HEADING = re.compile(
    rf"(?:\(?[一二三四五六七八九十]{{1,2}}\)?、?|\d{{1,2}}[、.])?((?:{_NAME})(?:[、和与及](?:{_NAME}))*):"
)
_NUMBER = re.compile(r"(国(?:办)?发(?:明电)?)[〔\[(【]\s*(\d{4})\s*[〕\])】]\s*(\d{1,3})\s*号")
_TITLE_YEAR = re.compile(rf"(\d{{4}})年(?:部分)?(?:节假日|放假|公休假日|{_NAME})")
_SHORT_SPAN = re.compile(r"(\d{1,2})月(\d{1,2})[-~至—–](\d{1,2})日")
_URL = re.compile(r"https?://[^\s<>\"'，。）)]+")
_DAY = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})[日号](?:\(([^()]*)\))?")
_JOIN = re.compile(r"[至到~—–-]+$|至$")
_SIGNED = re.compile(r"(?:.{0,12}国务院办公厅)?(?:(?:发布|成文|印发)日期:)?\d{4}年\d{1,2}月\d{1,2}日(?:印发)?")
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_COUNT = re.compile(r"(?:共|放假(?:调休)?)([\d一二三四五六七八九十]{1,2})天")
_VERB = re.compile(r"放假|上班|照常工作|正常工作")
_WEEKEND = re.compile(r"与周末(?:相)?连休|与(?:周六|星期六)、?(?:周日|星期日)连休")
_DIGITS = {word: number for number, word in enumerate("一二三四五六七八九十", 1)}
_LONGEST = 31


def looks_like_notice(text: str) -> bool:
    """Is this a notice in words (and not one of the data forms)?"""
    plain = unicodedata.normalize("NFKC", text)
    if plain.lstrip("\ufeff \t\r\n").startswith(("{", "[")) or re.search(r"(?m)^\s*(?:off|work|doc)\s*=", plain):
        return False
    return bool(re.search(r"\d{1,2}\s*月\s*\d{1,2}\s*[日号]", plain)) and bool(_VERB.search(plain))


def read_notice(text: str, by_law: ByLaw, near: int | None = None) -> tuple[Arrangement, frozenset[str]]:
    """The arrangement a notice makes, and the holidays it speaks of (fewer than seven: a change of an earlier one).

    ``by_law``: a year's days off by law with their names; ``near``: this year, for a text that names none.
    UserError ``arrangement.*`` quotes the words that are wrong; ``calendar.several_years`` for two notices in one.
    """
    raw = unicodedata.normalize("NFKC", text)
    body = _SHORT_SPAN.sub(r"\1月\2日至\3日", re.sub(r"\s+", "", raw))
    years = sorted({int(found[1]) for found in _TITLE_YEAR.finditer(body)})
    if len(years) > 1:
        raise UserError("calendar.several_years", years="、".join(map(str, years)))
    number = _NUMBER.search(body)
    url = _URL.search(raw)
    year = years[0] if years else _year(body, by_law, near)
    sections = _sections(body, year, by_law(year))
    if not sections:
        raise UserError("arrangement.nothing", words=_short(body))
    off, work = _laid(sections, year, by_law(year))
    document = f"{number[1]}〔{number[2]}〕{number[3]}号" if number else f"{year}年放假安排（未注明文号）"
    named = frozenset(name for section in sections for name in section.names)
    return Arrangement(year, document, url[0] if url else "", off, work), named


def uncovered(a: Arrangement, by_law: Mapping[date, str]) -> tuple[str, ...]:
    """The days off by law of the arrangement's year that it leaves out: "9月25日 中秋节"."""
    return tuple(
        f"{d.month}月{d.day}日 {name}"
        for d, name in sorted(by_law.items())
        if d.year == a.year and is_statutory(name) and d not in a.off
    )


def merged(known: Arrangement, change: Arrangement, named: frozenset[str], by_law: Mapping[date, str]) -> Arrangement:
    """A year's arrangement with the ``named`` holidays arranged anew; the days of the others stay as they were."""

    def other(d: date, name: str) -> bool:
        name = name.replace("农历除夕", "春节")
        return d not in change.off and d not in change.work and not any(holiday in name for holiday in named)

    off = {}
    for run in runs(sorted(known.off)):
        holiday = run_name(known.off[d] or by_law.get(d, "") for d in run)
        for d in run:
            name = known.off[d] or by_law.get(d) or beside_name(holiday, d)
            if other(d, name):
                off[d] = name
    work = {d: name for d, name in known.work.items() if other(d, name)}
    number = change.document if "未注明文号" not in change.document else known.document
    return Arrangement(
        known.year, number, change.source or known.source, {**off, **change.off}, {**work, **change.work}
    )


# -- the notice's parts -------------------------------------------------------------------------------


@dataclass(slots=True)
class _Section:
    """What one holiday's paragraph says: its days off, in groups as counted, and the days worked for them."""

    names: tuple[str, ...]
    words: str
    off: list[date] = field(default_factory=list)
    work: list[date] = field(default_factory=list)


def _sections(body: str, year: int, by_law: Mapping[date, str]) -> list[_Section]:
    heads = list(_HEADING.finditer(body))
    sections = []
    if not heads:
        start = _first_day(body)
        for sentence in _sentences(body[start:]):
            section = _Section((), sentence)
            _read_sentence(section, sentence, year)
            sections.append(section)
        return _grouped(sections, by_law)
    ends = [head.start() for head in heads[1:]] + [len(body)]
    for head, end in zip(heads, ends, strict=True):
        names = tuple(_NAMES[name] for name in re.split("[、和与及]", head[1]))
        section = _Section(names, body[head.start() : end])
        for sentence in _sentences(body[head.end() : end]):
            _read_sentence(section, sentence, year)
        if not section.off:
            raise UserError("arrangement.no_days_off", words=_short(section.words))
        sections.append(section)
    return sections


def _first_day(body: str) -> int:
    """Where the first sentence that gives a day off begins; a title with the notice's own date lies before it."""
    verb = _VERB.search(body)
    before = body[: verb.start()] if verb else ""
    return max(before.rfind("。"), before.rfind(":")) + 1


def _grouped(found: Sequence[_Section], by_law: Mapping[date, str]) -> list[_Section]:
    """Without headings: work days belong to the days off before them; the law's names say which holiday it is."""
    groups: list[_Section] = []
    for one in found:
        if one.off or not groups:
            groups.append(one)
        else:
            groups[-1].work += one.work
    groups = [one for one in groups if one.off or one.work]
    for one in groups:
        holiday = run_name(by_law.get(d, "") for d in sorted(one.off))
        if not holiday:
            raise UserError("arrangement.no_holiday", words=_short(one.words))
        one.names = tuple(holiday.replace("农历除夕", "春节").split("、"))
    return groups


def _sentences(text: str) -> Iterator[str]:
    for sentence in re.split("[。;；]", text):
        if sentence:
            yield sentence


def _read_sentence(section: _Section, sentence: str, year: int) -> None:
    """Take the days of one sentence over; one with dates that says neither 放假 nor 上班 is not passed over."""
    pending: list[date] = []
    place, used = 0, False
    for verb in _VERB.finditer(sentence):
        pending += _days(sentence[place : verb.start()], section, year)
        place = verb.end()
        if not pending:
            continue
        used = True
        if verb[0] == "放假":
            section.off += _off_days(pending, sentence)
        else:
            _take_work(section, pending, sentence, verb.start())
        pending = []
    rest = sentence[place:]
    if not _DAY.search(rest) or _harmless(rest if used else sentence):
        return
    raise UserError("arrangement.not_understood", words=_short(rest if used else sentence))


def _harmless(sentence: str) -> bool:
    """A wish (鼓励…在除夕休息), or the date under the notice."""
    return any(word in sentence for word in ("鼓励", "建议", "倡导")) or bool(_SIGNED.search(sentence))


def _take_work(section: _Section, days: Sequence[date], sentence: str, place: int) -> None:
    if sentence[:place].endswith(("起", "起正常", "起照常")):
        return  # 2月3日起正常上班: the first ordinary day, not a made-up one
    for d in days:
        if d.weekday() < 5:
            raise UserError("arrangement.work_on_weekday", words=_short(sentence), on=_said(d))
    section.work += days


def _off_days(days: Sequence[date], sentence: str) -> list[date]:
    """The days of one 放假, with the weekend beside them where it says so, counted where it counts."""
    every = sorted(days)
    counts = {len(every)}
    if _WEEKEND.search(sentence):
        every = _with_weekend(every, sentence)
        counts.add(len(every))
    for one, other in pairwise(every):
        if other - one != ONE_DAY:
            raise UserError("arrangement.gap", words=_short(sentence), frm=_said(one), to=_said(other))
    stated = _COUNT.search(sentence)
    if stated and _figure(stated[1]) not in counts:
        raise UserError("arrangement.count", words=_short(sentence), stated=stated[1], counted=len(every))
    return every


def _with_weekend(days: Sequence[date], sentence: str) -> list[date]:
    wide = set(days)
    edge = max(days) + ONE_DAY
    while edge.weekday() >= 5:
        wide.add(edge)
        edge += ONE_DAY
    edge = min(days) - ONE_DAY
    while edge.weekday() >= 5:
        wide.add(edge)
        edge -= ONE_DAY
    if len(wide) == len(days) and not any(d.weekday() >= 5 for d in days):
        raise UserError("arrangement.no_weekend_beside", words=_short(sentence), on=_said(days[0]))
    return sorted(wide)


# -- dates --------------------------------------------------------------------------------------------


def _days(text: str, section: _Section, year: int) -> list[date]:
    """Every day the words name: single ones, lists without the month (9月20日、27日), and spans (…至…)."""
    found: list[date] = []
    before: date | None = None
    end = 0
    for one in _DAY.finditer(text):
        joined = before is not None and bool(_JOIN.search(text[end : one.start()]))
        on = _one_day(one, section, year, before, joined=joined)
        _check_weekday(one, on)
        if joined and before is not None:
            found += _span(before, on, text)
        else:
            found.append(on)
        before, end = on, one.end()
    if len(set(found)) != len(found):
        raise UserError("arrangement.twice", words=_short(text))
    return found


def _one_day(one: re.Match[str], section: _Section, year: int, before: date | None, *, joined: bool) -> date:
    if one[2] is None and before is None:
        raise UserError("arrangement.no_month", words=one[0])
    month = int(one[2]) if one[2] else before.month if before else 0
    if one[1]:
        of = int(one[1])
    elif before is not None and (joined or one[2] is None):
        of = before.year + (1 if joined and month < before.month else 0)
    else:
        of = year - 1 if month == 12 and (not section.names or "元旦" in section.names) else year
    try:
        return date(of, month, int(one[3]))
    except ValueError:
        raise UserError("arrangement.no_such_date", words=one[0], year=of) from None


def _check_weekday(one: re.Match[str], on: date) -> None:
    weekday = _WEEKDAY.search(one[4] or "")
    if weekday is None:
        return
    said = "一二三四五六日".index(weekday[1].replace("天", "日"))
    if said != on.weekday():
        raise UserError("arrangement.weekday", words=one[0], on=on.isoformat(), right=WEEKDAY_NAMES[on.weekday()])


def _span(first: date, last: date, text: str) -> list[date]:
    if last <= first:
        raise UserError("arrangement.reversed", words=_short(text))
    if (last - first).days > _LONGEST:
        raise UserError("arrangement.long", words=_short(text), days=(last - first).days + 1)
    return [first + timedelta(days=i) for i in range(1, (last - first).days + 1)]


def _year(body: str, by_law: ByLaw, near: int | None) -> int:
    """The year of a text that has no title: from dates with a year, else the one whose weekdays fit."""
    explicit = {int(found[1]) for found in _DAY.finditer(body) if found[1]}
    if explicit:
        return max(explicit)
    fitting = []
    for year in () if near is None else (near - 1, near, near + 1):
        try:
            if any(_WEEKDAY.search(found[4] or "") for found in _DAY.finditer(body)):
                _sections(body, year, by_law(year))
                fitting.append(year)
        except UserError as error:
            if error.code != "arrangement.weekday":
                fitting.append(year)
    if len(fitting) == 1:
        return fitting[0]
    raise UserError("arrangement.no_year", words=_short(body))


# -- laid together --------------------------------------------------------------------------------------


def _laid(
    sections: Sequence[_Section], year: int, by_law: Mapping[date, str]
) -> tuple[dict[date, str], dict[date, str]]:
    off: dict[date, str] = {}
    work: dict[date, str] = {}
    for section in sections:
        _check_its_day(section, by_law, year)
        holiday = run_name(by_law.get(d, "") for d in section.off) or "、".join(section.names)
        for run in runs(sorted(section.off)):
            for d in run:
                _once(d, off, work, section, year)
                off[d] = by_law.get(d) or beside_name(holiday, d)
        for d in section.work:
            _once(d, off, work, section, year)
            work[d] = f"{holiday}调休上班"
    return off, work


def _once(d: date, off: Mapping[date, str], work: Mapping[date, str], section: _Section, year: int) -> None:
    if d in off or d in work:
        raise UserError("arrangement.day_twice", on=_said(d), words=_short(section.words))
    if d.year != year and not (d.year == year - 1 and d.month == 12):
        raise UserError("arrangement.other_year", on=d.isoformat(), year=year, words=_short(section.words))


def _check_its_day(section: _Section, by_law: Mapping[date, str], year: int) -> None:
    """A holiday's own days by law have to lie among its days off."""
    for d, name in sorted(by_law.items()):
        its = [part for part in section.names if part in name or (part == "春节" and name == "农历除夕")]
        if d.year == year and is_statutory(name) and its and d not in section.off:
            raise UserError("arrangement.statutory", on=_said(d), name=name, words=_short(section.words))


def _figure(text: str) -> int:
    if text.isdecimal():
        return int(text)
    if len(text) == 2:
        return 10 + _DIGITS[text[1]] if text[0] == "十" else 0
    return _DIGITS[text]


def _said(d: date) -> str:
    return f"{d.month}月{d.day}日（{WEEKDAY_NAMES[d.weekday()]}）"


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"
