"""What must hold in Redis, and how it is put right: the doctor's checks of it, a line each in REDIS.

Redis is a queue and an index: each thing in it must have a row, and an index that is wrong is filled from the ledger.
A row is read after what names it, in an order in which they are written, so that no work in progress is a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import timedelta

import redis as redis_py
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers import outage, queues
from workers.assign.follow import catch_up, countable
from workers.bootstrap import Services
from workers.claims import Claim
from workers.dedupe.names import name_of, number_of
from workers.dedupe.refill import fill
from workers.errors import OutageError, PermanentError
from workers.ledger import articles, schema, stories, story_log
from workers.messages import numbers

#: what Redis must do when its memory is full: a cache that forgets keys breaks links without a word.
_POLICY = "noeviction"

#: a message: its queue, its envelope, its urls.
_Waiting = tuple[str, bytes | str, list[int]]

Mend = Callable[[], object]
Look = Callable[[Services], tuple[Sequence[str], Mend | None]]


def _policy(services: Services) -> tuple[Sequence[str], Mend | None]:
    try:
        found = services.redis.config_get("maxmemory-policy").get("maxmemory-policy")
    except redis_py.ResponseError:  # a hosted server that keeps its settings to itself
        found = None
    found = found or services.redis.info("memory").get("maxmemory_policy")
    if not found:
        raise OutageError("redis-refused", "Redis does not say what it does when its memory is full")
    return ([f"maxmemory-policy is {found}"] if found != _POLICY else []), None


def _writes(services: Services) -> tuple[Sequence[str], Mend | None]:
    try:
        outage.probe(services.redis)
    except redis_py.ResponseError as error:
        return [outage.of(error).detail], None
    return [], None


def _messages(services: Services) -> tuple[Sequence[str], Mend | None]:
    """Messages that no worker can do anything with: their url has no row, or they are not ours."""
    with outage.translated():
        envelopes = queues.envelopes(services.redis)
        waiting: list[_Waiting] = [(name, raw, _urls_of(argument)) for name, raw, argument in envelopes]
        others: list[_Waiting] = [("upkeep", raw, []) for raw in queues.strays(services.redis, "upkeep")]
        polls = queues.envelopes(services.redis, ["feeds"])
        others += [(name, raw, []) for name, raw, message in polls if not _read(message, "feed")]
    known = _known(services, {url for _, _, urls in waiting for url in urls})
    strays = [*(each for each in waiting if known.isdisjoint(each[2])), *others]

    def mend() -> None:
        for name, raw, _ in strays:
            queues.remove(services.redis, name, raw)

    told = [f"{name}: url {', '.join(map(str, urls)) or 'unreadable'}" for name, _, urls in strays]
    return told, None if services.watch.others() else mend  # they may be another ledger's


def _alone(services: Services) -> tuple[Sequence[str], Mend | None]:
    return services.watch.others(), None


def _claims(services: Services) -> tuple[Sequence[str], Mend | None]:
    with outage.translated():
        held = list(services.claims.all())
    known = _known(services, {claim.url for claim in held})
    strays: list[Claim] = [claim for claim in held if claim.url not in known]
    return [str(claim) for claim in strays], lambda: services.claims.end(strays)


def _copies(services: Services) -> tuple[Sequence[str], Mend | None]:
    """Texts that the index knows and the ledger does not, or the reverse, within the window.

    One that is not filled, or whose server began anew, lacks nothing that it is not given before it is next asked.
    """
    article, step = schema.article, schema.step
    held, filled = services.copies.answered(), services.copies.ready()
    lately = services.clock() - timedelta(days=services.settings.dedupe.window_days)
    asked = sa.select(step.c.url_id).where(step.c.stage == "dedupe", step.c.outcome == "done", step.c.at >= lately)
    signed = sa.select(article.c.id).where(article.c.signature.is_not(None), article.c.url_id.in_(asked))
    with services.ledger.read() as connection:
        recent = set(connection.scalars(signed))
        known = _named(connection, {number_of(name) for name in held} | recent)
    unknown = sorted(number_of(name) for name in held - {*known.values()})
    now = services.copies.answered() if filled and recent else set()
    missing = sorted(each for each in recent if known[each] not in now) if filled else []
    wrong = [f"article {each} is in the index alone" for each in unknown]
    wrong += [f"article {each} is not in the index" for each in missing]

    def mend() -> None:
        if unknown or filled:
            services.copies.filler.clear()
        fill(services.ledger, services.copies)

    return wrong, mend


def _stories(services: Services) -> tuple[Sequence[str], Mend | None]:
    """Stories that the index knows otherwise than the ledger. It may lag behind: the next article brings it on."""
    cursor, held = services.stories.cursor(), services.stories.held()
    with services.ledger.read() as connection:
        last = stories.last_number(connection)
        counts = stories.counted(connection)
        unseen = story_log.unseen(connection, last if cursor is None else cursor.number)
        rewound = cursor is not None and not story_log.has(connection, cursor)
    wrong = [
        f"story {story}: {n} members, {counts.get(story, 0)} in the ledger"
        for story, n in held.items()
        if n > counts.get(story, 0) and story not in unseen
    ]
    now = services.stories.cursor()
    if cursor is not None and rewound:
        wrong.insert(0, f"it has seen event {cursor.number}, which this ledger has not had: it was put back")
    elif cursor and now and cursor.number <= now.number:  # it was not emptied while it was read
        wrong += _holes(services, held, unseen)

    def mend() -> None:
        services.stories.clear()
        for _ in catch_up(services.ledger, services.stories):
            pass

    return wrong, mend


def _holes(services: Services, held: Mapping[int, int], unseen: Collection[int]) -> Iterator[str]:
    """Stories that somebody came into lately, so that Redis cannot have let them go, of which it holds too little."""
    kept = timedelta(days=services.settings.assign.dormant_days - 1)
    lately = services.clock() - kept
    with services.ledger.read() as connection:
        for story, members in stories.counted(connection, lately).items():
            if (
                story not in unseen
                and held.get(story, 0) < members
                and (n := countable(connection, story, kept)) > held.get(story, 0)
            ):
                yield f"story {story}: {held.get(story, 0)} members, {n} in the ledger"


REDIS: Sequence[tuple[str, str, Look]] = (
    ("redis-policy", "Redis forgets nothing when its memory is full", _policy),
    ("redis-writes", "Redis takes what is written", _writes),
    ("redis-alone", "this database of Redis has one ledger: workers of another would take its messages", _alone),
    ("redis-messages", "each message that waits can be read, and its url has a row", _messages),
    ("redis-claims", "each step at work has a url", _claims),
    ("redis-copies", "the index of copies holds the texts of its window, and no others", _copies),
    ("redis-stories", "the index of stories holds what the ledger's events say", _stories),
)


def _urls_of(argument: object) -> list[int]:
    """The urls of a task with this argument."""
    messages = argument if isinstance(argument, list) else [argument]
    return [url for message in messages for url in _read(message, "url", "lease")[:1]]


def _read(message: object, *nouns: str) -> list[int]:
    """What a message says of these; nothing where it cannot be read."""
    try:
        return numbers(message, *nouns)
    except PermanentError:
        return []


def _known(services: Services, ids: set[int]) -> set[int]:
    """Those that have a row."""
    found: set[int] = set()
    with services.ledger.read() as connection:
        for wanted in _batches(ids):
            found |= set(connection.scalars(sa.select(schema.url.c.id).where(schema.url.c.id.in_(wanted))))
    return found


def _named(connection: Connection, ids: set[int]) -> dict[int, int]:
    """What the articles among these that have a row are called in the index of copies, by number."""
    found: dict[int, int] = {}
    for wanted in _batches(ids):
        found |= {number: name_of(number, at) for number, at in articles.seen_at(connection, wanted).items()}
    return found


def _batches(ids: set[int]) -> Iterator[list[int]]:
    listed = sorted(ids)
    for start in range(0, len(listed), 1000):
        yield listed[start : start + 1000]
