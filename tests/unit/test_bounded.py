"""Lines, no more of them in memory than is wanted."""

from __future__ import annotations

import io
import math

from hypothesis import given
from hypothesis import strategies as st

from workers.cli.bounded import TooLong, lines


class Endless(io.RawIOBase):
    """A file of one line that never ends; it knows how much of it was read."""

    def __init__(self) -> None:
        self.given = 0

    def readline(self, size: int | None = -1) -> bytes:  # type: ignore[override]
        assert size is not None
        self.given += size
        return bytes(size)


@given(st.lists(st.binary(max_size=30).map(lambda row: row.replace(b"\n", b" "))), st.booleans(), st.integers(1, 40))
def test_lines_are_those_of_the_file_and_long_ones_are_said_to_be(rows: list[bytes], ended: bool, most: int) -> None:
    data = b"\n".join(rows) + (b"\n" if ended else b"")
    expected = io.BytesIO(data).readlines()
    found = list(lines(io.BytesIO(data), most, math.inf))
    assert len(found) == len(expected)
    for line, whole in zip(found, expected, strict=True):
        if isinstance(line, TooLong):
            assert len(whole.removesuffix(b"\n")) > most
            assert whole.startswith(line.head)
            assert not line.last
        else:
            assert line == whole


def test_a_line_without_an_end_is_left() -> None:
    file = Endless()
    (found,) = lines(file, 1000, 5_000_000)  # type: ignore[arg-type]
    assert isinstance(found, TooLong)
    assert found.last
    assert file.given < 7_000_000
