"""ends: how a step of a url ends that does not go on: the row waits, is given up, is another's page, or is at rest.

What if it comes twice? Messages do, late and beside their twins. Only an open row waits or ends; one that a twin has
brought further since, or that was leased anew, goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers import retry
from workers.errors import NewsloomError
from workers.ledger import aliases, hosts, schema
from workers.ledger.schema import Record
from workers.ledger.urls import AT_REST, GIVEN_UP, OPEN, STAGES

_url = schema.url
_HOST_OF = sa.select(_url.c.host).where(_url.c.id == sa.bindparam("wanted"))


def follow(tx: Connection, url: Record, error: NewsloomError, follows: retry.Next, now: datetime) -> str:
    """Do to the row what the policy says, if it still stands as it was read; the detail to record."""
    spent = {"attempt": follows.attempt, "kill": follows.kill}
    if follows.outcome != "retry":
        if rest(tx, url, now):  # a visit that failed
            return f"{error.detail}; its article stays as it is"
        give_up(tx, url.id, now, follows.outcome, error.reason, error.detail, **spent, seen=url)
        return error.detail
    until = now + timedelta(seconds=follows.wait)
    postpone(tx, url.id, now, until, error.reason, error.detail, **spent, seen=url)
    return f"{error.detail}; next try {until.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def postpone(
    tx: Connection,
    url_id: int,
    now: datetime,
    until: datetime,
    reason: str,
    detail: str,
    *,
    attempt: int = 1,
    kill: int = 0,
    seen: Record | None = None,
) -> None:
    """An error that time may mend: the row waits. `attempt` 0 where the fault was ours and no try is used up.

    kill: 1 where the step took its process with it. seen: the row as it was when the step began; one that a twin has
    brought further since, or that was leased anew, goes on.
    """
    hosts.wake(tx, tx.scalars(_HOST_OF, {"wanted": url_id}).all(), until)
    waits = _waiting(now, until, reason, detail)
    tx.execute(_tried(OPEN, seen is not None), {**_which(url_id, seen), "attempt": attempt, "kill": kill, **waits})


def postpone_all(
    tx: Connection, seen: Sequence[Record], now: datetime, until: datetime, reason: str, detail: str
) -> None:
    """The same for several, of whose tries none is used up."""
    hosts.wake(tx, {row.host for row in seen}, until)
    waits = _waiting(now, until, reason, detail)
    if seen:
        tx.execute(_standing(OPEN), [{**_which(row.id, row), **waits} for row in seen])


def _waiting(now: datetime, until: datetime, reason: str, detail: str) -> dict[str, Any]:
    waits = {"state": "pending", "due_at": until, "lease_until": None}
    return {**waits, "touched_at": now, "reason": reason, "detail": detail}


def give_up(
    tx: Connection,
    url_id: int,
    now: datetime,
    state: str,
    reason: str,
    detail: str,
    *,
    attempt: int = 0,
    kill: int = 0,
    seen: Record | None = None,
) -> None:
    """The end without an article: `failed`, `refused` or `dropped`, with the reason. What is done stays done.

    attempt, kill, seen: as for `postpone`: the last try counts, too.
    """
    ended = {"state": state, "closed_at": now, "touched_at": now, "reason": reason, "detail": detail, **AT_REST}
    tried = {"attempt": attempt, "kill": kill}
    tx.execute(_tried((*OPEN, *GIVEN_UP), seen is not None), {**_which(url_id, seen), **tried, **ended})


def same(tx: Connection, url: Record, owner: int, now: datetime) -> bool:
    """The end of a url whose page is another's, which has its article; False for a row that has gone on meanwhile."""
    aliases.hand_over(tx, url.id, url.key, owner, now)
    ended = {"state": "same", "closed_at": now, "touched_at": now, "reason": None, "detail": None, **AT_REST}
    return tx.execute(_standing(OPEN), {**_which(url.id, url), **ended}).rowcount > 0


def rest(tx: Connection, url: Record, now: datetime) -> bool:
    """A url whose article is in a story is done again, whatever came of another visit.

    False, and nothing, where there is no such article, or the row has gone on meanwhile.
    """
    ended = {"state": "done", "stage": STAGES[-1], "closed_at": now, "touched_at": now, "reason": None, "detail": None}
    return tx.execute(_placed(), {**_which(url.id, url), **ended, **AT_REST}).rowcount > 0


# Made once, since each such step asks them; what they set are their parameters, by the names of the columns.


@cache
def _placed() -> sa.Update:
    article, member = schema.article, schema.membership
    return _standing(OPEN).where(sa.exists().where(article.c.url_id == _url.c.id, member.c.article_id == article.c.id))


@cache
def _tried(states: tuple[str, ...], as_seen: bool) -> sa.Update:
    """Such a row, to which is added what a try has cost: `attempt` and `kill`."""
    spent = {"attempts": _url.c.attempts + sa.bindparam("attempt"), "kills": _url.c.kills + sa.bindparam("kill")}
    return _standing(states, as_seen).values(**spent)


@cache
def _standing(states: tuple[str, ...], as_seen: bool = True) -> sa.Update:
    """A row in one of these states; as_seen: only if it stands as it was seen."""
    within = sa.or_(*(_url.c.state == state for state in states))  # IN is refused where several are told at once
    mine = sa.update(_url).where(_url.c.id == sa.bindparam("wanted"), within)
    seen = (_url.c.stage == sa.bindparam("seen_stage"), _url.c.lease == sa.bindparam("seen_lease"))
    return mine.where(*seen) if as_seen else mine


def _which(url_id: int, seen: Record | None) -> dict[str, Any]:
    """The parameters by which such a statement finds its row."""
    return {"wanted": url_id} | ({} if seen is None else {"seen_stage": seen.stage, "seen_lease": seen.lease})
