"""What a backlog costs: memory of each process, Redis, a round of dispatch, and how long a new url waits.

    python benchmarks/backlog.py [--sizes N ...] [--databases sqlite postgresql] [--write]

For each size a home of its own, with a Redis of its own, and a ledger filled by `accept` as `enqueue` does it (batches
of 500), over 1,000 hosts of a site on loopback (127.0.0.0/8); then once more, 100,000 at most, on one host. On it:
rounds of dispatch alone; `newsloom worker --queues upkeep` and `newsloom beat`, while nobody fetches; and all of
`newsloom up`. Settings are the defaults. Memory is resident memory, as the largest of one sample a second; pages that
processes share count in each.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median

import sqlalchemy as sa
from paper import side_by_side, write
from world import World, databases, site

from workers.app import QUEUES
from workers.bootstrap import Services, services
from workers.ledger import ends, schema

SIZES = (1_000, 100_000, 1_000_000)
HOSTS = 1_000
#: the most that one host has: more says nothing new, and takes minutes to accept.
ON_ONE = 100_000
#: rounds of dispatch that are timed; 200 urls each.
ROUNDS = 5
#: what the rounds use up.
SPARE = 200 * (ROUNDS + 2)
#: seconds that each set of processes runs before it is asked anything, and that they have to start.
SETTLE, PATIENCE = 12.0, 120.0

#: which processes run: it stands before the name of what is measured.
ALONE, ALL = "nobody fetches: ", "all run: "

Row = dict[str, str]


def time_rounds() -> None:
    """What `--rounds` does, in a process with the environment of a home: prints what `rounds` returns as JSON."""
    here = services()
    _round(here)  # the first one opens what the others use
    _clear(here)
    found: dict[str, list[float]] = {"leased": [], "ms": [], "full ms": []}
    for _ in range(ROUNDS):
        time.sleep(here.settings.dispatch.host_spacing)
        leased, ms = _round(here)
        found["leased"].append(leased)
        found["ms"].append(ms)
        _clear(here)
    time.sleep(here.settings.dispatch.host_spacing)
    _round(here)
    found["full ms"] = [_round(here)[1] for _ in range(ROUNDS)]
    _clear(here)
    print(json.dumps(found))


def _round(here: Services) -> tuple[int, float]:
    from workers.dispatch import dispatch_due

    began = time.perf_counter()
    return dispatch_due(here), 1000 * (time.perf_counter() - began)


def _clear(here: Services) -> None:
    """Drop what is on its way, so that the next round has room."""
    with here.ledger.begin() as tx:
        for url_id in tx.scalars(sa.select(schema.url.c.id).where(schema.url.c.state == "running")).all():
            ends.give_up(tx, url_id, here.clock(), "dropped", "benchmark", "")
    here.redis.delete(QUEUES["fetch"])


def measured(world: World, size: int, hosts: int) -> Row:
    """A column of the table."""
    filled = world.fill(size + SPARE, hosts)
    row = {"filled in": f"{filled:.0f} s", "ledger on disk": f"{world.disk():.0f} MB"}
    rounds = world.rounds(__file__)
    row["urls that a round leases"] = f"{median(rounds['leased']):.0f}"
    row["such a round, median / worst"] = f"{median(rounds['ms']):.0f} / {max(rounds['ms']):.0f} ms"
    row["a round after it, median / worst"] = f"{median(rounds['full ms']):.0f} / {max(rounds['full ms']):.0f} ms"
    most: dict[str, float] = {}
    with world.running(["worker", "--queues", "upkeep"], ["beat"]) as look:
        until(time.monotonic() + PATIENCE, lambda: largest(most, look(), ALONE), lambda: world.published() > 0)
        until(time.monotonic() + SETTLE, lambda: largest(most, look(), ALONE))
        row |= redis_now(world, ALONE)
    with world.running(["up", "--flower-port", "0"]) as look:
        began, before = time.monotonic(), world.done()
        until(began + 2 * SETTLE, lambda: largest(most, look(), ALL))
        waited = world.wait_of_a_new_url(lambda: largest(most, look(), ALL))
        row[f"{ALL}a new url on a new host waits"] = waited
        row[f"{ALL}urls done a second"] = f"{(world.done() - before) / (time.monotonic() - began):.1f}"
        row |= redis_now(world, ALL)
    row |= {name: f"{size:.0f} MB" for name, size in most.items()}
    return {name: row[name] for part in ("", ALONE, ALL) for name in row if _part(name) == part}


def _part(name: str) -> str:
    return next((part for part in (ALONE, ALL) if name.startswith(part)), "")


def until(deadline: float, look: Callable[[], None], enough: Callable[[], bool] = lambda: False) -> None:
    while time.monotonic() < deadline and not enough():
        look()
        time.sleep(1)


def largest(most: dict[str, float], seen: Mapping[str, float], prefix: str) -> None:
    for name, size in seen.items():
        most[prefix + name] = max(most.get(prefix + name, 0.0), size)


def redis_now(world: World, prefix: str) -> Row:
    used = world.redis.info("memory")["used_memory"] / 1e6
    queues = {name: world.redis.llen(queue) for name, queue in sorted(QUEUES.items())}
    told = ", ".join(f"{name} {length}" for name, length in queues.items() if length) or "empty"
    return {
        f"{prefix}Redis": f"{used:.1f} MB",
        f"{prefix}Redis, keys": str(world.redis.dbsize()),
        f"{prefix}queues": told,
    }


def settings_of(size: int, hosts: int) -> str:
    return f"{size:,} on {hosts:,} host{'s' if hosts > 1 else ''}"


def run(kind: str, sizes: Sequence[int], port: int) -> dict[str, Row]:
    """The columns for one database."""
    columns: dict[str, Row] = {}
    with tempfile.TemporaryDirectory(prefix="nl-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with databases(kind, folder) as create:
            for number, (size, hosts) in enumerate([*((size, HOSTS) for size in sizes), (min(max(sizes), ON_ONE), 1)]):
                home = folder / f"h{number}"
                home.mkdir(mode=0o700)
                world = World(home, create(home), port)
                told = settings_of(size, hosts)
                try:
                    columns[told] = measured(world, size, hosts)
                finally:
                    world.close()
                print(f"{kind}, {told}: {json.dumps(columns[told])}", file=sys.stderr, flush=True)
    return columns


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--databases", nargs="+", default=("sqlite", "postgresql"), choices=("sqlite", "postgresql"))
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    parser.add_argument("--rounds", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.rounds:
        time_rounds()
        return
    began, lines = time.monotonic(), []
    with site() as port:
        for kind in chosen.databases:
            lines += [*side_by_side(kind, run(kind, chosen.sizes, port)), ""]
            print("\n".join(lines), flush=True)
    lines.append(f"Took {(time.monotonic() - began) / 60:.0f} minutes.")
    print(lines[-1])
    if chosen.write:
        write("backlog", lines)


if __name__ == "__main__":
    main()
