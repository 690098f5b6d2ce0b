"""One spelling for one host. Pure.

A name in ASCII, as it is looked up (UTS #46, RFC 3492, RFC 5890), or an IP address in its one short form: what looks
like a number and is no such address is refused, since readers differ in what it means.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata

from workers.errors import RefusedError

_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_JOINERS = "\u200c\u200d"


def bad_url(detail: str) -> RefusedError:
    """The error for an address that cannot be one."""
    return RefusedError("bad-url", detail)


def spelled_host(name: str) -> str:
    """A host name in ASCII, or an IP address in its short form. Raises RefusedError('bad-url')."""
    if name.startswith("["):
        return _ipv6(name)
    # UTS #46, its mapping near enough: compatibility forms, lower case; ß stays itself, as in browsers.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).lower())
    labels = [_label(label, name) for label in folded.replace("\u3002", ".").removesuffix(".").split(".")]
    found = ".".join(labels)
    if len(found) > 253:
        raise bad_url(f"expected a host of at most 253 characters, not {name[:80]!r}...")
    if _NUMBER.fullmatch(labels[-1]) and not _is_ipv4(found):  # 2130706433 and 0x7f.1 are 127.0.0.1 to some
        raise bad_url(f"expected a host name or an address such as 192.0.2.1, not {name[:80]!r}")
    return found


def _label(label: str, name: str) -> str:
    """One part of a host name, in ASCII (RFC 3492)."""
    plain = all(_LABEL.fullmatch(character) if character.isascii() else _is_written(character) for character in label)
    try:
        found = label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")
    except UnicodeError as error:
        raise bad_url(f"expected a host name, not {name[:80]!r}") from error
    if not plain or not _LABEL.fullmatch(found) or not _is_meant(label):
        raise bad_url(f"expected a host name, not {name[:80]!r}")
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
        raise bad_url(f"expected an IPv6 address in the brackets, not {name[:80]!r}") from error
    if address.scope_id:
        raise bad_url(f"expected an IPv6 address without a zone, not {name[:80]!r}")
    # Python versions print a mapped address in different ways, and it is the IPv4 host that it names.
    return str(address.ipv4_mapped) if address.ipv4_mapped else f"[{address.compressed}]"


def _is_ipv4(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True
