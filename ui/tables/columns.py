"""The columns of the matters' table: what stands in a cell, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ipdesk.domain.matters import State
from ipdesk.services.rows import MatterRow, Nearest
from ipdesk.text import label


@dataclass(frozen=True, slots=True)
class Column:
    """``key`` is also the sort column; ``width`` in pixels at 96 dpi; one column takes the rest (``stretch``)."""

    key: str
    title: str
    width: int
    text: Callable[[MatterRow], str]
    stretch: bool = False


def time_left(nearest: Nearest) -> str:
    """逾期 2 天 · 今天 · 剩 3 天 · 暂停 (working days)."""
    days = nearest.days_left
    if nearest.state is State.PAUSED:
        return "暂停"
    if nearest.state is State.OVERDUE:
        return f"逾期 {-days} 天" if days < 0 else "已逾期"
    if days == 0 and nearest.due_time is not None:
        return f"今天 {nearest.due_time:%H:%M}"
    return f"剩 {days} 天" if days > 0 else "今天"


def waiting_words(waiting: tuple[str, ...]) -> str:
    """等待:已收款、客户资料齐全."""
    return "等待:" + "、".join(label("event", name) for name in waiting)


def nearest_text(row: MatterRow) -> str:
    """The nearest date in words; what is waited for when nothing is due; the matter's state when it rests."""
    if row.nearest is not None:
        return time_left(row.nearest)
    if row.state != "active":
        return label("matter_state", row.state)
    return waiting_words(row.waiting) if row.waiting else "—"


def lamp_of(row: MatterRow) -> str | None:
    """The lamp in front of it; None where there is nothing to shine."""
    if row.nearest is not None:
        return row.nearest.state
    if row.state == "paused":
        return State.PAUSED
    if row.state == "completed":
        return State.DONE
    if row.state != "active":
        return State.VOID
    return State.WAITING if row.waiting else None


COLUMNS: dict[str, Column] = {
    column.key: column
    for column in (
        Column("nearest", "最近期限", 132, nearest_text),
        Column("number", "案件编号", 92, lambda row: row.number),
        Column("title", "名称", 220, lambda row: row.title, stretch=True),
        Column("kind", "类型", 88, lambda row: label("kind_short", row.kind)),
        Column("client", "客户", 132, lambda row: row.client),
        Column("handler", "负责人", 84, lambda row: row.handler),
        Column("stage", "进度", 96, lambda row: label("stage", row.stage)),
        Column("application_number", "申请号", 138, lambda row: row.application_number),
        Column("salesperson", "业务员", 80, lambda row: row.salesperson),
        Column("filed", "申请日", 96, lambda row: row.filed.isoformat() if row.filed else ""),
        Column("state", "状态", 80, lambda row: label("matter_state", row.state)),
    )
}
