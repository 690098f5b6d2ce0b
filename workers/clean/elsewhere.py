"""Is an element a part of something else than the article: of a comment, an embedded post, another article? Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

_TAGS = frozenset({"blockquote", "aside", "nav"})
_OTHER_TAGS = frozenset({"blockquote", "nav", "figure", "figcaption"})
_OTHERS = r"comments?(?!-(?:open|closed|off))|commentlist|related|teaser|recommended|recent"
_SIDES = r"widget_\w+|sidebar|modified|mod"
_NAMES = re.compile(rf"(?<![a-z])(?<!no-)(?:{_OTHERS}|{_SIDES})(?![a-z])", re.IGNORECASE)
_OTHER = re.compile(rf"(?<![a-z])(?<!no-)(?:{_OTHERS})(?![a-z])", re.IGNORECASE)
#: elements around one that are asked: further out stand the page's own wrappers, `no-sidebar comments-open`.
_AROUND = 5


def is_elsewhere(element: Any) -> bool:
    """Do its name or the names around it say so, or that it is a change's?"""
    return any(one.tag in _TAGS or _NAMES.search(_named(one)) for one in _around(element))


def is_others(element: Any) -> bool:
    """The same of what is another's beyond doubt: a rail, or a part that a widget made, may be the article's own."""
    return any(one.tag in _OTHER_TAGS or _OTHER.search(_named(one)) for one in _around(element))


def _around(element: Any) -> Iterator[Any]:
    for one in (element, *islice(element.iterancestors(), _AROUND)):
        if one.tag not in ("body", "html"):
            yield one


def _named(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"
