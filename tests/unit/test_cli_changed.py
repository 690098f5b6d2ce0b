"""What one text has that another has not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.cli.changed import changes, headline_changed, sentences

FERRY = "A ferry runs from June. It is free of charge."

texts = st.lists(st.sampled_from(["A ferry runs.", "It is free!", "Who pays?", "渡し船が出る。", "Il fait beau."])).map(
    " ".join
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One stop. “Two,” he said. Three?", ["One stop.", "“Two,” he said.", "Three?"]),
        ("橋は閉鎖される。渡し船は無料だ。", ["橋は閉鎖される。", "渡し船は無料だ。"]),
        ("पुल बंद होगा। नाव चलेगी।", ["पुल बंद होगा।", "नाव चलेगी।"]),
        ("A head\nA sentence in two  lines.", ["A head", "A sentence in two lines."]),
        (" \n * * * \n", []),
        ("Halden Inc. (HLD) said so. Moss Corp. is next.", ["Halden Inc. (HLD) said so.", "Moss Corp. is next."]),
        ("He runs Halden Inc. It grew.", ["He runs Halden Inc.", "It grew."]),
        ("Dr. A. Moss of the U.S. Senate spoke. He left.", ["Dr. A. Moss of the U.S. Senate spoke.", "He left."]),
        ("Die Fähre, d. h. das Boot, fährt. Sie hält.", ["Die Fähre, d. h. das Boot, fährt.", "Sie hält."]),
        ("Plan B. “Go.” It rained. (Much.)", ["Plan B. “Go.", "It rained.", "(Much.)"]),
        ("Мост закрыт. А. П. Орлов рад.", ["Мост закрыт.", "А. П. Орлов рад."]),
        ("Mr.\nMoss", ["Mr.", "Moss"]),
    ],
)
def test_sentences_end_with_their_scripts_own_stop_or_with_a_line(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@pytest.mark.parametrize(
    ("after", "added", "dropped"),
    [
        (FERRY, (), ()),
        ("It is free of charge. A ferry runs from June.", (), ()),
        ("A ferry runs from June.", (), ("It is free of charge.",)),
        (FERRY + " More follows.", ("More follows.",), ()),
        ("A boat runs from June. It is free of charge.", ("A boat runs from June.",), ("A ferry runs from June.",)),
        ("A FERRY runs, from June! It is free of charge", (), ()),
        (FERRY + " It is free of charge.", ("It is free of charge.",), ()),
    ],
    ids=["nothing", "moved", "cut", "more", "a word", "signs alone", "said twice"],
)
def test_sentences_that_came_and_went_are_told(after: str, added: tuple[str, ...], dropped: tuple[str, ...]) -> None:
    found = changes(FERRY, after)
    assert (found.added, found.dropped) == (added, dropped)


def test_the_length_is_told_in_words_of_the_other_text() -> None:
    assert changes("one two three four", "one two").length_ratio == 0.5
    assert changes("", "one two").length_ratio is None


@given(texts, texts)
def test_what_is_added_one_way_is_dropped_the_other_way(one: str, other: str) -> None:
    there, back = changes(one, other), changes(other, one)
    assert (there.added, there.dropped) == (back.dropped, back.added)


@pytest.mark.parametrize(
    ("one", "other", "changed"),
    [("A ferry", "a FERRY!", False), ("A ferry", "A boat", True), (None, "", False), (None, "A boat", True)],
)
def test_a_headline_is_another_when_its_words_are(one: str | None, other: str | None, changed: bool) -> None:
    assert headline_changed(one, other) is changed
