"""每周跟进: what stands in the columns, on the screen and on paper."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from ipdesk.domain.matters import State
from ipdesk.files.lists import ListGroup, PrintedList
from ipdesk.text import label
from ui.tables.plain import PlainColumn

if TYPE_CHECKING:
    from ipdesk.services.follow_up import FollowRow, FollowUp


def columns() -> tuple[PlainColumn[FollowRow], ...]:
    """The columns of the list, from what is due to what was said."""
    return (
        PlainColumn("本周联系", told_text, 128, sort=_told_key, tone=_told_tone, lamp=_lamp, tip=_told_tip),
        PlainColumn("客户", lambda row: row.client, 224, tip=_client_tip),
        PlainColumn("案件编号", lambda row: row.number, 90),
        PlainColumn("名称", lambda row: row.title, 200, stretch=True),
        PlainColumn("撰写人", lambda row: row.handler, 78),
        PlainColumn("阶段", _stage, 88),
        PlainColumn("欠交底书", owed_text, 86, sort=lambda row: row.owed_days, tone=_owed_tone),
        PlainColumn("最近联系", lambda row: _day(row.last_contact), 104, sort=lambda row: row.last_contact),
        PlainColumn("联系情况", lambda row: row.last_note, 190, tone=lambda _row: "quiet"),
    )


def told_text(row: FollowRow) -> str:
    """已联系 11-23 · 逾期 1 天 · 今天 · 11-30 前."""
    if row.told_on is not None:
        return f"已联系 {row.told_on:%m-%d}"
    if row.paused:
        return "暂停"
    if row.due is None or row.days_left is None:
        return "未联系"
    if row.state is State.OVERDUE:
        return f"逾期 {-row.days_left} 天" if row.days_left < 0 else "已逾期"
    return "今天" if row.days_left == 0 else f"{row.due:%m-%d} 前"


def owed_text(row: FollowRow) -> str:
    """12 天, or nothing when none is owed."""
    return "" if row.owed_days is None else f"{row.owed_days} 天"


def printed(found: FollowUp) -> PrintedList:
    """The week's list for paper: a table per drafter, what is paused at the end."""
    from ipdesk.services.follow_up import clause_words

    groups = [ListGroup(_heading(name, rows), _numbered(rows)) for name, rows in _by_drafter(found.rows)]
    if found.paused:
        groups.append(ListGroup(f"暂停的案件（{len(found.paused)} 件）", _numbered(found.paused)))
    count = f"在跟进 {len(found.rows)} 件，本周已联系 {found.told} 件，欠交底书超过一周 {found.owing} 件。"
    return PrintedList(
        title=f"每周跟进 {found.week}",
        columns=(
            ("序号", 4), ("客户 / 联系人", 23), ("案件", 22), ("阶段", 8), ("最近联系", 9), ("欠交底书", 7),
            ("本周已联系", 9), ("沟通情况", 18),
        ),
        lead=f"{found.monday} 起的一周　{count}",
        clause=clause_words(),
        signatures=("撰写人", "部门负责人"),
        groups=tuple(groups),
        empty="没有在跟进的专利。",
    )  # fmt: skip


def _by_drafter(rows: tuple[FollowRow, ...]) -> list[tuple[str, tuple[FollowRow, ...]]]:
    ordered = sorted(rows, key=lambda row: row.handler)  # keeps the order within a drafter's rows
    return [(name, tuple(group)) for name, group in groupby(ordered, key=lambda row: row.handler)]


def _heading(name: str, rows: tuple[FollowRow, ...]) -> str:
    told = sum(1 for row in rows if row.told)
    return f"{name or '（未分配）'}　{len(rows)} 件，已联系 {told} 件"


def _numbered(rows: tuple[FollowRow, ...]) -> list[tuple[str, ...]]:
    return [
        (
            str(number), "\n".join(filter(None, (row.client, row.contact))), f"{row.number}\n{row.title}", _stage(row),
            _day(row.last_contact), owed_text(row), f"✓ {row.told_on:%m-%d}" if row.told_on else "□",
            row.told_note if row.told else "",
        )
        for number, row in enumerate(rows, 1)
    ]  # fmt: skip


def _day(value: object) -> str:
    return "" if value is None else str(value)


def _stage(row: FollowRow) -> str:
    return label("stage", row.stage)


def _lamp(row: FollowRow) -> str | None:
    if row.told:
        return State.DONE
    return State.PAUSED if row.paused else row.state


def _told_key(row: FollowRow) -> tuple[bool, str]:
    return (row.told, str(row.told_on or row.due or ""))


def _told_tone(row: FollowRow) -> str:
    if row.told:
        return "well"
    if row.state is State.OVERDUE:
        return "late"
    return "near" if row.state is State.DUE_SOON else "quiet" if row.paused else ""


def _owed_tone(row: FollowRow) -> str:
    return "late" if row.long_owed else ""


def _told_tip(row: FollowRow) -> str:
    if row.told_on is None:
        return f"联系期限 {row.due}" if row.due else ""
    by = f"，{row.told_by}记录" if row.told_by else ""
    return f"{row.told_on} 已告知客户{by}" + (f"：{row.told_note}" if row.told_note else "")


def _client_tip(row: FollowRow) -> str:
    return f"{row.client}\n联系人：{row.contact or '未登记'}\n业务员：{row.salesperson or '未登记'}"
