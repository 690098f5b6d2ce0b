"""Documents that one already has."""

import gzip
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clean.decode import MAX_BYTES
from workers.cli.documents import LONGEST_LINE, Problem, read
from workers.cli.jsonl import LARGEST, of_line
from workers.cli.published import published_of
from workers.errors import NewsloomError, PermanentError, WordsError
from workers.model import Kind, Precision, Published, Submission

NOW = datetime(2025, 2, 7, tzinfo=UTC)


def line(**values: object) -> bytes:
    return json.dumps(values).encode()


def test_a_line_with_text_is_an_article_and_one_with_html_a_page() -> None:
    text, html = of_line(line(text="Words."), NOW), of_line(line(html="<p>Words."), NOW)
    assert text.page
    assert html.page
    assert (text.page.kind, html.page.kind) == (Kind.TEXT, Kind.HTML)


def test_all_that_a_line_knows_becomes_a_hint() -> None:
    known = of_line(
        line(text="T", id=7, title="H", published="2025-02-07T11:40:00+09:00", lang="en", source="The Post", story="x"),
        NOW,
    ).hint
    assert (known.id, known.title, known.lang, known.source) == ("7", "H", "en", "The Post")
    assert known.published
    assert known.published.text() == "2025-02-07T11:40:00+09:00"


def test_the_same_url_is_the_same_document_however_it_is_spelt() -> None:
    one, two = (
        of_line(line(text="a", url=url), NOW) for url in ("https://a.example/x?utm_source=y", "HTTPS://A.example/x")
    )
    assert one.key == two.key


def test_without_url_the_id_identifies_and_without_id_the_text() -> None:
    def key(**values: object) -> str:
        return of_line(line(**values), NOW).key

    assert key(text="a", id="1") == key(text="b", id="1")
    assert key(text="a", id="1") != key(text="a", id="2")
    assert key(text="a") == key(text="a") != key(text="b")


def test_a_title_stands_in_for_a_missing_text() -> None:
    page = of_line(line(text="", title="Only a headline"), NOW).page
    assert page
    assert page.body == b"Only a headline"


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (b"{", "not JSON"),
        (b'[{"text": "a"}]', "expected a JSON object, not a list"),
        (b"[1]", "a JSON object"),
        (b'{"id": "1", "txet": "a"}', "expected `text`, `html` or at least `title`, found `id`, `txet`$"),
        (b'{"text": "", "title": null, "titel": "a"}', "found `text` .empty., `title` .empty., `titel`$"),
        (b"{}", "found no key at all$"),
        (b'{"\\ufefftext": "a", "a\\u001bb": 1}', r"found `.ufefftext`, `a.x1bb`$"),
        (b'{"me:s3kr1t@a.example": 1, "https://me:s3kr1t@a.example/": 1, "@type": 1}', "`...@a.example`, .*, `@type`$"),
        (json.dumps(dict.fromkeys(map(str, range(15)))).encode(), "`10`, `11`, 3 more$"),
        (json.dumps({"a" * 100_000: 1}).encode(), f"found `{'a' * 19}…`$"),
        (b'{"text": "a", "published": "0001-01-01T00:00:00+14:00"}', "ISO 8601"),
        (b'{"text": "a", "published": "9999-12-31T23:59:59-12:00"}', "ISO 8601"),
        (b'{"text": "a", "published": "0001-01-01"}', "a year from 1605 to 9000"),
        (b'{"text": "a", "id": "x\\ud800y"}', "`id` is 'x.ud800y'"),
        (b'{"text": "a", "id": "x\\u0000y"}', "`id` is 'x.x00y'"),
        (b'{"text": "a", "id": "e\\u001b[31m"}', "`id` is"),
        (b'{"text": "a", "url": "wire:\\u0000"}', "`url` is"),
        (b'{"text": "a", "id": "' + b"x" * 3000 + b'"}', "`id` has 3000 bytes"),
        (b'{"text": "a", "url": "wire:' + b"x" * 3000 + b'"}', "`url` has 3005 bytes"),
        (b'{"text": "a", "url": "https://me:s3kr1t@a.example/x"}', "without user name"),
        (b'{"text": "a", "url": "wire://me:s3kr1t@a.example/x"}', "without user name"),
        (b'{"text": "a", "url": "me:s3kr1t@a.example"}', "without user name"),
        (b'{"text": "a", "id": "https://me:s3kr1t@a.example/x"}', "without user name"),
        (b'{"text": "a", "url": {"a": "https://me:s3kr1t@a.example"}}', "`url` is an object"),
        (b'{"text": ' + b"[" * 100_000, "nested too deeply"),
        (b'{"text": "a", "id": ' + b"9" * 5000 + b"}", "Exceeds the limit"),
        (b'{"text": "a", "id": NaN}', "`id` is NaN"),
        (b'{"text": "' + b"a" * (LARGEST + 1) + b'"}', "more than 10000000 bytes"),
        (b'{"text": 5}', "`text` is 5"),
        (b'{"text": "a", "published": "yesterday"}', "ISO 8601"),
        (b"\xff\xfe", "not UTF-8: byte 0xff at 0"),
    ],
)
def test_a_broken_line_says_what_is_wrong_with_it(bad: bytes, told: str) -> None:
    with pytest.raises(PermanentError, match=told) as caught:
        of_line(bad, NOW)
    assert "s3kr1t" not in str(caught.value)


KEYS = st.sampled_from(["text", "html", "id", "published", "url"])
VALUES = st.none() | st.text() | st.integers() | st.floats()


@given(st.binary(max_size=200) | st.dictionaries(KEYS, VALUES).map(lambda values: json.dumps(values).encode()))
def test_no_line_raises_anything_but_our_own_errors_in_one_line(data: bytes) -> None:
    told = ""
    try:
        of_line(data, NOW)
    except NewsloomError as error:
        told = error.detail
    assert "\n" not in told


@pytest.mark.parametrize(
    ("text", "precision", "utc"),
    [
        ("2025-02-07", Precision.DAY, "2025-02-07T12:00:00+00:00"),
        ("2025-02-07T11:40", Precision.LOCAL, "2025-02-07T11:40:00+00:00"),
        ("2016-12-31T23:59:60Z", Precision.INSTANT, "2016-12-31T23:59:59+00:00"),
        ("2025-02-07T11:40:00Z", Precision.INSTANT, "2025-02-07T11:40:00+00:00"),
        ("2025-02-07T11:40:00+05:30", Precision.INSTANT, "2025-02-07T06:10:00+00:00"),
    ],
)
def test_a_date_is_as_exact_as_it_is_written(text: str, precision: Precision, utc: str) -> None:
    published = published_of(text)
    assert (published.precision, published.utc.isoformat()) == (precision, utc)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00Z", "1604-12-31", "9001-01-01", "9999-12-31T23:59:59Z"])
def test_a_date_of_no_newspaper_is_refused_for_its_year(text: str) -> None:
    with pytest.raises(PermanentError) as caught:
        published_of(text)
    assert caught.value.detail == f"`published` is '{text}': expected a year from 1605 to 9000"


def test_a_broken_line_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(line(text="one") + b"\n{broken\n\n" + line(text="two") + b"\n")
    one, bad, two = read(file, NOW)
    assert isinstance(one, Submission)
    assert isinstance(two, Submission)
    assert isinstance(bad, Problem)
    assert bad.where == f"{file}:2"


def test_a_gzipped_file_reads_like_a_plain_one_and_a_cut_one_says_so(tmp_path: Path) -> None:
    packed = gzip.compress(b"\n".join(line(text=f"text {n} " * 50) for n in range(200)))
    whole, cut = tmp_path / "a.jsonl.gz", tmp_path / "b.jsonl.gz"
    whole.write_bytes(packed)
    cut.write_bytes(packed[: len(packed) // 2])
    assert len([item for item in read(whole, NOW) if isinstance(item, Submission)]) == 200
    assert isinstance(list(read(cut, NOW))[-1], Problem)


def test_a_file_whose_packing_is_broken_within_says_so(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(b"\n".join(line(text=f"text {n * 7919 % 1000}") for n in range(2000))))
    packed[len(packed) // 2 : len(packed) // 2 + 20] = b"\xff" * 20
    file = tmp_path / "a.jsonl.gz"
    file.write_bytes(packed)
    assert isinstance(list(read(file, NOW))[-1], Problem)


def test_the_door_takes_what_cleaning_reads_and_no_more() -> None:
    assert LARGEST == MAX_BYTES


def test_json_of_any_depth_is_a_document_or_an_error_of_ours() -> None:
    for depth in range(900, 1020):  # about where Python's own limit is
        with pytest.raises(PermanentError):
            of_line(b'{"text":' + b"[" * depth + b"]" * depth + b"}", NOW)


def test_a_tag_uri_is_no_password() -> None:
    assert of_line(line(text="a", url="tag:ada@a.example,2025:7"), NOW).url == "tag:ada@a.example,2025:7"


def test_a_file_in_utf_16_is_refused_once_and_not_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes('{"text": "a"}\n{"text": "b"}\n'.encode("utf-16"))
    assert [item.what for item in read(file, NOW) if isinstance(item, Problem)] == [
        "the file is in UTF-16: expected UTF-8"
    ]


def test_a_line_that_is_too_long_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(b'{"text": "' + b"a" * LONGEST_LINE + b'"}\n' + line(text="two"))
    bad, two = read(file, NOW)
    assert isinstance(bad, Problem)
    assert (bad.where, bad.what) == (f"{file}:1", f"more than {LONGEST_LINE} bytes in one line are not read")
    assert isinstance(two, Submission)


def test_a_page_in_a_folder_is_a_file_of_a_bounded_size(tmp_path: Path) -> None:
    (tmp_path / "big.html").write_bytes(b"a" * (LARGEST + 1))
    (tmp_path / "endless.txt").symlink_to("/dev/zero")
    (tmp_path / "folder.html").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    told = [item.what for item in read(tmp_path, NOW) if isinstance(item, Problem)]
    assert told == [f"more than {LARGEST} bytes of text are not read", "not a file", "not a file", "not a file"]


def test_fields_for_people_lose_what_cannot_be_stored_and_stay() -> None:
    hint = of_line(rb'{"text": "a", "title": "T\u0000\ud83d", "source": "S\u001b", "lang": "en\u0000"}', NOW).hint
    assert (hint.title, hint.source, hint.lang) == ("T\ufffd", "S", "en")


def test_a_message_is_no_longer_than_a_line_whatever_the_value() -> None:
    with pytest.raises(PermanentError) as caught:
        published_of("\x1b]0;x" * 100_000)
    assert len(caught.value.detail) < 300
    assert caught.value.detail.isprintable()


def test_a_file_whose_name_is_no_text_has_an_id_that_is(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"a\xff\x1b.txt")).write_bytes(b"Words.")
    (found,) = read(tmp_path, NOW)
    assert isinstance(found, Submission)
    assert found.hint.id == "a\ufffd.txt"


def test_a_folder_gives_its_pages_and_nothing_else(tmp_path: Path) -> None:
    for name in ("b.txt", "a.html", "c.HTM", "d.pdf"):
        (tmp_path / name).write_bytes(name.encode())
    found = [item for item in read(tmp_path, NOW) if isinstance(item, Submission)]
    assert [item.hint.id for item in found] == ["a.html", "b.txt", "c.HTM"]
    assert [item.page and item.page.kind for item in found] == [Kind.HTML, Kind.FLAT, Kind.HTML]


def test_an_empty_folder_and_a_missing_file_are_wrong_words(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.jsonl"):
        with pytest.raises(WordsError, match=str(path)):
            list(read(path, NOW))


@given(
    st.integers(-11_518_675_200, 221_845_305_600),  # from 1605 to 8999
    st.integers(-24 * 60 + 1, 24 * 60 - 1),
    st.sampled_from(Precision),
)
def test_a_time_that_is_exported_is_imported_as_it_was(second: int, offset: int, precision: Precision) -> None:
    utc = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
    if precision is not Precision.INSTANT:  # such are kept without a zone, and a day at its noon
        offset = 0
    at = utc.replace(hour=12, minute=0, second=0) if precision is Precision.DAY else utc
    told = Published.restore(at, offset, precision)
    assert published_of(told.text()) == told
