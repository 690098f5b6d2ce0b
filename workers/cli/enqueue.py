"""newsloom enqueue: urls to fetch."""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import click

from workers import urls as addresses
from workers.cli import bounded, out
from workers.cli.context import here, nudge
from workers.cli.lines import refusal
from workers.cli.many import batches, say_of_known
from workers.cli.once import Command
from workers.cli.problems import NAMED
from workers.errors import PermanentError, RefusedError, WordsError
from workers.ledger import given_up, urls
from workers.model import Submission
from workers.printable import said

#: bytes of a line that are read: any address of more is refused for its length (workers/urls.py).
_LONGEST_LINE = 100_000
#: bytes of a file's beginning in which no text has a zero.
_LOOKED_AT = 4_000


@click.command("enqueue", cls=Command, short_help="Accept urls to fetch.")
@click.argument("url", nargs=-1)
@click.option(
    "-f",
    "--file",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with a url a line; may be given more than once.",
)
@click.option("--json", "as_json", is_flag=True, help="The counts as one JSON object.")
def enqueue_command(url: tuple[str, ...], files: tuple[Path, ...], as_json: bool) -> int:
    """Accept urls: given as words, in a file, or on standard input (-).

    Once this has answered, each accepted url ends in a story, or as failed with a reason.

    Prints how many were accepted, known already, and refused; refused ones make exit code 1. The first ten are named.
    How many of the known ones ended without an article is said: they are not fetched again for it.
    """
    if not url and not files:
        raise WordsError("nothing", "nothing to enqueue: give urls, -f FILE, or - for standard input")
    services = here()
    counts = {"accepted": 0, "known": 0, "refused": 0}
    ended: Counter[str] = Counter()
    with out.progress("enqueued") as step:
        for batch in batches(_given(url, files)):
            good = []
            for where, text in batch:
                try:
                    good.append(submission(text))
                except PermanentError as error:
                    counts["refused"] += 1
                    if counts["refused"] <= NAMED:
                        out.warn(refusal(said(text), error.detail, where))
            with services.ledger.begin() as tx:
                accepted = urls.accept(tx, good, services.clock())
                ended.update(given_up.among(tx, {one.key for one in good}) if accepted.known else {})
            counts["accepted"] += len(accepted.new)
            counts["known"] += accepted.known
            step(len(batch))
    if counts["refused"] > NAMED:
        _say_more(", ".join(map(str, files)) or "-", counts)
    nudge(services)
    out.counts(counts, as_json=as_json)
    say_of_known(ended)
    return 1 if counts["refused"] else 0


def _say_more(where: str, counts: Mapping[str, int]) -> None:
    """Of many refused lines how many were not named, and where no line is a url, what was expected."""
    left = f"{counts['refused'] - NAMED:,} more refused"
    kind = "" if counts["accepted"] or counts["known"] else "; expected a text file with a url a line"
    out.warn(f"{where}: {left}{kind}")


def submission(text: str) -> Submission:
    """A url as people type it. Raises RefusedError that says what is wrong. Pure."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise RefusedError("bad-url", "expected an address in UTF-8")
    canonical = addresses.canonical(text)
    return Submission(canonical, addresses.key(canonical), addresses.host(canonical), "enqueue")


def _given(words: tuple[str, ...], files: tuple[Path, ...]) -> Iterator[tuple[str, str]]:
    """Each url with where it stands; empty lines and # comments are passed over.

    Raises before the first is given where a file is no text. Each is opened once: it may be a pipe.
    """
    with ExitStack() as until_all_is_read:
        opened = [until_all_is_read.enter_context(file.open("rb")) for file in files]
        for file, lines in zip(files, opened, strict=True):
            if b"\0" in lines.peek(_LOOKED_AT)[:_LOOKED_AT]:
                raise PermanentError("not-text", f"{file} is no text in UTF-8: expected a url a line")
        for word in words:
            yield from _lines(sys.stdin.buffer, "-") if word == "-" else [("", word)]
        for file, lines in zip(files, opened, strict=True):
            yield from _lines(lines, str(file))


def _lines(file: IO[bytes], name: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(bounded.lines(file, _LONGEST_LINE, math.inf), 1):
        head = line.head if isinstance(line, bounded.TooLong) else line
        # bytes that are no UTF-8 become what no address may hold, as in a command's words: one line is refused
        text = head.decode("utf-8", "surrogateescape").removeprefix("\ufeff").strip()
        if text and not text.startswith("#"):
            yield f"{name}:{number} ", text
