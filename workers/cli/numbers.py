"""Numbers as people type them, refused in words of our own. Pure.

click's own types say `not a valid integer range`, and write `1<=x<=65535` into a help text.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import click

#: the largest number that the ledger can hold.
LARGEST = 2**63 - 1
#: of how many can be asked: that and one more, by which it is seen that there are more.
_MOST = LARGEST - 1


def _plain(text: str) -> str:
    """Written in ASCII digits: Python also reads Arabic ones, and `1_0`."""
    if not text.isascii() or "_" in text:
        raise ValueError(text)
    return text


def _whole(text: str) -> int:
    return int(_plain(text))


def _decimal(text: str) -> float:
    return float(_plain(text))


class Number(click.ParamType):  # type: ignore[type-arg]  # generic in some of the clicks that will do
    """A number from `least` to `most`, both included. what: what is expected, as in `a port from 1 to 65535`.

    cap: who gives a larger one means this one, as good as all.
    """

    name = "number"

    def __init__(
        self,
        what: str,
        least: float,
        most: float = math.inf,
        read: Callable[[str], int | float] = _whole,
        cap: float = math.inf,
    ) -> None:
        self._what, self._least, self._most, self._read, self._cap = what, least, most, read, cap

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int | float:
        try:
            number = self._read(str(value))
        except ValueError:  # a number of too many digits, too
            number = math.nan
        if not self._least <= number <= self._most:  # nan, which is a float to Python, is in no range
            self.fail(f"expected {self._what}, not {str(value)[:40]!r}", param, ctx)
        return min(number, self._cap)


#: how many of something.
SOME, ANY = Number("a number, 1 or more", 1, cap=_MOST), Number("a number, 0 or more", 0, cap=_MOST)
SECONDS = Number("a number of seconds, 0 or more", 0, read=_decimal)
PORT, PORT_OR_NONE = (
    Number("a port from 1 to 65535", 1, 65535),
    Number("a port from 1 to 65535, or 0 for none", 0, 65535),
)
