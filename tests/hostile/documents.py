"""Documents that one already has: JSON lines, whole files, folders."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator

from tests.hostile import make
from tests.hostile.make import PROSE, TITLE, file, line, written
from tests.hostile.rows import PASSWORD, Article, Door, Ends, File, Outcome, Partly, Refused, Row, Sent

_DATE = "expected ISO 8601, as 2025-02-07T11:40:00+09:00"
_TEXT = "expected `text`, `html` or at least `title`"
_USER = "expected an address without user name and password"


def _bytes(before: bytes, after: bytes = b"") -> bytes:
    """A line whose title is written in these bytes."""
    return b'{"id": "bytes", "title": "Ferry ' + before + b'", "text": ' + json.dumps(PROSE).encode() + after + b"}"


def row(name: str, sent: object, outcome: Outcome, *, slow: bool = False) -> Row:
    """A JSON line."""
    return Row(name, Door.LINE, sent, outcome, slow)  # type: ignore[arg-type]


def _fields() -> Iterator[Row]:
    hostile = "\x1b]0;PWNED\x07Ferry\x00 \x9b2Jhours\u202e \ud83d"
    yield row("control characters in the title", line(id="t1", title=hostile), Article("]0;PWNEDFerry 2Jhours \ufffd"))
    yield row(
        "zero-width characters in title and source",
        line(id="t2", title="Fer\u200bry \ufeffhours", source="Salt\u200bmere\u2060 Post"),
        Article("Ferry hours", site="Saltmere Post"),
    )
    yield row(
        "a turn of direction in the source", line(id="t3", source="Post\u202e\u2066 Daily"), Article(site="Post Daily")
    )
    yield row(
        "a title of a megabyte",
        lambda: json.dumps({"id": "t4", "text": PROSE, "title": "word " * 200_000}),
        Article("word " * 99 + "word…"),
    )
    yield row("escape sequences and NUL in the text", line(id="t5", text=f"\x1b[2J\0{PROSE}\x9b"), Article())
    yield row("a language that is none", line(id="t6", lang="\x1b[31m" * 100), Article())
    yield row("NUL in the id", line(id="a\0b"), Refused("expected text without control characters"))
    yield row("an escape sequence in the id", line(id="a\x1b[31m"), Refused("expected text without control characters"))
    yield row("half a UTF-16 pair in the id", line(id="a\ud800"), Refused("expected text without control characters"))
    yield row("an id of 5,000 characters", line(id="x" * 5000), Refused("`id` has 5000 bytes: expected at most 2000"))
    yield row("a number for an id", line(id=7), Article())
    yield row("a list for an id", line(id=[7]), Refused("`id` is a list: expected text"))
    yield row("an object for a url", line(url={"a": f"https://me:{PASSWORD}@a.example"}), Refused("`url` is an object"))


def _json() -> Iterator[Row]:
    yield row("nothing but an id", written('{"id": "1"}'), Refused(f"{_TEXT}, found `id`"))
    yield row("a key misspelt", written('{"id": "1", "txet": "Words."}'), Refused(f"{_TEXT}, found `id`, `txet`"))
    yield row("an empty text, and no title", line(text=""), Refused(f"{_TEXT}, found `text` (empty)"))
    yield row("a key that could move a terminal", written('{"\\u001b[2J": 1}'), Refused(f"{_TEXT}, found `\\x1b[2J`"))
    yield row("keys that nobody reads", line(id="k2", body="x", rank=7, tags=["a"]), Article())
    yield row("a text of white space and marks", line(id="w", text=". \n \u200b"), Ends("refused", "not-an-article"))
    yield row("what is no JSON", written(f"\x1b]0;PWNED\x07{PROSE}"), Refused("not JSON"))
    yield row("JSON that is no object", written("[1, 2]"), Refused("expected a JSON object"))
    yield row("JSON cut off", written('{"text": "Half a'), Refused("not JSON"))
    yield row("two objects in one line", written('{"text": "a"} {"text": "b"}'), Refused("not JSON"))
    yield row("100,000 lists in each other", lambda: '{"text": ' + "[" * 100_000, Refused("nested too deeply"))
    yield row(
        "500 lists in each other, under a key that nobody reads",
        lambda: json.dumps({"id": "n", "text": PROSE, "x": json.loads("[" * 500 + "]" * 500)}),
        Article(),
    )
    yield row(
        "a number of 5,000 digits", lambda: '{"text": "a", "x": ' + "9" * 5000 + "}", Refused("not JSON: Exceeds")
    )
    yield row(
        "the same key twice", written(f'{{"id": "k1", "text": "First.", "text": {json.dumps(PROSE)}}}'), Article()
    )
    yield row("NaN for an id", written('{"text": "a", "id": NaN}'), Refused("`id` is NaN: expected text"))
    yield row(
        "infinity under a key that nobody reads",
        written(f'{{"id": "inf", "text": {json.dumps(PROSE)}, "x": -Infinity}}'),
        Article(),
    )
    yield row("a mark of UTF-8 before it", lambda: b"\xef\xbb\xbf" + _bytes(b"hours"), Article("Ferry hours"))
    yield row("broken UTF-8", lambda: _bytes(b"\xff"), Refused("not UTF-8: byte 0xff at 32"))
    yield row("overlong UTF-8", lambda: _bytes(b"\xc0\xaf"), Refused("not UTF-8: byte 0xc0 at 32"))
    yield row(
        "half a UTF-16 pair, in bytes",
        lambda: _bytes(b"\xed\xa0\xbd").replace(b'"bytes"', b'"b2"'),
        Article("Ferry \ufffd"),
    )
    yield row("raw NUL bytes", lambda: _bytes(b"\0"), Refused("not JSON: Invalid control character"))


def _passwords() -> Iterator[Row]:
    yield row("user name and password in the url", line(url=f"https://me:{PASSWORD}@a.example/x"), Refused(_USER))
    yield row("the same, for another scheme", line(url=f"wire://me:{PASSWORD}@a.example/x"), Refused(_USER))
    yield row("the same, slashes forgotten", line(url=f"me:{PASSWORD}@a.example/x"), Refused(_USER))
    yield row("the same in the id", line(id=f"https://me:{PASSWORD}@a.example/x"), Refused(_USER))
    yield row(
        "the same in title and source",
        line(id="u1", title=f"At https://me:{PASSWORD}@a.example/", source=f"//me:{PASSWORD}@b"),
        Article("At https://***@a.example/", site="//***@b"),
    )
    yield row(
        "a url of 10,000 characters",
        line(url=f"https://a.example/{'x' * 10_000}"),
        Refused("bytes: expected at most 2000"),
    )
    yield row(
        "an escape sequence in a url of a wire",
        line(url="wire:\x1b[2J"),
        Refused("expected text without control characters"),
    )
    yield row(
        "`javascript:` for a url, which is then a name and never fetched",
        line(url="javascript:alert(1)"),
        Article(url="javascript:alert(1)"),
    )
    yield row("a tag for a url", line(url="tag:ada@a.example,2025:7"), Article(url="tag:ada@a.example,2025:7"))


def _dates() -> Iterator[Row]:
    for name, date in {
        "the 30th of February": "2025-02-30",
        "day and month 0": "0000-00-00",
        "the year 1": "0001-01-01T00:00:00+14:00",
        "the year 9999, west of Greenwich": "9999-12-31T23:59:59-12:00",
        "the year -44": "-0044-03-15",
        "2^63 as a time": str(2**63),
        "an offset of +99:99": "2025-02-07T11:40:00+99:99",
        "hour 25": "2025-02-07T25:00:00Z",
        "a word for a date": "yesterday",
        "a date of a megabyte": "2025-02-07" + "0" * 1_000_000,
        "an escape sequence for a date": "\x1b]0;PWNED\x07",
    }.items():
        yield row(name, line(id=name, published=date), Refused(_DATE))
    yield row("a Unix time", line(published=1738900000), Refused("`published` is 1738900000: expected text"))
    yield row(
        "a leap second", line(id="leap", published="2016-12-31T23:59:60Z"), Article(date="2016-12-31T23:59:59+00:00")
    )
    yield row("a week date", line(id="week", published="2025-W06-5"), Article(date="2025-02-07"))
    yield row(
        "an offset of +23:59",
        line(id="off", published="2025-02-07T11:40:00+23:59"),
        Article(date="2025-02-07T11:40:00+23:59"),
    )


def _large() -> Iterator[Row]:
    yield row(
        "100,000 nested tags",
        lambda: json.dumps({"id": "h1", "html": "<div>" * 100_000}),
        Ends("refused", "hostile-page", "elements in each other"),
    )
    yield row(
        "30 MB of objects under a key that nobody reads",
        lambda: '{"text": "a", "x": [' + "{}," * 10_000_000 + "1]}",
        Refused("more than 500000 lists and objects are not read"),
    )
    yield row(
        "a line of 33 MB",
        lambda: json.dumps({"text": "a" * 33_000_000}),
        Refused("more than 32000000 bytes in one line are not read"),
    )
    yield row(
        "a text of more than 10 MB",
        lambda: json.dumps({"text": "a" * 10_000_001}),
        Refused("more than 10000000 bytes of text are not read"),
    )
    yield row(
        "10 MB of news in one line",
        lambda: json.dumps({"id": "10", "text": (PROSE + " ") * (9_900_000 // (len(PROSE) + 1))}),
        Article(),
        slow=True,
    )
    yield row(
        "10 MB without a space",
        lambda: json.dumps({"id": "11", "text": "a" * 9_900_000}),
        Article(text="a" * 50),
        slow=True,
    )


def _files() -> Iterator[Row]:
    good = [json.dumps({"id": "f", "text": PROSE, "title": TITLE})]
    many = "\n".join(
        json.dumps({"id": f"f{n * 7919 % 997}", "text": f"{n * 104_729 % 7_919} {PROSE}"}) for n in range(60)
    )
    yield Row("an empty file", Door.FILE, file("empty.jsonl", b""), Refused("0 accepted"))
    yield Row(
        "empty lines, and a line in DOS fashion",
        Door.FILE,
        file("dos.jsonl", f"\r\n\n{good[0]}\r\n\r\n".encode()),
        Article(TITLE),
    )
    yield Row(
        "no line break at the end", Door.FILE, file("end.jsonl", good[0].replace('"f"', '"g"').encode()), Article(TITLE)
    )
    yield Row(
        "UTF-16",
        Door.FILE,
        file("wide.jsonl", good[0].encode("utf-16")),
        Refused("the file is in UTF-16: expected UTF-8"),
    )
    yield Row(
        "`.gz` that is none",
        Door.FILE,
        file("plain.jsonl.gz", good[0].encode()),
        Refused("cannot be read: Not a gzipped file"),
    )
    yield Row(
        "`.gz` cut off",
        Door.FILE,
        lambda: File("cut.jsonl.gz", gzip.compress(many.encode())[:-200]),
        Partly("cannot be read: Compressed file ended"),
    )
    yield Row(
        "a PDF by the name of `.jsonl`", Door.FILE, file("doc.jsonl", b"%PDF-1.7 \xff\xd8"), Refused("this is a PDF", 2)
    )
    yield Row(
        "10 GB of zeros in a `.gz`",
        Door.FILE,
        lambda: File("bomb.jsonl.gz", make.packed_zeros(10)),
        Refused("it has no end in sight, and the rest of the file is not read"),
        slow=True,
    )


def _folders() -> Iterator[Row]:
    def page_of(name: str, sent: tuple[str, bytes], outcome: Outcome) -> Row:
        def made() -> Sent:
            return File(*sent)

        return Row(name, Door.FOLDER, made, outcome)

    page = make.page
    yield page_of("a file of no bytes", ("empty.html", b""), Refused("there is nothing in it"))
    yield page_of(
        "a PDF by the name of `.html`", ("doc.html", b"%PDF-1.7 " + PROSE.encode()), Ends("refused", "not-text")
    )
    yield page_of(
        "gzip by the name of `.html`",
        ("packed.html", gzip.compress(page("Packed ferries").encode())),
        Article("Packed ferries"),
    )
    yield page_of(
        "gzip that ends too early",
        ("cut.html.gz", gzip.compress(page().encode())[:60]),
        Refused("it is gzipped and ends too early"),
    )
    yield page_of(
        "gzip of 11 MB of nothing",
        ("bomb.txt.gz", gzip.compress(bytes(11_000_000))),
        Refused("more than 10000000 bytes of text are not read"),
    )
    yield page_of(
        "HTML by the name of `.txt`",
        ("page.txt", page("Ferries by another name").encode()),
        Article("Ferries by another name"),
    )
    yield page_of(
        "random bytes by the name of `.txt`", ("noise.txt", bytes(range(256)) * 40), Ends("refused", "not-text")
    )
    yield page_of(
        "a file name with control characters",
        ("a\x1b]0;PWNED\x07.html", page().encode()),
        Article(TITLE, url="import:a]0;PWNED.html"),
    )
    yield page_of(
        "UTF-16 without a mark",
        ("wide.html", page("Zażółć gęślą jaźń").encode("utf-16-le")),
        Article("Zażółć gęślą jaźń"),
    )
    yield page_of("a flat page of one line", ("flat.txt", PROSE.encode()), Article())
    yield page_of(
        "a flat page of 100,000 lines",
        ("long.txt", b"a\n" * 100_000),
        Ends("refused", "hostile-page", "lines are not read"),
    )


def rows() -> Iterator[Row]:
    yield from _fields()
    yield from _json()
    yield from _passwords()
    yield from _dates()
    yield from _large()
    yield from _files()
    yield from _folders()
