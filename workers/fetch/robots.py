"""What a site's robots.txt lets us ask for (RFC 9309). Pure: who fetches and keeps it is `manners`.

| what came of asking for it                        | then                                                         |
|---------------------------------------------------|--------------------------------------------------------------|
| a text                                            | its rules hold for a day                                     |
| 4xx, more than five redirects, nonsense           | everything is allowed, for a day                             |
| 202 408 425 429 5xx, a text that is cut short     | nothing is asked for; or the rules that were known hold on   |
| the same for 30 days                              | everything is allowed, for a day at a time                   |
| no connection, no such name, no valid certificate,| kept nowhere: the page could not be had either               |
| too slow                                          |                                                              |

To the RFC 408, 425 and 429 are a 4xx, and 202 is a text. But they say "not now" and nothing of the file, so they are
treated as 503 is (fetch/decide.py).

Protego reads the rules. It is what Scrapy uses, pure Python without dependencies, and agrees with RFC 9309 on the table
in tests/unit/test_fetch_robots.py. Dropped: urllib.robotparser (up to Python 3.14 the first rule wins and `*` is a
letter) and robotspy (fewer releases, and slower). Misspelt lines (`disalow`) are understood: more is forbidden than the
RFC asks for. Which group is ours is for us to say: Protego takes one whose name is the beginning of ours for ours, so
that what `news` may do would count and what all others may would not, and one with a version (`newsloom/0.1`, as it
stands in a site's log) for another's.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from protego import Protego

from workers.domains import within
from workers.errors import UNREACHED, HeldError, NewsloomError, PermanentError, RefusedError, TransientError

#: bytes of a robots.txt that are read (RFC 9309, 2.5: at least these), and redirects that are followed (2.3.1.2).
LARGEST, REDIRECTS = 512_000, 5
#: how long an answer counts (2.4); how long a server may be in trouble before its file counts as absent (2.3.1.4).
FRESH, _ABSENT = timedelta(hours=24), timedelta(days=30)
#: seconds until a server in trouble is asked again: as long as it has been so, within these.
_AGAIN_LEAST, _AGAIN_MOST = 300.0, 6 * 3600.0

#: errors that say nothing of robots.txt: its host cannot be reached, or floods whoever asks; so it is with the page.
_NO_ANSWER = UNREACHED | {"too-big"}
_TOKEN = re.compile(r"[A-Za-z_-]+")
#: what a line is that names a robot, up to the name; Protego understands all of these.
_NAMED = r"(?<![^\r\n])([ \t\ufeff]*+user[- ]?agent[ \t]*+:?[ \t]*+)"
#: stands for our name, as no site writes it; longer than the `*` of all others, which Protego tells by it.
_US = "\ue000" * 2


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of one robots.txt."""

    #: its text; empty: everything is allowed. None: nothing is known, and nothing allowed.
    text: str | None
    #: good until then; after that it is asked for again.
    until: datetime
    #: since when its server has been in trouble; None: it is not.
    since: datetime | None = None


class Rules:
    """A robots.txt as read, for one robot."""

    def __init__(self, text: str, agent: str) -> None:
        ours = re.compile(rf"{_NAMED}{re.escape(agent)}(?![\w-])[^\r\n#]*", re.IGNORECASE)
        self._parsed = Protego.parse(ours.sub(rf"\g<1>{_US}", text.replace(_US[0], "")))

    def allows(self, url: str) -> bool:
        return bool(self._parsed.can_fetch(url, _US))

    @property
    def delay(self) -> float:
        """Seconds that it asks to leave between two requests; 0: it does not."""
        return float(self._parsed.crawl_delay(_US) or 0.0)


def name_of(user_agent: str) -> str:
    """The name that rules are for: the product token with which a User-Agent begins (RFC 9309, 2.2.1)."""
    found = _TOKEN.match(user_agent.strip())
    return found[0].lower() if found else user_agent.split("/", maxsplit=1)[0].strip().lower()


def is_ignored(host: str, domains: Collection[str]) -> bool:
    """Whether a setting says that the robots.txt of this host does not count."""
    return any(within(host, domain) for domain in domains)


def came(body: bytes, now: datetime) -> Kept:
    """What an answer with a text means. Of a line that is cut off by the largest size nothing counts.

    Half of a `Disallow: /archive/` is `Disallow: /`, and forbids everything.
    """
    read = body if len(body) <= LARGEST else body[: max(body.rfind(end, 0, LARGEST) for end in (b"\n", b"\r")) + 1]
    return Kept(read.decode("utf-8-sig", "replace"), now + FRESH)


def failed(error: NewsloomError, known: Kept | None, now: datetime) -> Kept | None:
    """What an error means; None where it says nothing of robots.txt, since the page could not be had either."""
    if error.reason in _NO_ANSWER:
        return None
    if isinstance(error, PermanentError):
        return Kept("", now + FRESH)
    since = (known and known.since) or now
    if now - since > _ABSENT:
        return Kept("", now + FRESH, since)
    asked = (error.after if isinstance(error, TransientError) else None) or 0.0
    wait = max(asked, min(_AGAIN_MOST, max(_AGAIN_LEAST, (now - since).total_seconds())))
    return Kept(known.text if known else None, now + timedelta(seconds=wait), since)


def refusal_of(kept: Kept, rules: Rules | None, url: str, now: datetime) -> NewsloomError | None:
    """The error that keeps this url from being asked for; None where it may be. rules: None where nothing is known."""
    if rules is None:
        wait = max(1.0, (kept.until - now).total_seconds())
        return HeldError("robots-away", "its robots.txt cannot be had, so nothing may be asked for", after=wait)
    return None if rules.allows(url) else RefusedError("robots", f"the site's robots.txt forbids {url[:200]}")
