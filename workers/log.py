"""One shape for structlog's lines and the standard library's: columns on a terminal, JSON lines elsewhere.

The event is a dotted constant, facts are keys: `log.info("article.joined", story=12, score=0.31)`. Whoever runs a task
binds url, article, story and task once; every line of it then carries them. No decisions here.
"""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

from workers.away import Outage, rewrite
from workers.printable import escaped, in_place, masked

_SHARED: tuple[Any, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)

#: loggers that say in many lines what we say in one, and the level from which they are heard.
_QUIET = {
    "celery.app.trace": logging.WARNING,  # each success, and each expected failure: the step has said why, in a line
    "celery.worker.strategy": logging.WARNING,  # "Task received"
    "celery.beat": logging.WARNING,  # "Sending due task", each second
    "celery.worker.control": logging.WARNING,
    "urllib3": logging.ERROR,  # strangers' malformed headers, with a traceback each
    "trafilatura": logging.CRITICAL,
    "py3langid": logging.WARNING,
    "alembic": logging.WARNING,
    "tornado.access": logging.ERROR,
}


def configure(level: str, form: str, stream: TextIO | None = None) -> None:
    """Set up logging for this process; `form` is `columns`, `json` or `auto`."""
    stream = stream or sys.stderr
    columns = form == "columns" or (form == "auto" and stream.isatty())
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=stream.isatty(), pad_event_to=18, exception_formatter=_plain)
        if columns
        else structlog.processors.JSONRenderer(serializer=_written)
    )
    handler = logging.StreamHandler(stream)
    handler.addFilter(Outage())
    handler.addFilter(_without_post_mortem)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_SHARED, structlog.stdlib.ExtraAdder({"detail"})],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _harmless,
                *([_short] if columns else [structlog.processors.format_exc_info]),
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name, quiet in _QUIET.items():
        logging.getLogger(name).setLevel(quiet)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _short(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """For a terminal's width: the time of day, and eight signs of a task's id; which logger is of no interest there."""
    event.pop("logger", None)
    event["timestamp"] = str(event.get("timestamp", ""))[11:19]
    if "task" in event:
        event["task"] = str(event["task"])[:8]
    return event


def _harmless(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Facts repeat the words of strangers: none writes to a terminal, and no password in an address is kept."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = masked(in_place(value))
    return event


def _written(event: Any, **options: Any) -> str:
    """A line of JSON that is safe on a terminal, too: tracebacks come in after the facts were made harmless."""
    return escaped(masked(json.dumps(event, ensure_ascii=False, **options)))


def _plain(sio: TextIO, exc_info: Any) -> None:
    written = io.StringIO()
    structlog.dev.plain_traceback(written, exc_info)
    sio.write("\n".join(in_place(masked(line)) for line in written.getvalue().split("\n")))


def get(name: str) -> structlog.stdlib.BoundLogger:
    """A logger; silent until `configure`, except for warnings."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def _without_post_mortem(record: logging.LogRecord) -> bool:
    """A child that was killed, or ran out of time, is one line: where that was noticed is of no interest."""
    problem = record.exc_info[1] if record.exc_info else None
    cause = getattr(problem, "exc", problem)  # billiard wraps what its own processes raise
    if type(cause).__name__ in ("WorkerLostError", "TimeLimitExceeded"):
        rewrite(record, f"process.lost: {cause!r}", logging.WARNING)
    return True


def bind(**facts: object) -> None:
    """Facts that every line of this task carries from here on; those that are None are left out."""
    known: MutableMapping[str, object] = {key: value for key, value in facts.items() if value is not None}
    structlog.contextvars.bind_contextvars(**known)


def clear() -> None:
    structlog.contextvars.clear_contextvars()
