"""Annual-fee notices (标准 3.2.3): which fees are near, how far each is, and the form that goes to the client.

Made at least 45 days before the fee is due, sent at least 30 days before, paid within five working days after the
money came. The rows are made from events and due items; what is recorded is written by ``annual_steps``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ipdesk.domain.docket import live_state
from ipdesk.domain.fees import Annuity, amount_in_words, annuity_years, late_fee
from ipdesk.domain.matters import State
from ipdesk.errors import UserError
from ipdesk.files.annual_form import AnnualForm, AnnualFormLine
from ipdesk.searching import plain
from ipdesk.services import shaping
from ipdesk.services.fee_terms import annuity_in, terms_of
from ipdesk.services.notices import Step
from ipdesk.services.tariffs import shipped_tariff
from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.domain.fee_terms import FeeTerms
    from ipdesk.model.unit_of_work import UnitOfWork
    from ipdesk.services.office import Act, Office

MADE, SENT = "annual_notice_made", "annual_notice_sent"
RECEIVED, PAID = "annual_payment_received", "annual_fee_paid"
STEPS = (MADE, SENT, RECEIVED, PAID)
RULES: Mapping[str, str] = {MADE: "F.annual_notice", SENT: "F.annual_send", PAID: "F.annual_pay"}
BEFORE: Mapping[str, str] = {SENT: MADE, PAID: RECEIVED}
FILTERS: Mapping[str, str] = {"make": MADE, "send": SENT, "collect": RECEIVED, "pay": PAID}
HORIZON = timedelta(days=31)
"""So far ahead of its date a notice is shown as to be made."""
REMEMBERED = timedelta(days=400)
"""A notice sent longer ago is no longer waited for: the fee has lapsed with its grace period."""
SHOWN = 500
PAYMENT = "office.payment"
"""The setting with the lines on how to pay (户名, 开户行, 账号), one a line."""
LEAST_DAYS = 10
"""The client is asked to pay so many days before the fee is due, at the earliest tomorrow."""

_ABOUT = re.compile(r"annual:(\d{1,2})")
Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class AnnualLine:
    """One annual fee. ``amount`` after the reduction, ``late`` if it were paid today; ``problem``: why it can't be
    counted, in words. ``steps``: made, sent, money received, paid. ``papers``: its forms, (attachment id, name).
    """

    matter_id: int
    about: str
    number: str
    title: str
    application_number: str
    kind: str
    client_id: int | None
    client: str
    salesperson: str
    year: int
    due: date | None
    days_left: int | None
    amount: Decimal
    late: Decimal
    problem: str
    steps: tuple[Step, ...]
    next_step: str
    nearest: Step | None
    papers: tuple[tuple[int, str], ...] = ()

    @property
    def key(self) -> Key:
        return self.matter_id, self.about

    @property
    def total(self) -> Decimal:
        return self.amount + self.late

    def step(self, event: str) -> Step:
        """The step recorded with this event."""
        return self.steps[STEPS.index(event)]


@dataclass(frozen=True, slots=True)
class AnnualBoard:
    """The lines, how many wait for what (by key of :data:`FILTERS`, and ``all``), how many are not shown."""

    lines: tuple[AnnualLine, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    left_out: int = 0


def annual_board(office: Office, today: date, step: str = "make", text: str = "") -> AnnualBoard:
    """Fees whose notice is to be made by ``HORIZON`` from today, that are told, or whose money came; by due date."""
    from ipdesk.model import reading_annual

    with office.database.read() as uow:
        session = uow.session
        keys = {(row.matter_id, row.about) for row in reading_annual.near_items(session, (PAY_RULE,), date.max)}
        ahead = (today + HORIZON, today + HORIZON)
        for rule, until in zip((RULES[MADE], RULES[SENT]), ahead, strict=True):
            keys |= {(row.matter_id, row.about) for row in reading_annual.near_items(session, (rule,), until)}
        for name, settled in ((MADE, (SENT, PAID)), (SENT, (RECEIVED, PAID))):  # however early they were
            told = reading_annual.told_and_not_settled(session, name, settled, today - REMEMBERED)
            keys |= {(row.matter_id, row.about) for row in told}
        if text.strip():
            wanted = reading_annual.matching(session, {matter for matter, _ in keys}, plain(text))
            keys = {key for key in keys if key[0] in wanted}
        found = _progress(office, uow, sorted(keys), today)
        counts = {name: sum(1 for one in found if one.waits_for(event)) for name, event in FILTERS.items()}
        counts["all"] = len(found)
        if step != "all":
            found = [one for one in found if one.waits_for(FILTERS[step])]
        found.sort(key=lambda one: (one.order, one.key))
        lines = _lines(office, uow, found[:SHOWN], today)
    return AnnualBoard(lines, counts, len(found) - len(lines))


PAY_RULE = RULES[PAID]


def annual_lines(office: Office, today: date, keys: Iterable[Key]) -> tuple[AnnualLine, ...]:
    """The lines of these fees, in the order asked for; what is no annual fee is missing."""
    with office.database.read() as uow:
        return _lines(office, uow, _progress(office, uow, list(dict.fromkeys(keys)), today), today)


# -- how far each is ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Progress:
    """The steps of one fee, before its patent and its amount are looked up."""

    key: Key
    steps: tuple[Step, ...]
    events: tuple[int, ...]

    def waits_for(self, event: str) -> bool:
        return self.steps[STEPS.index(event)].pending

    @property
    def order(self) -> date:
        """By the nearest date; what waits for the client's money comes after what has one of its own."""
        return min((step.due for step in self.steps if step.pending and step.due), default=date.max)


def _progress(office: Office, uow: UnitOfWork, keys: Sequence[Key], today: date) -> list[_Progress]:
    from ipdesk.model import reading_notices

    matters = list(dict.fromkeys(matter for matter, _ in keys))
    events: dict[Key, dict[str, Any]] = {}
    for event in reading_notices.events_about(uow.session, matters, STEPS):
        events.setdefault((event.matter_id, event.about), {})[event.name] = event
    items: dict[Key, dict[str, list[Any]]] = {}
    for item in reading_notices.items_of(uow.session, matters, tuple(RULES.values())):
        items.setdefault((item.matter_id, item.about or ""), {}).setdefault(item.rule, []).append(item)
    return [_one(office, key, events.get(key, {}), items.get(key, {}), today) for key in keys]


def _one(
    office: Office, key: Key, events: Mapping[str, Any], items: Mapping[str, Sequence[Any]], today: date
) -> _Progress:
    open_items = {name: _open_item(items.get(rule, ())) for name, rule in RULES.items()}
    settled = PAID in events and open_items[PAID] is None
    done = {name for name in STEPS if name in events and open_items.get(name) is None}
    made = []
    for name in STEPS:
        item = None if settled else open_items.get(name)
        ready = BEFORE.get(name, name) in done or name not in BEFORE
        if name in done:
            late = any(one.state == "done_late" for one in items.get(RULES.get(name, ""), ()))
            event = events[name]
            made.append(Step(name, "done_late" if late else "done", event.on, event.recorder, event.id))
        elif settled:
            made.append(Step(name, "none"))
        elif item is not None and ready:
            made.append(_due_step(office, name, item, today))
        else:
            waits = ready and (name != RECEIVED or SENT in done)
            made.append(Step(name, "ready" if waits else "later"))
    return _Progress(key, tuple(made), tuple(event.id for event in events.values()))


def _due_step(office: Office, name: str, item: Any, today: date) -> Step:
    state = live_state(State(item.state), item.due, today, office.calendar)
    left = shaping.days_left(office.calendar, today, item.due)
    return Step(name, str(state), None, item.person, None, item.due, left, item.id, item.clause, item.provisional)


def _open_item(found: Sequence[Any]) -> Any | None:
    live = [one for one in found if one.state in ("open", "paused") and not one.superseded]
    return min(live, key=lambda one: one.due, default=None)


def _lines(office: Office, uow: UnitOfWork, found: Sequence[_Progress], today: date) -> tuple[AnnualLine, ...]:
    from ipdesk.model import reading_annual, reading_notices

    patents = reading_annual.patents(uow.session, dict.fromkeys(one.key[0] for one in found))
    terms = terms_of(uow, patents)
    papers: dict[int, list[tuple[int, str]]] = {}
    for paper in reading_notices.papers_of_events(uow.session, [one.key[0] for one in found]):
        papers.setdefault(paper.event_id, []).append((paper.id, paper.name))
    lines = []
    for one in found:
        row, year = patents.get(one.key[0]), fee_year(one.key[1])
        if row is not None and year is not None:
            kept = tuple(paper for event in one.events for paper in papers.get(event, ()))
            lines.append(_line(office, row, year, one, kept, today, terms.get(row.id)))
    return tuple(lines)


def _line(
    office: Office,
    row: Any,
    year: int,
    one: _Progress,
    papers: tuple[tuple[int, str], ...],
    today: date,
    terms: FeeTerms | None,
) -> AnnualLine:
    annuity, problem = annuity_of(office, row, year, terms)
    todo = [step for step in one.steps if step.pending]
    dated = [step for step in todo if step.due is not None]
    return AnnualLine(
        matter_id=row.id,
        about=one.key[1],
        number=row.number,
        title=row.title,
        application_number=row.application_number,
        kind=row.kind,
        client_id=row.client_id,
        client=row.client,
        salesperson=row.salesperson,
        year=year,
        due=annuity.due if annuity else None,
        days_left=(annuity.due - today).days if annuity else None,
        amount=annuity.payable if annuity else Decimal("0.00"),
        late=late_fee(annuity, today) if annuity else Decimal("0.00"),
        problem=problem,
        steps=one.steps,
        next_step=todo[0].event if todo else "",
        nearest=min(dated, key=lambda step: step.due or date.max) if dated else None,
        papers=papers,
    )


def fee_year(about: str) -> int | None:
    """The patent year in a fee's key: 7 in ``annual:7``."""
    match = _ABOUT.fullmatch(about)
    return int(match[1]) if match else None


def annuity_of(office: Office, row: Any, year: int, terms: FeeTerms | None = None) -> tuple[Annuity | None, str]:
    """The annual fee of a patent's year, or why there is none, in words."""
    from ipdesk.text import sentence

    if row.filed is None:
        return None, label("says", "annual_no_dates")
    try:
        if year not in annuity_years(row.kind, row.filed, row.granted, shipped_tariff()):
            return None, label("says", "annual_no_year")
        return annuity_in(row, year, terms, office.calendar), ""
    except UserError as error:
        return None, sentence(error)


# -- the form -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FormOf:
    """A form with the fees it is for."""

    form: AnnualForm
    keys: tuple[Key, ...]


def annual_forms(office: Office, act: Act, keys: Iterable[Key]) -> tuple[FormOf, ...]:
    """The forms these fees make, one per client, by client; nothing is written.

    UserErrors: ``annual.nothing``, ``.unknown`` (no annual fee of that matter), ``.not_patent``.
    """
    from ipdesk.model import reading_annual, reading_notices, reading_today
    from ipdesk.services.fee_sheet import company_name

    wanted = list(dict.fromkeys(keys))
    if not wanted:
        raise UserError("annual.nothing")
    company = company_name(office)
    with office.database.read() as uow:
        patents = reading_annual.patents(uow.session, dict.fromkeys(matter for matter, _ in wanted))
        terms = terms_of(uow, patents)
        groups: dict[tuple[str, int | None], list[tuple[Key, AnnualFormLine]]] = {}
        for key in wanted:
            row = patents.get(key[0])
            if row is None:
                raise UserError("annual.unknown", number=key[0], about=key[1])
            line = _form_line(office, row, key, act.today, terms.get(row.id))
            groups.setdefault((row.client, row.client_id), []).append((key, line))
        contacts = reading_notices.main_contacts(uow.session, [one for _, one in groups if one is not None])
        payment = reading_today.setting(uow.session, PAYMENT) or ""
        clerk = reading_notices.person(uow.session, act.by)
        made = []
        for (client, client_id), lines in sorted(groups.items(), key=lambda item: (item[0][0], item[0][1] or 0)):
            contact = contacts.get(client_id or 0)
            sellers = dict.fromkeys(patents[key[0]].salesperson for key, _ in lines if patents[key[0]].salesperson)
            lines.sort(key=lambda one: (one[1].due, one[1].number))
            total = sum((line.amount + line.late for _, line in lines), Decimal("0.00"))
            first = min(line.due for _, line in lines)
            form = AnnualForm(
                number=f"NF{act.today:%Y%m%d}-{client_id or 0:04d}",
                company=company,
                on=act.today,
                client=client,
                contact=contact.name if contact is not None else "",
                phone=contact.phone if contact is not None else "",
                salesperson="、".join(sellers),
                clerk=clerk.name if clerk is not None else "",
                pay_by=pay_by(office, first, act.today),
                lines=tuple(line for _, line in lines),
                total=total,
                words=amount_in_words(total),
                payment=tuple(payment.splitlines()),
            )
            made.append(FormOf(form, tuple(key for key, _ in lines)))
    return tuple(made)


def forms_of_client(office: Office, act: Act, client: str, until: date | None = None) -> tuple[FormOf, ...]:
    """The form of one client's fees that fall due by ``until`` (default: 90 days from today) and are not paid.

    UserErrors: ``annual.no_client``, ``annual.no_fees``.
    """
    from ipdesk.model import queries, reading_annual

    last = until or act.today + timedelta(days=90)
    with office.database.read() as uow:
        record = queries.client_by_name(uow, client.strip())
        if record is None:
            raise UserError("annual.no_client", client=client)
        matters = set(reading_annual.matters_of_client(uow.session, record.id))
        near = reading_annual.near_items(uow.session, tuple(RULES.values()), last)
        told = reading_annual.told_and_not_settled(uow.session, MADE, (PAID,), act.today - REMEMBERED)
        keys = sorted({(row.matter_id, row.about) for row in (*near, *told) if row.matter_id in matters})
    lines = annual_lines(office, act.today, keys)
    chosen = [line.key for line in lines if line.due and line.due <= last and not line.step(PAID).done]
    if not chosen:
        raise UserError("annual.no_fees", client=record.name, until=last)
    return annual_forms(office, act, chosen)


def pay_by(office: Office, due: date, today: date) -> date:
    """The day the client is asked to pay by: a working day ten days before the fee is due, tomorrow at the earliest."""
    calendar = office.calendar
    wanted = calendar.on_or_before(due - timedelta(days=LEAST_DAYS))
    return max(wanted, calendar.add(today, 1))


def _form_line(office: Office, row: Any, key: Key, today: date, terms: FeeTerms | None) -> AnnualFormLine:
    year = fee_year(key[1])
    if year is None:
        raise UserError("annual.unknown", number=row.number, about=key[1])
    annuity, problem = annuity_of(office, row, year, terms)
    if annuity is None:
        raise UserError("annual.not_patent", number=row.number, reason=problem)
    return AnnualFormLine(
        number=row.number,
        application_number=row.application_number,
        title=row.title,
        kind=label("kind", row.kind),
        year=year,
        amount=annuity.payable,
        reduction=annuity.percent or None,
        due=annuity.due,
        late=late_fee(annuity, today),
        bands=tuple((band.to, band.surcharge) for band in annuity.late),
    )
