"""A membership's evidence is read whatever it holds; what is not known is passed over."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from workers.cli.evidence import Evidence, Near, read
from workers.cli.explain_sum import of_bar, of_score

NAMES = ["article", "likeness", "story", "score", "days", "names", "numbers", "words"]
KEYS = [
    *("nearest", "likeness", "tightness", "parts", "gap_days", "eased", "shared_names", "shared_numbers"),
    *("shared_words", "shared_rare", "members_near", "runner_up", "new"),
    *("loose", "stale", "join_at", "crowd", "close"),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(KEYS), JSON))
def test_whatever_is_stored_is_read_as_what_it_can_be(stored: dict[str, Any]) -> None:
    found = read(stored)
    assert all(isinstance(term, str) for terms in (found.names, found.numbers, found.words) for term in terms)
    for number in (found.likeness, found.tightness, found.gap_days, found.eased, *found.parts.values()):
        assert number is None or f"{number:.3f}"
    for told in (of_score(found, 0.2), of_bar(found, 0.2)):
        assert not told or told.endswith(" = 0.200")
    assert all(near.article > 0 and abs(near.likeness) < 1e18 for near in found.near)


def test_what_is_stored_today_is_read_whole() -> None:
    near = {"article": 7, "likeness": 0.4, "days": -1.5, "names": ["ada"], "numbers": ["24"], "words": ["ferry"]}
    stored = {
        "nearest": 3,
        "likeness": 0.3,
        "tightness": 0.4,
        "parts": {"words": 0.2},
        "gap_days": 0.0,
        "eased": 0.05,
        "shared_names": ["ada"],
        "shared_numbers": ["24"],
        "shared_words": ["ferry"],
        "shared_rare": ["heron"],
        "members_near": [near],
        "runner_up": {"story": 5, "score": 0.1},
        "members": 4,
        "loose": 1.2,
        "stale": 0.01,
        "join_at": 0.18,
        "crowd": 0.02,
        "close": 0.0,
    }
    told = (("ada",), ("24",), ("ferry",))
    ones = (Near(7, 0.4, -1.5, *told),)
    sums = (1.2, 0.01, 0.18, 0.02, 0.0)
    assert read(stored) == Evidence(3, 0.3, 0.4, {"words": 0.2}, 0.0, 0.05, *told, ("heron",), ones, (5, 0.1), 4, *sums)


def test_of_an_old_row_nothing_is_invented() -> None:
    assert read({}) == Evidence(None, None, None, {}, None, None, (), (), (), (), (), None)
