"""One spelling for one page. Pure; shared by all the rooms.

What is changed never changes the page: the case of scheme and host, the default port, the fragment, dot segments, the
form of percent-encoding (RFC 3986, section 6.2.2), and parameters that only say how a reader came (tracking.py).
Everything else stays, the order of parameters too: many sites name the article in one. Which of two addresses a
publisher prefers is for the page's canonical link to say, not for us.

The same code reads an address for identity and for the connection, so no two readings of one address can differ.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, urljoin

from workers.errors import RefusedError
from workers.printable import has_user, said
from workers.tracking import tracks

#: longer ones are session state or attacks; the longest in 623 labelled news pages had 411.
LONGEST = 2000
#: what is read at all: tracking parameters may make a long address of a short one.
_LONGEST_GIVEN = 20_000

_PORTS = {"http": 80, "https": 443}

_WHOLE = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?", re.DOTALL)
_AUTHORITY = re.compile(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::([0-9]{0,5}))?")
_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
#: an escape, or a character that is not `unreserved` (RFC 3986, section 2.3).
_ODD = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9._~-]", re.DOTALL)
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
#: reserved characters that may stand for themselves (RFC 3986, sections 3.3 and 3.4).
_IN_PATH = "/:@!$&'()*+,;="
_IN_QUERY = _IN_PATH + "?"
#: browsers drop these anywhere in an address (WHATWG URL, section 4.4).
_DROPPED = str.maketrans("", "", "\t\r\n")
_NO_USER = "expected an address without user name and password"
_JOINERS = "\u200c\u200d"


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
    text = _tidy(reference)
    if _WHOLE.fullmatch(text):  # urljoin would lose an empty `;`
        return normal(text)
    if has_user(text):  # `http:me:secret@host` would be read as a path
        raise _bad(_NO_USER)
    try:
        return normal(urljoin(base, text))
    except ValueError as error:  # brackets that hold no IPv6 address
        raise _bad(f"not an address: {_quoted(reference)}") from error


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
        raise _bad(f"expected a host and perhaps a port, not {_quoted(word)}")
    return f"{_host(found[1])}:{int(found[2])}" if found[2] else _host(found[1])


@lru_cache(maxsize=256)  # one fetch asks eight times for the parts of one address
def split(url: str) -> Parts:
    """The parts of an address, each in its one spelling. Raises RefusedError('bad-url')."""
    if len(url) > _LONGEST_GIVEN:
        raise _bad(f"more than {_LONGEST_GIVEN} characters, expected at most {LONGEST}")
    text = _tidy(url)
    whole = _WHOLE.fullmatch(text)
    scheme = whole[1].lower() if whole else ""
    if not whole or scheme not in _PORTS:
        raise _bad(f"expected an address that begins with http:// or https://, not {_quoted(text)}")
    authority, path, query = whole[2], whole[3], whole[4] or ""
    if "@" in authority:  # not repeated in the message: it holds a password
        raise _bad(_NO_USER)
    found = _AUTHORITY.fullmatch(authority)
    port = int(found[2] or _PORTS[scheme]) if found else 0
    if not found or not 0 < port < 65536:
        raise _bad(f"expected a host and perhaps a port from 1 to 65535, not {_quoted(text)}")
    return Parts(scheme, _host(found[1]), port, _without_dots(_spelled(path, _IN_PATH)), _spelled(query, _IN_QUERY))


def _bad(detail: str) -> RefusedError:
    return RefusedError("bad-url", detail)


def _quoted(word: str) -> str:
    """What was given, as a message may repeat it: a word that is no address may still hold a password."""
    return repr(said(word))


def _short_enough(url: str) -> str:
    if len(url) > LONGEST:
        raise _bad(f"{len(url)} characters, expected at most {LONGEST}: {url[:80]!r}...")
    return url


def _tidy(url: str) -> str:
    """As a browser reads it: no spaces around, no line breaks within, slashes for backslashes before the query."""
    text = url.strip().translate(_DROPPED)
    end = min((at for at in (text.find("?"), text.find("#")) if at >= 0), default=len(text))
    return text[:end].replace("\\", "/") + text[end:]


def _host(name: str) -> str:
    """A host name in ASCII, or an IP address in its short form."""
    if name.startswith("["):
        return _ipv6(name)
    # UTS #46, its mapping near enough: compatibility forms, lower case; ß stays itself, as in browsers.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).lower())
    labels = [_label(label, name) for label in folded.replace("\u3002", ".").removesuffix(".").split(".")]
    found = ".".join(labels)
    if len(found) > 253:
        raise _bad(f"expected a host of at most 253 characters, not {name[:80]!r}...")
    if _NUMBER.fullmatch(labels[-1]) and not _is_ipv4(found):  # 2130706433 and 0x7f.1 are 127.0.0.1 to some
        raise _bad(f"expected a host name or an address such as 192.0.2.1, not {name[:80]!r}")
    return found


def _label(label: str, name: str) -> str:
    """One part of a host name, in ASCII (RFC 3492)."""
    plain = all(_LABEL.fullmatch(character) if character.isascii() else _is_written(character) for character in label)
    try:
        found = label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")
    except UnicodeError as error:
        raise _bad(f"expected a host name, not {name[:80]!r}") from error
    if not plain or not _LABEL.fullmatch(found) or not _is_meant(label):
        raise _bad(f"expected a host name, not {name[:80]!r}")
    return found


def _is_meant(label: str) -> bool:
    """Does a label that says it stands for another one (RFC 5890) stand for one that could be written?"""
    if not label.startswith("xn--"):
        return True
    try:
        meant = label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return False
    return not meant.isascii() and all(character.isascii() or _is_written(character) for character in meant)


def _is_written(character: str) -> bool:
    """A letter, a mark, a digit, a symbol; or a joiner, which some scripts need."""
    return unicodedata.category(character)[0] in "LMNS" or character in _JOINERS


def _ipv6(name: str) -> str:
    try:
        address = ipaddress.IPv6Address(name[1:-1])
    except ValueError as error:
        raise _bad(f"expected an IPv6 address in the brackets, not {name[:80]!r}") from error
    if address.scope_id:
        raise _bad(f"expected an IPv6 address without a zone, not {name[:80]!r}")
    # Python versions print a mapped address in different ways, and it is the IPv4 host that it names.
    return str(address.ipv4_mapped) if address.ipv4_mapped else f"[{address.compressed}]"


def _is_ipv4(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


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
        raise _bad("expected text, not half of a UTF-16 pair") from error


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
