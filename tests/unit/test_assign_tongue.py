"""The language that a story's title should be in."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.assign.tongue import MORE, TIMES, tongue_of

_langs = st.lists(st.sampled_from(["en", "de", "ja", None]), max_size=40)


@pytest.mark.parametrize(
    ("newest", "kept", "found"),
    [
        ("de de en en en en en en en", "de", "en"),
        ("de en en", "de", "de"),
        ("de en en en", "de", "en"),
        ("en en en de de de de de", "en", "en"),
        ("en en en de de de de de de", "en", "de"),
        ("en de", None, "de"),
        ("de en en fr fr ", None, "fr"),
        ("- - - en", None, "en"),
        ("- - - en", "de", "de"),
        ("- - -", "de", "de"),
        ("- -", None, None),
        ("", "de", "de"),
        ("", None, None),
    ],
)
def test_it_is_that_of_most_members_and_a_title_s_own_until_another_is_clearly_more(
    newest: str, kept: str | None, found: str | None
) -> None:
    assert tongue_of([None if each == "-" else each for each in newest.split()], kept) == found


@given(_langs, st.sampled_from(["en", "de", None]))
def test_it_is_one_that_somebody_is_in_and_what_is_not_known_has_no_say(langs: list[str | None], kept: str) -> None:
    known = [each for each in langs if each]
    found = tongue_of(langs, kept)
    assert found == tongue_of(known, kept)
    assert found in {*known, kept}


@given(_langs, st.sampled_from(["en", "de"]))
def test_asked_again_it_says_the_same(langs: list[str | None], kept: str) -> None:
    found = tongue_of(langs, kept)
    assert tongue_of(langs, found) == found
    assert found == kept or langs.count(found) >= max(TIMES * langs.count(kept), langs.count(kept) + MORE)


@given(st.integers(1, 60), st.sampled_from(["en", "de"]))
def test_where_two_languages_take_turns_it_never_changes(members: int, first: str) -> None:
    other = "de" if first == "en" else "en"
    langs = [first if number % 2 == 0 else other for number in range(members)]
    kept = [first]
    for count in range(1, members + 1):
        kept.append(tongue_of(langs[:count], kept[-1]) or "")
    assert all(one == later for one, later in pairwise(kept))
