"""What a story is called, and when that changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.assign import sums
from workers.assign.naming import FEW, RECENT, Candidate, Name, headline, is_due, name_of, product, total
from workers.assign.vector import vector_of

DAY = datetime(2025, 2, 3, 9, tzinfo=UTC)
TELLS = "The council of Saltmere votes for the night tram across the old swing bridge."


def a_member(number: int, title: str, text: str = TELLS, at: datetime | None = DAY) -> Candidate:
    return Candidate(number, title, sums.hashed(vector_of(title, text, "en").terms), headline(title, "en"), at)


ASIDE = a_member(
    1, "Editorial: courage", "Courage is rare. A tram needs it, and so do we all, in Saltmere as elsewhere."
)
TRAM = a_member(2, "Saltmere council votes for the night tram")
AGAIN = a_member(3, "Saltmere council votes for night tram!", f"{TELLS} It cost an hour.")
BRIDGE = a_member(4, "Night tram will cross Saltmere's swing bridge", f"{TELLS} The bridge is old.")
VISITOR = a_member(5, "A visitor from the capital", "A minister came to look at the council, and left before the vote.")
THREAD = [ASIDE, TRAM, AGAIN, BRIDGE, VISITOR]


def test_a_story_without_a_title_takes_that_of_the_member_nearest_to_the_others() -> None:
    assert name_of(THREAD, None, None) == Name(2, TRAM.title, "first")


def test_a_title_that_no_member_has_any_more_is_given_up() -> None:
    assert name_of(THREAD, "Elsewhere", None) == Name(2, TRAM.title, "gone")


def test_one_that_is_apter_by_far_takes_its_place() -> None:
    assert name_of(THREAD, ASIDE.title, ASIDE) == Name(2, TRAM.title, "nearer")


def test_one_that_is_hardly_apter_does_not() -> None:
    assert name_of(THREAD, BRIDGE.title, BRIDGE) is None


def test_a_headline_that_says_the_same_is_no_reason() -> None:
    copied = a_member(9, "SALTMERE COUNCIL VOTES FOR THE NIGHT TRAM", "Nothing of it.")
    assert name_of([copied, *THREAD], copied.title, copied) is None


def test_two_members_do_not_outvote_a_title() -> None:
    assert name_of([ASIDE, TRAM], ASIDE.title, ASIDE) is None


def test_a_title_of_the_past_gives_way_to_a_recent_one_that_is_as_apt() -> None:
    later = DAY + RECENT + timedelta(days=1)
    rides = [
        a_member(n, f"Tram crosses the swing bridge of Saltmere {word}", f"A tram crosses the bridge, {word}.", later)
        for n, word in ((6, "again"), (7, "at last"), (8, "in snow"), (9, "by night"))
    ]
    found = name_of([*THREAD, *rides], TRAM.title, TRAM)
    assert found is not None
    assert (found.article in {6, 7, 8, 9}, found.why) == (True, "past")
    strangers = [a_member(n, f"Weather {n}", f"Rain on day {n}, and wind.", later) for n in (6, 7, 8)]
    assert name_of([*THREAD, *strangers], TRAM.title, TRAM) is None


def test_where_few_are_recent_the_newest_few_are_looked_at() -> None:
    later = a_member(6, "A letter about trams", "Why trams?", DAY + timedelta(days=90))
    found = name_of([ASIDE, TRAM, AGAIN, BRIDGE, later], None, None)
    assert found is not None
    assert found.article in {3, 4}, "the first ones are too old, the newest says little"


def test_the_undated_count_as_recent() -> None:
    undated = [a_member(each.article, each.title, at=None) for each in THREAD]
    assert name_of(undated, None, None) is not None


def spoken(member: Candidate, lang: str | None) -> Candidate:
    return replace(member, lang=lang)


GERMAN = spoken(a_member(20, "Nachttram: Der Rat von Saltmere stimmt dafür", "Der Rat von Saltmere stimmt ab."), "de")
ENGLISH = [spoken(each, "en") for each in THREAD]


def test_a_title_that_most_of_a_story_s_readers_cannot_read_gives_way() -> None:
    assert name_of([GERMAN, *ENGLISH], GERMAN.title, GERMAN) == Name(2, TRAM.title, "language")
    older = replace(GERMAN, article=0)
    assert name_of(ENGLISH, older.title, older) == Name(2, TRAM.title, "language"), "nor one who is not looked at"


def test_it_stays_until_another_language_is_clearly_more() -> None:
    assert name_of([GERMAN, *ENGLISH[:2]], GERMAN.title, GERMAN) is None
    assert name_of([*[replace(GERMAN, article=20 + n) for n in range(3)], *ENGLISH], GERMAN.title, GERMAN) is None


def test_an_apter_headline_in_a_language_of_few_does_not_take_a_title_s_place() -> None:
    german = [spoken(each, "de") for each in (TRAM, AGAIN)]
    english = [
        spoken(each, "en") for each in (ASIDE, a_member(6, "Rain", "It rains."), a_member(7, "Wind", "It blew."))
    ]
    assert name_of([*german, *english], ASIDE.title, english[0]) is None
    found = name_of([TRAM, AGAIN, *english], ASIDE.title, english[0])
    assert found == Name(2, TRAM.title, "nearer"), "were its language not known, it would"


def test_a_first_title_is_in_the_language_of_most_and_of_equals_in_that_of_the_newest() -> None:
    found = name_of([*ENGLISH, GERMAN], None, None)
    assert found == Name(2, TRAM.title, "first")
    assert name_of([ENGLISH[1], GERMAN], None, None) == Name(20, GERMAN.title, "first")
    assert name_of([GERMAN, ENGLISH[1]], "Elsewhere", None) == Name(2, TRAM.title, "gone")


def test_languages_that_are_not_known_change_nothing() -> None:
    unknown = [spoken(each, None) for each in THREAD]
    assert name_of(unknown, None, None) == name_of(ENGLISH, None, None)
    assert name_of(unknown, ASIDE.title, ASIDE) == name_of(ENGLISH, ASIDE.title, ENGLISH[0]) is not None
    assert name_of(unknown, GERMAN.title, replace(GERMAN, headline=TRAM.headline)) is None
    assert name_of([GERMAN, *unknown], GERMAN.title, GERMAN) is not None, "an apter one may be of any language"
    german = replace(GERMAN, article=0)
    assert name_of([spoken(TRAM, "en")], german.title, german) is None, "nobody is left who is in its language"


def test_nobody_has_a_title_then_nothing_changes() -> None:
    assert name_of([], "Old", None) is None
    assert name_of([], None, None) is None


@given(st.permutations(THREAD))
def test_the_order_of_members_of_one_day_does_not_matter(members: list[Candidate]) -> None:
    assert name_of(members, None, None) == name_of(THREAD, None, None)
    assert name_of(members, ASIDE.title, ASIDE) == name_of(THREAD, ASIDE.title, ASIDE)


_tongues = st.lists(st.sampled_from(["en", "de", None]), min_size=len(THREAD), max_size=len(THREAD))


@given(st.permutations(THREAD), st.integers(0, len(THREAD) - 1), _tongues)
def test_a_title_that_was_just_taken_is_kept(members: list[Candidate], at: int, langs: list[str | None]) -> None:
    members = [spoken(*each) for each in zip(members, langs, strict=True)]
    first = members[at]
    name = name_of(members, first.title, first)
    if name is not None:
        bearer = next(each for each in members if each.article == name.article)
        assert name_of(members, name.title, bearer) is None


def test_a_story_is_looked_at_each_time_that_it_has_grown_by_a_quarter() -> None:
    looked = [number for number in range(1, 200) if is_due(number)]
    assert looked[:5] == [3, 4, 5, 6, 8]
    assert all(later <= before * 5 / 4 + 1 for before, later in pairwise(looked))
    assert sum(map(is_due, range(1, 100_000))) < 60


@given(st.lists(st.sampled_from(THREAD), min_size=1, max_size=4), st.sampled_from(THREAD))
def test_the_product_with_a_sum_is_the_sum_of_products(many: list[Candidate], one: Candidate) -> None:
    whole = product(one.terms, total([each.terms for each in many]))
    assert whole == pytest.approx(sum(product(one.terms, each.terms) for each in many), rel=1e-4)


def test_a_text_without_words_is_like_nothing() -> None:
    empty = a_member(7, "...", "")
    assert product(empty.terms, TRAM.terms) == product(TRAM.terms, empty.terms) == 0.0
    assert name_of([empty], None, None) == Name(7, "...", "first")
    assert FEW > 1
