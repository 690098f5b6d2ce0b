"""Markup -> one line of plain text. Pure, and linear in the length of its input.

For titles and summaries, which feeds print as text, as HTML, or as HTML escaped once more than needed. Not for
articles: those are cleaned by workers/clean.
"""

from __future__ import annotations

import re
from html import unescape

TITLE = 500
SUMMARY = 2000
NAME = 200

#: what is read of a text for each character that is kept: markup is rarely longer than ten times its text.
_MARKUP = 10
#: times that a text is taken out of its escapes: once as HTML, once more for the publisher's mistake.
_LAYERS = 3

#: quoted attributes may hold `>`; the last form is for attributes whose quotes do not match.
_TOKEN = re.compile(r"""<!--|-->|</?([A-Za-z][\w:-]*)(?:(?:[^<>"']|"[^"<]*"|'[^'<]*')*>|[^<>]*>)""")
#: semicolons only: in `?a=1&copy=2` nobody means a copyright sign.
_ESCAPE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
#: what no database and no terminal wants: controls, lone surrogates, invisible direction marks, soft hyphens.
_UNWANTED = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
#: elements whose content is no text.
_SILENT = frozenset({"script", "style", "template", "iframe", "svg"})
#: elements that may stand inside a word; all others part words.
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span"}
    | {"strong", "sub", "sup", "tt", "u", "wbr"}
)


def plain(text: object, longest: int = TITLE) -> str | None:
    """The text on one line, without markup, at most `longest` characters; None where nothing is left."""
    if not isinstance(text, str):
        return None
    left = text[: longest * _MARKUP]
    for _ in range(_LAYERS):
        before, left = left, _ESCAPE.sub(lambda match: unescape(match[0]), _without_tags(left))
        if left == before:
            break
    words = " ".join(_UNWANTED.sub("", _without_tags(left)).split())
    return _cut(words, longest) or None


def _without_tags(text: str) -> str:
    """The text between tags, comments and silent elements left out."""
    if "<" not in text:
        return text
    kept: list[str] = []
    until, start = "", 0
    for token in _TOKEN.finditer(text):
        name = (token[1] or token[0]).lower()
        closes = token[0].startswith("</")
        if until:
            if name == until and (closes or name == "-->"):
                until, start = "", token.end()
            continue
        if name == "-->":
            continue
        kept.append(text[start : token.start()])
        start = token.end()
        if name not in _INLINE:
            kept.append(" ")
        if name == "<!--":
            until = "-->"
        elif name in _SILENT and not closes and not token[0].endswith("/>"):
            until = name
    if not until:
        kept.append(text[start:])
    return "".join(kept)


def _cut(words: str, longest: int) -> str:
    """At most so many characters, cut between words where there is a space not far back."""
    if len(words) <= longest:
        return words
    head = words[: longest - 1]
    space = head.rfind(" ", longest // 2)
    return (head[:space] if space > 0 else head).rstrip() + "…"
