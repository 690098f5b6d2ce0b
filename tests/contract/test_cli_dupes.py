"""newsloom dupes: the group of a text as a tree, in a pipe, on terminals, as JSON."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.contract.cli import Newsloom
from tests.contract.test_cli_reading import World, newsloom, services, world
from tests.terminal import on_a_terminal, plain
from workers.cli.lines import width_of
from workers.ledger import lineage, schema

__all__ = ["newsloom", "services", "world"]  # the fixtures

DAY = datetime(2025, 2, 3, 9, 0, tzinfo=UTC)
TEXT = "A free ferry replaces the bridge from June. It runs until midnight. Traders want money."
HARBOR, DELTA, LEDGER = (f"https://{name}.example/ferry" for name in ("harbor", "delta", "ledger"))

KEYS = [
    *("id", "url", "title", "published", "lang", "site", "credits", "asked", "linked", "copy_of", "nearest"),
    *("kind", "inside", "likeness", "containment", "length_ratio", "headline_changed", "added", "dropped", "text_kept"),
]


@pytest.fixture
def ferry(world: World) -> World:
    """Harbor's text; Delta's, cut and under another headline; the Ledger's, which has Delta's with a sentence more."""
    short = "A free ferry replaces the bridge from June. It runs until midnight."
    delta = {"site": "Delta Courier", "story": 1, "copy_of": 1, "text": short}
    world.article(HARBOR, "Ferry to replace the bridge", DAY, text=TEXT)
    world.article(DELTA, "Bridge closed: a ferry runs", DAY + timedelta(days=1), **delta)  # type: ignore[arg-type]
    more = short + " The ferry is called Heron."
    ledger = {**delta, "site": "The Ledger", "text": more}
    world.article(LEDGER, "Bridge closed: a ferry runs", DAY + timedelta(days=2), **ledger)  # type: ignore[arg-type]
    with world.ledger.begin() as tx:
        tx.execute(sa.update(schema.article).where(schema.article.c.id == 3).values(copy_nearest=2))
        tx.execute(sa.update(schema.article).where(schema.article.c.id == 2).values(credits=["Reuters"]))
    return world


def test_each_copy_stands_under_its_nearest_text_with_what_changed(newsloom: Newsloom, ferry: World) -> None:
    said = newsloom("dupes", DELTA)
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines() == [
        "3 articles, 1 text, 3 publishers",
        "",
        "3 Feb 2025 · Harbor Post · Ferry to replace the bridge",
        "   article 1",
        f"   {HARBOR}",
        "└─ 4 Feb 2025 · Delta Courier · Bridge closed: a ferry runs",
        (
            "      article 2 · copy · likeness 0.80 · containment 0.93 · 0.80 of the length · headline changed"
            " · sentences: 0 added, 1 dropped · credits Reuters · this is what you asked for"
        ),
        f"      {DELTA}",
        "   └─ 5 Feb 2025 · The Ledger",
        (
            "         article 3 · copy · likeness 0.80 · containment 0.93 · 1.42 of the length"
            " · sentences: 1 added, 0 dropped"
        ),
        f"         {LEDGER}",
    ]


def test_the_sentences_themselves_are_shown_when_they_are_asked_for(newsloom: Newsloom, ferry: World) -> None:
    lines = [line.strip() for line in newsloom("dupes", DELTA, "--diff").out.splitlines()]
    assert [line for line in lines if line[:2] in {"- ", "+ "}] == [
        "- Traders want money.",
        "+ The ferry is called Heron.",
    ]


def test_for_machines_each_article_is_a_line_the_original_first(newsloom: Newsloom, ferry: World) -> None:
    said = newsloom("dupes", HARBOR, "--json")
    assert said.code == 0
    assert [list(each) for each in said.objects] == [KEYS] * 3
    first, second, third = said.objects
    assert (first["copy_of"], first["nearest"], first["added"], first["asked"]) == (None, None, None, True)
    assert (second["nearest"], second["kind"], second["likeness"], second["credits"]) == (1, "copy", 0.8, ["Reuters"])
    assert (second["added"], second["dropped"], second["headline_changed"], second["asked"]) == (0, 1, True, False)
    assert (third["copy_of"], third["nearest"], third["added"], third["headline_changed"]) == (1, 2, 1, False)
    assert newsloom("dupes", HARBOR, "--json", "--diff").objects[2]["added"] == ["The ferry is called Heron."]


@pytest.mark.parametrize("columns", [80, 200])
def test_on_a_terminal_no_line_is_wider_than_it_and_nothing_is_lost(ferry: World, columns: int) -> None:
    lines = [line.rstrip() for line in plain(on_a_terminal(columns, ["dupes", DELTA, "--diff"])).splitlines()]
    assert max(map(width_of, lines)) <= columns
    words = " ".join(line.lstrip("│├└─ ") for line in lines)
    for told in (
        "Bridge closed: a ferry runs",
        "sentences: 0 added, 1 dropped",
        "+ The ferry is called Heron.",
        LEDGER,
    ):
        assert told in words


def test_a_chain_of_copies_deeper_than_the_screen_is_shown_all_the_same(ferry: World) -> None:
    for number in range(4, 40):
        ferry.article(f"https://n{number}.example/1", "Ferry", DAY, story=1, copy_of=1, text=TEXT)
        with ferry.ledger.begin() as tx:
            tx.execute(sa.text(f"UPDATE article SET copy_nearest = {number - 1} WHERE id = {number}"))
    said = plain(on_a_terminal(80, ["dupes", "39"]))
    assert "39 articles, 1 text" in said
    assert "https://n39.example/1" in said
    assert max(width_of(line.rstrip()) for line in said.splitlines()) <= 80


def test_a_chain_of_two_thousand_copies_is_shown_in_a_pipe(newsloom: Newsloom, ferry: World) -> None:
    with ferry.ledger.begin() as tx:
        row = dict(tx.execute(sa.select(schema.article).where(schema.article.c.id == 3)).one()._mapping)
        url = dict(tx.execute(sa.select(schema.url).where(schema.url.c.id == row["url_id"])).one()._mapping)
        chain = range(row["id"] + 1, row["id"] + 2000)
        tx.execute(
            sa.insert(schema.url),
            [url | {"id": n, "key": str(n).encode(), "url": f"https://n{n}.example/"} for n in chain],
        )
        tx.execute(sa.insert(schema.article), [row | {"id": n, "url_id": n, "copy_nearest": n - 1} for n in chain])
    said = newsloom("dupes", DELTA)
    assert (said.code, said.out.splitlines()[0]) == (0, "2,002 articles, 1 text, 3 publishers")
    assert len(said.out) < 2_002 * 1_000
    assert len(newsloom("dupes", DELTA, "--json").objects) == 2_002


def test_who_has_no_copies_is_told_so(newsloom: Newsloom, world: World) -> None:
    world.article(HARBOR, "Ferry to replace the bridge", DAY, text=" ".join([TEXT] * 4))
    said = newsloom("dupes", HARBOR)
    assert (said.code, said.out.splitlines()[0]) == (0, "no copies of it are known")
    assert "Ferry to replace the bridge" in said.out


def test_who_asks_for_copies_of_a_short_text_is_told_which_would_be_known(newsloom: Newsloom, world: World) -> None:
    world.article(HARBOR, "Ferry to replace the bridge", DAY, text=TEXT)
    told = "no copies of it are known; of so short a text only one that is the same would be"
    assert newsloom("dupes", HARBOR).out.splitlines()[0] == told


def test_a_text_that_is_no_longer_kept_is_not_taken_for_one_that_was_cut(newsloom: Newsloom, ferry: World) -> None:
    with ferry.ledger.begin() as tx:
        gone = sa.update(schema.article).where(schema.article.c.id == 1)
        tx.execute(gone.values(text="", signature=None, text_gone_at=DAY))
    assert "headline changed · text no longer kept" in newsloom("dupes", DELTA).out
    assert newsloom("dupes", DELTA, "--json").objects[1]["dropped"] is None


@pytest.mark.parametrize("anew", [1, 2])
def test_of_two_identical_texts_that_differ_now_it_is_said_that_one_was_read_anew(
    newsloom: Newsloom, ferry: World, anew: int
) -> None:
    more = TEXT + " The mayor resigned."
    with ferry.ledger.begin() as tx:
        mine = sa.update(schema.article).where(schema.article.c.id.in_([1, 2]))
        tx.execute(mine.values(text=TEXT))
        tx.execute(sa.update(schema.article).where(schema.article.c.id == 2).values(copy_kind="identical"))
        tx.execute(sa.update(schema.article).where(schema.article.c.id == anew).values(version=2, text=more))
    told = next(line for line in newsloom("dupes", HARBOR).out.splitlines() if "identical text" in line)
    assert ("1 added, 0 dropped" if anew == 2 else "0 added, 1 dropped") in told
    assert "one of them was read anew since" in told


def test_another_original_is_shown_at_the_top(newsloom: Newsloom, ferry: World) -> None:
    with ferry.ledger.exclusive("assign") as tx:
        tx.execute(
            sa.update(schema.article).where(schema.article.c.id == 3).values(published_at=DAY - timedelta(days=1))
        )
        lineage.mend(tx, [1], DAY)
    said = newsloom("dupes", HARBOR, "--json").objects
    assert [(each["id"], each["nearest"]) for each in said] == [(3, None), (2, 3), (1, 2)]
    assert [each["dropped"] for each in said] == [None, 1, 0]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["https://nobody.example/1"], 1, "newsloom: never accepted: https://nobody.example/1"),
        (["https://gone.example/1"], 1, "newsloom: it has no article (failed): https://gone.example/1"),
        (["nobody.example/1"], 1, "newsloom: never accepted: nobody.example/1"),
        (["pages/01.html"], 2, "newsloom: never accepted: pages/01.html, which is neither a url nor a number"),
        (["foo"], 2, "newsloom: never accepted: foo, which is neither a url nor a number"),
        ([""], 2, 'newsloom: never accepted: "", which is'),
        ([" "], 2, 'newsloom: never accepted: " ", which is'),
        (["\x00"], 2, 'newsloom: never accepted: "\\u0000", which is'),
        ([], 2, "newsloom: Missing argument 'URL|ID'"),
    ],
)
def test_what_cannot_be_shown_is_said_in_a_line(
    newsloom: Newsloom, world: World, words: list[str], code: int, told: str
) -> None:
    world.failed("https://gone.example/1")
    said = newsloom("dupes", *words)
    assert (said.code, said.out) == (code, "")
    assert said.err.startswith(told)
    assert len(said.err.splitlines()) == 1


def test_a_stranger_s_words_cannot_write_to_the_terminal(newsloom: Newsloom, ferry: World) -> None:
    with ferry.ledger.begin() as tx:
        wild = {"title": "Calm\x1b[2J", "site": "A\rB", "credits": ["\x1b[31mX"], "text": "One.\x1b[2J Two\u202e."}
        tx.execute(sa.update(schema.article).where(schema.article.c.id == 2).values(**wild))
    for words in (["dupes", DELTA, "--diff"], ["dupes", DELTA, "--diff", "--json"]):
        assert not {"\x1b", "\r", "\u202e"} & set(newsloom(*words).out)


WEEK, REPORT = "https://delta.example/week", "https://harbor.example/report"


@pytest.fixture
def linked(ferry: World) -> World:
    """A round-up that takes in Delta's copy whole, and a report of the same form as it, each a story of its own."""
    more = "A free ferry replaces the bridge from June. It runs until midnight. The mill is sold. Owls nest."
    ferry.article(WEEK, "The week in brief", DAY + timedelta(days=6), site="Delta Courier", text=more)
    ferry.article(REPORT, "Ferry to replace the tunnel", DAY + timedelta(days=7), text=TEXT.replace("bridge", "tunnel"))
    near(ferry, 4, "contained", 2, 6.2)
    near(ferry, 5, "template", 4, None)
    return ferry


def near(world: World, article: int, kind: str, nearest: int, ratio: float | None) -> None:
    values = {"copy_kind": kind, "copy_nearest": nearest, "copy_ratio": ratio, "copy_likeness": 0.08}
    with world.ledger.begin() as tx:
        tx.execute(sa.update(schema.article).where(schema.article.c.id == article).values(**values))


def test_a_round_up_around_one_of_them_is_linked_and_not_merged(newsloom: Newsloom, linked: World) -> None:
    lines = newsloom("dupes", HARBOR).out.splitlines()
    assert lines[0] == "3 articles, 1 text, 3 publishers"
    assert lines[-5:] == [
        "",
        "linked, not merged:",
        "9 Feb 2025 · Delta Courier · The week in brief",
        "   article 4 · contained · article 2 is inside, 0.16 of its length · likeness 0.08 · containment 0.93",
        f"   {WEEK}",
    ]


def test_a_round_up_is_shown_what_is_inside_it_and_what_has_its_wording(newsloom: Newsloom, linked: World) -> None:
    lines = newsloom("dupes", WEEK).out.splitlines()
    assert lines[0].startswith("no copies of it are known")
    assert lines[-7:] == [
        "linked, not merged:",
        "4 Feb 2025 · Delta Courier · Bridge closed: a ferry runs",
        "   article 2 · contained · inside article 4, 0.16 of its length · likeness 0.08 · containment 0.93",
        f"   {DELTA}",
        "10 Feb 2025 · Harbor Post · Ferry to replace the tunnel",
        (
            "   article 5 · template · the wording of article 4 with other names and numbers"
            " · likeness 0.08 · containment 0.93"
        ),
        f"   {REPORT}",
    ]


def test_what_differs_between_linked_texts_is_shown_when_it_is_asked_for(newsloom: Newsloom, linked: World) -> None:
    lines = [line.strip() for line in newsloom("dupes", HARBOR, "--diff").out.split("linked")[1].splitlines()]
    assert lines[-2:] == ["+ The mill is sold.", "+ Owls nest."]


def test_for_machines_linked_texts_follow_the_group_with_their_direction(newsloom: Newsloom, linked: World) -> None:
    group = newsloom("dupes", HARBOR, "--json").objects
    assert [list(each) for each in group] == [KEYS] * 4
    assert [(each["id"], each["linked"], each["inside"]) for each in group] == [
        (1, False, None),
        (2, False, None),
        (3, False, None),
        (4, True, False),
    ]
    assert [group[3][key] for key in ("copy_of", "nearest", "kind", "length_ratio")] == [None, 2, "contained", 6.2]
    assert (group[3]["added"], group[3]["dropped"]) == (2, 0)
    itself, brief, report = newsloom("dupes", WEEK, "--json").objects
    assert (itself["kind"], itself["nearest"]) == ("original", None)
    assert [brief[key] for key in ("id", "copy_of", "nearest", "kind", "inside")] == [2, 1, 4, "contained", True]
    assert brief["length_ratio"] == pytest.approx(1 / 6.2, abs=1e-3)
    assert [report[key] for key in ("id", "nearest", "kind", "inside", "length_ratio")] == [
        5,
        4,
        "template",
        None,
        None,
    ]


def test_a_form_with_many_reports_is_not_shown_without_end(newsloom: Newsloom, linked: World) -> None:
    for number in range(6, 64):
        linked.article(f"https://n{number}.example/1", "Ferry", DAY, text=TEXT)
        near(linked, number, "template", 1, 1.0)
    said = newsloom("dupes", HARBOR)
    assert "linked, not merged (the first 50):" in said.out.splitlines()
    assert len(newsloom("dupes", HARBOR, "--json").objects) == 53


def test_a_linked_text_that_is_no_longer_kept_is_told_as_such(newsloom: Newsloom, linked: World) -> None:
    with linked.ledger.begin() as tx:
        gone = sa.update(schema.article).where(schema.article.c.id == 4)
        tx.execute(gone.values(text="", signature=None, text_gone_at=DAY))
    assert "containment 0.93 · text no longer kept" in newsloom("dupes", HARBOR).out
    assert newsloom("dupes", HARBOR, "--json").objects[3]["dropped"] is None


@pytest.mark.parametrize("columns", [40, 80])
def test_linked_texts_are_no_wider_than_a_terminal(linked: World, columns: int) -> None:
    lines = [line.rstrip() for line in plain(on_a_terminal(columns, ["dupes", HARBOR, "--diff"])).splitlines()]
    assert max(map(width_of, lines)) <= columns
    assert "+ The mill is sold." in " ".join(map(str.strip, lines))


def test_a_trace_says_what_an_article_is_linked_with(newsloom: Newsloom, linked: World) -> None:
    lines = [" ".join(line.split()) for line in newsloom("trace", WEEK).out.splitlines()]
    at = lines.index("linked 2 · Bridge closed: a ferry runs")
    assert lines[at + 1 : at + 3] == [
        "contained · inside article 4, 0.16 of its length · likeness 0.08 · containment 0.93",
        DELTA,
    ]
    first = newsloom("trace", WEEK, "--json").objects[0]
    assert [first[key] for key in ("copy_of", "kind", "nearest", "length_ratio")] == [None, "contained", 2, 6.2]
    assert not any(line.startswith("linked") for line in newsloom("trace", DELTA).out.splitlines())
