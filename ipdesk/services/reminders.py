"""Hand-made reminders (手工提醒): the only due dates that somebody types in, and marked as such."""

from __future__ import annotations

from datetime import date

from ipdesk.errors import UserError
from ipdesk.model import reading_matter
from ipdesk.model.papers import ReminderRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services import shaping
from ipdesk.services.matters import known_matter, known_person
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.rows import ReminderRow
from ipdesk.services.wording import say

LONGEST = 500
KINDS = frozenset({"reminders"})


def add_reminder(
    office: Office,
    act: Act,
    text: str,
    due: date,
    matter_id: int | None = None,
    person_id: int | None = None,
) -> Changes:
    """Remind ``person_id`` (None: everybody) on ``due``; ``created`` is its id.

    UserErrors: ``reminder.no_text``, ``reminder.too_long``, ``matter.unknown``, ``person.unknown``.
    """
    words = _checked(text)
    with office.database.write() as uow:
        if matter_id is not None:
            known_matter(uow, matter_id)
        if person_id is not None:
            known_person(uow, person_id)
        uow.begin_act(act, "add_reminder", words, matter_id)
        record = ReminderRecord(
            matter_id=matter_id,
            text=words,
            due=due,
            person_id=person_id,
            created_by=act.by,
            created_at=act.at,
        )
        uow.add(record)
        uow.flush()
        says = say("reminder_added", text=words)
        return commit(uow, Changes(KINDS, _matters(record), says=says, created=record.id))


def finish_reminder(office: Office, act: Act, reminder_id: int, *, done: bool = True) -> Changes:
    """Mark a reminder as done, or as still to be done."""
    with office.database.write() as uow:
        record = _known(uow, reminder_id)
        uow.begin_act(act, "finish_reminder", record.text, record.matter_id)
        record.done_at = act.at if done else None
        record.done_by = act.by if done else None
        return commit(uow, Changes(KINDS, _matters(record), says=record.text))


def remove_reminder(office: Office, act: Act, reminder_id: int) -> Changes:
    """Take a reminder away; undo brings it back."""
    with office.database.write() as uow:
        record = _known(uow, reminder_id)
        uow.begin_act(act, "remove_reminder", record.text, record.matter_id)
        record.removed_at = act.at
        return commit(uow, Changes(KINDS, _matters(record), says=record.text))


def reminders(
    office: Office, today: date, person_id: int | None = None, *, done: bool = False
) -> tuple[ReminderRow, ...]:
    """Reminders by date: those of a person and of everybody, or all of them."""
    with office.database.read() as uow:
        rows = reading_matter.reminders(uow.session, person_id=person_id, done=done)
    return tuple(shaping.reminder_row(row, office.calendar, today) for row in rows)


def _checked(text: str) -> str:
    words = text.strip()
    if not words:
        raise UserError("reminder.no_text")
    if len(words) > LONGEST:
        raise UserError("reminder.too_long", limit=LONGEST)
    return words


def _known(uow: UnitOfWork, reminder_id: int) -> ReminderRecord:
    record = uow.get(ReminderRecord, reminder_id)
    if record is None or record.removed_at is not None:
        raise UserError("reminder.not_found", id=reminder_id)
    return record


def _matters(record: ReminderRecord) -> frozenset[int]:
    return frozenset() if record.matter_id is None else frozenset({record.matter_id})
