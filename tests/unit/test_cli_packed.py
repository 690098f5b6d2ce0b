"""What a file of a page holds: gzip undone within bounds, HTML known by its beginning."""

from __future__ import annotations

import gzip
import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.cli.packed import inner, is_html, unpacked
from workers.errors import PermanentError

BODIES = st.binary(max_size=300).filter(lambda body: not body.startswith(b"\x1f\x8b"))


@given(st.lists(BODIES, min_size=1, max_size=3))
def test_what_was_packed_in_one_piece_or_several_is_unpacked(parts: list[bytes]) -> None:
    assert unpacked(b"".join(map(gzip.compress, parts)), 1_000) == b"".join(parts)


@given(BODIES)
def test_what_is_not_packed_stays_as_it_is(body: bytes) -> None:
    assert unpacked(body, 1_000) == body


@given(st.integers(0, 2_000), st.integers(1, 3))
def test_no_more_is_unpacked_than_tells_that_there_is_more(most: int, pieces: int) -> None:
    assert len(unpacked(gzip.compress(bytes(1_000)) * pieces, most)) == min(most + 1, 1_000 * pieces)


@pytest.mark.parametrize("member", [b"", b"a"])
def test_a_quarter_of_a_million_members_are_unpacked_at_the_pace_of_a_few(member: bytes) -> None:
    body = gzip.compress(member) * 250_000
    begun = time.process_time()
    assert unpacked(body, 5_000_000) == member * 250_000
    assert time.process_time() - begun < 20


@pytest.mark.parametrize("size", [1, 1_023, 1_024, 1_025, 100_000])
def test_a_member_of_any_size_is_unpacked_and_so_is_the_next(size: int) -> None:
    body = random.Random(size).randbytes(size)
    assert unpacked(gzip.compress(body) + gzip.compress(b"next"), 2 * size + 9) == body + b"next"


@pytest.mark.parametrize(
    "broken", [b"\x1f\x8b", b"\x1f\x8bnothing of the kind", gzip.compress(b"a" * 900, mtime=0)[:-9]]
)
def test_what_only_begins_as_gzip_is_refused(broken: bytes) -> None:
    with pytest.raises(PermanentError, match="not-gzip"):
        unpacked(broken, 1_000)


@pytest.mark.parametrize(
    ("name", "inside"), [("a.html.gz", ".html"), ("a.TXT.GZ", ".TXT"), ("a.txt", ".txt"), ("a.gz", "")]
)
def test_a_name_is_told_without_what_it_is_packed_in(name: str, inside: str) -> None:
    assert inner(Path(name)).suffix == inside


@pytest.mark.parametrize(
    ("body", "html"),
    [
        (b"<!DOCTYPE html><p>a", True),
        (b"\xef\xbb\xbf\n <HTML lang=en>", True),
        (b"<!-- saved --><html>", True),
        (b"<head><title>", True),
        (b"<https://courier.example> said so", False),
        (b"How to write <html> by hand", False),
        (b"<!-- a remark -->", False),
        (b"", False),
    ],
)
def test_html_is_known_by_its_beginning(body: bytes, html: bool) -> None:
    assert is_html(body) is html
