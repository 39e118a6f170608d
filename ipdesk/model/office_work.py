"""What the whole office keeps: duties done, mails made, the papers it sends to clients."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ipdesk.model.base import STABLE_IDS, Base, primary_key, reference


class DutyMarkRecord(Base):
    """An office-wide duty somebody has done (3.2.2, 3.2.4, 3.2.5). ``period``: its day, month (``2026-10``) or week
    (``2026-W41``); ``answer``: done | none (nothing to do that day).
    """

    __tablename__ = "duty_marks"

    id: Mapped[int] = primary_key()
    rule: Mapped[str]
    period: Mapped[str]
    due: Mapped[date]
    done_on: Mapped[date]
    answer: Mapped[str] = mapped_column(default="done")
    note: Mapped[str] = mapped_column(default="")
    done_by: Mapped[int | None] = reference("people.id", required=False)
    done_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "due"), Index(None, "rule", "period"), STABLE_IDS)


class MailingRecord(Base):
    """A mail the program made. ``purpose``: month_reminder | notice | annual_notice | tell_sales | complaint_report …;
    ``sent_at`` empty: written, not yet sent. ``files``: the names that went along;
    ``sha256``: the whole mail as it was made, which lies where attachments lie.
    """

    __tablename__ = "mailings"

    id: Mapped[int] = primary_key()
    purpose: Mapped[str]
    matter_id: Mapped[int | None] = reference("matters.id", index=True, required=False)
    about: Mapped[str | None]
    period: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int | None] = reference("people.id", required=False)
    recipients: Mapped[str] = mapped_column(default="")
    copies: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    files: Mapped[list[str]]
    sha256: Mapped[str] = mapped_column(default="")
    made_by: Mapped[int | None] = reference("people.id", required=False)
    made_at: Mapped[datetime]
    sent_by: Mapped[int | None] = reference("people.id", required=False)
    sent_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "purpose", "period"), STABLE_IDS)


class TemplatePaperRecord(Base):
    """One version of a paper the office sends out (技术交底书, 软件材料, 布图模板). ``code`` names the paper;
    the highest ``number`` that is not removed is in use; the bytes lie where attachments lie.
    """

    __tablename__ = "template_papers"

    id: Mapped[int] = primary_key()
    code: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    number: Mapped[int]
    name: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    mime: Mapped[str] = mapped_column(default="application/octet-stream")
    note: Mapped[str] = mapped_column(default="")
    added_by: Mapped[int | None] = reference("people.id", required=False)
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    __table_args__ = (STABLE_IDS,)
