"""Hand-over of matters to a new handler (项目移交, 3.5.5): asked for, then approved or refused.

Nothing moves before approval; then matters, their open items, reminders and papers belong to the new handler at once.
No ``assigned`` is recorded by it: the clauses that begin with one (contact within a working day, tell the salesperson)
were kept or missed by whoever got the matter first, and a client who asked for another handler must not look like a
new order. The service periods go on as they were; the form and the mail say what is due.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipdesk.domain.permissions import Deed, may
from ipdesk.errors import UserError
from ipdesk.model import reading, reading_matter, reading_transfers
from ipdesk.model.matters import MatterRecord
from ipdesk.model.papers import AttachmentRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.transfers import TransferRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services import docket, papers, shaping, transfer_forms, transfer_mails
from ipdesk.services.attachments import opened_copy
from ipdesk.services.mailings import put_mail
from ipdesk.services.matters import known_matter, touch
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.rows import TransferRow
from ipdesk.services.wording import say
from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.files.forms import TransferForm

_ASKED = frozenset({"transfers"})
_MOVED = frozenset({"transfers", "matters", "due_items"})


@dataclass(frozen=True, slots=True)
class TransferMatter:
    """One matter of a form, as the form has it; ``open_items``: how many open due items went along.

    ``matter_id`` None: it was removed since.
    """

    matter_id: int | None
    number: str
    title: str
    client: str
    open_items: int


def request_transfer(
    office: Office,
    act: Act,
    matter_ids: Sequence[int],
    to_person: int,
    reason: str,
    *,
    by_client: bool = False,
) -> Changes:
    """Fill in a 项目移交申请单 for matters of one handler; ``created`` is its id.

    UserErrors: ``transfer.no_matters``, ``.no_reason``, ``.no_person``, ``.same_person``, ``.mixed``,
    ``.pending``, ``matter.unknown``.
    """
    ids = list(dict.fromkeys(matter_ids))
    if not ids:
        raise UserError("transfer.no_matters")
    if not reason.strip():
        raise UserError("transfer.no_reason")
    with office.database.write() as uow:
        matters = [known_matter(uow, matter_id) for matter_id in ids]
        taker = _taker(uow, to_person)
        _can_be_asked(uow, matters, taker)
        only = ids[0] if len(ids) == 1 else None
        uow.begin_act(act, "request_transfer", taker.name, only)
        record = TransferRecord(
            number=_next_number(uow, act.today.year),
            matter_ids=ids,
            from_id=matters[0].handler_id,
            to_id=taker.id,
            reason=reason.strip(),
            by_client=by_client,
            requested_by=act.by,
            requested_at=act.at,
        )
        record.snapshot = _snapshot(office, uow, act, record)
        uow.add(record)
        uow.flush()
        says = say("transfer_requested", number=record.number, count=len(ids), person=taker.name)
        return commit(uow, Changes(_ASKED, frozenset(ids), says=says, created=record.id))


def approve_transfer(office: Office, act: Act, transfer_id: int, *, tell: bool = False) -> Changes:
    """Approve a hand-over and move everything, in one act; the form keeps what was handed over.

    ``tell``: write a mail to the new handler, the salespeople in copy; ``created`` is its id (None where nobody of
    them has an address). UserErrors: ``transfer.not_found``, ``.decided``, ``.not_director``, ``.changed``,
    ``matter.unknown``.
    """
    with office.database.write() as uow:
        record = _undecided(uow, transfer_id)
        _may_decide(uow, act, record)
        taker = _taker(uow, record.to_id)
        matters = [known_matter(uow, matter_id) for matter_id in record.matter_ids]
        for matter in matters:
            if matter.handler_id != record.from_id:
                raise UserError("transfer.changed", number=record.number, matter=matter.number)
        uow.begin_act(act, "approve_transfer", record.number)
        record.state, record.decided_by, record.decided_at = "approved", act.by, act.at
        record.snapshot = _snapshot(office, uow, act, record)
        kinds = _MOVED | _move(uow, act, record, matters)
        mail = _tell(office, uow, act, record, matters) if tell else None
        docket.project(uow, office, record.matter_ids, act.today)
        kinds |= {"mailings"} if mail else frozenset()
        says = say("transfer_approved", number=record.number, count=len(matters), person=taker.name)
        return commit(uow, Changes(kinds, frozenset(record.matter_ids), says=says, created=mail))


def _snapshot(office: Office, uow: UnitOfWork, act: Act, record: TransferRecord) -> dict[str, Any]:
    """What the form says from now on."""
    parts = transfer_forms.snapshot(office, uow, record.matter_ids, act.today)
    return {**parts, **transfer_forms.people(uow, record)}


def _move(uow: UnitOfWork, act: Act, record: TransferRecord, matters: Sequence[MatterRecord]) -> frozenset[str]:
    """The matters and the giver's reminders on them get their new handler; due items follow when derived."""
    reminders = reading_transfers.reminders_of(uow.session, record.matter_ids, record.from_id)
    for matter in matters:
        matter.handler_id = record.to_id
        touch(matter, act)
    if record.from_id is not None:
        for reminder in reminders:
            reminder.person_id = record.to_id
    uow.flush()
    return frozenset({"reminders"}) if reminders and record.from_id is not None else frozenset()


def _tell(
    office: Office, uow: UnitOfWork, act: Act, record: TransferRecord, matters: Sequence[MatterRecord]
) -> int | None:
    """The mail about an approved hand-over; its id, None when nobody can be written to."""
    sellers = list(dict.fromkeys(m.salesperson_id for m in matters if m.salesperson_id is not None))
    known = reading_transfers.emails(uow.session, [record.to_id, *sellers])
    to = tuple(known[one] for one in (record.to_id,) if one in known)
    cc = tuple(known[one] for one in sellers if one in known)
    if not (to or cc):
        return None
    form = transfer_forms.form(uow, record, act.today)
    mail = transfer_mails.approved(form, transfer_mails.Told(to or cc, cc if to else ()), form.decided_on or act.today)
    mail.matter_id = matters[0].id if len(matters) == 1 else None
    mail.person_id = record.to_id
    return put_mail(office, uow, act, mail).id


def refuse_transfer(office: Office, act: Act, transfer_id: int, why: str) -> Changes:
    """Send a hand-over back with the reason; nothing moves, the form stays."""
    if not why.strip():
        raise UserError("transfer.no_refusal")
    with office.database.write() as uow:
        record = _undecided(uow, transfer_id)
        _may_decide(uow, act, record)
        uow.begin_act(act, "refuse_transfer", record.number)
        record.state, record.refusal = "refused", why.strip()
        record.decided_by, record.decided_at = act.by, act.at
        record.snapshot = {**(record.snapshot or {}), **transfer_forms.people(uow, record)}
        says = say("transfer_refused", number=record.number)
        return commit(uow, Changes(_ASKED, frozenset(record.matter_ids), says=says))


def keep_signed(office: Office, act: Act, transfer_id: int, scan: papers.NewPaper) -> Changes:
    """Keep the scan of the signed form with the hand-over and with every matter of it; a later one takes its place.

    UserErrors: ``transfer.not_found``, ``.not_approved``, and those of ``papers.keep_all``.
    """
    with office.database.read() as uow:  # refused before anything is written to disk
        _approved(uow, transfer_id)
    (kept,) = papers.keep_all(office.files, [scan])
    with office.database.write() as uow:
        record = _approved(uow, transfer_id)
        uow.begin_act(act, "keep_signed", record.number)
        record.signed_name, record.signed_sha256 = kept.name, kept.sha256
        record.signed_by, record.signed_at = act.by, act.at
        for matter_id in record.matter_ids:
            uow.add(
                AttachmentRecord(
                    matter_id=matter_id,
                    name=kept.name,
                    sha256=kept.sha256,
                    size=kept.size,
                    mime=kept.mime,
                    added_by=act.by,
                    added_at=act.at,
                )
            )
        says = say("transfer_signed", number=record.number)
        kinds = frozenset({"transfers", "attachments"})
        return commit(uow, Changes(kinds, frozenset(record.matter_ids), says=says))


def signed_path(office: Office, transfer_id: int) -> Path:
    """A checked copy of the signed form's scan, for the system to open. UserErrors: ``transfer.not_signed``, and those
    of ``attachments.open_path``.
    """
    with office.database.read() as uow:
        record = _known(uow, transfer_id)
        if not record.signed_sha256:
            raise UserError("transfer.not_signed", number=record.number)
        name, sha256 = record.signed_name, record.signed_sha256
    return opened_copy(office, name, sha256)


def transfer_matters(office: Office, transfer_id: int) -> tuple[TransferMatter, ...]:
    """The matters of a form in its order, with what went along of each. UserError ``transfer.not_found``."""
    with office.database.read() as uow:
        record = _known(uow, transfer_id)
        kept = record.snapshot or {}
        ids = {row.number: one for one, row in reading.matter_rows(uow.session, record.matter_ids).items()}
        items = [item["number"] for item in kept.get("due_items", ())]
        return tuple(
            TransferMatter(
                ids.get(one["number"]), one["number"], one["title"], one["client"], items.count(one["number"])
            )
            for one in kept.get("matters", ())
        )


def transfers(office: Office, state: str | None = None) -> tuple[TransferRow, ...]:
    """All hand-overs, newest first; ``state``: requested | approved | refused."""
    with office.database.read() as uow:
        rows = [shaping.transfer_row(row) for row in reading_matter.transfers_of(uow.session)]
    return tuple(row for row in rows if state is None or row.state == state)


def transfer_form(office: Office, act: Act, transfer_id: int) -> TransferForm:
    """The form as it was when asked for, or when approved: it prints again as it was.

    UserError ``transfer.not_found``. ``act`` gives the day a form without one is dated.
    """
    with office.database.read() as uow:
        record = _known(uow, transfer_id)
        return transfer_forms.form(uow, record, act.today)


def preview_transfer(
    office: Office, act: Act, matter_ids: Sequence[int], to_person: int, reason: str, *, by_client: bool
) -> TransferForm:
    """The form that ``request_transfer`` would make; nothing is written and nothing refused but unknown ids."""
    with office.database.read() as uow:
        matters = [known_matter(uow, matter_id) for matter_id in matter_ids]
        draft = TransferRecord(
            number="",
            matter_ids=list(matter_ids),
            from_id=matters[0].handler_id if matters else None,
            to_id=to_person,
            reason=reason.strip(),
            by_client=by_client,
            state="requested",
            requested_by=act.by,
            requested_at=act.at,
            refusal="",
        )
        draft.snapshot = _snapshot(office, uow, act, draft)
        return transfer_forms.form(uow, draft, act.today)


# -- checks -------------------------------------------------------------------------------------


def _known(uow: UnitOfWork, transfer_id: int) -> TransferRecord:
    record = uow.get(TransferRecord, transfer_id)
    if record is None or record.removed_at is not None:
        raise UserError("transfer.not_found", id=transfer_id)
    return record


def _undecided(uow: UnitOfWork, transfer_id: int) -> TransferRecord:
    record = _known(uow, transfer_id)
    if record.state != "requested":
        raise UserError("transfer.decided", number=record.number, state=label("transfer_state", record.state))
    return record


def _approved(uow: UnitOfWork, transfer_id: int) -> TransferRecord:
    record = _known(uow, transfer_id)
    if record.state != "approved":
        raise UserError("transfer.not_approved", number=record.number, state=label("transfer_state", record.state))
    return record


def _taker(uow: UnitOfWork, person_id: int) -> PersonRecord:
    person = uow.get(PersonRecord, person_id)
    if person is None or person.removed_at is not None or not person.active:
        raise UserError("transfer.no_person")
    return person


def _may_decide(uow: UnitOfWork, act: Act, record: TransferRecord) -> None:
    """3.5.5: the department's director agrees; a head may stand in for matters of their own department alone."""
    person = uow.get(PersonRecord, act.by)
    rows = reading.matter_rows(uow.session, record.matter_ids).values()
    own = person is None or person.role != "department_head" or all(r.department == person.department for r in rows)
    if not (own and may(person.role if person else None, Deed.APPROVE_TRANSFER)):
        raise UserError("transfer.not_director", person=person.name if person else say("somebody"))


def _can_be_asked(uow: UnitOfWork, matters: Sequence[MatterRecord], taker: PersonRecord) -> None:
    givers = {matter.handler_id for matter in matters}
    asked = [row for row in reading_matter.transfers_of(uow.session) if row.state == "requested"]
    pending = {matter_id: row.number for row in asked for matter_id in row.matter_ids}
    for matter in matters:
        if matter.handler_id == taker.id:
            raise UserError("transfer.same_person", number=matter.number, person=taker.name)
        if matter.id in pending:
            raise UserError("transfer.pending", number=matter.number, transfer=pending[matter.id])
    if len(givers) > 1:
        names = (uow.get(PersonRecord, giver) for giver in sorted(giver or 0 for giver in givers))
        raise UserError("transfer.mixed", people=[person.name if person else "—" for person in names])


def _next_number(uow: UnitOfWork, year: int) -> str:
    """The next number of the year: ``YJ-2026-003``."""
    prefix = f"YJ-{year}-"
    return f"{prefix}{reading_transfers.last_serial(uow.session, prefix) + 1:03d}"
