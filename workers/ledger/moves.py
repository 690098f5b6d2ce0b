"""moves: articles change their story, and stories become one, or two. Does what it is told, and tells it in the log.

Each change is one event, and each membership that ends by it is kept with the event's number (`former_membership`): so
it is known who was where at any time, and an index that follows the log (workers/assign/index.py) can do what was done
with the members of then, whatever has become of them since.

    moved    story_id is where it went, other_id where it was; detail: from, to, articles, why, score, span
    merged   story_id is gone, other_id is where it went;      detail: from, into, count, why, score
    split    story_id is the new one, other_id the old one;    detail: from, to, articles, why, score, span

span: times of the first and the last member that counts and stayed behind, in seconds; None where none of them is
dated. An article that counts in a story counts in the next one, too: a copy stays one by its rule.

An article goes with its group: a copy is where its original is. A story that nobody is left in was merged. The caller
holds exclusive("assign"). What if it comes twice? Who is there already stays, and no event tells of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import bonds, schema, stories, story_counts
from workers.ledger.dialect import Utc
from workers.ledger.schema import Record
from workers.model import Assignment

_article, _story, _member = schema.article, schema.story, schema.membership
_former = schema.former_membership

#: articles named in one statement: a database takes so many parameters and no more.
_MANY = 1000
#: what a membership keeps of itself when it ends.
_KEPT = ("article_id", "story_id", "joined_at", "rule", "score", "threshold", "evidence")


def move(tx: Connection, article_id: int, to: int, why: Assignment, now: datetime) -> int | None:
    """Take an article and its copies to another story; the event's number. None: they are there already."""
    member, target = stories.of_article(tx, article_id), _living(tx, to)
    if member is None:
        raise ValueError(f"article {article_id} is in no story")
    if member.story_id == target:
        return None
    ids = _with_copies(tx, [article_id], member.story_id)
    if len(ids) == _size(tx, member.story_id):
        return _absorb(tx, member.story_id, target, why, now)
    detail = {"from": member.story_id, "to": target, "articles": ids, **_said(why)}
    return _take(tx, ids, member.story_id, target, ("moved", article_id, detail), why, now)


def empties(connection: Connection, article_id: int) -> bool:
    """Whether nobody would be left in an article's story without it and its copies: then a move is a merge."""
    member = stories.of_article(connection, article_id)
    if member is None:
        return False
    return len(_with_copies(connection, [article_id], member.story_id)) == _size(connection, member.story_id)


def merge(tx: Connection, one: int, other: int, why: Assignment, now: datetime, *, keep: int | None = None) -> int:
    """Make two stories one; the id that stays: that of the larger, of equals of the older. The other leads there.

    keep: the one of them that stays whatever its size.
    """
    one, other, kept = (_living(tx, story) for story in (one, other, keep or one))
    keep, gone = sorted((one, other), key=lambda story: (keep is not None and story != kept, -_size(tx, story), story))
    if keep != gone:
        _absorb(tx, gone, keep, why, now)
    return keep


def split_off(tx: Connection, story_id: int, ids: Collection[int], why: Assignment, now: datetime) -> int | None:
    """Part a story in these articles and the rest; the new story's id. The old id stays with the larger part.

    Of equal parts, with that of the lowest article; before all, with the part that has an article that is pinned to it.
    None: these are all of it, or none, and nothing is parted.
    """
    story_id = _living(tx, story_id)
    part = _with_copies(tx, ids, story_id)
    rest = sorted(set(members(tx, story_id)) - set(part))
    if not part or not rest:
        return None
    held = bonds.held_in(tx, story_id)
    leaving = min(part, rest, key=lambda side: (not held.isdisjoint(side), len(side), -side[0]))
    new = stories.create(tx, now)
    stories.entitle(tx, new, _title(tx, leaving))
    detail = {"from": story_id, "to": new, "articles": leaving, **_said(why)}
    _take(tx, leaving, story_id, new, ("split", None, detail), why, now)
    return new


def rename(tx: Connection, story_id: int, title: str | None, now: datetime, **why: object) -> bool:
    """Give a story another title; False when it has it already. The first one a story gets is no event."""
    was = stories.title_of(tx, story_id)
    if was == title:
        return False
    stories.entitle(tx, story_id, title)
    if was:
        stories.note(tx, story_id, "renamed", {"was": was, "title": title, **why}, now)
    return True


def members(connection: Connection, story_id: int) -> list[int]:
    """The articles that are in a story, by number."""
    mine = sa.select(_member.c.article_id).where(_member.c.story_id == story_id)
    return list(connection.scalars(mine.order_by(_member.c.article_id)))


def _absorb(tx: Connection, gone: int, keep: int, why: Assignment, now: datetime) -> int:
    """All of a story goes into another, and so does what was merged into it before. The event's number."""
    detail = {"from": gone, "into": keep, "count": _size(tx, gone), **_said(why)}
    number = stories.note(tx, gone, "merged", detail, now, other=keep)
    _shift(tx, [_member.c.story_id == gone], keep, why, number, now)
    led = sa.or_(_story.c.id == gone, _story.c.merged_into == gone)
    tx.execute(sa.update(_story).where(led).values(merged_into=keep))
    for each in (gone, keep):
        story_counts.recount(tx, each)
    return number


def _take(
    tx: Connection,
    ids: list[int],
    source: int,
    target: int,
    told: tuple[str, int | None, Mapping[str, object]],
    why: Assignment,
    now: datetime,
) -> int:
    """Some of a story go into another; the event's number. told: its kind, article and detail."""
    kind, article_id, detail = told
    batches = [ids[start : start + _MANY] for start in range(0, len(ids), _MANY)]
    number = stories.note(tx, target, kind, detail, now, other=source, article=article_id)
    _shift(tx, [_member.c.article_id.in_(batch) for batch in batches], target, why, number, now)
    span = {**detail, "span": _span(tx, source)}
    tx.execute(sa.update(schema.story_event).where(schema.story_event.c.number == number).values(detail=span))
    for each in (source, target):
        story_counts.recount(tx, each)
    return number


def _shift(
    tx: Connection, which: Iterable[sa.ColumnElement[bool]], to: int, why: Assignment, number: int, now: datetime
) -> None:
    """These memberships end, and others begin. A copy keeps its reasons: it came with its original.

    One that began by a clock that was ahead of ours ends when it began: nobody leaves before he came.
    """
    came, at = _member.c.joined_at, sa.literal(now, Utc)
    left = sa.case((came > at, came), else_=at)
    for these in which:
        kept = sa.select(*(_member.c[name] for name in _KEPT), left, sa.literal(why.rule), sa.literal(number))
        tx.execute(sa.insert(_former).from_select([*_KEPT, "left_at", "why", "number"], kept.where(these)))
        own = {"rule": why.rule, "score": why.score, "threshold": why.threshold, "evidence": dict(why.evidence)}
        tx.execute(sa.update(_member).where(these, _member.c.rule != "copy").values(own))
        tx.execute(sa.update(_member).where(these).values(story_id=to, joined_at=left))


def _said(why: Assignment) -> dict[str, object]:
    return {"why": why.rule, "score": round(why.score, 4)}


def _living(tx: Connection, story_id: int) -> int:
    found = stories.resolve(tx, story_id)
    if found is None:
        raise ValueError(f"there is no story {story_id}")
    return found


def _size(tx: Connection, story_id: int) -> int:
    """As the members say, not as it was counted last."""
    return int(tx.scalar(sa.select(sa.func.count()).where(_member.c.story_id == story_id)) or 0)


def _with_copies(tx: Connection, ids: Collection[int], story_id: int) -> list[int]:
    """The members of a story that are of a group with these, ascending."""
    wanted, mine = set(ids), sa.func.coalesce(_article.c.copy_of, _article.c.id)
    statement = sa.select(_article.c.id, mine.label("root")).join_from(_member, _article)
    rows: list[Record] = list(tx.execute(statement.where(_member.c.story_id == story_id)).all())
    roots = {row.root for row in rows if row.id in wanted}
    return sorted(row.id for row in rows if row.root in roots)


def _title(tx: Connection, ids: list[int]) -> str | None:
    """Of the earliest that has one."""
    when = sa.func.coalesce(_article.c.placed_at, _article.c.seen_at)
    statement = sa.select(_article.c.title).where(_article.c.id.in_(ids[:_MANY]), _article.c.title.is_not(None))
    found: str | None = tx.scalar(statement.order_by(when, _article.c.id).limit(1))
    return found


def _span(tx: Connection, story_id: int) -> list[float | None]:
    """Times of the first and the last member that counts."""
    times = sa.select(sa.func.min(_article.c.placed_at), sa.func.max(_article.c.placed_at))
    counting = sa.and_(_member.c.story_id == story_id, _member.c.rule != "copy")
    first, last = tx.execute(times.join_from(_member, _article).where(counting)).one()
    return [None if at is None else at.timestamp() for at in (first, last)]
