"""Where a page is written: what its address, language, markup and telephone numbers say of it. Pure; tables.

A zone's name means one thing in Dublin and another in Delhi. Each source below is one witness; `zones.zone_of` takes a
name for what all of them together leave possible. `en-US` is what nobody changed in a template: it is heard where
nothing else speaks, and never against another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

#: ends of hosts that are no country's code, and the country they stand for.
_ENDS: Mapping[str, str] = {"uk": "gb", "gov": "us", "mil": "us", "edu": "us"}
#: words in a site's own name that tell its country: `hindustantimes.com`. Not `indiana`.
_IN_HOSTS: Mapping[str, str] = {
    "in": "india(?!na)|hindu|bharat|delhi|mumbai|bengal(?!s)|kerala|tamil|telugu|malayalam",
    "ie": "irish|ireland|dublin",
    "il": "israel|jerusalem|haaretz",
    "gb": "british(?!columbia)|britain|london|scotsman|scotland",
    "bd": "bangla|dhaka|bdnews",
    "cn": "(?<!ma)china|xinhua|beijing|shanghai",
    "tw": "taiwan|taipei",
    "au": "australia|sydney|melbourne",
    "ph": "philippine|manila|pilipin",
    "sa": "saudi|arabia",
}
#: languages that are at home in one country, or in several that keep one time; bn is written in two.
_LANGUAGES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("hi", "te", "ml", "kn", "mr", "gu", "or", "as"), ("in",)),
    "bn": ("bd", "in"), "ta": ("in",), "zh": ("cn",), "he": ("il",), "ga": ("ie",), "cy": ("gb",), "gd": ("gb",),
    "fil": ("ph",), "tl": ("ph",), "ms": ("my",),
}  # fmt: skip
#: what JSON-LD writes for a country, where it is no code.
_NAMES: Mapping[str, str] = {
    "india": "in", "bharat": "in", "ireland": "ie", "israel": "il", "uk": "gb", "united kingdom": "gb",
    "great britain": "gb", "england": "gb", "scotland": "gb", "wales": "gb", "bangladesh": "bd", "china": "cn",
    "taiwan": "tw", "usa": "us", "united states": "us", "united states of america": "us", "canada": "ca",
    "mexico": "mx", "australia": "au", "philippines": "ph", "malaysia": "my", "saudi arabia": "sa", "kuwait": "kw",
    "qatar": "qa",
}  # fmt: skip
#: codes that telephone numbers begin with.
_DIALLED: Mapping[str, str] = {
    "91": "in", "353": "ie", "972": "il", "44": "gb", "880": "bd", "86": "cn", "886": "tw", "852": "hk", "61": "au",
    "63": "ph", "60": "my", "966": "sa", "965": "kw", "974": "qa",
}  # fmt: skip
# what must not stand before the sign is asked behind it: what begins with letters is found in a third of the time
_CALL = re.compile(
    r"(?:\+(?<![\w+]\+)|00(?<![\w+]00))"
    rf"\s?({'|'.join(sorted(_DIALLED, key=len, reverse=True))})[\s().-]{{1,3}}\d[\d\s().-]{{5,}}"
)
_SITED = {country: re.compile(words) for country, words in _IN_HOSTS.items()}
_ADDRESS = re.compile(
    r'"(?:addressCountry|countryOfOrigin)"\s{0,9}:\s{0,9}(?:\{[^{}]{0,99}?"name"\s{0,9}:\s{0,9})?"([^"]{2,40})"'
)
_ZONED = re.compile(r"T\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?([+-]\d\d):?(\d\d)(?!\d)")
_REGION = re.compile(r"-[a-z]{2}$")
#: the language that templates come with.
_UNCHANGED = "en-us"
#: letters of a country's code, and of a language tag that are looked at.
_CODE, _TAG = 2, 20
#: characters of a text in which witnesses are looked for.
_MOST = 200_000


@dataclass(frozen=True, slots=True)
class Land:
    """What is known of where a page is written."""

    #: as it declares its language, with its country where it does: `en-gb`; empty where it does not.
    lang: str = ""
    host: str = ""
    #: ISO 3166 codes in lower case.
    countries: frozenset[str] = frozenset()
    #: minutes east of UTC, of its other times; never 0, which is what machines write anywhere.
    offsets: frozenset[int] = frozenset()

    @property
    def language(self) -> str:
        return self.lang.partition("-")[0]

    @property
    def places(self) -> frozenset[str]:
        """Its countries; where nothing tells, what its template says."""
        return self.countries or (frozenset({"us"}) if self.lang == _UNCHANGED else frozenset())


NOWHERE = Land()


def land_of(lang: str | None = None, host: str = "", texts: Iterable[str] = (), *, also: str | None = None) -> Land:
    """What these say. texts: JSON-LD, dates of markup, or lines of the page. also: another language tag of it."""
    tag, other = (_tag(one) for one in (lang, also))
    name, _, end = host.rpartition(".")
    places = {_ENDS.get(end, end)} if name and (len(end) == _CODE or end in _ENDS) else set()
    places |= {country for country, words in _SITED.items() if words.search(name)}
    places |= set(_LANGUAGES.get(tag.partition("-")[0], ()))
    places |= {one.rpartition("-")[2] for one in (tag, other) if _REGION.search(one) and one != _UNCHANGED}
    return with_texts(Land(tag, host, frozenset(places)), texts)


def with_texts(land: Land, texts: Iterable[str]) -> Land:
    """The same, with what these texts say besides."""
    countries, offsets = set(land.countries), set(land.offsets)
    for text in texts:
        named = (match[1].strip().lower() for match in _ADDRESS.finditer(text, 0, _MOST))
        countries |= {_NAMES.get(name, name) for name in named if name in _NAMES or len(name) == _CODE}
        countries |= {_DIALLED[match[1]] for match in _CALL.finditer(text, 0, _MOST)}
        offsets |= {_minutes(match[1], match[2]) for match in _ZONED.finditer(text, 0, _MOST)} - {0}
    return replace(land, countries=frozenset(countries), offsets=frozenset(offsets))


def _tag(lang: str | None) -> str:
    return (lang or "").strip().lower().replace("_", "-")[:_TAG]


def _minutes(hours: str, minutes: str) -> int:
    east = abs(int(hours)) * 60 + int(minutes)
    return -east if hours.startswith("-") else east
