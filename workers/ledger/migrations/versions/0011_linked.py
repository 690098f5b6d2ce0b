"""What a text is inside of, or what is inside of it, is found from either end."""

from alembic import op
from sqlalchemy import text

revision = "0011"
down_revision = "0010"

_LINKED = text("copy_kind IN ('contained', 'template')")


def upgrade() -> None:
    op.create_index(
        "ix_article_copy_nearest", "article", ["copy_nearest"], sqlite_where=_LINKED, postgresql_where=_LINKED
    )
