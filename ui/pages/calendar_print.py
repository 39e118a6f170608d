"""The month as a printed page: the same figures as on the screen, black on white."""

from __future__ import annotations

from datetime import date, timedelta
from html import escape

from ui.pages.calendar_data import MonthData
from ui.pages.calendar_grid import WEEKDAYS, DayFace, chips_of, first_cell, weeks_of
from ui.printing import PrintedPage


def month_page(data: MonthData, filters: str, today: date, company: str = "") -> PrintedPage:
    """An A4 landscape page of the month."""
    month = data.month
    basis = f"放假调休依据：{data.document}" if data.document else f"{month.year} 年放假安排尚未公布，按法定节假日暂定"
    title = f"{month.year}年{month.month}月 期限日历"
    note = f"{filters}　制表 {today:%Y-%m-%d}　{basis}"
    return PrintedPage(title=title, html=month_html(data, title), landscape=True, company=company, note=note)


def month_html(data: MonthData, title: str) -> str:
    """A heading and a table of seven columns; days off are grey, loads are words with counts.

    Nothing is bold: a Chinese font without a bold cut is thickened by the printer's engine until it clogs.
    """
    start = first_cell(data.month)
    head = "".join(f'<td width="14%" align="center">{word}</td>' for word in WEEKDAYS)
    weeks = weeks_of(data.month)
    lines = 4 if weeks < 6 else 3
    rows = []
    for week in range(weeks):
        days = (start + timedelta(days=7 * week + index) for index in range(7))
        rows.append("<tr>" + "".join(_cell(data, on, lines) for on in days) + "</tr>")
    return (
        f'<p align="center" style="font-size:15pt">{escape(title)}</p>'
        '<table width="100%" border="1" cellspacing="0" cellpadding="5" style="border-collapse:collapse">'
        f"<thead><tr>{head}</tr></thead>{''.join(rows)}</table>"
    )


def _cell(data: MonthData, on: date, height: int) -> str:
    """One day; every cell is at least ``height`` lines tall, so that the weeks are equal whatever they hold."""
    if on.month != data.month.month:
        return '<td bgcolor="#ffffff"></td>'
    face = data.faces.get(on) or DayFace(on)
    guessed = face.provisional and not face.working and on.weekday() < 5
    tags = " ".join(tag for tag in (face.mark, "暂定" if guessed else "") if tag)
    first = f"{on.day}" + (f" <small>（{escape(tags)}）</small>" if tags else "")
    lines = [
        f"【{chip.word}】{chip.count}" if chip.tone == "official" else f"{chip.word} {chip.count}"
        for chip in chips_of(face.load)
    ]
    lines += ["&nbsp;"] * max(0, height - len(lines))
    colour = "#ffffff" if face.working else "#eeeeee"
    return f'<td bgcolor="{colour}" valign="top">{first}<br>{"<br>".join(lines)}</td>'
