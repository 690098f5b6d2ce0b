"""Is a node of a page's JSON-LD about this page, or about another one that it lists? Pure.

Pages carry the nodes of the articles that they recommend, with dates of their own. A node's address tells, and its
headline does; one that says neither, or only a little of each, is doubtful, and is heard where no node is the page's
own. Publishers write other headlines for searchers than for readers, so some likeness is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from workers.clean.lines import collapsed

#: share of a headline's words, or a title's, that the other has, too: from which it is the same, up to which another's.
SAME, OTHER = 0.5, 0.2
#: the same of the longer one's words, where nothing else tells whose a node is: `... again` is another article's.
SURELY = 0.8
#: words of a title, and addresses of a node, that are looked at.
_MOST = 60
#: letters of a word that tells one headline from another: not `the`, `und`, `los`.
_TELLING = 4
_WORD = re.compile(r"[^\W_]+")
#: scripts without spaces: a word of them is taken for its pairs of signs.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}")
_ADDRESSED = ("mainEntityOfPage", "url", "@id")
_SHOWN_AS = re.compile(r"(?:/amp|/index|\.amp)?(?:\.html?|\.php)?/*$")


@dataclass(frozen=True, slots=True)
class Ours:
    """What the page calls itself."""

    #: where it was fetched, and where it says that it belongs.
    addresses: tuple[str, ...]
    titles: tuple[str, ...]


def is_ours(node: Mapping[str, Any], ours: Ours) -> bool | None:
    """True and False where the node's address or headline tells; None where they do not."""
    mine = {_key(address) for address in ours.addresses}
    given = {key for address in _addresses(node) if (key := _key(address))}
    like = max((_likeness(_headline(node), title) for title in ours.titles if title), default=SAME)
    if given & mine or (like >= SAME and _headline(node)):
        return True
    if not _headline(node) or not any(ours.titles):
        return None
    return False if given or like <= OTHER else None


def is_surely_ours(node: Mapping[str, Any], titles: Iterable[str]) -> bool:
    """Does its headline say what one of the titles does, and hardly more or less?"""
    mine = _words(_headline(node))
    given = (_words(title) for title in titles)
    return any(len(mine & theirs) >= SURELY * max(len(mine), len(theirs), 1) for theirs in given)


def _headline(node: Mapping[str, Any]) -> str:
    value = node.get("headline") or node.get("name")
    return collapsed(value)[:1_000] if isinstance(value, str) else ""


def _addresses(node: Mapping[str, Any]) -> Iterator[str]:
    for value in (node.get(name) for name in _ADDRESSED):
        for one in (value if isinstance(value, list) else [value])[:_MOST]:
            found = one.get("@id") or one.get("url") if isinstance(one, dict) else one
            if isinstance(found, str):
                yield found


def _key(address: str) -> str:
    """The path and query of an address; empty for a site's first page, which is nobody's in particular."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    path = _SHOWN_AS.sub("", parts.path).lower()
    query = "&".join(one for one in parts.query.split("&") if "=" in one and not one.startswith("utm_"))
    return f"{path}?{query}" if path and query else path


def _likeness(one: str, other: str) -> float:
    """The share of the shorter one's words that the other has."""
    few, many = sorted((_words(one), _words(other)), key=len)
    return len(few & many) / len(few) if few else 0.0


def in_common(one: str, other: str) -> float:
    """The share of the longer one's words that the other has: a name that only begins alike is another one."""
    few, many = sorted((_words(one), _words(other)), key=len)
    return len(few & many) / len(many) if many else 0.0


def _words(text: str) -> frozenset[str]:
    return frozenset(_parted(_WORD.findall(text.casefold())[:_MOST]))


def _parted(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        if _UNSPACED.match(word):
            yield from (word[index : index + 2] for index in range(len(word) - 1))
        elif len(word) >= _TELLING or not word.isascii():
            yield word
