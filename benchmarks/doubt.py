"""How well the confidence of a text tells good texts from bad ones.

    python benchmarks/doubt.py [--pages N] [--bounds 0.80 0.85 0.90]

Reads the labelled pages in ../shared/data/extract: as they are, and flattened to text in the two ways of flattened.py.
Of each: pages with a confidence, those below the bound, the share of bad texts (token F1 under BAD) and the mean F1 on
either side of it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from statistics import mean

from clean import NOW, rows
from flattened import FLATTENED
from paper import side_by_side
from scored import Row

from workers.clean.confidence import DOUBTFUL
from workers.clean.decide import article_of
from workers.clean.tokens import agreement
from workers.errors import NewsloomError
from workers.model import Article, Hint, Kind, Page

SETS = ("aeb", "fundus_dev", "wcxb_dev")
#: token F1 under which a text has lost a part, or has too much.
BAD = 0.8

#: a text's confidence, and its F1.
Seen = tuple[float, float]


def whole(row: Row) -> Iterator[Article]:
    yield from _article(row, row["html"], Kind.HTML)


def flattened(row: Row) -> Iterator[Article]:
    for flatten in FLATTENED.values():
        yield from _article(row, flatten(row["html"]), Kind.FLAT)


def _article(row: Row, text: str, kind: Kind) -> Iterator[Article]:
    """What is made of it; nothing where it is refused."""
    try:
        yield article_of(Page(row["url"], row["url"], 200, {}, text.encode("utf-8", "replace"), kind, NOW), Hint())
    except NewsloomError:
        return


READERS: dict[str, Callable[[Row], Iterator[Article]]] = {"whole": whole, "flattened": flattened}


def seen(read: Callable[[Row], Iterator[Article]], most: int) -> list[Seen]:
    labelled = (row for name in SETS for row in rows(name, most) if row.get("text"))
    found = ((article, row["text"]) for row in labelled for article in read(row))
    return [
        (article.confidence, agreement(article.text, text)) for article, text in found if article.confidence is not None
    ]


def told(of: Sequence[Seen], bound: float) -> dict[str, str]:
    below, above = ([f1 for sure, f1 in of if (sure < bound) is side] for side in (True, False))
    return {
        "pages": str(len(of)),
        "below the bound": str(len(below)),
        f"below: F1 under {BAD}": _share(below),
        f"above: F1 under {BAD}": _share(above),
        "below: mean F1": f"{mean(below):.3f}" if below else "",
        "above: mean F1": f"{mean(above):.3f}" if above else "",
    }


def _share(scores: Sequence[float]) -> str:
    bad = sum(f1 < BAD for f1 in scores)
    return f"{bad} ({bad / len(scores):.1%})" if scores else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=sys.maxsize, help="of each set")
    parser.add_argument("--bounds", type=float, nargs="+", default=[DOUBTFUL])
    chosen = parser.parse_args()
    found = {name: seen(read, chosen.pages) for name, read in READERS.items()}
    for bound in chosen.bounds:
        print("\n".join(side_by_side(f"bound {bound}", {name: told(of, bound) for name, of in found.items()})))


if __name__ == "__main__":
    main()
