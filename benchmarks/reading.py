"""What it costs to read texts that sketches leave open: questions as the stage asks them, and without reading."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import partial
from statistics import mean, median, quantiles
from time import perf_counter

from paper import side_by_side
from questions import BEGAN, TURN, TURNS, private_redis
from stream import texts

from workers.dedupe import decide
from workers.dedupe.index import CopyIndex
from workers.dedupe.signature import sign
from workers.dedupe.stage import read
from workers.ledger import Ledger, articles, urls
from workers.model import Article, Hint, Kind, Page, Submission

ALONE, READ = "sketches alone", "texts read, as the stage does"


class Reader:
    """A ledger (SQLite) that has all of the texts; reads them as the stage does, and counts."""

    def __init__(self, url: str, made: Sequence[str]) -> None:
        self._ledger = Ledger.open(url)
        self.questions = self.texts = 0
        with self._ledger.begin() as tx:
            new = urls.accept(tx, [_submission(number) for number in range(len(made))], BEGAN).new
            #: of the articles, in the order of their texts.
            self.ids = [
                articles.save(tx, url_id, _article(text), external_id=None, placed_at=BEGAN, now=BEGAN)
                for url_id, text in zip(new, made, strict=True)
            ]

    def __call__(self, text: str, others: Sequence[int]) -> list[decide.Judged]:
        self.questions += 1
        self.texts += len(others)
        return read(self._ledger, text, others)

    def close(self) -> None:
        self._ledger.close()


def as_the_stage_asks() -> list[str]:
    """A table: both ways in turns, from signatures that are ready."""
    made, took = texts(TURN * TURNS), {ALONE: list[float](), READ: list[float]()}
    signed = [sign(text) for text in made]
    with tempfile.TemporaryDirectory(prefix="nl-") as folder, private_redis() as client:
        reader = Reader(f"sqlite:///{folder}/ledger.db", made)
        ways = {name: CopyIndex(client, f"{number}:") for number, name in enumerate(took)}
        for index in ways.values():
            index.filler.mark_ready()
        for article, text, signature in zip(reader.ids, made, signed, strict=True):
            for name, index in ways.items():
                start = perf_counter()
                index.ask_and_add(article, signature, BEGAN, partial(reader, text) if name == READ else None)
                took[name].append(perf_counter() - start)
        reader.close()
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


def _submission(number: int) -> Submission:
    page = Page(f"import:{number}", f"import:{number}", 200, {}, b"", Kind.TEXT, BEGAN)
    return Submission(f"import:{number}", f"{number:032}", "", "import", Hint(id=str(number)), page)


def _article(text: str) -> Article:
    return Article("https://paper.example/1", "A title", text, None, "en", "The Paper")
