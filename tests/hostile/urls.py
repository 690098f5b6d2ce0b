"""Addresses: what is one after all, and what is none."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.make import SITE, written
from tests.hostile.rows import PASSWORD, Article, Door, Listed, Outcome, Refused, Row

_WEB = "expected an address that begins with http:// or https://"
_HOST = "expected a host name"
_PORT = "expected a host and perhaps a port from 1 to 65535"
_USER = "expected an address without user name and password"
_LONG = "expected at most 2000"

#: what it is, what is sent, and the address that it becomes or why it is none.
_GIVEN: tuple[tuple[str, str | bytes, Outcome], ...] = (
    ("a fragment", f"{SITE}/fragment#comments", Article(url=f"{SITE}/fragment")),
    ("the scheme's own port", "http://news.example:80/port-80", Article(url=f"{SITE}/port-80")),
    ("an empty port", "http://news.example:/port-none", Article(url=f"{SITE}/port-none")),
    ("another port", "http://news.example:8080/port-8080", Article(url="http://news.example:8080/port-8080")),
    ("capitals in scheme and host", "HTTP://NEWS.Example/Capitals", Article(url=f"{SITE}/Capitals")),
    ("a dot behind the host", "http://news.example./dot", Article(url=f"{SITE}/dot")),
    ("letters of full width in the host", "http://ｎｅｗｓ.example/wide", Article(url=f"{SITE}/wide")),
    ("an IDN", "http://bücher.example/idn", Article(url="http://xn--bcher-kva.example/idn")),
    ("an IDN in punycode", "http://xn--bcher-kva.example/ascii", Article(url="http://xn--bcher-kva.example/ascii")),
    ("an IPv6 address", "http://[2001:DB8:0:0::1]/six", Article(url="http://[2001:db8::1]/six")),
    ("dot segments", f"{SITE}/a/../../dots/./x", Article(url=f"{SITE}/dots/x")),
    ("tabs and line breaks within", f"{SITE}/ta\tb\r\nbed", Article(url=f"{SITE}/tabbed")),
    ("backslashes for slashes", "http:\\\\news.example\\back", Article(url=f"{SITE}/back")),
    ("percent-encoding that is broken", f"{SITE}/100%zz%", Article(url=f"{SITE}/100%25zz%25")),
    ("NUL in the path", f"{SITE}/nul\0", Article(url=f"{SITE}/nul%00")),
    ("an escape sequence in the path", f"{SITE}/\x1b]0;PWNED\x07", Article(url=f"{SITE}/%1B%5D0;PWNED%07")),
    ("a turn of direction in the path", f"{SITE}/a\u202eb", Article(url=f"{SITE}/a%E2%80%AEb")),
    ("a mark of UTF-8 before it", b"\xef\xbb\xbf" + f"{SITE}/mark".encode(), Article(url=f"{SITE}/mark")),
    ("3,000 characters of tracking", f"{SITE}/track?utm_term={'a' * 3000}", Article(url=f"{SITE}/track")),
    ("10,000 characters", f"{SITE}/{'a' * 10_000}", Refused(_LONG)),
    ("a million characters", f"{SITE}/{'a' * 1_000_000}", Refused(_LONG)),
    ("no scheme", "news.example/a", Refused(_WEB)),
    ("`javascript:`", "javascript:alert(1)", Refused(_WEB)),
    ("`file:`", "file:///etc/passwd", Refused(_WEB)),
    ("`data:`", "data:text/html,hello", Refused(_WEB)),
    ("`ftp:`", "ftp://news.example/a", Refused(_WEB)),
    ("an escape sequence for an address", f"\x1b]0;PWNED\x07{'x' * 300}", Refused(_WEB)),
    ("an empty host", "http:///a", Refused(_HOST)),
    ("two dots in the host", "http://news..example/", Refused(_HOST)),
    ("a label of 64 characters in the host", f"http://{'a' * 64}.example/", Refused(_HOST)),
    ("a host of 300 characters", f"http://{'a.' * 146}example/", Refused("expected a host of at most 253 characters")),
    ("a space in the host", "http://news example/", Refused(_HOST)),
    ("a turn of direction in the host", "http://\u202enews.example/", Refused(_HOST)),
    ("a zero-width space in the host", "http://ne\u200bws.example/", Refused(_HOST)),
    ("punycode of nothing", "http://xn--/", Refused(_HOST)),
    ("punycode that is invalid", "http://xn--99999999.example/", Refused(_HOST)),
    ("letters beyond ASCII behind `xn--`", "http://xn--bücher.example/", Refused(_HOST)),
    ("a number for a host", "http://2130706433/", Refused("expected a host name or an address such as 192.0.2.1")),
    ("a hexadecimal host", "http://0x7f.1/", Refused("expected a host name or an address such as 192.0.2.1")),
    ("an IPv6 address with a zone", "http://[fe80::1%eth0]/", Refused("expected an IPv6 address without a zone")),
    ("brackets without an IPv6 address", "http://[news]/", Refused("expected an IPv6 address in the brackets")),
    ("port 0", "http://news.example:0/", Refused(_PORT)),
    ("port 65536", "http://news.example:65536/", Refused(_PORT)),
    ("port `abc`", "http://news.example:abc/", Refused(_PORT)),
    ("a port in Arabic digits", "http://news.example:٨٠/", Refused(_PORT)),
    ("two ports", "http://news.example:80:90/", Refused(_PORT)),
    ("an address in quotes", f'"{SITE}/quoted"', Refused(_WEB)),
    ("UTF-16", f"{SITE}/wide".encode("utf-16"), Refused("expected an address in UTF-8")),
    ("broken UTF-8", b"http://news.example/\xff", Refused("expected an address in UTF-8")),
    ("user name and password", f"https://me:{PASSWORD}@news.example/", Refused(_USER)),
    ("a user name alone", "https://me@news.example/", Refused(_USER)),
    ("a password, the slashes forgotten", f"https:me:{PASSWORD}@news.example/", Refused(_WEB)),
    ("a password, the scheme forgotten", f"me:{PASSWORD}@news.example", Refused(_WEB)),
    ("a password for another scheme", f"ftp://me:{PASSWORD}@news.example/", Refused(_WEB)),
    ("a password with `#` in it", f"http://me:pa#{PASSWORD}@news.example/", Refused(_PORT)),
)

#: feeds' own addresses: the same reading, at two more doors.
_FEEDS: tuple[tuple[str, str, Outcome], ...] = (
    ("user name and password", f"https://me:{PASSWORD}@feeds.example/rss", Refused(_USER)),
    ("a password, the slashes forgotten", f"https:me:{PASSWORD}@feeds.example/rss", Refused(_WEB)),
    ("`file:`", "file:///etc/passwd", Refused(_WEB)),
    ("10,000 characters", f"http://feeds.example/{'a' * 10_000}", Refused(_LONG)),
    ("broken UTF-8", "http://feeds.example/\udcff", Refused("expected text, not half of a UTF-16 pair")),
    ("an IDN", "http://bücher.example/rss", Listed("http://xn--bcher-kva.example/rss")),
    ("an escape sequence in the path", "http://feeds.example/\x1b[2J", Listed("http://feeds.example/%1B%5B2J")),
)


def rows() -> Iterator[Row]:
    for name, sent, outcome in _GIVEN:
        yield Row(name, Door.ENQUEUE, written(sent), outcome)
    for name, word, outcome in _FEEDS:
        yield Row(name, Door.ADD, written(word), outcome)
