"""The faults that come from inside a process stand where its work passes by."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.chaos import faults
from tests.waiting import PATIENCE

#: a page read as the clean stage reads it, a feed as a poll does, and the broker's end of every message.
_CLEAN = """
from datetime import UTC, datetime
from workers.clean.decide import article_of
from workers.model import Hint, Kind, Page
body = b"<article>CHAOS-CRASH " + b"the council has met again and spoke of the bridge. " * 20
article_of(Page("http://a.example/", "http://a.example/", 200, {}, body, Kind.HTML, datetime.now(UTC)), Hint())
"""
_FEED = """
from workers.feeds.document import Document, Kind
from workers.feeds.parse import parse
parse(Document(Kind.FEED, "<rss><channel><title>CHAOS-CRASH</title></channel></rss>", "http://a.example/"))
"""
_SEND = """
from kombu.transport.redis import Channel
assert Channel._put.__name__ == "put_twice"
"""


@pytest.mark.parametrize(
    ("switch", "code", "ends"),
    [
        ("CHAOS_PARSER", _CLEAN, -signal.SIGSEGV),
        ("CHAOS_FEEDS", _FEED, -signal.SIGSEGV),
        ("CHAOS_TWICE", _SEND, 0),
    ],
)
def test_what_is_to_be_broken_is_broken(switch: str, code: str, ends: int, tmp_path: Path) -> None:
    environ = os.environ | {"NEWSLOOM_HOME": str(tmp_path)} | faults.saboteur(**{switch: "1"})
    assert subprocess.run([sys.executable, "-c", code], env=environ, check=False, timeout=PATIENCE).returncode == ends
