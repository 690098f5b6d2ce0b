"""article -> story. Calls in order, decides nothing.

A copy that was published before its group's original is the original from here on (workers/ledger/lineage.py), in the
transaction that places it; it moves no centre all the same, since the first of the group to arrive did.

What people have said comes first (workers/ledger/bonds.py): where an article has to be it goes, and where one is that
it was parted from it does not go. A copy goes with its group before all: they spoke of the group.

What if it comes twice? An article that is in a story stays there, also when it was read anew: then where its new words
would go is told in the step, and nothing moves. Two at once? Writers hold exclusive("assign"), and under it hold what
was decided before against the events that have come since (ahead.py): where one of them matters it is decided anew, and
the second sees what the first has done, because the index in Redis is a projection of the ledger's events and is
brought up to date (follow.py) before it is asked. A crash between the ledger's commit and the projection, or an emptied
Redis, is mended by the next article that is no copy in the same way.

In SQLite that lock is everybody's. So under it mostly no text is read, no likeness measured and Redis not asked.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.engine import Connection

from workers import log
from workers.assign.ahead import BehindError, Proposal, decided, proposal
from workers.assign.decide import choose, state_of, told_of
from workers.assign.follow import catch_up, packed_of, read
from workers.assign.index import StoryIndex
from workers.assign.reasons import silence
from workers.assign.titles import grown
from workers.assign.vector import ENOUGH
from workers.errors import PermanentError
from workers.ledger import Ledger, articles, lineage, stories
from workers.ledger.schema import Record
from workers.model import Assignment

Done = Callable[[Connection, str], None]

#: what is logged, by the rule that placed the article.
_EVENTS = {"created": "story.created", "joined": "article.joined", "copy": "article.joined", "pinned": "article.joined"}
#: members of a story that an article which was read anew is compared with.
_OTHERS = 40


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
    # a copy goes where its group is, nearly always, without having been read
    before = None if article.copy_of else proposal(article, ledger=ledger, index=index, join_at=join_at)
    while True:
        try:
            return _place(article, before, done, ledger=ledger, index=index, join_at=join_at, now=now)
        except BehindError:  # most of the way without holding anybody up
            before = proposal(article, ledger=ledger, index=index, join_at=join_at)


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
    article: Record,
    before: Proposal | None,
    done: Done,
    *,
    ledger: Ledger,
    index: StoryIndex,
    join_at: float,
    now: datetime,
) -> str:
    """Settle where it goes and commit, alone. Raises BehindError, and then nothing is stored."""
    was = None
    with ledger.exclusive("assign") as tx:
        known = lineage.standing(tx, article.id)  # as it is now: its group may have turned since it was read
        if known.story_id is not None:
            done(tx, f"in story {known.story_id} already")
            return "article.joined"
        if known.copy_of is not None:
            was = lineage.settle(tx, article.id)
            known = lineage.standing(tx, article.id)
        group = stories.of_group(tx, article.id, known.copy_of)
        if group is None:
            assignment = decided(tx, article, before, index=index, join_at=join_at)
        else:
            assignment = _with_its_group(group, known)
        story = _join(tx, article, assignment, now)
        if was:
            lineage.tell(tx, story, article.id, was, now)
        score = f", score {assignment.score:z.3f} of {assignment.threshold:.3f}" if assignment.rule != "copy" else ""
        done(tx, f"{assignment.rule} story {story}{score}")
    log.bind(story=story, rule=assignment.rule, score=round(assignment.score, 3))
    return _EVENTS[assignment.rule]


def _with_its_group(story: int, known: Record) -> Assignment:
    """Where its copies are."""
    evidence = {"copy_of": known.copy_of, "containment": known.copy_containment, "kind": known.copy_kind}
    likeness = known.copy_containment if known.copy_of else 1.0
    return Assignment(story, likeness or 1.0, 0.0, "copy", evidence)


def _join(tx: Connection, article: Record, assignment: Assignment, now: datetime) -> int:
    """Perform it; the story."""
    copied = assignment.rule == "copy"
    before = stories.get(tx, assignment.story) if assignment.story and not copied else None
    story = assignment.story or stories.create(tx, now, article.title or None)
    after = stories.join(tx, article.id, story, assignment, now)
    if article.title and not after.title:
        stories.entitle(tx, story, article.title)
    if not copied:
        articles.keep_vector(tx, article.id, packed_of(article))
        days = silence(before.last_at if before else None, article.placed_at)
        if days is not None:
            stories.note(tx, story, "reopened", {"days": days}, now, article=article.id)
        grown(tx, after, now)
    return story
