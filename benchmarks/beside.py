"""What a second assign worker brings: labelled articles placed by one process, and by two beside each other.

    python benchmarks/beside.py [--articles N] [--turns N] [--write]

The stage as a worker runs it (workers/assign/stage.py) and nothing else, on SQLite and, where its wheel is installed,
on PostgreSQL; each turn with a new ledger and a new index, one and two processes by turns, the median of the turns. The
articles of the four counted sets take turns, as feeds on different matters do. The server of the ledger and Redis run
on the same cores. --write puts the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import multiprocessing
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import chain, islice, zip_longest
from statistics import median
from time import perf_counter
from typing import Any

import redis
from inside import NOW, accepted, ledgers
from paper import side_by_side, write
from stories import COUNTED, DATA, articles_of, private_redis

from workers.assign import stage
from workers.assign.index import StoryIndex
from workers.ledger import Ledger, urls
from workers.settings import Settings

#: articles of each process that are placed before the clock starts: by then most words have their forms.
WARM = 100
PROCESSES = (1, 2)


def main() -> None:
    options = _options()
    if not DATA.is_dir():
        print(f"no labelled sets in {DATA}: nothing measured")
        return
    found: dict[str, dict[int, list[float]]] = {}
    for _ in range(options.turns):
        for number in PROCESSES:
            for name, url in ledgers():
                found.setdefault(name, {}).setdefault(number, []).append(_turn(url, number, options.articles))
    columns = {name: _told(rates) for name, rates in found.items()}
    table = side_by_side("assign workers", columns)
    print("\n".join(table))
    if options.write:
        write("beside", table)


def _told(rates: dict[int, list[float]]) -> dict[str, str]:
    one, two = (median(rates[number]) for number in PROCESSES)
    return {
        "one: articles a second": f"{one:.0f}",
        "two": f"{two:.0f}",
        "times as many": f"{two / one:.2f}",
    }


def _turn(url: str, number: int, count: int) -> float:
    """Articles a second of so many processes together."""
    with closing(Ledger.open(url)) as ledger:
        ids = [row.id for row in accepted(ledger, islice(_mixed(), count))]
    with private_redis() as client:
        socket = client.connection_pool.connection_kwargs["path"]
        context = multiprocessing.get_context("spawn")
        ready, told = context.Barrier(number), context.Queue()
        parts = [ids[place::number] for place in range(number)]
        started = [context.Process(target=_worker, args=(url, socket, part, ready, told)) for part in parts]
        for process in started:
            process.start()
        took: list[float] = [told.get() for _ in started]
        for process in started:
            process.join()
    return (count - number * WARM) / max(took)


def _worker(url: str, socket: str, ids: Sequence[int], ready: Any, told: Any) -> None:
    settings = Settings().assign
    index = StoryIndex(redis.Redis(unix_socket_path=socket), "bench:", settings.dormant_days)
    with closing(Ledger.open(url)) as ledger:
        ledger.hurry()
        with ledger.read() as connection:
            rows = urls.get_all(connection, ids)
        began = 0.0
        for place, article in enumerate(ids):
            if place == WARM:
                ready.wait()
                began = perf_counter()
            stage.assign(rows[article], lambda *_: None, ledger=ledger, index=index, join_at=settings.join_at, now=NOW)
        told.put(perf_counter() - began)


def _mixed() -> Iterator[dict[str, Any]]:
    sets = zip_longest(*(articles_of(name) for name in COUNTED))
    return (row for row in chain.from_iterable(sets) if row is not None)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1200)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
