"""How fast one worker fetches, beside a bare loop; and whether one slow host delays the others.

    python benchmarks/fetch.py [--pages N] [--turns N] [--database sqlite|postgresql] [--write]

Speed: small pages on 200 hosts of a site on loopback, which answers after 50 ms. In turns, each in processes of its
own: a bare loop of 16 threads over urllib3, a new connection for each page as newsloom has, or kept open; the step of
fetching alone, in 16 threads without Celery, with its claims, its robots.txt and its ledger; and the real
`newsloom worker --queues fetch` (24 threads, of which 16 fetch), while another process dispatches. Nobody cleans. Of
the worker the time is from the first page that was stored to the last, and the processor time all that it used, its
start included.

Delay: 600 pages on 20 hosts, polite as by default, alone and beside 10,000 of one host that answers after 5 s; how long
after it was accepted each of the 600 was stored.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

import psutil
import sqlalchemy as sa
from bare import SLOW_HOST, address, bare, site
from paper import side_by_side, write
from world import World, databases, name_of

from workers.app import QUEUES
from workers.bootstrap import services
from workers.cli.enqueue import submission
from workers.ledger import schema, urls

#: of the second part.
OTHERS, EACH, BACKLOG = 20, 30, 10_000
PATIENCE = 600.0

#: a new home for each measurement, with these settings.
Make = Callable[[int, Mapping[str, str]], World]

#: so that rounds of dispatch, one a second and of 200 urls by default, are no bound.
FREELY = {
    "NEWSLOOM_DISPATCH_HOST_SPACING": "0",
    "NEWSLOOM_DISPATCH_MAX_IN_FLIGHT": "600",
    "NEWSLOOM_DISPATCH_EVERY": "0.5",
}
POLITELY: Mapping[str, str] = {}


def dispatching() -> None:
    """What `--dispatch` does: rounds, as beat asks for them, until it is killed.

    Nobody cleans, so what is fetched is put away, or it would take the room of what is on its way.
    """
    from workers.dispatch import dispatch_due

    here, url = services(), schema.url
    away = sa.update(url).where(url.c.stage == "fetch", url.c.lease_until.is_not(None))
    while True:
        with here.ledger.begin() as tx:
            tx.execute(away.values(state="dropped", lease_until=None))
        dispatch_due(here)
        here.redis.delete(QUEUES["clean"])
        time.sleep(here.settings.dispatch.every)


@contextmanager
def dispatcher(world: World) -> Iterator[None]:
    with subprocess.Popen([sys.executable, __file__, "--dispatch"], env=world.environ) as started:
        try:
            yield
        finally:
            started.kill()


def fill(world: World, addresses: list[str]) -> None:
    for start in range(0, len(addresses), 500):
        with world.ledger.begin() as tx:
            urls.accept(tx, [submission(text) for text in addresses[start : start + 500]], datetime.now(UTC))


def stored(world: World, slow: bool = False) -> list[tuple[datetime, datetime]]:
    """When each page that was stored had been accepted, and when it was stored; without the slow host's."""
    step, url = schema.step, schema.url
    mine = sa.select(url.c.accepted_at, step.c.at).join(url, url.c.id == step.c.url_id)
    mine = mine.where(step.c.stage == "fetch", step.c.outcome == "done", url.c.host.startswith(SLOW_HOST) == slow)
    with world.ledger.read() as connection:
        return [(row.accepted_at, row.at) for row in connection.execute(mine.order_by(step.c.at))]


def working(world: World, pages: int) -> tuple[float, float]:
    """The real worker, until so many pages are stored; the most memory that it had (MB), and its processor time (s)."""
    most, began = 0.0, time.monotonic()
    with world.running(["worker", "--queues", "fetch"]) as look, dispatcher(world):
        while len(stored(world)) < pages:
            if time.monotonic() - began > PATIENCE:
                raise TimeoutError(f"{len(stored(world))} of {pages} pages in {PATIENCE:.0f} s")
            most = max(most, *look().values(), 0.0)
            time.sleep(1)
        used = sum(sum(each.cpu_times()[:2]) for each in psutil.process_iter() if _is_worker(each))
    return most, used


def _is_worker(process: psutil.Process) -> bool:
    """One of this benchmark's, that fetches."""
    try:
        return name_of(process) == "fetch" and os.getpid() in (each.pid for each in process.parents())
    except psutil.Error:
        return False


def worker(world: World, port: int, pages: int) -> dict[str, float]:
    fill(world, ["http://" + "".join(address(number, port)) for number in range(pages)])
    memory, used = working(world, pages)
    times = [at for _, at in stored(world)]
    return {
        "a second": (len(times) - 1) / (times[-1] - times[0]).total_seconds(),
        "ms": 1000 * used / pages,
        "MB": memory,
    }


def steps(world: World, port: int, pages: int) -> dict[str, float]:
    """The step without Celery: all are leased first, and no message is sent."""
    from workers.ledger import leases

    fill(world, ["http://" + "".join(address(number, port)) for number in range(pages)])
    with world.ledger.exclusive("dispatch") as tx:
        leases.take(tx, datetime.now(UTC), 2 * pages, 3600.0, 0.0)
    _ = world.redis
    return bare("step", port, pages, world.environ)


def delay(world: World, port: int, backlog: int) -> dict[str, float]:
    """p50 and p95 of the seconds from acceptance to the stored page, of all but the slow host's."""
    fill(world, [f"http://{SLOW_HOST}:{port}/{number}" for number in range(backlog)])
    fill(world, [f"http://127.1.0.{n % OTHERS + 1}:{port}/{n}" for n in range(OTHERS * EACH)])
    memory, _ = working(world, OTHERS * EACH)
    waited = [(at - accepted).total_seconds() for accepted, at in stored(world)]
    return {"p50": median(waited), "p95": quantiles(waited, n=20)[-1], "MB": memory}


@contextmanager
def worlds(kind: str) -> Iterator[Make]:
    """Gives a new home for each measurement."""
    made: list[World] = []
    with (
        tempfile.TemporaryDirectory(prefix="nl-", ignore_cleanup_errors=True) as name,
        databases(kind, Path(name)) as create,
    ):

        def make(port: int, more: Mapping[str, str]) -> World:
            home = Path(name) / f"h{len(made)}"
            home.mkdir(mode=0o700)
            made.append(World(home, create(home), port, more))
            return made[-1]

        try:
            yield make
        finally:
            for world in made:
                world.close()


def speed(
    make: Callable[[int, Mapping[str, str]], World], port: int, pages: int, turns: int
) -> dict[str, dict[str, str]]:
    kinds: dict[str, Callable[[], dict[str, float]]] = {
        "bare loop, a connection each": lambda: bare("close", port, pages),
        "bare loop, connections kept": lambda: bare("kept", port, pages),
        "the step, without Celery": lambda: steps(make(port, FREELY), port, pages),
        "newsloom worker": lambda: worker(make(port, FREELY), port, pages),
    }
    found: dict[str, list[dict[str, float]]] = {name: [] for name in kinds}
    for turn in range(turns):
        for name, measure in kinds.items():
            found[name].append(measure())
            print(f"turn {turn + 1}: {name}: {found[name][-1]}", file=sys.stderr, flush=True)
    rates = {name: median(each["a second"] for each in each_turn) for name, each_turn in found.items()}
    first = rates["bare loop, a connection each"]
    return {
        name: {
            "pages a second": f"{rates[name]:.0f}",
            "of the first": f"{rates[name] / first:.0%}",
            "processor time a page": f"{median(each['ms'] for each in found[name]):.1f} ms",
            "memory": f"{max(each['MB'] for each in found[name]):.0f} MB",
        }
        for name in kinds
    }


def delays(make: Make, port: int) -> dict[str, dict[str, str]]:
    columns = {}
    for name, backlog in (("alone", 0), (f"beside {BACKLOG:,} of a slow host", BACKLOG)):
        found = delay(make(port, POLITELY), port, backlog)
        print(f"{name}: {found}", file=sys.stderr, flush=True)
        columns[name] = {key: f"{found[key]:.1f} s" for key in ("p50", "p95")} | {"memory": f"{found['MB']:.0f} MB"}
    return columns


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=5000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--database", default="sqlite", choices=("sqlite", "postgresql"))
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    parser.add_argument("--dispatch", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.dispatch:
        dispatching()
        return
    with site() as port, worlds(chosen.database) as make:
        lines = side_by_side(chosen.database, speed(make, port, chosen.pages, chosen.turns))
        lines += ["", *side_by_side("from accepted to stored", delays(make, port))]
    print("\n".join(lines))
    if chosen.write:
        write("fetch", lines)


if __name__ == "__main__":
    main()
