"""What a worker that fetches is held against: a site that answers after a while, and bare loops over it.

    python bare.py --site
    python bare.py --loop close|kept|step --port N --pages N

Each in a process of its own. `close` and `kept` are urllib3 in as many threads as the worker has; `step` is newsloom's
own steps, without Celery, a handful at a time, in the environment of a home whose urls are leased.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import psutil
from urllib3 import PoolManager
from urllib3.connection import HTTPConnection

from workers import seats
from workers.bootstrap import services
from workers.cli.roles import ROLES
from workers.handfuls import MOST

HOSTS, LATENCY, SLOW = 200, 0.05, 5.0
THREADS = seats.of(ROLES["fetch"].concurrency)
SLOW_HOST = "127.9.9.9"
BODY = (
    b"<!doctype html><html><head><title>News</title></head><body>"
    + b"<p>The ferry is back.</p>" * 80
    + b"</body></html>"
)
HEAD = b"HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n"


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

    def step(first: int) -> None:
        from workers.claims import Claim
        from workers.gather import gather

        list(gather(services(), [Claim(number + 1, 1, "fetch") for number in range(first, min(first + MOST, pages))]))

    one, each = {"close": (close, 1), "kept": (kept, 1), "step": (step, MOST)}[kind]
    if kind == "step":
        services().ledger, services().redis, services().manners  # made before the threads want them
    began, spent = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(one, range(0, pages, each)))
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", action="store_true")
    parser.add_argument("--loop", choices=("close", "kept", "step"))
    parser.add_argument("--port", type=int)
    parser.add_argument("--pages", type=int)
    chosen = parser.parse_args()
    if chosen.site:
        serve()
    else:
        loop(chosen.port, chosen.pages, chosen.loop)


if __name__ == "__main__":
    main()
