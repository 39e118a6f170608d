"""``ipdesk deadline``: counting without a matter."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from ipdesk.cli.session import Session
from ipdesk.cli.words import DATE, Command
from ipdesk.domain.matters import Kind

F = TypeVar("F", bound=Any)
_DELIVERIES = ("electronic", "paper", "postal", "postal_remote", "direct", "publication")


_ASKED = (
    click.argument("rule", metavar="规则"),
    click.argument("on", metavar="日期", type=DATE),
    click.option(
        "--kind", type=click.Choice([str(kind) for kind in Kind]), metavar="类型", help="案件类型，如 invention。"
    ),
    click.option("--delivery", type=click.Choice(_DELIVERIES), default="electronic", metavar="方式",
                 help="送达方式：electronic、postal（paper）、postal_remote、direct、publication。"),
    click.option("--proven", type=DATE, metavar="日期", help="有证据证明的实际收到日。"),
    click.option("--also", "also_on", type=DATE, metavar="日期", help="第二个起算日，如 D09 的受理通知书发文日。"),
)  # fmt: skip


def _asked(command: F) -> F:
    """What both commands ask for, in the order shown."""
    for decorate in reversed(_ASKED):
        command = decorate(command)
    return command


@click.command("deadline", cls=Command)
@_asked
@click.pass_obj
def deadline(
    session: Session,
    rule: str,
    on: date,
    kind: str | None,
    delivery: str,
    proven: date | None,
    also_on: date | None,
) -> None:
    """期限计算器：一条法定期限（D01、T02、S4、I10）或服务期限（P.draft），每一步怎么算。"""
    from ipdesk.services.deadlines import Wanted
    from ipdesk.services.deadlines import deadline as count

    wanted = Wanted(rule, on, Kind(kind) if kind else None, delivery, proven, also_on)
    rules = session.rulebook()
    found = count(wanted, rules.law, rules, session.calendar())
    data = {
        "rule": found.rule,
        "title": found.title,
        "basis": found.basis,
        "official": found.official,
        "event_date": found.event_date,
        "served": found.served,
        "raw_end": found.raw_end,
        "opens": found.opens,
        "last_day": found.last_day,
        "safe_day": found.safe_day,
        "provisional": found.provisional,
        "missed": found.missed,
        "source": found.source,
        "confidence": found.confidence,
        "steps": list(found.steps),
    }
    ends = f"最后一日 {found.last_day}"
    if found.safe_day != found.last_day:
        ends += f"，安全日 {found.safe_day}（按此日提醒）"
    session.answer(data, [*found.steps, ends + ("，暂定" if found.provisional else "")])


@click.command("deadline", cls=Command)
@_asked
@click.option("--out", required=True, metavar="文件.pdf", type=click.Path(path_type=Path), help="PDF 写到哪里。")
@click.pass_obj
def sheet(
    session: Session,
    rule: str,
    on: date,
    kind: str | None,
    delivery: str,
    proven: date | None,
    also_on: date | None,
    out: Path,
) -> None:
    """期限计算单：规则、输入、每一步、两个日期和复核人签字处，写成 PDF。"""
    from ipdesk.services.deadline_sheet import control_sheet
    from ipdesk.services.deadlines import Wanted, choices
    from ipdesk.services.deadlines import deadline as count
    from ipdesk.services.fee_sheet import company_name

    wanted = Wanted(rule, on, Kind(kind) if kind else None, delivery, proven, also_on)
    rules = session.rulebook()
    law = rules.law
    found = count(wanted, law, rules, session.calendar())
    choice = next((one for one in choices(law, rules) if one.id == rule), None)
    company = company_name(session.office()) if session.folder() else ""
    session.parts.pdf(control_sheet(wanted, found, session.today, company, choice), out)
    session.answer({"file": out, "last_day": found.last_day, "safe_day": found.safe_day}, [f"已写到 {out}。"])
