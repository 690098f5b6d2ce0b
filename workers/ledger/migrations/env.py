"""Alembic's entry: migrate over the connection that workers/ledger/migrate.py hands in."""

from alembic import context

from workers.ledger.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
