"""Questions behind the statistics: how many due items of each kind lie in a month, how long they took, which they are.

Everything counted is grouped by the database; only groups come back, whatever the office's size.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import Session

from ipdesk.model.clients import ClientRecord
from ipdesk.model.due_items import DueItemRecord
from ipdesk.model.events import EventRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.reading import AnyRow, in_pieces

_ITEM = DueItemRecord


@dataclass(frozen=True, slots=True)
class Counted:
    """Which due items; ``None`` is any. ``nobody``: only those that no person answers for.

    ``outcomes``: names of ``domain.statistics.Outcome``; ``late_since``: those overdue today whatever their day,
    and those due from that day on that were done late or missed.
    """

    today: date
    frm: date | None = None
    to: date | None = None
    department: str | None = None
    rule: str | None = None
    person_id: int | None = None
    nobody: bool = False
    official: bool | None = False
    outcomes: tuple[str, ...] | None = None
    late_since: date | None = None


def days(session: Session, frm: date, to: date) -> Sequence[AnyRow]:
    """(due, department, person_id, state, official, superseded, rule, n): every combination there is in [frm, to].

    Grouped in the order of the index of days, which holds all of it: nothing is sorted and no row is read.
    """
    keys = (_ITEM.due, _ITEM.department, _ITEM.person_id, _ITEM.state, _ITEM.official, _ITEM.superseded, _ITEM.rule)
    query = select(*keys, func.count().label("n")).where(_ITEM.due >= frm, _ITEM.due <= to)
    return session.execute(query.group_by(*keys)).all()


def outcomes_by_person(session: Session, wanted: Counted) -> Sequence[AnyRow]:
    """(department, person_id, outcome, n) of few items: those wanted are looked at one by one."""
    keys = (_ITEM.department, _ITEM.person_id, _outcome(wanted.today))
    query = select(*keys[:2], keys[2].label("outcome"), func.count().label("n")).where(*_conditions(wanted))
    return session.execute(query.group_by(*keys)).all()


def load(session: Session, wanted: Counted, week_end: date) -> Sequence[AnyRow]:
    """(department, person_id, overdue, week, later): the open items per person; ``week`` ends with ``week_end``."""
    today = wanted.today
    keys = (_ITEM.department, _ITEM.person_id)
    overdue = func.sum(case((_ITEM.due < today, 1), else_=0)).label("overdue")
    week = func.sum(case((and_(_ITEM.due >= today, _ITEM.due <= week_end), 1), else_=0)).label("week")
    later = func.sum(case((_ITEM.due > week_end, 1), else_=0)).label("later")
    query = select(*keys, overdue, week, later).where(*_conditions(wanted)).group_by(*keys)
    return session.execute(query).all()


def people(session: Session) -> Sequence[AnyRow]:
    """(id, name, department, role) of everybody who ever worked here."""
    return session.execute(select(PersonRecord.id, PersonRecord.name, PersonRecord.department, PersonRecord.role)).all()


# -- how long it took ---------------------------------------------------------------------------


def took(session: Session, wanted: Counted) -> Sequence[AnyRow]:
    """(rule, department, person_id, due, trigger_on, done_on, n) of finished and overdue items (``done_on`` None) of
    matters that were never paused."""
    keys = (_ITEM.rule, _ITEM.department, _ITEM.person_id, _ITEM.due, _ITEM.trigger_on, _ITEM.done_on)
    query = select(*keys, func.count().label("n")).where(*_conditions(wanted), _ITEM.matter_id.not_in(_ever_paused()))
    return session.execute(query.group_by(*keys)).all()


def took_paused(session: Session, wanted: Counted) -> Sequence[AnyRow]:
    """(matter_id, rule, department, person_id, due, trigger_on, done_on) of the same items of the other matters."""
    columns = (
        _ITEM.matter_id, _ITEM.rule, _ITEM.department, _ITEM.person_id, _ITEM.due, _ITEM.trigger_on, _ITEM.done_on,
    )  # fmt: skip
    return session.execute(select(*columns).where(*_conditions(wanted), _ITEM.matter_id.in_(_ever_paused()))).all()


def ever_paused(session: Session) -> frozenset[int]:
    """The matters that were paused once."""
    return frozenset(session.scalars(_ever_paused().distinct()))


def _ever_paused() -> Select[int]:
    return select(EventRecord.matter_id).where(EventRecord.name == "paused", EventRecord.revoked_at.is_(None))


def pause_events(session: Session, matter_ids: Iterable[int]) -> Sequence[AnyRow]:
    """(matter_id, name, on) of the counting ``paused`` and ``resumed`` events, in their order."""
    table = EventRecord
    found: list[AnyRow] = []
    for piece in in_pieces(sorted(set(matter_ids))):
        query = select(table.matter_id, table.name, table.on).where(
            table.matter_id.in_(piece), table.name.in_(("paused", "resumed")), table.revoked_at.is_(None)
        )
        found += session.execute(query.order_by(table.matter_id, table.on, table.id)).all()
    return found


def took_minutes(session: Session, wanted: Counted, rules: Sequence[str]) -> Sequence[AnyRow]:
    """(rule, matter_id, due, due_time, done_on, department, person_id, fulfilled_by) of finished items of rules
    counted in minutes."""
    columns = (
        _ITEM.rule, _ITEM.matter_id, _ITEM.due, _ITEM.due_time, _ITEM.done_on, _ITEM.department, _ITEM.person_id,
        _ITEM.fulfilled_by,
    )  # fmt: skip
    where = (*_conditions(wanted), _ITEM.rule.in_(rules), _ITEM.done_on.is_not(None))
    return session.execute(select(*columns).where(*where)).all()


def moments(session: Session, matter_ids: Iterable[int]) -> Sequence[AnyRow]:
    """(matter_id, name, on, at) of the counting events that carry a time of day, in their order."""
    table = EventRecord
    found: list[AnyRow] = []
    for piece in in_pieces(sorted(set(matter_ids))):
        query = select(table.matter_id, table.name, table.on, table.at).where(
            table.matter_id.in_(piece), table.at.is_not(None), table.revoked_at.is_(None)
        )
        found += session.execute(query.order_by(table.matter_id, table.on, table.at, table.id)).all()
    return found


# -- which they are -----------------------------------------------------------------------------


def items(session: Session, wanted: Counted, limit: int | None = None) -> Sequence[AnyRow]:
    """The items with matter, client and person, the latest due first; ``outcome`` as counted."""
    item, matter = _ITEM, MatterRecord
    query = (
        select(
            item.id, item.matter_id, item.rule, item.clause, item.title, item.about, item.trigger_on, item.due,
            item.due_time, item.done_on, item.department, item.person_id, item.provisional,
            _outcome(wanted.today).label("outcome"), matter.number, matter.title.label("matter_title"), matter.kind,
            func.coalesce(ClientRecord.name, "").label("client"),
            func.coalesce(PersonRecord.name, "").label("person"),
        )
        .join(matter, matter.id == item.matter_id)
        .outerjoin(ClientRecord, ClientRecord.id == matter.client_id)
        .outerjoin(PersonRecord, PersonRecord.id == item.person_id)
        .where(*_conditions(wanted))
        .order_by(item.due.desc(), item.id)
        .limit(limit)
    )  # fmt: skip
    return session.execute(query).all()


def count(session: Session, wanted: Counted) -> int:
    """How many items are wanted."""
    return int(session.execute(select(func.count()).select_from(_ITEM).where(*_conditions(wanted))).scalar_one())


# -- conditions ---------------------------------------------------------------------------------


def _outcome(today: date) -> ColumnElement[Any]:
    """``domain.statistics.outcome`` in SQL; a test holds the two together."""
    return case(
        (_ITEM.state == "done", "kept"),
        (_ITEM.state == "done_late", "late_done"),
        (_ITEM.state == "void", "void"),
        (_ITEM.superseded.is_(True), "missed"),
        (_ITEM.state == "paused", "paused"),
        (_ITEM.due < today, "overdue"),
        else_="open",
    )


def _conditions(wanted: Counted) -> list[ColumnElement[bool]]:
    equal: dict[Any, object] = {
        _ITEM.department: wanted.department,
        _ITEM.rule: wanted.rule,
        _ITEM.person_id: wanted.person_id,
        _ITEM.official: wanted.official,
    }
    where: list[ColumnElement[bool]] = [column == value for column, value in equal.items() if value is not None]
    if wanted.nobody:
        where.append(_ITEM.person_id.is_(None))
    if wanted.frm is not None:
        where.append(_ITEM.due >= wanted.frm)
    if wanted.to is not None:
        where.append(_ITEM.due <= wanted.to)
    if wanted.outcomes is not None:
        which = [_of_outcome(name, wanted.today) for name in wanted.outcomes]
        where.append(or_(false(), *which))
    if wanted.late_since is not None:
        overdue, done, missed = (_of_outcome(name, wanted.today) for name in ("overdue", "late_done", "missed"))
        # Late is only what was due by today: the days on both sides keep the search within the index of days.
        this_week = and_(_ITEM.due >= wanted.late_since, _ITEM.due <= wanted.today)
        where.append(or_(overdue, and_(this_week, or_(done, missed))))
    return where


def _of_outcome(name: str, today: date) -> ColumnElement[bool]:
    """Conditions by stored columns, so that the index of states serves them."""
    item = _ITEM
    live = item.superseded.is_(False)
    conditions: dict[str, ColumnElement[bool]] = {
        # What is done is never superseded: saying so lets the index of states go on to the due date.
        "kept": and_(item.state == "done", live),
        "late_done": and_(item.state == "done_late", live),
        "void": item.state == "void",
        "missed": and_(item.state.in_(("open", "paused")), item.superseded.is_(True)),
        "paused": and_(item.state == "paused", live),
        "overdue": and_(item.state == "open", live, item.due < today),
        "open": and_(item.state == "open", live, item.due >= today),
    }
    return conditions[name]
