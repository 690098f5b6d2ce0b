"""newsloom status: how it stands, on one screen."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

import click
import redis as redis_py
from kombu.exceptions import OperationalError as BrokerError

from workers import app as celery_app
from workers import outage, reach, server
from workers.bootstrap import Services
from workers.cli import out
from workers.cli.answering import workers
from workers.cli.context import here
from workers.cli.lines import listed, moment
from workers.cli.once import Command
from workers.ledger import feeds, given_up, leases, stories, urls
from workers.watch import Watch

#: seconds that Redis has to answer.
_PATIENCE = 1.0
#: seconds without a round of dispatch after which its clock is missed; the worker for upkeep may be at something long.
_STANDS = 30.0
#: columns of the names before what is said.
_MARGIN = 12


@click.command("status", cls=Command, short_help="Show how everything stands.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def status_command(as_json: bool) -> None:
    """Show how it stands: urls by state, queues, the oldest pending url, workers, Redis and ledger, the last error.

    JSON keys: urls, reasons, stories, feeds, network_away_since (null while our own network is there),
    oldest_pending_s, forgotten, ledger, note (what is worth setting, or empty), redis, redis_alive, queues, workers,
    unserved (queues that none of them reads; null where none can be asked), idle_s (since urls were last handed out;
    null: not within a day, or nobody can be asked), redis_error (only where there is one), last_error.
    """
    services = here()
    found = status(services)
    if as_json:
        out.json_line(found)
        return
    out.show(*_lines(found, out.width(), services.settings.dispatch.every))


def status(services: Services) -> dict[str, Any]:
    """All of it as JSON values. Starts nothing: a Redis of our own that is not running is reported so."""
    now = services.clock()
    with services.ledger.read() as connection:
        oldest, last = urls.oldest_pending(connection), urls.last_error(connection)
        found: dict[str, Any] = {
            "urls": dict.fromkeys(("pending", "running", *urls.FINAL), 0) | urls.counts(connection),
            "reasons": given_up.by_reason(connection),
            "stories": stories.count(connection),
            "feeds": feeds.health(connection),
            "network_away_since": out.stamp(feeds.network_away(connection)),
            "oldest_pending_s": oldest and round((now - oldest).total_seconds()),
            "forgotten": leases.forgotten(connection, now),
        }
    found["ledger"] = services.ledger.name
    found["note"] = services.settings.fetch.anonymous
    found |= _redis(services)
    found["last_error"] = last and {
        "url": last.url,
        "reason": last.reason,
        "detail": last.detail,
        "at": out.stamp(last.touched_at),
    }
    return found


def _redis(services: Services) -> dict[str, Any]:
    """What Redis tells: where it is, whether it answers and takes what is written, queue lengths, workers."""
    named = services.settings.newsloom.redis_url
    reached = reach.look(services.settings)
    found: dict[str, Any] = {
        "redis": server.without_password(named) if named else "own",
        "redis_alive": reached.answers,
        "queues": {},
        "workers": [],
        "unserved": None,
        "idle_s": None,
    }
    try:
        if reached.answers:
            client = server.impatient(reached.url, _PATIENCE)
            found["queues"] = {name: int(client.llen(queue)) for name, queue in celery_app.QUEUES.items()}
        if reached.trouble is None:
            served = workers(reached.url)
            found["workers"] = sorted(served, key=lambda name: name.split("@"))  # fetch, then fetch-2
            read = {queue for queues in served.values() for queue in queues}
            idle = Watch(client, services.prefix).idle()
            found["idle_s"] = idle and round(idle)
            found["unserved"] = [name for name, queue in celery_app.QUEUES.items() if queue not in read]
        else:
            found["redis_error"] = reached.trouble.detail
    except (redis_py.RedisError, BrokerError, OSError) as error:  # it went away between two questions
        found["redis_error"] = outage.of(error, reached.name).detail
    return found


def silence(services: Services, wanted: Collection[str]) -> str:
    """That no worker answers, or none of those that do reads some of these queues, and what to start; else empty."""
    found = _redis(services)
    if told := _silent(found):
        return f"of the workers {told}"
    nobody = [name for name in found["unserved"] if name in wanted]
    if nobody:
        return f"there is nobody for {', '.join(nobody)}: `newsloom worker --queues {','.join(nobody)}`"
    with services.ledger.read() as connection:
        oldest = urls.oldest_pending(connection)
    waited = (services.clock() - oldest).total_seconds() if oldest else 0.0
    return _standing(found, waited, services.settings.dispatch.every)


def _standing(found: Mapping[str, Any], waited: float, every: float) -> str:
    """That nothing is handed out, though there is who would: the clock is missing; else empty. Pure.

    waited: seconds that the oldest pending url has; by it is told that beat never ran. every: between two rounds.
    """
    if not found["workers"] or "upkeep" in found["unserved"]:
        return ""
    idle = waited if found["idle_s"] is None else found["idle_s"]
    told = f"nothing has been handed out for {out.ago(idle)}: is there a beat? `newsloom beat`"
    return told if idle > max(_STANDS, 10 * every) else ""


def _silent(found: dict[str, Any]) -> str:
    trouble = found.get("redis_error")
    told = f"none can be asked: {trouble}" if trouble else "none answers: start them with `newsloom up`"
    return "" if found["workers"] else told


def _paused(found: dict[str, Any]) -> str:
    if not found["network_away_since"]:
        return ""
    since = _moment(found["network_away_since"])
    return f"; all fail at once since {since}: our own network is away, polls pause but for a probe"


def _lines(found: dict[str, Any], width: int | None, every: float) -> list[str]:
    """A name and what there is to say of it, in lines of at most `width` columns."""
    return [line for name, pieces in _told(found, every) for line in listed(name.ljust(_MARGIN), pieces, width)]


def _told(found: dict[str, Any], every: float) -> Iterator[tuple[str, list[str]]]:
    counts = found["urls"]
    oldest = found["oldest_pending_s"]
    state = ("takes no writes" if "redis_error" in found else "answers") if found["redis_alive"] else "does not answer"
    yield "urls", [f"{counts[name]} {_state(name, found)}" for name in counts]
    yield "oldest", ["nothing is pending" if oldest is None else f"{out.ago(oldest)} old; see `newsloom pending`"]
    yield "stories", [str(found["stories"])]
    yield "feeds", [str(found["feeds"]["feeds"]), f"{found['feeds']['failing']} failing{_paused(found)}"]
    yield "workers", _workers(found)
    if standing := _standing(found, oldest or 0.0, every):
        yield "beat", [standing]
    yield "queues", [f"{name} {length}" for name, length in found["queues"].items()] or ["unknown"]
    yield "redis", [f"{found['redis']} ({state})"]
    yield "ledger", [found["ledger"]]
    if found["forgotten"]:
        what = "urls that nobody looks after: run `newsloom beat`"
        yield "forgotten", [f"{found['forgotten']} {what}", "and a worker for upkeep"]
    if found["reasons"]:
        *others, last = [f"{count} {reason}" for reason, count in found["reasons"].items()]
        yield "reasons", [*others, f"{last}; see `newsloom failed`"]
    if found["note"]:
        yield "note", [found["note"]]
    if found["last_error"]:
        last = found["last_error"]
        yield "last error", [f"{_moment(last['at'])} {last['url']}: {last['detail']}"]


def _moment(stamp: str) -> str:
    return moment(datetime.fromisoformat(stamp))


def _state(name: str, found: dict[str, Any]) -> str:
    """A state in words: what is on its way runs where there is a worker; what a stopped one left does not."""
    left = name == "running" and found["urls"][name] and not found["workers"]
    return "begun (no worker answers)" if left else name


def _workers(found: dict[str, Any]) -> list[str]:
    """Who answers, and for what nobody does."""
    if not found["workers"]:
        return [_silent(found)]
    if not found["unserved"]:
        return list(found["workers"])
    *others, last = found["workers"]
    first, *more = found["unserved"]
    return [*others, f"{last}; nobody for {first}", *more]
