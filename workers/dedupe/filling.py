"""The index of copies, filled with what the ledger knows. What is put in stands in refill.py.

How far it is stands in Redis, beside what is in: whoever dies leaves the rest to the next one, which goes on there.

A server that was killed and has come back lacks what it had not yet written to its disk: a second of it, or an hour,
as it is set up. So the mark names the server's run: under another run the index is taken for not filled, and what came
in since `last` (as the server that is back remembers it), and a little before, is put in again (`Filling.since`). One
that was killed while it was filled is filled from the beginning: `fill`, too, may be younger than what is in.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from workers import outage
from workers.dedupe import answers
from workers.dedupe.store import OVER, Arguments, Store, script
from workers.epoch import Epoch, OverError
from workers.model import Signature, Verdict

#: by how much the server's clock and the ledger's may differ.
_MARGIN = timedelta(minutes=5)
#: seconds after which whoever was filling it, and says nothing, is taken for dead: many times what a batch takes.
_PATIENCE = 10
#: what `begin.lua` says when another is at it; what `reached.lua` says when there is more to do.
_TAKEN, _ON = 1, 1


@dataclass(frozen=True, slots=True)
class Filling:
    """The index that somebody fills."""

    epoch: Epoch
    #: of the server that is being filled.
    run: bytes
    #: what the ledger learned before this is in already; None: nothing is.
    since: datetime | None
    #: of the ledger's articles, those up to this one are in already.
    after: int
    #: who fills it, where others are to wait meanwhile; else empty.
    by: str


class Filler:
    """Puts into an index what the ledger knows, and marks it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._begin = store.redis.register_script(script("begin.lua"))
        self._reached = store.redis.register_script(script("reached.lua"))
        self._mark = store.redis.register_script(script("mark.lua"))

    def begin(self) -> Filling:
        """What to restore into: the present epoch, or the first one. To be called before the ledger is read.

        OutageError("index-emptied") where it is emptied at this moment, here and below.
        """
        found = self._started("")
        if found is None:
            raise OverError
        return found

    def take(self) -> Filling | None:
        """`begin`, for one at a time; None where another is at it, and has a batch in. To be given back (`leave`)."""
        return self._started(secrets.token_hex(8))

    def reached(self, filling: Filling, after: int) -> bool:
        """The articles up to this one are in. False where there is no more to do: it is filled, or another goes on."""
        return self._said(filling, after, _PATIENCE)

    def leave(self, filling: Filling) -> None:
        """Another may go on."""
        self._said(filling, 0, 0)

    def mark_ready(self, filled: Filling | None = None) -> None:
        """The index is filled. filled: what was; OutageError("index-emptied") when that is over."""
        with outage.translated():
            epoch, run = (filled.epoch, filled.run) if filled else (self._store.epochs.open(), b"")
            if self._mark(keys=self._store.keys(epoch), args=[epoch.value, run]) == OVER:
                raise OverError

    def clear(self) -> None:
        """Forget everything under this prefix, of whatever layout and window, in one step for everyone."""
        with outage.translated():
            self._store.epochs.empty()

    def forget(self, moment: bytes | None) -> bool:
        """The same where this is still the epoch; whether it was done."""
        with outage.translated():
            return moment is not None and self._store.epochs.empty(moment)

    def restore_all(self, known: Iterable[tuple[int, Signature, datetime, Verdict]], filling: Filling) -> None:
        """`restore`, of many, sent together: the server works while the next ones are made."""
        asked = [
            self._store.arguments(article, text, at, given=answers.answer_of(article, verdict))
            for article, text, at, verdict in known
        ]
        with outage.translated():
            self._store.run_all(asked, filling.epoch)

    def restore(
        self, article: int, signature: Signature, at: datetime, verdict: Verdict, filling: Filling | None = None
    ) -> None:
        """Put in what the ledger knows. Twice, or from two processes at once, is once.

        In the order in which the articles were first asked for, so that the first one seen owns its shingles again.
        filling: what `begin` gave; OutageError("index-emptied") when its epoch is over. Without it: into the present
        one; nowhere where Redis is empty.
        """
        arguments = self._store.arguments(article, signature, at, given=answers.answer_of(article, verdict))
        with outage.translated():
            if filling is None:
                self._store.live(arguments)
            else:
                self._store.run(arguments, filling.epoch)

    def _started(self, by: str) -> Filling | None:
        with outage.translated():
            epoch = self._store.epochs.open()
            told: Arguments = [epoch.value, by, _PATIENCE, int(_MARGIN.total_seconds())]
            found: Any = self._begin(keys=self._store.keys(epoch), args=told)
        if found == OVER:
            raise OverError
        if found == _TAKEN:
            return None
        run, since, after = found
        return Filling(epoch, run, datetime.fromtimestamp(int(since), UTC) if since else None, int(after), by)

    def _said(self, filling: Filling, after: int, patience: int) -> bool:
        told: Arguments = [filling.epoch.value, filling.run, after, filling.by, patience]
        with outage.translated():
            found: Any = self._reached(keys=self._store.keys(filling.epoch), args=told)
        if found == OVER:
            raise OverError
        return bool(found == _ON)
