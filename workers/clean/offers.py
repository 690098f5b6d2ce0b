"""Does a wall stand behind an article's beginning, by what it is made of: in whatever language it speaks? Pure.

The words by which walls are known (`paywalls.py`, `logins.py`) are never all of them. So behind the last sentence of a
text that is no more than two or three of them, in the element that holds it, is looked for what no article ends with: a
field for a password, an element that is named for a wall, two prices beside a button. Only of such a page the tree is
looked through once more.

Of 871 labelled pages 8 are so short, and none has such a thing. Not known: a wall of plain words alone, and one behind
more than BRIEF characters; a brief with a form to log in right below it, in one element with it, is taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from workers.clean import lines
from workers.clean.places import BITS, place_of
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
    r"|(?<![a-z])(?:subscribers?|members?|abo)[_-]?only|(?<![a-z])piano[_-](?:offer|template)",
    re.IGNORECASE,
)
_LETTER = 1 << BITS.index("letter")
_SIGN = r"[€$£¥₹₺₽₴₩₪]|EUR|USD|GBP|CHF|R\$|kr\.?|zł|Kč|Ft|lei|TL|руб\.?|грн|円|元|원"
_PRICE = re.compile(rf"(?:{_SIGN})\s?\d|\d[\d.,\u00a0]{{0,9}}\s?(?:{_SIGN})(?![^\W\d_])")


def is_brief(text: str) -> bool:
    return len(text) <= BRIEF and lines.size_of(text) <= BRIEF


def is_walled(tree: Any, text: str) -> bool:
    """Does a wall stand behind the last sentence of the text, in a page's tree?"""
    body = tree.find("body") if tree is not None else None
    rows = list(rows_of(body)) if body is not None else []
    told = {line.text for line in lines.seen(text.split("\n")) if line.good}
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
        return True
    priced = [(len(_PRICE.findall(row.text)), up) for row, up in within if len(row.text) < SHORT]
    return sum(prices for prices, _ in priced) >= PRICES and any(prices and _sells(up) for prices, up in priced)


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
    return any(place_of(one) & _LETTER for one in up) or next(up[-1].iter("button", "input", "a"), None) is not None
