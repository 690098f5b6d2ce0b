"""Which addresses a page gives itself, whoever may believe them (canonical.py). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from workers import urls
from workers.clean.jsonld import Record, types_of
from workers.clean.ours import Ours, is_ours, is_surely_ours
from workers.errors import RefusedError

#: addresses of one kind that are looked at.
_MOST = 3
#: types of nodes of JSON-LD that a page shows beside its article, under the article's name.
_SHOWN_BESIDE = frozenset({"videoobject", "event", "comment"})
_IN_HEADER = re.compile(r"<([^<>\s]*)>([^<>,]*)")
_REL = re.compile(r"""\brel\s*=\s*"?([^";]*)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """An address that a page gives itself."""

    #: absolute, in its one spelling.
    address: str
    #: `canonical`, `header`, `og:url`, `jsonld`.
    source: str


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
    mine = partial(_names_page, ours=Ours((base,), tuple(titles)), placed=is_address(base))
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


def is_address(text: str) -> bool:
    try:
        urls.split(text)
    except RefusedError:
        return False
    return True
