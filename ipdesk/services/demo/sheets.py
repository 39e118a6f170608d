"""The weekly 专利代缴总表 of the last twelve weeks (3.2.5): what was paid, and this week's, now with finance."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from ipdesk.domain.duties import week_name
from ipdesk.model import bulk, fee_sheets
from ipdesk.model.fees import FeeRecord, SheetLineRecord, SheetRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services.demo.drafts import Draft, World
from ipdesk.services.demo.duties import BACK
from ipdesk.services.demo.fill import forget_undo
from ipdesk.services.fee_sheet_rows import STEPS
from ipdesk.services.office import Act, Changes, Office, commit

SENT_NOW = 8
"""So many of the fees that are paid for stand on the sheet finance has this week."""

_HOURS = {"made": time(1, 30), "signed": time(2, 0), "sent": time(3, 0), "paid_out": time(6, 0), "done": time(7, 30)}


def add(office: Office, world: World, drafts: Sequence[Draft], at: datetime) -> None:
    """A sheet for every week with annual fees paid, and one under way where the week is still young."""
    del drafts
    clock = world.clock
    with office.database.write() as uow:
        uow.begin_act(Act(by=None, at=at, today=clock.today), "collect", "以往各周的总表")
        by_week: dict[str, list[FeeRecord]] = defaultdict(list)
        for fee in fee_sheets.paid_fees(uow, clock.ago(BACK)):
            if fee.paid_on is not None:
                by_week[week_name(fee.paid_on)].append(fee)
        for week, fees in sorted(by_week.items()):
            _sheet(uow, world, week, fees, "done")
        this_week = week_name(clock.today)
        if this_week not in by_week and clock.calendar.is_working(clock.today) and clock.today.weekday() <= 2:
            _under_way(uow, world, this_week)
        forget_undo(uow)
        commit(uow, Changes(frozenset({"sheets", "fees"})))


def _under_way(uow: UnitOfWork, world: World, week: str) -> None:
    """Monday's sheet lies with finance; from Tuesday on finance has paid out and Wednesday's payment is to come."""
    sent = _sent_on(world, world.clock.today)
    fees = fee_sheets.waiting_fees(uow, sent, SENT_NOW)
    if not fees or sent > world.clock.today:
        return
    for fee in fees:
        fee.state = "on_sheet"
    _sheet(uow, world, week, fees, "paid_out" if sent < world.clock.today else "sent")


def _sent_on(world: World, day: date) -> date:
    """The last working day before the Tuesday of that day's week."""
    return world.clock.calendar.add(day - timedelta(days=day.weekday() - 1), -1)


def _sheet(uow: UnitOfWork, world: World, week: str, fees: Sequence[FeeRecord], state: str) -> None:
    """One sheet with its steps taken on their days, each by one of the clerks."""
    clock, clerks = world.clock, world.cast.of("process_clerk", "process")
    last = max((fee.paid_on for fee in fees if fee.paid_on), default=clock.today)
    sent = _sent_on(world, last)
    before = clock.today if state != "done" else max(sent, clock.calendar.add(last, -1))
    days = {"made": sent, "signed": sent, "sent": sent, "paid_out": before, "done": last}
    clerk = clerks[int(week[-2:]) % len(clerks)]
    row: dict[str, object] = {"week": week, "state": state}
    for step in STEPS[: STEPS.index(state) + 1]:
        name = "made" if step == "draft" else step
        row[f"{name}_at"] = datetime.combine(days[name], _HOURS[name], UTC)
        row[f"{name}_by"] = clerk
    if state == "paid_out":  # this morning, before the desk was opened
        row["paid_out_at"] = datetime.combine(before, time(0, 20), UTC)
    (sheet_id,) = bulk.insert_rows(uow, SheetRecord, [row])
    payees = fee_sheets.payees(uow, [fee.matter_id for fee in fees])
    shown = sorted(fees, key=lambda fee: (payees[fee.matter_id].salesperson, fee.due or date.max, fee.id))
    lines = [_line(sheet_id, week, place, fee, payees) for place, fee in enumerate(shown, start=1)]
    bulk.insert_rows(uow, SheetLineRecord, lines)


def _line(sheet_id: int, week: str, place: int, fee: FeeRecord, payees: Mapping[int, fee_sheets.Payee]) -> bulk.Row:
    """A line as it was sent."""
    payee = payees[fee.matter_id]
    digest = hashlib.sha256(f"{week}|{fee.id}".encode()).hexdigest().upper()
    return {
        "uid": f"R{digest[:6]}-{digest[6:12]}",
        "sheet_id": sheet_id,
        "fee_id": fee.id,
        "matter_id": fee.matter_id,
        "position": place,
        "number": payee.number,
        "application_number": payee.application_number,
        "title": payee.title,
        "kind": payee.kind,
        "applicant": payee.applicant or payee.client,
        "fee": fee.kind,
        "year": fee.year,
        "amount": fee.amount,
        "late": fee.late,
        "due": fee.due,
        "salesperson": payee.salesperson,
        "received_on": fee.received_on,
        "invoice_title": fee.payer or payee.invoice_title or payee.client,
        "credit_code": fee.credit_code or payee.credit_code,
        "paid_on": fee.paid_on,
        "paid_amount": fee.paid_amount,
    }
