"""Checklists of the steps the standard gives no number for (3.1.3, 3.1.5, 3.1.9, 3.3.3, 3.3.4, 3.4.3)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any

from ipdesk.domain.matters import Kind
from ipdesk.errors import UserError


@dataclass(frozen=True, slots=True)
class Item:
    """One step; ``id`` is what is stored, ``text`` what is shown."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Template:
    """A list of steps with its clause and the kinds of matter it belongs to."""

    id: str
    clause: str
    title: str
    kinds: frozenset[Kind]
    items: tuple[Item, ...]


def load(text: str, name: str = "checklists.toml") -> tuple[Template, ...]:
    """Read the templates from TOML. UserError ``checklist.bad_file`` names the template and what is wrong."""
    try:
        tables = tomllib.loads(text).get("template", [])
    except tomllib.TOMLDecodeError as error:
        raise UserError("checklist.bad_file", name=name, template="", why=str(error)) from error
    templates = tuple(_template(table, name) for table in tables)
    if len({template.id for template in templates}) != len(templates):
        raise UserError("checklist.bad_file", name=name, template="", why="id 重复")
    return templates


def for_kind(templates: tuple[Template, ...], kind: Kind) -> tuple[Template, ...]:
    """The templates a kind of matter has, in the order of the file."""
    return tuple(template for template in templates if kind in template.kinds)


def _template(table: dict[str, Any], name: str) -> Template:
    try:
        items = tuple(Item(str(item["id"]), str(item["text"])) for item in table["items"])
        kinds = frozenset(Kind(kind) for kind in table["kinds"])
        template = Template(str(table["id"]), str(table["clause"]), str(table["title"]), kinds, items)
    except (KeyError, TypeError, ValueError) as error:
        where = str(table.get("id", ""))
        raise UserError("checklist.bad_file", name=name, template=where, why=str(error)) from error
    if len({item.id for item in items}) != len(items) or not items:
        raise UserError("checklist.bad_file", name=name, template=template.id, why="清单项为空或 id 重复")
    return template
