"""Words of commands that ask about stories, or correct them: what is no cursor, no article, no story."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.make import SITE, written
from tests.hostile.rows import PASSWORD, Door, Row, Told

_CURSOR = "expected a cursor: the number that an earlier call ended with, or 0"
_NEVER = "never accepted: "

#: what it is, the words, and what is said.
_GIVEN: tuple[tuple[str, tuple[str, ...], Told], ...] = (
    ("a cursor that is a word", ("changes", "--since", "yesterday"), Told(2, _CURSOR)),
    ("a cursor below 0", ("changes", "--since", "-1"), Told(2, _CURSOR)),
    ("a cursor of 30 digits", ("changes", "--since", "9" * 30), Told(2, _CURSOR)),
    ("a cursor of 5,000 digits", ("changes", "--since", "9" * 5000), Told(2, _CURSOR)),
    ("a cursor that could move a terminal", ("changes", "--since", "\x1b]0;PWNED\x07"), Told(2, _CURSOR)),
    (
        "a cursor of another ledger",
        ("changes", "--since", str(2**62)),
        Told(2, "is this the cursor of another ledger?"),
    ),
    ("`explain` of nobody's url", ("explain", f"{SITE}/nobody"), Told(1, f"{_NEVER}{SITE}/nobody")),
    ("`explain` of nothing", ("explain", ""), Told(1, _NEVER)),
    ("`explain` of a url with a password", ("explain", f"https://me:{PASSWORD}@a.example/"), Told(1, _NEVER)),
    ("`explain` of 30 digits", ("explain", "9" * 30), Told(1, _NEVER)),
    ("`explain` of a million characters", ("explain", "a" * 1_000_000), Told(1, _NEVER)),
    ("`explain` of what could move a terminal", ("explain", "\x1b]0;PWNED\x07"), Told(1, _NEVER)),
)


def rows() -> Iterator[Row]:
    for name, words, outcome in _GIVEN:
        yield Row(name, Door.ASKED, written("\n".join(words)), outcome)
