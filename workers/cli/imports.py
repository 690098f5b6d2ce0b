"""newsloom import: articles that one already has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

import click

from workers.cli import documents, out
from workers.cli.context import here, nudge
from workers.ledger import urls
from workers.model import Submission

#: documents accepted in one transaction, and bytes from which a batch of fewer is full: both are in memory.
_BATCH, _BATCH_BYTES = 100, 16_000_000

_T = TypeVar("_T")


def batches(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """Lists of at most `size`. (itertools.batched comes with Python 3.12.)"""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def _batched(
    items: Iterable[Submission | documents.Problem],
) -> Iterator[list[Submission | documents.Problem]]:
    """Lists of at most _BATCH documents, and of not much more than _BATCH_BYTES."""
    batch: list[Submission | documents.Problem] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.page.body) if isinstance(item, Submission) and item.page else 0
        if len(batch) == _BATCH or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


@click.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path), metavar="FILE.jsonl|DIRECTORY")
@click.option("--json", "as_json", is_flag=True, help="The counts as one JSON object.")
def import_command(path: Path, as_json: bool) -> int:
    """Take in articles that you already have, without a fetch.

    A JSON line has `text` or `html`, or at least `title`, and may have `id`, `url`, `published`, `lang`, `source`;
    other keys are passed over, and a file may be gzipped. A directory gives its .html files, and .txt files: pages
    flattened to text.

    Prints how many were accepted, known already, and refused; refused ones make exit code 1.
    """
    services = here()
    counts = {"accepted": 0, "known": 0, "refused": 0}
    headlines = 0
    with out.progress("imported") as step:
        for batch in _batched(documents.read(path, services.clock())):
            good = [item for item in batch if isinstance(item, Submission)]
            with services.ledger.begin() as tx:
                accepted = urls.accept(tx, good, services.clock())
            counts["accepted"] += len(accepted.new)
            counts["known"] += accepted.known
            headlines += sum(map(documents.is_headline, good))
            for item in batch:
                if isinstance(item, documents.Problem):
                    counts["refused"] += 1
                    out.warn(f"{item.where}: {item.what}")
            step(len(batch))
    if headlines:
        out.warn(f"{path}: of {headlines} the title is all the text there is; a text is read from `text` or `html`")
    nudge(services)
    out.counts(counts, as_json=as_json)
    return 1 if counts["refused"] else 0
