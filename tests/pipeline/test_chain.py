"""A message as dispatch publishes it, done as Celery's worker does it: what it hands on, and what it does not."""

from __future__ import annotations

import json
import os
from base64 import b64decode
from datetime import datetime
from typing import Any

import pytest
import redis as redis_py
from celery.app.trace import trace_task

from tests.contract.test_stages import BRIDGE, submission
from tests.pipeline.test_dispatch import broker, clock, queued, row, services, told
from workers import bootstrap
from workers.app import QUEUES, app
from workers.bootstrap import Services
from workers.dispatch import dispatch_due
from workers.ledger import urls

__all__ = ["broker", "clock", "services"]  # the fixtures


def done(envelope: bytes) -> Any:
    """The request of a message, after its task was done with it."""
    message = json.loads(envelope)
    arguments, keywords, rest = json.loads(b64decode(message["body"]))
    headers = message["headers"]
    request = {**headers, **rest, "args": arguments, "kwargs": keywords, "is_eager": False, "delivery_info": {}}
    return trace_task(app.tasks[headers["task"]], headers["id"], arguments, keywords, request, app=app)


def test_a_message_hands_on_once_however_often_it_comes(
    services: Services, broker: redis_py.Redis, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "_of_process", {os.getpid(): services})
    with services.ledger.begin() as tx:
        (url_id,) = urls.accept(tx, [submission(BRIDGE[0], "a", now)], now).new
    dispatch_due(services)
    (envelope,) = broker.lrange(QUEUES["clean"], 0, -1)
    broker.delete(QUEUES["clean"])
    for _ in range(3):
        done(envelope)
    assert row(services, url_id).stage == "clean"
    assert told(services, url_id) == [("dispatch", "done"), ("clean", "done")]
    assert [queued(broker, queue) for queue in QUEUES if queue in urls.STAGES] == [[], [], [url_id], []]
