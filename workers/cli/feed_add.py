"""newsloom feeds add: what is meant by each word, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from rich.text import Text

from workers import urls as addresses
from workers.bootstrap import Services
from workers.cli import out
from workers.cli.lines import one_line, refusal
from workers.cli.spaced import Spaced
from workers.errors import PermanentError
from workers.feeds.finding import Found, find
from workers.feeds.links import unfed
from workers.ledger import feeds
from workers.printable import label, masked, said

_TOLD = {"added": "added", "known": "already known:"}
#: what is said, besides, of a feed that did not answer.
_UNSEEN = {"added": "added as it is, unseen", "known": "it does not answer now"}
#: what is said of a feed that was broken off.
_CUT = "it ends in the middle: what is in it counts, and each poll asks for the whole of it"


class Result(NamedTuple):
    """What became of one url."""

    url: str
    #: added, known, refused.
    result: str
    reason: str | None = None
    note: str | None = None
    others: tuple[str, ...] = ()


def meant(
    services: Services, words: tuple[str, ...], *, everything: bool, unchecked: bool
) -> Iterator[tuple[str, Found]]:
    """What is meant by each word, asked for side by side, a host in its pace: one that is silent holds up no other."""

    def one(word: str) -> tuple[str, Found]:
        try:
            canonical = addresses.canonical(unfed(word))
        except PermanentError as error:
            return said(word), Found(refusal=error.detail)
        if unchecked:
            return canonical, Found((canonical,))
        return canonical, find(canonical, client, services.clock(), everything=everything)

    client = Spaced(services.client, services.settings.dispatch.host_spacing)
    with ThreadPoolExecutor(max(1, min(8, len(words)))) as pool:
        yield from pool.map(one, words)


def added(services: Services, what: tuple[str, Found], title: str | None, folder: str | None) -> list[Result]:
    given, found = what
    if found.refusal:
        return [Result(given, "refused", found.refusal)]
    results = rows(services, [(url, title, folder) for url in found.feeds])
    return [
        Result(*result, _note(feed, result[1], found), found.others if number == 0 else ())
        for number, (feed, result) in enumerate(zip(found.feeds, results, strict=True))
    ]


def _note(feed: str, result: str, found: Found) -> str | None:
    if found.unseen and result in _UNSEEN:
        return f"{_UNSEEN[result]}: {found.unseen}"
    notes = [*([found.note] if found.note else []), *([_CUT] if feed in found.cut else [])]
    return "; ".join(notes) or None


def say(result: Result, *, as_json: bool) -> None:
    if as_json:
        out.json_line(result._asdict())
    elif result.result == "refused":
        out.warn(refusal(result.url, result.reason or ""))
    else:
        out.show(Text(f"{_TOLD[result.result]} {one_line(result.url)}"))
        if result.note:
            out.warn(f"{result.url}: {result.note}")
        if result.others:
            out.warn(f"there are other feeds, too (--all adds them): {' '.join(result.others)}")


def rows(services: Services, wanted: Iterable[tuple[str, str | None, str | None]]) -> list[tuple[str, str, str | None]]:
    """Add feeds (url, title, folder); what became of each: (url, added | known | refused, reason)."""
    results: list[tuple[str, str, str | None]] = []
    with services.ledger.begin() as tx:
        for url, title, folder in wanted:
            try:
                canonical = addresses.canonical(unfed(url))
            except PermanentError as error:
                results.append((said(url), "refused", error.detail))
                continue
            called, listed = (label(masked(text or "")) or None for text in (title, folder))
            new = feeds.add(tx, addresses.key(canonical), canonical, called, listed, services.clock())
            results.append((canonical, "added" if new else "known", None))
    return results
