"""Rules for single sites: which elements of their pages hold the article, and which never do. Pure, but for `load`.

    ["courier.example"]
    page = "https://courier.example/2031/02/basin"     # one that needs it
    keep = ["div.story"]                               # nothing outside of these is read
    drop = [".promo", "#letters"]                      # nor what stands in these

The last means, where a page stays wrong by what holds for all pages. A rule of a domain is for all its hosts, unless
one has its own. It is for the text alone: title, date and the rest are read from the whole page. Selectors are CSS as
resiliparse knows it; libxml2 has none of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from workers.domains import domain_of
from workers.errors import WordsError
from workers.toml import document_of
from workers.urls import name_in

#: keys of a rule.
_KEYS = ("page", "keep", "drop")
#: characters of a selector, and of what is wrong with it, that a message repeats.
_SHOWN = 100
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+")


@dataclass(frozen=True, slots=True)
class Rule:
    #: a host, or a registrable domain.
    site: str
    #: the address of a page that needs it.
    page: str
    #: CSS selectors.
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


Rules = Mapping[str, Rule]
NONE: Rules = {}


def rule_for(rules: Rules, url: str) -> Rule | None:
    """The rule for the page at an address: its host's, else its registrable domain's."""
    if not rules:
        return None
    host = name_in(url)
    return rules.get(host) or rules.get(domain_of(host))


def load(path: Path, *, needed: bool) -> Rules:
    """The rules in a file. needed: somebody named it; else it may be absent. Raises WordsError with file and line."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError as error:
        if needed:
            raise WordsError("rules", f"[clean] rules: cannot read {path}: {error.strerror}") from error
        return NONE
    except OSError as error:
        raise WordsError("rules", f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        wrong = f"{path} is not UTF-8: byte {error.object[error.start]:#04x} at {error.start}"
        raise WordsError("rules", wrong) from error
    except ValueError as error:  # no name that a file can have
        raise WordsError("rules", f"[clean] rules: cannot read {str(path)!r}: {error}") from error
    return parse(text, str(path))


def parse(text: str, origin: str) -> Rules:
    """The rules in a document. Raises WordsError: where it stands, what is wrong, and what was expected."""
    document = document_of(text, origin, "rules")
    return {site: _rule(site, table, _Place(text, origin, site)) for site, table in document.items()}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a document something about a site stands; tomllib does not say."""

    text: str
    origin: str
    site: str

    def error(self, what: str, *words: str) -> WordsError:
        """words: what to look for, below the site's name, each behind the one before it."""
        at = max(0, self.text.find(self.site))
        for word in words:
            at = max(at, self.text.find(word, at))
        return WordsError("rules", f"{self.origin}, line {self.text.count(chr(10), 0, at) + 1}: {what}")


def _rule(site: str, table: Any, place: _Place) -> Rule:
    if not isinstance(table, Mapping):
        raise place.error(f'{site[:_SHOWN]} stands outside of a site: expected a section such as ["courier.example"]')
    if not _HOST.fullmatch(site):
        hint = '; write ["courier.example"], in quotes' if site.isalnum() else ""
        raise place.error(f"[{site[:_SHOWN]}] is no host in lower case, without port and path{hint}")
    for key in table:
        if key not in _KEYS:
            raise place.error(f"unknown key {key[:_SHOWN]} (known: {', '.join(_KEYS)})", key)
    page = table.get("page")
    if not isinstance(page, str) or domain_of(name_in(page)) != domain_of(site) or not urlsplit(page).scheme:
        example = f'page = "https://{site}/..."'
        raise place.error(
            f"page of [{site}]: write {example}, the address of a page of that site which needs it", "page"
        )
    keep, drop = (_selectors(key, table.get(key, []), place) for key in ("keep", "drop"))
    if not keep and not drop:
        raise place.error(f"[{site}] has neither keep nor drop")
    return Rule(site, page, keep, drop)


def _selectors(key: str, given: Any, place: _Place) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(one, str) and one.strip() for one in given):
        raise place.error(f'{key} of [{place.site}]: expected a list of selectors such as [".promo"]', key)
    for selector in given:
        trouble = trouble_with(selector)
        if trouble:
            shown = repr(selector[:_SHOWN]) + ("..." if len(selector) > _SHOWN else "")
            raise place.error(f"{key} of [{place.site}]: {shown} is no selector: {trouble[:_SHOWN]}", key, selector)
    return tuple(given)


def trouble_with(selector: str) -> str:
    """Why it is no CSS selector; empty where it is one."""
    from resiliparse.parse.html import HTMLTree

    document: Any = HTMLTree.parse("<p>").document
    try:
        document.query_selector_all(selector)
    except ValueError as error:  # a parser's own error is one, too
        return str(error).rpartition("Selectors. ")[2].strip().rstrip(".").lower() or "cannot be read"
    return ""
