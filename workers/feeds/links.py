"""A link as a feed prints it -> an absolute one. Pure. Whether it may be fetched is for workers/urls.py to say."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from workers.printable import has_user

#: a scheme by which browsers once opened a reader, before an address or in the place of its own scheme.
_OF_READERS = re.compile(r"\s*feed:(?:(?://)?(https?://.*)|(//.*))", re.IGNORECASE | re.DOTALL)


def link(given: object, base: str) -> str | None:
    """The link, seen from the document at `base`; None where there is none."""
    text = given.strip() if isinstance(given, str) else ""
    if not text:
        return None
    if has_user(text):  # left as it is, to be refused: joined, it might pass for a path
        return text
    try:
        return urljoin(base, text)
    except ValueError:  # brackets that hold no IPv6 address: left as it is, to be refused by name
        return text


def unfed(word: str) -> str:
    """The address that is meant by `feed://host/path` and `feed:https://host/path`; any other word as it is."""
    found = _OF_READERS.fullmatch(word)
    return (found[1] or f"http:{found[2]}") if found else word


def is_of_news(url: str) -> bool:
    """Does a sitemap's path say that it lists news? Its host does not count: its name says so of all that is there."""
    return "news" in url.partition("//")[2].partition("/")[2].lower()
