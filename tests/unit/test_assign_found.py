"""What an index found holds until somebody comes near: into a story that was looked at, or very like the article."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.assign.changes import Joined
from workers.assign.decide import choose, state_of
from workers.assign.found import Found
from workers.assign.packed import packed
from workers.assign.vector import Vector
from workers.settings import Settings

DAY = datetime(2025, 2, 7, tzinfo=UTC)
ELBE, OWLS = Vector({"w:elbe": 0.8, "w:flood": 0.6}), Vector({"w:owls": 1.0})
FOUND = Found(looked_at=frozenset({1, 2}), article=packed(ELBE))

vectors = st.dictionaries(st.sampled_from("abcdefgh").map("w:{}".format), st.floats(0.1, 1.0), min_size=1, max_size=4)
vectors = vectors.map(
    lambda terms: {term: value / sum(v * v for v in terms.values()) ** 0.5 for term, value in terms.items()}
)


def came(story: int, vector: Vector | None) -> Joined:
    return Joined(1, 1, story, None if vector is None else packed(vector), DAY)


@pytest.mark.parametrize(
    ("since", "stands"),
    [
        ([], True),
        ([came(3, OWLS)], True),
        ([came(2, OWLS)], False),
        ([came(3, ELBE)], False),
        ([came(3, OWLS), came(4, ELBE)], False),
        ([came(2, None)], True),  # a copy
        ([came(3, Vector({}))], True),
    ],
)
def test_what_was_found_stands_until_somebody_comes_near(since: list[Joined], stands: bool) -> None:
    assert FOUND.stands(since) is stands


def test_nothing_is_near_to_an_article_without_words() -> None:
    assert Found().stands([came(1, ELBE)])


@given(vectors, vectors)
def test_where_it_stands_the_article_would_not_join_the_story_that_was_begun(
    mine: dict[str, float], other: dict[str, float]
) -> None:
    article, begun = Vector(mine), Vector(other)
    if Found(article=packed(article)).stands([came(9, begun)]):
        story = state_of(9, [(begun, DAY)])
        assert choose(article, DAY, [story], Settings().assign.join_at).story is None
