"""``ipdesk notice``: official notices and their steps (标准 3.2.2, 3.2.4); ``ipdesk form annual-notice`` (3.2.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipdesk.cli.files import form
from ipdesk.cli.session import Session
from ipdesk.cli.words import DATE, Group
from ipdesk.errors import UserError
from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.services.notices import NoticeLine, Step

_PATH = click.Path(path_type=Path)
_DELIVERY = click.Choice(["electronic", "paper", "postal", "publication"])
_SHORT: Mapping[str, str] = {
    "download": "notice_downloaded",
    "mail": "notice_mailed",
    "collect": "paper_notice_collected",
    "archive": "paper_notice_archived",
    "import": "notice_imported",
    "assign": "response_assigned",
    "answer": "response_received",
    "submit": "response_submitted",
}


@click.group("notice", cls=Group)
def notice() -> None:
    """官方通知书：登记、列出、逐步办理。"""


@notice.command("list")
@click.option("--open", "only_open", is_flag=True, help="只列还有步骤未办的（默认列全部，最新的在前）。")
@click.option("--text", metavar="文字", default="", help="按编号、名称、客户或通知书筛选。")
@click.pass_obj
def list_notices(session: Session, only_open: bool, text: str) -> None:
    """列出通知书和各步骤。"""
    from ipdesk.services.notices import NoticeFilter, notice_board

    board = notice_board(session.current_office(), session.today, NoticeFilter("open" if only_open else "all", text))
    data = {"counts": dict(board.counts), "left_out": board.left_out, "notices": [_json(line) for line in board.lines]}
    lines = [f"未完 {board.counts['open']} 份，共 {board.counts['all']} 份。", *map(_words, board.lines)]
    session.answer(data, lines)


@notice.command("receive")
@click.argument("number", metavar="案件编号或申请号")
@click.option("--kind", metavar="类型", default="", help="通知书类型的代码，如 first_office_action。")
@click.option("--name", metavar="名称", default="", help="没有代码的通知书写名称。")
@click.option("--issued", type=DATE, metavar="日期", help="发文日。")
@click.option("--on", type=DATE, metavar="日期", help="收到日；默认今天。")
@click.option("--delivery", type=_DELIVERY, default="electronic", help="送达方式。")
@click.option("--answer-by", type=DATE, metavar="日期", help="通知书上写明的答复期限。")
@click.option("--file", type=_PATH, metavar="文件", help="通知书文件，随案件保存。")
@click.option("--not-fetched", is_flag=True, help="还没有下载或取回。")
@click.pass_obj
def receive(session: Session, /, *, on: date | None, file: Path | None, not_fetched: bool, **fields: object) -> None:
    """登记收到的一份通知书。"""
    from ipdesk.services.notice_steps import NewNotice, receive_notices
    from ipdesk.services.notices import lines_of_matter

    office, act = session.office(), session.act()
    papers = (file.name, file) if file is not None else None
    new = NewNotice(
        received_on=on or session.today,
        fetched=not not_fetched,
        file=papers,
        **fields,  # type: ignore[arg-type] # the options' names are the fields' names
    )
    changes = receive_notices(office, act, [new])
    (matter,) = changes.matters
    line = next(one for one in lines_of_matter(office, session.today, matter) if one.id == changes.created)
    session.answer(_json(line), [changes.says, _words(line)])


@notice.command("step")
@click.argument("number", metavar="案件编号")
@click.argument("about", metavar="通知书")
@click.argument("step", metavar="步骤", type=click.Choice([*_SHORT, *_SHORT.values()]))
@click.option("--on", type=DATE, metavar="日期", help="哪一天；默认今天。")
@click.option("--answerer", metavar="姓名", help="答复人（assign）。")
@click.option("--file", type=_PATH, metavar="文件", help="扫描件或其他文件。")
@click.option("--note", metavar="说明", default="", help="说明。")
@click.pass_obj
def step_of(
    session: Session,
    /,
    *,
    number: str,
    about: str,
    step: str,
    on: date | None,
    answerer: str | None,
    file: Path | None,
    note: str,
) -> None:
    """记录一份通知书的一个步骤，如：ipdesk notice step P26-0405 N1 import。"""
    from ipdesk.services.listing import matter_id
    from ipdesk.services.notice_steps import StepData
    from ipdesk.services.notice_steps import step as record
    from ipdesk.services.notices import lines_of
    from ipdesk.services.people import person_named

    office = session.current_office()
    person = person_named(office, answerer) if answerer else None
    if answerer and person is None:
        raise UserError("cli.no_person", name=answerer)
    key = (matter_id(office, number), about)
    files = ((file.name, file),) if file is not None else ()
    extra = StepData(person.id if person is not None else None, files, note)
    changes = record(office, session.act(), [key], _SHORT.get(step, step), on or session.today, extra)
    (line,) = lines_of(office, session.today, [key])
    session.answer(_json(line), [changes.says, _words(line)])


@form.command("annual-notice")
@click.argument("client", metavar="客户")
@click.option("--out", required=True, metavar="文件.pdf", type=_PATH, help="PDF 写到哪里。")
@click.option("--until", type=DATE, metavar="日期", help="到哪一天为止到期的年费；默认 90 天内。")
@click.pass_obj
def annual_notice(session: Session, client: str, out: Path, until: date | None) -> None:
    """年费缴纳通知单：一个客户近期到期的年费，写成 PDF。"""
    from ipdesk.files.annual_form import annual_page
    from ipdesk.services.annual_notices import forms_of_client

    (made,) = forms_of_client(session.current_office(), session.act(), client, until)
    session.parts.pdf(annual_page(made.form), out)
    fees = [
        {"number": line.number, "year": line.year, "amount": line.amount, "late": line.late, "due": line.due}
        for line in made.form.lines
    ]
    data = {"file": out, "client": made.form.client, "total": made.form.total, "pay_by": made.form.pay_by, "fees": fees}
    session.answer(data, [f"{made.form.client}：{len(fees)} 笔年费，共 {made.form.total:,.2f} 元，已写到 {out}。"])


def _json(line: NoticeLine) -> dict[str, object]:
    return {
        "number": line.number,
        "about": line.about,
        "kind": line.kind,
        "name": line.name,
        "delivery": line.delivery,
        "issued": line.issued,
        "received_on": line.received_on,
        "answer_by": line.answer_by,
        "answerer": line.answerer or None,
        "next_step": line.next_step or None,
        "due": line.nearest.due if line.nearest is not None else None,
        "steps": [
            {"event": one.event, "state": one.state, "on": one.on, "due": one.due, "by": one.by or None}
            for one in line.steps
        ],
        "files": [name for _, name in line.papers],
    }


def _words(line: NoticeLine) -> str:
    steps = " ".join(_step_words(one) for one in line.steps if one.state != "none")
    return f"{line.number} {line.about} {line.name}　{steps}"


def _step_words(step: Step) -> str:
    name = label("notice_step", step.event)
    if step.done:
        return f"{name}✓{step.on:%m-%d}"
    return f"{name}({step.due:%m-%d} 前)" if step.due is not None else f"{name}…"
