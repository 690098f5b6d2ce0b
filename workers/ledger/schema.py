"""The tables. Names are the field's; times are UTC; a change here needs a migration (held by a test).

meta         facts of the ledger itself: its identity, by which indexes in Redis know whose they are; how far second
             thoughts have come.
url          what was accepted, and how far it has come. The row is the acceptance.
host         whose turn it is, so that a host with 10,000 urls is one line in the queue (workers/ledger/hosts.py).
page         raw bytes of a url, compressed, with how they came.
alias        addresses that a page is known by, each once -> the url that has the article (workers/ledger/aliases.py).
article      a page cleaned; its signature; the original that it copies. Its text may go, the row stays (prune.py).
article_version  what an article was before it was read anew (workers/ledger/versions.py).
story        a thread. Never deleted: a merged one points to where it went.
membership   which story an article is in, with the evidence.
former_membership  which story it was in before, and which event ended that (workers/ledger/moves.py).
story_event  append-only log of what happened to stories; its number is the cursor that indexes and followers keep.
pin          what people have said of articles and stories, until they take it back (workers/ledger/pins.py).
feed         what is polled, when next, and how it went.
step         what happened to a url, for `trace`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    false,
    text,
)
from sqlalchemy.engine import Row

from workers.ledger.dialect import ID, Utc

#: a row as it comes from a query; its columns are the names below.
Record = Row[*tuple[Any, ...]]

#: the newest migration; migrations/versions/ has one file for each.
REVISION = "0013"


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _table(name: str, *columns: Any) -> Table:
    """A table whose numbers are never used twice, also in SQLite: ids are for ever."""
    return Table(name, metadata, *columns, sqlite_autoincrement=True)


def _partial(known: str, *columns: str) -> Index:
    """An index of the rows that have a value in this column."""
    there = text(f"{known} IS NOT NULL")
    return Index(None, *columns, sqlite_where=there, postgresql_where=there)


#: articles that are near another one and no copies of it.
_LINKED = text("copy_kind IN ('contained', 'template')")

#: urls of documents that came without one: a made-up name stands there (`PREFIX` of workers/cli/jsonl.py; a test
#: holds the two together).
NAMED = text("substr(url, 1, 7) = 'import:'")

meta = Table("meta", metadata, Column("name", String(32), primary_key=True), Column("value", Text, nullable=False))

url = _table(
    "url",
    Column("id", ID, primary_key=True),
    Column("key", String(32), nullable=False, unique=True),
    Column("url", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("hint", JSON, nullable=False),
    Column("state", String(16), nullable=False),  # pending running done failed refused dropped same
    Column("stage", String(16), nullable=False),  # the last one finished: accepted fetch clean dedupe assign
    Column("attempts", Integer, nullable=False),
    Column("kills", Integer, nullable=False, server_default="0"),  # of its steps that took their process with them
    Column("due_at", Utc),  # pending: when to dispatch; else NULL
    Column("lease", Integer, nullable=False, server_default="0"),  # how often it was dispatched: the newest is good
    Column("lease_until", Utc),  # running: when to look whether it is lost; else NULL
    Column("visits", Integer, nullable=False, server_default="0"),  # how often it was taken up again when it was done
    Column("reason", Text),
    Column("detail", Text),
    Column("accepted_at", Utc, nullable=False),
    Column("touched_at", Utc, nullable=False),
    Column("closed_at", Utc),
    # pending urls only: the queue stays as small as the work that is left, however many urls are done
    _partial("due_at", "host", "due_at", "id"),
    # those on their way only: a few hundred
    _partial("lease_until", "lease_until"),
    Index(None, "state", "accepted_at"),
    # those given up, few among many. Not by their state: SQLite would take the index above, and read all of them
    _partial("reason", "closed_at"),
    # documents without an address only, by the names that they have in its place
    Index(None, "url", sqlite_where=NAMED, postgresql_where=NAMED),
)

host = Table(
    "host",
    metadata,
    Column("host", Text, primary_key=True),
    Column("next_at", Utc),  # when its next url may be leased; NULL while none is pending
    Column("free_at", Utc),  # not to be asked before this
    Column("turns", Integer, nullable=False, server_default="0"),  # how often it was asked: old and new take turns
    # what its answers have taught (workers/pace.py); 0 and NULL: nothing out of the way
    Column("spacing", Float, nullable=False, server_default="0"),  # seconds between two requests, since it was busy
    Column("latency", Float, nullable=False, server_default="0"),  # seconds that an answer of it takes
    Column("crawl_delay", Float, nullable=False, server_default="0"),  # seconds that its robots.txt asks for
    Column("failures", Integer, nullable=False, server_default="0"),  # times in a row that it could not be reached
    Column("down_since", Utc),  # when the first of these was
    Column("held_until", Utc),  # left alone before this, also by who has leased a url of it
    Index(None, "next_at", "free_at"),  # the queue; and of the idle ones (NULL), who has been so the longest
)

page = Table(
    "page",
    metadata,
    Column("url_id", ForeignKey("url.id"), primary_key=True, autoincrement=False),
    Column("url", Text, nullable=False),
    Column("final_url", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", JSON, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("body", LargeBinary, nullable=False),  # zlib
    Column("size", Integer, nullable=False),  # bytes before compression
    Column("fetched_at", Utc, nullable=False),
    Index(None, "fetched_at"),
)

alias = Table(
    "alias",
    metadata,
    Column("key", String(32), primary_key=True),  # as `url.key`: of an address, and one url alone has it
    Column("url_id", ForeignKey("url.id"), nullable=False),
    Column("noted_at", Utc, nullable=False),
    # it was fetched, and led to that page; else a page said so of itself
    Column("seen", Boolean, nullable=False, server_default=false()),
    Index(None, "url_id"),
)

article = _table(
    "article",
    Column("id", ID, primary_key=True),
    Column("url_id", ForeignKey("url.id"), nullable=False, unique=True),
    Column("external_id", Text),
    Column("url", Text, nullable=False),
    Column("title", Text),
    Column("text", Text, nullable=False),
    Column("summary", Text),
    Column("lang", String(16)),
    Column("site", Text),
    Column("authors", JSON, nullable=False),
    Column("credits", JSON, nullable=False),
    Column("sources", JSON, nullable=False),
    Column("confidence", Float),
    Column("published_at", Utc),
    Column("published_offset", Integer),
    Column("published_precision", String(8)),
    Column("placed_at", Utc),  # its time in a story: published, else fetched; NULL for an undated import
    Column("seen_at", Utc, nullable=False),
    Column("signature", LargeBinary),
    Column("copy_of", ForeignKey("article.id")),
    Column("copy_kind", String(16)),  # original identical copy contained template
    Column("copy_nearest", ID),
    Column("copy_likeness", Float),
    Column("copy_containment", Float),
    Column("text_gone_at", Utc),  # when text, summary, signature and vector were pruned; NULL while they are kept
    Column("basis", String(8), nullable=False, server_default="page"),  # page entry stub
    Column("version", Integer, nullable=False, server_default="1"),  # how often it was read with another text or title
    Column("read_at", Utc),  # when this version was first read; NULL: at `seen_at`
    Column("copy_ratio", Float),  # its length / that of copy_nearest; NULL: none, or from before there was this column
    Column("image", Text),  # where its lead picture is; NULL: none, or read before there was this column
    # by which it was placed, packed (workers/assign/packed.py). NULL: not made yet; empty: it counts no more (prune.py)
    Column("vector", LargeBinary),
    Index(None, "copy_of"),
    Index(None, "copy_nearest", sqlite_where=_LINKED, postgresql_where=_LINKED),
    Index(None, "url"),
    # those that can still be pruned
    Index(None, "seen_at", sqlite_where=text("text_gone_at IS NULL"), postgresql_where=text("text_gone_at IS NULL")),
)

article_version = Table(
    "article_version",
    metadata,
    Column("article_id", ForeignKey("article.id"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("read_at", Utc, nullable=False),
    Column("replaced_at", Utc, nullable=False),
    Column("changed", JSON, nullable=False),  # what the next one changed: title, text, basis
    Column("basis", String(8), nullable=False),
    Column("title", Text),
    Column("text", Text),  # NULL: no longer kept
    # those that can still be pruned
    Index(None, "replaced_at", sqlite_where=text("text IS NOT NULL"), postgresql_where=text("text IS NOT NULL")),
)

story = _table(
    "story",
    Column("id", ID, primary_key=True),
    Column("title", Text),
    Column("created_at", Utc, nullable=False),
    Column("first_at", Utc),
    Column("last_at", Utc),
    Column("articles", Integer, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("publishers", Integer, nullable=False),
    Column("merged_into", ForeignKey("story.id")),
    Column("looked", Integer, nullable=False, server_default="0"),  # its members when second thoughts looked at it
    Index(None, "last_at"),
)

membership = Table(
    "membership",
    metadata,
    Column("article_id", ForeignKey("article.id"), primary_key=True, autoincrement=False),
    Column("story_id", ForeignKey("story.id"), nullable=False),
    Column("joined_at", Utc, nullable=False),
    Column("rule", String(16), nullable=False),
    Column("score", Float, nullable=False),
    Column("threshold", Float, nullable=False),
    Column("evidence", JSON, nullable=False),
    Index(None, "story_id", "joined_at"),  # its members, and whether one came lately
)

former_membership = _table(
    "former_membership",
    Column("id", ID, primary_key=True),
    Column("article_id", ForeignKey("article.id"), nullable=False),
    Column("story_id", ForeignKey("story.id"), nullable=False),
    Column("joined_at", Utc, nullable=False),
    Column("left_at", Utc, nullable=False),
    Column("rule", String(16), nullable=False),
    Column("score", Float, nullable=False),
    Column("threshold", Float, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("why", String(16), nullable=False),  # the rule by which it left
    Column("number", ID, nullable=False),  # of the event that ended it; which may be pruned, so no key
    Index(None, "article_id"),
    Index(None, "story_id"),
    Index(None, "number"),
)

story_event = _table(
    "story_event",
    Column("number", ID, primary_key=True),
    Column("kind", String(16), nullable=False),  # created joined, and those in workers/ledger/moves.py and pins.py
    Column("story_id", ForeignKey("story.id"), nullable=False),
    Column("article_id", ForeignKey("article.id")),  # whom it is about; NULL where nobody came
    Column("at", Utc, nullable=False),
    Column("detail", JSON, nullable=False),
    Column("other_id", ID),  # the other story that it changed; no key, which SQLite cannot add
    Index(None, "story_id"),
    _partial("other_id", "other_id"),
)

pin = _table(
    "pin",
    Column("id", ID, primary_key=True),
    Column("kind", String(8), nullable=False),  # pin apart together
    Column("article_id", ForeignKey("article.id"), nullable=False),
    Column("story_id", ForeignKey("story.id")),  # pin: where it must be
    Column("other_article_id", ForeignKey("article.id")),  # apart, together: with whom
    Column("made_at", Utc, nullable=False),
    Column("undone_at", Utc),  # when it was taken back; NULL while it holds
    Index(None, "article_id"),
    _partial("other_article_id", "other_article_id"),
)

feed = _table(
    "feed",
    Column("id", ID, primary_key=True),
    Column("key", String(32), nullable=False, unique=True),
    Column("url", Text, nullable=False),
    Column("title", Text),
    Column("folder", Text),
    Column("added_at", Utc, nullable=False),
    Column("next_poll_at", Utc, nullable=False),
    Column("last_poll_at", Utc),
    Column("last_new_at", Utc),
    Column("failures", Integer, nullable=False),
    Column("reason", Text),
    Column("detail", Text),
    Column("etag", Text),
    Column("modified", Text),
    Column("entries", Integer, nullable=False),
    Column("content", String(32)),  # hash of what it said last (feeds/conditional.py)
    Column("changed_at", Utc),  # since when it has said so
    Column("full_at", Utc),  # its last whole answer; and the conditional polls since then
    Column("conditional_polls", Integer, nullable=False, server_default="0"),
    Column("distrust_until", Utc),  # its validators lied: not sent before
    Column("moved_to", Text),  # where it redirects to for good, and at how many polls in a row (feeds/move.py)
    Column("moved_polls", Integer, nullable=False, server_default="0"),
    Column("interval", Float),  # seconds, as last chosen; and the rule that had the last word (feeds/pace.py)
    Column("rule", Text),
    Column("missed_at", Utc),  # the last poll that found nothing that it knew
    Column("flag", String(16)),  # what looks wrong though it answers (feeds/health.py)
    Column("flag_detail", Text),
    Column("memory", JSON),  # its past, bounded (feeds/memory.py)
    Index(None, "next_poll_at"),
    _partial("reason", "reason"),
)

step = _table(
    "step",
    Column("id", ID, primary_key=True),
    Column("url_id", ForeignKey("url.id"), nullable=False),
    Column("stage", String(16), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("reason", Text),
    Column("detail", Text),
    Column("at", Utc, nullable=False),
    Column("ms", Integer),
    Column("task_id", Text),
    Index(None, "url_id", "id"),
    Index(None, "at"),
)
