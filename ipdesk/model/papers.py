"""What lies in a matter's folder: attachments, checklist ticks, hand-made reminders."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ipdesk.model.base import STABLE_IDS, Base, primary_key, reference


class AttachmentRecord(Base):
    """A paper; its bytes lie in ``<database>.files/<aa>/<sha256>``, ``size`` in bytes."""

    __tablename__ = "attachments"

    id: Mapped[int] = primary_key()
    matter_id: Mapped[int] = reference("matters.id", index=True)
    event_id: Mapped[int | None] = reference("events.id", required=False)
    name: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    mime: Mapped[str] = mapped_column(default="application/octet-stream")
    added_by: Mapped[int | None] = reference("people.id", required=False)
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_attachments_sha256", "sha256"), STABLE_IDS)


class ChecklistRecord(Base):
    """One ticked (or unticked again) step of a checklist; what is not here was never ticked.

    ``note``: what was found out; ``text``: the step as it read then, for a step that its template lost since.
    """

    __tablename__ = "checklists"
    __table_args__ = (UniqueConstraint("matter_id", "template", "item"), STABLE_IDS)

    id: Mapped[int] = primary_key()
    matter_id: Mapped[int] = reference("matters.id")
    template: Mapped[str]
    item: Mapped[str]
    done_by: Mapped[int | None] = reference("people.id", required=False)
    done_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")


class ChecklistTemplateRecord(Base):
    """A checklist as the office has it; it stands in for the shipped one of the same ``code``.

    ``items``: one table a step: ``id``, ``text``, ``sends`` (a template paper's code), ``off`` (no longer asked).
    """

    __tablename__ = "checklist_templates"
    __table_args__ = STABLE_IDS

    id: Mapped[int] = primary_key()
    code: Mapped[str] = mapped_column(index=True)
    clause: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    kinds: Mapped[list[str]]
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON())
    papers: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    changed_by: Mapped[int | None] = reference("people.id", required=False)
    changed_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class ReminderRecord(Base):
    """A hand-made reminder, marked as such wherever it is shown; ``matter_id`` empty: the office's."""

    __tablename__ = "reminders"

    id: Mapped[int] = primary_key()
    matter_id: Mapped[int | None] = reference("matters.id", index=True, required=False)
    text: Mapped[str]
    due: Mapped[date]
    person_id: Mapped[int | None] = reference("people.id", required=False)
    created_by: Mapped[int | None] = reference("people.id", required=False)
    created_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = reference("people.id", required=False)
    removed_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_reminders_due", "due"), STABLE_IDS)
