"""Frozen settings: defaults, then a TOML file, then `NEWSLOOM_*` variables. Touches only what it is handed.

The defaults below and `config/newsloom.toml` say the same (held by a test). A variable's name is the section and
the key: `[fetch] max_bytes` is `NEWSLOOM_FETCH_MAX_BYTES`; keys of `[newsloom]` have no section in their variable:
`NEWSLOOM_HOME`. A value that cannot be used is named, with its place and what was expected: `WordsError`.
"""

from __future__ import annotations

import ipaddress
import math
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, get_type_hints

from workers.errors import WordsError


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
    """[dispatch]: how accepted urls become chains of tasks."""

    #: seconds between two rounds.
    every: float = 1.0
    #: urls on their way at once, so that a million pending ones never become a million messages.
    max_in_flight: int = 200
    #: seconds a url may stay in one stage before it is dispatched again.
    lease: float = 300.0
    #: tries before a url is given up as failed.
    max_attempts: int = 6
    #: seconds before the second try; doubled with each.
    backoff: float = 30.0
    #: the longest wait between two tries, in seconds.
    backoff_max: float = 21600.0
    #: seconds between two fetches from one host.
    host_spacing: float = 1.0


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
    user_agent: str = "newsloom/0.1 (+https://example.org/bot)"
    #: private networks that may be fetched from, such as ["127.0.0.0/8"].
    allow_networks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feeds:
    """[feeds]: how feeds are polled."""

    #: seconds between two polls of one feed.
    interval: float = 900.0
    #: seconds between two looks for feeds that are due.
    every: float = 15.0


@dataclass(frozen=True, slots=True)
class Dedupe:
    """[dedupe]: when an article is a copy."""

    #: days that a text is remembered.
    window_days: int = 30


@dataclass(frozen=True, slots=True)
class Assign:
    """[assign]: when an article joins a story."""

    #: score from which an article joins; see workers/assign/score.py for what it is made of.
    join_at: float = 0.11
    #: days without a new member after which a story is no longer looked at.
    dormant_days: int = 180


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


@dataclass(frozen=True, slots=True)
class Settings:
    newsloom: Place = field(default_factory=Place)
    dispatch: Dispatch = field(default_factory=Dispatch)
    fetch: Fetch = field(default_factory=Fetch)
    feeds: Feeds = field(default_factory=Feeds)
    dedupe: Dedupe = field(default_factory=Dedupe)
    assign: Assign = field(default_factory=Assign)
    log: Log = field(default_factory=Log)
    flower: Flower = field(default_factory=Flower)
    upkeep: Upkeep = field(default_factory=Upkeep)

    @property
    def home(self) -> Path:
        return self.newsloom.home.expanduser().resolve()

    @property
    def ledger_url(self) -> str:
        return self.newsloom.ledger_url or f"sqlite:///{self.home / 'ledger.db'}"


def _networks(value: str) -> str:
    return str(ipaddress.ip_network(value))


#: values that the type alone does not rule out: (section, key) -> (what is expected, test).
_CHECKS: Mapping[tuple[str, str], tuple[str, Callable[[Any], object]]] = {
    ("dispatch", "every"): ("seconds above 0", lambda v: v > 0),
    ("dispatch", "max_in_flight"): ("a whole number above 0", lambda v: v > 0),
    ("dispatch", "lease"): ("at least 10 seconds", lambda v: v >= 10),
    ("dispatch", "max_attempts"): ("a whole number above 0", lambda v: v > 0),
    ("dispatch", "backoff"): ("seconds, 0 or more", lambda v: v >= 0),
    ("dispatch", "backoff_max"): ("seconds, 0 or more", lambda v: v >= 0),
    ("dispatch", "host_spacing"): ("seconds, 0 or more", lambda v: v >= 0),
    ("fetch", "connect_timeout"): ("seconds above 0", lambda v: v > 0),
    ("fetch", "read_timeout"): ("seconds above 0", lambda v: v > 0),
    ("fetch", "total_timeout"): ("seconds above 0", lambda v: v > 0),
    ("fetch", "max_bytes"): ("bytes, at least 1000", lambda v: v >= 1000),
    ("fetch", "max_redirects"): ("0 to 20", lambda v: 0 <= v <= 20),
    ("fetch", "user_agent"): ("one line of printable text", lambda v: v.isprintable() and v.strip()),
    ("fetch", "allow_networks"): ("networks such as 127.0.0.0/8", lambda v: [_networks(n) for n in v] or True),
    ("feeds", "interval"): ("seconds above 0", lambda v: v > 0),
    ("feeds", "every"): ("seconds above 0", lambda v: v > 0),
    ("dedupe", "window_days"): ("at least 1 day", lambda v: v >= 1),
    ("assign", "join_at"): ("above 0 and below 1", lambda v: 0 < v < 1),
    ("assign", "dormant_days"): ("at least 1 day", lambda v: v >= 1),
    ("log", "level"): ("debug, info, warning or error", lambda v: v in {"debug", "info", "warning", "error"}),
    ("log", "format"): ("auto, columns or json", lambda v: v in {"auto", "columns", "json"}),
    ("flower", "port"): ("1 to 65535", lambda v: 0 < v < 65536),
    ("flower", "basic_auth"): ("user:password", lambda v: v == "" or 0 < v.find(":") < len(v) - 1),
    ("newsloom", "redis_url"): (
        "redis://, rediss:// or unix://",
        lambda v: v == "" or v.startswith(("redis://", "rediss://", "unix://")),
    ),
    ("newsloom", "ledger_url"): (
        "sqlite:/// or postgresql://",
        lambda v: v == "" or v.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")),
    ),
    ("upkeep", "keep_pages_days"): ("days, 0 or more", lambda v: v >= 0),
    ("upkeep", "keep_steps_days"): ("days, 0 or more", lambda v: v >= 0),
}


def load(environ: Mapping[str, str], toml: Mapping[str, Any] | None = None, origin: str = "the file") -> Settings:
    """Settings from a parsed TOML document and the environment, the environment winning.

    Raises WordsError, naming the key, the place it came from and what was expected.
    """
    sections: dict[str, Any] = {}
    document = dict(toml or {})
    hints = get_type_hints(Settings)
    _refuse_unknown(document, hints, f"section of {origin}")
    for name, cls in hints.items():
        table = document.get(name, {})
        if not isinstance(table, Mapping):
            raise WordsError("setting", f"{name} in {origin}: expected a section, [{name}]")
        types = get_type_hints(cls)
        _refuse_unknown(table, types, f"key of [{name}] in {origin}")
        given = {key: (f"[{name}] {key} in {origin}", value) for key, value in table.items()}
        variables = {key: _variable(name, key) for key in types}
        given |= {key: (variable, environ[variable]) for key, variable in variables.items() if variable in environ}
        sections[name] = cls(**{key: _value(name, key, types[key], *found) for key, found in given.items()})
    return Settings(**sections)


def read(environ: Mapping[str, str]) -> Settings:
    """Settings for this environment: the file named by NEWSLOOM_CONFIG, else newsloom.toml in the home folder."""
    named = environ.get("NEWSLOOM_CONFIG")
    path = Path(named) if named else Path(environ.get("NEWSLOOM_HOME", "~/.newsloom")).expanduser() / "newsloom.toml"
    if not named and not path.is_file():
        return load(environ)
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise WordsError("setting", f"NEWSLOOM_CONFIG: cannot read {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WordsError("setting", f"{path} is not TOML: {error}") from error
    return load(environ, document, str(path))


def _variable(section: str, key: str) -> str:
    return f"NEWSLOOM_{key}".upper() if section == "newsloom" else f"NEWSLOOM_{section}_{key}".upper()


def _refuse_unknown(given: Mapping[str, Any], known: Mapping[str, Any], what: str) -> None:
    for name in given:
        if name not in known:
            raise WordsError("setting", f"unknown {what}: {name} (known: {', '.join(sorted(known))})")


#: what may hold a password.
_SECRET = ("redis_url", "ledger_url", "basic_auth")

_EXPECTED: Mapping[Any, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    Path: "a path",
}


def _convert(where: str, kind: Any, value: Any) -> Any:
    """A TOML value, or a variable's text, as the type that the field has."""
    try:
        if kind is bool:
            return value if isinstance(value, bool) else {"true": True, "false": False}[str(value).lower()]
        if kind in (int, float) and isinstance(value, bool):
            raise ValueError
        if kind is int:
            return int(value) if isinstance(value, str | int) else _fail()
        if kind is float:
            return float(value) if math.isfinite(float(value)) else _fail()
        if kind is Path:
            return Path(value) if value else _fail()
        if kind is str:
            return value if isinstance(value, str) else _fail()
        listed = value.split(",") if isinstance(value, str) else value
        return _fail() if isinstance(listed, Mapping) else tuple(item.strip() for item in listed if item.strip())
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError) as error:
        expected = _EXPECTED.get(kind, "a list of texts")
        raise WordsError("setting", f"{where} is {_shown(where, value)}: expected {expected}") from error


def _shown(where: str, value: Any) -> str:
    """A value as an error may show it: the log is no place for passwords."""
    return "not usable" if any(key in where.lower() for key in _SECRET) else repr(value)


def _fail() -> Any:
    raise ValueError


def _value(section: str, key: str, kind: Any, where: str, given: Any) -> Any:
    """What was given at this place, in its type, if it passes its check."""
    value = _convert(where, kind, given)
    expected, test = _CHECKS.get((section, key), ("", lambda _: True))
    try:
        good = bool(test(value))
    except ValueError:
        good = False
    if not good:
        raise WordsError("setting", f"{where} is {_shown(where, given)}: expected {expected}")
    return value


def described() -> list[tuple[str, str, Any]]:
    """Every setting as (section, key, default): what config/newsloom.toml must say."""
    default = Settings()
    return [
        (section.name, key.name, getattr(getattr(default, section.name), key.name))
        for section in fields(Settings)
        for key in fields(getattr(default, section.name))
    ]
