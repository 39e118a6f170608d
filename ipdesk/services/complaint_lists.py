"""Complaints as the screens read them: running clocks, the list, one complaint whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from ipdesk.domain import complaints as domain
from ipdesk.domain.complaints import Left
from ipdesk.errors import UserError
from ipdesk.model import queries, reading_matter
from ipdesk.model import reading_complaints as reading
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services import shaping
from ipdesk.services.complaint_settling import GiftRow, gifts_in
from ipdesk.services.complaints import standing
from ipdesk.services.mailings import MailingRow, mailings_in
from ipdesk.services.office import Office
from ipdesk.services.rows import AttachmentRow, TransferRow

RUNNING_DAYS = 30
"""A clock nobody stopped runs on screens for so many days; the complaint stays in the list as over time."""

CLOSED = ("complaint_closed", "report_written")
_STOPPERS: Mapping[str, tuple[str, ...]] = {
    "C.call_back": ("called_back", "escalated"),
    "C.escalate": ("escalated",),
    "C.explain": ("explained",),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """A 30-minute clock that runs (4.3.3). ``due_at``: the office's wall time; ``concerned``: ids of the superior,
    of whom it is about, of the department's head and the director."""

    matter_id: int
    number: str
    client: str
    level: str
    rule: str
    title: str
    due_at: datetime
    person_id: int | None
    person: str
    against_id: int | None
    against: str
    concerned: frozenset[int]

    def left(self, now: datetime) -> Left:
        """How it stands at a moment; before the complaint's own minute (typed ahead) all of the half hour is left."""
        return domain.left(self.due_at, max(now, self.due_at - domain.HALF_HOUR))

    def concerns(self, person_id: int | None) -> bool:
        """Whether this person should see it; everybody where nobody was chosen."""
        return person_id is None or person_id in self.concerned


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A period of a complaint, kept or not. ``due_at`` with a time only for minutes; ``state``: open | done |
    done_late | paused; ``late``: by how many minutes (``in_minutes``) or days."""

    rule: str
    clause: str
    title: str
    due_at: datetime
    in_minutes: bool
    state: str
    done_at: datetime | None
    person: str
    late: int


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step that was done, with who and what was noted."""

    name: str
    at: datetime
    timed: bool
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    """One complaint in the list; codes, never labels. ``state``: open | called | escalated | explained | closed |
    reported. ``late``: something of it is or was over time."""

    id: int
    number: str
    title: str
    client_id: int | None
    client: str
    department: str
    unit: str
    level: str
    channel: str
    subject: str
    cause: str
    against_id: int | None
    against: str
    about_id: int | None
    about_number: str
    about_title: str
    received: datetime | None
    received_by: str
    state: str
    clocks: tuple[ClockLine, ...]
    steps: tuple[StepLine, ...]
    through_owner: bool
    beyond_superior: bool
    version: int

    @property
    def is_open(self) -> bool:
        """Not dealt with yet, or dealt with and a report still owed (4.3.6)."""
        return self.state not in ("closed", "reported") or (self.through_owner and self.state == "closed")

    def clock(self) -> ClockLine | None:
        """The period that ends next; None when nothing runs."""
        return next((line for line in self.clocks if line.state == "open"), None)

    def is_late(self, now: datetime) -> bool:
        """Whether a period is over, now or when it was fulfilled."""
        return any(line.state == "done_late" or (line.state == "open" and line.due_at < now) for line in self.clocks)

    def when(self, *names: str) -> datetime | None:
        """When the first of these steps was done."""
        return next((step.at for step in self.steps if step.name in names), None)


@dataclass(frozen=True, slots=True)
class OtherMatter:
    """Another piece of work for the same client, in any department (4.3.5)."""

    id: int
    number: str
    kind: str
    title: str
    department: str
    stage: str
    state: str
    handler_id: int | None
    handler: str


@dataclass(frozen=True, slots=True)
class ComplaintView:
    """One complaint whole. ``missing``: codes of what has to be there before it is closed (4.2, 4.3, 4.4.1)."""

    row: ComplaintRow
    text: str
    demands: str
    caller: str
    phone: str
    settlement: str
    project_number: str
    needs_project: bool
    criticism: AttachmentRow | None
    missing: tuple[str, ...]
    gifts: tuple[GiftRow, ...]
    transfers: tuple[TransferRow, ...]
    others: tuple[OtherMatter, ...]
    mails: tuple[MailingRow, ...]


def running_clocks(office: Office, now: datetime) -> tuple[Clock, ...]:
    """The clocks that run at ``now`` (naive, the office's wall time), the next to end first; one a complaint."""
    with office.database.read() as uow:
        rows = reading.clocks(uow.session, (now - timedelta(days=RUNNING_DAYS)).date())
        if not rows:
            return ()
        heads = reading.overseers(uow.session)
    found: dict[int, Clock] = {}
    for row in rows:
        if row.matter_id in found and row.rule != "C.escalate":
            continue  # what the superior can't settle is to be reported, not called back
        found[row.matter_id] = _clock(row, heads)
    return tuple(sorted(found.values(), key=lambda one: (one.due_at, one.matter_id)))


def complaint_rows(office: Office) -> tuple[ComplaintRow, ...]:
    """Every complaint, the newest first."""
    with office.database.read() as uow:
        return rows_in(uow)


def rows_in(uow: UnitOfWork, matter_id: int | None = None) -> tuple[ComplaintRow, ...]:
    """As ``complaint_rows``, inside a unit of work; ``matter_id``: only this one."""
    records = reading.complaints(uow.session, matter_id)
    ids = [record.id for record in records]
    events, items = _by_matter(reading.events_of(uow.session, ids)), _by_matter(reading.items_of(uow.session, ids))
    rows = [_row(record, events.get(record.id, ()), items.get(record.id, ())) for record in records]
    return tuple(sorted(rows, key=lambda row: (row.received.isoformat() if row.received else "", row.id), reverse=True))


def complaint_view(office: Office, matter_id: int) -> ComplaintView:
    """One complaint whole. UserError ``matter.not_found``."""
    with office.database.read() as uow:
        return view_in(uow, matter_id)


def view_in(uow: UnitOfWork, matter_id: int) -> ComplaintView:
    """As ``complaint_view``, inside a unit of work."""
    session = uow.session
    found = rows_in(uow, matter_id)
    if not found:
        raise UserError("matter.not_found", id=matter_id)
    (row,) = found
    (more,) = reading.complaints(session, matter_id)
    events = {event.name: event for event in reading.events_of(session, [matter_id])}
    papers = [shaping.attachment_row(one) for one in reading_matter.attachments_of(session, [matter_id])]
    client = row.client_id
    return ComplaintView(
        row=row,
        text=more.text or row.title,
        demands=more.demands,
        caller=more.caller,
        phone=more.phone,
        settlement=more.settlement,
        project_number=more.project_number,
        needs_project=bool(domain.LEVELS[row.level].project) and not more.project_number,
        criticism=next((paper for paper in papers if paper.id == more.criticism_id), None),
        missing=domain.missing_to_close(standing(more, events)),
        gifts=gifts_in(uow, matter_id),
        transfers=_transfers(uow, row),
        others=tuple(map(_other, reading.matters_of_client(session, client))) if client is not None else (),
        mails=mailings_in(uow, matter_id=matter_id),
    )


def matters_complained_about(office: Office, client: str) -> tuple[OtherMatter, ...]:
    """What a client may complain about: its matters in all departments, those in work first; by exact name."""
    with office.database.read() as uow:
        found = queries.client_by_name(uow, client.strip())
        return tuple(map(_other, reading.matters_of_client(uow.session, found.id))) if found is not None else ()


def _transfers(uow: UnitOfWork, row: ComplaintRow) -> tuple[TransferRow, ...]:
    """The hand-overs this complaint led to (4.3.2): their reason names it."""
    rows = map(shaping.transfer_row, reading_matter.transfers_of(uow.session))
    return tuple(one for one in rows if row.number in one.reason)


def _other(row: Any) -> OtherMatter:
    return OtherMatter(
        row.id, row.number, row.kind, row.title, row.department, row.stage, row.state, row.handler_id, row.handler
    )


def _clock(row: Any, heads: Sequence[Any]) -> Clock:
    over = {head.id for head in heads if head.role == "director" or head.department == row.department}
    against = row.against_id or row.handler_id
    return Clock(
        matter_id=row.matter_id,
        number=row.number,
        client=row.client,
        level=row.level,
        rule=row.rule,
        title=row.title,
        due_at=domain.end_of_day(row.due, row.due_time),
        person_id=row.person_id,
        person=row.person,
        against_id=against,
        against=row.against,
        concerned=frozenset(one for one in (*over, against, row.person_id) if one is not None),
    )


def _by_matter(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.matter_id].append(row)
    return found


def _row(record: Any, events: Sequence[Any], items: Sequence[Any]) -> ComplaintRow:
    received = next((event for event in events if event.name == "complaint_received"), None)
    steps = tuple(_step(event) for event in events if event.name in domain.STEPS[1:])
    data: Mapping[str, str] = received.data if received is not None else {}
    return ComplaintRow(
        id=record.id,
        number=record.number,
        title=record.title,
        client_id=record.client_id,
        client=record.client,
        department=record.department,
        unit=record.unit or record.unit_now,
        level=record.level,
        channel=data.get("channel", ""),
        subject=data.get("subject", ""),
        cause=record.cause,
        against_id=record.against_id,
        against=record.against,
        about_id=record.about_id,
        about_number=record.about_number,
        about_title=record.about_title,
        received=datetime.combine(received.on, received.at or time.min) if received is not None else None,
        received_by=(received.by or "") if received is not None else "",
        state=_state({step.name for step in steps}),
        clocks=tuple(_line(item, steps) for item in items if not item.superseded),
        steps=steps,
        through_owner=domain.THROUGH_OWNER in record.flags.split(),
        beyond_superior=data.get("beyond_superior") == "yes",
        version=record.version,
    )


_STATES = (
    ("report_written", "reported"), ("complaint_closed", "closed"), ("explained", "explained"),
    ("escalated", "escalated"), ("called_back", "called"),
)  # fmt: skip


def _state(names: set[str]) -> str:
    return next((state for name, state in _STATES if name in names), "open")


def _step(event: Any) -> StepLine:
    at = datetime.combine(event.on, event.at or time.min)
    return StepLine(event.name, at, event.at is not None, event.by or "", event.note)


def _line(item: Any, steps: Sequence[StepLine]) -> ClockLine:
    due_at = domain.end_of_day(item.due, item.due_time)
    in_minutes = item.due_time is not None
    doers = _STOPPERS.get(item.rule, ())
    done_at = None
    if item.done_on is not None:
        same_day = (step.at for step in steps if step.name in doers and step.at.date() == item.done_on)
        done_at = next(same_day, datetime.combine(item.done_on, time.min))
    late = 0
    if done_at is not None and item.state == "done_late":
        late = domain.late_minutes(due_at, done_at) if in_minutes else (done_at.date() - item.due).days
    return ClockLine(item.rule, item.clause, item.title, due_at, in_minutes, item.state, done_at, item.person, late)
