"""host -> registrable domain: what one owner has, by the public suffix list. Pure, but that it reads the list once.

`news.example.co.uk` and `example.co.uk` have one owner, `a.blogspot.com` and `b.blogspot.com` have two: only a list can
tell (https://publicsuffix.org). It comes in a wheel and is never fetched; reading it takes a fifth of a second, which
only whoever asks pays.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from publicsuffixlist import PublicSuffixList

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


def within(host: str, domain: str) -> bool:
    """Whether this host is that one, or one below it."""
    return f".{_PORT.sub('', host)}".endswith(f".{domain}")
