"""The title of a page, out of all that call themselves its title. Pure.

A heading on which the structured data or the title element agree, or that they bear out; else the structured headline;
else a meta or title element with the site's name cut off. Exact on 95 of 111 pages in many languages and on 189 of 220
English ones; on 89 and 170 before these, with the pages that each gained and lost of 331:

- a heading that the others bear out, two words shared, before their wording (14, 2): sites write one title for readers
  and another for searches;
- the others' spelling of a heading, straight quotes for curly ones, which its theme made, and a joint where the heading
  has two lines (9, 2);
- the wording in which JSON-LD and og:title agree against a heading (5, 0), unless it is the heading's beginning;
- meta `headline` where there is no JSON-LD (1, 0).

Tried and dropped: og:title where the heading begins with it (2, 1: it may end at a quote), or ends with it (1, 1: the
kicker is part of many titles); og:title and the title element against the heading (8, 16); all signs as the others have
them (12, 7: hashes, quotes around the whole); section names cut off, as meta and JSON-LD have them (0, 0).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape

#: share of words that two titles have in common from which they are the same title.
SAME = 0.5
#: the longest title, in characters.
LONGEST = 300
#: a heading that the other sources only bear out: its least words, the words shared, its most characters. Headings of
#: fewer words are sections and sites, longer ones standfirsts.
BORNE_OUT = (4, 2, 150)
#: the most words that a site's name has.
SITE_WORDS = 5
#: the least letters by which a part of a site's name is known.
SITE_LETTERS = 4

_WORD = re.compile(r"[^\W_]+")
#: U+FF5C and U+3163 are the bars of Japanese and Korean pages.
_JOINT = re.compile(r"\s+[|–—·•»:-]\s+|\s*[|»\uff5c\u3163]\s*|:\s+")
_QUOTES = str.maketrans("\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f", "'" * 4 + '"' * 4)


def title_of(
    headings: Sequence[str],
    headline: str | None,
    social: str | None,
    element: str | None,
    names: Sequence[str],
    lesser: Sequence[str] = (),
) -> tuple[str, str] | None:
    """The title, and which source gave it.

    headings: the page's h1. headline: JSON-LD's. social: og:title or twitter:title. element: the title element.
    names: what the site is called, to be cut off. lesser: the page's h2, of which a title needs the others' word.
    """
    keys = {squeezed(name) for name in names}
    headings = [unescape(heading) for heading in headings if squeezed(heading) not in keys]
    headline = _without_end(headline, names) if headline else None
    social, element = (unescape(text) if text else None for text in (social, element))
    others = [other for other in (headline, social, element) if other]
    if found := _heading(headings, headline, without_site(social, names) if social else None, others):
        return found
    if headline and len(headline) <= LONGEST:
        return headline, "jsonld"
    for heading in lesser:
        if any(text and heading in fronts_of(text) for text in (social, element)):
            return heading[:LONGEST], "h2"
    for text, source in ((social, "meta"), (element, "title")):
        if text and (cut := without_site(text, names)):
            return cut[:LONGEST], source
    return (headings[0][:LONGEST], "h1") if headings else None


def _heading(
    headings: Sequence[str], headline: str | None, social: str | None, others: Sequence[str]
) -> tuple[str, str] | None:
    """The heading that is the title, as the others spell it, or what they say in its place; None where none is."""
    for heading in headings:
        if headline and headline != heading and heading.endswith(f" {headline}"):
            return headline, "jsonld"  # a kicker stands before it in the same heading
        if any(alike(heading, other) for other in others) and len(heading) <= LONGEST:
            if headline and social and _outvoted(heading, headline, social):
                return social, "meta"
            return _spelt(heading, others), "h1"
    if headings and any(_bears_out(other, headings[0]) for other in others):
        return headings[0], "h1"
    return None


def _outvoted(heading: str, headline: str, social: str) -> bool:
    """Do the two agree on another wording, and not just on the heading's beginning?"""
    return squeezed(headline) == squeezed(social) != squeezed(heading) and not heading.startswith(headline)


def _spelt(heading: str, others: Iterable[str]) -> str:
    """The heading with the quotes that were typed, and with the joint that its line break stands for."""
    plain, joints = heading.translate(_QUOTES), len(_JOINT.findall(heading))
    flat = _JOINT.sub(" ", heading)
    for front in _fronts(others):
        if front == plain or (len(_JOINT.findall(front)) > joints and _JOINT.sub(" ", front) == flat):
            return front
    return heading


def _fronts(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from fronts_of(text)


def _bears_out(other: str, heading: str) -> bool:
    """Does another source speak of the same, in words of its own?"""
    least, shared, longest = BORNE_OUT
    words = _words(heading)
    return len(words) >= least and len(heading) <= longest and len(words & _words(other)) >= shared


def alike(one: str, other: str) -> bool:
    """Do the two say the same, one of them perhaps with a site's name behind it?"""
    mine, theirs = _words(one), _words(other)
    if not mine or not theirs:
        return False
    return len(mine & theirs) >= SAME * len(mine | theirs) or (len(mine) > 2 and mine <= theirs)


def without_site(text: str, names: Sequence[str]) -> str:
    """The text without a last or first part that is the site's name."""
    joints = list(_JOINT.finditer(text))
    if (cut := _without_end(text, names)) != text.strip():
        return cut
    if joints and any(_same(text[: joints[0].start()], name) for name in names):
        return text[joints[0].end() :].strip()
    return cut


def _without_end(text: str, names: Sequence[str]) -> str:
    joints = list(_JOINT.finditer(text))
    end = text[joints[-1].end() :] if joints else ""
    site = 0 < len(end.split()) <= SITE_WORDS and any(_same(end, name) or _within(end, name) for name in names)
    return text[: joints[-1].start()].strip() if site else text.strip()


def fronts_of(text: str) -> list[str]:
    """The text, and its beginnings up to each joint: those that a heading may repeat."""
    return [text.strip(), *(text[: joint.start()].strip() for joint in _JOINT.finditer(text))]


def ends_of(text: str) -> list[str]:
    """The last part of the text and the first: where a site's name stands; none where it is one part."""
    joints = list(_JOINT.finditer(text))
    return [text[joints[-1].end() :].strip(), text[: joints[0].start()].strip()] if joints else []


def squeezed(name: str) -> str:
    """Letters and digits of a name, to compare it: `Ellery Courier` is `ellery-courier`."""
    return "".join(re.findall(r"\w+", name.casefold()))


def _same(part: str, name: str) -> bool:
    """Is it the name, or most of it: `Guardian` of `theguardian`?"""
    mine, whole = squeezed(part), squeezed(name)
    return bool(mine) and (
        mine == whole or (len(mine) >= SITE_LETTERS and mine in whole and 2 * len(mine) > len(whole))
    )


def _within(part: str, name: str) -> bool:
    """Is it some words of the name, or the name and one word: `Courier` of `The Courier`, `CNN Politics`?"""
    mine, theirs = (f" {' '.join(_WORD.findall(text.casefold()))} " for text in (part, name))
    longer = mine.startswith(theirs) and len(mine.split()) == len(theirs.split()) + 1
    return bool(mine.strip() and theirs.strip()) and (mine in theirs or longer)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))
