"""Questions to the index of copies: beside datasketch's own index, and by how many articles it holds."""

from __future__ import annotations

import multiprocessing
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import redis
from paper import side_by_side
from redis.backoff import ConstantBackoff
from redis.retry import Retry
from stream import signatures, texts

from workers import server
from workers.dedupe import shingles
from workers.dedupe.index import CopyIndex
from workers.dedupe.plain import plain
from workers.dedupe.signature import SLOTS, decode, encode, sign
from workers.model import Signature

BEGAN, DAYS = datetime(2024, 11, 7, tzinfo=UTC), 30
#: questions of a client that are timed.
TIMED = 5_000
CLIENTS = (1, 2, 4)
#: articles of a turn beside datasketch, and turns.
TURN, TURNS = 200, 5
_BATCH = 200


@contextmanager
def private_redis() -> Iterator[redis.Redis]:
    with tempfile.TemporaryDirectory(prefix="nl-") as folder:
        socket = f"{folder}/s"
        words = ["--port", "0", "--unixsocket", socket, "--dir", folder, "--save", ""]
        process = subprocess.Popen([server.binary(), *words], stdout=subprocess.DEVNULL)
        try:
            with _client(socket) as client:
                client.ping()
                yield client
        finally:
            process.terminate()
            process.wait()


def _client(socket: str) -> redis.Redis:
    patient = Retry(ConstantBackoff(0.02), 500, supported_errors=(redis.ConnectionError, FileNotFoundError))
    return redis.Redis(unix_socket_path=socket, retry=patient)


def _socket(client: redis.Redis) -> str:
    return str(client.connection_pool.connection_kwargs["path"])


def beside_datasketch() -> list[str]:
    """A table: documents a second, asked about and added, from signatures that are ready, by turns."""
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        return ["datasketch is not installed."]
    made = texts(TURN * TURNS)
    ours = [sign(text) for text in made]
    theirs = []
    for text in made:
        words = plain(text)
        theirs.append(MinHash(num_perm=SLOTS, hashfunc=int))
        theirs[-1].update_batch(shingles.hashes(words.body, spaced=words.spaced).astype("u4").tolist())
    with private_redis() as client:
        at = {"unix_socket_path": _socket(client)}
        lsh = MinHashLSH(threshold=0.5, num_perm=SLOTS, storage_config={"type": "redis", "basename": b"d", "redis": at})
        index, turns = CopyIndex(client), []
        index.filler.mark_ready()
        for first in range(0, len(made), TURN):
            numbers, start = range(first, first + TURN), perf_counter()
            for n in numbers:
                index.ask_and_add(n, ours[n], BEGAN)
            between = perf_counter()
            for n in numbers:
                lsh.query(theirs[n])
                lsh.insert(str(n), theirs[n])
            turns.append((TURN / (between - start), TURN / (perf_counter() - between)))
    columns = {
        name: {
            "asked and added a second": f"{median(turn[n] for turn in turns):,.0f}",
            "newsloom is": f"{median(turn[0] / turn[n] for turn in turns):.1f} times as fast",
        }
        for n, name in enumerate(("newsloom", "datasketch, `MinHashLSH(0.5)` on Redis"))
    }
    return side_by_side("", columns)


def by_size(sizes: Sequence[int]) -> list[str]:
    """A table, a column a size, and its plot."""
    measured = {f"{size:,}": _of_size(size) for size in sizes}
    columns = {
        size: {name: f"{value:,.{digits}f}" for name, (value, digits) in of.items()} for size, of in measured.items()
    }
    told = ["", "```"]
    for name in next(iter(measured.values())):
        told += _bars(name, {size: of[name][0] for size, of in measured.items()})
    return [*side_by_side("articles in the index", columns), *told, "```"]


def _bars(name: str, values: dict[str, float]) -> list[str]:
    longest = max(values.values())
    return [name, *(f"{size:>12} {'#' * round(50 * value / longest)} {value:,.2f}" for size, value in values.items())]


def _of_size(size: int) -> dict[str, tuple[float, int]]:
    """What is measured -> value and digits. The index holds `size` articles where its bytes are read."""
    with private_redis() as client:
        index, stream = CopyIndex(client), signatures(1)
        index.filler.mark_ready()
        before, spent = client.info("memory")["used_memory"], processor(client)
        _fill(index, stream, size)
        held = (client.info("memory")["used_memory"] - before) / size
        each = (processor(client) - spent) / size * 1e6
        took = _asked(index, list(islice(stream, TIMED)), size)
        cuts = quantiles(took, n=1000)
        rates = {count: _together(client, count, stream, size + TIMED * (count + 1)) for count in CLIENTS}
    return {
        "bytes of Redis an article": (held, 0),
        "processor time of Redis an article, microseconds": (each, 0),
        "one client: median, milliseconds": (median(took) * 1e3, 3),
        "one client: p99, milliseconds": (cuts[989] * 1e3, 3),
        **{f"articles a second, {_clients(count)}": (found, 0) for count, found in rates.items()},
    }


def _clients(count: int) -> str:
    return "1 client" if count == 1 else f"{count} clients"


def processor(client: redis.Redis) -> float:
    found = client.info("cpu")
    return float(found["used_cpu_user"] + found["used_cpu_sys"])


def _fill(index: CopyIndex, stream: Iterator[Signature], size: int) -> None:
    """As `ask_and_add` would, but many in one go to the server."""
    epoch = index.filler.begin().epoch
    for first in range(0, size, _BATCH):
        dated = [(n, BEGAN + timedelta(days=DAYS * n / size)) for n in range(first, min(first + _BATCH, size))]
        store = index._store  # noqa: SLF001 - faster
        store.run_all([store.arguments(n, next(stream), at) for n, at in dated], epoch)


def _asked(index: CopyIndex, asked: Sequence[Signature], first: int) -> list[float]:
    """Seconds that each question takes, one after the other."""
    took, at = [], BEGAN + timedelta(days=DAYS)
    for number, signature in enumerate(asked, first):
        start = perf_counter()
        index.ask_and_add(number, signature, at)
        took.append(perf_counter() - start)
    return took


def _together(client: redis.Redis, count: int, stream: Iterator[Signature], first: int) -> float:
    """Articles a second of so many processes, from when all are ready to when the last is done."""
    spawn = multiprocessing.get_context("spawn")
    ready: Any = spawn.Barrier(count + 1)
    work = [[encode(signature) for signature in islice(stream, TIMED)] for _ in range(count)]
    places = (_socket(client), ready)
    children = [spawn.Process(target=_one, args=(*places, part, first + n * TIMED)) for n, part in enumerate(work)]
    for child in children:
        child.start()
    ready.wait()
    start = perf_counter()
    for child in children:
        child.join()
    return count * TIMED / (perf_counter() - start)


def _one(socket: str, ready: Any, work: Sequence[bytes], first: int) -> None:
    asked = [decode(data) for data in work]
    index = CopyIndex(_client(socket))
    index.ready()
    ready.wait()
    _asked(index, asked, first)
