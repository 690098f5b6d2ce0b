"""A ledger (SQLite) that holds made-up articles, for the benchmarks of dedupe."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from questions import BEGAN

from workers.dedupe.signature import encode, sign
from workers.ledger import Ledger, articles, urls
from workers.model import Article, CopyKind, Hint, Kind, Page, Submission, Verdict


@contextmanager
def shelf(made: Sequence[str]) -> Iterator[tuple[Ledger, list[int]]]:
    """The ledger, and its articles' ids in the order of their texts; each is signed, and an original."""
    with tempfile.TemporaryDirectory(prefix="nl-") as folder:
        ledger = Ledger.open(f"sqlite:///{folder}/ledger.db")
        with ledger.begin() as tx:
            new = urls.accept(tx, [_submission(number) for number in range(len(made))], BEGAN).new
            ids = [
                articles.save(tx, url_id, _article(text), external_id=None, placed_at=BEGAN, now=BEGAN)
                for url_id, text in zip(new, made, strict=True)
            ]
            for article, text in zip(ids, made, strict=True):
                articles.sign(tx, article, encode(sign(text)), Verdict(CopyKind.ORIGINAL))
        yield ledger, ids
        ledger.close()


def _submission(number: int) -> Submission:
    page = Page(f"import:{number}", f"import:{number}", 200, {}, b"", Kind.TEXT, BEGAN)
    return Submission(f"import:{number}", f"{number:032}", "", "import", Hint(id=str(number)), page)


def _article(text: str) -> Article:
    return Article("https://paper.example/1", "A title", text, None, "en", "The Paper")
