"""What was made of words, remembered."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workers.assign.remembered import Memory

asked = st.lists(st.tuples(st.sampled_from(["en", "de", "ja"]), st.text(alphabet="abcß", max_size=6)), max_size=60)


def made(word: str, lang: str) -> str:
    return f"{lang}:{word}"


@given(asked, st.integers(2, 12))
def test_whatever_is_remembered_or_forgotten_the_answer_is_the_same(words: list[tuple[str, str]], most: int) -> None:
    memory = Memory(made, most=most, longest=4)
    assert [memory.of(lang)[word] for lang, word in words] == [made(word, lang) for lang, word in words]


@given(asked, st.integers(2, 12))
def test_no_more_is_remembered_than_was_said(words: list[tuple[str, str]], most: int) -> None:
    memory = Memory(made, most=most, longest=4)
    for lang, word in words:
        memory.of(lang)[word]
        tables = memory._tables.values()
        assert sum(len(table) + len(table._before) for table in tables) <= most
        assert all(len(known) <= 4 for table in tables for known in (*table, *table._before))


def test_a_word_that_is_asked_for_again_is_not_made_again_however_many_come_once() -> None:
    made_of: list[str] = []
    memory = Memory(lambda word, _lang: made_of.append(word) or word, most=8, longest=9)
    for n in range(50):
        memory.of("en")["tariff"]
        memory.of("en")[f"x{n}"]
    assert made_of.count("tariff") == 1


def test_a_language_that_nobody_speaks_any_more_leaves_nothing_behind() -> None:
    memory = Memory(made, most=4, longest=9)
    for n in range(100):
        memory.of(f"x{n}")["word"]
    assert len(memory._tables) <= 4
