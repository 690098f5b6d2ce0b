"""How well, and at what cost, articles are found in pages: newsloom beside other extractors, in one run.

    python benchmarks/clean.py [--pages N] [--write]

Reads the labelled pages in ../shared/data/extract; where they are not, it says so and measures nothing. Every figure is
of one process, and times are processor time. Text is scored by token F1, page by page, in scripts without spaces by
character; a page that an extractor refuses, or fails on, counts as 0. Of dates: `day` is right where the day is, in the
zone that the page's own date is in; the minute counts where a page says it with its zone. Authors are compared as sets
of names, without regard to case; a label that holds several names is parted. The same pages are flattened to text, too,
menus and all, in two ways, and read without their markup.

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
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from statistics import mean
from typing import Any

from flattened import FLATTENED, READERS
from lxml import html as lxml_html
from paper import side_by_side, write
from scored import LOST, Found, Row, Score

from workers.clean.decide import article_of
from workers.errors import NewsloomError
from workers.model import Hint, Kind, Page, Precision, Published

DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "extract"
SETS = ("aeb", "fundus_dev", "wcxb_dev", "htmldate_dev")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
#: enough of a page for all that is loaded on first use.
WARM = f"<html><title>The tide</title><body><article><p>{'The tide came in at six this morning. ' * 30}</p></article>"
#: of a page of one sentence trafilatura asks justext, which loads a hundred stop lists the first time: 0.2 s, which
#: would fall to whoever comes first.
SHORT = "<html><title>The tide</title><body><p>The tide came in at six this morning.</p></body></html>"
#: what times are held against.
BARE = "trafilatura: text"

Extractor = Callable[[str, str], Found]


def newsloom(html: str, url: str) -> Found:
    try:
        article = article_of(Page(url, url, 200, {}, html.encode("utf-8", "replace"), Kind.HTML, NOW), Hint())
    except NewsloomError:
        return Found(authors=())
    return Found(article.text, article.title, article.published, article.authors)


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
        return Found(authors=())
    day = datetime.fromisoformat(found.date).replace(hour=12, tzinfo=UTC) if found.date else None
    authors = tuple(name.strip() for name in (found.author or "").split(";") if name.strip())
    return Found(found.text or "", found.title, Published(day, Precision.DAY) if day else None, authors)


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
    BARE: text_alone,
    "trafilatura": trafilatura,
    **({"readability-lxml": readability} if find_spec("readability") else {}),
    "resiliparse": resiliparse,
}


def rows(name: str, most: int) -> Iterator[Row]:
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            if number >= most:
                return
            yield json.loads(line)


#: by set, then by extractor.
Scores = Mapping[str, Mapping[str, Score]]


def measured(most: int) -> tuple[Scores, Mapping[str, Scores]]:
    """Of pages, and of pages flattened, by the way. Extractors take turns, so that all have the same machine."""
    whole = {name: {kind: Score() for kind in EXTRACTORS} for name in SETS}
    flat = {way: {name: {kind: Score() for kind in READERS} for name in SETS} for way in FLATTENED}
    for name in SETS:
        for row in rows(name, most):
            take_turns(EXTRACTORS, row["html"], row, whole[name])
            if row.get("text"):
                for way, flatten in FLATTENED.items():
                    take_turns(READERS, flatten(row["html"]), row, flat[way][name])
        print(f"{name}: {whole[name]['newsloom'].pages} pages", file=sys.stderr, flush=True)
    return whole, flat


def take_turns(extractors: Mapping[str, Extractor], given: str, row: Row, scores: Mapping[str, Score]) -> None:
    for kind, extract in extractors.items():
        began = time.process_time()
        found = extract(given, row["url"])
        scores[kind].seconds += time.process_time() - began
        scores[kind].add(row, found)


def text_in(score: Score, _: Score) -> str:
    lost = sum(value < LOST for value in score.f1.values())
    return f"{mean(score.f1.values()):.3f}, {lost}" if score.f1 else ""


def titles_in(score: Score, _: Score) -> str:
    return f"{mean(score.titles):.1%}" if any(score.titles) else ""


def days_in(score: Score, _: Score) -> str:
    return share(score.days)


def instants_in(score: Score, _: Score) -> str:
    return share(score.instants)


def authors_in(score: Score, _: Score) -> str:
    exact = sum(value == 1 for value in score.authors)
    return f"{mean(score.authors):.3f}, {exact / len(score.authors):.1%}, {score.misnamed}" if score.authors else ""


def cost_of(score: Score, bare: Score) -> str:
    return f"{1000 * score.seconds / score.pages:.1f}, {score.seconds / bare.seconds:.2f}"


def share(given: list[bool | None]) -> str:
    """Nothing where none was found: the extractor does not look for it."""
    right, wrong = (sum(one is which for one in given) for which in (True, False))
    return f"{right / len(given):.1%}, {wrong}" if right or wrong else ""


TABLES: Mapping[str, Callable[[Score, Score], str]] = {
    f"Text: token F1, and pages under {LOST}": text_in,
    "Titles that are exact": titles_in,
    "Dates: share with the right day, and pages with a wrong one": days_in,
    "Dates: share with the right minute, and pages with a wrong one": instants_in,
    "Authors, without agencies: F1 of names, share of pages with just these, and pages with a wrong one": authors_in,
    "Cost: milliseconds of processor a page, and times trafilatura's for the text": cost_of,
}


def table(tell: Callable[[Score, Score], str], scores: Scores, bare: str) -> list[str]:
    """A column a set, a line an extractor; sets and extractors without a figure are left out."""
    told = {
        name: {kind: cell for kind, score in of.items() if score.pages and (cell := tell(score, of[bare]))}
        for name, of in scores.items()
    }
    return side_by_side("", {name: column for name, column in told.items() if column})


def paper(whole: Scores, flat: Mapping[str, Scores]) -> list[str]:
    sizes = ", ".join(f"{name} {of['newsloom'].pages}" for name, of in whole.items())
    lines = [f"Pages: {sizes}.", ""]
    for heading, tell in TABLES.items():
        lines += [f"{heading}:", "", *table(tell, whole, BARE), ""]
    for way, scores in flat.items():
        lines += [
            f"Flattened to text, {way}; token F1, and pages under {LOST}:",
            "",
            *table(text_in, scores, "newsloom"),
            "",
        ]
    scores = next(iter(flat.values()))
    for heading, tell in list(TABLES.items())[1:3]:
        lines += [f"Flattened, {heading[0].lower()}{heading[1:]}:", "", *table(tell, scores, "newsloom"), ""]
    return lines


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
        for page in (WARM, SHORT):
            kind(page, "")
    scores, flat = measured(chosen.pages)
    lines = paper(scores, flat)
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
