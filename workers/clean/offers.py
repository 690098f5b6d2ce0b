"""Does a wall stand behind an article's beginning, by what it is made of: in whatever language it speaks? Pure.

The words by which walls are known (`paywalls.py`, `logins.py`) are never all of them. So behind the last sentence of a
text that is no more than two or three of them, in the element that holds it, is looked for what no article ends with: a
field for a password among words for who logs in, an element that is named for a wall, two prices beside a button. Only
of such a page the tree is looked through once more.

A notice of a concert ends with prices, too, and a button for tickets: so a price is an offer's only where it is paid by
the month (`periods.py`), or the button speaks of subscribing; a link that says "read more" stands beside all kinds of
prices. And who logs in to leave a comment has read the article.

Of 871 labelled pages 8 are so short, and none has such a thing. Not known: a wall of plain words alone, a price or a
form without words that a table has, and what stands behind more than BRIEF characters; a club's brief right above the
form for its members, in one element with it, is taken for a beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from workers.clean import lines, runs
from workers.clean.logins import LOGINS
from workers.clean.paywalls import PAYWALLS
from workers.clean.periods import PERIODS
from workers.clean.phrases import any_of, compiled
from workers.clean.places import BITS, place_of
from workers.clean.reads import READS
from workers.clean.sheet import Row, rows_of

#: characters of a text, ideographs counted twice and a half, that is no more than a beginning: some 60 words.
BRIEF = 420
#: elements around the last sentence in which a wall may stand, and the lines that are looked at.
AROUND, MOST = 3, 20
#: prices that make an offer, and characters of a longer one that only speaks of a price.
PRICES, SHORT = 2, 120

_PARTS = frozenset({"body", "html", "nav", "aside", "footer"})
_WALL = re.compile(
    r"(?<![a-z])(?:pay|reg|abo|offer|member|subscription|registration|metered|premium)[_-]?(?:wall|gate|barrier|overlay)"
    r"|(?<![a-z])(?:subscribers?|members?|abo)[_-]?only(?![\w-])|(?<![a-z])piano[_-](?:offer|template)",
    re.IGNORECASE,
)
_LETTER = 1 << BITS.index("letter")
_SIGN = r"[€$£¥₹₺₽₴₩₪]|EUR|USD|GBP|CHF|R\$|kr\.?|zł|Kč|Ft|lei|TL|руб\.?|грн|円|元|원"
_PRICE = re.compile(rf"(?:{_SIGN})\s?\d|\d[\d.,\u00a0]{{0,9}}\s?(?:{_SIGN})(?![^\W\d_])")


_PERIOD, _READS = compiled(any_of(PERIODS)), compiled(any_of(READS))
_SUBSCRIBES = compiled(any_of(PAYWALLS.about or {}))
_LOGS_IN = compiled(any_of(LOGINS.phrases))
#: what else people log in for, below an article that all may read.
_REMARKS = compiled(
    "comm?ent|koment|kommentaa?r|reactie|reageer|repl(y|ies)|antworten|conversation|discussion|diskussion|hozzászól|yorum"
    "|комментар|коментар|σχόλι|コメント|评论|評論|留言|댓글|تعليق|תגוב"
)
_PRESSED = ("button", "input", "a")


def is_brief(text: str) -> bool:
    return len(text) <= BRIEF and lines.size_of(text) <= BRIEF


def is_walled(tree: Any, text: str) -> bool:
    """Does a wall stand behind the last sentence of the text, in a page's tree?"""
    body = tree.find("body") if tree is not None else None
    rows = list(rows_of(body)) if body is not None else []
    told = {line.text for line in runs.seen(text.split("\n")) if line.good}
    last = max((index for index, row in enumerate(rows) if row.text in told), default=None)
    return last is not None and _is_walled(rows[last].block, rows[last + 1 : last + 1 + MOST])


def _is_walled(block: Any, behind: Sequence[Row]) -> bool:
    around = next(reversed(list(islice(_inner(block), AROUND + 1))), None)
    if around is None:
        return False
    within = [(row, list(_up_to(around, row.block))) for row in behind if around in row.block.iterancestors()]
    if any(_WALL.search(f"{one.get('class') or ''} {one.get('id') or ''}") for _, up in within for one in up):
        return True
    if any(field.get("type") == "password" for field in around.iter("input")):
        return _lets_readers_in("\n".join(row.text[:BRIEF] for row, _ in within))
    priced = [(len(_PRICE.findall(row.text)), row.text, up) for row, up in within if len(row.text) < SHORT]
    priced = [one for one in priced if one[0]]
    return sum(prices for prices, _, _ in priced) >= PRICES and _is_offer(priced)


def _lets_readers_in(said: str) -> bool:
    return bool(_LOGS_IN.search(said) or _READS.search(said)) and not _REMARKS.search(said)


def _is_offer(priced: Sequence[tuple[int, str, Sequence[Any]]]) -> bool:
    """Of lines with prices: is one paid again and again, or does what is pressed there speak of subscribing?"""
    sold = [(text, up) for _, text, up in priced if _sells(up)]
    if not sold:
        return False
    return any(_PERIOD.search(text) for _, text, _ in priced) or any(_is_for_readers(up) for _, up in sold)


def _is_for_readers(up: Sequence[Any]) -> bool:
    """Does a button or a link there say that one subscribes, or a button that one reads?"""
    for one in islice(up[-1].iter(*_PRESSED), MOST):
        said = f"{''.join(islice(one.itertext(), MOST))[:SHORT]} {(one.get('value') or '')[:SHORT]}"
        if _SUBSCRIBES.search(said) or _PERIOD.search(said) or (one.tag != "a" and _READS.search(said)):
            return True
    return False


def _inner(block: Any) -> Iterator[Any]:
    """The elements around a block, as far as they are less than the page."""
    for one in block.iterancestors():
        if one.tag in _PARTS:
            return
        yield one


def _up_to(top: Any, block: Any) -> Iterator[Any]:
    """A block, and what is around it below `top`."""
    while block is not None and block is not top:
        yield block
        block = block.getparent()


def _sells(up: Sequence[Any]) -> bool:
    """Is there a button, a field or a link in the outermost element that holds a price, or is it named for members?"""
    return any(place_of(one) & _LETTER for one in up) or next(up[-1].iter(*_PRESSED), None) is not None
