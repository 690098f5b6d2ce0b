"""Which address a page has: what it says of itself, and whether that is believed. Pure.

A page says its address in its canonical link, in the HTTP header Link, in og:url and in JSON-LD (`said`). Each is held
against REFUSALS, in that order, and the first that stands is the page's address; else it is where it was fetched. So
http and https, `www.` and none, AMP and not, are one page only where the page itself says so.

Sites lie: every page's canonical link is the home page's, or the section's, or, out of a cache, that of another
article. A lie that is believed hides an article, one that is not costs a second fetch and a copy, which dedupe finds.
So an address needs a witness: a number or words that it has in common with the page's own address or title. And even
then a second page at a believed address is held against the first before it is taken for the same (`same.py`).

Left open: two hosts of one owner neither of which is under the other (`news.` and `sport.`) are two sites; a page in a
script whose address is in Latin letters has only numbers for a witness.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import unquote

from workers import urls
from workers.clean.jsonld import Record, types_of
from workers.clean.ours import Ours, is_ours, is_surely_ours
from workers.domains import site_of, within
from workers.errors import RefusedError

#: addresses of one kind that are looked at.
_MOST = 3
#: caches that serve others' pages by contract: what they show belongs where it says.
AMP_CACHES = ("cdn.ampproject.org", "ampproject.net", "bing-amp.com")
#: last parts of a path that say how a page is shown.
_SHOWN = re.compile(r"(?:amp|print|full|all|index|default|home|outputtype-amp)(?:\.\w{2,5})?", re.IGNORECASE)
#: what is written at the end of a page's name and names nothing.
_ENDING = re.compile(r"\.(?:s?html?|php\d?|aspx?|jsp|cgi)$", re.IGNORECASE)
#: a path that is a site's front page, or that of one of its languages.
_FRONT = re.compile(
    r"/(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|home|default|startseite)(?:\.\w+)?/?)?", re.IGNORECASE
)
#: how the second page of a long article is asked for.
_PAGE = re.compile(
    r"(?:[?&](?:page|pg|seite|pagina|paged)=|/(?:page|seite)[/-]?)(?=[2-9]|1\d)(\d{1,2})(?:[/&]|$)", re.IGNORECASE
)
#: a number, or letters and digits together, that name an article: no year, and no day written together.
_NUMBER = re.compile(r"\d{4,}|(?<![^\W_])(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{8,}(?![^\W_])", re.IGNORECASE)
_DAY = re.compile(r"(?:19|20)\d\d(?:[01]\d(?:[0-3]\d)?)?")
#: a whole day, year first.
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:([-_./])(\d\d?)\2(\d\d?)|([01]\d)([0-3]\d))(?!\d)")
_WORD = re.compile(r"[^\W\d_]{3,}")
#: which part of a series it is.
_PART = re.compile(
    r"(?<![^\W_])(?:part|teil|folge|partie|parte|deel|del|część|episode|chapter)[-_/]?"
    r"(one|two|three|four|five|i{1,3}|iv|v|\d{1,3})(?![^\W_])",
    re.IGNORECASE,
)
#: types of nodes of JSON-LD that a page shows beside its article, under the article's name.
_SHOWN_BESIDE = frozenset({"videoobject", "event", "comment"})
_IN_HEADER = re.compile(r"<([^<>\s]*)>([^<>,]*)")
_REL = re.compile(r"""\brel\s*=\s*"?([^";]*)""", re.IGNORECASE)
#: share of the shorter one's words that two slugs, or a slug and a title, must have in common.
WITNESS = 0.5


@dataclass(frozen=True, slots=True)
class Said:
    """An address that a page gives itself."""

    #: absolute, in its one spelling.
    address: str
    #: `canonical`, `header`, `og:url`, `jsonld`.
    source: str


@dataclass(frozen=True, slots=True)
class Own:
    """What a page's words about itself are held against."""

    #: where it was fetched, after all redirects.
    address: str
    title: str | None


@dataclass(frozen=True, slots=True)
class Address:
    """Where a page is, and how that is known."""

    address: str
    #: whose word it is; `fetched` where none is believed.
    source: str
    #: what was not believed: (address, why).
    refused: tuple[tuple[str, str], ...] = ()


def canonical_of(address: str, base: str) -> str | None:
    """The address as a page of its own: one that could be asked for, and no bare home page. Never raises.

    Not one with a user name or a password: those are a person's, and no part of where a page stands.
    """
    try:
        found = urls.join(base, address)
    except RefusedError:
        return None
    return None if urls.split(found).target == "/" else found


def said(
    tree: Any, metas: Mapping[str, str], record: Record, base: str, titles: Sequence[str], header: str = ""
) -> tuple[Said, ...]:
    """The addresses that a page gives itself, the most explicit first.

    titles: what it calls itself, by which its own nodes of JSON-LD are known. header: its HTTP header Link.
    """
    mine = partial(_names_page, ours=Ours((base,), tuple(titles)), placed=_is_address(base))
    rows = (
        ("canonical", links(tree, "canonical")),
        ("header", in_header(header, "canonical")),
        ("og:url", [metas["og:url"]] if "og:url" in metas else []),
        ("jsonld", record.addresses("mainEntityOfPage", "url", of=mine)),
    )
    found = [Said(address, source) for source, given in rows for address in _addresses(given, base)]
    return tuple(
        each for number, each in enumerate(found) if each.address not in {one.address for one in found[:number]}
    )


def _names_page(node: Mapping[str, Any], *, ours: Ours, placed: bool) -> bool:
    """May a node's address be the page's? Of a page that came without one it must be surely the page's own."""
    if not _SHOWN_BESIDE.isdisjoint(types_of(node)):
        return False
    return is_ours(node, ours) is not False if placed else is_surely_ours(node, ours.titles)


def amp_of(tree: Any, base: str, header: str = "") -> tuple[str, ...]:
    """Where a page says that its AMP page is."""
    return tuple(_addresses([*links(tree, "amphtml"), *in_header(header, "amphtml")], base))


def links(tree: Any, relation: str) -> list[str]:
    """The addresses of a page's link elements of this relation."""
    return [link.get("href") or "" for link in tree.iter("link") if relation in (link.get("rel") or "").lower().split()]


def in_header(header: str, relation: str) -> list[str]:
    """The same of an HTTP header Link (RFC 8288), as far as it is written simply."""
    rows = _IN_HEADER.findall(header)
    return [address for address, rest in rows if (rel := _REL.search(rest)) and relation in rel[1].lower().split()]


def _addresses(given: Iterable[str], base: str) -> Iterator[str]:
    for address in [word for word in given if word.strip()][:_MOST]:
        found = canonical_of(address, base)
        if found:
            yield found


def address_of(own: Own, given: Sequence[Said]) -> Address:
    """The first of these that is believed, else where the page was fetched."""
    refused: list[tuple[str, str]] = []
    for each in given:
        why = refusal_of(own, each.address) or _stranger(own, each)
        if why is None:
            return Address(each.address, each.source, tuple(refused))
        refused.append((each.address, why))
    return Address(own.address, "fetched", tuple(refused))


def refusal_of(own: Own, address: str) -> str | None:
    """Why this is not believed to be the page's address: the first of REFUSALS that holds; None where none does.

    Of a document that came without an address there is nothing to hold it against: its word is all that there is.
    """
    if not _is_address(own.address):
        return None
    return next((why for why, holds in REFUSALS if holds(own, address)), None)


def _is_address(text: str) -> bool:
    try:
        urls.split(text)
    except RefusedError:
        return False
    return True


def _stranger(own: Own, each: Said) -> str | None:
    """Of JSON-LD, which lists other articles, too: another number than the page's; or, of a document without an
    address, nothing that says which article it is: `google.com/article`.
    """
    if each.source != "jsonld":
        return None
    marks = _Marks.of(each.address)
    if _is_address(own.address):
        mine = _Marks.of(own.address).numbers
        return "stranger" if mine and marks.numbers and mine.isdisjoint(marks.numbers) else None
    return None if marks.numbers or _shared(_words(own.title or ""), marks.words) else "stranger"


def _elsewhere(own: Own, address: str) -> bool:
    mine, theirs = (site_of(urls.split(each).host) for each in (own.address, address))
    if any(within(mine, cache) for cache in AMP_CACHES):
        return False
    return not (within(mine, theirs) or within(theirs, mine))


def _front(own: Own, address: str) -> bool:
    del own
    parts = urls.split(address)
    return bool(_FRONT.fullmatch(parts.path)) and not re.search(r"\d", parts.query)


def _page_of_many(own: Own, address: str) -> bool:
    mine, theirs = _PAGE.search(urls.split(own.address).target), _PAGE.search(urls.split(address).target)
    return mine is not None and (theirs is None or mine[1] != theirs[1])


def _another_part(own: Own, address: str) -> bool:
    mine, theirs = (
        {part.casefold() for part in _PART.findall(urls.split(each).path)} for each in (own.address, address)
    )
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _of_another_day(own: Own, address: str) -> bool:
    """Both name a day, and not the same: editions of one series have all their words in common."""
    mine, theirs = _days(own.address), _days(address)
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _days(address: str) -> frozenset[tuple[int, int, int]]:
    found = _DATE.findall(urls.split(address).target)
    return frozenset((int(year), int(m or month), int(d or day)) for year, _, m, d, month, day in found)


def _unwitnessed(own: Own, address: str) -> bool:
    """Nothing that the page's address or title holds is in this one: a section, or another article."""
    mine, theirs = _Marks.of(own.address), _Marks.of(address)
    if mine.path == theirs.path and mine.query <= theirs.query:
        return False  # the same, but for its scheme, its host, or what was added
    if mine.numbers & theirs.numbers:
        return False
    return not (_shared(mine.words, theirs.words) or _shared(_words(own.title or ""), theirs.words))


#: why an address is not believed -> when that is so. From the top; the first counts.
REFUSALS: Sequence[tuple[str, Callable[[Own, str], bool]]] = (
    ("elsewhere", _elsewhere),  # another site's word would take the article off this one: a copy, found by its text
    ("home", _front),  # templates that name the home page on every page
    ("page", _page_of_many),  # the second page of a long article has another text than the first
    ("part", _another_part),  # of a series, whose parts share all other words
    ("day", _of_another_day),  # the edition of yesterday, out of a template
    ("stranger", _unwitnessed),  # a section, or the article that a cache had before
)


@dataclass(frozen=True, slots=True)
class _Marks:
    """What in an address names its article."""

    path: str
    query: frozenset[str]
    numbers: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, address: str) -> _Marks:
        parts = urls.split(address)
        written = [step.partition(";")[0] for step in unquote(parts.path).split("/")]  # what follows is a session's
        steps = [name for step in written if not _SHOWN.fullmatch(step) and (name := _ENDING.sub("", step))]
        numbers = {found for step in (*steps, parts.query) for found in _NUMBER.findall(step)}
        query = frozenset(pair for pair in urls.split(urls.canonical(address)).query.split("&") if pair)
        return cls(
            path="/".join(steps).casefold(),
            query=query,
            numbers=frozenset(number for number in numbers if not _DAY.fullmatch(number)),
            words=_words(max(steps, key=lambda step: len(_WORD.findall(step)), default="")),
        )


def _words(text: str) -> frozenset[str]:
    """Words without their accents, as addresses have them."""
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(mark))
    return frozenset(_WORD.findall(plain))


def _shared(one: frozenset[str], other: frozenset[str]) -> bool:
    """At least two words in common, and half of the shorter one's."""
    common = len(one & other)
    return common >= 2 and common >= WITNESS * min(len(one), len(other))
