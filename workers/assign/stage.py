"""article -> story. Calls in order, decides nothing.

A copy that was published before its group's original is the original from here on (workers/ledger/lineage.py), in the
transaction that places it; it moves no centre all the same, since the first of the group to arrive did.

What if it comes twice? An article that is in a story stays there, also when it was read anew: then where its new words
would go is told in the step, and nothing moves. Two at once? Writers hold exclusive("assign"): the
second sees what the first has done, because the index in Redis is a projection of the ledger's events and is brought
up to date, under the lock, before it is asked. A crash between the ledger's commit and the projection, or an emptied
Redis, is mended by the next article in the same way.

In SQLite that lock is everybody's. So an article is read before it is taken, and under it no more than a few of those
that others have placed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache

from sqlalchemy.engine import Connection

from workers import log
from workers.assign.decide import choose, state_of, told_of
from workers.assign.index import Joined, StoryIndex
from workers.assign.vector import ENOUGH, Vector, beginning, vector_of
from workers.errors import PermanentError
from workers.ledger import Ledger, articles, lineage, stories
from workers.ledger.schema import Record
from workers.model import Assignment

Done = Callable[[Connection, str], None]

#: what is logged, by the rule that placed the article.
_EVENTS = {"created": "story.created", "joined": "article.joined", "copy": "article.joined"}
#: events that are projected at a time.
_BATCH = 200
#: members of a story that an article which was read anew is compared with.
_OTHERS = 40
#: events that are projected at a time under the lock: mostly it is the one event of who held it before, and everybody
#: waits meanwhile.
_FEW = 10


def assign(url: Record, done: Done, *, ledger: Ledger, index: StoryIndex, join_at: float, now: datetime) -> str:
    """Put the url's article into its story, or begin one with it; the event's name."""
    with ledger.read() as connection:
        article = articles.of_url(connection, url.id)
        member = stories.of_article(connection, article.id) if article is not None else None
    if article is None:
        raise PermanentError("article-gone", "the ledger has no article for this url: `retry` it")
    log.bind(article=article.id)
    if member is not None and url.visits:
        return _look_again(article, member, done, ledger=ledger, index=index, join_at=join_at)
    if not article.copy_of:  # a copy goes where its group is, nearly always, without having been read
        _vector(article)  # now, and kept: not while others wait
    while True:
        event = _place(article, done, ledger=ledger, index=index, join_at=join_at, now=now)
        if event is not None:
            return event
        for _ in catch_up(ledger, index):  # far behind: most of the way without holding anybody up
            pass


def _look_again(
    article: Record, member: Record, done: Done, *, ledger: Ledger, index: StoryIndex, join_at: float
) -> str:
    """An article that was read anew stays in its story; where its new words would go today is told, and no more.

    Its own story is compared without it, from the ledger: in the index its words are among the story's.
    """
    for _ in catch_up(ledger, index):
        pass
    own, vector = member.story_id, _vector(article)
    with ledger.read() as connection:
        others = stories.others(connection, own, article.id, _OTHERS, ENOUGH)
    near = [state for state in index.candidates(vector, article.placed_at) if state.id != own]
    if others:
        near.append(state_of(own, [(_vector(row), row.placed_at) for row in others]))
    best = choose(vector, article.placed_at, near, join_at)
    with ledger.begin() as tx:
        done(tx, told_of(best, own, copied=member.rule == "copy", alone=not others))
    return "article.stays"


def _place(
    article: Record, done: Done, *, ledger: Ledger, index: StoryIndex, join_at: float, now: datetime
) -> str | None:
    """Decide and commit, alone; None when the index is too far behind to be brought up to date under the lock."""
    with ledger.exclusive("assign") as tx:
        joined = stories.of_article(tx, article.id)
        if joined is not None:
            done(tx, f"in story {joined.story_id} already")
            return "article.joined"
        count, last = _project(tx, index, _FEW)
        if count == _FEW:
            return None
        was = lineage.settle(tx, article.id)
        assignment = _assignment(tx, article, index, last, join_at)
        story = assignment.story or stories.create(tx, now)
        stories.join(tx, article.id, story, assignment, now)
        if was:
            lineage.tell(tx, story, article.id, was, now)
        if article.title and not stories.title_of(tx, story):
            stories.entitle(tx, story, article.title)
        score = f", score {assignment.score:.3f} of {assignment.threshold:.3f}" if assignment.rule != "copy" else ""
        done(tx, f"{assignment.rule} story {story}{score}")
    log.bind(story=story, rule=assignment.rule, score=round(assignment.score, 3))
    return _EVENTS[assignment.rule]


def _assignment(tx: Connection, article: Record, index: StoryIndex, last: int | None, join_at: float) -> Assignment:
    """Where its copies are; else the nearest story that is near enough; else a new one.

    last: the event that the index has seen. Raises OutageError where Redis has been emptied since.
    """
    known = lineage.standing(tx, article.id)  # as it is now: its group may have another original since it was read
    group = stories.of_group(tx, article.id, known.copy_of)
    if group is not None:
        evidence = {"copy_of": known.copy_of, "containment": known.copy_containment, "kind": known.copy_kind}
        likeness = known.copy_containment if known.copy_of else 1.0
        return Assignment(group, likeness or 1.0, 0.0, "copy", evidence)
    vector = _vector(article)
    near = index.candidates(vector, article.placed_at, after=last)
    return choose(vector, article.placed_at, near, join_at)


def catch_up(ledger: Ledger, index: StoryIndex) -> Iterator[int]:
    """Bring the projection up to date, in batches; yields how many events each batch held."""
    while True:
        with ledger.read() as connection:
            count, _ = _project(connection, index, _BATCH)
        if count:
            yield count
        if count < _BATCH:
            return


def countable(connection: Connection, story: int, upto: int) -> int:
    """How many members of a story count in an index that has seen this event: copies and empty texts do not."""
    found = stories.readable(connection, story, upto, ENOUGH)
    return sum(bool(_read(row.title, beginning(row.text), row.lang).terms) for row in found)


def _project(connection: Connection, index: StoryIndex, limit: int) -> tuple[int, int | None]:
    """Apply the next events that the index has not seen, `limit` at most: how many, and the last that it has seen."""
    cursor = index.cursor()
    events = stories.joined_since(connection, cursor or 0, limit, ENOUGH)
    index.apply([_joined(event) for event in events], after=cursor)
    return len(events), events[-1].number if events else cursor


def _vector(article: Record) -> Vector:
    """An article's vector is needed twice: to decide, and to be projected with the next one."""
    return _read(article.title, beginning(article.text), article.lang)


@lru_cache(maxsize=64)
def _read(title: str | None, text: str, lang: str | None) -> Vector:
    """text: no more than is read of it, because it is kept here."""
    return vector_of(title, text, lang)


def _joined(event: Record) -> Joined:
    """A copy moves nothing: only who came by its own likeness counts towards the centre.

    Nor does an article whose text is no longer kept: its story is asleep (workers/upkeep/decide.py).
    """
    still = event.rule == "copy" or event.text_gone_at is not None
    vector = None if still else _vector(event)
    return Joined(event.number, event.article_id, event.story_id, vector, event.placed_at)
