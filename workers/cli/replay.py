"""newsloom replay: the same decisions on a temporary Redis and ledger, in one process, without Celery.

Documents are cleaned in the order of the file, then put into stories in order of publication; an undated one comes
right after the one before it. The clock is the documents' own, so that the same input gives the same output.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
import sqlalchemy as sa

from workers import log, server
from workers.bootstrap import Services
from workers.claims import Claim
from workers.cli import documents, out
from workers.cli.context import here
from workers.cli.problems import PATH, Problems
from workers.errors import NewsloomError, WordsError
from workers.ledger import leases, schema, urls
from workers.ledger.schema import Record
from workers.model import Submission
from workers.settings import Place
from workers.step import take
from workers.warc.sniff import is_warc

#: what stands for "now" where nothing has a date yet.
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
#: when the documents came in: after all of them, on any day that they are replayed.
_FETCHED = datetime(2100, 1, 1, tzinfo=UTC)
#: a year: nothing is dispatched again here.
_LEASE = 365 * 86400.0


class Clock:
    """A clock that is told the time."""

    def __init__(self) -> None:
        self.now = _EPOCH

    def __call__(self) -> datetime:
        return self.now


@click.command("replay", short_help="Try where documents would go; nothing is kept.")
@click.argument("path", type=PATH, metavar="FILE.jsonl[.gz]|DIRECTORY|-")
def replay_command(path: Path) -> int:
    """Put documents into stories in order of publication, and print where each went.

    Runs on a temporary Redis and ledger: for trying settings and measuring quality. Prints JSON lines with `id`,
    `story`, `copy_of`, `score`, and nothing else; the same input and settings give the same output, byte for byte.
    """
    if is_warc(path):
        raise WordsError("words", f"{path} is a WARC, which `newsloom import` reads")
    log.configure("error", "auto")
    with tempfile.TemporaryDirectory(prefix="newsloom-replay-") as folder:
        home = Path(folder)
        place = Place(home=home, redis_url="", ledger_url="")
        clock = Clock()
        services = Services(replace(here().settings, newsloom=place), clock=clock, chance=lambda: 0.0)
        try:
            services.ledger.hurry()
            return _replay(services, clock, path)
        finally:
            services.close()
            server.release(home)


def _replay(services: Services, clock: Clock, path: Path) -> int:
    problems, cleaned = Problems(path), []
    with out.progress("cleaned") as step:
        for number, item in enumerate(documents.read(path, _FETCHED)):
            step()
            if isinstance(item, documents.Problem):
                problems.name(item)
            else:
                cleaned.append(_cleaned(services, item, number))
    problems.end(len(cleaned))
    ids = [url_id for url_id in cleaned if url_id is not None]
    with out.progress("placed", len(ids)) as step:
        placed = [_placed(services, clock, url_id, at, step) for url_id, at in _ordered(services, ids)]
    return 0 if not problems.count and len(ids) == len(cleaned) and all(placed) else 1


def _cleaned(services: Services, item: Submission, number: int) -> int | None:
    """The id of the document once it is an article; None where it is none, which is said in one line."""
    url_id = _accept(services, item, number)
    return url_id if _through(services, url_id, ("clean",), item.url) else None


def _placed(services: Services, clock: Clock, url_id: int, at: datetime, step: out.Step) -> bool:
    """Put an article into its story and print where it went."""
    step()
    clock.now = at
    if not _through(services, url_id, ("dedupe", "assign"), ""):
        return False
    out.json_line(_outcome(services, url_id))
    return True


def _accept(services: Services, submission: Submission, number: int) -> int:
    """Each line is a document of its own here, also where two lines have the same url."""
    hint = submission.hint if submission.hint.id else replace(submission.hint, id=str(number + 1))
    mine = replace(submission, key=f"{number:032d}", hint=hint)
    with services.ledger.begin() as tx:
        (url_id,) = urls.accept(tx, [mine], services.clock()).new
        leases.take(tx, services.clock(), 1, _LEASE, 0)
    return url_id


def _through(services: Services, url_id: int, stages: Sequence[str], where: str) -> bool:
    """Take the stages; False when the document was refused, which is said in one line."""
    for stage in stages:
        try:
            take(services, Claim(url_id, 1, stage))
        except NewsloomError as error:
            out.warn(f"{where or f'document {url_id}'}: {error.detail}")
            return False
    return True


def _ordered(services: Services, ids: Sequence[int]) -> Iterator[tuple[int, datetime]]:
    """Ids with their times, by publication; an undated one takes the time of the one before it."""
    with services.ledger.read() as connection:
        rows = connection.execute(sa.select(schema.article.c.url_id, schema.article.c.placed_at))
        placed = {row.url_id: row.placed_at for row in rows}
    timed, last = [], _EPOCH
    for url_id in ids:
        last = placed.get(url_id) or last
        timed.append((last, url_id))
    timed.sort(key=lambda pair: pair[0])  # stable: equals stay in the order of the file
    for at, url_id in timed:
        yield url_id, at


def _outcome(services: Services, url_id: int) -> dict[str, object]:
    article, member, original = schema.article, schema.membership, schema.article.alias("original")
    statement = (
        sa.select(article.c.external_id, member.c.story_id, original.c.external_id.label("copy_of"), member.c.score)
        .join_from(article, member, member.c.article_id == article.c.id)
        .join(original, original.c.id == article.c.copy_of, isouter=True)
        .where(article.c.url_id == url_id)
    )
    with services.ledger.read() as connection:
        row: Record = connection.execute(statement).one()
    return {"id": row.external_id, "story": str(row.story_id), "copy_of": row.copy_of, "score": round(row.score, 6)}
