"""The largest things that can be handed in, in a process of their own: none takes more memory than a few pages would."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import warcs
from tests.hostile.make import PROSE, packed_zeros
from workers.cli.documents import LONGEST_LINE
from workers.cli.jsonl import LARGEST, MOST_BRACKETS
from workers.settings import Fetch

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of a process where Linux tells it"),
]

#: megabytes; the command itself takes some 60.
MOST = 300
_COMMAND = """
import sys
from pathlib import Path
from workers.cli import run
run(sys.argv[1:])
(peak,) = [line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
print(int(peak) // 1024)
"""


def _news(size: int) -> bytes:
    return json.dumps({"id": str(size), "text": (PROSE + " ") * (size // (len(PROSE) + 1))}).encode() + b"\n"


def _page(number: int) -> bytes:
    """A record with a page that is nearly as large as may be, packed twice."""
    body = (PROSE + " ").encode() * (Fetch().max_bytes // (len(PROSE) + 1))
    packed = warcs.answer(gzip.compress(body, 1), warcs.HTML + "Content-Encoding: gzip\r\n")
    return gzip.compress(warcs.record(packed, uri=f"https://a.example/{number}"))


FILES: dict[str, Callable[[], bytes]] = {
    "zeros.jsonl.gz": lambda: packed_zeros(10),
    "line.jsonl": lambda: b'{"text": "' + b"a" * LONGEST_LINE,
    "escapes.jsonl": lambda: b'{"text": "' + rb"\ud83d\ude00" * (LONGEST_LINE // 13) + b'"}',
    "objects.jsonl": lambda: b'{"text": "a", "x": [' + b'{"a":1},' * (MOST_BRACKETS - 2) + b"1]}",
    "lines.jsonl": lambda: b"".join(_news(LARGEST - n) for n in range(12)),
    "zeros.warc.gz": lambda: gzip.compress(warcs.record(b"", length=10**9)) + packed_zeros(1),
    "pages.warc.gz": lambda: b"".join(_page(number) for number in range(12)),
}


@pytest.mark.parametrize("name", FILES)
def test_an_import_takes_bounded_memory_whatever_the_file(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(FILES[name]())
    assert _peak(tmp_path, "import", str(file)) < MOST


def test_a_page_and_a_device_of_any_size_take_bounded_memory(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "zeros.txt").symlink_to("/dev/zero")
    with (folder / "big.html").open("wb") as file:
        file.truncate(5_000_000_000)
    assert _peak(tmp_path, "import", str(folder)) < MOST


def test_a_list_of_urls_that_is_one_line_takes_bounded_memory(tmp_path: Path) -> None:
    file = tmp_path / "urls.txt"
    with file.open("wb") as opened:
        opened.truncate(1_000_000_000)
    assert _peak(tmp_path, "enqueue", "-f", str(file)) < MOST


def _peak(home: Path, *words: str) -> int:
    """Megabytes of memory that a command took at most."""
    environ = os.environ | {"NEWSLOOM_HOME": str(home / "home")}
    done = subprocess.run([sys.executable, "-c", _COMMAND, *words], env=environ, capture_output=True, check=True)
    assert b"Traceback" not in done.stderr
    peak = int(done.stdout.splitlines()[-1])
    print(f"{words[-1]}: {peak} MB")
    return peak
