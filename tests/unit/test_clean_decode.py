"""Bytes to text, and guards against pages made to hurt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clean.decode import MAX_BYTES, text_of
from workers.clean.guard import (
    MAX_ATTRIBUTES,
    MAX_COPIES,
    MAX_DEPTH,
    MAX_LINES,
    MAX_TAGS,
    admitted,
    check,
    check_lines,
    shape_of,
)
from workers.clean.trees import as_browsers_do, elements_in
from workers.errors import PermanentError, RefusedError
from workers.settings.sections import Fetch

GERMAN = "Die Gemeinde Grünau prüft größere Öfen für das Bürgerhaus. Schön wäre es, sagt der Rat."
JAPANESE = "町議会は火曜日、新しい図書館の計画を承認した。工事は来年の春に始まる予定だ。"
RUSSIAN = "Городской совет одобрил во вторник план новой библиотеки, строительство начнется весной."


@pytest.mark.parametrize(
    ("text", "charset", "label"),
    [
        (GERMAN, "utf-8", "utf-8"),
        (GERMAN, "cp1252", "iso-8859-1"),
        (GERMAN, "cp1252", "windows-1252"),
        (JAPANESE, "shift_jis", "Shift_JIS"),
        (JAPANESE, "euc_jp", "euc-jp"),
        (JAPANESE, "iso2022_jp", "iso-2022-jp"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "koi8_r", "koi8-r"),
    ],
)
def test_the_charset_of_the_header_and_of_the_page_are_both_heard(text: str, charset: str, label: str) -> None:
    header = {"content-type": f'text/html; charset="{label}"'}
    assert text_of(text.encode(charset), header) == text
    page = f'<html><head><meta charset="{label}"></head><p>{text}</p>'
    assert text_of(page.encode(charset), {}) == page
    old = f'<meta http-equiv="Content-Type" content="text/html; charset={label}"><p>{text}</p>'
    assert text_of(old.encode(charset), {"content-type": "text/html"}) == old


#: sentences with a character that is in no strict form of the charset by which browsers read them.
BEYOND = [
    ("Shift_JIS", "cp932", "髙島町長、①橋と②駅の計画を発表。㈱港湾建設が工事を行う。"),
    ("euc-kr", "cp949", "시청 앞 커피숖이 봄에 다시 문을 연다."),
    (
        "gb2312",
        "gb18030",
        "新图书馆费用为四百万€，明年春天开工，市长说市议会已经批准了计划，居民可以在网上看到全部的图纸。",
    ),
    ("big5", "big5hkscs", "佢哋話新圖書館喺四年之後先至開門。"),
    ("tis-620", "cp874", "สภาเมืองอนุมัติแผน “ห้องสมุดใหม่” แล้ว"),
]


@pytest.mark.parametrize(("label", "charset", "text"), BEYOND)
def test_a_charset_is_read_as_browsers_read_it_with_what_the_standard_lacks(
    label: str, charset: str, text: str
) -> None:
    assert text_of(text.encode(charset), {"content-type": f"text/html; charset={label}"}) == text
    page = f'<html><head><meta charset="{label}"></head><p>{text}</p>'
    assert text_of(page.encode(charset), {}) == page


def test_what_the_detector_names_is_read_so_too() -> None:
    text = JAPANESE * 10 + BEYOND[0][2]
    assert text_of(text.encode("cp932"), {}) == text


def test_one_broken_byte_among_such_characters_costs_no_more_than_itself() -> None:
    text = BEYOND[0][2]
    body = (text * 10).encode("cp932") + b"\x81\n" + text.encode("cp932")
    assert text_of(body, {"content-type": "text/html; charset=shift_jis"}) == f"{text * 10}\ufffd\n{text}"


def test_a_byte_order_mark_outranks_the_header_and_is_not_text() -> None:
    assert text_of(b"\xef\xbb\xbf" + GERMAN.encode(), {"content-type": "text/html; charset=iso-8859-1"}) == GERMAN
    assert text_of(GERMAN.encode("utf-16"), {}) == GERMAN


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("told", ["", "; charset=utf-16", "; charset=utf-8"])
def test_utf16_without_its_mark_is_known_by_its_first_letters(charset: str, told: str) -> None:
    page = f"<p>{RUSSIAN} {GERMAN}"
    assert text_of(page.encode(charset), {"content-type": f"text/html{told}"}) == page


def test_utf8_under_a_single_byte_label_is_read_as_utf8() -> None:
    assert text_of(GERMAN.encode(), {"content-type": "text/html; charset=iso-8859-1"}) == GERMAN


def test_a_few_broken_bytes_do_not_turn_utf8_into_another_charset() -> None:
    body = (RUSSIAN * 3).encode() + b"\xff"
    assert text_of(body, {}).startswith(RUSSIAN)


def test_without_any_label_the_detector_decides() -> None:
    assert text_of((RUSSIAN * 10).encode("cp1251"), {}) == RUSSIAN * 10


def test_a_label_nobody_knows_is_ignored() -> None:
    assert text_of(GERMAN.encode(), {"content-type": "text/html; charset=klingon-8"}) == GERMAN
    assert text_of(GERMAN.encode(), {"content-type": "text/html; charset=base64"}) == GERMAN


def test_control_characters_are_no_text() -> None:
    assert text_of(b"one\x00two\x08\nthree", {}) == "onetwo\nthree"


@pytest.mark.parametrize("body", [b"%PDF-1.7 ...", b"\x89PNG\r\n", b"PK\x03\x04..."])
def test_documents_and_images_are_refused(body: bytes) -> None:
    with pytest.raises(RefusedError) as caught:
        text_of(body, {"content-type": "text/html"})
    assert caught.value.reason == "not-text"


def test_bytes_of_every_kind_are_no_text_and_a_few_strays_are() -> None:
    with pytest.raises(RefusedError) as caught:
        text_of(bytes(range(1, 256)) * 40, {})
    assert caught.value.reason == "not-text"
    assert text_of(f"{GERMAN}\x01\x02".encode() * 20, {}) == GERMAN * 20


def test_what_fetch_keeps_unasked_is_read() -> None:
    assert Fetch().max_bytes < MAX_BYTES


def test_a_page_above_the_limit_is_refused() -> None:
    with pytest.raises(RefusedError) as caught:
        text_of(b"a" * (MAX_BYTES + 1), {})
    assert caught.value.reason == "too-large"


@given(st.binary(max_size=400), st.sampled_from(["", "utf-16", "utf-8", "gb2312", "x-sjis", "utf-7", "hz", "\x00"]))
def test_any_bytes_give_text_or_a_permanent_error(body: bytes, label: str) -> None:
    try:
        text = text_of(body, {"content-type": f"text/html; charset={label}"})
    except PermanentError:
        return
    assert "\x00" not in text
    text.encode("utf-8")  # no lone surrogates


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=200))
def test_what_was_written_in_utf8_comes_back(text: str) -> None:
    marked = text.startswith("\ufeff") or text.encode()[:4] in {b"RIFF", b"%PDF", b"GIF8"}
    if not marked:
        assert text_of(text.encode(), {"content-type": "text/html; charset=utf-8"}) == text


def test_an_ordinary_page_has_an_ordinary_shape() -> None:
    page = (
        '<html><body><div class="a"><p>One<br>two <a href="/x?a=1&b=2">three</a><p>four</div><img src=x></body></html>'
    )
    assert shape_of(page).depth == 2
    check(shape_of(page))


def test_a_tag_in_a_script_or_a_quoted_value_is_no_tag() -> None:
    assert shape_of('<script>if (a<b) { x = "</p><div><div><div>" }</script><div>').depth == 1
    assert shape_of('<div title="<div><div>">').depth == 1


@pytest.mark.parametrize(
    "page",
    [
        "<p a" + "".join(f' a{number}="1"' for number in range(MAX_ATTRIBUTES + 1)) + ">",
        "<p a" + "".join(f' a{number}=">"' for number in range(MAX_ATTRIBUTES + 1)) + ">",
        "<p a" + "".join(f' a{number}="<"' for number in range(MAX_ATTRIBUTES + 1)) + ">",
        "<p" + "".join(f" a{number}" for number in range(3 * MAX_ATTRIBUTES)) + ">",
        "<div>" * (MAX_DEPTH + 1),
        "<div></x>" * (MAX_DEPTH + 1),
        "<div/>" * (MAX_DEPTH + 1),
        "<p>a" * (MAX_TAGS + 1),
        "<p>" + "<b>" * 900 + "<p>x" * (MAX_COPIES // 900 + 1),
    ],
    ids=[
        "attributes",
        "behind-quoted-ends",
        "behind-quoted-tags",
        "without-values",
        "depth",
        "ends-of-nothing",
        "ends-that-are-none",
        "tags",
        "marks-opened-again",
    ],
)
def test_a_page_made_to_hurt_is_refused_before_a_parser_sees_it(page: str) -> None:
    with pytest.raises(RefusedError) as caught:
        check(shape_of(page))
    assert caught.value.reason == "hostile-page"


@pytest.mark.parametrize(
    "before",
    ["", "<script>a<b</script>", "<svg><script/></svg>", "<script/>b='</script>", "<script-x>", "<style a=/>x</style>"],
)
def test_a_tag_made_to_hurt_is_seen_whatever_stands_before_it(before: str) -> None:
    admitted(f"{before}<p>One</p>")
    with pytest.raises(RefusedError):
        admitted(f"{before}<p" + "".join(f' a{number}="1"' for number in range(MAX_ATTRIBUTES + 1)) + ">")


#: what one reader might take for the beginning of a value, of a raw text or of a comment, and a parser does not.
DISGUISES = [
    '<x ="{}">',
    '<x a=""="{}">',
    '<x a=b="{}">',
    "<x a=\xa0'{}'>",
    "<!--<script>--><x {}>",
    "<!--><script></script><x {}>",
    "<? <script> ?><x {}>",
    "<title><script></title><x {}>",
    "<textarea><!--</textarea><x {}>",
    "<iframe><script></iframe><x {}>",
    "<script></scripts><!--</script><x {}>",
    "<svg><script><x {}></script></svg>",
    "<svg><script><!--</script><x {}>",
    "<svg><svg a=b/></svg><script><x {}>",
    "<svg><style/></svg><!--</style><x {}>",
    '<svg><p><script>"</svg>" <!-- </script><x {}>',
    "<math><style><x {}></style></math>",
]


@pytest.mark.parametrize("attributes", ["a{}", "a{}=1", "a{}='<'", "a{}/"])
@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_tag_made_to_hurt_is_seen_in_any_disguise(disguise: str, attributes: str) -> None:
    admitted(disguise.format("a=1") + "<p>One</p>")
    with pytest.raises(RefusedError) as caught:
        admitted(disguise.format(" ".join(attributes.format(number) for number in range(2 * MAX_ATTRIBUTES + 2))))
    assert caught.value.reason == "hostile-page"


@pytest.mark.parametrize(
    "hidden", ["<!-- {} -->", "<title>{}</title>", "<script>{}</script>", "<textarea>{}</textarea>"]
)
def test_what_no_parser_takes_for_a_tag_is_none(hidden: str) -> None:
    tag = "<x " + "a='>' " * (2 * MAX_ATTRIBUTES) + ">" + "<div>" * (MAX_DEPTH + 1)
    page = f"<p>One {hidden.format(tag)} two"
    check(shape_of(page))
    assert admitted(page) == (page.count("<"), 0)


def test_marks_that_nobody_closes_are_counted_and_those_around_a_word_are_not() -> None:
    assert admitted('<p><b>One</b> <i class="x">two</i> <a href="/">three</a>') == (7, 0)
    assert admitted("<p><b>One <i title='</i>'>two</b>") == (5, 10)
    with pytest.raises(RefusedError):
        admitted("<p>" + "<b>" * 900 + "<p>x" * (MAX_COPIES // 900 + 1))


@given(st.lists(st.sampled_from(["<b>", "</b>", "<font a='<'>", "</font>", "<p>", "<td>", "</p>", "x", "<a>"])))
def test_a_parser_makes_no_more_elements_than_is_said_before(parts: list[str]) -> None:
    tags, copies = admitted("".join(parts))
    assert elements_in(as_browsers_do("".join(parts))) <= 3 * tags + copies + 3


def test_the_parts_of_a_drawing_end_themselves() -> None:
    assert shape_of("<svg>" + "<path/>" * 2_000 + "</svg><div>").depth == 1


def test_a_text_of_too_many_lines_is_refused() -> None:
    check_lines("a\n" * MAX_LINES)
    for end in ("\n", "\r", "\u2028"):
        with pytest.raises(RefusedError):
            check_lines(f"a{end}" * (MAX_LINES + 1))


@given(st.text(st.sampled_from("<>/='\" apdiv\n"), max_size=300))
def test_any_markup_has_a_shape(page: str) -> None:
    shape = shape_of(page)
    assert 0 <= shape.depth <= shape.tags == page.count("<")
