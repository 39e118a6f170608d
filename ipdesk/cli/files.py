"""``ipdesk import``, ``export``, ``sheet``, ``form``: real files in and out."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from ipdesk.cli.session import Session
from ipdesk.cli.words import WHOLE, Group

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
