"""The title of a page, out of all that call themselves its title. Pure.

A heading on which the structured data or the title element agree, or that they bear out; else the structured headline;
else a meta or title element with the site's name cut off. Exact on 95 of 111 pages in many languages and on 195 of 220
English ones; on 89 and 170 before these, with the pages that each gained and lost of 331:

- a heading that the others bear out, two words shared, before their wording (14, 2): sites write one title for readers
  and another for searches;
- the others' spelling of a heading, straight quotes for curly ones, which its theme made, and a joint where the heading
  has two lines (9, 2);
- the wording in which JSON-LD and og:title agree against a heading (5, 0), unless it is the heading's beginning;
- meta `headline` where there is no JSON-LD (1, 0);
- a last part that is a section of the page's address (2, 0), a date before the heading, or a count and a source behind
  it, which another source has not (2, 0), and what follows where JSON-LD was cut off at its limit (1, 0).

Of the 41 that are left 23 have another of the page's wordings for a label, and it is each source's in its turn; 10
differ in quotes or in what is never seen, 5 labels are or keep a site's name, 2 end before a joint, and 1 is our fault.

Tried and dropped: og:title where the heading begins with it (2, 1: it may end at a quote), or ends with it (1, 1: the
kicker is part of many titles); og:title and the title element against the heading (8, 16), or where they agree on its
beginning (1, 1); both and JSON-LD together against the heading (2, 8); all signs as the others have them (12, 7:
hashes, quotes around the whole), or quotes as JSON-LD has them (2, 3); section names cut off, as meta and JSON-LD have
them (0, 0).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from html import unescape

from workers.clean.dates import found_in

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
#: the most words of a date alone, with the day of the week and the time.
DATE_WORDS = 6
#: characters from which a headline may be one that was cut off.
CUT_OFF = 90

_WORD = re.compile(r"[^\W_]+")
_LETTER = re.compile(r"[^\W\d_]")
#: U+FF5C and U+3163 are the bars of Japanese and Korean pages.
_JOINT = re.compile(r"\s+(?:[|–—·•»›‹«:*/~-]|::|--)\s+|\s*[|»\uff5c\u3163]\s*|:\s+")
#: how a sentence goes on in its middle.
_GOES_ON = re.compile(r" ?[^\W_]")
#: what a template puts behind a heading: its source in brackets, how many comments there are.
_ADDED = re.compile(r"(?:\([\w.-]+\)|\d+|\s)+")
_QUOTES = str.maketrans("\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f", "'" * 4 + '"' * 4)


def title_of(
    headings: Sequence[str],
    headline: str | None,
    social: str | None,
    element: str | None,
    names: Sequence[str],
    lesser: Sequence[str] = (),
    sections: Sequence[str] = (),
) -> tuple[str, str] | None:
    """The title, and which source gave it.

    headings: the page's h1. headline: JSON-LD's. social: og:title or twitter:title. element: the title element.
    names: what the site is called, to be cut off. lesser: the page's h2, of which a title needs the others' word.
    sections: the parts of the page's address above its own, to be cut off as names are.
    """
    keys, above = {squeezed(name) for name in names}, {squeezed(section) for section in sections}
    headings = [_without_section(unescape(heading), above) for heading in headings if squeezed(heading) not in keys]
    headline = _without_section(_without_end(headline, names), above) if headline else None
    social, element = (unescape(text) if text else None for text in (social, element))
    cut = [_without_section(without_site(text, names), above) for text in (social or "", element or "")]
    headline = _gone_on(headline, cut) if headline else None
    headings = [_bare(heading, [headline or "", *cut]) for heading in headings]
    if found := _heading(headings, headline, cut[0], [other for other in (headline, social, element) if other]):
        return found
    if headline and len(headline) <= LONGEST:
        return headline, "jsonld"
    for heading in lesser:
        if any(text and heading in fronts_of(text) for text in (social, element)):
            return heading[:LONGEST], "h2"
    for text, source in zip(cut, ("meta", "title"), strict=True):
        if text:
            return text[:LONGEST], source
    return (headings[0][:LONGEST], "h1") if headings else None


def _heading(
    headings: Sequence[str], headline: str | None, social: str, others: Sequence[str]
) -> tuple[str, str] | None:
    """The heading that is the title, as the others spell it, or what they say in its place; None where none is."""
    for heading in headings:
        if headline and _has_kicker(heading, headline):
            return headline, "jsonld"
        if any(alike(heading, other) for other in others) and len(heading) <= LONGEST:
            if headline and social and _outvoted(heading, headline, social):
                return social, "meta"
            return _spelt(heading, others), "h1"
    if headings and any(_bears_out(other, headings[0]) for other in others):
        return headings[0], "h1"
    return None


def _has_kicker(heading: str, headline: str) -> bool:
    """Does the headline stand in the heading behind a kicker? A year alone is none."""
    kicker = heading.removesuffix(f" {headline}")
    return kicker != heading and bool(_LETTER.search(kicker))


def _gone_on(headline: str, others: Iterable[str]) -> str:
    """The headline, or where it was cut off, most sites' limit being 110 characters, what another goes on to say."""
    longer = (other for other in others if len(headline) >= CUT_OFF and other.startswith(headline))
    return next((other for other in longer if _GOES_ON.match(other, len(headline))), headline)


def _bare(heading: str, others: Iterable[str]) -> str:
    """The heading without a date before it, a source or a count behind it, where another source has none."""
    for wording in filter(None, others):
        before, after = heading.removesuffix(f" {wording}"), heading.removeprefix(f"{wording} ")
        if (before != heading and _is_date(before)) or (after != heading and _ADDED.fullmatch(after)):
            return wording
    return heading


def _is_date(text: str) -> bool:
    return len(text.split()) <= DATE_WORDS and any(found.start == 0 for found in found_in(text))


def _outvoted(heading: str, headline: str, social: str) -> bool:
    """Do the two agree on another wording, and is neither this one's beginning?"""
    within = heading.startswith(headline) or heading in fronts_of(headline)
    return squeezed(headline) == squeezed(social) != squeezed(heading) and not within


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


def _without_section(text: str, sections: Collection[str]) -> str:
    """The text without a last part that is a section of the page's address."""
    joints = list(_JOINT.finditer(text)) if sections else []
    return text[: joints[-1].start()].strip() if joints and squeezed(text[joints[-1].end() :]) in sections else text


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
