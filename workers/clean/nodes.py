"""Small readings of a parsed page's elements. Pure."""

from __future__ import annotations

from typing import Any

from workers.clean.lines import collapsed


def text_in(element: Any) -> str:
    """All text of an element on one line."""
    return collapsed("".join(element.itertext()))
