"""What the weekly 专利代缴总表 asks of the tables: money received and not yet paid on, sheets, lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, insert, select
from sqlalchemy.orm import aliased

from ipdesk.model.clients import ClientRecord
from ipdesk.model.events import EventRecord
from ipdesk.model.fees import FeeRecord, SheetLineRecord, SheetRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.unit_of_work import UnitOfWork

RECEIVED, PAID = "annual_payment_received", "annual_fee_paid"
_GIVEN_UP = ("cancelled", "infeasible")


@dataclass(frozen=True, slots=True)
class Received:
    """A client's money for one annual fee: the event's ``about`` and date."""

    matter_id: int
    about: str
    on: date


@dataclass(frozen=True, slots=True)
class Payee:
    """What a line shows of its matter and client."""

    matter_id: int
    number: str
    application_number: str
    title: str
    kind: str
    applicant: str
    filed: date | None
    granted: date | None
    reduction: int | None
    client: str
    invoice_title: str
    credit_code: str
    salesperson: str


def received_annual(uow: UnitOfWork, until: date) -> list[Received]:
    """Annual fees whose money came in by ``until`` and that nobody recorded as paid since (3.2.3)."""
    paid = aliased(EventRecord)
    same = func.coalesce(paid.about, "") == func.coalesce(EventRecord.about, "")
    paid_since = (
        select(paid.id)
        .where(
            paid.matter_id == EventRecord.matter_id,
            paid.name == PAID,
            paid.revoked_at.is_(None),
            paid.on >= EventRecord.on,
            same,
        )
        .exists()
    )
    query = (
        select(EventRecord.matter_id, EventRecord.about, func.min(EventRecord.on))
        .join(MatterRecord, MatterRecord.id == EventRecord.matter_id)
        .where(
            EventRecord.name == RECEIVED,
            EventRecord.revoked_at.is_(None),
            EventRecord.on <= until,
            MatterRecord.removed_at.is_(None),
            MatterRecord.state.not_in(_GIVEN_UP),
            ~paid_since,
        )
        .group_by(EventRecord.matter_id, EventRecord.about)
        .order_by(EventRecord.matter_id, EventRecord.about)
    )
    return [Received(matter, about or "", on) for matter, about, on in uow.session.execute(query)]


def received_fees(uow: UnitOfWork, until: date) -> list[FeeRecord]:
    """Fees whose money is in (``received``, or on a sheet already), other than annual fees known by events."""
    query = (
        select(FeeRecord)
        .join(MatterRecord, MatterRecord.id == FeeRecord.matter_id)
        .where(
            FeeRecord.state.in_(("received", "on_sheet")),
            FeeRecord.removed_at.is_(None),
            func.coalesce(FeeRecord.received_on, until) <= until,
            MatterRecord.removed_at.is_(None),
            MatterRecord.state.not_in(_GIVEN_UP),
        )
        .order_by(FeeRecord.id)
    )
    return list(uow.session.scalars(query))


def fees_by_about(uow: UnitOfWork, matter_ids: Iterable[int]) -> dict[tuple[int, str], FeeRecord]:
    """The fee rows of these matters by what their events are about."""
    found: dict[tuple[int, str], FeeRecord] = {}
    for ids in _batches(matter_ids):
        query = select(FeeRecord).where(
            FeeRecord.matter_id.in_(ids), FeeRecord.removed_at.is_(None), FeeRecord.about.is_not(None)
        )
        for fee in uow.session.scalars(query):
            found[fee.matter_id, fee.about or ""] = fee
    return found


def ever_received(uow: UnitOfWork, matter_ids: Iterable[int]) -> set[tuple[int, str]]:
    """Annual fees of these matters whose money was ever recorded as received, revoked records included."""
    found: set[tuple[int, str]] = set()
    for ids in _batches(matter_ids):
        query = select(EventRecord.matter_id, EventRecord.about).where(
            EventRecord.matter_id.in_(ids), EventRecord.name == RECEIVED
        )
        found |= {(matter, about or "") for matter, about in uow.session.execute(query)}
    return found


def paid_abouts(uow: UnitOfWork, matter_ids: Iterable[int]) -> dict[tuple[int, str], date]:
    """The annual fees of these matters that were recorded as paid, with the day."""
    found: dict[tuple[int, str], date] = {}
    for ids in _batches(matter_ids):
        query = select(EventRecord.matter_id, EventRecord.about, EventRecord.on).where(
            EventRecord.matter_id.in_(ids), EventRecord.name == PAID, EventRecord.revoked_at.is_(None)
        )
        for matter, about, on in uow.session.execute(query.order_by(EventRecord.on)):
            found[matter, about or ""] = on
    return found


def payees(uow: UnitOfWork, matter_ids: Iterable[int]) -> dict[int, Payee]:
    """Matters with client and salesperson (the matter's own, else the client's)."""
    own, clients = aliased(PersonRecord), aliased(PersonRecord)
    found: dict[int, Payee] = {}
    for ids in _batches(matter_ids):
        query = (
            select(
                MatterRecord.id,
                MatterRecord.number,
                MatterRecord.application_number,
                MatterRecord.title,
                MatterRecord.kind,
                MatterRecord.applicant,
                MatterRecord.filed,
                MatterRecord.granted,
                MatterRecord.reduction,
                func.coalesce(ClientRecord.name, ""),
                func.coalesce(ClientRecord.invoice_title, ""),
                func.coalesce(ClientRecord.credit_code, ""),
                func.coalesce(own.name, clients.name, ""),
            )
            .outerjoin(ClientRecord, ClientRecord.id == MatterRecord.client_id)
            .outerjoin(own, own.id == MatterRecord.salesperson_id)
            .outerjoin(clients, clients.id == ClientRecord.salesperson_id)
            .where(MatterRecord.id.in_(ids))
        )
        for row in uow.session.execute(query):
            found[row[0]] = Payee(*tuple(row))
    return found


def sheet_of(uow: UnitOfWork, week: str) -> SheetRecord | None:
    """The sheet of a week, if it was begun."""
    return uow.session.scalars(select(SheetRecord).where(SheetRecord.week == week)).one_or_none()


def begin_sheet(uow: UnitOfWork, week: str, at: datetime, by: int | None) -> SheetRecord:
    """An empty draft. It is not journaled: undoing what was collected takes the lines off and leaves it empty."""
    table = SheetRecord.__table__
    values = {"week": week, "state": "draft", "note": "", "version": 1, "made_at": at, "made_by": by}
    uow.connection.execute(insert(table).values(**values))  # type: ignore[arg-type]
    return uow.session.scalars(select(SheetRecord).where(SheetRecord.week == week)).one()


def all_sheets(uow: UnitOfWork) -> list[SheetRecord]:
    """Every sheet, the latest week first."""
    return list(uow.session.scalars(select(SheetRecord).order_by(SheetRecord.week.desc())))


def paid_fees(uow: UnitOfWork, since: date) -> list[FeeRecord]:
    """Fees paid on or after a day, in the order they were written."""
    query = select(FeeRecord).where(FeeRecord.state == "paid", FeeRecord.paid_on >= since)
    return list(uow.session.scalars(query.order_by(FeeRecord.id)))


def waiting_fees(uow: UnitOfWork, before: date, most: int) -> list[FeeRecord]:
    """Fees in time whose money came in before a day and that stand on no sheet yet."""
    query = select(FeeRecord).where(
        FeeRecord.state == "received", FeeRecord.late == Decimal(0), FeeRecord.received_on < before
    )
    return list(uow.session.scalars(query.order_by(FeeRecord.id).limit(most)))


def lines_of(uow: UnitOfWork, sheet_id: int, *, dropped: bool = False) -> list[SheetLineRecord]:
    """A sheet's lines in their order; with ``dropped`` also those taken off it."""
    query = select(SheetLineRecord).where(SheetLineRecord.sheet_id == sheet_id)
    if not dropped:
        query = query.where(SheetLineRecord.removed_at.is_(None))
    return list(uow.session.scalars(query.order_by(SheetLineRecord.position, SheetLineRecord.id)))


def other_sheets(uow: UnitOfWork, week: str) -> Mapping[int, str]:
    """Fees that stand on another week's sheet, with that week: they are not collected twice."""
    query = (
        select(SheetLineRecord.fee_id, SheetRecord.week)
        .join(SheetRecord, SheetRecord.id == SheetLineRecord.sheet_id)
        .join(FeeRecord, FeeRecord.id == SheetLineRecord.fee_id)
        .where(SheetLineRecord.removed_at.is_(None), SheetRecord.week != week, SheetRecord.state != "done")
    )
    return {fee: other for fee, other in uow.session.execute(query) if fee is not None}


def people_names(uow: UnitOfWork, ids: Iterable[int | None]) -> dict[int, str]:
    """Names by id."""
    wanted = {one for one in ids if one is not None}
    query = select(PersonRecord.id, PersonRecord.name).where(PersonRecord.id.in_(wanted))
    return {row[0]: row[1] for row in uow.session.execute(query)}


def _batches(ids: Iterable[int], size: int = 500) -> Iterable[list[int]]:
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]
