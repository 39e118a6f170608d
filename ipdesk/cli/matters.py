"""``ipdesk due``, ``matter``, ``event``, ``explain``: the daily work on matters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ipdesk.cli.links import links_json
from ipdesk.cli.session import Session, say
from ipdesk.cli.words import CLOCK, DATE, WHOLE, Command, Group
from ipdesk.domain.matters import Department, Kind, State
from ipdesk.errors import UserError
from ipdesk.services.rows import DueRow, MatterRow, MatterView
from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.services.office import Office

Json = dict[str, object]

_DEPARTMENTS = click.Choice([item.value for item in Department])
_KINDS = click.Choice([item.value for item in Kind])
_STATES = click.Choice([item.value for item in State])


def due_json(row: DueRow) -> Json:
    """A due item as ``replay`` and ``due`` print it."""
    return {
        "id": row.id,
        "matter": row.number,
        "rule": row.rule,
        "clause": row.clause,
        "title": row.title,
        "about": row.about,
        "due": row.due,
        "due_time": row.due_time.isoformat(timespec="minutes") if row.due_time else None,
        "state": row.state,
        "done_on": row.done_on,
        "responsible": row.responsible,
        "person": row.person,
        "official": row.official,
        "provisional": row.provisional,
    }


def _due_line(row: DueRow) -> str:
    official = "【法定】" if row.official else ""
    about = f"（{row.about}）" if row.about else ""
    who = row.person or label("role", row.responsible)
    clause = f"{row.clause} " if row.clause else ""
    state = label("state", row.state)
    matter = f"{official}{row.number} {row.matter_title}"
    return f"{row.id:>6} {row.due} {state} {matter}：{clause}{row.title}{about} {who}"


@click.command("due", cls=Command)
@click.option("--from", "first", type=DATE, metavar="日期", help="到期日不早于。")
@click.option("--to", "last", type=DATE, metavar="日期", help="到期日不晚于。")
@click.option("--department", type=_DEPARTMENTS, help="部门。")
@click.option("--handler", metavar="姓名", help="负责人。")
@click.option("--state", "states", type=_STATES, multiple=True, help="状态，可重复给出。")
@click.option("--official", is_flag=True, help="只列法定期限。")
@click.pass_obj
def due(
    session: Session,
    first: date | None,
    last: date | None,
    department: str | None,
    handler: str | None,
    states: Sequence[str],
    official: bool,
) -> None:
    """期限。"""
    from ipdesk.services.listing import due_items

    office = session.current_office()
    found: list[DueRow] = []
    for state in states or (None,):
        found += due_items(
            office,
            session.today,
            frm=first,
            to=last,
            department=department,
            handler=handler,
            state=state,
            official=official or None,
        )
    found.sort(key=lambda row: (row.due, row.rule, row.id))
    session.answer({"due_items": [due_json(row) for row in found]}, map(_due_line, found))
    if not session.as_json:
        say(f"共 {len(found)} 条")


@click.group("matter", cls=Group)
def matter() -> None:
    """案件：登记、查看、查找。"""


def _matter_json(row: MatterRow) -> Json:
    return {
        "number": row.number,
        "department": row.department,
        "kind": row.kind,
        "title": row.title,
        "client": row.client,
        "application_number": row.application_number or None,
        "filed": row.filed,
        "granted": row.granted,
        "handler": row.handler or None,
        "salesperson": row.salesperson or None,
        "state": row.state,
        "stage": row.stage,
    }


def _matter_line(row: MatterRow) -> str:
    parts = (row.number, label("kind", row.kind), row.title, row.client, row.application_number, row.handler)
    return " ".join(part for part in parts if part) + f" {label('stage', row.stage)}"


def _show(session: Session, view: MatterView) -> None:
    data = _matter_json(view.row)
    data["applicant"] = view.applicant
    data["note"] = view.note
    data["events"] = [
        {
            "id": event.id,
            "name": event.name,
            "on": event.on,
            **({"at": f"{event.at:%H:%M}"} if event.at is not None else {}),
            "about": event.about,
            **{key: value for key, value in event.data.items() if key not in ("id", "name", "on", "at", "about")},
            "note": event.note,
            "recorded_by": event.recorded_by,
            "revoked": event.revoked,
            "revoked_why": event.revoked_why,
        }
        for event in view.events
    ]
    data["due_items"] = [due_json(row) for row in view.due_items]
    data["waiting"] = [
        {"rule": item.rule, "clause": item.clause, "about": item.about, "for": item.missing} for item in view.waiting
    ]
    data["next_steps"] = view.next_steps
    data["links"] = links_json(session.current_office(), view.id)
    session.answer({"matters": [data]}, _show_lines(view))


def _show_lines(view: MatterView) -> Iterable[str]:
    yield _matter_line(view.row)
    for event in view.events:
        about = f"（{event.about}）" if event.about else ""
        revoked = f" 已撤销：{event.revoked_why}" if event.revoked else ""
        what = f"{label('event', event.name)}{about} {event.note}{revoked}"
        yield f"  事件 {event.id:>6} {event.on} {what}".rstrip()
    for row in view.due_items:
        yield f"  期限 {_due_line(row)}"
    for item in view.waiting:
        missing = "、".join(label("event", name) for name in item.missing)
        yield f"  等待 {item.clause} {item.title}：{missing}"
    if view.next_steps:
        yield "  下一步 " + "、".join(label("event", name) for name in view.next_steps)


@matter.command("show")
@click.argument("number", metavar="案件编号")
@click.pass_obj
def show(session: Session, number: str) -> None:
    """一个案件的全部：事件、期限、等待、下一步。"""
    from ipdesk.services.listing import matter_id, matter_view

    office = session.current_office()
    _show(session, matter_view(office, session.today, matter_id(office, number)))


@matter.command("find")
@click.argument("text", metavar="文字")
@click.option("--limit", type=WHOLE, default=50, help="最多列出多少件。")
@click.pass_obj
def find(session: Session, text: str, limit: int) -> None:
    """按编号、申请号、名称、客户、人员查找案件。"""
    from ipdesk.services.listing import matter_rows
    from ipdesk.services.search import find as search

    office = session.current_office()
    hits = search(office, text, limit)
    ids = [hit.matter_id for hit in hits if hit.kind == "matter" and hit.matter_id is not None]
    rows = matter_rows(office, session.today, ids)
    session.answer({"matters": [_matter_json(row) for row in rows]}, map(_matter_line, rows))


@matter.command("add")
@click.option("--kind", type=_KINDS, required=True, help="类型。")
@click.option("--title", required=True, metavar="名称", help="名称。")
@click.option("--client", required=True, metavar="客户", help="客户。")
@click.option("--number", metavar="编号", help="案件编号；不给则自动编号。")
@click.option("--department", type=_DEPARTMENTS, help="部门；不给则按类型。")
@click.option("--applicant", default="", metavar="申请人", help="申请人。")
@click.option("--application-number", default="", metavar="申请号", help="申请号。")
@click.option("--filed", type=DATE, metavar="日期", help="申请日。")
@click.option("--granted", type=DATE, metavar="日期", help="授权日。")
@click.option("--handler", metavar="姓名", help="负责人。")
@click.option("--salesperson", metavar="姓名", help="业务员。")
@click.option("--reduction", type=click.Choice(["85", "70"]), help="费减比例。")
@click.option("--classes", default="", metavar="类别", help="商标类别。")
@click.option("--priority", is_flag=True, help="要求优先审查。")
@click.option("--slip-on", type=DATE, metavar="日期", help="分配单到达日期。")
@click.option("--note", default="", metavar="备注", help="备注。")
@click.pass_obj
def add(
    session: Session,
    /,
    *,
    kind: str,
    department: str | None,
    handler: str | None,
    salesperson: str | None,
    reduction: str | None,
    priority: bool,
    **fields: object,
) -> None:
    """登记一个案件。"""
    from ipdesk.domain.matters import PRIORITY_EXAMINATION
    from ipdesk.services.listing import matter_view
    from ipdesk.services.matters import NewMatter, add_matter

    office = session.office()
    new = NewMatter(
        kind=Kind(kind),
        department=Department(department) if department else None,
        **fields,  # type: ignore[arg-type] # the options' names are the fields' names
        handler_id=person_id(office, handler) if handler else None,
        salesperson_id=person_id(office, salesperson) if salesperson else None,
        reduction=int(reduction) if reduction else None,
        flags=frozenset({PRIORITY_EXAMINATION} if priority else ()),
    )
    changes = add_matter(office, session.act(), new)
    if changes.created is None:
        raise UserError("cli.nothing_made")
    _show(session, matter_view(office, session.today, changes.created))


@click.group("event", cls=Group)
def event() -> None:
    """事件：记录、撤销。"""


@event.command("record")
@click.argument("number", metavar="案件编号")
@click.argument("name", metavar="事件")
@click.option("--on", type=DATE, metavar="日期", help="发生日期；不给则为今天。")
@click.option("--at", type=CLOCK, metavar="HH:MM", help="时刻，投诉用；今天的不给则为现在。")
@click.option("--about", metavar="对象", help="关于哪份通知书、哪笔费用、哪个问题。")
@click.option("--note", default="", metavar="文字", help="备注。")
@click.option("--set", "values", multiple=True, metavar="字段=值", help="事件的其他字段，如 result=can_file。")
@click.option(
    "--attach",
    multiple=True,
    metavar="文件",
    type=click.Path(path_type=Path),
    help="附在这一事件上的文件，可重复给出；证据存档必须有。",
)
@click.pass_obj
def record(
    session: Session,
    /,
    number: str,
    name: str,
    *,
    on: date | None,
    values: Sequence[str],
    attach: Sequence[Path],
    **more: Any,
) -> None:
    """记录一个事件，期限随之重新推算。"""
    from ipdesk.services.events import RecordEvent, record_event
    from ipdesk.services.listing import matter_id, matter_view
    from ipdesk.services.papers import NewPaper

    office = session.current_office()
    data = dict(_field(value) for value in values)
    which = matter_id(office, number)
    kept = tuple(NewPaper(path) for path in attach)
    command = RecordEvent(which, name, on or session.today, data=data, papers=kept, **more)
    record_event(office, session.act(), command)
    _show(session, matter_view(office, session.today, which))


@event.command("revoke")
@click.argument("event_id", metavar="事件号", type=WHOLE)
@click.option("--why", required=True, metavar="原因", help="撤销的原因。")
@click.pass_obj
def revoke(session: Session, event_id: int, why: str) -> None:
    """撤销一个记错的事件；它与原因都留在记录里。"""
    from ipdesk.services.events import revoke_event

    changes = revoke_event(session.office(), session.act(), event_id, why)
    session.answer({"revoked": event_id, "says": changes.says}, [changes.says or f"事件 {event_id} 已撤销。"])


@click.command("explain", cls=Command)
@click.argument("item", metavar="期限号", type=WHOLE)
@click.pass_obj
def explain(session: Session, item: int) -> None:
    """这一条期限为什么是这一天：条款、触发事件、每一天算或不算的原因。"""
    from ipdesk.services.docket import explain_item

    found = explain_item(session.current_office(), session.act(), item)
    days: list[Json] = [
        {"date": day.on, "mark": day.mark, "number": day.number, "text": day.text} for day in found.days
    ]
    data = {
        "rule": found.item.rule,
        "clause": found.clause,
        "due": found.item.due,
        "state": found.item.state,
        "says": found.sentence,
        "triggers": [{"id": t.id, "name": t.name, "on": t.on, "about": t.about} for t in found.triggers],
        "steps": found.steps,
        "days": days,
        "documents": found.documents,
        "provisional": found.item.provisional,
    }
    lines = [
        found.sentence,
        *found.steps,
        *(f"  {day.on} {day.text}" for day in found.days),
        *found.documents,
    ]
    session.answer(data, lines)


def person_id(office: Office, name: str) -> int:
    """The one active person of this name. UserError when there is none, or more than one."""
    from ipdesk.services.people import people

    found = [person.id for person in people(office) if person.name == name.strip() and person.active]
    if len(found) != 1:
        raise UserError("cli.no_person" if not found else "cli.same_name", name=name)
    return found[0]


def _field(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise UserError("cli.field", text=text)
    return key.strip(), value.strip()


def money(value: Decimal) -> str:
    """Yuan for people: ``1,234.50``."""
    return f"{value:,.2f}"
