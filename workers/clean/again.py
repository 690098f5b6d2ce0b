"""What a page that was read again has made of its article. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workers.model import Article, Basis
from workers.text import normalise


@dataclass(frozen=True, slots=True)
class Was:
    """What an article was until now."""

    title: str | None
    #: None where it is no longer kept.
    text: str | None
    basis: Basis


def changes_of(was: Was, article: Article) -> Sequence[str]:
    """What is new of a reading: `basis`, `title`, `text`; empty where it makes no version.

    Case, spaces and signs are no change: sites move them about. A reading without a title keeps the one that there
    was. What a feed said never takes the place of a page.
    """
    if article.basis is Basis.ENTRY and was.basis is not Basis.ENTRY:
        return ()
    rows = (
        ("basis", article.basis is not was.basis),
        ("title", bool(article.title) and not _alike(was.title or "", article.title or "")),
        ("text", was.text is None or not _alike(was.text, article.text)),
    )
    return tuple(name for name, changed in rows if changed)


def _alike(one: str, other: str) -> bool:
    return one == other or normalise(one) == normalise(other)
