"""The journal: every act somebody did and what it changed. Undo reads it, other workstations follow it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from ipdesk.model.base import STABLE_IDS, Base, primary_key, reference


class ActRecord(Base):
    """One act. ``name``: a code (``record_event``); ``summary``: what people read; ``kinds``: the kinds of
    things changed, parted by a blank; ``matters``: their ids (null: too many to list).
    ``undoes``: the act this one reversed; ``undone_by``: the act that reversed this one, if it still holds.
    """

    __tablename__ = "acts"
    journaled: ClassVar[bool] = False

    id: Mapped[int] = primary_key()
    at: Mapped[datetime]
    by_id: Mapped[int | None] = reference("people.id", required=False)
    name: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    matter_id: Mapped[int | None] = reference("matters.id", required=False)
    kinds: Mapped[str] = mapped_column(default="")
    matters: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    undoes: Mapped[int | None] = reference("acts.id", required=False)
    undone_by: Mapped[int | None] = reference("acts.id", required=False)

    __table_args__ = (
        Index("ix_acts_by", "by_id", "id"),
        Index("ix_acts_matter", "matter_id", "id"),
        STABLE_IDS,
    )


class ActChangeRecord(Base):
    """One row an act touched: ``before`` null: inserted; ``after`` null: deleted; both: the changed columns.

    A bulk insert is one line: rows ``row_id`` … ``last_id`` of the table, both included.
    """

    __tablename__ = "act_changes"
    journaled: ClassVar[bool] = False

    id: Mapped[int] = primary_key()
    act_id: Mapped[int] = reference("acts.id", index=True)
    table_name: Mapped[str]
    row_id: Mapped[int]
    last_id: Mapped[int | None]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]

    __table_args__ = (Index("ix_act_changes_row", "table_name", "row_id"), STABLE_IDS)
