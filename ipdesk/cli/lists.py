"""``ipdesk followup``, ``remind``: the weekly list (标准 3.1.1) and the monthly reminder (3.2.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipdesk.cli.session import Session
from ipdesk.cli.words import MONTH, WEEK, Command
from ipdesk.errors import UserError
from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.files.table_book import BookSheet
    from ipdesk.services.follow_up import FollowRow, FollowUp
    from ipdesk.services.month_reminder import CaseRow, MonthReminder

_PATH = click.Path(path_type=Path)


@click.command("followup", cls=Command)
@click.option("--week", type=WEEK, metavar="YYYY-Www", help="周次，如 2026-W48；默认本周。")
@click.option("--handler", metavar="姓名", default="", help="只列这位撰写人的案件。")
@click.option("--out", metavar="文件.xlsx", type=_PATH, help="把清单写成 Excel。")
@click.pass_obj
def followup(session: Session, week: str | None, handler: str, out: Path | None) -> None:
    """每周跟进：在撰写的专利、欠交底书的客户、本周是否已联系。"""
    from ipdesk.services.follow_up import book, follow_up

    found = _of(follow_up(session.current_office(), session.today, week or ""), handler)
    if out is not None:
        _write(out, book(found), session)
    data = {
        "week": found.week,
        "monday": found.monday,
        "told": found.told,
        "owing": found.owing,
        "rows": [_follow_json(row) for row in found.rows],
        "paused": [_follow_json(row) for row in found.paused],
        "file": out,
    }
    lines = [f"{found.week} 在跟进 {len(found.rows)} 件，已联系 {found.told} 件，欠交底书超过一周 {found.owing} 件。"]
    lines += map(_follow_line, found.rows)
    lines += [f"暂停：{row.number} {row.client}　{row.title}" for row in found.paused]
    session.answer(data, [*lines, *_written(out)])


def _of(found: FollowUp, handler: str) -> FollowUp:
    if not handler:
        return found
    rows, paused = (tuple(row for row in rows if row.handler == handler) for rows in (found.rows, found.paused))
    return replace(found, rows=rows, paused=paused)


def _follow_json(row: FollowRow) -> dict[str, object]:
    return {
        "matter_id": row.id,
        "number": row.number,
        "title": row.title,
        "kind": row.kind,
        "client": row.client,
        "contact": row.contact,
        "handler": row.handler,
        "stage": row.stage,
        "last_contact": row.last_contact,
        "owed_days": row.owed_days,
        "told_on": row.told_on,
        "told_note": row.told_note,
        "due": row.due,
        "state": row.state,
    }


def _follow_line(row: FollowRow) -> str:
    told = f"已联系 {row.told_on}" if row.told_on else "未联系"
    owed = f"　欠交底书 {row.owed_days} 天" if row.owed_days is not None else ""
    return f"  {row.number} {row.client}　{row.title}　{row.handler}　{label('stage', row.stage)}　{told}{owed}"


@click.command("remind", cls=Command)
@click.option("--month", type=MONTH, metavar="YYYY-MM", help="月份，如 2026-11；默认本月。")
@click.option("--out", metavar="文件.xlsx", type=_PATH, help="把未答复案件写成 Excel。")
@click.option("--mails", metavar="文件夹", type=_PATH, help="给每位答复人写一封邮件，草稿（.eml）放到这里。")
@click.option("--sent", is_flag=True, help="邮件已发出：标记邮件，并完成本月的提醒事项。")
@click.pass_obj
def remind(session: Session, month: tuple[int, int] | None, out: Path | None, mails: Path | None, sent: bool) -> None:
    """月度提醒：本月 1 日至下月 10 日到期的未答复案件（标准 3.2.4）。"""
    from ipdesk.services.mailings import save_mail
    from ipdesk.services.month_reminder import mark_reminded, month_of, month_reminder, write_reminders
    from ipdesk.services.month_reminder_papers import book

    office, today = session.current_office(), session.today
    wanted = f"{month[0]:04}-{month[1]:02}" if month else month_of(today)
    files: list[Path] = []
    said: list[str] = []
    if mails is not None:
        said.append(write_reminders(office, session.act(), wanted).says + "。")
        unsent = month_reminder(office, today, wanted).unsent
        files = [save_mail(office, mail.id, mails) for mail in reversed(unsent)]
    if sent:
        said.append(mark_reminded(office, session.act(), wanted).says + "。")
    found = month_reminder(office, today, wanted)
    if out is not None:
        _write(out, book(found), session)
    lines = [*_reminder_lines(found), *said, *(f"  {path}" for path in files), *_written(out)]
    session.answer(_reminder_json(found, files, out), lines)


def _reminder_json(found: MonthReminder, files: Sequence[Path], out: Path | None) -> dict[str, object]:
    return {
        "month": found.month,
        "from": found.frm,
        "to": found.to,
        "due": found.due,
        "done_on": found.done_on,
        "cases": [_case_json(case) for case in found.cases],
        "answerers": [
            {
                "person_id": one.person_id,
                "name": one.name,
                "email": one.email,
                "cases": len(one.cases),
                "mail_id": one.mail.id if one.mail else None,
                "sent_at": one.mail.sent_at if one.mail else None,
            }
            for one in found.answerers
        ],
        "mails": list(map(str, files)),
        "file": out,
    }


def _case_json(case: CaseRow) -> dict[str, object]:
    return {
        "matter_id": case.matter_id,
        "number": case.number,
        "application_number": case.application_number,
        "title": case.title,
        "client": case.client,
        "about": case.about,
        "notice": case.notice,
        "received_on": case.received_on,
        "answerer": case.answerer,
        "due": case.due.due,
        "basis": case.due.basis,
        "group": case.group,
    }


def _reminder_lines(found: MonthReminder) -> list[str]:
    state = f"已于 {found.done_on} 发出" if found.done_on else f"应于 {found.due} 前发出"
    lines = [f"{found.month} 未答复案件 {len(found.cases)} 件（{found.frm} 至 {found.to} 到期），{state}。"]
    for case in found.cases:
        due = f"{case.due.due} {label('answer_basis', case.due.basis)}" if case.due.due else "期限未登记"
        lines.append(f"  {due}　{case.number} {case.notice}　{case.client}　{case.answerer or '未指定答复人'}")
    return lines


def _write(path: Path, sheets: Sequence[BookSheet], session: Session) -> None:
    from ipdesk.files.table_book import write_book

    try:
        write_book(path, sheets, session.today)
    except OSError as error:
        raise UserError("list.unwritable", path=path, reason=error.strerror or error) from error


def _written(out: Path | None) -> list[str]:
    return [f"已写到 {out}。"] if out is not None else []
