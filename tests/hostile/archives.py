"""WARC files: records with wrong lengths, damage, bombs, and what was never meant for a person's eyes."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from itertools import count

import brotli

from tests.hostile.make import PROSE, TITLE, page
from tests.hostile.rows import PASSWORD, Article, Door, Ends, File, Outcome, Partly, Refused, Row, Sent
from tests.warcs import HTML, answer, chunked, each_packed, record

_GZIP = HTML + "Content-Encoding: gzip\r\n"
_numbers = count()


def _none(why: str) -> Refused:
    return Refused(f"0 accepted, 0 already known, 0 broken, 1 passed over: 1 {why}")


def _good() -> bytes:
    """A record with an article in it, at an address of its own."""
    return record(answer(page()), uri=f"http://archive.example/{next(_numbers)}")


def _row(name: str, make: Callable[[], bytes], outcome: Outcome, *, slow: bool = False) -> Row:
    def sent() -> Sent:
        return File("archive.warc.gz", make())

    return Row(name, Door.ARCHIVE, sent, outcome, slow)


def _one(name: str, block: bytes, outcome: Outcome, **more: str) -> Row:
    """A file with one record."""
    uri = more.pop("uri", f"http://archive.example/{next(_numbers)}")
    return _row(name, lambda: gzip.compress(record(block, uri=uri, **more)), outcome)


def _packing() -> Iterator[Row]:
    yield _row("plain, by the name of `.gz`", _good, Article(TITLE))
    yield _row("gzip as a whole", lambda: gzip.compress(b"\r\n" + _good()), Article(TITLE))
    yield _row("no byte", lambda: b"", Refused("0 accepted"))
    yield _row("a PDF", lambda: b"%PDF-1.7 \xff\xd8", Refused("record 1 at byte 0: expected a line such as WARC/1.1"))
    yield _row("cut off", lambda: each_packed(_good(), _good())[:-50], Partly("the file ends in the middle of it"))
    yield _row(
        "rubbish between records",
        lambda: _good() + b"\x1b]0;PWNED\x07\n" + _good(),
        Partly("expected a line such as WARC"),
    )
    yield _row(
        "gzip damaged in the middle",
        lambda: gzip.compress(_good()) + gzip.compress(_good())[:-30] + gzip.compress(_good()),
        Partly("the gzip data is damaged"),
    )
    yield _row(
        "a length of nine million billions, and a good record behind it",
        lambda: record(answer(page()), length=9 * 10**15) + _good(),
        Partly("record 1 at byte 0: the file ends in the middle of it"),
    )
    yield _row(
        "a negative length",
        lambda: record(b"", length=-5) + _good(),
        Partly("its Content-Length is '-5': expected a number"),
    )
    yield _row(
        "a field of 20 MB, packed",
        lambda: gzip.compress(b"WARC/1.0\r\nX: " + b"a" * 20_000_000) + gzip.compress(_good()),
        Partly("more than 65536 bytes of fields"),
    )
    yield _row(
        "a thousand broken records, and a good one behind them",
        lambda: _good() + record(b"", length="x") * 1000 + _good(),
        Partly("1000 records are broken, and the rest is not read"),
        slow=True,
    )
    yield _row(
        "1 GB of zeros in a record",
        lambda: (
            gzip.compress(record(b"", length=10**9)[:-4]) + gzip.compress(bytes(10**8)) * 10 + gzip.compress(_good())
        ),
        Partly("it holds no answer of HTTP"),
        slow=True,
    )


def _records() -> Iterator[Row]:
    bad_date = Refused("its WARC-Date is ")
    yield _one("a time that is none", answer(page()), bad_date, WARC_Date="\x1b]0;PWNED\x07")
    yield _one("the year 9999", answer(page()), bad_date, WARC_Date="9999-12-31T23:59:59Z")
    yield _one(
        "user name and password in the address",
        answer(page()),
        _none("without an address of the web"),
        uri=f"https://me:{PASSWORD}@a.example/x",
    )
    yield _one(
        "`file:` for an address", answer(page()), _none("without an address of the web"), uri="file:///etc/passwd"
    )
    yield _one("an address in angle brackets", answer(page()), Article(TITLE), uri="<http://archive.example/wget>")
    yield _one("a private address, which nobody asks", answer(page()), Article(TITLE), uri="http://10.0.0.1/x")
    yield _one("what the crawler cut off", answer(page()), _none("cut short"), WARC_Truncated="length")


def _answers() -> Iterator[Row]:
    encoding = Refused("its body is not compressed as it says")
    chunks = HTML + "Transfer-Encoding: chunked\r\n"
    body = page().encode()
    yield _one("what is no answer", b"\x1b]0;PWNED\x07", Refused("it holds no answer of HTTP"))
    yield _one("an error page", answer(page(), status="404 Not Found"), _none("not 200"))
    yield _one("a PDF that is called a page", answer(b"%PDF-1.7" + bytes(99)), _none("not text"))
    yield _one("chunks", answer(chunked(body), chunks), Article(TITLE))
    yield _one("called chunked, and is not", answer(body, chunks), Article(TITLE))
    yield _one(
        "chunks without an end", answer(chunked(body)[:-9], chunks), Refused("the chunks of its body are broken")
    )
    yield _one("called gzip, and is not", answer(PROSE, _GZIP), encoding)
    yield _one("called gzip, and is a page as it is", answer(body, _GZIP), Article(TITLE))
    yield _one("called gzip, cut off", answer(gzip.compress(body)[:-60], _GZIP), _none("cut short"))
    yield _row(
        "a gzip bomb of 30 MB in a packed record",
        lambda: gzip.compress(record(answer(gzip.compress(b"a" * 30_000_000), _GZIP))),
        _none("too big"),
    )
    yield _row(
        "a brotli bomb",
        lambda: record(answer(brotli.compress(b"a" * 30_000_000, quality=5), HTML + "Content-Encoding: br\r\n")),
        _none("too big"),
    )
    yield _row("a page of 6 MB", lambda: record(answer(b"a" * 6_000_000)), _none("too big"))
    yield _one("a page without an article", answer("<html><body>.</body></html>"), Ends("refused", "not-an-article"))
    yield _one(
        "a title that could move a terminal",
        answer(page("\x1b]0;PWNED\x07Ferry hours")),
        Article("]0;PWNEDFerry hours"),
    )


def rows() -> Iterator[Row]:
    yield from _packing()
    yield from _records()
    yield from _answers()
