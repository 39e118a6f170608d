"""The duties of the whole office (标准 3.2.2, 3.2.4, 3.2.5): which there are, who answered them, when and how.

A duty is done by a mark somebody makes, by an event of that day (``F.cpc_daily``: CPC files were downloaded), or by
the weekly sheet's own steps (``F.sheet_*``), which are their proof and can't be marked by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from ipdesk.domain.docket import soon_limit
from ipdesk.domain.duties import (
    CLAUSES,
    CPC_DAILY,
    MONTH_REMIND,
    SHEET_PAY,
    SHEET_TO_FINANCE,
    OfficeDuty,
    office_duties,
)
from ipdesk.domain.matters import State
from ipdesk.domain.workdays import WorkCalendar
from ipdesk.errors import UserError
from ipdesk.services.shaping import days_left
from ipdesk.services.wording import say
from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.model.office_work import DutyMarkRecord
    from ipdesk.model.reading_duties import Fetched, Mark, SheetState
    from ipdesk.model.unit_of_work import UnitOfWork
    from ipdesk.services.office import Act, Changes, Office

KINDS = frozenset({"duties"})
ANSWERS = ("done", "none")
LONGEST_NOTE = 500
_REACH = timedelta(days=40)  # a duty lies nearer than this to the day its period is named after
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class DutyState:
    """One duty of the office and how it stands today.

    ``state``: open, due_soon, overdue, done, done_late, or void where it fell due before the office was there.
    ``proof``: what shows that it is done (mark, event, sheet), empty while it isn't; ``answer``: done | none.
    """

    rule: str
    clause: str
    title: str
    due: date
    period: str
    state: State
    days_left: int
    provisional: bool
    done_on: date | None = None
    by: str = ""
    answer: str = ""
    note: str = ""
    proof: str = ""

    @property
    def done(self) -> bool:
        return self.state in (State.DONE, State.DONE_LATE)

    @property
    def key(self) -> tuple[str, str]:
        """What tells a duty from all others."""
        return self.rule, self.period

    @property
    def by_hand(self) -> bool:
        """Whether a tick answers it; the sheets' duties are answered where the sheet is."""
        return self.rule in (CPC_DAILY, MONTH_REMIND)

    @property
    def may_be_none(self) -> bool:
        """Whether there can have been nothing to do."""
        return self.rule in (CPC_DAILY, SHEET_TO_FINANCE)


def proof_words(row: DutyState) -> str:
    """What shows that a duty was done, or what was answered; empty while it is open."""
    if row.answer == "none":
        return label("duty_none", row.rule)
    return label("duty_proof", row.proof) if row.proof else ""


# -- reading --------------------------------------------------------------------------------------


def duty_rows(office: Office, today: date, frm: date, to: date) -> tuple[DutyState, ...]:
    """Every duty due in [frm, to], by date and rule.

    ``F.sheet_pay`` is there once finance has paid the week's sheet out. UserError ``calendar.out_of_range``.
    """
    with office.database.read() as uow:
        return states_in(uow, office, today, frm, to)


def states_in(uow: UnitOfWork, office: Office, today: date, frm: date, to: date) -> tuple[DutyState, ...]:
    """The same inside a unit of work."""
    from ipdesk.model import reading_duties

    # A sheet finance pays out late is paid on a later Wednesday: look at the weeks before, too.
    duties = [duty for duty in office_duties(office.calendar, frm - _REACH, to) if not _off(office, duty.rule)]
    weeks = [duty.period for duty in duties if duty.rule in (SHEET_TO_FINANCE, SHEET_PAY)]
    known = _Known(
        marks={(mark.rule, mark.period): mark for mark in reading_duties.marks(uow.session, frm - _REACH, to + _REACH)},
        fetched={one.on: one for one in reading_duties.fetched(uow.session, frm, to)},
        sheets={sheet.week: sheet for sheet in reading_duties.sheets(uow.session, weeks)},
    )
    since = reading_duties.asked_since(uow.session)
    found = [_state(office, today, duty, known, min(since or today, today)) for duty in _moved(office, duties, known)]
    return tuple(sorted((row for row in found if frm <= row.due <= to), key=lambda row: (row.due, row.rule)))


@dataclass(frozen=True, slots=True)
class _Known:
    """What answers duties, by what names them."""

    marks: Mapping[tuple[str, str], Mark]
    fetched: Mapping[date, Fetched]
    sheets: Mapping[str, SheetState]


def _moved(office: Office, duties: Iterable[OfficeDuty], known: _Known) -> Iterable[OfficeDuty]:
    """``F.sheet_pay`` where finance paid out, on the first Wednesday from then on (3.2.5: 财务打款后每周三)."""
    for duty in duties:
        if duty.rule != SHEET_PAY:
            yield duty
            continue
        sheet = known.sheets.get(duty.period)
        if sheet is None or sheet.paid_out_at is None:
            continue
        out = _day(sheet.paid_out_at)
        yield duty if out <= duty.due else replace(duty, due=_wednesday(office.calendar, out))


def _wednesday(calendar: WorkCalendar, on: date) -> date:
    """The Wednesday of this week, or of the next when it is over; the next working day if it is off."""
    return calendar.on_or_after(on + timedelta(days=(2 - on.weekday()) % 7))


def _state(office: Office, today: date, duty: OfficeDuty, known: _Known, since: date) -> DutyState:
    row = DutyState(
        rule=duty.rule,
        clause=duty.clause,
        title=office.rulebook.rule(duty.rule).title,
        due=duty.due,
        period=duty.period,
        state=_live(office.calendar, today, duty.due, since),
        days_left=days_left(office.calendar, today, duty.due),
        provisional=duty.provisional,
    )
    if duty.rule in (SHEET_TO_FINANCE, SHEET_PAY):
        return _by_sheet(row, known)
    return _by_mark(row, known)


def _live(calendar: WorkCalendar, today: date, due: date, since: date) -> State:
    if due < since:
        return State.VOID
    if due < today:
        return State.OVERDUE
    return State.DUE_SOON if due <= soon_limit(calendar, today) else State.OPEN


def _by_mark(row: DutyState, known: _Known) -> DutyState:
    """Answered by hand, or by the files somebody downloaded that day: whichever came first."""
    mark = known.marks.get(row.key)
    files = known.fetched.get(row.due) if row.rule == CPC_DAILY else None
    if files is not None and (mark is None or mark.done_on > files.on or mark.answer == "none"):
        return _done(row, files.on, files.by, "event")
    return row if mark is None else _marked(row, mark)


def _by_sheet(row: DutyState, known: _Known) -> DutyState:
    """Answered by the sheet's steps; a week nothing is paid in is answered by hand."""
    sheet, mark = known.sheets.get(row.period), known.marks.get(row.key)
    if sheet is not None and row.rule == SHEET_TO_FINANCE and sheet.sent_at is not None:
        return _done(row, _day(sheet.sent_at), sheet.sent_by, "sheet")
    if sheet is not None and row.rule == SHEET_PAY and sheet.done_at is not None:
        return _done(row, sheet.paid_on or _day(sheet.done_at), sheet.done_by, "sheet")
    empty = sheet is None or not sheet.lines
    return _marked(row, mark) if mark is not None and empty else row


def _marked(row: DutyState, mark: Mark) -> DutyState:
    return replace(_done(row, mark.done_on, mark.by, "mark"), answer=mark.answer, note=mark.note)


def _done(row: DutyState, on: date, by: str, proof: str) -> DutyState:
    state = State.DONE if on <= row.due else State.DONE_LATE
    return replace(row, state=state, done_on=on, by=by, answer="done", proof=proof)


def _day(at: datetime) -> date:
    return at.astimezone().date()


def _off(office: Office, rule: str) -> bool:
    return office.rulebook.rule(rule).off


# -- writing --------------------------------------------------------------------------------------


def mark_duty(
    office: Office,
    act: Act,
    rule: str,
    period: str,
    answer: str = "done",
    note: str = "",
    on: date | None = None,
) -> Changes:
    """Answer a duty: it was done ``on`` (None: today), or there was nothing to do (``answer`` none).

    UserErrors: ``duty.unknown``, ``.no_period``, ``.in_future``, ``.too_early``, ``.already``, ``.bad_answer``,
    ``.no_none``, ``.sheet_is_proof``, ``.sheet_has_lines``, ``.note_too_long``.
    """
    from ipdesk.services.office import Changes, commit

    with office.database.write() as uow:
        duty = duty_of(office, rule, period)
        title = _title(office, rule)
        uow.begin_act(act, "mark_duty", f"{title}（{period}）")
        record = put_mark(uow, office, act, rule, period, answer, note, on)
        words = {"title": title, "period": duty.period, "answer": label("duty_none", rule)}
        says = say("duty_none" if answer == "none" else "duty_done", **words)
        return commit(uow, Changes(KINDS, says=says, created=record.id))


def mark_each(
    office: Office, act: Act, wanted: Sequence[tuple[str, str, date]], answer: str = "done", note: str = ""
) -> Changes:
    """Answer several duties, each (rule, period) on a day of its own, all or none; refusals as of ``mark_duty``."""
    from ipdesk.services.office import Changes, commit

    with office.database.write() as uow:
        uow.begin_act(act, "mark_duty", say("duties", count=len(wanted)))
        for rule, period, on in wanted:
            put_mark(uow, office, act, rule, period, answer, note, on)
        return commit(uow, Changes(KINDS, says=say("duties_done", count=len(wanted))))


def put_mark(
    uow: UnitOfWork,
    office: Office,
    act: Act,
    rule: str,
    period: str,
    answer: str = "done",
    note: str = "",
    on: date | None = None,
) -> DutyMarkRecord:
    """The mark inside another use case's unit of work, whose act has begun; refusals as of ``mark_duty``."""
    from ipdesk.model import reading_duties
    from ipdesk.model.office_work import DutyMarkRecord

    duty, day = duty_of(office, rule, period), on or act.today
    _check(office, act, duty, answer, note, day)
    if rule == SHEET_TO_FINANCE:
        _check_no_sheet(uow, office, duty)
    there = reading_duties.mark_of(uow.session, rule, period)
    if there is not None:
        raise UserError("duty.already", title=_title(office, rule), period=period, on=there.done_on)
    record = DutyMarkRecord(
        rule=rule,
        period=period,
        due=duty.due,
        done_on=day,
        answer=answer,
        note=note.strip(),
        done_by=act.by,
        done_at=act.at,
    )
    uow.add(record)
    uow.flush()
    return record


def is_marked(uow: UnitOfWork, rule: str, period: str) -> bool:
    """Whether somebody has answered this duty by hand."""
    from ipdesk.model import reading_duties

    return reading_duties.mark_of(uow.session, rule, period) is not None


def unmark_duty(office: Office, act: Act, rule: str, period: str) -> Changes:
    """Take a mark back: the duty stands open again. UserErrors: ``duty.unknown``, ``.not_marked``."""
    from ipdesk.model import reading_duties
    from ipdesk.services.office import Changes, commit

    _known_rule(rule)
    with office.database.write() as uow:
        title = _title(office, rule)
        uow.begin_act(act, "unmark_duty", f"{title}（{period}）")
        record = reading_duties.mark_of(uow.session, rule, period)
        if record is None:
            raise UserError("duty.not_marked", title=title, period=period)
        record.removed_at = act.at
        return commit(uow, Changes(KINDS, says=say("duty_unmarked", title=title, period=period)))


def duty_of(office: Office, rule: str, period: str) -> OfficeDuty:
    """The duty of a rule in a period (its day, month ``2026-10`` or week ``2026-W41``).

    UserErrors: ``duty.unknown``, ``duty.no_period``.
    """
    _known_rule(rule)
    near = _day_of(rule, period)
    if near is not None and office.calendar.first <= near <= office.calendar.last:
        try:
            around = office_duties(office.calendar, near - _REACH, near + _REACH)
        except UserError:
            around = ()
        for duty in around:
            if (duty.rule, duty.period) == (rule, period):
                return duty
    hint = label("duty_period", rule)
    raise UserError("duty.no_period", title=_title(office, rule), period=period, hint=hint)


def _day_of(rule: str, period: str) -> date | None:
    """A day inside the period that is named; None where the name is none."""
    patterns = {CPC_DAILY: r"\d{4}-\d\d-\d\d", MONTH_REMIND: r"\d{4}-\d\d"}
    if not re.fullmatch(patterns.get(rule, r"\d{4}-W\d\d"), period, re.ASCII):
        return None
    try:
        if rule == CPC_DAILY:
            return date.fromisoformat(period)
        if rule == MONTH_REMIND:
            return date.fromisoformat(f"{period}-10")
        return date.fromisocalendar(int(period[:4]), int(period[6:]), 2)
    except ValueError:
        return None


def first_day(duty: OfficeDuty) -> date:
    """The first day on which a duty can be done: its own day, its month's first, the Tuesday before its week."""
    if duty.rule == CPC_DAILY:
        return duty.due
    if duty.rule == MONTH_REMIND:
        return duty.due.replace(day=1)
    near = _day_of(duty.rule, duty.period)
    return duty.due if near is None else min(near - _WEEK, duty.due)


def _check(office: Office, act: Act, duty: OfficeDuty, answer: str, note: str, on: date) -> None:
    title = _title(office, duty.rule)
    if answer not in ANSWERS:
        raise UserError("duty.bad_answer", title=title, answer=answer)
    if duty.rule == SHEET_PAY or (duty.rule == SHEET_TO_FINANCE and answer == "done"):
        raise UserError("duty.sheet_is_proof", title=title, week=duty.period)
    if duty.rule == MONTH_REMIND and answer == "none":
        raise UserError("duty.no_none", title=title)
    if on > act.today:
        raise UserError("duty.in_future", title=title, period=duty.period, on=on)
    if on < first_day(duty):
        raise UserError("duty.too_early", title=title, period=duty.period, first=first_day(duty), on=on)
    if len(note.strip()) > LONGEST_NOTE:
        raise UserError("duty.note_too_long", limit=LONGEST_NOTE)


def _check_no_sheet(uow: UnitOfWork, office: Office, duty: OfficeDuty) -> None:
    """Nothing to pay this week: only where no sheet says otherwise."""
    from ipdesk.model import reading_duties

    for sheet in reading_duties.sheets(uow.session, [duty.period]):
        if sheet.sent_at is not None:
            raise UserError("duty.sheet_is_proof", title=_title(office, duty.rule), week=duty.period)
        if sheet.lines:
            raise UserError("duty.sheet_has_lines", week=duty.period, count=sheet.lines)


def _known_rule(rule: str) -> None:
    if rule not in CLAUSES:
        raise UserError("duty.unknown", rule=rule, known=list(CLAUSES))


def _title(office: Office, rule: str) -> str:
    return office.rulebook.rule(rule).title
