"""Whether a feed or a sitemap ends in the middle: whoever sent it broke off, and told no length. Pure.

Whatever lists entries is closed behind the last of them, in what is well formed and in what is not; a parser's word
does not count, since it complains of a bad entity, too, in a feed that is complete. In RDF the channel is closed before
the entries begin, so an end says something only where no entry begins behind it.

Evidence: of the 2,104 feeds among feedparser's own tests, many of them made to be odd, one is told to end in the
middle, and does; all of the 1,181 that list entries are, when they are broken off within their last one.
"""

from __future__ import annotations

import re

from workers.feeds.kind import uncommented

#: the end of what lists entries, which some forget to finish with `>`; or one that is empty.
_END = re.compile(
    r"</(?:[\w.-]+:)?(?:rss|feed|rdf|channel|urlset|sitemapindex)\s*(?:>|\Z)"
    r"|<(?:[\w.-]+:)?(?:feed|channel|urlset|sitemapindex)\b[^<>]*/>",
    re.IGNORECASE,
)
#: the beginning of an entry.
_ENTRY = re.compile(r"<(?:[\w.-]+:)?(?:item|entry|url|sitemap)[\s>]", re.IGNORECASE)


def is_cut(text: str) -> bool:
    """Does it end before it is closed? text: of a document of XML, as workers/feeds/charset.py gives it."""
    ends = [end.end() for end in _END.finditer(text)]
    return not ends or bool(_ENTRY.search(uncommented(text[ends[-1] :])))
