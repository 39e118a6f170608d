"""The figures of 统计 on one A4 page: departments, twelve months, the clauses that fail most, the people."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QSize
from PySide6.QtGui import QImage, QImageWriter, QPainter, QRegion
from PySide6.QtWidgets import QWidget

from ipdesk.domain.statistics import Tally
from ipdesk.text import label
from ui.pages.statistics_words import HOW, figure, percent, points, tally_words, who
from ui.printing import PrintedDocument, PrintedPage
from ui.widgets.chart import on_paper
from ui.widgets.chart_trend import TrendChart, TrendPoint

if TYPE_CHECKING:
    from ipdesk.services.statistics_days import DaysUsed
    from ipdesk.services.statistics_figures import ClauseFigure, Overview, PersonFigure

_SMALL = 'style="font-size:8.5pt"'
_BAR = 100  # units of the width of a bar's cell
MOST = (12, 8)
LEAST = (4, 2)


def statistics_page(
    view: Overview,
    days: DaysUsed | None,
    scope: str,
    trend: Sequence[TrendPoint],
    words: tuple[str, str, str, str],
) -> PrintedPage:
    """One page whatever the office's size: as many clauses and people as fit, those that fail most first."""
    chart = trend_picture(trend, words)
    clauses, people = MOST
    while True:
        html = statistics_html(view, days, scope, chart, clauses, people)
        page = PrintedPage("服务标准达标情况", html, note=f"{scope}　统计日 {view.today}")
        if PrintedDocument(page).pages == 1 or (clauses, people) == LEAST:
            return page
        clauses, people = max(LEAST[0], clauses - 2), max(LEAST[1], people - 1)


def statistics_html(view: Overview, days: DaysUsed | None, scope: str, chart: str, clauses: int, people: int) -> str:
    """Heading, figures of the whole, and four parts; bars are cells of a table, so that they print anywhere."""
    total = view.total
    parts = [
        '<p align="center" style="font-size:15pt">服务标准达标情况</p>',
        f'<p align="center">{escape(scope)}</p>',
        f"<p>达标率 {percent(total.rate)}，已到期 {total.judged} 项：{escape(tally_words(total))}。</p>",
    ]
    if view.official.counted:
        parts.append(f"<p>法定期限另计：{escape(tally_words(view.official))}。</p>")
    parts += [
        "<h4>各部门</h4>",
        _table(_DEPARTMENTS, [_department(view, one.code, one.tally) for one in (view.centre, *view.departments)]),
        "<h4>逐月</h4>",
        chart,
        "<h4>各条款（逾期多的在前）</h4>",
        _table(_CLAUSES, [_clause(one, days) for one in view.clauses[:clauses]]),
        _rest([one.tally for one in view.clauses[clauses:]], "条"),
        "<h4>各人（逾期多的在前）</h4>",
        _table(_PEOPLE, [_person(one) for one in view.people[:people]]),
        _rest([one.tally for one in view.people[people:]], "人"),
        f"<p {_SMALL}>{HOW}</p>",
    ]
    return "".join(parts)


# -- tables -----------------------------------------------------------------------------------------

_DEPARTMENTS = (
    ("部门", 14),
    ("达标率", 10),
    ("", 28),
    ("按期", 9),
    ("办迟", 9),
    ("未办", 9),
    ("漏办", 9),
    ("在办", 12),
)
_CLAUSES = (
    ("条款", 8), ("事项", 25), ("达标率", 9), ("", 14), ("按期", 7), ("逾期", 7), ("在办", 7), ("规定", 12),
    ("中位", 6), ("最慢", 5),
)  # fmt: skip
_PEOPLE = (
    ("部门", 12),
    ("人员", 18),
    ("达标率", 10),
    ("", 24),
    ("按期", 9),
    ("逾期", 9),
    ("在办", 9),
    ("比部门平均", 9),
)


def _table(heads: Sequence[tuple[str, int]], rows: Sequence[Sequence[str]]) -> str:
    """A plain grid; figures to the right."""
    head = "".join(
        f'<th{_first(n)} width="{width}%" align="{_side(n, heads)}">{words}</th>'
        for n, (words, width) in enumerate(heads)
    )
    body = "".join(
        "<tr>"
        + "".join(f'<td{_first(n)} align="{_side(n, heads)}">{cell}</td>' for n, cell in enumerate(row))
        + "</tr>"
        for row in rows
    )
    return (
        '<table class="grid" width="100%" border="0" cellspacing="0" cellpadding="2" style="font-size:8.5pt">'
        f"<thead><tr>{head}</tr></thead>{body}</table>"
    )


def _first(place: int) -> str:
    return "" if place else ' class="first"'


def _side(place: int, heads: Sequence[tuple[str, int]]) -> str:
    return "left" if heads[place][0] in ("部门", "条款", "事项", "人员", "规定", "") else "right"


def _bar(tally: Tally) -> str:
    """Kept dark, late light, as parts of the judged."""
    if tally.rate is None:
        return ""
    kept = round(tally.rate * _BAR)
    cells = [(kept, "#333333"), (_BAR - kept, "#cccccc")]
    inner = "".join(
        f'<td width="{width}%" bgcolor="{colour}" style="font-size:4pt;border:none">&nbsp;</td>'
        for width, colour in cells
        if width
    )
    return f'<table width="100%" border="0" cellspacing="0" cellpadding="0"><tr>{inner}</tr></table>'


def _department(view: Overview, code: str, tally: Tally) -> tuple[str, ...]:
    name = label("department", code) if code else label("statistics", "centre")
    mark = "▸ " if code and view.department == code else ""
    return (
        mark + escape(name), percent(tally.rate), _bar(tally), str(tally.kept), str(tally.late_done),
        str(tally.overdue), str(tally.missed), str(tally.open),
    )  # fmt: skip


def _clause(one: ClauseFigure, days: DaysUsed | None) -> tuple[str, ...]:
    spent = days.clauses.get(one.rule) if days is not None else None
    took = (spent.words, figure(spent.median, spent), figure(spent.worst, spent)) if spent is not None else ("", "", "")
    tally = one.tally
    return (
        escape(one.clause), escape(one.title), percent(tally.rate), _bar(tally), str(tally.kept), str(tally.late),
        str(tally.open), *took,
    )  # fmt: skip


def _person(one: PersonFigure) -> tuple[str, ...]:
    tally = one.tally
    return (
        escape(label("department", one.department)), escape(who(one.name, one.department)), percent(tally.rate),
        _bar(tally), str(tally.kept), str(tally.late), str(tally.open), points(tally.rate, one.peers.rate),
    )  # fmt: skip


def _rest(tallies: Sequence[Tally], unit: str) -> str:
    """What there was no room for, in one line."""
    if not tallies:
        return ""
    together = sum(tallies, Tally())
    words = f"其余 {len(tallies)} {unit}：{tally_words(together)}，达标率 {percent(together.rate)}"
    return f"<p {_SMALL}>{escape(words)}</p>"


# -- the chart ----------------------------------------------------------------------------------------


def trend_picture(months: Sequence[TrendPoint], words: tuple[str, str, str, str]) -> str:
    """The window's chart, painted for paper, as an image inside the page."""
    size, finer = QSize(680, 190), 3
    image = QImage(size * finer, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    chart = TrendChart("")
    chart.resize(size)
    chart.show_points(months, words)
    painter = QPainter(image)
    painter.scale(finer, finer)
    with on_paper():
        chart.render(painter, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    painter.end()
    chart.deleteLater()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    buffer.close()
    data = b64encode(bytes(content.data())).decode("ascii")
    return f'<p><img src="data:image/png;base64,{data}" width="{size.width()}" height="{size.height()}"></p>'
