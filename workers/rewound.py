"""A ledger that was put back from a backup, beside a Redis that has seen more. No decisions here.

The ledger gives the numbers of what it lost out again, so that what the indexes hold leads to other articles: a new one
would be told as the copy of one that it is nothing like, and the events of the next stories would be passed over as
seen. Whoever puts a ledger back stops the workers first: so each that asks an index looks, when it begins, whether the
index of stories has seen more than there is; then both are emptied, and filled from the ledger as they always are.

What if it comes twice? Emptied is emptied: the next finds nothing seen. Not found here: what was put back under workers
that run; a Redis that was away when they began; and an index that the log has passed meanwhile, which none can tell.
"""

from __future__ import annotations

from workers import log
from workers.bootstrap import Services
from workers.errors import OutageError
from workers.ledger import articles, stories


def forget_if_rewound(services: Services) -> bool:
    """Empty both indexes where one of them is ahead of the ledger; whether it was."""
    try:
        if not _is_ahead(services):
            return False
        services.copies.filler.clear()
        services.stories.clear()  # last: while it is ahead, the next that begins does the same
    except OutageError:
        return False
    log.get(__name__).warning(
        "index.rewound", detail="Redis had seen more than the ledger holds, and is filled from it"
    )
    return True


def _is_ahead(services: Services) -> bool:
    """Redis is asked first, then the ledger: what others do meanwhile makes the ledger's numbers larger."""
    seen = services.stories.cursor() or 0
    with services.ledger.read() as connection:
        if seen > stories.last_number(connection):
            return True
        last = articles.last_id(connection)
    behind = max(services.copies.answered_behind(last), default=0)  # the index of stories lags by an article
    with services.ledger.read() as connection:
        return behind > articles.last_id(connection)
