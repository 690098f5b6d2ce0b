"""Whether a document is too much for a parser of feeds. Pure, and linear in its length.

feedparser costs about 25 microseconds a tag or attribute, and its cost grows with the square of the depth: 4 MB of
`<item>` that nobody closes took minutes. The numbers below are far above real feeds and keep any document of 5 MB to a
few seconds.
"""

from __future__ import annotations

import re

from workers.errors import RefusedError

#: tags and attributes; 2,000 entries of ten elements with an attribute each have 60,000.
MOST_MARKUP = 120_000
#: elements open at once; feeds have 5, with XHTML in them perhaps 40.
DEEPEST = 200
#: character references; a megabyte of escaped HTML has 100,000.
MOST_ESCAPES = 1_000_000

#: `=` in one tag, query strings among them; 100,000 attributes took feedparser 170 s.
MOST_IN_TAG = 1_000
#: characters that declared entities may grow to; 20,000 uses of one with 100,000 took 6 GB in feedparser, whose lenient
#: parser steps in when expat refuses.
MOST_EXPANDED = 20_000_000

_ENTITY = re.compile(r"<!ENTITY\b[^>]*", re.IGNORECASE)
#: left to right, as a parser reads: what hides markup (its end is looked for below), else a tag up to the next `<`.
_PIECE = re.compile(r"<!--|<!\[CDATA\[|<\?|<[^<>]*>?")
_ENDS = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
#: elements that HTML never closes, for feeds that forget to escape it.
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "p", "li", "wbr", "source", "embed", "col", "area"})
_NAME = re.compile(r"</?([\w:.-]+)")


def check(text: str) -> None:
    """Raises RefusedError('feed-too-big') that says what there is too much of."""
    if text.count("&") > MOST_ESCAPES:
        raise RefusedError("feed-too-big", f"more than {MOST_ESCAPES:,} character references")
    longest = max((len(declared) for declared in _ENTITY.findall(text)), default=0)
    if longest * text.count("&") > MOST_EXPANDED:
        raise RefusedError("feed-too-big", f"entities that may grow beyond {MOST_EXPANDED:,} characters")
    at, markup, depth = 0, 0, 0
    endless: set[str] = set()
    while piece := _PIECE.search(text, at):
        token, at = piece[0], piece.end()
        markup += 1
        if token in _ENDS:
            end = -1 if token in endless else text.find(_ENDS[token], at)
            if end < 0:  # hides nothing: the lenient parser reads on behind it
                endless.add(token)
            else:
                at = end
        elif not token.startswith("<!"):
            attributes = token.count("=")
            if attributes > MOST_IN_TAG:
                raise RefusedError("feed-too-big", f"a tag with more than {MOST_IN_TAG:,} attributes")
            markup += attributes
            depth = max(0, depth + _step(token))
        if markup > MOST_MARKUP:
            raise RefusedError("feed-too-big", f"more than {MOST_MARKUP:,} tags and attributes")
        if depth > DEEPEST:
            raise RefusedError("feed-too-big", f"more than {DEEPEST} elements inside each other")


def _step(token: str) -> int:
    """How a tag changes the depth: 1, 0 or -1."""
    name = _NAME.match(token)
    if not name or name[1].lower() in _VOID or token.endswith("/>"):
        return 0
    return -1 if token.startswith("</") else 1
