"""What an element's class, id, role and property say of the place that it is. Data, and one look at it. Pure.

Publishers name the parts of their pages for themselves, and nearly all with the same words. No word decides alone: each
is one bit among some two hundred (`looks.py`), whose weights were learned.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from workers.clean.stems import finder

#: what is looked for in names, in lower case, `camelCase` cut in words; `?` is nothing, a hyphen or a low line.
WORDS: Mapping[str, str] = {
    "article": "article story entry blog",
    "body": "body content text copy prose rich main paragraph detail",
    "strong": "articlebody bodytext maincontent field-name-body body-copy",
    "articlebody": "articlebody article-body",
    "related": "relat similar more- more_ read?more read?next read?also also further recirc",
    "recommend": "recommend suggest outbrain taboola popular trend most- most_ latest recent next- next_ prev up?next"
    " hot",
    "teaser": "teaser card promo preview thumb tile list feed river grid carousel slide swiper gallery slick",
    "side": "side rail column?right right secondary complementary",
    "share": "share social follow tool print facebook twitter whatsapp action addtoany bookmark icon",
    "comment": "comment disqus reply respond respons discuss forum",
    "remark": "disqus reply replies",
    "letter": "newsletter subscri sign?up login register paywall premium member abo- abo_ piano offer",
    "advert": "advert sponsor banner dfp gpt partner commerc affiliate",
    "foot": "foot copyright colophon legal disclaim bottom",
    "head": "head masthead topbar top- top_ title hero",
    "navigation": "nav menu bread crumb pagina pager skip jump toc index",
    "byline": "byline author bio contributor profile writer reporter person",
    "about": "meta date time publish info kicker label section?name eyebrow stamp update",
    "topic": "tag topic keyword taxonom categor",
    "caption": "caption credit legend photo image img figure media picture foto bild",
    "player": "video player audio podcast embed tweet instagram youtube live",
    "widget": "widget module box block component aside inset sidebar insert",
    "consent": "cookie consent gdpr modal popup overlay dialog notice alert toast privacy onetrust",
    "lead": "lead lede intro summary standfirst deck dek subtitle subhead excerpt abstract description chapo vorspann",
    "quote": "quote pull",
    "hidden": "hidden hide invisible sr-only screen-reader visually print-only d-none collapse",
    "search": "search filter form input",
    "goods": "event weather stock market ticker horoscope job shop product price review rating poll quiz",
    "note": "correction footnote note refer source",
}
#: the same of what is no plain word. What must not stand before a word is asked behind its first letters: that takes a
#: fifth of the time.
PATTERNS: Mapping[str, str] = {
    "article": r"post(?!ed|al)",
    "strong": r"(?:article|story|post|entry|news|content|main)[_-]*(?:\w{1,30}[_-]+)?(?:body|content|text|copy|detail)",
    "remark": r"comment(?<![a-z]comment)(?!ary)|respon(?<![a-z]respon)(?:se|d)s?(?![a-z])",
    "advert": r"ad(?<![a-z]ad)s?(?![a-z])",
    "navigation": r"tabs?(?![a-z])",
}
#: which of them hold a word of another: they are looked for where that one is.
WITHIN: Mapping[str, str] = {"strong": "body", "remark": "comment"}
#: elements that say by themselves what they are.
TAGGED: Sequence[str] = (
    "article", "main", "header", "footer", "aside", "form", "figure", "figcaption", "blockquote", "li", "ul", "ol",
    "table", "section", "td", "address", "details", "dl",
)  # fmt: skip
#: the bits, lowest first.
BITS: Sequence[str] = (*WORDS, *(f"<{tag}>" for tag in TAGGED), "role=main", "unseen", "inside a link")

#: characters of an element's names that are looked at.
LONGEST = 300

_BIT = {name: 1 << number for number, name in enumerate(BITS)}
LINKED = _BIT["inside a link"]
#: elements that are walked only where nobody closed them (`blocks.LEFT_OPEN`).
MENUS = ("nav", "menu", "button", "dialog")
_TAG_BIT = {**{tag: _BIT[f"<{tag}>"] for tag in TAGGED}, **dict.fromkeys(MENUS, _BIT["navigation"])}
_PATTERNS = [(re.compile(pattern), _BIT[name], _BIT.get(WITHIN.get(name, ""), 0)) for name, pattern in PATTERNS.items()]
_CAMEL = re.compile(r"([a-z])([A-Z])")


def _words() -> dict[str, int]:
    bits: dict[str, int] = {}
    for name, words in WORDS.items():
        for word in (word.replace("?", joint) for word in words.split() for joint in ("", "-", "_")):
            bits[word] = bits.get(word, 0) | _BIT[name]
    return bits


_bits_in = finder(_words())


def place_of(element: Any) -> int:
    """The bits of an element (lxml), its ancestors left out."""
    bits = _TAG_BIT.get(element.tag, 0)
    said = dict(element.items())  # a third of the time of asking for each
    if not said:
        return bits
    get = said.get
    role, style = get("role"), get("style")
    if role == "main":
        bits |= _BIT["role=main"]
    if "hidden" in said or get("aria-hidden") == "true" or (style and "display" in style and "none" in style):
        bits |= _BIT["unseen"]
    names = " ".join([name for name in (get("class"), get("id"), get("itemprop"), role) if name])
    return bits | _named(names[:LONGEST]) if names else bits


@lru_cache(maxsize=20_000)  # names come again, within a page and on all pages of a site
def _named(names: str) -> int:
    words = names.lower()
    if words != names:
        words = _CAMEL.sub(r"\1-\2", names).lower()
    bits = _bits_in(words)
    found = bits
    for pattern, bit, within in _PATTERNS:
        if not bits & bit and (not within or bits & within) and pattern.search(words):
            found |= bit
    return found
