"""One spelling for one page. Pure; shared by all the rooms.

What is changed never changes the page: the case of scheme and host, the default port, the fragment, dot segments, the
form of percent-encoding (RFC 3986, section 6.2.2), and parameters that only say how a reader came (tracking.py).
Everything else stays, the order of parameters too: many sites name the article in one. Which of two addresses a
publisher prefers is for the page's canonical link to say, not for us.

The same code reads an address for identity and for the connection, so no two readings of one address can differ.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, urljoin

from workers.errors import RefusedError
from workers.hostname import bad_url, spelled_host
from workers.printable import has_user, said
from workers.tracking import tracks

#: longer ones are session state or attacks; the longest in 623 labelled news pages had 411.
LONGEST = 2000
#: what is read at all: tracking parameters may make a long address of a short one.
_LONGEST_GIVEN = 20_000

_PORTS = {"http": 80, "https": 443}

_WHOLE = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?", re.DOTALL)
_AUTHORITY = re.compile(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::([0-9]{0,5}))?")
#: an escape, or a character that is not `unreserved` (RFC 3986, section 2.3).
_ODD = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9._~-]", re.DOTALL)
#: what no request may hold as it is (RFC 9112, section 3.2).
_UNSENT = re.compile(r"%(?![0-9A-Fa-f]{2})|[^!-~]|[\"<>\\^`{|}]")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
#: reserved characters that may stand for themselves (RFC 3986, sections 3.3 and 3.4).
_IN_PATH = "/:@!$&'()*+,;="
_IN_QUERY = _IN_PATH + "?"
#: browsers drop these anywhere in an address (WHATWG URL, section 4.4).
_DROPPED = str.maketrans("", "", "\t\r\n")
_NO_USER = "expected an address without user name and password"


class Parts(NamedTuple):
    """An address, read."""

    scheme: str
    #: in ASCII; an IPv6 address stands in brackets.
    host: str
    port: int
    path: str
    query: str

    @property
    def netloc(self) -> str:
        return self.host if self.port == _PORTS[self.scheme] else f"{self.host}:{self.port}"

    @property
    def target(self) -> str:
        """What a request asks the host for."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def text(self) -> str:
        return f"{self.scheme}://{self.netloc}{self.target}"


def canonical(url: str) -> str:
    """The one spelling of this page's address. Raises RefusedError('bad-url') that says what was expected."""
    parts = split(url)
    kept = (pair for pair in parts.query.split("&") if pair and not tracks(pair, parts.host))
    return _short_enough(parts._replace(query="&".join(kept)).text())


def normal(url: str) -> str:
    """The same with every parameter kept: what a redirect asks for. Raises RefusedError('bad-url')."""
    return _short_enough(split(url).text())


def join(base: str, reference: str) -> str:
    """Where a link or a redirect on the page `base` leads, spelled by `normal`. Raises RefusedError('bad-url')."""
    return normal(_joined(base, reference))


def as_given(base: str, reference: str) -> str:
    """Where a reference on the page `base` leads, each sign of path and query as it is written there.

    For what is no page, and is compared with nothing: who signs an address signs the spelling of its escapes, too. What
    no request may hold is escaped, and the fragment, which none holds, goes. Raises RefusedError('bad-url').
    """
    text = _joined(base, reference)
    parts, whole = split(text), _WHOLE.fullmatch(text)
    path, query = (whole[3], whole[4]) if whole else ("", None)
    target = "?".join(_UNSENT.sub(_escaped, part) for part in (path or "/", query) if part is not None)
    return _short_enough(f"{parts.scheme}://{parts.netloc}{target}")


def _joined(base: str, reference: str) -> str:
    text = _tidy(reference)
    if _WHOLE.fullmatch(text):  # urljoin would lose an empty `;`
        return text
    if has_user(text):  # `http:me:secret@host` would be read as a path
        raise bad_url(_NO_USER)
    try:
        return urljoin(base, text)
    except ValueError as error:  # brackets that hold no IPv6 address
        raise bad_url(f"not an address: {_quoted(reference)}") from error


def _escaped(odd: re.Match[str]) -> str:
    return quote(odd[0], safe="")


def key(canonical_url: str) -> str:
    """Identity of an address: 32 hex digits of its SHA-256."""
    return hashlib.sha256(canonical_url.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def host(url: str) -> str:
    """The unit of politeness: host, with the port where it is not the scheme's own. Raises RefusedError('bad-url')."""
    return split(url).netloc


def name_in(text: str) -> str:
    """The host that an address names, without a port; empty for what is no address of the web. Never raises."""
    try:
        return split(text).host
    except RefusedError:
        return ""


def is_of(host: str, wanted: str) -> bool:
    """Is a host, as `host` spells it, the one that is wanted? One without a port means all of its ports.

    Nothing stands behind a port, so that this asks nothing more of one that has it.
    """
    return host == wanted or host.startswith(f"{wanted}:")


def as_host(word: str) -> str:
    """A host as people type it, with a port or without, spelt as `host` spells it. Raises RefusedError('bad-url')."""
    found = _AUTHORITY.fullmatch(f"[{word}]" if word.count(":") > 1 and "[" not in word else word)
    if not found:
        raise bad_url(f"expected a host and perhaps a port, not {_quoted(word)}")
    return f"{spelled_host(found[1])}:{int(found[2])}" if found[2] else spelled_host(found[1])


@lru_cache(maxsize=256)  # one fetch asks eight times for the parts of one address
def split(url: str) -> Parts:
    """The parts of an address, each in its one spelling. Raises RefusedError('bad-url')."""
    if len(url) > _LONGEST_GIVEN:
        raise bad_url(f"more than {_LONGEST_GIVEN} characters, expected at most {LONGEST}")
    text = _tidy(url)
    whole = _WHOLE.fullmatch(text)
    scheme = whole[1].lower() if whole else ""
    if not whole or scheme not in _PORTS:
        raise bad_url(f"expected an address that begins with http:// or https://, not {_quoted(text)}")
    authority, path, query = whole[2], whole[3], whole[4] or ""
    if "@" in authority:  # not repeated in the message: it holds a password
        raise bad_url(_NO_USER)
    found = _AUTHORITY.fullmatch(authority)
    port = int(found[2] or _PORTS[scheme]) if found else 0
    if not found or not 0 < port < 65536:
        raise bad_url(f"expected a host and perhaps a port from 1 to 65535, not {_quoted(text)}")
    return Parts(
        scheme, spelled_host(found[1]), port, _without_dots(_spelled(path, _IN_PATH)), _spelled(query, _IN_QUERY)
    )


def _quoted(word: str) -> str:
    """What was given, as a message may repeat it: a word that is no address may still hold a password."""
    return repr(said(word))


def _short_enough(url: str) -> str:
    if len(url) > LONGEST:
        raise bad_url(f"{len(url)} characters, expected at most {LONGEST}: {url[:80]!r}...")
    return url


def _tidy(url: str) -> str:
    """As a browser reads it: no spaces around, no line breaks within, slashes for backslashes before the query."""
    text = url.strip().translate(_DROPPED)
    end = min((at for at in (text.find("?"), text.find("#")) if at >= 0), default=len(text))
    return text[:end].replace("\\", "/") + text[end:]


def _spelled(text: str, allowed: str) -> str:
    """Percent-encoding in one form: in upper case, and only where it is needed."""

    def one(match: re.Match[str]) -> str:
        odd = match[0]
        if len(odd) == 3:
            plain = chr(int(odd[1:], 16))
            return plain if _UNRESERVED.fullmatch(plain) else odd.upper()
        return odd if odd in allowed else quote(odd, safe="")

    try:
        return _ODD.sub(one, text)
    except UnicodeEncodeError as error:
        raise bad_url("expected text, not half of a UTF-16 pair") from error


def _without_dots(path: str) -> str:
    """A path without `.` and `..` (RFC 3986, section 5.2.4); `/` when it is empty."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)
