"""What an element's class, id, role and property say of the place that it is. Data, and one look at it. Pure.

Publishers name the parts of their pages for themselves, and nearly all with the same words. No word decides alone: each
is one bit among some two hundred (`looks.py`), whose weights were learned.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

#: what is looked for in names, in lower case, `camelCase` cut in words.
NAMED: Mapping[str, str] = {
    "article": r"article|story|post(?!ed|al)|entry|blog",
    "body": r"body|content|text|copy|prose|rich|main|paragraph|detail",
    "strong": r"(?:article|story|post|entry|news|content|main)[_-]*(?:\w{1,30}[_-]+)?(?:body|content|text|copy|detail)"
    r"|articlebody|bodytext|maincontent|field-name-body|body-copy",
    "articlebody": r"article-?body",
    "related": r"relat|similar|more[_-]|read[_-]?(?:more|next|also)|also|further|recirc",
    "recommend": r"recommend|suggest|outbrain|taboola|popular|trend|most[_-]|latest|recent|next[_-]|prev"
    r"|up[_-]?next|hot",
    "teaser": r"teaser|card|promo|preview|thumb|tile|list|feed|river|grid|carousel|slide|swiper|gallery|slick",
    "side": r"side|rail|column[_-]?right|right|secondary|complementary",
    "share": r"share|social|follow|tool|print|facebook|twitter|whatsapp|action|addtoany|bookmark|icon",
    "comment": r"comment|disqus|reply|respon[ds]|discuss|forum",
    "remark": r"(?<![a-z])comment(?!ary)|disqus|repl(?:y|ies)|(?<![a-z])respon(?:se|d)s?(?![a-z])",
    "letter": r"newsletter|subscri|sign[_-]?up|signup|login|register|paywall|premium|member|abo[_-]|piano|offer",
    "advert": r"(?<![a-z])ads?(?![a-z])|advert|sponsor|banner|dfp|gpt|partner|commerc|affiliate",
    "foot": r"foot|copyright|colophon|legal|disclaim|bottom",
    "head": r"head|masthead|topbar|top[_-]|title|hero",
    "navigation": r"nav|menu|bread|crumb|pagina|pager|tabs?(?![a-z])|skip|jump|toc|index",
    "byline": r"byline|author|bio|contributor|profile|writer|reporter|person",
    "about": r"meta|date|time|publish|info|kicker|label|section[_-]?name|eyebrow|stamp|update",
    "topic": r"tag|topic|keyword|taxonom|categor",
    "caption": r"caption|credit|legend|photo|image|img|figure|media|picture|foto|bild",
    "player": r"video|player|audio|podcast|embed|tweet|instagram|youtube|live",
    "widget": r"widget|module|box|block|component|aside|inset|sidebar|insert",
    "consent": r"cookie|consent|gdpr|modal|popup|overlay|dialog|notice|alert|toast|privacy|onetrust",
    "lead": r"lead|lede|intro|summary|standfirst|deck|dek|sub(?:title|head)|excerpt|abstract|chapo|description"
    r"|vorspann",
    "quote": r"quote|pull",
    "hidden": r"hidden|hide|invisible|sr-only|screen-reader|visually|print-only|d-none|collapse",
    "search": r"search|filter|form|input",
    "goods": r"event|weather|stock|market|ticker|horoscope|job|shop|product|price|review|rating|poll|quiz",
    "note": r"correction|footnote|note|source|refer",
}
#: elements that say by themselves what they are.
TAGGED: Sequence[str] = (
    "article", "main", "header", "footer", "aside", "form", "figure", "figcaption", "blockquote", "li", "ul", "ol",
    "table", "section", "td", "address", "details", "dl",
)  # fmt: skip
#: the bits, lowest first.
BITS: Sequence[str] = (*NAMED, *(f"<{tag}>" for tag in TAGGED), "role=main", "unseen", "inside a link")

#: characters of an element's names that are looked at.
LONGEST = 300

_BIT = {name: 1 << number for number, name in enumerate(BITS)}
LINKED = _BIT["inside a link"]
_TAG_BIT = {tag: _BIT[f"<{tag}>"] for tag in TAGGED}
_ROWS = [(re.compile(pattern), _BIT[name]) for name, pattern in NAMED.items()]
_CAMEL = re.compile(r"([a-z])([A-Z])")


def place_of(element: Any) -> int:
    """The bits of an element (lxml), its ancestors left out."""
    get = element.get
    role, identity, what, style = get("role"), get("id"), get("itemprop"), get("style")
    bits = _TAG_BIT.get(element.tag, 0)
    if role == "main":
        bits |= _BIT["role=main"]
    if get("hidden") is not None or get("aria-hidden") == "true" or (style and "display" in style and "none" in style):
        bits |= _BIT["unseen"]
    names = " ".join(name for name in (get("class"), identity, what, role) if name)
    return bits | _named(names[:LONGEST]) if names else bits


@lru_cache(maxsize=20_000)  # names come again, within a page and on all pages of a site
def _named(names: str) -> int:
    words = _CAMEL.sub(r"\1-\2", names).lower()
    bits = 0
    for pattern, bit in _ROWS:
        if pattern.search(words):
            bits |= bit
    return bits
