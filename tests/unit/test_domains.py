"""host -> who owns it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.domains import domain_of, site_of, within

OWNERS = {
    "news.example.co.uk": "example.co.uk",
    "example.co.uk": "example.co.uk",
    "www.example.com:8080": "example.com",
    "one.blogspot.com": "one.blogspot.com",
    "a.one.blogspot.com": "one.blogspot.com",
    "www.xn--85x722f.xn--55qx5d.cn": "xn--85x722f.xn--55qx5d.cn",
    "co.uk": "co.uk",
    "localhost:8000": "localhost",
    "a.b.unheard-of": "b.unheard-of",
    "127.0.0.1:8000": "127.0.0.1",
    "[2001:db8::1]:8000": "[2001:db8::1]",
    "": "",
}


@pytest.mark.parametrize(("host", "owner"), OWNERS.items())
def test_a_host_belongs_to_the_name_that_somebody_registered(host: str, owner: str) -> None:
    assert domain_of(host) == owner


@given(st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=1, max_size=5))
def test_the_owner_of_an_owner_is_itself_and_the_host_is_within_it(labels: list[str]) -> None:
    host = ".".join(labels)
    owner = domain_of(host)
    assert domain_of(owner) == owner
    assert within(host, owner)


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("www.courier.example", "courier.example"),
        ("m.courier.example:8080", "courier.example"),
        ("amp.www.courier.example", "courier.example"),
        ("news.courier.example", "news.courier.example"),
        ("courier.example", "courier.example"),
        ("amp.example", "amp.example"),
        ("127.0.0.1", "127.0.0.1"),
        ("", ""),
    ],
)
def test_a_site_is_known_by_what_it_is_not_by_how_it_shows_its_pages(host: str, site: str) -> None:
    assert site_of(host) == site


@pytest.mark.parametrize(
    ("host", "domain", "inside"),
    [
        ("example.org", "example.org", True),
        ("www.example.org:8080", "example.org", True),
        ("notexample.org", "example.org", False),
        ("example.org", "www.example.org", False),
    ],
)
def test_within_a_domain_are_itself_and_all_below_it(host: str, domain: str, inside: bool) -> None:
    assert within(host, domain) is inside
