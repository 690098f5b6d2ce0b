"""What a site calls itself, where its markup has no field for it: the end of its title element, with support. Pure.

`Basin to close · Ellery Courier` names a site, `Basin to close · Politics` a section. So the part must be found again
where only a name stands: in the feed's title, in the link to the front page, beside a copyright mark, in the host.

Of a document that came without an address there is no host to ask, and often nothing but the article: there the end
counts that stands behind the very heading, or, where there is none, a name behind a headline, if it is no section's. Of
620 labelled pages without their addresses and the fields that hold the name, it is right so on 289, before on 176; on 4
it is a section or a town, the 15 others that differ are other names of the same, or of its publisher.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from workers.clean import sections
from workers.clean.dates import found_in
from workers.clean.lines import size_of
from workers.clean.nodes import text_in
from workers.clean.title import SITE_WORDS, ends_of, fronts_of, squeezed
from workers.domains import site_of

#: characters that a headline has at least, where no heading says what it is.
HEADLINE = 20
#: links in which a section's name is looked for.
_LINKS = 500
_SMALL = frozenset(
    {"of", "the", "and", "de", "la", "le", "du", "des", "del", "der", "die", "das", "do", "da", "di", "e", "y"}
)
_BAR = re.compile(r"\s+(?:[|–—·•»›‹«~-]|::|--)\s+|\s*[|»\uff5c\u3163]\s*")
#: characters of a line that can hold a copyright mark and the name.
_COPYRIGHT_LINE = 300
#: such lines that are looked at, from the page's end.
_LAST = 10
#: letters that a part needs to be known by the host alone.
_HOST_LETTERS = 4
#: and that a label of the host needs which is a word of the part: `courier` of `Ellery Courier`.
_WORD_LETTERS, _WORDS = 6, 4
#: initials by which a name is known: `Ellery Harbour Council` of `ehc`.
_INITIALS = 3
#: the least share of the host's label that the part must be: `guardian` of `theguardian`, not `news` of `seanewspost`.
_HOST_SHARE = 0.6

#: all that may be a front page's address, and little else: to take each link's apart takes ten times as long.
_HOME = re.compile(r"(?:[a-z][\w+.-]*:)?(?://[^/?#]*)?[./]*(?:index\.(?:html|php))?\??#?", re.IGNORECASE)
_COPYRIGHT = etree.XPath('//body//text()[contains(., "©") or contains(., "opyright") or contains(., "OPYRIGHT")]')
_FEEDS = etree.XPath('//link[contains(@rel,"alternate") and (contains(@type,"rss") or contains(@type,"atom"))]/@title')
_LOGOS = etree.XPath(
    '//*/@class[contains(.,"logo") or contains(.,"masthead") or contains(.,"site-")]/..|//*/@id[contains(.,"logo")]/..'
)


def site_in(element: str | None, tree: Any, host: str, told: Sequence[str] = ()) -> str | None:
    """The part of the title element that is the site's name; None where no part has support.

    host: the page's. told: names that others (a feed) use for the site.
    """
    parts = [part for part in ends_of(element or "") if 0 < len(part.split()) <= SITE_WORDS and squeezed(part)]
    if not parts:
        return None
    names = cache(lambda: {squeezed(name) for name in (*told, *_names(tree, host))})  # the host says most of them
    for part in parts:
        if in_host(part, host) or squeezed(part) in names() or _in_copyright(part, tree):
            return part
    return None if host else _alone(element or "", [text_in(one) for one in islice(tree.iter("h1"), 3)], tree)


def _alone(element: str, headings: Sequence[str], tree: Any) -> str | None:
    """The same of a document without an address, by the form of its title element."""
    part = named_in(element, headings)
    linked = part and any(squeezed(text_in(link)) == squeezed(part) for link in islice(tree.iter("a"), _LINKS))
    return None if linked else part


def named_in(line: str, titles: Collection[str]) -> str | None:
    """The name that stands in a line behind one of these titles, or before it; else behind what may be a headline.

    None for a section, and for what else goes on behind a dash: `Basin to close - and ships move`.
    """
    joints = list(_BAR.finditer(line))
    if not joints:
        return None
    ends = (
        (line[: joints[-1].start()], line[joints[-1].end() :]),
        (line[joints[0].end() :], line[: joints[0].start()]),
    )
    for rest, part in ends:
        if any(squeezed(front) in map(squeezed, titles) for front in fronts_of(rest)) and _is_name(part):
            return part.strip()
    rest, part = ends[0]
    alone = not titles and size_of(rest) >= max(HEADLINE, size_of(part))
    return part.strip() if alone and _is_name(part) else None


def _is_name(part: str) -> bool:
    """Could it be a site's: some words, with capitals in scripts that have them, and no section's name?"""
    words = part.split()
    fit = (
        0 < len(words) <= SITE_WORDS and squeezed(part) not in sections.NAMES and not any(True for _ in found_in(part))
    )
    return (
        fit
        and len(squeezed(part)) > 1
        and part.strip()[-1] not in ".!?…"
        and all(word in _SMALL or not word[0].islower() for word in words)
    )


def _names(tree: Any, host: str) -> Iterator[str]:
    """Texts that name the site and nothing else."""
    yield from _FEEDS(tree)[:5]
    for link in tree.iter("a"):
        if _is_home(link.get("href") or "", host):
            yield text_in(link)
            yield from (image.get("alt") or "" for image in link.iter("img"))
    for element in _LOGOS(tree)[:10]:
        yield text_in(element)[:_COPYRIGHT_LINE]
        yield element.get("alt") or element.get("title") or ""


def _is_home(address: str, host: str) -> bool:
    if not _HOME.fullmatch(address.strip()):
        return False
    try:
        parts = urlsplit(address.strip())
        own = site_of(parts.hostname or host) == host
    except ValueError:
        return False
    named = parts.path.lstrip("./") in ("", "index.html", "index.php")
    return own and named and bool(address) and not (parts.query or parts.fragment)


def in_host(part: str, host: str) -> bool:
    name = squeezed(part)
    labels = [label.replace("-", "") for label in host.split(".")[:-1]]
    if len(initials := "".join(re.findall(r"\b[^\W_]", part.casefold()))) >= _INITIALS and initials in labels:
        return True
    words = set(map(squeezed, part.split()))
    return len(name) >= _HOST_LETTERS and any(
        ((name in label or label in name) and _share(name, label) >= _HOST_SHARE)
        or (len(label) >= _WORD_LETTERS and label in words and len(words) < _WORDS)
        for label in labels
        if len(label) >= _HOST_LETTERS
    )


def _share(one: str, other: str) -> float:
    sizes = sorted((len(one), len(other)))
    return sizes[0] / sizes[1]


def _in_copyright(part: str, tree: Any) -> bool:
    """Does the name, of two words or more, stand in a line with a copyright mark?"""
    if len(part.split()) < 2:
        return False
    lines = (_line(text) for text in _COPYRIGHT(tree)[-_LAST:])
    return any(len(line) <= _COPYRIGHT_LINE and squeezed(part) in squeezed(line) for line in lines)


def _line(text: Any) -> str:
    """All text of the element in which a piece of text stands."""
    element = text.getparent()
    whole = element.getparent() if text.is_tail else element
    return "" if whole is None or whole.tag in ("script", "style") else text_in(whole)
