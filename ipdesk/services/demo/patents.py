"""Patent matters on their way from the slip to the grant, and layout designs."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from ipdesk.domain.matters import Kind
from ipdesk.domain.periods import add_months
from ipdesk.services.demo import words
from ipdesk.services.demo.drafts import Draft, Party, World, begin, weekly_calls
from ipdesk.services.demo.timing import Clock, Step, earlier, lay_out

CHAIN = (
    Step("slip_received"),
    Step("assigned", 2),
    Step("client_contacted", 1),
    Step("coached", None, 4),
    Step("disclosure_received", None, 8),
    Step("search_completed", 3),
    Step("payment_received", None, 6),
    Step("documents_complete", None, 5),
    Step("draft_completed", 10),
    Step("filed", None, 3),
)
# how many steps are done, and how many matters of a hundred stand there
STAGES = ((1, 7), (2, 8), (4, 17), (5, 14), (6, 12), (7, 9), (8, 20), (9, 3), (10, 18))
DRAFTED, SEARCHED = 9, 6
LAYOUT_CHAIN = (
    Step("slip_received"),
    Step("assigned", 2),
    Step("client_contacted", 1),
    Step("materials_received", None, 8),
    Step("review_completed", 2),
    Step("approved_by_head", None, 2),
    Step("filed", None, 2),
    Step("acceptance_received", None, 10),
    Step("payment_received", None, 4),
    Step("fee_paid", 6),
)


def title(rng: Random, kind: Kind, party: Party) -> str:
    """What an application is called."""
    if kind is Kind.DESIGN:
        return rng.choice(words.DESIGNS)
    if kind is Kind.LAYOUT:
        use = rng.choice(("电源管理", "音频放大", "触控驱动", "无线收发"))
        return f"{use}芯片{rng.choice(('HX', 'QM', 'RF', 'LT'))}{rng.randrange(1000, 9999)}"
    trade = "manufacture" if rng.random() < 0.22 else party.client.trade
    things = words.THINGS[trade]
    if kind is Kind.UTILITY_MODEL:  # a utility model protects shapes and structures, no methods
        things = tuple(thing for thing in words.THINGS[trade] if "方法" not in thing) or words.THINGS["manufacture"][:4]
    thing = rng.choice(things)
    return thing if thing.startswith("LED") and rng.random() < 0.3 else f"一种{thing}"


def under_way(world: World, rng: Random, kind: Kind, party: Party, near: str | None) -> Draft:
    """An application somewhere between the slip and the first months after filing."""
    done = rng.choices([stage for stage, _ in STAGES], [weight for _, weight in STAGES])[0]
    days = lay_out(rng, world.clock, CHAIN, done, near)
    if done == len(CHAIN) and rng.random() < 0.75:
        days = earlier(world.clock, days, rng.randint(10, 330))
    draft = begin(world, rng, kind, title(rng, kind, party), party, days[0], reduction=rng.choice((None, 85, 85, 70)))
    if kind is Kind.INVENTION and rng.random() < 0.15:
        draft.row["flags"] = "priority_examination"
    on = {step.name: day for step, day in zip(CHAIN, days, strict=False)}
    both_missing = done == SEARCHED and rng.random() < 0.4
    for name, day in on.items():
        _record(draft, rng, name, day, last=name == CHAIN[done - 1].name)
    if both_missing:
        draft.happened("documents_complete", draft.clock.ago(rng.randint(0, 1)))
    if "assigned" in on:
        until = on.get("draft_completed", world.clock.today)
        weekly_calls(draft, rng, on["assigned"], until, [on[n] for n in ("client_contacted",) if n in on])
    if done >= len(CHAIN):
        after_filing(world, draft, rng, kind, on["filed"])
    if rng.random() < 0.25:
        draft.row["note"] = rng.choice(words.NOTES)
    _ticks(draft, rng, on)
    return draft


def _record(draft: Draft, rng: Random, name: str, day: date, *, last: bool = False) -> None:
    """One step and what is recorded on the same day with it, now and then forgotten while it is the last."""
    data = {"handler_id": str(draft.who)} if name == "assigned" else {}
    if name == "search_completed":
        data = {"result": "can_file"}
    draft.happened(name, day, data=data)
    forgotten = last and rng.random() < 0.1
    if name == "assigned" and not forgotten:
        draft.happened("sales_contacted", day)
    if name == "search_completed" and not forgotten:
        draft.happened("payment_requested", day)
    if name == "coached":
        draft.happened("coaching_agreed", draft.clock.calendar.add(day, -1))


def _ticks(draft: Draft, rng: Random, on: dict[str, date]) -> None:
    """Steps without a number that were ticked before the client was called."""
    if "client_contacted" in on and rng.random() < 0.7:
        template = "patent.before_coaching"
        items = ("salesperson", "purpose", "research", "company", "products", "rights", "coaching")
        draft.ticks += [(template, item) for item in items[: rng.randint(3, 7)]]


def after_filing(world: World, draft: Draft, rng: Random, kind: Kind, filed: date) -> None:
    """From the acceptance notice on: published, examined, perhaps answered; nothing that is still to come."""
    clock = world.clock
    accepted = clock.calendar.add(filed, rng.randint(1, 4))
    draft.row["filed"] = filed
    if accepted > clock.today:
        return
    draft.row["application_number"] = world.application_number(rng, kind, filed)
    notice(draft, rng, clock, accepted, "acceptance", "受理通知书", "N1")
    draft.happened("acceptance_received", accepted)
    # The filing fees, well within the two months the law gives.
    draft.happened("fee_paid", clock.calendar.on_or_before(accepted + timedelta(days=20)), by=draft.row["clerk_id"])


def notice(draft: Draft, rng: Random, clock: Clock, on: date, kind: str, label: str, about: str) -> bool:
    """An official notice, downloaded and passed on by mail as clause 3.2.2 asks."""
    delivery = "electronic" if rng.random() < 0.93 else "paper"
    data = {"issued": on.isoformat(), "delivery": delivery}
    if not draft.noticed(on, kind, label, about, data):
        return False
    clerk = draft.row["clerk_id"]
    if delivery == "paper":
        draft.happened("paper_notice_collected", on, about=about, by=clerk)
        draft.happened("paper_notice_archived", clock.calendar.add(on, rng.randint(1, 5)), about=about, by=clerk)
        return True
    draft.happened("notice_downloaded", on, about=about, by=clerk)
    draft.happened("notice_mailed", clock.calendar.add(on, rng.choice((0, 1, 1, 2, 3, 4, 6))), about=about, by=clerk)
    return True


def examined(world: World, rng: Random, kind: Kind, party: Party) -> Draft:
    """An application filed months ago that is being examined; some have a notice to answer."""
    clock = world.clock
    months = rng.randint(3, 20 if kind in (Kind.INVENTION, Kind.PCT) else 8)
    filed = clock.calendar.on_or_after(add_months(clock.today, -months) - timedelta(days=rng.randrange(28)))
    started = clock.calendar.add(filed, -rng.randint(25, 40))
    draft = begin(world, rng, kind, title(rng, kind, party), party, started, reduction=rng.choice((None, 85, 85, 70)))
    _before_filing(draft, rng, started, filed)
    after_filing(world, draft, rng, kind, filed)
    if kind is Kind.INVENTION:
        entered = clock.calendar.on_or_after(add_months(filed, 6))
        if notice(draft, rng, clock, entered, "examination_entered", "进入实质审查阶段通知书", "N2"):
            draft.happened("examination_entered", entered)
    if rng.random() < 0.6:
        _to_answer(draft, rng, clock, kind)
    return draft


def _to_answer(draft: Draft, rng: Random, clock: Clock, kind: Kind) -> None:
    """A recent notice that asks for an answer, somewhere between receipt and the answer sent."""
    first = ("first_office_action", "第一次审查意见通知书") if kind is not Kind.DESIGN else ("correction", "补正通知书")
    age = rng.choice((0, 1, 2, 3, 4, 5, 7, 9, 12, 20, 30))
    day = clock.ago(age)
    if not notice(draft, rng, clock, day, *first, "N3"):
        return
    clerk = draft.row["clerk_id"]
    add = clock.calendar.add
    for name, working_days in (
        ("notice_imported", rng.choice((0, 1, 1, 2, 3))),
        ("response_assigned", rng.choice((0, 1, 1, 2))),
        ("response_received", rng.randint(6, 14)),
        ("response_submitted", rng.choice((0, 1, 1, 2))),
    ):
        day = add(day, working_days) if working_days else day
        if not draft.happened(name, day, about="N3", by=clerk):
            return


def _before_filing(draft: Draft, rng: Random, started: date, filed: date) -> None:
    """The steps up to filing, all done."""
    add = draft.clock.calendar.add
    day = started
    on: dict[str, date] = {}
    for name, working_days in (
        ("slip_received", 0), ("assigned", 1), ("client_contacted", 1), ("coached", 2), ("disclosure_received", 4),
        ("search_completed", 2), ("payment_received", 2), ("documents_complete", 1), ("draft_completed", 8),
    ):  # fmt: skip
        longer = rng.randint(1, 2) if working_days and rng.random() < 0.1 else 0
        day = min(add(day, working_days + longer) if working_days else day, filed)
        on[name] = day
        _record(draft, rng, name, day)
    weekly_calls(draft, rng, on["assigned"], on["draft_completed"], [on["client_contacted"]])
    draft.happened("filed", filed)


def layout(world: World, rng: Random, party: Party, near: str | None) -> Draft:
    """An integrated-circuit layout design (3.1.9, 3.2.7, 3.2.8)."""
    done = rng.randint(1, len(LAYOUT_CHAIN))
    days = lay_out(rng, world.clock, LAYOUT_CHAIN, done, near)
    draft = begin(world, rng, Kind.LAYOUT, title(rng, Kind.LAYOUT, party), party, days[0])
    for step, day in zip(LAYOUT_CHAIN, days, strict=False):
        data = {"result": "can_file"} if step.name == "review_completed" else {}
        draft.happened(step.name, day, data=data)
        if step.name == "assigned":
            draft.happened("sales_contacted", day)
        if step.name == "filed":
            draft.row["filed"] = day
        if step.name == "fee_paid":
            draft.row["application_number"] = world.register_number(rng, "BS.", 9)
    return draft
