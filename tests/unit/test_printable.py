"""Text from strangers, fit to be stored and to be printed."""

from __future__ import annotations

import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.printable import (
    _ODD,
    TITLE,
    escaped,
    has_user,
    in_place,
    is_fit,
    label,
    masked,
    one_line,
    paragraphs,
    said,
)

#: every character there is, halves of pairs and controls more often.
texts = st.text(st.characters() | st.sampled_from("\x00\x07\x1b\x7f\x85\x9b\t\n\r\u2028\u202e\u2066\ud83d\udc00 a"))


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ("Ferry \ud83d from Monday", "Ferry \ufffd from Monday"),
        ("B\x00C\x1b[31m", "BC[31m"),
        ("calm \u202eback\u202c", "calm back"),
        (" one\t two\r\n\x85three\u2028four ", "one two three four"),
        ("می\u200cروم \u200fא", "می\u200cروم \u200fא"),
    ],
)
def test_a_line_keeps_its_words_and_nothing_that_acts(given: str, line: str) -> None:
    assert one_line(given) == line


def test_lines_that_end_up_empty_are_left_out() -> None:
    assert paragraphs("one\n\x00\n two \x1b\n") == "one\ntwo"


def test_ids_are_fit_or_not_and_spaces_do_not_matter() -> None:
    assert is_fit("a  b/é-1 ")
    assert not any(map(is_fit, ("a\nb", "a\x00", "\x1b", "\ud800", "\u202e")))


@given(texts)
def test_one_line_is_storable_printable_and_the_same_when_done_twice(text: str) -> None:
    line = one_line(text)
    line.encode()
    assert not {unicodedata.category(character) for character in line} & {"Cc", "Cs", "Zl", "Zp"}
    assert one_line(line) == line
    assert is_fit(line)


@given(texts)
def test_in_place_every_sign_has_one_for_it(text: str) -> None:
    assert len(in_place(text)) == len(text)
    assert is_fit(in_place(text))


# Passwords in what is said

PASSWORD = "s3kr1t"


@pytest.mark.parametrize(
    ("word", "told"),
    [
        (f"https://me:{PASSWORD}@a.example/x", "https://***@a.example/x"),
        (f"https:me:{PASSWORD}@a.example/x", "***@a.example/x"),
        (f"me:{PASSWORD}@a.example", "***@a.example"),
        (f"ftp://me:p/{PASSWORD}?#@a.example", "ftp://***@a.example"),
        (f"http://me:{PASSWORD}\uff20a.example/", "http://***@a.example/"),
        (f"http://x@me:{PASSWORD}\ufe6ba.example/", "http://***@a.example/"),
        ("http://a.example/\uff01", "http://a.example/\uff01"),
        (f"//me:{PASSWORD}@[bad", "***@[bad"),
        ("https://a.example/x", "https://a.example/x"),
        ("mailto:desk@a.example", "mailto:desk@a.example"),
        ("MAILTO:desk@a.example?subject=a/b", "MAILTO:desk@a.example?subject=a/b"),
        (f"news:{PASSWORD}@a.example", "***@a.example"),
        (f"mailto:me:{PASSWORD}@a.example", "***@a.example"),
        (f"mailto://{PASSWORD}@a.example", "mailto://***@a.example"),
        (f"mailto:/me/{PASSWORD}@a.example", "mailto:/***@a.example"),
        (f"mailto:x@http://me:{PASSWORD}@a.example", "***@a.example"),
        (f"mailto:x\uff20http://me:{PASSWORD}\uff20a.example", "***@a.example"),
        ("x\x1b[2J\ud800", "x [2J\ufffd"),
        ("a" * 100, "a" * 80 + "..."),
        ("", '""'),
        (" ", '" "'),
        ("\x00\u202e", '"\\u0000\\u202e"'),
        ("\x7f", '"\\u007f"'),
    ],
)
def test_a_word_that_is_no_address_is_repeated_without_its_password(word: str, told: str) -> None:
    assert said(word) == told


@pytest.mark.parametrize(
    "address",
    [
        "https://me:x@a.example/",
        "https://me@a.example",
        "wire:/me:x@a.example",
        "//me:x@a.example",
        "https:me:x@[bad",
        "http:\\\\me:x@a.example",
        "me:x@a.example:80/y",
        ":x@a",
        "https://me:x\uff20a.example/",
        "https:\uff0f\uff0fme:x@a.example/",
    ],
)
def test_a_user_name_is_seen_where_addresses_have_one(address: str) -> None:
    assert has_user(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/@me",
        "https://a.example/?to=https://me@b.example/",
        "http://a.example:80/x@y",
        "/me:x@a.example",
        "mailto:me@a.example",
        "news:1234@a.example",
        "tag:me@a.example,2025:7",
        "me@a.example",
    ],
)
def test_an_at_sign_elsewhere_is_no_user_name(address: str) -> None:
    assert not has_user(address)


def test_addresses_in_a_text_lose_their_passwords_and_the_text_its_nothing() -> None:
    text = f'<https://me:{PASSWORD}@a.example/x>; to="//u:{PASSWORD}@b@c/", mail me@a.example, https://a.example/@me'
    assert masked(text) == '<https://***@a.example/x>; to="//***@c/", mail me@a.example, https://a.example/@me'


def test_wide_and_small_signs_of_an_address_hide_no_password_and_other_wide_ones_stay() -> None:
    assert masked(f"at \uff08http://me:{PASSWORD}\uff20a.example/\uff09") == "at \uff08http://***@a.example/\uff09"
    assert masked(f"http:\uff0f\uff0fme:{PASSWORD}\ufe6ba.example/") == "http:\uff0f\uff0f***@a.example/"
    assert masked("\uff08me\uff20a.example\uff09") == "\uff08me\uff20a.example\uff09"


def test_every_sign_that_nfkc_makes_one_of_an_addresss_own_is_known() -> None:
    found = {chr(code): plain for code in range(sys.maxunicode + 1) if (plain := as_nfkc(code)) in set("@:/\\")}
    assert {odd: plain for odd, plain in found.items() if odd != plain} == _ODD


def as_nfkc(code: int) -> str:
    return unicodedata.normalize("NFKC", chr(code))


@given(texts, texts, st.sampled_from("@\uff20\ufe6b"))
def test_no_masked_text_holds_what_stood_before_the_host(before: str, after: str, at: str) -> None:
    user = "".join(character for character in before if character not in "/\\?#\"'<>" and not character.isspace())
    address = f"{after}//{user}{PASSWORD}{at}host/"
    assert has_user(f"wire://{user}{PASSWORD}{at}host/")
    assert PASSWORD not in masked(address)
    assert masked(masked(after)) == masked(after)


@given(texts)
def test_a_word_is_said_on_a_short_line_of_printable_text(word: str) -> None:
    assert len(said(word)) <= 83
    assert is_fit(said(word))
    assert is_fit(said(f"{PASSWORD}@{word}"))
    assert PASSWORD not in said(f"{PASSWORD}@{word}")


# JSON for a terminal


@given(texts)
def test_escaped_json_has_the_same_value_and_nothing_that_acts(text: str) -> None:
    written = escaped(json.dumps(text, ensure_ascii=False))
    assert json.loads(written) == text
    assert is_fit(written)


# Titles and names


def test_a_label_has_a_length_and_nothing_unseen() -> None:
    assert label("Reu\u200bters\ufeff \u00adDaily\u2060") == "Reuters Daily"
    assert label("می\u200cروم") == "می\u200cروم"
    assert len(label("word " * 10_000)) <= TITLE
    assert label("word " * 10_000).endswith("word…")


@given(texts, st.integers(2, 50))
def test_a_label_of_a_label_is_itself(text: str, longest: int) -> None:
    once = label(text, longest)
    assert label(once, longest) == once
    assert len(once) <= longest
    assert is_fit(once)
