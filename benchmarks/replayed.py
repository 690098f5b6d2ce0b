"""How well `newsloom replay` puts labelled articles into stories, at arrival and after second thoughts.

    python benchmarks/replayed.py [--set NAME ...] [--write]

Reads the sets in ../shared/data (absent: says so), and timeline_updates a second and a third time, with three and six
of its entries to an article: an entry alone is a line. B-cubed F1 (Amigó et al. 2009); fragmentation, the stories that
a labelled one is spread over; contamination, the share of articles that are foreign where they are; and how many of
1,000 articles second thoughts moved. --write puts the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from multiprocessing import get_context
from operator import itemgetter
from typing import Any

from paper import side_by_side, write
from stories import COUNTED, DATA, Result, articles_of, scored
from world import NEWSLOOM

TIMELINE = "timeline_updates"
#: name -> entries of the timeline that make one article.
THREADS = {TIMELINE: 1, f"{TIMELINE}, three to an article": 3, f"{TIMELINE}, six to an article": 6}

Rows = Sequence[Mapping[str, Any]]


def main() -> None:
    by_set(__doc__, _measured, "stories-quality")


def by_set(what: str | None, measure: Callable[[str], Mapping[str, str]], table: str) -> None:
    """A command that measures labelled sets, each in a process of its own. what: it does. table: where that stands."""
    told = _options(what)
    if not DATA.is_dir():
        print(f"no labelled sets in {DATA}: nothing measured")
        return
    with get_context("spawn").Pool(os.cpu_count()) as pool:
        found = dict(zip(told.set, pool.map(measure, told.set, chunksize=1), strict=True))
    columns = {name: {each: one[name] for each, one in found.items()} for name in found[told.set[0]]}
    lines = side_by_side("set", columns)
    print("\n".join(lines))
    if told.write:
        write(table, lines)


def _measured(name: str) -> dict[str, str]:
    rows = labelled(name)
    told = {"articles": f"{len(rows):,}", "stories": f"{len({row['story'] for row in rows})}"}
    for when, result, moved in twice(rows):
        told |= {
            f"{when}: F1": f"{result.f1:.3f}",
            f"{when}: fragm.": f"{result.fragmentation:.2f}",
            f"{when}: contam.": f"{result.contamination:.3f}",
            "moved": moved,
        }
    return told


def labelled(name: str) -> Rows:
    """The articles of a set, or of a timeline."""
    return _threads(THREADS[name]) if name in THREADS else list(articles_of(name))


def _threads(entries: int) -> Rows:
    """The timeline, so many entries of a thread that follow one another to an article."""
    threads: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(articles_of(TIMELINE), key=itemgetter("published")):
        threads.setdefault(row["story"], []).append(row)
    parts = [rows[at : at + entries] for rows in threads.values() for at in range(0, len(rows), entries)]
    made = [{**part[-1], "title": part[0]["title"], "text": " ".join(row["text"] for row in part)} for part in parts]
    return sorted(made, key=itemgetter("published"))


def twice(rows: Rows) -> Iterator[tuple[str, Result, str]]:
    """At arrival and after second thoughts: how good it is, and how many of 1,000 articles were moved."""
    for when, words in (("arrival", ["--no-repair"]), ("after", [])):
        printed, said = _replayed(rows, words)
        moved = re.search(r"([\d.]+) of 1,000 articles", said)
        yield when, scored({row["id"]: row["story"] for row in rows}, printed), moved.group(1) if moved else "0"


def _replayed(rows: Rows, words: Sequence[str]) -> tuple[dict[str, str], str]:
    """The story of each article, and what stood on standard error."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(row)}\n" for row in rows)
        file.flush()
        done = subprocess.run([*NEWSLOOM, "replay", *words, file.name], capture_output=True, text=True, check=True)
    return {line["id"]: line["story"] for line in map(json.loads, done.stdout.splitlines())}, done.stderr


def _options(what: str | None) -> argparse.Namespace:
    """The words of a command that measures set by set; what: it does."""
    parser = argparse.ArgumentParser(description=what, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", nargs="+", default=[*COUNTED, *THREADS], choices=[*COUNTED, *THREADS])
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
