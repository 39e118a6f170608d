"""What can be done about a period of the law besides doing what it asks: more time, the right back, giving it up,
the day a document really came. Each is one act: its event, its papers, its fee; the periods it opens are derived.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ipdesk.domain.fees import patent_kind
from ipdesk.domain.matters import Kind
from ipdesk.errors import UserError
from ipdesk.model import queries, reading_links
from ipdesk.model.due_items import DueItemRecord
from ipdesk.model.fees import FeeRecord
from ipdesk.services import docket, papers
from ipdesk.services.events import RECORDED, RecordEvent, append_event
from ipdesk.services.matters import known_matter
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.tariffs import shipped_tariff
from ipdesk.services.wording import say

if TYPE_CHECKING:
    from decimal import Decimal

    from ipdesk.domain.law import LawRule
    from ipdesk.model.matters import MatterRecord
    from ipdesk.model.unit_of_work import UnitOfWork

CHANGED = RECORDED | {"fees", "attachments"}
MOST_MONTHS = 2  # 审查指南第五部分第七章4.2
NOT_RESTORED = frozenset({"D22", "D23", "D26"})
"""The priority's own months (细则第6条第5款); for inventions and utility models D26 stands in."""

_RESTORATION = frozenset({"D18", "D19", "D21"})
Papers = Sequence["papers.NewPaper | papers.KeptPaper"]


@dataclass(frozen=True, slots=True)
class OfficialChoices:
    """An official item and what can be done about it; a ``why_not_…`` is the reason it can't, empty where it can.

    ``fee_a_month`` and ``restoration_fee`` in yuan; ``asked_months``: an extension asked for and not decided;
    ``law_title``: what the period asks; ``issued``: the document's date, where it runs from its service.
    """

    due_item_id: int
    matter_id: int
    number: str
    matter_title: str
    rule: str
    law_title: str
    about: str | None
    due: date
    last_day: date
    issued: date | None
    fee_a_month: Decimal
    restoration_fee: Decimal
    asked_months: int
    why_not_extend: str
    why_not_restore: str
    why_not_prove: str
    why_not_give_up: str


def choices(office: Office, act: Act, due_item_id: int) -> OfficialChoices:
    """What can be done about an official item today. ``UserError``: due_item.unknown, official.not_official."""
    with office.database.read() as uow:
        return _choices(uow, act, *_item(office, uow, due_item_id))


def request_extension(
    office: Office, act: Act, due_item_id: int, months: int, on: date, kept: Papers = (), note: str = ""
) -> Changes:
    """Ask for one or two more months of a designated period; the fee is proposed with the last day to pay it.

    ``UserError``: official.months, official.not_extendable (with the reason), those of ``record_event``.
    """
    if months not in range(1, MOST_MONTHS + 1):
        raise UserError("official.months", most=MOST_MONTHS)
    kept = _kept(office, kept)
    with office.database.write() as uow:
        matter, item, rule = _item(office, uow, due_item_id)
        seen = _choices(uow, act, matter, item, rule)
        if not seen.why_not_extend and on > seen.last_day:
            raise UserError("official.not_extendable", title=item.title, why=say("extend_late", on=seen.last_day))
        if seen.why_not_extend:
            raise UserError("official.not_extendable", title=item.title, why=seen.why_not_extend)
        data = {"months": str(months), "until": seen.last_day.isoformat(), "safe": item.due.isoformat()}
        uow.begin_act(act, "request_extension", f"{item.title} {months}个月", matter.id)
        _append(
            office,
            uow,
            act,
            matter,
            RecordEvent(matter.id, "extension_requested", on, item.about, data, note, papers=kept),
        )
        fee = seen.fee_a_month * months
        uow.add(_fee(matter, "extension", item.about, fee, item.due, say("extension_fee", months=months)))
        says = say("extension_requested", number=matter.number, months=months, fee=f"{fee:,.0f}", due=item.due)
        return _done(office, uow, act, matter, says)


def grant_extension(office: Office, act: Act, due_item_id: int, months: int, on: date, kept: Papers = ()) -> Changes:
    """The office's answer: so many months were granted; the period moves. ``UserError``: official.months,
    official.nothing_asked."""
    if months not in range(1, MOST_MONTHS + 1):
        raise UserError("official.months", most=MOST_MONTHS)
    kept = _kept(office, kept)
    with office.database.write() as uow:
        matter, item, rule = _item(office, uow, due_item_id)
        if not _choices(uow, act, matter, item, rule).asked_months:
            raise UserError("official.nothing_asked", title=item.title)
        uow.begin_act(act, "grant_extension", f"{item.title} {months}个月", matter.id)
        data = {"months": str(months)}
        _append(
            office, uow, act, matter, RecordEvent(matter.id, "extension_granted", on, item.about, data, "", papers=kept)
        )
        docket.project(uow, office, [matter.id], act.today)
        moved = uow.get(DueItemRecord, item.id)
        due = moved.due if moved is not None else item.due
        return _done(office, uow, act, matter, say("extension_granted", number=matter.number, months=months, due=due))


@dataclass(frozen=True, slots=True)
class Restoration:
    """``reason``: other (正当理由, fee) | force_majeure (不可抗拒, no fee, ``obstacle_ended``: the day it ended);
    ``on``: the request was made that day, None: it still has to be."""

    reason: str
    on: date | None
    obstacle_ended: date | None = None
    note: str = ""


def request_restoration(office: Office, act: Act, due_item_id: int, what: Restoration, kept: Papers = ()) -> Changes:
    """Ask for the right back (细则第6条): the request, or first the end of the obstacle; the fee is proposed.

    ``UserError``: official.not_restorable (with the reason), official.reason_missing, official.obstacle_missing,
    official.nothing_said, those of ``record_event``.
    """
    if what.reason not in ("other", "force_majeure"):
        raise UserError("official.reason_missing")
    forced = what.reason == "force_majeure"
    if forced and what.obstacle_ended is None:
        raise UserError("official.obstacle_missing")
    if not forced and what.on is None:
        raise UserError("official.nothing_said")
    kept = _kept(office, kept)
    with office.database.write() as uow:
        matter, item, rule = _item(office, uow, due_item_id)
        seen = _choices(uow, act, matter, item, rule)
        if seen.why_not_restore:
            raise UserError("official.not_restorable", title=item.title, why=seen.why_not_restore)
        uow.begin_act(act, "request_restoration", item.title, matter.id)
        if forced and what.obstacle_ended is not None and item.rule != "D18":
            data = {"lost": seen.last_day.isoformat()} if item.rule not in _RESTORATION else {}
            _append(
                office,
                uow,
                act,
                matter,
                RecordEvent(matter.id, "obstacle_ended", what.obstacle_ended, item.about, data, what.note, papers=kept),
            )
            kept = ()
        about = item.about
        if item.rule not in _RESTORATION:
            docket.project(uow, office, [matter.id], act.today)
            about = next(iter(queries.open_abouts(uow, matter.id, "restoration_requested")), item.about)
        if what.on is not None:
            data = {"reason": what.reason}
            _append(
                office,
                uow,
                act,
                matter,
                RecordEvent(matter.id, "restoration_requested", what.on, about, data, what.note, papers=kept),
            )
        fee = seen.restoration_fee
        if not forced and fee:
            due = item.due if item.rule in _RESTORATION else None
            uow.add(_fee(matter, "restoration", about, fee, due, item.title))
        says = say("restoration_requested" if what.on else "obstacle_noted", number=matter.number, title=item.title)
        if not forced and fee:
            says += say("restoration_fee", fee=f"{fee:,.0f}")
        return _done(office, uow, act, matter, says)


def give_up(
    office: Office, act: Act, due_item_id: int, on: date, kept: Papers, note: str = "", attachment: str = ""
) -> Changes:
    """The client lets the period pass, in writing: without the paper it is refused (``event.evidence_missing``).

    ``attachment``: ids of papers the matter has already. ``UserError`` also: official.not_open.
    """
    kept = _kept(office, kept)
    with office.database.write() as uow:
        matter, item, rule = _item(office, uow, due_item_id)
        why = _choices(uow, act, matter, item, rule).why_not_give_up
        if why:
            raise UserError("official.not_open", title=item.title, why=why)
        data = {"attachment": attachment} if attachment else {}
        if not (item.about or "").startswith("annual:"):
            data["rule"] = item.rule
        uow.begin_act(act, "give_up", item.title, matter.id)
        _append(office, uow, act, matter, RecordEvent(matter.id, "given_up", on, item.about, data, note, papers=kept))
        return _done(office, uow, act, matter, say("given_up", number=matter.number, title=item.title))


def prove_receipt(
    office: Office, act: Act, due_item_id: int, received: date, kept: Papers, note: str = "", attachment: str = ""
) -> Changes:
    """The day the document really came, which beats every presumption (细则第4条); its proof is kept.

    ``UserError``: official.no_receipt, law.proven_too_early, event.in_future, event.evidence_missing.
    """
    kept = _kept(office, kept)
    with office.database.write() as uow:
        matter, item, rule = _item(office, uow, due_item_id)
        seen = _choices(uow, act, matter, item, rule)
        if seen.why_not_prove:
            raise UserError("official.no_receipt", title=item.title, why=seen.why_not_prove)
        if received < item.trigger_on:
            raise UserError("law.proven_too_early", on=item.trigger_on, proven=received)
        if received > act.today:
            raise UserError("official.received_in_future", on=received, today=act.today)
        data = {"proven": received.isoformat()} | ({"attachment": attachment} if attachment else {})
        uow.begin_act(act, "prove_receipt", f"{item.title} {received.isoformat()}", matter.id)
        _append(
            office,
            uow,
            act,
            matter,
            RecordEvent(matter.id, "receipt_proven", act.today, item.about, data, note, papers=kept),
        )
        docket.project(uow, office, [matter.id], act.today)
        moved = uow.get(DueItemRecord, item.id)
        due = moved.due if moved is not None else item.due
        return _done(office, uow, act, matter, say("receipt_proven", number=matter.number, on=received, due=due))


# -- what can be done --------------------------------------------------------------------------------


def _item(office: Office, uow: UnitOfWork, due_item_id: int) -> tuple[MatterRecord, DueItemRecord, LawRule]:
    item = uow.get(DueItemRecord, due_item_id)
    if item is None:
        raise UserError("due_item.unknown", id=due_item_id)
    if not item.official or item.rule not in office.rulebook.law:
        raise UserError("official.not_official", title=item.title)
    matter = known_matter(uow, item.matter_id)
    kind = Kind(matter.kind)
    rules = [one for one in office.rulebook.law.versions[item.rule] if kind in one.kinds]
    rule = next((one for one in rules if one.in_force(item.trigger_on)), rules[-1])
    return matter, item, rule


def _choices(uow: UnitOfWork, act: Act, matter: MatterRecord, item: DueItemRecord, rule: LawRule) -> OfficialChoices:
    last_day = item.last_day or item.due
    asked = [
        event for event in reading_links.events_named(uow.session, matter.id, "extension_requested")
        if event.about == item.about
    ]  # fmt: skip
    granted = [
        event for event in reading_links.events_named(uow.session, matter.id, "extension_granted")
        if event.about == item.about
    ]  # fmt: skip
    patent = rule.regime == "patent"
    closed = "" if item.state == "open" else say("official_closed")
    from_notice = item.about is not None and rule.served and not item.about.startswith("annual:")
    return OfficialChoices(
        due_item_id=item.id,
        matter_id=matter.id,
        number=matter.number,
        matter_title=matter.title,
        rule=item.rule,
        law_title=item.title,
        about=item.about,
        due=item.due,
        last_day=last_day,
        issued=item.trigger_on if from_notice else None,
        fee_a_month=_amount("extension_first", matter, act.today) if patent else _nothing(),
        restoration_fee=_amount("restoration", matter, act.today) if patent else _nothing(),
        asked_months=int(asked[-1].data.get("months", "1")) if asked and not granted else 0,
        why_not_extend=closed or _why_not_extend(rule, bool(asked or granted), last_day, act.today),
        why_not_restore=closed or _why_not_restore(rule, item, last_day, act.today),
        why_not_prove="" if from_notice else say("prove_no_notice"),
        why_not_give_up=closed,
    )


def _why_not_extend(rule: LawRule, asked: bool, last_day: date, today: date) -> str:
    if rule.regime != "patent":
        return say("extend_not_patent")
    if rule.nature == "fixed":
        return say("extend_fixed", article=rule.article)
    if rule.nature != "designated":
        return say("extend_statutory", article=rule.article)
    if asked:
        return say("extend_once")
    return say("extend_late", on=last_day) if today > last_day else ""


def _why_not_restore(rule: LawRule, item: DueItemRecord, last_day: date, today: date) -> str:
    if rule.regime != "patent":
        return say("restore_not_patent")
    if item.rule in NOT_RESTORED:
        return say("restore_priority")
    if item.rule not in _RESTORATION and today <= last_day:
        return say("restore_not_lost", on=last_day)
    return ""


def _nothing() -> Decimal:
    from decimal import Decimal

    return Decimal("0.00")


def _amount(code: str, matter: MatterRecord, on: date) -> Decimal:
    return shipped_tariff().fee(code, patent_kind(matter.kind), on)


# -- small things ------------------------------------------------------------------------------------


def _kept(office: Office, new: Papers) -> tuple[papers.NewPaper | papers.KeptPaper, ...]:
    """On disk before the transaction begins: a large file takes time."""
    return papers.keep_all(office.files, new) if new else ()


def _append(office: Office, uow: UnitOfWork, act: Act, matter: MatterRecord, *what: RecordEvent) -> None:
    for one in what:
        append_event(office, uow, act, matter, one)


def _fee(matter: MatterRecord, kind: str, about: str | None, amount: Decimal, due: date | None, note: str) -> FeeRecord:
    return FeeRecord(matter_id=matter.id, kind=kind, about=about, amount=amount, due=due, note=note)


def _done(office: Office, uow: UnitOfWork, act: Act, matter: MatterRecord, says: str) -> Changes:
    docket.project(uow, office, [matter.id], act.today)
    return commit(uow, Changes(CHANGED, frozenset({matter.id}), says=says))
