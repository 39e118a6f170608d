"""Software, trademarks, the process department's own matters, complaints, and matters that came to a stop."""

from __future__ import annotations

from datetime import date, time, timedelta
from random import Random

from ipdesk.domain.matters import Kind
from ipdesk.services.demo import words
from ipdesk.services.demo.drafts import Draft, Party, World, begin
from ipdesk.services.demo.timing import Step, earlier, lay_out

SOFTWARE_CHAIN = (
    Step("slip_received"),
    Step("assigned", 1),
    Step("client_contacted", 2),
    Step("materials_received", None, 7),
    Step("review_completed", 5),
    Step("payment_received", None, 6),
    Step("documents_complete", None, 3),
    Step("application_prepared", 5),
    Step("filed", None, 3),
)
TRADEMARK_CHAIN = (
    Step("slip_received"),
    Step("assigned", 1),
    Step("client_contacted", 1),
    Step("materials_received", None, 6),
    Step("search_completed", 2),
    Step("payment_received", None, 5),
    Step("filed", 3),
)
CHANGE_CHAIN = (
    Step("payment_received"),
    Step("materials_requested", 2),
    Step("documents_complete", None, 8),
    Step("change_submitted", 5),
)
TRADE_CHAIN = (
    Step("candidates_offered"),
    Step("candidate_chosen", None, 6),
    Step("payment_received", None, 5),
    Step("transferred", None, 8),
)
REDUCTION_CHAIN = (Step("documents_complete"), Step("reduction_filed", None, 4))
RESULTS = {"review_completed": {"result": "can_file"}, "search_completed": {"result": "can_file"}}


def _follow(draft: Draft, steps: tuple[Step, ...], days: list[date], rng: Random) -> dict[str, date]:
    """Record a chain; payment is asked for on the day a search or review says it can be filed."""
    on = {step.name: day for step, day in zip(steps, days, strict=False)}
    for name, day in on.items():
        data = RESULTS.get(name, {"handler_id": str(draft.who)} if name == "assigned" else {})
        draft.happened(name, day, data=data)
        if name in RESULTS and not (day == days[-1] and rng.random() < 0.1):
            draft.happened("payment_requested", day)
    return on


def software(world: World, rng: Random, party: Party, near: str | None) -> Draft:
    """A software registration (3.3): from the slip to the certificate."""
    done = rng.choices(range(1, 10), (6, 8, 14, 12, 14, 8, 10, 8, 40))[0]
    days = lay_out(rng, world.clock, SOFTWARE_CHAIN, done, near)
    field, kind = rng.choice(words.SOFTWARE_FIELDS), rng.choice(words.SOFTWARE_TYPES)
    name = f"{party.client.short}{field}{kind}V{rng.choice(('1.0', '1.0', '2.0', '3.1'))}"
    if done == len(SOFTWARE_CHAIN):
        days = earlier(world.clock, days, rng.randint(1, 330))
    draft = begin(world, rng, Kind.SOFTWARE, name, party, days[0])
    on = _follow(draft, SOFTWARE_CHAIN, days, rng)
    if "filed" in on:
        draft.row["filed"] = on["filed"]
        _after_filing(world, draft, rng, on["filed"])
    return draft


def _after_filing(world: World, draft: Draft, rng: Random, filed: date) -> None:
    """Weekly look at the registration's progress, then the certificate and what follows it."""
    clock = world.clock
    certificate = clock.calendar.add(filed, rng.randint(26, 36))
    check = filed + timedelta(days=7)
    while check <= min(clock.today, certificate):
        late = clock.today - check < timedelta(days=3) and rng.random() < 0.25
        if not late:
            draft.happened("status_checked", clock.calendar.on_or_before(check))
        check += timedelta(days=7)
    if not draft.happened("certificate_received", certificate):
        return
    draft.row["application_number"] = world.register_number(rng, f"{certificate.year}SR", 7)
    if draft.happened("sales_notified", clock.calendar.add(certificate, rng.randint(1, 3))):
        noticed = clock.calendar.add(certificate, rng.randint(5, 18))
        if draft.happened("subsidy_notified", noticed) and rng.random() < 0.8:
            draft.happened("completed", clock.calendar.add(noticed, 2))


def trademark(world: World, rng: Random, party: Party, near: str | None) -> Draft:
    """A trademark application (3.4)."""
    done = rng.choices(range(1, 8), (7, 9, 16, 14, 12, 14, 28))[0]
    days = lay_out(rng, world.clock, TRADEMARK_CHAIN, done, near)
    if done == len(TRADEMARK_CHAIN):
        days = earlier(world.clock, days, rng.randint(1, 330))
    mark = rng.choice(words.MARK_FIRST) + rng.choice(words.MARK_SECOND)
    if rng.random() < 0.3:
        mark += rng.choice(words.MARK_SECOND)
    draft = begin(world, rng, Kind.TRADEMARK, mark, party, days[0], classes=rng.choice(words.CLASSES))
    on = _follow(draft, TRADEMARK_CHAIN, days, rng)
    if "filed" in on:
        draft.row["filed"] = on["filed"]
        accepted = world.clock.calendar.add(on["filed"], rng.randint(15, 30))
        if draft.happened("acceptance_received", accepted):
            draft.row["application_number"] = world.register_number(rng, "", 8)
            if rng.random() < 0.5:
                draft.happened("completed", world.clock.calendar.add(accepted, 3))
    return draft


def process(world: World, rng: Random, party: Party, near: str | None) -> Draft:
    """A matter of the process department itself (3.2.6, 3.2.9, 3.2.11)."""
    kind = rng.choices(
        (Kind.PATENT_CHANGE, Kind.EXCLUSIVE_LICENCE, Kind.SUBSIDY, Kind.FEE_REDUCTION, Kind.PATENT_TRADE),
        (34, 12, 28, 14, 12),
    )[0]
    if kind is Kind.SUBSIDY:
        return _subsidy(world, rng, party)
    chain, name = {
        Kind.PATENT_CHANGE: (CHANGE_CHAIN, f"{rng.choice(words.CHANGES)}：{_patent(rng, party)}"),
        Kind.EXCLUSIVE_LICENCE: (CHANGE_CHAIN, f"独占许可备案：{_patent(rng, party)}"),
        Kind.FEE_REDUCTION: (REDUCTION_CHAIN, f"{world.clock.today.year}年度费减备案"),
        Kind.PATENT_TRADE: (TRADE_CHAIN, f"求购专利：{_patent(rng, party)}"),
    }[kind]
    days = lay_out(rng, world.clock, chain, rng.randint(1, len(chain)), near)
    draft = begin(world, rng, kind, name, party, days[0])
    on = _follow(draft, chain, days, rng)
    if chain[-1].name in on and rng.random() < 0.6:
        draft.happened("completed", world.clock.calendar.add(days[-1], 2))
    return draft


def _patent(rng: Random, party: Party) -> str:
    return "一种" + rng.choice(words.THINGS[party.client.trade])


def _subsidy(world: World, rng: Random, party: Party) -> Draft:
    """A subsidy with its closing date; the papers go to the client at least five working days before it."""
    clock = world.clock
    closes = clock.calendar.add(clock.latest, rng.choice((-20, -12, 3, 4, 5, 6, 7, 9, 12, 15, 20)))
    opened = clock.ago(rng.randint(0, 12)) if closes > clock.today else clock.calendar.add(closes, -18)
    name = f"{closes.year}年{rng.choice(words.SUBSIDIES)}"
    draft = begin(world, rng, Kind.SUBSIDY, name, party, opened)
    draft.happened("subsidy_opened", opened, data={"closes": closes.isoformat()})
    if closes <= clock.today or rng.random() < 0.93:
        draft.happened("subsidy_notified", opened)
    prepared = clock.calendar.add(closes, -rng.choice((5, 6, 7, 8)))
    if draft.happened("subsidy_prepared", max(prepared, opened)):
        draft.happened("completed", clock.calendar.add(closes, 1))
    return draft


def complaint(world: World, rng: Random, party: Party) -> Draft:
    """A complaint with the time of day of each step (4.2, 4.3)."""
    clock = world.clock
    department = rng.choice(("patent", "patent", "software", "trademark"))
    on = clock.ago(rng.choice((0, 1, 2, 3, 6, 10, 15, 25)))
    at = time(rng.randint(9, 16), rng.randrange(60))
    channel = rng.choice(("phone", "phone", "message", "visit"))
    name = rng.choice(words.COMPLAINTS)
    more = {"flags": "through_owner"} if rng.random() < 0.2 else {}
    more["number"] = world.complaint_number(on)
    draft = begin(world, rng, Kind.COMPLAINT, name, party, on, department=department, **more)
    data = {"channel": channel, "subject": "service"}
    draft.happened("complaint_received", on, at=at, data=data, note=f"等级：{rng.choice('AABBC')}")
    if channel == "phone":
        minutes = rng.choice((8, 12, 15, 20, 26, 41))
        later = at.hour * 60 + at.minute + minutes
        draft.happened("called_back", on, at=time(later // 60, later % 60))
    explained = clock.calendar.add(on, rng.choice((1, 1, 2, 3)))
    if draft.happened("explained", explained, at=time(rng.randint(9, 17), rng.randrange(60))):
        draft.happened("complaint_closed", clock.calendar.add(explained, rng.randint(1, 3)), at=time(16, 30))
    return draft


# -- what can befall any of them ------------------------------------------------------------------


def pause(draft: Draft, rng: Random) -> None:
    """Stopped for want of payment (3.5.2) some working days ago; now and then resumed since."""
    clock = draft.clock
    on = max(_latest(draft), clock.ago(rng.randint(1, 12)))
    draft.happened("paused", on, data={"reason": rng.choice(words.PAUSE_REASONS)})
    if rng.random() < 0.2:
        draft.happened("resumed", clock.calendar.add(on, rng.randint(2, 6)), note="款项已到，恢复办理。")


def stop(draft: Draft, rng: Random) -> None:
    """Given up by the client (3.5.3) or found impossible (3.5.1), the evidence kept."""
    on = max(_latest(draft), draft.clock.ago(rng.randint(0, 15)))
    if rng.random() < 0.6:
        reason = rng.choice(words.CANCEL_REASONS)
        draft.happened("cancelled", on, data={"reason": reason})
        draft.happened("sales_contacted", on, data={"reason": reason})
    else:
        reason, solution = rng.choice(words.INFEASIBLE_REASONS)
        draft.happened("infeasible", on, data={"reason": reason, "solution": solution})
    if rng.random() < 0.85:
        draft.happened("evidence_kept", on)


def _latest(draft: Draft) -> date:
    latest: date = max(event["on"] for event in draft.events)
    return latest


def question(draft: Draft, rng: Random) -> None:
    """A client's question, to be resolved in two working days (2.1.7)."""
    clock = draft.clock
    asked = clock.ago(rng.choice((0, 0, 1, 1, 2, 4, 8, 15)))
    if asked < draft.events[0]["on"]:
        return
    draft.happened("question_received", asked, about="Q1", note=rng.choice(words.QUESTIONS))
    draft.happened("question_resolved", clock.calendar.add(asked, rng.choice((1, 1, 2, 2, 3))), about="Q1")


def revoke(draft: Draft, rng: Random) -> None:
    """A wrong entry that was revoked; both stay to be seen."""
    wrong = dict(rng.choice(draft.events))
    draft.events.append(wrong | {"on": max(wrong["on"] - timedelta(days=1), date(2000, 1, 1)), "revoked": True})
