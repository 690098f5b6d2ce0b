"""A ledger that was put back from a backup, beside an index of copies that has seen more. No decisions here.

The ledger gives the numbers of what it lost out again: a new article would be told as the copy of one that it is
nothing like. Whoever puts a ledger back stops the workers first: so each that asks an index looks, when it begins,
whether that of copies knows an article of a higher number than there is; then it is emptied, and filled from the ledger
as it always is. The index of stories is found out where it is followed (workers/assign/follow.py).

What if it comes twice? Emptied is emptied: the next finds nothing. Not found here: what was put back under workers that
run; a Redis that was away when they began; and an index that the ledger has passed meanwhile.
"""

from __future__ import annotations

from workers import log
from workers.bootstrap import Services
from workers.epoch import REWOUND
from workers.errors import OutageError
from workers.ledger import articles


def forget_if_rewound(services: Services) -> bool:
    """Empty the index of copies where it is ahead of the ledger; whether it was."""
    try:
        if not _is_ahead(services):
            return False
        services.copies.filler.clear()
    except OutageError:
        return False
    told = "it knew articles that the ledger has not had, and is filled from it"
    log.get(__name__).warning(REWOUND, index="copies", detail=told)
    return True


def _is_ahead(services: Services) -> bool:
    """Redis is asked first, then the ledger: what others do meanwhile makes the ledger's numbers larger."""
    with services.ledger.read() as connection:
        last = articles.last_id(connection)
    behind = max(services.copies.answered_behind(last), default=0)
    with services.ledger.read() as connection:
        return behind > articles.last_id(connection)
