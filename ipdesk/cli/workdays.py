"""``ipdesk workdays``: the working calendar."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipdesk.cli.session import Session, read_text
from ipdesk.cli.words import DATE, MONTH, WHOLE, Group
from ipdesk.domain.workdays import Day
from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.services.arrangements import Loaded


@click.group("workdays", cls=Group)
def workdays() -> None:
    """工作日历：查询、推算、计数、月历、载入放假安排。"""


def _day(day: Day) -> dict[str, object]:
    return {"date": day.on, "working": day.working, "name": day.name, "provisional": day.provisional}


def _line(day: Day) -> str:
    kind = "上班" if day.working else "休息"
    note = f"（{label('calendar', 'provisional')}：该年放假安排尚未公布）" if day.provisional else ""
    return f"{day.on} {kind} {day.name}{note}"


@workdays.command("is")
@click.argument("on", metavar="日期", type=DATE)
@click.pass_obj
def is_working(session: Session, on: date) -> None:
    """某一天是否上班。"""
    day = session.calendar().day(on)
    session.answer(_day(day), [_line(day)])


@workdays.command("add", context_settings={"ignore_unknown_options": True})
@click.argument("on", metavar="日期", type=DATE)
@click.argument("n", metavar="N", type=WHOLE)
@click.pass_obj
def add(session: Session, on: date, n: int) -> None:
    """日期之后第 N 个工作日（N 可为负数）。"""
    calendar = session.calendar()
    found = calendar.add(on, n)
    day = calendar.day(found)
    session.answer({"from": on, "n": n, **_day(day)}, [_line(day)])


@workdays.command("count")
@click.argument("first", metavar="起", type=DATE)
@click.argument("last", metavar="止", type=DATE)
@click.pass_obj
def count(session: Session, first: date, last: date) -> None:
    """两个日期之间的工作日数：不含起日，含止日。"""
    calendar = session.calendar()
    number = calendar.count(first, last)
    provisional = calendar.provisional(first) or calendar.provisional(last)
    data = {"from": first, "to": last, "count": number, "provisional": provisional}
    session.answer(data, [f"{first} 之后至 {last}：{number} 个工作日"])


@workdays.command("month")
@click.argument("month", metavar="年-月", type=MONTH)
@click.pass_obj
def of_month(session: Session, month: tuple[int, int]) -> None:
    """一个月的每一天。"""
    days = session.calendar().month(*month)
    session.answer({"days": [_day(day) for day in days]}, map(_line, days))


@workdays.command("load")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.pass_obj
def load(session: Session, file: Path) -> None:
    """载入某年的官方放假安排，并列出因此移动的未完成期限。"""
    from ipdesk.services.arrangements import load_arrangement

    loaded = load_arrangement(session.office(), session.act(), read_text(file))
    _tell(session, loaded, f"已载入 {loaded.year} 年放假安排（{loaded.document}）")


@workdays.command("restore")
@click.argument("year", metavar="年", type=WHOLE)
@click.pass_obj
def restore(session: Session, year: int) -> None:
    """恢复某年上一次载入之前的放假安排，并列出因此移动的未完成期限。"""
    from ipdesk.services.arrangements import restore_arrangement

    loaded = restore_arrangement(session.office(), session.act(), year)
    _tell(session, loaded, f"已恢复 {year} 年的放假安排（{loaded.document or '尚未公布'}）")


def _tell(session: Session, loaded: Loaded, said: str) -> None:
    moved = [
        {"matter": item.number, "rule": item.rule, "about": item.about, "from": item.was, "to": item.due}
        for item in loaded.moved
    ]
    lines = [f"{said}，{len(moved)} 条期限移动，{loaded.unmoved} 条不变：" if moved else f"{said}，没有期限移动。"]
    lines += [f"{item.number} {item.rule} {item.title}：{item.was or '—'} → {item.due or '—'}" for item in loaded.moved]
    data = {"year": loaded.year, "document": loaded.document, "moved": moved, "unmoved": loaded.unmoved}
    session.answer(data, lines)
