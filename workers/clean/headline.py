"""Which line of a flattened page is the title, and which lines stand between it and the article. Pure.

A title is repeated (once as the page's, once as the article's), or a line of date and author follows it, or the article
itself does. Headlines below the article belong to other articles, however often they are repeated.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import median

from workers.clean import byline
from workers.clean.lines import Line, is_caption, is_credit, is_notice, key_of, size_of

#: characters and words that a title has.
SIZE, WORDS = (15, 250), 3
#: what speaks for a line: said twice; date or author within three lines; the article within three lines; nothing above
#: it; its words in the article (times their share). On 111 flattened pages in many languages: 0.49 of the titles exact,
#: 0.08 usable, 0.31 wrong, the rest none; without the share of words 0.29 exact and 0.41 wrong.
TWICE, DATED, ADJACENT, FIRST, SHARED = 0.5, 1.5, 1.0, 1.0, 3.0
#: what each line between it and the article speaks against it; and how much must speak for it.
DISTANCE, ENOUGH = 0.03, 2.5
#: lines between a headline and its article within which buttons to share it, and its picture, part them. Asked only
#: where no other line is the title: else standfirsts are taken for it.
FURNITURE = 15
#: share of its words that such an article must have.
TOLD = 0.25
#: the most paragraphs, and characters, that a standfirst has.
STANDFIRST = (2, 700)

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\d_]{4,}")
_BULLET = re.compile(r"^[-•*·▪■►»>|#\d]\W")
_FULL_STOP = re.compile(r"[.:;,。،][\"'”’»)\]]?$")


@dataclass(frozen=True, slots=True)
class Heading:
    """Indexes of the lines."""

    title: int | None = None
    standfirst: tuple[int, ...] = ()


def heading_of(page: Sequence[Line], body: Sequence[int], dated: Collection[int]) -> Heading:
    """Title and standfirst of the article whose lines are `body`. dated: lines with the article's date."""
    if not body:
        return Heading()
    marks = [index for index, line in enumerate(page) if index in dated or byline.is_byline(line.text)]
    counts = Counter(key_of(line.text) for line in page)
    told = _words(" ".join(page[index].text for index in body))
    candidates = [index for index in range(body[-1]) if index not in dated and is_title_like(page[index].text)]
    scored = [
        (_score(page, index, body, marks) + TWICE * twice + SHARED * _share(page[index].text, told), -index)
        for index in candidates
        # inside the article, what is said once is a subhead or a pointer to another article
        if (twice := counts[key_of(page[index].text)] > 1) or index < body[0]
    ]
    best, position = max(scored, default=(0.0, 0))
    if best < ENOUGH:
        near = (-below for score, below in scored if -below < body[0] and score + ADJACENT >= ENOUGH)
        fit = (at for at in near if _share(page[at].text, told) >= TOLD and _is_apart(page, at, body[0], marks))
        return Heading(next(fit, None))
    return Heading(-position, _standfirst(page, body, -position, marks))


def is_title_like(text: str) -> bool:
    """Could it be a headline: some words, no full stop, no notice, no list item?"""
    words = len(text.split())
    return (
        SIZE[0] <= size_of(text) <= SIZE[1]
        and (words >= WORDS or size_of(text) > 2 * len(text))
        and not (_FULL_STOP.search(text) or _BULLET.match(text))
        and not (is_caption(text) or is_notice(text) or is_credit(text) or byline.is_byline(text))
    )


def _score(page: Sequence[Line], index: int, body: Sequence[int], marks: Sequence[int]) -> float:
    below = [position for position in body if position > index]
    distance = below[0] - index
    score = DATED * _is_signed(index, marks) + ADJACENT * (distance <= 3)
    return score + FIRST * (index == 0) - DISTANCE * min(distance, 30) - page[index].head


def _is_signed(index: int, marks: Sequence[int]) -> bool:
    return any(0 < mark - index <= 3 for mark in marks)


def _is_apart(page: Sequence[Line], index: int, first: int, marks: Sequence[int]) -> bool:
    """Is it signed, and parted from the article by buttons to share it and its picture, by no other headline?

    A second line of it may stand above its author and date.
    """
    if not _is_signed(index, marks) or first - index > FURNITURE:
        return False
    below = range(next(mark for mark in marks if mark > index), first)
    return not any(at not in marks and is_title_like(page[at].text) for at in below)


def _words(text: str) -> set[str]:
    """Words that carry meaning: of four letters or more; in scripts without spaces, each letter."""
    return set(_WORD.findall(text.casefold()))


def _share(title: str, told: set[str]) -> float:
    """Which share of the title's words the article has."""
    words = _words(title)
    return len(words & told) / max(2, len(words))


def _standfirst(page: Sequence[Line], body: Sequence[int], title: int, marks: Sequence[int]) -> tuple[int, ...]:
    """Paragraphs between the title and the byline; or the short line under a title that stands inside the text."""
    mark = next((index for index in marks if index > title), None)
    if mark is not None and title < body[0] < mark:
        above = tuple(index for index in body if index < mark)
        size = sum(page[index].size for index in above)
        if len(above) <= STANDFIRST[0] and size <= STANDFIRST[1] and len(body) - len(above) >= 2:
            return above
    return _interruption(page, body, title)


def _interruption(page: Sequence[Line], body: Sequence[int], title: int) -> tuple[int, ...]:
    key = key_of(page[title].text)
    last = max(index for index, line in enumerate(page[: body[-1]]) if key_of(line.text) == key)
    above, below = [index for index in body if index < last], [index for index in body if index > last]
    if not above or len(below) < 3 or below[0] != last + 1:
        return ()
    usual = median(page[index].size for index in [*above, *below[1:]])
    return (below[0],) if page[below[0]].size < usual / 2 else ()
