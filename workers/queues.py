"""What waits in the broker's queues, read without taking it. No decisions here.

A queue is a Redis list of kombu's envelopes (JSON), each with Celery's message in it (protocol 2: base64 of the JSON
[arguments, keywords, what comes after]). Written for kombu 5.7; tests/contract holds it to messages that it publishes.
Errors of Redis come through as they are.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Collection, Iterator
from typing import Any

import redis

from workers.app import QUEUES, STAGES

#: what the parsers say of what is none of Celery's; the last of what is nested too deeply.
_UNREADABLE = (ValueError, KeyError, TypeError, IndexError, RecursionError)


def messages(client: redis.Redis, names: Collection[str] = STAGES) -> Iterator[tuple[str, Any]]:
    """The queue's name and each message (workers/messages.py) of each task that waits; None for a task without any."""
    for name, _, argument in envelopes(client, names):
        for message in argument if isinstance(argument, list) else [argument]:
            yield name, message


def envelopes(client: redis.Redis, names: Collection[str] = STAGES) -> Iterator[tuple[str, bytes | str, Any]]:
    """The queue's name, the envelope as it lies there, and its task's argument; None where it cannot be read."""
    for name in names:
        for raw in client.lrange(QUEUES[name], 0, -1):
            yield name, raw, _argument(raw)


def tasks(client: redis.Redis, name: str) -> set[str]:
    """The names of the tasks that wait in a queue."""
    return {_task(raw) for raw in client.lrange(QUEUES[name], 0, -1)}


def strays(client: redis.Redis, name: str) -> Iterator[bytes | str]:
    """The envelopes in a queue in which no task can be told."""
    return (raw for raw in client.lrange(QUEUES[name], 0, -1) if not _task(raw))


def remove(client: redis.Redis, name: str, raw: bytes | str) -> None:
    """Take an envelope out of a queue; one that is no longer there is no error."""
    client.lrem(QUEUES[name], 0, raw)  # type: ignore[arg-type]


def _task(raw: bytes | str) -> str:
    try:
        return str(json.loads(raw)["headers"]["task"])
    except _UNREADABLE:
        return ""


def _argument(raw: bytes | str) -> Any:
    """The first argument of the task in an envelope."""
    try:
        arguments, _, _ = json.loads(b64decode(json.loads(raw)["body"]))
        return arguments[0] if arguments else None
    except _UNREADABLE:
        return None
