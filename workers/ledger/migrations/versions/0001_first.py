"""The first schema: url, host, page, article, story, membership, story_event, feed, step."""

import secrets

import sqlalchemy as sa
from alembic import op

from workers.ledger.dialect import Utc

revision = "0001"
down_revision = None

#: 64 bits; SQLite counts by itself only in a column called INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    meta = op.create_table(
        "meta",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_meta"),
    )
    op.bulk_insert(meta, [{"name": "identity", "value": secrets.token_hex(4)}])
    op.create_table(
        "feed",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("folder", sa.Text(), nullable=True),
        sa.Column("added_at", Utc(), nullable=False),
        sa.Column("next_poll_at", Utc(), nullable=False),
        sa.Column("last_poll_at", Utc(), nullable=True),
        sa.Column("last_new_at", Utc(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("modified", sa.Text(), nullable=True),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feed"),
        sa.UniqueConstraint("key", name="uq_feed_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_feed_next_poll_at", "feed", ["next_poll_at"], unique=False)
    op.create_table(
        "host",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("next_at", Utc(), nullable=True),
        sa.Column("free_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("host", name="pk_host"),
    )
    op.create_index("ix_host_next_at", "host", ["next_at"], unique=False)
    op.create_table(
        "story",
        sa.Column("id", ID, nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("first_at", Utc(), nullable=True),
        sa.Column("last_at", Utc(), nullable=True),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("publishers", sa.Integer(), nullable=False),
        sa.Column("merged_into", ID, nullable=True),
        sa.ForeignKeyConstraint(["merged_into"], ["story.id"], name="fk_story_merged_into"),
        sa.PrimaryKeyConstraint("id", name="pk_story"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_story_last_at", "story", ["last_at"], unique=False)
    op.create_table(
        "url",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("hint", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", Utc(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("accepted_at", Utc(), nullable=False),
        sa.Column("touched_at", Utc(), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_url"),
        sa.UniqueConstraint("key", name="uq_url_key"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_url_host_due_at_id",
        "url",
        ["host", "due_at", "id"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index("ix_url_state_accepted_at", "url", ["state", "accepted_at"], unique=False)
    op.create_table(
        "article",
        sa.Column("id", ID, nullable=False),
        sa.Column("url_id", ID, nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("lang", sa.String(length=16), nullable=True),
        sa.Column("site", sa.Text(), nullable=True),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("credits", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("published_at", Utc(), nullable=True),
        sa.Column("published_offset", sa.Integer(), nullable=True),
        sa.Column("published_precision", sa.String(length=8), nullable=True),
        sa.Column("placed_at", Utc(), nullable=True),
        sa.Column("seen_at", Utc(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=True),
        sa.Column("copy_of", ID, nullable=True),
        sa.Column("copy_kind", sa.String(length=16), nullable=True),
        sa.Column("copy_nearest", ID, nullable=True),
        sa.Column("copy_likeness", sa.Float(), nullable=True),
        sa.Column("copy_containment", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["copy_of"], ["article.id"], name="fk_article_copy_of"),
        sa.ForeignKeyConstraint(["url_id"], ["url.id"], name="fk_article_url_id"),
        sa.PrimaryKeyConstraint("id", name="pk_article"),
        sa.UniqueConstraint("url_id", name="uq_article_url_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_article_copy_of", "article", ["copy_of"], unique=False)
    op.create_index("ix_article_url", "article", ["url"], unique=False)
    op.create_table(
        "page",
        sa.Column("url_id", ID, autoincrement=False, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("final_url", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("fetched_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["url_id"], ["url.id"], name="fk_page_url_id"),
        sa.PrimaryKeyConstraint("url_id", name="pk_page"),
    )
    op.create_index("ix_page_fetched_at", "page", ["fetched_at"], unique=False)
    op.create_table(
        "step",
        sa.Column("id", ID, nullable=False),
        sa.Column("url_id", ID, nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("ms", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["url_id"], ["url.id"], name="fk_step_url_id"),
        sa.PrimaryKeyConstraint("id", name="pk_step"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_step_at", "step", ["at"], unique=False)
    op.create_index("ix_step_url_id_id", "step", ["url_id", "id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("article_id", ID, autoincrement=False, nullable=False),
        sa.Column("story_id", ID, nullable=False),
        sa.Column("joined_at", Utc(), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("threshold", sa.Float(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_membership_article_id"),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name="fk_membership_story_id"),
        sa.PrimaryKeyConstraint("article_id", name="pk_membership"),
    )
    op.create_index("ix_membership_story_id", "membership", ["story_id"], unique=False)
    op.create_table(
        "story_event",
        sa.Column("number", ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("story_id", ID, nullable=False),
        sa.Column("article_id", ID, nullable=True),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_story_event_article_id"),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name="fk_story_event_story_id"),
        sa.PrimaryKeyConstraint("number", name="pk_story_event"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_story_event_story_id", "story_event", ["story_id"], unique=False)
