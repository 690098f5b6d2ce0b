"""Names of days and months, which are names to who wrote them with a capital, and tell a person nothing. Pure.

In full, by language, as Unicode's CLDR has them (babel): `mars` is a month to the French, and workers/clean/months.py,
which reads dates of any language, does not say whose a word is. Short forms are left: `Jan` and `Sun` are names, too.
"""

from __future__ import annotations

from functools import cache

from workers.assign.weight import language
from workers.text import normalise

#: a month by which people are called.
_PEOPLE = {"may"}


def is_of_the_calendar(name: str, lang: str | None) -> bool:
    """Whether a name, normalised, is made of names of days and months alone."""
    return _known(language(lang)).issuperset(name.split())


@cache
def _known(lang: str) -> frozenset[str]:
    """Empty for a language that is not known."""
    from babel import Locale, UnknownLocaleError  # a twentieth of a second: who asks for no reasons does not pay it

    try:
        locale = Locale(lang)
    except (UnknownLocaleError, ValueError):
        return frozenset()
    given = (of[context]["wide"].values() for of in (locale.days, locale.months) for context in of)
    return frozenset(word for names in given for name in names for word in normalise(name).split()) - _PEOPLE
