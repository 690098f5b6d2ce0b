"""What is no article is refused, in a line that says why. Pure. What walls and errors look like stands in stubs.py."""

from __future__ import annotations

from workers.clean.stubs import Reading, stub_in
from workers.clean.tokens import has_words, words_in
from workers.errors import RefusedError

#: words below which a web page is no article but a video's caption, a wall or an error.
MIN_WORDS = 20


def short(text: str, url: str) -> None:
    """Refuse the text of a web page that is too short for one."""
    if not has_words(MIN_WORDS, text):
        count = words_in(text)
        words = "1 word" if count == 1 else f"{count} words"
        raise RefusedError("not-an-article", f"{words} of text, fewer than {MIN_WORDS}{_at(url)}")


def wordless(text: str, page: str) -> None:
    """Refuse a page without markup in which no text was found."""
    if not has_words(1, text):
        told = sum(has_words(1, line) for line in page.split("\n"))
        lack = {0: "no word of text", 1: "one line is a title without a text"}
        raise RefusedError("not-an-article", lack.get(told, f"no text among its {told} lines"))


def listed(trouble: str, url: str) -> None:
    """Refuse a list of headlines. trouble: why it is one; empty where it is not."""
    if trouble:
        raise RefusedError("not-an-article", f"{trouble}{_at(url)}")


def stub(reading: Reading, url: str) -> None:
    """Refuse a wall, or an error, in an article's place."""
    kind = stub_in(reading)
    if kind:
        raise RefusedError(kind.reason, f"{kind.told}: {url}" if _at(url) else kind.told)


def _at(url: str) -> str:
    """Where a page ended up, which may be elsewhere than was asked for; a document is named where this is said."""
    return f", at {url}" if "://" in url else ""
