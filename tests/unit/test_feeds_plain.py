"""What a feed prints as text, HTML or HTML escaped too often becomes one line of text."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.feeds.charset import text_of
from workers.feeds.plain import plain
from workers.feeds.tags import language

CASES = [
    ("Tram line opens", "Tram line opens"),
    ("  Tram\n\tline  opens ", "Tram line opens"),
    ("<b>Tram</b> line", "Tram line"),
    ("un<i>believ</i>able", "unbelievable"),
    ("<p>One</p><p>Two</p>", "One Two"),
    ("One<br/>Two", "One Two"),
    ("AT&amp;T", "AT&T"),
    ("AT&amp;amp;T", "AT&T"),
    ("AT&T", "AT&T"),
    ("&lt;p&gt;Hi&lt;/p&gt;", "Hi"),
    ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
    ("x <3 y", "x <3 y"),
    ("see ?a=1&copy=2", "see ?a=1&copy=2"),
    ("caf&eacute; &#233; &#xE9;", "café é é"),
    ('<a title="x > y">link</a>', "link"),
    ("<a title='it's'>link</a>", "link"),
    ("a<script>var x = '<b>';</script>b", "a b"),
    ("a<style>p{}</style >b", "a b"),
    ("a<script>never closed", "a"),
    ("a<!-- no <b> -->b", "a b"),
    ("a-->b", "a-->b"),
    ("nul\x00 and \ud800 half and \u202e mark", "nul and half and mark"),
    ("", None),
    ("<p></p>", None),
    ("&nbsp;", None),
    (None, None),
    (7, None),
]


@pytest.mark.parametrize(("given_", "expected"), CASES)
def test_markup_becomes_one_line_of_text(given_: object, expected: str | None) -> None:
    assert plain(given_) == expected


def test_a_long_text_is_cut_between_words_and_says_so() -> None:
    found = plain("word " * 1000, 50)
    assert found
    assert found == "word " * 8 + "word…" or (len(found) <= 50 and found.endswith("word…"))


_pieces = st.lists(
    st.sampled_from(
        [*"\"'<>&; \né", "<b>", "</b>", "<p ", "&lt;", "&amp;", "&#60;", "<!--", "-->", "<script>", "</script>", "word"]
    ),
    max_size=30,
).map("".join)


@given(_pieces, st.integers(5, 60))
def test_no_tag_is_left_no_line_break_and_not_a_character_too_many(text: str, longest: int) -> None:
    found = plain(text, longest)
    if found is None:
        return
    assert not re.search(r"</?[A-Za-z][^<>]*>|\n", found)
    assert 0 < len(found) <= longest
    assert found == found.strip()


@given(st.text(max_size=60))
def test_every_text_can_be_stored_and_printed(text: str) -> None:
    assert (plain(text) or "").encode("utf-8").find(b"\0") == -1


@pytest.mark.parametrize("piece", ["<a ", "<script>", "<!--", "&amp;", "&", "<p '", '<p "', "--><!--"])
def test_five_megabytes_of_half_a_tag_take_no_time(piece: str) -> None:
    begun = time.process_time()
    plain(piece * (5_000_000 // len(piece)), 2000)
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        *(("en-US", "en"), ("EN", "en"), ("pt_BR", "pt"), ("zh-Hant-TW", "zh"), (" de ", "de"), ("fil", "fil")),
        *(("und", None), ("English", None), ("e", None), ("", None), (None, None)),
    ],
)
def test_a_language_tag_gives_its_first_part(tag: str | None, expected: str | None) -> None:
    assert language(tag) == expected


# Encodings: the same words in whatever bytes

WORDS = "<rss>Ünïcode “quoted” — 東京</rss>"
LATIN = "<rss>café “quoted” – naïve</rss>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030"])
def test_a_declared_or_marked_encoding_is_read(encoding: str) -> None:
    headers = {"content-type": "text/xml; charset=gb2312"} if encoding == "gb18030" else {}
    assert text_of(WORDS.encode(encoding), headers) == WORDS


@pytest.mark.parametrize(
    ("header", "declaration", "encoding"),
    [
        ("text/xml", "", "utf-8"),
        ("text/xml; charset=ISO-8859-1", "", "utf-8"),
        ("text/xml; charset=us-ascii", "", "utf-8"),
        ("text/xml; charset=nonsense", "", "cp1252"),
        ("text/xml; charset=rot13", "", "cp1252"),
        ("text/xml; charset=iso-8859-1", "", "cp1252"),
        ("", "<?xml version='1.0' encoding='ISO-8859-1'?>", "cp1252"),
        ("", "<?xml version='1.0'?>", "cp1252"),
        ("text/xml; charset=utf-8", "<?xml version='1.0' encoding='windows-1252'?>", "cp1252"),
    ],
)
def test_headers_that_lie_about_an_encoding_do_not_spoil_the_words(
    header: str, declaration: str, encoding: str
) -> None:
    assert text_of((declaration + LATIN).encode(encoding), {"content-type": header}) == LATIN


@pytest.mark.parametrize(
    ("label", "charset", "words"),
    [
        *(("x-sjis", "cp932", "髙島町の図書館"), ("windows-31j", "cp932", "①図書館"), ("x-euc-jp", "euc_jp", "図書館")),
        *(("ks_c_5601-1987", "cp949", "커피숖 다시 연다"), ("euc-kr", "cp949", "커피숖 다시 연다")),
        *(("x-gbk", "gb18030", "新图书馆"), ("gb2312", "gb18030", "费用四百万€")),
        *(("big5", "big5hkscs", "喺圖書館"), ("Big5-HKSCS", "big5hkscs", "喺圖書館")),
        *(("windows-874", "cp874", "“ห้องสมุด”"), ("dos-874", "cp874", "ห้องสมุด"), ("tis-620", "cp874", "“ห้องสมุด”")),
        *(("x-cp1251", "cp1251", "Новости дня"), ("x-mac-cyrillic", "mac_cyrillic", "Новости дня")),
        *(
            ("iso-8859-8-i", "iso8859_8", "חדשות היום"),
            ("latin5", "cp1254", "“Güneş”"),
            ("Latin-1", "cp1252", "“naïve”"),
        ),
        *(("ms949", "cp949", "커피숖"), ("cp932", "cp932", "髙島"), ("hz", "hz", "图书馆")),
    ],
)
def test_a_charset_is_known_by_whatever_name_browsers_or_python_give_it(label: str, charset: str, words: str) -> None:
    text = f"<rss>{words}</rss>"
    assert text_of(text.encode(charset), {"content-type": f"text/xml; charset={label}"}) == text
    assert text_of(f'<?xml version="1.0" encoding="{label}"?>{text}'.encode(charset), {}) == text


def test_one_broken_byte_does_not_spoil_the_rest() -> None:
    assert text_of("<rss>東京 é ü".encode() + b"\xff</rss>", {}) == "<rss>東京 é ü\ufffd</rss>"


def test_a_seven_bit_encoding_is_not_taken_for_ascii() -> None:
    body = "<?xml version='1.0' encoding='iso-2022-jp'?><rss>東京</rss>".encode("iso-2022-jp")
    assert text_of(body, {}) == "<rss>東京</rss>"


@given(st.binary(max_size=200), st.text(max_size=20))
def test_any_bytes_under_any_header_are_some_text(body: bytes, header: str) -> None:
    assert "\0" not in text_of(body, {"content-type": f"text/xml; charset={header}"})
