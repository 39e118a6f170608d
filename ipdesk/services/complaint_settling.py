"""Making good a complaint: services given away and who bears their fees (4.4.2), self-criticism on file (4.4.1)."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from ipdesk.domain.complaints import FEN, shares
from ipdesk.errors import UserError
from ipdesk.model import reading_complaints, staff
from ipdesk.model.complaints import GiftRecord
from ipdesk.model.papers import AttachmentRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services import papers
from ipdesk.services.complaints import fresh_complaint, kept_record, known_complaint
from ipdesk.services.matters import known_person, touch
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.wording import say

if TYPE_CHECKING:
    from ipdesk.files.table_book import BookSheet

GIFTS = frozenset({"complaints"})
PAPERS = frozenset({"complaints", "attachments", "matters"})
NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class NewGift:
    """A service given away. ``official_fee`` in yuan; ``own_mistake``: it came from our own work, so the fee is
    shared; ``erred_id`` None: the person complained about. Superior and head follow from who erred."""

    matter_id: int
    service: str
    official_fee: Decimal
    own_mistake: bool = True
    erred_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class GiftRow:
    """A service given away with its shares in yuan; no commission is paid on it, whoever bears the fee."""

    id: int
    matter_id: int
    number: str
    client: str
    service: str
    official_fee: Decimal
    own_mistake: bool
    erred: str
    superior: str
    head: str
    erred_share: Decimal
    superior_share: Decimal
    head_share: Decimal
    note: str
    version: int


def add_gift(office: Office, act: Act, gift: NewGift) -> Changes:
    """Write down a service given away; where our own mistake caused it, its fee is shared 3:4:3. ``created``: id.

    ``UserError``: complaint.unknown, .no_service, .bad_fee, .nobody_erred, person.unknown.
    """
    if not gift.service.strip():
        raise UserError("complaint.no_service")
    fee = gift.official_fee
    if not fee.is_finite() or fee < 0 or fee * FEN != (fee * FEN).to_integral_value():
        raise UserError("complaint.bad_fee", fee=fee)
    with office.database.write() as uow:
        matter = known_complaint(uow, gift.matter_id)
        record = reading_complaints.record_of(uow.session, matter.id)
        against = (record.against_id if record else None) or matter.handler_id
        bearers = _bearers(uow, gift.erred_id or against, matter.department) if gift.own_mistake else (None,) * 3
        parts = shares(fee) if gift.own_mistake else (NOTHING,) * 3
        uow.begin_act(act, "add_gift", gift.service.strip(), matter.id)
        made = GiftRecord(
            matter_id=matter.id,
            service=gift.service.strip(),
            official_fee=fee.quantize(Decimal("0.01")),
            own_mistake=gift.own_mistake,
            erred_id=bearers[0],
            superior_id=bearers[1],
            head_id=bearers[2],
            erred_share=parts[0],
            superior_share=parts[1],
            head_share=parts[2],
            note=gift.note.strip(),
        )
        uow.add(made)
        touch(matter, act)
        uow.flush()
        says = say("gift_added", number=matter.number, service=made.service)
        return commit(uow, Changes(GIFTS, frozenset({matter.id}), says=says, created=made.id))


def remove_gift(office: Office, act: Act, gift_id: int, expected_version: int | None = None) -> Changes:
    """Take a gift back out. ``UserError``: complaint.no_gift, complaint.gift_stale."""
    with office.database.write() as uow:
        gift = uow.get(GiftRecord, gift_id)
        if gift is None or gift.removed_at is not None:
            raise UserError("complaint.no_gift")
        if expected_version is not None and gift.version != expected_version:
            raise UserError("complaint.gift_stale", service=gift.service)
        matter = known_complaint(uow, gift.matter_id)
        uow.begin_act(act, "remove_gift", gift.service, matter.id)
        gift.removed_at = act.at
        touch(matter, act)
        says = say("gift_removed", number=matter.number, service=gift.service)
        return commit(uow, Changes(GIFTS, frozenset({matter.id}), says=says))


def gifts(office: Office, year: int | None = None) -> tuple[GiftRow, ...]:
    """Services given away, newest first; ``year``: on complaints received in that year."""
    with office.database.read() as uow:
        rows = gifts_in(uow)
        if year is None:
            return rows
        events = reading_complaints.events_of(uow.session, dict.fromkeys(row.matter_id for row in rows))
    when = {event.matter_id: event.on.year for event in events if event.name == "complaint_received"}
    return tuple(row for row in rows if when.get(row.matter_id) == year)


def gifts_in(uow: UnitOfWork, matter_id: int | None = None) -> tuple[GiftRow, ...]:
    """As ``gifts``, inside a unit of work; ``matter_id``: of this complaint."""
    return tuple(
        GiftRow(
            row.id, row.matter_id, row.number, row.client, row.service, row.official_fee, row.own_mistake, row.erred,
            row.superior, row.head, row.erred_share, row.superior_share, row.head_share, row.note, row.version,
        )
        for row in reading_complaints.gifts(uow.session, matter_id)
    )  # fmt: skip


def gift_sheet(rows: Sequence[GiftRow], year: int) -> BookSheet:
    """The list for finance: who bears what, and that no commission is paid (4.4.2)."""
    from ipdesk.files.table_book import BookColumn, BookSheet

    columns = (
        BookColumn("投诉编号", 12), BookColumn("客户", 28), BookColumn("赠送服务", 24),
        BookColumn("官费", 12, "money"), BookColumn("本部门失误", 11),
        BookColumn("失误人", 10), BookColumn("承担 30%", 12, "money"),
        BookColumn("主管上级", 10), BookColumn("承担 40%", 12, "money"),
        BookColumn("部门负责人", 11), BookColumn("承担 30%", 12, "money"), BookColumn("提成", 10),
    )  # fmt: skip
    lines = [
        (
            row.number, row.client, row.service, row.official_fee, "是" if row.own_mistake else "否",
            row.erred, row.erred_share, row.superior, row.superior_share, row.head, row.head_share, "不计提成",
        )
        for row in rows
    ]  # fmt: skip
    notes = ("依据：服务标准 4.4.2　本部门失误的官费由失误人、主管上级、部门负责人按 3:4:3 承担；赠送服务不提取提成。",)
    return BookSheet(f"赠送服务 {year}", columns, lines, heading=f"{year} 年投诉赠送服务及官费分担", notes=notes)


def file_criticism(
    office: Office, act: Act, matter_id: int, source: Path | bytes, name: str = "", expected_version: int | None = None
) -> Changes:
    """Put the written self-criticism (检讨书) on file with the complaint (4.4.1). ``created``: the attachment's id.

    A new one takes the place of the one before, which stays among the papers. UserErrors: those of ``attach``,
    complaint.unknown.
    """
    shown = papers.safe_name(name or (source.name if isinstance(source, Path) else ""))
    content = papers.read_source(source, shown)
    with office.database.read() as uow:
        known_complaint(uow, matter_id)  # refused before anything is written to disk
    sha256 = papers.keep(office.files, content, shown)
    with office.database.write() as uow:
        matter, record = fresh_complaint(uow, matter_id, expected_version)
        uow.begin_act(act, "file_criticism", shown, matter.id)
        record = kept_record(uow, matter, record)
        paper = AttachmentRecord(
            matter_id=matter.id,
            name=shown,
            sha256=sha256,
            size=len(content),
            mime=mimetypes.guess_type(shown)[0] or "application/octet-stream",
            added_by=act.by,
            added_at=act.at,
        )
        uow.add(paper)
        uow.flush()
        record.criticism_id = paper.id
        touch(matter, act)
        says = say("criticism_filed", number=matter.number, name=shown)
        return commit(uow, Changes(PAPERS, frozenset({matter.id}), says=says, created=paper.id))


def _bearers(uow: UnitOfWork, erred_id: int | None, department: str) -> tuple[int, int | None, int | None]:
    """Who erred, their superior, and the head of the department."""
    if erred_id is None:
        raise UserError("complaint.nobody_erred")
    person = known_person(uow, erred_id)
    people = staff.load_staff(uow)
    own = person.department or department
    return person.id, people.superior(own, person.id), people.responsible("department_head", own, None, None)
