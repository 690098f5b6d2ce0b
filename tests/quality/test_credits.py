"""How many texts credit an agency by where it signs. Each of the 85 was read by its first and last lines: none is wrong."""

from __future__ import annotations

import pytest

from tests.quality.data import rows
from workers.clean.credits import credited
from workers.model import Article

pytestmark = pytest.mark.quality

SETS = ("stories/groundnews2025.jsonl.gz", "dedupe/helsinki.jsonl.gz")


def test_agencies_that_sign_are_found_as_often_as_when_they_were_read() -> None:
    texts = [(row["text"], row.get("site") or row.get("source")) for name in SETS for row in rows(name) if row["text"]]
    found = [credited(Article("", None, text, None, None, site)) for text, site in texts]
    assert len(texts) == 2299
    assert sum(map(bool, found)) == 85
