"""The index of texts in Redis: one atomic question an article. No decisions here: `decide` has the thresholds.

Articles are called by their names (names.py). Its keys stand in store.py, how it is filled in filling.py, and the step
itself in `ask_and_add.lua`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import redis

from workers import outage
from workers.dedupe import answers, decide
from workers.dedupe.filling import Filler
from workers.dedupe.names import CHECK, number_of, with_check
from workers.dedupe.store import BUCKET, Arguments, Store
from workers.epoch import Epoch, beginning_with, same
from workers.errors import OutageError
from workers.model import Signature, Verdict

#: questions an article, at most: another one is needed only where its like came in meanwhile.
_QUESTIONS = 4

#: reads earlier articles, and says what a text is to each; of those that are gone it says nothing.
Read = Callable[[Sequence[int]], Sequence[decide.Judged]]

#: run_id of the server, and the epoch; None where Redis is empty.
Moment = tuple[str, bytes | None]


class EmptyError(OutageError):
    """The index is not filled, or not yet: see `filler`."""

    def __init__(self) -> None:
        super().__init__("index-empty", "the index of copies is not filled from the ledger yet")

    def __reduce__(self) -> tuple[object, ...]:
        return (EmptyError, ())


class CopyIndex:
    """Which article is a copy of which, among those of the last `window_days` of the articles' own time.

    client: with `decode_responses` off: answers and names are bytes. Safe to share between threads.
    """

    def __init__(
        self,
        client: redis.Redis,
        prefix: str = "newsloom:dedupe:",
        window_days: int = 30,
        thresholds: decide.Thresholds = decide.THRESHOLDS,
    ) -> None:
        self._store = Store(client, prefix, window_days, thresholds)
        self._most = thresholds.read
        #: who fills it.
        self.filler = Filler(self._store)

    def ready(self) -> bool:
        """Whether the index holds its marker. If not, it is to be filled from the ledger and marked."""
        with outage.translated():
            return self._store.epochs.live(self._marked)

    def moment(self) -> Moment:
        """Which index this is, of which run of the server: two answers are of one mind only if this is the same."""
        with outage.translated(), self._store.redis.pipeline() as pipe:
            pipe.info("server")
            pipe.get(self._store.epochs.key)
            about, epoch = pipe.execute()
        return str(about["run_id"]), epoch

    def ask_and_add(self, article: int, signature: Signature, at: datetime, read: Read | None = None) -> Verdict:
        """Is this article a copy? Remembers it. Asked again for the same article, gives the same answer.

        at: the article's own time. read: for what the sketches leave open; without it they decide. An edited text under
        the same id keeps its first answer. Raises EmptyError ("index-empty") when the marker is missing, PermanentError
        for a version that is not ours.
        """
        known, most = b"", self._most if read else 0
        for question in range(1, _QUESTIONS + 1):
            insists = question == _QUESTIONS
            answer = self._asked(self._store.arguments(article, signature, at, read=most, known=known, insists=insists))
            wanted = answers.unread(answer)
            if not wanted or read is None:
                break
            known += answers.were_read(wanted, read(wanted))
        return answers.verdict_of(answer)

    def forget(self, article: int) -> None:
        """The answer that this article had is asked for anew, of another text. Those that name it still do."""
        with outage.translated():
            epoch = self._store.epochs.present()
            if epoch:
                bucket, place = divmod(number_of(article), BUCKET)
                self._store.redis.hdel(f"{self._store.base(epoch)}a:{bucket}", str(place))

    def answered(self) -> set[int]:
        """The articles that the index has an answer for."""
        with outage.translated():
            epoch = self._store.epochs.present()
            start = f"{self._store.base(epoch)}a:" if epoch else ""
            buckets = beginning_with(self._store.redis, start) if start else ()
            found: set[int] = set()
            told: Any
            for name in buckets:
                first, told = int(name[len(start) :]) * BUCKET, self._store.redis.hgetall(name)
                found.update(with_check(first + int(place), answer[:CHECK]) for place, answer in told.items())
            return found

    def _asked(self, arguments: Arguments) -> bytes:
        with outage.translated():
            answer = self._store.live(arguments)
        if answer is None:
            raise EmptyError
        return answer

    def _marked(self, epoch: Epoch | None) -> bool:
        if epoch is None:
            return False
        with self._store.redis.pipeline() as pipe:
            pipe.info("server")
            base, of_epoch, used = self._store.keys(epoch)
            pipe.mget(of_epoch, base + "ready", used)
            about, (seen, ready, now) = pipe.execute()
        same(epoch, seen)
        return bool(ready == str(about["run_id"]).encode() and now == base.encode())
