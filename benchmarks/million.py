"""How fast articles find their stories among many, and what a story costs Redis; on the labelled sets, resampled.

    python benchmarks/million.py [--articles N ...] [--postings N] [--write]

The index is filled with the stream as it is labelled (resampled.py), then so many articles are placed one after the
other by one process: nearest stories, decision, index. Their vectors are ready; what a vector costs is measured on the
labelled texts, and counted in the rate. Processor time is told beside: it tells more where other work runs. What the
ledger takes of an assignment is not in it (benchmarks/inside.py). --write puts the tables into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from itertools import islice
from statistics import mean, median, quantiles
from time import perf_counter, process_time
from typing import Any

import redis
from paper import side_by_side, write
from resampled import DATA, Made, labelled, stream
from stories import private_redis

from workers.assign import index as storage
from workers.assign.changes import Joined
from workers.assign.decide import choose
from workers.assign.index import StoryIndex
from workers.assign.packed import packed
from workers.assign.vector import vector_of
from workers.settings import Settings

SIZES = (10_000, 180_000, 1_000_000)
#: articles that are placed and timed.
TIMED = 3_000
_BATCH = 500


def main() -> None:
    options = _options()
    if not DATA.is_dir():
        print(f"no labelled sets in {DATA}: nothing measured")
        return
    if options.postings:
        storage.POSTINGS = options.postings
    texts, stories = labelled()
    vector = _vectors(texts)
    columns = {}
    with private_redis() as client:
        before = client.info("memory")["used_memory"]
        index = StoryIndex(client, "bench:", Settings().assign.dormant_days)
        made, at = stream(stories), 0
        live: set[int] = set()
        for size in sorted(options.articles):
            for batch in _batches(islice(made, size - at)):
                index.apply([Joined(one.number, one.number, one.story, packed(one.vector), one.at) for one in batch])
                live.update(one.story for one in batch)
            held = client.info("memory")["used_memory"] - before
            more = list(islice(made, TIMED))
            used = process_time(), _used(client)
            columns[f"{size:,}"] = _timed(index, more, vector, live) | {
                "our processor time an article, vector apart": f"{1e3 * (process_time() - used[0]) / TIMED:.2f}",
                "Redis's processor time an article": f"{1e3 * (_used(client) - used[1]) / TIMED:.2f}",
                "live stories": f"{len(live):,}",
                "bytes of Redis a story": f"{held / len(live):,.0f}",
            }
            at = size + TIMED
            print("\n".join(side_by_side("articles in the index", columns)), flush=True)
    if options.write:
        write("stories-size", side_by_side("articles in the index", columns))


def _vectors(texts: Sequence[tuple[str, str]]) -> float:
    """Seconds an article."""
    start = perf_counter()
    for title, text in texts:
        vector_of(title, text, "en")
    return (perf_counter() - start) / len(texts)


def _used(client: redis.Redis) -> float:
    """Seconds of processor time that the server has used."""
    told: Any = client.info("cpu")
    return float(told["used_cpu_user"] + told["used_cpu_sys"])


def _batches(made: Iterator[Made]) -> Iterator[list[Made]]:
    while batch := list(islice(made, _BATCH)):
        yield batch


def _timed(index: StoryIndex, made: Sequence[Made], vector: float, live: set[int]) -> dict[str, str]:
    """Each placed as if the ones before had gone where they belong, so that all sizes are asked the same."""
    join_at = Settings().assign.join_at
    steps: dict[str, list[float]] = {"nearest": [], "choose": [], "apply": []}
    known = found = right = new = founded = 0
    for one in made:
        marks = [perf_counter()]
        kept = packed(one.vector)
        near = index.candidates(one.vector, one.at, kept=kept)
        marks.append(perf_counter())
        chosen = choose(one.vector, one.at, near, join_at).story
        marks.append(perf_counter())
        index.apply([Joined(one.number, one.number, one.story, kept, one.at, one.story not in live)])
        marks.append(perf_counter())
        for step, begin, end in zip(steps, marks, marks[1:], strict=False):
            steps[step].append(end - begin)
        if one.story in live:
            known += 1
            found += one.story in {state.id for state in near}
            right += chosen == one.story
        else:
            new += 1
            founded += chosen is None
        live.add(one.story)
    each = [vector + sum(parts) for parts in zip(*steps.values(), strict=True)]
    return {
        "assignments a second": f"{1 / mean(each):,.0f}",
        "milliseconds an article: median": f"{1e3 * median(each):.2f}",
        "p99": f"{1e3 * quantiles(each, n=100)[98]:.2f}",
        "vector (mean)": f"{1e3 * vector:.2f}",
        **{f"{step} (mean)": f"{1e3 * mean(took):.2f}" for step, took in steps.items()},
        "its story among the nearest": f"{found / max(known, 1):.3f}",
        "in its story": f"{right / max(known, 1):.3f}",
        "a first one in none": f"{founded / max(new, 1):.3f}",
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="+", default=SIZES)
    parser.add_argument("--postings", type=int, help="stories remembered for a word")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
