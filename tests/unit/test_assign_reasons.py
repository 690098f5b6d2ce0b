"""What is kept so that a person can agree with a placing, or say why not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.assign.packed import packed
from workers.assign.reasons import NEAREST, SILENCE, Member, reasons, silence
from workers.assign.vector import Vector, vector_of
from workers.model import Assignment

DAY = datetime(2025, 2, 7, 12, tzinfo=UTC)
JOINED = Assignment(7, 0.31, 0.2, "joined")
FLOOD = vector_of("Elbe at 7.40 metres", "The Elbe stood at 740 centimetres in Dresden, Mayor Hilbert said.", "en")
CREST = vector_of(
    "Crest of the Elbe", "In Dresden Mayor Hilbert awaits the crest of the Elbe at 740 centimetres.", "en"
)
OWLS = vector_of("Owls in the belfry", "Barn owls nest in the belfry of the church.", "en")


def member(article: int, vector: Vector, days: float = 1) -> Member:
    return Member(article, packed(vector), DAY - timedelta(days=days))


def test_the_nearest_members_come_first_with_what_they_have_in_common() -> None:
    found = reasons(JOINED, FLOOD, DAY, "en", [member(1, OWLS), member(2, CREST, 2), member(3, FLOOD, 3)])
    near = found["members_near"]
    assert isinstance(near, list)
    assert [one["article"] for one in near][:2] == [3, 2]
    assert near[0]["likeness"] == pytest.approx(1.0, abs=1e-3)
    assert (near[1]["days"], near[1]["numbers"]) == (2.0, ["740"])
    assert "hilbert" in " ".join(near[1]["names"])
    assert {"elbe", "dresden"} <= set(near[1]["words"])
    assert found["margin"] == 0.11


def test_numbers_and_rare_words_are_told_of_all_the_nearest_together() -> None:
    found = reasons(JOINED, FLOOD, DAY, "en", [member(2, CREST)])
    assert found["shared_numbers"] == ["740"]
    assert "centimetres" in str(found["shared_rare"])
    assert "said" not in str(found["shared_rare"])


def test_who_has_nothing_in_common_is_not_near() -> None:
    other = Member(4, packed(Vector({"w:xylophone": 1.0})), None)
    assert reasons(JOINED, OWLS, DAY, "en", [other])["members_near"] == []
    assert reasons(JOINED, OWLS, DAY, "en", [])["members_near"] == []


@given(st.lists(st.sampled_from([FLOOD, CREST, OWLS]), max_size=9))
def test_few_are_named_however_many_are_looked_at_and_their_likeness_descends(vectors: list[Vector]) -> None:
    found = reasons(JOINED, FLOOD, None, None, [member(n, vector) for n, vector in enumerate(vectors)])
    near = found["members_near"]
    assert isinstance(near, list)
    assert len(near) <= NEAREST
    likeness = [one["likeness"] for one in near]
    assert likeness == sorted(likeness, reverse=True)
    assert all(one["days"] is None for one in near)


def test_a_story_is_reopened_after_weeks_of_silence_and_not_by_who_is_older_or_undated() -> None:
    assert silence(DAY, DAY + timedelta(days=SILENCE, hours=5)) == SILENCE
    assert silence(DAY, DAY + timedelta(days=SILENCE, hours=-1)) == SILENCE  # as `explain` rounds it
    assert silence(DAY, DAY + timedelta(days=SILENCE - 1)) is None
    assert silence(DAY, DAY - timedelta(days=90)) is None
    assert silence(None, DAY) is None
    assert silence(DAY, None) is None
