"""``ipdesk link``: how matters belong together, and what follows from it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from ipdesk.cli.session import Session
from ipdesk.cli.words import DATE, WHOLE, Command, Group
from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.services.family import FamilyRow
    from ipdesk.services.office import Office

_KINDS = click.Choice(["priority", "divisional", "parallel", "owner_change"])


@click.group("link", cls=Group)
def link() -> None:
    """同族与关联：优先权、分案、同日申请、权利人变更。"""


@link.command("add", cls=Command)
@click.argument("kind", metavar="关联", type=_KINDS)
@click.argument("first", metavar="案件编号")
@click.argument("other", metavar="案件编号或号码")
@click.option("--country", default="CN", metavar="国家", help="本所以外的号码属于哪个国家或地区，如 US、WO。")
@click.option("--on", type=DATE, metavar="日期", help="本所以外的号码的申请日。")
@click.pass_obj
def add(session: Session, kind: str, first: str, other: str, country: str, on: date | None) -> None:
    """关联两个案件：第一个要求第二个的优先权、是它的分案、与它同日申请或变更它的权利人。"""
    from ipdesk.services.links import NewLink, add_link
    from ipdesk.services.listing import matter_id

    office = session.office()
    here = matter_id(office, first)
    there = _matter(office, other)
    new = NewLink(kind, here, there, "" if there is not None else other, country, on)
    changes = add_link(office, session.act(), new)
    session.answer({"id": changes.created, "links": links_json(office, here)}, [changes.says])


@link.command("remove", cls=Command)
@click.argument("link_id", metavar="编号", type=WHOLE)
@click.pass_obj
def remove(session: Session, link_id: int) -> None:
    """移除一条关联。"""
    from ipdesk.services.links import remove_link

    changes = remove_link(session.office(), session.act(), link_id)
    session.answer({"id": link_id}, [changes.says])


@link.command("list", cls=Command)
@click.argument("number", metavar="案件编号")
@click.pass_obj
def list_links(session: Session, number: str) -> None:
    """一个案件的同族，以树形列出。"""
    from ipdesk.services.family import family
    from ipdesk.services.listing import matter_id

    office = session.office()
    rows = family(office, matter_id(office, number))
    session.answer({"links": [_json(row) for row in rows]}, [_line(row) for row in rows])


def links_json(office: Office, matter_id: int) -> list[dict[str, object]]:
    """The family as ``matter show`` and ``link`` print it."""
    from ipdesk.services.family import family

    return [_json(row) for row in family(office, matter_id)]


def _matter(office: Office, text: str) -> int | None:
    from ipdesk.errors import UserError
    from ipdesk.services.listing import matter_id

    try:
        return matter_id(office, text)
    except UserError:
        return None


def _json(row: FamilyRow) -> dict[str, object]:
    return {
        "id": row.link_id, "kind": row.kind or None, "depth": row.depth, "number": row.number, "title": row.title,
        "matter": row.number if row.matter_id is not None else None, "country": row.country or None, "on": row.on,
        "application_number": row.application_number or None, "state": row.state or None, "itself": row.itself,
        "removed": row.removed, "warning": label("family", row.warning) if row.warning else None,
    }  # fmt: skip


def _line(row: FamilyRow) -> str:
    kind = f"{label('link', row.kind)} {row.link_id} " if row.kind else ""
    on = f" {row.on}" if row.on else ""
    warning = f" {label('family', row.warning)}" if row.warning else ""
    name = " ".join(part for part in (row.country, row.number, row.title) if part)
    return f"{'  ' * row.depth}{kind}{name}{on}{warning}"
