"""The corpus as a section of docs/operating.md. `make bad-input` writes it; a test holds the two together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from tests.hostile.corpus import ROWS
from workers import printable, urls
from workers.clean import decode
from workers.clean import guard as pages
from workers.cli import bounded, documents, jsonl
from workers.feeds import feed, gz, opml, sitemap
from workers.feeds import guard as feeds
from workers.settings import Fetch
from workers.warc import records

PAPER = Path(__file__).resolve().parents[2] / "docs" / "operating.md"
BEGIN = "<!-- bad input: written by `make bad-input` from tests/hostile/corpus.py -->"
END = "<!-- end of bad input -->"

#: what, how much, and what comes of more.
_BOUNDS: tuple[tuple[str, str, str], ...] = (
    ("an address", f"{urls.LONGEST:,} characters, without what only tracks a reader", "refused"),
    ("a page that is fetched, or in a WARC", f"{Fetch().max_bytes:,} bytes, unpacked (`[fetch] max_bytes`)", "failed, `too-big`; passed over"),
    ("a page or a text that is imported", f"{decode.MAX_BYTES:,} bytes", "refused"),
    ("a line of JSON", f"{documents.LONGEST_LINE:,} bytes", "passed over, and named"),
    ("lists and objects in it", f"{jsonl.MOST_BRACKETS:,}", "refused"),
    ("a line that never ends", f"{bounded.MOST_PASSED:,} bytes are passed over", "the rest of the file is not read"),
    ("the fields of a WARC record", f"{records.LARGEST_HEAD:,} bytes", "passed over, and named"),
    ("broken records of a WARC", f"{records.MOST_BROKEN:,}", "the rest of the file is not read"),
    ("an OPML file", f"{opml.LARGEST:,} bytes", "refused"),
    ("a page's markup", f"{pages.MAX_TAGS:,} tags, {pages.MAX_ATTRIBUTES:,} attributes in a tag, "
     f"{pages.MAX_DEPTH:,} elements in each other", "refused, `hostile-page`"),
    ("a page without markup", f"{pages.MAX_LINES:,} lines", "refused, `hostile-page`"),
    ("a feed's markup", f"{feeds.MOST_MARKUP:,} tags and attributes, {feeds.DEEPEST:,} elements in each other",
     "failed, `feed-too-big`"),
    ("a sitemap", f"{sitemap.MOST_ELEMENTS:,} elements; in a file of gzip {gz.LARGEST:,} bytes, unpacked",
     "failed, `feed-too-big`"),
    ("a sitemap's pages", f"{sitemap.MOST_LISTED:,}, of which the {feed.MOST_ENTRIES:,} newest are taken in",
     "the rest is not looked at"),
    ("sitemaps of an index", f"{sitemap.MOST_CHILDREN} a poll, the newest", "not asked for"),
    ("a feed's entries", f"{feed.MOST_ENTRIES:,}", "the rest is not looked at"),
    ("a title", f"{printable.TITLE} characters", "cut"),
    ("the name of a publisher or an author", f"{printable.NAME} characters", "cut"),
    ("a summary", f"{printable.SUMMARY:,} characters", "cut"),
)  # fmt: skip


def section() -> str:
    """The tables, between their markers."""
    return "\n".join([BEGIN, "", *_bounds(), *_rows(), END])


def _bounds() -> Iterator[str]:
    yield from ("### Bounds", "", "| what | at most | more than that |", "|---|---|---|")
    yield from (f"| {what} | {most} | {more} |" for what, most, more in _BOUNDS)
    yield ""


def _rows() -> Iterator[str]:
    for door, rows in groupby(ROWS, lambda row: row.door):
        yield from (f"### {door}", "", "| what is sent | what comes of it |", "|---|---|")
        yield from (f"| {_cell(row.name)} | {_cell(row.outcome.told())} |" for row in rows)
        yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def written(paper: str) -> str:
    """The paper with its section as the corpus has it now."""
    before, _, rest = paper.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + section() + after


if __name__ == "__main__":
    PAPER.write_text(written(PAPER.read_text(encoding="utf-8")), encoding="utf-8")
