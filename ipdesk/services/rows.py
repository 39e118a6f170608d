"""What the screens read: plain frozen rows, made from the tables, with codes and never labels.

Dates are calendar dates of the office, moments are aware UTC. ``days_left`` counts **working days** from
today to the due date: 0 today, negative when it is past.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from ipdesk.domain.matters import Department, Kind, State

if TYPE_CHECKING:
    from ipdesk.services.duties import DutyState


class Bucket(StrEnum):
    """The counters above a department's matters; each is a filter."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    WAITING = "waiting"
    PAUSED = "paused"
    ALL = "all"


class Column(StrEnum):
    """What the matters can be sorted by."""

    NEAREST = "nearest"
    NUMBER = "number"
    TITLE = "title"
    KIND = "kind"
    CLIENT = "client"
    HANDLER = "handler"
    STAGE = "stage"
    APPLICATION_NUMBER = "application_number"
    SALESPERSON = "salesperson"
    FILED = "filed"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which matters; ``None`` and empty text mean any. ``text`` matches number, names, title by part."""

    department: str | None = None
    bucket: str = Bucket.ALL
    handler_id: int | None = None
    kind: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Sort:
    """The order of the matters; equal ones follow their number."""

    column: str = Column.NEAREST
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Counters:
    """How many matters each bucket holds."""

    overdue: int = 0
    today: int = 0
    week: int = 0
    waiting: int = 0
    paused: int = 0
    all: int = 0


@dataclass(frozen=True, slots=True)
class Nearest:
    """The due item a matter shows in the table: its nearest one that is still to be done."""

    item_id: int
    state: State
    due: date
    due_time: time | None
    days_left: int
    official: bool
    title: str
    rule: str
    about: str | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class MatterRow:
    """One line of a department's table. ``waiting``: event names still to come, of rules that have begun."""

    id: int
    number: str
    department: Department
    kind: Kind
    title: str
    client_id: int | None
    client: str
    handler_id: int | None
    handler: str
    stage: str
    nearest: Nearest | None
    waiting: tuple[str, ...]
    application_number: str
    salesperson: str
    filed: date | None
    granted: date | None
    state: str
    version: int


@dataclass(frozen=True, slots=True)
class DueRow:
    """One due item with the matter it belongs to; ``state`` is as of today (``due_soon``, ``overdue``).

    An official item is due on its safe day; ``last_day`` is the law's; ``safe_passed``: it is still to be done, the
    safe day is behind and the last day is not.
    """

    id: int
    matter_id: int
    number: str
    matter_title: str
    client: str
    kind: Kind
    department: Department
    rule: str
    clause: str
    title: str
    about: str | None
    trigger_on: date
    due: date
    due_time: time | None
    days_left: int
    state: State
    done_on: date | None
    responsible: str
    person_id: int | None
    person: str
    official: bool
    provisional: bool
    superseded: bool
    fulfilled_by: tuple[str, ...]
    last_day: date | None = None
    confirm: bool = False
    safe_passed: bool = False


@dataclass(frozen=True, slots=True)
class EventRow:
    """One recorded event; a revoked one stays in the list with who revoked it, when and why."""

    id: int
    name: str
    on: date
    at: time | None
    about: str | None
    data: Mapping[str, str]
    note: str
    recorded_by: str
    recorded_at: datetime
    revoked_by: str
    revoked_at: datetime | None
    revoked_why: str

    @property
    def revoked(self) -> bool:
        return self.revoked_at is not None


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A rule whose trigger is not complete: ``missing`` and ``have`` are event names."""

    rule: str
    clause: str
    title: str
    about: str | None
    missing: tuple[str, ...]
    have: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeeRow:
    """One fee of a matter, amounts in yuan with two decimals."""

    id: int
    kind: str
    year: int | None
    about: str | None
    amount: Decimal
    late: Decimal
    due: date | None
    state: str
    received_on: date | None
    payer: str
    credit_code: str
    note: str
    paid_on: date | None
    paid_amount: Decimal | None
    version: int


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One official notice of a matter."""

    id: int
    about: str | None
    kind: str
    name: str
    issued: date | None
    delivery: str
    received_on: date | None


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """One paper kept with a matter; the bytes lie beside the database under ``sha256``."""

    id: int
    matter_id: int
    event_id: int | None
    name: str
    sha256: str
    size: int
    mime: str
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A person at the client's."""

    id: int
    name: str
    phone: str
    email: str
    wechat: str
    is_main: bool


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One step without a number (清单项), kept with its matter; ``template`` + ``item`` name it.

    ``gone``: ticked once, no longer in its template. ``papers``: a paper asked of the client. ``moment``: when its
    list is shown by itself (first_call | coaching). ``sends``: the template paper whose sending ticks it.
    """

    template: str
    template_title: str
    clause: str
    item: str
    text: str
    done_by: str
    done_at: datetime | None
    note: str = ""
    gone: bool = False
    papers: bool = False
    moment: str = ""
    sends: str = ""

    @property
    def done(self) -> bool:
        return self.done_at is not None


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A hand-over (3.5.5) this matter is part of: ``requested``, ``approved`` or ``refused``."""

    id: int
    number: str
    state: str
    matter_ids: tuple[int, ...]
    from_person_id: int | None
    from_person: str
    to_person_id: int
    to_person: str
    reason: str
    requested_by: str
    requested_at: datetime
    decided_by: str
    decided_at: datetime | None
    refusal: str
    signed_name: str = ""
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MatterView:
    """Everything the right-hand panel shows of one matter."""

    row: MatterRow
    applicant: str
    classes: str
    reduction: int | None
    flags: frozenset[str]
    note: str
    client_address: str
    client_credit_code: str
    salesperson_id: int | None
    events: tuple[EventRow, ...] = ()
    due_items: tuple[DueRow, ...] = ()
    waiting: tuple[WaitingRow, ...] = ()
    next_steps: tuple[str, ...] = ()
    fees: tuple[FeeRow, ...] = ()
    notices: tuple[NoticeRow, ...] = ()
    attachments: tuple[AttachmentRow, ...] = ()
    checklists: tuple[ChecklistItem, ...] = ()
    contacts: tuple[ContactRow, ...] = ()
    transfers: tuple[TransferRow, ...] = ()
    reminders: tuple[ReminderRow, ...] = ()

    @property
    def id(self) -> int:
        return self.row.id

    @property
    def version(self) -> int:
        return self.row.version


@dataclass(frozen=True, slots=True)
class ReminderRow:
    """A hand-made reminder (手工提醒), marked as such wherever it is shown."""

    id: int
    matter_id: int | None
    number: str
    text: str
    due: date
    days_left: int
    state: State
    person_id: int | None
    person: str
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class DayLoad:
    """How many due items lie on one day, by urgency; ``official`` counts the ones still to be done.

    ``duties``: duties of the whole office still to be done, CPC days to come left out; so many of them late.
    ``reminders``: hand-made ones that are not done yet.
    """

    overdue: int = 0
    soon: int = 0
    open: int = 0
    done: int = 0
    official: int = 0
    paused: int = 0
    duties: int = 0
    duties_late: int = 0
    reminders: int = 0

    @property
    def to_do(self) -> int:
        return self.overdue + self.soon + self.open + self.paused

    @property
    def total(self) -> int:
        return self.to_do + self.done


@dataclass(frozen=True, slots=True)
class MonthFilter:
    """Which due items a month shows; ``None`` means any; ``handler_id``: the person who has to do them.

    ``office``: only duties of the whole office (True), or none of them (False).
    """

    department: str | None = None
    handler_id: int | None = None
    kind: str | None = None
    official: bool | None = None
    office: bool | None = None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One act somebody did, for "what changed since I last looked"."""

    act_id: int
    at: datetime
    by: str
    name: str
    summary: str
    matter_id: int | None
    number: str


@dataclass(frozen=True, slots=True)
class WaitingMatter:
    """A matter that waits for others, with what for."""

    matter_id: int
    number: str
    title: str
    client: str
    handler: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TodayView:
    """The page 今日: five groups, no item in two of them; ``official`` holds every urgent official one.

    ``duties_missed``: how many of the office's duties, older than the ones shown, nobody has answered.
    ``tight``: by an official item's id, the words where the service's promises leave too little room before it.
    ``whole_office``: it is everybody's, as a director's is.
    """

    official: tuple[DueRow, ...] = ()
    overdue: tuple[DueRow, ...] = ()
    today: tuple[DueRow, ...] = ()
    week: tuple[DueRow, ...] = ()
    waiting: tuple[WaitingMatter, ...] = ()
    reminders: tuple[ReminderRow, ...] = ()
    duties: tuple[DutyState, ...] = ()
    duties_missed: int = 0
    changes: tuple[ChangeRow, ...] = ()
    last_act: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    tight: Mapping[int, str] = field(default_factory=dict)
    whole_office: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found by Ctrl+K: ``kind`` is matter, client, person; ``id`` its id of that kind."""

    kind: str
    id: int
    title: str
    subtitle: str
    matter_id: int | None
