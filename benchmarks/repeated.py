"""How much longer a question to a large index of copies takes than one to a small index: asked by turns, several times.

    python benchmarks/repeated.py [--articles SMALL LARGE] [--turns N] [--write]

One run of dedupe.py fills an index, asks, and comes to the next size minutes later, when the machine may be in another
state. Here both indexes lie in servers of their own at the same time, and are asked 2,500 questions each by turns, one
client alone. --write puts the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from statistics import median

import questions
from paper import side_by_side, write
from stream import signatures

from workers.dedupe.index import CopyIndex
from workers.model import Signature

QUESTIONS = 2_500


class Filled:
    """An index of so many articles, and what it is asked next."""

    def __init__(self, size: int, stack: ExitStack) -> None:
        self.index = CopyIndex(stack.enter_context(questions.private_redis()))
        self.index.filler.mark_ready()
        self._stream: Iterator[Signature] = signatures(1)
        self._next = size
        questions._fill(self.index, self._stream, size)  # noqa: SLF001 - as the benchmark of sizes does
        self.turn()  # connections and scripts are there then

    def turn(self) -> float:
        """The median of some questions, in milliseconds."""
        asked = list(islice(self._stream, QUESTIONS))
        took = questions._asked(self.index, asked, self._next)  # noqa: SLF001 - the same
        self._next += QUESTIONS
        return median(took) * 1e3


def main() -> None:
    options = _options()
    with ExitStack() as stack:
        small, large = (Filled(size, stack) for size in options.articles)
        turns = [(small.turn(), large.turn()) for _ in range(options.turns)]
    table = _table(options.articles, turns)
    print("\n".join(table))
    if options.write:
        write("repeated", table)


def _table(sizes: Sequence[int], turns: Sequence[tuple[float, float]]) -> list[str]:
    columns = {
        f"{size:,}": {
            "medians of the turns, milliseconds": ", ".join(f"{turn[n]:.2f}" for turn in turns),
            "their median": f"{median(turn[n] for turn in turns):.3f}",
            "times the small one's, the median of the turns": f"{median(turn[n] / turn[0] for turn in turns):.2f}",
        }
        for n, size in enumerate(sizes)
    }
    return side_by_side("articles in the index", columns)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else Path(__file__).name)
    parser.add_argument("--articles", type=int, nargs=2, default=(10_000, 1_000_000), metavar=("SMALL", "LARGE"))
    parser.add_argument("--turns", type=int, default=7)
    parser.add_argument("--write", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
