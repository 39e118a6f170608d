"""Collecting a week's sheet: what clients have paid in and the office has not yet paid on (标准 3.2.3, 3.2.5).

Amounts are those of the payment day, the week's Wednesday: reduction and late fee as of that day.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from ipdesk.domain.fee_terms import FeeTerms
from ipdesk.domain.fees import Annuity, late_fee, late_readings
from ipdesk.errors import UserError
from ipdesk.files.fee_sheet import week_days
from ipdesk.model import fee_sheets, reading_today
from ipdesk.model.fee_sheets import Payee
from ipdesk.model.fees import FeeRecord, SheetLineRecord, SheetRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services.fee_sheet_rows import ZERO, payment_day
from ipdesk.services.fee_terms import annuities_of, terms_of
from ipdesk.services.office import Act, Changes, Office, commit

OFFICE_KEY = "office.key"
KINDS = frozenset({"sheets", "fees"})
_ANNUAL = re.compile(r"annual:(\d{1,2})")
_KEPT_WHEN_EDITED = frozenset({"amount", "late", "note", "invoice_title", "credit_code"})


@dataclass(frozen=True, slots=True)
class Payable:
    """One fee to be paid that week, as it is to stand on the sheet."""

    payee: Payee
    fee: FeeRecord | None
    kind: str
    year: int | None
    about: str | None
    amount: Decimal
    late: Decimal
    due: date | None
    received_on: date | None
    note: str

    @property
    def order(self) -> tuple[Any, ...]:
        """By salesperson, then by the day it is due; unknown salespeople last."""
        payee = self.payee
        return (
            not payee.salesperson,
            payee.salesperson,
            self.due or date.max,
            payee.number,
            self.year or 0,
            self.kind,
        )


def collect(office: Office, act: Act, week: str) -> Changes:
    """Begin the week's sheet, or refresh it while it is a draft; a sheet that went on is left as it is.

    Edited amounts and notes stay, lines taken off stay off. Collecting again without news writes nothing.
    Errors: ``sheet.bad_week``.
    """
    week_days(week)
    with office.database.write() as uow:
        record = fee_sheets.sheet_of(uow, week)
        if record is not None and record.state != "draft":
            return Changes()
        payables = find_payables(uow, office, week)
        plan = _Plan(uow, office, week, record, payables)
        if record is not None and not plan.changes_something():
            return Changes()
        uow.begin_act(act, "collect_sheet", f"编制 {week} 专利代缴总表")
        matters = plan.carry_out(act)
        says = f"{week} 专利代缴总表共 {len(payables) - plan.left_off} 笔。"
        return commit(uow, Changes(KINDS | {"matters"}, matters, says=says))


def find_payables(uow: UnitOfWork, office: Office, week: str) -> list[Payable]:
    """Everything paid in by the week's payment day and not paid on, unless another sheet has it."""
    pay_on = payment_day(week, office.calendar)
    received = fee_sheets.received_annual(uow, pay_on)
    fees = fee_sheets.received_fees(uow, pay_on)
    matters = {item.matter_id for item in received} | {fee.matter_id for fee in fees}
    payees = fee_sheets.payees(uow, matters)
    terms = terms_of(uow, matters)
    known = fee_sheets.fees_by_about(uow, matters)
    paid = fee_sheets.paid_abouts(uow, matters)
    taken = fee_sheets.other_sheets(uow, week)
    by_event = fee_sheets.ever_received(uow, matters)
    found: dict[tuple[int, str], Payable] = {}
    for item in received:
        payee = payees[item.matter_id]
        payable = _annual(_annuities(office, payee, terms), payee, item.about, item.on, pay_on, paid)
        key = (item.matter_id, payable.about or "")
        found[key] = replace(payable, fee=known.get(key))
    for fee in fees:
        key = (fee.matter_id, fee.about or f"fee:{fee.id}")
        if key not in found and not (fee.about and _paid_since(paid.get(key), fee.received_on)):
            if fee.kind == "annual" and key in by_event:
                continue  # its payment was recorded and revoked since
            payee = payees[fee.matter_id]
            found[key] = _from_fee(_annuities(office, payee, terms), payee, fee, pay_on)
    return sorted(
        (one for one in found.values() if one.fee is None or one.fee.id not in taken),
        key=lambda one: one.order,
    )


def office_key(uow: UnitOfWork) -> str:
    """The opaque name of this database on the sheets it makes; made on first use."""
    key = reading_today.setting(uow.session, OFFICE_KEY)
    if key is None:
        key = secrets.token_hex(8).upper()
        reading_today.put_setting(uow.session, OFFICE_KEY, key)
    return key


def _paid_since(paid_on: date | None, received_on: date | None) -> bool:
    return paid_on is not None and (received_on is None or paid_on >= received_on)


def _annual(
    fees: Sequence[Annuity], payee: Payee, about: str, on: date, pay_on: date, paid: Mapping[tuple[int, str], date]
) -> Payable:
    """An annual fee known by its event; one that names no year is taken as the nearest unpaid one, and says so."""
    match = _ANNUAL.fullmatch(about)
    note = ""
    if match is not None:
        year: int | None = int(match[1])
        annuity = next((one for one in fees if one.year == year), None)
    else:
        unpaid = (one for one in fees if (payee.matter_id, f"annual:{one.year}") not in paid)
        annuity = next((one for one in unpaid if one.grace_end >= on), None)
        year = annuity.year if annuity else None
        note = "收款未注明年度，请核对"
    if annuity is None:
        problem = note or "无法按申请日、授权日算出金额，请核对"
        return Payable(payee, None, "annual", year, about or None, ZERO, ZERO, None, on, problem)
    if pay_on > annuity.grace_end:
        note = "已过滞纳期，请核实专利权状态"
    late, note = late_fee(annuity, pay_on), note or _doubt(annuity, pay_on)
    return Payable(payee, None, "annual", year, about or None, annuity.payable, late, annuity.due, on, note)


def _doubt(annuity: Annuity, pay_on: date) -> str:
    """What to look up before paying on a day whose surcharge can be read higher (A5: a whole month ends on it)."""
    highest = late_readings(annuity, pay_on).charged
    if highest == late_fee(annuity, pay_on):
        return ""
    return f"缴费日恰满整月，滞纳金也可能按 {highest} 元计，请核对缴费通知书"


def _from_fee(fees: Sequence[Annuity], payee: Payee, fee: FeeRecord, pay_on: date) -> Payable:
    """A fee known by its row; an annual one is counted anew for the payment day where that is possible."""
    amount, late, due = fee.amount, fee.late, fee.due
    if fee.kind == "annual":
        annuity = next((one for one in fees if one.year == fee.year), None)
        if annuity is not None:
            amount, late, due = annuity.payable, late_fee(annuity, pay_on), annuity.due
    return Payable(payee, fee, fee.kind, fee.year, fee.about, amount, late, due, fee.received_on, fee.note)


def _annuities(office: Office, payee: Payee, terms: Mapping[int, FeeTerms]) -> Sequence[Annuity]:
    try:
        return annuities_of(payee, terms.get(payee.matter_id), office.calendar)
    except UserError:  # no patent, or dates that contradict each other: the line says that it can't be counted
        return ()


class _Plan:
    """The difference between the draft and what is payable now; worked out first, then carried out."""

    def __init__(
        self,
        uow: UnitOfWork,
        office: Office,
        week: str,
        record: SheetRecord | None,
        payables: Sequence[Payable],
    ) -> None:
        self.uow, self.office, self.week, self.record = uow, office, week, record
        self.payables = payables
        every = fee_sheets.lines_of(uow, record.id, dropped=True) if record is not None else []
        self.lines = {line.fee_id: line for line in every}
        wanted = {one.fee.id for one in payables if one.fee is not None}
        self.gone = [line for line in every if line.removed_at is None and line.fee_id not in wanted]
        self.left_off = sum(1 for one in payables if self._dropped(one))

    def changes_something(self) -> bool:
        """Whether carrying out would write anything."""
        return bool(self.gone) or any(
            one.fee is None or one.fee.id not in self.lines or self._differs(one, position)
            for position, one in enumerate(self._kept(), start=1)
        )

    def carry_out(self, act: Act) -> frozenset[int]:
        """Write lines and fees; the matters they belong to."""
        record = self.record
        if record is None:
            record = fee_sheets.begin_sheet(self.uow, self.week, act.at, act.by)
        key = office_key(self.uow)
        for line in self.gone:
            line.removed_at, line.edited = act.at, False
            release_fee(self.uow, line.fee_id)
        for position, one in enumerate(self._kept(), start=1):
            fee = self._fee(one)
            line_there = self.lines.get(fee.id)
            values = _values(one, position)
            if line_there is None:
                uid = _uid(key, self.week, fee.id)
                matter = one.payee.matter_id
                self.uow.add(SheetLineRecord(uid=uid, sheet_id=record.id, fee_id=fee.id, matter_id=matter, **values))
            else:
                line_there.removed_at = None
                for name, value in _new_values(line_there, values):
                    setattr(line_there, name, value)
        self.uow.flush()
        matters = {one.payee.matter_id for one in self.payables}
        return frozenset(matters | {line.matter_id for line in self.gone if line.matter_id})

    def _kept(self) -> Iterator[Payable]:
        return (one for one in self.payables if not self._dropped(one))

    def _dropped(self, one: Payable) -> bool:
        """Taken off by hand: the fee is still to be paid, but not with this sheet."""
        line = self.lines.get(one.fee.id) if one.fee is not None else None
        return line is not None and line.removed_at is not None and line.edited

    def _differs(self, one: Payable, position: int) -> bool:
        line = self.lines[one.fee.id] if one.fee is not None else None
        if line is None or line.removed_at is not None:
            return True
        return any(True for _ in _new_values(line, _values(one, position)))

    def _fee(self, one: Payable) -> FeeRecord:
        fee = one.fee
        if fee is None:
            fee = FeeRecord(
                matter_id=one.payee.matter_id, kind=one.kind, year=one.year, about=one.about, amount=one.amount
            )
            self.uow.add(fee)
        facts = {
            "amount": one.amount,
            "late": one.late,
            "due": one.due,
            "received_on": one.received_on,
            "state": "on_sheet",
        }
        for name, value in facts.items():
            if getattr(fee, name) != value:
                setattr(fee, name, value)
        self.uow.flush()
        return fee


def release_fee(uow: UnitOfWork, fee_id: int | None) -> None:
    """A fee that left the sheet waits again, or is known to be paid."""
    fee = uow.get(FeeRecord, fee_id)
    if fee is None or fee.state != "on_sheet":
        return
    paid = fee_sheets.paid_abouts(uow, [fee.matter_id]).get((fee.matter_id, fee.about or ""))
    if paid is not None:
        fee.state, fee.paid_on = "paid", paid
    else:
        key = (fee.matter_id, fee.about or "")
        still = {(one.matter_id, one.about) for one in fee_sheets.received_annual(uow, date.max)}
        revoked = key in fee_sheets.ever_received(uow, [fee.matter_id]) and key not in still
        fee.state = "expected" if revoked else "received"


def _uid(key: str, week: str, fee_id: int) -> str:
    """Opaque, the same whenever the same fee is put on the same sheet; never looks like a number."""
    digest = hashlib.sha256(f"{key}|{week}|{fee_id}".encode()).hexdigest().upper()
    return f"R{digest[:6]}-{digest[6:12]}"


def _values(one: Payable, position: int) -> dict[str, Any]:
    payee = one.payee
    return {
        "position": position,
        "number": payee.number,
        "application_number": payee.application_number,
        "title": payee.title,
        "kind": payee.kind,
        "applicant": payee.applicant or payee.client,
        "fee": one.kind,
        "year": one.year,
        "amount": one.amount,
        "late": one.late,
        "due": one.due,
        "salesperson": payee.salesperson,
        "received_on": one.received_on,
        "invoice_title": (one.fee.payer if one.fee else "") or payee.invoice_title or payee.client,
        "credit_code": (one.fee.credit_code if one.fee else "") or payee.credit_code,
        "note": one.note,
    }


def _new_values(line: SheetLineRecord, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What a refresh changes on a line; what was edited by hand stays."""
    for name, value in values.items():
        if line.edited and name in _KEPT_WHEN_EDITED:
            continue
        if getattr(line, name) != value:
            yield name, value
