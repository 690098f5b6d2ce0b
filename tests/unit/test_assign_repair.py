"""Second thoughts: laws of what they propose, then cases."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.assign.decide import state_of
from workers.assign.ground import ground_of
from workers.assign.halves import halves
from workers.assign.kin import aged, kin, silence
from workers.assign.lasting import STALE, staleness
from workers.assign.neighbourhood import Change, Member, Merge, Move, Neighbourhood, Split, Story
from workers.assign.products import products
from workers.assign.repair import MOVES, propose
from workers.assign.score import CLOSE, LOOSEST, USUAL, score, score_of_two
from workers.assign.sums import Pairs, hashed
from workers.assign.two import LAW, PHASES, would_meet
from workers.assign.vector import Vector

DAY = datetime(2025, 2, 7, 12, tzinfo=UTC)
JOIN_AT = 0.13


def unit(terms: Mapping[str, float]) -> Pairs:
    length = sqrt(sum(value * value for value in terms.values())) or 1.0
    return hashed({term: value / length for term, value in terms.items()})


def report(event: str, number: int, common: float = 1.0) -> Pairs:
    """One of many reports of an event: half of its words are the event's, half its own."""
    own = {f"w:{event} {number} {i}": 1.0 for i in range(4)}
    return unit({f"w:{event} {i}": common for i in range(4)} | own)


def member(article: int, event: str, **more: object) -> Member:
    return replace(Member(article, report(event, article), DAY), **more)  # type: ignore[arg-type]


def story(id_: int, *members: Member) -> Story:
    return Story(id_, members)


#: reports of a flood in two stories, beside a story of a trial.
FLOODS = (
    story(1, *(member(number, "flood") for number in (11, 12, 13))),
    story(2, *(member(number, "flood") for number in (21, 22, 23))),
)
TRIAL = story(3, member(31, "trial"), member(32, "trial"), member(33, "trial"))

terms = st.dictionaries(st.sampled_from([f"w:{word}" for word in "abcdefgh"]), st.floats(0.01, 1.0), max_size=8)
times = st.none() | st.integers(-400, 400).map(lambda days: DAY + timedelta(days=days))


@st.composite
def neighbourhoods(draw: st.DrawFn) -> Neighbourhood:
    sizes = draw(st.lists(st.integers(1, 5), min_size=1, max_size=5))
    articles = iter(range(100, 200))
    stories = [
        Story(
            number,
            [
                Member(next(articles), unit(draw(terms)), draw(times), draw(st.sampled_from([False] * 5 + [True])))
                for _ in range(size)
            ],
        )
        for number, size in enumerate(sizes, 1)
    ]
    ids = st.sampled_from([member.article for story in stories for member in story.members])
    pairs = st.lists(st.tuples(ids, ids), max_size=2)
    return Neighbourhood(stories, apart=draw(pairs), together=draw(pairs))


def performed(around: Neighbourhood, changes: Sequence[Change]) -> Neighbourhood:
    """What the ledger makes of it: members that were moved are counted."""
    members = {story.id: list(story.members) for story in around.stories}
    for change in changes:
        if isinstance(change, Merge):
            members[change.keep] += [replace(one, moved=one.moved + 1) for one in members.pop(change.gone)]
            continue
        part = change.part if isinstance(change, Split) else (change.article,)
        source, target = (*concerned(change), max(members) + 1)[:2]
        goes = [replace(one, moved=one.moved + 1) for one in members[source] if one.article in part]
        members[source] = [one for one in members[source] if one.article not in part]
        members[target] = [*members.get(target, []), *goes]
    return replace(around, stories=[Story(id_, found) for id_, found in members.items()])


def concerned(change: Change) -> tuple[int, ...]:
    if isinstance(change, Move):
        return change.source, change.target
    return (change.story,) if isinstance(change, Split) else (change.keep, change.gone)


def homes(around: Neighbourhood) -> dict[int, int]:
    return {one.article: story.id for story in around.stories for one in story.members}


@settings(max_examples=40)
@given(neighbourhoods(), st.floats(0.01, 0.5), st.randoms(use_true_random=False))
def test_the_order_of_stories_does_not_matter(around: Neighbourhood, join_at: float, chance: random.Random) -> None:
    shuffled = list(around.stories)
    chance.shuffle(shuffled)
    assert propose(replace(around, stories=shuffled), join_at) == propose(around, join_at)


@settings(max_examples=40)
@given(neighbourhoods(), st.floats(0.01, 0.5))
def test_each_story_is_in_one_change_at_most_and_each_can_be_kept_as_json(
    around: Neighbourhood, join_at: float
) -> None:
    changes = propose(around, join_at)
    named = [story for change in changes for story in concerned(change)]
    assert len(named) == len(set(named))
    assert set(named) <= {story.id for story in around.stories}
    json.dumps([change.evidence for change in changes], allow_nan=False)


@settings(max_examples=40)
@given(neighbourhoods(), st.floats(0.01, 0.5))
def test_what_people_said_is_obeyed(around: Neighbourhood, join_at: float) -> None:
    before, after = homes(around), homes(performed(around, propose(around, join_at)))
    assert before.keys() == after.keys()
    pinned = [one.article for story_ in around.stories for one in story_.members if one.pinned]
    assert all(after[article] == before[article] for article in pinned)
    for one, other in around.apart:
        assert after[one] != after[other] or before[one] == before[other]
    for one, other in around.together:
        assert after[one] == after[other] or before[one] != before[other]


@settings(max_examples=40)
@given(neighbourhoods(), st.floats(0.01, 0.5))
def test_it_comes_to_rest_however_often_it_is_asked(around: Neighbourhood, join_at: float) -> None:
    rounds = MOVES * len(homes(around)) + 1
    for _ in range(rounds):
        changes = propose(around, join_at)
        around = performed(around, changes)
        if not changes:
            break
    assert not propose(around, join_at)


def test_what_a_split_has_parted_no_merge_brings_back() -> None:
    mixed = Neighbourhood([story(1, *FLOODS[0].members[:2], *TRIAL.members)])
    parted = performed(mixed, propose(mixed, JOIN_AT))
    assert len(parted.stories) == 2
    assert propose(parted, JOIN_AT) == []


def test_two_stories_of_one_event_become_one_and_the_older_id_stays() -> None:
    (change,) = propose(Neighbourhood([*FLOODS, TRIAL]), JOIN_AT)
    assert isinstance(change, Merge)
    assert (change.keep, change.gone) == (1, 2)
    assert change.evidence["members"] == [3, 3]


def test_the_larger_story_keeps_its_id_with_its_copies_counted() -> None:
    copied = story(2, member(21, "flood", spread=9), member(22, "flood"))
    (change,) = propose(Neighbourhood([FLOODS[0], copied]), JOIN_AT)
    assert isinstance(change, Merge)
    assert (change.keep, change.gone) == (2, 1)


def test_what_holds_two_events_falls_into_two_and_the_larger_part_stays() -> None:
    (change,) = propose(Neighbourhood([story(1, *FLOODS[0].members[:2], *TRIAL.members)]), JOIN_AT)
    assert isinstance(change, Split)
    assert (change.story, change.part) == (1, (11, 12))


def test_an_article_in_the_wrong_story_goes_to_the_right_one() -> None:
    around = Neighbourhood([story(1, *FLOODS[0].members, member(21, "flood"), member(34, "trial")), TRIAL])
    (change,) = propose(around, JOIN_AT)
    assert isinstance(change, Move)
    assert (change.article, change.source, change.target) == (34, 1, 3)
    assert change.evidence["members"] == [4, 1]
    there = change.evidence["there"]
    assert isinstance(there, Mapping)
    assert there["members"] == [3, 1]


def test_an_article_in_the_wrong_story_begins_its_own_where_the_right_one_is_not_to_be_seen() -> None:
    (change,) = propose(Neighbourhood([story(1, *FLOODS[0].members, member(34, "trial"))]), JOIN_AT)
    assert isinstance(change, Split)
    assert change.part == (34,)


def test_two_articles_that_resemble_nobody_else_and_each_other_little_do_not_meet() -> None:
    """Each is the other's only likeness, so that both resemble the same; by the law they are strangers."""
    strangers = [
        Member(n, unit(dict.fromkeys(["w:same", *(f"w:{n} {i}" for i in range(8))], 1.0)), DAY) for n in (1, 2)
    ]
    assert 0.0 < products([one.terms for one in strangers])[0, 1] < CLOSE * USUAL
    assert propose(Neighbourhood([story(n, one) for n, one in enumerate(strangers)]), JOIN_AT) == []


@given(neighbourhoods())
def test_the_score_of_two_stories_is_that_of_an_article_where_one_has_a_single_member(around: Neighbourhood) -> None:
    alone, members = around.stories[0].members[0], around.stories[-1].members
    vectors = [Vector({f"w:{key}": value for key, value in zip(*one.terms, strict=True)}) for one in (alone, *members)]
    state = state_of(1, [(vector, one.at) for vector, one in zip(vectors[1:], members, strict=True)])
    table = products([one.terms for one in (alone, *members)])
    inner = float(table[1:, 1:].sum() - table[1:, 1:].trace()) / 2
    pairs = len(members) * (len(members) - 1) / 2
    silent = silence([alone.at], [one.at for one in members])
    found = score_of_two(float(table[0, 1:].mean()), inner, pairs, silent.gap, silent.life)
    expected = score(vectors[0], alone.at, state)
    for name in ("value", "likeness", "tightness", "gap_days", "stale"):
        assert getattr(found, name) == pytest.approx(getattr(expected, name), abs=1e-5)
    assert found.running == 0.0  # of an article alone


def test_the_latest_of_a_thread_of_months_is_not_cut_off_for_its_silence() -> None:
    def thread(beat: timedelta) -> Neighbourhood:
        times = [DAY + n * beat for n in range(6)]
        late = Member(99, report("flood", 99, common=0.27), times[-1] + timedelta(days=25))
        return Neighbourhood([story(1, *(member(10 + n, "flood", at=at) for n, at in enumerate(times)), late)])

    assert propose(thread(timedelta(days=20)), JOIN_AT) == []
    (change,) = propose(thread(timedelta(hours=1)), JOIN_AT)
    assert isinstance(change, Split)


def test_a_thread_is_not_cut_because_it_is_long() -> None:
    thread = [member(10 + month, "flood", at=DAY + timedelta(days=30 * month)) for month in range(12)]
    assert propose(Neighbourhood([story(1, *thread)]), JOIN_AT) == []


def test_only_what_concerns_a_touched_story_is_proposed() -> None:
    around = Neighbourhood([*FLOODS, TRIAL])
    assert propose(replace(around, touched=frozenset({3})), JOIN_AT) == []
    assert len(propose(replace(around, touched=frozenset({2})), JOIN_AT)) == 1


def test_of_two_stories_with_pins_in_both_none_goes() -> None:
    pinned = [story(id_, *(replace(one, pinned=True) for one in FLOODS[id_ - 1].members)) for id_ in (1, 2)]
    assert propose(Neighbourhood([FLOODS[0], pinned[1]]), JOIN_AT)[0].evidence
    assert propose(Neighbourhood(pinned), JOIN_AT) == []


def test_the_story_with_a_pin_stays_though_it_is_the_smaller() -> None:
    pinned = story(9, member(91, "flood", pinned=True))
    (change,) = propose(Neighbourhood([FLOODS[0], pinned]), JOIN_AT)
    assert isinstance(change, Merge)
    assert (change.keep, change.gone) == (9, 1)


def test_what_has_been_moved_often_stays_where_it_is() -> None:
    tired = [story(id_, *(replace(one, moved=MOVES) for one in FLOODS[id_ - 1].members)) for id_ in (1, 2)]
    assert propose(Neighbourhood(tired), JOIN_AT) == []


def test_the_smallest_stories_of_one_event_become_one() -> None:
    for sizes in ((1, 1), (2, 1), (2, 2)):
        ids = iter(range(1, 9))
        pair = [story(n, *(member(next(ids), "flood") for _ in range(size))) for n, size in enumerate(sizes, 1)]
        (change,) = propose(Neighbourhood([*pair, TRIAL]), JOIN_AT)
        assert isinstance(change, Merge)
        assert (change.keep, change.gone) == (1, 2)


def test_two_that_are_alone_and_strangers_stay_apart() -> None:
    assert propose(Neighbourhood([story(1, member(1, "flood")), story(2, member(2, "trial"))]), JOIN_AT) == []


def test_two_phases_of_a_thread_of_months_become_one_where_the_law_is_sure() -> None:
    """Each article resembles those of its own phase first, so that little is left of kin; the law is sure of them."""

    def phase(first: int, name: str, beat: timedelta) -> Story:
        return Story(first, [Member(first + n, unit(words(first + n, name)), DAY + n * beat) for n in range(3)])

    def words(n: int, name: str) -> dict[str, float]:
        return {**dict.fromkeys(("w:bridge", "w:mayor"), 1.0), f"w:{name}": 1.1, f"w:{n}": 0.5}

    def look(beat: timedelta) -> Sequence[Change]:
        return propose(Neighbourhood([phase(1, "closure", beat), phase(4, "dispute", beat)]), JOIN_AT)

    assert look(timedelta(days=9)) == []
    (change,) = look(timedelta(days=11))
    assert isinstance(change, Merge)
    found, law, bar = (float(str(change.evidence[name])) for name in ("kin", "law", "bar"))
    assert found - LAW * (law - 1.0) < bar <= found
    phases = [*phase(1, "closure", timedelta(days=11)).members, *phase(4, "dispute", timedelta(days=11)).members]
    table = aged(kin(products([one.terms for one in phases])), [one.at for one in phases])
    assert found == pytest.approx(table[:3, 3:].mean() + LAW * (law - 1.0), abs=1e-3)
    assert change.evidence["by_law"] == pytest.approx(LAW * (law - 1.0), abs=2e-4)


def test_what_the_law_says_counts_for_more_the_looser_a_thread_is_and_the_shorter_its_silence() -> None:
    """Never for less than LAW, nor for more than the loosest one's; and of the undated for LAW."""

    def counts(own: float, silence: float | None) -> float:
        """Of two phases of whom each article has so much that is its own; how much kin for each bar above the bar."""
        other = None if silence is None else DAY + timedelta(days=22 + silence)

        def phase(first: int, at: datetime | None) -> tuple[Member, ...]:
            common = {"w:bridge": 1.0, "w:mayor": 1.0}
            return tuple(
                Member(n, unit({**common, f"w:{n}": own}), at and at + timedelta(days=11 * (n - first)))
                for n in range(first, first + 3)
            )

        ground = ground_of(Neighbourhood([story(1, *phase(1, DAY)), story(2, *phase(11, other))]))
        met = would_meet(ground, ground.places(0), ground.places(1), 0.0, JOIN_AT)
        assert met.law > 1.0
        return met.by_law / (met.law - 1.0)

    tight, loose, loosest = 0.5, 2.0, 2.4
    assert counts(tight, 0.0) == pytest.approx(LAW)
    assert LAW < counts(loose, 0.0) < counts(loosest, 0.0) <= LAW * LOOSEST**PHASES
    assert LAW < counts(loose, 21.0) < counts(loose, 7.0) < counts(loose, 0.0)
    assert counts(loose, 90.0) == pytest.approx(LAW, rel=1e-4)
    assert counts(loose, None) == pytest.approx(LAW)


def bursts(one: int, other: int, *, beat: timedelta, apart: timedelta) -> Neighbourhood:
    """Two stories of one town, of so many articles, `beat` after one another: the law is sure, little kin is left."""

    def burst(first: int, count: int, name: str, at: datetime) -> Story:
        common = dict.fromkeys(("w:bridge", "w:mayor", f"w:{name}"), 1.0)
        return Story(
            first, [Member(first + n, unit({**common, f"w:{first + n}": 0.5}), at + n * beat) for n in range(count)]
        )

    return Neighbourhood([burst(1, one, "flood", DAY), burst(11, other, "vote", DAY + apart)])


def test_what_was_over_at_once_and_more_of_it_weeks_later_are_no_thread() -> None:
    hours, weeks = timedelta(hours=12), timedelta(days=35)
    for sizes in ((5, 5), (3, 1), (1, 3), (2, 1)):
        assert propose(bursts(*sizes, beat=hours, apart=weeks), JOIN_AT) == []
    for beat in (timedelta(hours=13), timedelta(days=3)):
        (change,) = propose(bursts(5, 5, beat=beat, apart=weeks), JOIN_AT)
        assert isinstance(change, Merge)
        assert float(str(change.evidence["by_law"])) > 0.0


def test_two_articles_weeks_apart_may_be_of_a_thread() -> None:
    (change,) = propose(bursts(1, 1, beat=timedelta(), apart=timedelta(days=35)), JOIN_AT)
    assert isinstance(change, Merge)
    assert float(str(change.evidence["by_law"])) > 0.0


def crimes(arrest: int, trial: int) -> Neighbourhood:
    """Two tight stories of so many members beside a loose one of a third that is near to both: the law is sure."""

    def members(first: int, count: int, name: str, own: float, pair: float) -> tuple[Member, ...]:
        """Alike by `own` within their story, by `pair` within its kind, and by 0.26 to all others."""
        squares = {"w:all": 0.26, "w:pair": pair - 0.26, f"w:{name}": own - pair}
        ids = range(first, first + count)
        vectors = [unit(roots({**squares, f"w:{n}": 1.0 - own})) for n in ids]
        return tuple(Member(n, vector, dates.get(n)) for n, vector in zip(ids, vectors, strict=True))

    def roots(squares: Mapping[str, float]) -> dict[str, float]:
        return {word: sqrt(square) for word, square in squares.items()}

    dates = {1: DAY, 2: DAY + timedelta(days=31)}  # of a thread; silence takes nothing from the others
    told = ((1, arrest, "arrest", 0.8, 0.33), (6, trial, "trial", 0.8, 0.33), (11, 15, "crime", 0.29, 0.26))
    return Neighbourhood([Story(number, members(*each)) for number, each in enumerate(told, 1)])


def test_the_law_carries_no_merge_that_a_tear_would_undo() -> None:
    assert propose(crimes(arrest=5, trial=5), 0.17) == []


def test_the_law_carries_a_merge_that_is_too_loose_to_be_torn() -> None:
    around = crimes(arrest=3, trial=4)
    (change,) = propose(around, 0.17)
    assert isinstance(change, Merge)
    assert (change.keep, change.gone) == (3, 1)
    assert not any(isinstance(later, Split) for later in propose(performed(around, [change]), 0.17))


def test_with_nothing_to_look_at_nothing_is_proposed() -> None:
    assert propose(Neighbourhood([]), JOIN_AT) == []
    assert propose(Neighbourhood([Story(1, []), story(2, member(1, "flood"))]), JOIN_AT) == []


@given(st.lists(terms, max_size=8))
def test_the_products_are_those_of_the_vectors(found: list[dict[str, float]]) -> None:
    vectors = [dict(zip(*(part.tolist() for part in unit(one)), strict=True)) for one in found]
    expected = [[sum(v * b.get(t, 0.0) for t, v in a.items()) for b in vectors] for a in vectors]
    table = products([unit(one) for one in found])
    assert table.shape == (len(found), len(found))
    assert np.allclose(table, np.array(expected).reshape(table.shape), atol=1e-5)


@given(st.lists(terms, min_size=2, max_size=9))
def test_kin_is_mutual_and_the_halves_are_all_members_once(found: list[dict[str, float]]) -> None:
    table = kin(products([unit(one) for one in found]))
    assert np.allclose(table, table.T)
    first, second = halves(table)
    assert sorted([*first, *second]) == list(range(len(found)))
    assert first[0] == 0
    assert second


def test_halves_are_the_two_groups_that_are_plain_to_see() -> None:
    table = np.full((5, 5), 0.1)
    for group in ((0, 3), (1, 2, 4)):
        table[np.ix_(group, group)] = 0.6
    assert halves(table) == ([0, 3], [1, 2, 4])


def test_silence_is_between_two_lives_and_nothing_where_they_meet_or_nobody_knows() -> None:
    later = DAY + timedelta(days=3)
    assert silence([DAY], [None, later]).gap == silence([later], [DAY]).gap == pytest.approx(3.0)
    assert silence([DAY, later], [DAY + timedelta(days=1)]).gap == 0.0
    assert silence([DAY], [None]).gap is None
    assert silence([DAY], [None]).taken() == 0.0


def test_silence_takes_from_two_parts_by_the_longer_life() -> None:
    end = DAY + timedelta(days=70)
    long, short = [DAY, None, end], [end + timedelta(days=5)]
    for found in (silence(long, short), silence(short, long)):
        assert (found.gap, found.life) == (pytest.approx(5.0), pytest.approx(70.0))
        assert found.taken() == staleness(5.0, 70.0) < staleness(5.0, 0.0)


def test_time_takes_from_kin_what_it_takes_from_a_score_of_two_alone() -> None:
    table = np.ones((3, 3))
    taken = table - aged(table, [DAY, DAY + timedelta(days=5), None])
    assert taken[0, 1] == pytest.approx(staleness(5.0, 0.0))
    assert taken[0, 2] == 0.0
    assert taken.max() < STALE
