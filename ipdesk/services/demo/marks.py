"""Example of trademark orders: the marks in their classes, searched and filed as far as their story has come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random
from typing import Any

from ipdesk.domain.matters import Kind
from ipdesk.domain.nice import class_numbers
from ipdesk.model import bulk
from ipdesk.model.orders import MarkRecord
from ipdesk.services.demo.drafts import Draft, World
from ipdesk.services.demo.fill import forget_undo
from ipdesk.services.nice import nice_classes
from ipdesk.services.office import Act, Changes, Office, commit

FIXED = "client_contacted"
"""The event by which mark and classes are settled (3.4.3)."""
SEARCHED = ("can_file", "can_file", "can_file", "can_file", "similar")


def add(office: Office, world: World, drafts: Sequence[Draft], at: datetime) -> None:
    """The marks of every trademark order whose client has been spoken to; the others' are still open."""
    rng = Random(f"marks|{world.clock.today}|{len(drafts)}")  # noqa: S311
    rows = [row for draft in drafts if draft.row["kind"] == Kind.TRADEMARK for row in _rows(world, rng, draft)]
    if not rows:
        return
    with office.database.write() as uow:
        uow.begin_act(Act(None, at, world.clock.today), "add_marks", f"{len(rows)} 件申请")
        bulk.insert_rows(uow, MarkRecord, rows)
        forget_undo(uow)
        commit(uow, Changes(frozenset({"marks"})))


def _rows(world: World, rng: Random, draft: Draft) -> Iterator[dict[str, Any]]:
    happened = {event["name"]: event["on"] for event in draft.events if not event.get("revoked")}
    if FIXED not in happened:
        return
    filed, first = happened.get("filed"), draft.row.get("application_number", "")
    names = [(draft.row["title"], "word")]
    if rng.random() < 0.3:
        names.append((f"{draft.row['title']}（图形）", "figure"))
    for position, (name, form) in enumerate(names, start=1):
        for number in class_numbers(draft.row.get("classes", "")):
            result = rng.choice(SEARCHED) if "search_completed" in happened else ""
            accepted = "acceptance_received" in happened
            application, first = (first or world.register_number(rng, "", 8) if accepted else ""), ""
            yield {
                "matter_id": draft.id,
                "position": position,
                "name": name,
                "form": form,
                "nice_class": number,
                "goods": "；".join(rng.sample(nice_classes()[number].words, 3)),
                "result": "can_file" if filed else result,
                "application_number": application,
                "filed": filed,
            }
