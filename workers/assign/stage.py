"""article -> story. Calls in order, decides nothing.

A copy that was published before its group's original is the original from here on (workers/ledger/lineage.py), in the
transaction that places it; it moves no centre all the same, since the first of the group to arrive did.

What people have said comes first (workers/ledger/bonds.py): where an article has to be it goes, and where one is that
it was parted from it does not go. A copy goes with its group before all: they spoke of the group.

What if it comes twice? An article that is in a story stays there, also when it was read anew: then where its new words
would go is told in the step, and nothing moves. Two at once? Writers hold exclusive("assign"): the
second sees what the first has done, because the index in Redis is a projection of the ledger's events and is brought
up to date (follow.py), under the lock, before it is asked. A crash between the ledger's commit and the projection, or
an emptied Redis, is mended by the next article in the same way.

In SQLite that lock is everybody's. So an article is read before it is taken, and under it no more than a few of those
that others have placed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.engine import Connection

from workers import log
from workers.assign.decide import choose, state_of, told_of
from workers.assign.follow import catch_up, near, packed_of, project, read
from workers.assign.index import StoryIndex
from workers.assign.packed import unpack
from workers.assign.reasons import LOOKED, reasons, silence
from workers.assign.titles import retitle
from workers.assign.vector import ENOUGH
from workers.errors import PermanentError
from workers.ledger import Ledger, articles, bonds, lineage, stories
from workers.ledger.schema import Record
from workers.model import Assignment

Done = Callable[[Connection, str], None]

#: what is logged, by the rule that placed the article.
_EVENTS = {"created": "story.created", "joined": "article.joined", "copy": "article.joined", "pinned": "article.joined"}
#: members of a story that an article which was read anew is compared with.
_OTHERS = 40
#: articles whose events are projected under the lock, fewer than so many: mostly it is the one of who held it before,
#: and everybody waits meanwhile.
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
        packed_of(article)  # now, and kept: not while others wait
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
    own, vector = member.story_id, read(article)
    with ledger.read() as connection:
        others = stories.others(connection, own, article.id, _OTHERS, ENOUGH)
    there = [state for state in index.candidates(vector, article.placed_at) if state.id != own]
    if others:
        there.append(state_of(own, [(read(row), row.placed_at) for row in others]))
    best = choose(vector, article.placed_at, there, join_at)
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
        count, last = project(tx, index, _FEW, weighed=True)
        if count == _FEW:
            return None
        was = lineage.settle(tx, article.id)
        assignment = _assignment(tx, article, index, last, join_at)
        story = _join(tx, article, assignment, now)
        if was:
            lineage.tell(tx, story, article.id, was, now)
        score = f", score {assignment.score:.3f} of {assignment.threshold:.3f}" if assignment.rule != "copy" else ""
        done(tx, f"{assignment.rule} story {story}{score}")
    log.bind(story=story, rule=assignment.rule, score=round(assignment.score, 3))
    return _EVENTS[assignment.rule]


def _assignment(tx: Connection, article: Record, index: StoryIndex, last: int | None, join_at: float) -> Assignment:
    """Where its copies are; else where people said; else the nearest story that is near enough; else a new one.

    last: the event that the index has seen. Raises OutageError where Redis has been emptied since.
    """
    known = lineage.standing(tx, article.id)  # as it is now: its group may have another original since it was read
    group = stories.of_group(tx, article.id, known.copy_of)
    if group is not None:
        evidence = {"copy_of": known.copy_of, "containment": known.copy_containment, "kind": known.copy_kind}
        likeness = known.copy_containment if known.copy_of else 1.0
        return Assignment(group, likeness or 1.0, 0.0, "copy", evidence)
    vector, said = read(article), bonds.placing(tx, article.id)
    kept = unpack(packed_of(article))
    there = [
        state
        for state in index.candidates(vector, article.placed_at, after=last, kept=kept)
        if state.id not in said.closed and said.home in (None, state.id)
    ]
    chosen = choose(vector, article.placed_at, there, join_at)
    if said.home is not None:
        chosen = replace(chosen, story=said.home, rule="pinned", threshold=0.0)
    members = near(tx, chosen.story, LOOKED) if chosen.story else []
    why = reasons(chosen, vector, article.placed_at, article.lang, members)
    return replace(chosen, evidence={**chosen.evidence, **why})


def _join(tx: Connection, article: Record, assignment: Assignment, now: datetime) -> int:
    """Perform it; the story."""
    story = assignment.story or stories.create(tx, now)
    before = stories.get(tx, story)
    stories.join(tx, article.id, story, assignment, now)
    if assignment.rule != "copy":
        articles.keep_vector(tx, article.id, packed_of(article))
        days = silence(before.last_at if before else None, article.placed_at)
        if days is not None:
            stories.note(tx, story, "reopened", {"days": days}, now, article=article.id)
    if article.title and not (before and before.title):
        stories.entitle(tx, story, article.title)
    if assignment.rule != "copy":
        retitle(tx, story, now, grown=True)
    return story
