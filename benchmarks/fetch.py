"""How fast one worker fetches, beside a bare loop; and whether one slow host delays the others.

    python benchmarks/fetch.py [--pages N] [--turns N] [--database sqlite|postgresql] [--write]

Speed: small pages on 200 hosts of a site on loopback, which answers after 50 ms. In turns, each in processes of its
own: a bare loop of 16 threads over urllib3, a new connection for each page as newsloom has, or kept open; the step of
fetching alone, in 16 threads without Celery, with its claims, its robots.txt and its ledger; and the real
`newsloom worker --queues fetch` (16 threads), while another process dispatches. Nobody cleans. Of the worker the time
is from the first page that was stored to the last, and the processor time all that it used, its start included.

Delay: 600 pages on 20 hosts, polite as by default, alone and beside 10,000 of one host that answers after 5 s; how long
after it was accepted each of the 600 was stored.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

import psutil
import sqlalchemy as sa
from paper import side_by_side, write
from urllib3 import PoolManager
from urllib3.connection import HTTPConnection
from world import World, databases, name_of

from workers.app import QUEUES
from workers.bootstrap import services
from workers.cli.enqueue import submission
from workers.cli.roles import ROLES
from workers.ledger import schema, urls

THREADS = ROLES["fetch"].concurrency
HOSTS, LATENCY, SLOW = 200, 0.05, 5.0
#: of the second part.
OTHERS, EACH, BACKLOG = 20, 30, 10_000
SLOW_HOST = "127.9.9.9"
PATIENCE = 600.0
BODY = (
    b"<!doctype html><html><head><title>News</title></head><body>"
    + b"<p>The ferry is back.</p>" * 80
    + b"</body></html>"
)
HEAD = b"HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n"

#: a new home for each measurement, with these settings.
Make = Callable[[int, Mapping[str, str]], World]

#: so that rounds of dispatch, one a second and of 200 urls by default, are no bound.
FREELY = {
    "NEWSLOOM_DISPATCH_HOST_SPACING": "0",
    "NEWSLOOM_DISPATCH_MAX_IN_FLIGHT": "400",
    "NEWSLOOM_DISPATCH_EVERY": "0.3",
}
POLITELY: Mapping[str, str] = {}


# The site, in a process of its own


def serve() -> None:
    """What `--site` does: pages at every loopback address, after a while; prints the port."""
    asyncio.run(_serve())


async def _serve() -> None:
    listening = await asyncio.start_server(_answer, "0.0.0.0", 0, backlog=1000)
    print(listening.sockets[0].getsockname()[1], flush=True)
    await listening.serve_forever()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    slow = writer.get_extra_info("sockname")[0] == SLOW_HOST
    try:
        while True:
            asked = await reader.readuntil(b"\r\n\r\n")
            await asyncio.sleep(SLOW if slow else LATENCY)
            status, body = (b"404 Not Found", b"none") if b" /robots.txt " in asked[:40] else (b"200 OK", BODY)
            writer.write(HEAD % (status, len(body)) + body)
            await writer.drain()
            if b"connection: close" in asked.lower():
                return
    except (asyncio.IncompleteReadError, ConnectionError):
        return
    finally:
        writer.close()


@contextmanager
def site() -> Iterator[int]:
    with subprocess.Popen([sys.executable, __file__, "--site"], stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout
        try:
            yield int(started.stdout.readline())
        finally:
            started.kill()


def address(number: int, port: int) -> tuple[str, str]:
    return f"127.0.{number % HOSTS // 250}.{number % HOSTS % 250 + 1}:{port}", f"/{number}"


# The bare loops, each in a process of its own


def loop(port: int, pages: int, kind: str) -> None:
    """What `--loop` does: prints the pages a second."""
    pool = PoolManager(num_pools=2 * HOSTS, maxsize=THREADS)

    def close(number: int) -> None:
        host, path = address(number, port)
        with closing(HTTPConnection(*_parts(host), timeout=20)) as asked:
            asked.request("GET", path, headers={"Connection": "close"}, preload_content=False)
            with closing(asked.getresponse()) as answer:
                while answer.read1(16_384, decode_content=True):
                    pass

    def kept(number: int) -> None:
        host, path = address(number, port)
        pool.request("GET", f"http://{host}{path}", retries=False)

    def step(number: int) -> None:
        from workers.claims import Claim
        from workers.step import take

        take(services(), Claim(number + 1, 1, "fetch"))

    one = {"close": close, "kept": kept, "step": step}[kind]
    if kind == "step":
        services().ledger, services().redis, services().manners  # made before the threads want them
    began, spent = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(one, range(pages)))
    rate = pages / (time.perf_counter() - began)
    used = 1000 * (time.process_time() - spent) / pages
    print(json.dumps({"a second": rate, "ms": used, "MB": psutil.Process().memory_info().rss / 1e6}))


def _parts(host: str) -> tuple[str, int]:
    name, _, port = host.partition(":")
    return name, int(port)


def bare(kind: str, port: int, pages: int, environ: Mapping[str, str] | None = None) -> dict[str, float]:
    words = [sys.executable, __file__, "--loop", kind, "--port", str(port), "--pages", str(pages)]
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True, env=environ or os.environ)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


# Newsloom


def dispatching() -> None:
    """What `--dispatch` does: rounds, as beat asks for them, until it is killed.

    Nobody cleans, so what is fetched is put away, or it would take the room of what is on its way.
    """
    from workers.dispatch import dispatch_due

    here, url = services(), schema.url
    away = sa.update(url).where(url.c.stage == "fetch", url.c.lease_until.is_not(None))
    while True:
        dispatch_due(here)
        with here.ledger.begin() as tx:
            tx.execute(away.values(state="dropped", lease_until=None))
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
    for hidden in ("--site", "--dispatch"):
        parser.add_argument(hidden, action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--loop", choices=("close", "kept", "step"), help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.site or chosen.dispatch or chosen.loop:
        (
            serve
            if chosen.site
            else dispatching
            if chosen.dispatch
            else lambda: loop(chosen.port, chosen.pages, chosen.loop)
        )()
        return
    with site() as port, worlds(chosen.database) as make:
        lines = side_by_side(chosen.database, speed(make, port, chosen.pages, chosen.turns))
        lines += ["", *side_by_side("from accepted to stored", delays(make, port))]
    print("\n".join(lines))
    if chosen.write:
        write("fetch", lines)


if __name__ == "__main__":
    main()
