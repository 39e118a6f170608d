"""Checklists of a matter: the steps of its kind, with who did them and when; and the templates heads may change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ipdesk.domain.checklists import Item, Template, for_kind, load
from ipdesk.domain.matters import Kind
from ipdesk.domain.permissions import Deed, may
from ipdesk.errors import StaleVersion, UserError
from ipdesk.services.rows import ChecklistItem

if TYPE_CHECKING:
    from ipdesk.model.matters import MatterRecord
    from ipdesk.model.papers import ChecklistRecord
    from ipdesk.model.unit_of_work import UnitOfWork
    from ipdesk.services.office import Act, Changes, Office

TICKED = frozenset({"checklists"})
LONGEST, LONGEST_NOTE, MOST_ITEMS = 120, 500, 40


@cache
def shipped_templates() -> tuple[Template, ...]:
    """The templates that come with the program."""
    text = files("ipdesk.rulebook").joinpath("checklists.toml").read_text(encoding="utf-8")
    return load(text)


# -- templates ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfficeTemplate:
    """A template as the editor shows it. ``own``: changed by this office (``version`` of its row, else 0);
    ``shipped``: it came with the program and can be put back.
    """

    template: Template
    own: bool
    shipped: bool
    version: int


def office_templates(office: Office) -> tuple[OfficeTemplate, ...]:
    """Every template, the switched-off ones too, in order."""
    with office.database.read() as uow:
        return _office_templates(uow)


def templates_in(uow: UnitOfWork) -> tuple[Template, ...]:
    """The templates as this office has them, the switched-off ones too."""
    return tuple(one.template for one in _office_templates(uow))


def _office_templates(uow: UnitOfWork) -> tuple[OfficeTemplate, ...]:
    from ipdesk.model import reading_checklists

    own = {record.code: record for record in reading_checklists.templates(uow.session)}
    found: list[tuple[int, OfficeTemplate]] = []
    for place, template in enumerate(shipped_templates()):
        record = own.pop(template.id, None)
        if record is None:
            found.append((place, OfficeTemplate(template, own=False, shipped=True, version=0)))
        else:
            made = OfficeTemplate(_overlaid(record, template), own=True, shipped=True, version=record.version)
            found.append((place, made))
    for record in own.values():  # after the shipped ones, as they were made
        made = OfficeTemplate(_overlaid(record, None), own=True, shipped=False, version=record.version)
        found.append((len(shipped_templates()) + record.id, made))
    return tuple(one for _place, one in sorted(found, key=lambda pair: pair[0]))


def _overlaid(record: Any, shipped: Template | None) -> Template:
    """The office's own wording; when a list is shown and for which flag stays as the program needs it."""
    template = Template(
        id=record.code,
        clause=record.clause,
        title=record.title,
        kinds=frozenset(Kind(kind) for kind in record.kinds),
        items=tuple(
            Item(str(one["id"]), str(one["text"]), str(one.get("sends", "")), bool(one.get("off", False)))
            for one in record.items
        ),
        papers=record.papers,
        active=record.active,
    )
    return template if shipped is None else replace(template, moment=shipped.moment, flag=shipped.flag)


def save_template(office: Office, act: Act, template: Template, expected_version: int = 0) -> Changes:
    """Keep a template as this office wants it (a new one has the id ``""``); ``created`` is its row's id.

    Steps that were there and are missing now are kept, switched off. ``StaleVersion`` when somebody changed it
    since ``expected_version``. UserErrors: ``checklist.not_head``, ``.no_title``, ``.no_kind``, ``.no_items``,
    ``.too_many``, ``.too_long``, ``.same_text``.
    """
    from ipdesk.model import reading_checklists
    from ipdesk.model.papers import ChecklistTemplateRecord
    from ipdesk.services.office import Changes, commit
    from ipdesk.services.wording import say

    with office.database.write() as uow:
        _may_edit(uow, act)
        checked = _checked(template)
        record = reading_checklists.template_record(uow.session, checked.id) if checked.id else None
        if (record.version if record is not None else 0) != expected_version:
            raise StaleVersion("checklist.stale", title=checked.title)
        before = _overlaid(record, None) if record is not None else _shipped(checked.id)
        uow.begin_act(act, "save_checklist", checked.title)
        if record is None:
            record = ChecklistTemplateRecord(code=checked.id, title=checked.title, kinds=[], items=[])
            uow.add(record)
        _write(record, _with_ids(checked, before), act)
        uow.flush()
        if not record.code:
            record.code = f"own.{record.id}"
        says = say("checklist_saved", title=record.title)
        return commit(uow, Changes(TICKED, says=says, created=record.id))


def switch_template(office: Office, act: Act, code: str, *, active: bool, expected_version: int = 0) -> Changes:
    """Take a template out of use, or into use again. UserErrors as ``save_template``, ``checklist.unknown``."""
    template = next((one.template for one in office_templates(office) if one.template.id == code), None)
    if template is None:
        raise UserError("checklist.unknown", id=code)
    return save_template(office, act, replace(template, active=active), expected_version)


def restore_shipped(office: Office, act: Act, code: str) -> Changes:
    """Drop the office's own version: the shipped one holds again. UserError ``checklist.not_own``."""
    from ipdesk.model import reading_checklists
    from ipdesk.services.office import Changes, commit
    from ipdesk.services.wording import say

    with office.database.write() as uow:
        _may_edit(uow, act)
        record = reading_checklists.template_record(uow.session, code)
        if record is None or _shipped(code) is None:
            raise UserError("checklist.not_own", id=code)
        uow.begin_act(act, "restore_checklist", record.title)
        record.removed_at = act.at
        return commit(uow, Changes(TICKED, says=say("checklist_restored", title=record.title)))


def may_edit(role: str | None) -> bool:
    """Whether somebody of this role may change templates."""
    return may(role, Deed.EDIT_CHECKLISTS)


def _may_edit(uow: UnitOfWork, act: Act) -> None:
    from ipdesk.model.people import PersonRecord
    from ipdesk.services.wording import say

    person = uow.get(PersonRecord, act.by)
    if not may_edit(person.role if person else None):
        raise UserError("checklist.not_head", person=person.name if person else say("somebody"))


def _shipped(code: str) -> Template | None:
    return next((one for one in shipped_templates() if one.id == code), None)


def _checked(template: Template) -> Template:
    title, items = template.title.strip(), tuple(replace(one, text=one.text.strip()) for one in template.items)
    items = tuple(item for item in items if item.text)
    asked = [item.text for item in items if not item.off]
    if not title:
        raise UserError("checklist.no_title")
    if not template.kinds:
        raise UserError("checklist.no_kind", title=title)
    if not asked:
        raise UserError("checklist.no_items", title=title)
    if len(items) > MOST_ITEMS:
        raise UserError("checklist.too_many", title=title, limit=MOST_ITEMS)
    for text in (title, *asked):
        if len(text) > LONGEST:
            raise UserError("checklist.too_long", text=text[:20], limit=LONGEST)
    twice = next((text for text in asked if asked.count(text) > 1), None)
    if twice is not None:
        raise UserError("checklist.same_text", text=twice)
    return replace(template, title=title, items=items)


def _with_ids(template: Template, before: Template | None) -> Template:
    """New steps get ids that were never used in this list; steps left out stay, switched off."""
    old = {item.id: item for item in before.items} if before is not None else {}
    taken = {*old, *(item.id for item in template.items)}
    serial, items = 0, []
    for item in template.items:
        identity = item.id
        while not identity:
            serial += 1
            identity = f"own{serial}" if f"own{serial}" not in taken else ""
        taken.add(identity)
        items.append(replace(item, id=identity))
    kept = {item.id for item in items}
    items += [replace(item, off=True) for item in old.values() if item.id not in kept]
    return replace(template, items=tuple(items))


def _write(record: Any, template: Template, act: Act) -> None:
    record.clause, record.title, record.papers = template.clause.strip(), template.title, template.papers
    record.kinds = sorted(template.kinds)
    record.items = [{"id": item.id, "text": item.text, "sends": item.sends, "off": item.off} for item in template.items]
    record.active, record.changed_by, record.changed_at = template.active, act.by, act.at


# -- a matter's steps -----------------------------------------------------------------------------


def merged(
    kind: Kind,
    ticks: Iterable[Any],
    templates: Sequence[Template] | None = None,
    flags: Collection[str] | None = None,
) -> tuple[ChecklistItem, ...]:
    """Every step of a kind of matter in order, with the ticks laid on; last, what was ticked and is asked no more.

    ``ticks``: rows with template, item, done_at, ticker, note, text; ``templates`` None: the shipped ones.
    """
    known = shipped_templates() if templates is None else templates
    by_item = {(tick.template, tick.item): tick for tick in ticks}
    found: list[ChecklistItem] = []
    for template in for_kind(known, kind, flags):
        for item in template.items:
            tick = by_item.get((template.id, item.id))
            if not item.off or (tick is not None and tick.done_at is not None):
                by_item.pop((template.id, item.id), None)
                found.append(_row(template, item, tick, gone=item.off))
    everywhere = {template.id: template for template in known}
    left = (tick for tick in by_item.values() if tick.done_at is not None)
    return (*found, *(_orphan(everywhere.get(tick.template), tick) for tick in left))


def _row(template: Template, item: Item, tick: Any, *, gone: bool) -> ChecklistItem:
    done_at = None if tick is None else tick.done_at
    return ChecklistItem(
        template=template.id,
        template_title=template.title,
        clause=template.clause,
        item=item.id,
        text=item.text,
        done_by="" if tick is None or done_at is None else tick.ticker,
        done_at=done_at,
        note="" if tick is None else tick.note,
        gone=gone,
        papers=template.papers,
        moment=template.moment,
        sends=item.sends,
    )


def _orphan(template: Template | None, tick: Any) -> ChecklistItem:
    """A tick whose step or whole list this matter no longer has."""
    item = None
    if template is not None:
        item = next((one for one in template.items if one.id == tick.item), None)
    else:
        template = Template(tick.template, "", tick.template, frozenset(), ())
    return _row(template, item or Item(tick.item, tick.text or tick.item), tick, gone=True)


def checklist(office: Office, matter_id: int) -> tuple[ChecklistItem, ...]:
    """The checklists of a matter. UserError ``matter.not_found``."""
    from ipdesk.model import reading

    with office.database.read() as uow:
        record = reading.matter_rows(uow.session, [matter_id]).get(matter_id)
        if record is None:
            raise UserError("matter.not_found", id=matter_id)
        return checklist_in(uow, matter_id, Kind(record.kind), record.flags)


def checklist_in(uow: UnitOfWork, matter_id: int, kind: Kind, flags: str) -> tuple[ChecklistItem, ...]:
    """As ``checklist``, inside a unit of work; ``flags``: words parted by a blank."""
    from ipdesk.model import reading_checklists

    ticks = reading_checklists.ticks_of(uow.session, matter_id)
    return merged(kind, ticks, templates_in(uow), flags.split())


@dataclass(frozen=True, slots=True)
class Tick:
    """One step to mark; ``note`` None leaves what was written there."""

    template: str
    item: str
    done: bool = True
    note: str | None = None


def tick(office: Office, act: Act, matter_id: int, template: str, item: str, done: bool = True) -> Changes:
    """Mark a step as done or not done, with who and when.

    UserErrors: ``matter.unknown``; ``checklist.unknown_item`` when this kind of matter has no such step.
    """
    return tick_all(office, act, matter_id, [Tick(template, item, done)])


def tick_all(office: Office, act: Act, matter_id: int, ticks: Sequence[Tick]) -> Changes:
    """Mark several steps, all or none, undone together. UserErrors as ``tick``, ``checklist.note_too_long``."""
    from ipdesk.services.matters import known_matter
    from ipdesk.services.office import Changes, commit
    from ipdesk.services.wording import say

    with office.database.write() as uow:
        matter = known_matter(uow, matter_id)
        steps = _differing(uow, matter, ticks)
        if not steps:
            return Changes()
        texts = [step.text for _tick, step, _record in steps]
        what = texts[0] if len(texts) == 1 else say("ticks_count", count=len(texts))
        done = any(one.done for one, _step, _record in steps)
        uow.begin_act(act, "tick" if done else "untick", what, matter_id)
        _put(uow, act, matter, steps)
        return commit(uow, Changes(TICKED, frozenset({matter_id}), says=what))


def put_ticks(uow: UnitOfWork, act: Act, matter: MatterRecord, ticks: Sequence[Tick]) -> int:
    """As ``tick_all``, inside another use case's act; how many steps changed."""
    steps = _differing(uow, matter, ticks)
    _put(uow, act, matter, steps)
    return len(steps)


Step = tuple[Tick, Item, "ChecklistRecord | None"]


def _differing(uow: UnitOfWork, matter: MatterRecord, ticks: Sequence[Tick]) -> list[Step]:
    """The steps that these ticks would change, each with its row if it has one."""
    from ipdesk.model import reading_matter

    templates = templates_in(uow)
    found: list[Step] = []
    for one in ticks:
        if one.note is not None and len(one.note) > LONGEST_NOTE:
            raise UserError("checklist.note_too_long", limit=LONGEST_NOTE)
        record = reading_matter.tick_record(uow.session, matter.id, one.template, one.item)
        step = _step(templates, matter, one, record)
        was_done = record is not None and record.done_at is not None
        was_noted = record.note if record is not None else ""
        if one.done != was_done or (one.note is not None and one.note.strip() != was_noted):
            found.append((one, step, record))
    return found


def _put(uow: UnitOfWork, act: Act, matter: MatterRecord, steps: Sequence[Step]) -> None:
    from ipdesk.model.papers import ChecklistRecord

    for one, step, there in steps:
        record = there
        if record is None:
            record = ChecklistRecord(matter_id=matter.id, template=one.template, item=one.item, note="")
            uow.add(record)
        if one.note is not None:
            record.note = one.note.strip()
        if one.done != (record.done_at is not None):
            record.text = step.text if one.done else record.text
            record.done_by = act.by if one.done else None
            record.done_at = act.at if one.done else None
    uow.flush()


def _step(templates: Sequence[Template], matter: MatterRecord, one: Tick, record: ChecklistRecord | None) -> Item:
    for template in for_kind(templates, Kind(matter.kind), matter.flags.split()):
        if template.id == one.template:
            for item in template.items:
                if item.id == one.item and (not item.off or record is not None):
                    return item
    if record is not None and record.done_at is not None and not one.done:
        return Item(record.item, record.text or record.item)  # ticked by mistake in a list that is gone meanwhile
    raise UserError("checklist.unknown_item", template=one.template, item=one.item)
