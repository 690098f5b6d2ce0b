"""JSON-LD of a page -> what it says of its article. Pure; bounded in size and depth.

Reads schema.org's vocabulary as publishers write it, comments and stray commas included, best type first.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from workers.clean.lines import collapsed

#: characters of one script; 10 MB of JSON-LD took 1.3 GB of memory.
MAX_SCRIPT = 512 * 1024
#: scripts of one page that are read.
MAX_SCRIPTS = 40
#: levels below a script's top on which an article is still the page's own.
MAX_DEPTH = 4

#: types by how likely they are the page's own article.
RANKS: Mapping[str, int] = {
    "newsarticle": 0, "reportagenewsarticle": 0, "analysisnewsarticle": 0, "opinionnewsarticle": 0,
    "backgroundnewsarticle": 0, "reviewnewsarticle": 0, "askpublicnewsarticle": 0, "liveblogposting": 0,
    "article": 1, "blogposting": 1, "report": 1, "techarticle": 1, "scholarlyarticle": 1, "advertisercontentarticle": 1,
    "socialmediaposting": 1, "review": 2, "webpage": 3, "videoobject": 4,
}  # fmt: skip
#: from this rank on, a name is a page's or a film's and no headline.
NAMELESS = 3
#: properties that lead to other articles.
ELSEWHERE = frozenset(
    {"itemlistelement", "mentions", "citation", "comment", "relatedlink", "haspart", "blogpost", "ispartof"}
)

_BEGUN = re.compile(r"<!--|//\s{0,9}<!\[CDATA\[|/\*\s{0,9}<!\[CDATA\[\s{0,9}\*/|<!\[CDATA\[")
_ENDED = re.compile(r"(?:-->|//\s{0,9}\]\]>|/\*\s{0,9}\]\]>\s{0,9}\*/|\]\]>)$")
_STRAY_COMMA = re.compile(r",\s*([}\]])")


def _unwrapped(script: str) -> str:
    """A script without what hides it from old browsers."""
    text = script.strip()
    begun = _BEGUN.match(text)
    text = text[begun.end() :] if begun else text
    return _ENDED.sub("", text.removesuffix(";").rstrip())


#: what is done to a script until it is JSON: most are as they stand.
_MENDS: Sequence[Callable[[str], str]] = (
    str,
    _unwrapped,
    lambda script: _STRAY_COMMA.sub(r"\1", _unwrapped(script).replace("\n", " ")),
)


class Record:
    """The nodes of a page that describe an article, best first; a value is the best node's that has one."""

    def __init__(self, scripts: Iterable[str]) -> None:
        ranked: list[tuple[int, int, int, int, Mapping[str, Any]]] = []
        self._known: dict[str, Mapping[str, Any]] = {}
        for number, script in zip(range(MAX_SCRIPTS), scripts, strict=False):
            loaded = _loaded(script)
            self._known.update(_identified(loaded))
            for rank, depth, node in _articles(loaded, 0):
                ranked.append((rank, depth, number, len(ranked), node))
        ranked.sort(key=lambda row: row[:4])
        self._nodes = [(rank, node) for rank, _, _, _, node in ranked]

    def text(self, *names: str, below: int = 9) -> str | None:
        """The first text under one of the names, from nodes ranked under `below`."""
        return next((text for value in self._values(names, below) for text in _texts(value)), None)

    def prose(self, name: str, *, below: int = 9) -> str | None:
        """The same under one name, with its lines as they are: a paragraph each, or a blank one between two."""
        return next((text for value in self._values((name,), below) for text in _texts(value, fit=_in_lines)), None)

    def texts(self, *names: str) -> tuple[str, ...]:
        """All texts under the first of the names that has any: the names of several authors."""
        return next((texts for value in self._values(names, 9) if (texts := tuple(_texts(value)))), ())

    def signers(self, *names: str) -> tuple[tuple[str, str], ...]:
        """All texts under the first of the names that has any, each with the type of its node: people and offices.

        A node that only refers to another one of the page, by its `@id`, is read there.
        """
        found = (tuple(self._signing(value)) for value in self._values(names, 9))
        return next((signers for signers in found if signers), ())

    def _signing(self, value: Any) -> Iterator[tuple[str, str]]:
        for one in value[:50] if isinstance(value, list) else [value]:
            given = one if isinstance(one, dict) else {}
            node = self._known.get(str(given.get("@id"))) if given and not given.get("name") else None
            kind = next(iter(types_of(node or given)), "")
            yield from ((text, kind) for text in _texts(node or one))

    def addresses(self, *names: str, of: Callable[[Mapping[str, Any]], bool]) -> tuple[str, ...]:
        """Addresses under these names of such nodes, each as it is written: a text, or a node's `@id` or `url`."""
        nodes = [node for _, node in self._nodes if of(node)]
        found = (node[name] for name in names for node in nodes if node.get(name))
        return tuple(dict.fromkeys(address for value in found if (address := _address(value))))

    def images(self) -> tuple[str, ...]:
        """Addresses of the article's pictures, from the nodes that are no page's or film's."""
        found = (one for value in self._values(("image",), NAMELESS) for one in _listed(value))
        return tuple(address for one in found if (address := _address(one)))

    def nodes(self, *, of_pages: bool = False) -> tuple[Mapping[str, Any], ...]:
        """The nodes of articles, best first; or those of pages and films, which say little of an article."""
        return tuple(node for rank, node in self._nodes if (rank >= NAMELESS) is of_pages)

    def says(self, name: str, *values: object) -> bool:
        """Whether the best node that has this name says one of these of it."""
        given = next((node[name] for _, node in self._nodes if name in node), None)
        return (given.strip().lower() if isinstance(given, str) else given) in values

    def _values(self, names: tuple[str, ...], below: int) -> Iterator[Any]:
        for rank, node in self._nodes:
            yield from (node[name] for name in names if rank < below and node.get(name))


def text_of(node: Mapping[str, Any], name: str) -> str | None:
    """The first text that a node has under this name."""
    return next(_texts(node.get(name)), None)


def nodes_with(script: str, names: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """The nodes of a script, of any type and depth, that have one of these names."""
    left = [_loaded(script)]
    while left:
        value = left.pop()
        if isinstance(value, dict) and any(name in value for name in names):
            yield value
        left += value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _loaded(script: str) -> Any:
    """The script's JSON, mended if need be; None where it is none, or too long, or too deep."""
    if len(script) > MAX_SCRIPT:
        return None
    for mend in _MENDS:
        try:
            return json.loads(mend(script), strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _identified(value: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The named nodes at a script's top, by their `@id`."""
    listed = value if isinstance(value, list) else [value]
    for top in listed[:200]:
        graph = top.get("@graph") if isinstance(top, dict) else None
        for node in [top, *(graph[:200] if isinstance(graph, list) else [])]:
            if isinstance(node, dict) and isinstance(node.get("@id"), str) and node.get("name"):
                yield node["@id"], node


def _articles(value: Any, depth: int) -> Iterator[tuple[int, int, Mapping[str, Any]]]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value[:200]:
            yield from _articles(item, depth + (depth > 0))
    elif isinstance(value, dict):
        rank = min((RANKS.get(name, 9) for name in types_of(value)), default=9)
        if rank < 9:
            yield rank, depth, value
        for name, inner in value.items():
            if isinstance(inner, dict | list) and name.lower() not in ELSEWHERE:
                yield from _articles(inner, depth + 1)


def types_of(node: Mapping[str, Any]) -> list[str]:
    """Its types in small letters, without the vocabulary's address."""
    named = node.get("@type")
    listed = named if isinstance(named, list) else [named]
    return [name.lower().rpartition("/")[2] for name in listed if isinstance(name, str)]


def _listed(value: Any) -> list[Any]:
    return value[:5] if isinstance(value, list) else [value]


def _address(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return value if isinstance(value, str) and value.strip() else None


def _in_lines(text: str) -> str:
    return "\n".join(map(collapsed, text.splitlines())).strip()


def _texts(value: Any, depth: int = 0, fit: Callable[[str], str] = collapsed) -> Iterator[str]:
    """The texts of a value: itself, its name, or those of its items; entities resolved, white space made `fit`."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        if text := fit(html.unescape(str(value))):
            yield text
    elif isinstance(value, dict) and depth < MAX_DEPTH:
        yield from _texts(value.get("name") or value.get("@value"), depth + 1, fit)
    elif isinstance(value, list) and depth < MAX_DEPTH:
        for item in value[:50]:
            yield from _texts(item, depth + 1, fit)
