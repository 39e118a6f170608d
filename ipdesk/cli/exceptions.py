"""``ipdesk stop``, ``pause``, ``resume``: the exceptions of 3.5."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipdesk.cli.matters import due_json
from ipdesk.cli.session import Session
from ipdesk.cli.words import DATE, Command
from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.services.exception_views import Resumption
    from ipdesk.services.office import Office

_ON = click.option("--on", type=DATE, metavar="日期", help="日期；不给则为今天。")
_NUMBERS = click.argument("numbers", metavar="案件编号", nargs=-1, required=True)


@click.command("stop", cls=Command)
@click.argument("number", metavar="案件编号")
@click.argument("name", metavar="cancelled|infeasible", type=click.Choice(["cancelled", "infeasible"]))
@click.option("--reason", required=True, metavar="原因", help="客户或案件的原因。")
@click.option("--solution", default="", metavar="文字", help="试过的解决方案；确认做不了时必须写。")
@_ON
@click.option(
    "--evidence", multiple=True, metavar="文件", type=click.Path(path_type=Path), help="证据文件，可重复给出。"
)
@click.option("--mail", is_flag=True, help="写邮件告知业务员。")
@click.pass_obj
def stop(
    session: Session,
    /,
    number: str,
    name: str,
    *,
    reason: str,
    solution: str,
    on: date | None,
    evidence: Sequence[Path],
    mail: bool,
) -> None:
    """客户放弃（3.5.3）或确认做不了（3.5.1）：原因、证据、告知业务员，一步记录。"""
    from ipdesk.services.exceptions import Stop, stop_matter
    from ipdesk.services.listing import matter_id
    from ipdesk.services.papers import NewPaper

    office = session.current_office()
    which = matter_id(office, number)
    kept = tuple(NewPaper(path) for path in evidence)
    what = Stop(which, name, on or session.today, reason, solution, kept, tell=mail)
    changes = stop_matter(office, session.act(), what)
    _answer(session, office, [which], changes.says, mail=changes.created)


@click.command("pause", cls=Command)
@_NUMBERS
@click.option("--reason", required=True, metavar="原因", help="如：未按合同付款。")
@_ON
@click.option("--mail", is_flag=True, help="写邮件告知业务员。")
@click.pass_obj
def pause(session: Session, numbers: Sequence[str], reason: str, on: date | None, mail: bool) -> None:
    """暂停案件（3.5.2）：服务期限停止计算，法定期限照常。"""
    from ipdesk.services.exceptions import pause_matters
    from ipdesk.services.listing import matter_id

    office = session.current_office()
    ids = [matter_id(office, number) for number in numbers]
    changes = pause_matters(office, session.act(), ids, on or session.today, reason, tell=mail)
    _answer(session, office, ids, changes.says, mail=changes.created)


@click.command("resume", cls=Command)
@_NUMBERS
@_ON
@click.option("--note", default="", metavar="文字", help="说明。")
@click.option("--dry-run", is_flag=True, help="只列出每一期限的新日期，不写入。")
@click.pass_obj
def resume(session: Session, numbers: Sequence[str], on: date | None, note: str, dry_run: bool) -> None:
    """恢复案件（3.5.2）：先列出每一未完成期限的旧日期与新日期。"""
    from ipdesk.services.exception_views import preview_resume
    from ipdesk.services.exceptions import resume_matters
    from ipdesk.services.listing import matter_id

    office = session.current_office()
    ids = [matter_id(office, number) for number in numbers]
    day = on or session.today
    found = preview_resume(office, session.act(), ids, day)
    if not dry_run:
        resume_matters(office, session.act(), ids, day, note)
    data = [_resumption_json(one) for one in found]
    lines = [line for one in found for line in _resumption_lines(one)]
    session.answer({"written": not dry_run, "matters": data}, lines)


def _resumption_json(one: Resumption) -> dict[str, object]:
    items = [
        {
            "title": item.title,
            "clause": item.clause,
            "about": item.about,
            "official": item.official,
            "before": item.before,
            "after": item.after,
            "state": item.state,
        }
        for item in one.items
    ]
    head = {"number": one.number, "since": one.since, "working_days": one.days, "reason": one.reason}
    return {**head, "items": items}


def _resumption_lines(one: Resumption) -> list[str]:
    head = f"{one.number} {one.title}：自 {one.since} 暂停 {one.days} 个工作日 {one.reason}".rstrip()
    rows = [
        f"  {'【法定】' if item.official else ''}{item.title} {item.clause}：{item.before} → {item.after}"
        f" {label('state', item.state)}"
        for item in one.items
    ]
    return [head, *rows]


def _answer(session: Session, office: Office, ids: Sequence[int], says: str, *, mail: int | None) -> None:
    """What became of the matters and their due items."""
    from ipdesk.services.listing import matter_view

    views = [matter_view(office, session.today, one) for one in ids]
    data = [
        {"number": view.row.number, "state": view.row.state, "due_items": [due_json(row) for row in view.due_items]}
        for view in views
    ]
    session.answer({"says": says, "mail": mail, "matters": data}, [says])
