"""Fees of matters and the weekly fee sheets (专利代缴总表) they are paid by."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ipdesk.model.base import STABLE_IDS, Base, primary_key, reference


class FeeRecord(Base):
    """One official fee. ``kind``: annual | …; ``about``: the key its events use (``annual:7``);
    ``state``: expected | requested | received | on_sheet | paid | cancelled.
    """

    __tablename__ = "fees"

    id: Mapped[int] = primary_key()
    matter_id: Mapped[int] = reference("matters.id", index=True)
    kind: Mapped[str]
    year: Mapped[int | None]
    about: Mapped[str | None]
    amount: Mapped[Decimal]
    late: Mapped[Decimal] = mapped_column(default=Decimal("0.00"))
    due: Mapped[date | None]
    state: Mapped[str] = mapped_column(default="expected")
    received_on: Mapped[date | None]
    payer: Mapped[str] = mapped_column(default="")
    credit_code: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    paid_on: Mapped[date | None]
    paid_amount: Mapped[Decimal | None]
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (Index("ix_fees_state", "state", "due"), STABLE_IDS)


class SheetRecord(Base):
    """The sheet of one ISO week (``2026-W48``); ``state``: draft | signed | sent | paid_out | done."""

    __tablename__ = "sheets"
    __table_args__ = STABLE_IDS

    id: Mapped[int] = primary_key()
    week: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="draft")
    made_at: Mapped[datetime | None]
    made_by: Mapped[int | None] = reference("people.id", required=False)
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[int | None] = reference("people.id", required=False)
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[int | None] = reference("people.id", required=False)
    paid_out_at: Mapped[datetime | None]
    paid_out_by: Mapped[int | None] = reference("people.id", required=False)
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = reference("people.id", required=False)
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class SheetLineRecord(Base):
    """One line as it was sent; ``uid`` is its identity in the spreadsheet, ``removed_at``: dropped."""

    __tablename__ = "sheet_lines"
    vanishes: ClassVar[bool] = True

    id: Mapped[int] = primary_key()
    uid: Mapped[str] = mapped_column(unique=True)
    sheet_id: Mapped[int] = reference("sheets.id")
    fee_id: Mapped[int | None] = reference("fees.id", index=True, required=False)
    matter_id: Mapped[int | None] = reference("matters.id", index=True, required=False)
    position: Mapped[int]
    number: Mapped[str] = mapped_column(default="")
    application_number: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="")
    applicant: Mapped[str] = mapped_column(default="")
    fee: Mapped[str] = mapped_column(default="")
    year: Mapped[int | None]
    amount: Mapped[Decimal]
    late: Mapped[Decimal] = mapped_column(default=Decimal("0.00"))
    due: Mapped[date | None]
    salesperson: Mapped[str] = mapped_column(default="")
    received_on: Mapped[date | None]
    invoice_title: Mapped[str] = mapped_column(default="")
    credit_code: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    signature: Mapped[str] = mapped_column(default="")
    paid_on: Mapped[date | None]
    paid_amount: Mapped[Decimal | None]
    finance_note: Mapped[str] = mapped_column(default="")
    edited: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (Index("ix_sheet_lines_sheet", "sheet_id", "position"), STABLE_IDS)
