"""The records of a file, whole or broken: each broken one is named, and the rest goes on."""

from __future__ import annotations

import gzip
import io
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warcs import answer, each_packed, page, record
from workers.errors import PermanentError
from workers.warc import records as module
from workers.warc import source
from workers.warc.records import Broken, Head, Whole, records

A, B, C = page(0), page(1), page(2)
PLAIN_AT = (0, len(A), len(A + B))
PACKED_AT = (0, len(gzip.compress(A)), len(each_packed(A, B)))
CUT = "the file ends in the middle of it"
GZIP = "the gzip data is damaged"


def of(data: bytes, make: Callable[[Head, io.BufferedReader], object] | None = None) -> list[object]:
    """The last letter of the address of each whole record; where it is broken, what is said."""
    made = make or (lambda head, _: head.fields["warc-target-uri"][-1])
    return [
        found.made if isinstance(found, Whole) else (found.number, found.where, found.what)
        for found in records(io.BytesIO(data), made)
    ]


def damaged(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


@pytest.mark.parametrize(
    "data",
    [
        A + B + C,
        each_packed(A, B, C),
        gzip.compress(A + B + C),
        each_packed(A + B, C),
        each_packed((A + B + C)[:500], (A + B + C)[500:]),
        each_packed(A, b"", B, C) + bytes(512),
        (A + B + C).replace(b"\r\n\r\nWARC", b"\nWARC"),
        b"\r\n\r\n" + A + b"\r\n\r\n" + B + C[:-4],
    ],
    ids=[
        "plain",
        "gzip a record",
        "gzip as a whole",
        "two records in a member",
        "members that end anywhere",
        "an empty member, and padding",
        "one line break",
        "too many line breaks, and none at the end",
    ],
)
def test_records_come_in_order_however_a_file_is_packed(data: bytes) -> None:
    assert of(data) == ["0", "1", "2"]


WRONG = record(answer("x" * 500), length=100)
LONG = record(answer("x" * 50), length=len(answer("x" * 50)) + len(B) + 100)
BEYOND = record(answer("x" * 50), length=10**15)

#: what is wrong -> the file, what comes of it.
DAMAGED: dict[str, tuple[bytes, list[object]]] = {
    "cut off, plain": ((A + B + C)[:-100], ["0", "1", (3, f"byte {PLAIN_AT[2]}", CUT)]),
    "cut off, gzipped": (each_packed(A, B, C)[:-20], ["0", "1", (3, f"byte {PACKED_AT[2]}", CUT)]),
    "cut off within the fields": (A + B[:60], ["0", (2, f"byte {PLAIN_AT[1]}", CUT)]),
    "cut off within gzip's own head": (each_packed(A, B)[: PACKED_AT[1] + 5], ["0", (2, f"byte {PACKED_AT[1]}", CUT)]),
    "cut off, gzipped as a whole": (gzip.compress(A)[:-9], [(1, "byte 0", CUT)]),
    "gzip damaged in the middle": (
        damaged(each_packed(A, B, C), PACKED_AT[1] + 60),
        ["0", (2, f"byte {PACKED_AT[1]}", GZIP), "2"],
    ),
    "a checksum of gzip that is wrong": (
        damaged(each_packed(A, B, C), PACKED_AT[2] - 6),
        ["0", (2, f"byte {PACKED_AT[1]}", GZIP), "2"],
    ),
    "the head of a member gone": (
        damaged(each_packed(A, B, C), PACKED_AT[1]),
        ["0", (2, f"byte {PACKED_AT[1]}", GZIP), "2"],
    ),
    "no gzip behind gzip": (
        gzip.compress(A) + b"rubbish" + gzip.compress(C),
        ["0", (2, f"byte {PACKED_AT[1]}", GZIP), "2"],
    ),
    "a crawler that was killed and went on": (
        gzip.compress(A) + gzip.compress(B)[:-30] + gzip.compress(C),
        ["0", (2, f"byte {PACKED_AT[1]}", GZIP), "2"],
    ),
    "the same, plain": (A + B[:-30] + C + A, ["0", (2, f"byte {PLAIN_AT[1]}", "its length is wrong"), "2", "0"]),
    "a length that is too short, plain": (A + WRONG + C, ["0", (2, f"byte {PLAIN_AT[1]}", "its length is wrong"), "2"]),
    "a length that is too short, gzipped": (
        each_packed(A, WRONG, C),
        ["0", (2, f"byte {PACKED_AT[1]}", "its length is wrong"), "2"],
    ),
    "a length that is too long, plain": (
        A + LONG + B + C,
        ["0", (2, f"byte {PLAIN_AT[1]}", "its length is wrong"), "1", "2"],
    ),
    "a length that is too long, gzipped": (
        each_packed(A, LONG, B, C),
        ["0", (2, f"byte {PACKED_AT[1]}", "its length is wrong"), "1", "2"],
    ),
    "a length beyond the file, plain": (A + BEYOND + B, ["0", (2, f"byte {PLAIN_AT[1]}", CUT), "1"]),
    "a length that is no number": (
        A + record(b"x", length="-1") + C,
        ["0", (2, f"byte {PLAIN_AT[1]}", "its Content-Length is '-1': expected a number"), "2"],
    ),
    "no length": (A + record(b"x", length="") + C, ["0", (2, f"byte {PLAIN_AT[1]}", "it has no Content-Length"), "2"]),
    "a field without a colon": (
        A + B.replace(b"WARC-Date: ", b"WARC-Date ") .replace(b"2025-02-01T06:30:00Z", b"never") + C,
        ["0", (2, f"byte {PLAIN_AT[1]}", "expected a field and its value, found 'WARC-Date never'"), "2"],
    ),
    "rubbish between records": (
        A + b"rubbish\r\n" + C,
        ["0", (2, f"byte {PLAIN_AT[1]}", "expected a line such as WARC/1.1, found 'rubbish'"), "2"],
    ),
    "the same, gzipped as a whole": (
        gzip.compress(A + b"rubbish\r\n" + C),
        ["0", (2, f"byte {PLAIN_AT[1]} unpacked", "expected a line such as WARC/1.1, found 'rubbish'"), "2"],
    ),
    "no WARC": (b"hello\n" * 9, [(1, "byte 0", "expected a line such as WARC/1.1, found 'hello'")]),
    "no byte": (b"", []),
}  # fmt: skip


@pytest.mark.parametrize(("data", "outcome"), DAMAGED.values(), ids=DAMAGED)
def test_a_broken_record_is_named_by_number_and_place_and_the_rest_goes_on(data: bytes, outcome: list[object]) -> None:
    for found, stated in zip(of(data), outcome, strict=True):
        if isinstance(stated, tuple):
            number, where, what = found  # type: ignore[misc]
            assert (number, where) == stated[:2]
            assert what.startswith(stated[2])
        else:
            assert found == stated


def test_what_a_record_holds_may_be_refused_and_the_next_is_read() -> None:
    def refuse(head: Head, block: io.BufferedReader) -> str:
        if head.fields["warc-target-uri"].endswith("1"):
            raise PermanentError("bad", "it is not liked")
        return block.read()[:4].decode()

    assert of(A + B + C, refuse) == ["HTTP", (2, f"byte {PLAIN_AT[1]}", "it is not liked"), "HTTP"]


def test_a_block_gives_its_own_bytes_and_no_more() -> None:
    assert of(each_packed(A, B), lambda _, block: block.read(10**9).count(b"WARC/")) == [0, 0]


def test_a_field_may_go_on_in_the_next_line_and_of_two_the_first_counts() -> None:
    data = record(b"x", WARC_X="one\r\n  two\r\nwarc-x: three")
    assert of(data, lambda head, _: head.fields["warc-x"]) == ["one two"]


def test_after_a_thousand_broken_records_the_rest_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BROKEN", 3)
    found = of(record(b"x", length="?") * 5 + A)
    assert [each[0] for each in found] == [1, 2, 3, 4]  # type: ignore[index]
    assert found[-1][2] == "3 records are broken, and the rest is not read"  # type: ignore[index]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_file_in_which_no_record_begins_for_long_is_left(
    pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "MOST_PASSED", 200_000)
    first, last = of(pack(A + b"rubbish\n" + bytes(500_000) + B))[1:]
    assert first[2].startswith("expected a line")  # type: ignore[index]
    assert last[2].endswith("and the rest is not read")  # type: ignore[index]
    assert of(pack(A + b"rubbish\n" + bytes(100_000) + B))[-1] == "1"


LARGE: dict[str, tuple[Callable[[], bytes], int]] = {
    "a field": (lambda: b"WARC/1.0\r\nX: " + b"a" * 20_000_000 + b"\r\n\r\n" + A, 2),
    "fields": (lambda: b"WARC/1.0\r\n" + b"X: y\r\n" * 3_000_000 + b"\r\n" + A, 2),
    "no record": (lambda: b"a" * 20_000_000 + b"\n" + A, 2),
    "a block": (lambda: record(bytes(20_000_000)) + A, 2),
    "a packed block": (lambda: gzip.compress(record(bytes(50_000_000))) + gzip.compress(A), 2),
    "a packed first line": (lambda: gzip.compress(b"WARC/1.0\r\n" + bytes(50_000_000)) + gzip.compress(A), 2),
    "packed line breaks": (lambda: gzip.compress(b"\r\n" * 20_000_000 + A), 1),
}


@pytest.mark.parametrize(("data", "count"), LARGE.values(), ids=LARGE)
def test_however_large_a_piece_is_little_of_it_is_held(data: Callable[[], bytes], count: int) -> None:
    file = io.BytesIO(data())
    tracemalloc.start()
    try:
        assert len(list(records(file, lambda head, _: head.kind))) == count
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


pieces = st.sampled_from(
    [A, gzip.compress(A, mtime=0), b"WARC/1.0\r\n", b"\r\n", b"\n", b"Content-Length: 5", b":", b"\x1f\x8b\x08"]
)


@given(st.lists(pieces | st.binary(max_size=20), max_size=12).map(b"".join))
def test_any_bytes_are_records_whole_or_broken(data: bytes) -> None:
    for found in records(io.BytesIO(data), lambda _, block: len(block.read())):
        assert isinstance(found, Whole | Broken)
        if isinstance(found, Broken):
            assert found.text().isprintable()
            assert len(found.text()) < 300


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=5), st.sampled_from(["plain", "each", "whole"]))
def test_a_block_comes_as_it_was_written(blocks: list[bytes], packed: str) -> None:
    made = [record(block) for block in blocks]
    data = {"plain": b"".join(made), "each": each_packed(*made), "whole": gzip.compress(b"".join(made))}[packed]
    assert of(data, lambda _, block: block.read()) == blocks


@given(st.integers(3, len(each_packed(A, B, C)) - 1))
def test_wherever_a_packed_file_is_damaged_no_more_than_one_record_is_lost(at: int) -> None:
    """But for its first three bytes, which say that it is packed."""
    found = of(damaged(each_packed(A, B, C), at))
    assert len([each for each in found if isinstance(each, str)]) >= 2
