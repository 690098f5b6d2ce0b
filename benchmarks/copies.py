"""How many copies are found, and how many are wrong: newsloom beside MinHash LSH and SimHash, in one run.

    python benchmarks/copies.py [--texts N] [--write]

- Real copies: the 612 articles of ../shared/data/dedupe, all about one event, in the order in which they were seen. The
  labels come from shared runs of words, and flatter all that compares such: copy from a coverage of 0.65, none below
  0.45, in between grey. Texts that are identical to an earlier one are left out.
- Edits: texts of groundnews2025 (../shared/data/stories), each asked for once more, edited (tests/quality/edits.py),
  among all that are known; the first ones are edited, the last ones are what is put around them.
- Templates: 30 reports out of each of the forms of tests/quality/templates.py, one after the other.

A brief inside a round-up counts as linked. LSH has shingles of three words, with which it finds more than with five.
Where the labelled data is not present, it says so and measures the templates.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import redis
from finders import LINKED, Finder, Newsloom, finders
from paper import side_by_side, write
from questions import private_redis

from tests.quality.edits import EDITS
from tests.quality.templates import FORMS, report
from workers.model import CopyKind

DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"
COPY, NO_COPY = 0.65, 0.45
#: shorter / longer, below which a copy is a brief in a round-up.
BRIEF = 0.2
REPORTS = 30
#: words from which a text is edited: a quarter of it has then enough for a sketch.
LONG = 160
#: texts that are known beside those that are edited, and those that are put around them.
BESIDE, AROUND = 400, 100

Makers = Mapping[str, Callable[[], Finder]]


def rows(path: str) -> Iterator[dict[str, Any]]:
    with gzip.open(DATA / path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def real_copies(make: Callable[[], Finder]) -> dict[str, str]:
    pairs = {frozenset((int(row["a"]), int(row["b"]))): row for row in rows("dedupe/helsinki_pairs.jsonl.gz")}
    articles = sorted(rows("dedupe/helsinki.jsonl.gz"), key=lambda row: datetime.fromisoformat(row["seen"]))
    finder, found, earlier = make(), Counter[str](), list[int]()
    for article in articles:
        number = int(article["id"])
        kind, nearest = finder.ask_and_add(number, article["text"])
        known = {other: pairs[pair] for other in earlier if (pair := frozenset((other, number))) in pairs}
        if any(row["coverage"] == row["length_ratio"] == 1 for row in known.values()):
            continue
        earlier.append(number)
        copies = [row for row in known.values() if row["coverage"] >= COPY]
        brief = all(row["length_ratio"] < BRIEF for row in copies)
        for what, counts in (("copies", bool(copies)), ("others", bool(copies) and not brief)):
            found[what] += counts
            found[f"{what} linked"] += counts and kind in LINKED
        if kind in LINKED and nearest is not None:
            coverage = known[nearest]["coverage"] if nearest in known else 0.0
            found["right" if coverage >= COPY else "grey" if coverage >= NO_COPY else "wrong"] += 1
    return {
        f"linked, of {found['copies']} with an earlier copy": _share(found["copies linked"], found["copies"]),
        f"the same without briefs in round-ups, of {found['others']}": _share(found["others linked"], found["others"]),
        "links: right, grey, wrong": f"{found['right']}, {found['grey']}, {found['wrong']}",
        "texts read": str(finder.read) if isinstance(finder, Newsloom) else "-",
    }


def texts(client: redis.Redis, number: int) -> list[str]:
    """Real texts, no one a copy of another as far as newsloom can tell, in an order of their own."""
    found = [row["text"] for row in rows("stories/groundnews2025.jsonl.gz") if len((row["text"] or "").split()) >= LONG]
    Random(1).shuffle(found)
    finder = Newsloom(client)
    distinct = [text for n, text in enumerate(found) if finder.ask_and_add(n, text)[0] is CopyKind.ORIGINAL]
    return distinct[: number + BESIDE + AROUND]


def edits(make: Callable[[], Finder], known: list[str], number: int) -> dict[str, str]:
    """The share of edited texts whose original is found; behind it, how many had another one named."""
    told = {}
    for name, edit in EDITS.items():
        chance, finder, found = Random(name), make(), Counter[bool]()
        for at, text in enumerate(known[:-AROUND]):
            finder.ask_and_add(at, text)
        for at, text in enumerate(known[:number]):
            kind, nearest = finder.ask_and_add(len(known) + at, edit(text, chance, known[-AROUND:]))
            found.update([nearest == at] if kind in LINKED else [])
        told[name] = _share(found[True], number) + (f", {found[False]} wrong" if found[False] else "")
    return told


def templates(make: Callable[[], Finder]) -> dict[str, str]:
    """The share of reports that pass for a copy of another."""
    told, numbers, found = {}, count(), 0
    for form in FORMS:
        finder = make()
        kinds = [finder.ask_and_add(next(numbers), report(form, seed))[0] for seed in range(REPORTS)]
        passed = sum(kind in LINKED for kind in kinds)
        found += passed
        told[form] = _share(passed, REPORTS - 1)
    return told | {"all of them": _share(found, len(FORMS) * (REPORTS - 1))}


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def tables(makers: Makers, client: redis.Redis, number: int) -> Iterator[str]:
    if (DATA / "dedupe").is_dir():
        yield from ["Real copies about one event:", ""]
        yield from side_by_side("", {name: real_copies(make) for name, make in makers.items()})
        known = texts(client, number)
        yield from ["", f"{number} texts edited, among {len(known) - AROUND}; share whose original is found:", ""]
        yield from side_by_side("", {name: edits(make, known, number) for name, make in makers.items()})
        yield ""
    else:
        yield from [f"The labelled data is not present in {DATA}: templates alone.", ""]
    yield from [f"{REPORTS} reports of one form; share that passes for a copy:", ""]
    yield from side_by_side("", {name: templates(make) for name, make in makers.items()})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else Path(__file__).name)
    parser.add_argument("--texts", type=int, default=60, help="how many texts are edited (default 60)")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    arguments = parser.parse_args()
    with private_redis() as client:
        lines = list(tables(finders(client), client, arguments.texts))
    print("\n".join(lines))
    if arguments.write:
        write("copies", lines)


if __name__ == "__main__":
    main()
