"""The example office: staff, clients and matters at every stage, made up and always the same.

Dates stand relative to the day taken as today, so that every screen shows what it is for on that day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from datetime import time as time_of_day
from random import Random
from typing import Any

from ipdesk.domain.matters import Kind
from ipdesk.domain.numbers import number_key
from ipdesk.errors import UserError
from ipdesk.services.demo import granted, others, patents, people
from ipdesk.services.demo.drafts import Cast, Draft, Party, World
from ipdesk.services.demo.timing import TODAY, Clock
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.text import label

Progress = Callable[[int, int, str], None]
Cancel = Callable[[], bool]
BATCH = 2000
SHEET_LINES = 36
CLIENTS = 80
# of a hundred matters, how many of which story
STORIES = (
    ("granted", 20), ("under_way", 30), ("examined", 8), ("layout", 2), ("software", 13), ("trademark", 14),
    ("process", 11), ("complaint", 2),
)  # fmt: skip
BEGUN = frozenset({"client_contacted", "documents_complete", "materials_requested", "candidate_chosen"})
AT_AN_END = frozenset(
    {"completed", "filed", "subsidy_opened", "change_submitted", "reduction_filed", "transferred", "fee_paid"}
)
KINDS = ((Kind.INVENTION, 46), (Kind.UTILITY_MODEL, 36), (Kind.DESIGN, 14), (Kind.PCT, 4))


@dataclass(frozen=True, slots=True)
class _Doer:
    """Nobody in particular, on the morning of the day taken as today: the same arguments, the same office."""

    at: datetime
    by: int | None = None


def make_demo(
    office: Office,
    act: Act,
    *,
    matters: int = 300,
    seed: int = 2026,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Changes:
    """Fill an empty office with a believable example; ``act.today`` is the day everything is dated from.

    ``UserError`` ``demo.not_empty`` when there is anything in the office already, ``demo.today_out_of_range``
    when the years around today are not in the calendar; ``Cancelled`` leaves nothing behind.
    """
    from ipdesk.services import docket
    from ipdesk.services.demo import areas, complaints, extras, fill

    if not 2004 <= act.today.year <= 2097:
        raise UserError("demo.today_out_of_range", today=act.today)
    rng = Random(f"{seed}|{act.today}|{matters}")  # noqa: S311  (an example, no secret)
    at = datetime.combine(act.today, time_of_day(0, 30), UTC)
    with office.database.write() as uow:
        if not fill.is_empty(uow):
            raise UserError("demo.not_empty")
        uow.begin_act(_Doer(at), "make_demo", f"制作示例事务所（{matters} 件案件）")
        cast = _cast(fill.Filler(uow, at), rng, matters)
        world = World(Clock(act.today, office.calendar), cast, per_day=max(2, matters // 100))
        ids: list[int] = []
        some: Sequence[Draft] = ()
        for drafts in _batches(_drafts(world, seed, matters - complaints.reserved(matters)), BATCH):
            if cancel is not None and cancel():
                from ipdesk.errors import Cancelled

                raise Cancelled
            ids += fill.Filler(uow, at).matters(drafts)
            extras.add_evidence(uow, office, drafts)
            some = some or drafts
            if progress is not None:
                progress(len(ids), matters, label("progress", "demo"))
        docket.project(uow, office, ids, act.today, _named(progress), cancel)
        extras.add_papers(uow, office, some)
        extras.add_reminders(uow, world, at)
        fill.forget_undo(uow)
        kinds = frozenset({"people", "clients", "matters", "events", "fees", "due_items"})
        changes = commit(uow, Changes(kinds, says=f"已制作示例事务所：{matters} 件案件。"))
    extras.add_transfers(office, world, some, at)
    for add in areas.AREAS:
        add(office, world, some, at)
    return changes


def _named(progress: Progress | None) -> Progress | None:
    """The same with the step in words."""
    if progress is None:
        return None
    return lambda done, total, what: progress(done, total, label("progress", what))


def _cast(filler: Any, rng: Random, matters: int) -> Cast:
    """Staff and clients, written first so that matters can name them."""
    staff = people.staff(rng)
    by_role: dict[tuple[str, str | None], list[int]] = {}
    ids = filler.people(staff)
    filler.superiors({ids[below]: ids[above] for below, above in people.superiors(staff).items()})
    for row, person_id in zip(staff, ids, strict=True):
        by_role.setdefault((row["role"], row["department"]), []).append(person_id)
    salespeople = by_role["salesperson", None]
    found = people.clients(rng, max(8, min(CLIENTS * max(1, matters // 300), 4000, matters)), salespeople)
    client_ids = filler.clients(found)
    parties = [
        Party(client_id, client, client.row["salesperson_id"])
        for client, client_id in zip(found, client_ids, strict=True)
    ]
    return Cast(by_role, parties)


def _drafts(world: World, seed: int, matters: int) -> Iterator[Draft]:
    """Every matter in the order of its number; each draws from a source of its own."""
    ready = min(SHEET_LINES, matters // 4)
    for index in range(matters):
        rng = Random(f"{seed}|{world.clock.today}|{index}")  # noqa: S311
        party = rng.choice(world.cast.parties)
        if index < ready:
            party = world.cast.parties[(index * 7) % len(world.cast.parties)]
            yield _ready(world, rng, party, index)
            continue
        story = rng.choices([name for name, _ in STORIES], [weight for _, weight in STORIES])[0]
        draft = _story(world, rng, story, party)
        _befall(draft, rng, story)
        yield draft


def _ready(world: World, rng: Random, party: Party, index: int) -> Draft:
    """A granted patent whose annual fee is paid for and waits for the weekly sheet; a few are late already."""
    kind = rng.choices((Kind.INVENTION, Kind.UTILITY_MODEL, Kind.DESIGN), (50, 38, 12))[0]
    return granted.granted(world, rng, kind, party, granted.READY_LATE if index % 9 == 8 else granted.READY)


def _story(world: World, rng: Random, story: str, party: Party) -> Draft:
    kind = rng.choices([kind for kind, _ in KINDS], [weight for _, weight in KINDS])[0]
    near = TODAY if rng.random() < 0.03 else None
    if story == "granted":
        kind = kind if kind is not Kind.PCT else Kind.INVENTION
        return granted.granted(world, rng, kind, party, None)
    if story == "under_way":
        return patents.under_way(world, rng, kind, party, near)
    if story == "examined":
        return patents.examined(world, rng, kind, party)
    if story == "complaint":
        return others.complaint(world, rng, party)
    makers = {"layout": patents.layout, "software": others.software, "trademark": others.trademark}
    return makers.get(story, others.process)(world, rng, party, near)


def _befall(draft: Draft, rng: Random, story: str) -> None:
    """Pauses, endings and questions, where the story is still going on."""
    luck = rng.random()
    names = {event["name"] for event in draft.events}
    if story in ("granted", "complaint", "examined") or names & AT_AN_END:
        if luck < 0.05 and story != "complaint":
            others.question(draft, rng)
    elif not names & BEGUN:
        if luck < 0.02:
            others.revoke(draft, rng)
    elif luck < 0.1:
        others.pause(draft, rng)
    elif luck < 0.16:
        others.stop(draft, rng)
    elif luck < 0.24:
        others.question(draft, rng)
    elif luck < 0.26:
        others.revoke(draft, rng)


def _batches(drafts: Iterator[Draft], size: int) -> Iterator[Sequence[Draft]]:
    batch: list[Draft] = []
    for draft in drafts:
        draft.row["application_key"] = number_key(draft.row.get("application_number") or "")
        batch.append(draft)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


__all__ = ["make_demo"]
