"""newsloom replay: where documents are in the end, what second thoughts did, and what other settings would do."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.contract.cli import Newsloom, Said
from tests.contract.test_cli_writing import newsloom, services

__all__ = ["newsloom", "services"]  # the fixtures

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

FLOOD = (
    "The river Arle rose over its banks at Westmarsh on Monday and flooded the old town, the mayor Hanna Brandt said",
    "Westmarsh counts the damage after the Arle flooded its old town; mayor Hanna Brandt asks for help",
    "Help arrives in Westmarsh, where the river Arle flooded the old town and the mayor Hanna Brandt lost her own house",
)
TRIAL = (
    "The court at Kelham began the trial of the banker Oskar Lind, who is said to have hidden losses of the Nordfel bank",
    "Oskar Lind denies before the court at Kelham that he hid the losses of the Nordfel bank, of which he was banker",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    texts = [*FLOOD, *TRIAL]
    path.write_text(
        "\n".join(
            json.dumps({"id": f"a{number}", "title": text[:50], "text": text, "published": f"2025-03-0{number}T10:00Z"})
            for number, text in enumerate(texts, 1)
        )
    )
    return path


def settings(tmp_path: Path, join_at: float) -> Path:
    path = tmp_path / "other.toml"
    path.write_text(f"[assign]\njoin_at = {join_at}\n")
    return path


def stories(said: Said) -> list[list[str]]:
    found: dict[str, list[str]] = {}
    for row in said.objects:
        found.setdefault(row["story"], []).append(row["id"])
    return sorted(found.values())


def test_each_article_is_printed_once_with_where_it_is_in_the_end(newsloom: Newsloom, file: Path) -> None:
    said = newsloom("replay", str(file))
    assert said.code == 0
    assert [row["id"] for row in said.objects] == ["a1", "a2", "a3", "a4", "a5"]
    assert stories(said) == [["a1", "a2", "a3"], ["a4", "a5"]]


def test_how_many_changed_their_story_is_said_beside_the_result(newsloom: Newsloom, file: Path) -> None:
    assert newsloom("replay", str(file)).err.splitlines() == [
        "newsloom: second thoughts: 0 merged, 0 split, 0 moved; 0.0 of 1,000 articles changed their story"
    ]


def test_without_repair_it_prints_where_each_went_when_it_arrived(newsloom: Newsloom, file: Path) -> None:
    said = newsloom("replay", "--no-repair", str(file))
    assert (said.code, said.err) == (0, "")
    assert stories(said) == [["a1", "a2", "a3"], ["a4", "a5"]]


def test_with_the_same_settings_nothing_would_change(newsloom: Newsloom, file: Path, tmp_path: Path) -> None:
    said = newsloom("replay", str(file), "--compare", str(settings(tmp_path, 0.13)))
    assert (said.code, said.out) == (0, "nothing would change: 5 articles would stay\n")
    told = "second thoughts ({}): 0 merged, 0 split, 0 moved; 0.0 of 1,000 articles changed their story"
    names = ("as it is", str(settings(tmp_path, 0.13)))
    assert said.err.splitlines() == [f"newsloom: {told.format(name)}" for name in names]


def test_what_other_settings_would_part_is_named(newsloom: Newsloom, file: Path, tmp_path: Path) -> None:
    words = ("replay", str(file), "--no-repair", "--compare", str(settings(tmp_path, 0.99)))
    *changes, last = newsloom(*words).out.splitlines()
    assert [line.split(":")[0] for line in changes] == ["split   one story would be 3", "split   one story would be 2"]
    assert TRIAL[1][:50] in changes[1]
    assert last == "of 5 articles 2 would stay; 0 come by a merge, 3 leave by a split, 0 move"
    *rows, counted = newsloom(*words, "--json").objects
    assert [(row["change"], [part["articles"] for part in row["parts"]]) for row in rows] == [
        ("split", [1, 1, 1]),
        ("split", [1, 1]),
    ]
    assert counted == {"articles": 5, "stays": 2, "merged": 0, "split": 3, "moved": 0}


@pytest.mark.parametrize("compared", [False, True])
def test_where_there_is_no_article_that_is_said(newsloom: Newsloom, tmp_path: Path, *, compared: bool) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n")
    words = ["--compare", str(settings(tmp_path, 0.2))] if compared else []
    said = newsloom("replay", str(empty), *words)
    told = "nothing would change: 0 articles would stay\n" if compared else ""
    assert said == Said(0, told, f"newsloom: {empty} holds no article\n")


@pytest.mark.parametrize("command", ["replay", "import"])
def test_a_pipe_that_has_a_name_is_refused_and_not_said_to_be_missing(
    newsloom: Newsloom, tmp_path: Path, command: str
) -> None:
    os.mkfifo(tmp_path / "pipe")
    told = f"newsloom: {tmp_path / 'pipe'}: is neither a file nor a folder; `-` is standard input\n"
    assert newsloom(command, str(tmp_path / "pipe")) == Said(2, "", told)


def test_documents_that_share_an_id_are_documents_of_their_own(newsloom: Newsloom, file: Path, tmp_path: Path) -> None:
    rows = [json.loads(line) | {"id": "same"} for line in file.read_text().splitlines()]
    file.write_text("\n".join(map(json.dumps, rows)))
    words = ("replay", str(file), "--no-repair", "--compare", str(settings(tmp_path, 0.99)), "--json")
    assert newsloom(*words).objects[-1] == {"articles": 5, "stays": 2, "merged": 0, "split": 3, "moved": 0}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--json",), "--json goes with --compare: without it all lines are JSON"),
        (("--compare", "{folder}/bad.toml"), "is not TOML"),
        (("--compare", "{folder}/unknown.toml"), "unknown key of [assign]"),
    ],
)
def test_wrong_words_are_told_in_one_line(
    newsloom: Newsloom, file: Path, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    (tmp_path / "bad.toml").write_text("join_at 0.2")
    (tmp_path / "unknown.toml").write_text("[assign]\njoin = 0.2\n")
    said = newsloom("replay", str(file), *(word.format(folder=tmp_path) for word in words))
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert said.err.count("\n") == 1


def test_what_comes_on_standard_input_cannot_be_read_twice(newsloom: Newsloom, tmp_path: Path) -> None:
    said = newsloom("replay", "-", "--compare", str(settings(tmp_path, 0.2)))
    assert said == Said(2, "", "newsloom: --compare reads the documents twice: give it a file\n")


def test_a_document_without_an_id_is_called_by_its_place_unless_that_is_an_id(
    newsloom: Newsloom, tmp_path: Path
) -> None:
    path = tmp_path / "some.jsonl"
    given: list[dict[str, str]] = [{"id": "3"}, {"id": "4~"}, {}, {}, {"id": "4"}, {}]
    texts = [*FLOOD, *TRIAL, "Nobody won the lottery of Westmarsh this week, for the first time since it was founded"]
    path.write_text("\n".join(json.dumps({**one, "text": text}) for one, text in zip(given, texts, strict=True)))
    ids = [row["id"] for row in newsloom("replay", "--no-repair", str(path)).objects]
    assert ids == ["3", "4~", "3~", "4~~", "4", "6"]
