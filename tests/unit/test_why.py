"""Why an article is where it is: in words that are right, whatever the evidence holds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.cli.why import why

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["story", "score"]), inner, max_size=2),
    max_leaves=4,
)
KEYS = st.sampled_from(["nearest", "runner_up", "shared_names", "shared_words", "gap_days", "copy_of", "new"])


@pytest.mark.parametrize(
    ("rule", "evidence", "told"),
    [
        ("joined", {}, "joined with score 0.200 (0.150 needed)"),
        (
            "joined",
            {"runner_up": {"story": 5, "score": 0.1}},
            "joined with score 0.200 (0.150 needed); next best: story 5 with 0.100",
        ),
        ("created", {}, "began it: no story had anything in common with it"),
        ("created", {"nearest": 7}, "began it: the nearest, story 7, had score 0.200 (0.150 needed)"),
        ("copy", {"copy_of": 3}, "goes where its original is"),
        ("copy", {"copy_of": None}, "goes where its copies are"),
        ("moved", {"from": 5}, "it was nearer to this story than to story 5"),
        ("merged", {"from": 5}, "it came with story 5, which was merged into this one"),
        ("split", {}, "it left story ?, which had fallen apart"),
        ("hailed", {}, "score 0.200 (0.150 needed)"),
        ("pinned", {"pin": 3}, "a person pinned it (pin 3)"),
        ("parted", {}, "a person parted it from another"),
    ],
)
def test_each_rule_has_its_sentence(rule: str, evidence: dict[str, Any], told: str) -> None:
    assert why(rule, 0.2, 0.15, evidence) == [told]


def test_what_was_shared_is_told() -> None:
    evidence = {"shared_names": ["ishiba"], "shared_words": ["visit", "talks"], "gap_days": 11.25}
    assert why("joined", 0.2, 0.15, evidence)[1:] == [
        "names in common: ishiba",
        "words in common: visit, talks",
        "11.2 days from the story's nearest article",
    ]


def test_words_that_everybody_uses_are_not_shown_as_evidence() -> None:
    evidence = {"shared_names": ["it"], "shared_words": ["year", "because", "on", "bridge", "it"]}
    assert why("created", 0.1, 0.15, evidence, "en")[1:] == ["names in common: it", "words in common: bridge"]
    assert why("created", 0.1, 0.15, {"shared_words": ["wurde", "immer"]}, "de")[1:] == []


def test_days_and_months_are_not_shown_as_names_in_common() -> None:
    evidence = {"shared_names": ["tuesday", "mars", "monday february", "february storms", "may"]}
    told = "names in common: mars, february storms, may"
    assert why("joined", 0.2, 0.15, evidence, "en")[1:] == [told]
    assert why("joined", 0.2, 0.15, evidence)[1:] == [told]
    assert why("joined", 0.2, 0.15, {"shared_names": ["mars", "mardi", "macron"]}, "fr")[1:] == [
        "names in common: macron"
    ]
    assert why("joined", 0.2, 0.15, {"shared_names": ["ιανουαρίου", "δευτέρα"]}, "el")[1:] == []
    assert why("joined", 0.2, 0.15, {"shared_names": ["monday"]}, "of-nobody")[1:] == ["names in common: monday"]


@settings(max_examples=60)
@given(st.sampled_from(["joined", "created", "copy", "new"]), st.dictionaries(KEYS, JSON, max_size=5))
def test_evidence_of_another_shape_is_passed_over(rule: str, evidence: dict[str, Any]) -> None:
    lines = why(rule, 0.2, 0.15, evidence)
    assert lines
    assert all(lines)


def test_a_name_that_is_shown_in_full_is_not_shown_in_parts() -> None:
    evidence = {"shared_names": ["osgood", "port", "elaine osgood", "port ellery", "port of osgood"]}
    assert why("joined", 0.2, 0.15, evidence, "en")[1:] == [
        "names in common: elaine osgood, port ellery, port of osgood"
    ]


def test_a_score_a_little_below_nothing_is_nothing() -> None:
    (line,) = why("created", -0.0004, 0.2, {"nearest": 3})
    assert line == "began it: the nearest, story 3, had score 0.000 (0.200 needed)"
