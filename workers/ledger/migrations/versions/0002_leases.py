"""Leases have numbers, an end of their own, and count what they killed; hosts count their turns."""

import sqlalchemy as sa
from alembic import op

from workers.ledger.dialect import Utc

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("url", sa.Column("kills", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("url", sa.Column("lease", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("url", sa.Column("lease_until", Utc(), nullable=True))
    op.add_column("host", sa.Column("turns", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE url SET lease_until = due_at, due_at = NULL WHERE state = 'running'")
    there = sa.text("lease_until IS NOT NULL")
    op.create_index(
        "ix_url_lease_until", "url", ["lease_until"], unique=False, sqlite_where=there, postgresql_where=there
    )
