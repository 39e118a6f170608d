"""Events: what people record. Never edited in place; a wrong one is revoked and stays visible."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ipdesk.model.base import STABLE_IDS, Base, primary_key, reference


class EventRecord(Base):
    """Something that happened to a matter ``on`` a day (``at`` a time: complaints only)."""

    __tablename__ = "events"

    id: Mapped[int] = primary_key()
    matter_id: Mapped[int] = reference("matters.id")
    name: Mapped[str]
    on: Mapped[date]
    at: Mapped[time | None]
    about: Mapped[str | None]
    data: Mapped[dict[str, str]] = mapped_column(default=dict)
    note: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[int | None] = reference("people.id", required=False)
    recorded_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = reference("people.id", required=False)
    revoked_why: Mapped[str] = mapped_column(default="")
    act_id: Mapped[int | None] = reference("acts.id", index=True, required=False)

    __table_args__ = (
        Index("ix_events_matter", "matter_id", "on"),
        Index("ix_events_name", "name", "on"),
        STABLE_IDS,
    )


class NoticeRecord(Base):
    """An official notice of a matter; ``about`` is the key its events use (``N1``). ``serial`` (发文序列号) and
    ``code`` are the office of origin's own: the same notice is not taken twice.
    """

    __tablename__ = "notices"
    __table_args__ = STABLE_IDS

    id: Mapped[int] = primary_key()
    matter_id: Mapped[int] = reference("matters.id", index=True)
    event_id: Mapped[int | None] = reference("events.id", index=True, required=False)
    about: Mapped[str | None]
    kind: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    issued: Mapped[date | None]
    delivery: Mapped[str] = mapped_column(default="")
    received_on: Mapped[date | None]
    serial: Mapped[str] = mapped_column(default="", index=True)
    code: Mapped[str] = mapped_column(default="")
    removed_at: Mapped[datetime | None]
