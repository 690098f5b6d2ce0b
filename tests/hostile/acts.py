"""What a text could do to the terminal that shows it. Pure."""

from __future__ import annotations

import unicodedata

#: turns of direction: embeddings, overrides, isolates.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def acting(text: str) -> set[str]:
    """The characters of a text that could move a terminal, or that some database cannot hold."""
    return {
        character
        for character in set(text) - {"\n"}
        if character in _TURNS or unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
    }
