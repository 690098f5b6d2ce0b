"""What a signature and a question to the index of copies cost.

    python benchmarks/dedupe.py [--articles N]

Texts are made up: 400 words drawn as natural language draws them, three in ten a cut and edited copy of an earlier
one. Signatures: ours beside datasketch's `update_batch` over the same shingles (with its own hash), by turns in one
run: read the ratio. Index: a private Redis, one client, then its own count of processor time and memory.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from statistics import median
from time import perf_counter

import redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from workers import server
from workers.dedupe.index import CopyIndex
from workers.dedupe.plain import plain
from workers.dedupe.signature import sign
from workers.model import CopyKind

WORDS = 400
ROUNDS = 5


def texts(number: int) -> list[str]:
    """Articles in lines of 50 words; the n-th commonest of 20,000 words is drawn with a weight of 1/n."""
    chance = random.Random(1)
    vocabulary = [f"{chance.choice('bcdfglmnprst')}{n:x}" for n in range(20_000)]
    weights = list(accumulate(1 / (n + 1) for n in range(len(vocabulary))))
    made: list[list[str]] = []
    for _ in range(number):
        if made and chance.random() < 0.3:
            words = list(chance.choice(made)[: chance.randrange(WORDS // 3, WORDS)])
            for _ in range(len(words) // 50):
                words[chance.randrange(len(words))] = "edited"
        else:
            words = chance.choices(vocabulary, cum_weights=weights, k=WORDS)
        made.append(words)
    return ["\n".join(" ".join(words[n : n + 50]) for n in range(0, len(words), 50)) for words in made]


def rate(work: Callable[[str], object], sample: list[str]) -> float:
    """Texts a second."""
    start = perf_counter()
    for text in sample:
        work(text)
    return len(sample) / (perf_counter() - start)


def signatures(sample: list[str]) -> None:
    try:
        from datasketch import MinHash
    except ImportError:
        print(f"signatures   ours {rate(sign, sample):,.0f} a second; datasketch is not installed")
        return
    template = MinHash(num_perm=128)

    def theirs(text: str) -> None:
        words = plain(text).body.split()
        template.copy().update_batch([" ".join(words[n : n + 5]).encode() for n in range(len(words) - 4)])

    turns = [(rate(sign, sample), rate(theirs, sample)) for _ in range(ROUNDS)]
    ours, other = (median(column) for column in zip(*turns, strict=True))
    print(
        f"signatures   ours {ours:,.0f} a second, datasketch update_batch {other:,.0f}: "
        f"{median(a / b for a, b in turns):.1f} times (medians of {ROUNDS} turns)"
    )


def questions(sample: list[str], client: redis.Redis) -> None:
    signed = [sign(text) for text in sample]
    index, began = CopyIndex(client), datetime(2024, 11, 7, tzinfo=UTC)
    index.mark_ready()
    before = client.info("memory")["used_memory"]
    start, copies = perf_counter(), 0
    for number, signature in enumerate(signed):
        at = began + timedelta(days=30 * number / len(signed))
        copies += index.ask_and_add(number, signature, at).kind is not CopyKind.ORIGINAL
    seconds = perf_counter() - start
    spent = client.info("commandstats")["cmdstat_evalsha"]["usec_per_call"]
    held = (client.info("memory")["used_memory"] - before) / len(signed)
    print(
        f"ask and add  {len(signed) / seconds:,.0f} a second with one client; {spent:.0f} microseconds of Redis each; "
        f"{held:.0f} bytes an article; {copies} of {len(signed)} are copies"
    )


@contextmanager
def private_redis() -> Iterator[redis.Redis]:
    with tempfile.TemporaryDirectory(prefix="nl-") as folder:
        socket = f"{folder}/s"
        words = ["--port", "0", "--unixsocket", socket, "--dir", folder, "--save", ""]
        process = subprocess.Popen([server.binary(), *words], stdout=subprocess.DEVNULL)
        try:
            patient = Retry(ConstantBackoff(0.02), 500, supported_errors=(redis.ConnectionError, FileNotFoundError))
            with redis.Redis(unix_socket_path=socket, retry=patient) as client:
                client.ping()
                yield client
        finally:
            process.terminate()
            process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else Path(__file__).name)
    parser.add_argument("--articles", type=int, default=10_000, help="how many the index is asked for (default 10000)")
    made = texts(parser.parse_args().articles)
    signatures(made[:300])
    with private_redis() as client:
        questions(made, client)


if __name__ == "__main__":
    main()
