"""An article's text that stands in a page's structured data alone, its markup being an empty shell. Pure.

It is taken only where the markup has no article, since some publishers give a teaser there: of 40 labelled pages that
give a text which is neither cut off nor closed, 2 have no more than 29 words of it; the 38 others have 150 words or
more, and all of them a token F1 of 0.8 or above (benchmarks/counted.py). Nobody else confirms it: its confidence says
how far what is left of the markup does, which is hardly at all, so that it is marked as doubtful.

Not taken is what is cut off, and what a page says that not everybody may read: a wall is no shell.
"""

from __future__ import annotations

import re
from dataclasses import replace

from workers.clean import html, lines, runs, tokens
from workers.clean.refuse import MIN_WORDS

#: words from which it is an article; between 29 and so many no labelled page has any.
ENOUGH = 150
#: what the text is from.
SOURCE = "jsonld"

_MARKUP = re.compile(r"<(/?)(\w+)[^<>]{0,2000}>")
_INLINE = frozenset({"a", "b", "i", "em", "strong", "span", "u", "sup", "sub", "small", "mark"})


def beside(body: html.Body, text: str | None, *, closed: bool) -> html.Body:
    """What was found in the markup; where that is no article, the text of the structured data, if it is one."""
    found = "" if tokens.has_words(MIN_WORDS, body.text) else told_by(text, closed=closed)
    return replace(body, text=found, source=SOURCE, confidence=tokens.agreement(found, body.text)) if found else body


def told_by(text: str | None, *, closed: bool) -> str:
    """The article in a text of the structured data; empty where it is none. closed: not everybody may read it."""
    if not text or closed or lines.ELLIPSIS.search(text) or not tokens.has_words(ENOUGH, text):
        return ""
    return "\n".join(runs.without_repeats(runs.tidy(_plain(text))))


def _plain(text: str) -> str:
    """A paragraph a line: by its markup, in which a break of a line is white space; where it has none, by its lines."""
    if all(_is_inline(tag) for tag in _MARKUP.finditer(text)):
        return runs.unwrapped(_MARKUP.sub("", text))
    return _MARKUP.sub(lambda tag: "" if _is_inline(tag) else "\n", lines.collapsed(text))


def _is_inline(tag: re.Match[str]) -> bool:
    return tag[2].lower() in _INLINE
