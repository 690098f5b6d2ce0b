"""What it costs to read texts that sketches leave open: questions as the stage asks them, and without reading."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from statistics import mean, median, quantiles
from time import perf_counter

from paper import side_by_side
from questions import BEGAN, TURN, TURNS, private_redis
from shelf import shelf
from stream import texts

from workers.dedupe import decide
from workers.dedupe.index import CopyIndex
from workers.dedupe.signature import sign
from workers.dedupe.stage import read
from workers.ledger import Ledger

ALONE, READ = "sketches alone", "texts read, as the stage does"


class Reader:
    """Reads texts in a ledger as the stage does, and counts."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.questions = self.texts = 0

    def __call__(self, text: str, others: Sequence[int]) -> list[decide.Judged]:
        self.questions += 1
        self.texts += len(others)
        return read(self._ledger, text, others)


def as_the_stage_asks() -> list[str]:
    """A table: both ways in turns, from signatures that are ready."""
    made, took = texts(TURN * TURNS), {ALONE: list[float](), READ: list[float]()}
    signed = [sign(text) for text in made]
    with private_redis() as client, shelf(made) as (ledger, ids):
        reader = Reader(ledger)
        ways = {name: CopyIndex(client, f"{number}:") for number, name in enumerate(took)}
        for index in ways.values():
            index.filler.mark_ready()
        for article, text, signature in zip(ids, made, signed, strict=True):
            for name, index in ways.items():
                start = perf_counter()
                index.ask_and_add(article, signature, BEGAN, partial(reader, text) if name == READ else None)
                took[name].append(perf_counter() - start)
    columns = {name: _times(times) for name, times in took.items()}
    columns[ALONE] |= dict.fromkeys(("articles of which texts are read", "texts read for one of these"), "none")
    columns[READ] |= {
        "articles of which texts are read": f"{reader.questions} of {len(made)}",
        "texts read for one of these": f"{reader.texts / max(reader.questions, 1):.2f}",
    }
    return side_by_side("", columns)


def _times(took: Sequence[float]) -> dict[str, str]:
    p99 = quantiles(took, n=100)[98]
    told = {"median": median(took), "mean": mean(took), "p99": p99}
    return {f"{name}, milliseconds": f"{seconds * 1e3:.3f}" for name, seconds in told.items()}
