"""Complaints (标准 4): recorded while the client is on the phone, each step with its minute, closed when all is there.

A complaint is a matter of its own: its events carry the clocks (4.3.1, 4.3.3, 4.3.6), the record beside them what
it is about. Its handler is the person complained about, so that their superior answers for its due items.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from ipdesk.domain import complaints as domain
from ipdesk.domain.matters import Department, Kind
from ipdesk.errors import UserError
from ipdesk.model import queries, reading_complaints
from ipdesk.model.complaints import ComplaintRecord
from ipdesk.model.events import EventRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services import docket
from ipdesk.services.events import RecordEvent, append_event
from ipdesk.services.matters import NewMatter, append_matter, fresh_matter, known_matter, known_person, touch
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.wording import say
from ipdesk.text import label

KINDS = frozenset({"complaints", "matters", "events", "due_items"})
LONGEST = {"text": 5000, "demands": 2000, "settlement": 5000, "caller": 100, "phone": 50}
CHANGEABLE = ("level", "cause", "text", "demands", "settlement", "caller", "phone", "about_id", "against_id")
_TITLE = 40


@dataclass(frozen=True, slots=True)
class NewComplaint:
    """What is known while the client is on the phone. ``client``: a name, a new one is added; ``about_id``: the
    matter complained about, its handler is meant unless ``against_id`` says whom; ``beyond_superior``: the
    superior can't settle it (4.3.3); ``through_owner``: it came through the company's owner (4.3.6).

    ``at`` None: now; ``on`` None: today.
    """

    client: str
    text: str
    about_id: int | None = None
    against_id: int | None = None
    level: str = "A"
    channel: str = "phone"
    subject: str = "service"
    demands: str = ""
    caller: str = ""
    phone: str = ""
    through_owner: bool = False
    beyond_superior: bool = False
    on: date | None = None
    at: time | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a complaint: ``called_back`` | ``escalated`` | ``explained`` | ``complaint_closed`` |
    ``report_written``; ``at`` None: now."""

    matter_id: int
    name: str
    on: date | None = None
    at: time | None = None
    note: str = ""
    expected_version: int | None = None


def record_complaint(office: Office, act: Act, new: NewComplaint) -> Changes:
    """Write a complaint down, in one act: the matter, what it is about, and its first event. ``created``: its id.

    ``UserError``: complaint.no_client, .no_text, .too_long, .bad_choice, .in_future, .no_time, .not_this_client,
    .is_complaint, person.unknown, matter.unknown.
    """
    _check_new(new)
    on, at = _moment(act, new.on, new.at)
    with office.database.write() as uow:
        about = _about(uow, new)
        against = _against(uow, new, about)
        uow.begin_act(act, "record_complaint", new.client.strip())
        matter = append_matter(uow, act, _matter(uow, new, about, against, on))
        assert uow.act is not None
        uow.act.matter_id = matter.id
        uow.add(_record(new, matter, about, against))
        data = {
            "channel": new.channel,
            "subject": new.subject,
            "beyond_superior": "yes" if new.beyond_superior else "no",
        }
        what = RecordEvent(matter.id, "complaint_received", on, data=data, note=new.text.strip(), at=at)
        append_event(office, uow, act, matter, what)
        docket.project(uow, office, [matter.id], act.today)
        says = say("complaint_recorded", number=matter.number, client=new.client.strip())
        kinds = KINDS | {"clients"}
        return commit(uow, Changes(kinds, frozenset({matter.id}), says=says, created=matter.id))


def record_step(office: Office, act: Act, step: Step) -> Changes:
    """Record what was done about a complaint, to the minute. ``created``: the event's id.

    ``UserError``: complaint.unknown, .bad_step, .before_received, .done_already, .not_closable (for
    ``complaint_closed``: what is missing), .not_closed (for ``report_written``), .in_future, .no_time.
    """
    if step.name not in domain.STEPS[1:]:
        raise UserError("complaint.bad_step", name=step.name)
    with office.database.write() as uow:
        matter, record = fresh_complaint(uow, step.matter_id, step.expected_version)
        words = label("event", step.name)
        uow.begin_act(act, "complaint_step", words, matter.id)
        event = append_step(office, uow, act, matter, step, record)
        docket.project(uow, office, [matter.id], act.today)
        says = say("complaint_step", number=matter.number, label=words, at=f"{event.at:%H:%M}")
        return commit(uow, Changes(KINDS, frozenset({matter.id}), says=says, created=event.id))


def append_step(
    office: Office,
    uow: UnitOfWork,
    act: Act,
    matter: MatterRecord,
    step: Step,
    record: ComplaintRecord | None = None,
) -> EventRecord:
    """Append a step inside a unit of work (the caller derives the docket afterwards); refusals as ``record_step``."""
    on, at = _moment(act, step.on, step.at)
    happened = _check_step(uow, matter, step.name, on, at)
    if step.name == "complaint_closed":
        _check_closable(matter, record, happened)
    what = RecordEvent(matter.id, step.name, on, at=at, note=step.note)
    return append_event(office, uow, act, matter, what)


def close_complaint(office: Office, act: Act, step: Step, cause: str, settlement: str) -> Changes:
    """Say why it came to it and how it was settled, and record it as dealt with, in one act (4.3.1, 4.3.2).

    ``UserError`` as ``record_step``, ``complaint.bad_choice``, ``.too_long``.
    """
    values = _checked({"cause": cause, "settlement": settlement})
    on, at = _moment(act, step.on, step.at)
    with office.database.write() as uow:
        matter, record = fresh_complaint(uow, step.matter_id, step.expected_version)
        happened = _check_step(uow, matter, "complaint_closed", on, at)
        uow.begin_act(act, "close_complaint", matter.number, matter.id)
        record = kept_record(uow, matter, record)
        for name, value in values.items():
            setattr(record, name, value)
        _check_closable(matter, record, happened)
        what = RecordEvent(matter.id, "complaint_closed", on, at=at, note=values["settlement"])
        event = append_event(office, uow, act, matter, what)
        docket.project(uow, office, [matter.id], act.today)
        says = say("complaint_closed", number=matter.number)
        return commit(uow, Changes(KINDS, frozenset({matter.id}), says=says, created=event.id))


def change_complaint(
    office: Office, act: Act, matter_id: int, expected_version: int | None, fields: Mapping[str, object]
) -> Changes:
    """Change the class, the cause, what was written down, whom or what it is about.

    A class that needs another project number (4.2) gives the old one up. ``StaleVersion`` if somebody changed it
    since; ``UserError``: complaint.unknown, .bad_choice, .too_long, person.unknown, matter.unknown.
    """
    values = _checked({name: fields[name] for name in fields if name in CHANGEABLE})
    with office.database.write() as uow:
        matter, record = fresh_complaint(uow, matter_id, expected_version)
        uow.begin_act(act, "change_complaint", matter.number, matter.id)
        record = kept_record(uow, matter, record)
        if "level" in values and domain.LEVELS[values["level"]].project != domain.LEVELS[record.level].project:
            values["project_number"] = ""
        if values.get("about_id") is not None:
            known_matter(uow, values["about_id"])
        if "against_id" in values:
            values |= _person_values(uow, values["against_id"])
            matter.handler_id = values["against_id"]
        for name, value in values.items():
            setattr(record, name, value)
        if not (uow.session.is_modified(record) or uow.session.is_modified(matter)):
            return Changes()
        touch(matter, act)
        uow.flush()
        docket.project(uow, office, [matter.id], act.today)
        says = say("complaint_changed", number=matter.number)
        return commit(uow, Changes(KINDS, frozenset({matter.id}), says=says))


def open_project(office: Office, act: Act, matter_id: int, expected_version: int | None = None) -> Changes:
    """Give a complaint its project (立项, B) or special case file (专案, D): ``LX-2026-001`` (4.2).

    ``UserError``: complaint.unknown, .no_project_needed, .has_project.
    """
    with office.database.write() as uow:
        matter, record = fresh_complaint(uow, matter_id, expected_version)
        level = record.level if record else "A"
        prefix = domain.LEVELS[level].project
        if not prefix or record is None:
            raise UserError("complaint.no_project_needed", number=matter.number, level=level)
        if record.project_number:
            raise UserError("complaint.has_project", number=matter.number, project=record.project_number)
        uow.begin_act(act, "open_project", matter.number, matter.id)
        serial = reading_complaints.last_project(uow.session, f"{prefix}-{act.today.year}-") + 1
        record.project_number = domain.project_number(record.level, act.today.year, serial)
        touch(matter, act)
        says = say("complaint_project", number=matter.number, project=record.project_number)
        return commit(uow, Changes(KINDS, frozenset({matter.id}), says=says))


def ask_new_handler(office: Office, act: Act, matter_id: int, to_person: int, why: str = "") -> Changes:
    """4.3.2: the client wants somebody else. Asks for the hand-over of the matters of this client that the person
    complained about works on; it is approved like every other (3.5.5). ``created``: the hand-over's id.

    ``UserError``: complaint.unknown, .nothing_to_hand_over, and those of ``request_transfer``.
    """
    from ipdesk.services.transfers import request_transfer

    with office.database.read() as uow:
        matter = known_complaint(uow, matter_id)
        record = reading_complaints.record_of(uow.session, matter_id)
        ids = concerned_matters(uow, matter, record)
        number = matter.number
    if not ids:
        raise UserError("complaint.nothing_to_hand_over", number=number)
    reason = say("complaint_transfer_reason", number=number, why=why.strip() or say("complaint_wants_other"))
    changes = request_transfer(office, act, ids, to_person, reason, by_client=True)
    return Changes(
        changes.kinds | {"complaints"}, changes.matters | {matter_id}, changes.act, changes.says, changes.created
    )


def concerned_matters(uow: UnitOfWork, matter: MatterRecord, record: ComplaintRecord | None) -> tuple[int, ...]:
    """What changes hands when the client wants another handler: the client's matters in work of that person,
    the one complained about first."""
    against = (record.against_id if record else None) or matter.handler_id
    if matter.client_id is None or against is None:
        return ()
    rows = reading_complaints.matters_of_client(uow.session, matter.client_id)
    ids = [row.id for row in rows if row.handler_id == against and row.state in ("active", "paused")]
    about = record.about_id if record else None
    return tuple(sorted(ids, key=lambda one: one != about))


# -- checks ---------------------------------------------------------------------------------------


def _check_new(new: NewComplaint) -> None:
    if not new.client.strip():
        raise UserError("complaint.no_client")
    if not new.text.strip():
        raise UserError("complaint.no_text")
    choices = {"level": new.level, "channel": new.channel, "subject": new.subject}
    _checked({**choices, "text": new.text, "demands": new.demands, "caller": new.caller, "phone": new.phone})


_CHOICES: Mapping[str, Sequence[str]] = {
    "level": tuple(domain.LEVELS),
    "channel": domain.CHANNELS,
    "subject": domain.SUBJECTS,
    "cause": ("", *domain.CAUSES),
}


def _checked(fields: Mapping[str, object]) -> dict[str, Any]:
    """The same, texts stripped; refuses what no list holds and what is too long."""
    values = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    for name, value in values.items():
        if name in _CHOICES and value not in _CHOICES[name]:
            raise UserError("complaint.bad_choice", field=label("complaint_field", name), text=value)
        if len(str(value or "")) > LONGEST.get(name, 100_000):
            raise UserError("complaint.too_long", field=label("complaint_field", name), limit=LONGEST[name])
    return values


def _moment(act: Act, on: date | None, at: time | None) -> tuple[date, time]:
    """When it was, to the minute of the office's wall clock; what is still to come is refused."""
    now = act.at.astimezone()
    on = on or act.today
    if at is None:
        if on != act.today:
            raise UserError("complaint.no_time", on=on)
        at = now.time()
    at = at.replace(second=0, microsecond=0, tzinfo=None)
    clock_is_todays = now.date() == act.today  # another day can be taken as today: then its hour is anybody's guess
    if on > act.today or (on == act.today and clock_is_todays and at > now.time()):
        raise UserError("complaint.in_future", on=on, at=f"{at:%H:%M}")
    return on, at


def _about(uow: UnitOfWork, new: NewComplaint) -> MatterRecord | None:
    """The matter complained about, which must be this client's."""
    if new.about_id is None:
        return None
    matter = known_matter(uow, new.about_id)
    if matter.kind == Kind.COMPLAINT:
        raise UserError("complaint.is_complaint", number=matter.number)
    client = queries.client_by_name(uow, new.client.strip())
    if client is None or client.id != matter.client_id:
        raise UserError("complaint.not_this_client", number=matter.number, client=new.client.strip())
    return matter


def _against(uow: UnitOfWork, new: NewComplaint, about: MatterRecord | None) -> PersonRecord | None:
    """Whose work it is about: who was named, else the handler of the matter, as long as they are there."""
    if new.against_id is not None:
        return known_person(uow, new.against_id)
    handler = uow.get(PersonRecord, about.handler_id) if about else None
    return handler if handler is not None and handler.active and handler.removed_at is None else None


def _matter(
    uow: UnitOfWork, new: NewComplaint, about: MatterRecord | None, against: PersonRecord | None, on: date
) -> NewMatter:
    """The complaint as a matter: of the department of the person (or else the matter) complained about."""
    department = (against.department if against else None) or (about.department if about else None)
    text = " ".join(new.text.split())
    title = text if len(text) <= _TITLE else f"{text[: _TITLE - 1]}…"
    client = queries.client_by_name(uow, new.client.strip())
    prefix = f"TS{on.year % 100:02d}-"
    uow.flush()
    through = new.through_owner or new.channel == "owner"
    return NewMatter(
        kind=Kind.COMPLAINT,
        title=title,
        client=new.client.strip(),
        department=Department(department or Department.PATENT),
        handler_id=against.id if against else None,
        salesperson_id=(about.salesperson_id if about else None) or (client.salesperson_id if client else None),
        number=f"{prefix}{queries.last_serial(uow, prefix) + 1:03d}",
        flags=frozenset({domain.THROUGH_OWNER}) if through else frozenset(),
    )


def _record(
    new: NewComplaint, matter: MatterRecord, about: MatterRecord | None, against: PersonRecord | None
) -> ComplaintRecord:
    return ComplaintRecord(
        matter_id=matter.id,
        level=new.level,
        about_id=about.id if about else None,
        against_id=against.id if against else None,
        department=matter.department,
        unit=against.unit if against else "",
        caller=new.caller.strip(),
        phone=new.phone.strip(),
        text=new.text.strip(),
        demands=new.demands.strip(),
    )


def _person_values(uow: UnitOfWork, person_id: int | None) -> dict[str, Any]:
    if person_id is None:
        return {"unit": ""}
    return {"unit": known_person(uow, person_id).unit}


def known_complaint(uow: UnitOfWork, matter_id: int) -> MatterRecord:
    matter = known_matter(uow, matter_id)
    if matter.kind != Kind.COMPLAINT:
        raise UserError("complaint.unknown", number=matter.number)
    return matter


def fresh_complaint(
    uow: UnitOfWork, matter_id: int, expected_version: int | None
) -> tuple[MatterRecord, ComplaintRecord | None]:
    """The complaint as the caller saw it (``StaleVersion`` otherwise) and what stands beside it."""
    known_complaint(uow, matter_id)
    matter = fresh_matter(uow, matter_id, expected_version)
    return matter, reading_complaints.record_of(uow.session, matter_id)


def kept_record(uow: UnitOfWork, matter: MatterRecord, record: ComplaintRecord | None) -> ComplaintRecord:
    """What stands beside the complaint, made for one that came as a bare matter."""
    if record is None:
        person = uow.get(PersonRecord, matter.handler_id)
        record = ComplaintRecord(
            matter_id=matter.id,
            level="A",
            against_id=matter.handler_id,
            department=matter.department,
            unit=person.unit if person else "",
            cause="",
            settlement="",
            project_number="",
        )
        uow.add(record)
        uow.flush()
    return record


def _check_step(uow: UnitOfWork, matter: MatterRecord, name: str, on: date, at: time) -> Mapping[str, Any]:
    """The events so far by name; refuses a step twice, one before the complaint, a report before the end."""
    events = queries.events_of(uow, matter.id)
    happened = {event.name: event for event in events}
    received = happened.get("complaint_received")
    if received is not None and (on, at) < (received.on, (received.at or time.min).replace(second=0, microsecond=0)):
        raise UserError("complaint.before_received", label=label("event", name), number=matter.number)
    if name in ("complaint_closed", "report_written") and name in happened:
        raise UserError("complaint.done_already", label=label("event", name), number=matter.number)
    if name == "report_written" and "complaint_closed" not in happened:
        raise UserError("complaint.not_closed", number=matter.number)
    return happened


def _check_closable(matter: MatterRecord, record: ComplaintRecord | None, happened: Mapping[str, Any]) -> None:
    missing = domain.missing_to_close(standing(record, happened))
    if missing:
        words = [label("complaint_missing", code) for code in missing]
        raise UserError("complaint.not_closable", number=matter.number, missing=words)


def standing(record: Any, happened: Mapping[str, Any]) -> domain.Standing:
    """What is known of a complaint, for the question whether it can be closed.

    ``record``: its particulars or None; ``happened``: its events by name.
    """
    received = happened.get("complaint_received")
    data: Mapping[str, str] = received.data if received is not None else {}
    return domain.Standing(
        level=record.level if record else "A",
        channel=data.get("channel", ""),
        subject=data.get("subject", ""),
        cause=record.cause if record else "",
        settlement=record.settlement if record else "",
        project_number=record.project_number if record else "",
        criticism=bool(record and record.criticism_id),
        happened=tuple(happened),
    )
