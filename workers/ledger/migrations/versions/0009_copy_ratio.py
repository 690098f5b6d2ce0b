"""An article keeps how its length compares with that of the text that it is nearest to."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("article", sa.Column("copy_ratio", sa.Float(), nullable=True))
