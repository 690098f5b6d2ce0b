"""Where a field of an article is from: each word of `Article.sources`, and what it means. Data."""

from __future__ import annotations

from collections.abc import Mapping

#: in the order in which they are trusted, as far as there is one.
ORIGINS: Mapping[str, str] = {
    "jsonld": "the page's JSON-LD: structured data of schema.org in a script",
    "meta": "a meta element of the page's head, such as og:title or article:published_time",
    "microdata": "an element with itemprop or property, such as datePublished",
    "h1": "the page's heading",
    "h2": "a lesser heading, on which the page's title or a meta element agrees",
    "title": "the title element, without the site's name",
    "printed": "a date in a line of its own beside the title, or one that is labelled as publication",
    "time": "a time element of the article",
    "byline": "an element that is marked as a byline",
    "near-title": "a line below the title that somebody signs",
    "url": "a day in the page's address",
    "heading": "a day set off from the words of the title",
    "beside": "a day in a line close to the title, in a part of the page that is named for something else",
    "line": "a day in a line made for it, further from the title, or at the beginning of the text",
    "aside": "the same in a rail, or in what a widget made",
    "image": "a day in the address of the lead picture",
    "script": "a day in one of the page's programs",
    "hint": "what the feed said, or the line that was imported",
    "flat": "read in the lines of a page that was flattened to text",
    "canonical": "the page's canonical link",
    "header": "the HTTP header Link",
    "og:url": "the meta element og:url",
    "article": "the first large picture in the article",
    "blocks": "our own reader: blocks of text, by where they stand and what they look like",
    "precise": "trafilatura, set for precision",
    "default": "trafilatura, as it comes, where the precise reading had much less",
    "lines": "the lines of the page, by the rules for flattened text: no reader found an article",
    "entry": "the feed's entry, in place of a page that could not be had",
}
#: fields whose source is a value of its own and no word of these: the site whose rule is obeyed, why there is no page.
OTHERS = frozenset({"rule", "page"})
