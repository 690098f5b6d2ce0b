"""Who signs a page, by its markup: JSON-LD, meta, what is marked as a byline, then the lines by the title. Pure.

Wrong names are worse than none. A name that markup gives is taken as it is read (`names.py`); of what stands below the
title only full names are taken, that "by" leads to, or whose element is named for authors, or that link to their pages.

The site is no author. A person whose site bears their name is one, where JSON-LD says that a person signs, and the page
names nobody else: of 3 such labelled pages 2 are right, and 1 is an office that is called a person. Without the full
name that is asked for 3 more labels would be met, each a firm's or a first name, and names of publishers come in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from lxml import etree

from workers.clean.byline import is_full_name, listed, signed
from workers.clean.credits import names_in
from workers.clean.eastern import named_east
from workers.clean.jsonld import Record
from workers.clean.lines import collapsed
from workers.clean.names import AND, is_label, is_post, names_of
from workers.clean.nodes import text_in
from workers.clean.title import alike, squeezed

NAMES = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "citation_author",
    "citation_authors",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "twitter:creator",
)

# by attributes, half of the time of asking each element; each word looked for in all classes is a fifth more
_BYLINES = etree.XPath(
    '//*/@class[contains(.,"byline") or contains(.,"author")]/..|//*/@rel[.="author"]/..|//*/@itemprop[.="author"]/..'
)
_CLASSED = re.compile(r"byline|author[_-]?[nN]ame")
#: what a widely used plugin says of a page in pairs, `Written by` among it.
_PAIRED = re.compile(
    r"(?:written|posted) by|autor(?:in|e|a)?|verfasst von|écrit par|escrito por|scritto da|geschreven door"
)
#: how elements that hold an author's name are named, and where links to authors lead.
_MARKED = re.compile(
    r"(?<![^\W_])(?:authors?|writers?|contributors?|bylines?|autor(?:en|es|i)?|auteurs?)"
    r"(?:[_-]{0,2}(?:names?|links?|info|details|meta|wrap(?:per)?))?(?:__\w{1,12})?(?!\S)|^by(?!\S)",
    re.IGNORECASE,
)
__SHORTING = re.compile(
    r"/(?:authors?|contributors?|writers?|autor(?:en|es|i)?|auteurs?|journalists?|journalistes?|columnists?)/[^/]"
)
_REMARK = re.compile(r"comment(?!ary)|repl(?:y|ies)|related|recommend", re.IGNORECASE)
#: characters of an element's text that are looked at.
_SHORT = 200
#: elements behind the title's heading among which an unmarked byline may stand.
_NEAR = 40
_HEADS = ("h1", "h2")
#: what stands for the break of a line; no parser lets it through. How a name goes on behind one.
_BREAK, _GOES_ON = "\0", re.compile(rf"(?:{'|'.join(AND[:-1])})\s|[,;&]")
#: types of nodes whose name may be several people's; where none is given, it is a person's as likely.
_PEOPLE = frozenset({"", "person", "thing", "author"})


@dataclass(frozen=True, slots=True)
class Signed:
    """What is signed: the site, all names of who publishes it, the title."""

    site: str
    publishers: Sequence[str]
    title: str


def authors_of(tree: Any, record: Record, metas: Mapping[str, str], page: Signed) -> tuple[tuple[str, ...], str] | None:
    """The names, and what they were read in; None where nobody signs."""
    signers = record.signers("author", "creator")
    return (
        _told([name for signer in signers for name in _given(*signer) if not alike(name, page.site)], "jsonld")
        or _stated(tree, metas, page)
        or _told(_near(tree, page), "near-title")
        or _told(
            [name for name, kind in signers if kind == "person" and is_full_name(name) and not is_post(name)], "jsonld"
        )
    )


def _told(names: Iterable[str], source: str) -> tuple[tuple[str, ...], str] | None:
    return (found, source) if (found := tuple(dict.fromkeys(names))) else None


def _given(text: str, kind: str) -> tuple[str, ...]:
    """The names of a node of JSON-LD. A person's name may be two; that of anything else is one: `Smith and Sons`."""
    names = names_of(text)
    return (text,) if names and kind not in _PEOPLE and not names_in(text) else names


def _stated(tree: Any, metas: Mapping[str, str], page: Signed) -> tuple[tuple[str, ...], str] | None:
    """What meta elements or marked bylines name."""
    publishers = {squeezed(name) for name in page.publishers}
    for texts, source in _signatures(tree, metas):
        names = (name for text in texts for name in names_of(text) if not alike(name, page.site))
        if found := _told((name for name in names if source != "meta" or squeezed(name) not in publishers), source):
            return found
    return None


def _signatures(tree: Any, metas: Mapping[str, str]) -> Iterator[tuple[Sequence[str], str]]:
    """Who signs, most trusted first; what costs time is done when it is asked for."""
    yield from ((_repeated(tree, name), "meta") for name in NAMES if name in metas)
    pairs = ((metas.get(f"twitter:label{number}", ""), metas.get(f"twitter:data{number}", "")) for number in (1, 2))
    yield [said for label, said in pairs if _PAIRED.fullmatch(label.lower())], "meta"
    printed = ((element, _begun(element)) for element in islice(filter(_names_one, _BYLINES(tree)), 3))
    fit = [(element, text) for element, text in printed if 0 < len(text) < _SHORT and not is_label(text)]
    yield [text for element, whole in fit[:1] for text in _linked(element) or [whole]], "byline"


def _names_one(element: Any) -> bool:
    said = element.get
    return "author" in (said("rel"), said("itemprop")) or bool(_CLASSED.search(said("class") or ""))


def _repeated(tree: Any, name: str) -> list[str]:
    """What all meta elements of a name say: each of several authors may have one."""
    said = ((meta.get("name") or meta.get("property") or "", meta.get("content") or "") for meta in tree.iter("meta"))
    return [collapsed(content) for called, content in said if called.lower().strip() == name][:20]


def _linked(element: Any) -> list[str]:
    """The authors whom a byline links to; what stands beside them is no name."""
    links = (link for link in element.iter("a") if link.get("rel") == "author" or _leads(link))
    return list(dict.fromkeys(text for link in islice(links, 8) if (text := text_in(link))))


def _leads(link: Any) -> bool:
    """Does it lead to an author's page?"""
    return bool(__SHORTING.search((link.get("href") or "")[:_SHORT]))


def _near(tree: Any, page: Signed) -> tuple[str, ...]:
    """The names of the first line below the title's heading that somebody signs."""
    before, known = "", squeezed(page.site) or "-"
    for element, line in _below(tree, page.title):
        names: tuple[str, ...] = ()
        if names := signed(line):
            names = tuple(name for text in _linked(element) for name in listed(text)) or names
        elif is_label(before) or _is_marked(element):
            names = named_east(line) or tuple(name for name in listed(line) if not is_post(name))
        if names := tuple(name for name in names if not squeezed(name).startswith(known)):
            return names
        before = line
    return ()


def _is_marked(element: Any) -> bool:
    if element.tag == "a":
        return _leads(element)
    named = f"{element.get('class') or ''} {element.get('id') or ''}"[:_SHORT]
    return bool(_MARKED.search(named)) and not _REMARK.search(named)


def _begun(element: Any) -> str:
    """An element's text, as far as it is short: it may be the whole page's. A bar stands for a break of a line."""
    told, enough = "", _SHORT
    for text in element.itertext() if next(element.iter("br"), None) is None else _broken(element):
        told += text
        if len(told) >= enough:
            if len(collapsed(told)) >= _SHORT:
                break
            enough = 2 * len(told)  # white space
    return _in_one(told) if _BREAK in told else collapsed(told)


def _broken(element: Any) -> Iterator[str]:
    """The texts of an element, and where its lines break."""
    for event, one in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            yield _BREAK if one.tag == "br" else one.text or ""
        elif one is not element:
            yield one.tail or ""


def _in_one(told: str) -> str:
    """Lines in one, a bar between: none behind "by", or before "and"."""
    line = ""
    for piece in filter(None, map(collapsed, told.split(_BREAK))):
        joint = " " if not line or is_label(line) or line.endswith(",") or _GOES_ON.match(piece) else " | "
        line = f"{line}{joint}{piece}".lstrip()
    return line


def _behind(element: Any) -> Iterator[Any]:
    """All elements of the page from there on, in its order."""
    yield from element.iterdescendants()
    for one in (element, *element.iterancestors()):
        for other in one.itersiblings():
            yield from other.iter()


def _below(tree: Any, title: str) -> Iterator[tuple[Any, str]]:
    """The short lines between the title's heading and the first paragraph, with their elements."""
    heading = next((one for one in tree.iter(*_HEADS) if text_in(one) == title), None)
    for element in islice(_behind(heading), _NEAR - 1) if heading is not None else ():
        line = _begun(element)
        if len(line) >= _SHORT and element.tag == "p":
            return
        if line and len(line) < _SHORT:
            yield element, line
