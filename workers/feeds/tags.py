"""Language tags (RFC 5646) -> their first subtag. Pure."""

from __future__ import annotations

import re

_TAG = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]*)?\s*")


def language(tag: object) -> str | None:
    """`en` of `en-US`; None of what is no tag of a natural language."""
    found = _TAG.fullmatch(tag) if isinstance(tag, str) else None
    code = found[1].lower() if found else None
    return None if code in {"und", "mul", "zxx"} else code
