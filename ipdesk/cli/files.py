"""``ipdesk import``, ``export``, ``sheet``, ``form``: real files in and out."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from ipdesk.cli.matters import money
from ipdesk.cli.session import Session
from ipdesk.cli.words import WEEK, WHOLE, Group
from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.services.fee_sheet_rows import LineView

_PATH = click.Path(path_type=Path)


@click.group("import", cls=Group)
def import_() -> None:
    """导入文件。"""


@import_.command("ledger")
@click.argument("file", metavar="台账", type=_PATH)
@click.option("--dry-run", is_flag=True, help="只预览，不写入。")
@click.pass_obj
def import_ledger(session: Session, file: Path, dry_run: bool) -> None:
    """导入 Excel 或 CSV 台账：全部写入，或全部不写。"""
    from ipdesk.services.ledger import preview, read_ledger, take_over

    book = read_ledger(file)
    if dry_run and session.missing:  # a preview leaves nothing behind, not even an empty database
        folder = click.get_current_context().with_resource(TemporaryDirectory(prefix="ipdesk-"))
        session.database = str(Path(folder) / "preview.db")
    office = session.office(create=session.missing)
    found = preview(office, session.act(), book)
    if not dry_run:
        take_over(office, session.act(), found)
    refused = [{"sheet": row.sheet, "row": row.row, "why": row.why} for row in found.refused]
    data = {"new": found.new, "changed": found.changed, "unchanged": found.unchanged, "refused": refused}
    verb = "将" if dry_run else "已"
    counts = f"新增 {found.new} 件、修改 {found.changed} 件，未变 {found.unchanged} 件"
    lines = [f"{verb}{counts}，拒绝 {len(refused)} 行。"]
    lines += [f"  {row.sheet} 第 {row.row} 行：{row.why}" for row in found.refused]
    session.answer(data, lines)


@click.group("export", cls=Group)
def export() -> None:
    """导出文件。"""


@export.command("ledger")
@click.argument("file", metavar="文件", type=_PATH)
@click.pass_obj
def export_to(session: Session, file: Path) -> None:
    """把台账导出为 Excel，可再导入。"""
    from ipdesk.services.ledger import export_ledger

    export_ledger(session.current_office(), session.act(), file)
    session.answer({"file": file}, [f"已导出到 {file}。"])


@click.group("sheet", cls=Group)
def sheet() -> None:
    """每周专利代缴总表。"""


_WEEK = click.option("--week", type=WEEK, required=True, metavar="YYYY-Www", help="周次，如 2026-W48。")


@sheet.command("make")
@_WEEK
@click.option("--out", required=True, metavar="文件.xlsx", type=_PATH, help="Excel 写到哪里。")
@click.pass_obj
def make(session: Session, week: str, out: Path) -> None:
    """编制一周的总表（应缴且已收款的费用），写成 Excel。"""
    from ipdesk.services.fee_sheet import collect, export_sheet, sheet_view

    office = session.current_office()
    collect(office, session.act(), week)
    export_sheet(office, session.act(), week, out)
    view = sheet_view(office, week)
    data = {"week": week, "file": out, "lines": len(view.lines), "total": view.total}
    session.answer(data, [f"{week}：{len(view.lines)} 行，合计 {money(view.total)} 元（{view.words}），已写到 {out}。"])


@sheet.command("show")
@_WEEK
@click.pass_obj
def show(session: Session, week: str) -> None:
    """一周的总表。"""
    from ipdesk.services.fee_sheet import sheet_view

    view = sheet_view(session.office(), week)
    data = {
        "week": week,
        "state": view.state,
        "lines": [_line_json(line) for line in view.lines],
        "total": view.total,
        "words": view.words,
    }
    lines = [f"{week} {label('sheet_state', view.state)}"]
    lines += [
        f"  {line.application_number} {label('fee_kind', line.fee)} {line.year or ''} {money(line.total)}"
        f" 期限 {line.due or '—'} {line.salesperson}"
        for line in view.lines
    ]
    session.answer(data, [*lines, f"合计 {money(view.total)} 元（{view.words}）"])


def _line_json(line: LineView) -> dict[str, object]:
    return {
        "number": line.number,
        "application_number": line.application_number,
        "title": line.title,
        "fee": line.fee,
        "year": line.year,
        "amount": line.amount,
        "late": line.late,
        "total": line.total,
        "due": line.due,
        "salesperson": line.salesperson,
        "received_on": line.received_on,
        "paid_on": line.paid_on,
        "paid_amount": line.paid_amount,
        "finance_note": line.finance_note,
    }


@sheet.command("read")
@click.argument("file", metavar="文件", type=_PATH)
@click.pass_obj
def read(session: Session, file: Path) -> None:
    """读回财务填好的总表：接受打款日期与金额，其余不同逐条列出。"""
    from ipdesk.services.fee_sheet import read_sheet, take_over_reading

    office = session.office()
    found = read_sheet(office, session.act(), file)
    take_over_reading(office, session.act(), found)
    differences = [
        {
            "kind": item.kind,
            "application_number": item.application_number,
            "field": item.field,
            "ours": item.ours,
            "theirs": item.theirs,
        }
        for item in found.differences
    ]
    lines = [f"{found.week}：接受 {found.accepted} 行，{len(differences)} 处不同。"]
    lines += [
        f"  {label('difference', item.kind)} {item.application_number} {item.field}："
        f"我方 {item.ours}，对方 {item.theirs}"
        for item in found.differences
    ]
    session.answer({"week": found.week, "accepted": found.accepted, "differences": differences}, lines)


@click.group("form", cls=Group)
def form() -> None:
    """打印的表单。"""


@form.command("transfer")
@click.argument("transfer_id", metavar="移交号", type=WHOLE)
@click.option("--out", required=True, metavar="文件.pdf", type=_PATH, help="PDF 写到哪里。")
@click.pass_obj
def transfer(session: Session, transfer_id: int, out: Path) -> None:
    """项目移交申请单，写成 PDF。"""
    from ipdesk.services.transfers import transfer_form

    page = transfer_form(session.current_office(), session.act(), transfer_id)
    session.parts.pdf(page, out)
    session.answer({"file": out}, [f"已写到 {out}。"])
