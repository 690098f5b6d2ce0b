"""References to characters, put right before a parser sees them. Pure, and linear in the length of the text.

Numeric ones that XML forbids: `&#xD83D;&#xDE00;` is one emoji, `&#0;` nothing. Publishers whose software counts in
UTF-16 print the first form; feedparser dies of it. And in an address, an `&` that begins a parameter and none of them:
of `?id=5&lang=en` feedparser makes `?id=5〈=en`.
"""

from __future__ import annotations

import re

_PAIR = re.compile(
    r"&#(?:[xX]([dD][89abAB][0-9a-fA-F]{2})|(5[56]\d{3}));&#(?:[xX]([dD][c-fC-F][0-9a-fA-F]{2})|(5[67]\d{3}));"
)
_ONE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
#: the text of an element that holds an address; a CDATA section begins with `<`, and needs nothing.
_ADDRESS = re.compile(r"<(?:[\w.-]+:)?(?:link|guid|origlink)(?:\s[^<>]*)?>[^<]+", re.IGNORECASE)
_PARAMETER = re.compile(r"&(?=[A-Za-z][\w.-]*=)")
_LINES = frozenset("\t\n\r")


def mended(text: str) -> str:
    """The text without references to what is no character, and with the parameters of its addresses."""
    text = _ADDRESS.sub(lambda address: _PARAMETER.sub("&amp;", address[0]), text)
    return _ONE.sub(_one, _PAIR.sub(_pair, text)) if "&#" in text else text


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
