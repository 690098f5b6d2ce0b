"""Copies at the same moment: the index has answered all of them before any is linked, and then they come in any order.

An article that was asked about is given the same answer again, so to ask for it beforehand is to be overtaken between
the answer and its commit.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from itertools import permutations

import pytest
import sqlalchemy as sa

from tests.contract.copies_world import answer
from tests.contract.test_lineage import TEXTS, Make, brought, copy_of, original, rows, sound
from tests.contract.test_stages import Meanwhile, accept, run, services
from tests.waiting import eventually
from workers.bootstrap import Services
from workers.dedupe.refill import fill
from workers.dedupe.signature import encode, sign
from workers.dedupe.stage import read
from workers.ledger import lineage
from workers.model import CopyKind, Verdict

pytestmark = pytest.mark.second_is_slow

__all__ = ["services"]  # the fixture

THREE = ("whole", "cut", "begun")
ORIGINAL = Verdict(CopyKind.ORIGINAL)


def cleaned(one: Services, now: datetime, *names: str) -> dict[str, int]:
    """Name -> url, past `clean`."""
    found = dict(zip(names, accept(one, *(brought(name, now) for name in names)), strict=True))
    for url_id in found.values():
        run(one, url_id, "clean")
    return found


def ask(one: Services, *names: str) -> list[Verdict]:
    """The index's answers, in this order."""
    fill(one.ledger, one.copies)
    known = rows(one)
    asked = [(known[name], TEXTS[name]) for name in names]
    return [answer(one, row, sign(text), row.placed_at, partial(read, one.ledger, text)) for row, text in asked]


def ids(one: Services) -> dict[str, int]:
    return {name: row.id for name, row in rows(one).items()}


def link(one: Services, name: str, verdict: Verdict) -> Verdict:
    with one.ledger.begin() as tx:
        return lineage.link(tx, ids(one)[name], encode(sign(TEXTS[name])), verdict)


@pytest.mark.parametrize("asked", list(permutations(THREE)))
@pytest.mark.parametrize("turn", [(1, 0, 2), (1, 2, 0), (2, 1, 0)], ids=str)
def test_whoever_is_linked_first_they_have_one_original_the_earliest(
    services: Make, now: datetime, asked: tuple[str, ...], turn: tuple[int, ...]
) -> None:
    one = services()
    found = cleaned(one, now, *asked)
    ask(one, *asked)
    for place in turn:
        run(one, found[asked[place]], "dedupe", "assign")
    assert original(one) == {"begun"}
    sound(one)


@pytest.mark.parametrize("name", ["whole", "begun"])
@pytest.mark.parametrize("stages", [("dedupe",), ("dedupe", "assign")], ids=len)
def test_a_copy_that_is_quicker_than_its_original_stays_its_copy(
    services: Make, now: datetime, name: str, stages: tuple[str, ...]
) -> None:
    """Into an empty index, which both of them fill."""
    one, other = services(), services()
    found = cleaned(one, now, "cut", name)
    one.__dict__["copies"] = Meanwhile(one.copies, lambda: run(other, found[name], *stages))
    run(one, found["cut"], "dedupe")
    assert len(original(one)) == 1
    run(one, found["cut"], "assign")
    run(one, found[name], "assign")
    assert original(one) == {"cut" if name == "whole" else name}
    sound(one)


def test_a_copy_that_is_to_be_linked_yet_is_nobodys_nearest_text(services: Make, now: datetime) -> None:
    one = services()
    cleaned(one, now, "whole", "more", "cut")
    _, second, _ = ask(one, "whole", "more", "cut")
    known = ids(one)
    said = link(one, "cut", Verdict(CopyKind.COPY, known["whole"], known["more"], 0.9, 0.95))
    assert (said.original, said.nearest) == (known["whole"], None)
    link(one, "whole", ORIGINAL)
    assert link(one, "more", second).original == known["whole"]
    assert original(one) == {"whole"}


def test_who_has_copies_before_it_is_linked_is_their_original_whatever_a_later_index_says(
    services: Make, now: datetime
) -> None:
    one = services()
    cleaned(one, now, *THREE)
    known = ids(one)
    link(one, "cut", copy_of(known["whole"]))
    link(one, "begun", ORIGINAL)
    assert link(one, "whole", copy_of(known["begun"])) == ORIGINAL
    assert {name: row.copy_of for name, row in rows(one).items()} == {
        "whole": None,
        "cut": known["whole"],
        "begun": None,
    }


def test_an_original_that_is_linked_while_its_copy_becomes_the_original_is_that_ones_copy(
    services: Make, now: datetime
) -> None:
    """The two transactions overlap: it is not known to be a copy when the first statement of its own one looks."""
    one, other = services(), services()
    cleaned(one, now, "whole", "cut")
    known = ids(one)
    link(one, "cut", copy_of(known["whole"]))
    with ThreadPoolExecutor(1) as pool:
        with one.ledger.exclusive("assign") as tx:
            lineage.settle(tx, known["cut"])
            waiting = pool.submit(link, other, "whole", ORIGINAL)
            if tx.dialect.name == "postgresql":  # SQLite lets it begin behind this one
                eventually(lambda: blocked(one))
        said = waiting.result()
    assert said.original == known["cut"]
    assert original(one) == {"cut"}


def blocked(one: Services) -> int | None:
    """How many transactions wait for another one's rows."""
    with one.ledger.read() as connection:
        return connection.scalar(sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted"))
