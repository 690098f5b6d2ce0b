"""The statements of a step are made once: to build one takes longer than to run it, and others wait to write meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tests.contract.ledger_world import a_url, accept, after, an_article, lease, row
from workers.ledger import Ledger, aliases, articles, ends, hosts
from workers.model import CopyKind, Verdict

Act = Callable[[Connection, Any, datetime, int], object]


def _save(tx: Connection, url: Any, now: datetime, time: int) -> None:
    article = replace(an_article(f"Title {time}"), authors=("Ann",) * time)
    articles.save(tx, url.id, article, external_id=None, placed_at=now, now=now)


def _sign(tx: Connection, url: Any, time: int, sign: Callable[..., object]) -> None:
    verdict = (Verdict(CopyKind.ORIGINAL), Verdict(CopyKind.TEMPLATE, None, url.id, 0.4, 0.5, 1.0))[time - 1]
    sign(tx, url.id, b"\x01" * time, verdict)


ACTS: dict[str, Act] = {
    "postpone": lambda tx, url, now, time: ends.postpone(tx, url.id, now, after(now, time), "busy", "", seen=url),
    "postpone all": lambda tx, url, now, time: ends.postpone_all(tx, [url] * time, now, now, "away", ""),
    "give up": lambda tx, url, now, time: ends.give_up(tx, url.id, now, "failed", f"http-40{time}", "", seen=url),
    "rest": lambda tx, url, now, time: ends.rest(tx, url, after(now, time)),
    "same": lambda tx, url, now, time: ends.same(tx, url, url.id, after(now, time)),
    "wake": lambda tx, url, now, time: hosts.wake(tx, [url.host, "b.example"][:time], now),
    "learn": lambda tx, url, now, time: hosts.learn(tx, url.host, {"latency": time / 10}, now),
    "hold": lambda tx, url, now, time: hosts.learn(tx, url.host, {"held_until": after(now, time)}, now),
    "claim": lambda tx, url, now, time: aliases.claim(tx, url.id, ["one", "two"][:time], now),
    "see": lambda tx, url, now, time: aliases.see(tx, url.id, ["one", "two"][:time]),
    "save": _save,
    "sign": lambda tx, url, now, time: _sign(tx, url, time, articles.sign),
    "sign original": lambda tx, url, now, time: _sign(tx, url, time, articles.sign_original),
}


@pytest.mark.parametrize("act", ACTS)
def test_what_a_step_asks_of_the_ledger_is_made_once(ledger: Ledger, now: datetime, act: str) -> None:
    accept(ledger, now, a_url("1"), a_url("2"))
    found = [row(ledger, url_id) for url_id in lease(ledger, now)]
    asked: list[list[object]] = []

    def note(_tx: Connection, statement: object, *_more: object) -> None:
        asked[-1].append(statement)

    sa.event.listen(ledger.engine, "before_execute", note)
    with ledger.begin() as tx:
        for time, url in enumerate(found, 1):
            asked.append([])
            ACTS[act](tx, url, now, time)
    first, second = (list(map(id, statements)) for statements in asked)
    assert first
    assert first == second
