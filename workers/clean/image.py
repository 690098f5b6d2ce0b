"""The picture that leads an article: og:image, then JSON-LD's, then the first large one in the article. Pure.

Nothing is fetched: an address is believed, unless it is none of the web or its file's name says that it is the site's
sign and not the article's picture, as 27 of og:image on 871 pages did: logos, blanks. 281 of 292 news articles have a
picture so, all but 5 in meta elements.

A picture is no page, and its address is kept as the page has it: with its scheme, since nobody knows whether a server
answers at the other one, and with each parameter, by which many are signed (`urls.as_given`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from workers import urls
from workers.clean.elsewhere import is_elsewhere
from workers.clean.jsonld import Record
from workers.errors import RefusedError

IMAGES = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
#: pixels from which a picture in the article is large, where it says its width.
LARGE = 300
#: pictures in the article that are looked at.
_MOST = 20

_INSIDE = "//article//img|//main//img|//*[@itemprop='articleBody']//img"
_SOURCES = ("data-src", "data-lazy-src", "data-original", "src")
#: file names of a site's sign, a person's, or a stand-in for what is loaded later. A word in the middle proves nothing
#: (`alibaba-logo-getty-1024`), nor does a folder (`sites/default/files`).
_WORDS = r"(?:logos?|favicons?|sprite|placeholder|spacer|gravatar)"
#: words that articles are about as well, films, telephones and ships: signs where the whole name is they, and words for
#: what a site draws itself, or for its size.
_ALONE = r"(?:pixel|avatar|blank|icons?|default)"
_OWN = (
    r"(?:image|img|picture|pic|photo|user|author|profile|og|opengraph|share|sharing|social|site|app|apple|touch|tracking"
    r"|transparent|white|small|medium|large|big|square|mini|thumb(?:nail)?|x?[sl]m?|px)"
)
_GAP = r"[-_.\d]*(?:x\d[-_.\d]*)?"
_SIGN = re.compile(
    rf"(?:{_WORDS}(?![a-z]).*|.*(?<![a-z]){_WORDS}|{_GAP}(?:{_OWN}{_GAP})*{_ALONE}{_GAP}(?:(?:{_OWN}|{_ALONE}){_GAP})*)",
    re.IGNORECASE,
)
#: what ends a name and says its size.
_SIZE = "-_.x0123456789"
_NAMED = re.compile(r"[-_](\d{2,4})x\d{2,4}\.\w{3,4}(?:$|\?)")
_PIXELS = re.compile(r"\s*(\d{1,5})(?:px)?\s*")


def image_of(tree: Any, metas: Mapping[str, str], record: Record, base: str) -> tuple[str, str] | None:
    """The picture's address, and which source gave it. base: where the page stands."""
    for address, source in _said(tree, metas, record):
        if found := address_of(address, base):
            return found, source
    return None


def address_of(address: str, base: str) -> str | None:
    """The whole address, as it is given; None for what is none of the web, and for one that names a sign."""
    if address.lstrip()[:5].lower() == "data:" or _is_sign(address):
        return None
    try:
        return urls.as_given(base, address)
    except RefusedError:
        return None


def _is_sign(address: str) -> bool:
    name, dot, ending = address.partition("?")[0].rpartition("/")[2].rpartition(".")
    return ending.lower() == "svg" or bool(_SIGN.fullmatch((name if dot else ending).rstrip(_SIZE)))


def _said(tree: Any, metas: Mapping[str, str], record: Record) -> Iterator[tuple[str, str]]:
    yield from ((metas[name], "meta") for name in IMAGES if name in metas)
    yield from ((address, "jsonld") for address in record.images())
    for image in tree.xpath(_INSIDE)[:_MOST]:
        source = next((image.get(name) for name in _SOURCES if image.get(name)), "")
        if source and _is_large(image.get("width") or "", source) and not is_elsewhere(image):
            yield source, "article"


def _is_large(width: str, address: str) -> bool:
    """Is it, as far as its width or its file's name (`tide-150x150.jpg`) says how large it is?"""
    found = _PIXELS.fullmatch(width) or _NAMED.search(address)
    return not found or int(found[1]) >= LARGE
