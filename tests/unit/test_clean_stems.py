"""Many words looked for at once say what a search for each of them says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workers.clean.stems import finder

WORDS = st.lists(st.text("abc-_", min_size=1, max_size=5), min_size=1, max_size=12, unique=True)


@given(WORDS, st.text("abc-_ ", max_size=40))
def test_a_text_has_the_bits_of_each_word_that_it_holds(words: list[str], text: str) -> None:
    bits = {word: 1 << number for number, word in enumerate(words)}
    assert finder(bits)(text) == sum(bit for word, bit in bits.items() if word in text)
