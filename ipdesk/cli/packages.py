"""``ipdesk import notices``: a package of official notices, all that can be taken, in one act."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipdesk.cli.files import import_
from ipdesk.cli.session import Session
from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.services.notice_import import ProposalRow

__all__ = ["import_"]

_PATH = click.Path(path_type=Path)


@import_.command("notices")
@click.argument("file", metavar="通知书包.zip", type=_PATH)
@click.option("--dry-run", is_flag=True, help="只预览，不写入。")
@click.pass_obj
def import_notices(session: Session, file: Path, dry_run: bool) -> None:
    """导入通知书包：对得上的一次接收，其余逐份列出原因。"""
    from ipdesk.services.notice_import import DOUBTFUL, READY, THERE, UNMATCHED, preview, take_over

    office, act = session.current_office(), session.act()
    found = preview(office, act, file)
    if not dry_run:
        take_over(office, act, found)
    ready, left = found.of(READY), (*found.of(UNMATCHED), *found.of(DOUBTFUL))
    data = {
        "taken": len(ready),
        "already_there": found.count(THERE),
        "unmatched": [{"number": row.number, "name": row.name, "why": _why(row)} for row in left],
        "refused": [{"member": one.member, "why": one.why} for one in found.refused],
        "notices": [_json(row) for row in ready],
    }
    counts = f"已有 {found.count(THERE)} 份，未匹配或待核对 {len(left)} 份，不能读取 {len(found.refused)} 份"
    lines = [f"{'将' if dry_run else '已'}接收 {len(ready)} 份，{counts}。"]
    lines += [f"  {_words(row)}" for row in ready]
    lines += [f"  {label('import_state', row.state)}：{row.number or '—'} {row.name}：{_why(row)}" for row in left]
    lines += [f"  {label('import_state', 'refused')}：{one.member}：{one.why}" for one in found.refused]
    session.answer(data, lines)


def _json(row: ProposalRow) -> dict[str, object]:
    return {
        "matter": row.matter.number if row.matter is not None else None,
        "number": row.number,
        "kind": row.kind,
        "name": row.name,
        "issued": row.notice.issued,
        "official": [
            {"rule": one.rule, "title": one.title, "due": one.due, "last_day": one.last_day, "confirm": one.confirm}
            for one in row.effects.official
        ],
        "service": [{"rule": one.rule, "title": one.title, "due": one.due} for one in row.effects.service],
        "fees": [
            {"kind": one.kind, "name": one.name, "year": one.year, "amount": one.amount, "due": one.due}
            for one in row.effects.fees
        ],
        "windows": [
            {"from": one.first, "to": one.last, "annual_fee": one.annual_fee, "late_fee": one.late_fee}
            for one in row.notice.windows
        ],
        "remarks": list(row.remarks),
    }


def _words(row: ProposalRow) -> str:
    matter = row.matter.number if row.matter is not None else ""
    official = "、".join(f"{one.title} {one.due}" for one in row.effects.official)
    return f"{matter} {row.name}（{row.notice.issued}）" + (f"　法定期限：{official}" if official else "")


def _why(row: ProposalRow) -> str:
    return "；".join(row.why)
