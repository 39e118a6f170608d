"""The base of all tables: naming convention, portable column types, the mark of a journaled table."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, DateTime, ForeignKey, Integer, MetaData, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
FEN = 100


class Money(TypeDecorator[Decimal]):
    """Yuan with two decimals, stored as whole fen; a third decimal is a bug and raises ``ValueError``."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        if value is None:
            return None
        fen = value * FEN
        if fen != fen.to_integral_value():
            raise ValueError(f"more than two decimals: {value}")
        return int(fen)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        return None if value is None else Decimal(value).scaleb(-2)


class Moment(TypeDecorator[datetime]):
    """An aware moment; kept in UTC, comes back aware whatever the database does with zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table. ``journaled``: the unit of work keeps each change of a row under the current act.

    ``vanishes``: taking its making back deletes the row (where ``removed_at`` means something else).
    ``projected`` names columns that rules make of events: not journaled, rebuilt at any time.
    """

    metadata = MetaData(naming_convention=CONVENTION)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        Decimal: Money(),
        datetime: Moment(),
        dict[str, str]: JSON(),
        dict[str, Any]: JSON(none_as_null=True),
        list[int]: JSON(),
        list[str]: JSON(),
    }
    journaled: ClassVar[bool] = True
    vanishes: ClassVar[bool] = False
    projected: ClassVar[frozenset[str]] = frozenset()


# SQLite hands out a number again once its row is gone; what people point at must not change under them.
STABLE_IDS = {"sqlite_autoincrement": True}


def primary_key() -> Mapped[int]:
    """A whole number that is never used twice (with ``STABLE_IDS``)."""
    return mapped_column(Integer, primary_key=True)


def reference(target: str, *, index: bool = False, required: bool = True) -> Mapped[Any]:
    """A foreign key to ``table.id``; rows are marked removed, so nothing cascades."""
    return mapped_column(ForeignKey(target), index=index, nullable=not required)


__all__ = ["STABLE_IDS", "Base", "Moment", "Money", "date", "datetime", "primary_key", "reference", "time"]
