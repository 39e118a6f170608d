"""The first call (3.1.3, 3.3.3, 3.4.3) and the coaching (3.1.5, 3.3.4): what is found out and explained, in one act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ipdesk.errors import UserError
from ipdesk.model.matters import MatterRecord
from ipdesk.model.papers import ReminderRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services import docket
from ipdesk.services.checklists import Tick, checklist_in, put_ticks
from ipdesk.services.events import RECORDED, RecordEvent, append_event
from ipdesk.services.fee_sheet import company_name
from ipdesk.services.matters import fresh_matter
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.template_papers import put_template_mail, template_to_send
from ipdesk.services.wording import say

TICKED = RECORDED | {"checklists"}


@dataclass(frozen=True, slots=True)
class FirstCall:
    """``wants_coaching`` None: not settled yet; True needs ``coaching_on``, the day agreed. ``ticks``: what was found
    out, with notes. ``expected_version``: the matter's, as it was seen.
    """

    matter_id: int
    on: date
    ticks: tuple[Tick, ...] = ()
    note: str = ""
    wants_coaching: bool | None = None
    coaching_on: date | None = None
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Coaching:
    """The coaching held ``on`` a day; ``send``: the code of the template paper to send with it, or nothing."""

    matter_id: int
    on: date
    ticks: tuple[Tick, ...] = ()
    note: str = ""
    send: str = ""
    expected_version: int | None = None


def record_first_call(office: Office, act: Act, call: FirstCall) -> Changes:
    """Record the call, what was found out, and the coaching if it was agreed; ``created`` is the call's event.

    UserErrors: ``coaching.no_date``, ``coaching.in_past``, those of ``record_event`` and ``tick_all``.
    """
    _check_coaching(call)
    with office.database.write() as uow:
        matter = fresh_matter(uow, call.matter_id, call.expected_version)
        uow.begin_act(act, "first_call", f"{matter.number} {call.on.isoformat()}", matter.id)
        put_ticks(uow, act, matter, (*call.ticks, *_settled(uow, matter, call)))
        note = "；".join(filter(None, (call.note.strip(), _COACHING_WORDS[call.wants_coaching])))
        event = append_event(office, uow, act, matter, RecordEvent(matter.id, "client_contacted", call.on, note=note))
        kinds = TICKED
        if call.wants_coaching and call.coaching_on is not None:
            kinds |= _agree(office, uow, act, matter, call)
        docket.project(uow, office, [matter.id], act.today)
        code = "first_call_coaching" if call.wants_coaching else "first_call"
        says = say(code, number=matter.number, on=call.coaching_on)
        return commit(uow, Changes(kinds, frozenset({matter.id}), says=says, created=event.id))


_COACHING_WORDS = {None: "", True: "客户需要辅导", False: "客户不需要辅导"}


def _check_coaching(call: FirstCall) -> None:
    if not call.wants_coaching:
        return
    if call.coaching_on is None:
        raise UserError("coaching.no_date")
    if call.coaching_on < call.on:
        raise UserError("coaching.in_past", on=call.coaching_on, called=call.on)


def _settled(uow: UnitOfWork, matter: MatterRecord, call: FirstCall) -> list[Tick]:
    """Whether coaching is wanted is one of the questions: answered, it is ticked."""
    if call.wants_coaching is None:
        return []
    from ipdesk.domain.matters import Kind

    given = {(one.template, one.item) for one in call.ticks}
    steps = checklist_in(uow, matter.id, Kind(matter.kind), matter.flags)
    return [
        Tick(step.template, step.item)
        for step in steps
        if step.item == "coaching" and step.moment == "first_call" and (step.template, step.item) not in given
    ]


def _agree(office: Office, uow: UnitOfWork, act: Act, matter: MatterRecord, call: FirstCall) -> frozenset[str]:
    """The agreed day is an event, and a reminder for whoever holds the coaching."""
    assert call.coaching_on is not None
    day = call.coaching_on
    note = f"辅导时间 {day.isoformat()}"
    data = {"coaching_on": day.isoformat()}
    append_event(office, uow, act, matter, RecordEvent(matter.id, "coaching_agreed", call.on, data=data, note=note))
    if day <= act.today:
        return frozenset()
    reminder = ReminderRecord(
        matter_id=matter.id,
        text=f"企业辅导：{matter.title}",
        due=day,
        person_id=matter.handler_id,
        created_by=act.by,
        created_at=act.at,
    )
    uow.add(reminder)
    uow.flush()
    return frozenset({"reminders"})


def record_coaching(office: Office, act: Act, coaching: Coaching) -> Changes:
    """Record the coaching with what was explained; with ``send`` also the mail with the template.

    ``created`` is the mail's id, None when nothing was sent. UserErrors: ``template.none``, those of
    ``record_event`` and ``tick_all``.
    """
    company = company_name(office) if coaching.send else ""
    with office.database.write() as uow:
        matter = fresh_matter(uow, coaching.matter_id, coaching.expected_version)
        paper = template_to_send(uow, coaching.send) if coaching.send else None
        uow.begin_act(act, "coaching", f"{matter.number} {coaching.on.isoformat()}", matter.id)
        put_ticks(uow, act, matter, coaching.ticks)
        append_event(
            office, uow, act, matter, RecordEvent(matter.id, "coached", coaching.on, note=coaching.note.strip())
        )
        mail = None if paper is None else put_template_mail(office, uow, act, matter, paper, company)
        docket.project(uow, office, [matter.id], act.today)
        says = say("coached", number=matter.number)
        if paper is not None:
            says = say("coached_sent", number=matter.number, title=paper.title)
        kinds = TICKED | ({"mailings"} if mail is not None else frozenset())
        return commit(uow, Changes(kinds, frozenset({matter.id}), says=says, created=mail.id if mail else None))
