"""On how many days a story has members. Pure.

Of each day of a turn, the number of the members that are of it: whoever comes is added, whoever goes is taken out, in
whatever order they came. A number for each day that there was would be a thousand for a thread of years; what is asked
(lasting.py) is whether there are some fifteen. TURN is a prime: what comes every second day, or every week, comes to
all of them. Two days that are a turn apart count as one.
"""

from __future__ import annotations

from datetime import datetime

#: days.
TURN = 53
#: as many as a byte holds; a day that had so many keeps them.
_MOST = 255
_DAY = 86400

#: of a story without dated members.
NONE = bytes(TURN)


def number(days: bytes) -> int:
    """How many there are."""
    return len(days) - days.count(0)


def joined(days: bytes, at: datetime | None) -> bytes:
    """With one more member; as they were where it is undated."""
    return days if at is None else _changed(days, at, 1)


def left(days: bytes, at: datetime | None) -> bytes:
    """With one member less."""
    return days if at is None else _changed(days, at, -1)


def united(days: bytes, others: bytes) -> bytes:
    """With the members of another story."""
    return bytes(min(one + other, _MOST) for one, other in zip(days, others, strict=True))


def _changed(days: bytes, at: datetime, by: int) -> bytes:
    place = int(at.timestamp() // _DAY) % TURN
    many = days[place] if days[place] == _MOST else max(days[place] + by, 0)
    return days[:place] + bytes([many]) + days[place + 1 :]
