"""``ipdesk checklist``, ``template``, ``candidate``: steps without a number, papers sent out, patents offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipdesk.cli.matters import money
from ipdesk.cli.session import Session, read_text
from ipdesk.cli.words import DATE, WHOLE, Group

if TYPE_CHECKING:
    from datetime import date

    from ipdesk.services.candidates import CandidateRow
    from ipdesk.services.rows import ChecklistItem
    from ipdesk.services.template_papers import TemplatePaper

Json = dict[str, object]
_PATH = click.Path(path_type=Path)
_MATTER = click.argument("matter", metavar="案件编号")


# -- checklists -----------------------------------------------------------------------------------


@click.group("checklist", cls=Group)
def checklist() -> None:
    """案件的清单。"""


@checklist.command("show")
@_MATTER
@click.pass_obj
def show(session: Session, matter: str) -> None:
    """一件案件的清单：各项由谁、何时完成。"""
    from ipdesk.services.checklists import checklist as steps_of
    from ipdesk.services.listing import matter_id

    office = session.current_office()
    items = steps_of(office, matter_id(office, matter))
    session.answer([_item_json(item) for item in items], _item_lines(items))


@checklist.command("tick")
@_MATTER
@click.argument("template", metavar="清单")
@click.argument("item", metavar="项")
@click.option("--undo", "back", is_flag=True, help="改回未完成。")
@click.option("--note", metavar="文字", help="了解到的情况。")
@click.pass_obj
def tick(session: Session, matter: str, template: str, item: str, back: bool, note: str | None) -> None:
    """把清单的一项标为完成。"""
    from ipdesk.services.checklists import Tick, tick_all
    from ipdesk.services.checklists import checklist as steps_of
    from ipdesk.services.listing import matter_id

    office = session.current_office()
    matter_of = matter_id(office, matter)
    tick_all(office, session.act(), matter_of, [Tick(template, item, not back, note)])
    now = next(one for one in steps_of(office, matter_of) if (one.template, one.item) == (template, item))
    session.answer(_item_json(now), _item_lines([now]))


def _item_json(item: ChecklistItem) -> Json:
    return {
        "template": item.template,
        "title": item.template_title,
        "clause": item.clause,
        "item": item.item,
        "text": item.text,
        "done": item.done,
        "done_by": item.done_by,
        "done_at": item.done_at,
        "note": item.note,
        "papers": item.papers,
        "gone": item.gone,
    }


def _item_lines(items: Sequence[ChecklistItem]) -> list[str]:
    lines, title = [], ""
    for item in items:
        if item.template_title != title:
            title = item.template_title
            lines.append(f"{title} {item.clause}（{item.template}）")
        who = f"{item.done_by} {item.done_at.astimezone():%Y-%m-%d}".strip() if item.done_at else ""
        gone = "已不在模板中" if item.gone else ""
        more = "，".join(filter(None, (who, item.note, gone)))
        lines.append(f"  {'✓' if item.done else '·'} {item.text}（{item.item}）{more}")
    return lines


# -- papers sent out ------------------------------------------------------------------------------


@click.group("template", cls=Group)
def template() -> None:
    """发给客户的资料模板。"""


@template.command("list")
@click.pass_obj
def list_templates(session: Session) -> None:
    """全部资料模板及其版本。"""
    from ipdesk.services.template_papers import template_papers

    found = template_papers(session.current_office())
    lines = [line for paper in found for line in _paper_lines(paper)]
    session.answer([_paper_json(paper) for paper in found], lines)


@template.command("add")
@click.argument("file", metavar="文件", type=_PATH)
@click.option("--code", default="", metavar="代码", help="哪一种资料（disclosure、software、layout 或已有的）。")
@click.option("--title", default="", metavar="名称", help="新增一种资料时的名称。")
@click.option("--note", default="", metavar="文字", help="这一版改了什么。")
@click.pass_obj
def add_template(session: Session, file: Path, code: str, title: str, note: str) -> None:
    """添加一个新版本，从此使用它。"""
    from ipdesk.services import template_papers

    office = session.current_office()
    made = template_papers.add_template(office, session.act(), file, code=code, title=title, note=note)
    paper = next(
        one
        for one in template_papers.template_papers(office)
        if any(version.id == made.created for version in one.versions)
    )
    session.answer(_paper_json(paper), [made.says])


def _paper_json(paper: TemplatePaper) -> Json:
    return {"code": paper.code, "title": paper.title, "versions": [asdict(one) for one in paper.versions]}


def _paper_lines(paper: TemplatePaper) -> list[str]:
    lines = [f"{paper.title}（{paper.code}）" + ("" if paper.versions else "：还没有文件")]
    for one in paper.versions:
        state = "已移除" if one.removed_at else "使用中" if one.in_use else "旧版"
        when = f"{one.added_at.astimezone():%Y-%m-%d}"
        lines.append(
            "  " + " ".join(filter(None, (f"第 {one.number} 版", state, one.name, one.added_by, when, one.note)))
        )
    return lines


# -- patents offered ------------------------------------------------------------------------------


@click.group("candidate", cls=Group)
def candidate() -> None:
    """专利买卖的备选专利。"""


@candidate.command("list")
@_MATTER
@click.pass_obj
def list_candidates(session: Session, matter: str) -> None:
    """一件求购案的备选专利。"""
    from ipdesk.services.candidates import candidates
    from ipdesk.services.listing import matter_id

    office = session.current_office()
    rows = candidates(office, matter_id(office, matter))
    session.answer([asdict(row) for row in rows], _candidate_lines(rows))


@candidate.command("add")
@_MATTER
@click.option("--title", default="", metavar="名称", help="专利名称。")
@click.option("--number", default="", metavar="申请号", help="申请号。")
@click.option("--field", default="", metavar="领域", help="技术领域。")
@click.option("--price", default="", metavar="金额", help="价格（元），如 35000 或 3.5万。")
@click.option("--seller", default="", metavar="卖家", help="卖家或中介。")
@click.option("--file", type=_PATH, metavar="文件", help="一次添加多件：制表符分隔，每行一件，可带表头。")
@click.pass_obj
def add_candidate(
    session: Session, matter: str, title: str, number: str, field: str, price: str, seller: str, file: Path | None
) -> None:
    """添加备选专利。"""
    from ipdesk.domain.candidates import NewCandidate, price_of, read_rows
    from ipdesk.services import candidates
    from ipdesk.services.listing import matter_id

    office = session.current_office()
    if file is not None:
        new = read_rows(read_text(file))
    else:
        new = (NewCandidate(title, number, field, price_of(price), seller),)
    matter_of = matter_id(office, matter)
    candidates.add_candidates(office, session.act(), matter_of, new)
    rows = candidates.candidates(office, matter_of)
    session.answer([asdict(row) for row in rows], _candidate_lines(rows))


@candidate.command("offer")
@_MATTER
@click.option("--note", default="", metavar="文字", help="写在邮件里的话。")
@click.pass_obj
def offer(session: Session, matter: str, note: str) -> None:
    """把还未提供的备选专利写成给业务员的邮件，并记录提供备选专利。"""
    from ipdesk.services.candidates import offer_candidates
    from ipdesk.services.listing import matter_id
    from ipdesk.services.mailings import mail_path

    office = session.current_office()
    made = offer_candidates(office, session.act(), matter_id(office, matter), note)
    path = mail_path(office, made.created or 0)
    session.answer({"mailing": made.created, "file": path}, [made.says, str(path)])


@candidate.command("choose")
@click.argument("candidate_id", metavar="备选号", type=WHOLE)
@click.option("--price", default="", metavar="金额", help="成交价格，不写则为提供时的价格。")
@click.option("--on", type=DATE, metavar="日期", help="客户选定的日期，不写则为今天。")
@click.pass_obj
def choose(session: Session, candidate_id: int, price: str, on: date | None) -> None:
    """记录客户选定。"""
    from ipdesk.domain.candidates import price_of
    from ipdesk.services.candidates import choose_candidate

    office = session.current_office()
    final: Decimal | None = price_of(price)
    made = choose_candidate(office, session.act(), candidate_id, final, on)
    session.answer({"event": made.created, "candidate": candidate_id}, [made.says])


def _candidate_lines(rows: Sequence[CandidateRow]) -> list[str]:
    lines = []
    for row in rows:
        price = f"{money(row.price)} 元" if row.price is not None else "价格待定"
        state = "客户选定" if row.chosen else f"已提供 {row.offered_on}" if row.offered_on else "未提供"
        parts = (f"{row.id:>5}", row.application_number, row.title, row.field, price, row.seller, state)
        lines.append(" ".join(filter(None, parts)))
    return lines or ["还没有备选专利。"]
