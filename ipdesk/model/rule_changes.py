"""Changes of the standard that were made in the program, with the office's rule file before and after each."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from ipdesk.model.base import STABLE_IDS, Base, primary_key, reference


class RuleChangeRecord(Base):
    """One change of one rule. ``in_force_from``: triggers on and after this day follow it; ``text_before`` and
    ``text_after`` are the office's whole rule file (None: there was, or is, none); ``removed_at``: the change was
    taken back.
    """

    __tablename__ = "rule_changes"

    id: Mapped[int] = primary_key()
    rule: Mapped[str] = mapped_column(index=True)
    in_force_from: Mapped[date]
    why: Mapped[str]
    text_before: Mapped[str | None]
    text_after: Mapped[str | None]
    changed_by: Mapped[int | None] = reference("people.id", required=False)
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    __table_args__ = (STABLE_IDS,)
