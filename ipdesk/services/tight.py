"""Where the service's promises leave fewer than three working days before the law's end, for lists and pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from ipdesk.domain.tight import Tight, tight

if TYPE_CHECKING:
    from ipdesk.model.unit_of_work import UnitOfWork
    from ipdesk.services.office import Office
    from ipdesk.services.rows import DueRow


def words(one: Tight[DueRow]) -> str:
    """服务期限 10-06 距法定安全日 10-08 只剩 2 个工作日 (or lies on it, or later)."""
    ends = f"服务期限“{one.promised.title}”{one.promised.due:%m-%d}"
    law = f"法定期限“{one.official.title}”安全日 {one.official.due:%m-%d}"
    if one.days < 0:
        return f"{ends} 晚于{law}"
    return f"{ends} 距{law} 只剩 {one.days} 个工作日" if one.days else f"{ends} 与{law} 是同一工作日"


def tight_in(office: Office, rows: Iterable[DueRow]) -> tuple[Tight[DueRow], ...]:
    """Those among the rows of one matter."""
    return tight(tuple(rows), office.calendar)


def tight_of(office: Office, uow: UnitOfWork, today: date, matter_ids: Iterable[int]) -> dict[int, str]:
    """For each official item of these matters with too little room: what to say, by the item's id."""
    return {one.official.id: words(one) for one in _tight(office, uow, today, matter_ids)}


def tight_abouts(office: Office, uow: UnitOfWork, today: date, matter_ids: Iterable[int]) -> dict[tuple[int, str], str]:
    """The same by matter and notice."""
    found = _tight(office, uow, today, matter_ids)
    return {(one.official.matter_id, one.official.about or ""): words(one) for one in found}


def _tight(office: Office, uow: UnitOfWork, today: date, matter_ids: Iterable[int]) -> list[Tight[DueRow]]:
    from ipdesk.model import reading_due
    from ipdesk.services import shaping

    ids = sorted(set(matter_ids))
    if not ids:
        return []
    found = reading_due.live_rows_of(uow.session, ids)
    rows = (shaping.due_row(row, office.calendar, today) for row in found)
    return [one for _matter, group in groupby(rows, key=lambda row: row.matter_id) for one in tight_in(office, group)]
