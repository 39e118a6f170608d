"""``ipdesk transfer``: hand-overs of matters to a new handler (3.5.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipdesk.cli.matters import person_id
from ipdesk.cli.session import Session
from ipdesk.cli.words import WHOLE, Group
from ipdesk.errors import UserError
from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.services.office import Act, Office
    from ipdesk.services.rows import TransferRow
    from ipdesk.services.transfers import TransferMatter

Json = dict[str, object]

_BY = click.option("--by", metavar="姓名", help="由谁办理；批准与退回须由部门总监。")
_ID = click.argument("transfer_id", metavar="移交号", type=WHOLE)


@click.group("transfer", cls=Group)
def transfer() -> None:
    """项目移交：申请、批准、退回。"""


def _json(row: TransferRow) -> Json:
    return {
        "id": row.id,
        "number": row.number,
        "state": row.state,
        "from": row.from_person or None,
        "to": row.to_person,
        "matters": len(row.matter_ids),
        "reason": row.reason,
        "requested_by": row.requested_by or None,
        "requested_at": row.requested_at,
        "decided_by": row.decided_by or None,
        "decided_at": row.decided_at,
        "refusal": row.refusal,
        "signed": row.signed_name or None,
    }


def _line(row: TransferRow) -> str:
    when = row.decided_at or row.requested_at
    state = label("transfer_state", "signed" if row.signed_at else row.state)
    who = f"{row.from_person or '（未分配）'} → {row.to_person} {len(row.matter_ids)} 件"
    why = row.refusal or row.reason
    return f"{row.id:>4} {row.number} {state} {when.astimezone():%Y-%m-%d} {who}：{why}"


def _matter_line(one: TransferMatter) -> str:
    return f"     {one.number} {one.title}（{one.client or '—'}）未完成事项 {one.open_items} 项"


def _answer(session: Session, office: Office, transfer_id: int, *, mail: int | None = None) -> None:
    """One hand-over with its matters."""
    from ipdesk.services.transfers import transfer_matters, transfers

    matters = transfer_matters(office, transfer_id)
    row = next(one for one in transfers(office) if one.id == transfer_id)
    listed = [
        {"number": one.number, "title": one.title, "client": one.client, "open_items": one.open_items}
        for one in matters
    ]
    data = {**_json(row), "matters": listed, "mail": mail}
    session.answer({"transfer": data}, [_line(row), *map(_matter_line, matters)])


def _act(session: Session, office: Office, by: str | None) -> Act:
    return replace(session.act(), by=person_id(office, by)) if by else session.act()


@transfer.command("list")
@click.option("--state", type=click.Choice(["requested", "approved", "refused"]), help="只列这一状态。")
@click.pass_obj
def list_(session: Session, state: str | None) -> None:
    """全部移交申请单，新的在前。"""
    from ipdesk.services.transfers import transfers

    rows = transfers(session.office(), state)
    session.answer({"transfers": [_json(row) for row in rows]}, map(_line, rows))


@transfer.command("show")
@_ID
@click.pass_obj
def show(session: Session, transfer_id: int) -> None:
    """一份申请单和它移交的案件。"""
    _answer(session, session.office(), transfer_id)


@transfer.command("request")
@click.argument("numbers", metavar="案件编号", nargs=-1, required=True)
@click.option("--to", required=True, metavar="姓名", help="接手人。")
@click.option("--why", required=True, metavar="原因", help="移交原因。")
@click.option("--by-client", is_flag=True, help="由客户提出。")
@_BY
@click.pass_obj
def request(session: Session, numbers: Sequence[str], to: str, why: str, by_client: bool, by: str | None) -> None:
    """填写移交申请单；批准之前什么都不移交。"""
    from ipdesk.services.listing import matter_id
    from ipdesk.services.transfers import request_transfer

    office = session.current_office()
    ids = [matter_id(office, number) for number in numbers]
    act = _act(session, office, by)
    made = request_transfer(office, act, ids, person_id(office, to), why, by_client=by_client).created
    if made is None:
        raise UserError("cli.nothing_made")
    _answer(session, office, made)


@transfer.command("approve")
@_ID
@_BY
@click.option("--mail/--no-mail", default=True, help="写好给接手人和业务员的邮件（默认写）。")
@click.pass_obj
def approve(session: Session, transfer_id: int, by: str | None, mail: bool) -> None:
    """批准：案件、未完成期限、资料一并移交。"""
    from ipdesk.services.transfers import approve_transfer

    office = session.current_office()
    changes = approve_transfer(office, _act(session, office, by), transfer_id, tell=mail)
    _answer(session, office, transfer_id, mail=changes.created)


@transfer.command("refuse")
@_ID
@click.option("--why", required=True, metavar="原因", help="退回的原因。")
@_BY
@click.pass_obj
def refuse(session: Session, transfer_id: int, why: str, by: str | None) -> None:
    """退回：一切照旧，原因留在申请单上。"""
    from ipdesk.services.transfers import refuse_transfer

    office = session.current_office()
    refuse_transfer(office, _act(session, office, by), transfer_id, why)
    _answer(session, office, transfer_id)


@transfer.command("sign")
@_ID
@click.argument("file", metavar="扫描件", type=click.Path(path_type=Path))
@_BY
@click.pass_obj
def sign(session: Session, transfer_id: int, file: Path, by: str | None) -> None:
    """存入已签字的申请单扫描件。"""
    from ipdesk.services.papers import NewPaper
    from ipdesk.services.transfers import keep_signed

    office = session.office()
    keep_signed(office, _act(session, office, by), transfer_id, NewPaper(file))
    _answer(session, office, transfer_id)
