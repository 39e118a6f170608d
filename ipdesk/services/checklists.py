"""Checklists of a matter: the steps of its kind, with who did them and when."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ipdesk.domain.checklists import Item, Template, for_kind, load
from ipdesk.domain.matters import Kind
from ipdesk.errors import UserError
from ipdesk.services.rows import ChecklistItem

if TYPE_CHECKING:
    from ipdesk.services.office import Act, Changes, Office


@cache
def shipped_templates() -> tuple[Template, ...]:
    """The templates that come with the program (clauses 3.1.3, 3.1.5, 3.1.9, 3.3.3, 3.3.4, 3.4.3)."""
    text = files("ipdesk.rulebook").joinpath("checklists.toml").read_text(encoding="utf-8")
    return load(text)


def merged(kind: Kind, ticks: Iterable[Any]) -> tuple[ChecklistItem, ...]:
    """Every step of a kind of matter in order, with the ticks (template, item, done_at, ticker) laid on."""
    by_item = {(tick.template, tick.item): tick for tick in ticks}
    found: list[ChecklistItem] = []
    for template in for_kind(shipped_templates(), kind):
        for item in template.items:
            tick = by_item.get((template.id, item.id))
            done_at = None if tick is None else tick.done_at
            by = "" if tick is None or done_at is None else tick.ticker
            found.append(ChecklistItem(template.id, template.title, template.clause, item.id, item.text, by, done_at))
    return tuple(found)


def checklist(office: Office, matter_id: int) -> tuple[ChecklistItem, ...]:
    """The checklists of a matter. UserError ``matter.not_found``."""
    from ipdesk.model import reading, reading_matter

    with office.database.read() as uow:
        record = reading.matter_rows(uow.session, [matter_id]).get(matter_id)
        if record is None:
            raise UserError("matter.not_found", id=matter_id)
        return merged(Kind(record.kind), reading_matter.ticks_of(uow.session, matter_id))


def tick(office: Office, act: Act, matter_id: int, template: str, item: str, done: bool = True) -> Changes:
    """Mark a step as done or not done, with who and when.

    UserErrors: ``matter.unknown``; ``checklist.unknown_item`` when this kind of matter has no such step.
    """
    from ipdesk.model import reading_matter
    from ipdesk.model.papers import ChecklistRecord
    from ipdesk.services.matters import known_matter
    from ipdesk.services.office import Changes, commit

    with office.database.write() as uow:
        matter = known_matter(uow, matter_id)
        step = _step(Kind(matter.kind), template, item)
        record = reading_matter.tick_record(uow.session, matter_id, template, item)
        if record is None and not done:
            return Changes()
        uow.begin_act(act, "tick" if done else "untick", step.text, matter_id)
        if record is None:
            record = ChecklistRecord(matter_id=matter_id, template=template, item=item)
            uow.add(record)
        record.done_by = act.by if done else None
        record.done_at = act.at if done else None
        return commit(uow, Changes(frozenset({"checklists"}), frozenset({matter_id}), says=step.text))


def _step(kind: Kind, template: str, item: str) -> Item:
    for one in for_kind(shipped_templates(), kind):
        if one.id == template:
            for step in one.items:
                if step.id == item:
                    return step
    raise UserError("checklist.unknown_item", template=template, item=item)
