"""Run by Alembic: works on the connection handed over, in its transaction."""

from __future__ import annotations

from alembic import context

from ipdesk.model.migrations import complete
from ipdesk.model.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=complete(metadata),
    render_as_batch=True,
    compare_type=True,
    transaction_per_migration=False,
)
context.run_migrations()
