"""Exceptions of 3.5: not feasible, given up by the client, paused for want of payment, resumed.

Each is one act: the event, its evidence, the salesperson told; official periods are touched by none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ipdesk.errors import UserError
from ipdesk.model import queries
from ipdesk.model.clients import ClientRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services import docket, exception_mails, papers
from ipdesk.services.events import RECORDED, RecordEvent, append_event
from ipdesk.services.mailings import put_mail
from ipdesk.services.matters import fresh_matter, known_matter
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.pausing import running_since
from ipdesk.services.wording import say
from ipdesk.text import label

STOPS = ("cancelled", "infeasible")
_OPEN_STATES = ("active", "paused")
_EVIDENCE = frozenset({"attachments"})
_MAILED = frozenset({"mailings"})


@dataclass(frozen=True, slots=True)
class Stop:
    """The end of a matter that could not be finished. ``name``: ``cancelled`` (3.5.3) or ``infeasible`` (3.5.1).

    ``reason``: why, in words; ``solution``: what was tried with client and salesperson, required by 3.5.1;
    ``evidence``: kept at once and closing 证据存档, or nothing yet; ``tell``: write the salesperson a mail.
    """

    matter_id: int
    name: str
    on: date
    reason: str
    solution: str = ""
    evidence: tuple[papers.NewPaper | papers.KeptPaper, ...] = ()
    tell: bool = False
    expected_version: int | None = None


def stop_matter(office: Office, act: Act, stop: Stop) -> Changes:
    """Record the end, its evidence and that the salesperson was told; ``created``: the mail to send, if any.

    Evidence and the word to the salesperson are dated today: that is when they were given. UserErrors:
    ``exception.no_reason``, ``.no_solution``, ``.ended``, ``.no_sales_mail``, and those of ``record_event``.
    """
    if stop.name not in STOPS:
        raise UserError("event.unknown", name=stop.name)
    if not stop.reason.strip():
        raise UserError("exception.no_reason")
    if stop.name == "infeasible" and not stop.solution.strip():
        raise UserError("exception.no_solution")
    with office.database.read() as uow:  # refused before anything is written to disk
        _still_open(fresh_matter(uow, stop.matter_id, stop.expected_version))
    evidence = papers.keep_all(office.files, stop.evidence)
    with office.database.write() as uow:
        matter = fresh_matter(uow, stop.matter_id, stop.expected_version)
        _still_open(matter)
        kind = office.rulebook.event(stop.name)
        uow.begin_act(act, "stop_matter", f"{kind.label} {stop.on.isoformat()}", matter.id)
        data = {"reason": stop.reason, "solution": stop.solution}
        append_event(office, uow, act, matter, RecordEvent(matter.id, stop.name, stop.on, data=data))
        if evidence:
            append_event(office, uow, act, matter, RecordEvent(matter.id, "evidence_kept", act.today, papers=evidence))
        mail_id, person = _tell_of_stop(office, uow, act, matter, stop, act.today) if stop.tell else (None, "")
        docket.project(uow, office, [matter.id], act.today)
        more = say("stopped_evidence", count=len(evidence)) if evidence else ""
        more += say("stopped_mail", person=person) if mail_id else ""
        says = say("stopped", number=matter.number, label=kind.label, on=stop.on, more=more)
        kinds = RECORDED | (_EVIDENCE if evidence else frozenset()) | (_MAILED if mail_id else frozenset())
        return commit(uow, Changes(kinds, frozenset({matter.id}), says=says, created=mail_id))


def tell_sales(office: Office, act: Act, matter_id: int, on: date, reason: str, *, mail: bool = True) -> Changes:
    """Tell the salesperson afterwards that the client gave up, with the reason (3.5.3); ``created``: the mail, if any.

    UserErrors: ``exception.no_reason``, ``.not_cancelled``, ``.no_sales_mail`` (``mail``), those of ``record_event``.
    """
    if not reason.strip():
        raise UserError("exception.no_reason")
    with office.database.write() as uow:
        matter = known_matter(uow, matter_id)
        ended = next((one for one in queries.events_of(uow, matter_id) if one.name == "cancelled"), None)
        if ended is None:
            raise UserError("exception.not_cancelled", number=matter.number)
        kind = office.rulebook.event("sales_contacted")
        uow.begin_act(act, "record_event", f"{kind.label} {on.isoformat()}", matter.id)
        stop = Stop(matter.id, "cancelled", ended.on, reason, ended.data.get("solution", ""), tell=mail)
        if mail:
            mail_id, person = _tell_of_stop(office, uow, act, matter, stop, on)
        else:
            mail_id, person = None, ""
            told = RecordEvent(matter.id, "sales_contacted", on, data={"reason": reason})
            append_event(office, uow, act, matter, told)
        docket.project(uow, office, [matter.id], act.today)
        more = say("stopped_mail", person=person) if mail_id else ""
        says = say("stopped", number=matter.number, label=kind.label, on=on, more=more)
        kinds = RECORDED | (_MAILED if mail_id else frozenset())
        return commit(uow, Changes(kinds, frozenset({matter.id}), says=says, created=mail_id))


def pause_matters(
    office: Office, act: Act, matter_ids: Sequence[int], on: date, reason: str, *, tell: bool = False
) -> Changes:
    """Stand matters still from ``on`` (3.5.2), all or none, undone together.

    ``tell``: one mail to each salesperson with all their matters; ``created`` is the last one's id. UserErrors:
    ``exception.no_matters``, ``.no_reason``, ``.ended``, ``.no_sales_mail``, ``pause.already``.
    """
    ids = _asked(matter_ids)
    if not reason.strip():
        raise UserError("exception.no_reason")
    with office.database.write() as uow:
        matters = [known_matter(uow, matter_id) for matter_id in ids]
        for matter in matters:
            _still_open(matter)
            if matter.state == "paused":
                since = running_since(queries.events_of(uow, matter.id))
                raise UserError("pause.already", number=matter.number, since=since.on if since else "")
        uow.begin_act(act, "pause_matters", f"{on.isoformat()} {reason.strip()}", ids[0] if len(ids) == 1 else None)
        for matter in matters:
            append_event(office, uow, act, matter, RecordEvent(matter.id, "paused", on, data={"reason": reason}))
        mails = _tell_of_pause(office, uow, act, matters, on, reason.strip()) if tell else []
        docket.project(uow, office, ids, act.today)
        more = say("paused_mails", count=len(mails)) if mails else ""
        says = say("paused", count=len(ids), on=on, more=more)
        kinds = RECORDED | (_MAILED if mails else frozenset())
        return commit(uow, Changes(kinds, frozenset(ids), says=says, created=mails[-1] if mails else None))


def resume_matters(office: Office, act: Act, matter_ids: Sequence[int], on: date, note: str = "") -> Changes:
    """Let paused matters go on from ``on``, all or none. UserErrors: ``exception.no_matters``,
    ``event.nothing_paused``, ``resume.too_early``.
    """
    ids = _asked(matter_ids)
    with office.database.write() as uow:
        uow.begin_act(act, "resume_matters", on.isoformat(), ids[0] if len(ids) == 1 else None)
        for matter_id in ids:
            matter = known_matter(uow, matter_id)
            since = running_since(queries.events_of(uow, matter_id))
            if matter.state == "paused" and since is not None and on < since.on:
                raise UserError("resume.too_early", number=matter.number, since=since.on, on=on)
            append_event(office, uow, act, matter, RecordEvent(matter_id, "resumed", on, note=note))
        docket.project(uow, office, ids, act.today)
        says = say("resumed", count=len(ids), on=on)
        return commit(uow, Changes(RECORDED, frozenset(ids), says=says))


def _asked(matter_ids: Sequence[int]) -> list[int]:
    ids = list(dict.fromkeys(matter_ids))
    if not ids:
        raise UserError("exception.no_matters")
    return ids


def _still_open(matter: MatterRecord) -> None:
    if matter.state not in _OPEN_STATES:
        raise UserError("exception.ended", number=matter.number, state=label("matter_state", matter.state))


# -- telling the salesperson ---------------------------------------------------------------------


def _tell_of_stop(
    office: Office, uow: UnitOfWork, act: Act, matter: MatterRecord, stop: Stop, on: date
) -> tuple[int, str]:
    """The mail with the client's reason, and ``sales_contacted`` with it (3.5.3): its id and whom it is for."""
    person = _salesperson(uow, matter)
    story = exception_mails.Story(
        number=matter.number,
        title=matter.title,
        client=_client(uow, matter),
        handler=_name(uow, matter.handler_id),
        salesperson=person.name,
    )
    mail = exception_mails.stopped(story, stop.name, stop.on, stop.reason.strip(), stop.solution.strip())
    mail.to, mail.matter_id, mail.person_id = (person.email,), matter.id, person.id
    told = RecordEvent(matter.id, "sales_contacted", on, data={"reason": stop.reason})
    append_event(office, uow, act, matter, told)
    return put_mail(office, uow, act, mail).id, person.name


def _tell_of_pause(
    office: Office, uow: UnitOfWork, act: Act, matters: Sequence[MatterRecord], on: date, reason: str
) -> list[int]:
    """One mail to each salesperson concerned; their ids."""
    by_person: dict[int, tuple[PersonRecord, list[MatterRecord]]] = {}
    for matter in matters:
        person = _salesperson(uow, matter)
        by_person.setdefault(person.id, (person, []))[1].append(matter)
    made = []
    for person, own in by_person.values():
        stories = [
            exception_mails.Story(m.number, m.title, _client(uow, m), _name(uow, m.handler_id), person.name)
            for m in own
        ]
        mail = exception_mails.paused(stories, on, reason)
        mail.to, mail.person_id = (person.email,), person.id
        mail.matter_id = own[0].id if len(own) == 1 else None
        made.append(put_mail(office, uow, act, mail).id)
    return made


def _salesperson(uow: UnitOfWork, matter: MatterRecord) -> PersonRecord:
    person = uow.get(PersonRecord, matter.salesperson_id)
    if person is None or person.removed_at is not None or not person.email:
        raise UserError("exception.no_sales_mail", number=matter.number)
    return person


def _client(uow: UnitOfWork, matter: MatterRecord) -> str:
    client = uow.get(ClientRecord, matter.client_id)
    return client.name if client else ""


def _name(uow: UnitOfWork, person_id: int | None) -> str:
    person = uow.get(PersonRecord, person_id)
    return person.name if person else ""
