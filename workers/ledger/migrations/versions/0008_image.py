"""An article keeps where its lead picture is."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("article", sa.Column("image", sa.Text(), nullable=True))
