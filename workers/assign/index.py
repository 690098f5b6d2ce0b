"""The stories as Redis holds them: a projection of the ledger's memberships, with a cursor. No decisions here.

All keys but the epoch begin with `<prefix><epoch's number>:<LAYOUT>.<vector.VERSION>:`

    <prefix>epoch  string  which keys are the index now (workers/epoch.py): emptying it is one step. No lifetime
    cursor       string  the last event taken: its number, and when it was noted, by which the ledger is known for the
                         one that had it (model.Seen). Lives twice as long as the rest, and as long as it was to live
                         before: where it is gone all is gone, and the ledger's events are applied from the first on
    s:<story>    string  its members' number, times, days and sum (stored.py; at most 9 KB). `dormant_days` after its
                         last event; gone with the event by which it was merged
    t:<word>     string  the POSTINGS stories that an article with this among its strongest words joined last, 8 bytes
                         each (postings.py). `dormant_days` after its last event; the word as 8 hex digits

Lifetimes run on the server's clock and only tidy up; whether a story sleeps is counted in the articles' own time.
Events are taken a batch at a time (what they make of the stories: changes.py), each batch in one script, and only by
whoever saw the epoch and the cursor before it: a second delivery, a late one, a twin process, or one that began before
a `clear` changes nothing. Foreign errors become OutageError: `redis-away`, `redis-full`, `redis-refused`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from importlib.resources import files
from typing import Any

import redis

from workers import outage
from workers.assign import changes, packed, stored, vector
from workers.assign.alike import StoryState
from workers.assign.changes import Change
from workers.assign.found import Found
from workers.assign.lasting import gap_days
from workers.assign.packed import Packed
from workers.assign.postings import in_parts, steps, strongest
from workers.assign.sight import Sight
from workers.assign.vector import Vector
from workers.epoch import EMPTIED, Epoch, Epochs, beginning_with, same
from workers.errors import OutageError
from workers.model import Seen

#: of the keys and values above.
LAYOUT = 5
#: stories remembered for a word.
POSTINGS = 128
#: stories handed out to be compared.
NEAREST = 20
#: events that are taken in one script: it holds up whoever else asks Redis.
TOGETHER = 50
_DAY = 86400


class StoryIndex:
    """Stories by what they speak of. Safe to share between threads and processes.

    client: with `decode_responses` off. dormant_days: silence after which a story is no candidate any more.
    """

    def __init__(self, client: redis.Redis, prefix: str = "newsloom:assign:", dormant_days: int = 365) -> None:
        if client.get_encoder().decode_responses:
            raise ValueError("StoryIndex needs a Redis client with decode_responses=False")
        self._redis = client
        self._epochs = Epochs(client, prefix)
        self._life = dormant_days * _DAY
        self._sight: Sight | None = None  # whole or another: threads may share it
        self._apply = client.register_script(files("workers.assign").joinpath("apply.lua").read_text("utf-8"))

    def cursor(self) -> Seen | None:
        """The last event taken; None when Redis holds nothing."""
        with outage.translated():
            return self._epochs.live(self._cursor)

    def seen(self) -> Seen | None:
        """The cursor as it was seen last, for `after`; nothing is asked. As it is now, where that is not known."""
        sight = self._sight
        return sight.cursor if sight is not None and self._epochs.is_known(sight.epoch) else self.cursor()

    def apply(self, events: Sequence[Change], after: Seen | None = None) -> None:
        """Take events in ascending order; those up to the cursor are skipped, so twice is once.

        after: the cursor that the events continue. When Redis, or the index, has been emptied since, taking them would
        leave a hole for ever: OutageError("index-emptied"); read the cursor again and begin from there.
        """
        with outage.translated():
            for begin in range(0, len(events), TOGETHER):
                batch = events[begin : begin + TOGETHER]
                while not self._epochs.live(partial(self._take, batch, after)):
                    pass  # a twin was faster: look again
                after = changes.last_of(batch)

    def found(
        self,
        wanted: Vector,
        at: datetime | None = None,
        limit: int = NEAREST,
        after: Seen | None = None,
        kept: Packed | None = None,
    ) -> Found:
        """Stories that share the strongest words, the likeliest first.

        A story without a member within `dormant_days` of `at` is left out, where both are dated. after: an event that
        must be in; OutageError("index-emptied") when it is not. kept: `wanted` packed, where that was done before.
        """
        article = packed.packed(wanted) if kept is None else kept
        words = strongest(article)
        if not words:
            return Found()
        with outage.translated():
            cursor, there, looked_at = self._epochs.live(partial(self._likeliest, words, at, limit))
        if after is not None and (cursor is None or cursor.number < after.number):
            raise _emptied(after)
        return Found(there, frozenset(looked_at), article, cursor)

    def candidates(
        self, wanted: Vector, at: datetime | None = None, limit: int = NEAREST, kept: Packed | None = None
    ) -> list[StoryState]:
        """The stories alone."""
        return list(self.found(wanted, at, limit, kept=kept).stories)

    def nearest(self, of: Packed, at: datetime | None = None, limit: int = NEAREST) -> list[int]:
        """The stories that share these words, the likeliest first, but for those that sleep at this time."""
        words = strongest(of)
        with outage.translated():
            _, there, _ = self._epochs.live(partial(self._likeliest, words, at, limit)) if words else (None, [], [])
        return [one.id for one in there]

    def clear(self) -> None:
        """Forget everything under this prefix, of whatever layout and version, in one step for everyone."""
        with outage.translated():
            self._epochs.empty()

    def forget(self, seen: Seen) -> bool:
        """The same where this is the last event taken; whether it was done."""
        with outage.translated():
            return self._epochs.live(partial(self._forget, seen))

    def held(self) -> dict[int, int]:
        """The stories that the index holds, with how many members count in each."""
        with outage.translated():
            epoch = self._epochs.present()
            start = f"{_base(epoch)}s:" if epoch else ""
            names = beginning_with(self._redis, start) if start else ()
            return {int(name[len(start) :]): stored.members(self._head(name)) for name in names}

    def _head(self, name: bytes) -> bytes:
        head: Any = self._redis.getrange(name.decode(), 0, 3)
        return bytes(head)

    def _forget(self, seen: Seen, epoch: Epoch | None) -> bool:
        return epoch is not None and self._cursor(epoch) == seen and self._epochs.empty(epoch.value)

    def _cursor(self, epoch: Epoch | None) -> Seen | None:
        if epoch is None:
            return None
        values: Any = self._redis.mget(self._epochs.key, _base(epoch) + "cursor")
        same(epoch, values[0])
        return stored.read_cursor(values[1])

    def _likeliest(
        self, words: Sequence[tuple[int, float]], at: datetime | None, limit: int, epoch: Epoch | None
    ) -> tuple[Seen | None, list[StoryState], list[int]]:
        """The cursor, the stories, and all that were looked at. What joins one between the two readings may be seen."""
        if epoch is None:
            return None, [], []
        base, found, looked_at = _base(epoch), list[StoryState](), list[int]()
        seen, cursor, *lists = self._all(
            self._epochs.key, base + "cursor", *(_posting(base, word) for word, _ in words)
        )
        same(epoch, seen)
        for part in in_parts(lists, [weight for _, weight in words], limit):
            if not part:
                break
            sight = self._look(epoch, part)
            looked_at += part
            found += [one for one in sight.stories.values() if one.count and not self._asleep(one, at)]
            if len(found) >= limit:
                break
        return stored.read_cursor(cursor), found[:limit], looked_at

    def _look(self, epoch: Epoch, stories: Sequence[int]) -> Sight:
        """The stories as they are now; an empty one where nothing is stored."""
        base = _base(epoch)
        seen, cursor, *rows = self._all(self._epochs.key, base + "cursor", *(f"{base}s:{story}" for story in stories))
        same(epoch, seen)
        read = {story: stored.read(story, row) for story, row in zip(stories, rows, strict=True)}
        self._sight = made = Sight(epoch, stored.read_cursor(cursor), read)
        return made  # not what another thread may have put there meanwhile

    def _asleep(self, story: StoryState, at: datetime | None) -> bool:
        gap = gap_days(at, story)
        return gap is not None and gap * _DAY > self._life

    def _take(self, batch: Sequence[Change], after: Seen | None, epoch: Epoch | None) -> bool:
        """Whether the events are in now, or were before; False when another process moved the cursor meanwhile."""
        if epoch is None:
            if after is not None:
                raise _emptied(after)
            epoch = self._epochs.open()
        stories, known = changes.concerned(batch), self._sight
        sight = (known and known.of(batch, stories, epoch, after)) or self._look(epoch, stories)
        self._sight = None
        new = changes.left_of(batch, sight.cursor, after)
        if new is None:
            raise _emptied(after)
        if not new:
            return True
        made, base = changes.folded(new, sight.stories), _base(epoch)
        names = [f"{base}s:{story}" for story in stories]
        keys = [self._epochs.key, base + "cursor", *names, *(_posting(base, word) for word in made.words)]
        was, last = "" if sight.cursor is None else stored.write_cursor(sight.cursor), changes.last_of(new)
        head = (epoch.value, was, stored.write_cursor(last), 2 * self._life, self._life, POSTINGS, len(stories))
        states = [_written(made.stories.get(story)) for story in stories]
        if not self._apply(keys=keys, args=[*head, *states, *map(steps, made.words.values())]):
            return False
        self._sight = Sight(epoch, last, made.stories)
        return True

    def _all(self, *names: str) -> list[bytes | None]:
        found: Any = self._redis.mget(*names)
        return list(found)


def _base(epoch: Epoch) -> str:
    return f"{epoch.base}{LAYOUT}.{vector.VERSION}:"


def _posting(base: str, word: int) -> str:
    return f"{base}t:{word:08x}"


def _written(story: StoryState | None) -> bytes:
    """What becomes of it, for the script."""
    if story is None:
        return b""
    return stored.write(story) if story.count else b"-"


def _emptied(after: Seen | None) -> OutageError:
    return OutageError(EMPTIED, f"Redis no longer holds the stories as of event {after.number if after else 0}")
