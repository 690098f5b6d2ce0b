"""What was made of words, remembered, for each language apart: as quick to ask as a dictionary. Bounded.

`functools.lru_cache` makes a key of word and language each time, which takes longer than all that is asked for a word.
Safe to share between threads: what two make at once is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Table(dict[str, Made]):
    """What is made of the words of one language: `table[word]` for any word."""

    def __init__(self, memory: Memory[Made], lang: str) -> None:
        super().__init__()
        self._memory, self._lang = memory, lang
        #: what was known before the last time that all was full: who is asked for again comes back.
        self._before: dict[str, Made] = {}

    def __missing__(self, word: str) -> Made:
        return self._memory.remember(self, word, self._before, self._lang)

    def age(self) -> bool:
        """Forget what has not been asked for since the last time, the rest if it is not asked for again. False: all."""
        self._before = dict(self)
        self.clear()
        return bool(self._before)


class Memory(Generic[Made]):
    """make: of a word and its language. most: words that are remembered, of all languages together. longest: letters of
    a word that is worth it.
    """

    def __init__(self, make: Callable[[str, str], Made], most: int, longest: int) -> None:
        self._make, self._most, self._longest = make, most // 2, longest
        self._tables: dict[str, Table[Made]] = {}
        self._count = 0

    def of(self, lang: str) -> Table[Made]:
        """The table of a language."""
        known = self._tables.get(lang)
        return self._tables.setdefault(lang, Table(self, lang)) if known is None else known

    def remember(self, table: Table[Made], word: str, before: dict[str, Made], lang: str) -> Made:
        """For the table alone: a word that it does not hold."""
        if len(word) > self._longest:  # data, not a word
            return self._make(word, lang)
        made = before[word] if word in before else self._make(word, lang)
        if self._count >= self._most:
            self._age()
        self._count += 1
        table[word] = made
        return made

    def _age(self) -> None:
        self._count = 0
        self._tables = {lang: table for lang, table in list(self._tables.items()) if table.age()}
