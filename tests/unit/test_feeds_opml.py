"""Lists of feeds, read and written."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.errors import RefusedError
from workers.feeds import opml
from workers.feeds.opml import Subscription

NESTED = b"""<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="1.1"><head><title>Mine</title></head><body>
  <outline text="News">
    <outline text="Cit\xe9">
      <outline type="rss" text="Tram &amp; Bus" xmlUrl="https://tram.example/feed" htmlUrl="https://tram.example/"/>
    </outline>
    <outline TEXT="ignored" title="Wire" XMLURL=" https://wire.example/rss "></outline>
  </outline>
  <outline text="https://bare.example/feed" xmlUrl="https://bare.example/feed"/>
  <outline text="a note without a feed"/>
  <outline><outline xmlUrl="https://loose.example/"/></outline>
</body></opml>"""


def test_nested_outlines_become_folders() -> None:
    assert opml.read(NESTED) == [
        ("https://tram.example/feed", "Tram & Bus", "News/Cité"),
        ("https://wire.example/rss", "Wire", "News"),
        ("https://bare.example/feed", None, None),
        ("https://loose.example/", None, None),
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "line 1: this is no OPML: no element found"),
        (b"hello", "line 1: this is no OPML: syntax error"),
        (b"<html>\n</html>", "line 1: expected <opml>, not <html>"),
        (b"<opml>\n<body>\n<outline text=a & b/></body></opml>", "line 3: not well-formed"),
        (b"<opml>\n<body>\n", "line 3: no element found"),
        (b"<?xml version='1.0' encoding='nonsense'?><opml/>", "line 1: "),
        (b"<opml>\xff</opml>", "line 1: not well-formed"),
        (b"\n<!DOCTYPE o [\n<!ENTITY a 'b'>]><opml/>", "line 3: an entity is declared"),
        (b"<opml>" + b"<outline>" * 60 + b"</outline>" * 60 + b"</opml>", "line 1: more than 50 folders"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_line(data: bytes, expected: str) -> None:
    with pytest.raises(RefusedError) as caught:
        opml.read(data)
    assert caught.value.reason == "bad-opml"
    assert expected in caught.value.detail
    assert "\n" not in caught.value.detail


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE o [<!ENTITY a 'xxxxxxxxxx'>"
        + b"".join(b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 20) for n in range(8))
        + b"]><opml>&i;</opml>",
        b"<!DOCTYPE o [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><opml>&a;</opml>",
        b"<!DOCTYPE o [<!ENTITY % a SYSTEM 'file:///etc/passwd'> %a;]><opml/>",
        b"<opml>" + b"<a>" * 1_500_000,
        b"<opml>" + b"<outline>" * 500_000,
    ],
)
def test_bombs_are_refused_before_they_go_off(data: bytes) -> None:
    begun = time.process_time()
    with pytest.raises(RefusedError):
        opml.read(data)
    assert time.process_time() - begun < 20


def test_an_ampersand_that_begins_no_reference_is_one_and_a_name_of_html_is_its_character() -> None:
    outline = "<outline text='R&D&nbsp;&eacute; &amp; &#233; &who;' xmlUrl='https://a.example/f?x=1&copy=2&amp;y=3'/>"
    for head in ("", '<?xml version="1.0" encoding="ISO-8859-1"?>'):
        [found] = opml.read(f"{head}<opml><body>{outline}</body></opml>".encode())
        assert found == ("https://a.example/f?x=1&copy=2&y=3", "R&D é & é &who;", None)


def test_a_file_in_utf_16_is_read() -> None:
    outline = "<outline text='Bär &amp; Co' xmlUrl='https://a.example/f'/>"
    [found] = opml.read(f"<opml><body>{outline}</body></opml>".encode("utf-16"))
    assert found.title == "Bär & Co"


def test_folders_are_opened_and_closed_once_for_their_neighbours() -> None:
    written = opml.write([("https://a/", "A", "x/y"), ("https://b/", "B", "x/y"), ("https://c/", "C", "x/z")])
    assert written.count("<outline text=") == 3
    assert 'text="A" title="A" xmlUrl="https://a/"' in written


def test_what_xml_cannot_hold_is_left_out_when_writing() -> None:
    assert opml.read(opml.write([("https://a/", "nul\0 \ud800\nx", "f\0//g")]).encode()) == [
        ("https://a/", "nul x", "f/g")
    ]


_text = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Z"]), min_size=1, max_size=12)
_name = _text | st.text("/\\a", min_size=1, max_size=4)
_subscriptions = st.lists(
    st.builds(
        Subscription,
        _text.map("https://a.example/".__add__),
        st.none() | _text | st.builds("{} {}".format, _text, _text),
        st.none() | st.lists(_name, min_size=1, max_size=4).map(opml.joined),
    ),
    max_size=8,
)


@given(st.lists(_name, max_size=4))
def test_folders_in_each_other_stay_apart_whatever_their_names(names: list[str]) -> None:
    assert opml.parts(opml.joined(names)) == names


def test_a_folder_with_a_slash_in_its_name_does_not_become_two() -> None:
    data = b'<opml><body><outline text="News/World"><outline text="A" xmlUrl="https://a/"/></outline></body></opml>'
    [found] = opml.read(data)
    assert found.folder == r"News\/World"
    assert '<outline text="News/World">' in opml.write([found])


def test_a_backslash_that_somebody_typed_stays_one() -> None:
    assert opml.parts(r"a\b/c") == [r"a\b", "c"]


@given(_subscriptions)
def test_what_was_written_is_read_again(subscriptions: list[Subscription]) -> None:
    assert opml.read(opml.write(subscriptions).encode()) == subscriptions


@given(st.binary(max_size=80), st.text("<>/opml outine=\"'&;xrU", max_size=60))
def test_any_file_is_read_or_refused(data: bytes, text: str) -> None:
    for given_ in (data, text.encode(), f"<opml>{text}</opml>".encode()):
        with suppress(RefusedError):
            opml.read(given_)
