"""What the law's clock needs: links between matters, packages of notices, serial numbers, the earliest priority date.

Revision: 0003. Written out and never changed again; it names no live model.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and columns."""
    op.execute("ALTER TABLE matters ADD COLUMN priority_on DATE")
    for column in ("serial", "code"):
        op.execute(f"ALTER TABLE notices ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
    op.create_index("ix_notices_serial", "notices", ["serial"], unique=False)
    _links()
    _packages()


def _links() -> None:
    op.create_table(
        "links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=True),
        sa.Column("to_number", sa.Text(), nullable=False),
        sa.Column("to_key", sa.Text(), nullable=False),
        sa.Column("to_country", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["matters.id"], name="fk_links_from_id_matters"),
        sa.ForeignKeyConstraint(["to_id"], ["matters.id"], name="fk_links_to_id_matters"),
        sa.PrimaryKeyConstraint("id", name="pk_links"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_links_from_id", "links", ["from_id"], unique=False)
    op.create_index("ix_links_to_id", "links", ["to_id"], unique=False)
    op.create_index("ix_links_to_key", "links", ["to_key"], unique=False)


def _packages() -> None:
    op.create_table(
        "packages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("notices", sa.Integer(), nullable=False),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["taken_by"], ["people.id"], name="fk_packages_taken_by_people"),
        sa.PrimaryKeyConstraint("id", name="pk_packages"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_packages_sha256", "packages", ["sha256"], unique=False)
