"""newsloom feeds check: one poll, in a process of its own with a worker's limits, since a parser may hang or crash."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from workers.bootstrap import Services
from workers.cli.apart import apart
from workers.errors import KilledError
from workers.feeds.report import Report


def polled(services: Services, feed_id: int, now: datetime) -> Report | None:
    """What a poll of this feed did; None where there is no such feed."""
    from workers.feeds.follow import resting
    from workers.feeds.stage import died, poll

    settings = services.settings
    how: dict[str, Any] = {"chosen": settings.feeds, "now": now, "chance": services.chance}
    rest = resting(settings.dispatch.host_spacing)
    call = partial(poll, feed_id, ledger=services.ledger, client=services.client, rest=rest, by_hand=True, **how)
    services.ledger.close()  # it opens again where it is used: no connection survives a fork
    try:
        return apart(call, settings.poll_limit, settings.clean.max_memory_mb)
    except KilledError as error:
        return died(feed_id, error.reason, ledger=services.ledger, **how)
