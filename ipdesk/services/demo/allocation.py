"""What the heads find to be given away in the morning: two notices nobody answers yet, a change nobody looks after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from ipdesk.services.demo.drafts import Draft, World
from ipdesk.services.office import Act, Changes, Office, commit

ABOUT = "N7"
NOTICES = 2
OVER = frozenset({"cancelled", "infeasible", "completed", "granted", "paused"})
# the step and how many working days ago
STORY = (("notice_received", 3), ("notice_downloaded", 3), ("notice_mailed", 2), ("notice_imported", 1))


def add(office: Office, world: World, drafts: Sequence[Draft], at: datetime) -> None:
    """Corrections asked for on accepted applications, imported yesterday; one change of owner without its clerk."""
    from ipdesk.services import docket
    from ipdesk.services.events import RecordEvent, append_event
    from ipdesk.services.matters import known_matter

    clock, clerk = world.clock, world.cast.of("process_clerk", "process")[0]
    accepted, change = list(_accepted(drafts))[-NOTICES:], next(_changes(drafts), None)
    ids = [draft.id for draft in (*accepted, *([change] if change is not None else ()))]
    if not ids:
        return
    act = Act(by=clerk, at=at, today=clock.today)
    with office.database.write() as uow:
        uow.begin_act(act, "record_event", "通知书导入案件系统")
        for draft in accepted:
            for name, ago in STORY:
                data = {"notice": "correction", "delivery": "electronic"} if name == "notice_received" else {}
                what = RecordEvent(draft.id, name, clock.ago(ago), ABOUT, data)
                append_event(office, uow, act, known_matter(uow, draft.id), what)
        if change is not None:
            known_matter(uow, change.id).clerk_id = None
        uow.flush()
        docket.project(uow, office, ids, act.today)
        commit(uow, Changes(frozenset({"matters", "events", "due_items"}), frozenset(ids)))


def _accepted(drafts: Sequence[Draft]) -> Iterator[Draft]:
    for draft in drafts:
        on = {event["name"]: event["on"] for event in draft.events}
        kind = draft.row["kind"] in ("invention", "utility_model", "design")
        if (
            kind
            and "acceptance_received" in on
            and not on.keys() & OVER
            and on["acceptance_received"] < draft.clock.ago(4)
        ):
            yield draft


def _changes(drafts: Sequence[Draft]) -> Iterator[Draft]:
    for draft in drafts:
        names = {event["name"] for event in draft.events}
        if draft.row["kind"] == "patent_change" and not names & (OVER | {"change_submitted"}):
            yield draft
