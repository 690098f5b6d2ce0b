"""One spelling for one page. Pure; shared by all the rooms.

What is changed never changes the page: case of scheme and host, the default port, the fragment, dot segments, needless
percent-encoding (RFC 3986, section 6.2.2), and parameters that only say how a reader came (the table below). Everything
else stays, the order of parameters too: many sites name the article in one. Which of two addresses a publisher prefers
is for the page's canonical link to say, not for us.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from workers.errors import RefusedError

#: longer ones are session state or attacks; the longest in 623 labelled news pages had 411.
LONGEST = 2000
_PORTS = {"http": 80, "https": 443}

#: parameters that say how a reader came, by whole name; source: the vendors' documentation of each.
TRACKING = frozenset(
    {
        *("fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid"),  # Facebook, Google Ads
        *("msclkid", "yclid", "twclid", "ttclid", "li_fat_id", "igshid", "igsh"),  # Bing, Yandex, X, TikTok, LinkedIn
        *(
            "mc_cid",
            "mc_eid",
            "_hsenc",
            "_hsmi",
            "mkt_tok",
            "vero_id",
            "_openstat",
        ),  # newsletters: Mailchimp, HubSpot ...
        *("ns_mchannel", "ns_source", "ns_campaign", "ns_linkname", "ns_fee"),  # Comscore, on BBC links
        *("at_medium", "at_campaign", "at_custom1", "at_custom2", "at_custom3", "at_custom4", "at_link_id"),  # Piano
        *("wt_mc", "wt.mc_id", "guccounter", "guce_referrer", "guce_referrer_sig", "ocid", "cmpid", "ito"),
        *(
            "smid",
            "smtyp",
            "sref",
            "taid",
            "__twitter_impression",
            "s_cid",
            "ncid",
            "icid",
        ),  # share buttons of newspapers
    }
)
#: the same, by beginning: Urchin/Google Analytics, Matomo, and its fork.
TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "piwik_", "matomo_")

_CONTROL = re.compile(r"[\x00-\x20\x7f]")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?")
#: characters that mean themselves in a path or query and need no percent-encoding there (RFC 3986, 3.3 and 3.4).
_SAFE_PATH = "/:@!$&'()*+,;=-._~%"
_SAFE_QUERY = _SAFE_PATH + "?[]|"
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def canonical(url: str) -> str:
    """The one spelling of this address. Raises RefusedError('bad-url') that says what was expected."""
    text = url.strip()
    if len(text) > LONGEST:
        raise RefusedError("bad-url", f"the url has {len(text)} characters, more than {LONGEST}")
    text = _CONTROL.sub(lambda match: quote(match[0]), text)
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise RefusedError("bad-url", f"not a url: {error}") from error
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise RefusedError("bad-url", f"expected a url that begins with http:// or https://, not {text[:80]!r}")
    if parts.username is not None or parts.password is not None:
        raise RefusedError("bad-url", "a url with a user name or password is not fetched")
    netloc = _host(host)
    if port is not None and port != _PORTS[scheme]:
        netloc = f"{netloc}:{port}"
    path = _path(_encoded(parts.path, _SAFE_PATH)) or "/"
    query = "&".join(pair for pair in _encoded(parts.query, _SAFE_QUERY).split("&") if pair and not _tracks(pair))
    found = urlunsplit(SplitResult(scheme, netloc, path, query, ""))
    if len(found) > 3 * LONGEST:
        raise RefusedError("bad-url", f"the url has {len(found)} characters when encoded")
    return found


def key(canonical_url: str) -> str:
    """Identity of an address: 32 hex digits of its SHA-256."""
    return hashlib.sha256(canonical_url.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def host(canonical_url: str) -> str:
    """The unit of politeness: host, with the port where it is not the scheme's own."""
    return urlsplit(canonical_url).netloc


def _host(name: str) -> str:
    """A host name in ASCII, or an IP address. Raises RefusedError."""
    if ":" in name:  # urlsplit has taken the brackets off an IPv6 address, and has checked it
        return f"[{name.lower()}]"
    try:
        ascii_name = name.encode("ascii") if name.isascii() else name.encode("idna")
    except UnicodeError as error:
        raise RefusedError("bad-url", f"not a host name: {name[:80]!r}") from error
    lowered = ascii_name.decode("ascii").lower()
    if not _HOST.fullmatch(lowered) or len(lowered) > 253:
        raise RefusedError("bad-url", f"not a host name: {name[:80]!r}")
    return lowered.rstrip(".")


def _encoded(text: str, safe: str) -> str:
    """Percent-encoding in one form: upper case, and only where it is needed."""
    whole = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    plain = _ESCAPE.sub(lambda match: _plain(match[0]), whole)
    return quote(plain, safe=safe, errors="replace")


def _plain(escape: str) -> str:
    """What needs no escape, unescaped; the rest in upper case."""
    character = unquote(escape, errors="replace")
    return character if character in _UNRESERVED else escape.upper()


def _path(path: str) -> str:
    """A path without dot segments (RFC 3986, 5.2.4)."""
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", "..") and kept[-1:] != [""]:
        kept.append("")
    return "/".join(kept)


def _tracks(pair: str) -> bool:
    name = unquote(pair.partition("=")[0], errors="replace").lower()
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)
