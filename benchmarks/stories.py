"""How well and how fast articles find their stories, on the labelled sets of ../shared/data (absent: says so).

    python benchmarks/stories.py [--join-at 0.15 ...] [--dormant-days 365] [--set NAME ...]

Each set streams in its own order through vector_of, candidates, choose and apply on a private Redis, no look-ahead,
every article taken for an original. Prints a line for each set and the mean of the four that count.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import tempfile
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter
from types import MappingProxyType
from typing import Any, TypeVar

import redis

from workers import server
from workers.assign.changes import Joined
from workers.assign.decide import choose
from workers.assign.index import StoryIndex
from workers.assign.packed import packed
from workers.assign.vector import vector_of
from workers.settings import Settings

DATA = Path(__file__).resolve().parents[2] / "shared/data/stories"
#: what an article is called by.
Id = TypeVar("Id", bound=Hashable)
COUNTED = ("groundnews2025", "giveme5w1h", "ecbplus", "basil")


@dataclass(frozen=True, slots=True)
class Result:
    """One pass over a set."""

    precision: float
    recall: float
    fragmentation: float
    contamination: float
    stories: int
    #: step -> milliseconds an article.
    cost: Mapping[str, float]

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def main() -> None:
    options = _options()
    if not DATA.is_dir():
        print(f"no labelled sets in {DATA}: nothing measured")
        return
    print("join_at set                b3_f1  prec.  recall fragm. contam. stories  ms: vector nearest choose apply")
    with private_redis() as client:
        for join_at in options.join_at:
            results = {name: measure(name, join_at, client, options.dormant_days) for name in options.set}
            for name, result in results.items():
                _show(name, join_at, result)
            counted = [results[name].f1 for name in COUNTED if name in results]
            print(f"{join_at:7.3f} {'mean':18} {sum(counted) / len(counted):6.4f}" if counted else "", flush=True)


def measure(
    name: str,
    join_at: float,
    client: redis.Redis,
    dormant_days: int = 180,
    articles: Iterable[Mapping[str, Any]] | None = None,
) -> Result:
    """Stream one set; or these articles in its place."""
    index = StoryIndex(client, f"bench:{name}:", dormant_days)
    index.clear()
    gold: dict[int, str] = {}
    found: dict[int, int] = {}
    cost: dict[str, float] = defaultdict(float)
    for number, article in enumerate(articles_of(name) if articles is None else articles, 1):
        found[number] = _place(number, article, index, join_at, cost)
        gold[number] = article["story"]
    return scored(gold, found, {step: 1000 * seconds / len(gold) for step, seconds in cost.items()})


def _place(number: int, article: Mapping[str, Any], index: StoryIndex, join_at: float, cost: dict[str, float]) -> int:
    at = datetime.fromisoformat(article["published"]) if article["published"] else None
    marks = [perf_counter()]
    vector = vector_of(article["title"], article["text"], article["lang"])
    marks.append(perf_counter())
    kept = packed(vector)
    candidates = index.candidates(vector, at, kept=kept)
    marks.append(perf_counter())
    story = choose(vector, at, candidates, join_at).story or number
    marks.append(perf_counter())
    index.apply([Joined(number, number, story, kept, at)])
    marks.append(perf_counter())
    for step, begin, end in zip(("vector", "nearest", "choose", "apply"), marks, marks[1:], strict=False):
        cost[step] += end - begin
    return story


def scored(
    gold: Mapping[Id, str], guess: Mapping[Id, Hashable], cost: Mapping[str, float] = MappingProxyType({})
) -> Result:
    """B-cubed (Amigó et al. 2009), with what ../shared/score/stories.py calls fragmentation and contamination.

    An article that was left out is a story of its own.
    """
    found: dict[Id, Hashable] = {article: guess.get(article, ("alone", article)) for article in gold}
    both = Counter((found[a], gold[a]) for a in gold)
    by_found, by_gold = Counter(found.values()), Counter(gold.values())
    spread: dict[str, set[Hashable]] = defaultdict(set)
    majority: dict[Hashable, int] = defaultdict(int)
    for (story, label), count in both.items():
        spread[label].add(story)
        majority[story] = max(majority[story], count)
    return Result(
        precision=sum(both[found[a], gold[a]] / by_found[found[a]] for a in gold) / len(gold),
        recall=sum(both[found[a], gold[a]] / by_gold[gold[a]] for a in gold) / len(gold),
        fragmentation=sum(map(len, spread.values())) / len(spread),
        contamination=1 - sum(majority.values()) / len(gold),
        stories=len(by_found),
        cost=cost,
    )


def _show(name: str, join_at: float, r: Result) -> None:
    quality = f"{r.f1:6.4f} {r.precision:6.3f} {r.recall:6.3f} {r.fragmentation:6.2f} {r.contamination:7.3f}"
    steps = " ".join(f"{r.cost[step]:6.2f}" for step in ("vector", "nearest", "choose", "apply"))
    print(f"{join_at:7.3f} {name:18} {quality} {r.stories:7}      {steps}", flush=True)


def articles_of(name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


@contextmanager
def private_redis() -> Iterator[redis.Redis]:
    """A private Redis that keeps nothing."""
    with tempfile.TemporaryDirectory(prefix="nl-") as folder:
        socket = f"{folder}/redis.sock"
        options = ("--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", folder)
        process = subprocess.Popen([server.binary(), *options], stdout=subprocess.PIPE, text=True)
        assert process.stdout
        next(line for line in process.stdout if "ready to accept connections" in line.lower())
        try:
            yield redis.Redis(unix_socket_path=socket)
        finally:
            process.kill()
            process.communicate()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--join-at", type=float, nargs="+", default=[Settings().assign.join_at])
    parser.add_argument("--dormant-days", type=int, default=Settings().assign.dormant_days)
    parser.add_argument("--set", nargs="+", default=list(COUNTED))
    return parser.parse_args()


if __name__ == "__main__":
    main()
