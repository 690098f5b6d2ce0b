"""What a setting may be: a TOML value, or a variable's text, in the type of its field, and checked. Pure."""

from __future__ import annotations

import ipaddress
import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from workers.errors import WordsError

#: where whoever is asked too much can say so.
_CONTACT = re.compile(r"https?://[^\s/@]+\.[^\s@]+|[^\s@]+@[^\s@]+\.[^\s@]+")
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_REDIS = ("redis://", "rediss://", "unix://")


def _networks(values: tuple[str, ...]) -> bool:
    """Are these all networks? Raises ValueError; one that says what is meant where only bits of a host are too many."""
    for value in values:
        meant = ipaddress.ip_network(value, strict=False)
        if str(meant.network_address) != str(ipaddress.ip_interface(value).ip):
            raise _MeantError(f"{value} has host bits set; for the whole network write {meant}")
    return True


class _MeantError(ValueError):
    """A value that cannot be used, and what was meant by it."""


def _redis(value: str) -> bool:
    """Is this the address of a database of a Redis? Raises ValueError where its port is none."""
    at = urlsplit(value)
    numbers = parse_qs(at.query, keep_blank_values=True).get("db", [])
    numbers += [] if at.scheme == "unix" else [at.path.strip("/") or "0"]
    return value.startswith(_REDIS) and (at.port or 1) > 0 and all(map(str.isdecimal, numbers))


def _between(least: float, most: float, what: str) -> tuple[str, Callable[[Any], bool]]:
    """A row of the table below: a number from `least` to `most`, beyond which is a slip of the pen."""
    return f"{what}, {least} to {most}", lambda value: least <= value <= most


#: values that the type alone does not rule out: (section, key) -> (what is expected, test).
_CHECKS: Mapping[tuple[str, str], tuple[str, Callable[[Any], object]]] = {
    ("dispatch", "every"): _between(0.05, 3600, "seconds"),
    ("dispatch", "max_in_flight"): _between(1, 100_000, "urls"),
    ("dispatch", "lease"): _between(1, 86_400, "seconds"),
    ("dispatch", "max_attempts"): _between(1, 1000, "tries"),
    ("dispatch", "max_kills"): _between(1, 1000, "times"),
    ("dispatch", "backoff"): _between(0, 86_400, "seconds"),
    ("dispatch", "backoff_max"): _between(0, 30 * 86_400, "seconds"),
    ("dispatch", "host_spacing"): _between(0, 86_400, "seconds"),
    ("dispatch", "host_slots"): _between(1, 1000, "fetches"),
    ("dispatch", "domain_slots"): _between(1, 1000, "fetches"),
    ("fetch", "connect_timeout"): _between(0.01, 3600, "seconds"),
    ("fetch", "read_timeout"): _between(0.01, 3600, "seconds"),
    ("fetch", "total_timeout"): _between(0.01, 3600, "seconds"),
    ("fetch", "max_bytes"): _between(1000, 10_000_000, "bytes"),  # cleaning reads no more (clean/decode.py)
    ("fetch", "max_redirects"): _between(0, 20, "redirects"),
    ("fetch", "user_agent"): (
        "one line such as your-news/1.0 (+https://your.site/bot), with a url or a mail address to reach you at",
        lambda v: v.isprintable() and _CONTACT.search(v),
    ),
    ("fetch", "ignore_robots"): ("hosts or domains such as example.org", lambda v: all(map(_HOST.fullmatch, v))),
    ("fetch", "crawl_delay_max"): _between(0, 86_400, "seconds"),
    ("fetch", "allow_networks"): ("networks such as 127.0.0.0/8", _networks),
    ("fetch", "revisit"): (
        "ages in seconds, each higher than the one before, 60 to 2592000",
        lambda v: all(60 <= age <= 30 * 86_400 for age in v) and list(v) == sorted(set(v)),
    ),
    ("feeds", "interval"): _between(1, 30 * 86_400, "seconds"),
    ("feeds", "min_interval"): _between(1, 30 * 86_400, "seconds"),
    ("feeds", "max_interval"): _between(1, 30 * 86_400, "seconds"),
    ("feeds", "sitemap_days"): _between(0.1, 365, "days"),
    ("feeds", "every"): _between(0.05, 3600, "seconds"),
    ("clean", "time_limit"): _between(1, 3600, "seconds"),
    ("clean", "max_memory_mb"): ("megabytes, 300 to 1000000, or 0", lambda v: v == 0 or 300 <= v <= 1_000_000),
    ("dedupe", "window_days"): _between(1, 3650, "days"),
    ("assign", "join_at"): ("above 0 and below 1", lambda v: 0 < v < 1),
    ("assign", "dormant_days"): _between(1, 3650, "days"),
    ("assign", "repair_every"): ("seconds, 1 to 86400, or 0 for never", lambda v: v == 0 or 1 <= v <= 86_400),
    ("log", "level"): ("debug, info, warning or error", lambda v: v in {"debug", "info", "warning", "error"}),
    ("log", "format"): ("auto, columns or json", lambda v: v in {"auto", "columns", "json"}),
    ("flower", "port"): ("a port from 1 to 65535, or 0 for no Flower", lambda v: 0 <= v <= 65_535),
    ("flower", "basic_auth"): ("user:password", lambda v: v == "" or 0 < v.find(":") < len(v) - 1),
    ("newsloom", "redis_url"): (
        "redis://host:6379/0, rediss://host:6379/0 or unix:///path?db=0",
        lambda v: v == "" or _redis(v),
    ),
    ("newsloom", "ledger_url"): (
        "sqlite:/// or postgresql://",
        lambda v: v == "" or v.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")),
    ),
    ("upkeep", "keep_pages_days"): _between(0, 36_500, "days"),
    ("upkeep", "keep_steps_days"): _between(0, 36_500, "days"),
    ("upkeep", "keep_texts_days"): _between(0, 36_500, "days"),
    ("upkeep", "keep_events_days"): _between(0, 36_500, "days"),
    ("upkeep", "keep_versions_days"): _between(0, 36_500, "days"),
    ("upkeep", "keep_failed_days"): _between(0, 36_500, "days"),
}

#: what may hold a password.
_SECRET = ("redis_url", "ledger_url", "basic_auth")

#: characters of a value that are shown, bits of a number.
_LONGEST = 100

_EXPECTED: Mapping[Any, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    Path: "a path",
    tuple[float, ...]: "a list of numbers",
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
            return _number(value)
        if kind is Path:
            return Path(value) if value else _fail()
        if kind is str:
            return value if isinstance(value, str) else _fail()
        return _listed(kind, value)
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError) as error:
        expected = _EXPECTED.get(kind, "a list of texts")
        raise WordsError("setting", f"{where} is {_shown(where, value)}: expected {expected}") from error


def _listed(kind: Any, value: Any) -> Any:
    """A list from TOML, or the words between a variable's commas."""
    listed = value.split(",") if isinstance(value, str) else value
    if isinstance(listed, Mapping):
        return _fail()
    if kind == tuple[float, ...]:
        return tuple(_number(item) for item in listed if str(item).strip())
    return tuple(item.strip() for item in listed if item.strip())


def _number(value: Any) -> float:
    return float(value) if math.isfinite(float(value)) and not isinstance(value, bool) else _fail()


def _shown(where: str, value: Any) -> str:
    """A value as an error may show it: the log is no place for passwords."""
    if any(key in where.lower() for key in _SECRET):
        return "not usable"
    if isinstance(value, int) and value.bit_length() > _LONGEST:  # Python writes no number of thousands of digits
        return "a number of too many digits"
    shown = repr(value)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}..."


def _fail() -> Any:
    raise ValueError


def value_of(section: str, key: str, kind: Any, where: str, given: Any) -> Any:
    """What was given at this place, in its type, if it passes its check."""
    value = _convert(where, kind, given)
    expected, test = _CHECKS.get((section, key), ("", lambda _: True))
    try:
        good = bool(test(value))
    except _MeantError as error:
        raise WordsError("setting", f"{where} is {_shown(where, given)}: expected {expected}; {error}") from error
    except ValueError:
        good = False
    if not good:
        raise WordsError("setting", f"{where} is {_shown(where, given)}: expected {expected}")
    return value
