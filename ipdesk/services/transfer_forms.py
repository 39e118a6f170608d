"""The 项目移交申请单 as plain values: taken when asked for, again when approved, and printed from that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from ipdesk.domain.docket import live_state
from ipdesk.domain.matters import State
from ipdesk.files.forms import FormContact, FormDueItem, FormMatter, FormPaper, TransferForm
from ipdesk.model import reading, reading_due, reading_matter, reading_today, reading_transfers
from ipdesk.model.people import PersonRecord
from ipdesk.model.transfers import TransferRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.services.office import Office

COMPANY = "office.company"
DEFAULT_COMPANY = "知识产权服务中心"


def snapshot(office: Office, uow: UnitOfWork, matter_ids: Sequence[int], today: date) -> dict[str, Any]:
    """What is handed over as of ``today``: matters, items still to be done, papers, contacts (JSON values)."""
    rows = reading.matter_rows(uow.session, matter_ids)
    matters = [rows[one] for one in matter_ids if one in rows]
    numbers = {row.id: row.number for row in matters}
    clients = [row.client_id for row in matters if row.client_id is not None]
    return {
        "matters": [_plain(_matter(row)) for row in matters],
        "due_items": [_plain(item) for one in numbers for item in _due_items(office, uow, one, today)],
        "papers": [
            _plain(FormPaper(numbers[row.matter_id], row.name, row.added_at.astimezone().date()))
            for row in reading_matter.attachments_of(uow.session, numbers)
        ],
        "contacts": [
            _plain(FormContact(row.client, row.name, row.phone, row.email, row.wechat))
            for row in reading_transfers.contacts(uow.session, list(dict.fromkeys(clients)))
        ],
        "departments": list(dict.fromkeys(label("department", row.department) for row in matters)),
    }


def people(uow: UnitOfWork, record: TransferRecord) -> dict[str, Any]:
    """Company and names as they are now: a form prints again as it was even if somebody marries or moves."""
    return {
        "company": reading_today.setting(uow.session, COMPANY) or DEFAULT_COMPANY,
        "names": {
            field: _name(uow, getattr(record, field)) for field in ("from_id", "to_id", "requested_by", "decided_by")
        },
    }


def form(uow: UnitOfWork, record: TransferRecord, today: date) -> TransferForm:
    """The form of a hand-over, from its own snapshot."""
    kept: Mapping[str, Any] = record.snapshot or {}
    decided = record.decided_at.astimezone().date() if record.decided_at else None
    asked = record.requested_at.astimezone().date() if record.requested_at else today
    known = kept if "names" in kept else people(uow, record)
    names = known["names"]
    return TransferForm(
        number=record.number,
        company=known["company"],
        on=asked,
        state=label("transfer_state", record.state),
        from_person=names["from_id"],
        to_person=names["to_id"],
        department="、".join(kept.get("departments", ())),
        reason=record.reason,
        requested_by=names["requested_by"],
        by_client=record.by_client,
        decided_by=names["decided_by"],
        decided_on=decided,
        opinion=record.refusal or (label("transfer_opinion", record.state) if decided else ""),
        matters=tuple(FormMatter(**_dated(one, "filed")) for one in kept.get("matters", ())),
        due_items=tuple(FormDueItem(**_dated(one, "due")) for one in kept.get("due_items", ())),
        papers=tuple(FormPaper(**_dated(one, "added_on")) for one in kept.get("papers", ())),
        contacts=tuple(FormContact(**one) for one in kept.get("contacts", ())),
    )


def _matter(row: Any) -> FormMatter:
    return FormMatter(
        number=row.number,
        kind=label("kind", row.kind),
        title=row.title,
        client=row.client,
        applicant=row.applicant,
        application_number=row.application_number,
        filed=row.filed,
        salesperson=row.salesperson,
        stage=label("stage", row.stage),
        note=row.note,
    )


def _due_items(office: Office, uow: UnitOfWork, matter_id: int, today: date) -> list[FormDueItem]:
    wanted = reading_due.DueWanted(matter_id=matter_id, states=reading_due.TO_DO)
    return [
        FormDueItem(
            number=row.number,
            title=row.title,
            clause=row.clause,
            due=row.due,
            state=label("state", live_state(State(row.state), row.due, today, office.calendar)),
            official=row.official,
            provisional=row.provisional,
        )
        for row in reading_due.due_rows(uow.session, wanted)
    ]


def _name(uow: UnitOfWork, person_id: int | None) -> str:
    """The name even of somebody who has left."""
    person = uow.get(PersonRecord, person_id)
    return person.name if person else ""


def _plain(value: FormMatter | FormDueItem | FormPaper | FormContact) -> dict[str, Any]:
    """A part of the form as JSON keeps it: dates as text."""
    return {name: one.isoformat() if isinstance(one, date) else one for name, one in asdict(value).items()}


def _dated(kept: Mapping[str, Any], field: str) -> dict[str, Any]:
    """The part again, its one date a date."""
    text = kept.get(field)
    return {**kept, field: date.fromisoformat(text) if text else None}
