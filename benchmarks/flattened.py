"""Labelled pages flattened to text, menus and all, and how their articles are found again: for clean.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from scored import Found

from workers.clean import runs
from workers.clean.decide import article_of
from workers.clean.sheet import rows_of
from workers.clean.trees import tree_of
from workers.errors import NewsloomError
from workers.model import Hint, Kind, Page

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def by_block(html: str) -> str:
    """What browsers do not show is left out."""
    tree = tree_of(html)
    body = tree.find("body") if tree is not None else None
    return "\n".join(row.text for row in rows_of(body)) if body is not None else ""


def by_resiliparse(html: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(html, main_content=False, alt_texts=False, list_bullets=False))


FLATTENED: Mapping[str, Callable[[str], str]] = {"a block a line": by_block, "by resiliparse": by_resiliparse}


def newsloom(text: str, url: str) -> Found:
    page = Page(url, url, 200, {}, text.encode("utf-8", "replace"), Kind.FLAT, NOW)
    try:
        article = article_of(page, Hint())
    except NewsloomError:
        return Found()
    return Found(article.text, article.title, article.published)


def sentences(text: str, url: str) -> Found:
    """Lines of 70 characters or more that end as a sentence does."""
    del url
    return Found("\n".join(line.text for line in runs.seen(runs.tidy(text)) if line.ended and line.size >= 70))


def everything(text: str, url: str) -> Found:
    del url
    return Found(text)


READERS: Mapping[str, Callable[[str, str], Found]] = {
    "newsloom": newsloom,
    "long sentences": sentences,
    "all of it": everything,
}
