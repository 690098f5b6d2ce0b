"""Two ways of putting the same articles into stories: laws of how they are compared, then cases."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workers.cli.compared import Merged, Part, Parted, Went, compared
from workers.cli.compared_lines import Placing, lines, rows

articles = st.integers(1, 12)
placings = st.dictionaries(articles, st.integers(1, 4), max_size=12)


@given(placings)
def test_nothing_differs_from_itself_by_whatever_ids_it_goes(placing: Mapping[int, int]) -> None:
    found = compared(placing, {article: 100 - story for article, story in placing.items()})
    assert found.fates == {"stays": len(placing), "merged": 0, "split": 0, "moved": 0}
    assert not [*found.merged, *found.split, *found.moved]


@given(placings, placings)
def test_each_article_that_both_have_meets_one_fate(before: Mapping[int, int], after: Mapping[int, int]) -> None:
    found = compared(before, after)
    assert sum(found.fates.values()) == len(before.keys() & after.keys())
    assert found.fates["moved"] == len(found.moved)


@given(placings, placings)
def test_each_article_that_is_counted_is_in_a_change_that_is_told(
    before: Mapping[int, int], after: Mapping[int, int]
) -> None:
    found = compared(before, after)
    assert found.fates["merged"] == sum(part.articles for one in found.merged for part in one.parts[1:])
    assert found.fates["split"] == sum(part.articles for one in found.split for part in one.parts[1:])


@given(placings, placings)
def test_looked_at_from_the_other_side_a_merge_is_a_split(before: Mapping[int, int], after: Mapping[int, int]) -> None:
    there, back = compared(before, after), compared(after, before)
    assert [(one.into, set(one.parts)) for one in there.merged] == [(one.story, set(one.parts)) for one in back.split]
    assert there.fates["merged"] == back.fates["split"]


@given(placings, st.data())
def test_one_article_that_goes_where_others_are_while_others_stay_has_moved_and_nothing_else_is_told(
    before: Mapping[int, int], data: st.DataObject
) -> None:
    leaves = [article for article, was in before.items() if list(before.values()).count(was) > 1]
    assume(leaves and len(set(before.values())) > 1)
    article = data.draw(st.sampled_from(leaves))
    now = data.draw(st.sampled_from(sorted(set(before.values()) - {before[article]})))
    found = compared(before, {**before, article: now})
    assert found.moved == [Went(article, before[article], now)]
    assert found.fates == {"stays": len(before) - 1, "merged": 0, "split": 0, "moved": 1}


@given(placings, placings)
def test_the_first_part_of_a_change_has_no_fewer_articles_than_another(
    before: Mapping[int, int], after: Mapping[int, int]
) -> None:
    found = compared(before, after)
    assert all(one.parts[0].articles == max(part.articles for part in one.parts) for one in found.merged)
    assert all(one.parts[0].articles == max(part.articles for part in one.parts) for one in found.split)


def test_two_stories_that_are_one_now_are_a_merge_into_the_larger() -> None:
    found = compared(stories("abc", "d"), stories("abcd"))
    assert found.merged == [Merged(1, (Part(1, 3), Part(2, 1)))]
    assert found.fates == {"stays": 3, "merged": 1, "split": 0, "moved": 0}


def test_a_story_that_is_two_now_is_a_split_that_goes_on_in_the_larger() -> None:
    found = compared(stories("abc"), stories("ab", "c"))
    assert found.split == [Parted(1, (Part(1, 2), Part(2, 1)))]
    assert found.fates == {"stays": 2, "merged": 0, "split": 1, "moved": 0}


def test_an_article_that_is_in_another_story_now_has_moved() -> None:
    found = compared(stories("abc", "def"), stories("ab", "cdef"))
    assert found.moved == [Went(ord("c"), 1, 2)]
    assert found.fates == {"stays": 5, "merged": 0, "split": 0, "moved": 1}


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        (("abc", "d"), ("ab", "cd"), "c"),
        (("ab", "cd"), ("a", "bcd"), "b"),
        (("ab", "c"), ("b", "ac"), "a"),
        (("abcd", "efgh", "i"), ("abc", "efg", "dhi"), "dh"),
        (("ab", "cd"), ("ac", "bd"), "bc"),
    ],
)
def test_also_of_stories_that_are_no_larger_than_what_moves(
    before: tuple[str, ...], after: tuple[str, ...], moved: str
) -> None:
    found = compared(stories(*before), stories(*after))
    assert sorted(chr(went.article) for went in found.moved) == list(moved)
    assert not [*found.merged, *found.split]


def test_a_part_that_comes_into_another_story_is_told_as_a_split_and_as_a_merge() -> None:
    found = compared(stories("abcdefg", "h"), stories("abcd", "efgh"))
    assert found.split == [Parted(1, (Part(1, 4), Part(2, 3)))]
    assert found.merged == [Merged(2, (Part(1, 3), Part(2, 1)))]
    assert found.fates == {"stays": 4, "merged": 1, "split": 3, "moved": 0}


def stories(*members: str) -> dict[int, int]:
    """One letter an article."""
    return {ord(article): number for number, letters in enumerate(members, 1) for article in letters}


def test_a_merge_and_a_move_are_told_by_the_names_of_the_stories() -> None:
    there = stories("abc", "d", "efgh")
    ids, titles = {article: chr(article) for article in there}, dict.fromkeys(there, "A report")
    before = Placing(there, ids, titles, {1: "Flood", 2: None, 3: "Trial"})
    after = Placing(stories("abde", "cfgh"), ids, titles, {1: "The flood", 2: "The trial"})
    found = compared(before.story, after.story)
    assert list(lines(found, before, after)) == [
        "merged  2 stories would be one: Flood (2); (no title) (1)",
        "moved   A report: from Flood to The trial",
        "moved   A report: from Trial to The flood",
        "of 8 articles 5 would stay; 1 come by a merge, 0 leave by a split, 2 move",
    ]
    told = list(rows(found, before, after))
    assert [row.get("change") for row in told] == ["merged", "moved", "moved", None]
    assert told[1]["article"] == {"id": "c", "title": "A report"}
