"""What second thoughts need: where an article was before, what people have said, and by which vector it was placed."""

import sqlalchemy as sa
from alembic import op

from workers.ledger.dialect import ID, Utc

revision = "0010"
down_revision = "0009"


def _partial(name: str, table: str, column: str) -> None:
    there = sa.text(f"{column} IS NOT NULL")
    op.create_index(name, table, [column], sqlite_where=there, postgresql_where=there)


def upgrade() -> None:
    op.add_column("article", sa.Column("vector", sa.LargeBinary(), nullable=True))
    op.add_column("story_event", sa.Column("other_id", ID, nullable=True))
    _partial("ix_story_event_other_id", "story_event", "other_id")
    op.create_table(
        "former_membership",
        sa.Column("id", ID, nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.Column("story_id", ID, nullable=False),
        sa.Column("joined_at", Utc(), nullable=False),
        sa.Column("left_at", Utc(), nullable=False),
        sa.Column("rule", sa.String(16), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("threshold", sa.Float(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("why", sa.String(16), nullable=False),
        sa.Column("number", ID, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_former_membership_article_id"),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name="fk_former_membership_story_id"),
        sa.PrimaryKeyConstraint("id", name="pk_former_membership"),
        sqlite_autoincrement=True,
    )
    for column in ("article_id", "story_id", "number"):
        op.create_index(f"ix_former_membership_{column}", "former_membership", [column])
    op.create_table(
        "pin",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.Column("story_id", ID, nullable=True),
        sa.Column("other_article_id", ID, nullable=True),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("undone_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_pin_article_id"),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name="fk_pin_story_id"),
        sa.ForeignKeyConstraint(["other_article_id"], ["article.id"], name="fk_pin_other_article_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pin"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pin_article_id", "pin", ["article_id"])
    _partial("ix_pin_other_article_id", "pin", "other_article_id")
