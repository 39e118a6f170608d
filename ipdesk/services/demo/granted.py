"""Granted patents with their annual fees: asked for, received, paid, late, and ready for the weekly sheet."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from ipdesk.domain.fees import Annuity, annuities, late_fee
from ipdesk.domain.matters import Kind
from ipdesk.domain.periods import add_months
from ipdesk.services.demo.drafts import Draft, Party, World, begin
from ipdesk.services.demo.patents import title
from ipdesk.services.tariffs import shipped_tariff

MONTHS_TO_GRANT = {Kind.INVENTION: 30, Kind.UTILITY_MODEL: 8, Kind.DESIGN: 6}
READY, READY_LATE, DUE_SOON, NOT_MADE, SENT, PAID, FAR = (
    "ready", "ready_late", "due_soon", "not_made", "sent", "paid", "far"
)  # fmt: skip
# of a hundred granted patents that are not made for the weekly sheet
PHASES = ((DUE_SOON, 14), (NOT_MADE, 8), (SENT, 22), (PAID, 26), (FAR, 30))
TAKEN_DAYS = 200


def granted(world: World, rng: Random, kind: Kind, party: Party, phase: str | None) -> Draft:
    """A granted patent whose nearest annual fee stands at ``phase`` (None: by chance)."""
    phase = phase or rng.choices([p for p, _ in PHASES], [w for _, w in PHASES])[0]
    clock = world.clock
    due = clock.today + timedelta(days=_due_in(rng, phase))
    shortest = MONTHS_TO_GRANT[kind] // 12 + 1
    years = rng.randint(shortest, {Kind.INVENTION: 12, Kind.UTILITY_MODEL: 7, Kind.DESIGN: 9}[kind])
    filed = add_months(due, -12 * years)
    grant = add_months(filed, MONTHS_TO_GRANT[kind]) + timedelta(days=rng.randrange(40))
    grant = min(grant, clock.today - timedelta(days=30), due - timedelta(days=60))
    started = clock.calendar.add(clock.calendar.on_or_after(filed), -30)
    draft = begin(
        world,
        rng,
        kind,
        title(rng, kind, party),
        party,
        started,
        filed=filed,
        granted=grant,
        taken_on=max(grant, clock.today - timedelta(days=TAKEN_DAYS)),
        reduction=rng.choice((None, None, 85, 85, 70)),
        application_number=world.application_number(rng, kind, filed),
    )
    draft.happened("filed", filed)
    draft.happened("granted", grant)
    draft.happened("certificate_received", clock.calendar.add(grant, 8))
    _fees(world, draft, rng, phase, due)
    return draft


def _due_in(rng: Random, phase: str) -> int:
    """Days from today to the annual fee's due date."""
    return {
        READY: rng.randint(3, 26),
        READY_LATE: -rng.randint(35, 150),
        DUE_SOON: rng.randint(45, 52),
        NOT_MADE: rng.randint(41, 44),
        SENT: rng.randint(4, 44),
        PAID: -rng.randint(2, 120),
        FAR: rng.randint(60, 300),
    }[phase]


def _fees(world: World, draft: Draft, rng: Random, phase: str, due: date) -> None:
    """The annual fees from the first one the office asks for, with their events up to the phase."""
    row = draft.row
    every = annuities(
        row["kind"], row["filed"], row["granted"], row["reduction"], world.clock.calendar, shipped_tariff()
    )
    for annuity in every:
        if annuity.anniversary < row["taken_on"] or annuity.anniversary > world.clock.today + timedelta(days=366):
            continue
        state = _history(world, draft, rng, annuity, phase if annuity.anniversary == due else PAID)
        draft.fees.append(_fee_row(draft, annuity, state, world.clock.today))


def _history(world: World, draft: Draft, rng: Random, annuity: Annuity, phase: str) -> dict[str, date]:
    """The events of one annual fee; what happened, by name, with its day."""
    clock, about, clerk = world.clock, f"annual:{annuity.year}", draft.row["clerk_id"]
    before = clock.calendar.on_or_before
    made = before(annuity.anniversary - timedelta(days=rng.randint(46, 58)))
    sent = before(annuity.anniversary - timedelta(days=rng.randint(31, 42)))
    received = _received(world, rng, phase, sent)
    steps = (
        ("annual_notice_made", made if phase not in (NOT_MADE, DUE_SOON, FAR) else None),
        ("annual_notice_sent", max(made, sent) if phase not in (NOT_MADE, DUE_SOON, FAR) else None),
        ("annual_payment_received", received),
        ("annual_fee_paid", _wednesday(world, received) if received and phase == PAID else None),
    )
    happened: dict[str, date] = {}
    for name, day in steps:
        if day is None or not draft.happened(name, day, about=about, by=clerk):
            break
        happened[name] = day
    return happened


def _received(world: World, rng: Random, phase: str, sent: date) -> date | None:
    """The day the client's money came in: lately for the weekly sheet, soon after the notice for what is paid."""
    if phase in (READY, READY_LATE):
        return world.clock.ago(rng.randint(0, 3))
    if phase != PAID:
        return None
    calendar = world.clock.calendar
    found = calendar.add(sent, rng.randint(3, 15))
    return calendar.add(found, -1) if found.weekday() == 1 else found  # before the sheet goes to finance


def _wednesday(world: World, received: date) -> date:
    """Paid with the next sheet (3.2.5), on the Wednesday after the money came in."""
    return world.clock.calendar.on_or_after(received + timedelta(days=(2 - received.weekday()) % 7 or 7))


def _fee_row(draft: Draft, annuity: Annuity, happened: dict[str, date], today: date) -> dict[str, object]:
    paid = happened.get("annual_fee_paid")
    received = happened.get("annual_payment_received")
    state = (
        "paid" if paid else "received" if received else "requested" if "annual_notice_sent" in happened else "expected"
    )
    late = late_fee(annuity, paid or today) if received else Decimal("0.00")
    return {
        "kind": "annual",
        "year": annuity.year,
        "about": f"annual:{annuity.year}",
        "amount": annuity.payable,
        "late": late,
        "due": annuity.due,
        "state": state,
        "received_on": received,
        "payer": draft.row["applicant"],
        "paid_on": paid,
        "paid_amount": annuity.payable + late if paid else None,
    }
