"""The index of texts in Redis: one atomic question an article. No decisions here: `decide` has the thresholds.

Every key, under one hash tag and a name that says epoch, layout, signature version and window, so that code or settings
that do not fit find an empty index rather than a wrong one. W is the window, `ttl` is 1.5 W of wall time after the last
write, so memory is bounded by what came in during that time. The small hashes cost most where they hold little: 1,278
bytes an article at 10,000 in a window, 502 at 100,000 (`make bench-dedupe`).

    {newsloom:dedupe}:epoch                 string  none   which keys are the index now (workers/epoch.py); here 7
    {newsloom:dedupe}:7:3.1.30:ready        string  none   run_id of the server under which the ledger filled it
    {newsloom:dedupe}:7:3.1.30:last         string  none   when a text was last asked about (s, by the server's clock)
    {newsloom:dedupe}:7:3.1.30:next         string  none   how many texts were ever recorded
    {newsloom:dedupe}:7:3.1.30:a:<n>        hash    ttl    article -> answer, so that asking twice is asking once
    {newsloom:dedupe}:7:3.1.30:g:<gen>      string  ttl    there is a text of this generation
    {newsloom:dedupe}:7:3.1.30:x:<gen>:<b>  hash    ttl    exact hash -> first text of the generation that had it
    {newsloom:dedupe}:7:3.1.30:k:<gen>:<b>  hash    ttl    sampled shingle -> first text of the generation that had it
    {newsloom:dedupe}:7:3.1.30:s:<n>        string  ttl    110 records: sketch, article, root, size

Generations go by the article's own time, so that an import of last year gives the same copies as living through it.
Texts up to W apart always meet, those more than 1.5 W apart never. Redis must not evict (`noeviction`): a cache that
forgets keys breaks links without a word. A server where small hashes may have 512 entries (the default) stays compact
to some two million articles a generation.

A server that was killed and has come back lacks what it had not yet written to its disk: a second of it, or an hour,
as it is set up. So the mark names the server's run: under another run the index is taken for not filled, and what came
in since `last` (as the server that is back remembers it), and a little before, is put in again (`Filling.since`).

`ask_and_add.lua` holds the step itself. To empty the index is one step for everyone: whoever fills it or asks it looks
at the epoch in the same script, and what began before is refused. Foreign errors become OutageError: `redis-away`,
`redis-full`, `redis-refused` (it is read-only, cannot write to its disk, ...).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from importlib.resources import files
from typing import Any

import redis

from workers import outage
from workers.dedupe import answers, decide, signature
from workers.epoch import Epoch, Epochs, OverError, beginning_with, same
from workers.errors import OutageError, PermanentError
from workers.model import Signature, Verdict

#: goes up when the keys or their contents change.
LAYOUT = 3
#: generations a window; a text looks as many generations to either side.
_REACH = 2
_DAY = 86_400
#: articles that share one hash of answers: few enough for Redis to keep it compact.
_BUCKET = 128

#: by how much the server's clock and the ledger's may differ.
_MARGIN = timedelta(minutes=5)

#: what a script says when the caller's epoch is over.
_OVER = 0
#: questions an article, at most: another one is needed only where its like came in meanwhile.
_QUESTIONS = 4

#: reads earlier articles, and says what a text is to each; of those that are gone it says nothing.
Read = Callable[[Sequence[int]], Sequence[decide.Judged]]


@dataclass(frozen=True, slots=True)
class Filling:
    """The index that somebody fills."""

    epoch: Epoch
    #: of the server that is being filled.
    run: bytes
    #: what the ledger learned before this is in already; None: nothing is.
    since: datetime | None


class EmptyError(OutageError):
    """The index is not filled: restore the ledger's articles and mark it."""

    def __init__(self) -> None:
        super().__init__("index-empty", "the index of copies is empty: fill it from the ledger")

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
        if client.get_encoder().decode_responses:
            raise ValueError("CopyIndex needs a Redis client with decode_responses=False")
        self._redis = client
        self._epochs = Epochs(client, "{" + prefix.rstrip(":") + "}:")
        self._name = f"{LAYOUT}.{signature.VERSION}.{window_days}:"
        self._generation = window_days * _DAY // _REACH
        self._ttl = self._generation * (_REACH + 1)
        self._thresholds = thresholds
        self._script = client.register_script(_script("ask_and_add.lua"))
        self._mark = client.register_script(_script("mark.lua"))

    def ready(self) -> bool:
        """Whether the index holds its marker. If not, restore the ledger's articles and mark it."""
        with outage.translated():
            return self._epochs.live(self._marked)

    def moment(self) -> tuple[str, bytes | None]:
        """Which index this is, of which run of the server: two answers are of one mind only if this is the same."""
        with outage.translated(), self._redis.pipeline() as pipe:
            pipe.info("server")
            pipe.get(self._epochs.key)
            about, epoch = pipe.execute()
        return str(about["run_id"]), epoch

    def begin(self) -> Filling:
        """What to restore into: the present epoch, or the first one. To be called before the ledger is read."""
        with outage.translated():
            epoch = self._epochs.open()
            with self._redis.pipeline() as pipe:
                pipe.info("server")
                pipe.mget(self._base(epoch) + "ready", self._base(epoch) + "last")
                about, (ready, last) = pipe.execute()
        since = datetime.fromtimestamp(int(last), UTC) - _MARGIN if ready and last else None
        return Filling(epoch, str(about["run_id"]).encode(), since)

    def mark_ready(self, filled: Filling | None = None) -> None:
        """The index is filled. filled: what was; OutageError("index-emptied") when that is over."""
        with outage.translated():
            epoch, run = (filled.epoch, filled.run) if filled else (self._epochs.open(), b"")
            if self._mark(keys=[self._base(epoch) + "ready", self._epochs.key], args=[epoch.value, run]) == _OVER:
                raise OverError

    def clear(self) -> None:
        """Forget everything under this prefix, of whatever layout and window, in one step for everyone."""
        with outage.translated():
            self._epochs.empty()

    def ask_and_add(self, article: int, signature: Signature, at: datetime, read: Read | None = None) -> Verdict:
        """Is this article a copy? Remembers it. Asked again for the same article, gives the same answer.

        at: the article's own time. read: for what the sketches leave open; without it they decide. An edited text under
        the same id keeps its first answer. Raises EmptyError ("index-empty") when the marker is missing, PermanentError
        for a version that is not ours.
        """
        known = b""
        for question in range(1, _QUESTIONS + 1):
            answer = self._asked(self._arguments(article, signature, at, b"", read, known, question))
            wanted = answers.unread(answer)
            if not wanted or read is None:
                break
            known += answers.were_read(wanted, read(wanted))
        return answers.verdict_of(answer)

    def _asked(self, arguments: Sequence[bytes | int | float]) -> bytes:
        with outage.translated():
            answer = self._epochs.live(partial(self._run, arguments))
        if answer is None:
            raise EmptyError
        return answer

    def restore_all(self, known: Iterable[tuple[int, Signature, datetime, Verdict]], filling: Filling) -> None:
        """`restore`, of many, sent together: the server works while the next ones are made."""
        asked = [
            self._arguments(article, text, at, answers.answer_of(article, verdict))
            for article, text, at, verdict in known
        ]
        with outage.translated():
            self._run_all(asked, filling.epoch)

    def restore(
        self, article: int, signature: Signature, at: datetime, verdict: Verdict, filling: Filling | None = None
    ) -> None:
        """Put in what the ledger knows. Twice, or from two processes at once, is once.

        In the order in which the articles were first asked for, so that the first one seen owns its shingles again.
        filling: what `begin` gave; OutageError("index-emptied") when its epoch is over. Without it: into the present
        one; nowhere where Redis is empty.
        """
        arguments = self._arguments(article, signature, at, answers.answer_of(article, verdict))
        with outage.translated():
            if filling is None:
                self._epochs.live(partial(self._run, arguments))
            else:
                self._run(arguments, filling.epoch)

    def forget(self, article: int) -> None:
        """The answer that this article had is asked for anew, of another text. Those that name it still do."""
        with outage.translated():
            epoch = self._epochs.present()
            if epoch:
                bucket, place = divmod(article, _BUCKET)
                self._redis.hdel(f"{self._base(epoch)}a:{bucket}", str(place))

    def answered(self) -> set[int]:
        """The articles that the index has an answer for."""
        with outage.translated():
            epoch = self._epochs.present()
            start = f"{self._base(epoch)}a:" if epoch else ""
            buckets = beginning_with(self._redis, start) if start else ()
            found: set[int] = set()
            for name in buckets:
                places: Any = self._redis.hkeys(name)
                found.update(int(name[len(start) :]) * _BUCKET + int(place) for place in places)
            return found

    def _base(self, epoch: Epoch) -> str:
        return epoch.base + self._name

    def _marked(self, epoch: Epoch | None) -> bool:
        if epoch is None:
            return False
        with self._redis.pipeline() as pipe:
            pipe.info("server")
            pipe.mget(self._epochs.key, self._base(epoch) + "ready")
            about, (seen, ready) = pipe.execute()
        same(epoch, seen)
        return bool(ready == str(about["run_id"]).encode())

    def _run(self, arguments: Sequence[bytes | int | float], epoch: Epoch | None) -> bytes | None:
        """The answer; None where the index is not filled."""
        if epoch is None:
            return None
        answer: Any = self._script(keys=[self._base(epoch), self._epochs.key], args=[*arguments, epoch.value])
        if answer == _OVER:
            raise OverError
        return None if answer is None else bytes(answer)

    def _run_all(self, asked: Iterable[Sequence[bytes | int | float]], epoch: Epoch) -> None:
        """The answers are not looked at: who fills knows them."""
        with self._redis.pipeline(transaction=False) as pipe:
            for arguments in asked:
                self._script(keys=[self._base(epoch), self._epochs.key], args=[*arguments, epoch.value], client=pipe)
            if _OVER in pipe.execute():
                raise OverError

    def _arguments(
        self,
        article: int,
        text: Signature,
        at: datetime,
        given: bytes,
        read: Read | None = None,
        known: bytes = b"",
        question: int = _QUESTIONS,
    ) -> Sequence[bytes | int | float]:
        if text.version != signature.VERSION:
            raise PermanentError("signature-version", f"version {text.version}: the index holds {signature.VERSION}")
        rule, (bucket, place) = self._thresholds, divmod(article, _BUCKET)
        return (
            *(answers.ID.pack(article), bucket, text.exact, text.size, text.sketch, text.keys),
            *(self._generation_of(at), _REACH, self._ttl),
            *(rule.containment, rule.length_ratio, rule.identical_size, rule.candidates, given, place),
            *(rule.doubt, rule.read if read else 0, known, int(question == _QUESTIONS)),
        )

    def _generation_of(self, at: datetime) -> int:
        if at.tzinfo is None:
            raise ValueError("the time of an article must carry a time zone")
        return int(at.timestamp() // self._generation)


@cache
def _script(name: str) -> str:
    return files("workers.dedupe").joinpath(name).read_text("utf-8")
