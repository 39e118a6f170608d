"""What the pages of the standard read: how each rule is kept, and the changes made to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ipdesk.model.acts import ActChangeRecord
from ipdesk.model.due_items import DueItemRecord
from ipdesk.model.events import EventRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.reading import AnyRow
from ipdesk.model.rule_changes import RuleChangeRecord

LIVE = ("open", "paused")


def rule_counts(session: Session, today: date, since: date) -> Sequence[AnyRow]:
    """How often each rule's items stand how: ``rule, state, late (open and overdue), n``.

    Finished items count from ``since`` on, by the day they were due.
    """
    table = DueItemRecord
    late = (table.state == "open") & (table.due < today)
    query = (
        select(table.rule, table.state, late.label("late"), func.count().label("n"))
        .where(table.superseded.is_(False), table.state.in_(LIVE) | (table.due >= since))
        .group_by(table.rule, table.state, late)
    )
    return session.execute(query).all()


def items_of_rule(session: Session, rule: str) -> frozenset[tuple[object, ...]]:
    """What is stored of a rule's items, the matter's id first."""
    table = DueItemRecord
    columns = (table.matter_id, table.key, table.title, table.due, table.state, table.responsible, table.superseded)
    return frozenset(tuple(row) for row in session.execute(select(*columns).where(table.rule == rule)))


def live_count(session: Session) -> int:
    """How many items are still to be done."""
    table = DueItemRecord
    query = select(func.count()).where(table.state.in_(LIVE), table.superseded.is_(False))
    return session.scalar(query) or 0


def matters_of_kinds(session: Session, kinds: Iterable[str], events: Iterable[str] = ()) -> Sequence[int]:
    """The ids of the matters of these kinds, removed ones left out; ``events``: only those to which one of these has
    happened."""
    matter, event = MatterRecord, EventRecord
    query = select(matter.id).where(matter.kind.in_(list(kinds)), matter.removed_at.is_(None))
    names = list(events)
    if names:
        query = query.where(matter.id.in_(select(event.matter_id).where(event.name.in_(names))))
    return session.scalars(query.order_by(matter.id)).all()


def rule_changes(session: Session, rule: str | None = None) -> Sequence[AnyRow]:
    """The changes made in the program, newest first, with who made them; ``rule`` None: of every rule."""
    table = RuleChangeRecord
    query = (
        select(
            *(table.id, table.rule, table.in_force_from, table.why, table.changed_at, table.removed_at),
            func.coalesce(PersonRecord.name, "").label("person"),
        )
        .outerjoin(PersonRecord, PersonRecord.id == table.changed_by)
        .order_by(table.id.desc())
    )
    if rule is not None:
        query = query.where(table.rule == rule)
    return session.execute(query).all()


def last_standing_change(session: Session) -> int | None:
    """The newest change that was not taken back."""
    table = RuleChangeRecord
    return session.scalar(select(func.max(table.id)).where(table.removed_at.is_(None)))


def rule_change_of_act(session: Session, act_id: int) -> RuleChangeRecord | None:
    """The change of the standard that an act made, took back or brought back."""
    journal = ActChangeRecord
    query = (
        select(RuleChangeRecord)
        .join(journal, journal.row_id == RuleChangeRecord.id)
        .where(journal.act_id == act_id, journal.table_name == RuleChangeRecord.__tablename__)
    )
    return session.scalars(query).first()


def act_that_made(session: Session, change_id: int) -> int | None:
    """The act a change of the standard was made in."""
    journal = ActChangeRecord
    query = select(func.min(journal.act_id)).where(
        journal.row_id == change_id,
        journal.table_name == RuleChangeRecord.__tablename__,
    )
    return session.scalar(query)
