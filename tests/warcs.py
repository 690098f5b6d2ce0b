"""WARC records as crawlers write them, put together by hand; and as our judges, warcio and FastWARC, read them."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any

from fastwarc import ArchiveIterator
from warcio.archiveiterator import ArchiveIterator as Warcio
from warcio.checker import Checker

DATE = "2025-02-01T06:30:00Z"
HTML = "Content-Type: text/html; charset=utf-8\r\n"


def record(
    block: bytes, kind: str = "response", uri: str = "https://a.example/1", *, length: object = None, **fields: str
) -> bytes:
    """A record, plain; fields: underscores for hyphens, an empty one is left out. length: another than its block has."""
    told = {
        "WARC-Type": kind,
        "WARC-Target-URI": uri,
        "WARC-Date": DATE,
        "WARC-Record-ID": "<urn:uuid:0189f2a4-3c5e-7c1d-9a51-7f4b7e1d2c3b>",
        "Content-Type": "application/http; msgtype=response" if kind == "response" else "application/warc-fields",
        "Content-Length": str(len(block) if length is None else length),
    } | {name.replace("_", "-"): value for name, value in fields.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items() if value)
    return f"WARC/1.0\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def answer(body: bytes | str = b"<p>The ferry is back.</p>", headers: str = HTML, status: str = "200 OK") -> bytes:
    """What a site sent."""
    data = body.encode() if isinstance(body, str) else body
    return f"HTTP/1.1 {status}\r\n{headers}\r\n".encode() + data


def page(number: int) -> bytes:
    """One of many good records."""
    return record(answer(f"<p>Ferry {number} sails at noon.</p>"), uri=f"https://a.example/{number}")


def each_packed(*records: bytes) -> bytes:
    return b"".join(map(gzip.compress, records))


def chunked(body: bytes, size: int = 7) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x;a=b\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def judged(data: bytes) -> list[tuple[str, str | None, bytes]]:
    """Kind, address and body of each record, as both judges read it; digests and lengths are compared."""
    mine = [(str(r.record_type), r.headers.get("WARC-Target-URI"), r.reader.read()) for r in _fast(data)]
    other = [
        (r.rec_type, r.rec_headers.get_header("WARC-Target-URI"), r.content_stream().read())
        for r in Warcio(io.BytesIO(data), check_digests="raise")
    ]
    assert mine == other
    assert all(each.verify_block_digest(consume=True) for each in _fast(data, parse_http=False))
    assert all(each.verify_payload_digest() for each in _fast(data) if each.is_http)
    return other


def _fast(data: bytes, **more: Any) -> Any:
    return ArchiveIterator(io.BytesIO(data), **more)


def is_clean(path: Path) -> bool:
    """Does warcio's own checker find nothing wrong with a file?"""

    class Words:
        inputs = (str(path),)
        verbose = False

    return Checker(Words()).process_all() == 0
