"""What is old goes, a batch at a time. Does what it is told: what counts as old is decided in workers/upkeep/decide.py.

Each batch looks at the next `size` rows in the order of an index, from the mark that the batch before left, and lets
those go that may; the others are passed over. So a batch costs the same however many rows there are, and also where
nearly all of them have to stay.

What if it comes twice, or beside itself? A row that a twin has locked is passed over, one that is gone is gone. Who
waits for a row of ours (`failed retry`, `accept`) waits for one batch, and then sees that it is not there. Nobody is
waited for in here, so nobody waits in a circle.

Whether a story is asleep is to be asked within exclusive("assign"): then nothing joins it meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import articles, schema, stories, story_log
from workers.ledger.schema import Record
from workers.ledger.urls import GIVEN_UP
from workers.ledger.versions import forget_texts

_url, _host, _page, _step = schema.url, schema.host, schema.page, schema.step
_version = schema.article_version
_article, _story, _member, _event = schema.article, schema.story, schema.membership, schema.story_event


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a walk has come: the last row that was looked at."""

    at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class Walk:
    """What a batch looks at."""

    #: rows older than this.
    before: datetime
    #: from here on; None: from the oldest.
    after: Mark | None
    #: so many at most.
    size: int


@dataclass(frozen=True, slots=True)
class Rest:
    """When a story is asleep."""

    #: none of its members is dated at this time or later, in the articles' own time ...
    asleep: datetime
    #: ... and none has joined it at this time or later, in ours.
    quiet: datetime


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch did."""

    #: rows that went, or lost their text.
    gone: int
    #: where the next one goes on; None when nothing old is left to look at.
    last: Mark | None


def pages(tx: Connection, walk: Walk) -> Batch:
    """The raw bytes of pages fetched before this time, where the url has come to its end.

    Those of an imported document that was given up stay: there is nothing to fetch, so `retry` needs them. So do those
    that an archive brought, until their host was asked for them: it may have them no more.
    """
    ended = sa.and_(_url.c.closed_at.is_not(None), sa.or_(_url.c.host != "", _url.c.state == "done")).label("ended")
    statement = sa.select(_page.c.url_id.label("number"), _page.c.fetched_at.label("at"), ended)
    statement = statement.join_from(_page, _url, _url.c.id == _page.c.url_id)
    rows = _looked(tx, statement, _page.c.fetched_at, _page.c.url_id, walk, of=_page)
    return _batch(rows, walk, _delete(tx, _page.c.url_id, [row.number for row in rows if row.ended]))


def steps(tx: Connection, walk: Walk) -> Batch:
    """Steps taken before this time."""
    statement = sa.select(_step.c.id.label("number"), _step.c.at)
    rows = _looked(tx, statement, _step.c.at, _step.c.id, walk, of=_step)
    return _batch(rows, walk, _delete(tx, _step.c.id, [row.number for row in rows]))


def failed(tx: Connection, walk: Walk) -> Batch:
    """Urls given up before this time, with their pages and steps.

    One that has become an article stays, whether that is in a story or not: copies may point to it, in the ledger or
    in the index of copies.
    """
    became = sa.exists().where(_article.c.url_id == _url.c.id).label("became")
    statement = sa.select(_url.c.id.label("number"), _url.c.closed_at.label("at"), _url.c.state, became)
    statement = statement.where(_url.c.reason.is_not(None))  # as the index has it
    rows = _looked(tx, statement, _url.c.closed_at, _url.c.id, walk, of=_url)
    ids = [row.number for row in rows if row.state in GIVEN_UP and not row.became]
    _delete(tx, _step.c.url_id, ids)
    _delete(tx, _page.c.url_id, ids)
    return _batch(rows, walk, _delete(tx, _url.c.id, ids))


def texts(tx: Connection, walk: Walk, rest: Rest, now: datetime) -> Batch:
    """Texts, summary, signature and vector of articles seen before this time whose story is asleep. The row stays.

    The texts: that of the article, and those of all that it was before. With the first of them the index of stories
    forgets the story (`_forget`): Redis may hold it still, since `reindex` has just brought it back.
    """
    statement = sa.select(_article.c.id.label("number"), _article.c.seen_at.label("at"))
    statement = statement.where(_article.c.text_gone_at.is_(None))
    rows = _looked(tx, statement, _article.c.seen_at, _article.c.id, walk)
    ids = _asleep(tx, [row.number for row in rows], rest)
    _forget(tx, ids, now)
    stub = {"text": "", "summary": None, "signature": None, "vector": b"", "text_gone_at": now}
    gone = tx.execute(sa.update(_article).where(_article.c.id.in_(ids)).values(**stub)).rowcount if ids else 0
    forget_texts(tx, ids)
    return _batch(rows, walk, gone)


def versions(tx: Connection, walk: Walk) -> Batch:
    """Texts that another reading of their article replaced before this time. The rows stay."""
    statement = sa.select(_version.c.article_id.label("number"), _version.c.replaced_at.label("at"))
    statement = statement.where(_version.c.text.is_not(None))
    rows = _looked(tx, statement, _version.c.replaced_at, _version.c.article_id, walk, of=_version)
    mine = _version.c.article_id.in_([row.number for row in rows])  # by pairs alone SQLite finds no row: it reads all
    old = sa.tuple_(_version.c.article_id, _version.c.replaced_at).in_([(row.number, row.at) for row in rows])
    gone = tx.execute(sa.update(_version).where(mine, old).values(text=None)).rowcount if rows else 0
    return _batch(rows, walk, gone)


def events(tx: Connection, walk: Walk, rest: Rest) -> Batch:
    """Events before this time of stories that are asleep; never those of the story that moved last.

    Cursors point to the newest event of all, and so it stays; with the rest of its story, so that no story has a gap
    in the middle, but where it tells that the story was forgotten: then it stays alone. So does the newest that the
    index of stories takes: by it this ledger is known. What changed two stories stays
    while one of them is awake: an index that is made from the log anew would not know otherwise who came into it, or
    left it. In the order of their numbers, which is the order of their times but for moments: the walk ends at the
    first event that is too young, and what it misses by that goes another time.

    Left open: an index that stands at an older event, because nobody has asked it since, takes the ledger for one that
    was put back, and is filled anew once.
    """
    both = (_event.c.story_id, sa.func.coalesce(_event.c.other_id, _event.c.story_id).label("other_id"))
    last = {stories.last_number(tx), story_log.last_number(tx)}
    moved = sa.select(*both).where(_event.c.kind != story_log.FORGOTTEN)
    newest = tx.execute(moved.order_by(_event.c.number.desc()).limit(1)).first()
    statement = (
        sa.select(_event.c.number, _event.c.at, *both)
        .where(_event.c.number > (walk.after.number if walk.after else 0))
        .order_by(_event.c.number)
        .limit(walk.size)
    )
    old = [row for row in tx.execute(statement).all() if row.at < walk.before]
    resting = _resting(tx, {story for row in old for story in (row.story_id, row.other_id)}, rest)
    resting -= {newest.story_id, newest.other_id} if newest else set()
    ids = [row.number for row in old if {row.story_id, row.other_id} <= resting and row.number not in last]
    return _batch(old, walk, _delete(tx, _event.c.number, ids))


def hosts(tx: Connection, walk: Walk) -> Batch:
    """Hosts that were asked last before this time and of which nothing waits. None is passed over: no mark."""
    gone = 0
    for idle in (_host.c.free_at.is_(None), _host.c.free_at < walk.before):
        statement = sa.select(_host.c.host).where(_host.c.next_at.is_(None), idle)
        # NULLs in order of NULL: PostgreSQL does not see otherwise that the index has them in order
        statement = statement.order_by(_host.c.next_at, _host.c.free_at).limit(walk.size)
        names = tx.scalars(statement.with_for_update(skip_locked=True)).all()
        gone += _delete(tx, _host.c.host, names)
    return Batch(gone, Mark(walk.before, 0) if gone >= walk.size else None)


def _looked(
    tx: Connection, statement: sa.Select[Any], at: Any, number: Any, walk: Walk, of: sa.Table | None = None
) -> Sequence[Record]:
    """The next rows of a walk. of: the table whose rows are locked, where nothing else keeps others away."""
    if walk.after:
        beyond = sa.or_(at > walk.after.at, number > walk.after.number)
        statement = statement.where(at >= walk.after.at, beyond)
    statement = statement.where(at < walk.before).order_by(at, number).limit(walk.size)
    if of is not None:
        statement = statement.with_for_update(of=of, skip_locked=True)
    return tx.execute(statement).all()


def _asleep(tx: Connection, ids: Sequence[int], rest: Rest) -> set[int]:
    """Those of these articles that are in a story that is asleep.

    A question of its own: as a part of the walk's, PostgreSQL reads all memberships to answer it (1.1 s a batch of a
    million rows, measured; so it takes 10 ms).
    """
    found = sa.select(_member.c.article_id).join_from(_member, _story, _story.c.id == _member.c.story_id)
    return set(tx.scalars(found.where(_member.c.article_id.in_(ids), *_rests(rest))))


def _forget(tx: Connection, ids: Collection[int], now: datetime) -> None:
    """No member of the stories that these are in counts in an index any more, whether its text goes now or later.

    Once, when the first of it goes that counts. An event of each such story tells it to the index that lives; that none
    of its vectors is kept, to one that is made anew. So both hold the same, also when its members are moved after that,
    or somebody comes to it.
    """
    counts = (_member.c.rule != "copy", _article.c.text_gone_at.is_(None), ~articles.FORGOTTEN)
    found = sa.select(_member.c.story_id, _member.c.article_id).join_from(_member, _article).where(*counts)
    of = set(tx.scalars(found.with_only_columns(_member.c.story_id).where(_member.c.article_id.in_(ids))))
    if not of:
        return
    rows = tx.execute(found.where(_member.c.story_id.in_(of))).all()
    for story, count in sorted(Counter(row.story_id for row in rows).items()):
        stories.note(tx, story, story_log.FORGOTTEN, {"count": count}, now)
    mine = sa.select(_member.c.article_id).where(_member.c.story_id.in_(of), _member.c.rule != "copy")
    tx.execute(sa.update(_article).where(_article.c.id.in_(mine)).values(vector=b""))


def _resting(tx: Connection, ids: Collection[int], rest: Rest) -> set[int]:
    """Those of these stories that are asleep. A merged one sleeps while the one does that it went into."""
    mine = _story.alias("mine")
    joined = sa.select(mine.c.id).join_from(
        mine, _story, _story.c.id == sa.func.coalesce(mine.c.merged_into, mine.c.id)
    )
    return set(tx.scalars(joined.where(mine.c.id.in_(ids), *_rests(rest))))


def _rests(rest: Rest) -> tuple[sa.ColumnElement[bool], ...]:
    other = _member.alias("other")
    lately = sa.exists().where(other.c.story_id == _story.c.id, other.c.joined_at >= rest.quiet)
    return sa.or_(_story.c.last_at.is_(None), _story.c.last_at < rest.asleep), ~lately


def _batch(rows: Sequence[Record], walk: Walk, gone: int) -> Batch:
    return Batch(gone, Mark(rows[-1].at, rows[-1].number) if len(rows) >= walk.size else None)


def _delete(tx: Connection, column: sa.Column[Any], values: Sequence[Any]) -> int:
    if not values:
        return 0
    return tx.execute(sa.delete(column.table).where(column.in_(values))).rowcount
