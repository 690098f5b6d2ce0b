"""What stands in an article's place, told from short articles about the same things."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers import entry
from workers.clean.again import Was, changes_of
from workers.clean.stubs import KINDS, SHORT, TEASER, Reading, stub_in
from workers.dedupe.stub import TITLES, Seen, notice_in
from workers.errors import PermanentError, TransientError
from workers.model import Article, Basis, Hint, Kind

NOW = datetime(2031, 2, 6, 9, tzinfo=UTC)
STUBS = [
    ("stub-missing", "Page not found | Courier", "Sorry, the page you are looking for is not here."),
    ("stub-missing", None, "The article may have been removed. Go back to the home page and check the address."),
    ("stub-missing", "Seite nicht gefunden", "Die Seite existiert leider nicht mehr."),
    ("stub-missing", None, "La page que vous recherchez n'existe plus. Retour à l'accueil."),
    ("stub-robot", "Just a moment...", "Enable JavaScript and cookies to continue"),
    ("stub-robot", "Access Denied", "You don't have permission to access this. Reference #18.2f"),
    ("stub-robot", None, "We detected unusual traffic. Please complete the captcha to go on."),
    ("stub-cookies", None, "We and our 812 partners store information on a device. Accept all or manage options."),
    (
        "stub-cookies",
        None,
        "Wir und unsere Partner verwenden Cookies. Alle akzeptieren, oder die Einwilligung jederzeit widerrufen.",
    ),
    ("stub-cookies", None, "Nous utilisons des cookies. Accepter et continuer ou retirer votre consentement."),
    ("stub-login", "Log in - Courier", "Forgot your password?"),
    ("stub-login", None, "Don't have an account? Create an account. Forgotten your password?"),
    ("stub-login", None, "Passwort vergessen? Sie haben noch kein Konto? Jetzt registrieren"),
    ("stub-paywall", None, "The board voted on Monday. Subscribe to continue reading. Already a subscriber?"),
    (
        "stub-paywall",
        None,
        "Diesen Artikel lesen Sie mit dem Plus-Abo. Jetzt testen, jederzeit kündbar. Bereits Abonnent?",
    ),
    ("stub-paywall", None, "Cet article est réservé aux abonnés. Déjà abonné ? Sans engagement."),
    ("stub-paywall", None, "Contenido exclusivo para suscriptores. Suscríbete para seguir leyendo."),
]
ARTICLES = [
    (
        "Court says cookie banners must let readers refuse",
        "The court said that a site which asks its readers to accept all cookies must let them refuse as easily.",
    ),
    (
        "Mayor forgets password",
        "The mayor could not open the meeting because he had forgotten his password, the clerk said.",
    ),
    (
        "Courier to ask readers to subscribe",
        "The Courier will ask its readers to subscribe from March. Its editor said that she had no choice.",
    ),
    (
        "Page not found: how a museum lost a manuscript",
        "A leaf of the Saltmere psalter is missing, and nobody knows since when, its keeper said.",
    ),
    (
        "404 jobs to go at the harbour",
        "The harbour board will cut 404 jobs by the summer, it told the unions on Monday.",
    ),
]


@pytest.mark.parametrize(("reason", "title", "text"), STUBS)
def test_a_wall_or_an_error_is_known_by_how_it_speaks_to_its_reader(reason: str, title: str | None, text: str) -> None:
    found = stub_in(Reading(title, text))
    assert found is not None
    assert found.reason == reason


@pytest.mark.parametrize(("title", "text"), ARTICLES)
def test_a_short_article_about_such_things_is_none_of_them(title: str, text: str) -> None:
    assert stub_in(Reading(title, text)) is None


@pytest.mark.parametrize(("reason", "title", "text"), STUBS)
def test_a_long_text_is_an_article_whatever_it_says(reason: str, title: str | None, text: str) -> None:
    assert stub_in(Reading(title, f"{text} " + "word " * SHORT, closed=True)) is None


def test_what_is_not_free_and_short_is_a_teaser() -> None:
    found = stub_in(Reading("Port closes its northern basin", "The board voted. " * 10, closed=True))
    assert found is not None
    assert found.reason == "stub-paywall"
    assert stub_in(Reading("Port closes its northern basin", "word " * TEASER, closed=True)) is None
    assert stub_in(Reading("Port closes its northern basin", "The board voted. " * 10)) is None


def test_each_kind_has_a_reason_of_its_own_and_an_entry_stands_in_for_all_but_what_was_taken_away() -> None:
    reasons = [kind.reason for kind in KINDS]
    assert len(set(reasons)) == len(reasons)
    assert set(reasons) - set(entry.STANDS_IN) == {"stub-missing"}


@given(st.none() | st.text(), st.text(), st.booleans())
def test_judging_never_fails_and_judges_twice_alike(title: str | None, text: str, closed: bool) -> None:
    assert stub_in(Reading(title, text, closed)) == stub_in(Reading(title, text, closed))


# One text under many titles of a site


TEXT = "This service is being prepared for you and will be with you shortly."


def seen(*rows: tuple[str, str]) -> list[Seen]:
    """Articles 1, 2 and so on with one text, each with its address and title."""
    return [Seen(number, url, title, TEXT) for number, (url, title) in enumerate(rows, 1)]


NAMES = ("bridge", "owls", "ferry")
SITE = seen(*((f"https://www.courier.example/{name}", f"Report of the {name}") for name in NAMES))


def test_the_third_title_of_a_site_makes_a_short_text_a_notice_and_marks_all_three() -> None:
    assert len(SITE) == TITLES
    notice = notice_in(SITE[0], SITE)
    assert notice is not None
    assert notice.why == "the same 13 words stand under 3 titles of courier.example"
    assert sorted(notice.articles) == [1, 2, 3]
    assert notice_in(SITE[0], SITE[:2]) is None
    long = [replace(each, text=f"{TEXT} " * 12) for each in SITE]
    assert notice_in(long[0], long) is None


def test_a_report_that_grows_under_new_titles_is_no_notice() -> None:
    grown = [replace(each, text=f"{TEXT} {'More of it came. ' * each.article}") for each in SITE]
    assert notice_in(grown[2], grown) is None
    assert notice_in(SITE[2], [grown[0], *SITE[1:]]) is None


def test_the_same_words_are_one_text_however_they_are_set() -> None:
    assert notice_in(SITE[0], [SITE[0], replace(SITE[1], text=TEXT.upper()), replace(SITE[2], text=TEXT[:-1])])


def test_a_site_is_one_however_it_shows_its_pages() -> None:
    shown = [
        replace(each, url=each.url.replace("www.", how)) for each, how in zip(SITE, ("", "m.", "amp."), strict=True)
    ]
    assert notice_in(shown[0], shown) is not None


@pytest.mark.parametrize(
    "group",
    [
        seen(*((f"https://{name}.example/a", f"Report of the {name}") for name in ("post", "mail", "sun"))),
        seen(*((SITE[0].url, f"Title {number}") for number in range(5))),
        seen(*((f"https://courier.example/{number}", "REPORT of the bridge") for number in range(5))),
        seen(("import:1", "a"), ("import:2", "b"), ("import:3", "c")),
    ],
)
def test_titles_of_other_sites_and_of_one_address_do_not_count(group: list[Seen]) -> None:
    assert notice_in(group[0], group) is None


def test_what_a_feed_says_of_a_page_is_no_notice_and_witnesses_none() -> None:
    told = replace(SITE[0], basis=Basis.ENTRY)
    assert notice_in(told, [told, *SITE[1:]]) is None
    assert notice_in(SITE[1], [told, *SITE[1:]]) is None


def test_what_was_marked_before_is_a_witness_and_pages_of_other_sites_are_left_alone() -> None:
    elsewhere = Seen(9, "https://post.example/a", "Report of the bridge", TEXT)
    notice = notice_in(SITE[0], [elsewhere, *(replace(each, basis=Basis.STUB) for each in SITE[1:])])
    assert notice is not None
    assert sorted(notice.articles) == [1, 2, 3]


# A feed's entry

SUMMARY = "The harbour board closes its old bridge for two years."


@pytest.mark.parametrize(
    ("via", "reason", "title", "summary", "stands"),
    [
        ("feed:1", "http-403", "Title", SUMMARY, True),
        ("feed:1", "stub-paywall", "Title", SUMMARY, True),
        ("feed:1", "http-403", "橋", "市は古い橋を二年間閉鎖し、その間は無料の渡し船を出すと月曜日に決めた。", True),
        ("feed:1", "http-403", "桥", "市政府周一决定关闭旧桥两年，期间提供免费渡轮。", True),
        ("feed:1", "http-403", "桥", "请点击这里阅读全文", False),
        ("feed:1", "http-403", "สะพาน", "เทศบาลจะปิดสะพานเก่าสองปีและจัดเรือข้ามฟากให้ฟรี", True),
        ("enqueue", "http-403", "Title", SUMMARY, False),
        ("import", "http-403", "Title", SUMMARY, False),
        ("feed:1", "http-404", "Title", SUMMARY, False),
        ("feed:1", "timeout", "Title", SUMMARY, False),
        ("feed:1", "bug", "Title", SUMMARY, False),
        ("feed:1", "http-403", None, SUMMARY, False),
        ("feed:1", "http-403", "Title", "Read more", False),
        ("feed:1", "http-403", "Title", None, False),
    ],
)
def test_an_entry_stands_in_where_the_page_is_kept_from_us_and_it_says_enough(
    via: str, reason: str, title: str | None, summary: str | None, stands: bool
) -> None:
    found = entry.page_of("https://a.example/1", via, Hint(title=title, summary=summary), PermanentError(reason), NOW)
    assert (found is not None) is stands
    if found:
        assert (found.kind, found.headers[entry.WHY], found.body) == (
            Kind.ENTRY,
            reason,
            f"{title}\n{summary}".encode(),
        )


def test_an_entry_stands_in_for_nothing_that_time_may_mend() -> None:
    hint = Hint(title="Title", summary=SUMMARY)
    assert entry.page_of("https://a.example/1", "feed:1", hint, TransientError("http-403"), NOW) is None


# What another reading changes


def reading(title: str | None = "Title", text: str = "The text.", basis: Basis = Basis.PAGE) -> Article:
    return Article("https://a.example/1", title, text, None, "en", "Site", basis=basis)


@pytest.mark.parametrize(
    ("was", "article", "changed"),
    [
        (Was("Title", "The text.", Basis.PAGE), reading(), []),
        (Was("TITLE", "the  text", Basis.PAGE), reading(), []),
        (Was("Title", "Another text.", Basis.PAGE), reading(), ["text"]),
        (Was("Another", "Another text.", Basis.PAGE), reading(), ["title", "text"]),
        (Was("Title", "The text.", Basis.PAGE), reading(title=None), []),
        (Was("Title", None, Basis.PAGE), reading(), ["text"]),
        (Was("Title", "Title\nWords.", Basis.ENTRY), reading(), ["basis", "text"]),
        (Was("Title", "The text.", Basis.STUB), reading(), []),
        (Was("Another", "THE TEXT", Basis.STUB), reading(), []),
        (Was("Title", None, Basis.STUB), reading(), []),
        (Was("Title", "The text.", Basis.PAGE), reading(text="Words.", basis=Basis.ENTRY), []),
        (Was("Title", "Words.", Basis.ENTRY), reading(text="Other words.", basis=Basis.ENTRY), ["text"]),
        (Was("Title", "A notice.", Basis.STUB), reading(), ["basis", "text"]),
    ],
)
def test_a_version_is_another_text_another_title_or_a_page_at_last(
    was: Was, article: Article, changed: list[str]
) -> None:
    assert list(changes_of(was, article)) == changed


@given(st.text(), st.text())
def test_a_reading_of_the_same_is_no_version(title: str, text: str) -> None:
    assert changes_of(Was(title, text, Basis.PAGE), reading(title, text)) == ()
