"""What more assign workers bring: labelled articles placed by one process, and by several beside each other.

    python benchmarks/beside.py [--articles N] [--turns N] [--portion P] [--only cores|portions] [--write]

The stage as a worker runs it (workers/assign/stage.py) and nothing else, on SQLite and, where its wheel is installed,
on PostgreSQL; each turn with a new ledger and a new index, by turns, the median of the turns.

cores       one and two processes, on the same cores as Redis and the ledger's server. The articles of the four counted
            sets take turns, as feeds on different matters do
portions    each process has a fixed portion of a processor and no more, held by the kernel, so that Redis and the
            ledger's server always have what they ask for: as if each worker had a (slow) processor of its own. With
            fewer workers than the most others spend their portions on nothing, so that cores and caches are as busy.
            Where we may not make such groups it is left out. The articles are in four languages (tongues.py). Each
            worker has languages of its own, so that no two place articles of one story; or all have some of each

A rate counts until the first process has no more articles. --write puts the tables into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import multiprocessing
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import redis
from inside import accepted, ledgers
from paper import side_by_side, write
from portions import NoGroupsError, enter, portions
from stories import DATA, private_redis
from tongues import LANGUAGES, in_turn, mixed

from workers.assign import stage
from workers.assign.follow import read
from workers.assign.index import StoryIndex
from workers.ledger import Ledger, articles, urls
from workers.ledger.schema import Record
from workers.settings import Settings

#: articles that a process places before the clock starts: by then it has its connections. It has read all others, too,
#: so that all words have their forms, as in a worker that has run for a day.
WARM = 10
CORES, PORTIONS = (1, 2), (1, 2, 4)
#: articles of a turn: on all cores; with portions, where one takes four times as long.
MANY, FEW = 1200, 300
#: processors that all portions have together at most, of two: the rest is for Redis and the ledger's server.
TOGETHER = 1.2

Parts = Callable[[Sequence[int], int], list[Sequence[int]]]
Rates = dict[str, dict[str, list[float]]]


def main() -> None:
    options = _options()
    if not DATA.is_dir():
        print(f"no labelled sets in {DATA}: nothing measured")
        return
    measures: dict[str, Callable[[argparse.Namespace], list[str]]] = {"cores": _cores, "portions": _portions}
    for name, measure in measures.items():
        if options.only in (None, name):
            try:
                table = measure(options)
            except NoGroupsError as error:
                print(f"{name}: {error}: not measured")
                continue
            print("\n".join(table), flush=True)
            if options.write:
                write({"cores": "beside", "portions": "beside-portions"}[name], table)


def _cores(options: argparse.Namespace) -> list[str]:
    rows, rates = list(islice(mixed(), options.articles or MANY)), _rates()
    for _ in range(options.turns):
        for number in CORES:
            for name, url in ledgers():
                rates[name][f"{number}"].append(_turn(url, rows, by_turns, number))
    return side_by_side("assign workers", {name: _told(found) for name, found in rates.items()})


def _portions(options: argparse.Namespace) -> list[str]:
    rows, rates = in_turn(options.articles or FEW), _rates()
    numbers = [number for number in PORTIONS if number * options.portion <= TOGETHER]
    for _ in range(options.turns):
        for number, way in ((number, way) for number in numbers for way in WAYS if number > 1 or not way):
            for name, url in ledgers():
                with portions(max(numbers), options.portion) as groups, _spent(groups[number:]):
                    rates[name][f"{number}{way}"].append(_turn(url, rows, WAYS[way], number, groups))
    return side_by_side("assign workers", {name: _told(found) for name, found in rates.items()})


def _rates() -> Rates:
    return defaultdict(lambda: defaultdict(list))


def _told(rates: Mapping[str, Sequence[float]]) -> dict[str, str]:
    """The rate of one, and how many times as many others have."""
    one = median(rates["1"])
    others = {f"{name}: times as many": f"{median(found) / one:.2f}" for name, found in rates.items() if name != "1"}
    return {"1: articles a second": f"{one:.1f}", **others}


def by_turns(ids: Sequence[int], number: int) -> list[Sequence[int]]:
    return [ids[place::number] for place in range(number)]


def by_language(ids: Sequence[int], number: int) -> list[Sequence[int]]:
    """Whose languages take turns."""
    return [[one for place, one in enumerate(ids) if place % len(LANGUAGES) % number == part] for part in range(number)]


def by_rounds(ids: Sequence[int], number: int) -> list[Sequence[int]]:
    """The same, with articles of every language for each."""
    return [
        [one for place, one in enumerate(ids) if place // len(LANGUAGES) % number == part] for part in range(number)
    ]


#: how articles in several languages are shared out.
WAYS = {"": by_language, ", each of every language": by_rounds}


def _turn(url: str, rows: Iterable[Mapping[str, Any]], parts: Parts, number: int, groups: Sequence[Path] = ()) -> float:
    """Articles a second of so many processes together."""
    with closing(Ledger.open(url)) as ledger:
        ids = [row.id for row in accepted(ledger, rows)]
    with private_redis() as client:
        socket = client.connection_pool.connection_kwargs["path"]
        context = multiprocessing.get_context("spawn")
        ready, told = context.Barrier(number), context.Queue()
        started = [
            context.Process(target=_worker, args=(url, socket, ids, part, groups[place : place + 1], ready, told))
            for place, part in enumerate(parts(ids, number))
        ]
        for process in started:
            process.start()
        ends: list[list[float]] = [told.get() for _ in started]
        for process in started:
            process.join()
    first = min(each[-1] for each in ends)
    return sum(end <= first for each in ends for end in each) / first


@contextmanager
def _spent(groups: Sequence[Path]) -> Iterator[None]:
    """Meanwhile the portions of these groups are spent."""
    started = [multiprocessing.get_context("spawn").Process(target=_spend, args=(group,)) for group in groups]
    for process in started:
        process.start()
    try:
        yield
    finally:
        for process in started:
            process.kill()
            process.join()


def _spend(group: Path) -> None:
    enter(group)
    while True:
        pass


def _worker(
    url: str, socket: str, every: Sequence[int], ids: Sequence[int], group: Sequence[Path], ready: Any, told: Any
) -> None:
    """Tells when each of its articles was placed, in seconds since all began."""
    settings, ends = Settings().assign, list[float]()
    index = StoryIndex(redis.Redis(unix_socket_path=socket), "bench:", settings.dormant_days)
    with closing(Ledger.open(url)) as ledger:
        rows = _ready(ledger, every, ids)
        began = 0.0
        for place, article in enumerate(ids):
            if place == WARM:
                for each in group:
                    enter(each)
                ready.wait()
                began = perf_counter()
            now = datetime.now(UTC)
            stage.assign(rows[article], lambda *_: None, ledger=ledger, index=index, join_at=settings.join_at, now=now)
            ends.append(perf_counter() - began)
    told.put(ends[WARM:])


def _ready(ledger: Ledger, every: Sequence[int], ids: Sequence[int]) -> Mapping[int, Record]:
    ledger.hurry()
    with ledger.read() as connection:
        for url in every:
            article = articles.of_url(connection, url)
            if article is not None:
                read(article)
        return urls.get_all(connection, ids)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, help=f"of a turn ({MANY} on all cores, {FEW} with portions)")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--portion", type=float, default=0.2, help="of a processor, for each worker")
    parser.add_argument("--only", choices=("cores", "portions"))
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
