"""How matters belong together, and the packages of notices that were taken over."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ipdesk.model.base import STABLE_IDS, Base, primary_key, reference


class LinkRecord(Base):
    """One link, seen from both its matters: there is no second row that could be missing.

    ``kind``: priority (``from`` claims the priority of ``to``) | divisional (``from`` was divided from ``to``) |
    parallel (invention and utility model of the same day) | owner_change (``from`` is the change of ``to``).
    ``to_id`` empty: the other one is not in this office, ``to_number`` and ``on`` say which it is.
    ``to_key``: that number as it is looked for; ``on``: the other one's filing date.
    """

    __tablename__ = "links"

    id: Mapped[int] = primary_key()
    kind: Mapped[str]
    from_id: Mapped[int] = reference("matters.id")
    to_id: Mapped[int | None] = reference("matters.id", required=False)
    to_number: Mapped[str] = mapped_column(default="")
    to_key: Mapped[str] = mapped_column(default="", index=True)
    to_country: Mapped[str] = mapped_column(default="")
    on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (Index(None, "from_id"), Index(None, "to_id"), STABLE_IDS)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class PackageRecord(Base):
    """A package of notices that was taken over; its bytes lie under ``sha256`` where attachments lie."""

    __tablename__ = "packages"

    id: Mapped[int] = primary_key()
    name: Mapped[str]
    sha256: Mapped[str]
    notices: Mapped[int]
    taken_by: Mapped[int | None] = reference("people.id", required=False)
    taken_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "sha256"), STABLE_IDS)
