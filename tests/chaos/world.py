"""The world of the chaos suite: 612 addresses on four loopback sites, the same for the same seed. No decisions.

60 stories of 8 articles each, and of one of them two wire copies; what the sites show is cleaned, dated and signed as
in life (the four shapes of workers/demo/sites.py). They come in by all three ways: typed, imported, and from feeds.
Some pages answer 500 at first, some have moved; a few are gone, or too large, and end without an article.

Two waves. An original is the text that was seen first: copies are sent when their originals have come to their end,
so that what a copy is a copy of never depends on chance.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Self

from tests.chaos.texts import EDITS, Story, Text
from tests.site import Site
from workers.demo.articles import Piece
from workers.demo.feeds import WRITERS, Entry
from workers.demo.sites import STYLES

SEED = 20250207
STORIES, TELLINGS, COPIES = 60, 8, 2
#: how an article comes in, by its place in its story.
_WAYS = ("enqueue",) * 5 + ("feed",) * 2 + ("import",)
_SITES = tuple(STYLES)
_BEGIN = datetime(2025, 2, 3, 6, tzinfo=UTC)
#: pages without an article: path -> the reason that their url ends with.
GONE = {f"/gone/{number}": "http-404" for number in range(8)}
HUGE = {f"/huge/{number}": "too-large" for number in range(4)}
_WORDS = "<p>The tide came in at six this morning, later than the tables of the harbour office had said it would.</p>"
#: pages that harm their reader: path -> what is wrong with it, the reason that its url must end with, and the page.
#: They are met by a parser that is made faulty (see saboteur/): whatever a real one was seen to take long over is refused.
POISON = {
    "/poison/slow": ("a parser that goes round in Python", "time-limit", f"<article>CHAOS-SLOW {_WORDS}"),
    "/poison/spin": ("a parser that never returns from C", "time-limit", f"<article>CHAOS-SPIN {_WORDS}"),
    "/poison/eat": ("a parser that takes gigabytes", "memory", f"<article>CHAOS-EAT {_WORDS}"),
    "/poison/crash": ("a parser that crashes its process", "worker-lost", f"<article>CHAOS-CRASH {_WORDS}"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One article of the world."""

    piece: Piece
    #: enqueue, feed or import.
    way: str
    #: flaky (500 at first), moved, or nothing.
    trouble: str = ""

    @property
    def name(self) -> str:
        return self.piece.slug

    @property
    def path(self) -> str:
        """Where the address that is sent leads to; a page that has moved stood elsewhere before."""
        return f"/before/{self.name}" if self.trouble == "moved" else self.home

    @property
    def home(self) -> str:
        return STYLES[self.piece.site].path(self.piece)


class World:
    """Every article, from a seed. Pure."""

    def __init__(self, seed: int = SEED, stories: int = STORIES) -> None:
        self._chance = random.Random(seed)
        found = [list(self._story(number)) for number in range(stories)]
        #: the first wave, in the order in which it is sent; and the copies, which are the second.
        self.originals = self._shuffled([item for items in found for item in items[:TELLINGS]])
        self.copies = self._shuffled([item for items in found for item in items[TELLINGS:]])

    @property
    def items(self) -> list[Item]:
        return self.originals + self.copies

    def _story(self, number: int) -> Iterator[Item]:
        story, begin = Story(self._chance), _BEGIN + timedelta(hours=7 * number)
        texts = [story.tell() for _ in range(TELLINGS)]
        for place, text in enumerate(texts):
            at = begin + timedelta(hours=9 * place, minutes=self._chance.randrange(60))
            site = _SITES[(number + place) % len(_SITES)]
            yield Item(_piece(number, f"t{place}", site, at, text), _WAYS[place], _trouble(number, place))
        for place in range(COPIES):
            edit, at = EDITS[(number + place) % len(EDITS)], begin + timedelta(hours=3 + place)
            piece = _piece(number, f"c{place}", _SITES[(number + 1 + place) % 4], at, edit(texts[0], self._chance))
            yield Item(piece, "import" if (number + place) % 6 == 0 else "enqueue")

    def _shuffled(self, items: list[Item]) -> list[Item]:
        return self._chance.sample(items, len(items))


def _piece(story: int, name: str, site: str, at: datetime, text: Text) -> Piece:
    return Piece(
        story=f"s{story}",
        site=site,
        slug=f"s{story:02d}-{name}",
        published=at,
        title=text.title,
        byline="Our Reporter",
        paragraphs=text.paragraphs,
    )


def _trouble(story: int, place: int) -> str:
    """Typed addresses alone, and on sites whose paths are their own."""
    if place == 1 and story % 4 != 0:
        return {1: "flaky", 2: "moved"}.get(story % 6, "")
    return ""


class Web:
    """The world's sites, from `with` to the end of the block."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._sites = {key: Site() for key in _SITES}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        for site in self._sites.values():
            self._stack.enter_context(site)
        for item in self.world.items:
            self._show(item)
        for key in _SITES:
            self._sites[key].page(STYLES[key].feed_path, self._feed(key), headers={"Content-Type": "application/xml"})
        for path in HUGE:
            self._sites[_SITES[0]].big(path, 6_000_000)
        for path, (_, _, page) in POISON.items():
            self._sites[_SITES[0]].page(path, page)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def begin(self) -> None:
        """Forget who asked for what: pages that are flaky fail once more."""
        for site in self._sites.values():
            site.hits.clear()
            site.targets.clear()

    def url(self, item: Item) -> str:
        """What the ledger calls it."""
        if item.way == "import":
            return f"import:{item.name}"
        return self._sites[item.piece.site].url(item.path)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The ledger's addresses -> names that are the same in each run: an article's, or its path."""
        first = self._sites[_SITES[0]]
        return {self.url(item): item.name for item in self.world.items} | {
            first.url(path): path for path in (*GONE, *HUGE)
        }

    def typed(self, items: list[Item]) -> list[str]:
        return [self.url(item) for item in items if item.way == "enqueue"]

    @property
    def odd(self) -> list[str]:
        return [self._sites[_SITES[0]].url(path) for path in (*GONE, *HUGE)]

    @cached_property
    def poison(self) -> Mapping[str, str]:
        """The addresses of pages that harm, by path."""
        return {self._sites[_SITES[0]].url(path): path for path in POISON}

    @property
    def feeds(self) -> list[str]:
        return [self._sites[key].url(STYLES[key].feed_path) for key in _SITES]

    def asked(self) -> dict[str, int]:
        """How often each article's address was asked for, by name; those never asked for are left out."""
        found: dict[str, int] = {}
        for site in self._sites.values():
            for target in list(site.targets):
                name = self.names.get(site.url(target))
                if name is not None:
                    found[name] = found.get(name, 0) + 1
        return found

    def _show(self, item: Item) -> None:
        site, style = self._sites[item.piece.site], STYLES[item.piece.site]
        others = [other.piece for other in self.world.originals if other.piece.site == item.piece.site][:8]
        page = style.render(item.piece, site.url(""), others).encode(style.charset)
        headers = {"Content-Type": style.content_type}
        if item.trouble == "flaky":
            site.fails_then(item.home, 1, 500, page)
        else:
            site.page(item.home, page, headers=headers)
        if item.trouble == "moved":
            site.redirect(item.path, item.home, 301)

    def _feed(self, key: str) -> bytes:
        style = STYLES[key]
        mine = [item for item in self.world.originals if item.way == "feed" and item.piece.site == key]
        entries = [Entry(self.url(item), item.piece) for item in mine]
        return WRITERS[style.feed](style.name, self._sites[key].url(""), style.charset, entries).encode(style.charset)


def lines(items: list[Item], *, all_of_them: bool = False) -> str:
    """Those of the items that are imported, or all of them, as JSON lines."""
    return "".join(_line(item.piece) for item in items if all_of_them or item.way == "import")


def _line(piece: Piece) -> str:
    values = {
        "id": piece.slug,
        "title": piece.title,
        "text": "\n".join(piece.paragraphs),
        "published": piece.published.isoformat(),
        "source": STYLES[piece.site].name,
        "lang": "en",
    }
    return json.dumps(values) + "\n"
