"""When is an article a copy? Pure.

**What a copy is.** One text, printed again: under another headline, cut to its first half, with a paragraph added or
words changed. It is linked to its original and shown as its spread. Another report of the same event, a later version
with mostly new text, and a round-up that takes in a brief whole are articles in their own right: calling them copies
hides news, which is worse than showing a text twice. So: no wrong link, then as few missed ones as possible.

**Verdicts** (`model.CopyKind`), the first that fits:

    identical   the same words, from 8 words on
    different   under 40 words; or too little in common
    contained   one is inside the other, which is five times as long or more: a brief in a round-up. Its evidence is
                kept (which, and how their lengths compare), but each is an original of its own
    template    the same wording with other names and numbers: earnings, weather, bond issues. Kept in the same way
    copy        all else

**Why containment.** Desks cut and pad. True copies of similar length share a median 0.74 of their three-word shingles
(Jaccard), cut ones 0.17; the share of the *shorter* text that is in the longer (containment) stays high for both.
A MinHash sketch and the two sizes give both numbers: C = J / (1 + J) * (a + b) / min(a, b).

**How.** Texts that share a sampled shingle are candidates; the script in `ask_and_add.lua` estimates J and C for each
from the sketches, with the thresholds below as its arguments. Those that may be copies (`may_be`) are read in the
ledger and judged word for word (`judged`); the script then decides in one step, with what was read in its hand. Where
a text cannot be read (pruned), the estimate decides (`accepts`). `accepts` and `may_be` are the script's rules in
Python; a contract test holds them together. Of what is accepted a copy comes before a contained text and that before a
template; of each, the one of highest J is the nearest, then the one seen first. The original is the nearest's own
original: chains of copies collapse. Whatever was seen first is the original (by order of arrival).

**Known exceptions.** 15 % of words replaced: 0.783 found (docs/benchmarks.md). A text of under 40 words is a copy only
if it is identical. Template pairs with under three facts in the same places are copies.
What cleaning left of a site's own text (a notice about cookies, a list of countries) is one text under many titles, and
so a copy: of 382 links among 1,889 articles of 2025, 17 joined two titles of one site, and all 17 were such; no right
link did. Neither title nor site is known here: stub.py looks at both, at the third title of a site.

**Tried and dropped.** MinHash bands (LSH) as candidates: 0.42 to 0.89 found. SimHash: F1 0.80, no cut copies.
Jaccard alone: 0.86 to 0.89 found. Containment of three-word shingles: 28 % of template pairs pass. Highest C instead
of highest J for the nearest: no difference in what is found, and a noisier number. More sampled shingles in place of
the second owner of one (ask_and_add.lua): at least 16 a text 198 of 204 found, 24 199, twice as many 198; with the
second owner 200, for 7 % more of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from workers.dedupe.exact import Likeness
from workers.dedupe.facts import Facts
from workers.model import CopyKind, Verdict


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What decides, each with its evidence: 579 different articles about one event in order of time (the hardest
    setting; tests/quality/test_dedupe_helsinki.py measures it again), 204 of which have an earlier copy.
    """

    #: estimated share of the shorter text that must be in the longer. By this alone, found of 190 that are no briefs /
    #: wrong: 0.50: 0.974 / 0, and two more half-copies; 0.55: 0.968 / 0; 0.60: 0.958 / 0.
    containment: float = 0.55
    #: the same in two texts that were read; the table in exact.py.
    read_containment: float = 0.60
    #: the same in short runs: words were replaced all over a text. What it brings and costs stands there, too.
    read_loosely: float = 0.70
    #: shorter / longer, from which short runs count: a long text has many of them by chance.
    loosely_from: float = 0.5
    #: shorter / longer: below, it is a brief inside a round-up. Half of what readers called a part of a round-up is
    #: under 0.2; an article cut to a quarter, or with three times its length around it, is at 0.25 and a copy.
    length_ratio: float = 0.2
    #: distinct shingles from which identical texts are copies: 8 words. Below, it is no text but a menu or an error.
    identical_size: int = 4
    #: candidates compared at most, those with most sampled shingles in common first. Mean 4.6 on the set above.
    candidates: int = 64
    #: what a likeness may be short of and its text is read all the same. Of articles with 15 % of their words replaced
    #: 0.36, 0.61, 0.77, 0.84 are read, and of others, on the set above, 1.05, 1.3, 1.4, 1.55 each, with 0.06, 0.10,
    #: 0.12, 0.14.
    doubt: float = 0.12
    #: texts that are read at most, the likeliest first. With 2 one copy fewer is found, with 8 none more.
    read: int = 4
    #: facts in which two reports of one template must differ, ...
    facts: int = 3
    #: ... as a share of all that they have in the same places, and of the numbers in these. Copies: at most 0.25, and
    #: of numbers over 0.6 one pair of 771 that differs in three; templates: 0.43 and more, German ones 0.5 of the
    #: numbers, so that 1 of 29 passes.
    facts_share: float = 0.35
    numbers_share: float = 0.6


THRESHOLDS = Thresholds()


@dataclass(frozen=True, slots=True)
class Near:
    """An earlier text, and what this one is to it."""

    article: int
    kind: CopyKind
    #: the original of that text's group; the text itself when it is one.
    root: int
    likeness: float
    containment: float
    #: length of this text / length of that one; None where it was not kept.
    ratio: float | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate that was read, and what this text is to it; ORIGINAL: too little."""

    article: int
    kind: CopyKind
    likeness: float
    containment: float
    ratio: float


def accepts(rule: Thresholds, containment: float, size: int, other: int) -> bool:
    """Whether by their sketches a text of `size` distinct shingles is a copy of one of `other`, or the other way round.

    Nothing is called contained by a sketch: of texts so different in length J is as small as its error.
    """
    return containment >= rule.containment and min(size, other) >= rule.length_ratio * max(size, other)


def may_be(rule: Thresholds, likeness: float, size: int, other: int) -> bool:
    """Whether sketches leave it open that one text is a copy of the other, or inside it: then they are to be read."""
    most = likeness + rule.doubt
    return most / (1 + most) * (size + other) >= rule.containment * min(size, other)


def judged(rule: Thresholds, article: int, found: Likeness) -> Judged:
    """What a text is to an earlier one, when both were read."""
    return Judged(article, _kind(rule, found), found.likeness, found.containment, found.ratio)


def is_template(rule: Thresholds, facts: Facts) -> bool:
    """Whether two texts that are alike say other things in the same places."""
    if facts.other < rule.facts:
        return False
    of_numbers = facts.numbers_other >= rule.facts and facts.numbers_other >= rule.numbers_share * facts.numbers
    return of_numbers or facts.other >= rule.facts_share * facts.all


def verdict(near: Near | None) -> Verdict:
    """The answer, in the words of the model."""
    if near is None:
        return Verdict(CopyKind.ORIGINAL)
    original = near.root if near.kind.is_copy else None
    return Verdict(near.kind, original, near.article, near.likeness, near.containment, near.ratio)


def _kind(rule: Thresholds, found: Likeness) -> CopyKind:
    lengths = min(found.ratio, 1 / found.ratio)
    loosely = found.loosely >= rule.read_loosely and lengths >= rule.loosely_from
    if found.containment < rule.read_containment and not loosely:
        return CopyKind.ORIGINAL
    if lengths < rule.length_ratio:
        return CopyKind.CONTAINED
    return CopyKind.TEMPLATE if is_template(rule, found.facts) else CopyKind.COPY
