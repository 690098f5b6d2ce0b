"""What a group of copies is linked with and is no copy of: a brief and the round-up around it, reports of one form.

Each of them is an original of its own, and keeps what it is to the nearest text that came before it
(workers/dedupe/decide.py); here it is found from either end.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import schema
from workers.ledger.lineage import TOLD
from workers.ledger.schema import Record
from workers.model import CopyKind

_article = schema.article

#: what links two texts of which none is a copy of the other.
KINDS = (CopyKind.CONTAINED, CopyKind.TEMPLATE)


@dataclass(frozen=True, slots=True)
class Linked:
    """An article outside of a group."""

    other: Record
    #: which of the group it is linked with.
    mine: int
    kind: CopyKind
    likeness: float
    containment: float
    #: its length / that of `mine`; None where it was not kept.
    ratio: float | None


def linked(connection: Connection, original: int, most: int) -> list[Linked]:
    """What came before the original and it is near to; then what came later and is near to any of its group."""
    mine = connection.execute(TOLD.where(_article.c.id == original)).one()
    first = nearest(connection, mine)
    group = sa.select(_article.c.id).where(sa.or_(_article.c.id == original, _article.c.copy_of == original))
    # the kinds as they stand in the index: a database does not look into a parameter
    near: sa.ColumnElement[bool] = sa.literal_column("copy_kind IN ('contained', 'template')")
    later = TOLD.where(near, _article.c.copy_nearest.in_(group)).order_by(_article.c.id).limit(most)
    return [*([first] if first else []), *(_of(row) for row in connection.execute(later))][:most]


def nearest(connection: Connection, mine: Record) -> Linked | None:
    """What an article is linked with; None for a copy, and for what is like nothing before it."""
    if mine.copy_kind not in KINDS or mine.copy_nearest is None:
        return None
    other = connection.execute(TOLD.where(_article.c.id == mine.copy_nearest)).one_or_none()
    if other is None:
        return None
    ratio = 1 / mine.copy_ratio if mine.copy_ratio else None
    return Linked(other, mine.id, CopyKind(mine.copy_kind), *_shares(mine), ratio)


def _of(other: Record) -> Linked:
    return Linked(other, other.copy_nearest, CopyKind(other.copy_kind), *_shares(other), other.copy_ratio)


def _shares(row: Record) -> tuple[float, float]:
    return row.copy_likeness or 0.0, row.copy_containment or 0.0
