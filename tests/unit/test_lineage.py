"""Laws of a group's links: another root is another way to hold the same tree."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workers.lineage import Link, parents, towards, turned

ROOT = Link(None, "original", 0.0, 0.0)


@st.composite
def groups(draw: st.DrawFn) -> dict[int, Link]:
    """Articles that came one after the other, each linked to one before it; the first is the original."""
    links = {0: ROOT}
    for number in range(1, draw(st.integers(1, 12)) + 1):
        likeness = draw(st.floats(0, 1))
        links[number] = Link(draw(st.integers(0, number - 1)), "copy", likeness, likeness)
    return links


def edges(links: dict[int, Link]) -> set[tuple[frozenset[int], float]]:
    return {(frozenset((one, link.to)), link.likeness) for one, link in links.items() if link.to is not None}


@given(groups(), st.data())
def test_another_root_keeps_every_link_and_how_alike_its_ends_are(links: dict[int, Link], data: st.DataObject) -> None:
    new = data.draw(st.sampled_from(sorted(links)))
    after = links | turned(links, new, 0, ROOT)
    assert edges(after) == edges(links)
    assert after[new] == ROOT
    assert [one for one, link in after.items() if link.to is None] == [new]


@given(groups(), st.data())
def test_everybody_comes_to_the_new_root_by_the_nearest_texts(links: dict[int, Link], data: st.DataObject) -> None:
    new = data.draw(st.sampled_from(sorted(links)))
    after = links | turned(links, new, 0, ROOT)
    for one in after:
        path = towards(after, one, new)
        assert path[-1] == new
        assert [after[each].to for each in path[:-1]] == path[1:]


@given(groups(), st.data())
def test_to_turn_back_is_to_have_turned_nothing(links: dict[int, Link], data: st.DataObject) -> None:
    new = data.draw(st.sampled_from(sorted(links)))
    after = links | turned(links, new, 0, ROOT)
    assert after | turned(after, 0, new, ROOT) == links


@given(st.lists(st.one_of(st.none(), st.integers(0, 9)), min_size=1, max_size=8))
def test_links_that_lead_nowhere_or_in_a_circle_lead_to_the_original(nearest: list[int | None]) -> None:
    links = {number: Link(to, "copy", 0.5, 0.5) for number, to in enumerate([None, *nearest])}
    for one in links:
        path = towards(links, one, 0)
        assert path[-1] == 0
        assert len(set(path)) == len(path)


@given(groups())
def test_what_each_hangs_on_is_the_second_of_its_way_to_the_original(links: dict[int, Link]) -> None:
    assert parents(links, 0) == {one: towards(links, one, 0)[1] for one in links if one}


@given(st.lists(st.one_of(st.none(), st.integers(0, 9)), min_size=1, max_size=8))
def test_by_what_each_hangs_on_all_come_to_the_original(nearest: list[int | None]) -> None:
    links = {number: Link(to, "copy", 0.5, 0.5) for number, to in enumerate([None, *nearest])}
    above = parents(links, 0)
    assert set(above) == set(links) - {0}
    for start in above:
        path = [start]
        while path[-1]:
            path.append(above[path[-1]])
            assert len(path) <= len(links)


def test_a_chain_of_a_hundred_thousand_links_is_walked_once() -> None:
    links = {number: Link(number - 1, "copy", 0.5, 0.5) for number in range(1, 100_001)} | {0: ROOT}
    assert parents(links, 0) == {number: number - 1 for number in range(1, 100_001)}
    assert len(towards(links, 100_000, 0)) == 100_001


def test_a_link_that_is_turned_round_tells_the_lengths_the_other_way_round() -> None:
    turned_round = turned({1: ROOT, 2: Link(1, "copy", 0.5, 0.9, 0.25)}, 2, 1, ROOT)
    assert turned_round[1] == Link(2, "copy", 0.5, 0.9, 4.0)
