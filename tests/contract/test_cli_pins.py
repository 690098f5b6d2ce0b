"""newsloom pin, part, together, unpin, pins: people's corrections, done at once, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.contract.cli import Newsloom, Said
from tests.contract.seen_world import NOW, World, newsloom, services, world
from tests.terminal import on_a_terminal, plain
from workers.cli import pins_lines
from workers.cli.lines import width_of
from workers.ledger import checks, moves, pins, stories
from workers.model import Assignment

__all__ = ["newsloom", "services", "world"]  # the fixtures

CALL, COPY, VISIT, STEEL, MILL, LOOSE = (
    *("https://harbor.example/call", "https://delta.example/call", "https://harbor.example/visit"),
    *("https://harbor.example/steel", "https://a.example/mill", "https://a.example/loose"),
)


@pytest.fixture
def threads(world: World) -> World:
    """Story 1: a call, its copy, the visit. Story 2: a takeover and its mill. Articles 1 to 5, in this order."""
    world.article(CALL, "Ishiba and Trump talk", NOW)
    world.article(COPY, "Ishiba and Trump talk", NOW, site="Delta Courier", story=1, copy_of=1)
    world.article(VISIT, "A golden age", NOW + timedelta(days=1), story=1)
    world.article(STEEL, "Steel is sold", NOW)
    world.article(MILL, "The mill is sold", NOW, story=2)
    return world


def where(world: World, count: int = 5) -> list[int]:
    """The story of each article, in their order."""
    with world.ledger.read() as connection:
        found = [stories.of_article(connection, article) for article in range(1, count + 1)]
    return [row.story_id for row in found if row is not None]


def kinds(newsloom: Newsloom) -> list[str]:
    return [each["kind"] for each in newsloom("changes", "--json").objects[5:-1]]


# who is meant


@pytest.mark.parametrize("words", [("pin", "2", "2"), ("part", "1", "2"), ("together", "3", "2")])
def test_a_number_is_that_of_an_article_as_people_are_told_it_and_not_that_of_a_url(
    newsloom: Newsloom, world: World, words: tuple[str, ...]
) -> None:
    """Which are not the same once one url has become no article."""
    world.failed("https://a.example/gone")
    for url, story in ((CALL, None), (VISIT, 1), (STEEL, None)):
        world.article(url, url, NOW, story=story)
    told = newsloom("explain", VISIT).out.splitlines()[1]
    assert told.startswith("article 2 ")
    assert newsloom("explain", "2") == newsloom("explain", VISIT)
    assert newsloom("dupes", "2") == newsloom("dupes", VISIT)
    assert newsloom("trace", "2").out.splitlines()[0] == CALL
    said = newsloom(*words, "--json")
    assert (said.code, said.objects[0]["moved"]) == (0, [2])
    assert newsloom("explain", "4") == Said(1, "", "newsloom: there is no article 4\n")


# pin


def test_a_pinned_article_goes_to_its_story_at_once(newsloom: Newsloom, threads: World) -> None:
    said = newsloom("pin", VISIT, "2")
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines() == [
        "pin 1: article 3 (A golden age) belongs to story 2",
        "moved article 3 from story 1 to story 2",
    ]
    assert where(threads) == [1, 1, 2, 2, 2]
    assert kinds(newsloom) == ["pinned", "moved"]


def test_its_copies_go_with_it(newsloom: Newsloom, threads: World) -> None:
    assert newsloom("pin", CALL, "2").out.splitlines()[1] == "moved articles 1 and 2 from story 1 to story 2"
    assert where(threads) == [2, 2, 1, 2, 2]


def test_who_is_there_already_stays_and_is_pinned(newsloom: Newsloom, threads: World) -> None:
    assert newsloom("pin", VISIT, "1").out.splitlines()[1] == "nothing had to be moved"
    assert newsloom("pin", VISIT, "1").out.startswith("pin 1: "), "said twice, it is said once"
    assert kinds(newsloom) == ["pinned"]


def test_the_last_of_a_story_takes_it_along(newsloom: Newsloom, threads: World) -> None:
    newsloom("pin", MILL, "1")
    newsloom("pin", STEEL, "1")
    assert where(threads) == [1] * 5
    assert newsloom("story", "2").out.startswith("story 2 is now part of story 1\n")
    assert "merged" in kinds(newsloom)


def test_a_pin_to_a_story_that_was_merged_leads_to_where_it_is(newsloom: Newsloom, threads: World) -> None:
    newsloom("together", CALL, STEEL)
    newsloom("together", CALL, MILL)
    assert newsloom("pin", VISIT, "2", "--json").objects[0]["story"] == 1


def test_a_copy_is_not_pinned_without_its_original(newsloom: Newsloom, threads: World) -> None:
    said = newsloom("pin", COPY, "2")
    assert (said.code, said.out) == (1, "")
    assert said.err == "newsloom: article 2 is a copy of article 1, and goes where that one is: pin that one\n"
    assert newsloom("pins").err == "newsloom: nothing was pinned\n"


def test_an_article_that_is_in_no_story_yet_is_pinned_all_the_same(newsloom: Newsloom, threads: World) -> None:
    article = threads.article(LOOSE, "Loose", NOW)
    with threads.ledger.begin() as tx:
        tx.exec_driver_sql(f"DELETE FROM membership WHERE article_id = {article}")
    said = newsloom("pin", LOOSE, "1")
    assert said.out.splitlines()[1] == "it is in no story yet, and will be placed by it"


# part


def test_who_is_parted_leaves_for_a_story_of_its_own(newsloom: Newsloom, threads: World) -> None:
    said = newsloom("part", CALL, VISIT)
    assert said.out.splitlines() == [
        "pin 1: article 1 (Ishiba and Trump talk) and article 3 (A golden age) share no story",
        "moved article 3 from story 1 to story 3",
    ]
    assert where(threads) == [1, 1, 3, 2, 2]
    assert kinds(newsloom) == ["parted", "split"]
    assert newsloom("story", "3").out.startswith("A golden age\n")


def test_of_two_parts_the_larger_one_keeps_the_number(newsloom: Newsloom, threads: World) -> None:
    assert newsloom("part", VISIT, CALL, "--json").objects == [
        {"pin": 1, "kind": "apart", "article": 1, "story": 3, "moved": [3], "left": [1], "behind": [], "larger": None}
    ]
    assert where(threads) == [1, 1, 3, 2, 2]


def test_who_shares_no_story_is_parted_for_later(newsloom: Newsloom, threads: World) -> None:
    assert newsloom("part", CALL, STEEL).out.splitlines()[1] == "nothing had to be moved"
    said = newsloom("pin", CALL, "2")
    assert said.code == 1
    assert said.err == (
        "newsloom: it was parted from article 4, which is in story 2 (pin 1): `newsloom unpin 1` takes that back\n"
    )
    assert where(threads) == [1, 1, 1, 2, 2]


def test_where_the_second_is_pinned_the_first_leaves(newsloom: Newsloom, threads: World) -> None:
    newsloom("pin", CALL, "1")
    newsloom("part", VISIT, CALL)
    assert where(threads) == [1, 1, 3, 2, 2]
    newsloom("pin", STEEL, "2")
    assert newsloom("part", MILL, STEEL).out.splitlines()[1] == "moved article 5 from story 2 to story 4"
    assert where(threads) == [1, 1, 3, 2, 4]


def test_who_is_nearer_to_the_one_that_leaves_stays_until_it_is_brought_after_it(
    newsloom: Newsloom, threads: World
) -> None:
    came_by(threads, VISIT, LOOSE)
    newsloom("part", CALL, VISIT)
    assert where(threads, 6) == [1, 1, 3, 2, 2, 1]
    newsloom("together", VISIT, LOOSE)
    assert where(threads, 6) == [1, 1, 3, 2, 2, 3]


def test_copies_of_one_text_cannot_be_parted(newsloom: Newsloom, threads: World) -> None:
    said = newsloom("part", CALL, COPY)
    assert (said.code, said.out) == (1, "")
    assert said.err == "newsloom: articles 1 and 2 are copies of one text, and such are always in one story\n"


# together


def test_who_belongs_together_is_in_one_story_at_once(newsloom: Newsloom, threads: World) -> None:
    said = newsloom("together", CALL, MILL)
    assert said.out.splitlines() == [
        "pin 1: article 1 (Ishiba and Trump talk) and article 5 (The mill is sold) belong together",
        "moved article 5 from story 2 to story 1",
    ]
    assert where(threads) == [1, 1, 1, 2, 1]
    assert kinds(newsloom) == ["joined-together", "moved"]


def test_who_is_pinned_stays_and_the_other_one_comes(newsloom: Newsloom, threads: World) -> None:
    newsloom("pin", MILL, "2")
    newsloom("together", CALL, MILL)
    assert where(threads) == [2, 2, 1, 2, 2]


def test_all_that_belong_together_go_along(newsloom: Newsloom, threads: World) -> None:
    newsloom("together", CALL, VISIT)
    assert newsloom("pin", VISIT, "2", "--json").objects[0]["moved"] == [1, 2, 3]
    assert where(threads) == [2] * 5


def test_who_leaves_the_larger_story_for_the_smaller_one_is_told_how_to_have_it_the_other_way_round(
    newsloom: Newsloom, threads: World
) -> None:
    said = newsloom("together", MILL, COPY)
    assert said.out.splitlines()[1:] == [
        "moved articles 1 and 2 from story 1 to story 2",
        "story 1 is the larger one: it had 3 articles, story 2 had 2; to have it the other way round: newsloom pin 1 1",
    ]
    assert where(threads) == [2, 2, 1, 2, 2]
    assert newsloom("pin", "1", "1").code == 0
    assert where(threads) == [1, 1, 1, 2, 1], "as `together` the other way round would have left them"


@pytest.mark.parametrize(
    ("before", "words", "larger"),
    [
        ([], ["together", MILL, VISIT], 1),
        ([], ["together", VISIT, MILL], None),
        (["pin", VISIT, "2"], ["together", STEEL, CALL], None),
        (["pin", MILL, "2"], ["together", MILL, VISIT], None),
        ([], ["pin", VISIT, "2"], None),
    ],
)
def test_of_a_story_that_is_no_larger_or_that_a_pin_had_to_be_left_for_nothing_is_told(
    newsloom: Newsloom, threads: World, before: list[str], words: list[str], larger: int | None
) -> None:
    assert not before or newsloom(*before).code == 0
    assert newsloom(*words, "--json").objects[0]["larger"] == larger


# who stays behind

_BEHIND = "article 6 stays in story 1, though nearest to what moved: newsloom explain 6"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["part", CALL, VISIT], _BEHIND),
        (["pin", VISIT, "2"], _BEHIND),
        (["together", STEEL, VISIT], _BEHIND),
        (["part", VISIT, STEEL], ""),
        (["together", VISIT, STEEL], ""),
    ],
)
def test_who_came_nearest_to_what_moved_and_stays_is_told(
    newsloom: Newsloom, threads: World, words: list[str], told: str
) -> None:
    came_by(threads, VISIT, LOOSE)
    came_by(threads, CALL, f"{LOOSE}/2")
    assert [line for line in newsloom(*words).out.splitlines()[2:] if " stays " in line] == ([told] if told else [])


def test_of_few_that_stay_behind_each_is_named_and_of_many_their_number(newsloom: Newsloom, threads: World) -> None:
    for number in range(2):
        came_by(threads, VISIT, f"{LOOSE}/{number}")
    assert newsloom("pin", VISIT, "2").out.splitlines()[2] == (
        "articles 6 and 7 stay in story 1, though nearest to what moved: newsloom explain 6"
    )
    newsloom("pin", STEEL, "2")
    for number in range(2, 8):
        came_by(threads, MILL, f"{LOOSE}/{number}", story=2)
    assert newsloom("part", STEEL, MILL).out.splitlines()[2] == (
        "6 articles stay in story 2, though nearest to what moved: newsloom explain 8"
    )


def test_machines_are_told_who_stays_behind(newsloom: Newsloom, threads: World) -> None:
    came_by(threads, VISIT, LOOSE)
    assert newsloom("pin", VISIT, "2", "--json").objects[0]["behind"] == [6]
    assert newsloom("pin", VISIT, "2", "--json").objects[0]["behind"] == []


def came_by(world: World, nearest: str, url: str, story: int = 1) -> None:
    """One that joined a story of which that one was the nearest."""
    number = (CALL, COPY, VISIT, STEEL, MILL).index(nearest) + 1
    near = [{"article": number, "likeness": 0.4}, {"article": 1, "likeness": 0.1}]
    world.article(url, "A reply", NOW + timedelta(days=2), story=story, evidence={"members_near": near})


# what holds


def unlawful(world: World) -> list[str]:
    """The laws that do not hold."""
    with world.ledger.read() as connection:
        return [each.name for each in checks.CHECKS if connection.execute(each.find(NOW)).first() is not None]


def test_whatever_is_said_no_law_is_broken(newsloom: Newsloom, threads: World) -> None:
    before = unlawful(threads)
    assert "pin-obeyed" not in before
    for words in (
        ["pin", CALL, "2"],
        ["part", STEEL, MILL],
        ["together", VISIT, MILL],
        ["pin", VISIT, "1"],
        ["unpin", "1"],
        ["together", STEEL, CALL],
    ):
        assert newsloom(*words).code == 0, words
        assert unlawful(threads) == before, words


def test_the_help_says_which_change_tells_of_which_kind(newsloom: Newsloom) -> None:
    told = " ".join(newsloom("pins", "--help").out.split())
    assert f"`newsloom changes`: {'; '.join(f'{kind}, {event}' for kind, event in pins.EVENTS.items())})" in told


# contradictions


@pytest.mark.parametrize(
    ("before", "words", "told"),
    [
        (["together", CALL, VISIT], ["part", VISIT, COPY], "they belong together"),
        (["part", CALL, VISIT], ["together", COPY, VISIT], "they were parted"),
        (["pin", VISIT, "1"], ["pin", VISIT, "2"], "it is pinned to story 1"),
        (["part", STEEL, VISIT], ["pin", VISIT, "2"], "it was parted from article 4, which is in story 2"),
        (["part", STEEL, VISIT], ["together", MILL, VISIT], "it was parted from article 4, which is in story 2"),
    ],
)
def test_what_contradicts_an_earlier_word_is_refused_in_a_line_that_names_it(
    newsloom: Newsloom, threads: World, before: list[str], words: list[str], told: str
) -> None:
    assert newsloom(*before).code == 0
    was = where(threads)
    said = newsloom(*words)
    assert (said.code, said.out) == (1, "")
    assert said.err == f"newsloom: {told} (pin 1): `newsloom unpin 1` takes that back\n"
    assert (where(threads), len(newsloom("pins", "--json").objects)) == (was, 1)


def test_two_that_are_pinned_to_one_story_are_not_parted_nor_those_of_two_put_together(
    newsloom: Newsloom, threads: World
) -> None:
    for url, story in ((CALL, "1"), (VISIT, "1"), (MILL, "2")):
        assert newsloom("pin", url, story).code == 0
    assert newsloom("part", CALL, VISIT).err.startswith("newsloom: both are pinned to story 1 (pin 2)")
    said = newsloom("together", VISIT, MILL)
    assert said.err.startswith("newsloom: they are pinned to stories 1 and 2 (pin 2)")
    assert where(threads) == [1, 1, 1, 2, 2]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["pin", VISIT, "99"], 1, "there is no story 99: `newsloom stories` lists them"),
        (["pin", "https://nobody.example/1", "1"], 1, "never accepted: https://nobody.example/1"),
        (["pin", VISIT, "first"], 2, "expected a story's number, not 'first'"),
        (["pin", VISIT], 2, "Missing argument 'STORY'"),
        (["part", CALL, CALL], 2, "both are article 1: expected two articles"),
        (["together", VISIT, "3"], 2, "both are article 3: expected two articles"),
        (["together", VISIT, "https://nobody.example/1"], 1, "never accepted: https://nobody.example/1"),
        (["unpin", "7"], 1, "there is no pin 7: `newsloom pins` lists those that hold"),
        (["unpin", "x"], 2, "expected the number of a pin (as `newsloom pins` lists them), not 'x'"),
        (["unpin", "9" * 30], 2, "expected the number of a pin"),
    ],
)
def test_wrong_words_change_nothing(newsloom: Newsloom, threads: World, words: list[str], code: int, told: str) -> None:
    said = newsloom(*words)
    assert (said.code, said.out) == (code, "")
    assert told in said.err
    assert len(said.err.splitlines()) == 1
    assert (where(threads), kinds(newsloom)) == ([1, 1, 1, 2, 2], [])


def test_of_many_that_moved_their_number_is_told(newsloom: Newsloom, threads: World) -> None:
    for n in range(4):
        threads.article(f"https://d.example/{n}", "Ishiba and Trump talk", NOW, story=1, copy_of=1)
    assert newsloom("pin", CALL, "2").out.splitlines()[1] == "moved 6 articles from story 1 to story 2"


# unpin, pins


def test_what_is_taken_back_moves_nobody_and_holds_no_more(newsloom: Newsloom, threads: World) -> None:
    newsloom("pin", VISIT, "2")
    said = newsloom("unpin", "1")
    first, second = said.out.splitlines()
    assert (said.code, first) == (0, "taken back: pin 1: article 3 (A golden age) belongs to story 2")
    assert second == "nobody moves until story 2 is looked at again, which comes next"
    assert where(threads) == [1, 1, 2, 2, 2]
    assert newsloom("pins").out == ""
    assert newsloom("pin", VISIT, "1").code == 0
    again = newsloom("unpin", "1")
    assert again.err == (
        "newsloom: pin 1 was taken back on 2025-02-10 12:00:00: `newsloom pins` lists those that hold\n"
    )


@pytest.mark.parametrize(
    ("due", "looked", "told"),
    [
        ([2], True, "nobody moves until story 2 is looked at again, which comes next"),
        ([2, 5], True, "nobody moves until stories 2 and 5 are looked at again, which comes next"),
        ([2], False, "nobody moves, and nothing looks at stories again: [assign] repair_every is 0"),
        ([], True, "nobody is in a story yet; where they come is no longer bound by it"),
    ],
)
def test_what_is_taken_back_says_what_becomes_of_those_of_whom_it_was_said(
    due: list[int], looked: bool, told: str
) -> None:
    assert pins_lines.until(due, looked=looked) == told


def test_pins_are_listed_with_what_they_say(newsloom: Newsloom, threads: World) -> None:
    newsloom("pin", VISIT, "2")
    newsloom("part", CALL, STEEL)
    newsloom("unpin", "1")
    assert newsloom("pins").out.splitlines() == [
        "made                  what was said",
        "2025-02-10T12:00:00Z  pin 2: article 1 (Ishiba and Trump talk) and article 4 (Steel is sold) share no story",
    ]
    assert "taken back 2025-02-10 12:00:00" in newsloom("pins", "--all").out
    first, second = newsloom("pins", "--all", "--json").objects
    assert first == {
        "pin": 1,
        "kind": "pin",
        "article": 3,
        "title": "A golden age",
        "story": 2,
        "story_when_pinned": 2,
        "other": None,
        "other_title": None,
        "made": "2025-02-10T12:00:00Z",
        "undone": "2025-02-10T12:00:00Z",
    }
    assert (second["kind"], second["other_title"], second["undone"]) == ("apart", "Steel is sold", None)


def test_a_pin_tells_where_its_story_is_now_and_what_was_said_then(newsloom: Newsloom, threads: World) -> None:
    newsloom("pin", MILL, "2")
    with threads.ledger.exclusive("assign") as tx:
        moves.merge(tx, 1, 2, Assignment(None, 0.5, 0.2, "grown"), NOW)
    assert newsloom("pins").out.splitlines()[1].endswith("pin 1: article 5 (The mill is sold) belongs to story 1")
    (told,) = newsloom("pins", "--json").objects
    assert (told["story"], told["story_when_pinned"]) == (1, 2)


@pytest.mark.parametrize("columns", [80, 200])
def test_on_a_terminal_no_line_is_wider_than_it(threads: World, newsloom: Newsloom, columns: int) -> None:
    threads.article(LOOSE, "A very long title of a very long article " * 5, NOW)
    newsloom("part", LOOSE, CALL)
    lines = plain(on_a_terminal(columns, ["pins"])).splitlines()
    assert max(width_of(line.rstrip()) for line in lines) <= columns


def test_a_stranger_s_words_cannot_write_to_the_terminal(newsloom: Newsloom, threads: World) -> None:
    threads.article(LOOSE, "Calm\x1b[2J\r\u202e", NOW)
    for words in (["part", LOOSE, CALL], ["pins"], ["pins", "--json"], ["unpin", "1"], ["changes"]):
        said = newsloom(*words)
        assert said.code == 0
        assert not {"\x1b", "\r", "\u202e"} & set(said.out)
