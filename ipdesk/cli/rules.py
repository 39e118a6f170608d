"""``ipdesk replay`` and ``ipdesk number``: what the rules make of something, without a database."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ipdesk.cli.session import Json, Session, read_json
from ipdesk.cli.words import Command, Group
from ipdesk.text import label


@click.command("replay", cls=Command)
@click.argument("scenario", metavar="SCENARIO.json", type=click.Path(path_type=Path))
@click.pass_obj
def replay(session: Session, scenario: Path) -> None:
    """按规则推算一串事件的期限，不用数据库；文件里可以是一个情形或一列情形。"""
    from ipdesk.services.replay import replay as run

    content = read_json(scenario)
    if session.chosen_today is not None:
        content = _as_of(content, session.chosen_today)
    found: Json = run(content, session.rulebook(), session.calendar(), session.today)
    session.as_json = True  # the answer has this one form
    session.answer(found, ())


def _as_of(content: object, today: date) -> object:
    """The scenarios with the day asked for on the command line in place of their own."""
    if isinstance(content, list):
        return [_as_of(item, today) for item in content]
    return {**content, "today": today.isoformat()} if isinstance(content, dict) else content


@click.group("number", cls=Group)
def number() -> None:
    """号码：申请号、信用代码等。"""


@number.command("check")
@click.argument("text", metavar="号码")
@click.pass_obj
def check(session: Session, text: str) -> None:
    """是哪种号码、是否正确、规范写法。"""
    from ipdesk.domain.numbers import check_number

    found = check_number(text)
    data = {
        "text": found.text,
        "kind": found.kind,
        "valid": found.valid,
        "canonical": found.canonical,
        "problem": found.problem,
        "expected_check": found.expected_check,
    }
    kind = label("number_kind", found.kind) if found.kind else "无法识别的号码"
    verdict = f"正确，规范写法 {found.canonical}" if found.valid else f"不正确：{found.problem or ''}"
    session.answer(data, [f"{found.text}：{kind}，{verdict}"])
