"""A small vocabulary for tests of the ledger, so that each reads as a story. `now` is always the story's own."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa

from workers.ledger import Ledger, articles, changes, ends, leases, schema, stories, urls
from workers.model import Article, Assignment, CopyKind, Kind, Page, Submission, Verdict

LEASE = 300.0

T = TypeVar("T")


def after(now: datetime, seconds: float) -> datetime:
    return now + timedelta(seconds=seconds)


def a_url(path: str, host: str = "a.example") -> Submission:
    url = f"https://{host}/{path}"
    return Submission(url, key=url[-32:], host=host, via="enqueue")


def a_page(now: datetime, body: bytes = b"<p>words</p>", url: str = "https://a.example/1") -> Page:
    return Page(url, url, 200, {"content-type": "text/html"}, body, Kind.HTML, now)


def a_document(name: str, now: datetime) -> Submission:
    page = Page("", "", 200, {}, name.encode(), Kind.TEXT, now)
    return Submission(f"import:{name}", key=name, host="", via="import", page=page)


def an_article(title: str = "Title", text: str = "Text.", site: str | None = "Site", **more: Any) -> Article:
    values = {"url": f"https://a.example/{title}", "title": title, "text": text, "published": None, "lang": "en"}
    return Article(**(values | {"site": site} | more))


def write(ledger: Ledger, act: Callable[..., T], *arguments: Any, **more: Any) -> T:
    """One store operation in a transaction of its own."""
    with ledger.begin() as tx:
        return act(tx, *arguments, **more)


def look(ledger: Ledger, ask: Callable[..., T], *arguments: Any, **more: Any) -> T:
    with ledger.read() as connection:
        return ask(connection, *arguments, **more)


def accept(ledger: Ledger, now: datetime, *submissions: Submission) -> list[int]:
    """Accept new urls; their ids in order."""
    return list(write(ledger, urls.accept, submissions, now).new)


def lease(ledger: Ledger, now: datetime, room: int = 100, spacing: float = 0.0, seconds: float = LEASE) -> list[int]:
    """One round of dispatch; the ids that it took."""
    with ledger.exclusive("dispatch") as tx:
        return [row.id for row in leases.take(tx, now, room, seconds, spacing)]


def row(ledger: Ledger, url_id: int) -> Any:
    found = look(ledger, urls.get, url_id)
    assert found is not None
    return found


def advance(ledger: Ledger, now: datetime, url_id: int, stage: str) -> bool:
    """A stage of the url is finished, as it stands."""
    return write(ledger, urls.advance, row(ledger, url_id), stage, now)


def finish(ledger: Ledger, now: datetime, *ids: int) -> None:
    for url_id in ids:
        for stage in urls.STAGES[1:]:
            advance(ledger, now, url_id, stage)


def postpone(ledger: Ledger, now: datetime, url_id: int, until: datetime) -> None:
    write(ledger, ends.postpone, url_id, now, until, "timeout", "it took too long")


def give_up(ledger: Ledger, now: datetime, url_id: int, state: str = "failed", reason: str = "http-404") -> None:
    write(ledger, ends.give_up, url_id, now, state, reason, "there is no such page")


def turn_of(ledger: Ledger, host: str) -> datetime | None:
    """When a host stands in the queue; None when it does not."""
    return look(ledger, lambda tx: tx.scalar(sa.select(schema.host.c.next_at).where(schema.host.c.host == host)))


def save(ledger: Ledger, now: datetime, article: Article, *, placed_at: datetime | None = None, url: str = "") -> int:
    """A new url with its article; the article's id."""
    (url_id,) = accept(ledger, now, a_url(url or f"of-{article.title}"))
    return write(ledger, articles.save, url_id, article, external_id=None, placed_at=placed_at, now=now)


def copy(ledger: Ledger, copy_id: int, original: int) -> None:
    verdict = Verdict(CopyKind.COPY, original, original, 0.9, 0.95)
    write(ledger, articles.sign, copy_id, b"\x01", verdict)


def join(ledger: Ledger, now: datetime, story_id: int, *ids: int) -> list[int]:
    """Put articles into a story; the numbers of the events."""
    assignment = Assignment(story_id, score=0.4, threshold=0.15, rule="joined", evidence={"names": ["Ishiba"]})
    numbers = []
    for article_id in ids:
        write(ledger, stories.join, article_id, story_id, assignment, now)
        numbers.append(look(ledger, stories.last_number))
    return numbers


def begin_story(ledger: Ledger, now: datetime, article_id: int) -> int:
    story_id = write(ledger, stories.create, now)
    write(ledger, stories.join, article_id, story_id, Assignment(None, 0.0, 0.15, "created"), now)
    return story_id


def events(ledger: Ledger, after: int = 0) -> list[Any]:
    """What happened to stories after this event."""
    return list(changes.since(ledger, after))


def wipe(ledger: Ledger) -> None:
    """Forget all urls."""
    with ledger.begin() as tx:
        for table in (schema.step, schema.page, schema.url, schema.host):
            tx.execute(sa.delete(table))


def flat(rounds: Iterable[Iterable[int]]) -> list[int]:
    return [url_id for taken in rounds for url_id in taken]


def meet(ledger: Ledger) -> None:
    """All hosts that there are have been asked before."""
    with ledger.begin() as tx:
        tx.execute(sa.update(schema.host).values(turns=2))


def packing(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many connections are in use, each time that something is compressed from here on."""
    compress, found = zlib.compress, list[int]()

    def watched(data: bytes, *how: int) -> bytes:
        found.append(ledger.engine.pool.checkedout())  # type: ignore[attr-defined]
        return compress(data, *how)

    monkeypatch.setattr(zlib, "compress", watched)
    return found


@contextmanager
def counting(tx: sa.Connection, unit: int = 100) -> Iterator[list[int]]:
    """How many steps SQLite takes; of so many one is counted."""
    steps = [0]

    def step() -> int:
        steps[0] += 1
        return 0

    driver = tx.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.set_progress_handler(step, unit)
    yield steps
    driver.set_progress_handler(None, 0)
