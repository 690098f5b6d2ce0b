"""Words and names of a text in any script. Pure; shared by dedupe and assign.

It knows no language: what a word weighs is decided elsewhere. It does not stem and does not drop stop words.
Scripts written without spaces give character bigrams, the usual stand-in for words there (Nie and Ren 1999,
"Chinese information retrieval: using characters or words?": bigrams do as well as a segmenter).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

#: Han, kana, Thai, Lao, Tibetan, Myanmar, Khmer: no spaces between words. Hangul has them.
UNSPACED = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
)
_RUNS = re.compile(f"[{UNSPACED}]+|[^{UNSPACED}]+")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_COUNTED = re.compile(rf"[{UNSPACED}]|[^\s{UNSPACED}]+")

#: a capitalised run this long is a headline in title case or a list, not a name.
_LONGEST_NAME = 6
#: a token of a cased script, with what may stand inside it: O'Neill, al-Sharaa, U.S., AT&T. `_` is taken out before:
#: without it \w needs no class, and nothing that has matched is tried again: 92 microseconds a text for 113. A group is
#: atomic, not repeated possessively, which CPython before 3.11.5 does wrong: that of Debian 12 (its issue 106052).
_TOKEN = re.compile(r"(\w++(?>(?:['’.&-]\w++)*))")
#: of a word and the space behind it, more than most languages have on average.
_LETTERS = 8
#: letters of a token that is worth remembering.
_USUAL = 40
#: after one of these a capital says nothing.
_SENTENCE_END = frozenset('.!?…:;•|\n。！？"“”„«»‘([—–*')
#: the marks behind a letter, more or less: what is neither word nor space, and kana's half-width marks of voice. More
#: of them than any language writes are cut short: the time in which NFKC sorts them grows with the square of their
#: number, and 50,000 take 2 s (Unicode's stream-safe text, UAX 15, stops at 30 as well).
_MARKS = re.compile("[^\\x00-\u02ff](?:[^\\x00-\u02ff\\w\\s]|[\uff9e\uff9f]){30,}")  # so begun: 6 times as fast
_MOST_MARKS = 30
#: what printers set, which ends as a space. Of 3,575 texts in English 43 % have no other character than ASCII's in
#: their beginnings, without these 91 %, and such are folded sooner: all of them in 30 microseconds on average for 66.
_SET = "‘’“”–—…\u00a0"
#: what parts the thousands of a number, in one country or another; not a plain space, which parts two numbers, too.
_THOUSANDS = re.compile(r"[.,'’\u00a0\u202f\u066c](?=\d{3}(?!\d))(?<=\d.)")
_POSSESSIVE = re.compile(r"['’]s?$")


class _Plain(dict[int, str | None]):
    """What becomes of each character, learnt as it is met: letters, marks and digits stay, format characters go."""

    def __missing__(self, code: int) -> str | None:
        category = unicodedata.category(chr(code))
        self[code] = value = chr(code) if category[0] in "LMN" else None if category == "Cf" else " "
        return value


_PLAIN = _Plain()


def unpiled(text: str) -> str:
    """The text with no letter under more marks than any language writes: before NFKC, which takes their square."""
    return _MARKS.sub(lambda run: run.group()[:_MOST_MARKS], text)


def normalise(text: str) -> str:
    """NFKC, casefold, everything but letters, marks and digits to single spaces. Idempotent.

    Repeated until nothing changes, because folding a few characters makes new ones to fold (U+1E9E, U+0345).
    """
    while (done := _folded(text)) != text and not _is_normal(done):
        text = done
    return done


def _is_normal(folded: str) -> bool:
    """Whether folding it again would change nothing."""
    return folded.isascii() or (
        folded.casefold() == folded and unicodedata.is_normalized("NFKC", folded) and unpiled(folded) == folded
    )


def words(text: str) -> list[str]:
    """The words in order, normalised; bigrams where a script has no spaces.

    Single letters of an alphabet go: they are what is left of `Japan's` and `U.S.`. `52,000` and `52.000` are one
    number, and one word: as two, all round numbers of thousands have `000` in common.
    """
    found = normalise(_THOUSANDS.sub("", text))
    if not _UNSPACED.search(found):
        return [word for word in found.split() if len(word) > 1]
    return [piece for word in found.split() for piece in _pieces(word)]


def first_words(text: str, count: int) -> list[str]:
    """The first of its words, so many; no more of the text is read than that takes."""
    end = _LETTERS * count
    while True:
        space = text.find(" ", end)
        found = words(text if space < 0 else text[:space])
        if space < 0 or len(found) >= count:
            return found[:count]
        end *= 2


def size(text: str) -> int:
    """Number of words, as white space parts them; in scripts written without spaces, of letters."""
    return len(_COUNTED.findall(text))


def unspaced(word: str) -> bool:
    """Is it of a script that puts no spaces between words?"""
    return not word.isascii() and _UNSPACED.match(word) is not None


def names(text: str) -> list[str]:
    """Capitalised runs, normalised, in order, with repeats; empty for scripts without capitals.

    A capital at the start of a sentence counts only when the same word also stands capitalised inside another.
    """
    pieces = _TOKEN.split(text.replace("_", "/"))  # what stands between, a token, what stands between, ...
    capitals = [at for at in range(1, len(pieces), 2) if pieces[at][0].isupper()]
    words = [_known(token) if len(token := pieces[at]) <= _USUAL else _capital(token) for at in capitals]
    starts = [at == 1 or _starts(pieces[at - 1]) for at in capitals]
    inside = {word for word, start in zip(words, starts, strict=True) if word and not start}
    found: list[list[str]] = []
    next_at = 0  # where a token stands that goes on with the last name
    for at, word, start in zip(capitals, words, starts, strict=True):
        if word is None:  # as if it were not there
            next_at += 2 if at == next_at else 0
        elif word and (word in inside or not start):
            if at == next_at and pieces[at - 1] == " ":
                found[-1].append(word)
            else:
                found.append([word])
            next_at = at + 2
    return [" ".join(run) for run in found if len(run) <= _LONGEST_NAME]


def _folded(text: str) -> str:
    if not text.isascii():
        text = unpiled(text)
        for mark in _SET:
            text = text.replace(mark, " ")
    kept = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(kept.translate(_PLAIN).split())


def _pieces(word: str) -> Iterator[str]:
    if word.isascii() or not _UNSPACED.search(word):
        if len(word) > 1:
            yield word
        return
    for run in _RUNS.findall(word):
        if len(run) == 1 or not _UNSPACED.match(run):
            yield run
        else:
            yield from (run[at : at + 2] for at in range(len(run) - 1))


def _starts(between: str) -> bool:
    """Whether a sentence begins behind it."""
    return between != " " and not _SENTENCE_END.isdisjoint(between)


def _capital(token: str) -> str | None:
    """A capitalised token, normalised; None for a single capital letter, which is no word."""
    raw = _POSSESSIVE.sub("", token).replace(".", "")
    return normalise(raw) if len(raw) > 1 else None


#: the same few thousand make up most texts.
_known = lru_cache(maxsize=1 << 15)(_capital)
