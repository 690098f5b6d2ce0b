"""What must hold of a ledger and its Redis when everything has come to its end, whatever happened before.

Straight from the tables and the keys: it shares no code with `newsloom doctor` or with the stages. Each check gives
sentences that name what is wrong; none is what a scenario asks for.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

import redis as redis_py
from sqlalchemy import text
from sqlalchemy.engine import Connection, Row

from workers.claims import Claim, Claims
from workers.fate import GIVEN_BACK
from workers.ledger import Ledger

#: how many offenders a sentence names.
_SHOWN = 5

#: what is wrong -> a query for those of whom it is true; its first column names them.
_LEDGER: Mapping[str, str] = {
    "not final": "SELECT url FROM url WHERE state NOT IN ('done', 'same', 'failed', 'refused', 'dropped')",
    "final, but due again": "SELECT url FROM url WHERE state NOT IN ('pending', 'running') AND due_at IS NOT NULL",
    "final, but leased": "SELECT url FROM url WHERE state NOT IN ('pending', 'running') AND lease_until IS NOT NULL",
    "final without a time": "SELECT url FROM url WHERE state NOT IN ('pending', 'running') AND closed_at IS NULL",
    "done before its last stage": "SELECT url FROM url WHERE state = 'done' AND stage <> 'assign'",
    "past its last stage, but not done": "SELECT url FROM url WHERE state <> 'done' AND stage = 'assign'",
    "given up without a reason": """SELECT url FROM url WHERE state IN ('failed', 'refused')
        AND (reason IS NULL OR detail IS NULL OR reason = '' OR detail = '')""",
    "accepted twice": "SELECT url FROM url GROUP BY url HAVING count(*) > 1",
    "done without an article in a story": """SELECT url.url FROM url LEFT JOIN article ON article.url_id = url.id
        LEFT JOIN membership ON membership.article_id = article.id
        WHERE url.state = 'done' AND membership.story_id IS NULL""",
    "given up, but in a story": """SELECT url.url FROM url JOIN article ON article.url_id = url.id
        JOIN membership ON membership.article_id = article.id WHERE url.state <> 'done'""",
    "the same page as none": """SELECT url.url FROM url LEFT JOIN alias ON alias.key = url.key
        LEFT JOIN article ON article.url_id = alias.url_id WHERE url.state = 'same' AND article.id IS NULL""",
    "the same page as another, with an article of its own": """SELECT url.url FROM url
        JOIN article ON article.url_id = url.id WHERE url.state = 'same'""",
    "several articles": "SELECT url_id FROM article GROUP BY url_id HAVING count(*) > 1",
    "several stories": "SELECT article_id FROM membership GROUP BY article_id HAVING count(*) > 1",
    "a stage done twice": """SELECT url_id, stage FROM step WHERE outcome = 'done' AND stage <> 'dispatch'
        GROUP BY url_id, stage HAVING count(*) > 1""",
    "done without the step that says so": """SELECT url.url FROM url LEFT JOIN step ON step.url_id = url.id
        AND step.stage = 'assign' AND step.outcome IN ('done', 'anew') WHERE url.state = 'done' AND step.id IS NULL""",
    "not one event for each article that came into a story": """SELECT membership.article_id FROM membership
        LEFT JOIN story_event ON story_event.article_id = membership.article_id
        AND story_event.kind IN ('created', 'joined')
        GROUP BY membership.article_id HAVING count(story_event.number) <> 1""",
    "an event that brought an article where it never was": """SELECT story_event.number FROM story_event
        LEFT JOIN membership ON membership.article_id = story_event.article_id
        AND membership.story_id = story_event.story_id
        LEFT JOIN former_membership ON former_membership.article_id = story_event.article_id
        AND former_membership.story_id = story_event.story_id
        WHERE membership.article_id IS NULL AND former_membership.id IS NULL
        AND story_event.kind IN ('created', 'joined')""",
    "a membership that ended without an event": """SELECT former_membership.article_id FROM former_membership
        LEFT JOIN story_event ON story_event.number = former_membership.number
        AND story_event.kind IN ('moved', 'merged', 'split') WHERE story_event.number IS NULL""",
    "a move after which nobody had moved": """SELECT story_event.number FROM story_event
        LEFT JOIN former_membership ON former_membership.number = story_event.number
        WHERE story_event.kind IN ('moved', 'merged', 'split') AND former_membership.id IS NULL""",
    "an article that is not where it was moved last": """SELECT membership.article_id FROM membership
        JOIN (SELECT article_id, max(number) AS number FROM former_membership GROUP BY article_id) AS latest
        ON latest.article_id = membership.article_id JOIN story_event ON story_event.number = latest.number
        WHERE membership.story_id <> CASE WHEN story_event.kind = 'merged' THEN story_event.other_id
        ELSE story_event.story_id END""",
    "a story that was not created once": """SELECT story.id FROM story LEFT JOIN story_event
        ON story_event.story_id = story.id AND story_event.kind IN ('created', 'split')
        GROUP BY story.id HAVING count(story_event.number) <> 1""",
    "a story without members that was not merged": """SELECT story.id FROM story
        LEFT JOIN membership ON membership.story_id = story.id
        WHERE membership.article_id IS NULL AND story.merged_into IS NULL""",
    "a merged story with members": """SELECT story.id FROM story JOIN membership ON membership.story_id = story.id
        WHERE story.merged_into IS NOT NULL""",
    "a story's counts are not its members'": """SELECT story.id FROM story
        LEFT JOIN membership ON membership.story_id = story.id LEFT JOIN article ON article.id = membership.article_id
        GROUP BY story.id, story.articles, story.copies, story.publishers
        HAVING story.articles <> count(article.id) OR story.copies <> count(article.copy_of)
        OR story.publishers <> count(DISTINCT article.site)""",
    "a story's times are not its members'": """SELECT story.id FROM story
        JOIN membership ON membership.story_id = story.id JOIN article ON article.id = membership.article_id
        GROUP BY story.id, story.first_at, story.last_at
        HAVING story.first_at <> min(article.placed_at) OR story.last_at <> max(article.placed_at)""",
    "a copy of a copy": """SELECT article.id FROM article JOIN article AS original ON original.id = article.copy_of
        WHERE original.copy_of IS NOT NULL OR original.id = article.id""",
    "a copy in another story than its original": """SELECT article.id FROM article
        JOIN membership AS mine ON mine.article_id = article.id
        JOIN membership AS theirs ON theirs.article_id = article.copy_of WHERE mine.story_id <> theirs.story_id""",
    "a copy in a story whose original is in none": """SELECT article.id FROM article
        JOIN membership ON membership.article_id = article.id
        LEFT JOIN membership AS theirs ON theirs.article_id = article.copy_of
        WHERE article.copy_of IS NOT NULL AND theirs.article_id IS NULL""",
    "a copy in a story that was there before its original": """SELECT mine.id FROM
        (SELECT id, copy_of, CASE WHEN published_at < seen_at THEN published_at ELSE seen_at END AS first FROM article)
            AS mine JOIN membership ON membership.article_id = mine.id JOIN
        (SELECT id, CASE WHEN published_at < seen_at THEN published_at ELSE seen_at END AS first FROM article)
            AS theirs ON theirs.id = mine.copy_of
        WHERE mine.first < theirs.first OR (mine.first = theirs.first AND mine.id < theirs.id)""",
    "a copy whose nearest text is of another group": """SELECT article.id FROM article
        LEFT JOIN article AS near ON near.id = article.copy_nearest
        WHERE article.copy_of IS NOT NULL AND article.copy_nearest IS NOT NULL
        AND (near.id IS NULL OR near.id = article.id OR coalesce(near.copy_of, near.id) <> article.copy_of)""",
    "an article in a story without a signature": """SELECT article.id FROM article
        JOIN membership ON membership.article_id = article.id WHERE article.signature IS NULL""",
}
#: (table, column) -> (table, column) in which each value must be.
_ROOTS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("page", "url_id"): ("url", "id"),
    ("article", "url_id"): ("url", "id"),
    ("alias", "url_id"): ("url", "id"),
    ("article_version", "article_id"): ("article", "id"),
    ("article", "copy_of"): ("article", "id"),
    ("membership", "article_id"): ("article", "id"),
    ("membership", "story_id"): ("story", "id"),
    ("former_membership", "article_id"): ("article", "id"),
    ("former_membership", "story_id"): ("story", "id"),
    ("pin", "article_id"): ("article", "id"),
    ("pin", "other_article_id"): ("article", "id"),
    ("pin", "story_id"): ("story", "id"),
    ("story_event", "article_id"): ("article", "id"),
    ("story_event", "other_id"): ("story", "id"),
    ("story_event", "story_id"): ("story", "id"),
    ("story", "merged_into"): ("story", "id"),
    ("step", "url_id"): ("url", "id"),
}


def of_ledger(ledger: Ledger) -> list[str]:
    """What is wrong in the ledger."""
    with ledger.read() as connection:
        return wrong_in(connection)


def wrong_in(connection: Connection) -> list[str]:
    """What is wrong, seen from this connection."""
    return list(_wrong(connection))


def _wrong(connection: Connection) -> Iterator[str]:
    for what, query in _LEDGER.items():
        yield from _sentence(what, [row[0] for row in connection.execute(text(query))])
    for (table, column), (root, key) in _ROOTS.items():
        query = f"""SELECT {table}.{column} FROM {table} LEFT JOIN {root} AS root ON root.{key} = {table}.{column}
            WHERE {table}.{column} IS NOT NULL AND root.{key} IS NULL"""
        yield from _sentence(f"{table}.{column} without its row", [row[0] for row in connection.execute(text(query))])


def _sentence(what: str, who: Collection[object]) -> Iterator[str]:
    if who:
        shown = ", ".join(map(str, list(who)[:_SHOWN]))
        yield f"{what}: {len(who)} ({shown}{', ...' if len(who) > _SHOWN else ''})"


# Redis

_PATH = ("fetch", "clean", "dedupe", "assign")


def of_redis(client: redis_py.Redis, ledger: Ledger) -> list[str]:
    """What Redis holds that has no row in the ledger, and keys that nobody knows."""
    with ledger.read() as connection:
        known = {
            table: set(connection.scalars(text(f"SELECT id FROM {table}"))) for table in ("url", "article", "story")
        }
        last = int(connection.scalar(text("SELECT coalesce(max(number), 0) FROM story_event")) or 0)
        hosts = set(connection.scalars(text("SELECT DISTINCT host FROM url")))
    look = _Look(client, known, last, hosts)
    rules: list[tuple[str, Callable[[bytes, re.Match[str]], Iterator[str]]]] = [
        (form.replace("LEDGER", re.escape(ledger.identity)), check) for form, check in look.rules()
    ]
    found: list[str] = []
    for key in sorted(client.scan_iter(count=1000)):
        name = key.decode("latin-1")
        for form, check in rules:
            match = re.fullmatch(form, name, re.DOTALL)
            if match:
                found += check(key, match)
                break
        else:
            found.append(f"nobody knows the key {name!r}")
    return found


class _Look:
    """One look at each kind of key."""

    def __init__(self, client: redis_py.Redis, known: Mapping[str, set[int]], last: int, hosts: set[str]) -> None:
        self._redis = client
        self._known = known
        self._last = last
        self._hosts = hosts

    def rules(self) -> list[tuple[str, Callable[[bytes, re.Match[str]], Iterator[str]]]]:
        """Every key that there may be."""
        return [
            (r"newsloom\.(?:fetch|clean|dedupe|assign|feeds|upkeep)", self._queue),
            (r"unacked", self._unacked),
            (r"unacked_index|unacked_mutex|unacked_restore_.*", self._nothing),
            (r"_kombu\.binding.*|.*\.celery\.pidbox|celeryev\..*", self._nothing),
            (r"newsloom:LEDGER:claims", self._claims),
            (r"newsloom:LEDGER:lost", self._losses),
            (r"newsloom:LEDGER:server", self._nothing),
            (r"newsloom:LEDGER:robots:https?://(.*)", self._robots),
            (r"\{newsloom:LEDGER:dedupe\}:\d+:[\d.]+:a:(\d+)", self._answers),
            (r"\{newsloom:LEDGER:dedupe\}:(?:epoch|\d+:.*)", self._nothing),
            (r"newsloom:LEDGER:assign:\d+:[\d.]+:s:(\d+)", self._story),
            (r"newsloom:LEDGER:assign:\d+:[\d.]+:t:.*", self._postings),
            (r"newsloom:LEDGER:assign:\d+:[\d.]+:cursor", self._cursor),
            (r"newsloom:LEDGER:assign:epoch", self._nothing),
        ]

    def _nothing(self, _key: bytes, _match: re.Match[str]) -> Iterator[str]:
        return iter(())

    def _queue(self, key: bytes, _match: re.Match[str]) -> Iterator[str]:
        for message in self._redis.lrange(key, 0, -1):
            yield from self._message(json.loads(message), f"in the queue {key.decode()}")

    def _unacked(self, key: bytes, _match: re.Match[str]) -> Iterator[str]:
        for value in self._redis.hvals(key):
            yield from self._message(json.loads(value)[0], "taken and not acknowledged")

    def _message(self, message: Mapping[str, object], where: str) -> Iterator[str]:
        """The message of a stage must be of urls that were accepted."""
        for number in urls_of(message):
            if number not in self._known["url"]:
                yield f"a message {where} for url {number}, which has no row"

    def _robots(self, _key: bytes, match: re.Match[str]) -> Iterator[str]:
        """A site is asked for its robots.txt before one of its pages, and no page of the suite leads to another site."""
        if match[1] not in self._hosts:
            yield f"the robots.txt of {match[1]}, which has no url"

    def _claims(self, key: bytes, _match: re.Match[str]) -> Iterator[str]:
        yield from self._claimed(self._redis.zrange(key, 0, -1))

    def _losses(self, key: bytes, _match: re.Match[str]) -> Iterator[str]:
        yield from self._claimed(self._redis.hkeys(key))

    def _claimed(self, names: Iterable[bytes]) -> Iterator[str]:
        """A claim is named after its url, its lease and its stage. Nobody is at work when everything is final."""
        for name in names:
            there = int(name.split(b".")[0]) in self._known["url"]
            yield f"a claim {name.decode()} " + ("that nobody gave up" if there else "of a url that has no row")

    def _answers(self, key: bytes, match: re.Match[str]) -> Iterator[str]:
        for place in self._redis.hkeys(key):
            article = int(match[1]) * 128 + int(place)
            if article not in self._known["article"]:
                yield f"an answer about article {article}, which has no row"

    def _story(self, _key: bytes, match: re.Match[str]) -> Iterator[str]:
        if int(match[1]) not in self._known["story"]:
            yield f"an index of story {match[1]}, which has no row"

    def _postings(self, key: bytes, _match: re.Match[str]) -> Iterator[str]:
        packed = self._redis.get(key) or b""
        for story in (int.from_bytes(packed[at : at + 8], "little") for at in range(0, len(packed), 8)):
            if story not in self._known["story"]:
                yield f"a word of story {story}, which has no row"

    def _cursor(self, key: bytes, _match: re.Match[str]) -> Iterator[str]:
        value = int((self._redis.get(key) or b"0").split()[0])
        if value > self._last:
            yield f"the index of stories has seen event {value}; the last one is {self._last}"


def urls_of(message: Mapping[str, object]) -> list[int]:
    """The urls that a message of the path is about; none for other messages."""
    headers, body = message["headers"], message["body"]
    assert isinstance(headers, Mapping)
    assert isinstance(body, str)
    if str(headers.get("task", "")).removeprefix("newsloom.") not in _PATH:
        return []
    (given, *_), *_ = json.loads(base64.b64decode(body))
    return [int(each["url"]) for each in (given if isinstance(given, list) else [given])]


def queued(client: redis_py.Redis) -> int:
    """Messages of the path that wait in a queue."""
    return sum(int(client.llen(f"newsloom.{stage}")) for stage in _PATH)


def left_behind(client: redis_py.Redis, ledger: Ledger) -> list[Claim]:
    """Steps that somebody is at, or was when he died, and did not give back.

    Not a claim of a step that is done: who prolongs it may be a moment late, and it lapses. Nobody waits for that one.
    """
    held = Claims(client, f"newsloom:{ledger.identity}:").all()
    with ledger.read() as connection:
        rows = {row.id: row for row in connection.execute(text("SELECT id, state, lease, stage FROM url"))}
    return [claim for claim, how in held.items() if how.lost != GIVEN_BACK and _waits(rows[claim.url], claim)]


_BEFORE = {"fetch": "accepted", "clean": "fetch", "dedupe": "clean", "assign": "dedupe"}


def _waits(row: Row[Any], claim: Claim) -> bool:
    return (row.state, row.lease, row.stage) == ("running", claim.lease, _BEFORE[claim.stage])


def claimed(client: redis_py.Redis, ledger: Ledger) -> int:
    """Steps that somebody is at, or was when he died."""
    return int(client.zcard(f"newsloom:{ledger.identity}:claims"))
