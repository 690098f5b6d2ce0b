"""Which lines of a flattened page are its article. Pure.

Every line gets a weight: a sentence of some length speaks for the article, a head such as TRENDING against it, anything
else a little against it. The article is the contiguous run of greatest sum (Kadane), and within it the sentences and
the subheads between them. The optimum is flat: the figures below were tuned on half of 593 pages and score the same on
the other half (token F1 0.90 and 0.905; research of November 2026, rule 3). Structure does the work, phrases the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workers.clean.phrases import CAPTION_ENDS, CAPTIONS, CREDITS, FEET, HEADS, NOTICES, any_of, compiled

#: characters from which a line that ends as a sentence counts as one of an article.
SENTENCE = 70
#: characters from which a line counts without the end of a sentence.
LONG = 160
#: characters of a sentence that is kept between others.
SHORT = 20
#: characters of a subhead.
SUBHEAD = (15, 90)
#: a longer line is no head, and no caption.
HEAD_LENGTH, CAPTION_LENGTH = 80, 220
#: a single notice word disqualifies lines shorter than this.
NOTICE_LENGTH = 200
#: characters from which a second occurrence of a line is a repetition and not a refrain.
REPEAT_LENGTH = 40
#: weight against a section's head, and against anything that is no sentence; for a sentence, characters / 100 up to 3.
HEAD_WEIGHT, OTHER_WEIGHT, SENTENCE_CAP = -2.0, -0.35, 300

#: not the joiners of Persian and Indic scripts, which carry meaning.
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
#: Thai, Lao, Khmer and Burmese end sentences with a space.
_UNPUNCTUATED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u1000-\u109f]{20}")
END = re.compile(r"[.!?;:。！？؟।۔…][\"'”’»›)\]」』】）]{0,3}$")
ELLIPSIS = re.compile(r"(?:\.\.\.|…)[\"'”’»)\]]?$")
# matched on lines in lower case: twice as fast as without regard to case
_HEAD = re.compile(rf"^\W{{0,4}}{any_of(HEADS, FEET)}\W{{0,4}}$|\b{any_of(HEADS)}\W{{0,2}}$")
_HEAD_START = re.compile(rf"^\W{{0,4}}{any_of(FEET)}")
_NOTICE = re.compile(rf"(?<!\w){any_of(NOTICES)}(?!\w)")
_CAPTION = re.compile(rf"^\W{{0,3}}{any_of(CAPTIONS)}|{any_of(CAPTION_ENDS)}\W*$|image is ai-generated")
_CREDIT = compiled(rf"^\W{{0,3}}{any_of(CREDITS)}\W{{0,3}}$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line, and what it looks like."""

    text: str
    #: characters, ideographs and syllables counted two and a half times.
    size: float
    #: ends as a sentence does.
    ended: bool
    #: long enough to speak for the article by itself.
    good: bool
    #: the head of a section that is not the article.
    head: bool
    #: a caption, a notice, a repetition.
    waste: bool


def tidy(text: str) -> list[str]:
    """The lines of a text that hold something, white space collapsed. Tidying twice is tidying once."""
    return [line for line in (collapsed(raw) for raw in text.splitlines()) if line]


def collapsed(text: str) -> str:
    """One line, one space between words, nothing that is never seen: soft hyphens, zero-width spaces."""
    return " ".join(_UNSEEN.sub("", text).split())


def key_of(line: str) -> str:
    """What two lines share that say the same: words, without case and punctuation."""
    return " ".join(re.findall(r"\w+", line.casefold()))


def size_of(line: str) -> float:
    return len(line) + 1.5 * len(_CJK.findall(line))


def is_credit(line: str) -> bool:
    """Does the line credit agencies, and nothing else?"""
    return len(line) < CAPTION_LENGTH and bool(_CREDIT.match(line))


def is_head(line: str) -> bool:
    """Is it the head of a section beside the article, or the foot of a page?"""
    if len(line) >= HEAD_LENGTH or END.search(line):
        return len(line) < HEAD_LENGTH and bool(_HEAD_START.match(line.lower()))
    return bool(_HEAD.search(line.lower()))


def is_caption(line: str) -> bool:
    return len(line) < CAPTION_LENGTH and bool(_CAPTION.search(line.lower()))


def is_notice(line: str) -> bool:
    """Cookies, subscriptions, copyright: two of its words, or one in a short line."""
    limit = 1 if size_of(line) < NOTICE_LENGTH else 2
    return sum(1 for _, _ in zip(_NOTICE.finditer(line.lower()), range(limit), strict=False)) >= limit


def seen(lines: Iterable[str]) -> list[Line]:
    """Each line with its looks, in order."""
    known: set[str] = set()
    out = []
    for text in lines:
        key = key_of(text)
        out.append(_line(text, repeated=key in known and len(key) > REPEAT_LENGTH))
        known.add(key)
    return out


def _line(text: str, *, repeated: bool) -> Line:
    size = size_of(text)
    ellipsis = bool(ELLIPSIS.search(text))
    ended = not ellipsis and bool(END.search(text) or _UNPUNCTUATED.search(text))
    waste = repeated or is_caption(text) or is_notice(text)
    good = not waste and not ellipsis and (size >= LONG or (size >= SENTENCE and ended))
    return Line(text, size, ended, good, not good and is_head(text), waste)


def picked(lines: Sequence[Line]) -> list[int]:
    """Indexes of the lines that are the article, ascending; empty where none speaks for one."""
    start, end = best_run([_weight(line) for line in lines])
    return [index for index in range(start, end) if _belongs(lines, index, start, end)]


def _weight(line: Line) -> float:
    if line.good:
        return min(line.size, SENTENCE_CAP) / 100
    return HEAD_WEIGHT if line.head else OTHER_WEIGHT


def best_run(weights: Sequence[float]) -> tuple[int, int]:
    """The half-open range of greatest sum; (0, 0) where no weight is positive."""
    best, best_range = 0.0, (0, 0)
    total, start = 0.0, 0
    for index, weight in enumerate(weights):
        if total <= 0:
            total, start = 0.0, index
        total += weight
        if total > best:
            best, best_range = total, (start, index + 1)
    return best_range


def _belongs(lines: Sequence[Line], index: int, start: int, end: int) -> bool:
    line = lines[index]
    if line.good:
        return True
    if line.waste or line.head or is_credit(line.text):
        return False
    if line.ended:
        return line.size >= SHORT
    between = start < index < end - 1 and lines[index - 1].good and lines[index + 1].good
    return between and SUBHEAD[0] <= line.size < SUBHEAD[1]


def article_lines(text: str) -> list[str]:
    """The article's lines of a flattened page."""
    lines = seen(tidy(text))
    return [lines[index].text for index in picked(lines)]


def without_repeats(lines: Sequence[str]) -> list[str]:
    """The lines, long ones once: the first time. Twice is the same as once."""
    known: set[str] = set()
    out = []
    for line in lines:
        key = key_of(line)
        if len(key) <= REPEAT_LENGTH or key not in known:
            out.append(line)
        known.add(key)
    return out


def unwrapped(text: str) -> str:
    """Paragraphs that were broken at a fixed width (mail, wire copy) made whole; other text as it is.

    Broken: three lines or more of like width without a blank one between, most going on in lower case.
    """
    blocks = re.split(r"\n[ \t]*\n", text)
    return "\n\n".join(" ".join(block.split()) if _broken(block) else block for block in blocks)


def _broken(block: str) -> bool:
    rows = [row.strip() for row in block.strip().split("\n")]
    if len(rows) < 3 or not all(45 <= len(row) <= 90 for row in rows[:-1]):
        return False
    return sum(after[:1].islower() for _, after in pairwise(rows)) * 2 >= len(rows) - 1
