r"""Text from strangers, made fit to be stored and to be printed. Pure.

Half a UTF-16 pair (an escape such as \ud83d alone) can be stored nowhere, NUL not in PostgreSQL; escape sequences move
a terminal's cursor, and marks that turn the direction of writing never end by themselves. JSON and markup hold all of
them by reference, so that clean bytes still give them.

A password in an address is fit to be neither stored nor printed: `masked` takes it out of whatever is said, also where
its signs are wide or small ones that NFKC makes the same, as in `http://me:secret\uff20host/`.
"""

from __future__ import annotations

import json
import re

#: characters of a title and of a name that are kept; the longest titles of real pages have some 300.
TITLE, NAME = 500, 200
#: characters of a summary that are kept.
SUMMARY = 2000

#: what no encoding has: the sign is lost, its place is kept.
_HALVES = re.compile("[\ud800-\udfff]")
#: controls that are no white space, and turns of direction (embeddings, overrides, isolates).
_MOVING = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
#: what begins a new line, or leaps to a column.
_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]")
#: where a text has more white space than it needs; what is printable has no other than this.
_LOOSE = ("  ", " \n", "\n ", "\n\n")
#: what is never seen: soft hyphen, zero-width space, word joiner, byte order mark. Not the
#: joiners, which carry meaning in some scripts.
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
#: addresses of any scheme with `user@` or `user:password@`: where it belongs; of the web, however the slashes are
#: written; without scheme or slashes, but for names of other worlds that have an `@` of their own.
_OWN_USER = re.compile(
    r"\s*(?:(?:[A-Za-z][A-Za-z0-9+.-]*:[/\\]+|[/\\]{2,})[^/\\?#]*@"
    r"|https?:(?![/\\]{2})\S*@"
    r"|(?!(?:acct|cid|mailto|mid|news|tag|urn|xmpp):[^:@]*@)[^\s/@:]*:[^\s/]*@[^\s@,]*(?:[/:?#\s]|\Z))",
    re.IGNORECASE,
)
#: where somebody gets mail: what stands before its `@` is a name. Not `news:me@` and its like: it may be a user of that
#: name, with a password.
_MAIL = re.compile(r"\s*mailto:[^:@/\\]*@[^@]*", re.IGNORECASE)
#: `user:password@` of an address, wherever it stands in a text.
_USER = re.compile(r"(?<=//)[^\s/\\?#\"'<>@]*(?:@[^\s/\\?#\"'<>@]*)*@")
#: wide and small signs for @, :, / and backslash: all that NFKC makes one of these. A sign for a sign, and not NFKC
#: itself, which makes spaces of some marks, and takes the square of their number in time.
_ODD = dict(zip("\uff20\ufe6b\uff1a\ufe55\ufe13\uff0f\uff3c\ufe68", "@@:::/\\\\", strict=True))
#: a scheme and what belongs to it.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}:/+")
#: characters of an address that are said of it.
_SAID = 80


def fault(error: BaseException) -> str:
    """What an error that nobody foresaw says: its class and its words.

    Of a database's error what the database said, without the statement and its parameters, which hold whole texts.
    """
    told = getattr(error, "orig", None)
    if not isinstance(told, BaseException):
        return f"{type(error).__name__}: {error}"
    return f"{type(told).__name__}: {str(told).strip().partition(chr(10))[0]}"


def one_line(text: str) -> str:
    """The text on one line, runs of white one space, without what cannot be stored or printed. Idempotent."""
    if not text.isprintable():  # a tenth of the time, and nearly all are
        text = _MOVING.sub("", _HALVES.sub("\ufffd", text))
    return " ".join(text.split())


def label(text: str, longest: int = TITLE) -> str:
    """A title or a name: one line of at most so many characters, without what is never seen. Idempotent."""
    words = one_line(_UNSEEN.sub("", text))
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def paragraphs(text: str) -> str:
    """The same as `one_line` for each line of a text; lines that end up empty are left out."""
    if text.replace("\n", "").isprintable() and not any(map(text.__contains__, _LOOSE)) and text == text.strip():
        return text  # as nearly all that was cleaned: a third of the time
    return "\n".join(line for line in map(one_line, text.split("\n")) if line)


def in_place(text: str) -> str:
    """The text as it may stand in one line of a terminal, a sign for a sign: columns and styles stay where they are."""
    return _BREAKS.sub(" ", _MOVING.sub(" ", _HALVES.sub("\ufffd", text)))


def is_fit(text: str) -> bool:
    """Can the text be stored and printed as it is? For ids and addresses, which nobody may change."""
    return in_place(text) == text


def escaped(json_text: str) -> str:
    r"""JSON in which what could move a terminal is written as \u009b: the same values, harmless on any screen."""
    return _NOT_RAW.sub(lambda odd: f"\\u{ord(odd[0]):04x}", json_text)


_NOT_RAW = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def _plain(text: str) -> str:
    """The text, as long as it was, with the signs of addresses as these have them."""
    if not text.isascii():
        for odd, sign in _ODD.items():  # str.translate takes 30 times as long
            text = text.replace(odd, sign)
    return text


def has_user(address: str) -> bool:
    """Does an address of any scheme hold a user name, and so perhaps a password? Not `mailto:me@a.example`."""
    return bool(_OWN_USER.match(_plain(address)))


def masked(text: str) -> str:
    """A text whose addresses lost their user names and passwords: `https://***@host/`. Otherwise the text as it is."""
    plain = _plain(text)
    if "@" not in plain:
        return text
    ends = [0, *(end for user in _USER.finditer(plain) for end in user.span()), len(text)]
    return "***@".join(text[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True))


def said(word: str) -> str:
    """A word that should have been an address, as it may be repeated: no password, however badly it is spelled; short.

    What stands before an `@` is taken out also where it stands in no place for a password, as in `me:secret@host`; not
    in `mailto:me@host`, which has none. A word of which nothing would be seen is quoted, as JSON has it: `""`, `" "`.
    """
    plain = _plain(word)
    before, found, after = plain.rpartition("@")
    scheme = _SCHEME.match(before)
    hides = found and not _MAIL.fullmatch(plain)
    shown = f"{scheme[0] if scheme else ''}***@{after}" if hides else word
    shown = " ".join(in_place(shown).split()) or escaped(json.dumps(word))
    return shown if len(shown) <= _SAID else f"{shown[:_SAID]}..."
