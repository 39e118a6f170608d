"""Patent trade (3.2.11): patents found with the sellers, offered to the salesperson, one chosen with its price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from ipdesk.domain.candidates import NewCandidate, checked
from ipdesk.domain.matters import Kind
from ipdesk.domain.numbers import number_key
from ipdesk.errors import StaleVersion, UserError
from ipdesk.model import reading_candidates
from ipdesk.model.matters import MatterRecord
from ipdesk.model.orders import CandidateRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services import docket, step_mails
from ipdesk.services.events import RECORDED, RecordEvent, append_event
from ipdesk.services.fee_sheet import company_name
from ipdesk.services.mailings import NewMail, put_mail
from ipdesk.services.matters import known_matter
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.wording import say

if TYPE_CHECKING:
    from ipdesk.files.table_book import BookSheet

KINDS = frozenset({"candidates"})
CLAUSE = "3.2.11"


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One patent offered; ``price`` in yuan, None: not known yet; ``chosen``: what the client took."""

    id: int
    matter_id: int
    application_number: str
    title: str
    field: str
    price: Decimal | None
    seller: str
    note: str
    offered_on: date | None
    chosen_on: date | None
    chosen: bool
    version: int


def candidates(office: Office, matter_id: int) -> tuple[CandidateRow, ...]:
    """The patents offered on an order, in order."""
    with office.database.read() as uow:
        return _rows(uow, matter_id)


def _rows(uow: UnitOfWork, matter_id: int) -> tuple[CandidateRow, ...]:
    chosen = reading_candidates.chosen_of(uow.session, matter_id)
    return tuple(
        CandidateRow(
            id=one.id,
            matter_id=one.matter_id,
            application_number=one.application_number,
            title=one.title,
            field=one.field,
            price=one.price,
            seller=one.seller,
            note=one.note,
            offered_on=one.offered_on,
            chosen_on=one.chosen_on if one.id == chosen else None,
            chosen=one.id == chosen,
            version=one.version,
        )
        for one in reading_candidates.candidates_of(uow.session, matter_id)
    )


def add_candidates(office: Office, act: Act, matter_id: int, new: Sequence[NewCandidate]) -> Changes:
    """Add patents to an order, all or none; ``created`` is the last one's id.

    UserErrors: ``candidate.not_trade``, ``.nothing``, ``.no_title``, ``.bad_number``, ``.bad_price``, ``.too_long``,
    ``.same_number``, ``matter.unknown``.
    """
    rows = [checked(one, line) for line, one in enumerate(new, start=1)]
    if not rows:
        raise UserError("candidate.nothing")
    with office.database.write() as uow:
        matter = _trade(uow, matter_id)
        _new_numbers(uow, matter, [row.application_number for row in rows])
        uow.begin_act(act, "add_candidates", matter.title, matter.id)
        place, last = reading_candidates.last_position(uow.session, matter.id), 0
        for row in rows:
            place += 1
            record = CandidateRecord(
                matter_id=matter.id,
                position=place,
                application_number=row.application_number,
                title=row.title,
                field=row.field,
                price=row.price,
                seller=row.seller,
                note=row.note,
            )
            uow.add(record)
            uow.flush()
            last = record.id
        says = say("candidates_added", number=matter.number, count=len(rows))
        return commit(uow, Changes(KINDS, frozenset({matter.id}), says=says, created=last))


def change_candidate(office: Office, act: Act, candidate_id: int, expected_version: int, new: NewCandidate) -> Changes:
    """Correct what is known of one. ``StaleVersion`` ``candidate.stale``; UserErrors as ``add_candidates``."""
    row = checked(new)
    with office.database.write() as uow:
        record = _known(uow, candidate_id)
        if record.version != expected_version:
            raise StaleVersion("candidate.stale", title=record.title)
        matter = known_matter(uow, record.matter_id)
        if number_key(row.application_number) != number_key(record.application_number):
            _new_numbers(uow, matter, [row.application_number])
        uow.begin_act(act, "change_candidate", record.title, matter.id)
        for name in ("application_number", "title", "field", "price", "seller", "note"):
            setattr(record, name, getattr(row, name))
        says = say("candidate_changed", title=row.title)
        return commit(uow, Changes(KINDS, frozenset({matter.id}), says=says))


def remove_candidate(office: Office, act: Act, candidate_id: int) -> Changes:
    """Take one off the list; UserErrors ``candidate.not_found``, ``candidate.chosen_already`` for the one chosen."""
    with office.database.write() as uow:
        record = _known(uow, candidate_id)
        if reading_candidates.chosen_of(uow.session, record.matter_id) == record.id:
            raise UserError("candidate.chosen_already", title=record.title)
        uow.begin_act(act, "remove_candidate", record.title, record.matter_id)
        record.removed_at = act.at
        says = say("candidate_removed", title=record.title)
        return commit(uow, Changes(KINDS, frozenset({record.matter_id}), says=says))


def offer_candidates(office: Office, act: Act, matter_id: int, note: str = "") -> Changes:
    """Write the list to the salesperson, who has the client choose (3.2.11); records 提供备选专利.

    Everything not offered before goes out, with an Excel list. ``created`` is the mail's id. UserErrors:
    ``candidate.not_trade``, ``candidate.nothing_new``, ``matter.unknown``.
    """
    company = company_name(office)
    with office.database.write() as uow:
        matter = _trade(uow, matter_id)
        fresh = [one for one in reading_candidates.candidates_of(uow.session, matter.id) if one.offered_on is None]
        if not fresh:
            raise UserError("candidate.nothing_new")
        uow.begin_act(act, "offer_candidates", matter.title, matter.id)
        for record in fresh:
            record.offered_on = act.today
        uow.flush()
        rows = tuple(row for row in _rows(uow, matter.id) if any(row.id == one.id for one in fresh))
        mail = put_mail(office, uow, act, _offer(uow, act, matter, rows, note, company))
        words = f"{len(rows)} 件"
        append_event(office, uow, act, matter, RecordEvent(matter.id, "candidates_offered", act.today, note=words))
        docket.project(uow, office, [matter.id], act.today)
        says = say("candidates_offered", number=matter.number, count=len(rows))
        kinds = KINDS | RECORDED | {"mailings"}
        return commit(uow, Changes(kinds, frozenset({matter.id}), says=step_mails.told(says, mail), created=mail.id))


def _offer(
    uow: UnitOfWork, act: Act, matter: MatterRecord, rows: Sequence[CandidateRow], note: str, company: str
) -> NewMail:
    from ipdesk.files.table_book import book_bytes

    to = step_mails.salesperson(uow, matter)
    client = step_mails.client_name(uow, matter)
    listed = "\n".join(_line(place, row) for place, row in enumerate(rows, start=1))
    begin = f"{client}的“{matter.title}”（{matter.number}），找到以下 {len(rows)} 件备选专利，详见附件："
    end = "请客户选定，并请确认选定的专利与价格；收款后由专利流程部办理转让手续。"
    body = step_mails.letter(uow, act, to, tuple(filter(None, (begin, listed, note.strip(), end))), company)
    book = book_bytes([offer_sheet(matter.title, rows, act.today)], act.today)
    files = ((f"备选专利-{matter.number}.xlsx", book),)
    subject = f"请客户选定：{matter.title} 备选专利 {len(rows)} 件"
    return NewMail(
        "candidates", to.to, subject, body, files=files, matter_id=matter.id, person_id=matter.salesperson_id
    )


def _line(place: int, row: CandidateRow) -> str:
    price = f"{row.price:,.2f} 元" if row.price is not None else "价格待定"
    return f"{place}. " + "　".join(filter(None, (row.application_number, row.title, row.field, price)))


def offer_sheet(title: str, rows: Sequence[CandidateRow], today: date) -> BookSheet:
    """The list as it goes to the salesperson: who sells it stays with us."""
    from ipdesk.files.table_book import BookColumn, BookSheet

    columns = (
        BookColumn("序号", 6, "int"),
        BookColumn("申请号", 20),
        BookColumn("专利名称", 40),
        BookColumn("技术领域", 16),
        BookColumn("价格（元）", 14, "money"),
        BookColumn("客户选定", 12),
    )
    lines = [
        (place, row.application_number, row.title, row.field, row.price, "✓" if row.chosen else "")
        for place, row in enumerate(rows, start=1)
    ]
    notes = ("价格为空的，以卖家最后报价为准。", "请客户选定后由业务员回复；收款后办理转让手续。")
    return BookSheet("备选专利", columns, lines, heading=f"备选专利清单：{title}（{today.isoformat()}）", notes=notes)


def choose_candidate(
    office: Office, act: Act, candidate_id: int, price: Decimal | None = None, on: date | None = None
) -> Changes:
    """Record what the client chose, at which price (None: the price offered). ``created`` is the event's id.

    UserErrors: ``candidate.not_found``, ``.not_offered``, ``.no_price``, ``.bad_price``, ``.chosen_already``.
    """
    with office.database.write() as uow:
        record = _known(uow, candidate_id)
        matter = known_matter(uow, record.matter_id)
        now = reading_candidates.chosen_of(uow.session, matter.id)
        if now is not None:
            there = uow.get(CandidateRecord, now)
            raise UserError("candidate.chosen_already", title=there.title if there else "")
        if record.offered_on is None:
            raise UserError("candidate.not_offered", title=record.title)
        final = record.price if price is None else price
        if final is None:
            raise UserError("candidate.no_price", title=record.title)
        final = checked(replace(_as_new(record), price=final)).price
        uow.begin_act(act, "choose_candidate", record.title, matter.id)
        for one in reading_candidates.candidates_of(uow.session, matter.id):
            one.chosen_on = None
        record.price, record.chosen_on = final, on or act.today
        words = f"{record.application_number} {record.title} {final:,.2f} 元".strip()
        data = {"candidate": str(record.id), "price": f"{final:.2f}"}
        what = RecordEvent(matter.id, "candidate_chosen", on or act.today, data=data, note=words)
        event = append_event(office, uow, act, matter, what)
        docket.project(uow, office, [matter.id], act.today)
        says = say("candidate_chosen", number=matter.number, title=record.title, price=f"{final:,.2f}")
        return commit(uow, Changes(KINDS | RECORDED, frozenset({matter.id}), says=says, created=event.id))


def _as_new(record: CandidateRecord) -> NewCandidate:
    return NewCandidate(record.title, record.application_number, record.field, record.price, record.seller, record.note)


def _trade(uow: UnitOfWork, matter_id: int) -> MatterRecord:
    matter = known_matter(uow, matter_id)
    if matter.kind != Kind.PATENT_TRADE:
        raise UserError("candidate.not_trade", number=matter.number)
    return matter


def _new_numbers(uow: UnitOfWork, matter: MatterRecord, numbers: Sequence[str]) -> None:
    """The same patent is not offered twice on one order."""
    there = {number_key(one.application_number) for one in reading_candidates.candidates_of(uow.session, matter.id)}
    for number in filter(None, numbers):
        if number_key(number) in there:
            raise UserError("candidate.same_number", number=number)
        there.add(number_key(number))


def _known(uow: UnitOfWork, candidate_id: int) -> CandidateRecord:
    record = uow.get(CandidateRecord, candidate_id)
    if record is None or record.removed_at is not None:
        raise UserError("candidate.not_found", id=candidate_id)
    return record
