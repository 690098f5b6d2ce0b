"""A message as dispatch publishes it, done as Celery's worker does it: what it hands on, and what it does not."""

from __future__ import annotations

import json
import os
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
import redis as redis_py
from celery.app.trace import trace_task
from celery.worker import state

from tests.contract.ledger_world import meet
from tests.contract.test_fetch_stage import STORY
from tests.contract.test_stages import BRIDGE, submission
from tests.loopback import LOOPBACK
from tests.pipeline.test_dispatch import Clock, broker, clock, queued, row, services, told
from tests.site import Site
from workers import bootstrap, pipeline
from workers import urls as addresses
from workers.app import QUEUES, app
from workers.bootstrap import Services
from workers.claims import Claim
from workers.dispatch import dispatch_due
from workers.errors import OutageError
from workers.fate import GIVEN_BACK
from workers.ledger import urls
from workers.model import Page, Submission
from workers.post import post

__all__ = ["broker", "clock", "services"]  # the fixtures


def done(envelope: bytes) -> Any:
    """The request of a message, after its task was done with it."""
    message = json.loads(envelope)
    arguments, keywords, rest = json.loads(b64decode(message["body"]))
    headers = message["headers"]
    request = {**headers, **rest, "args": arguments, "kwargs": keywords, "is_eager": False, "delivery_info": {}}
    assert pipeline.fetch.name in app.tasks
    return trace_task(app.tasks[headers["task"]], headers["id"], arguments, keywords, request, app=app)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as started:
        yield started


@pytest.fixture
def handful(
    services: Services, broker: redis_py.Redis, site: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> tuple[bytes, list[int]]:
    """A message with three urls, of which the site does not have the second; and their ids."""
    services.settings = replace(services.settings, fetch=LOOPBACK)
    monkeypatch.setattr(bootstrap, "_of_process", {os.getpid(): services})
    for path in ("/one", "/three"):
        site.page(path, STORY)
    given = [site.url(path) for path in ("/one", "/two", "/three")]
    made = [Submission(url, addresses.key(url), addresses.host(url), "enqueue") for url in given]
    with services.ledger.begin() as tx:
        ids = list(urls.accept(tx, made, clock()).new)
    meet(services.ledger)
    dispatch_due(services)  # for their leases
    broker.delete(QUEUES["fetch"])
    post([[Claim(url_id, 1, "fetch") for url_id in ids]])
    (envelope,) = broker.lrange(QUEUES["fetch"], 0, -1)
    broker.delete(QUEUES["fetch"])
    return bytes(envelope), ids


def test_of_a_handful_each_page_goes_on_by_itself_and_an_error_is_its_own_urls(
    handful: tuple[bytes, list[int]], services: Services, broker: redis_py.Redis
) -> None:
    envelope, (first, second, third) = handful
    done(envelope)
    assert queued(broker, "clean") == [first, third]
    assert [(row(services, url_id).state, row(services, url_id).stage) for url_id in (first, second, third)] == [
        ("running", "fetch"),
        ("failed", "accepted"),
        ("running", "fetch"),
    ]
    assert row(services, second).reason == "http-404"
    assert services.claims.all() == {}
    done(envelope)
    assert queued(broker, "clean") == [first, third]


@pytest.mark.parametrize("flag", ["should_stop", "should_terminate"])
def test_a_worker_that_stops_gives_back_what_it_has_not_begun(
    handful: tuple[bytes, list[int]],
    services: Services,
    broker: redis_py.Redis,
    flag: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    envelope, ids = handful
    with monkeypatch.context() as stopping:
        stopping.setattr(state, flag, 0)
        done(envelope)
    assert queued(broker, "clean") == []
    assert {claim: held.lost for claim, held in services.claims.all().items()} == {
        Claim(url_id, 1, "fetch"): GIVEN_BACK for url_id in ids
    }
    assert dispatch_due(services) == 3
    assert sorted(queued(broker, "fetch")) == ids
    assert {(row(services, url_id).lease, row(services, url_id).attempts) for url_id in ids} == {(2, 0)}


class Away:
    """A client whose network is gone."""

    def get(self, *_: Any, **__: Any) -> Page:
        raise OutageError("redis-away", "no robots.txt can be read")


def test_an_outage_ends_a_handful_and_what_was_not_begun_goes_back(
    handful: tuple[bytes, list[int]], services: Services, broker: redis_py.Redis
) -> None:
    envelope, (first, *others) = handful
    services.__dict__["client"] = Away()
    done(envelope)
    assert (row(services, first).state, row(services, first).reason, row(services, first).attempts) == (
        "pending",
        "redis-away",
        0,
    )
    assert set(services.claims.all()) == {Claim(url_id, 1, "fetch") for url_id in others}
    assert dispatch_due(services) == 2
    assert sorted(queued(broker, "fetch")) == others


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
