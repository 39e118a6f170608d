"""What an order is for: marks with their Nice classes (3.4), patents offered for sale (3.2.11)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Mapped, mapped_column

from ipdesk.model.base import STABLE_IDS, Base, primary_key, reference


class MarkRecord(Base):
    """One mark in one class of a trademark order; the same mark in three classes is three rows.

    ``form``: word | figure | combined; ``nice_class`` 1–45, None while it is not fixed; ``goods`` as written.
    """

    __tablename__ = "marks"

    id: Mapped[int] = primary_key()
    matter_id: Mapped[int] = reference("matters.id", index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str]
    form: Mapped[str] = mapped_column(default="word")
    nice_class: Mapped[int | None]
    goods: Mapped[str] = mapped_column(default="")
    result: Mapped[str] = mapped_column(default="")
    application_number: Mapped[str] = mapped_column(default="")
    filed: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (STABLE_IDS,)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class CandidateRecord(Base):
    """A patent offered to a buyer; ``price`` in yuan, None while it is not known; ``seller``: the agent outside."""

    __tablename__ = "candidates"

    id: Mapped[int] = primary_key()
    matter_id: Mapped[int] = reference("matters.id", index=True)
    position: Mapped[int] = mapped_column(default=0)
    application_number: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    kind: Mapped[str] = mapped_column(default="")
    field: Mapped[str] = mapped_column(default="")
    price: Mapped[Decimal | None]
    seller: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    offered_on: Mapped[date | None]
    chosen_on: Mapped[date | None]
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (STABLE_IDS,)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
