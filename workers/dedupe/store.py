"""Where the index of copies lies in Redis: its keys, and how a step is run among them. No decisions here.

Every key, under one hash tag and a name that says epoch, layout, signature version and window, so that code or settings
that do not fit find an empty index rather than a wrong one; who comes back to settings of before finds one that lacks
what came in meanwhile, which is put in first (`now`). W is the window, `ttl` is 1.5 W of wall time after a last write,
so memory is bounded by what came in during that time. The small hashes cost most where they hold little: 1,280 bytes an
article at 10,000 in a window, 502 at 100,000, 285 at a million (`make bench-dedupe`).

    {newsloom:dedupe}:epoch                 string  none   which keys are the index now (workers/epoch.py); here 7
    {newsloom:dedupe}:7:now                 string  none   which of the names below is in use
    {newsloom:dedupe}:7:5.1.30:ready        string  none   run_id of the server under which the ledger filled it
    {newsloom:dedupe}:7:5.1.30:fill         hash    none   while it is filled: how far, and by whom (begin.lua)
    {newsloom:dedupe}:7:5.1.30:last         string  none   when a text was last asked about (s, by the server's clock)
    {newsloom:dedupe}:7:5.1.30:next         string  none   how many texts were ever recorded
    {newsloom:dedupe}:7:5.1.30:a:<n>        hash    ttl    article -> its check (names.py) and its answer, so that
                                                           asking twice is asking once
    {newsloom:dedupe}:7:5.1.30:g:<gen>      string  ttl    there is a text of this generation
    {newsloom:dedupe}:7:5.1.30:x:<gen>:<b>  hash    ttl    exact hash -> first text of the generation that had it
    {newsloom:dedupe}:7:5.1.30:k:<gen>:<b>  hash    ttl    sampled shingle -> first text of the generation that had it
    {newsloom:dedupe}:7:5.1.30:s:<n>        string  ttl    110 records: sketch, article, root, size

Generations go by the article's own time, so that an import of last year gives the same copies as living through it.
Texts up to W apart always meet, those more than 1.5 W apart never. Redis must not evict (`noeviction`): a cache that
forgets keys breaks links without a word. A server where small hashes may have 512 entries (the default) stays compact
to some two million articles a generation.

**One tag an index** (`tag_of`), so that each step is in one slot of a Redis Cluster (held on a real one by
test_dedupe_cluster.py). Not one a language, though a step fits in that, too: a copy is not always told to be in the
language of its original (`clean.lang` goes by the text, and by the page where that is short), and each such copy would
be an original. What one server holds is a matter of its memory first: a key lives 1.5 W, 45 days, and at 285 bytes an
article (a million in a window; `make bench-dedupe`) 64 GB are 225 million articles, 5 million a day. That is 58 a
second, and its one core answers 6,000 by sketches alone (159 µs at 100,000 articles). Who needs more takes a ledger of
its own for a part of the feeds, parted by language, and loses the copies told above (docs/operating.md). Within one
ledger, what a text and its copies always have in common is their script: a tag for each would be a `CopyIndex` for
each, with epoch, mark and filling of its own, chosen by stage.py. That is not built.

To empty the index is one step for everyone: whoever fills it or asks it looks at the epoch in the same script, and what
began before is refused. Foreign errors become OutageError (in index.py and filling.py): `redis-away`, `redis-full`,
`redis-refused` (it is read-only, cannot write to its disk, ...).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache, partial
from importlib.resources import files
from typing import Any

import redis

from workers.dedupe import answers, decide, signature
from workers.dedupe.names import number_of
from workers.epoch import Epoch, Epochs, OverError
from workers.errors import PermanentError
from workers.model import Signature

#: goes up when the keys or their contents change.
LAYOUT = 5
#: generations a window; a text looks as many generations to either side.
_REACH = 2
_DAY = 86_400
#: articles that share one hash of answers: few enough for Redis to keep it compact.
BUCKET = 128
#: what a script says when the caller's epoch is over.
OVER = 0

#: what is told to a script, in its order.
Arguments = Sequence[bytes | str | int | float]


def tag_of(prefix: str) -> str:
    """How the keys of an index begin: the one place that says which of them share a slot of a cluster."""
    return "{" + prefix.rstrip(":") + "}:"


class Store:
    """The keys of one index, and the script that asks and adds. Safe to share between threads.

    client: with `decode_responses` off: answers and names are bytes.
    """

    def __init__(self, client: redis.Redis, prefix: str, window_days: int, thresholds: decide.Thresholds) -> None:
        if client.get_encoder().decode_responses:
            raise ValueError("CopyIndex needs a Redis client with decode_responses=False")
        self.redis = client
        self.epochs = Epochs(client, tag_of(prefix))
        self._name = f"{LAYOUT}.{signature.VERSION}.{window_days}:"
        self._generation = window_days * _DAY // _REACH
        self._ttl = self._generation * (_REACH + 1)
        self._thresholds = thresholds
        self._script = client.register_script(script("ask_and_add.lua"))

    def base(self, epoch: Epoch) -> str:
        """How all keys of the index begin."""
        return epoch.base + self._name

    def run(self, arguments: Arguments, epoch: Epoch | None) -> bytes | None:
        """The answer; None where the index is not filled. Raises OverError."""
        if epoch is None:
            return None
        answer: Any = self._script(keys=self.keys(epoch), args=[*arguments, epoch.value])
        if answer == OVER:
            raise OverError
        return None if answer is None else bytes(answer)

    def run_all(self, asked: Iterable[Arguments], epoch: Epoch) -> None:
        """The answers are not looked at: who fills knows them. Raises OverError."""
        with self.redis.pipeline(transaction=False) as pipe:
            for arguments in asked:
                self._script(keys=self.keys(epoch), args=[*arguments, epoch.value], client=pipe)
            if OVER in pipe.execute():
                raise OverError

    def keys(self, epoch: Epoch) -> list[str]:
        """What each script is handed: how the index's keys begin, the epoch, and which index is in use."""
        return [self.base(epoch), self.epochs.key, f"{epoch.base}now"]

    def live(self, arguments: Arguments) -> bytes | None:
        """`run`, in the present epoch."""
        return self.epochs.live(partial(self.run, arguments))

    def arguments(
        self,
        article: int,
        text: Signature,
        at: datetime,
        *,
        given: bytes = b"",
        read: int = 0,
        known: bytes = b"",
        insists: bool = True,
    ) -> Arguments:
        """What the script is told of the article with this name. given: the ledger's answer. read: how many texts may
        be asked for; known: those that were read. insists: on an answer, whatever was not. Raises PermanentError for a
        version that is not ours.
        """
        if text.version != signature.VERSION:
            raise PermanentError("signature-version", f"version {text.version}: the index holds {signature.VERSION}")
        rule, (bucket, place) = self._thresholds, divmod(number_of(article), BUCKET)
        return (
            *(answers.NAME.pack(article), bucket, text.exact, text.size, text.sketch, text.keys),
            *(self._generation_of(at), _REACH, self._ttl),
            *(rule.containment, rule.length_ratio, rule.identical_size, rule.candidates, given, place),
            *(rule.doubt, read, known, int(insists)),
        )

    def _generation_of(self, at: datetime) -> int:
        if at.tzinfo is None:
            raise ValueError("the time of an article must carry a time zone")
        return int(at.timestamp() // self._generation)


@cache
def script(name: str) -> str:
    """A file that Redis runs."""
    return files("workers.dedupe").joinpath(name).read_text("utf-8")
