"""A change of a story as a person is told it: a row of a table. Pure; what an event does not say is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workers.cli.lines import counted, one_line
from workers.ledger.schema import Record

HEADS, RIGHT = ("number", "time", "story", "change", "what"), ("number", "story")


def cells(event: Record) -> tuple[str, ...]:
    told = _TOLD.get(event.kind, _other)(event, event.detail or {})
    return (str(event.number), f"{event.at:%Y-%m-%d %H:%M:%S}", str(event.story_id), event.kind, one_line(told))


def _article(event: Record) -> str:
    """`Ishiba phones Trump (Harbor Post)`."""
    if event.article_id is None:
        return ""
    site = f" ({event.site})" if event.site else ""
    return f"{event.article_title or f'article {event.article_id}'}{site}"


def _came(event: Record, detail: Mapping[str, Any]) -> str:
    del detail
    return _article(event)


def _merged(event: Record, detail: Mapping[str, Any]) -> str:
    del event
    return ", ".join(
        [f"into story {detail.get('into', '?')}", *([counted(count, "article")] if (count := _count(detail)) else [])]
    )


def _count(detail: Mapping[str, Any]) -> int:
    found = detail.get("count", detail.get("articles"))
    return len(found) if isinstance(found, list) else found if isinstance(found, int) else 0


def _split(event: Record, detail: Mapping[str, Any]) -> str:
    del event
    return ", ".join(
        [f"from story {detail.get('from', '?')}", *([counted(count, "article")] if (count := _count(detail)) else [])]
    )


def _moved(event: Record, detail: Mapping[str, Any]) -> str:
    return " · ".join(part for part in (_article(event), f"from story {detail.get('from', '?')}", _why(detail)) if part)


def _why(detail: Mapping[str, Any]) -> str:
    return str(detail.get("why") or "")


def _renamed(event: Record, detail: Mapping[str, Any]) -> str:
    del event
    return f"{detail.get('new', detail.get('title')) or '(untitled)'}; was: {detail.get('old') or '(untitled)'}"


def _reopened(event: Record, detail: Mapping[str, Any]) -> str:
    days = detail.get("days")
    silence = f"after {days:.0f} days of silence" if isinstance(days, int | float) else ""
    return " · ".join(part for part in (_article(event), silence) if part)


def _rerooted(event: Record, detail: Mapping[str, Any]) -> str:
    del event
    return f"article {detail.get('original', '?')} is the original now, which was article {detail.get('was', '?')}"


def _other(event: Record, detail: Mapping[str, Any]) -> str:
    """Of a kind that is not known here: what it says of itself."""
    facts = [f"{name}: {value}" for name, value in detail.items() if isinstance(value, str | int | float)]
    return " · ".join([*([_article(event)] if event.article_id else []), *facts])


_TOLD: Mapping[str, Callable[[Record, Mapping[str, Any]], str]] = {
    "created": _came,
    "joined": _came,
    "merged": _merged,
    "split": _split,
    "moved": _moved,
    "renamed": _renamed,
    "reopened": _reopened,
    "rerooted": _rerooted,
}
