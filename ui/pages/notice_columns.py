"""What the columns of notices say of a line; the same for the page and for a matter's own section."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication

from ipdesk.services.notices import ANSWERED, ASSIGNED, PAPER, NoticeLine
from ipdesk.text import label
from ui.tables.steps import Column, StepColumn, TextColumn


def _tr(words: str) -> str:
    return QCoreApplication.translate("Notices", words)


def due_words(days_left: int | None) -> str:
    """How much time is left, in working days."""
    if days_left is None:
        return ""
    if days_left < 0:
        return _tr("逾期 {days} 天").format(days=-days_left)
    return _tr("今天") if days_left == 0 else _tr("剩 {days} 天").format(days=days_left)


def _tone(days_left: int | None) -> str:
    if days_left is None:
        return ""
    return "late" if days_left < 0 else "near" if days_left <= 1 else ""


def _matter(line: NoticeLine) -> str:
    return f"{line.number}　{line.title}"


def _way(line: NoticeLine) -> str:
    paper = _tr("纸件") if line.delivery in PAPER else ""
    papers = _tr("{count} 个文件").format(count=len(line.papers)) if line.papers else ""
    return " · ".join(part for part in (paper, line.application_number, papers) if part)


def _next_due(line: NoticeLine) -> str:
    if line.nearest is not None:
        return due_words(line.nearest.days_left)
    if line.next_step:
        if line.next_step == ANSWERED:
            left = f" · {due_words(line.answer_days)}" if line.answer_by is not None else ""
            return _tr("等答复") + left
        return _tr("可以办理")
    return "" if any(step.state == "later" for step in line.steps) else _tr("已办结")


def _next_what(line: NoticeLine) -> str:
    step = line.nearest
    if step is None or step.due is None:
        if line.next_step == ANSWERED:
            return _tr("{day} 前").format(day=f"{line.answer_by:%m-%d}") if line.answer_by is not None else ""
        return label("notice_step", line.next_step) if line.next_step else ""
    return f"{label('notice_step', step.event)} {step.due:%m-%d}"


def _answer(line: NoticeLine) -> str:
    if line.answerer:
        return line.answerer
    assigned = line.step(ASSIGNED)
    if assigned is not None and assigned.done:
        return _tr("已分配")
    return _tr("未分配") if line.asks_answer else ""


def _answer_by(line: NoticeLine) -> str:
    if line.answer_by is None:
        return _tr("⚠ 法定期限前余量不足") if line.tight else ""
    answered = line.steps[-1].done
    words = f"{line.answer_by:%Y-%m-%d}"
    if line.tight and not answered:
        return f"{words} " + _tr("余量不足")
    return words if answered else f"{words} {due_words(line.answer_days)}"


def _room_tone(line: NoticeLine) -> str:
    return "near" if line.tight else ""


def step_columns(*, narrow: bool = False) -> tuple[StepColumn, ...]:
    """收到 下载/取回 邮件/存档 导入 分配 答复 提交."""
    twice = (_tr("下载"), _tr("邮件")) if narrow else (_tr("下载/取回"), _tr("邮件/存档"))
    titles = (_tr("收到"), *twice, _tr("导入"), _tr("分配"), _tr("答复"), _tr("提交"))
    widths = (50, 50) if narrow else (58, 84)
    return tuple(StepColumn(title, place, widths[place in (1, 2)]) for place, title in enumerate(titles))


def page_columns() -> tuple[Column, ...]:
    """The whole office's notices."""
    return (
        TextColumn(_tr("案件"), 210, _matter, lambda line: line.client, sort=lambda line: line.number, stretch=True),
        TextColumn(_tr("通知书"), 190, lambda line: line.name, _way, sort=lambda line: line.name, stretch=True),
        *step_columns(),
        TextColumn(
            _tr("下一期限"),
            124,
            _next_due,
            _next_what,
            sort=_due_order,
            lamp=lambda line: line.nearest.state if line.nearest is not None else "",
            tone=_due_tone,
        ),
        TextColumn(
            _tr("答复人 / 答复期限"),
            162,
            _answer,
            _answer_by,
            sort=lambda line: (line.answerer, line.number),
            tone=_room_tone,
        ),
    )


def section_columns() -> tuple[Column, ...]:
    """One matter's notices, in the narrow panel."""
    return (
        TextColumn(
            _tr("通知书"),
            120,
            lambda line: line.name,
            lambda line: " · ".join(part for part in (_answer(line), _answer_by(line)) if part),
            sort=lambda line: line.name,
            stretch=True,
        ),
        *step_columns(narrow=True),
    )


def _due_tone(line: NoticeLine) -> str:
    if line.nearest is not None:
        return _tone(line.nearest.days_left)
    return (_tone(line.answer_days) if line.next_step == ANSWERED else "") or "quiet"


def _due_order(line: Any) -> date:
    return line.nearest.due if line.nearest is not None and line.nearest.due is not None else date.max
