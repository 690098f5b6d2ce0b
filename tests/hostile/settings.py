"""Files of settings that are none, or whose values no computer reads."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.make import file
from tests.hostile.rows import Door, Row, Told

#: what it is, what the file holds, and what is said.
_GIVEN: tuple[tuple[str, bytes, str], ...] = (
    ("100,000 brackets in each other", b"a=" + b"[" * 100_000, "is not TOML: too many brackets in each other"),
    ("100,000 tables in each other", b"a=" + b"{a=" * 100_000, "is not TOML: too many brackets in each other"),
    ("a number of 5,000 digits", b"[assign]\njoin_at = " + b"9" * 5000, "is not TOML: a number of too many digits"),
    (
        "a number of 5,000 hexadecimal digits",
        b"[assign]\njoin_at = 0x" + b"f" * 5000,
        "is a number of too many digits: expected a number",
    ),
    ("a value of 100,000 letters", b"[assign]\njoin_at = '" + b"x" * 100_000 + b"'", "xxx...: expected a number"),
    ("no number", b"[assign]\njoin_at = nan", "is nan: expected a number"),
    ("bytes that are not UTF-8", b"\xff\xfe", "is not TOML: 'utf-8' codec can't decode"),
    (
        "a longest wait that is shorter than the shortest",
        b"[feeds]\nmin_interval = 600\nmax_interval = 60",
        "expected max_interval to be no less than min_interval",
    ),
    ("a section that could move a terminal", b'["\\u001b]0;PWNED\\u0007\\n"]', "unknown section of "),
)


def rows() -> Iterator[Row]:
    for name, content, said in _GIVEN:
        yield Row(name, Door.SETTINGS, file("settings.toml", content), Told(2, said))
