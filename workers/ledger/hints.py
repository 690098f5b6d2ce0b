"""A url's hint as JSON, and back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workers.model import Hint, Published


def encode(hint: Hint) -> dict[str, Any]:
    """A hint as JSON, without what it does not know."""
    published = hint.published
    known = {
        "id": hint.id,
        "title": hint.title,
        "lang": hint.lang,
        "source": hint.source,
        "authors": list(hint.authors),
        "summary": hint.summary,
        "published": published and [published.utc.isoformat(), published.offset_minutes, published.precision.value],
    }
    return {key: value for key, value in known.items() if value not in (None, [])}


def decode(stored: Mapping[str, Any]) -> Hint:
    """The hint that was stored so."""
    values = dict(stored)
    if "published" in values:
        utc, offset, precision = values["published"]
        values["published"] = Published.restore(datetime.fromisoformat(utc), offset, precision)
    values["authors"] = tuple(values.get("authors", ()))
    return Hint(**values)
