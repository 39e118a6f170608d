"""What stands in the table of a package's notices: one row each, those that can't be read among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ipdesk.text import label
from ui.tables.plain import PlainColumn

if TYPE_CHECKING:
    from ipdesk.services.notice_import import Proposal, ProposalRow

FILTERS: tuple[tuple[tuple[str, ...], str], ...] = (
    ((), "全部"),
    (("ready",), "可接收"),
    (("doubtful", "unmatched"), "待处理"),
    (("already_there",), "已有"),
    (("refused",), "不能读取"),
)
_LAMPS = {
    "ready": "done",
    "doubtful": "due_soon",
    "unmatched": "overdue",
    "already_there": "void",
    "refused": "overdue",
}
_TONES = {"ready": "well", "doubtful": "near", "unmatched": "late", "already_there": "quiet", "refused": "late"}


@dataclass(frozen=True)
class ImportRow:
    """``id``: the notice's folder in the package; ``of``: the proposal, None for what can't be read."""

    id: str
    state: str
    of: ProposalRow | None
    why: str = ""

    @property
    def official(self) -> date | None:
        items = self.of.effects.official if self.of is not None else ()
        return min((item.due for item in items), default=None)


def rows_of(found: Proposal) -> list[ImportRow]:
    """What needs somebody first, then what can be taken, then what is there."""
    order = {"unmatched": 0, "doubtful": 1, "refused": 2, "ready": 3, "already_there": 4}
    rows = [ImportRow(row.member, row.state, row, "；".join(row.why)) for row in found.rows]
    rows += [ImportRow(one.member, "refused", None, one.why) for one in found.refused]
    return sorted(rows, key=lambda row: order[row.state])


def columns() -> Sequence[PlainColumn[ImportRow]]:
    """Status, notice, matter, the day of issue, the law's day, what else is opened, fees."""
    return (
        PlainColumn[ImportRow](
            "状态", lambda row: label("import_state", row.state), 88, tone=lambda row: _TONES[row.state],
            lamp=lambda row: _LAMPS[row.state], tip=lambda row: row.why,
        ),
        PlainColumn[ImportRow]("通知书", _name, 184, tip=_name),
        PlainColumn[ImportRow]("案件", _matter, 160, stretch=True, tip=_matter),
        PlainColumn[ImportRow](
            "发文日", lambda row: row.of.notice.issued.isoformat() if row.of else "", 100,
            sort=lambda row: row.of.notice.issued if row.of else None,
        ),
        PlainColumn[ImportRow](
            "法定期限", lambda row: row.official.isoformat() if row.official else "", 100,
            sort=lambda row: row.official, tone=lambda row: "bold" if row.official else "", tip=_official,
        ),
        PlainColumn[ImportRow]("服务项", _service, 68, right=True, tip=_service_tip),
        PlainColumn[ImportRow]("费用（元）", _fees, 104, right=True, sort=_fee_sum, tip=_fees_tip),
    )  # fmt: skip


def _name(row: ImportRow) -> str:
    return row.of.name if row.of is not None else row.id


def _matter(row: ImportRow) -> str:
    if row.of is None:
        return row.why
    if row.of.matter is not None:
        return row.of.matter.words
    return f"{row.of.number or '没有申请号'}　{row.of.notice.title}"


def _official(row: ImportRow) -> str:
    items = row.of.effects.official if row.of is not None else ()
    return "\n".join(f"{one.title}　{one.due}" for one in items)


def _service(row: ImportRow) -> str:
    count = len(row.of.effects.service) if row.of is not None else 0
    return str(count) if count else ""


def _service_tip(row: ImportRow) -> str:
    items = row.of.effects.service if row.of is not None else ()
    return "\n".join(f"{one.title}　{one.due}" for one in items)


def _fee_sum(row: ImportRow) -> float | None:
    """What would be written down; of a notice of annual fees what it costs in the window that is open."""
    if row.of is None:
        return None
    if row.of.effects.fees and not row.of.notice.windows:
        return float(sum(one.amount for one in row.of.effects.fees))
    issued = row.of.notice.issued
    return next((float(one.total) for one in row.of.notice.windows if one.last and one.last >= issued), None)


def _fees(row: ImportRow) -> str:
    total = _fee_sum(row)
    return f"{total:,.2f}" if total is not None else ""


def _fees_tip(row: ImportRow) -> str:
    if row.of is None:
        return ""
    windows = [f"{one.first or ''} 至 {one.last or ''}　{one.total:,.2f}" for one in row.of.notice.windows]
    return "\n".join(windows or [f"{one.name}　{one.amount:,.2f}" for one in row.of.effects.fees])
