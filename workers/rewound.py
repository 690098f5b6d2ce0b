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
from workers.ledger import stories


def forget_if_rewound(services: Services) -> bool:
    """Empty both indexes where they are ahead of the ledger; whether they were."""
    try:
        seen = services.stories.cursor()  # first: events that others write meanwhile make the ledger's number larger
        with services.ledger.read() as connection:
            last = stories.last_number(connection)
        if seen is None or seen <= last:
            return False
        services.copies.filler.clear()
        services.stories.clear()  # last: while it is ahead, the next that begins does the same
    except OutageError:
        return False
    log.get(__name__).warning("index.rewound", seen=seen, last=last)
    return True
