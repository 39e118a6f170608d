"""Matters: adding, changing, assigning, removing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from ipdesk.domain.matters import DEPARTMENT_OF, Department, Kind
from ipdesk.domain.numbers import check_number, number_key
from ipdesk.errors import StaleVersion, UserError
from ipdesk.model import queries
from ipdesk.model.clients import ClientRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.searching import initials
from ipdesk.services import docket
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.wording import act_label, say

if TYPE_CHECKING:
    from ipdesk.services.marks import NewMark

LETTERS: Mapping[Department, str] = {
    Department.PATENT: "P",
    Department.PROCESS: "F",
    Department.SOFTWARE: "S",
    Department.TRADEMARK: "T",
}
PATENT_KINDS = frozenset({Kind.INVENTION, Kind.UTILITY_MODEL, Kind.DESIGN})
LONGEST: Mapping[str, int] = {
    "title": 300,
    "client": 200,
    "applicant": 500,
    "number": 40,
    "note": 10000,
    "classes": 500,
}
REDUCTIONS = (None, 85, 70)
CHANGED = frozenset({"matters", "due_items"})


@dataclass(frozen=True, slots=True)
class NewMatter:
    """What is known of a new matter. ``number`` None: the next free one; ``department`` None: the kind's own.

    ``slip_on``: also record that the 分配单 arrived that day; ``taken_on``: taken over with a past that
    nobody recorded here; ``marks``: those of a trademark order, whose classes ``classes`` then follow.
    """

    kind: Kind
    title: str
    client: str = ""
    department: Department | None = None
    applicant: str = ""
    application_number: str = ""
    filed: date | None = None
    granted: date | None = None
    handler_id: int | None = None
    salesperson_id: int | None = None
    clerk_id: int | None = None
    number: str | None = None
    flags: frozenset[str] = field(default_factory=frozenset)
    note: str = ""
    classes: str = ""
    reduction: int | None = None
    slip_on: date | None = None
    taken_on: date | None = None
    marks: tuple[NewMark, ...] = ()


def add_matter(office: Office, act: Act, new: NewMatter) -> Changes:
    """Add a matter; ``created`` is its id.

    ``UserError``: matter.title_missing, .too_long, .bad_application_number, .duplicate_application,
    .duplicate_number, .department_missing, .dates_reversed, .date_in_future, .bad_reduction, person.unknown.
    """
    from ipdesk.services.events import RecordEvent, append_event

    with office.database.write() as uow:
        uow.begin_act(act, "add_matter", new.title.strip())
        matter = append_matter(uow, act, new)
        assert uow.act is not None
        uow.act.matter_id = matter.id
        kinds = CHANGED
        if new.marks and new.kind is Kind.TRADEMARK:
            from ipdesk.services.marks import put_marks

            put_marks(uow, matter, new.marks)
            kinds |= {"marks"}
        if new.slip_on is not None:
            append_event(office, uow, act, matter, RecordEvent(matter.id, "slip_received", new.slip_on))
            kinds |= {"events"}
        docket.project(uow, office, [matter.id], act.today)
        says = say("matter_added", number=matter.number, title=matter.title)
        return commit(uow, Changes(kinds, frozenset({matter.id}), says=says, created=matter.id))


def append_matter(uow: UnitOfWork, act: Act, new: NewMatter) -> MatterRecord:
    """Add a matter inside a unit of work (the caller derives its docket afterwards); refusals as ``add_matter``."""
    department = new.department or DEPARTMENT_OF.get(new.kind)
    if department is None:
        raise UserError("matter.department_missing", title=new.title)
    values = _checked(uow, act, None, new.kind, _values(new))
    number = values.pop("number", "") or next_number(uow, department, act.today.year)
    matter = MatterRecord(**values, number=number, kind=str(new.kind), department=str(department), created_at=act.at)
    touch(matter, act)
    uow.add(matter)
    uow.flush()
    return matter


def change_matter(
    office: Office, act: Act, matter_id: int, expected_version: int, fields: Mapping[str, object]
) -> Changes:
    """Change fields of a matter (those of ``NewMatter`` but for ``slip_on``); its docket follows.

    ``StaleVersion`` if somebody changed it since ``expected_version``, saying who, when and what; otherwise
    the refusals of ``add_matter``.
    """
    with office.database.write() as uow:
        matter = fresh_matter(uow, matter_id, expected_version)
        uow.begin_act(act, "change_matter", matter.title, matter.id)
        kind = Kind(str(fields.get("kind", matter.kind)))
        for name, value in _checked(uow, act, matter, kind, dict(fields)).items():
            setattr(matter, name, value)
        if not uow.session.is_modified(matter):
            return Changes()
        touch(matter, act)
        touched = [matter.id]
        if "filed" in fields:
            from ipdesk.services.links import follow_filing

            touched += follow_filing(uow, act, matter)
        docket.project(uow, office, touched, act.today)
        kinds = CHANGED | ({"notes"} if "note" in fields else frozenset())
        says = say("matter_changed", number=matter.number)
        return commit(uow, Changes(kinds, frozenset(touched), says=says))


def assign(office: Office, act: Act, matter_ids: Sequence[int], person_id: int, on: date) -> Changes:
    """Give matters to a handler: records ``assigned`` on each. ``UserError``: person.unknown, event refusals."""
    from ipdesk.services.events import RecordEvent, append_event

    with office.database.write() as uow:
        person = known_person(uow, person_id)
        only = matter_ids[0] if len(matter_ids) == 1 else None
        uow.begin_act(act, "assign", person.name, only)
        for matter_id in matter_ids:
            matter = known_matter(uow, matter_id)
            what = RecordEvent(matter_id, "assigned", on, data={"handler_id": str(person.id)})
            append_event(office, uow, act, matter, what)
        docket.project(uow, office, list(matter_ids), act.today)
        says = say("assigned", count=len(matter_ids), person=person.name)
        return commit(uow, Changes(CHANGED | {"events"}, frozenset(matter_ids), says=says))


def remove_matter(office: Office, act: Act, matter_id: int, expected_version: int | None = None) -> Changes:
    """Take a matter off the desk: it stays in the database, its docket empties, undo brings it back."""
    from ipdesk.services.links import linked_numbers

    with office.database.write() as uow:
        matter = fresh_matter(uow, matter_id, expected_version)
        uow.begin_act(act, "remove_matter", matter.title, matter.id)
        others = linked_numbers(uow, matter.id)
        matter.removed_at = act.at
        touch(matter, act)
        docket.project(uow, office, [matter.id], act.today)
        says = say("matter_removed", number=matter.number)
        says += say("matter_linked", others="、".join(others)) if others else ""
        return commit(uow, Changes(CHANGED, frozenset({matter.id}), says=says))


def next_number(uow: UnitOfWork, department: Department, year: int) -> str:
    """The next free number of a department's year: ``P26-0405``."""
    return next(numbers_from(uow, department, year))


def numbers_from(uow: UnitOfWork, department: Department, year: int) -> Iterator[str]:
    """Free numbers one after another, for many matters at once."""
    prefix = f"{LETTERS[department]}{year % 100:02d}-"
    uow.flush()
    serial = queries.last_serial(uow, prefix)
    while True:
        serial += 1
        yield f"{prefix}{serial:04d}"


def known_matter(uow: UnitOfWork, matter_id: int) -> MatterRecord:
    """The matter, unless there is none or it was removed: ``UserError("matter.unknown")``."""
    matter = uow.get(MatterRecord, matter_id)
    if matter is None or matter.removed_at is not None:
        raise UserError("matter.unknown", id=matter_id)
    return matter


def fresh_matter(uow: UnitOfWork, matter_id: int, expected_version: int | None) -> MatterRecord:
    """The matter as the caller saw it, or ``StaleVersion`` with who changed what meanwhile."""
    matter = known_matter(uow, matter_id)
    if expected_version is None or matter.version == expected_version:
        return matter
    last = queries.act_at(uow, matter.changed_at, matter.changed_by_id) if matter.changed_at else None
    raise StaleVersion(
        "matter.stale",
        number=matter.number,
        who=(last.by_name if last else "") or say("somebody"),
        when=f"{matter.changed_at.astimezone():%m-%d %H:%M}" if matter.changed_at else "",
        what=f"{act_label(last.name)} {last.summary}".strip() if last else "",
    )


def known_person(uow: UnitOfWork, person_id: int) -> PersonRecord:
    """An active person: ``UserError("person.unknown")`` otherwise."""
    person = uow.get(PersonRecord, person_id)
    if person is None or person.removed_at is not None or not person.active:
        raise UserError("person.unknown", id=person_id)
    return person


def touch(matter: MatterRecord, act: Act) -> None:
    """Stamp who changed the matter last; its version moves on with it."""
    matter.changed_at, matter.changed_by_id = act.at, act.by


def _values(new: NewMatter) -> dict[str, object]:
    names = (
        *("title", "client", "applicant", "application_number", "filed", "granted", "handler_id"),
        *("salesperson_id", "clerk_id", "number", "flags", "note", "classes", "reduction", "taken_on"),
    )
    return {name: getattr(new, name) for name in names}


def _checked(
    uow: UnitOfWork, act: Act, matter: MatterRecord | None, kind: Kind, fields: dict[str, object]
) -> dict[str, Any]:
    """Fields as columns, each looked at; names of persons and the client become their ids."""
    values: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value for name, value in fields.items()
    }
    if "kind" in values:
        values["kind"] = str(kind)
    if "department" in values:
        values["department"] = str(Department(values["department"]))
    for name, limit in LONGEST.items():
        if len(str(values.get(name) or "")) > limit:
            raise UserError("matter.too_long", field=name, limit=limit)
    if "title" in values and not values["title"]:
        raise UserError("matter.title_missing")
    if values.get("reduction") not in REDUCTIONS:
        raise UserError("matter.bad_reduction", value=values["reduction"])
    for name in ("handler_id", "salesperson_id", "clerk_id"):
        if values.get(name) is not None:
            known_person(uow, values[name])
    if "flags" in values:
        values["flags"] = " ".join(sorted(values["flags"]))
    if "client" in values:
        values["client_id"] = _client_id(uow, values.pop("client"))
    _check_dates(act, matter, values)
    _check_numbers(uow, matter, kind, values)
    return values


def _client_id(uow: UnitOfWork, name: str) -> int | None:
    """The client of this name, made if new; empty: none."""
    if not name:
        return None
    client = queries.client_by_name(uow, name)
    if client is None:
        client = ClientRecord(name=name, initials=initials(name))
        uow.add(client)
        uow.flush()
    return client.id


def _check_dates(act: Act, matter: MatterRecord | None, values: Mapping[str, Any]) -> None:
    filed = values.get("filed", matter.filed if matter else None)
    granted = values.get("granted", matter.granted if matter else None)
    for name, day in (("filed", filed), ("granted", granted)):
        if name in values and day is not None and day > act.today:
            raise UserError("matter.date_in_future", field=name, on=day)
    if filed and granted and granted < filed:
        raise UserError("matter.dates_reversed", filed=filed, granted=granted)


def _check_numbers(uow: UnitOfWork, matter: MatterRecord | None, kind: Kind, values: dict[str, Any]) -> None:
    own_id = matter.id if matter else None
    if values.get("number"):
        taken = queries.matter_by_number(uow, values["number"])
        if taken is not None and taken.id != own_id:
            raise UserError("matter.duplicate_number", number=values["number"], title=taken.title)
    text = values.get("application_number")
    if text is None:
        return
    if not text:
        values["application_key"] = ""
        return
    values["application_number"] = written_number(kind, text)
    values["application_key"] = number_key(values["application_number"])
    taken = queries.matter_by_application(uow, values["application_key"], but=own_id)
    if taken is not None and kind in PATENT_KINDS:
        raise UserError("matter.duplicate_application", application_number=text, number=taken.number)


def written_number(kind: Kind, text: str) -> str:
    """The written form of an application number; a patent's wrong check digit is refused, never repaired.

    ``UserError("matter.bad_application_number")`` with what is wrong.
    """
    found = check_number(text)
    if kind in PATENT_KINDS and not (found.kind == "patent_application" and found.valid):
        raise UserError("matter.bad_application_number", application_number=text, problem=found.problem or "")
    return found.canonical if found.valid and found.canonical else text
