"""What travels in a message: the number of a url and of its lease. Pure.

A task's argument is its message: {"v": 2, "url": 123, "lease": 1}; of `fetch`, a list of such (workers/handfuls.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from workers.claims import Claim
from workers.errors import PermanentError
from workers.ledger.urls import STAGES

#: of the messages below; a worker refuses what it does not know. Deploy workers before those who publish.
VERSION = 2
#: reason of the error for a message that this worker cannot read.
UNREADABLE = "message-version"

#: the largest id that the ledger can hold.
_LARGEST = 2**63 - 1

Message = dict[str, int]


def encode(url_id: int, lease: int) -> Message:
    return {"v": VERSION, "url": url_id, "lease": lease}


def arguments(claims: Sequence[Claim]) -> list[Any]:
    """The arguments of the task that does these, which are of one stage; only of `fetch` may they be several."""
    together = [encode(claim.url, claim.lease) for claim in claims]
    return [together] if claims[0].stage == "fetch" else together


def decode(message: Any) -> tuple[int, int]:
    """The url's id and its lease. Raises PermanentError for a message of another version, or none of ours."""
    url_id, lease = numbers(message, "url", "lease")
    return url_id, lease


def numbers(message: Any, *nouns: str) -> list[int]:
    """What a message says of these; an error as for `decode`."""
    given = message if isinstance(message, dict) else {}
    version, found = given.get("v"), [given.get(noun) for noun in nouns]
    good = [number for number in found if type(number) is int and 0 < number <= _LARGEST]
    if type(version) is not int or version != VERSION or len(good) != len(nouns):
        raise PermanentError(
            UNREADABLE, f"cannot read the message {message!r:.200}: this worker knows version {VERSION}"
        )
    return good


def claims_of(task: str, arguments: Any) -> list[Claim]:
    """What a task with these arguments has to claim; nothing for one that is no step of a url."""
    stage = task.removeprefix("newsloom.")
    if stage not in STAGES[1:] or not arguments:
        return []
    found = []
    for message in arguments[0] if isinstance(arguments[0], list) else arguments[:1]:
        with suppress(PermanentError):
            found.append(Claim(*decode(message), stage))
    return found
