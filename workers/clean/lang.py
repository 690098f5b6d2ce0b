"""Which language a text is in. Pure, but for a model that loads on first use (80 MB, 0.6 s).

py3langid was right on every one of 212 bodies in many languages, and on their first 300 characters; html's lang
attribute was right wherever present, on 98 %. So the model decides, and a declaration decides where the text is short.
Neither may name a language that is not written in the text's script: a template's lang="en" stays on pages in Japanese.
Where a text has small words of the language that its page declares, the model is not asked: that is so on 697 of 864
labelled pages, and the model says the same of all of them. With words that sister languages have, too, it was so on
717, and a page in Catalan that declares Spanish was believed.
"""

from __future__ import annotations

from collections.abc import Mapping

from workers.clean.scripts import LANGUAGES, can_be, script_of

#: characters that are read, as many as the figures above are of; 600 told no more. The model's tables are larger than
#: a processor's cache, so that each letter costs: half as many take 0.7 ms a page in place of 1.2.
SAMPLE = 300
#: shorter texts are not judged by the model.
TOO_SHORT = 20
#: shorter texts are judged by a declaration, where there is one.
UNSURE = 200

#: codes that were replaced, or that readers do not tell apart.
ALIASES: Mapping[str, str] = {
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "jp": "ja",
    "cz": "cs",
    "gr": "el",
    "ua": "uk",
    "nb": "no",
    "nn": "no",
}

#: words that are small, frequent, and no sister language's; and their share of a text's words that confirms it. What
#: Catalan, Galician and Italian share with Spanish (el, del, una, por, con, al), Danish and Afrikaans with German (der,
#: den, die), Dutch with English (is, had) confirms nothing. Of 24 texts in such a sister 20 have at most 2 % of them,
#: one in Occitan 5 %, one in Dutch 7 %, and two in Asturian, which is Spanish to the model, too, 9 and 10 %. A
#: language without words here is always left to the model.
SMALL_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the and that with which from were their this have been would they who was his her its will by than after"
        " when about of to are it he be you said not or",
        "de": "und nicht ist auch sich eine einen einer einem eines für auf mit im von wird werden wurde wurden dass"
        " nach sind haben über nur aus bei zum zur mehr durch seine ihre war waren wenn kann",
        "fr": "une dans du pour avec est sont aux et cette sur leur leurs ces été selon après comme être était qui elle"
        " nous plus dont par ont ainsi cet",
        "es": "los las y más fue pero también sus sin hay muy según años ya sido hasta cuando",
        "it": "il che della gli sono nel alla dei delle dal è anche più nella degli dalla alle sul questo nei dello",
    }.items()
}
CONFIRMED = 0.1


def code_of(declared: str | None) -> str | None:
    """ISO 639-1 of a declaration such as `en-US` or `de_AT.UTF-8`; None for anything else."""
    code = (declared or "").strip().lower().replace("_", "-").partition("-")[0].partition(".")[0]
    code = ALIASES.get(code, code)
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None


def lang_of(text: str, *declared: str | None) -> str | None:
    """The language of a text. declared: what the page, then the feed, say.

    The first that is a code, and that the text's script can be, has a vote.
    """
    sample = " ".join(text[: 2 * SAMPLE].split())[:SAMPLE]
    script = script_of(sample)
    said = next((code for one in declared if (code := code_of(one)) and can_be(script, code)), None)
    if said and len(sample) < UNSURE:
        return said
    if script and len(LANGUAGES[script]) == 1:
        return LANGUAGES[script][0]
    if said and _is_spoken(said, sample):
        return said
    other = script is not None and script != "LATIN"
    if len(sample) < TOO_SHORT and not other:
        return said
    from py3langid import rank

    ranked = (code_of(str(code)) for code, _ in rank(sample))
    return next((code for code in ranked if code and can_be(script, code)), said)


def _is_spoken(language: str, sample: str) -> bool:
    """Has the text enough of the language's small words?"""
    words, small = sample.casefold().split(), SMALL_WORDS.get(language, frozenset())
    return sum(map(small.__contains__, words)) >= CONFIRMED * len(words)


def spoken(text: str) -> str | None:
    """The one language whose small words a text of some length has enough of, by which no model is asked; else None."""
    sample = " ".join(text[: 2 * SAMPLE].split())[:SAMPLE]
    found = [language for language in SMALL_WORDS if _is_spoken(language, sample)] if len(sample) >= UNSURE else []
    return found[0] if len(found) == 1 else None


def labelled(text: str, label: str | None) -> str | None:
    """The language of a document that came with a label, which is believed as far as its script allows."""
    code = code_of(label)
    return code if code and can_be(script_of(text[:SAMPLE]), code) else lang_of(text)
