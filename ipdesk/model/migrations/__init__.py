"""Migrations: Alembic is imported here and only when a schema is made or changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Index, MetaData, text


def complete(metadata: MetaData) -> MetaData:
    """Add what the table classes leave out because it loads every dialect (40 ms of each start)."""
    matters = metadata.tables["matters"]
    if not any(index.name == "uq_matters_number" for index in matters.indexes):
        there = text("removed_at IS NULL")
        Index("uq_matters_number", matters.c.number, unique=True, sqlite_where=there, postgresql_where=there)
    return metadata


def configuration(connection: Connection) -> Any:
    """An Alembic configuration that works on this connection and on no file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the schema to ``revision`` inside the connection's transaction."""
    from alembic import command

    command.upgrade(configuration(connection), revision)
