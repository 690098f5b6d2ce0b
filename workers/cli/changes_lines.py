"""A change of a story as a person is told it: a row of a table. Pure; what an event does not say is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workers.cli.lines import counted, one_line
from workers.cli.why import reason
from workers.ledger.schema import Record

HEADS, RIGHT = ("number", "time", "story", "change", "what"), ("number", "story")


def cells(event: Record, when: str) -> tuple[str, ...]:
    told = _TOLD.get(event.kind, _other)(event, event.detail or {})
    return (str(event.number), when, str(event.story_id), event.kind, one_line(told))


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
    return _joined(f"into story {detail.get('into', '?')}", _many(detail.get("count")), reason(detail.get("why")))


def _split(event: Record, detail: Mapping[str, Any]) -> str:
    del event
    return _joined(f"from story {detail.get('from', '?')}", _many(detail.get("articles")), reason(detail.get("why")))


def _moved(event: Record, detail: Mapping[str, Any]) -> str:
    ids = detail.get("articles")
    copies = len(ids) - 1 if isinstance(ids, list) else 0
    along = f"with {counted(copies, 'copy', 'copies')}" if copies > 0 else ""
    return _joined(_article(event), f"from story {detail.get('from', '?')}", along, reason(detail.get("why")))


def _many(found: object) -> str:
    count = len(found) if isinstance(found, list) else found
    return counted(count, "article") if isinstance(count, int) else ""


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _renamed(event: Record, detail: Mapping[str, Any]) -> str:
    del event
    return f"{detail.get('title') or '(untitled)'}; was: {detail.get('was') or '(untitled)'}"


def _reopened(event: Record, detail: Mapping[str, Any]) -> str:
    days = detail.get("days")
    return _joined(_article(event), f"after {days:.0f} days of silence" if isinstance(days, int | float) else "")


def _pinned(event: Record, detail: Mapping[str, Any]) -> str:
    return _joined(_article(event), f"pin {detail.get('pin', '?')}")


def _tied(event: Record, detail: Mapping[str, Any]) -> str:
    return _joined(f"{_article(event)} and article {detail.get('other', '?')}", f"pin {detail.get('pin', '?')}")


def _rerooted(event: Record, detail: Mapping[str, Any]) -> str:
    del event
    return f"article {detail.get('original', '?')} is the original now, which was article {detail.get('was', '?')}"


def _forgotten(event: Record, detail: Mapping[str, Any]) -> str:
    del event
    return _joined(
        "it sleeps, and its texts begin to go: nobody joins it by likeness to them", _many(detail.get("count"))
    )


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
    "forgotten": _forgotten,
    "pinned": _pinned,
    "parted": _tied,
    "joined-together": _tied,
    "unpinned": _pinned,
}
