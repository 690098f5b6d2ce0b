"""A line of a flattened page, and what it looks like: a sentence, a head, a caption, a notice. Pure.

What is done to many of them is in `runs`; which of them are the article is `passage`'s to say. The optimum is flat: the
figures below were tuned on half of 593 pages and score the same on the other half (token F1 0.90 and 0.905; research of
November 2026, rule 3). Structure does the work, phrases the rest.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from workers.clean.adverts import ADVERTS
from workers.clean.calls import is_call
from workers.clean.phrases import (
    CAPTION_ENDS,
    CAPTIONS,
    COMMENTS,
    CREDITS,
    FEET,
    HEADS,
    NOTICES,
    REPLIES,
    any_of,
    compiled,
)
from workers.clean.pointers import POINTING

#: characters from which a line that ends as a sentence counts as one of an article.
SENTENCE = 70
#: characters from which a line with a stop in it counts without the end of a sentence; a menu has none.
LONG = 160
#: characters of a sentence that is kept between others.
SHORT = 20
#: a longer line is no head, and no caption.
HEAD_LENGTH, CAPTION_LENGTH = 80, 220
#: a single notice word disqualifies lines shorter than this.
NOTICE_LENGTH = 200

_WORD = re.compile(r"\w+")
#: not the joiners of Persian and Indic scripts, which carry meaning.
_UNSEEN = "\u00ad\u200b\u2060\ufeff"
_WITHOUT_UNSEEN = re.compile(f"[{_UNSEEN}]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
#: with which their letters begin in UTF-8, and Thai ones, and others; those of quotation marks and dashes not.
_WIDE_BYTES = bytes([0xE0, *range(0xE3, 0xF0)])
#: Thai, Lao, Khmer and Burmese end sentences with a space.
_UNPUNCTUATED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u1000-\u109f]{20}")
#: beside Latin, Arabic and Chinese ones those of Devanagari, Ethiopic, Armenian, Tibetan, Burmese and Khmer. A bar ends
#: a sentence behind an Indic letter alone: elsewhere it parts a menu. French puts a space before its quotation mark.
END = re.compile(
    r"(?:[\u0900-\u0dff] ?\||[.!?;:。！？؟।॥۔…።፧፨։།༎။។៕](?: ?»|[\"'”’›)\]」』】）])?)[\"'”’»›)\]」』】）]{0,2}$"
)
_STOP = re.compile(r"[,.;:!?،؟।፣፤።։།၊။។\-–—]\s|[、。，]")
ELLIPSIS = re.compile(r"(?:\.\.\.|…)[\"'”’»)\]]?$")
#: characters of which no end above has more.
_ENDING = 5
# matched on lines in lower case: twice as fast as without regard to case
_HEAD = re.compile(rf"^\W{{0,4}}{any_of(HEADS, FEET, ADVERTS)}\W{{0,4}}$|\b{any_of(HEADS)}\W{{0,2}}$")
_HEAD_START = re.compile(rf"^\W{{0,4}}{any_of(FEET)}")
_NOTICE = re.compile(rf"(?<!\w){any_of(NOTICES)}(?!\w)")
#: the same where the line has no address, to look for which is half of the time.
_NOTICE_ALONE = re.compile(
    rf"(?<!\w){any_of([row for rows in NOTICES.values() for row in rows if '@' not in row])}(?!\w)"
)
_CAPTION = re.compile(rf"^\W{{0,3}}{any_of(CAPTIONS, POINTING)}|{any_of(CAPTION_ENDS)}\W*$|image is ai-generated")
_REPLY = re.compile(rf"^\W{{0,4}}{any_of(REPLIES)}\W{{0,4}}$")
_COMMENTS = re.compile(rf"^\W{{0,4}}{any_of(COMMENTS)}\W{{0,4}}$")
_CREDIT = compiled(rf"^\W{{0,3}}{any_of(CREDITS)}\W{{0,3}}$")


#: characters of a line whose key is remembered.
_PARAGRAPH = 1_000
#: what is asked of short lines: a page's readings have most of them in common, and pages of a site their menus.
_remembered = lru_cache(maxsize=4_000)


class Line(NamedTuple):
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
    #: a caption, a notice, a call, a repetition.
    waste: bool
    #: the head of the comments; a head, too.
    comments: bool = False


def collapsed(text: str) -> str:
    """One line, one space between words, nothing that is never seen: soft hyphens, zero-width spaces."""
    if not text.isascii() and any(map(text.__contains__, _UNSEEN)):
        text = _WITHOUT_UNSEEN.sub("", text)
    return " ".join(text.split())


def key_of(line: str) -> str:
    """What two lines share that say the same: words, without case and punctuation."""
    return _key_of(line) if len(line) < _PARAGRAPH else " ".join(_WORD.findall(line.casefold()))


@lru_cache(maxsize=2_000)
def _key_of(line: str) -> str:
    return " ".join(_WORD.findall(line.casefold()))


def size_of(line: str) -> float:
    return len(line) + (1.5 * len(_CJK.findall(line)) if may_be_wide(line) else 0)


def may_be_wide(text: str) -> bool:
    """May there be ideographs, syllables or Thai letters in it? Its bytes tell in a quarter of the time of a search."""
    if text.isascii():
        return False
    held = text.encode("utf-8", "surrogatepass")
    return len(held.translate(None, _WIDE_BYTES)) < len(held)


def is_credit(line: str) -> bool:
    """Does the line credit agencies, and nothing else?"""
    return len(line) < CAPTION_LENGTH and _is_credit(line)


@_remembered
def _is_credit(line: str) -> bool:
    return bool(_CREDIT.match(line))


def is_head(line: str) -> bool:
    """Is it the head of a section beside the article, the foot of a page, or a line between comments?"""
    return len(line) < HEAD_LENGTH and _is_head(line)


@_remembered
def _is_head(line: str) -> bool:
    low = line.lower()
    return bool((_HEAD_START.match if END.search(line) else _HEAD.search)(low) or _REPLY.match(low)) or is_comments(
        line
    )


def is_comments(line: str) -> bool:
    """Is it the head of the comments?"""
    return len(line) < HEAD_LENGTH and bool(_COMMENTS.match(line.lower()))


def is_caption(line: str) -> bool:
    return len(line) < CAPTION_LENGTH and _is_caption(line)


@_remembered
def _is_caption(line: str) -> bool:
    return bool(_CAPTION.search(line.lower()))


def is_notice(line: str) -> bool:
    """Cookies, subscriptions, copyright: two of its words, or one in a short line."""
    return _is_notice(line) if len(line) < CAPTION_LENGTH else _has_notices(line)


def _has_notices(line: str) -> bool:
    limit = 1 if size_of(line) < NOTICE_LENGTH else 2
    low, find = line.lower(), (_NOTICE if "@" in line else _NOTICE_ALONE).search
    first = find(low)
    return bool(first and (limit == 1 or find(low, first.end())))


_is_notice = _remembered(_has_notices)


def is_sentence(line: Line) -> bool:
    """Does it speak for an article, or end as a sentence and is no word or two?"""
    return line.good or (line.ended and line.size >= SHORT)


def line_of(text: str, *, repeated: bool) -> Line:
    """A line with its looks. Whether it is a repetition, its run tells (`runs.seen`)."""
    size = size_of(text)
    ending = text[-_ENDING:]
    ellipsis = bool(ELLIPSIS.search(ending))
    ended = not ellipsis and bool(END.search(ending) or (not text.isascii() and _UNPUNCTUATED.search(text)))
    waste = repeated or is_caption(text) or is_notice(text) or is_call(text)
    told = (size >= SENTENCE and ended) or (size >= LONG and bool(_STOP.search(text)))
    good = told and not waste and not ellipsis
    head = not good and is_head(text)
    return Line(text, size, ended, good, head, waste, head and is_comments(text))
