"""Which script a text is written in, and which languages can be written in it. Pure.

Scripts are named as Unicode names their letters. What is not in the tables is not denied: a language that nobody
listed may be written in any script.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

#: scripts that one word of Unicode's names does not tell.
_NAMES: Mapping[str, str] = {"HIRAGANA": "KANA", "KATAKANA": "KANA", "KATAKANA-HIRAGANA": "KANA"}
#: languages of each, the most frequent first.
LANGUAGES: Mapping[str, Sequence[str]] = {
    "LATIN": (
        "en", "es", "fr", "de", "it", "pt", "nl", "pl", "tr", "id", "ro", "sv", "cs", "hu", "vi", "da", "no",
        "fi", "sk", "hr", "sl", "lt", "lv", "et", "ca", "sq", "bs", "sr", "ms", "tl", "sw", "af", "eu", "gl",
        "cy", "ga", "is", "mt", "lb", "az", "uz", "tk", "ku", "ht", "jv", "mg", "rw", "xh", "zu", "eo", "la",
        "oc", "br", "an", "wa", "fo", "se", "qu", "vo", "so", "yo", "ha", "ig", "mi", "sm",
    ),
    "KANA": ("ja",),
    "CJK": ("zh", "ja"),
    "HANGUL": ("ko",),
    "CYRILLIC": ("ru", "uk", "bg", "sr", "be", "mk", "kk", "ky", "mn", "tg", "tt", "uz", "az", "ba", "cv", "ce", "os"),
    "ARABIC": ("ar", "fa", "ur", "ps", "ku", "ug", "sd", "pa", "az", "ks"),
    "HEBREW": ("he", "yi"),
    "GREEK": ("el",),
    "DEVANAGARI": ("hi", "mr", "ne", "sa", "sd", "ks"),
    "BENGALI": ("bn", "as"),
    "GURMUKHI": ("pa",),
    "GUJARATI": ("gu",),
    "ORIYA": ("or",),
    "TAMIL": ("ta",),
    "TELUGU": ("te",),
    "KANNADA": ("kn",),
    "MALAYALAM": ("ml",),
    "SINHALA": ("si",),
    "THAI": ("th",),
    "LAO": ("lo",),
    "KHMER": ("km",),
    "MYANMAR": ("my",),
    "TIBETAN": ("bo", "dz"),
    "GEORGIAN": ("ka",),
    "ARMENIAN": ("hy",),
    "ETHIOPIC": ("am", "ti"),
}  # fmt: skip
#: letters that stand for a syllable or a word each, and how many of an alphabet they count as.
_DENSE, _WEIGHT = frozenset({"KANA", "CJK", "HANGUL"}), 2.5
#: the share of kana from which ideographs are Japanese: it has 40 to 60 %, a Chinese text a trade name.
_JAPANESE = 0.1
_LISTED = frozenset(language for languages in LANGUAGES.values() for language in languages)


def script_of(text: str) -> str | None:
    """The script that has more than half of a text's letters; None where none has, or it is not listed."""
    found: Counter[str] = Counter()
    for letter, count in Counter(text).items():
        if letter.isalpha():
            name = unicodedata.name(letter, "").split(" ")[0]
            found[_NAMES.get(name, name)] += count
    east = found["KANA"] + found["CJK"]
    if found["KANA"] > _JAPANESE * east:
        found["KANA"], found["CJK"] = east, 0
    sizes = {name: count * (_WEIGHT if name in _DENSE else 1) for name, count in found.items()}
    best = max(sizes, key=lambda name: sizes[name], default="")
    return best if best in LANGUAGES and 2 * sizes[best] > sum(sizes.values()) else None


def can_be(script: str | None, language: str) -> bool:
    """Can a text in this script be in this language, as far as is known?"""
    return script is None or language not in _LISTED or language in LANGUAGES[script]
