"""Clients and the people to talk to there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from ipdesk.model.base import STABLE_IDS, Base, primary_key, reference


class ClientRecord(Base):
    """A client; ``credit_code`` is the 统一社会信用代码, ``invoice_title`` the 票据抬头 (empty: the name)."""

    __tablename__ = "clients"
    __table_args__ = STABLE_IDS

    id: Mapped[int] = primary_key()
    name: Mapped[str] = mapped_column(index=True)
    credit_code: Mapped[str] = mapped_column(default="")
    invoice_title: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    salesperson_id: Mapped[int | None] = reference("people.id", required=False)
    initials: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class ContactRecord(Base):
    """A person at a client's; ``is_main`` marks the first to call."""

    __tablename__ = "contacts"
    __table_args__ = STABLE_IDS

    id: Mapped[int] = primary_key()
    client_id: Mapped[int] = reference("clients.id", index=True)
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    wechat: Mapped[str] = mapped_column(default="")
    is_main: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[datetime | None]
