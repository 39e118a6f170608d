"""Matters: the pieces of work, and what the rules last made of each (projected columns)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ipdesk.model.base import STABLE_IDS, Base, primary_key, reference


class MatterRecord(Base):
    """One matter. ``number`` is the office's own (``P26-0405``); ``application_number`` is the written form,
    ``application_key`` the same without ZL, CN, dot and blanks;
    ``taken_on``: taken over from a ledger on that day; ``priority_on``: the earliest priority date;
    ``flags``: words parted by a blank.

    Projected: ``state`` (active|paused|cancelled|infeasible|completed), ``stage`` (a code of
    ``domain.stages``), ``nearest_*`` (the nearest item still to be done), ``waits`` (active, nothing to do
    ourselves, something missing), ``next_steps`` (event names parted by a blank), ``docket_from`` and
    ``docket_until`` (the days on which the stored docket holds), ``search`` (lower case, for part matches).
    """

    __tablename__ = "matters"
    projected: ClassVar[frozenset[str]] = frozenset(
        {
            "state",
            "stage",
            "nearest_due",
            "nearest_time",
            "nearest_state",
            "nearest_official",
            "nearest_item_id",
            "waits",
            "next_steps",
            "docket_from",
            "docket_until",
            "search",
            "changed_at",
            "changed_by_id",
        }
    )

    id: Mapped[int] = primary_key()
    number: Mapped[str]
    department: Mapped[str]
    kind: Mapped[str]
    title: Mapped[str]
    client_id: Mapped[int | None] = reference("clients.id", index=True, required=False)
    applicant: Mapped[str] = mapped_column(default="")
    application_number: Mapped[str] = mapped_column(default="")
    application_key: Mapped[str] = mapped_column(default="", index=True)
    filed: Mapped[date | None]
    granted: Mapped[date | None]
    taken_on: Mapped[date | None]
    priority_on: Mapped[date | None]
    handler_id: Mapped[int | None] = reference("people.id", index=True, required=False)
    clerk_id: Mapped[int | None] = reference("people.id", required=False)
    salesperson_id: Mapped[int | None] = reference("people.id", required=False)
    reduction: Mapped[int | None]
    flags: Mapped[str] = mapped_column(default="")
    classes: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime | None]
    changed_by_id: Mapped[int | None]

    state: Mapped[str] = mapped_column(default="active")
    stage: Mapped[str] = mapped_column(default="")
    nearest_due: Mapped[date | None]
    nearest_time: Mapped[time | None]
    nearest_state: Mapped[str | None]
    nearest_official: Mapped[bool | None]
    nearest_item_id: Mapped[int | None]
    waits: Mapped[bool] = mapped_column(default=False)
    next_steps: Mapped[str] = mapped_column(default="")
    docket_from: Mapped[date | None]
    docket_until: Mapped[date | None] = mapped_column(index=True)
    search: Mapped[str] = mapped_column(default="")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    # Numbers are unique among what is there: ``migrations.complete`` adds it, a partial index loads dialects.
    __table_args__ = (
        Index(
            "ix_matters_counters",
            *("department", "removed_at", "nearest_state", "nearest_due", "handler_id", "state", "waits"),
        ),
        Index("ix_matters_nearest", "department", "removed_at", "nearest_due", "number"),
        Index("ix_matters_numbers", "department", "removed_at", "number"),
        STABLE_IDS,
    )
