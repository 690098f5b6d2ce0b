"""Is an element a part of something else than the article: of a comment, an embedded post, another article? Pure."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

_TAGS = frozenset({"blockquote", "aside", "nav"})
_NAMES = re.compile(
    r"(?<![a-z])(?<!no-)(?:comments?(?!-(?:open|closed|off))|commentlist|related|teaser|recommended|recent|widget_\w+|sidebar|modified|mod)(?![a-z])",
    re.IGNORECASE,
)
#: elements around one that are asked: further out stand the page's own wrappers, `no-sidebar comments-open`.
_AROUND = 5


def is_elsewhere(element: Any) -> bool:
    """Do its name or the names around it say so, or that it is a change's?"""
    return any(
        one.tag in _TAGS or _NAMES.search(f"{one.get('class') or ''} {one.get('id') or ''}")
        for one in [element, *islice(element.iterancestors(), _AROUND)]
        if one.tag not in ("body", "html")
    )
