"""A story remembers how large it was when second thoughts last looked at it; they begin with what comes from now on."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("story", sa.Column("looked", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "INSERT INTO meta (name, value) SELECT 'looked', CAST(coalesce(max(number), 0) AS TEXT) FROM story_event"
    )
