"""References to characters, put right before a parser sees them. Pure, and linear in the length of the text.

Numeric ones that XML forbids: `&#xD83D;&#xDE00;` is one emoji, `&#0;` nothing. Publishers whose software counts in
UTF-16 print the first form; feedparser dies of it. And in an address, an `&` that begins a parameter and none of them:
of `?id=5&lang=en` feedparser makes `?id=5〈=en`.

What expat reads, which forgives less, gets no `&` that begins no reference, and no name that HTML alone has.
"""

from __future__ import annotations

import re
from html.entities import html5

_PAIR = re.compile(
    r"&#(?:[xX]([dD][89abAB][0-9a-fA-F]{2})|(5[56]\d{3}));&#(?:[xX]([dD][c-fC-F][0-9a-fA-F]{2})|(5[67]\d{3}));"
)
_ONE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
#: the text of an element that holds an address; a CDATA section begins with `<`, and needs nothing.
_ADDRESS = re.compile(r"<(?:[\w.-]+:)?(?:link|guid|origlink)(?:\s[^<>]*)?>[^<]+", re.IGNORECASE)
_PARAMETER = re.compile(r"&(?=[A-Za-z][\w.-]*=)")
_LINES = frozenset("\t\n\r")
#: what XML itself knows; every other name must be declared.
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
#: what is passed over whole, to the end where nobody closes it: a section of CDATA, a comment (which may speak of one),
#: a processing instruction. Then a reference, by number or by name, or an `&` that is none.
_AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
    r"|&(?:#(?:[0-9]+|x[0-9a-fA-F]+);|([A-Za-z][A-Za-z0-9]*);)?",
    re.DOTALL,
)
#: of more of them a document is made on purpose, and left as it is.
_MOST_AMPERSANDS = 1_000_000


def mended(text: str) -> str:
    """The text without references to what is no character, and with the parameters of its addresses."""
    text = _ADDRESS.sub(lambda address: _PARAMETER.sub("&amp;", address[0]), text)
    return _ONE.sub(_one, _PAIR.sub(_pair, text)) if "&#" in text else text


def strict(text: str) -> str:
    """The text with each `&` that begins no reference escaped, and HTML's own names as the characters they mean.

    Of a name that nobody knows the `&` is one, too: nothing may be declared where this is read.
    """
    if text.count("&") > _MOST_AMPERSANDS:
        return text
    return _AMPERSAND.sub(_reference, text)


def _reference(match: re.Match[str]) -> str:
    name = match[1]
    if name is None:
        return "&amp;" if match[0] == "&" else match[0]
    if name in _OF_XML:
        return match[0]
    meant = html5.get(f"{name};")
    return f"&amp;{name};" if meant is None else "".join(f"&#{ord(letter)};" for letter in meant)


def _pair(match: re.Match[str]) -> str:
    high, low = _number(match[1], match[2]), _number(match[3], match[4])
    if 0xD800 <= high <= 0xDBFF and 0xDC00 <= low <= 0xDFFF:
        return chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)
    return match[0]


def _one(match: re.Match[str]) -> str:
    code = _number(match[1], match[2])
    if 0x20 <= code < 0xD800 or 0xE000 <= code <= 0x10FFFF or (code < 0x20 and chr(code) in _LINES):
        return match[0]
    return ""


def _number(hexadecimal: str | None, decimal: str | None) -> int:
    """The number, or one too large for a character where it has more digits than any has."""
    digits, base = (hexadecimal, 16) if hexadecimal else (decimal or "0", 10)
    short = digits.lstrip("0") or "0"
    return int(short, base) if len(short) <= 7 else 0x110000
