"""What a setting may be: a TOML value, or a variable's text, in the type of its field, and checked. Pure."""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from workers.errors import WordsError


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


def value_of(section: str, key: str, kind: Any, where: str, given: Any) -> Any:
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
