"""What it costs that a word leads to a bounded number of stories; on the labelled sets, resampled. Without Redis.

    python benchmarks/bounded.py [--articles N ...] [--write]

A bounded list is the end of the unbounded one, so one pass tells of all bounds: of articles whose story has begun, how
many find it among the NEAREST stories that would be compared, as workers/assign/postings.py counts votes. Stories that
sleep are not passed over. --write puts the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice

import numpy as np
from paper import side_by_side, write
from resampled import DATA, Made, labelled, stream

from workers.assign.index import NEAREST, POSTINGS
from workers.assign.packed import packed
from workers.assign.postings import ranked, strongest

SIZES = (2_000, 10_000, 40_000)
#: a quarter of what there is, that, twice and four times that, and all.
BOUNDS = (POSTINGS // 4, POSTINGS, 2 * POSTINGS, 4 * POSTINGS, None)
#: articles that are asked about at each size.
ASKED = 2_000

#: word -> the stories that it leads to, who was joined last at the end.
Lists = dict[int, dict[int, None]]


def main() -> None:
    options = _options()
    if not DATA.is_dir():
        print(f"no labelled sets in {DATA}: nothing measured")
        return
    lists: Lists = defaultdict(dict)
    made, at, known, columns = stream(labelled()[1]), 0, set[int](), dict[str, Mapping[str, str]]()
    for size in sorted(options.articles):
        for one in islice(made, size - at):
            _add(lists, one)
            known.add(one.story)
        columns[f"{size:,}"] = _asked(lists, list(islice(made, ASKED)), known)
        at = size + ASKED
        table = side_by_side("articles before", columns)
        print("\n".join(table), flush=True)
    if options.write:
        write("bounded", table)


def _add(lists: Lists, one: Made) -> None:
    for word, _ in strongest(packed(one.vector)):
        lists[word].pop(one.story, None)
        lists[word][one.story] = None


def _asked(lists: Lists, made: Sequence[Made], known: set[int]) -> dict[str, str]:
    """Each asked about, then added."""
    found: dict[int | None, int] = defaultdict(int)
    asked = 0
    for one in made:
        if one.story in known:
            asked += 1
            for bound in BOUNDS:
                found[bound] += one.story in _nearest(lists, one, bound)
        _add(lists, one)
        known.add(one.story)
    told = {
        f"its story is among the nearest, {bound or 'all'} a word": f"{found[bound] / asked:.3f}" for bound in BOUNDS
    }
    return told | {"longest list": f"{max(map(len, lists.values())):,}", "articles asked about": f"{asked:,}"}


def _nearest(lists: Lists, one: Made, bound: int | None) -> list[int]:
    words = strongest(packed(one.vector))
    held = [_end(lists.get(word, {}), bound) for word, _ in words]
    return ranked(held, [weight for _, weight in words], NEAREST)


def _end(stories: dict[int, None], bound: int | None) -> bytes:
    last = islice(reversed(stories), bound)
    return np.fromiter(last, "<u8").tobytes()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, nargs="+", default=SIZES)
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
