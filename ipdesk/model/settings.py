"""Settings of the office, shared by all workstations."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from ipdesk.model.base import Base


class SettingRecord(Base):
    """One setting; ``value`` is text whose meaning its reader knows."""

    __tablename__ = "settings"
    journaled: ClassVar[bool] = False

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
