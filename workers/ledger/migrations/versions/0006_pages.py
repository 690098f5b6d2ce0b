"""One address for one page, articles made of feed entries, and what an article was before it was read anew."""

import sqlalchemy as sa
from alembic import op

from workers.ledger.dialect import ID, Utc

revision = "0006"
down_revision = "0005"

#: an article that came by an address has that address, at least.
_KNOWN = """INSERT INTO alias (key, url_id, noted_at) SELECT url.key, url.id, article.seen_at
    FROM url JOIN article ON article.url_id = url.id WHERE url.host <> ''"""


def upgrade() -> None:
    op.add_column("url", sa.Column("visits", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("article", sa.Column("basis", sa.String(8), nullable=False, server_default="page"))
    op.add_column("article", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("article", sa.Column("read_at", Utc(), nullable=True))
    op.create_table(
        "alias",
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("url_id", ID, nullable=False),
        sa.Column("noted_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_alias"),
        sa.ForeignKeyConstraint(["url_id"], ["url.id"], name="fk_alias_url_id"),
    )
    op.create_index("ix_alias_url_id", "alias", ["url_id"])
    op.create_table(
        "article_version",
        sa.Column("article_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("read_at", Utc(), nullable=False),
        sa.Column("replaced_at", Utc(), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("basis", sa.String(8), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("article_id", "number", name="pk_article_version"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_article_version_article_id"),
    )
    kept = sa.text("text IS NOT NULL")
    op.create_index(
        "ix_article_version_replaced_at", "article_version", ["replaced_at"], sqlite_where=kept, postgresql_where=kept
    )
    op.execute(_KNOWN)
