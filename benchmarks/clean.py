"""How well, and at what cost, articles are found in pages: newsloom beside other extractors, in one run.

    python benchmarks/clean.py [--pages N] [--write]

Reads the labelled pages in ../shared/data/extract; where they are not, it says so and measures nothing. Every figure is
of one process, and times are processor time. Text is scored by token F1, page by page, in scripts without spaces by
character; a page that an extractor refuses, or fails on, counts as 0. Of dates: `day` is right where the day is, in the
zone that the page's own date is in; `instant` where a page says the minute and its zone.

readability-lxml is measured where it is installed (`pip install readability-lxml`). It is none of what the tests need:
pip 23 cannot resolve what it asks of lxml.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from statistics import mean
from typing import Any

from lxml import html as lxml_html
from paper import side_by_side, write

from workers.clean.decide import article_of
from workers.clean.html import agreement
from workers.errors import NewsloomError
from workers.model import Hint, Kind, Page, Precision, Published

DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "extract"
SETS = ("aeb", "fundus_dev", "wcxb_dev", "htmldate_dev")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
#: below this a page's text counts as lost.
LOST = 0.5

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """What an extractor makes of a page; None where it does not look for it, or finds nothing."""

    text: str = ""
    title: str | None = None
    published: Published | None = None


Extractor = Callable[[str, str], Found]


def newsloom(html: str, url: str) -> Found:
    try:
        article = article_of(Page(url, url, 200, {}, html.encode("utf-8", "replace"), Kind.HTML, NOW), Hint())
    except NewsloomError:
        return Found()
    return Found(article.text, article.title, article.published)


def text_alone(html: str, url: str) -> Found:
    """Its own default extraction, of the text alone."""
    from trafilatura import extract

    del url
    return Found(extract(html) or "")


def trafilatura(html: str, url: str) -> Found:
    """The same, with its metadata."""
    from trafilatura import bare_extraction

    found: Any = bare_extraction(html, url=url or None, with_metadata=True)
    if found is None:
        return Found()
    day = datetime.fromisoformat(found.date).replace(hour=12, tzinfo=UTC) if found.date else None
    return Found(found.text or "", found.title, Published(day, Precision.DAY) if day else None)


def readability(html: str, url: str) -> Found:
    from readability import Document

    del url
    try:
        document = Document(html)
        text = lxml_html.fromstring(document.summary()).text_content()
    except Exception:  # noqa: BLE001 - what it raises on a broken page is not said
        return Found()
    return Found(str(text), document.short_title())


def resiliparse(html: str, url: str) -> Found:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    del url
    return Found(extract_plain_text(html, main_content=True), HTMLTree.parse(html).title)


EXTRACTORS: Mapping[str, Extractor] = {
    "newsloom": newsloom,
    "trafilatura, text alone": text_alone,
    "trafilatura": trafilatura,
    **({"readability-lxml": readability} if find_spec("readability") else {}),
    "resiliparse": resiliparse,
}


@dataclass
class Score:
    """Of one extractor on one set."""

    f1: dict[str, float] = field(default_factory=dict)
    titles: list[bool] = field(default_factory=list)
    #: right, wrong, or not there.
    days: list[bool | None] = field(default_factory=list)
    instants: list[bool | None] = field(default_factory=list)
    seconds: float = 0.0
    pages: int = 0

    def add(self, row: Row, found: Found) -> None:
        self.pages += 1
        if row.get("text"):
            self.f1[row["id"]] = agreement(found.text, row["text"])
        if row.get("title"):
            self.titles.append(plain(found.title or "") == plain(row["title"]))
        if row.get("date"):
            self._date(datetime.fromisoformat(row["date"]), found.published)

    def _date(self, gold: datetime, found: Published | None) -> None:
        days = {gold.date(), *({gold.astimezone(UTC).date()} if gold.tzinfo else ())}
        self.days.append(found.at.date() in days if found else None)
        if gold.tzinfo:
            exact = found if found and found.precision is not Precision.DAY else None
            self.instants.append(abs(exact.at - gold) < timedelta(minutes=1) if exact else None)


def plain(title: str) -> str:
    return " ".join(title.split())


def rows(name: str, most: int) -> Iterator[Row]:
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            if number >= most:
                return
            yield json.loads(line)


def measured(most: int) -> dict[str, dict[str, Score]]:
    """Scores by set and extractor. The extractors take turns, page by page, so that all have the same machine."""
    found: dict[str, dict[str, Score]] = {name: {kind: Score() for kind in EXTRACTORS} for name in SETS}
    for name in SETS:
        for row in rows(name, most):
            for kind, extract in EXTRACTORS.items():
                began = time.process_time()
                given = extract(row["html"], row["url"])
                found[name][kind].seconds += time.process_time() - began
                found[name][kind].add(row, given)
        print(f"{name}: {found[name]['newsloom'].pages} pages", file=sys.stderr, flush=True)
    return found


def told(name: str, scores: Mapping[str, Score]) -> list[str]:
    bare = scores["trafilatura, text alone"].seconds
    columns = {}
    for kind, score in scores.items():
        column = {}
        if score.f1:
            column["token F1"] = f"{mean(score.f1.values()):.3f}"
            column[f"pages under {LOST}"] = str(sum(value < LOST for value in score.f1.values()))
        if score.titles:
            column["titles exact"] = f"{mean(score.titles):.1%}"
        for what, given in (("days", score.days), ("instants", score.instants)):
            if given:
                column[f"{what} right"] = f"{sum(one is True for one in given) / len(given):.1%}"
                column[f"{what} wrong"] = str(sum(one is False for one in given))
        column["processor time a page"] = f"{1000 * score.seconds / score.pages:.1f} ms"
        column["of trafilatura's text alone"] = f"{score.seconds / bare:.2f}"
        columns[kind] = column
    return side_by_side(f"{name}, {scores['newsloom'].pages} pages", columns)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=sys.maxsize, help="of each set")
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    parser.add_argument("--worst", type=int, default=0, help="say which pages come off worst beside a rival")
    chosen = parser.parse_args()
    if not DATA.exists():
        print("the labelled pages are not there (../shared/data/extract): nothing was measured")
        return
    for kind in EXTRACTORS.values():
        kind("<html><body><p>Warm.</p></body></html>", "")
    scores = measured(chosen.pages)
    lines = [line for name in SETS for line in (*told(name, scores[name]), "")]
    print("\n".join(lines))
    for name in SETS:
        mine = scores[name]["newsloom"].f1
        rivals = {one: max(score.f1[one] for kind, score in scores[name].items() if kind != "newsloom") for one in mine}
        for one in sorted(mine, key=lambda one: mine[one] - rivals[one])[: chosen.worst]:
            print(f"{name} {one}: {mine[one]:.2f}, a rival {rivals[one]:.2f}")
    if chosen.write:
        write("clean", lines)


if __name__ == "__main__":
    main()
