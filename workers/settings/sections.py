"""Every setting, with its default: one frozen section a table of config/newsloom.toml. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from workers.errors import WordsError

#: the user agent of who has set none.
_NOBODY = "newsloom/0.1 (+https://example.org/bot)"
#: the hosts of the addresses in a user agent; and those that stand in examples, reserved for it (RFC 2606) or ours.
_REACHED = re.compile(r"(?:https?://|@)([\w.-]*\w)")
_EXAMPLE = re.compile(r"(?:.*\.)?(?:example\.(?:com|edu|net|org)|your\.site)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """[newsloom]: where things are."""

    #: folder of the ledger and of newsloom's own Redis.
    home: Path = Path("~/.newsloom")
    #: a server of yours; empty: newsloom starts one of its own under `home`.
    redis_url: str = ""
    #: an SQLAlchemy url; empty: SQLite at `home`/ledger.db.
    ledger_url: str = ""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """[dispatch]: how accepted urls become tasks."""

    #: seconds between two rounds.
    every: float = 1.0
    #: urls on their way at once, so that a million pending ones never become a million messages.
    max_in_flight: int = 200
    #: seconds after which dispatch looks whether a url on its way is lost.
    lease: float = 15.0
    #: tries before a url is given up as failed.
    max_attempts: int = 6
    #: times that a url may take its worker's process down before it is given up.
    max_kills: int = 3
    #: seconds before the second try; doubled with each.
    backoff: float = 30.0
    #: the longest wait between two tries, in seconds.
    backoff_max: float = 21600.0
    #: seconds between two fetches from one host.
    host_spacing: float = 1.0
    #: fetches from one host at once.
    host_slots: int = 2
    #: fetches from all hosts of one registrable domain at once.
    domain_slots: int = 4


@dataclass(frozen=True, slots=True)
class Fetch:
    """[fetch]: how pages are asked for."""

    #: seconds to connect.
    connect_timeout: float = 10.0
    #: seconds without a byte.
    read_timeout: float = 20.0
    #: seconds for the whole page, redirects included.
    total_timeout: float = 45.0
    #: the largest page after decompression; the largest real one measured had 3.5 MB.
    max_bytes: int = 5_000_000
    max_redirects: int = 8
    #: say who you are, with an address where you can be reached.
    user_agent: str = _NOBODY
    #: private networks that may be fetched from, such as ["127.0.0.0/8"].
    allow_networks: tuple[str, ...] = ()
    #: pages are asked for as robots.txt says.
    robots: bool = True
    #: hosts, or domains with all their hosts, whose robots.txt is not asked for.
    ignore_robots: tuple[str, ...] = ()
    #: the longest Crawl-delay that is obeyed, in seconds.
    crawl_delay_max: float = 60.0
    #: ages in seconds at which a young article's page is fetched again, such as [3600, 14400, 86400]; empty: never.
    revisit: tuple[float, ...] = ()

    @property
    def anonymous(self) -> str:
        """What to ask of an operator who has not said who asks the sites; empty where it is said."""
        hosts = _REACHED.findall(self.user_agent)
        if not hosts or not all(map(_EXAMPLE.fullmatch, hosts)):
            return ""
        ask = "set NEWSLOOM_FETCH_USER_AGENT, such as 'your-news/1.0 (+https://your.site/bot)'"
        if self.user_agent != _NOBODY:
            ask = f"the address in NEWSLOOM_FETCH_USER_AGENT is an example ({hosts[0]}), put yours in its place"
        return f"sites are not told where to reach you: {ask}"


@dataclass(frozen=True, slots=True)
class Feeds:
    """[feeds]: how feeds are polled."""

    #: seconds between two polls of a feed of which nothing is known yet.
    interval: float = 900.0
    #: the shortest and the longest that a feed's own rhythm may make of it.
    min_interval: float = 300.0
    max_interval: float = 3600.0
    #: days; what a news sitemap lists that is older is not taken in.
    sitemap_days: float = 3.0
    #: seconds between two looks for feeds that are due.
    every: float = 15.0


@dataclass(frozen=True, slots=True)
class Clean:
    """[clean]: what one page may cost, and rules for single sites."""

    #: seconds, after which the process that reads it is killed.
    time_limit: float = 60.0
    #: megabytes of memory that the process which reads it may use; 0: no limit.
    max_memory_mb: int = 1500
    #: a file of rules for single sites; empty: sites.toml in the home folder, where there is one.
    rules: str = ""


@dataclass(frozen=True, slots=True)
class Dedupe:
    """[dedupe]: when an article is a copy."""

    #: days that a text is remembered.
    window_days: int = 30


@dataclass(frozen=True, slots=True)
class Assign:
    """[assign]: when an article joins a story."""

    #: score from which an article joins; see workers/assign/score.py for what it is made of.
    join_at: float = 0.17
    #: days without a new member after which a story is no longer looked at.
    dormant_days: int = 365
    #: seconds between two rounds of second thoughts; 0: none.
    repair_every: float = 30.0


@dataclass(frozen=True, slots=True)
class Log:
    """[log]: how the log looks."""

    level: str = "info"
    #: `columns`, `json`, or `auto`: columns on a terminal, JSON elsewhere.
    format: str = "auto"


@dataclass(frozen=True, slots=True)
class Flower:
    """[flower]: the viewer. It listens on loopback unless told otherwise."""

    address: str = "127.0.0.1"
    #: 0: `newsloom up` starts none.
    port: int = 5555
    #: `user:password`; empty: no password, which is refused on any address but loopback.
    basic_auth: str = ""
    #: workers send the events that Flower lives on; they cost half the throughput of empty tasks.
    events: bool = True


@dataclass(frozen=True, slots=True)
class Upkeep:
    """[upkeep]: what is thrown away, and when. 0 keeps it for ever."""

    #: days that the raw bytes of a page are kept.
    keep_pages_days: int = 30
    #: days that the steps shown by `trace` are kept.
    keep_steps_days: int = 30
    #: days that the text of an article is kept, if its story is asleep. For ever: nothing brings a text back.
    keep_texts_days: int = 0
    #: days that the events of a story are kept that is asleep. For ever: who follows stories may be far behind.
    keep_events_days: int = 0
    #: days that a text is kept which another reading has replaced. For ever: nothing brings it back.
    keep_versions_days: int = 0
    #: days that urls which failed, were refused or dropped are kept. For ever: a feed may list one again, as a new url.
    keep_failed_days: int = 0


@dataclass(frozen=True, slots=True)
class Settings:
    newsloom: Place = field(default_factory=Place)
    dispatch: Dispatch = field(default_factory=Dispatch)
    fetch: Fetch = field(default_factory=Fetch)
    feeds: Feeds = field(default_factory=Feeds)
    clean: Clean = field(default_factory=Clean)
    dedupe: Dedupe = field(default_factory=Dedupe)
    assign: Assign = field(default_factory=Assign)
    log: Log = field(default_factory=Log)
    flower: Flower = field(default_factory=Flower)
    upkeep: Upkeep = field(default_factory=Upkeep)

    @property
    def home(self) -> Path:
        return expanded(self.newsloom.home).resolve()

    @property
    def rules(self) -> tuple[Path, bool]:
        """The file of rules for single sites, and whether it must be there: somebody named it."""
        named = self.clean.rules
        return (expanded(Path(named)), True) if named else (self.home / "sites.toml", False)

    @property
    def poll_limit(self) -> float:
        """Seconds that one poll of a feed may take: as long as a page may be fetched, and then be read."""
        return self.fetch.total_timeout + self.clean.time_limit

    @property
    def ledger_url(self) -> str:
        return self.newsloom.ledger_url or f"sqlite:///{self.home / 'ledger.db'}"


def expanded(path: Path) -> Path:
    """A path without its ~. Raises WordsError where that stands for nobody's home: of an unknown user, or of none."""
    try:
        return path.expanduser()
    except RuntimeError as error:
        told = f"{path}: ~ is no home here; write the whole path (NEWSLOOM_HOME names newsloom's own folder)"
        raise WordsError("setting", told) from error
