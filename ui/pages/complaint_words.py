"""Complaints in the words of the screens: what a row, a clock, a step says."""

from __future__ import annotations

from datetime import date, datetime

from ipdesk.domain import complaints as domain
from ipdesk.services.complaint_lists import ClockLine, ComplaintRow
from ipdesk.text import label

_SHORT = {"C.call_back": "回访", "C.escalate": "上报", "C.explain": "解释"}


def level_words(level: str) -> str:
    """``B 一般``."""
    return f"{level} {label('complaint_level', level)}"


def moment_words(moment: datetime | None, today: date, *, timed: bool = True) -> str:
    """``09:05`` today, ``11-20 09:05`` this year, with the year otherwise."""
    if moment is None:
        return ""
    hour = f"{moment:%H:%M}" if timed else ""
    if moment.date() == today:
        return hour or "今天"
    day = f"{moment:%m-%d}" if moment.year == today.year else f"{moment:%Y-%m-%d}"
    return f"{day} {hour}".strip()


def clock_words(line: ClockLine, today: date, now: datetime) -> tuple[str, str]:
    """How a period stands, and its tone (late | near | well | quiet)."""
    due = moment_words(line.due_at, today, timed=line.in_minutes)
    if line.state == "done":
        return f"{moment_words(line.done_at, today, timed=line.in_minutes)} 完成，按时", "well"
    if line.state == "done_late":
        much = f"{line.late} 分钟" if line.in_minutes else f"{line.late} 天"
        return f"{moment_words(line.done_at, today, timed=line.in_minutes)} 完成，迟 {much}", "late"
    if line.state == "paused":
        return "已暂停", "quiet"
    left = domain.left(line.due_at, now)
    if left.over:
        much = left.figures if line.in_minutes else f"{(now.date() - line.due_at.date()).days} 天"
        return f"应于 {due} 前，已超时 {much}", "late"
    return f"应于 {due} 前", "near" if line.due_at.date() <= today else ""


def clock_state(line: ClockLine, now: datetime) -> str:
    """The state whose lamp stands before a period."""
    if line.state != "open":
        return line.state
    left = domain.left(line.due_at, now)
    if left.over:
        return "overdue"
    return "due_soon" if line.due_at.date() == now.date() else "open"


def standing_words(row: ComplaintRow, today: date, now: datetime) -> str:
    """What the list says of a complaint's time: what ends next, else how the half hour went."""
    running = row.clock()
    if running is not None:
        what, left = _SHORT.get(running.rule, running.title), domain.left(running.due_at, now)
        due = moment_words(running.due_at, today, timed=running.in_minutes)
        if not left.over:
            return f"{due} 前{what}"
        much = left.figures if running.in_minutes else f"{(now.date() - running.due_at.date()).days} 天"
        return f"{what}已超时 {much}"
    if row.state == "closed" and row.through_owner:
        return "待写处理报告（4.3.6）"
    call = next((line for line in row.clocks if line.rule in ("C.call_back", "C.escalate")), None)
    if call is None:
        return "—"
    if call.state == "done_late":
        return f"回访迟 {call.late} 分钟"
    if call.done_at is None or row.received is None:
        return "—"
    return f"{int((call.done_at - row.received).total_seconds() // 60)} 分钟内回应"


def standing_tone(row: ComplaintRow, now: datetime) -> str:
    """Late, near or nothing, for the list."""
    running = row.clock()
    if running is None:
        return "late" if row.is_late(now) else "quiet"
    state = clock_state(running, now)
    return {"overdue": "late", "due_soon": "near"}.get(state, "")


def row_lamp(row: ComplaintRow, now: datetime) -> str:
    """The lamp of a complaint in the list."""
    running = row.clock()
    if running is not None:
        return clock_state(running, now)
    if not row.is_open:
        return "done"
    return "open"
