"""Which address a page has: whether what it says of itself (stated.py) is believed. Pure.

A page says its address in its canonical link, in the HTTP header Link, in og:url and in JSON-LD. Each is held
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
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from workers import urls
from workers.clean.stated import Said, is_address
from workers.domains import site_of, within

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
#: share of the shorter one's words that two slugs, or a slug and a title, must have in common.
WITNESS = 0.5


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
    if not is_address(own.address):
        return None
    return next((why for why, holds in REFUSALS if holds(own, address)), None)


def _stranger(own: Own, each: Said) -> str | None:
    """Of JSON-LD, which lists other articles, too: another number than the page's; or, of a document without an
    address, nothing that says which article it is: `google.com/article`.
    """
    if each.source != "jsonld":
        return None
    marks = _Marks.of(each.address)
    if is_address(own.address):
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
