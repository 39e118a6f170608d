"""Due items and what is waited for: a projection of the events, thrown away and rebuilt at any time.

States are stored as open | paused | done | done_late | void; due_soon and overdue are a question of the
day and are asked in the query, so that no row is wrong in the morning.
"""

from __future__ import annotations

from datetime import date, time
from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ipdesk.model.base import STABLE_IDS, Base, primary_key, reference


class DueItemRecord(Base):
    """One due item; ``(matter_id, key)`` is its identity, ``fulfilled_by`` event names parted by a blank.

    An official item is due on its safe day; ``last_day`` is the law's; ``confirm``: no source text was found for it.
    """

    __tablename__ = "due_items"
    journaled: ClassVar[bool] = False

    id: Mapped[int] = primary_key()
    matter_id: Mapped[int] = reference("matters.id")
    key: Mapped[str]
    rule: Mapped[str]
    clause: Mapped[str]
    title: Mapped[str]
    about: Mapped[str | None]
    trigger_on: Mapped[date]
    due: Mapped[date]
    due_time: Mapped[time | None]
    state: Mapped[str]
    done_on: Mapped[date | None]
    responsible: Mapped[str]
    person_id: Mapped[int | None]
    official: Mapped[bool]
    provisional: Mapped[bool]
    superseded: Mapped[bool]
    department: Mapped[str]
    fulfilled_by: Mapped[str] = mapped_column(default="")
    last_day: Mapped[date | None]
    confirm: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        Index("uq_due_items_matter_id_key", "matter_id", "key", unique=True),
        Index("ix_due_items_state", "state", "superseded", "due"),
        Index("ix_due_items_department", "department", "state", "superseded", "due"),
        Index("ix_due_items_person", "person_id", "state", "superseded", "due"),
        # Covers a month's load and the statistics, whose groups come in its order: no row is read, nothing sorted.
        Index(
            "ix_due_items_due",
            *("due", "department", "person_id", "state", "official", "superseded", "rule"),
        ),
        STABLE_IDS,
    )


class WaitingRecord(Base):
    """A rule whose trigger is not complete; ``missing`` and ``have`` are event names parted by a blank."""

    __tablename__ = "waiting"
    journaled: ClassVar[bool] = False

    id: Mapped[int] = primary_key()
    matter_id: Mapped[int] = reference("matters.id", index=True)
    rule: Mapped[str]
    clause: Mapped[str]
    title: Mapped[str]
    about: Mapped[str | None]
    missing: Mapped[str]
    have: Mapped[str] = mapped_column(default="")
