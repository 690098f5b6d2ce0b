"""What of our own is away, as this process knows it: one line when it begins, and one when it is over.

Celery, kombu and redis-py tell of each failed try, most with a traceback: a storm of the same news. `Outage` lets the
first of them through, in our words, and puts the rest on the level of debug. What a step meets (`began`) is the same
outage: whoever comes first says it. No decisions about news.

That Redis is back is told by whoever looks again, when a write on a new connection was taken (workers/reach.py): a
server that refuses writes answers all the while, and Celery connects to it again and again.

Many faults of others are spelled like one of Redis. A task's error, or what ends a process, is one by its class alone.
"""

from __future__ import annotations

import logging

import structlog

#: what is said of each thing, by the first word of an error's reason.
_BEGINS = {"redis": "redis.away: waiting for it to come back"}
#: by the whole reason: what does not come back by itself. A process says it once; what it needs is another one.
_LASTING = {"ledger-damaged": "ledger.damaged: put a backup in its place"}

#: what is away. Asked and changed in one step, without a lock: a signal may come while one is held, and write a line.
_away: dict[str, object] = {}
_left: set[str] = set()


def is_away(thing: str) -> bool:
    return thing in _away


def began(reason: str, detail: str) -> None:
    """Something of our own fails: said once, until it is `over`. reason: of an OutageError, such as redis-away."""
    thing = reason if reason in _LASTING else reason.partition("-")[0]
    worst = logging.ERROR if reason in _LASTING else logging.WARNING
    said = _LASTING.get(reason) or _BEGINS.get(thing, f"{thing}.away")
    _logger().log(worst if _first(thing) else logging.DEBUG, said, reason=reason, detail=detail)


def over(thing: str) -> None:
    """It answers, and takes what is written; said once."""
    if _last(thing):
        _logger().info(f"{thing}.back")


def leave(thing: str) -> None:
    """Another process says how this stands: the children of a worker leave Redis to its main process."""
    _left.add(thing)


def _first(thing: str) -> bool:
    mine = object()
    return _away.setdefault(thing, mine) is mine and thing not in _left


def _last(thing: str) -> bool:
    return _away.pop(thing, None) is not None and thing not in _left


def _logger() -> structlog.stdlib.BoundLogger:
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)
    return logger


#: celery 5.7's own fault while it reconnects: the worker ends, and whoever supervises it starts it again.
_CELERYS = "'nonetype' object has no attribute 'hostname'"
#: who tells of errors that tasks raise: of anybody's making.
_TASKS = "celery.app.trace"


class Outage(logging.Filter):
    """The libraries' lines about Redis, as ours. A log record passes where somebody listens at its level."""

    #: what the libraries say when the broker is away, or refuses (celery 5.7, kombu 5.7).
    _AWAY = (
        "cannot connect to",
        "connection to broker lost",
        "connection refused",
        "error 2 connecting to",
        "error 111 connecting to",
        "no such file or directory",
        "connection closed by server",
        "connection reset",
        "connectionerror",
        "responseerror",
        "broken pipe",
        "redis is loading",
        "error while reading from",
        "connection to broker",
        "refused callback publish",
        "message error",
        "couldn't ack",
        "timeouterror",
        _CELERYS,
    )
    #: what is none of Redis's, though it uses the same words: drivers of the ledger.
    _OTHERS = ("psycopg", "sqlalchemy", "connection to server", "sqlite")
    #: what they remark on the way back, and on the way out. The warning is of what we have decided (workers/app.py).
    _REMARKS = (
        "connected to redis",
        "prefetch count",
        "unacknowledged message(s)",
        "cannot schedule new futures after shutdown",
        "in celery 5.1 we introduced an optional breaking change which on connection loss",
    )
    _FROM = ("celery", "kombu", "amqp", "redis", "flower", "tornado", "asyncio", "py.warnings")

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.name.startswith(self._FROM):
            return True
        said = _told(record)
        text = said.lower()
        if self._is_outage(record, text):
            return _begun(record, said[:300]) if _first("redis") else _quiet(record)
        return _quiet(record) if any(phrase in text for phrase in self._REMARKS) else True

    def _is_outage(self, record: logging.LogRecord, text: str) -> bool:
        if _of_redis(record):
            return True
        if record.levelno >= logging.CRITICAL:
            return _CELERYS in text and is_away("redis")
        if record.name == _TASKS:
            return False
        return any(phrase in text for phrase in self._AWAY) and not any(phrase in text for phrase in self._OTHERS)


def _told(record: logging.LogRecord) -> str:
    """The message and its exception, in one line."""
    problem = record.exc_info[1] if record.exc_info else ""
    try:
        message = record.getMessage()
    except (TypeError, ValueError):  # a library's line with the wrong arguments is still a line
        message = str(record.msg)
    return " ".join(f"{message} {problem}".split())


_ERRORS = ("redis.", "kombu.exceptions.OperationalError")


def _of_redis(record: logging.LogRecord) -> bool:
    """Is this an error of redis-py, or kombu's own word for one, or said to be caused by one?

    What was raised while one was handled is a fault of its own.
    """
    problem = record.exc_info[1] if record.exc_info else None
    problem = getattr(problem, "exc", problem)  # billiard wraps what its own processes raise
    while problem is not None and not f"{type(problem).__module__}.{type(problem).__name__}".startswith(_ERRORS):
        problem = problem.__cause__
    return problem is not None


def _begun(record: logging.LogRecord, detail: str) -> bool:
    rewrite(record, _BEGINS["redis"], logging.WARNING)
    record.detail = detail
    return True


def _quiet(record: logging.LogRecord) -> bool:
    """Without its traceback, for those who listen to everything."""
    rewrite(record, record.msg, logging.DEBUG, record.args)
    return logging.getLogger().isEnabledFor(logging.DEBUG)


def rewrite(record: logging.LogRecord, message: object, level: int, args: object = ()) -> None:
    """Another message at another level, and no traceback."""
    record.msg, record.args, record.exc_info, record.exc_text = message, args, None, None  # type: ignore[assignment]
    record.levelno, record.levelname = level, logging.getLevelName(level)
