"""Working on a week's sheet: editing its lines, taking it on step by step, marking its fees paid (标准 3.2.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from ipdesk.errors import StaleVersion, UserError
from ipdesk.files.fee_sheet import clean, week_days
from ipdesk.model import fee_sheets
from ipdesk.model.fees import FeeRecord, SheetLineRecord, SheetRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services import docket
from ipdesk.services.events import RecordEvent, append_event
from ipdesk.services.fee_sheet_collect import KINDS, release_fee
from ipdesk.services.fee_sheet_rows import STEPS
from ipdesk.services.matters import known_matter
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.text import label

_MONEY_FIELDS = frozenset({"amount", "late"})
_TEXT_FIELDS = frozenset({"note", "invoice_title", "credit_code"})
_LARGEST = Decimal("99999999.99")


def change_line(
    office: Office,
    act: Act,
    week: str,
    uid: str,
    fields: Mapping[str, object],
    expected_version: int | None = None,
) -> Changes:
    """Edit ``amount``, ``late``, ``note``, ``invoice_title`` or ``credit_code`` of a draft's line.

    Errors: ``sheet.not_draft``, ``sheet.line_gone``, ``sheet.bad_field``, ``sheet.bad_amount``;
    ``StaleVersion`` when somebody changed the line meanwhile.
    """
    values = {name: _checked(name, value) for name, value in fields.items()}
    with office.database.write() as uow:
        _, line = _draft_line(uow, week, uid)
        if expected_version is not None and line.version != expected_version:
            raise StaleVersion("record.stale", record=f"{week} {line.application_number}")
        wanted = {name: value for name, value in values.items() if getattr(line, name) != value}
        if not wanted:
            return Changes()
        matter = _begin(uow, act, "change_sheet_line", f"修改 {week} 总表：{line.number}", line)
        for name, value in wanted.items():
            setattr(line, name, value)
        line.edited = True
        return commit(uow, Changes(KINDS, matter))


def drop_line(office: Office, act: Act, week: str, uid: str) -> Changes:
    """Take a line off a draft; its fee waits for a later sheet. It stays off until it is put back."""
    with office.database.write() as uow:
        _, line = _draft_line(uow, week, uid)
        matter = _begin(uow, act, "drop_sheet_line", f"移出 {week} 总表：{line.number}", line)
        line.removed_at, line.edited = act.at, True
        release_fee(uow, line.fee_id)
        return commit(uow, Changes(KINDS, matter))


def put_back_line(office: Office, act: Act, week: str, uid: str) -> Changes:
    """Put a line that was taken off back on the draft. Errors also: ``sheet.fee_taken``."""
    with office.database.write() as uow:
        record, line = _draft_line(uow, week, uid, dropped=True)
        other = fee_sheets.other_sheets(uow, week).get(line.fee_id or 0)
        if other is not None:
            raise UserError("sheet.fee_taken", number=line.number, week=other)
        fee = uow.get(FeeRecord, line.fee_id)
        if fee is None or fee.state in {"expected", "paid"}:
            raise UserError("sheet.nothing_to_pay", number=line.number)
        matter = _begin(uow, act, "put_back_sheet_line", f"放回 {record.week} 总表：{line.number}", line)
        line.removed_at, line.edited = None, False
        fee.state = "on_sheet"
        return commit(uow, Changes(KINDS, matter))


def set_state(office: Office, act: Act, week: str, wanted: str, on: date | None = None) -> Changes:
    """Take the sheet one step on, or back to an earlier one; 已缴费 records every line's fee as paid ``on``.

    Going back from 已缴费 is an undo. Errors: ``sheet.missing``, ``sheet.bad_step``, ``sheet.unpaid_lines``.
    """
    week_days(week)
    with office.database.write() as uow:
        record = fee_sheets.sheet_of(uow, week)
        if record is None:
            raise UserError("sheet.missing", week=week)
        if record.state == wanted:
            return Changes()
        _check_step(week, record.state, wanted)
        lines = fee_sheets.lines_of(uow, record.id)
        if wanted == "done":
            _check_paid_out(week, lines)
        shown = label("sheet_state", wanted)
        uow.begin_act(act, "sheet_step", f"{week} 专利代缴总表：{shown}")
        take_step(record, wanted, act)
        if wanted != "done":
            return commit(uow, Changes(KINDS, says=f"{week} 的总表已转为“{shown}”。"))
        matters = _mark_paid(uow, office, act, lines, on or act.today)
        says = f"{week} 的 {len(lines)} 笔费用已记为已缴。"
        return commit(uow, Changes(KINDS | {"events", "due_items", "matters"}, matters, says=says))


def take_step(record: SheetRecord, wanted: str, act: Act) -> None:
    """Stamp the step with who and when; steps after it are taken back."""
    position = STEPS.index(wanted)
    for later in STEPS[position + 1 :]:
        setattr(record, f"{later}_by", None)
        setattr(record, f"{later}_at", None)
    if wanted != "draft":
        setattr(record, f"{wanted}_by", act.by)
        setattr(record, f"{wanted}_at", act.at)
    record.state = wanted


def _check_step(week: str, now: str, wanted: str) -> None:
    allowed = wanted in STEPS and now != "done" and STEPS.index(wanted) <= STEPS.index(now) + 1
    if not allowed:
        raise UserError(
            "sheet.bad_step",
            week=week,
            state=label("sheet_state", now),
            wanted=label("sheet_state", wanted),
        )


def _check_paid_out(week: str, lines: Sequence[SheetLineRecord]) -> None:
    """When finance said line by line what it paid out, every line must be among them."""
    unpaid = [line for line in lines if line.paid_on is None]
    if unpaid and len(unpaid) < len(lines):
        numbers = [line.application_number or line.number for line in unpaid[:5]]
        raise UserError("sheet.unpaid_lines", week=week, count=len(unpaid), numbers=numbers)


def _mark_paid(uow: UnitOfWork, office: Office, act: Act, lines: Sequence[SheetLineRecord], on: date) -> frozenset[int]:
    """Record what fulfils ``F.annual_pay`` (or 官费已缴) for every line, and derive those matters again."""
    matters: set[int] = set()
    for line in lines:
        fee = uow.get(FeeRecord, line.fee_id)
        if fee is None or line.matter_id is None or fee.state == "paid":
            continue
        fee.state, fee.paid_on = "paid", on
        fee.paid_amount = line.amount + line.late
        matters.add(line.matter_id)
        name = "annual_fee_paid" if fee.kind == "annual" else "fee_paid"
        event = RecordEvent(line.matter_id, name, on, about=fee.about)
        append_event(office, uow, act, known_matter(uow, line.matter_id), event)
    uow.flush()
    docket.project(uow, office, sorted(matters), act.today)
    return frozenset(matters)


def _draft_line(uow: UnitOfWork, week: str, uid: str, *, dropped: bool = False) -> tuple[SheetRecord, SheetLineRecord]:
    record = fee_sheets.sheet_of(uow, week)
    if record is None:
        raise UserError("sheet.missing", week=week)
    if record.state != "draft":
        raise UserError("sheet.not_draft", week=week, state=label("sheet_state", record.state))
    lines = fee_sheets.lines_of(uow, record.id, dropped=True)
    line = next((one for one in lines if one.uid == uid and (one.removed_at is not None) == dropped), None)
    if line is None:
        raise UserError("sheet.line_gone", week=week)
    return record, line


def _begin(uow: UnitOfWork, act: Act, name: str, summary: str, line: SheetLineRecord) -> frozenset[int]:
    uow.begin_act(act, name, summary, line.matter_id)
    return frozenset({line.matter_id}) if line.matter_id is not None else frozenset()


def _checked(name: str, value: object) -> Any:
    if name in _MONEY_FIELDS:
        return _amount(value)
    if name in _TEXT_FIELDS:
        return clean(str(value or ""))
    raise UserError("sheet.bad_field", field=name)


def _amount(value: object) -> Decimal:
    try:
        amount = value if isinstance(value, Decimal) else Decimal(str(value).replace(",", "").strip())
    except InvalidOperation:
        raise UserError("sheet.bad_amount", amount=value) from None
    if not amount.is_finite() or not 0 <= amount <= _LARGEST or amount != amount.quantize(Decimal("0.01")):
        raise UserError("sheet.bad_amount", amount=value)
    return amount.quantize(Decimal("0.01"))
