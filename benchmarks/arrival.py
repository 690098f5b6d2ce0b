"""How long an article takes from `enqueue` to its story, while a steady stream comes in.

    python benchmarks/arrival.py [--rate 20] [--seconds 60] [--write]

`newsloom up` with default settings in a home of its own, pages of 120 words on 200 hosts on loopback. Urls are accepted
one after the other, each in a transaction of its own, and a round of dispatch is asked for, as `enqueue` does. The site
and who enqueues run on the same cores. --write puts the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from statistics import quantiles

import psutil
import sqlalchemy as sa
from paper import side_by_side, write
from world import World, site

from workers.bootstrap import services
from workers.cli.enqueue import submission
from workers.ledger import schema, urls
from workers.schedule import nudge

HOSTS = 200
#: seconds of the stream that are not counted, and that the last article is waited for.
WARM, PATIENCE = 10.0, 60.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=20.0, help="urls a second (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long the stream is (default: %(default)s)")
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    parser.add_argument("--feed", type=int, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.feed:
        feed(told.feed, told.rate, told.seconds)
        return
    column = {f"{told.rate:g} urls a second for {told.seconds:g} s": measured(told.rate, told.seconds)}
    lines = side_by_side("from `enqueue` to its story", column)
    print("\n".join(lines))
    if told.write:
        write("arrival", lines)


def feed(port: int, rate: float, seconds: float) -> None:
    """Accept urls at this rate, each when its time has come."""
    here, began = services(), time.monotonic()
    for number in range(round(rate * (seconds + WARM))):
        time.sleep(max(0.0, began + number / rate - time.monotonic()))
        text = f"http://127.0.1.{number % HOSTS + 1}:{port}/{number}"
        with here.ledger.begin() as tx:
            urls.accept(tx, [submission(text)], here.clock())
        nudge()


def measured(rate: float, seconds: float) -> dict[str, str]:
    with tempfile.TemporaryDirectory(prefix="nl-") as folder, site() as port:
        world = World(Path(folder), f"sqlite:///{folder}/ledger.db", port)
        try:
            with world.running(["up"]):
                _warm(world, port)
                before = psutil.cpu_times()
                _fed(world, port, rate, seconds)
                busy = _busy(before, psutil.cpu_times())
                waits = _waits(world, rate)
        finally:
            world.close()
    cuts = quantiles(waits, n=100)
    return {
        "articles": f"{len(waits):,}",
        "median, seconds": f"{cuts[49]:.2f}",
        "p95": f"{cuts[94]:.2f}",
        "p99": f"{cuts[98]:.2f}",
        "longest": f"{max(waits):.2f}",
        "of all cores busy, the site included": f"{busy:.0%}",
    }


def _warm(world: World, port: int) -> None:
    """Wait until the first article has gone all the way: then all workers are there."""
    _fed(world, port, 1.0, 1.0 - WARM)
    _closed(world, 1)


def _fed(world: World, port: int, rate: float, seconds: float) -> None:
    words = [sys.executable, __file__, "--feed", str(port), "--rate", str(rate), "--seconds", str(seconds)]
    subprocess.run(words, env=world.environ, check=True)


def _closed(world: World, count: int) -> Sequence[timedelta]:
    """From the acceptance of each url to its end, once so many have ended, in the order of acceptance."""
    url, deadline = schema.url, time.monotonic() + PATIENCE
    statement = sa.select(url.c.accepted_at, url.c.closed_at).where(url.c.state == "done").order_by(url.c.id)
    while True:
        with world.ledger.read() as connection:
            found = connection.execute(statement).all()
        if len(found) >= count:
            return [row.closed_at - row.accepted_at for row in found]
        if time.monotonic() > deadline:
            raise SystemExit(f"{len(found)} of {count} articles are in a story after {PATIENCE:g} s")
        time.sleep(0.5)


def _waits(world: World, rate: float) -> list[float]:
    """Seconds, of all but those of the warm-up."""
    with world.ledger.read() as connection:
        count = int(connection.scalar(sa.select(sa.func.count()).select_from(schema.url)) or 0)
    return [wait.total_seconds() for wait in _closed(world, count)[round(rate * WARM) :]]


def _busy(before: object, after: object) -> float:
    names = ("user", "system", "idle")
    spent: dict[str, float] = {name: getattr(after, name) - getattr(before, name) for name in names}
    return (spent["user"] + spent["system"]) / sum(spent.values())


if __name__ == "__main__":
    main()
