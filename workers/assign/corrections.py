"""What people say of articles and stories, kept and done at once. Every later run obeys it (workers/ledger/bonds.py).

    pin       the article, its copies and all that belong together with it go into that story
    part      the second, with all that belong together with it, leaves the first one's story for one of its own; the
              first leaves where the second is pinned there. Of the two, the larger part keeps the id
    together  the second, with all that belong together with it, goes into the first one's story; where one of them is
              pinned, the other goes there

What contradicts what was said before is refused, and names the pin that stands against it: nobody guesses which of the
two a person means. Taking one back moves nobody: whether an article stays is up to second thoughts from then on, and
the stories of whom it spoke are due for them at once.

Within exclusive("assign"). What if it comes twice? It is said once, and who is there already stays. An article that is
in no story yet goes where it has to when it is placed.

Not held: two that are parted while both are in no story, and become copies of one text only afterwards, because the
index of copies was emptied in between. They go with their group, and `doctor` tells it (pin-obeyed).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.engine import Connection

from workers.assign.titles import retitle
from workers.errors import PermanentError
from workers.ledger import articles, bonds, lineage, looks, moves, pins, stories
from workers.ledger.schema import Record
from workers.model import Assignment


@dataclass(frozen=True, slots=True)
class Otherwise:
    """The larger of two stories, of which an article was brought into the smaller one, since nobody knew which."""

    story: int
    #: by whom, pinned there, it is had the other way round.
    article: int
    #: how many articles it had, and how many the one that the article came into.
    had: int
    other_had: int


@dataclass(frozen=True, slots=True)
class Corrected:
    """What was said, and what was done for it."""

    #: its number, by which it is taken back.
    pin: int
    #: the articles that changed their story, and the stories that they left.
    moved: tuple[int, ...] = ()
    left: tuple[int, ...] = ()
    #: where they are now; of none that moved, where the article spoken of is. None: it is in no story yet.
    story: int | None = None
    #: where a larger story was left for a smaller one, by the order of the words alone.
    otherwise: Otherwise | None = None


def pin(tx: Connection, article: int, story: int, now: datetime) -> Corrected:
    """An article belongs to that story. Raises PermanentError for what contradicts it, or a story that never was."""
    original = lineage.original_of(tx, article)
    if original != article:
        told = f"article {article} is a copy of article {original}, and goes where that one is: pin that one"
        raise PermanentError("contradiction", told)
    home = stories.resolve(tx, story)
    if home is None:
        raise PermanentError("unknown-story", f"there is no story {story}: `newsloom stories` lists them")
    _compared(tx, article)
    bound = bonds.bound(tx, article)
    for row in _pinned(tx, bound):
        if row.in_story != home:
            raise _against(row, f"it is pinned to story {row.in_story}")
    _let_in(tx, bound, home)
    number = pins.add(tx, "pin", article, now, story=home)
    return _gathered(tx, (number, "pin"), article, bound, home, now)


def together(tx: Connection, one: int, other: int, now: datetime) -> Corrected:
    """These two belong into one story. Raises PermanentError for what contradicts it."""
    for each in (one, other):
        _compared(tx, each)
    mine, theirs = bonds.bound(tx, one), bonds.bound(tx, other)
    for row in _between(tx, "apart", mine, theirs):
        raise _against(row, "they were parted")
    homes = {row.in_story: row for row in (*_pinned(tx, mine), *_pinned(tx, theirs))}
    if len(homes) > 1:
        (first, row), (second, _) = sorted(homes.items())[:2]
        raise _against(row, f"they are pinned to stories {first} and {second}")
    home = next(iter(homes), None) or bonds.home(tx, one) or bonds.home(tx, other)
    if home is not None:
        _let_in(tx, mine, home)
        _let_in(tx, theirs, home)
    otherwise = None if homes else _otherwise(tx, other, home)
    number = pins.add(tx, "together", one, now, other=other)
    return replace(_gathered(tx, (number, "together"), other, mine | theirs, home, now), otherwise=otherwise)


def part(tx: Connection, one: int, other: int, now: datetime) -> Corrected:
    """These two share no story. Raises PermanentError for what contradicts it."""
    for each in (one, other):
        _compared(tx, each)
    first, second = (lineage.original_of(tx, each) for each in (one, other))
    if first == second:
        told = f"articles {one} and {other} are copies of one text, and such are always in one story"
        raise PermanentError("contradiction", told)
    mine, theirs = bonds.bound(tx, one), bonds.bound(tx, other)
    if second in mine:
        raise _against(_between(tx, "together", mine, mine)[0], "they belong together")
    here, there = ({row.in_story: row for row in _pinned(tx, bound)} for bound in (mine, theirs))
    for story in here.keys() & there.keys():
        raise _against(there[story], f"both are pinned to story {story}")
    story = bonds.home(tx, other)
    shared = story is not None and story == bonds.home(tx, one)
    if shared:
        _both_there(tx, (mine, here), (theirs, there), story)
    number = pins.add(tx, "apart", one, now, other=other)
    if story is None or not shared:
        return Corrected(number, story=_story(tx, other))
    new = moves.split_off(tx, story, mine if story in there else theirs, _why("apart", number), now)
    moved = tuple(moves.members(tx, new)) if new is not None else ()
    return _renamed(tx, Corrected(number, moved, (story,), new), now)


def unpin(tx: Connection, number: int, now: datetime) -> Sequence[int] | None:
    """Take back what was said; the stories that are due for it. None when there is none of this number that holds."""
    row = pins.get(tx, number)
    if row is None:
        return None
    homes = {bonds.home(tx, each) for each in (row.article_id, row.other_article_id) if each is not None}
    concerned = {home for home in homes if home is not None}
    if not pins.undo(tx, number, now, concerned):
        return None
    looks.again(tx, concerned)
    return sorted(concerned)


def _compared(tx: Connection, article: int) -> None:
    """Raises PermanentError for an article of which nobody knows yet whether it is a copy: such go with their group."""
    row = articles.get(tx, article)
    if row is not None and row.signature is None and row.text_gone_at is None and _story(tx, article) is None:
        told = f"article {article} was not compared with others yet, it may be a copy: say it again in a moment"
        raise PermanentError("not-compared", told)


def _both_there(
    tx: Connection,
    mine: tuple[Collection[int], Mapping[int, Record]],
    theirs: tuple[Collection[int], Mapping[int, Record]],
    story: int | None,
) -> None:
    """Raises PermanentError where all of one side are still to come into this story, because one is pinned to it.

    Each: the originals, and where they are pinned.
    """
    for bound, pinned in (mine, theirs):
        row = pinned.get(story or 0)
        if row is not None and story not in bonds.placed(tx, bound).values():
            raise _against(
                row, f"article {row.article_id} is pinned to story {story}, and the other one has to be there"
            )


def _story(tx: Connection, article: int) -> int | None:
    member = stories.of_article(tx, article)
    return None if member is None else int(member.story_id)


def _otherwise(tx: Connection, article: int, home: int | None) -> Otherwise | None:
    """The story of an article that comes into this one, where it is the larger one."""
    there, here = (stories.get(tx, each) if each else None for each in (_story(tx, article), home))
    if there is None or here is None or there.articles <= here.articles:
        return None
    return Otherwise(there.id, lineage.original_of(tx, article), there.articles, here.articles)


def _pinned(tx: Connection, ids: Collection[int]) -> list[Record]:
    return [row for row in pins.touching(tx, ids) if row.kind == "pin"]


def _between(tx: Connection, kind: str, mine: Collection[int], theirs: Collection[int]) -> list[Record]:
    """What was said of one of these and one of those."""
    sides = ((row, row.root, row.other_root) for row in pins.touching(tx, mine) if row.kind == kind)
    return [row for row, one, two in sides if (one in mine and two in theirs) or (two in mine and one in theirs)]


def _let_in(tx: Connection, bound: Collection[int], home: int) -> None:
    """Raises PermanentError where somebody is in this story, or has to be, whom these were parted from."""
    for row in pins.touching(tx, bound):
        far, name = (row.other_root, row.other_article_id) if row.root in bound else (row.root, row.article_id)
        if row.kind == "apart" and bonds.home(tx, far) == home:
            raise _against(row, f"it was parted from article {name}, which is in story {home}")


def _followed(tx: Connection, article: int, story: int, home: int) -> None:
    """Raises PermanentError where the article is the last of its story, and somebody would follow who may not.

    Who is pinned to a story, and not placed yet, has to be where that story went.
    """
    row = bonds.between(tx, story, home) if moves.empties(tx, article) else None
    if row is not None:
        raise _against(row, f"story {story} would be merged into story {home}, and articles of them were parted")


def _against(row: Record, why: str) -> PermanentError:
    return PermanentError("contradiction", f"{why} (pin {row.id}): `newsloom unpin {row.id}` takes that back")


def _why(kind: str, number: int) -> Assignment:
    return Assignment(None, 1.0, 0.0, pins.EVENTS[kind], {"pin": number})


def _gathered(
    tx: Connection, said: tuple[int, str], article: int, bound: set[int], home: int | None, now: datetime
) -> Corrected:
    """All of these that are in a story are in this one, and their copies with them. said: the pin, and its kind."""
    number, kind = said
    if home is None:
        return Corrected(number)
    before = bonds.members(tx, bound)
    moved = tuple(sorted(each for each in before if before[each] != home))
    for each in sorted(bound.intersection(moved)):  # the originals: their copies, and the last of a story, come along
        _followed(tx, each, before[each], home)
        moves.move(tx, each, home, _why(kind, number), now)
    left = tuple(sorted({before[each] for each in moved}))
    return _renamed(tx, Corrected(number, moved, left, home if moved or article in before else None), now)


def _renamed(tx: Connection, done: Corrected, now: datetime) -> Corrected:
    """The stories that it concerned are called by what is in them now."""
    here = [done.story] if done.moved and done.story is not None else []
    for story in sorted({*done.left, *here}):
        retitle(tx, story, now)
    return done
