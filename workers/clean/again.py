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
    was. What a feed said never takes the place of a page. A notice of its site's stays marked as one until another text
    stands in its place; where its text is no longer kept, that cannot be told.
    """
    if article.basis is Basis.ENTRY and was.basis is not Basis.ENTRY:
        return ()
    told = was.text is not None and not _alike(was.text, article.text)
    if was.basis is Basis.STUB and not told:
        return ()
    rows = (
        ("basis", article.basis is not was.basis),
        ("title", bool(article.title) and not _alike(was.title or "", article.title or "")),
        ("text", told or was.text is None),
    )
    return tuple(name for name, changed in rows if changed)


def _alike(one: str, other: str) -> bool:
    return one == other or normalise(one) == normalise(other)
