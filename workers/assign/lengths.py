"""How long the vectors of a language are: longer where two texts on one thing have fewer words in common. Pure.

What is asked of a likeness (score.py, kin.py) was chosen on articles in English. A language that bends its words in
more ways than its stemmer knows, or joins them to new ones, gives less of it for the same: threads of months would fall
to pieces there. So a vector has the length at which two texts are as like as they would be in English.

Measured on pages that say the same in 40 languages, the help of the GNOME desktop (Debian's gnome-user-docs 43): the
likeness of a page's even with its odd sentences, as a share of what it is in English (benchmarks/languages.py). There
were no labelled stories in other languages. What it is worth, by the English sets with every likeness made smaller, in
memory as in repair.py, after second thoughts: the mean of the four, timeline_updates with three and with six of its
entries to an article.

    all likenesses 1.2 times      0.919    0.860    0.932
    as they are                   0.917    0.795    0.917
    0.85 times                    0.917    0.762    0.811
    0.7 times                     0.901    0.556    0.490

Beside it: even and odd sentences of news and blogs, pages of one origin, have 0.81 in German (127 and 96 pages from
two origins); articles of the Universal Declaration of Human Rights have 0.60 to 1.3, without names and all formula.
"""

from __future__ import annotations

from collections.abc import Mapping

from workers.assign.weight import language

#: language -> the likeness of halves of a page, as a share of that in English; of 40 pages or more.
SHARES: Mapping[str, float] = {
    "en": 1, "ca": 0.94, "cs": 0.8, "da": 0.86, "de": 0.86, "el": 0.79, "es": 0.92, "fi": 0.71, "fr": 0.92,
    "gl": 0.88, "gu": 0.85, "hr": 0.94, "hu": 0.78, "id": 0.93, "it": 0.82, "ja": 0.81, "ko": 0.85, "lv": 0.83,
    "mr": 0.81, "nl": 0.8, "pl": 0.88, "pt": 0.92, "ru": 0.87, "sl": 0.86, "sr": 0.86, "sv": 0.86, "ta": 0.79,
    "uk": 0.98, "vi": 0.83, "zh": 0.7,
}  # fmt: skip
#: the median of those, for all others.
USUAL = 0.86


def length(lang: str | None) -> float:
    """Of a vector in this language; None counts as English, whose is 1."""
    return float(SHARES.get(language(lang), USUAL) ** -0.5)
