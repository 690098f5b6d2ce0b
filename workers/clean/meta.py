"""What a page's markup says about itself: title, date, authors, site, canonical address. Pure.

Layered: JSON-LD, then meta, microdata, time elements. The instant with its zone was right so on 93 % of 252 pages and
wrong on none, in 5 ms (extruct: 75 to 108 ms for less). One walk over the parsed tree; nothing is parsed here but JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from urllib.parse import unquote

from workers import urls
from workers.clean.authors import Signed, authors_of
from workers.clean.canonical import Own, address_of
from workers.clean.dated import Titles, published_of
from workers.clean.evidence import Setting
from workers.clean.image import image_of
from workers.clean.jsonld import NAMELESS, Record
from workers.clean.land import Land, land_of
from workers.clean.lang import spoken
from workers.clean.lines import collapsed
from workers.clean.nodes import text_in
from workers.clean.sitename import site_in
from workers.clean.stated import Said, amp_of, is_address, said
from workers.clean.title import title_of
from workers.domains import site_of
from workers.errors import RefusedError
from workers.model import Published

TITLES = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title")
SITES = ("og:site_name", "application-name", "publisher", "dc.publisher", "apple-mobile-web-app-title")
LANGS = ("og:locale", "content-language", "language", "dc.language")
DESCRIPTIONS = ("og:description", "description", "twitter:description")

#: characters of a title element: 100,000 joints in one took a minute.
_TITLE = 1_000
#: characters from which a paragraph tells the language, and how many are looked at.
_PARAGRAPH, _PARAGRAPHS = 60, 5
#: time elements that may say where a page is written.
_TIMES = 40


@dataclass(frozen=True, slots=True)
class Meta:
    """What the markup says; None and empty where it says nothing."""

    title: str | None = None
    published: Published | None = None
    authors: tuple[str, ...] = ()
    site: str | None = None
    #: as printed: `en`, `en-US`.
    lang: str | None = None
    description: str | None = None
    #: the article's text, as JSON-LD gives it: often a beginning alone.
    told: str | None = None
    #: the addresses that the page gives itself, believed or not, and those of its AMP page.
    said: tuple[Said, ...] = ()
    amp: tuple[str, ...] = ()
    #: JSON-LD says that not everybody may read it.
    closed: bool = False
    #: where its lead picture is.
    image: str | None = None
    sources: Mapping[str, str] = field(default_factory=dict)


def read(tree: Any, url: str, limit: datetime, source: str | None = None, link: str = "") -> Meta:
    """The metadata of a parsed page (an lxml element).

    url: where it was fetched. limit: when: no date is later. source: what a feed calls the site. link: the header Link.
    """
    record = Record(script.text or "" for script in _linked(tree))
    metas = _metas(tree)
    host = site_of(urls.name_in(url))
    element = next((one for one in tree.iter("title") if next(one.iterancestors("svg"), None) is None), None)
    heading = text_in(element)[:_TITLE] if element is not None else None
    told = [source] if source else []
    site = _first(metas, SITES) or record.text("publisher") or site_in(heading, tree, host, told)
    lang = tree.get("lang") or tree.get("xml:lang") or _first(metas, LANGS)
    lang = lang or record.text("inLanguage")
    title = title_of(
        _headings(tree, "h1")[:3],
        (record.text("headline", "name", below=NAMELESS) or metas.get("headline", ""))[:_TITLE] or None,
        (_first(metas, TITLES) or "")[:_TITLE] or None,
        heading,
        [name for name in (site, *told, host.rpartition(".")[0] if host[-1:].isalpha() else "") if name],
        _headings(tree, "h2")[:10],
        _sections(url),
    )
    called = [text for text in (title[0] if title else "", heading, metas.get("og:title")) if text]
    setting = Setting(_land(tree, metas, lang or _spoken(tree), host), limit)
    dated = published_of(tree, record, metas, Titles(title[0] if title else "", heading or ""), url, setting)
    publishers = (site, record.text("publisher"), *(metas.get(name) for name in SITES))
    named = [name for name in publishers if name]
    authors = authors_of(tree, record, metas, Signed(site or "", named, title[0] if title else ""))
    given = said(tree, metas, record, url, called, link)
    image = image_of(tree, metas, record, _base(tree, url, title[0] if title else None, given))
    rows = {"title": title, "published": dated, "authors": authors, "image": image}
    return Meta(
        title=title[0] if title else None,
        published=dated[0] if dated else None,
        authors=authors[0] if authors else (),
        site=site,
        lang=lang,
        description=record.text("description", below=NAMELESS) or _first(metas, DESCRIPTIONS),
        told=record.prose("articleBody", below=NAMELESS),
        said=given,
        amp=amp_of(tree, url, link),
        closed=record.says("isAccessibleForFree", False, "false"),
        image=image[0] if image else None,
        sources={name: row[1] for name, row in rows.items() if row},
    )


def _base(tree: Any, url: str, title: str | None, given: Sequence[Said]) -> str:
    """What the page's relative addresses are held against: what it names as such, else where it stands.

    A document that came without an address stands where it says so itself.
    """
    place = url if is_address(url) else address_of(Own(url, title), given).address
    named = next((base.get("href") for base in islice(tree.iter("base"), 1)), None)
    try:
        return urls.as_given(place, named) if named else place
    except RefusedError:
        return place


def _spoken(tree: Any) -> str | None:
    """The language of its first paragraphs, where their small words tell."""
    told = islice((text for one in tree.iter("p") if len(text := text_in(one)) >= _PARAGRAPH), _PARAGRAPHS)
    return spoken(" ".join(told))


def _land(tree: Any, metas: Mapping[str, str], lang: str | None, host: str) -> Land:
    """Where the page is written, by its address, its languages, its markup."""
    texts = (script.text or "" for script in _linked(tree))
    times = (time.get("datetime") or "" for time in islice(tree.iter("time"), _TIMES))
    return land_of(lang, host, (*texts, *times, *metas.values()), also=metas.get("og:locale"))


def _linked(tree: Any) -> Iterator[Any]:
    """The scripts that hold JSON-LD."""
    return (script for script in tree.iter("script") if "ld+json" in (script.get("type") or "").lower())


def _metas(tree: Any) -> dict[str, str]:
    """Content of meta elements by lower-case name; the first of a name counts."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or ""
        content = collapsed(meta.get("content") or "")
        if name and content:
            found.setdefault(name.lower().strip(), content)
    return found


def _first(metas: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((metas[name] for name in names if name in metas), None)


def _sections(url: str) -> list[str]:
    """The parts of an address that stand above the page's own."""
    return [part for part in unquote(url.partition("?")[0]).split("/")[3:] if part][:-1]


def _headings(tree: Any, tag: str) -> list[str]:
    return [text for element in tree.iter(tag) if (text := text_in(element))]
