"""What the columns of annual fees say of a line."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication

from ipdesk.services.annual_notices import AnnualLine
from ipdesk.text import label
from ui.pages.notice_columns import due_words
from ui.tables.steps import Column, StepColumn, TextColumn


def _tr(words: str) -> str:
    return QCoreApplication.translate("AnnualNotices", words)


def _due(line: AnnualLine) -> str:
    return line.due.isoformat() if line.due else "—"


def _left(line: AnnualLine) -> str:
    year = _tr("第 {year} 年度").format(year=line.year)
    days = line.days_left
    if days is None:
        return year
    if days < 0:
        return _tr("{year} · 已过 {days} 天").format(year=year, days=-days)
    return _tr("{year} · {days} 天后").format(year=year, days=days)


def _amount(line: AnnualLine) -> str:
    return _tr("算不出") if line.problem else f"{line.amount:,.2f}"


def _late(line: AnnualLine) -> str:
    return _tr("滞纳金 {late}").format(late=f"{line.late:,.2f}") if line.late else ""


def _next_due(line: AnnualLine) -> str:
    if line.nearest is not None:
        return due_words(line.nearest.days_left)
    return _tr("等收款") if line.next_step == "annual_payment_received" else ""


def _next_what(line: AnnualLine) -> str:
    step = line.nearest
    return f"{label('annual_step', step.event)} {step.due:%m-%d}" if step is not None and step.due else ""


def _tone(line: AnnualLine) -> str:
    if line.nearest is None:
        return "quiet"
    left = line.nearest.days_left or 0
    return "late" if left < 0 else "near" if left <= 1 else ""


def page_columns() -> tuple[Column, ...]:
    """案件, 专利号, 年度与到期, 金额, the four steps, 下一期限, 业务员."""
    titles = (_tr("制作"), _tr("发送"), _tr("收款"), _tr("缴费"))
    return (
        TextColumn(
            _tr("案件"),
            230,
            lambda line: f"{line.number}　{line.title}",
            lambda line: line.client,
            sort=lambda line: line.number,
            stretch=True,
        ),
        TextColumn(
            _tr("专利号"),
            150,
            lambda line: line.application_number,
            lambda line: label("kind", line.kind),
            sort=lambda line: line.application_number,
        ),
        TextColumn(
            _tr("缴费期限 / 年度"),
            160,
            _due,
            _left,
            sort=lambda line: line.due or date.max,
            tone=lambda line: "late" if (line.days_left or 0) < 0 else "",
        ),
        TextColumn(
            _tr("应缴（元）"), 124, _amount, _late, sort=lambda line: line.total, right=True,
            tone=lambda line: "near" if line.problem else "",
        ),
        *(StepColumn(title, place, 66) for place, title in enumerate(titles)),
        TextColumn(
            _tr("下一期限"), 110, _next_due, _next_what, sort=_nearest, tone=_tone,
            lamp=lambda line: line.nearest.state if line.nearest is not None else "",
        ),
        TextColumn(_tr("业务员"), 84, lambda line: line.salesperson, sort=lambda line: line.salesperson),
    )  # fmt: skip


def _nearest(line: Any) -> date:
    return line.nearest.due if line.nearest is not None and line.nearest.due is not None else date.max
