"""What a worker says when it is told to stop."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from celery.apps import worker as celerys

from workers.parting import LINES, line_of, take_its_place


@pytest.mark.parametrize("remark", LINES)
def test_each_remark_that_is_known_is_one_of_celerys(remark: str) -> None:
    assert remark in Path(inspect.getfile(celerys)).read_text()


def test_a_worker_says_how_long_its_tasks_have_and_what_a_second_signal_does() -> None:
    line = line_of("worker: Hitting Ctrl+C again will terminate all running tasks!", 10.0)
    assert "10 s" in line
    assert "second signal" in line


def test_one_line_is_written_for_a_signal_and_none_for_what_says_no_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(celerys, "safe_say", celerys.safe_say)
    take_its_place(10.0)
    with (tmp_path / "said").open("w+") as stream:
        celerys.safe_say("worker: Hitting Ctrl+C again will initiate cold shutdown, terminating all!", stream)
        celerys.safe_say("worker: Warm shutdown (MainProcess)", stream)
        stream.seek(0)
        assert stream.read().splitlines() == [line_of(next(iter(LINES)), 10.0)]
