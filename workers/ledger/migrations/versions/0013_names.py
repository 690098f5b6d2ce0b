"""Documents are found by the names that stand where a url would, of which each is one document's."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    named = sa.text("substr(url, 1, 7) = 'import:'")
    op.create_index("ix_url_url", "url", ["url"], sqlite_where=named, postgresql_where=named)
