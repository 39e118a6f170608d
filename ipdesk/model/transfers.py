"""Hand-overs of matters to a new handler (3.5.5)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from ipdesk.model.base import STABLE_IDS, Base, primary_key, reference


class TransferRecord(Base):
    """A 项目移交申请单; ``state``: requested | approved | refused; ``snapshot``: the form as printed.

    ``signed_*``: the scan of the form as signed by all (its bytes lie where attachments lie); empty until it is there.
    """

    __tablename__ = "transfers"
    __table_args__ = STABLE_IDS

    id: Mapped[int] = primary_key()
    number: Mapped[str] = mapped_column(default="", index=True)
    matter_ids: Mapped[list[int]]
    from_id: Mapped[int | None] = reference("people.id", required=False)
    to_id: Mapped[int] = reference("people.id")
    reason: Mapped[str]
    by_client: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default="requested", index=True)
    requested_by: Mapped[int | None] = reference("people.id", required=False)
    requested_at: Mapped[datetime]
    decided_by: Mapped[int | None] = reference("people.id", required=False)
    decided_at: Mapped[datetime | None]
    refusal: Mapped[str] = mapped_column(default="")
    snapshot: Mapped[dict[str, Any] | None]
    signed_name: Mapped[str] = mapped_column(default="")
    signed_sha256: Mapped[str] = mapped_column(default="")
    signed_by: Mapped[int | None] = reference("people.id", required=False)
    signed_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
