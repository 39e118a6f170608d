"""``ipdesk mark`` and ``ipdesk nice``: the marks of a trademark order, the Nice classes by number or word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ipdesk.cli.session import Session
from ipdesk.cli.words import WHOLE, Command, Group
from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.services.marks import MarkRow

_RESULTS = click.Choice(["can_file", "similar", "cannot_file"])


@click.command("nice", cls=Command)
@click.argument("text", metavar="文字", default="")
@click.pass_obj
def nice(session: Session, text: str) -> None:
    """商标类别：按类号、商品服务或拼音首字母查找；不写则列出全部 45 类。"""
    from ipdesk.services.nice import find_classes

    found = find_classes(text)
    data = [{"number": one.number, "name": one.name, "heading": one.heading, "words": one.words} for one in found]
    session.answer({"classes": data}, [f"{one.number:>2} {one.name}：{one.heading}" for one in found])


@click.group("mark", cls=Group)
def mark() -> None:
    """商标案件中的商标：登记、检索结果、申请号。"""


@mark.command("list")
@click.argument("number", metavar="案件编号")
@click.pass_obj
def list_marks(session: Session, number: str) -> None:
    """一个案件的商标，逐类列出。"""
    from ipdesk.services.listing import matter_id
    from ipdesk.services.marks import marks

    office = session.office()
    rows = marks(office, matter_id(office, number))
    session.answer({"marks": [_json(row) for row in rows]}, [_line(row) for row in rows])


@mark.command("add")
@click.argument("number", metavar="案件编号")
@click.argument("name", metavar="商标")
@click.option("--classes", "text", default="", metavar="类别", help='如 "9 35 服装"；可以以后再定。')
@click.option(
    "--form", type=click.Choice(["word", "figure", "combined"]), default="word", help="文字、图形或图文组合。"
)
@click.option("--goods", default="", metavar="商品服务", help="商品或服务。")
@click.pass_obj
def add(session: Session, number: str, name: str, text: str, form: str, goods: str) -> None:
    """登记一个商标及其类别。"""
    from ipdesk.services.listing import matter_id
    from ipdesk.services.marks import NewMark, add_marks, marks
    from ipdesk.services.nice import understood

    office = session.office()
    order = matter_id(office, number)
    changes = add_marks(office, session.act(), order, [NewMark(name, understood(text), form, goods)])
    session.answer({"marks": [_json(row) for row in marks(office, order)]}, [changes.says])


@mark.command("set")
@click.argument("mark_id", metavar="编号", type=WHOLE)
@click.option("--result", type=_RESULTS, help="检索结果。")
@click.option("--application-number", metavar="申请号", help="申请号。")
@click.pass_obj
def set_mark(session: Session, mark_id: int, result: str | None, application_number: str | None) -> None:
    """写下一个商标一个类别的检索结果或申请号。"""
    from ipdesk.services.marks import change_mark, mark

    office = session.office()
    row = mark(office, mark_id)
    fields: dict[str, object] = {} if result is None else {"result": result}
    if application_number is not None:
        fields |= {"application_number": application_number, "filed": row.filed or session.today}
    changes = change_mark(office, session.act(), mark_id, row.version, fields)
    session.answer({"mark": _json(mark(office, mark_id))}, [changes.says or _line(row)])


def _json(row: MarkRow) -> dict[str, object]:
    return {
        "id": row.id, "name": row.name, "form": row.form, "class": row.nice_class, "goods": row.goods,
        "result": row.result or None, "application_number": row.application_number or None, "filed": row.filed,
    }  # fmt: skip


def _line(row: MarkRow) -> str:
    place = f"第 {row.nice_class} 类 {row.class_name}" if row.nice_class is not None else "类别未定"
    result = label("mark_result", row.result)
    return f"{row.id} {row.name} {place} {result} {row.application_number}".rstrip()
