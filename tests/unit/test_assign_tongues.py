"""One thread of weeks beside what else happens in its place, in many languages. The reports were written for this test.

tongues/<language>.txt: the reports of a thread, then those of its neighbour, `event: title` over the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import NamedTuple

import pytest

from workers.assign.decide import choose, state_of
from workers.assign.lengths import SHARES, USUAL, length
from workers.assign.vector import Vector, vector_of
from workers.settings import Settings

FOLDER = Path(__file__).parent / "tongues"
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.txt"))
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
#: days between two reports of an event, the thread's and its neighbour's.
PACES = 20, 9


class Report(NamedTuple):
    at: datetime
    event: str
    vector: Vector


def reports(lang: str) -> Iterator[Report]:
    text = (FOLDER / f"{lang}.txt").read_text("utf-8")
    told = dict.fromkeys(piece.partition(":")[0] for piece in text.split("\n\n"))
    for number, (event, pace) in enumerate(zip(told, PACES, strict=True)):
        pieces = [piece for piece in text.split("\n\n") if piece.startswith(f"{event}: ")]
        for place, piece in enumerate(pieces):
            title, _, body = piece.removeprefix(f"{event}: ").partition("\n")
            yield Report(BEGIN + timedelta(days=3 * number + pace * place), event, vector_of(title, body, lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_thread_of_weeks_is_one_story_in_any_language_and_its_neighbour_is_another(lang: str) -> None:
    stories: list[list[Report]] = []
    for report in sorted(reports(lang), key=lambda one: one.at):
        there = [state_of(n, [(each.vector, each.at) for each in story]) for n, story in enumerate(stories, 1)]
        found = choose(report.vector, report.at, there, Settings().assign.join_at).story
        if found is None:
            stories.append([report])
        else:
            stories[found - 1].append(report)
    thread = [report.event for report in stories[0]]
    assert thread == thread[:1] * 3
    assert all(thread[0] not in {report.event for report in story} for story in stories[1:])


def test_a_vector_is_longer_the_less_two_texts_have_in_common_in_its_language() -> None:
    assert length(None) == length("en-GB") == 1.0
    assert length("fi") > length("de-AT") > length("uk") > 1.0
    assert length("xx") == USUAL**-0.5
    assert median(SHARES[lang] for lang in SHARES if lang != "en") == USUAL


def test_a_name_is_known_in_whatever_case_it_stands_and_is_told_as_it_was_written() -> None:
    one = vector_of(None, "До міста приїхала Оксана Левченко, і Левченко сказала мало.", "uk")
    other = vector_of(None, "Про це журналісти питали Оксани Левченко, а потім Левченка.", "uk")
    shared = {term for term in one.terms if term[0] == "n"} & other.terms.keys()
    assert "Оксани Левченко".lower() in {other.word(term) for term in shared}


def test_a_name_is_not_told_as_a_commoner_one_of_the_same_stem() -> None:
    found = vector_of(None, "In Rostock sprach gestern Astrid Holm, und Holm sagte wenig.", "de")
    assert {"holm", "astrid holm"} <= {found.word(term) for term in found.terms if term[0] == "n"}


def test_a_word_that_was_cut_is_told_as_it_was_written() -> None:
    found = vector_of(None, "Оголошено про вантажівки.", "uk")
    assert "вантажівки" in {found.word(term) for term in found.terms if term[0] == "w"}
    assert "w:вантажівки" not in found.terms
