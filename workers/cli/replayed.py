"""Documents through the stages on a temporary Redis and ledger, in one process, without Celery: for `replay`.

Documents are cleaned in the order of the file, then put into stories in order of publication; an undated one comes
right after the one before it. The clock is the documents' own, so that the same input gives the same output.

Second thoughts have their rounds meanwhile, as they have in life, so that where an article is may change until the last
one has come: it is told of in the end. Without them it is told of as it is placed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from workers import server
from workers.assign import mend
from workers.bootstrap import Services
from workers.claims import Claim
from workers.cli import documents, out, passing
from workers.cli.problems import Problems
from workers.errors import NewsloomError
from workers.ledger import leases, schema, urls
from workers.ledger.schema import Record
from workers.model import Submission
from workers.settings import Place, Settings
from workers.step import take

#: what stands for "now" where nothing has a date yet.
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
#: when the documents came in: after all of them, on any day that they are replayed.
_FETCHED = datetime(2100, 1, 1, tzinfo=UTC)
#: a year: nothing is dispatched again here.
_LEASE = 365 * 86400.0
#: articles after which there is a round of second thoughts, whatever their clock says.
_MANY = 50


class Clock:
    """A clock that is told the time."""

    def __init__(self) -> None:
        self.now = _EPOCH

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Run:
    """One pass over the documents, and what came of it."""

    #: the articles' urls, in the order in which they were placed.
    placed: list[int] = field(default_factory=list)
    #: documents that did not become an article in a story.
    left_out: int = 0
    #: what second thoughts did: stories `merged` and `split`, articles `moved`; `articles`: whose story is another now.
    done: Counter[str] = field(default_factory=Counter)


@contextmanager
def room(settings: Settings) -> Iterator[tuple[Services, Clock]]:
    """A Redis and a ledger of their own, and a clock that is told the time; all gone afterwards."""
    with passing.home("replay") as home:
        clock = Clock()
        place = Place(home=home, redis_url="", ledger_url="")
        services = Services(replace(settings, newsloom=place), clock=clock, chance=lambda: 0.0)
        try:
            services.ledger.hurry()
            yield services, clock
        finally:
            services.close()
            server.release(home)


def replayed(
    services: Services,
    clock: Clock,
    path: Path,
    *,
    repair: bool,
    told: Callable[[int], None] = lambda _: None,
    whose: str = "",
) -> Run:
    """told: is called for each article when its story will not change any more."""
    run, ids = Run(), _all_cleaned(services, path)
    known = [url_id for url_id in ids if url_id is not None]
    rounds = _Rounds(services, clock) if repair and services.settings.assign.repair_every > 0 else None
    with out.progress("placed", len(known)) as step:
        for url_id, at in _ordered(services, known):
            step()
            clock.now = at
            if not _through(services, url_id, ("dedupe", "assign"), ""):
                continue
            run.placed.append(url_id)
            if rounds is None:
                told(url_id)
            else:
                rounds.placed()
    run.left_out = len(ids) - len(run.placed)
    if rounds is not None:
        rounds.end()
        run.done = rounds.done
        for url_id in run.placed:
            told(url_id)
        _say(run, whose)
    return run


def _all_cleaned(services: Services, path: Path) -> list[int | None]:
    """The ids of the documents, None for each that is no article or could not be read."""
    problems, cleaned, nameless = Problems(path), list[int | None](), dict[int, int]()
    with out.progress("cleaned") as step:
        for number, item in enumerate(documents.read(path, _FETCHED)):
            step()
            if isinstance(item, documents.Problem):
                problems.name(item)
            else:
                cleaned.append(url_id := _cleaned(services, item, number))
                if url_id is not None and item.hint.id is None:
                    nameless[url_id] = number + 1
    problems.end(len(cleaned))
    if nameless:
        _number(services, nameless)
    return [*cleaned, *([None] * problems.count)]


class _Rounds:
    """Second thoughts at the pace at which beat asks for them, by the articles' own clock, which may stand still.

    Where the rounds fall hardly matters: see workers/assign/repair.py.
    """

    def __init__(self, services: Services, clock: Clock) -> None:
        self._services, self._clock = services, clock
        self._every = timedelta(seconds=services.settings.assign.repair_every)
        self._since, self._begun = 0, clock.now
        self.done: Counter[str] = Counter()

    def placed(self) -> None:
        self._since += 1
        if self._since >= _MANY or self._clock.now - self._begun >= self._every:
            self.end()

    def end(self) -> None:
        """A round, until nothing is due."""
        services = self._services
        join_at = services.settings.assign.join_at
        self.done.update(mend.repair_round(services.ledger, services.stories, join_at, lambda: self._clock.now))
        self._since, self._begun = 0, self._clock.now


def _say(run: Run, whose: str) -> None:
    """whose: the settings, where there are several."""
    if run.placed:
        done = {what: run.done[what] for what in ("merged", "split", "moved")}
        share = 1000 * run.done["articles"] / len(run.placed)
        out.warn(f"second thoughts{whose}: {out.counted(done)}; {share:.1f} of 1,000 articles changed their story")


def _cleaned(services: Services, item: Submission, number: int) -> int | None:
    """The id of the document once it is an article; None where it is none, which is said in one line."""
    url_id = _accept(services, item, number)
    return url_id if _through(services, url_id, ("clean",), item.url) else None


def _accept(services: Services, submission: Submission, number: int) -> int:
    """Each line is a document of its own here, also where two lines have the same url."""
    mine = replace(submission, key=f"{number:032d}")
    with services.ledger.begin() as tx:
        (url_id,) = urls.accept(tx, [mine], services.clock()).new
        leases.take(tx, services.clock(), 1, _LEASE, 0)
    return url_id


def _number(services: Services, nameless: Mapping[int, int]) -> None:
    """Documents without an id are called by their place in the file, with a ~ behind it where that is another one's id.

    nameless: the places, by the document's url.
    """
    article, places = schema.article, set(map(str, nameless.values()))
    name = sa.update(article).where(article.c.url_id == sa.bindparam("wanted")).values(external_id=sa.bindparam("name"))
    with services.ledger.begin() as tx:
        ids = tx.scalars(sa.select(article.c.external_id).where(article.c.external_id.is_not(None)))
        given = {each for each in ids if each.rstrip("~") in places}
        tx.execute(name, [{"wanted": url_id, "name": _free(str(place), given)} for url_id, place in nameless.items()])


def _free(name: str, given: Collection[str]) -> str:
    while name in given:
        name += "~"
    return name


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


def outcome(services: Services, url_id: int) -> dict[str, object]:
    """Where an article is, as it is printed."""
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
