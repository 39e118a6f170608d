"""The marks of a trademark order with their classes, search results and filing numbers (标准 3.4.3–3.4.5).

One mark in three classes is three rows: each class is searched, filed and numbered by itself. The matter's own
``classes`` follow the marks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ipdesk.domain.matters import Kind
from ipdesk.domain.nice import FIRST, LAST, class_text
from ipdesk.errors import StaleVersion, UserError
from ipdesk.model import reading_marks
from ipdesk.model.matters import MatterRecord
from ipdesk.model.orders import MarkRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services.matters import known_matter, touch
from ipdesk.services.nice import nice_classes
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.wording import say

FORMS = ("word", "figure", "combined")
RESULTS = ("", "can_file", "similar", "cannot_file")
KINDS = frozenset({"marks", "matters"})
_LONGEST: Mapping[str, int] = {"name": 100, "goods": 2000, "note": 500, "application_number": 40}


@dataclass(frozen=True, slots=True)
class NewMark:
    """A mark as it is ordered; ``classes`` may still be open."""

    name: str
    classes: tuple[int, ...] = ()
    form: str = "word"
    goods: str = ""


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One mark in one class; ``position`` is the same for every class of a mark."""

    id: int
    matter_id: int
    position: int
    name: str
    form: str
    nice_class: int | None
    class_name: str
    goods: str
    result: str
    application_number: str
    filed: date | None
    note: str
    version: int


def marks(office: Office, matter_id: int) -> tuple[MarkRow, ...]:
    """The marks of an order, class by class, in the order they were entered."""
    with office.database.read() as uow:
        return tuple(_row(record) for record in reading_marks.marks_of(uow.session, matter_id))


def mark(office: Office, mark_id: int) -> MarkRow:
    """One row. ``UserError("marks.unknown")``."""
    with office.database.read() as uow:
        return _row(_known(uow, mark_id))


def add_marks(office: Office, act: Act, matter_id: int, wanted: Sequence[NewMark]) -> Changes:
    """Put marks on an order, in one act; ``created`` is the first row's id.

    ``UserError``: matter.unknown, marks.not_trademark, .name_missing, .too_long, .bad_form, .bad_classes, .duplicate.
    """
    with office.database.write() as uow:
        matter = _order(uow, matter_id)
        uow.begin_act(act, "add_marks", "、".join(one.name.strip() for one in wanted), matter_id)
        made = put_marks(uow, matter, wanted)
        touch(matter, act)
        rows = sum(max(1, len(one.classes)) for one in wanted)
        says = say("marks_added", number=matter.number, marks=len(wanted), rows=rows)
        return commit(uow, Changes(KINDS, frozenset({matter_id}), says=says, created=made[0] if made else None))


def put_marks(uow: UnitOfWork, matter: MatterRecord, wanted: Sequence[NewMark]) -> list[int]:
    """The same inside another use case's act; the ids of the rows."""
    known = reading_marks.marks_of(uow.session, matter.id)
    taken = {(record.name, record.nice_class) for record in known}
    position = reading_marks.last_position(uow.session, matter.id)
    made: list[MarkRecord] = []
    for one in wanted:
        name = _checked(one)
        same = next((record.position for record in (*known, *made) if record.name == name), None)
        position += same is None
        for number in one.classes or (None,):
            if (name, number) in taken:
                raise UserError("marks.duplicate", name=name, number=number or say("class_open"))
            taken.add((name, number))
            place = position if same is None else same
            record = MarkRecord(
                matter_id=matter.id,
                position=place,
                name=name,
                form=one.form,
                nice_class=number,
                goods=one.goods.strip(),
            )
            uow.add(record)
            made.append(record)
    uow.flush()
    _follow(uow, matter)
    return [record.id for record in made]


def set_classes(office: Office, act: Act, matter_id: int, name: str, classes: Sequence[int]) -> Changes:
    """The classes of one mark: those named are there afterwards, the others are gone. Nothing else of it changes.

    ``UserError``: marks.unknown, .bad_classes, .filed (a class that has its number does not go), matter.unknown.
    """
    wanted = set(classes)
    _check_numbers(tuple(wanted))
    with office.database.write() as uow:
        matter = _order(uow, matter_id)
        rows = [record for record in reading_marks.marks_of(uow.session, matter_id) if record.name == name]
        if not rows:
            raise UserError("marks.unknown", id=name)
        uow.begin_act(act, "change_mark", f"{name} {class_text(classes)}", matter_id)
        there = {record.nice_class for record in rows if record.nice_class is not None}
        new: list[int | None] = [*sorted(wanted - there)]
        for record in rows:
            if record.nice_class in wanted or (record.nice_class is None and not wanted):
                continue
            if record.application_number:
                raise UserError("marks.filed", name=name, number=record.nice_class)
            if new and not record.result:
                record.nice_class = new.pop(0)  # a row that says nothing yet takes another class
            else:
                record.removed_at = act.at
        if not wanted and not any(record.removed_at is None for record in rows):
            new.append(None)
        for number in new:
            uow.add(
                MarkRecord(
                    matter_id=matter_id, position=rows[0].position, name=name, form=rows[0].form,
                    nice_class=number, goods=rows[0].goods,
                )
            )  # fmt: skip
        uow.flush()
        _follow(uow, matter)
        touch(matter, act)
        says = say("mark_changed", name=name)
        return commit(uow, Changes(KINDS, frozenset({matter_id}), says=says))


def change_mark(office: Office, act: Act, mark_id: int, expected_version: int, fields: Mapping[str, object]) -> Changes:
    """Change ``goods``, ``result``, ``application_number``, ``filed`` or ``note`` of one row, ``name`` and ``form`` of
    the whole mark. ``StaleVersion("marks.stale")``; refusals as ``add_marks``, and marks.bad_result, .in_future.
    """
    with office.database.write() as uow:
        record = _known(uow, mark_id)
        if record.version != expected_version:
            raise StaleVersion("marks.stale", name=record.name)
        matter = _order(uow, record.matter_id)
        uow.begin_act(act, "change_mark", record.name, record.matter_id)
        values = _values(act, fields)
        whole: dict[str, object] = {key: values.pop(key) for key in ("name", "form") if key in values}
        rows = [row for row in reading_marks.marks_of(uow.session, matter.id) if row.position == record.position]
        changed = False
        for row in {record, *(rows if whole else ())}:
            wanted: dict[str, object] = {**whole, **(values if row is record else {})}
            for key, value in wanted.items():
                changed = changed or getattr(row, key) != value
                setattr(row, key, value)
        if not changed:
            return Changes()
        touch(matter, act)
        says = say("mark_changed", name=record.name)
        return commit(uow, Changes(KINDS, frozenset({record.matter_id}), says=says))


def set_results(office: Office, act: Act, mark_ids: Sequence[int], result: str) -> Changes:
    """The search's result for several rows of one order at once."""
    if result not in RESULTS:
        raise UserError("marks.bad_result", text=result)
    with office.database.write() as uow:
        records = [_known(uow, mark_id) for mark_id in mark_ids]
        matter_ids = {record.matter_id for record in records}
        uow.begin_act(act, "change_mark", _names(records), min(matter_ids) if len(matter_ids) == 1 else None)
        for record in records:
            record.result = result
        for matter_id in matter_ids:
            touch(_order(uow, matter_id), act)
        says = say("mark_changed", name=_names(records))
        return commit(uow, Changes(KINDS, frozenset(matter_ids), says=says))


def remove_marks(office: Office, act: Act, mark_ids: Sequence[int]) -> Changes:
    """Take rows off their order. ``UserError``: marks.unknown, .filed."""
    with office.database.write() as uow:
        records = [_known(uow, mark_id) for mark_id in mark_ids]
        filed = next((record for record in records if record.application_number), None)
        if filed is not None:
            raise UserError("marks.filed", name=filed.name, number=filed.nice_class or say("class_open"))
        matter_ids = {record.matter_id for record in records}
        uow.begin_act(act, "remove_marks", _names(records), min(matter_ids) if len(matter_ids) == 1 else None)
        for record in records:
            record.removed_at = act.at
        uow.flush()
        for matter_id in matter_ids:
            matter = _order(uow, matter_id)
            _follow(uow, matter)
            touch(matter, act)
        says = say("marks_removed", name=_names(records))
        return commit(uow, Changes(KINDS, frozenset(matter_ids), says=says))


def unsettled(rows: Sequence[MarkRow]) -> str:
    """What 3.4.3 still asks for: the mark, or the classes of some; empty when all is fixed."""
    if not rows:
        return say("marks_missing")
    open_names = list(dict.fromkeys(row.name for row in rows if row.nice_class is None))
    return say("classes_missing", names="、".join(open_names)) if open_names else ""


# -- checks ------------------------------------------------------------------------------------


def _order(uow: UnitOfWork, matter_id: int) -> MatterRecord:
    matter = known_matter(uow, matter_id)
    if matter.kind != Kind.TRADEMARK:
        raise UserError("marks.not_trademark", number=matter.number)
    return matter


def _known(uow: UnitOfWork, mark_id: int) -> MarkRecord:
    record = uow.get(MarkRecord, mark_id)
    if record is None or record.removed_at is not None:
        raise UserError("marks.unknown", id=mark_id)
    return record


def _checked(one: NewMark) -> str:
    """The mark's name, everything of it looked at."""
    _check_texts({"name": one.name, "goods": one.goods})
    if one.form not in FORMS:
        raise UserError("marks.bad_form", text=one.form)
    _check_numbers(one.classes)
    return one.name.strip()


def _check_numbers(classes: Sequence[int]) -> None:
    for number in classes:
        if not FIRST <= number <= LAST:
            raise UserError("marks.bad_classes", text=number)


def _check_texts(fields: Mapping[str, object]) -> None:
    for name, limit in _LONGEST.items():
        if len(str(fields.get(name) or "")) > limit:
            raise UserError("marks.too_long", field=say(f"mark_{name}"), limit=limit)
    if "name" in fields and not str(fields["name"] or "").strip():
        raise UserError("marks.name_missing")


def _values(act: Act, fields: Mapping[str, object]) -> dict[str, object]:
    values = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    _check_texts(values)
    if values.get("result", "") not in RESULTS:
        raise UserError("marks.bad_result", text=values["result"])
    if values.get("form", "word") not in FORMS:
        raise UserError("marks.bad_form", text=values["form"])
    filed = values.get("filed")
    if isinstance(filed, date) and filed > act.today:
        raise UserError("marks.in_future", on=filed)
    unknown = set(values) - {"name", "form", "goods", "result", "application_number", "filed", "note"}
    if unknown:
        raise ValueError(f"a mark has no field {', '.join(sorted(unknown))}")
    return values


def _follow(uow: UnitOfWork, matter: MatterRecord) -> None:
    """The matter's classes are those of its marks."""
    numbers = [row.nice_class for row in reading_marks.marks_of(uow.session, matter.id) if row.nice_class is not None]
    if (text := class_text(numbers)) != matter.classes:
        matter.classes = text


def _names(records: Sequence[MarkRecord]) -> str:
    return "、".join(dict.fromkeys(record.name for record in records))


def _row(record: MarkRecord) -> MarkRow:
    known = nice_classes().get(record.nice_class or 0)
    return MarkRow(
        id=record.id,
        matter_id=record.matter_id,
        position=record.position,
        name=record.name,
        form=record.form,
        nice_class=record.nice_class,
        class_name=known.name if known else "",
        goods=record.goods,
        result=record.result,
        application_number=record.application_number,
        filed=record.filed,
        note=record.note,
        version=record.version,
    )
