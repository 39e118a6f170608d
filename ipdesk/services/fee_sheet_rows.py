"""The weekly 专利代缴总表 as the screens and the command line read it (标准 3.2.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from ipdesk.domain.fees import amount_in_words
from ipdesk.domain.workdays import WorkCalendar
from ipdesk.errors import UserError
from ipdesk.files.fee_sheet import SheetLine, week_days
from ipdesk.model import fee_sheets
from ipdesk.model.fees import SheetLineRecord, SheetRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services.office import Office
from ipdesk.text import label

STEPS = ("draft", "signed", "sent", "paid_out", "done")
ZERO = Decimal("0.00")
NOBODY = "（未指定）"  # a subtotal's formula needs a name to look for


@dataclass(frozen=True, slots=True)
class LineView:
    """One line. ``kind`` and ``fee`` are codes; ``uid`` is its identity in the spreadsheet as well."""

    uid: str
    fee_id: int | None
    matter_id: int | None
    position: int
    number: str
    application_number: str
    title: str
    kind: str
    applicant: str
    fee: str
    year: int | None
    amount: Decimal
    late: Decimal
    due: date | None
    salesperson: str
    received_on: date | None
    invoice_title: str
    credit_code: str
    note: str
    signature: str
    paid_on: date | None
    paid_amount: Decimal | None
    finance_note: str
    edited: bool
    dropped: bool
    version: int

    @property
    def total(self) -> Decimal:
        return self.amount + self.late


@dataclass(frozen=True, slots=True)
class StepView:
    """One of the steps 编制 → 签字 → 送财务 → 已打款 → 已缴费: who took it and when, if it was taken."""

    state: str
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Subtotal:
    """One salesperson's lines."""

    salesperson: str
    lines: int
    amount: Decimal
    late: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class SheetView:
    """A week's sheet: its lines by salesperson, sums, and how far it has come. ``pay_on``: its Wednesday."""

    week: str
    state: str
    monday: date
    sunday: date
    pay_on: date
    lines: tuple[LineView, ...]
    dropped: tuple[LineView, ...]
    subtotals: tuple[Subtotal, ...]
    total: Decimal
    words: str
    steps: tuple[StepView, ...]
    version: int


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One week in the list of sheets."""

    week: str
    state: str
    lines: int
    total: Decimal


def payment_day(week: str, calendar: WorkCalendar) -> date:
    """The Wednesday on which the week's fees are paid, the next working day if it is off (``F.sheet_pay``)."""
    monday, _ = week_days(week)
    return calendar.on_or_after(monday + timedelta(days=2))


def sheet_view(office: Office, week: str) -> SheetView:
    """The sheet of a week. Errors: ``sheet.bad_week``, ``sheet.missing``."""
    found = find_sheet(office, week)
    if found is None:
        raise UserError("sheet.missing", week=week)
    return found


def find_sheet(office: Office, week: str) -> SheetView | None:
    """The sheet of a week, or ``None`` while nobody has begun it. Errors: ``sheet.bad_week``."""
    week_days(week)
    with office.database.read() as uow:
        record = fee_sheets.sheet_of(uow, week)
        return None if record is None else view_of(uow, office, record)


def weeks(office: Office) -> tuple[WeekRow, ...]:
    """Every week that has a sheet, the latest first."""
    with office.database.read() as uow:
        rows = []
        for record in fee_sheets.all_sheets(uow):
            lines = fee_sheets.lines_of(uow, record.id)
            total = sum((line.amount + line.late for line in lines), ZERO)
            rows.append(WeekRow(record.week, record.state, len(lines), total))
        return tuple(rows)


def view_of(uow: UnitOfWork, office: Office, record: SheetRecord) -> SheetView:
    """The view of a sheet inside a unit of work."""
    every = [line_view(line) for line in fee_sheets.lines_of(uow, record.id, dropped=True)]
    lines = tuple(line for line in every if not line.dropped)
    monday, sunday = week_days(record.week)
    total = sum((line.total for line in lines), ZERO)
    return SheetView(
        week=record.week,
        state=record.state,
        monday=monday,
        sunday=sunday,
        pay_on=payment_day(record.week, office.calendar),
        lines=lines,
        dropped=tuple(line for line in every if line.dropped),
        subtotals=_subtotals(lines),
        total=total,
        words=amount_in_words(total),
        steps=_steps(uow, record),
        version=record.version,
    )


def line_view(line: SheetLineRecord) -> LineView:
    """A line's record as plain values."""
    return LineView(
        uid=line.uid,
        fee_id=line.fee_id,
        matter_id=line.matter_id,
        position=line.position,
        number=line.number,
        application_number=line.application_number,
        title=line.title,
        kind=line.kind,
        applicant=line.applicant,
        fee=line.fee,
        year=line.year,
        amount=line.amount,
        late=line.late,
        due=line.due,
        salesperson=line.salesperson,
        received_on=line.received_on,
        invoice_title=line.invoice_title,
        credit_code=line.credit_code,
        note=line.note,
        signature=line.signature,
        paid_on=line.paid_on,
        paid_amount=line.paid_amount,
        finance_note=line.finance_note,
        edited=line.edited,
        dropped=line.removed_at is not None,
        version=line.version,
    )


def file_line(line: LineView) -> SheetLine:
    """The line as it is printed: codes become labels."""
    return SheetLine(
        uid=line.uid,
        number=line.number,
        application_number=line.application_number,
        title=line.title,
        patent_kind=label("kind", line.kind),
        applicant=line.applicant,
        fee=label("fee_kind", line.fee),
        year=line.year,
        amount=line.amount,
        late=line.late,
        due=line.due,
        salesperson=line.salesperson or NOBODY,
        received_on=line.received_on,
        invoice_title=line.invoice_title,
        credit_code=line.credit_code,
        note=line.note,
        paid_on=line.paid_on,
        paid_amount=line.paid_amount,
        finance_note=line.finance_note,
    )


def _subtotals(lines: Sequence[LineView]) -> tuple[Subtotal, ...]:
    names = dict.fromkeys(line.salesperson for line in lines)
    return tuple(_subtotal(name, [line for line in lines if line.salesperson == name]) for name in names)


def _subtotal(name: str, lines: Sequence[LineView]) -> Subtotal:
    amount = sum((line.amount for line in lines), ZERO)
    late = sum((line.late for line in lines), ZERO)
    return Subtotal(name, len(lines), amount, late, amount + late)


def _steps(uow: UnitOfWork, record: SheetRecord) -> tuple[StepView, ...]:
    marks = [step_mark(record, state) for state in STEPS]
    names = fee_sheets.people_names(uow, (by for by, _ in marks))
    return tuple(
        StepView(state, names.get(by, "") if by is not None else "", at)
        for state, (by, at) in zip(STEPS, marks, strict=True)
    )


def step_mark(record: SheetRecord, state: str) -> tuple[int | None, datetime | None]:
    """Who took a step and when."""
    column = "made" if state == "draft" else state
    by: int | None = getattr(record, f"{column}_by")
    at: datetime | None = getattr(record, f"{column}_at")
    return by, at
