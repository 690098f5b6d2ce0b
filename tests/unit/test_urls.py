"""One page has one spelling, and two pages never share one."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers import tracking, urls
from workers.errors import RefusedError

SAME = [
    ("HTTP://News.Example/Story", "http://news.example/Story"),
    ("https://news.example:443/a", "https://news.example/a"),
    ("http://news.example:80/a", "http://news.example/a"),
    ("http://news.example:/a", "http://news.example/a"),
    ("http://news.example:0080/a", "http://news.example/a"),
    ("http://news.example:8080/a", "http://news.example:8080/a"),
    ("http://news.example", "http://news.example/"),
    ("http://news.example?a=1", "http://news.example/?a=1"),
    ("http://news.example./a", "http://news.example/a"),
    ("http://news.example/a#comments", "http://news.example/a"),
    ("http://news.example/a?#x", "http://news.example/a"),
    ("http://news.example/a/../b/./c/..", "http://news.example/b/"),
    ("http://news.example/../../a", "http://news.example/a"),
    ("http://news.example/%2e%2E/a", "http://news.example/a"),
    ("http://news.example/a//b", "http://news.example/a//b"),
    ("http://news.example/%7euser/%c3%a9", "http://news.example/~user/%C3%A9"),
    ("http://news.example/é t", "http://news.example/%C3%A9%20t"),
    ("http://news.example/100%", "http://news.example/100%25"),
    ("http://news.example/%%34%31", "http://news.example/%2541"),
    ("http://news.example/a%2Fb", "http://news.example/a%2Fb"),
    ("http://news.example/a?b[]=1", "http://news.example/a?b%5B%5D=1"),
    ("http://news.example/a?b=1&&c=2&", "http://news.example/a?b=1&c=2"),
    ("  http://news.example/a\n/b\t", "http://news.example/a/b"),
    ("http:\\\\news.example\\a?b=\\", "http://news.example/a?b=%5C"),
    ("http://bücher.example/", "http://xn--bcher-kva.example/"),
    ("http://BÜCHER.example/", "http://xn--bcher-kva.example/"),
    ("http://straße.example/", "http://xn--strae-oqa.example/"),
    ("http://例え。テスト/", "http://xn--r8jz45g.xn--zckzah/"),
    ("http://[2001:DB8:0:0::1]:80/", "http://[2001:db8::1]/"),
    ("http://[::ffff:192.0.2.1]/", "http://192.0.2.1/"),
    ("http://my_site.example/", "http://my_site.example/"),
    ("https://a.example/x?utm_source=rss&id=7&UTM_Medium=feed", "https://a.example/x?id=7"),
    ("https://a.example/x?id=7&amp;utm_source=rss", "https://a.example/x?id=7"),
    ("https://a.example/x?%75tm_source=rss", "https://a.example/x"),
    ("https://a.example/x?fbclid=IwAR0", "https://a.example/x"),
    ("https://www.nytimes.com/x?smid=tw", "https://www.nytimes.com/x"),
    ("https://a.example/x?smid=tw", "https://a.example/x?smid=tw"),
    ("https://notnytimes.com/x?smid=tw", "https://notnytimes.com/x?smid=tw"),
]

REFUSED = [
    ("", "begins with http"),
    ("news.example/a", "begins with http"),
    ("//news.example/a", "begins with http"),
    ("ftp://news.example/a", "begins with http"),
    ("javascript:alert(1)", "begins with http"),
    ("file:///etc/passwd", "begins with http"),
    ("http:///a", "expected a host name"),
    ("http://", "expected a host name"),
    ("http://a..b/", "expected a host name"),
    ("http://a b/", "expected a host name"),
    ("http://a%2eb/", "expected a host name"),
    ("http://evil℀news.example/", "expected a host name"),  # NFKC makes `a/c` of that sign
    ("http://" + "a" * 64 + ".example/", "expected a host name"),
    ("http://" + "a." * 130 + "example/", "at most 253"),
    ("http://me:secret@news.example/", "without user name"),
    ("http://me@news.example/", "without user name"),
    ("http://news.example:0/", "port from 1 to 65535"),
    ("http://news.example:99999/", "port from 1 to 65535"),
    ("http://news.example:http/", "port from 1 to 65535"),
    ("http://news.example:٨٠/", "port from 1 to 65535"),
    ("http://2130706433/", "address such as"),
    ("http://0x7f.1/", "address such as"),
    ("http://0x7f000001/", "address such as"),
    ("http://127.0.0.01/", "address such as"),
    ("http://xn--/", "expected a host name"),
    ("http://xn--a.example/", "expected a host name"),  # punycode of nothing
    ("http://xn--bücher.example/", "expected a host name"),
    ("http://xn--99999999.example/", "expected a host name"),  # of a character that there is not
    ("http://[::1%25eth0]/", "IPv6"),
    ("http://[fe80::1%eth0]/", "without a zone"),
    ("http://[news]/", "IPv6"),
    ("http://news.example/\ud800", "UTF-16"),
    ("http://\ud800/", "expected a host name"),
    ("http://news.example/" + "a" * 2000, "at most 2000"),
    ("http://news.example/" + "é" * 400, "at most 2000"),
    ("http://news.example/?utm_term=" + "a" * 20000, "at most 2000"),
]


@pytest.mark.parametrize(("given_", "expected"), SAME)
def test_an_address_has_one_spelling(given_: str, expected: str) -> None:
    assert urls.canonical(given_) == expected


@pytest.mark.parametrize(("given_", "expected"), REFUSED)
def test_what_is_no_address_of_a_page_is_refused_with_what_was_expected(given_: str, expected: str) -> None:
    with pytest.raises(RefusedError) as caught:
        urls.canonical(given_)
    assert caught.value.reason == "bad-url"
    assert expected in caught.value.detail
    assert "\n" not in caught.value.detail
    assert len(caught.value.detail) < 250


@pytest.mark.parametrize(
    "address",
    [
        "https://me:secret@news.example/",
        "https:me:secret@news.example/",
        "https:/me:secret@news.example/",
        "me:secret@news.example/",
        "ftp://me:secret@news.example/",
        "http://me:secret@[bad/",
        "http://me:se#secret@news.example/",
        "//me:secret@[bad",
        "http:\\\\me:secret@news.example",
    ],
)
def test_a_refusal_does_not_repeat_a_password(address: str) -> None:
    for read in (urls.canonical, lambda text: urls.join("http://news.example/", text)):
        with pytest.raises(RefusedError) as caught:
            read(address)
        assert "secret" not in caught.value.detail


#: links as readers are sent them, one of each who adds something; what is left of each is `https://a.example/1?id=7`.
SHARED = (
    *(
        "fbclid=IwAR0",
        "igsh=MTc4",
        "igshid=x",
        "gclid=Cj0",
        "gclsrc=aw.ds",
        "dclid=CN",
        "gbraid=0A",
        "wbraid=Cl",
        "_ga=2.1",
    ),
    *("_gl=1*1x", "msclkid=8a", "yclid=17", "ysclid=l8", "_openstat=ZGly", "twclid=2-3", "__twitter_impression=true"),
    *("ttclid=E.C", "li_fat_id=b1", "mc_cid=9d", "mc_eid=UNIQID", "_hsenc=p2A", "_hsmi=2", "__hstc=7", "__hssc=7.1"),
    *(
        "__hsfp=3",
        "mkt_tok=Nzk",
        "vero_id=a",
        "oly_anon_id=3",
        "oly_enc_id=4",
        "ns_mchannel=social",
        "ns_source=twitter",
    ),
    *(
        "ns_campaign=bbc",
        "ns_linkname=news",
        "ns_fee=0",
        "at_medium=RSS",
        "at_campaign=KARANGA",
        "at_campaign_type=owned",
    ),
    *("at_custom1=link", "at_custom2=x", "at_custom3=x", "at_custom4=x", "at_link_id=1", "at_link_origin=BBC"),
    *("at_link_type=web_link", "at_format=image", "at_ptr_name=x", "at_bbc_team=editorial", "xtor=AL-72", "wt_mc=x"),
    *("wt.mc_id=x", "guccounter=1", "guce_referrer=aHR0", "guce_referrer_sig=AQ", "cmpid=newsletter"),
    *("utm_source=feed", "utm_id=3", "mtm_campaign=x", "pk_campaign=x", "piwik_kwd=x", "matomo_cid=x"),
)
#: the same where only one site's buttons add it: (site, what).
SHARED_AT = (
    *(("www.nytimes.com", "smid=tw-share"), ("nytimes.com", "smtyp=cur"), ("www.theguardian.com", "CMP=share_btn_tw")),
    *(("www.dailymail.co.uk", "ito=1490"), ("www.bloomberg.com", "sref=x"), ("www.msn.com", "ocid=msedgntp")),
    *(("www.msn.com", "cvid=0d"), ("www.bbc.com", "ocid=socialflow"), ("www.bbc.co.uk", "ocid=socialflow")),
    ("www.huffpost.com", "ncid=tweetlnk"),
)


@pytest.mark.parametrize("added", [*SHARED, *(each.upper() for each in SHARED[::9]), "amp;utm_medium=x"])
def test_what_is_added_to_a_link_when_it_is_shared_is_no_part_of_it(added: str) -> None:
    assert urls.canonical(f"https://a.example/1?{added}&id=7#top") == "https://a.example/1?id=7"


@pytest.mark.parametrize(("host", "added"), SHARED_AT)
def test_what_one_sites_buttons_add_is_no_part_of_its_links_and_may_be_of_anothers(host: str, added: str) -> None:
    assert urls.canonical(f"https://{host}/1?{added}") == f"https://{host}/1"
    for other in ("a.example", f"not{host.removeprefix('www.')}"):
        assert urls.canonical(f"https://{other}/1?{added}") == f"https://{other}/1?{added}"


def test_all_that_is_left_out_of_a_link_is_held_by_the_links_above() -> None:
    names = {each.split("=")[0].lower() for each in SHARED}
    at = {(site, name) for site, some in tracking.TRACKING_AT.items() for name in some}
    assert set(tracking.TRACKING) == {name for name in names if not name.startswith(tracking.TRACKING_PREFIXES)}
    assert {(host.removeprefix("www."), each.split("=")[0].lower()) for host, each in SHARED_AT} == at


def test_a_long_tail_of_tracking_does_not_make_a_page_unreadable() -> None:
    assert urls.canonical("http://a.example/x?utm_term=" + "a" * 3000) == "http://a.example/x"


def test_a_backslash_does_not_hide_the_host_that_a_browser_would_ask() -> None:
    assert urls.host(urls.canonical("http://good.example\\@evil.example/")) == "good.example"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("https://Courier.example:8080/a", "courier.example"),
        ("http://[2001:db8::1]/", "[2001:db8::1]"),
        ("import:a", ""),
        ("ftp://courier.example/", ""),
        ("https://[::1/", ""),
        ("", ""),
    ],
)
def test_what_is_no_address_names_no_host(text: str, name: str) -> None:
    assert urls.name_in(text) == name


def test_the_unit_of_politeness_is_the_host_with_a_port_of_its_own() -> None:
    assert urls.host("https://news.example/a") == "news.example"
    assert urls.host("https://news.example:8443/a") == "news.example:8443"
    assert urls.host("http://[2001:db8::1]:8080/a") == "[2001:db8::1]:8080"


def test_a_key_is_stable_for_ever() -> None:
    assert urls.key("http://news.example/a") == "b88ad5438309462839f7da92f54365d4"


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("/b?utm_source=x", "https://a.example/b?utm_source=x"),
        ("c", "https://a.example/dir/c"),
        ("../c", "https://a.example/c"),
        ("//other.example/x", "https://other.example/x"),
        ("\\\\other.example/x", "https://other.example/x"),
        ("http://Other.example", "http://other.example/"),
        ("?page=2", "https://a.example/dir/page?page=2"),
        ("#part", "https://a.example/dir/page"),
    ],
)
def test_a_redirect_leads_where_a_browser_would_go_with_every_parameter(reference: str, expected: str) -> None:
    assert urls.join("https://a.example/dir/page", reference) == expected


@pytest.mark.parametrize("reference", ["javascript:void(0)", "http://[nonsense", "mailto:x@y", "http://u:p@h/"])
def test_a_link_that_leads_to_no_page_is_refused(reference: str) -> None:
    with pytest.raises(RefusedError):
        urls.join("https://a.example/", reference)


# Laws

_messy = st.text(st.sampled_from(string.printable + "éß例。%\\℀\u200d\ud800"), max_size=60)
_addresses = st.builds(
    lambda scheme, host, port, rest: f"{scheme}://{host}{port}{rest}",
    st.sampled_from(["http", "https", "HTTP", "Https"]),
    st.sampled_from(["a.example", "A.Example.", "bücher.example", "192.0.2.1", "[2001:db8::1]", "nytimes.com"]),
    st.sampled_from(["", ":80", ":443", ":8080"]),
    st.builds(lambda rest: f"/{rest}", st.text(st.sampled_from("ab/.%2eE41&=?#+é ;[]|\\~-_'"), max_size=40)),
)
_names = st.sampled_from([*tracking.TRACKING, "utm_source", "utm_x", "UTM_CAMPAIGN", "mtm_kwd", "pk_kwd"])
_values = st.text(st.sampled_from("abc123%20+-"), max_size=8)
_article = st.lists(st.tuples(st.sampled_from(["id", "p", "page", "ref", "q"]), _values), max_size=4)


@given(st.one_of(_messy, _messy.map("http://".__add__), _addresses))
def test_spelling_a_spelling_again_changes_nothing(url: str) -> None:
    try:
        once = urls.canonical(url)
    except RefusedError:
        return
    assert urls.canonical(once) == once
    assert urls.normal(once) == once
    assert urls.join("http://elsewhere.example/x", once) == once
    assert once.isascii()
    assert len(once) <= urls.LONGEST


@given(_addresses)
def test_every_address_on_a_good_host_is_readable(url: str) -> None:
    assert urls.split(urls.canonical(url)).text() == urls.canonical(url)


@given(_article, _names, _values, st.data())
def test_a_tracking_parameter_never_changes_the_result(
    pairs: list[tuple[str, str]], name: str, value: str, data: st.DataObject
) -> None:
    plain = [f"{left}={right}" for left, right in pairs]
    at = data.draw(st.integers(0, len(plain)))
    tracked = [*plain[:at], f"{name}={value}", *plain[at:]]
    base = "https://a.example/story"
    assert urls.canonical(f"{base}?{'&'.join(tracked)}") == urls.canonical(f"{base}?{'&'.join(plain)}")


@given(_article, st.sampled_from(["id", "p", "ref", "storyId", "ncid", "source"]), st.integers(0), st.integers(0))
def test_a_parameter_that_names_the_article_always_changes_the_result(
    pairs: list[tuple[str, str]], name: str, one: int, other: int
) -> None:
    rest = "".join(f"&{left}={right}" for left, right in pairs)
    first, second = (urls.canonical(f"https://a.example/?{name}={value}{rest}") for value in (one, other))
    assert (first == second) == (one == other)
    assert (urls.key(first) == urls.key(second)) == (one == other)


@given(st.permutations(["id=1", "p=2", "q=3"]))
def test_the_order_of_parameters_is_kept(pairs: list[str]) -> None:
    assert urls.canonical(f"https://a.example/?{'&'.join(pairs)}").endswith("?" + "&".join(pairs))
