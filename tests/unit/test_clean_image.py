"""The picture that leads an article: which sources count, and what is a site's sign instead."""

from __future__ import annotations

import json
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clean.image import address_of, image_of
from workers.clean.jsonld import Record
from workers.clean.trees import tree_of

BASE = "https://www.courier.example/local/basin-closes"
OG = {"og:image": "https://img.courier.example/basin.jpg"}
INSIDE = (
    "<article><img src='/i/small.jpg' width=60><aside><img src='/i/other.jpg'></aside><img src='/i/quay.jpg'></article>"
)


def image(metas: dict[str, str], node: object = None, body: str = "") -> tuple[str, str] | None:
    record = Record([json.dumps({"@type": "NewsArticle", "image": node})])
    return image_of(tree_of(f"<html><body>{body}<p>text</p></body></html>"), metas, record, BASE)


@pytest.mark.parametrize(
    ("metas", "node", "body", "address", "source"),
    [
        (OG, "/ld.jpg", INSIDE, "https://img.courier.example/basin.jpg", "meta"),
        ({}, "/ld.jpg", INSIDE, "https://www.courier.example/ld.jpg", "jsonld"),
        ({}, {"@type": "ImageObject", "url": "/ld.jpg"}, "", "https://www.courier.example/ld.jpg", "jsonld"),
        ({}, [{"@id": "/ld.jpg"}, "/other.jpg"], "", "https://www.courier.example/ld.jpg", "jsonld"),
        ({"og:image": "/logo.png"}, None, INSIDE, "https://www.courier.example/i/quay.jpg", "article"),
        ({}, None, "<main><img data-src='/late.jpg' src='data:x'></main>", "https://www.courier.example/late.jpg", "article"),
        ({"twitter:image": "//cdn.example/a.jpg"}, None, "", "https://cdn.example/a.jpg", "meta"),
    ],
)  # fmt: skip
def test_the_first_source_that_has_a_picture_counts(
    metas: dict[str, str], node: object, body: str, address: str, source: str
) -> None:
    assert image(metas, node, body) == (address, source)


@pytest.mark.parametrize(
    "body",
    [
        "<article><img src='/i/face-150x150.jpg'></article>",
        "<article><img src='/i/face.jpg' width='40px'></article>",
        "<article><div class=related-teaser><img src='/i/other.jpg'></div></article>",
        "<nav><img src='/i/menu.jpg'></nav>",
        "<article><img></article>",
    ],
)
def test_a_small_picture_or_another_articles_leads_none(body: str) -> None:
    assert image({}, None, body) is None


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/logo.png",
        "https://a.example/x/courier-logo-2030.png",
        "https://a.example/favicon_150x150.png",
        "https://a.example/blank.jpg?w=200",
        "https://a.example/default.png",
        "https://a.example/default-user-image.png",
        "https://a.example/opengraph_default.jpg",
        "https://a.example/blank-profile-picture-973460.png",
        "https://a.example/avatar-large_200x200.png",
        "https://a.example/1x1-pixel.gif",
        "https://a.example/pixel.gif",
        "https://a.example/apple-touch-icon-180x180.png",
        "https://a.example/tide.svg",
        "data:image/gif;base64,R0lGOD",
        "ftp://a.example/tide.jpg",
        "javascript:void(0)",
        "http://[broken",
    ],
)
def test_a_sign_or_what_is_no_web_address_is_no_picture(address: str) -> None:
    assert address_of(address, "https://a.example/") is None


@pytest.mark.parametrize(
    "path",
    [
        "sites/default/files/tide.jpg",
        "brewery-logo-dispute-1024-683.jpg",
        "iconic-bridge.jpg",
        "defaulters.jpg",
        "pixel-10-pro-review.jpg",
        "avatar-fire-and-ash.jpg",
        "icon-of-the-seas.jpg",
        "icons-of-jazz.webp",
        "blank-check-movie.jpg",
        "default-judgment.jpg",
        "kate-blank.jpg",
        "james-cameron-avatar.jpg",
        "una-icona-del-jazz-icon.jpg",
    ],
)
def test_such_a_word_elsewhere_proves_nothing(path: str) -> None:
    assert address_of(f"http://a.example/{path}", BASE) == f"http://a.example/{path}"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("http://img.courier.example:8080/quay.jpg", "http://img.courier.example:8080/quay.jpg"),
        ("http://img.courier.example/quay.jpg", "http://img.courier.example/quay.jpg"),
        ("HTTPS://IMG.Courier.example:443/Quay.jpg#top", "https://img.courier.example/Quay.jpg"),
        (
            "https://img.courier.example/quay.jpg?url=a%2fb%7e&utm_source=rss&sig=x",
            "https://img.courier.example/quay.jpg?url=a%2fb%7e&utm_source=rss&sig=x",
        ),
        ("//img.courier.example/w=800,h=600/quay%20a.jpg", "https://img.courier.example/w=800,h=600/quay%20a.jpg"),
        ("/i/der kai <ü>.jpg", "https://www.courier.example/i/der%20kai%20%3C%C3%BC%3E.jpg"),
        ("quay.jpg?w=50%", "https://www.courier.example/local/quay.jpg?w=50%25"),
    ],
)
def test_a_pictures_address_is_kept_as_the_page_gives_it(given: str, kept: str) -> None:
    assert address_of(given, BASE) == kept


@given(st.text(max_size=60))
def test_any_address_is_one_of_the_web_or_none(address: str) -> None:
    found = address_of(address, BASE)
    assert found is None or (found.startswith(("https://", "http://")) and address_of(found, BASE) == found)


def test_a_name_of_a_hundred_thousand_numbers_is_read_in_no_time() -> None:
    started = process_time()
    for name in (
        "-1x" * 50_000 + "a",
        "1x1_" * 50_000,
        "icon-" * 50_000 + "a",
        "-" * 100_000 + "pixelz",
        "1x" * 50_000 + "1-icon",
    ):
        address_of(f"/{name}", BASE)
    assert process_time() - started < 10
