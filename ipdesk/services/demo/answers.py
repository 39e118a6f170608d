"""Notices to answer with the day written on them, and the monthly reminders that went out (标准 3.2.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from ipdesk.domain.duties import MONTH_REMIND
from ipdesk.domain.periods import add_months
from ipdesk.services.demo.drafts import Draft, World
from ipdesk.services.office import Act, Changes, Office, commit

# days from today to the day by which the notice is to be answered; what lies behind has been answered
ANSWER_IN = (-30, -18, -9, 3, 8, 13, 15, 29, 44)
ABOUT = "N3"
# the step after which it comes, the notice, months to answer it
NOTICES = (("examination_entered", "first_office_action", 4), ("acceptance_received", "correction", 2))
OVER = frozenset({"cancelled", "infeasible", "completed", "granted"})


def add(office: Office, world: World, drafts: Sequence[Draft], at: datetime) -> None:
    """First actions of the office on applications in examination; last month's reminder, and this month's if due."""
    clerk = world.cast.of("process_clerk", "process")[0]
    if not _receive(office, world, drafts, Act(by=clerk, at=at, today=world.clock.today)):
        return
    today = world.clock.today
    for month in (f"{add_months(today.replace(day=1), -1):%Y-%m}", f"{today:%Y-%m}"):
        _remind(office, clerk, month, today)


def _receive(office: Office, world: World, drafts: Sequence[Draft], act: Act) -> bool:
    from ipdesk.services import docket
    from ipdesk.services.events import RecordEvent, append_event
    from ipdesk.services.matters import known_matter

    chosen = list(_chosen(world, drafts))
    if not chosen:
        return False
    with office.database.write() as uow:
        uow.begin_act(act, "record_event", "收到官方通知书")
        for draft, answer_by, kind, months in chosen:
            matter = known_matter(uow, draft.id)
            for what in _story(world, draft, answer_by, kind, months):
                append_event(office, uow, act, matter, RecordEvent(draft.id, *what[:2], ABOUT, what[2]))
        ids = [draft.id for draft, *_rest in chosen]
        docket.project(uow, office, ids, act.today)
        commit(uow, Changes(frozenset({"matters", "events", "due_items"}), frozenset(ids)))
    return True


def _chosen(world: World, drafts: Sequence[Draft]) -> Iterator[tuple[Draft, date, str, int]]:
    """Applications without a notice to answer: the day by which it has to be answered, the notice, its months."""
    left = [world.clock.today + timedelta(days=days) for days in ANSWER_IN]
    for draft in drafts:
        on = {event["name"]: event["on"] for event in draft.events}
        if on.keys() & OVER or any(notice["about"] == ABOUT for _place, notice in draft.notices):
            continue
        after, kind, months = next((one for one in NOTICES if one[0] in on), ("", "", 0))
        answer_by = next((day for day in left if after and add_months(day, -months) > on[after]), None)
        if answer_by is not None and draft.row["kind"] in ("invention", "utility_model", "design"):
            left.remove(answer_by)
            yield draft, answer_by, kind, months


def _story(
    world: World, draft: Draft, answer_by: date, kind: str, months: int
) -> Iterator[tuple[str, date, dict[str, str]]]:
    """From the receipt to the assignment, or to the answer submitted, each in its time."""
    calendar = world.clock.calendar
    issued = add_months(answer_by, -months)
    day = calendar.on_or_after(issued)
    data = {"notice": kind, "issued": issued.isoformat(), "delivery": "electronic"}
    yield "notice_received", day, data | {"answer_by": answer_by.isoformat()}
    yield "notice_downloaded", day, {}
    day = calendar.add(day, 1)
    yield "notice_mailed", day, {}
    yield "notice_imported", day, {}
    yield "response_assigned", calendar.add(day, 1), {"answerer_id": str(draft.row["handler_id"])}
    if answer_by < world.clock.today:
        day = calendar.on_or_before(answer_by - timedelta(days=2))
        yield "response_received", calendar.add(day, -1), {}
        yield "response_submitted", day, {}


def _remind(office: Office, clerk: int, month: str, today: date) -> None:
    """The month's mails written and sent on the day they were due, unless that is still to come."""
    from ipdesk.services.duties import duty_of
    from ipdesk.services.month_reminder import mark_reminded, month_reminder, write_reminders

    on = duty_of(office, MONTH_REMIND, month).due
    if on > today or not month_reminder(office, on, month).cases:
        return
    act = Act(by=clerk, at=datetime.combine(on, time(2, 20), UTC), today=on)
    write_reminders(office, act, month)
    mark_reminded(office, Act(by=clerk, at=act.at + timedelta(minutes=25), today=on), month)
