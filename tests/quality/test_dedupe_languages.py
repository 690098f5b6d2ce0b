"""Copies are found in any script: one report in seven languages, edited as desks do, through the real index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from random import Random

import pytest
import redis as redis_py

from tests.quality.edits import EDITS
from tests.quality.languages import REPORTS
from workers.dedupe.decide import THRESHOLDS, Judged, judged
from workers.dedupe.exact import compare, text_of
from workers.dedupe.index import CopyIndex
from workers.dedupe.plain import plain
from workers.dedupe.signature import ENOUGH_CHARACTERS, ENOUGH_WORDS, sign
from workers.model import CopyKind, Verdict

DAY = datetime(2026, 11, 1, tzinfo=UTC)
#: scripts that put no spaces between words.
UNSPACED = {"Japanese", "Chinese", "Thai"}


class Desk:
    """Asks the index as the stage does."""

    def __init__(self, redis: redis_py.Redis) -> None:
        self._index = CopyIndex(redis)
        self._index.filler.mark_ready()
        self._texts: dict[int, str] = {}
        self._numbers = count(1)

    def prints(self, text: str) -> Verdict:
        number = next(self._numbers)
        self._texts[number] = text

        def read(others: Sequence[int]) -> list[Judged]:
            mine, rule = text_of(text), THRESHOLDS
            return [
                judged(rule, one, compare(mine, text_of(self._texts[one]), rule.read_containment)) for one in others
            ]

        return self._index.ask_and_add(number, sign(text), DAY, read)


@pytest.fixture
def desk(redis: redis_py.Redis) -> Desk:
    """It has printed the reports of all languages, of both events."""
    found = Desk(redis)
    for both in REPORTS.values():
        assert [found.prints(text).kind for text in both] == [CopyKind.ORIGINAL] * 2
    return found


def original(language: str) -> int:
    return 1 + 2 * list(REPORTS).index(language)


@pytest.mark.parametrize("language", REPORTS)
def test_a_script_without_spaces_is_compared_by_characters_and_all_others_by_words(language: str) -> None:
    words = plain(REPORTS[language][0])
    assert words.spaced is (language not in UNSPACED)
    assert words.units >= 4 * (ENOUGH_WORDS if words.spaced else ENOUGH_CHARACTERS)


@pytest.mark.parametrize("edit", [name for name in EDITS if not name.startswith(("10 %", "15 %"))])
@pytest.mark.parametrize("language", REPORTS)
def test_an_edited_report_is_linked_to_its_original(desk: Desk, language: str, edit: str) -> None:
    text, other = REPORTS[language]
    edited = EDITS[edit](text, Random(edit), [other])
    assert edited != text
    found = desk.prints(edited)
    assert (found.kind, found.original) == (CopyKind.COPY, original(language))


@pytest.mark.parametrize("language", [name for name in REPORTS if name not in UNSPACED])
def test_every_tenth_word_may_be_another(desk: Desk, language: str) -> None:
    text, other = REPORTS[language]
    assert desk.prints(EDITS["10 % of words replaced"](text, Random(2), [other])).original == original(language)
