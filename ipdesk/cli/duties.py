"""``ipdesk duty``, ``allocation``: the office's duties (标准 3.2.2, 3.2.4, 3.2.5), and who gets which slip."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import click

from ipdesk.cli.session import Session, say
from ipdesk.cli.words import DATE, Group
from ipdesk.domain.matters import Department, State
from ipdesk.errors import UserError
from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.services.allocation import Board, Slip, Taker
    from ipdesk.services.duties import DutyState
    from ipdesk.services.office import Office

Json = dict[str, object]
_DEPARTMENTS = click.Choice([item.value for item in Department])
_BACK = timedelta(days=14)


@click.group("duty", cls=Group)
def duty() -> None:
    """全所事项：下载 CPC 文件、月度提醒、总表送财务、代缴费。"""


def _duty_json(row: DutyState) -> Json:
    return {
        "rule": row.rule,
        "clause": row.clause,
        "title": row.title,
        "period": row.period,
        "due": row.due,
        "state": row.state,
        "done_on": row.done_on,
        "by": row.by,
        "answer": row.answer or None,
        "proof": row.proof or None,
        "note": row.note,
        "provisional": row.provisional,
    }


def _duty_line(row: DutyState) -> str:
    state = label("duty_none", row.rule) if row.answer == "none" else label("state", row.state)
    if row.state is State.VOID:
        state = "启用前"
    done = f" {row.done_on} {row.by}".rstrip() if row.done_on is not None else ""
    note = f"（{row.note}）" if row.note else ""
    return f"{row.due} {state}{done} {row.clause} {row.title} {row.rule} {row.period}{note}"


@duty.command("list")
@click.option("--from", "first", type=DATE, metavar="日期", help="到期日不早于；不给则为两周前。")
@click.option("--to", "last", type=DATE, metavar="日期", help="到期日不晚于；不给则为本周日。")
@click.pass_obj
def list_duties(session: Session, first: date | None, last: date | None) -> None:
    """全所事项及其完成情况。"""
    from ipdesk.services.duties import duty_rows
    from ipdesk.services.listing import week_end

    office, today = session.current_office(), session.today
    rows = duty_rows(
        office, today, first or min(today - _BACK, last or today), last or week_end(max(first or today, today))
    )
    session.answer({"duties": [_duty_json(row) for row in rows]}, map(_duty_line, rows))
    if not session.as_json:
        say(f"共 {len(rows)} 条")


@duty.command("done")
@click.argument("rule", metavar="事项")
@click.argument("period", metavar="期次")
@click.option("--none", "nothing", is_flag=True, help="这一期没有要办的（当日无文件、本周无缴费）。")
@click.option("--on", type=DATE, metavar="日期", help="完成日期；不给则为今天。")
@click.option("--note", default="", metavar="文字", help="说明。")
@click.pass_obj
def done(session: Session, rule: str, period: str, nothing: bool, on: date | None, note: str) -> None:
    """把一项全所事项记为完成，如 ipdesk duty done F.cpc_daily 2026-11-24。"""
    from ipdesk.services.duties import mark_duty

    office = session.office()
    mark_duty(office, session.act(), rule, period, "none" if nothing else "done", note, on)
    _show(session, office, rule, period)


@duty.command("reopen")
@click.argument("rule", metavar="事项")
@click.argument("period", metavar="期次")
@click.pass_obj
def reopen(session: Session, rule: str, period: str) -> None:
    """收回一项手工记录的完成。"""
    from ipdesk.services.duties import unmark_duty

    office = session.office()
    unmark_duty(office, session.act(), rule, period)
    _show(session, office, rule, period)


def _show(session: Session, office: Office, rule: str, period: str) -> None:
    from ipdesk.services.duties import duty_of, duty_rows

    due = duty_of(office, rule, period).due
    row = next(one for one in duty_rows(office, session.today, due, due) if one.key == (rule, period))
    session.answer(_duty_json(row), [_duty_line(row)])


# -- allocation -------------------------------------------------------------------------------------


@click.group("allocation", cls=Group)
def allocation() -> None:
    """分配：待分配的案件、各人的工作量、建议。"""


def _slip_json(slip: Slip) -> Json:
    return {
        "matter": slip.number,
        "about": slip.about,
        "kind": slip.kind,
        "title": slip.title,
        "client": slip.client,
        "notice": slip.notice or None,
        "came_on": slip.came_on,
        "due": slip.due,
        "state": slip.state,
        "clause": slip.clause,
        "suggested": slip.suggested_name or None,
        "why": slip.why,
    }


def _taker_json(taker: Taker) -> Json:
    load = taker.load
    return {
        "name": taker.name,
        "overdue": load.overdue,
        "this_week": load.this_week,
        "open": load.items,
        "matters": load.matters,
        "weeks": list(taker.weeks),
    }


def _slip_line(slip: Slip) -> str:
    about = f"/{slip.about} {slip.notice}" if slip.about else ""
    suggested = f" → {slip.suggested_name}（{slip.why}）" if slip.suggested_name else ""
    return f"  {slip.due or '无期限'} {slip.number}{about} {slip.title} {slip.client}{suggested}"


def _taker_line(taker: Taker) -> str:
    load, weeks = taker.load, " ".join(map(str, taker.weeks))
    counts = f"逾期 {load.overdue} 本周 {load.this_week} 待办 {load.items} 在办 {load.matters} 件"
    return f"  {taker.name}：{counts}，四周 {weeks}"


@allocation.command("show")
@click.option("--department", type=_DEPARTMENTS, help="部门；不给则为全部。")
@click.pass_obj
def show(session: Session, department: str | None) -> None:
    """待分配的案件和通知书，能接手的人，和建议。"""
    from ipdesk.services.allocation import allocation as board_of
    from ipdesk.services.allocation import groups_of

    office, today = session.current_office(), session.today
    chosen = [department] if department else [item.value for item in Department]
    boards = [(name, board_of(office, today, name, group)) for name in chosen for group in groups_of(name)]
    data = [
        {
            "department": name,
            "group": board.group,
            "slips": [_slip_json(slip) for slip in board.slips],
            "people": [_taker_json(taker) for taker in board.takers],
        }
        for name, board in boards
    ]
    session.answer({"boards": data}, [line for name, board in boards for line in _board_lines(name, board)])


def _board_lines(department: str, board: Board) -> list[str]:
    head = f"{label('department', department)} {label('allocation_group', board.group)} {len(board.slips)} 项"
    return [head, *map(_slip_line, board.slips), *map(_taker_line, board.takers)]


@allocation.command("assign")
@click.argument("matters", metavar="案件编号…", nargs=-1, required=True)
@click.option("--to", "name", metavar="姓名", help="分配给谁；不给则按建议。")
@click.option("--on", type=DATE, metavar="日期", help="分配日期；不给则为今天。")
@click.pass_obj
def assign(session: Session, matters: Sequence[str], name: str | None, on: date | None) -> None:
    """分配案件；通知书写作 案件编号/通知书，如 P26-0405/N1。"""
    from ipdesk.cli.matters import person_id
    from ipdesk.services.allocation import assign_each, slip_key
    from ipdesk.services.listing import matter_id

    office = session.current_office()
    keys = []
    for text in matters:
        number, _slash, about = text.partition("/")
        keys.append(slip_key(matter_id(office, number), about or None))
    if name is not None:
        taker = person_id(office, name)
        pairs = [(key, taker) for key in keys]
    else:
        suggested = _suggestions(session, office)
        pairs = [(key, _suggested(suggested, key, text)) for key, text in zip(keys, matters, strict=True)]
    changes = assign_each(office, session.act(), pairs, on or session.today)
    session.answer({"assigned": list(matters), "act": changes.act}, [changes.says])


def _suggestions(session: Session, office: Office) -> dict[str, int | None]:
    from ipdesk.services.allocation import allocation as board_of
    from ipdesk.services.allocation import groups_of

    return {
        slip.key: slip.suggested
        for department in Department
        for group in groups_of(department)
        for slip in board_of(office, session.today, department, group).slips
    }


def _suggested(found: dict[str, int | None], key: str, text: str) -> int:
    person = found.get(key)
    if person is None:
        raise UserError("allocation.no_suggestion", number=text)
    return person
