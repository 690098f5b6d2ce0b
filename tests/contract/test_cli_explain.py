"""newsloom explain: why an article is in its story, on both databases; in a pipe, on terminals, as JSON."""

from __future__ import annotations

from collections.abc import Sized
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.contract.cli import Newsloom
from tests.contract.seen_world import EVIDENCE, NOW, World, newsloom, services, world
from tests.terminal import on_a_terminal, plain
from workers.cli import run
from workers.cli.lines import width_of
from workers.ledger import moves, schema, stories
from workers.model import Assignment

__all__ = ["newsloom", "services", "world"]  # the fixtures

CALL, COPY, VISIT, STEEL = (
    f"https://{path}"
    for path in ("harbor.example/call", "delta.example/call", "harbor.example/visit", "a.example/steel")
)
#: as a placement of today leaves it.
FULL: dict[str, Any] = EVIDENCE | {
    "likeness": 0.31,
    "tightness": 0.35,
    "parts": {"words": 0.2, "names": 0.06, "title": 0.05},
    "shared_numbers": ["24", "1.3"],
    "shared_rare": ["nagatacho"],
    "members_near": [
        {"article": 1, "likeness": 0.414, "days": 92.0, "names": ["ishiba"], "numbers": ["24"], "words": ["meeting"]},
        {"article": 2, "likeness": 0.4},
    ],
}
KEYS = [
    *("id", "url", "title", "published", "lang", "site", "credits", "story", "story_title", "copy_of", "kind"),
    *("containment", "reasons_of", "joined", "rule", "score", "threshold", "margin", "nearest", "likeness"),
    *(
        "tightness",
        "parts",
        "gap_days",
        "loose",
        "stale",
        "join_at",
        "crowd",
        "close",
        "eased",
        "names",
        "numbers",
        "words",
        "rare",
        "near",
        "runner_up",
    ),
    *("was", "pins"),
    *("placed", "since", "moved"),
]


#: what a person is told of the evidence above.
IN_COMMON = (
    "likeness  0.31 with the members on the whole (words 0.20, names 0.06, title 0.05)",
    "          0.35 is what they have with each other",
    "time      11.3 days from the story's nearest article",
    "second    story 2 · [Video] The mill is sold",
    "          score 0.080, 0.134 below the 0.214",
    "",
    "names     ishiba, trump",
    "numbers   24, 1.3",
    "rare      nagatacho",
    "words     meeting, inauguration",
)


@pytest.fixture
def threads(world: World) -> World:
    """A call, its copy, and the visit that came of it: story 1. A takeover: story 2."""
    call = datetime.fromisoformat("2024-11-07T01:30:00+00:00")
    world.article(CALL, "Ishiba and Trump talk", call)
    world.article(COPY, "Ishiba and Trump talk", call, site="Delta Courier", story=1, copy_of=1)
    world.article(VISIT, "A golden age", call + timedelta(days=92), story=1, evidence=FULL)
    began = {"nearest": 1, "likeness": 0.05, "gap_days": 0.0, "shared_names": ["trump"]}
    world.article(STEEL, "[Video] The mill is sold", call + timedelta(days=93), evidence=began)
    return world


def test_it_tells_what_brought_an_article_into_its_story(newsloom: Newsloom, threads: World) -> None:
    said = newsloom("explain", VISIT)
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines() == [
        "A golden age",
        "article 3 · 7 Feb 2025 · Harbor Post",
        VISIT,
        "",
        "story     1 · Ishiba and Trump talk",
        "          3 articles · 7 Nov 2024 – 7 Feb 2025",
        "",
        "joined    with score 0.214, 0.064 above the 0.150 that was needed",
        "          on 2025-02-10 12:00:00",
        *IN_COMMON,
        "",
        "members   those nearest to it, and how alike each is",
        "0.41      article 1 · 7 Nov 2024 · Harbor Post · Ishiba and Trump talk",
        "          92.0 days before it · names: ishiba · numbers: 24 · words: meeting",
        "0.40      article 2 · 7 Nov 2024 · Delta Courier · Ishiba and Trump talk",
    ]


def test_of_who_began_a_story_it_tells_which_one_was_nearest_and_how_far(newsloom: Newsloom, threads: World) -> None:
    with threads.ledger.begin() as tx:
        tx.execute(sa.update(schema.membership).where(schema.membership.c.article_id == 4).values(score=0.09))
    lines = newsloom("explain", STEEL).out.splitlines()
    assert "began it  the nearest story had score 0.090, 0.060 below the 0.150 that was needed" in lines
    assert "nearest   story 1 · Ishiba and Trump talk" in lines
    assert "time      within the story's days" in lines
    with threads.ledger.begin() as tx:
        tx.execute(sa.update(schema.membership).where(schema.membership.c.article_id == 4).values(score=-0.0004))
    assert "had score 0.000, 0.150 below the 0.150 that was needed" in newsloom("explain", STEEL).out


def test_of_a_story_of_one_it_tells_of_no_members_that_resemble_each_other(newsloom: Newsloom, threads: World) -> None:
    with threads.ledger.begin() as tx:
        where = schema.membership.c.article_id == 3
        tx.execute(sa.update(schema.membership).where(where).values(evidence=FULL | {"members": 1, "tightness": 0.45}))
    lines = newsloom("explain", VISIT).out.splitlines()
    at = lines.index("likeness  0.31 with the only text in it (words 0.20, names 0.06, title 0.05)")
    assert lines[at + 1] == "          0.45 is what the members of a usual story have with each other"


def test_of_a_thread_under_way_it_tells_how_much_less_was_needed(newsloom: Newsloom, threads: World) -> None:
    for eased, told in ((0.002, True), (0.0004, False)):
        running = FULL | {"gap_days": 0.0, "eased": eased}
        with threads.ledger.begin() as tx:
            tx.execute(sa.update(schema.membership).where(schema.membership.c.article_id == 3).values(evidence=running))
        lines = newsloom("explain", VISIT).out.splitlines()
        assert ("          0.002 less was needed: the thread is under way" in lines) == told
        assert any("less was needed" in line for line in lines) == told
        (found,) = newsloom("explain", VISIT, "--json").objects
        assert found["eased"] == eased


#: as a placement keeps it whose score is 0.214, and of which 0.150 was needed.
SUMS = (
    FULL
    | {"likeness": 0.1941, "loose": 1.2074, "stale": 0.0203, "join_at": 0.18}
    | {
        "crowd": 0.0121,
        "close": 0.0,
        "eased": 0.0421,
    }
)


@pytest.mark.parametrize("columns", [None, 80, 200])
def test_it_tells_how_the_score_and_what_was_needed_came_about(
    newsloom: Newsloom, threads: World, columns: int | None
) -> None:
    with threads.ledger.begin() as tx:
        tx.execute(sa.update(schema.membership).where(schema.membership.c.article_id == 3).values(evidence=SUMS))
    said = newsloom("explain", VISIT).out if columns is None else plain(on_a_terminal(columns, ["explain", VISIT]))
    lines = [line.rstrip() for line in said.splitlines()]
    at = lines.index("score     0.1941 likeness x 1.207 for a loose story - 0.020 for silence = 0.214")
    assert "          0.35 is what they have with each other: a loose story" in lines
    assert lines[at + 1] == "needed    0.180 to join + 0.012 for the crowd - 0.042 as it is under way = 0.150"
    assert "joined    with score 0.214, 0.064 above the 0.150 that was needed" in lines
    assert "          0.042 less was needed: the thread is under way" in lines
    (found,) = newsloom("explain", VISIT, "--json").objects
    assert [found[key] for key in ("loose", "stale", "join_at", "crowd", "close")] == [
        1.2074,
        0.0203,
        0.18,
        0.0121,
        0.0,
    ]


def test_each_word_of_the_sums_is_explained_where_one_asks_for_help(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run(["explain", "--help"]) == 0
    told = capsys.readouterr().out.splitlines()
    at, end = (next(n for n, line in enumerate(told) if begin in line) for begin in ("beside the figures", "JSON keys"))
    first = [line[2:16].strip() for line in told[at:end]]
    words = ("likeness", "loose story", "silence", "to join", "the crowd", "alike enough", "under way", "kinship")
    assert [word for word in first if word in words] == list(words), "one beside the other, in the order of the sums"
    assert "one thread" in first
    assert max(map(len, told)) <= 80


def test_days_and_months_are_no_names_to_a_person_and_machines_are_told_all(newsloom: Newsloom, threads: World) -> None:
    near = {**FULL["members_near"][0], "names": ["february", "ishiba", "friday"]}
    dated = FULL | {"shared_names": ["ishiba", "monday", "trump"], "members_near": [near]}
    with threads.ledger.begin() as tx:
        tx.execute(sa.update(schema.membership).where(schema.membership.c.article_id == 3).values(evidence=dated))
    lines = newsloom("explain", VISIT).out.splitlines()
    assert "names     ishiba, trump" in lines
    assert "          92.0 days before it · names: ishiba · numbers: 24 · words: meeting" in lines
    (told,) = newsloom("explain", VISIT, "--json").objects
    assert (told["names"], told["near"][0]["names"]) == (dated["shared_names"], near["names"])


def test_who_had_nothing_in_common_with_anybody_is_told_so(newsloom: Newsloom, threads: World) -> None:
    assert "began it  no story had anything in common with it" in newsloom("explain", CALL).out.splitlines()


def test_a_copy_tells_whose_it_is_and_what_brought_the_first_of_them(newsloom: Newsloom, threads: World) -> None:
    threads.article("https://d.example/visit", "An age of gold", NOW, site="Delta Courier", story=1, copy_of=3)
    lines = newsloom("explain", "https://d.example/visit").out.splitlines()
    told = "article 3 · 7 Feb 2025 · Harbor Post · A golden age"
    assert lines[6:11] == [
        f"copy of   {told}",
        "          93% of the shorter text is in the longer",
        "because   it goes where its original is; what brought the first of them here:",
        f"          {told}",
        "",
    ]
    assert "joined    with score 0.214, 0.064 above the 0.150 that was needed" in lines
    assert "words     meeting, inauguration" in lines


def test_a_copy_of_a_group_that_has_no_reasons_of_its_own_is_told_that_alone(
    newsloom: Newsloom, threads: World
) -> None:
    with threads.ledger.begin() as tx:
        tx.execute(sa.update(schema.membership).where(schema.membership.c.article_id == 1).values(rule="copy"))
    said = newsloom("explain", COPY)
    assert (said.code, said.out.splitlines()[-1]) == (0, "because   it goes where its original is")
    assert newsloom("explain", CALL).out.splitlines()[-1] == "because   it goes where its copies are"


@pytest.mark.parametrize("evidence", [{}, {"nearest": 77, "runner_up": {"story": 78, "score": 0.1}}, {"runner_up": 3}])
def test_a_row_that_knows_less_tells_less(newsloom: Newsloom, threads: World, evidence: dict[str, Any]) -> None:
    threads.article("https://a.example/old", "Old", NOW, story=1, evidence=evidence)
    said = newsloom("explain", "https://a.example/old")
    assert (said.code, said.err) == (0, "")
    assert "joined    with score 0.214, 0.064 above the 0.150 that was needed" in said.out
    assert list(newsloom("explain", "https://a.example/old", "--json").objects[0]) == KEYS


def test_a_story_that_is_part_of_another_now_is_named_as_both(newsloom: Newsloom, threads: World) -> None:
    threads.article("https://a.example/steel/2", "The mill again", NOW)
    threads.merge(2, into=3)
    assert "second    story 2, now part of story 3 · The mill again" in newsloom("explain", VISIT).out
    (found,) = newsloom("explain", VISIT, "--json").objects
    assert found["runner_up"] == {"story": 2, "now": 3, "title": "The mill again", "score": 0.08}


def test_what_people_said_and_where_it_was_before_is_told(newsloom: Newsloom, threads: World) -> None:
    newsloom("pin", VISIT, "2")
    lines = newsloom("explain", VISIT).out.splitlines()
    assert lines[4] == "story     2 · [Video] The mill is sold"
    assert lines[7:11] == [
        "moved     a person pinned it (pin 1)",
        "          on 2025-02-10 12:00:00",
        "",
        "placed    when it was placed:",
    ]
    assert lines[-3:] == [
        "",
        "was       story 1, 2025-02-10 12:00:00 to 2025-02-10 12:00:00: joined with score 0.214 (0.150 needed); "
        "next best: story 2 with 0.080; then a person pinned it",
        "pins      pin 1: article 3 (A golden age) belongs to story 2",
    ]
    (found,) = newsloom("explain", VISIT, "--json").objects
    assert (found["margin"], found["rule"], found["pins"][0]["pin"]) == (None, "pinned", 1)
    at = "2025-02-10T12:00:00Z"
    (was,) = found["was"]
    then = {"story": 1, "joined": at, "left": at, "why": "pinned", "rule": "joined", "score": 0.214, "threshold": 0.15}
    assert {key: was[key] for key in then} == then
    assert "a person pinned it (pin 1)" in newsloom("trace", VISIT).out
    newsloom("unpin", "1")
    assert "pins" not in newsloom("explain", VISIT).out


@pytest.mark.parametrize(
    ("rule", "how", "sure", "left"),
    [
        (
            "merged",
            "it came with story 2, which was merged into this one",
            "kinship 0.400, 0.100 above the 0.300 that merges two stories",
            "its story was merged into another",
        ),
        (
            "split",
            "it left story 2, which had fallen apart",
            "kinship 0.400, 0.100 above the 0.300 that keeps a story together",
            "its story had fallen apart",
        ),
        (
            "moved",
            "it was nearer to this story than to story 2",
            "kinship 0.400, 0.100 above the 0.300 that keeps a story together",
            "it was nearer to another story",
        ),
    ],
)
def test_what_second_thoughts_did_is_told(
    newsloom: Newsloom, threads: World, rule: str, how: str, sure: str, left: str
) -> None:
    with threads.ledger.exclusive("assign") as tx:
        moves.move(tx, 4, 1, Assignment(None, 0.4, 0.3, rule, {"from": 2, "kin": 0.4, "bar": 0.3}), NOW)
    lines = newsloom("explain", STEEL).out.splitlines()
    at = lines.index(f"moved     {how}")
    assert lines[at + 1] == f"          {sure}"
    assert f"; then {left}" in lines[-1]
    assert how in newsloom("trace", STEEL).out


#: as second thoughts leave it, of an article that was nearer to another story.
SECOND: dict[str, Any] = {
    "from": 1,
    "kin": 0.12,
    "bar": 0.28,
    "likeness": 0.08,
    "gap_days": 92.0,
    "nearest": [1, 3],
    "nearest_likeness": 0.11,
    "there": {"kin": 0.4, "bar": 0.34, "likeness": 0.3, "gap_days": 1.0, "nearest": [4, 3], "nearest_likeness": 0.35},
}


@pytest.fixture
def moved(threads: World) -> World:
    """The visit was nearer to the takeover, second thoughts found."""
    with threads.ledger.exclusive("assign") as tx:
        moves.move(tx, 3, 2, Assignment(None, 0.12, 0.28, "moved", SECOND), NOW)
    return threads


def test_of_an_article_that_was_moved_it_tells_what_was_compared_and_why_it_had_been_placed(
    newsloom: Newsloom, moved: World
) -> None:
    lines = newsloom("explain", VISIT).out.splitlines()
    begin = lines.index("moved     it was nearer to this story than to story 1")
    assert lines[begin : lines.index("words     meeting, inauguration") + 1] == [
        "moved     it was nearer to this story than to story 1",
        "          kinship 0.120, 0.160 below the 0.280 that keeps a story together",
        "          on 2025-02-10 12:00:00",
        "left      likeness 0.08 on the whole; 92.0 days between them",
        "          0.11 of the two nearest:",
        "          article 1 · 7 Nov 2024 · Harbor Post · Ishiba and Trump talk",
        "          article 3 · 7 Feb 2025 · Harbor Post · A golden age",
        "here      kinship 0.400, 0.060 above the 0.340 that merges two stories",
        "          likeness 0.30 on the whole; 1.0 days between them",
        "          0.35 of the two nearest:",
        "          article 4 · 8 Feb 2025 · Harbor Post · [Video] The mill is sold",
        "          article 3 · 7 Feb 2025 · Harbor Post · A golden age",
        "sides     both: newsloom story 1; newsloom story 2; before: newsloom story 1 --at 2025-02-10T11:59:59.999Z",
        "          if that is wrong: newsloom pin 3 1",
        "",
        "placed    when it was placed:",
        "joined    with score 0.214, 0.064 above the 0.150 that was needed",
        "          into story 1 · Ishiba and Trump talk",
        "          on 2025-02-10 12:00:00",
        *IN_COMMON,
    ]


def test_of_an_article_that_was_moved_the_sums_are_those_of_when_it_was_placed(
    newsloom: Newsloom, threads: World
) -> None:
    with threads.ledger.begin() as tx:
        tx.execute(sa.update(schema.membership).where(schema.membership.c.article_id == 3).values(evidence=SUMS))
    with threads.ledger.exclusive("assign") as tx:
        moves.move(tx, 3, 2, Assignment(None, 0.12, 0.28, "moved", SECOND), NOW)
    lines = newsloom("explain", VISIT).out.splitlines()
    at = lines.index("placed    when it was placed:")
    assert "score     0.1941 likeness x 1.207 for a loose story - 0.020 for silence = 0.214" in lines[at:]
    assert "needed    0.180 to join + 0.012 for the crowd - 0.042 as it is under way = 0.150" in lines[at:]


#: as second thoughts leave it, of two stories, or parts of one.
TWO: dict[str, Any] = {name: SECOND[name] for name in ("likeness", "gap_days", "nearest", "nearest_likeness")}
COMPARED = [
    "          likeness 0.08 on the whole; 92.0 days between them",
    "          0.11 of the two nearest:",
    "          article 1 · 7 Nov 2024 · Harbor Post · Ishiba and Trump talk",
    "          article 3 · 7 Feb 2025 · Harbor Post · A golden age",
]
LATER = NOW + timedelta(seconds=90.5)


def test_what_shows_both_sides_of_a_merge_shows_them_where_one_came_within_the_same_second(
    newsloom: Newsloom, threads: World
) -> None:
    with threads.ledger.exclusive("assign") as tx:
        tx.execute(sa.update(schema.membership).values(joined_at=NOW - timedelta(seconds=0.3)))
        moves.merge(tx, 1, 2, Assignment(None, 0.4, 0.3, "merged", {"from": 2, **TWO}), NOW, keep=1)
    (told,) = (line for line in newsloom("explain", VISIT).out.splitlines() if "both before: " in line)
    for command in told.split("both before: ")[1].split("; "):
        words = command.removeprefix("newsloom ").split()
        said = newsloom(*words)
        assert (said.code, said.err) == (0, "")
        assert f"story {words[1]} · " in said.out


def test_who_was_there_when_another_story_was_merged_into_its_own_is_told_so_with_both_sides(
    newsloom: Newsloom, threads: World
) -> None:
    with threads.ledger.exclusive("assign") as tx:
        law = {"law": 1.67, "by_law": 0.067}
        moves.merge(tx, 1, 2, Assignment(None, 0.4, 0.3, "merged", {"from": 2, **law, **TWO}), LATER, keep=1)
    told = [
        "          0.067 of it since both are one thread:",
        "          held together they score 1.7 times what an article needs to join",
        *COMPARED,
        "          both before: newsloom story {} --at 2025-02-10T12:01:30.499Z; newsloom story {} --at 2025-02-10T12:01:30.499Z",
        "          if that is wrong: newsloom part 1 3",
    ]
    lines = newsloom("explain", VISIT).out.splitlines()
    at = lines.index(
        "since     story 2 · [Video] The mill is sold · was merged into it on 2025-02-10 12:01:30: 1 article"
    )
    assert lines[at + 1] == "          kinship 0.400, 0.100 above the 0.300 that merges two stories"
    assert [
        line.replace("story 1", "story {}").replace("story 2", "story {}") for line in lines[at + 2 : at + 10]
    ] == told
    (since,) = newsloom("explain", VISIT, "--json").objects[0]["since"]
    number = newsloom("changes", "--json").objects[-2]["number"]
    assert since == {
        "number": number,
        "kind": "merged",
        "at": "2025-02-10T12:01:30Z",
        "story": 2,
        "articles": 1,
        "why": "merged",
        "score": 0.4,
        "threshold": 0.3,
        "law": 1.67,
        "by_law": 0.067,
        "likeness": 0.08,
        "gap_days": 92.0,
        "pair": [1, 3],
        "pair_likeness": 0.11,
    }
    other = newsloom("explain", STEEL).out.splitlines()
    assert not any(line.startswith("since") for line in other), "it came with it"
    begin = other.index("sides     " + told[-2].strip().format(2, 1))
    assert other[begin + 1] == told[-1]


def test_who_stayed_when_a_part_of_its_story_left_is_told_so_with_both_sides(
    newsloom: Newsloom, threads: World
) -> None:
    with threads.ledger.exclusive("assign") as tx:
        new = moves.split_off(tx, 1, [3], Assignment(None, 0.1, 0.3, "split", {"from": 1, **TWO}), LATER)
    told = [
        *COMPARED,
        f"          both: newsloom story 1; newsloom story {new}; before: newsloom story 1 --at 2025-02-10T12:01:30.499Z",
        "          if that is wrong: newsloom together 1 3",
    ]
    lines = newsloom("explain", CALL).out.splitlines()
    (at,) = [n for n, line in enumerate(lines) if line.startswith("since ")]
    count = len(look_members(threads, new))
    assert lines[at].startswith(
        f"since     story {new} · A golden age · was begun with a part of it on 2025-02-10 12:01:30"
    )
    assert lines[at].endswith(f": {count} article{'s' * (count > 1)}")
    assert lines[at + 2 : at + 8] == told
    gone = newsloom("explain", VISIT).out.splitlines()
    begin = gone.index(f"sides     {told[-2].strip()}")
    assert gone[begin + 1] == told[-1]
    newsloom("together", CALL, VISIT)
    assert newsloom("explain", VISIT).out.splitlines()[-1].startswith("pins ")


def test_of_a_member_that_was_nearest_and_is_elsewhere_by_now_that_is_told(newsloom: Newsloom, threads: World) -> None:
    later = NOW + timedelta(hours=1)
    with threads.ledger.exclusive("assign") as tx:
        moves.move(tx, 1, 2, Assignment(None, 0.4, 0.3, "moved", {}), later)  # its copy goes with it
        tx.execute(sa.delete(schema.membership).where(schema.membership.c.article_id == 2))
    lines = newsloom("explain", VISIT).out.splitlines()
    head = lines.index("0.41      article 1 · 7 Nov 2024 · Harbor Post · Ishiba and Trump talk")
    assert lines[head + 1] == "          now in story 2, since 2025-02-10 13:00:00"
    assert lines[head + 2].startswith("          92.0 days before it")
    assert lines[-1] == "          now in no story"
    (found,) = newsloom("explain", VISIT, "--json").objects
    assert [near["now"] for near in found["near"]] == [2, None]


def test_of_a_moved_article_the_members_that_it_left_are_told_as_being_elsewhere(
    newsloom: Newsloom, moved: World
) -> None:
    """They have not moved: no moment is told at which they did."""
    assert newsloom("explain", VISIT).out.splitlines().count("          now in story 1") == 2
    (found,) = newsloom("explain", VISIT, "--json").objects
    assert [near["now"] for near in found["near"]] == [1, 1]


def test_of_what_people_made_of_a_story_since_it_is_told_who_said_it(newsloom: Newsloom, threads: World) -> None:
    newsloom("together", CALL, STEEL)
    lines = newsloom("explain", VISIT).out.splitlines()
    (at,) = [n for n, line in enumerate(lines) if line.startswith("since ")]
    assert lines[at + 1] == "          a person put two together (pin 1)"


def test_of_many_changes_of_a_story_since_the_last_three_are_told(newsloom: Newsloom, threads: World) -> None:
    for n in range(5):
        article = threads.article(f"https://a.example/{n}", f"More {n}", NOW)
        with threads.ledger.exclusive("assign") as tx:
            moves.move(tx, article, 1, Assignment(None, 0.4, 0.3, "merged", {}), NOW)
    (found,) = newsloom("explain", CALL, "--json").objects
    last = [event["number"] for event in newsloom("changes", "--json").objects if event.get("kind") == "merged"][-3:]
    assert [each["number"] for each in found["since"]] == last


def look_members(threads: World, story: int | None) -> list[int]:
    with threads.ledger.read() as connection:
        return [row.id for row in stories.members(connection, story or 0)]


def test_machines_are_told_of_a_moved_article_why_it_had_been_placed(newsloom: Newsloom, moved: World) -> None:
    (found,) = newsloom("explain", VISIT, "--json").objects
    at = "2025-02-10T12:00:00Z"
    assert found["placed"] == {"story": 1, "joined": at, "rule": "joined", "score": 0.214, "threshold": 0.15}
    assert (found["rule"], found["likeness"], found["rare"]) == ("moved", 0.31, ["nagatacho"])
    told = {"kin": 0.12, "bar": 0.28, "likeness": 0.08, "gap_days": 92.0, "pair": [1, 3], "pair_likeness": 0.11}
    assert {key: found["moved"][key] for key in told} == told
    assert (found["moved"]["there"]["pair"], found["moved"]["there"]["there"]) == ([4, 3], None)
    (was,) = found["was"]
    assert [near["article"] for near in was["near"]] == [1, 2]
    assert (was["near"][0]["title"], was["names"]) == ("Ishiba and Trump talk", ["ishiba", "trump"])
    assert was["runner_up"] == {"story": 2, "now": 2, "title": "[Video] The mill is sold", "score": 0.08}


def test_who_was_moved_twice_is_told_of_the_last_time_and_of_how_it_was_placed(
    newsloom: Newsloom, moved: World
) -> None:
    newsloom("pin", VISIT, "1")
    lines = newsloom("explain", VISIT).out.splitlines()
    assert "moved     a person pinned it (pin 1)" in lines
    assert "joined    with score 0.214, 0.064 above the 0.150 that was needed" in lines
    (found,) = newsloom("explain", VISIT, "--json").objects
    assert (found["moved"], found["placed"]["story"], len(found["was"])) == (None, 1, 2)


def test_a_copy_tells_how_the_first_of_its_group_was_placed_though_that_one_was_moved(
    newsloom: Newsloom, moved: World
) -> None:
    moved.article("https://d.example/visit", "An age of gold", NOW, site="Delta Courier", story=2, copy_of=3)
    lines = newsloom("explain", "https://d.example/visit").out.splitlines()
    assert "moved     it was nearer to this story than to story 1" in lines
    assert "rare      nagatacho" in lines


def asked(world: World, newsloom: Newsloom, url: str) -> list[int]:
    """How much each statement names that is asked of the ledger to explain an article, but for people's words."""
    seen: list[int] = []

    def hear(_0: object, _1: object, statement: str, parameters: Sized, _2: object, many: object) -> None:
        del many
        if " FROM pin " not in " ".join(statement.split()):
            seen.append(len(parameters))

    sa.event.listen(world.ledger.engine, "before_cursor_execute", hear)
    try:
        assert newsloom("explain", url).code == 0
    finally:
        sa.event.remove(world.ledger.engine, "before_cursor_execute", hear)
    return seen


def test_a_copy_in_a_large_group_is_explained_by_as_few_and_as_short_statements_as_one_in_a_small_group(
    newsloom: Newsloom, threads: World
) -> None:
    few = asked(threads, newsloom, COPY)
    for number in range(20):
        threads.article(f"https://d.example/{number}", "On the phone", NOW, story=1, copy_of=1)
    assert asked(threads, newsloom, COPY) == few


def test_the_first_of_a_group_is_the_first_that_came_by_its_own_likeness(newsloom: Newsloom, threads: World) -> None:
    later, earlier = (
        threads.article(f"https://d.example/{n}", "On the phone", NOW, story=1, copy_of=1) for n in (1, 2)
    )
    times = {1: ("created", 9), later: ("joined", 5), earlier: ("joined", 3), 2: ("copy", 1)}
    member = schema.membership
    with threads.ledger.begin() as tx:
        for article, (rule, days) in times.items():
            row = sa.update(member).where(member.c.article_id == article)
            tx.execute(row.values(rule=rule, joined_at=NOW + timedelta(days=days)))
    (found,) = newsloom("explain", COPY, "--json").objects
    assert found["reasons_of"] == earlier


@pytest.mark.parametrize("nearest", ["no list", [], [1], ["a", None], [True, 2], [[1], {}], [10**30, 3]])
def test_what_second_thoughts_left_in_a_shape_that_is_not_known_is_passed_over(
    newsloom: Newsloom, moved: World, nearest: object
) -> None:
    evidence = SECOND | {"nearest": nearest, "there": nearest, "kin": "x", "gap_days": None, "likeness": [1]}
    with moved.ledger.begin() as tx:
        tx.execute(sa.update(schema.membership).where(schema.membership.c.article_id == 3).values(evidence=evidence))
    for words in (["explain", VISIT], ["explain", VISIT, "--json"]):
        said = newsloom(*words)
        assert (said.code, said.err) == (0, "")


def test_a_copy_of_what_a_person_moved_says_so(newsloom: Newsloom, threads: World) -> None:
    newsloom("pin", CALL, "2")
    lines = newsloom("explain", COPY).out.splitlines()
    assert "because   it goes where its original is; what brought the first of them here:" in lines
    assert "moved     a person pinned it (pin 1)" in lines
    assert "pins      pin 1: article 1 (Ishiba and Trump talk) belongs to story 2" in lines


def test_for_machines_it_is_one_object(newsloom: Newsloom, threads: World) -> None:
    (found,) = newsloom("explain", VISIT, "--json").objects
    assert list(found) == KEYS
    told = ("id", "story", "story_title", "copy_of", "reasons_of", "joined", "rule", "score", "threshold", "margin")
    assert [found[key] for key in told] == [
        *(3, 1, "Ishiba and Trump talk", None, 3, "2025-02-10T12:00:00Z", "joined", 0.214, 0.15, 0.064)
    ]
    told = {"article": 1, "now": 1, "likeness": 0.414, "title": "Ishiba and Trump talk", "site": "Harbor Post"}
    shared = {"days": 92.0, "names": ["ishiba"], "numbers": ["24"], "words": ["meeting"]}
    assert found["near"][0] == told | shared
    (copy,) = newsloom("explain", COPY, "--json").objects
    assert [copy[key] for key in ("copy_of", "reasons_of", "containment")] == [1, 1, 0.93]


@pytest.mark.parametrize("columns", [20, 80, 200])
def test_on_a_terminal_no_line_is_wider_than_it_and_nothing_is_lost(threads: World, columns: int) -> None:
    words = "A very long title of a very long article that goes on for longer than any screen is wide" * 2
    with threads.ledger.begin() as tx:
        stories.entitle(tx, 1, words)
    lines = [line.rstrip() for line in plain(on_a_terminal(columns, ["explain", VISIT])).splitlines()]
    assert max(map(width_of, lines)) <= columns
    assert words.replace(" ", "") in "".join("".join(lines).split())


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["https://nobody.example/1"], 1, "newsloom: never accepted: https://nobody.example/1"),
        (["https://gone.example/1"], 1, "newsloom: it has no article (failed): https://gone.example/1"),
        (
            ["https://a.example/late"],
            1,
            "newsloom: it is in no story yet: https://a.example/late; `newsloom trace` says",
        ),
        (
            ["https://a.example/wall"],
            1,
            "newsloom: it is in no story (refused): https://a.example/wall; `newsloom trace`",
        ),
        ([], 2, "newsloom: Missing argument 'URL|ID'"),
    ],
)
def test_what_cannot_be_explained_is_said_in_a_line(
    newsloom: Newsloom, world: World, words: list[str], code: int, told: str
) -> None:
    world.failed("https://gone.example/1")
    for url, state in (("https://a.example/late", "running"), ("https://a.example/wall", "refused")):
        placed = world.article(url, "Lost", NOW)
        with world.ledger.begin() as tx:
            tx.execute(sa.delete(schema.membership).where(schema.membership.c.article_id == placed))
            tx.execute(sa.update(schema.url).where(schema.url.c.url == url).values(state=state))
    said = newsloom("explain", *words)
    assert (said.code, said.out) == (code, "")
    assert said.err.startswith(told)
    assert len(said.err.splitlines()) == 1


def test_a_stranger_s_words_cannot_write_to_the_terminal(newsloom: Newsloom, threads: World) -> None:
    wild = "Calm\x1b[2J\r\u202e"
    evidence = FULL | {"shared_names": [wild], "shared_words": [wild], "shared_numbers": [wild]}
    with threads.ledger.begin() as tx:
        tx.execute(sa.update(schema.article).values(title=wild, site=wild))
        tx.execute(sa.update(schema.story).values(title=wild))
        tx.execute(sa.update(schema.membership).values(evidence=evidence))
    for words in (["explain", VISIT], ["explain", COPY], ["explain", VISIT, "--json"]):
        said = newsloom(*words)
        assert said.code == 0
        assert not {"\x1b", "\r", "\u202e"} & set(said.out)
