"""Numbers as people type them, refused in words of our own. Pure.

click's own types say `not a valid integer range`, and write `1<=x<=65535` into a help text.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import click


class Number(click.ParamType):  # type: ignore[type-arg]  # generic in some of the clicks that will do
    """A number from `least` to `most`, both included. what: what is expected, as in `a port from 1 to 65535`."""

    name = "number"

    def __init__(
        self, what: str, least: float, most: float = math.inf, read: Callable[[str], int | float] = int
    ) -> None:
        self._what, self._least, self._most, self._read = what, least, most, read

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int | float:
        try:
            number = self._read(str(value))
        except ValueError:  # a number of too many digits, too
            number = math.nan
        if not self._least <= number <= self._most:  # nan, which is a float to Python, is in no range
            self.fail(f"expected {self._what}, not {str(value)[:40]!r}", param, ctx)
        return number


#: how many of something.
SOME, ANY = Number("a number, 1 or more", 1), Number("a number, 0 or more", 0)
SECONDS = Number("a number of seconds, 0 or more", 0, read=float)
PORT, PORT_OR_NONE = (
    Number("a port from 1 to 65535", 1, 65535),
    Number("a port from 1 to 65535, or 0 for none", 0, 65535),
)
