"""``ipdesk stats``: whether the service standard is kept, the same figures as on the page 统计."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipdesk.cli.session import Session
from ipdesk.cli.words import DATE, MONTH, Command
from ipdesk.domain.matters import Department
from ipdesk.domain.statistics import Span, Tally, month_span
from ipdesk.errors import UserError
from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.domain.statistics import Days
    from ipdesk.services.office import Office
    from ipdesk.services.statistics_days import DaysUsed, Share
    from ipdesk.services.statistics_figures import Overview

Json = dict[str, object]
_BY = ("department", "clause", "handler", "month")


@click.command("stats", cls=Command)
@click.option("--department", type=click.Choice([item.value for item in Department]), help="部门。")
@click.option("--handler", metavar="姓名", help="负责人。")
@click.option("--month", type=MONTH, metavar="月份", help="某一个月，默认本月。")
@click.option("--from", "first", type=DATE, metavar="日期", help="到期日不早于。")
@click.option("--to", "last", type=DATE, metavar="日期", help="到期日不晚于。")
@click.option("--by", type=click.Choice(_BY), default="department", show_default=True, help="按什么分列。")
@click.option("--out", type=click.Path(path_type=Path), metavar="文件", help="另写成 Excel。")
@click.pass_obj
def stats(
    session: Session,
    department: str | None,
    handler: str | None,
    month: tuple[int, int] | None,
    first: date | None,
    last: date | None,
    by: str,
    out: Path | None,
) -> None:
    """达标情况：按期、逾期、在办，和用了规定时间的多少。"""
    from ipdesk.services.statistics import overview
    from ipdesk.services.statistics_days import days_used

    span = _span(session.today, month, first, last)
    office = session.current_office()
    person_id = _person(office, handler)
    view = overview(office, session.today, span, department, person_id)
    days = days_used(office, session.today, view.which, None, view.months_which)
    rows = list(_rows(view, days, by))
    data: Json = {
        "from": span.frm,
        "to": span.to,
        "department": department,
        "handler": handler,
        "total": _counts(view.total),
        "official": _counts(view.official),
        "by": by,
        "rows": rows,
    }
    if out is not None:
        data["file"] = _write(office, session.today, out, (span, department, person_id))
    session.answer(data, [_line("合计", view.total), *(_line(_name(row), row) for row in rows)])


def _span(today: date, month: tuple[int, int] | None, first: date | None, last: date | None) -> Span:
    """A month, or the days given; one end alone reaches to or from today's month."""
    if month is not None:
        return month_span(date(*month, 1))
    default = month_span(today)
    span = Span(first or min(default.frm, last or default.frm), last or max(default.to, first or default.to))
    if span.frm > span.to:
        raise UserError("statistics.bad_span", frm=span.frm, to=span.to)
    return span


def _person(office: Office, name: str | None) -> int | None:
    if name is None:
        return None
    from ipdesk.services.people import people

    found = next((one.id for one in people(office) if one.name == name), None)
    if found is None:
        raise UserError("statistics.no_person", name=name)
    return found


def _counts(tally: Tally) -> Json:
    return {
        "kept": tally.kept,
        "late": tally.late,
        "late_done": tally.late_done,
        "overdue": tally.overdue,
        "missed": tally.missed,
        "open": tally.open,
        "paused": tally.paused,
        "void": tally.void,
        "rate": None if tally.rate is None else round(tally.rate, 4),
    }


def _rows(view: Overview, days: DaysUsed, by: str) -> Iterator[Json]:
    if by == "department":
        for figure in view.departments:
            yield {"department": figure.code, **_counts(figure.tally), **_share(days.departments.get(figure.code))}
    elif by == "clause":
        for clause in view.clauses:
            head: Json = {"rule": clause.rule, "clause": clause.clause, "title": clause.title}
            yield {**head, **_counts(clause.tally), **_days(days.clauses.get(clause.rule))}
    elif by == "handler":
        for person in view.people:
            who: Json = {"handler": person.name or None, "department": person.department}
            yield {**who, **_counts(person.tally), **_share(days.people.get(person.id))}
    else:
        for one in view.months:
            yield {"month": f"{one.month:%Y-%m}", **_counts(one.tally), **_share(days.months.get(one.month))}


def _days(days: Days | None) -> Json:
    if days is None:
        return {"median": None, "worst": None, "allowed": None, "unit": None}
    return {"median": days.median, "worst": days.worst, "allowed": days.words, "unit": days.unit.value}


def _share(share: Share | None) -> Json:
    """The part of the time allowed that the median item and the worst one used."""
    if share is None or share.median is None or share.worst is None:
        return {"median": None, "worst": None}
    return {"median": round(share.median, 4), "worst": round(share.worst, 4)}


def _name(row: Json) -> str:
    if "rule" in row:
        return f"{row['clause']} {row['title']}"
    if "handler" in row:
        return f"{row['handler'] or label('statistics', 'nobody')}（{label('department', str(row['department']))}）"
    return str(row["month"]) if "month" in row else label("department", str(row["department"]))


def _line(name: str, figures: Tally | Json) -> str:
    counts = _counts(figures) if isinstance(figures, Tally) else figures
    rate = counts["rate"]
    shown = f"{rate:.1%}" if isinstance(rate, float) else "—"
    return f"{name}：达标率 {shown}，按期 {counts['kept']}，逾期 {counts['late']}，在办 {counts['open']}"


def _write(office: Office, today: date, out: Path, scope: tuple[Span, str | None, int | None]) -> Path:
    from ipdesk.files.table_book import write_book
    from ipdesk.services.statistics_book import statistics_book

    target = out if out.suffix.lower() == ".xlsx" else out.with_name(f"{out.name}.xlsx")
    write_book(target, statistics_book(office, today, *scope), today)
    return target
