"""Checklists of the steps the standard gives no number for (3.1.3, 3.1.5, 3.1.9, 3.3.3, 3.3.4, 3.4.3), and of
the papers asked of a client (3.1.7, 3.2.6–3.2.9, 3.3.6, 3.4.5), which are the office's own data.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ipdesk.domain.matters import Kind
from ipdesk.errors import UserError


class Moment(StrEnum):
    """When a list is shown by itself: before the first call is recorded, or with the coaching."""

    ALWAYS = ""
    FIRST_CALL = "first_call"
    COACHING = "coaching"


@dataclass(frozen=True, slots=True)
class Item:
    """One step; ``id`` is what is stored, ``text`` what is shown; ``sends``: the template paper whose sending ticks
    it; ``off``: no longer asked for, kept so that what was ticked can still be read.
    """

    id: str
    text: str
    sends: str = ""
    off: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """A list of steps with its clause and the kinds of matter it belongs to.

    ``papers``: its steps are papers asked of the client; ``flag``: only for matters that carry this flag.
    """

    id: str
    clause: str
    title: str
    kinds: frozenset[Kind]
    items: tuple[Item, ...]
    papers: bool = False
    moment: Moment = Moment.ALWAYS
    flag: str = ""
    active: bool = True

    @property
    def asked(self) -> tuple[Item, ...]:
        """The steps that are asked for now."""
        return tuple(item for item in self.items if not item.off)


@dataclass(frozen=True, slots=True)
class PaperSteps:
    """What asking for a client's papers records. ``asked`` empty: the mail alone; ``salesperson``: papers are
    collected by the salesperson (3.2.9), who is written to instead of the client.
    """

    asked: str
    complete: str
    salesperson: bool = False


_CHANGE = PaperSteps("materials_requested", "documents_complete")
PAPER_STEPS: dict[Kind, PaperSteps] = {
    Kind.PATENT_CHANGE: _CHANGE,
    Kind.EXCLUSIVE_LICENCE: _CHANGE,
    Kind.FEE_REDUCTION: PaperSteps("", "documents_complete", salesperson=True),
    Kind.LAYOUT: PaperSteps("", "materials_received"),
    Kind.TRADEMARK: PaperSteps("", "materials_received"),
}


def paper_steps(kind: Kind, recorded: Collection[str]) -> PaperSteps:
    """The events that belong to a kind's papers; software is reviewed (3.3.5) before its papers are complete."""
    if kind is Kind.SOFTWARE and "materials_received" not in recorded:
        return PaperSteps("", "materials_received")
    return PAPER_STEPS.get(kind, PaperSteps("", "documents_complete"))


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


def for_kind(templates: Iterable[Template], kind: Kind, flags: Collection[str] | None = None) -> tuple[Template, ...]:
    """The templates in use for a kind of matter, in their order; ``flags`` None: whatever the matter's flags are."""
    return tuple(
        template
        for template in templates
        if kind in template.kinds and template.active and (not template.flag or flags is None or template.flag in flags)
    )


def _template(table: dict[str, Any], name: str) -> Template:
    try:
        items = tuple(Item(str(item["id"]), str(item["text"]), str(item.get("sends", ""))) for item in table["items"])
        template = Template(
            id=str(table["id"]),
            clause=str(table["clause"]),
            title=str(table["title"]),
            kinds=frozenset(Kind(kind) for kind in table["kinds"]),
            items=items,
            papers=bool(table.get("papers", False)),
            moment=Moment(str(table.get("moment", ""))),
            flag=str(table.get("flag", "")),
        )
    except (KeyError, TypeError, ValueError) as error:
        where = str(table.get("id", ""))
        raise UserError("checklist.bad_file", name=name, template=where, why=str(error)) from error
    if len({item.id for item in items}) != len(items) or not items:
        raise UserError("checklist.bad_file", name=name, template=template.id, why="清单项为空或 id 重复")
    return template
