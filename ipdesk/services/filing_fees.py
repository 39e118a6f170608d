"""The fees of filing as fees of a matter: counted with the short form, recorded as one act."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ipdesk.domain.filing_fees import FeeLine, Filing, filing_fees
from ipdesk.domain.periods import add_months
from ipdesk.errors import UserError
from ipdesk.services.office import Changes, commit
from ipdesk.services.tariffs import shipped_tariff
from ipdesk.services.wording import say

if TYPE_CHECKING:
    from ipdesk.model.fees import FeeRecord
    from ipdesk.model.matters import MatterRecord
    from ipdesk.model.unit_of_work import UnitOfWork
    from ipdesk.services.office import Act, Office

KINDS = ("invention", "utility_model", "design", "pct")
FILING_MONTHS, EXAMINATION_MONTHS = 2, 36
_OPEN = frozenset({"expected", "requested"})


def record_filing_fees(office: Office, act: Act, matter_id: int, filing: Filing) -> Changes:
    """Put the lines of :func:`filing_fees` into the matter's fees; what stands there and was not paid in is updated.

    Due two months after filing (the examination fee three years after the filing or priority date), where the
    filing date is known. Fees that would be nothing are left out. ``UserError``: matter.unknown, filing.not_patent,
    .nothing, and those of ``filing_fees``.
    """
    from ipdesk.model import reading_annuities
    from ipdesk.services.matters import known_matter

    with office.database.write() as uow:
        matter = known_matter(uow, matter_id)
        if matter.kind not in KINDS:
            raise UserError("filing.not_patent", number=matter.number)
        lines = [line for line in filing_fees(filing, matter.filed or act.today, shipped_tariff()).lines if line.amount]
        if not lines:
            raise UserError("filing.nothing")
        known = reading_annuities.fees_of_kinds(uow.session, matter.id, [line.code for line in lines])
        total = sum(line.amount for line in lines)
        uow.begin_act(act, "filing_fees", f"{len(lines)} 项 {total} 元", matter.id)
        changed = False
        for line in lines:
            changed |= _put(office, uow, matter, line, known.get(line.code))
        if not changed:
            return Changes(says=say("filing_fees_same", number=matter.number))
        says = say("filing_fees", number=matter.number, count=len(lines), total=f"{total:,.2f}")
        return commit(uow, Changes(frozenset({"fees"}), frozenset({matter.id}), says=says))


def _put(office: Office, uow: UnitOfWork, matter: MatterRecord, line: FeeLine, known: FeeRecord | None) -> bool:
    """Add the fee, or bring the one there up to date; one that was paid in or paid stays. True if anything changed."""
    from ipdesk.model.fees import FeeRecord

    due = due_of(office, matter.filed, matter.priority_on, line.code)
    note = f"{line.count} × {line.each}" if line.count > 1 else ""
    note = "，".join(part for part in (note, line.note) if part)
    if known is None:
        uow.add(FeeRecord(matter_id=matter.id, kind=line.code, amount=line.amount, due=due, note=note))
        return True
    facts = {"amount": line.amount, "due": due, "note": note}
    if known.state not in _OPEN or all(getattr(known, name) == value for name, value in facts.items()):
        return False
    for name, value in facts.items():
        setattr(known, name, value)
    return True


def due_of(office: Office, filed: date | None, priority: date | None, code: str) -> date | None:
    """The safe day by which one of these fees is to be paid, counted from the filing date."""
    if filed is None:
        return None
    if code == "examination":
        return office.calendar.on_or_after(add_months(min(filed, priority or filed), EXAMINATION_MONTHS))
    return office.calendar.on_or_after(add_months(filed, FILING_MONTHS))
