"""What modules of cleaning say that they counted in the labelled pages, counted again.

    python benchmarks/counted.py [--pages N]

Reads the labelled pages in ../shared/data/extract. For workers/clean/calls.py: in how many pages a text would have
lines that are calls, were they not left out, and how many of these those who labelled had kept. For
workers/clean/told.py: the pages that give the article's text in their JSON-LD, by its length, and how near it comes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator

from clean import NOW, rows
from scored import Row

from workers.clean import meta
from workers.clean.beside import Beside
from workers.clean.calls import is_call
from workers.clean.html import body_of
from workers.clean.lines import ELLIPSIS, key_of
from workers.clean.tokens import agreement, words_in
from workers.clean.told import ENOUGH, told_by
from workers.clean.trees import as_browsers_do, tree_of

SETS = ("aeb", "fundus_dev", "wcxb_dev")
#: token F1 from which a text is the article's.
GOOD = 0.8


def labelled(most: int) -> Iterator[Row]:
    return (row for name in SETS for row in rows(name, most) if row.get("text"))


def calls(most: int) -> list[str]:
    """Told as a few lines."""
    pages, with_calls, wrong, right = 0, 0, 0, 0
    for row in labelled(most):
        pages += 1
        about = _about(row)
        known = Beside(title=about.title or "", description=about.description or "", told=about.told or "")
        body = body_of(as_browsers_do(row["html"]), tree_of(row["html"]), known, light=True)
        found = [line for line in body.text.split("\n") if is_call(line)]
        kept = sum(key_of(line) in key_of(row["text"]) for line in found)
        with_calls, wrong, right = with_calls + bool(found), wrong + len(found) - kept, right + kept
    return [
        f"calls: of {pages} pages {with_calls} have such lines: {wrong} wrongly, {right} that were labelled as text"
    ]


def told(most: int) -> list[str]:
    """By number of words; what is cut off or closed is not looked at."""
    found = []
    for row in labelled(most):
        about = _about(row)
        if about.told and not about.closed and not ELLIPSIS.search(about.told):
            found.append(
                (words_in(about.told), agreement(told_by(about.told, closed=False) or about.told, row["text"]))
            )
    short = [words for words, _ in found if words < ENOUGH]
    long = sorted(f1 for words, f1 in found if words >= ENOUGH)
    good = sum(f1 >= GOOD for f1 in long)
    lowest = ", ".join(f"{f1:.2f}" for f1 in long[: len(long) - good])
    return [
        f"told: {len(found)} pages give a whole text; {len(short)} of fewer than {ENOUGH} words (at most {max(short)})",
        f"told: of {len(long)} longer ones {good} have a token F1 of {GOOD} or above; the others: {lowest or 'none'}",
    ]


def _about(row: Row) -> meta.Meta:
    return meta.read(tree_of(row["html"]), row["url"], NOW)


COUNTS: tuple[Callable[[int], list[str]], ...] = (told, calls)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=sys.maxsize, help="of each set")
    chosen = parser.parse_args()
    for count in COUNTS:
        print("\n".join(count(chosen.pages)), flush=True)


if __name__ == "__main__":
    main()
