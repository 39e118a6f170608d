"""Events: recording what happened, revoking what was wrong. Nothing is ever edited in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time

from ipdesk.domain.complaints import STEPS as COMPLAINT_STEPS
from ipdesk.domain.rulebook import EventKind
from ipdesk.errors import UserError
from ipdesk.model import queries
from ipdesk.model.events import EventRecord, NoticeRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services import docket, evidence, papers, step_rights
from ipdesk.services.matters import fresh_matter, known_matter, known_person, touch, written_number
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.wording import say

RECORDED = frozenset({"matters", "events", "due_items"})
LONGEST_NOTE = 10000
DATES = ("closes", "issued", "proven", "lost", "until")
NEEDED: Mapping[str, tuple[str, ...]] = {"subsidy_opened": ("closes",), "term_compensated": ("days",)}
"""Fields without which a rule cannot count (3.2.6: five working days before the closing date), or a fee."""

MOST_DAYS = 1826
"""A patent's term is compensated by at most five years (专利法第42条)."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "result": ("can_file", "cannot_file", "none_today"),
    "delivery": ("electronic", "paper", "postal", "publication"),
    "new_reduction": ("none", "85", "70"),
}
"""What a field may hold; with anything else a rule would silently not begin."""


@dataclass(frozen=True, slots=True)
class RecordEvent:
    """An event to record. ``data``: the event's fields as text (dates ISO); ``at`` for complaints;
    ``about`` None: found out where only one thing can be meant. ``papers``: kept with the event, in the same act.
    ``expected_version``: the matter's.
    """

    matter_id: int
    name: str
    on: date
    about: str | None = None
    data: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    at: time | None = None
    expected_version: int | None = None
    papers: tuple[papers.NewPaper | papers.KeptPaper, ...] = ()


def record_event(office: Office, act: Act, what: RecordEvent) -> Changes:
    """Append an event, derive the matter again, store the difference: one transaction. ``created``: its id.

    ``StaleVersion`` if the matter changed since ``expected_version``. ``UserError``: matter.unknown,
    event.unknown, .in_future, .too_early, .field_missing, .bad_date, .about_needed, .note_too_long, .nothing_paused,
    .evidence_missing, .no_attachment, and those of ``papers.keep_all``.
    """
    what = papers_kept(office, what)
    with office.database.write() as uow:
        matter = fresh_matter(uow, what.matter_id, what.expected_version)
        label = _kind(office, what.name).label
        uow.begin_act(act, "record_event", f"{label} {what.on.isoformat()}", matter.id)
        event = append_event(office, uow, act, matter, what)
        docket.project(uow, office, [matter.id], act.today)
        says = say("event_recorded", number=matter.number, label=label, on=what.on)
        kinds = _kinds(what.name) | (evidence.KINDS if what.papers else frozenset())
        return commit(uow, Changes(kinds, frozenset({matter.id}), says=says, created=event.id))


def papers_kept(office: Office, what: RecordEvent) -> RecordEvent:
    """The same with its papers on disk: a large one takes time, and no transaction should wait for it."""
    if not what.papers:
        return what
    with office.database.read() as uow:  # refused before anything is written to disk
        fresh_matter(uow, what.matter_id, what.expected_version)
        _kind(office, what.name)
    return replace(what, papers=papers.keep_all(office.files, what.papers))


def record_for_many(
    office: Office, act: Act, matter_ids: Sequence[int], name: str, on: date, note: str = ""
) -> Changes:
    """The same event on several matters, all or none, undone together."""
    with office.database.write() as uow:
        label = _kind(office, name).label
        only = matter_ids[0] if len(matter_ids) == 1 else None
        uow.begin_act(act, "record_event", f"{label} {on.isoformat()}", only)
        for matter_id in matter_ids:
            what = RecordEvent(matter_id, name, on, note=note)
            append_event(office, uow, act, known_matter(uow, matter_id), what)
        docket.project(uow, office, list(matter_ids), act.today)
        says = say("event_recorded_for_many", count=len(matter_ids), label=label, on=on)
        return commit(uow, Changes(_kinds(name), frozenset(matter_ids), says=says))


def revoke_event(office: Office, act: Act, event_id: int, why: str) -> Changes:
    """Revoke an event: it stays visible with who, when and why; what it set on the matter goes back.

    ``UserError``: event.unknown_id, event.revoked_already, event.why_missing.
    """
    why = why.strip()
    if not why:
        raise UserError("event.why_missing")
    with office.database.write() as uow:
        event = uow.get(EventRecord, event_id)
        if event is None:
            raise UserError("event.unknown_id", id=event_id)
        if event.revoked_at is not None:
            raise UserError("event.revoked_already", label=_label(office, event.name), on=event.on)
        matter = known_matter(uow, event.matter_id)
        label = _label(office, event.name)
        uow.begin_act(act, "revoke_event", f"{label} {event.on.isoformat()}", matter.id)
        event.revoked_at, event.revoked_by, event.revoked_why = act.at, act.by, why
        _take_back(uow, act, matter, event)
        touch(matter, act)
        docket.project(uow, office, [matter.id], act.today)
        says = say("event_revoked", number=matter.number, label=label, on=event.on)
        return commit(uow, Changes(_kinds(event.name), frozenset({matter.id}), says=says))


def append_event(office: Office, uow: UnitOfWork, act: Act, matter: MatterRecord, what: RecordEvent) -> EventRecord:
    """Append one event inside a unit of work (the caller derives the docket afterwards)."""
    kind = _kind(office, what.name)
    fields = {key: str(value).strip() for key, value in what.data.items() if str(value).strip()}
    _check(office, act, matter, kind, what, fields)
    step_rights.check(uow, act, matter, kind.name)
    evidence.check(uow, matter, kind, what.papers, fields)
    about = (what.about or "").strip() or None
    if about is None and kind.about:
        about = _about(uow, matter, kind)
    assert uow.act is not None
    event = EventRecord(
        matter_id=matter.id,
        name=what.name,
        on=what.on,
        at=what.at or _minute(act, what),
        about=about,
        data=fields,
        note=what.note.strip(),
        recorded_by=act.by,
        recorded_at=act.at,
        act_id=uow.act.id,
    )
    uow.add(event)
    uow.flush()
    evidence.keep_with(uow, office, act, event, what.papers)
    effect = _EFFECTS.get(what.name)
    if effect is not None:
        effect(office, uow, matter, event)
    touch(matter, act)
    return event


def _minute(act: Act, what: RecordEvent) -> time | None:
    """A complaint's clocks count minutes (4.3.3): what is recorded of today without a time has happened now."""
    if what.name not in COMPLAINT_STEPS or what.on != act.today:
        return None
    return act.at.astimezone().time().replace(second=0, microsecond=0)


def _kind(office: Office, name: str) -> EventKind:
    """The event's kind; office-wide events belong to no matter."""
    kind = office.rulebook.events.get(name)
    if kind is None or kind.office:
        raise UserError("event.unknown", name=name)
    return kind


def _label(office: Office, name: str) -> str:
    """The label even of an event that an office's rules no longer know."""
    kind = office.rulebook.events.get(name)
    return kind.label if kind else name


def _kinds(name: str) -> frozenset[str]:
    return RECORDED | ({"fees"} if name.startswith("annual_") else frozenset())


def _check(
    office: Office, act: Act, matter: MatterRecord, kind: EventKind, what: RecordEvent, fields: dict[str, str]
) -> None:
    """Refuse what can't have happened or lacks what a rule counts from; dates among ``fields`` become ISO."""
    if what.on > act.today:
        raise UserError("event.in_future", label=kind.label, on=what.on, today=act.today)
    if what.on < office.calendar.first:
        raise UserError("event.too_early", label=kind.label, on=what.on)
    if len(what.note) > LONGEST_NOTE:
        raise UserError("event.note_too_long", limit=LONGEST_NOTE)
    for name in NEEDED.get(kind.name, ()):
        if name not in fields:
            raise UserError("event.field_missing", label=kind.label, field=say(f"field_{name}"))
    for name, choices in CHOICES.items():
        if fields.get(name, choices[0]) not in choices:
            raise UserError("event.bad_choice", label=kind.label, field=say(f"field_{name}"), text=fields[name])
    if kind.name == "term_compensated" and not _is_days(fields["days"]):
        raise UserError("event.bad_choice", label=kind.label, field=say("field_days"), text=fields["days"])
    for name in DATES:
        if name in fields:
            fields[name] = _iso(kind, name, fields[name])
    if kind.name == "resumed" and matter.state != "paused":
        raise UserError("event.nothing_paused", number=matter.number)


def _is_days(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 0 < int(text) <= MOST_DAYS


def _iso(kind: EventKind, name: str, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise UserError("event.bad_date", label=kind.label, field=say(f"field_{name}"), text=text) from None


def _about(uow: UnitOfWork, matter: MatterRecord, kind: EventKind) -> str | None:
    """Which thing is meant when nobody said: a new one for what comes in, else the only one that waits for it."""
    if kind.name in ("notice_received", "question_received"):
        return queries.next_about(uow, matter.id, queries.ABOUT_LETTERS[kind.about])
    choices = queries.open_abouts(uow, matter.id, kind.name)
    if len(choices) > 1:
        raise UserError("event.about_needed", label=kind.label, number=matter.number, choices=choices)
    return choices[0] if choices else None


def _assigned(_office: Office, uow: UnitOfWork, matter: MatterRecord, event: EventRecord) -> None:
    """Who the matter was given to becomes its handler."""
    given = event.data.get("handler_id")
    if given is None:
        return
    if not given.isdecimal():
        raise UserError("person.unknown", id=given)
    matter.handler_id = known_person(uow, int(given)).id


def _filed(_office: Office, _uow: UnitOfWork, matter: MatterRecord, event: EventRecord) -> None:
    """The first filing gives the matter its filing date, and its number if it came with it."""
    if matter.filed is None and not matter.application_number:
        matter.filed = event.on
    _number(matter, event)


def _number(matter: MatterRecord, event: EventRecord) -> None:
    text = event.data.get("application_number", "")
    if text and not matter.application_number:
        from ipdesk.domain.matters import Kind
        from ipdesk.domain.numbers import number_key

        matter.application_number = written_number(Kind(matter.kind), text)
        matter.application_key = number_key(matter.application_number)


def _accepted(_office: Office, _uow: UnitOfWork, matter: MatterRecord, event: EventRecord) -> None:
    _number(matter, event)


def _granted(_office: Office, _uow: UnitOfWork, matter: MatterRecord, event: EventRecord) -> None:
    """The grant's date starts the annual fees."""
    if matter.granted is None:
        matter.granted = event.on


def _notice(office: Office, uow: UnitOfWork, matter: MatterRecord, event: EventRecord) -> None:
    """An official notice is kept with the matter, under the key its events use."""
    kind = event.data.get("notice", "")
    known = office.rulebook.notices.get(kind)
    uow.add(
        NoticeRecord(
            matter_id=matter.id,
            event_id=event.id,
            about=event.about,
            kind=kind,
            name=event.data.get("name", "") or (known.label if known else ""),
            issued=date.fromisoformat(event.data["issued"]) if "issued" in event.data else None,
            delivery=event.data.get("delivery", ""),
            received_on=event.on,
        )
    )


_EFFECTS: Mapping[str, Callable[[Office, UnitOfWork, MatterRecord, EventRecord], None]] = {
    "assigned": _assigned,
    "filed": _filed,
    "acceptance_received": _accepted,
    "granted": _granted,
    "notice_received": _notice,
}


def _take_back(uow: UnitOfWork, act: Act, matter: MatterRecord, event: EventRecord) -> None:
    """What the event set beside itself goes back, unless it was changed since."""
    from ipdesk.model import journal

    for notice in queries.notices_of_event(uow, event.id):
        notice.removed_at = act.at
    if event.act_id is None or event.name not in _EFFECTS:
        return
    change = queries.matter_change(uow, event.act_id, matter.id)
    if change is None or not change.before or not change.after:
        return
    for name in ("handler_id", "filed", "granted", "application_number", "application_key"):
        if name in change.after and journal.plain(getattr(matter, name)) == change.after[name]:
            setattr(matter, name, journal.revive(MatterRecord, name, change.before[name]))
