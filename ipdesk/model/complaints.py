"""Complaints (4): what stands beside a complaint's events, and the services given away to make good."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Mapped, mapped_column

from ipdesk.model.base import STABLE_IDS, Base, primary_key, reference


class ComplaintRecord(Base):
    """The particulars of a matter of kind ``complaint``; when, how and about what stand in its events.

    ``level``: A | B | C | D (4.2); ``cause``: empty while unknown, else attitude | mistake | delay | other;
    ``about_id``: the matter complained about; ``against_id``: whose work it is about; ``unit``: that person's unit
    on the day (4.4.3); ``project_number``: of B (立项) and D (专案); ``criticism_id``: the self-criticism
    on file (4.4.1).
    """

    __tablename__ = "complaints"

    id: Mapped[int] = primary_key()
    matter_id: Mapped[int] = reference("matters.id", index=True)
    level: Mapped[str] = mapped_column(default="A")
    about_id: Mapped[int | None] = reference("matters.id", required=False, index=True)
    against_id: Mapped[int | None] = reference("people.id", required=False)
    department: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    caller: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    demands: Mapped[str] = mapped_column(default="")
    cause: Mapped[str] = mapped_column(default="")
    settlement: Mapped[str] = mapped_column(default="")
    project_number: Mapped[str] = mapped_column(default="")
    criticism_id: Mapped[int | None] = reference("attachments.id", required=False)
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (STABLE_IDS,)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class GiftRecord(Base):
    """A service given away (4.4.2). ``official_fee`` in yuan; where our own mistake caused it the fee is shared 3:4:3
    by the one who erred, the superior and the head of department, and the service earns no commission.
    """

    __tablename__ = "complaint_gifts"

    id: Mapped[int] = primary_key()
    matter_id: Mapped[int] = reference("matters.id", index=True)
    service: Mapped[str]
    official_fee: Mapped[Decimal]
    own_mistake: Mapped[bool] = mapped_column(default=True)
    erred_id: Mapped[int | None] = reference("people.id", required=False)
    superior_id: Mapped[int | None] = reference("people.id", required=False)
    head_id: Mapped[int | None] = reference("people.id", required=False)
    erred_share: Mapped[Decimal]
    superior_share: Mapped[Decimal]
    head_share: Mapped[Decimal]
    note: Mapped[str] = mapped_column(default="")
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (STABLE_IDS,)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
