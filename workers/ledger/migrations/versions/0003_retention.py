"""What pruning needs: a mark on articles whose text went, and indexes by which a batch finds its rows."""

import sqlalchemy as sa
from alembic import op

from workers.ledger.dialect import Utc

revision = "0003"
down_revision = "0002"


def _partial(name: str, table: str, column: str, where: str) -> None:
    op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def upgrade() -> None:
    # Not by copying the table, which is how SQLite changes a column: it may hold gigabytes.
    op.add_column("article", sa.Column("text_gone_at", Utc(), nullable=True))
    _partial("ix_article_seen_at", "article", "seen_at", "text_gone_at IS NULL")
    _partial("ix_url_closed_at", "url", "closed_at", "reason IS NOT NULL")
    op.create_index("ix_host_next_at_free_at", "host", ["next_at", "free_at"])
    op.drop_index("ix_host_next_at", "host")
    op.create_index("ix_membership_story_id_joined_at", "membership", ["story_id", "joined_at"])
    op.drop_index("ix_membership_story_id", "membership")
