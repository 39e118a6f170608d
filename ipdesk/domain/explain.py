"""为什么是这一天: a due item's clause, triggers, and each day counted or skipped and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ipdesk.domain.docket import DueItem, LawPiece, Piece, pieces
from ipdesk.domain.history import History, Placed
from ipdesk.domain.matters import Event, Matter
from ipdesk.domain.occurrences import Window
from ipdesk.domain.periods import CountedDay, Pause, Period, Reckoning, Unit, period_text, reckon
from ipdesk.domain.rulebook import Rule, RuleBook
from ipdesk.domain.rulings import both_marked
from ipdesk.domain.workdays import WorkCalendar
from ipdesk.errors import UserError

_WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an item is due on its day.

    ``sentence``: the count in one sentence; ``steps``: each move of it; ``days``: the strip of days; ``triggers``:
    the events that set it going; ``documents``: the State Council's notices the working days follow.
    """

    item: DueItem
    clause: str
    sentence: str
    steps: tuple[str, ...]
    days: tuple[CountedDay, ...]
    triggers: tuple[Event, ...]
    documents: tuple[str, ...]


def explain(
    matter: Matter, events: Sequence[Event], book: RuleBook, calendar: WorkCalendar, today: date, key: str
) -> Explanation:
    """The explanation of the item with this key; ``UserError("docket.no_item")`` if there is none (any more)."""
    history = History(events, today)
    found = pieces(matter, history, book, calendar, today, Window(date.min, date.max))
    piece = next((one for one in found if one.item.key == key), None)
    if piece is None:
        raise UserError("docket.no_item", key=key)
    if isinstance(piece, LawPiece):
        return _of_the_law(piece, calendar)
    base, count = _reckoning(piece, history, calendar)
    steps = count.steps
    if history.paused_now and piece.item.state == "paused":
        steps = (*steps, f"案件暂停中：此日期按今天（{_day(today)}）恢复推算")
    return Explanation(
        item=piece.item,
        clause=piece.item.clause,
        sentence=_sentence(piece, book),
        steps=steps,
        days=count.days,
        triggers=tuple(placed.event for placed in piece.found.triggers),
        documents=_documents(min(base, count.end), max(base, count.end), calendar),
    )


def _of_the_law(piece: LawPiece, calendar: WorkCalendar) -> Explanation:
    """The law's count has its own steps; the strip shows the days around both ends."""
    official, ruling = piece.official, piece.official.ruling
    length = official.rule.length
    period = Period(length.days or length.months, Unit.DAYS if length.days else Unit.MONTHS, roll=True)
    plain = bool(length.days) != bool(length.months) and not official.rule.before
    days = both_marked(reckon(ruling.served, period, calendar).days, ruling) if plain else ()
    first, last = sorted((ruling.event_date, ruling.last_day))
    return Explanation(
        item=piece.item,
        clause=piece.item.clause,
        sentence=f"{official.rule.start}，{length.text() or '届满以前'}：{_day(ruling.last_day)}。",
        steps=ruling.steps,
        days=days,
        triggers=tuple(placed.event for placed in official.triggers),
        documents=_documents(first, last, calendar),
    )


def _reckoning(piece: Piece, history: History, calendar: WorkCalendar) -> tuple[date, Reckoning]:
    rule, one = piece.rule, piece.found
    pauses: Sequence[Pause] = () if rule.official else history.pauses
    if rule.every is None:
        period = rule.period or Period(0, Unit.SAME_DAY)
        return one.base, reckon(one.base, period, calendar, pauses)
    if rule.every.unit == "week":
        planned = one.due - timedelta(days=one.due.weekday()) + timedelta(days=rule.every.n - 1)
        return planned, reckon(planned, Period(0, Unit.SAME_DAY), calendar, ())
    days = rule.every.n
    while True:  # the period of this occurrence: a whole number of turns from the trigger
        count = reckon(one.base, Period(days, Unit.DAYS), calendar, pauses, explain=False)
        if count.end >= one.due:
            return one.base, reckon(one.base, Period(days, Unit.DAYS), calendar, pauses)
        days += rule.every.n


def _sentence(piece: Piece, book: RuleBook) -> str:
    rule, one = piece.rule, piece.found
    if rule.before == "annual_fee":
        return f"年费期限 {_day(one.base)}，{_length(rule)}。"
    if rule.before:
        return f"{_events(one.triggers, book)}，截止日 {_day(one.base)}，{_length(rule)}。"
    if rule.every is not None:
        return f"自{_events(one.triggers, book)}起，{_turn(rule)}，至{_names(rule.until, book)}为止。"
    if rule.needs_all:
        placed = [next(t for t in one.triggers if t.event.name == name) for name in rule.after]
        names = "与".join(f"{book.event(t.event.name).label}（{_day(t.on)}）" for t in placed)
        return f"{names}以较晚者为准，{_length(rule)}。"
    return f"{_events(one.triggers, book)}，{_length(rule)}。"


def _length(rule: Rule) -> str:
    period = rule.period
    if period is None or period.unit is Unit.SAME_DAY:
        return "当日办理（当日休息则顺延至下一工作日）"
    if period.before:
        return f"{period_text(period)}（遇休息日提前）"
    if period.unit is Unit.WORKING_DAYS:
        return f"次日起第 {period.n} 个工作日"
    if period.unit is Unit.MINUTES:
        return f"{period_text(period)}内"
    return f"次日起{period_text(period)}内" + ("，末日休息则顺延" if period.roll else "，末日休息不顺延")


def _turn(rule: Rule) -> str:
    every = rule.every
    if every is None:
        return ""
    if every.unit == "week":
        return f"每周{_WEEKDAYS[every.n - 1]}（当日休息则为该周第一个工作日）"
    return f"每 {every.n} 日"


def _events(triggers: Sequence[Placed], book: RuleBook) -> str:
    return "、".join(f"{book.event(t.event.name).label}（{_day(t.on)}）" for t in triggers)


def _names(names: Sequence[str], book: RuleBook) -> str:
    return "或".join(book.event(name).label for name in names)


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def _documents(first: date, last: date, calendar: WorkCalendar) -> tuple[str, ...]:
    found = (calendar.document(year) for year in range(first.year, last.year + 1))
    return tuple(dict.fromkeys(document for document in found if document))
