"""What a signature and a question to the index of copies cost, beside datasketch and rensa.

    python benchmarks/dedupe.py [--articles N ...] [--write]

Signatures: ours beside datasketch's `update_batch` over the same shingles (with its own hash), and beside rensa's
sketch behind our own front end, by turns in one run: read the ratios. Questions: each article is asked about and added,
beside datasketch's `MinHashLSH` with Redis storage, by turns on one private Redis. Then as the stage asks: texts that
the sketches leave open are read in a ledger; and how fast an empty index is filled from it. Then an index of N
articles, filled as by a steady stream of 30 days: what it holds, how long a question takes, how clients add up.

--write puts the tables into docs/benchmarks.md, where every N has been measured in the same run.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from time import process_time

import questions
import reading
import refilling
from paper import side_by_side, write
from stream import texts

from workers.dedupe import shingles
from workers.dedupe.plain import plain
from workers.dedupe.signature import SLOTS, distinct, exact_of, keys, sign

ROUNDS = 7
SAMPLE = 300


def rate(work: Callable[[str], object], sample: list[str]) -> float:
    """Texts a second of processor time."""
    start = process_time()
    for text in sample:
        work(text)
    return len(sample) / (process_time() - start)


def with_datasketch() -> Callable[[str], object] | None:
    try:
        from datasketch import MinHash
    except ImportError:
        return None
    template = MinHash(num_perm=SLOTS)

    def signed(text: str) -> None:
        words = plain(text).body.split()
        template.copy().update_batch([" ".join(words[n : n + 5]).encode() for n in range(len(words) - 4)])

    return signed


def with_rensa() -> Callable[[str], object] | None:
    """All that `sign` does, with another sketch."""
    try:
        from rensa import RMinHash
    except ImportError:
        return None

    def signed(text: str) -> tuple[object, ...]:
        words = plain(text)
        found = distinct(shingles.hashes(words.body, spaced=words.spaced))
        sketch = RMinHash.digest_matrix_from_flat_token_hashes(found, [0, found.size], num_perm=SLOTS, seed=1)
        return exact_of(words), sketch, keys(found)

    return signed


def signatures() -> list[str]:
    """A table: texts a second, and how ours compares, the median of what it was in each turn."""
    ways = {"newsloom": sign, "datasketch, `update_batch`": with_datasketch(), "rensa, our front end": with_rensa()}
    there = {name: way for name, way in ways.items() if way is not None}
    missing = [f"{name} is not installed." for name in ways if name not in there]
    sample = texts(SAMPLE)
    turns = [{name: rate(way, sample) for name, way in there.items()} for _ in range(ROUNDS)]
    columns = {
        name: {
            "signatures a second of processor time": f"{median(turn[name] for turn in turns):,.0f}",
            "newsloom is": f"{median(turn['newsloom'] / turn[name] for turn in turns):.2f} times as fast",
        }
        for name in there
    }
    return [*side_by_side("", columns), *missing]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else Path(__file__).name)
    sizes = (10_000, 100_000, 1_000_000)
    parser.add_argument(
        "--articles", type=int, nargs="+", default=sizes, help="sizes of the index (default: %(default)s)"
    )
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    told = parser.parse_args()
    found: list[str] = []
    by_size = partial(questions.by_size, sorted(told.articles))
    for part in (signatures, questions.beside_datasketch, reading.as_the_stage_asks, refilling.refilling, by_size):
        lines = part()
        print("\n".join(lines), flush=True)
        found += [*lines, ""]
    if told.write:
        write("dedupe", found[:-1])


if __name__ == "__main__":
    main()
