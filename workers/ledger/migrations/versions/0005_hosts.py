"""What a host has taught us of its pace: how far apart its requests are to be, how fast it answers, is it away."""

import sqlalchemy as sa
from alembic import op

from workers.ledger.dialect import Utc

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    for name in ("spacing", "latency", "crawl_delay"):
        op.add_column("host", sa.Column(name, sa.Float(), nullable=False, server_default="0"))
    op.add_column("host", sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("host", sa.Column("down_since", Utc(), nullable=True))
    op.add_column("host", sa.Column("held_until", Utc(), nullable=True))
