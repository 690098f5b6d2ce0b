"""What the paper says of bad input is what the corpus holds."""

from __future__ import annotations

from tests.hostile import paper
from tests.hostile.corpus import ROWS


def test_the_paper_and_the_corpus_say_the_same() -> None:
    written = paper.PAPER.read_text(encoding="utf-8")
    assert written == paper.written(written), "`make bad-input` writes the tables of docs/operating.md"


def test_a_row_has_a_name_of_its_own_at_its_door() -> None:
    assert len({(row.door, row.name) for row in ROWS}) == len(ROWS)


def test_the_paper_holds_no_character_that_acts() -> None:
    assert all(character.isprintable() for row in ROWS for character in row.name)
    assert all(character.isprintable() for row in ROWS for character in row.outcome.told())
