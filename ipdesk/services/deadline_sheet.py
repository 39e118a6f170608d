"""The deadline calculator's answer in words: for the clipboard and as a control sheet to print and sign."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ipdesk.domain.workdays import WEEKDAY_NAMES
from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.files.form_page import FormPage
    from ipdesk.services.deadlines import Choice, Deadline, Wanted


def day_words(on: date) -> str:
    """2026-10-08（周四）."""
    return f"{on.isoformat()}（{WEEKDAY_NAMES[on.weekday()]}）"


def answer_words(found: Deadline) -> tuple[tuple[str, str], ...]:
    """The dates with what they are, the last day first."""
    rows = [("最后一日", day_words(found.last_day))]
    if found.opens is not None:
        rows.insert(0, ("可以办理的第一日", day_words(found.opens)))
    same = found.safe_day == found.last_day
    rows.append(("安全日（按此日提醒）", day_words(found.safe_day) + ("，与最后一日相同" if same else "")))
    if found.provisional:
        rows.append(("暂定", "该年的放假安排尚未公布，公布后须重新计算"))
    if found.missed:
        rows.append(("逾期后果", found.missed))
    return tuple(rows)


def input_words(wanted: Wanted, found: Deadline, choice: Choice | None = None) -> tuple[tuple[str, str], ...]:
    """What was put in, as it goes onto the sheet."""
    served = choice is not None and choice.served
    start = "文件发文日" if served else choice.start if choice is not None and choice.start else "起算日"
    rows = [(start, day_words(wanted.on))]
    if wanted.kind is not None:
        rows.append(("案件类型", label("kind", wanted.kind)))
    if choice is not None and choice.deliveries:
        rows.append(("送达方式", label("delivery_way", wanted.delivery)))
    if wanted.proven is not None:
        rows.append(("能证明的收到日", day_words(wanted.proven)))
    if wanted.also_on is not None:
        rows.append(
            (choice.second if choice is not None and choice.second else "第二个起算日", day_words(wanted.also_on))
        )
    if found.served != wanted.on:
        rows.append(("起算日", day_words(found.served)))
    if found.documents:
        rows.append(("放假调休依据", "、".join(found.documents)))
    return tuple(rows)


def source_words(found: Deadline) -> str:
    """Where the rule was taken from and how sure that is; nothing for the office's own standard."""
    if not found.official:
        return ""
    return f"来源 {found.source}，可信度 {label('confidence', found.confidence)}"


def control_sheet(
    wanted: Wanted, found: Deadline, today: date, company: str = "", choice: Choice | None = None
) -> FormPage:
    """期限计算单: rule, article, source, inputs, each step, both dates, two signatures."""
    from ipdesk.files.control_sheet import ControlSheet, control_page

    kind = "法定期限" if found.official else "服务标准期限"
    rule = "；".join(p for p in (f"{found.rule} {found.title}（{kind}）", found.basis, source_words(found)) if p)
    return control_page(
        ControlSheet(
            rule=rule,
            inputs=input_words(wanted, found, choice),
            steps=found.steps,
            answer=answer_words(found),
            warning="本条未取得法条原文或出处较弱，使用前请查证。" if found.confirm else "",
            company=company,
            made=f"制表 {today.isoformat()}　只供核对，不存入案件",
        )
    )


def copied(wanted: Wanted, found: Deadline) -> str:
    """For the clipboard: the rule, the date, each step, both dates."""
    lines = [f"{found.rule} {found.title}，自 {wanted.on.isoformat()}", *found.steps]
    return "\n".join([*lines, *(f"{name}：{value}" for name, value in answer_words(found))])
