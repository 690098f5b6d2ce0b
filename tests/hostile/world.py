"""Drives a row of the corpus through its real door, and what was accepted through every stage, to its end.

The commands run in this process, as the command line runs them; the ledger, Redis and the web site are real. Every
host name leads to the one site on loopback.
"""

from __future__ import annotations

import io
import logging
import os
import random
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import structlog

from tests.hostile.make import untitled
from tests.hostile.rows import WRITES, Answer, Door, File, Row
from tests.site import Site
from tests.steps import do
from workers import bootstrap, log
from workers.bootstrap import Services
from workers.claims import Claim
from workers.cli import run
from workers.errors import NewsloomError
from workers.feeds.stage import poll
from workers.fetch.http import Client
from workers.ledger import Ledger, articles, leases, schema, urls
from workers.ledger.schema import Record
from workers.settings import Settings

NOW = datetime(2025, 2, 7, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Said:
    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a row."""

    #: by each way through its door.
    said: tuple[Said, ...]
    #: the rows of new urls, as they are in the end.
    urls: tuple[Record, ...]
    articles: tuple[Record, ...]
    #: the feed of the row.
    feed: Record | None
    #: log lines with the reason why an entry of a feed was refused.
    refused: int


class World:
    """A ledger, a site, and all that was said about them so far."""

    def __init__(self, ledger: Ledger, redis_url: str, site: Site, folder: Path) -> None:
        chosen = Settings()
        chosen = replace(
            chosen,
            newsloom=replace(chosen.newsloom, home=folder / "home"),
            dispatch=replace(chosen.dispatch, host_spacing=0.0),
            fetch=replace(chosen.fetch, allow_networks=("127.0.0.0/8",), connect_timeout=20.0, read_timeout=20.0),
        )
        self.services = Services(chosen, lambda: NOW, random.Random(1).random, redis_url)
        self.services.__dict__["ledger"] = ledger
        self.services.__dict__["client"] = Client(chosen.fetch, self._resolve)
        self.ledger = ledger
        self.log = io.StringIO()
        #: all that commands wrote.
        self.heard: list[Said] = []
        #: the commands that were run.
        self.told: set[str] = set()
        self._site, self._folder = site, folder
        self._seen: dict[Row, Seen] = {}
        site.everywhere(untitled())

    def _resolve(self, host: str, port: int, *_: object) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", self._site.port))]

    def seen(self, row: Row) -> Seen:
        """What came of a row, which is driven when it is first asked for."""
        if row not in self._seen:
            self._seen[row] = self._driven(row, len(self._seen))
        return self._seen[row]

    def newsloom(self, *words: str, given: bytes = b"") -> Said:
        """Run a command line; given: its standard input."""
        out, err = io.StringIO(), io.StringIO()
        with self.inside(), redirect_stdout(out), redirect_stderr(err), pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
            code = run(list(words))
        self.told.add(words[0])
        self.heard.append(Said(code, out.getvalue(), err.getvalue()))
        return self.heard[-1]

    def said(self) -> str:
        """All that commands wrote so far."""
        return "".join(heard.out + heard.err for heard in self.heard)

    @contextmanager
    def inside(self) -> Iterator[None]:
        """This world's services are those of the process, and its log is kept."""
        root = logging.getLogger()
        before = root.handlers[:], root.level
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(bootstrap, "_of_process", {os.getpid(): self.services})
            log.clear()
            log.configure("debug", "json", self.log)
            try:
                yield
            finally:
                root.handlers[:], root.level = before
                structlog.reset_defaults()
                log.clear()

    def everything(self) -> str:
        """Each value of each row of each table, but for the bytes of pages."""
        with self.ledger.read() as connection:
            return "\n".join(
                repr(tuple(row))
                for table in schema.metadata.sorted_tables
                for row in connection.execute(
                    sa.select(*(c for c in table.c if not isinstance(c.type, sa.LargeBinary)))
                )
            )

    def ids(self, table: sa.Table) -> list[int]:
        with self.ledger.read() as connection:
            return list(connection.scalars(sa.select(table.c.id).order_by(table.c.id)))

    def explicable(self) -> list[int]:
        """The articles that are in a story."""
        joined = sa.select(schema.membership.c.article_id).order_by(schema.membership.c.article_id)
        with self.ledger.read() as connection:
            return list(connection.scalars(joined))

    def pinnable(self) -> list[tuple[int, int]]:
        """Originals whose title was to act, each with its story."""
        joined = sa.select(schema.article.c.id, schema.membership.c.story_id).join_from(
            schema.article, schema.membership
        )
        acting = joined.where(schema.article.c.copy_of.is_(None), schema.article.c.title.contains(WRITES))
        with self.ledger.read() as connection:
            return [(int(article), int(story)) for article, story in connection.execute(acting)]

    def _driven(self, row: Row, number: int) -> Seen:
        urls_before, feeds_before = set(self.ids(schema.url)), set(self.ids(schema.feed))
        refused_before = self.log.getvalue().count("entry.refused")
        said = tuple(self._through(row, number))
        with self.ledger.read() as connection:
            feed = connection.execute(sa.select(schema.feed).where(schema.feed.c.id.not_in(feeds_before))).one_or_none()
        if row.door is Door.FEED and feed is not None:
            self._poll(feed.id)
        new = [url_id for url_id in self.ids(schema.url) if url_id not in urls_before]
        self._finish(new)
        with self.ledger.read() as connection:
            rows = tuple(found for url_id in new if (found := urls.get(connection, url_id)))
            made = tuple(found for url_id in new if (found := articles.of_url(connection, url_id)))
            feed = feed and connection.execute(sa.select(schema.feed).where(schema.feed.c.id == feed.id)).one()
        return Seen(said, rows, made, feed, self.log.getvalue().count("entry.refused") - refused_before)

    def _through(self, row: Row, number: int) -> Iterator[Said]:
        """Through the row's door, in each way that there is."""
        sent, name = row.sent(), f"row-{number}"
        match row.door, sent:
            case Door.ENQUEUE, str() | bytes():
                data = sent if isinstance(sent, bytes) else sent.encode()
                if b"\n" not in data:
                    yield self.newsloom("enqueue", "-", given=data)
                if not data.startswith(b"\xef\xbb\xbf"):  # a mark of files, not of words
                    yield self.newsloom("enqueue", "--", os.fsdecode(data))
            case Door.ADD, str():
                yield self.newsloom("feeds", "add", "--unchecked", "--", sent)
                yield self.newsloom("feeds", "add", "--unchecked", "--json", "--", sent)
            case ((Door.LINE | Door.OPML), str() | bytes()):
                words = ["import"] if row.door is Door.LINE else ["feeds", "import"]
                yield self.newsloom(*words, str(self._write(name, sent)))
            case ((Door.FILE | Door.ARCHIVE | Door.SETTINGS), File()):
                compare = ["replay", str(self._write("none.jsonl", "")), "--compare"]
                words = compare if row.door is Door.SETTINGS else ["import"]
                yield self.newsloom(*words, str(self._write(sent.name, sent.content)))
            case Door.FOLDER, File():
                self._write(sent.name, sent.content, name)
                yield self.newsloom("import", str(self._folder / name))
            case ((Door.PAGE | Door.FEED), Answer()):
                path = "/own" if row.door is Door.PAGE else "/rss"
                self._serve(path, sent)
                words = ["enqueue"] if row.door is Door.PAGE else ["feeds", "add", "--unchecked"]
                yield self.newsloom(*words, f"http://n{number}.example{path}")
            case Door.ASKED, str():
                yield self.newsloom(*sent.split("\n"))
            case _:
                pytest.fail(f"{row.name}: {type(sent).__name__} does not fit through {row.door.name}")

    def _write(self, name: str, content: str | bytes, folder: str = ".") -> Path:
        path = self._folder / folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def _serve(self, path: str, answer: Answer) -> None:
        if answer.raw is not None:
            self._site.raw(path, answer.raw)
        else:
            self._site.page(path, answer.body, answer.status, answer.headers)

    def _poll(self, feed_id: int) -> None:
        here = self.services
        with self.inside():
            poll(
                feed_id, ledger=self.ledger, client=here.client, chosen=here.settings.feeds, now=NOW, chance=here.chance
            )

    def _finish(self, ids: list[int]) -> None:
        """Every stage of these urls, as far as they get."""
        with self.inside():
            with self.ledger.exclusive("dispatch") as tx:
                leases.take(tx, NOW, 1000, 3600.0, 0.0)
            for url_id in ids:
                with suppress(NewsloomError):  # the ledger knows
                    for stage in urls.STAGES[1:]:
                        do(self.services, Claim(url_id, 1, stage))
