"""What a notice of a package would open: official and service items, fees, the facts it brings to its matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from ipdesk.domain.docket import DueItem, derive
from ipdesk.domain.fees import annuity_anniversary
from ipdesk.domain.matters import Event, Kind, Matter, State
from ipdesk.domain.numbers import canonical_application_number
from ipdesk.errors import UserError
from ipdesk.files.notice_package import PackageNotice, kind_of
from ipdesk.model import dockets
from ipdesk.model import reading_packages as reading
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services.docket import matter_of
from ipdesk.services.notice_match import GIVES_NUMBER, Candidate, Match, shown_name
from ipdesk.services.notices import DOWNLOADED, RECEIVED, chain
from ipdesk.services.office import Office
from ipdesk.services.wording import say
from ipdesk.text import label, sentence

TIGHT = 3
"""Working days that must lie between the service standard's last date and the official one."""
STATES_A_DAY = frozenset({"grant_notice", "filing_fee"})
"""Kinds whose payment deadline is the end of the official period itself."""
_OVER = frozenset({"cancelled", "infeasible", "completed"})
_FEE_KINDS = (
    ("滞纳", "late"), ("年费", "annual"), ("实审", "examination"), ("实质审查", "examination"),
    ("公告印刷", "registration"), ("公布印刷", "publication_printing"), ("登记", "registration"),
    ("印花", "registration"), ("优先权", "priority"), ("复审", "reexamination"), ("恢复", "restoration"),
    ("延长", "extension"), ("变更", "change"), ("附加费", "application"), ("申请费", "application"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opened:
    """An item that would be opened. ``due``: the day alarms go by; ``last_day``: the law's, for an official one."""

    rule: str
    title: str
    due: date
    last_day: date | None
    official: bool
    provisional: bool
    confirm: bool


@dataclass(frozen=True, slots=True)
class ProposedFee:
    """A fee that would be written down, in yuan. ``about``: annual:7, or empty: the notice's own."""

    kind: str
    name: str
    year: int | None
    about: str
    amount: Decimal
    due: date | None


@dataclass(frozen=True, slots=True)
class Effects:
    """What comes of one notice; ``problem``: why it can't be taken over at all."""

    official: tuple[Opened, ...] = ()
    service: tuple[Opened, ...] = ()
    fees: tuple[ProposedFee, ...] = ()
    remarks: tuple[str, ...] = ()
    problem: str = ""


@dataclass(slots=True)
class _Docket:
    """A matter as it would be with what was accepted of the package so far."""

    matter: Matter
    events: list[Event]
    keys: set[str]
    abouts: set[str]
    fees: list[Any] = field(default_factory=list)
    accepted: bool = False


class Effector:
    """Derives the dockets of the matters of a package, notice by notice. Nothing is written."""

    def __init__(self, office: Office, uow: UnitOfWork, today: date, matter_ids: Iterable[int]) -> None:
        self._office, self._today = office, today
        ids = list(dict.fromkeys(matter_ids))
        self._dockets: dict[int, _Docket] = {}
        for piece in dockets.batches(ids):
            for loaded in dockets.load(uow, piece):
                abouts = {event.about for event in loaded.events if event.about}
                self._dockets[loaded.row.id] = _Docket(matter_of(loaded.row), list(loaded.events), set(), abouts)
        for row in reading.fees_of(uow.session, ids):
            if row.matter_id in self._dockets:
                self._dockets[row.matter_id].fees.append(row)
        for matter_id in reading.with_event(uow.session, ids, "acceptance_received"):
            if matter_id in self._dockets:
                self._dockets[matter_id].accepted = True

    def effects(self, notice: PackageNotice, match: Match, *, lands: bool) -> Effects:
        """What this notice would open; ``lands``: what comes later in the package builds on it."""
        matter = match.matter
        state = self._dockets.get(matter.id) if matter is not None else None
        if matter is None or state is None:
            return Effects(fees=fees_of(notice, None))
        try:
            return self._effects(notice, matter, state, lands=lands)
        except UserError as error:
            return Effects(problem=sentence(error))

    def _effects(self, notice: PackageNotice, matter: Candidate, state: _Docket, *, lands: bool) -> Effects:
        facts = facts_of(notice, matter, accepted=state.accepted)
        known = state.matter if facts.filed is None else replace(state.matter, filed=facts.filed)
        about = next(f"N{serial}" for serial in range(1, 10_000) if f"N{serial}" not in state.abouts)
        added = list(self._events(notice, matter, about))
        if facts.acceptance:
            added.append(Event("acceptance_received", self._today, data={"issued": notice.issued.isoformat()}))
        before = state.keys or {item.key for item in self._derive(state.matter, state.events)}
        after = self._derive(known, [*state.events, *added])
        new = [item for item in after if item.key not in before and item.state in _OPEN]
        official = tuple(_opened(item) for item in new if item.official)
        service = tuple(_opened(item) for item in new if not item.official)
        fees = fees_of(notice, known.filed)
        fresh, words = self._new_fees(fees, state)
        remarks = (*self._remarks(notice, matter, official, service), *facts.words, *words)
        if lands:
            state.matter, state.events = known, [*state.events, *added]
            state.keys = {item.key for item in after}
            state.abouts.add(about)
            state.accepted = state.accepted or facts.acceptance
            state.fees += fresh
        return Effects(official, service, fresh, remarks)

    def _derive(self, matter: Matter, events: Sequence[Event]) -> tuple[DueItem, ...]:
        office = self._office
        return tuple(derive(matter, events, office.rulebook, office.calendar, self._today).due_items)

    def _events(self, notice: PackageNotice, matter: Candidate, about: str) -> Iterable[Event]:
        data = event_data(notice, self._today)
        yield Event(RECEIVED, self._today, about, data)
        if DOWNLOADED in chain(self._office, data["notice"], "electronic", matter.kind):
            yield Event(DOWNLOADED, self._today, about)

    def _new_fees(self, fees: Sequence[ProposedFee], state: _Docket) -> tuple[tuple[ProposedFee, ...], tuple[str, ...]]:
        """Those not written down yet; one that is there with another amount stays and is said."""
        fresh, words = [], []
        for fee in fees:
            there = next((one for one in state.fees if _same_fee(one, fee)), None)
            if there is None:
                fresh.append(fee)
            elif there.amount != fee.amount:
                words.append(say("import_fee_there", name=fee.name, ours=there.amount, theirs=fee.amount))
        return tuple(fresh), tuple(words)

    def _remarks(
        self, notice: PackageNotice, matter: Candidate, official: Sequence[Opened], service: Sequence[Opened]
    ) -> Iterable[str]:
        if matter.state in _OVER:
            yield say("import_over", state=label("matter_state", matter.state))
        if notice.stated is not None:
            yield say(
                "import_stated_fits" if self._fits(notice, matter, official) else "import_stated", stated=notice.stated
            )
        if notice.pay_deadline is not None:
            yield from self._pay_by(notice, official)
        if official and service:
            calendar = self._office.calendar
            last, end = max(one.due for one in service), min(one.due for one in official)
            if last >= end or calendar.count(last, end) < TIGHT:
                yield say("import_tight", service=last, official=end)

    def _pay_by(self, notice: PackageNotice, official: Sequence[Opened]) -> Iterable[str]:
        on = notice.pay_deadline
        assert on is not None
        if on < self._today:
            yield say("import_pay_by_past", on=on)
            return
        ours = next((one.last_day for one in official), None)
        if _code(notice) in STATES_A_DAY and ours is not None and ours != on:
            yield say("import_pay_by_differs", on=on, ours=ours)
        else:
            yield say("import_pay_by", on=on)

    def _fits(self, notice: PackageNotice, matter: Candidate, official: Sequence[Opened]) -> bool:
        """Whether the number without a unit is the length of the period in months or in days."""
        for one in official:
            try:
                length = self._office.rulebook.law.rule(one.rule, notice.issued, Kind(matter.kind)).length
            except UserError:
                continue
            if notice.stated in (length.months or None, length.days or None):
                return True
        return False


_OPEN = (State.OPEN, State.DUE_SOON, State.OVERDUE)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a notice says that the matter lacks. ``acceptance``: the event of acceptance is recorded, too."""

    number: str = ""
    filed: date | None = None
    acceptance: bool = False
    words: tuple[str, ...] = ()


def facts_of(notice: PackageNotice, matter: Candidate, *, accepted: bool) -> Facts:
    """Only what the matter lacks; nothing that is there is overwritten."""
    if Kind(matter.kind) not in _APPLICATIONS:
        return Facts()
    kind = _code(notice)
    number = canonical_application_number(notice.application_number) or ""
    number = number if not matter.application_number else ""
    filed = notice.filed if matter.filed is None and notice.filed and notice.filed <= notice.issued else None
    acceptance = kind == "acceptance" and not accepted
    words = []
    if acceptance and number:
        words.append(say("import_acceptance", number=number, filed=filed or "—"))
    elif number:
        words.append(say("import_number", number=number))
    if filed and not (acceptance and number):
        words.append(say("import_filing", filed=filed))
    return Facts(number, filed, acceptance, tuple(words))


_APPLICATIONS = frozenset({Kind.INVENTION, Kind.UTILITY_MODEL, Kind.DESIGN})


def event_data(notice: PackageNotice, today: date) -> dict[str, str]:
    """The fields of the receipt; ``answer_by`` only where the notice's payment day ends the period."""
    kind = _code(notice)
    data = {
        "notice": kind,
        "name": shown_name(notice),
        "delivery": "electronic",
        "issued": notice.issued.isoformat(),
    }
    if kind in STATES_A_DAY and notice.pay_deadline is not None and notice.pay_deadline >= today:
        data["answer_by"] = notice.pay_deadline.isoformat()
    return data | more_data(notice)


def more_data(notice: PackageNotice) -> dict[str, str]:
    """What the notice says besides: its payment day and windows, its number without a unit."""
    data = {}
    if notice.pay_deadline is not None:
        data["pay_by"] = notice.pay_deadline.isoformat()
    if notice.stated is not None:
        data["stated"] = str(notice.stated)
    if notice.annual_year is not None:
        data["annual_year"] = str(notice.annual_year)
    if notice.windows:
        data["windows"] = "; ".join(
            f"{one.first or ''}~{one.last or ''} {one.annual_fee}+{one.late_fee}" for one in notice.windows
        )
    return data


def fees_of(notice: PackageNotice, filed: date | None) -> tuple[ProposedFee, ...]:
    """The fees a notice names: one annual fee of 200701, or each of its list; nothing of a receipt's."""
    if notice.windows:
        year = notice.annual_year
        amount = notice.windows[0].annual_fee
        if year is None or not amount:
            return ()
        due = annuity_anniversary(filed, year) if filed is not None else None
        return (ProposedFee("annual", say("import_annual_name", year=year), year, f"annual:{year}", amount, due),)
    if _code(notice) in GIVES_NUMBER - {"acceptance"}:
        return ()
    found = []
    for fee in notice.fees:
        kind = fee_kind(fee.name)
        if not fee.amount or kind == "late":
            continue
        year = notice.annual_year if kind == "annual" else None
        about = f"annual:{year}" if year is not None else ""
        found.append(ProposedFee(kind, fee.name, year, about, fee.amount, notice.pay_deadline))
    return tuple(found)


def fee_kind(name: str) -> str:
    """Our kind of an official fee, by the name it has in notices, old and new."""
    return next((kind for words, kind in _FEE_KINDS if words in name), "other")


def _same_fee(one: Any, fee: ProposedFee) -> bool:
    if fee.about:
        return bool(one.about == fee.about)
    named: Mapping[str, Any] = {"kind": fee.kind, "due": fee.due, "amount": fee.amount}
    return all(getattr(one, key) == value for key, value in named.items())


def _opened(item: DueItem) -> Opened:
    return Opened(item.rule, item.title, item.due, item.last_day, item.official, item.provisional, item.confirm)


def _code(notice: PackageNotice) -> str:
    return kind_of(notice.code, notice.name)
