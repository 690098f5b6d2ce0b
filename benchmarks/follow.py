"""How fast the index of stories is made anew from a ledger, from its first event on; on the labelled sets, resampled.

    python benchmarks/follow.py [--articles N] [--write]

A ledger in SQLite is filled with the stream as it is labelled (resampled.py), each article with the vector that it was
placed by. One event in a hundred is a move, a merge or a split. --write puts the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

from paper import side_by_side, write
from resampled import BEGAN, DATA, Made, labelled, stream
from sqlalchemy.engine import Connection
from stories import private_redis

from workers.assign.follow import catch_up
from workers.assign.index import StoryIndex
from workers.assign.packed import pack
from workers.ledger import Ledger, articles, moves, stories, urls
from workers.model import Article, Assignment, Submission
from workers.settings import Settings

_BATCH = 500
_WHY = Assignment(None, 0.3, 0.2, "moved")


def main() -> None:
    options = _options()
    if not DATA.is_dir():
        print(f"no labelled sets in {DATA}: nothing measured")
        return
    with tempfile.TemporaryDirectory() as folder, private_redis() as client:
        ledger = Ledger.open(f"sqlite:///{Path(folder) / 'ledger.db'}")
        ledger.hurry()
        _fill(ledger, list(islice(stream(labelled()[1]), options.articles)))
        index = StoryIndex(client, "bench:", Settings().assign.dormant_days)
        began, used = perf_counter(), process_time()
        events = sum(catch_up(ledger, index))
        took, used = perf_counter() - began, process_time() - used
        ledger.close()
    told = {
        "events": f"{events:,}",
        "a second": f"{events / took:,.0f}",
        "ms of this process an event": f"{1000 * used / events:.2f}",
    }
    table = side_by_side("an index made anew", {"vectors kept": told})
    print("\n".join(table))
    if options.write:
        write("follow", table)


def _fill(ledger: Ledger, made: Sequence[Made]) -> None:
    """Put the articles into stories as they are labelled, and some of them elsewhere."""
    chance, numbers, last = random.Random(1), dict[int, int](), dict[int, int]()
    for batch in _batches(made):
        with ledger.begin() as tx:
            for one in batch:
                _place(tx, one, numbers, last)
            for _ in range(len(batch) // 100):
                _disturb(tx, chance, list(last.items()))


def _place(tx: Connection, one: Made, numbers: dict[int, int], last: dict[int, int]) -> None:
    where = f"https://a.example/{one.number}"
    (url,) = urls.accept(tx, [Submission(where, where[-32:], "a.example", "enqueue")], one.at).new
    told = Article(where, None, "", None, "en", "a.example")
    article = articles.save(tx, url, told, external_id=None, placed_at=one.at, now=one.at)
    articles.keep_vector(tx, article, pack(one.vector))
    rule = "joined" if one.story in numbers else "created"
    story = stories.resolve(tx, numbers.setdefault(one.story, 0) or stories.create(tx, one.at)) or 0
    numbers[one.story] = story
    stories.join(tx, article, story, Assignment(story, 0.3, 0.2, rule), one.at)
    last[story] = article


def _disturb(tx: Connection, chance: random.Random, known: Sequence[tuple[int, int]]) -> None:
    (one, article), (other, _) = chance.sample(known, 2)
    match chance.randrange(3):
        case 0:
            moves.move(tx, article, other, _WHY, BEGAN)
        case 1:
            moves.merge(tx, one, other, _WHY, BEGAN)
        case _:
            moves.split_off(tx, one, [article], _WHY, BEGAN)


def _batches(made: Sequence[Made]) -> Iterator[Sequence[Made]]:
    return (made[begin : begin + _BATCH] for begin in range(0, len(made), _BATCH))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--write", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
