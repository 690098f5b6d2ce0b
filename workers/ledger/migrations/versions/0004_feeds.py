"""What polite polling knows of a feed: what it last said, its rhythm, where it moved, what looks wrong."""

import sqlalchemy as sa
from alembic import op

from workers.ledger.dialect import Utc

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    for column in (
        sa.Column("content", sa.String(32), nullable=True),
        sa.Column("changed_at", Utc(), nullable=True),
        sa.Column("full_at", Utc(), nullable=True),
        sa.Column("conditional_polls", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("distrust_until", Utc(), nullable=True),
        sa.Column("moved_to", sa.Text(), nullable=True),
        sa.Column("moved_polls", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("interval", sa.Float(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("missed_at", Utc(), nullable=True),
        sa.Column("flag", sa.String(16), nullable=True),
        sa.Column("flag_detail", sa.Text(), nullable=True),
        sa.Column("memory", sa.JSON(), nullable=True),
    ):
        op.add_column("feed", column)
    there = sa.text("reason IS NOT NULL")
    op.create_index("ix_feed_reason", "feed", ["reason"], sqlite_where=there, postgresql_where=there)
