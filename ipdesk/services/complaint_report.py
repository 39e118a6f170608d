"""The report of a complaint (4.3.6) from what is on record, its mail to the owner, and the other forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from ipdesk.domain.complaints import LEVELS
from ipdesk.errors import UserError
from ipdesk.files.complaint_report import ComplaintReport, rows_of
from ipdesk.model import dockets, reading_complaints, reading_matter, reading_today, staff
from ipdesk.model.clients import ClientRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services import docket, shaping
from ipdesk.services.complaint_lists import ClockLine, ComplaintView, view_in
from ipdesk.services.complaints import Step, append_step, fresh_complaint
from ipdesk.services.mailings import NewMail, put_mail
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.wording import say
from ipdesk.text import label

OWNER = "office.owner_email"
"""The setting that holds where reports to the company's owner go."""

PURPOSE = "complaint_report"
_COMPANY, _DEFAULT_COMPANY = "office.company", "知识产权服务中心"
_KINDS = frozenset({"complaints", "matters", "events", "due_items", "mailings"})
_MOST_EVENTS = 60


@dataclass(frozen=True, slots=True)
class ReportMail:
    """The mail of the report before it is written: ``to`` the owner, ``cc`` the client's salesperson."""

    to: str
    cc: str
    subject: str
    body: str


def complaint_report(office: Office, act: Act, matter_id: int, measures: str = "") -> ComplaintReport:
    """Everything the report, the registration form and the self-criticism show. UserError ``matter.not_found``."""
    with office.database.read() as uow:
        view = view_in(uow, matter_id)
        return _report(office, uow, act, view, measures)


def report_mail(office: Office, act: Act, matter_id: int) -> ReportMail:
    """The mail as it is proposed: to the owner (or the director while no address is known), salesperson in copy."""
    with office.database.read() as uow:
        view = view_in(uow, matter_id)
        salesperson = _salesperson(uow, view)
        owner = reading_today.setting(uow.session, OWNER) or _email(_director(uow))
        report = _report(office, uow, act, view, "")
    row = view.row
    late = [cells for cells in report.clocks if "迟" in cells[-1] or "超时" in cells[-1]]
    body = say(
        "complaint_mail",
        number=row.number,
        client=row.client,
        received=report.received,
        level=report.level,
        text=view.text,
        cause=report.cause or "—",
        settlement=report.settlement or "—",
        clocks=say("complaint_mail_late", count=len(late)) if late else say("complaint_mail_kept"),
        slips=len(report.slips),
    )
    return ReportMail(
        owner, _email(salesperson), say("complaint_mail_subject", number=row.number, client=row.client), body
    )


def send_report(
    office: Office, act: Act, matter_id: int, mail: ReportMail, pdf: bytes, at: time | None = None
) -> Changes:
    """Write the mail with the report attached and record the report as written, in one act. ``created``: the mail.

    ``at`` None: now. The owner's address is remembered. A report written before is mailed again without a second event.
    ``UserError``: complaint.unknown, .not_closed, .no_owner, mail.no_subject.
    """
    if not mail.to.strip():
        raise UserError("complaint.no_owner")
    with office.database.write() as uow:
        matter, _record = fresh_complaint(uow, matter_id, None)
        uow.begin_act(act, "report_complaint", matter.number, matter.id)
        names = {event.name for event in reading_complaints.events_of(uow.session, [matter.id])}
        if "report_written" not in names:
            note = say("complaint_report_note", to=mail.to, cc=mail.cc or "—")
            append_step(office, uow, act, matter, Step(matter.id, "report_written", at=at, note=note))
        name = say("complaint_report_file", number=matter.number)
        made = put_mail(
            office,
            uow,
            act,
            NewMail(
                PURPOSE, _addresses(mail.to), mail.subject, mail.body, _addresses(mail.cc), ((name, pdf),), matter.id
            ),
        )
        if reading_today.setting(uow.session, OWNER) != mail.to.strip():
            reading_today.put_setting(uow.session, OWNER, mail.to.strip())
        docket.project(uow, office, [matter.id], act.today)
        says = say("complaint_reported", number=matter.number)
        return commit(uow, Changes(_KINDS, frozenset({matter.id}), says=says, created=made.id))


def _addresses(text: str) -> tuple[str, ...]:
    return tuple(
        one.strip() for one in text.replace("；", ";").replace("，", ";").replace(",", ";").split(";") if one.strip()
    )


# -- the values -------------------------------------------------------------------------------------


def _report(office: Office, uow: UnitOfWork, act: Act, view: ComplaintView, measures: str) -> ComplaintReport:
    row, salesperson = view.row, _salesperson(uow, view)
    head = staff.load_staff(uow).responsible("department_head", row.department, None, None)
    concerned = _concerned(view)
    closed = row.when("complaint_closed")
    until = closed.date() if closed else act.today  # what slipped later is no part of this complaint
    return ComplaintReport(
        company=reading_today.setting(uow.session, _COMPANY) or _DEFAULT_COMPANY,
        number=row.number,
        on=act.today,
        client=row.client,
        caller="　".join(part for part in (view.caller, view.phone) if part),
        received=f"{row.received:%Y-%m-%d %H:%M}" if row.received else "",
        channel=" / ".join(
            _labelled(area, code) for area, code in (("channel", row.channel), ("subject", row.subject))
        ),
        level=f"{row.level} {label('complaint_level', row.level)}（{label('complaint_handling', row.level)}）",
        levels="　".join(
            f"{'■' if level == row.level else '□'} {level} {label('complaint_level', level)}" for level in LEVELS
        ),
        project_number=view.project_number,
        against="　".join(part for part in (row.against, row.unit, label("department", row.department)) if part),
        about=f"{row.about_number} {row.about_title}".strip(),
        salesperson=salesperson.name if salesperson else "",
        text=view.text,
        demands=view.demands,
        cause=_labelled("complaint_cause", row.cause),
        settlement=view.settlement,
        criticism=say("complaint_criticism_filed", name=view.criticism.name) if view.criticism else "",
        measures=measures,
        head=_name(uow, head),
        clocks=rows_of([_clock(line) for line in row.clocks]),
        steps=rows_of(_steps(view)),
        slips=rows_of(_slips(office, uow, act.today, until, concerned)),
        timeline=rows_of(_timeline(uow, row.about_id, until)),
        handovers=rows_of(_handovers(uow, view, concerned)),
        others=rows_of(
            [
                (one.number, label("department", one.department), one.title, label("stage", one.stage), one.handler)
                for one in view.others
            ]
        ),
        gifts=rows_of([_gift(one) for one in view.gifts]),
    )


def _concerned(view: ComplaintView) -> tuple[int, ...]:
    """The matter complained about; without one, what the person complained about does for this client."""
    if view.row.about_id is not None:
        return (view.row.about_id,)
    return tuple(one.id for one in view.others if one.handler_id == view.row.against_id)


def _clock(line: ClockLine) -> Sequence[object]:
    form = "%Y-%m-%d %H:%M" if line.in_minutes else "%Y-%m-%d"
    done = line.done_at.strftime(form) if line.done_at else None
    went = label("state", line.state)
    if line.state == "done":
        went = "按时"
    elif line.state == "done_late":
        went = f"迟 {line.late} 分钟" if line.in_minutes else f"迟 {line.late} 天"
    elif line.state == "open":
        went = "尚未完成"
    return (line.title, line.clause, line.due_at.strftime(form), done, went)


def _steps(view: ComplaintView) -> list[Sequence[object]]:
    received = view.row.received
    first: list[Sequence[object]] = []
    if received is not None:
        first.append(
            (f"{received:%Y-%m-%d %H:%M}", label("event", "complaint_received"), view.text, view.row.received_by)
        )
    form = {True: "%Y-%m-%d %H:%M", False: "%Y-%m-%d"}
    return first + [
        (step.at.strftime(form[step.timed]), label("event", step.name), step.note, step.by) for step in view.row.steps
    ]


def _slips(
    office: Office, uow: UnitOfWork, today: date, until: date, matter_ids: Sequence[int]
) -> list[Sequence[object]]:
    """The exact days that slipped: what was due, when it was done, by how much, and why it was due that day;
    all as it stood on the day ``until``."""
    found: list[Sequence[object]] = []
    items = [item for item in reading_complaints.items_of(uow.session, matter_ids) if not item.superseded]
    late = [item for item in items if item.due < (item.done_on or until) and item.due < until]
    for item in late:
        done_on = item.done_on if item.done_on is not None and item.done_on <= until else None
        end = done_on or until
        days, working = (end - item.due).days, -shaping.days_left(office.calendar, end, item.due)
        much = f"{days} 天（{working} 个工作日）" if working else f"{days} 天"
        done = done_on.isoformat() if done_on else "尚未完成"
        why = _why(office, uow, today, item)
        found.append((item.title, item.clause, item.due.isoformat(), done, much, item.person, why))
    return found


def _why(office: Office, uow: UnitOfWork, today: date, item: Any) -> str:
    from ipdesk.domain.explain import explain

    place = dockets.item_place(uow, item.id)
    if place is None:
        return ""
    (loaded,) = dockets.load(uow, [item.matter_id])
    matter = docket.matter_of(loaded.row)
    return explain(matter, loaded.events, office.rulebook, office.calendar, today, place.key).sentence


def _timeline(uow: UnitOfWork, about_id: int | None, until: date) -> list[Sequence[object]]:
    if about_id is None:
        return []
    rows = reading_matter.events_of(uow.session, about_id)
    events = [row for row in rows if row.revoked_at is None and row.on <= until]
    return [(row.on.isoformat(), label("event", row.name), row.note, row.recorder) for row in events[-_MOST_EVENTS:]]


def _handovers(uow: UnitOfWork, view: ComplaintView, matter_ids: Sequence[int]) -> list[Sequence[object]]:
    rows = {one.id: one for one in view.transfers}
    for matter_id in matter_ids:
        for raw in reading_matter.transfers_of(uow.session, matter_id):
            rows.setdefault(raw.id, shaping.transfer_row(raw))
    return [
        (
            one.number,
            f"{one.requested_at.astimezone():%Y-%m-%d}",
            f"{one.from_person or '—'} → {one.to_person}",
            label("transfer_state", one.state),
            one.reason,
        )
        for _id, one in sorted(rows.items())
    ]


def _gift(one: Any) -> Sequence[object]:
    if not one.own_mistake:
        return (one.service, f"{one.official_fee:.2f}", "", "", "", "不计提成")
    return (
        one.service,
        f"{one.official_fee:.2f}",
        f"{one.erred} {one.erred_share:.2f}",
        f"{one.superior} {one.superior_share:.2f}",
        f"{one.head} {one.head_share:.2f}",
        "不计提成",
    )


def _salesperson(uow: UnitOfWork, view: ComplaintView) -> PersonRecord | None:
    matter, client = uow.get(MatterRecord, view.row.id), uow.get(ClientRecord, view.row.client_id)
    chosen = (matter.salesperson_id if matter else None) or (client.salesperson_id if client else None)
    return uow.get(PersonRecord, chosen)


def _director(uow: UnitOfWork) -> PersonRecord | None:
    return uow.get(PersonRecord, staff.load_staff(uow).responsible("director", "", None, None))


def _email(person: PersonRecord | None) -> str:
    return person.email if person is not None else ""


def _name(uow: UnitOfWork, person_id: int | None) -> str:
    person = uow.get(PersonRecord, person_id)
    return person.name if person is not None else ""


def _labelled(area: str, code: str) -> str:
    return label(area, code) if code else ""
