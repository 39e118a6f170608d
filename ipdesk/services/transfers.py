"""Hand-over of matters to a new handler (项目移交, 3.5.5): asked for, then approved or refused.

Nothing moves before approval; then matters, their open items and papers belong to the new handler at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ipdesk.errors import UserError
from ipdesk.model import reading_matter, reading_transfers
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.transfers import TransferRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services import docket, shaping, transfer_forms
from ipdesk.services.matters import known_matter, touch
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.rows import TransferRow
from ipdesk.services.wording import say
from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.files.forms import TransferForm

APPROVERS = ("director", "department_head")
_ASKED = frozenset({"transfers"})
_MOVED = frozenset({"transfers", "matters", "due_items"})


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
        record.snapshot = transfer_forms.snapshot(office, uow, ids, act.today)
        uow.add(record)
        uow.flush()
        says = say("transfer_requested", number=record.number, count=len(ids), person=taker.name)
        return commit(uow, Changes(_ASKED, frozenset(ids), says=says, created=record.id))


def approve_transfer(office: Office, act: Act, transfer_id: int) -> Changes:
    """Approve a hand-over and move everything, in one act; the form keeps what was handed over.

    UserErrors: ``transfer.not_found``, ``.decided``, ``.not_director``, ``.changed``, ``matter.unknown``.
    """
    with office.database.write() as uow:
        record = _undecided(uow, transfer_id)
        _may_decide(uow, act)
        taker = _taker(uow, record.to_id)
        matters = [known_matter(uow, matter_id) for matter_id in record.matter_ids]
        for matter in matters:
            if matter.handler_id != record.from_id:
                raise UserError("transfer.changed", number=record.number, matter=matter.number)
        uow.begin_act(act, "approve_transfer", record.number)
        record.snapshot = transfer_forms.snapshot(office, uow, record.matter_ids, act.today)
        record.state, record.decided_by, record.decided_at = "approved", act.by, act.at
        for matter in matters:
            matter.handler_id = taker.id
            touch(matter, act)
        uow.flush()
        docket.project(uow, office, record.matter_ids, act.today)
        says = say("transfer_approved", number=record.number, count=len(matters), person=taker.name)
        return commit(uow, Changes(_MOVED, frozenset(record.matter_ids), says=says))


def refuse_transfer(office: Office, act: Act, transfer_id: int, why: str) -> Changes:
    """Send a hand-over back with the reason; nothing moves, the form stays."""
    if not why.strip():
        raise UserError("transfer.no_refusal")
    with office.database.write() as uow:
        record = _undecided(uow, transfer_id)
        _may_decide(uow, act)
        uow.begin_act(act, "refuse_transfer", record.number)
        record.state, record.refusal = "refused", why.strip()
        record.decided_by, record.decided_at = act.by, act.at
        says = say("transfer_refused", number=record.number)
        return commit(uow, Changes(_ASKED, frozenset(record.matter_ids), says=says))


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
            snapshot=transfer_forms.snapshot(office, uow, matter_ids, act.today),
        )
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


def _taker(uow: UnitOfWork, person_id: int) -> PersonRecord:
    person = uow.get(PersonRecord, person_id)
    if person is None or person.removed_at is not None or not person.active:
        raise UserError("transfer.no_person")
    return person


def _may_decide(uow: UnitOfWork, act: Act) -> None:
    """3.5.5: the department's director agrees; a head of department may stand in."""
    person = uow.get(PersonRecord, act.by)
    if person is None or person.role not in APPROVERS:
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
