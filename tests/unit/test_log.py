"""One shape for all lines, and one line for an outage."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from billiard.einfo import ExceptionWithTraceback
from billiard.exceptions import TimeLimitExceeded, WorkerLostError

from workers import log


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level
    log.clear()  # of what another test's steps have bound
    log.configure("info", "auto", stream)
    yield stream
    root.handlers[:], root.level = before
    structlog.reset_defaults()
    log.clear()


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
    consumer.info("Connected to redis+socket:///x")
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
