"""The monthly reminder (标准 3.2.4): unanswered notices due from the 1st of a month to the 10th of the next.

By the 10th each answerer gets one mail with the cases to answer; that the mails went out answers the office's duty
``F.month_remind`` of that month, in the same act.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from ipdesk.domain.duties import MONTH_REMIND
from ipdesk.errors import UserError
from ipdesk.services.shaping import days_left

if TYPE_CHECKING:
    from ipdesk.model.unit_of_work import UnitOfWork
    from ipdesk.services.mailings import MailingRow
    from ipdesk.services.office import Act, Changes, Office

CLAUSE = "3.2.4"
PURPOSE = "month_reminder"
_LAST_DAY = 10
_OFFICE_RULES = ("F.notice_import", "F.response_assign")


class Basis(StrEnum):
    """Where the day comes from by which a notice is to be answered."""

    OFFICIAL = "official"
    NOTICE = "notice"
    OFFICE = "office"
    NONE = "none"


class Group(StrEnum):
    """Which part of the reminder a case stands in; ``LATER`` is not in it."""

    EARLIER = "earlier"
    DUE = "due"
    UNDATED = "undated"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class AnswerDue:
    """By when a notice is to be answered, and what says so (an item's title for ``OFFICIAL`` and ``OFFICE``)."""

    due: date | None
    basis: Basis
    title: str = ""
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One unanswered notice. ``id``: the event of its receipt; ``days_left``: working days from
    the day the list is of."""

    id: int
    matter_id: int
    number: str
    application_number: str
    title: str
    kind: str
    client: str
    about: str | None
    notice: str
    received_on: date
    answerer_id: int | None
    answerer: str
    assigned: bool
    due: AnswerDue
    days_left: int | None
    group: Group


@dataclass(frozen=True, slots=True)
class Answerer:
    """Somebody who answers notices; ``person_id`` None: nobody is named. ``mail``: the month's latest mail."""

    person_id: int | None
    name: str
    email: str
    cases: tuple[CaseRow, ...]
    mail: MailingRow | None = None


@dataclass(frozen=True, slots=True)
class MonthReminder:
    """A month's reminder: its span, the cases (nearest first), who answers them, what was written and sent.

    ``done_on``: the day on which the duty was answered; ``due``: the day it has to be answered by.
    """

    month: str
    frm: date
    to: date
    as_of: date
    due: date
    cases: tuple[CaseRow, ...]
    answerers: tuple[Answerer, ...]
    mails: tuple[MailingRow, ...]
    done_on: date | None
    done_note: str = ""

    def of(self, group: Group) -> tuple[CaseRow, ...]:
        return tuple(case for case in self.cases if case.group is group)

    @property
    def unsent(self) -> tuple[MailingRow, ...]:
        return tuple(mail for mail in self.mails if not mail.sent)


def month_of(day: date) -> str:
    """``2026-11``."""
    return f"{day:%Y-%m}"


def span(month: str) -> tuple[date, date]:
    """From the 1st of the month to the 10th of the next. UserError ``remind.bad_month``."""
    try:
        first = date.fromisoformat(f"{month}-01")
        following = date(first.year + first.month // 12, first.month % 12 + 1, _LAST_DAY)
    except ValueError:
        raise UserError("remind.bad_month", month=month) from None
    return first, following


def month_reminder(office: Office, today: date, month: str = "") -> MonthReminder:
    """The reminder of a month (empty: today's); a past month as it stood when its mails were made, or its duty fell.

    UserErrors: ``remind.bad_month``, ``duty.no_period`` (outside the working calendar).
    """
    with office.database.read() as uow:
        return reminder_in(uow, office, today, month or month_of(today))


def reminder_in(uow: UnitOfWork, office: Office, today: date, month: str) -> MonthReminder:
    """As ``month_reminder``, inside a unit of work."""
    from ipdesk.model import reading_duties
    from ipdesk.services.duties import duty_of
    from ipdesk.services.mailings import mailings_in

    frm, to = span(month)
    duty = duty_of(office, MONTH_REMIND, month)
    mails = mailings_in(uow, purpose=PURPOSE, period=month)
    mark = reading_duties.mark_of(uow.session, MONTH_REMIND, month)
    as_of = today
    if month < month_of(today):
        made = mails[0].made_at.astimezone().date() if mails else None
        as_of = min(made or (mark.done_on if mark is not None else duty.due), today)
    cases = _cases(uow, office, as_of, frm, to)
    return MonthReminder(
        month=month,
        frm=frm,
        to=to,
        as_of=as_of,
        due=duty.due,
        cases=cases,
        answerers=_answerers(uow, cases, mails),
        mails=mails,
        done_on=mark.done_on if mark is not None else None,
        done_note=mark.note if mark is not None else "",
    )


# -- the cases --------------------------------------------------------------------------------------


def answer_due(items: Sequence[Any], data: Mapping[str, str], as_of: date) -> AnswerDue:
    """By when one notice is to be answered. The one place that decides it.

    An open official item about the notice wins; then the day written on the notice (``answer_by``, ``closes``);
    else the nearest open step towards the answer (3.2.4); else it is not known.
    ``items``: the stored items about this notice, by due date.
    """
    live = [item for item in items if item.state in ("open", "paused") or (item.done_on and item.done_on > as_of)]
    official = next((item for item in live if item.official), None)
    if official is not None:
        return AnswerDue(official.due, Basis.OFFICIAL, official.title, official.provisional)
    for name in ("answer_by", "closes"):
        try:
            return AnswerDue(date.fromisoformat(data[name]), Basis.NOTICE)
        except (KeyError, ValueError):
            continue
    own = next((item for item in live if item.rule in _OFFICE_RULES), None)
    if own is not None:
        return AnswerDue(own.due, Basis.OFFICE, own.title, own.provisional)
    return AnswerDue(None, Basis.NONE)


def _cases(uow: UnitOfWork, office: Office, as_of: date, frm: date, to: date) -> tuple[CaseRow, ...]:
    from ipdesk.model import reading_answers

    found = [
        row
        for row in reading_answers.unanswered(uow.session, as_of)
        if office.rulebook.asks_answer((row.data or {}).get("notice"))
    ]
    ids = list(dict.fromkeys(row.matter_id for row in found))
    items = _by_thing(reading_answers.items_about(uow.session, ids))
    given = _by_thing(reading_answers.assigned_answers(uow.session, ids, as_of))
    named = {key: _answerer_id(rows) for key, rows in given.items()}
    people = reading_answers.people_by_id(uow.session, {one for one in named.values() if one is not None})
    cases = []
    for row in found:
        key = (row.matter_id, row.about)
        due = answer_due(items.get(key, ()), row.data or {}, as_of)
        group = _group(due.due, frm, to)
        if group is not Group.LATER:
            person = people.get(named.get(key) or 0)
            cases.append(_case(office, row, due, group, person, as_of, assigned=key in given))
    return tuple(sorted(cases, key=_order))


def _by_thing(rows: Sequence[Any]) -> dict[tuple[int, str | None], list[Any]]:
    found: dict[tuple[int, str | None], list[Any]] = {}
    for row in rows:
        found.setdefault((row.matter_id, row.about), []).append(row)
    return found


def _answerer_id(rows: Sequence[Any]) -> int | None:
    """Whom the notice was given to last; None when the event names nobody."""
    data = rows[-1].data or {}
    named = data.get("answerer_id") or data.get("handler_id") or ""
    return int(named) if named.isdecimal() else None


def _group(due: date | None, frm: date, to: date) -> Group:
    if due is None:
        return Group.UNDATED
    if due < frm:
        return Group.EARLIER
    return Group.DUE if due <= to else Group.LATER


def _case(
    office: Office, row: Any, due: AnswerDue, group: Group, person: Any, as_of: date, *, assigned: bool
) -> CaseRow:
    data = row.data or {}
    known = office.rulebook.notices.get(data.get("notice", ""))
    return CaseRow(
        id=row.id,
        matter_id=row.matter_id,
        number=row.number,
        application_number=row.application_number,
        title=row.title,
        kind=row.kind,
        client=row.client,
        about=row.about,
        notice=data.get("name") or (known.label if known else "") or "官方通知书",
        received_on=row.on,
        answerer_id=person.id if person is not None else row.handler_id,
        answerer=person.name if person is not None else row.handler,
        assigned=assigned,
        due=due,
        days_left=None if due.due is None else days_left(office.calendar, as_of, due.due),
        group=group,
    )


def _order(case: CaseRow) -> tuple[object, ...]:
    return (case.due.due or date.max, case.number, case.id)


def _answerers(uow: UnitOfWork, cases: Sequence[CaseRow], mails: Sequence[MailingRow]) -> tuple[Answerer, ...]:
    """Everybody with a case or a mail, by name; the cases of nobody stand last."""
    from ipdesk.model import reading_answers

    wanted = {case.answerer_id for case in cases} | {mail.person_id for mail in mails}
    people = reading_answers.people_by_id(uow.session, {one for one in wanted if one is not None})
    latest: dict[int | None, MailingRow] = {}
    for mail in mails:  # newest first
        latest.setdefault(mail.person_id, mail)
    found = []
    for one in sorted(people, key=lambda one: (people[one].name, one)):
        own = tuple(case for case in cases if case.answerer_id == one)
        found.append(Answerer(one, people[one].name, people[one].email, own, latest.get(one)))
    nobodys = tuple(case for case in cases if case.answerer_id is None)
    return (*found, Answerer(None, "", "", nobodys)) if nobodys else tuple(found)


# -- writing ----------------------------------------------------------------------------------------


def write_reminders(office: Office, act: Act, month: str = "") -> Changes:
    """One mail to each answerer with a case, the list in it and as a workbook beside it: one act.

    A draft of the same month that was not sent is replaced. UserErrors: ``remind.nothing``, ``remind.past``,
    ``remind.nobody`` and those of ``month_reminder``.
    """
    from ipdesk.model.office_work import MailingRecord
    from ipdesk.services.mailings import KINDS, put_mail
    from ipdesk.services.month_reminder_papers import mail_to
    from ipdesk.services.office import Changes, commit
    from ipdesk.services.wording import say

    with office.database.write() as uow:
        found = reminder_in(uow, office, act.today, month or month_of(act.today))
        if found.month < month_of(act.today):
            raise UserError("remind.past", month=found.month)
        if not found.cases:
            raise UserError("remind.nothing", month=found.month)
        named = [one for one in found.answerers if one.person_id is not None and one.cases]
        if not named:
            raise UserError("remind.nobody", month=found.month)
        uow.begin_act(act, "write_reminders", found.month)
        for mail in found.unsent:
            record = uow.get(MailingRecord, mail.id)
            if record is not None:
                record.removed_at = act.at
        last = 0
        for answerer in named:
            last = put_mail(office, uow, act, mail_to(uow, found, answerer, act.today)).id
        says = say("reminders_written", month=found.month, count=len(named))
        return commit(uow, Changes(KINDS, says=says, created=last))


def mark_reminded(office: Office, act: Act, month: str = "") -> Changes:
    """Note that the month's mails went out; the duty of the month is done with it: one act.

    Without any case there is nothing to send and the duty is answered with that. UserErrors: ``remind.not_written``,
    ``remind.already``, and those of ``duties.put_mark``.
    """
    from ipdesk.model.office_work import MailingRecord
    from ipdesk.services.duties import put_mark
    from ipdesk.services.mailings import put_sent
    from ipdesk.services.office import Changes, commit
    from ipdesk.services.wording import say

    with office.database.write() as uow:
        found = reminder_in(uow, office, act.today, month or month_of(act.today))
        if found.cases and not found.mails:
            raise UserError("remind.not_written", month=found.month)
        if found.done_on is not None and not found.unsent:
            raise UserError("remind.already", month=found.month, on=found.done_on)
        uow.begin_act(act, "mark_reminded", found.month)
        records = [uow.get(MailingRecord, mail.id) for mail in found.unsent]
        put_sent(act, [record for record in records if record is not None])
        people = "、".join(dict.fromkeys(mail.person for mail in reversed(found.mails) if mail.person))
        said = say("reminders_sent" if found.mails else "reminders_none", month=found.month, people=people)
        if found.done_on is None:
            put_mark(uow, office, act, MONTH_REMIND, found.month, note=said)
        return commit(uow, Changes(frozenset({"mailings", "duties"}), says=said))
