"""lineage: the original of a group of copies as it is known now. The ledger's word; the index in Redis may know less.

The index answers by order of arrival. `link` keeps its answer in the ledger's terms; `settle` makes the earliest of a
group its original when that one comes into a story. What holds after each transaction (the doctor's checks copy-root,
copy-story, copy-first and copy-nearest, workers/ledger/story_checks.py):

1. A copy names an original that is none itself: a group has one original, and all of it name that one.
2. Where any of a group is in a story, its original is, too, and in the same one. So an article that never comes into a
   story takes no group along; until any has come, the original is the one that the index knows.
3. None of the group that is in a story is known to be earlier than its original. Earlier: `FIRST_AT`, then the lower
   number. An article was published when its page says so, and no later than it was seen: that alone is known of an
   undated one, and a day that stands for its noon may still lie ahead.
4. A copy's nearest text is in its group, and by the nearest ones each copy comes to its original
   (workers/lineage.py). Likeness, containment and kind are those of the copy and its nearest, as they were first
   read. What an original is to a text of another group (workers/ledger/linked.py) is known of it alone: when it
   becomes a copy, that goes.
5. When the original of a group that is in a story changes, that is an event of the story, `rerooted`, in the same
   transaction. It has no article of its own, since nobody came: its detail names `original` and `was`.

Who places an article already holds exclusive("assign"); who links or turns takes the lock `copies` besides, always
second, so that no link is made to an original that is being turned into a copy. On SQLite all writers are in turn.

What if it comes twice? `link` of a text that is known leaves a group as it stands: the index's answer is the old one,
the ledger may know better. An article with another text, that is in no story yet, leaves its group first. An article
in a story keeps its place in its group whatever it says later. `settle` of one that is original already does nothing.

What if its copies are quicker? The index answers before the ledger is written, so a copy may be linked, placed and made
the original while its own original still waits to be linked. Who is linked the first time keeps the place that others
gave it meanwhile, and brings its signature. Until then it left its group, as one whose text is another now, or was
written as an original over the link that had made it a copy: of one text in four states, all answered before any was
linked, two originals remained in 36 of 48 orders of links and placings, in all but those in which the index's original
was linked first (test_lineage_at_once.py). Nor is a copy that is not linked yet anybody's nearest text: who is told of
it is linked to the original that the index names, and the link counts as one to that (workers/lineage.py).
Left open: an article that the index has answered for, that was never linked, and whose page has another text when it is
fetched again. The index gives it the answer of the first text, and its copies stay.

After `reindex` the index knows the originals of today: it is filled from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import articles, schema, stories, story_counts
from workers.ledger.base import hold
from workers.ledger.schema import Record
from workers.lineage import Link, turned
from workers.model import CopyKind, Verdict

_article, _member = schema.article, schema.membership

#: the kind of the event.
REROOTED = "rerooted"
#: a link of the original: to none.
_ORIGINAL = Link(None, CopyKind.ORIGINAL.value, 0.0, 0.0)


def first_at(article: sa.FromClause) -> sa.ColumnElement[datetime]:
    """When an article was there at the latest: as its page says, or when it was seen."""
    told, seen = article.c.published_at, article.c.seen_at
    return sa.case((told < seen, told), else_=seen)


FIRST_AT = first_at(_article)

_STANDING = sa.select(
    *(_article.c.id, _article.c.copy_of, _article.c.copy_kind, _article.c.copy_nearest, _article.c.copy_likeness),
    *(
        _article.c.copy_containment,
        _article.c.copy_ratio,
        _article.c.signature,
        FIRST_AT.label("first_at"),
        _member.c.story_id,
    ),
).join_from(_article, _member, _member.c.article_id == _article.c.id, isouter=True)

#: made once: each article that is placed asks it.
_STANDING_OF = _STANDING.where(_article.c.id == sa.bindparam("wanted"))

#: an article as a person is told of it.
TOLD = sa.select(*articles.BRIEF, FIRST_AT.label("first_at"))


def standing(connection: Connection, article_id: int) -> Record:
    """What an article is a copy of, and the story that it is in."""
    return connection.execute(_STANDING_OF, {"wanted": article_id}).one()


def original_of(connection: Connection, article_id: int) -> int:
    """The original of an article's group: itself, where it is none's copy."""
    found = connection.scalar(sa.select(_article.c.copy_of).where(_article.c.id == article_id))
    return int(found or article_id)


def group(connection: Connection, original: int) -> list[Record]:
    """An original and its copies, by number; what is known of their links."""
    mine = sa.or_(_article.c.id == original, _article.c.copy_of == original)
    return list(connection.execute(_STANDING.where(mine).order_by(_article.c.id)).all())


def told(connection: Connection, original: int) -> list[Record]:
    """An original and its copies, by number, for a person: of each text only the beginning."""
    mine = sa.or_(_article.c.id == original, _article.c.copy_of == original)
    return list(connection.execute(TOLD.where(mine).order_by(_article.c.id)).all())


def link(tx: Connection, article_id: int, signature: bytes, verdict: Verdict) -> Verdict:
    """Keep an article's signature and what the index says that it copies; the verdict as the ledger has it then.

    Of an article that is in no story.
    """
    row = standing(tx, article_id)
    if row.signature is None and verdict.original is None:
        return _first(tx, article_id, signature, verdict)
    hold(tx, "copies")
    row = standing(tx, article_id)
    followed = tx.scalar(sa.select(sa.exists().where(_article.c.copy_of == article_id)))
    if row.copy_of or followed:
        if row.signature is None:
            return _first(tx, article_id, signature, Verdict(CopyKind.ORIGINAL))
        if row.signature == signature:
            return articles.verdict_of(row)
    if followed:
        _leave(tx, article_id)
    elif row.copy_of:
        _part(tx, article_id, row.copy_of)
    if verdict.original is not None:
        verdict = _known(tx, verdict.original, verdict)
    articles.sign(tx, article_id, signature, verdict)
    return verdict


def settle(tx: Connection, article_id: int) -> int | None:
    """Make an article the original of its group where it is the earliest of those that are in a story, and itself.

    Before it comes into one, within exclusive("assign"). Returns who was the original, where that one is in a story:
    then `tell` is due.
    """
    if standing(tx, article_id).copy_of is None:
        return None
    hold(tx, "copies")
    mine = standing(tx, article_id)
    original = standing(tx, mine.copy_of)
    if original.story_id is not None and _age(original) < _age(mine):
        return None
    _turn(tx, original.id, article_id)
    return None if original.story_id is None else int(original.id)


def tell(tx: Connection, story_id: int, original: int, was: int, now: datetime) -> None:
    """Say in the story's log that another article is the original now. Within exclusive("assign")."""
    stories.note(tx, story_id, REROOTED, {"original": original, "was": was}, now)
    story_counts.recount(tx, story_id)


def mend(tx: Connection, originals: Sequence[int], now: datetime) -> None:
    """Make the earliest that is in a story the original of each of these groups. Within exclusive("assign")."""
    hold(tx, "copies")
    for original in originals:
        placed = [row for row in group(tx, original) if row.story_id is not None]
        best = min(placed, key=_age)
        if best.id != original:
            _turn(tx, original, best.id)
            tell(tx, best.story_id, best.id, original, now)


def _first(tx: Connection, article_id: int, signature: bytes, verdict: Verdict) -> Verdict:
    """Link an article that is an original, as far as it knows: unless one of its copies has become that by now.

    Without the lock, for which most articles would wait: whoever is turning it is waited for at its row.
    """
    if articles.sign_original(tx, article_id, signature, verdict):
        return verdict
    articles.resign(tx, article_id, signature)
    return articles.verdict_of(standing(tx, article_id))


def _known(tx: Connection, original: int, verdict: Verdict) -> Verdict:
    """What the index says of a copy, in the ledger's terms; of a nearest text that is not linked yet, its original."""
    nearest = verdict.nearest or original
    if nearest != original and standing(tx, nearest).signature is None:
        return replace(verdict, original=original_of(tx, original), nearest=None)
    return replace(verdict, original=original_of(tx, nearest))


def _age(row: Record) -> tuple[datetime, int]:
    return row.first_at, row.id


def _leave(tx: Connection, original: int) -> None:
    """An original goes from its group, whose earliest is the original then."""
    new = min((row for row in group(tx, original) if row.id != original), key=_age).id
    _turn(tx, original, new)
    _part(tx, original, new)


def _part(tx: Connection, gone: int, original: int) -> None:
    """Nobody's nearest text in this group is the one that goes, whose text is another now."""
    theirs = sa.and_(_article.c.copy_of == original, _article.c.copy_nearest == gone)
    tx.execute(sa.update(_article).where(theirs).values(copy_nearest=None))


def _turn(tx: Connection, root: int, new: int) -> None:
    """Another one of the group is the original."""
    links = {
        row.id: Link(
            row.copy_nearest, row.copy_kind, row.copy_likeness or 0.0, row.copy_containment or 0.0, row.copy_ratio
        )
        for row in group(tx, root)
    }
    tx.execute(sa.update(_article).where(_article.c.copy_of == root).values(copy_of=new))
    for article_id, changed in turned(links, new, root, _ORIGINAL).items():
        values = {
            "copy_of": None if article_id == new else new,
            "copy_kind": changed.kind,
            "copy_nearest": changed.to,
            "copy_likeness": changed.likeness,
            "copy_containment": changed.containment,
            "copy_ratio": changed.ratio,
        }
        tx.execute(sa.update(_article).where(_article.c.id == article_id).values(**values))
