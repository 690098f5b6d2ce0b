"""An address that was fetched and led to its page is told apart from one that a page only said of itself."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

#: addresses that are known to have been fetched: the own ones of the url that has the page, and of those that ended as
#: the same. For others one request more is the worst that follows.
_FETCHED = """UPDATE alias SET seen = true WHERE EXISTS
    (SELECT 1 FROM url WHERE url.key = alias.key AND (url.id = alias.url_id OR url.state = 'same'))"""


def upgrade() -> None:
    op.add_column("alias", sa.Column("seen", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(_FETCHED)
