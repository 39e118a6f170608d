"""``ipdesk rule``: the service standard as the office follows it, and changing it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from ipdesk.cli.session import Session
from ipdesk.cli.words import DATE, Group
from ipdesk.errors import UserError
from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.services.office import Act, Office
    from ipdesk.services.standard import RuleRow
    from ipdesk.services.standard_change import RuleChange
    from ipdesk.services.standard_preview import Moved, Preview


@click.group("rule", cls=Group)
def rule() -> None:
    """服务标准的规则：查看、修改（修改前可先看影响）、撤回。"""


@rule.command("list")
@click.option("--department", metavar="部门", default="", help="patent、process、software、trademark 或 any。")
@click.pass_obj
def list_rules(session: Session, department: str) -> None:
    """所有规则：条款、触发、期限、负责、执行情况。"""
    from ipdesk.services.standard import standard_view

    view = standard_view(session.current_office(), session.act())
    rows = [row for row in view.rules if not department or row.department == department]
    lines = [f"{row.id:<18} {row.clause:<7} {row.title}：{row.trigger}，{row.period}" for row in rows]
    if view.problem:
        lines.append(view.problem)
    data = {"rules": [_rule(row) for row in rows], "file": view.path, "problem": view.problem or None}
    session.answer(data, lines)


@rule.command("show")
@click.argument("rule_id", metavar="规则")
@click.pass_obj
def show(session: Session, rule_id: str) -> None:
    """一条规则：内容、版本、修改记录、标准原文。"""
    from ipdesk.services.standard import rule_view

    view = rule_view(session.current_office(), session.act(), rule_id)
    data = {
        **_rule(view.row),
        "sentence": view.sentence,
        "versions": [
            {
                "from": one.since, "to": one.until, "period": one.period, "responsible": one.responsible,
                "title": one.title, "own": one.own, "now": one.now,
            }
            for one in view.versions
        ],
        "changes": [
            {
                "id": one.id, "at": one.at, "by": one.person, "from": one.in_force_from, "why": one.why,
                "standing": one.standing,
            }
            for one in view.changes
        ],
        "clauses": dict(view.clause_texts),
    }  # fmt: skip
    lines = [f"{view.row.id} {view.row.title}（标准 {view.row.clause}）", view.sentence]
    lines += [f"{one.since or '一直'} 起：{one.period}，{label('role', one.responsible)}" for one in view.versions]
    lines += [f"{one.at:%Y-%m-%d} {one.person}：自 {one.in_force_from} 起，{one.why}" for one in view.changes]
    lines += [f"{number} {text}" for number, text in view.clause_texts]
    session.answer(data, lines)


@rule.command("change")
@click.argument("rule_id", metavar="规则")
@click.option("--within", metavar="期限", help='如 "8 wd"、"7 d"、"2 w"、"1 m"、same_day。')
@click.option("--every", metavar="间隔", help='重复的规则：如 "7 d"、monday。')
@click.option("--responsible", metavar="角色", help="handler、department_head、superior、process_clerk …")
@click.option("--title", metavar="名称", help="规则的名称。")
@click.option("--off/--on", "off", default=None, help="停用或重新启用。")
@click.option("--from", "since", type=DATE, metavar="日期", help="自哪天起触发的按新规则；不写则为明天。")
@click.option("--why", metavar="原因", default="", help="修改的原因，记入修改记录。")
@click.option("--by", "name", metavar="姓名", default="", help="谁修改的：部门主管、中心负责人或系统管理员。")
@click.option("--dry-run", is_flag=True, help="只看会移动哪些期限，不写入。")
@click.pass_obj
def change(session: Session, /, rule_id: str, since: date | None, name: str, dry_run: bool, **wanted: Any) -> None:
    """修改一条规则；--dry-run 只显示会移动哪些期限。"""
    from ipdesk.services.standard_change import RuleChange, change_rule
    from ipdesk.services.standard_preview import preview_change

    office, day = session.current_office(), since or session.today + timedelta(days=1)
    asked = RuleChange(rule_id, day, **wanted)
    act = _by(office, session.act(), name)
    seen = preview_change(office, act, asked)
    says = ""
    if not dry_run:
        says = change_rule(office, act, asked, seen.state).says
    lines = [*_lines(seen), says or "没有写入任何内容（--dry-run）。"]
    session.answer(_preview(asked, seen, written=not dry_run), lines)


@rule.command("back")
@click.argument("rule_id", metavar="规则")
@click.option("--by", "name", metavar="姓名", default="", help="谁撤回的。")
@click.pass_obj
def back(session: Session, rule_id: str, name: str) -> None:
    """撤回一条规则最近的一次修改。"""
    from ipdesk.services.standard import rule_view
    from ipdesk.services.standard_change import take_back

    office = session.current_office()
    act = _by(office, session.act(), name)
    standing = [one.id for one in rule_view(office, act, rule_id).changes if one.standing]
    if not standing:
        raise UserError("standard.unknown_change", id=rule_id)
    changes = take_back(office, act, standing[0])
    session.answer({"rule": rule_id, "taken_back": standing[0]}, [changes.says])


def _by(office: Office, act: Act, name: str) -> Act:
    """The act as that person's; nobody named: nobody's."""
    if not name:
        return act
    from ipdesk.services.people import people

    found = [one.id for one in people(office) if one.name == name and one.active]
    if not found:
        raise UserError("standard.no_person", name=name)
    return replace(act, by=found[0])


def _rule(row: RuleRow) -> dict[str, object]:
    return {
        "rule": row.id, "clause": row.clause, "department": row.department, "title": row.title,
        "trigger": row.trigger, "period": row.period, "responsible": row.responsible, "from": row.in_force_from,
        "own": row.own, "off": row.off, "coming": row.coming, "open": row.kept.open, "overdue": row.kept.overdue,
        "done": row.kept.done, "done_late": row.kept.done_late,
    }  # fmt: skip


def _preview(wanted: RuleChange, seen: Preview, *, written: bool) -> dict[str, object]:
    return {
        "rule": wanted.rule,
        "from": wanted.in_force_from,
        "written": written,
        "moved": [_moved(one) for one in seen.moved],
        "appearing": [_moved(one) for one in seen.appearing],
        "vanishing": [_moved(one) for one in seen.vanishing],
        "judged_anew": [_moved(one) for one in seen.judged_anew],
        "unaffected": seen.unaffected,
    }


def _moved(one: Moved) -> dict[str, object]:
    return {
        "matter": one.number, "title": one.matter_title, "item": one.item, "about": one.about,
        "was": one.due_old, "due": one.due_new, "state_was": one.state_old, "state": one.state_new,
        "responsible_was": one.who_old or None, "responsible": one.who_new or None,
    }  # fmt: skip


def _lines(seen: Preview) -> Iterator[str]:
    for one in seen.rows:
        yield f"{one.number} {one.item}：{one.due_old or '（无）'} → {one.due_new or '（不再要求）'}"
    counts = (len(seen.moved), len(seen.appearing), len(seen.vanishing), seen.unaffected)
    yield "移动 {} 项，新增 {} 项，不再要求 {} 项，不受影响 {} 项。".format(*counts)
