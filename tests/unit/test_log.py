"""One shape for all lines, and one line for an outage."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from billiard.einfo import ExceptionWithTraceback
from billiard.exceptions import TimeLimitExceeded, WorkerLostError
from redis.exceptions import ResponseError

from workers import away, log


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level
    log.clear()  # of what another test's steps have bound
    away._away.clear()
    log.configure("info", "auto", stream)
    yield stream
    root.handlers[:], root.level = before
    structlog.reset_defaults()
    log.clear()
    away._away.clear()
    away._left.clear()


def read(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_lines_are_json_where_there_is_no_terminal_and_carry_what_is_bound(lines: io.StringIO) -> None:
    log.bind(task="t1", url=7, article=None)
    log.get("workers.x").info("article.joined", story=3)
    (line,) = read(lines)
    assert (line["event"], line["story"], line["task"], line["url"]) == ("article.joined", 3, "t1", 7)
    assert "article" not in line


def test_lines_of_libraries_have_the_same_shape(lines: io.StringIO) -> None:
    log.bind(url=7)
    logging.getLogger("somebody").warning("said %s", "this")
    (line,) = read(lines)
    assert (line["event"], line["level"], line["url"]) == ("said this", "warning", 7)


def test_redis_away_is_said_once_and_back_once_without_a_traceback(lines: io.StringIO) -> None:
    consumer = logging.getLogger("celery.worker.consumer.consumer")
    for _ in range(50):
        try:
            raise ConnectionRefusedError(111, "Connection refused")
        except ConnectionRefusedError:
            consumer.exception("consumer: Cannot connect to redis://: try again")
    consumer.info("Connected to redis+socket:///x")
    assert away.is_away("redis")  # until a probe has worked
    away.over("redis")
    away.over("redis")
    told = read(lines)
    assert [line["event"] for line in told] == ["redis.away: waiting for it to come back", "redis.back"]
    assert "Traceback" not in lines.getvalue()


@pytest.mark.parametrize("lost", [WorkerLostError("signal 9 (SIGKILL) Job: 21."), TimeLimitExceeded(4.0)])
def test_a_child_that_was_killed_is_one_line(lines: io.StringIO, lost: Exception) -> None:
    wrapped = ExceptionWithTraceback(lost, "Traceback (most recent call last): ...")
    logging.getLogger("celery.worker.request").error("Task handler raised error: %r", lost, exc_info=wrapped)
    (line,) = read(lines)
    assert line["event"] == f"process.lost: {lost!r}"
    assert line["level"] == "warning"
    assert "Traceback" not in lines.getvalue()


def test_celerys_own_fault_while_it_reconnects_is_part_of_the_outage(lines: io.StringIO) -> None:
    logging.getLogger("celery.worker").error("Connection to broker lost")
    try:
        raise AttributeError("'NoneType' object has no attribute 'hostname'")
    except AttributeError:
        logging.getLogger("celery.bootsteps").exception("Error on stopping Hub")
    assert [line["event"] for line in read(lines)] == ["redis.away: waiting for it to come back"]


def test_an_outage_that_a_step_and_celery_meet_is_one_and_so_is_its_end(lines: io.StringIO) -> None:
    away.began("redis-refused", "Redis cannot write to its disk")
    away.began("redis-away", "Redis does not answer")
    logging.getLogger("celery.worker").error("Connection to broker lost")
    away.over("redis")
    logging.getLogger("celery.worker.consumer.connection").info("Connected to redis+socket:///x")
    first, last = read(lines)
    assert (first["event"], first["detail"]) == (
        "redis.away: waiting for it to come back",
        "Redis cannot write to its disk",
    )
    assert last["event"] == "redis.back"


def test_the_ledger_and_redis_are_away_and_back_each_by_itself(lines: io.StringIO) -> None:
    away.began("ledger-away", "it is locked")
    away.began("redis-away", "it does not answer")
    away.over("ledger")
    assert [line["event"] for line in read(lines)] == [
        "ledger.away",
        "redis.away: waiting for it to come back",
        "ledger.back",
    ]
    assert away.is_away("redis")


def test_a_damaged_ledger_is_an_error_that_is_said_once_and_not_taken_back_while_other_pages_can_be_read(
    lines: io.StringIO,
) -> None:
    for _ in range(3):
        away.began("ledger-damaged", "its file is damaged")
        away.over("ledger")
    (line,) = read(lines)
    assert (line["event"], line["level"]) == ("ledger.damaged: put a backup in its place", "error")


def test_the_first_line_of_an_outage_has_what_the_library_said_as_its_detail(lines: io.StringIO) -> None:
    try:
        raise ResponseError("MISCONF Errors writing to the AOF file: No space left on device")
    except ResponseError:
        logging.getLogger("celery.bootsteps").exception("Error on stopping Hub")
    (line,) = read(lines)
    assert line["event"] == "redis.away: waiting for it to come back"
    assert "No space left on device" in str(line["detail"])
    assert "Traceback" not in lines.getvalue()


REMARKS = [
    ("celery.app.amqp", "Retrying refused callback publish for 'newsloom.dedupe' (1/30, waiting 0.1s)"),
    ("celery.worker.consumer.consumer", "Skipping prefetch count reduction after connection restart"),
    ("kombu.transport.virtual.base", "Restoring 2 unacknowledged message(s)"),
    (
        "py.warnings",
        "x.py:427: CPendingDeprecationWarning: \nIn Celery 5.1 we introduced an optional breaking change "
        "which on connection loss cancels all currently executed tasks",
    ),
]


@pytest.mark.parametrize(("name", "remark"), REMARKS)
def test_what_celery_remarks_on_an_outage_is_for_those_who_debug(lines: io.StringIO, name: str, remark: str) -> None:
    away.began("redis-away", "")
    logging.getLogger(name).warning(remark)
    assert len(read(lines)) == 1
    log.configure("debug", "auto", lines)
    logging.getLogger(name).warning(remark)
    line = read(lines)[1]
    assert (line["event"], line["level"]) == (remark.replace("\n", " "), "debug")


def test_a_fault_that_ends_a_worker_is_no_outage_of_redis(lines: io.StringIO) -> None:
    try:
        raise ZeroDivisionError("of our own")
    except ZeroDivisionError as error:
        logging.getLogger("celery.worker").critical("Unrecoverable error: %r", error)
    assert [line["event"] for line in read(lines)] == ["Unrecoverable error: ZeroDivisionError('of our own')"]
    assert not away.is_away("redis")


def shown(error: Exception, logger: str, line: str, level: int = logging.ERROR) -> None:
    try:
        raise error
    except type(error):
        logging.getLogger(logger).log(level, line, error, exc_info=True)


TASK_ERRORS: list[Exception] = [
    TimeoutError("of a task's own"),
    FileNotFoundError(2, "No such file or directory"),
    ConnectionResetError(104, "Connection reset by peer"),
]


@pytest.mark.parametrize("error", TASK_ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_of_a_task_is_no_outage_of_redis_though_it_is_spelled_like_one(
    lines: io.StringIO, error: Exception
) -> None:
    shown(error, "celery.app.trace", "Task newsloom.fetch raised unexpected: %r")
    (line,) = read(lines)
    assert str(line["event"]).startswith("Task newsloom.fetch raised unexpected: ")
    assert "Traceback" in str(line["exception"])
    assert not away.is_away("redis")


def test_a_postgresql_that_refuses_connections_is_no_outage_of_redis(lines: io.StringIO) -> None:
    refused = 'connection to server at "127.0.0.1", port 5432 failed: Connection refused'
    shown(OSError(refused), "celery.utils.dispatch.signal", "Signal handler raised: %r")
    assert "Traceback" in str(read(lines)[0]["exception"])
    assert not away.is_away("redis")


@pytest.mark.parametrize("logger", ["celery.app.trace", "celery.bootsteps"])
def test_a_fault_in_the_handling_of_an_outage_is_a_fault_and_what_was_caused_by_it_belongs_to_it(
    lines: io.StringIO, logger: str
) -> None:
    cause, handled, caused = (
        ResponseError("MISCONF Errors writing to the AOF file"),
        KeyError("slip"),
        RuntimeError("late"),
    )
    handled.__context__, caused.__cause__ = cause, cause
    shown(handled, logger, "failed: %r")
    assert not away.is_away("redis")
    shown(caused, logger, "failed: %r")
    assert [line["event"] for line in read(lines)] == [
        "failed: KeyError('slip')",
        "redis.away: waiting for it to come back",
    ]


def test_what_ends_a_worker_is_an_outage_by_its_class_alone(lines: io.StringIO) -> None:
    shown(RuntimeError("refused: Connection refused"), "celery.worker", "Unrecoverable error: %r", logging.CRITICAL)
    assert not away.is_away("redis")
    shown(ResponseError("MISCONF"), "celery.worker", "Unrecoverable error: %r", logging.CRITICAL)
    assert away.is_away("redis")
    own = AttributeError("'NoneType' object has no attribute 'hostname'")  # Celery's, while it reconnects
    shown(own, "celery.worker", "Unrecoverable error: %r", logging.CRITICAL)
    assert len(read(lines)) == 2


def test_a_child_leaves_it_to_its_main_process_to_tell_of_redis(lines: io.StringIO) -> None:
    away.leave("redis")
    away.began("redis-away", "")
    logging.getLogger("celery.worker").error("Connection to broker lost")
    away.over("redis")
    assert read(lines) == []
    away.began("ledger-away", "")
    assert [line["event"] for line in read(lines)] == ["ledger.away"]


def test_other_warnings_of_celery_are_heard_during_an_outage(lines: io.StringIO) -> None:
    logger = logging.getLogger("celery.worker")
    logger.error("Connection to broker lost")
    logger.error("the disk is full")
    assert [line["event"] for line in read(lines)][1] == "the disk is full"


def test_columns_are_for_people(lines: io.StringIO) -> None:
    stream = io.StringIO()
    log.configure("info", "columns", stream)
    log.get("workers.x").info("article.joined", story=3)
    assert "article.joined" in stream.getvalue()
    assert "story=3" in stream.getvalue()


HOSTILE = "\x1b]0;PWNED\x07\x9b2J\u202e\ud800 https://me:s3kr1t@a.example/"


@pytest.mark.parametrize("form", ["json", "columns"])
def test_no_line_writes_to_a_terminal_or_holds_a_password(lines: io.StringIO, form: str) -> None:
    log.configure("info", form, lines)
    log.get("workers.x").warning("entry.refused", entry=HOSTILE, reason=HOSTILE)
    logging.getLogger("somebody").warning("said %s", HOSTILE)
    try:
        raise ValueError(HOSTILE)
    except ValueError:
        log.get("workers.x").exception("page.broken")
    said = lines.getvalue()
    assert said.count("PWNED") >= 4
    assert all(character.isprintable() or character == "\n" for character in said)
    assert "s3kr1t" not in said
    assert form == "columns" or len(read(lines)) == 3
