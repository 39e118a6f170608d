"""The weekly follow-up (标准 3.1.1): each Monday every drafter's list of patents that are being written.

Clients who owe a 技术交底书 for longer than a week come first. Telling a client is the event ``client_contacted``,
which fulfils that week's ``P.weekly`` and moves ``P.chase``; a past week shows who was told in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from ipdesk.domain.docket import live_state
from ipdesk.domain.duties import week_name
from ipdesk.domain.matters import Event, Kind, State
from ipdesk.domain.stages import MatterState, stage_of, state_of
from ipdesk.errors import UserError
from ipdesk.services.shaping import days_left

if TYPE_CHECKING:
    from ipdesk.files.table_book import BookSheet
    from ipdesk.model.unit_of_work import UnitOfWork
    from ipdesk.services.office import Act, Changes, Office

CLAUSE = "3.1.1"
TOLD = "client_contacted"
LONG_OWED = 7
"""Calendar days after which a client who owes a disclosure comes first."""
_KINDS = (Kind.INVENTION, Kind.UTILITY_MODEL, Kind.DESIGN, Kind.PCT)
_DRAFTED = frozenset({"draft_completed", "filed"})
_ENDS = _DRAFTED | {"cancelled", "infeasible", "completed"}
_ASKED = ("coached", TOLD)


@dataclass(frozen=True, slots=True)
class FollowRow:
    """One patent on the list, as of the week's last day that has come.

    ``owed_days``: calendar days since the client was first asked for the disclosure (None: it is here, or was
    not asked for); ``told_on``: the last contact in that week; ``due``, ``state``, ``days_left``: the nearer of
    the week's call and the chasing, as of today (None: nothing is due).
    """

    id: int
    number: str
    title: str
    kind: str
    client_id: int | None
    client: str
    contact: str
    handler_id: int | None
    handler: str
    salesperson: str
    stage: str
    last_contact: date | None
    last_note: str
    owed_days: int | None
    told_on: date | None
    told_note: str
    told_by: str
    paused: bool
    due: date | None = None
    state: State | None = None
    days_left: int | None = None

    @property
    def told(self) -> bool:
        return self.told_on is not None

    @property
    def long_owed(self) -> bool:
        return self.owed_days is not None and self.owed_days > LONG_OWED


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A week's list: ``rows`` being followed up, ``paused`` apart. ``current``: it is today's week."""

    week: str
    monday: date
    current: bool
    rows: tuple[FollowRow, ...]
    paused: tuple[FollowRow, ...]

    @property
    def told(self) -> int:
        return sum(1 for row in self.rows if row.told)

    @property
    def owing(self) -> int:
        return sum(1 for row in self.rows if row.long_owed)

    def of(self, handler_id: int | None) -> FollowUp:
        """The same list for one drafter (None: everybody)."""
        if handler_id is None:
            return self
        mine = (tuple(row for row in rows if row.handler_id == handler_id) for rows in (self.rows, self.paused))
        return FollowUp(self.week, self.monday, self.current, *mine)


def monday_of(week: str) -> date:
    """The Monday of ``2026-W48``. UserError ``follow_up.bad_week``."""
    try:
        return date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
    except ValueError:
        raise UserError("follow_up.bad_week", week=week) from None


def follow_up(office: Office, today: date, week: str = "") -> FollowUp:
    """The list of a week (empty: today's). UserErrors: ``follow_up.bad_week``, ``follow_up.future``."""
    monday = monday_of(week or week_name(today))
    if monday > today:
        raise UserError("follow_up.future", week=week)
    until = min(today, monday + timedelta(days=6))
    with office.database.read() as uow:
        from ipdesk.model import reading_follow_up

        found = reading_follow_up.in_drafting(uow.session, map(str, _KINDS), _ENDS, monday, until)
        ids = [row.id for row in found]
        events = _by_matter(reading_follow_up.events_until(uow.session, ids, until))
        items = _by_matter(reading_follow_up.due_items(uow.session, ids, ("P.weekly", "P.chase")))
        contacts = _contacts(uow, {row.client_id for row in found if row.client_id is not None})
    rows = []
    for row in found:
        made = _row(row, events.get(row.id, []), contacts.get(row.client_id, ""), monday, until)
        if made is not None:
            rows.append(_with_due(office, made, items.get(row.id, []), monday, today))
    rows.sort(key=_order)
    followed = tuple(row for row in rows if not row.paused)
    paused = tuple(row for row in rows if row.paused)
    return FollowUp(week_name(monday), monday, monday + timedelta(days=7) > today, followed, paused)


def tell_clients(office: Office, act: Act, matter_ids: Sequence[int], note: str = "") -> Changes:
    """Note that the clients of these matters were told today how the writing goes: one act.

    UserErrors: ``follow_up.nobody`` (no matters given) and those of ``events.record_for_many``.
    """
    from ipdesk.services.events import record_for_many

    if not matter_ids:
        raise UserError("follow_up.nobody")
    return record_for_many(office, act, list(dict.fromkeys(matter_ids)), TOLD, act.today, note.strip())


# -- one row ----------------------------------------------------------------------------------------


def _by_matter(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.matter_id, []).append(row)
    return found


def _contacts(uow: UnitOfWork, client_ids: Iterable[int]) -> Mapping[int, str]:
    """Whom to call at each client's: 王工 13800000000."""
    from ipdesk.model import reading_clients

    return {
        row.client_id: " ".join(filter(None, (row.name, row.phone or row.wechat or row.email)))
        for row in reading_clients.main_contacts(uow.session, list(client_ids))
    }


def _row(row: Any, events: Sequence[Any], contact: str, monday: date, until: date) -> FollowRow | None:
    """The matter as it stood on ``until``; None when it was finished by then and nobody was told that week."""
    told = [event for event in events if event.name == TOLD]
    this_week = [event for event in told if event.on >= monday]
    if any(event.name in _ENDS for event in events) and not this_week:
        return None
    plain = [Event(event.name, event.on, event.about, {}, None, event.id) for event in events]
    filed = row.filed if row.filed is not None and row.filed <= until else None
    last = told[-1] if told else None
    return FollowRow(
        id=row.id,
        number=row.number,
        title=row.title,
        kind=row.kind,
        client_id=row.client_id,
        client=row.client,
        contact=contact,
        handler_id=row.handler_id,
        handler=row.handler,
        salesperson=row.salesperson,
        stage=stage_of(Kind(row.kind), plain, filed, None),
        last_contact=last.on if last else None,
        last_note=last.note if last else "",
        owed_days=_owed(events, until),
        told_on=this_week[-1].on if this_week else None,
        told_note=this_week[-1].note if this_week else "",
        told_by=this_week[-1].by if this_week else "",
        paused=state_of(plain) is MatterState.PAUSED,
    )


def _owed(events: Sequence[Any], until: date) -> int | None:
    """Days since the client was first asked for the disclosure: at the coaching, or by the first call."""
    if any(event.name in ("disclosure_received", *_ENDS) for event in events):
        return None
    asked = next((event.on for name in _ASKED for event in events if event.name == name), None)
    return None if asked is None else (until - asked).days


def _with_due(office: Office, row: FollowRow, items: Sequence[Any], monday: date, today: date) -> FollowRow:
    """The week's own call if it was asked for and not made, else the nearest open item; in a past week the call."""
    sunday = monday + timedelta(days=6)
    open_ones = [item for item in items if item.state in ("open", "paused")]
    of_week = [item for item in items if item.rule == "P.weekly" and monday <= item.due <= sunday]
    chosen = of_week[-1:]
    if sunday >= today and (not chosen or chosen[0] not in open_ones):
        chosen = [item for item in open_ones if not item.superseded][:1]
    if not chosen:
        return row
    item = chosen[0]
    state = live_state(State(item.state), item.due, today, office.calendar)
    return replace(row, due=item.due, state=state, days_left=days_left(office.calendar, today, item.due))


def _order(row: FollowRow) -> tuple[object, ...]:
    """Who owes longer than a week first, the longest first; then who wasn't told yet; then by number."""
    owed = row.owed_days or 0
    return (not row.long_owed, -owed if row.long_owed else 0, row.told, row.handler, row.number)


# -- out --------------------------------------------------------------------------------------------


def book(found: FollowUp) -> list[BookSheet]:
    """The list as a workbook: one sheet being followed up, one of what is paused if there is any."""
    from ipdesk.files.table_book import BookColumn, BookSheet
    from ipdesk.text import label

    columns = (
        BookColumn("客户", 28), BookColumn("联系人", 20), BookColumn("案件编号", 12), BookColumn("名称", 36),
        BookColumn("类型", 10), BookColumn("撰写人", 10), BookColumn("业务员", 10), BookColumn("阶段", 12),
        BookColumn("最近联系", 12, "date"), BookColumn("欠交底书天数", 10, "int"), BookColumn("本周已联系", 12, "date"),
        BookColumn("联系情况", 36),
    )  # fmt: skip

    def cells(row: FollowRow) -> tuple[object, ...]:
        return (
            row.client, row.contact, row.number, row.title, label("kind_short", row.kind), row.handler,
            row.salesperson, label("stage", row.stage), row.last_contact, row.owed_days, row.told_on,
            row.told_note if row.told else row.last_note,
        )  # fmt: skip

    heading = f"每周跟进 {found.week}（{found.monday} 起）"
    sheets = [BookSheet("在跟进", columns, [cells(row) for row in found.rows], heading, (clause_words(),))]
    if found.paused:
        sheets.append(BookSheet("暂停", columns, [cells(row) for row in found.paused], f"{heading} 暂停的案件"))
    return sheets


def clause_words(clause: str = CLAUSE) -> str:
    """What a list rests on, in the standard's own words, for paper."""
    from ipdesk.services.rules import clauses

    return f"服务标准 {clause}　{clauses()[clause]}"
