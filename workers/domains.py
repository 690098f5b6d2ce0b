"""host -> whose it is: its registrable domain, by the public suffix list, and its site. Pure, but for reading the list.

`news.example.co.uk` and `example.co.uk` have one owner, `a.blogspot.com` and `b.blogspot.com` have two: only a list can
tell (https://publicsuffix.org). It comes in a wheel and is never fetched; reading it takes a fifth of a second, which
only whoever asks pays.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from publicsuffixlist import PublicSuffixList

#: labels in front of a host that say how a page is shown, not where it belongs.
_SHOWN_AS = frozenset({"www", "m", "mobile", "amp", "edition"})
_PORT = re.compile(r":[0-9]+\Z")
_NUMBERS = re.compile(r"[0-9.]+|\[.*\]")


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=20_000)
def domain_of(host: str) -> str:
    """The registrable domain of a host, as `urls.host` spells it; of an address, or a bare suffix, itself. No port."""
    name = _PORT.sub("", host)
    if not name or _NUMBERS.fullmatch(name):
        return name
    return str(_suffixes().privatesuffix(name) or name)


def site_of(host: str) -> str:
    """The host without its port and the labels that only say how a page is shown: `m.example.org`, `example.org`."""
    labels = _PORT.sub("", host).split(".")
    while len(labels) > 2 and labels[0] in _SHOWN_AS:
        labels = labels[1:]
    return ".".join(labels)


def within(host: str, domain: str) -> bool:
    """Whether this host is that one, or one below it."""
    return f".{_PORT.sub('', host)}".endswith(f".{domain}")
