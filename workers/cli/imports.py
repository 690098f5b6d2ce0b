"""newsloom import: articles that one already has."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import click

from workers.bootstrap import Services
from workers.cli import documents, folders, jsonl, namesakes, out
from workers.cli.context import here, nudge
from workers.cli.documents import STDIN
from workers.cli.lines import counted
from workers.cli.many import say_of_known
from workers.cli.once import Command
from workers.cli.problems import NAMED, PATH, Problems
from workers.ledger import given_up, pages, urls
from workers.model import Submission
from workers.warc.sniff import is_warc

#: documents accepted in one transaction, and bytes from which a batch of fewer is full: both are in memory.
_BATCH, _BATCH_BYTES = 100, 16_000_000

_T = TypeVar("_T")


def _batched(items: Iterable[Submission | _T]) -> Iterator[list[Submission | _T]]:
    """Lists of at most _BATCH documents, and of not much more than _BATCH_BYTES."""
    batch: list[Submission | _T] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.page.body) if isinstance(item, Submission) and item.page else 0
        if len(batch) == _BATCH or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


@click.command("import", cls=Command)
@click.argument("path", type=PATH, metavar="FILE.jsonl|FILE.warc|FILE.html|DIRECTORY|-")
@click.option("--json", "as_json", is_flag=True, help="The counts as one JSON object.")
def import_command(path: Path, as_json: bool) -> int:
    """Take in articles that you already have, without a fetch.

    A JSON line has `text` or `html`, or at least `title`, and may have `id`, `url`, `published`, `lang`, `source`;
    other keys are passed over. The lines are in a file, which may be gzipped, or come on standard input (-). A
    directory gives its .html files, and .txt files: pages flattened to text; gzipped ones, too. Folders in it are not
    read, and said to be there. A .html or .txt file that is named by itself is read as a directory of one; a .txt that
    begins as JSON lines do, as these. A page with nothing in it is refused; a file of lines may have none.

    A WARC file, gzipped or not, gives the pages that its response records hold: status 200, and HTML, XHTML, XML or
    plain text. Other records are passed over and counted; the time of a page is its WARC-Date.

    Prints how many were accepted, known already, and refused (of a WARC: broken); these make exit code 1. What is
    accepted ends in a story, or in `newsloom failed` with a reason; how many of the known ones did so is said. A page
    whose bytes were taken before under another name is known under that one; a page, or a line with import:NAME for its
    url, whose name is another one's has a name of its own, NAME~ and a digest; a line whose url of the web, or id, is
    known with another text is not taken. The first ten of each are named.
    """
    services = here()
    return _import_warc(services, path, as_json) if is_warc(path) else _import_documents(services, path, as_json)


class _Few:
    """Lines about single documents: the first few are said, and how many more there are."""

    def __init__(self, more: str) -> None:
        """more: what is said of those that are not named."""
        self._more, self._lines, self._count = more, list[str](), 0

    def add(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._count += 1
            if self._count <= NAMED:
                self._lines.append(line)

    def say(self) -> None:
        for line in self._lines:
            out.warn(line)
        if more := self._count - len(self._lines):
            out.warn(f"{more:,} more {self._more}")


def _called(url: str) -> str:
    """A document as people call it: by its name, where it has no url."""
    return url.removeprefix(jsonl.PREFIX)


class _Taken:
    """What became of the batches, and what is to be said of it besides its counts."""

    def __init__(self, services: Services, third: str) -> None:
        self._services = services
        self.counts = {"accepted": 0, "known": 0, third: 0}
        #: of the known ones, those that ended without an article, by state.
        self._ended: Counter[str] = Counter()
        self._same = _Few("are the same as others, taken before")

    def add_apart(self, good: Sequence[Submission]) -> namesakes.Apart:
        """Accept a batch, each of it under a name of its own."""
        told = self._apart(good)
        late = told.documents
        while late and self.add(late) < told.fresh:  # another import has taken a name since
            was, told = told, self._apart(good)
            late = [now for then, now in zip(was.documents, told.documents, strict=True) if now.key != then.key]
            self.counts["known"] -= len(late)
            told.renamed[:0] = was.renamed
        return told

    def _apart(self, good: Sequence[Submission]) -> namesakes.Apart:
        with self._services.ledger.read() as connection:
            return namesakes.apart(connection, good)

    def add(self, good: Sequence[Submission]) -> int:
        """Accept a batch; how many of it are new."""
        packed = self._packed(good)
        with self._services.ledger.begin() as tx:
            accepted = urls.accept(tx, good, self._services.clock(), packed)
            keys = {one.key for one in good} if accepted.known else set()
            self._ended.update(given_up.among(tx, keys) if keys else {})
            there = urls.named(tx, keys) if keys else {}
        same = [(one.url, there[one.key]) for one in good if there.get(one.key, one.url) != one.url]
        self._same.add(f"{_called(name)}: the same as {_called(first)}, taken before" for name, first in same)
        self.counts["accepted"] += len(accepted.new)
        self.counts["known"] += accepted.known
        return len(accepted.new)

    def _packed(self, good: Sequence[Submission]) -> dict[str, pages.Packed]:
        """The pages of those that are new, by key: of an archive that is imported every night few are."""
        with self._services.ledger.read() as connection:
            known = urls.named(connection, {one.key for one in good})
        fresh = (one for one in reversed(good) if one.key not in known)  # of several with one key the first is taken
        return {one.key: pages.packed(one.page) for one in fresh if one.page}

    def name_same(self) -> None:
        """Say of which documents the bytes were taken before under another name, under which they are found."""
        self._same.say()

    def point(self) -> None:
        """To where one sees what has come to nothing, or will."""
        say_of_known(self._ended)
        if (
            not self._ended and self.counts["accepted"] and sys.stderr.isatty()
        ):  # a person may not know; a script that runs nightly does
            out.warn(
                "what turns out to hold no article will be in `newsloom failed`; `newsloom wait` waits for the end"
            )


def _import_documents(services: Services, path: Path, as_json: bool) -> int:
    taken = _Taken(services, "refused")
    headlines, misnamed, problems = 0, 0, Problems(path)
    renamed, otherwise = _Few("have names that others had before"), _Few("are known with another text")
    with out.progress("imported") as step:
        for batch in _batched(documents.read(path, services.clock())):
            good = [item for item in batch if isinstance(item, Submission)]
            told = taken.add_apart(good)
            renamed.add(f"{was}: this name is taken; it is {now} here" for was, now in told.renamed)
            otherwise.add(f"{url}: known with another text, which is not taken" for url in told.otherwise)
            headlines += sum(map(jsonl.is_headline, good))
            misnamed += sum(map(folders.is_misnamed, good)) if path.is_dir() or folders.is_page(path) else 0
            for item in batch:
                if isinstance(item, documents.Problem):
                    problems.name(item)
            step(len(batch))
    counts = taken.counts
    counts["refused"] = problems.count
    problems.end(counts["accepted"] + counts["known"])
    taken.name_same()
    renamed.say()
    otherwise.say()
    for remark in _remarks(path, sum(counts.values()), misnamed):
        out.warn(f"{path}: {remark}")
    if headlines:
        out.warn(f"{path}: of {headlines} the title is all the text there is; a text is read from `text` or `html`")
    nudge(services)
    out.counts(counts, as_json=as_json)
    taken.point()
    return 1 if counts["refused"] else 0


def _remarks(path: Path, taken: int, misnamed: int) -> Iterator[str]:
    """What else is to be said of a file or a folder. misnamed: files of it that are HTML and not called so."""
    if not taken:
        yield "there is nothing in it"
    if misnamed:
        yield f"read as HTML, as which they begin, though named .txt: {counted(misnamed, 'file')}"
    if path != STDIN and (left := folders.passed_over(path)):
        yield left


def _import_warc(services: Services, path: Path, as_json: bool) -> int:
    from workers.warc import read  # an import of documents needs no HTTP
    from workers.warc.answers import Passed
    from workers.warc.records import Broken

    taken = _Taken(services, "broken")
    passed: Counter[str] = Counter()
    found = read.submissions(path, services.settings.fetch.max_bytes, services.clock())
    with out.progress("imported") as step:
        for batch in _batched(found):
            good = [item for item in batch if isinstance(item, Submission)]
            taken.add(good)
            for item in batch:
                if isinstance(item, Broken):
                    taken.counts["broken"] += 1
                    out.warn(f"{path}: {item.text()}")
                elif isinstance(item, Passed) and item.why:
                    passed[item.why] += 1
            step(len(batch))
    nudge(services)
    _tell(taken.counts, passed, as_json)
    taken.point()
    return 1 if taken.counts["broken"] else 0


def _tell(counts: dict[str, int], passed: Counter[str], as_json: bool) -> None:
    """`12 accepted, 3 already known, 0 broken, 40 passed over: 30 not text, 10 not 200`."""
    reasons = dict(sorted(passed.items(), key=lambda pair: (-pair[1], pair[0])))
    if as_json:
        out.json_line({**counts, "passed_over": reasons})
        return
    told = ": " + ", ".join(f"{number} {why}" for why, number in reasons.items()) if reasons else ""
    out.show(f"{out.counted(counts)}, {passed.total()} passed over{told}")
