"""Which lines of a flattened page are its article. Pure.

Every line gets a weight: a sentence of some length speaks for the article, a head such as TRENDING against it, anything
else a little against it. A sentence that stands alone among lines that are none is likely a teaser, and weighs less.
The article is the contiguous run of greatest sum (Kadane); where comments begin after an article the page is at its
end. Then the run is sought once more: sentences whose words the rest of it uses weigh more, and those that speak of
other things less, by which it loses teasers at its end. A line that is little but a date parts one article from the
next, if it is not the article's own. The run goes on with short sentences that adjoin it below, and behind a block of
pointers with a paragraph that is no teaser of theirs (38 of 512 pages are changed, 27 for the better; 0.921 for 0.920
on the first set, the same on the others). Within the run belong the sentences, a subhead between two of them, a list
behind a colon, and what consists of nothing but the article's own words.

Chosen on one half of 512 labelled pages, flattened in the two ways of benchmarks/clean.py, mean token F1; the end at
comments after pages of both halves had been seen:

                                 where chosen           the other half
                                 aeb    fundus wcxb     aeb    fundus wcxb
    before: one run, no end      0.930  0.913  0.899    0.874  0.933  0.903
    this                         0.954  0.932  0.912    0.887  0.941  0.907
    without the second look      0.954  0.929  0.912    0.888  0.934  0.909
    without the lighter teasers  0.954  0.930  0.914    0.887  0.935  0.911
    without the lists            0.953  0.932  0.908    0.886  0.941  0.904
    without the end at comments  0.951  0.926  0.908    0.881  0.941  0.903

Then, after pages of all three had been seen, on all pages, the mean of both ways:

                                 aeb    fundus wcxb
    all of the above             0.914  0.938  0.909
    and dates, and own words     0.920  0.939  0.919
    without the dates            0.916  0.934  0.918
    without the own words        0.919  0.940  0.911

The pages that are left are lists (standings, calendars, recipes, offers) and articles shorter than their teasers. Tried
and dropped: a bonus where the page's title is repeated (0.864 to 0.877 on the first set's other half, by its size, or
no change); weights learned from 40 features of a line and its neighbours (0.920 in place of 0.915 in the mean of the
first half, before all else that is here; and from 76 again, each set by the other two: 0.905, 0.913 and 0.920, or with
the best run of them 0.914, 0.915 and 0.912); a bound to what a gap costs, for long lists (0.913, 0.936, 0.913);
sentences left out that share no word (0.899, 0.933, 0.908); teasers under a date made lighter (0.915, 0.938, 0.910);
the same short line many times as a sign of a list of teasers (prices and recipes are such lists); all long lines within
the run (menus and captions come along).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from workers.clean.adverts import is_advert
from workers.clean.dates import found_in
from workers.clean.lines import SHORT, Line, is_credit
from workers.clean.phrases import any_of
from workers.clean.pointers import ASIDES
from workers.clean.runs import best_run, seen, tidy

#: weight of a section's head, and of anything that is no sentence; a sentence has its characters / 100, at most 4.
HEAD_WEIGHT, OTHER_WEIGHT, MOST = -2.0, -0.35, 4.0
#: weight of a line that marks an advertisement. With that of a head, or of anything else, see the module.
ADVERT_WEIGHT = 0.0
#: share of its weight that a sentence keeps which has no other within two lines.
ALONE, NEAR = 0.85, 2
#: weight from which an article has been seen, and comments behind it end the page.
WHOLE = 8.0
#: share of a sentence's words that the rest of the article uses, from which they speak for it; weight of what is above.
SHARED, FULL = 0.3, 3.0
#: weight of a line that is little but a date: what follows it was published another time. None is the article's own
#: date, above which no more than a standfirst of this weight stands.
STAMP_WEIGHT, STANDFIRST = -2.0, 3.0
#: a longer line with a date in it is no stamp.
STAMP = 80
#: weight that is given back to what is no sentence, if the article uses all of its words.
TOPIC = 0.2
#: characters of a line within the article that is kept if the article uses all of its words.
ITEM = 200
#: characters of a line between two others that is kept: a subhead.
SUBHEAD = (15, 90)
#: lines of a list behind a colon.
LIST = 10
#: lines of a block of pointers, its head aside, behind which the article goes on.
ASIDE = 4

#: who said what stands above, behind a dash, on what day: the end of a quotation.
_SIGNED = re.compile(r"\W*[—–]")
_DIGIT = re.compile(r"\d")
_FULL_STOP = re.compile(r"[.。।።۔][\"'”’»)\]」』]{0,2}$")
_POINTS = re.compile(rf"^\W{{0,3}}{any_of(ASIDES)}\W{{0,3}}$")
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]+")
_WORD = re.compile(r"[^\W\d_]{5,}")
#: the same of letters in lower case, at half of the time.
_ASCII_WORD = re.compile("[a-z]{5,}")


def article_lines(text: str) -> list[str]:
    """The article's lines of a flattened page."""
    page = seen(tidy(text))
    return [page[index].text for index in picked(page)]


def picked(page: Sequence[Line]) -> list[int]:
    """Indexes of the lines that are the article, ascending; empty where none speaks for one."""
    weights = _weights(page)
    page = page[: _end(page, weights)]
    words = [_words(line.text) if line.good or not (line.waste or line.head) else set() for line in page]
    first = range(*best_run(weights[: len(page)]))
    used = _used(page, words, first)
    gained = [_by_words(line, words[index], used, int(index in first)) for index, line in enumerate(page)]
    run = range(*best_run([weight + gain for weight, gain in zip(weights, gained, strict=False)]))
    used = _used(page, words, run)
    run = _run_on(page, words, used, run)
    sure = [index for index in run if _is_told(page[index])]
    between = (index for before, after in pairwise(sure) for index in _between(page, before, after))
    named = (index for index in run if _is_topic(page[index], words[index], used))
    return sorted({*sure, *between, *named})


def _run_on(page: Sequence[Line], words: Sequence[set[str]], used: Counter[str], run: range) -> range:
    """The run, and what goes on below it: short sentences that adjoin it, paragraphs behind a block of pointers."""
    end = run.stop
    while run:
        at = _behind_aside(page, end)
        if at == len(page) or not (_goes_on(page, at, words[at], used) if at > end else _adjoins(page[at])):
            break
        end = at + 1
    return range(run.start, end)


def _behind_aside(page: Sequence[Line], at: int) -> int:
    """The line behind a block of pointers that begins there; the same line where none does."""
    if at == len(page) or not _POINTS.match(page[at].text.lower()):
        return at
    last = min(len(page), at + 1 + ASIDE)
    return next((index for index in range(at + 1, last) if page[index].ended or page[index].head), last)


def _adjoins(line: Line) -> bool:
    return _is_told(line) and bool(_FULL_STOP.search(line.text))


def _goes_on(page: Sequence[Line], at: int, words: set[str], used: Counter[str]) -> bool:
    """Is it no teaser of the pointers above it: a paragraph with another behind it, or of the article's own words?"""
    if not (page[at].good and page[at].ended):
        return False
    return (at + 1 < len(page) and _adjoins(page[at + 1])) or (bool(words) and _share(words, used, 0) >= SHARED)


def _end(page: Sequence[Line], weights: Sequence[float]) -> int:
    """Where comments begin, behind an article; else the number of lines."""
    best = total = 0.0
    for index, line in enumerate(page):
        if line.comments and best >= WHOLE:
            return index
        total = max(0.0, total) + weights[index]
        best = max(best, total)
    return len(page)


def _weights(page: Sequence[Line]) -> list[float]:
    out: list[float] = []
    total = 0.0
    for index, line in enumerate(page):
        own = 0.0 < total <= STANDFIRST
        out.append(STAMP_WEIGHT if not own and is_stamp(line) else _weight(page, index))
        total = max(0.0, total + out[-1])
    return out


def _weight(page: Sequence[Line], index: int) -> float:
    line = page[index]
    if line.head:
        return ADVERT_WEIGHT if is_advert(line.text) else HEAD_WEIGHT
    if not line.good:
        return OTHER_WEIGHT
    around = (*page[max(0, index - NEAR) : index], *page[index + 1 : index + 1 + NEAR])
    return min(line.size / 100, MOST) * (1 if any(other.good for other in around) else ALONE)


def is_stamp(line: Line) -> bool:
    """Does the line say when something was published, and little else?"""
    if line.good or line.head or line.size >= STAMP or _SIGNED.match(line.text) or not _DIGIT.search(line.text):
        return False
    return next(found_in(line.text), None) is not None


def _used(page: Sequence[Line], words: Sequence[set[str]], run: range) -> Counter[str]:
    """In how many sentences of the run each word is."""
    return Counter(word for index in run if page[index].good for word in words[index])


def _by_words(line: Line, words: set[str], used: Counter[str], itself: int) -> float:
    """What is added to a line's weight for how far the run uses its words."""
    if not words or line.head or (line.waste and not line.good):
        return 0.0
    if not line.good:
        return TOPIC * _share(words, used, 0)
    return (_share(words, used, itself) - SHARED) * min(line.size / 100, FULL)


def _share(words: set[str], used: Counter[str], itself: int) -> float:
    times = used.get  # a Counter answers for a word that it has not in Python
    return sum([times(word, 0) > itself for word in words]) / len(words)


def _is_topic(line: Line, words: set[str], used: Counter[str]) -> bool:
    """Is it a subhead or an item of a list, of nothing but the article's own words?"""
    named = SUBHEAD[0] <= line.size < ITEM and bool(words) and not _is_beside(line)
    return named and used.keys() >= words


def _words(text: str) -> set[str]:
    """Words that carry meaning: of five letters or more; in scripts without spaces, each pair of letters."""
    folded = text.casefold()
    if folded.isascii():
        return set(_ASCII_WORD.findall(folded))
    runs = _UNSPACED.findall(folded)
    if not runs:
        return set(_WORD.findall(folded))
    pairs = {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    return pairs | set(_WORD.findall(_UNSPACED.sub(" ", folded)))


def _is_told(line: Line) -> bool:
    """Is it a sentence of the article, within the article?"""
    return line.good or (line.ended and line.size >= SHORT and not _is_beside(line))


def _is_beside(line: Line) -> bool:
    return line.waste or line.head or is_credit(line.text)


def _between(page: Sequence[Line], before: int, after: int) -> range:
    """The lines between two sentences that belong there, too: one subhead, or a list behind a colon."""
    lines = range(before + 1, after)
    subhead = len(lines) == 1 and SUBHEAD[0] <= page[lines[0]].size < SUBHEAD[1] and not page[lines[0]].ended
    listed = page[before].text.endswith((":", "：")) and len(lines) <= LIST
    return lines if (subhead or listed) and not any(_is_beside(page[index]) for index in lines) else range(0)
