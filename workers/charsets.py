"""The name of a charset, as pages and feeds declare it -> the codec that reads what is meant. Pure.

As browsers read it (encoding.spec.whatwg.org): Python's codecs keep to standards that lack letters in daily use (`髙`,
`숖`, `喺`, `€`), and a reader that meets one of those spoils its neighbours, too.
"""

from __future__ import annotations

from resiliparse.parse.encoding import map_encoding_to_html5

#: of the codecs, those to which Python has one that reads all that they read, and what browsers read besides.
_SUPERSETS = {"shift_jis": "cp932", "euc_kr": "cp949", "gbk": "gb18030", "big5": "big5hkscs", "iso8859-11": "cp874"}
#: names in use that browsers do not know, or resiliparse does not.
_BESIDES = {"latin-1": "cp1252", "x-mac-cyrillic": "mac_cyrillic", "x-mac-ukrainian": "mac_cyrillic"}


def codec(label: str) -> str | None:
    """None: nobody means a charset by that."""
    name: str | None = map_encoding_to_html5(label, fallback_utf8=False) or _BESIDES.get(label.lower())
    return _SUPERSETS.get(name, name) if name else None
