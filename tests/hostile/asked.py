"""Words of commands that ask about stories, or correct them: what is no cursor, no article, no story."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.make import SITE, written
from tests.hostile.rows import PASSWORD, Door, Row, Told

_CURSOR = "expected a cursor: the number that an earlier call ended with, or 0"
_NEVER = "never accepted: "
_STORY = "expected a story's number"
_TIME = "expected a date such as 2025-02-01, or a span such as 7d"

#: what it is, the words, and what is said.
_GIVEN: tuple[tuple[str, tuple[str, ...], Told], ...] = (
    ("a cursor that is a word", ("changes", "--since", "yesterday"), Told(2, _CURSOR)),
    ("a cursor below 0", ("changes", "--since", "-1"), Told(2, _CURSOR)),
    ("a cursor of 30 digits", ("changes", "--since", "9" * 30), Told(2, _CURSOR)),
    ("a cursor of 5,000 digits", ("changes", "--since", "9" * 5000), Told(2, _CURSOR)),
    ("a cursor in Arabic digits", ("changes", "--since", "\u0663"), Told(2, _CURSOR)),
    ("a cursor with an underscore", ("changes", "--since", "1_0"), Told(2, _CURSOR)),
    ("a cursor that could move a terminal", ("changes", "--since", "\x1b]0;PWNED\x07"), Told(2, _CURSOR)),
    (
        "a cursor of another ledger",
        ("changes", "--since", str(2**62)),
        Told(2, "is this the cursor of another ledger?"),
    ),
    ("`explain` of nobody's url", ("explain", f"{SITE}/nobody"), Told(1, f"{_NEVER}{SITE}/nobody")),
    ("`explain` of nothing", ("explain", ""), Told(2, f'{_NEVER}""')),
    ("`explain` of a url with a password", ("explain", f"https://me:{PASSWORD}@a.example/"), Told(1, _NEVER)),
    ("`explain` of 30 digits", ("explain", "9" * 30), Told(1, _NEVER)),
    ("`explain` of a million characters", ("explain", "a" * 1_000_000), Told(2, _NEVER)),
    ("a time that is none, for `story --at`", ("story", "1", "--at", "\x1b[2J"), Told(2, _TIME)),
    ("a time before the calendar", ("story", "1", "--at", "999999999w"), Told(2, _TIME)),
    ("a time to come, for `story --at`", ("story", "1", "--at", "9999-12-31"), Told(2, "'9999-12-31' lies ahead")),
    ("`pin` of nobody's url", ("pin", f"{SITE}/nobody", "1"), Told(1, f"{_NEVER}{SITE}/nobody")),
    ("`pin` of a url with a password", ("pin", f"https://me:{PASSWORD}@a.example/", "1"), Told(1, _NEVER)),
    ("`pin` to a story of 30 digits", ("pin", "1", "9" * 30), Told(2, _STORY)),
    ("`pin` to what could move a terminal", ("pin", "1", "\x1b]0;PWNED\x07"), Told(2, _STORY)),
    ("`part` of one url", ("part", f"{SITE}/nobody"), Told(2, "Missing argument")),
    ("`part` of nobody's urls", ("part", f"{SITE}/nobody", f"{SITE}/nothing"), Told(1, f"{_NEVER}{SITE}/nobody")),
    ("`together` with half a UTF-16 pair", ("together", "\ud83d", "1"), Told(2, _NEVER)),
    ("`unpin` of what was never said", ("unpin", str(2**62)), Told(1, "there is no pin")),
    ("`unpin` of a word", ("unpin", "all"), Told(2, "expected the number of a pin")),
    ("`explain` of what could move a terminal", ("explain", "\x1b]0;PWNED\x07"), Told(2, _NEVER)),
)


def rows() -> Iterator[Row]:
    for name, words, outcome in _GIVEN:
        yield Row(name, Door.ASKED, written("\n".join(words)), outcome)
