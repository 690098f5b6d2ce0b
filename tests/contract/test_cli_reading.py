"""The commands that read the ledger: what they print, their JSON keys, their exit codes."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import redis as redis_py
from sqlalchemy.exc import OperationalError

from tests.contract.cli import Newsloom, Said, in_process
from tests.terminal import on_a_terminal, plain
from workers import bootstrap, retry, schedule
from workers import urls as addresses
from workers.bootstrap import Services
from workers.clean.decide import article_of
from workers.cli.export import values
from workers.cli.find import row_of
from workers.cli.jsonl import of_line
from workers.dedupe.signature import encode
from workers.dedupe.signature import sign as signature_of
from workers.errors import KilledError, NewsloomError, PermanentError, TransientError
from workers.ledger import Ledger, articles, ends, exported, feeds, leases, schema, steps, stories, story_log, urls
from workers.model import Article, Assignment, CopyKind, Hint, Kind, Page, Precision, Published, Submission, Verdict
from workers.retry import Next
from workers.settings import Assign, Dedupe, Dispatch, Settings, Upkeep, load, read

NOW = datetime(2025, 2, 10, 12, 0, tzinfo=UTC)
EVIDENCE = {
    "nearest": 1,
    "gap_days": 11.3,
    "shared_names": ["ishiba", "trump"],
    "shared_words": ["meeting", "inauguration"],
    "runner_up": {"story": 2, "score": 0.08},
}


@pytest.fixture
def services(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """This process's services: a home of their own, no Redis, and a clock that stands still."""
    for name in [name for name in os.environ if name.startswith("NEWSLOOM_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NEWSLOOM_HOME", str(tmp_path))
    shutil.copy(sqlite_template, tmp_path / "ledger.db")
    made = Services(read(os.environ), clock=lambda: NOW)
    made.ledger.hurry()
    monkeypatch.setattr(bootstrap, "_of_process", {os.getpid(): made})
    yield made
    made.close()


@pytest.fixture
def newsloom(services: Services, capsys: pytest.CaptureFixture[str]) -> Newsloom:
    return in_process(capsys)


@dataclass
class World:
    """Fills a ledger through its own functions."""

    services: Services
    ledger: Ledger

    def url(self, url: str, *, via: str = "enqueue", external: str | None = None) -> int:
        document = Page(url, url, 200, {}, b"", Kind.TEXT, NOW) if url.startswith("import:") else None
        canonical = url if document else addresses.canonical(url)
        host = "" if document else addresses.host(canonical)
        way = "import" if document else via
        given = Submission(canonical, addresses.key(canonical), host, way, Hint(id=external), document)
        with self.ledger.begin() as tx:
            return urls.accept(tx, [given], NOW).new[0]

    def article(
        self,
        url: str,
        title: str,
        published: datetime | None = None,
        *,
        site: str | None = "Harbor Post",
        story: int | None = None,
        copy_of: int | None = None,
        external: str | None = None,
        final_url: str | None = None,
        text: str = "The two leaders talked for five minutes by telephone and agreed to meet.",
        evidence: dict[str, object] | None = None,
    ) -> int:
        """An article in its story (None: a new one); its id."""
        row = self.url(url, external=external)
        when = published and Published(published, Precision.INSTANT)
        made = Article(final_url or _spelled(url), title, text, when, "en", site)
        kind = CopyKind.ORIGINAL if copy_of is None else CopyKind.COPY
        rule = "copy" if copy_of else "created" if story is None else "joined"
        with self.ledger.begin() as tx:
            for stage in ("fetch", "clean", "dedupe", "assign"):
                steps.record(
                    tx, [steps.row(row, stage, "done", NOW, detail=f"{stage} went well", ms=12, task_id="t-1")]
                )
                urls.advance(tx, urls.get(tx, row), stage, NOW)
            article = articles.save(tx, row, made, external_id=external, placed_at=published, now=NOW)
            articles.sign(tx, article, encode(signature_of(text)), Verdict(kind, copy_of, copy_of, 0.8, 0.93))
            into = story or stories.create(tx, NOW)
            stories.join(tx, article, into, Assignment(into, 0.214, 0.15, rule, evidence or {}), NOW)
            if story is None:
                stories.entitle(tx, into, title)
        return article

    def failed(self, url: str, reason: str = "http-404", state: str = "failed") -> int:
        row = self.url(url)
        with self.ledger.begin() as tx:
            detail = "the server has no such page"
            steps.record(tx, [steps.row(row, "fetch", state, NOW, reason=reason, detail=detail, ms=9)])
            ends.give_up(tx, row, NOW, state, reason, "the server has no such page")
        return row

    def feed(self, url: str, title: str | None = None, folder: str | None = None) -> None:
        with self.ledger.begin() as tx:
            feeds.add(tx, addresses.key(url), url, title, folder, NOW)

    def merge(self, story: int, into: int) -> None:
        with self.ledger.begin() as tx:
            tx.execute(schema.story.update().where(schema.story.c.id == story).values(merged_into=into))

    def state(self, row: int) -> tuple[str, str | None]:
        with self.ledger.read() as connection:
            found = urls.get(connection, row)
            assert found
            return found.state, found.reason


def _spelled(url: str) -> str:
    return url if url.startswith("import:") else addresses.canonical(url)


@pytest.fixture
def world(services: Services) -> World:
    return World(services, services.ledger)


@pytest.fixture
def two_stories(world: World) -> World:
    """A call, its copy and what came of it; and, newer, a takeover. Stories 1 and 2, articles 1 to 4."""
    call = datetime(2024, 11, 7, 1, 30, tzinfo=UTC)
    world.article("https://harbor.example/call", "Ishiba and Trump talk", call, external="h-1")
    world.article("https://delta.example/call", "Ishiba and Trump talk", call, site="Delta Courier", story=1, copy_of=1)
    later = datetime(2025, 2, 7, 18, 0, tzinfo=UTC)
    world.article("https://harbor.example/visit", "A golden age", later, story=1, evidence=EVIDENCE)
    world.article("https://harbor.example/steel", "[Video] The mill is sold", later + timedelta(days=1))
    return world


# stories


def test_stories_are_listed_with_the_newest_first(newsloom: Newsloom, two_stories: World) -> None:
    said = newsloom("stories", "--json")
    assert said.code == 0
    assert said.objects == [
        {
            "id": 2,
            "first": "2025-02-08T18:00:00Z",
            "last": "2025-02-08T18:00:00Z",
            "articles": 1,
            "copies": 0,
            "publishers": 1,
            "title": "[Video] The mill is sold",
        },
        {
            "id": 1,
            "first": "2024-11-07T01:30:00Z",
            "last": "2025-02-07T18:00:00Z",
            "articles": 3,
            "copies": 1,
            "publishers": 2,
            "title": "Ishiba and Trump talk",
        },
    ]


def test_in_a_pipe_stories_are_a_line_each_and_nothing_is_cut(newsloom: Newsloom, world: World) -> None:
    title = "A title of many words " * 20
    world.article("https://a.example/1", title.strip(), NOW)
    said = newsloom("stories")
    assert said.out.splitlines()[0].split() == ["id", "first", "last", "articles", "copies", "publishers", "title"]
    assert said.out.splitlines()[1].split()[:6] == ["1", "2025-02-10", "2025-02-10", "1", "0", "1"]
    assert said.out.splitlines()[1].endswith(title.strip())


def test_a_title_in_brackets_is_no_markup(newsloom: Newsloom, two_stories: World) -> None:
    assert "[Video] The mill is sold" in newsloom("stories").out
    assert "[Video] The mill is sold" in newsloom("story", "2").out


def test_a_title_cannot_write_to_the_terminal(newsloom: Newsloom, world: World) -> None:
    world.article("https://a.example/1", "Calm\x1b[2J\rand \u202eback", NOW)
    for words in (["stories"], ["story", "1"], ["trace", "1"]):
        assert not {"\x1b", "\r", "\u202e"} & set(newsloom(*words).out)


@pytest.mark.parametrize(("since", "ids"), [("2025-02-08", [2]), ("72h", [2, 1]), ("2025-03-01", [])])
def test_stories_since_a_time_have_an_article_since_then(
    newsloom: Newsloom, two_stories: World, since: str, ids: list[int]
) -> None:
    assert [row["id"] for row in newsloom("stories", "--since", since, "--json").objects] == ids


def test_a_limit_keeps_the_newest_stories(newsloom: Newsloom, two_stories: World) -> None:
    assert [row["id"] for row in newsloom("stories", "--limit", "1", "--json").objects] == [2]
    assert [row["id"] for row in newsloom("stories", "--limit", "0", "--json").objects] == [2, 1]


def test_an_empty_ledger_has_no_stories_and_that_is_no_error(newsloom: Newsloom) -> None:
    assert newsloom("stories") == Said(0, "", "newsloom: no stories\n")
    assert newsloom("stories", "--json") == Said(0, "", "")


@pytest.mark.parametrize("words", [["--since", "yesterday"], ["--limit", "few"], ["--limit", "-1"]])
def test_wrong_words_for_stories_are_exit_code_2(newsloom: Newsloom, words: list[str]) -> None:
    said = newsloom("stories", *words)
    assert (said.code, said.out) == (2, "")


def test_reading_starts_no_redis(newsloom: Newsloom, two_stories: World, tmp_path: Path) -> None:
    for words in (
        "stories",
        "story 1",
        "trace 1",
        "failed",
        "feeds list",
        "feeds add --unchecked https://a.example/f",
        "export",
    ):
        assert newsloom(*words.split()).code == 0
    assert not (tmp_path / "redis").exists()


# story


def test_a_story_is_a_timeline(newsloom: Newsloom, two_stories: World) -> None:
    said = newsloom("story", "1")
    assert said.code == 0
    assert said.out.splitlines() == [
        "Ishiba and Trump talk",
        "story 1 · 7 Nov 2024 – 7 Feb 2025 · 3 articles · 2 independent texts · 2 publishers",
        "",
        "Thursday 7 November 2024",
        "01:30  Harbor Post  Ishiba and Trump talk",
        "                    + 1 copy: Delta Courier",
        "",
        "Friday 7 February 2025",
        "18:00  Harbor Post  A golden age",
    ]


def test_copies_can_be_unfolded(newsloom: Newsloom, two_stories: World) -> None:
    assert "+ 7 Nov 2024 · Delta Courier" in newsloom("story", "1", "--copies").out


def test_a_story_as_json_is_an_object_an_article(newsloom: Newsloom, two_stories: World) -> None:
    first, copy, _ = newsloom("story", "1", "--json").objects
    assert first == {
        "story": 1,
        "id": 1,
        "url": "https://harbor.example/call",
        "title": "Ishiba and Trump talk",
        "published": "2024-11-07T01:30:00+00:00",
        "lang": "en",
        "site": "Harbor Post",
        "credits": [],
        "copy_of": None,
        "score": 0.214,
        "rule": "created",
        "basis": "page",
        "text_kept": True,
        "pins": [],
    }
    assert (copy["copy_of"], copy["rule"]) == (1, "copy")


def test_a_merged_story_is_shown_where_it_is_now(newsloom: Newsloom, two_stories: World) -> None:
    two_stories.merge(2, into=1)
    said = newsloom("story", "2")
    assert said.out.startswith("story 2 is now part of story 1\n\nIshiba and Trump talk\n")
    as_json = newsloom("story", "2", "--json")
    assert {row["story"] for row in as_json.objects} == {1}
    assert as_json.err == "newsloom: story 2 is now part of story 1\n"


def test_a_story_that_never_was_is_one_line(newsloom: Newsloom, two_stories: World) -> None:
    said = newsloom("story", "99")
    assert (said.code, said.out) == (1, "")
    assert said.err == "newsloom: there is no story 99: `newsloom stories` lists them\n"


@pytest.mark.parametrize("word", ["first", "0", "1.5", "9" * 30])
def test_what_is_no_story_number_is_exit_code_2(newsloom: Newsloom, word: str) -> None:
    assert newsloom("story", word).code == 2


def test_on_a_terminal_no_line_is_wider_than_it(services: Services, two_stories: World, tmp_path: Path) -> None:
    two_stories.article("https://a.example/long", "A very long title of a very long article " * 4, NOW, story=1)
    said = on_a_terminal(80, ["story", "1"])
    assert "Harbor Post" in said
    assert "--copies shows each copy" in said
    assert max(len(line) for line in plain(said).splitlines()) <= 80


# trace


def test_a_trace_has_each_step_the_article_and_why_it_is_there(newsloom: Newsloom, two_stories: World) -> None:
    said = newsloom("trace", "https://harbor.example/visit")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[:2] == [
        "https://harbor.example/visit",
        "url 3 · by enqueue · accepted 2025-02-10 12:00:00 · done",
    ]
    assert [line.split()[2:5] for line in lines[4:8]] == [
        ["fetch", "done", "12"],
        ["clean", "done", "12"],
        ["dedupe", "done", "12"],
        ["assign", "done", "12"],
    ]
    for told in (
        "article  3 · A golden age",
        "joined with score 0.214 (0.150 needed); next best: story 2 with 0.080",
        "names in common: ishiba, trump",
        "words in common: meeting, inauguration",
    ):
        assert told in said.out
    assert not re.search(r"\d\d:\d\d:\d\dZ|T\d\d:|\+00:00", said.out), "times have one form"


def test_a_trace_says_why_a_url_was_sent_on_its_way_each_time(newsloom: Newsloom, world: World) -> None:
    row = world.url("https://a.example/1")
    sent = "dispatch", "done"
    ways = [
        (*sent, "from accepted"),
        ("fetch", "retry", "no answer"),
        (*sent, "from accepted"),
        ("fetch", "failed", "no answer"),
        (*sent, "from accepted"),
        ("fetch", "done", "a page"),
        (*sent, "from fetch"),
        ("assign", "done", "created story 1"),
        (*sent, "from accepted"),
        (*sent, "again from accepted: its message was lost"),
    ]
    with world.ledger.begin() as tx:
        steps.record(tx, [steps.row(row, stage, end, NOW, detail=detail) for stage, end, detail in ways])
    told = [line for line in newsloom("trace", str(row)).out.splitlines() if "dispatch" in line]
    assert [line.split("done")[1].strip() for line in told] == [
        "from accepted",
        "from accepted: the next try",
        "from accepted: taken up again",
        "from fetch",
        "from accepted: to be read once more",
        "again from accepted: its message was lost",
    ]


def test_a_trace_of_a_copy_names_its_original(newsloom: Newsloom, two_stories: World) -> None:
    said = newsloom("trace", "https://delta.example/call")
    assert "copy of  1 · Ishiba and Trump talk" in said.out
    assert "93% of the shorter text is in the longer" in said.out


def test_a_trace_as_json_is_a_line_for_the_url_and_one_a_step(newsloom: Newsloom, two_stories: World) -> None:
    first, *rest = newsloom("trace", "2", "--json").objects
    assert {
        key: first[key] for key in ("url", "id", "state", "article", "copy_of", "containment", "story", "rule")
    } == {
        "url": "https://delta.example/call",
        "id": 2,
        "state": "done",
        "article": 2,
        "copy_of": 1,
        "containment": 0.93,
        "story": 1,
        "rule": "copy",
    }
    assert [step["stage"] for step in rest] == ["fetch", "clean", "dedupe", "assign"]
    assert list(rest[0]) == ["at", "stage", "outcome", "reason", "detail", "ms", "task"]


def test_a_failing_url_says_what_failed_and_when_it_is_tried_again(newsloom: Newsloom, world: World) -> None:
    row = world.url("https://slow.example/1")
    with world.ledger.begin() as tx:
        found, error = urls.get(tx, row), TransientError("timeout", "no answer in 45 s")
        assert found
        detail = ends.follow(tx, found, error, Next("retry", wait=30, attempt=1), NOW)
        steps.record(tx, [steps.row(row, "fetch", "retry", NOW, reason="timeout", detail=detail, ms=45000)])
    said = newsloom("trace", "https://slow.example/1").out
    assert "pending · 1 try failed · next try 2025-02-10 12:00:30" in said
    assert "timeout: no answer in 45 s; next try 2025-02-10 12:00:30" in said  # one form of time
    assert "timeout: no answer in 45 s" in said
    (first, _) = newsloom("trace", "https://slow.example/1", "--json").objects
    assert (first["next_try"], first["reason"], first["story"]) == ("2025-02-10T12:00:30Z", "timeout", None)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (TransientError("timeout", "no answer"), "failed · 6 tries failed"),
        (KilledError("time-limit", "no end"), "failed · its worker died 3 times"),
        (PermanentError("http-404", "no such page"), "failed · 1 try failed"),
    ],
)
def test_a_url_that_was_given_up_tells_of_all_its_tries_the_last_one_too(
    newsloom: Newsloom, world: World, error: NewsloomError, told: str
) -> None:
    row_id, row = world.url("https://slow.example/1"), None
    while row is None or row.state != "failed":
        with world.ledger.begin() as tx:
            row = urls.get(tx, row_id)
            assert row is not None
            ends.follow(tx, row, error, retry.after(error, row.attempts, row.kills, Dispatch(), 0.5), NOW)
            row = urls.get(tx, row_id)
    assert told in newsloom("trace", "https://slow.example/1").out


def test_a_url_that_killed_its_worker_says_so_and_what_the_last_error_was(newsloom: Newsloom, world: World) -> None:
    row = world.url("https://slow.example/1")
    with world.ledger.begin() as tx:
        ends.postpone(tx, row, NOW, NOW, "time-limit", "no end at clean", attempt=0, kill=1)
    said = newsloom("trace", "https://slow.example/1").out
    assert "pending · its worker died 1 time · next try" in said
    assert "last error: time-limit: no end at clean" in said
    assert newsloom("trace", "https://slow.example/1", "--json").objects[0]["kills"] == 1


@pytest.mark.parametrize(
    "spelling",
    [
        "1",
        "HTTPS://Old.Example:443/a?utm_source=x#top",
        "https://new.example/b",
        "https://new.example/b?fbclid=1",
    ],
)
def test_a_url_is_found_by_any_spelling_its_number_or_where_it_led(
    newsloom: Newsloom, world: World, spelling: str
) -> None:
    world.article("https://old.example/a", "Moved", NOW, final_url="https://new.example/b")
    assert newsloom("trace", spelling, "--json").objects[0]["url"] == "https://old.example/a"


@pytest.mark.parametrize("word", ["import:seed1.txt", "seed1.txt"])
def test_an_imported_document_is_found_by_its_name(newsloom: Newsloom, world: World, word: str) -> None:
    world.article("import:seed1.txt", "A seed", external="seed1.txt")
    said = newsloom("trace", word)
    assert "import:seed1.txt" in said.out
    assert "undated" in said.out


@pytest.mark.parametrize("word", ["no url", "pages/01.html", "\u00bd", "-"])
def test_a_word_that_is_neither_a_url_nor_a_number_is_told_so(newsloom: Newsloom, world: World, word: str) -> None:
    told = f"newsloom: never accepted: {word}, which is neither a url nor a number\n"
    assert newsloom("trace", word) == Said(2, "", told)


@pytest.mark.parametrize("word", ["https://never.example/", "77", "never.example/a", "localhost:8080/a", "9" * 30])
def test_a_url_that_was_never_accepted_is_one_line(newsloom: Newsloom, two_stories: World, word: str) -> None:
    assert newsloom("trace", word) == Said(1, "", f"newsloom: never accepted: {word}\n")


# failed


@pytest.fixture
def three_failed(world: World) -> World:
    """Rows 1 to 3: two pages that are not there, one that was refused."""
    world.failed("https://a.example/1")
    world.failed("https://b.example/2")
    world.failed("https://b.example/3", "private-address", "refused")
    return world


@pytest.mark.parametrize("words", [[], ["list"]])
def test_failed_alone_is_its_list(newsloom: Newsloom, three_failed: World, words: list[str]) -> None:
    said = newsloom("failed", *words)
    assert said.code == 0
    assert [line.split()[2] for line in said.out.splitlines()] == [
        "url",
        "https://b.example/3",
        "https://b.example/2",
        "https://a.example/1",
    ]
    assert "the server has no such page" in said.out


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (["--reason", "http-404"], [2, 1]),
        (["--host", "b.example"], [3, 2]),
        (["--reason", "http-404", "--host", "b.example"], [2]),
        (["--reason", "timeout"], []),
    ],
)
def test_filters_choose_the_same_before_and_after_the_word_list(
    newsloom: Newsloom, three_failed: World, words: list[str], ids: list[int]
) -> None:
    for line in ([*words, "--json"], ["list", *words, "--json"], [*words, "list", "--json"], ["--json", *words]):
        assert [row["id"] for row in newsloom("failed", *line).objects] == ids


def test_failed_as_json_has_its_keys(newsloom: Newsloom, three_failed: World) -> None:
    assert newsloom("failed", "--json").objects[0] == {
        "id": 3,
        "url": "https://b.example/3",
        "host": "b.example",
        "state": "refused",
        "stage": "accepted",
        "step": "fetch",
        "reason": "private-address",
        "detail": "the server has no such page",
        "attempts": 0,
        "via": "enqueue",
        "at": "2025-02-10T12:00:00Z",
    }


def test_retry_takes_up_what_the_filter_leaves(newsloom: Newsloom, three_failed: World) -> None:
    said = newsloom("failed", "retry", "--reason", "http-404")
    assert (said.code, said.out) == (0, "2 retried\n")
    assert [three_failed.state(row)[0] for row in (1, 2, 3)] == ["pending", "pending", "refused"]


def test_retry_without_words_takes_up_all(newsloom: Newsloom, three_failed: World) -> None:
    assert newsloom("failed", "retry", "--json").objects == [{"retried": 3, "missing": 0}]
    assert newsloom("failed", "--json").objects == []


def test_a_named_url_is_retried_in_any_spelling(newsloom: Newsloom, three_failed: World) -> None:
    assert newsloom("failed", "retry", "HTTPS://A.example/1?utm_source=x").code == 0
    assert [three_failed.state(row)[0] for row in (1, 2)] == ["pending", "failed"]


def test_naming_a_url_that_has_not_failed_is_exit_code_1_and_the_rest_is_done(
    newsloom: Newsloom, three_failed: World
) -> None:
    waiting = three_failed.url("https://c.example/4")
    said = newsloom("failed", "retry", "https://c.example/4", "https://never.example/", "https://a.example/1")
    assert (said.code, said.out) == (1, "1 retried\n")
    assert said.err.splitlines() == [
        "newsloom: https://c.example/4: has not failed: it is pending",
        "newsloom: https://never.example/: never accepted",
    ]
    assert [three_failed.state(row)[0] for row in (1, waiting)] == ["pending", "pending"]


def test_what_is_dropped_keeps_its_reason_and_is_listed_no_more(newsloom: Newsloom, three_failed: World) -> None:
    assert newsloom("failed", "drop", "--host", "b.example").out == "2 dropped\n"
    assert three_failed.state(3) == ("dropped", "private-address")
    assert [row["id"] for row in newsloom("failed", "--json").objects] == [1]


def test_a_dropped_url_comes_back_when_it_is_named(newsloom: Newsloom, three_failed: World) -> None:
    newsloom("failed", "drop", "https://a.example/1")
    assert newsloom("failed", "retry", "https://a.example/1").out == "1 retried\n"
    assert three_failed.state(1)[0] == "pending"


def test_dropping_all_must_be_said(newsloom: Newsloom, three_failed: World) -> None:
    said = newsloom("failed", "drop")
    assert (said.code, said.out) == (2, "")
    assert said.err == "newsloom: failed drop: name urls, or give --reason or --host\n"
    assert three_failed.state(1)[0] == "failed"


def test_hundreds_of_failed_urls_are_retried_in_one_go(newsloom: Newsloom, world: World) -> None:
    given = [Submission(f"https://a.example/{n}", f"k{n}", "a.example", "enqueue") for n in range(600)]
    with world.ledger.begin() as tx:
        for row in urls.accept(tx, given, NOW).new:
            ends.give_up(tx, row, NOW, "failed", "timeout", "no answer")
    assert newsloom("failed", "retry").out == "600 retried\n"
    with world.ledger.read() as connection:
        assert urls.counts(connection) == {"pending": 600}


@pytest.mark.parametrize("words", [(), ("retry",), ("retry", "--reason", "timeout"), ("--host", "a.example")])
def test_nothing_failed_is_no_error(newsloom: Newsloom, words: tuple[str, ...]) -> None:
    said = newsloom("failed", *words)
    assert said.code == 0
    assert "nothing has failed\n" in said.out + said.err


def test_a_filter_that_leaves_nothing_is_told_with_what_there_is(newsloom: Newsloom, three_failed: World) -> None:
    reasons, hosts = "2 http-404, 1 private-address", "2 b.example, 1 a.example"
    for words, told in {
        ("--reason", "htp-404"): f"nothing has failed with reason htp-404; reasons: {reasons}",
        ("--host", "d.example"): f"nothing has failed on host d.example; hosts: {hosts}",
        ("--reason", "private-address", "--host", "a.example"): "nothing has failed with reason private-address on "
        f"host a.example; reasons: {reasons}; hosts: {hosts}",
    }.items():
        assert newsloom("failed", *words) == Said(0, "", f"newsloom: {told}\n")
        assert newsloom("failed", "retry", *words) == Said(1, f"0 retried: {told}\n", "")
        assert newsloom("failed", "drop", *words) == Said(1, f"0 dropped: {told}\n", "")
    assert newsloom("failed", "retry", "1", "--reason", "timeout") == Said(
        1, f"0 retried: none of those named has failed with reason timeout; reasons: {reasons}\n", ""
    )


def test_where_only_documents_have_failed_no_list_of_hosts_is_promised(newsloom: Newsloom, world: World) -> None:
    world.failed("import:seed1.txt", "not-an-article", "refused")
    assert newsloom("failed", "--host", "a.example").err == (
        "newsloom: nothing has failed on host a.example; what has failed has no host\n"
    )


def test_of_many_reasons_ten_are_named(newsloom: Newsloom, world: World) -> None:
    for number in range(12):
        world.failed(f"https://a.example/{number}", f"http-{500 + number}")
    said = newsloom("failed", "--reason", "x").err
    assert said.endswith("1 http-509, 2 more\n")
    assert "http-510" not in said


@pytest.mark.parametrize(
    ("word", "ids"),
    [
        ("A.Example.", [1, 2]),
        ("a.example:8080", [2]),
        ("a.example:443", []),
        ("2001:DB8:0::1", [3, 4]),
        ("[2001:db8::1]", [3, 4]),
        ("[2001:db8::1]:8080", [4]),
    ],
)
def test_a_host_without_a_port_names_all_its_ports(newsloom: Newsloom, world: World, word: str, ids: list[int]) -> None:
    for host in ("a.example", "a.example:8080", "[2001:db8::1]", "[2001:db8::1]:8080"):
        world.failed(f"https://{host}/")
    assert sorted(row["id"] for row in newsloom("failed", "--host", word, "--json").objects) == ids
    assert newsloom("failed", "retry", "1", "2", "3", "4", "--host", word).out.startswith(f"{len(ids)} retried")


@pytest.mark.parametrize("word", ["", "a b", "https://a.example/", "a.example:port", "[::1"])
def test_a_word_that_can_be_no_host_is_wrong_words(newsloom: Newsloom, three_failed: World, word: str) -> None:
    said = newsloom("failed", "drop", "--host", word)
    assert (said.code, said.out) == (2, "")
    assert len(said.err.splitlines()) == 1
    assert "expected a host" in said.err


# feeds


def test_a_feed_is_added_once(newsloom: Newsloom) -> None:
    assert (
        newsloom("feeds", "add", "--unchecked", "https://a.example/rss?utm_source=x").out
        == "added https://a.example/rss\n"
    )
    again = newsloom("feeds", "add", "--unchecked", "HTTPS://A.example/rss")
    assert (again.code, again.out) == (0, "already known: https://a.example/rss\n")
    assert len(newsloom("feeds", "list", "--json").objects) == 1


def test_a_feed_is_known_by_the_scheme_that_readers_once_gave_it(newsloom: Newsloom, tmp_path: Path) -> None:
    said = newsloom("feeds", "add", "--unchecked", "feed://a.example/rss", " Feed:https://b.example/rss")
    assert (said.code, said.out) == (0, "added http://a.example/rss\nadded https://b.example/rss\n")
    urls = ("feed://a.example/rss", "feed:https://b.example/rss", "feed://https://c.example/rss", "feed:d.example")
    lines = "".join(f'<outline text="a" xmlUrl="{url}"/>' for url in urls)
    (tmp_path / "old.opml").write_text(f"<opml version='1.0'><body>{lines}</body></opml>")
    read = newsloom("feeds", "import", str(tmp_path / "old.opml"))
    assert (read.code, read.out) == (1, "1 added, 2 already known, 1 refused\n")
    assert "refused feed:d.example: " in read.err
    assert newsloom("feeds", "remove", "feed://a.example/rss").out == "removed http://a.example/rss\n"


def test_a_bad_feed_is_refused_and_the_others_are_added(newsloom: Newsloom) -> None:
    said = newsloom("feeds", "add", "--unchecked", "ftp://a.example/rss", "https://b.example/rss", "--folder", "news")
    assert said.code == 1
    assert said.out == "added https://b.example/rss\n"
    assert said.err.startswith("newsloom: refused ftp://a.example/rss: ")
    assert [row["folder"] for row in newsloom("feeds", "list", "--json").objects] == ["news"]


def test_a_title_is_for_one_feed(newsloom: Newsloom) -> None:
    assert newsloom("feeds", "add", "https://a.example/1", "https://a.example/2", "--title", "A").code == 2
    assert newsloom("feeds", "list", "--json").objects == []


def test_added_feeds_as_json_say_what_became_of_each(newsloom: Newsloom) -> None:
    added, refused = newsloom("feeds", "add", "--unchecked", "--json", "https://a.example/rss", "a.example").objects
    assert added == {"url": "https://a.example/rss", "result": "added", "reason": None, "note": None, "others": []}
    assert (refused["url"], refused["result"]) == ("a.example", "refused")
    assert refused["reason"]


def test_feeds_are_listed_with_how_they_went(newsloom: Newsloom, world: World) -> None:
    world.feed("https://a.example/rss", "A", "news")
    with world.ledger.begin() as tx:
        values = {"failures": 3, "reason": "http-403", "detail": "the server refuses us", "entries": 7}
        feeds.polled(tx, 1, NOW, NOW + timedelta(hours=2), values)
    said = "failed 3 times: forbidden, we are not let in: the server refuses us"
    assert newsloom("feeds", "list", "--json").objects == [
        {
            "id": 1,
            "url": "https://a.example/rss",
            "title": "A",
            "folder": "news",
            "last_poll": "2025-02-10T12:00:00Z",
            "last_new": None,
            "next_poll": "2025-02-10T14:00:00Z",
            "interval": None,
            "rule": None,
            "entries": 7,
            "failures": 3,
            "kind": "forbidden",
            "reason": "http-403",
            "detail": "the server refuses us",
            "flag": None,
            "health": [said],
        }
    ]
    (_, line) = newsloom("feeds", "list").out.splitlines()
    assert line.split() == [
        *("1", "2025-02-10T12:00:00Z", "never", "2025-02-10T14:00:00Z", "3", "https://a.example/rss", "A", "news"),
        *said.split(),
    ]


def test_a_feed_is_removed_in_any_spelling(newsloom: Newsloom, world: World) -> None:
    world.feed("https://a.example/rss")
    assert newsloom("feeds", "remove", "HTTPS://A.example/rss#x").code == 0
    assert newsloom("feeds", "list", "--json").objects == []


def test_removing_a_feed_that_is_not_there_is_exit_code_1(newsloom: Newsloom) -> None:
    said = newsloom("feeds", "remove", "https://a.example/rss", "no url")
    assert (said.code, said.out) == (1, "")
    for line, word in zip(said.err.splitlines(), ("https://a.example/rss", "no url"), strict=True):
        assert line.startswith(f"newsloom: no such feed: {word}; `newsloom feeds list` shows them")


def test_a_feed_is_removed_by_the_id_that_the_list_shows(newsloom: Newsloom, world: World) -> None:
    world.feed("https://a.example/rss")
    world.feed("https://b.example/rss")
    [_, second] = newsloom("feeds", "list", "--json").objects
    said = newsloom("feeds", "remove", str(second["id"]), "99", "9" * 40)
    assert (said.code, said.out) == (1, "removed https://b.example/rss\n")
    assert [line.split(";")[0] for line in said.err.splitlines()] == [
        "newsloom: no such feed: 99",
        f"newsloom: no such feed: {'9' * 40}",
    ]
    assert [row["url"] for row in newsloom("feeds", "list", "--json").objects] == ["https://a.example/rss"]


def test_exported_feeds_come_back_by_import(newsloom: Newsloom, world: World, tmp_path: Path) -> None:
    world.feed("https://a.example/rss", "A & B", "news")
    world.feed("https://b.example/rss?a=1&b=2")
    exported = newsloom("feeds", "export")
    assert exported.code == 0
    before = newsloom("feeds", "list", "--json").objects
    for url in ("https://a.example/rss", "https://b.example/rss?a=1&b=2"):
        newsloom("feeds", "remove", url)
    (tmp_path / "feeds.opml").write_text(exported.out)
    assert newsloom("feeds", "import", str(tmp_path / "feeds.opml")).out == "2 added, 0 already known, 0 refused\n"
    after = newsloom("feeds", "list", "--json").objects
    assert [(row["url"], row["folder"]) for row in after] == [(row["url"], row["folder"]) for row in before]
    assert newsloom("feeds", "import", str(tmp_path / "feeds.opml"), "--json").objects == [
        {"added": 0, "known": 2, "refused": 0}
    ]


def test_a_broken_opml_file_is_one_line_with_its_place(newsloom: Newsloom, tmp_path: Path) -> None:
    file = tmp_path / "broken.opml"
    file.write_text('<opml version="2.0">\n<body>\n<outline text="a"\n</body></opml>\n')
    said = newsloom("feeds", "import", str(file))
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"newsloom: {file}: line 4: ")
    assert said.err.count("\n") == 1


def test_an_opml_file_that_is_not_there_is_exit_code_2(newsloom: Newsloom, tmp_path: Path) -> None:
    said = newsloom("feeds", "import", str(tmp_path / "none.opml"))
    assert (said.code, said.out) == (2, "")
    assert "none.opml" in said.err


# export


def test_export_has_each_article_with_the_ids_that_it_came_with(newsloom: Newsloom, two_stories: World) -> None:
    first, copy, *rest = newsloom("export").objects
    assert first == {
        "id": "h-1",
        "url": "https://harbor.example/call",
        "title": "Ishiba and Trump talk",
        "published": "2024-11-07T01:30:00+00:00",
        "image": None,
        "lang": "en",
        "source": "Harbor Post",
        "story": 1,
        "copy_of": None,
        "article": 1,
        "original": None,
        "basis": "page",
        "text": "The two leaders talked for five minutes by telephone and agreed to meet.",
    }
    assert (copy["id"], copy["copy_of"], copy["article"], copy["original"]) == ("2", "h-1", 2, 1)
    assert [row["id"] for row in rest] == ["3", "4"]


def test_an_imported_id_that_is_the_number_of_another_article_is_told_from_it(either: World) -> None:
    ours = either.article("https://a.example/1", "One", NOW)
    imported = either.article("import:1", "Two", NOW, external=str(ours))
    copies = [either.article(f"https://b.example/{each}", "One", NOW, copy_of=each) for each in (ours, imported)]
    found = [values(row) for row in exported.articles(either.ledger)]
    assert [row["id"] for row in found[:2]] == [str(ours)] * 2
    assert [(row["article"], row["original"]) for row in found] == [
        (ours, None),
        (imported, None),
        (copies[0], ours),
        (copies[1], imported),
    ]


def test_a_line_of_export_is_read_by_import_as_the_article_that_it_was(newsloom: Newsloom, two_stories: World) -> None:
    said = newsloom("export")
    for line, was in zip(said.out.splitlines(), said.objects, strict=True):
        read = of_line(line.encode(), NOW)
        assert read.page
        found = article_of(read.page, read.hint)
        again = {"id": read.hint.id, "url": found.url, "title": found.title, "source": found.site, "text": found.text}
        again |= {"lang": found.lang, "published": found.published and found.published.text()}
        assert again == {name: was[name] for name in again}


def test_an_article_without_a_story_yet_is_exported_too(newsloom: Newsloom, world: World) -> None:
    row = world.url("https://a.example/1")
    made = Article("https://a.example/1", None, "Words.", None, None, None)
    with world.ledger.begin() as tx:
        articles.save(tx, row, made, external_id=None, placed_at=None, now=NOW)
    (found,) = newsloom("export").objects
    assert (found["story"], found["title"], found["published"]) == (None, None, None)


def test_export_of_one_story_or_since_a_time(newsloom: Newsloom, two_stories: World) -> None:
    assert [row["id"] for row in newsloom("export", "--story", "2").objects] == ["4"]
    assert [row["id"] for row in newsloom("export", "--since", "2025-01-01").objects] == ["3", "4"]
    assert [row["id"] for row in newsloom("export", "--story", "1", "--since", "7d").objects] == ["3"]


def test_export_of_a_story_that_never_was_is_exit_code_1(newsloom: Newsloom, two_stories: World) -> None:
    assert newsloom("export", "--story", "99").code == 1


# prune


@pytest.fixture
def long_ago(two_stories: World) -> World:
    """The two stories sleep, an untitled article in the second; a third one is of today, two years later."""
    two_stories.article("https://lantern.example/note", "", NOW - timedelta(days=3), story=2)
    two_stories.article("https://harbor.example/new", "A new day", NOW)
    services = two_stories.services
    services.clock = lambda: NOW + timedelta(days=730)
    upkeep = Upkeep(keep_texts_days=60, keep_events_days=60)
    services.settings = replace(services.settings, upkeep=upkeep, assign=Assign(dormant_days=1), dedupe=Dedupe(1))
    return two_stories


def test_prune_says_what_went_and_twice_is_once(newsloom: Newsloom, long_ago: World) -> None:
    said = newsloom("prune", "--json")
    assert (said.code, said.err) == (0, "")
    assert said.objects == [{"pages": 0, "steps": 24, "texts": 5, "events": 5, "versions": 0, "urls": 0, "hosts": 0}]
    assert newsloom("prune").out == "0 pages, 0 steps, 0 texts, 0 events, 0 versions, 0 urls, 0 hosts\n"


def test_prune_by_default_takes_no_text_no_event_and_no_url(newsloom: Newsloom, long_ago: World) -> None:
    long_ago.services.settings = replace(long_ago.services.settings, upkeep=Upkeep())
    long_ago.failed("https://harbor.example/gone")
    (gone,) = newsloom("prune", "--json").objects
    assert (gone["texts"], gone["events"], gone["urls"]) == (0, 0, 0)
    assert gone["steps"] == 25


def test_beat_asks_for_the_same_prune(newsloom: Newsloom, long_ago: World) -> None:
    gone = schedule.prune()
    assert (gone["steps"], gone["texts"], gone["events"]) == (24, 5, 5)
    assert not any(schedule.prune().values())


def test_prune_takes_no_words(newsloom: Newsloom) -> None:
    assert newsloom("prune", "everything").code == 2


def test_a_story_says_of_how_many_articles_the_text_is_gone(newsloom: Newsloom, long_ago: World) -> None:
    assert "no longer kept" not in newsloom("story", "1").out
    newsloom("prune")
    assert newsloom("story", "1").out.endswith("\n\ntext no longer kept: 3 of 3 articles\n")
    assert "(text no longer kept)" in newsloom("story", "2").out, "in place of the title that it never had"
    assert [row["text_kept"] for row in newsloom("story", "1", "--json").objects] == [False] * 3
    assert "no longer kept" not in newsloom("story", "3").out


def test_a_trace_says_that_the_text_is_gone_and_keeps_the_reasons(newsloom: Newsloom, long_ago: World) -> None:
    before = newsloom("trace", "https://harbor.example/visit").out
    newsloom("prune")
    after = newsloom("trace", "https://harbor.example/visit").out
    assert "13 words" in before
    assert "text no longer kept since 2027-02-10" in after
    assert "words ·" not in after
    assert "names in common: ishiba, trump" in after
    assert "copy of  1 · Ishiba and Trump talk" in newsloom("trace", "https://delta.example/call").out
    assert newsloom("trace", "3", "--json").objects[0]["text_kept"] is False
    assert newsloom("trace", "6", "--json").objects[0]["text_kept"] is True


def test_export_has_no_text_where_none_is_kept(newsloom: Newsloom, long_ago: World) -> None:
    before = newsloom("export").objects
    newsloom("prune")
    gone, kept = newsloom("export", "--story", "1").objects, newsloom("export", "--story", "3").objects
    assert gone == [row | {"text": None} for row in before[:3]]
    assert kept == before[-1:]


# reindex


def test_reindex_rebuilds_an_emptied_redis(
    newsloom: Newsloom, two_stories: World, redis: redis_py.Redis, redis_url: str
) -> None:
    two_stories.services.redis_url = redis_url
    said = newsloom("reindex", "--json")
    assert said.code == 0
    (found,) = said.objects
    assert (found["articles"], found["stories"]) == (4, 2)
    assert found["seconds"] >= 0
    assert two_stories.services.copies.ready()
    assert two_stories.services.stories.cursor().number == 4
    full = set(redis.scan_iter())
    redis.flushall()
    assert newsloom("reindex").out.startswith("rebuilt 4 articles, 2 stories in ")
    assert set(redis.scan_iter()) == full


def test_reindex_of_an_empty_ledger_empties_the_index(
    newsloom: Newsloom, services: Services, redis: Any, redis_url: str
) -> None:
    services.redis_url = redis_url
    assert newsloom("reindex").out.startswith("rebuilt 0 articles, 0 stories in ")


# what the commands ask of the ledger, on both databases


@pytest.fixture
def either(ledger: Ledger) -> World:
    return World(Services(Settings()), ledger)


def test_rows_are_found_by_text_and_by_where_they_led(either: World) -> None:
    either.article("https://a.example/1", "One", NOW, final_url="https://b.example/1")
    either.article("import:seed.txt", "Two", NOW)
    with either.ledger.read() as connection:
        rows = [row_of(connection, word) for word in ("https://a.example/1", "https://b.example/1", "seed.txt", "none")]
    assert [row and row.url for row in rows] == ["https://a.example/1"] * 2 + ["import:seed.txt", None]


def test_what_is_exported_knows_its_original_by_the_imported_id(either: World) -> None:
    original = either.article("https://a.example/1", "One", NOW, external="e-1")
    with either.ledger.read() as connection:
        member = stories.of_article(connection, original)
    assert member
    copy = either.article("https://a.example/2", "One", NOW, story=member.story_id, copy_of=original)
    found = [values(row) for row in exported.articles(either.ledger, member.story_id, NOW)]
    assert [(row["id"], row["copy_of"]) for row in found] == [("e-1", None), (str(copy), "e-1")]


def test_the_ledger_counts_what_an_index_has_to_take_in(either: World) -> None:
    either.article("https://a.example/1", "One", NOW)
    either.url("https://a.example/2")
    with either.ledger.read() as connection:
        assert (articles.signed_count(connection), story_log.length(connection)) == (1, 1)
        assert len(stories.listed(connection, None, None)) == 1


def test_the_doctor_finds_a_good_ledger_good_and_leaves_out_a_redis_that_does_not_run(
    newsloom: Newsloom, world: World
) -> None:
    world.article("https://a.example/1", "A bridge")
    said = newsloom("doctor")
    assert said.code == 0
    *checks, last = said.out.splitlines()
    assert last == "nothing wrong was found; 7 checks left out: newsloom's own Redis does not run"
    assert "\n".join(checks).count("newsloom's own Redis does not run") == 1, "why is said once"
    assert not {line.split()[0] for line in said.out.splitlines()[:13]} - {"ok"}


def test_the_doctor_says_nothing_good_of_a_redis_that_is_named_and_does_not_answer(
    newsloom: Newsloom, world: World
) -> None:
    world.article("https://a.example/1", "A bridge")
    world.services.redis_url = "unix:///nowhere/redis.sock"
    said = newsloom("doctor")
    assert said.code == 1
    *checks, last = said.out.splitlines()
    assert last.startswith("nothing wrong was found; 7 checks left out: Redis does not answer")
    assert "\n".join(checks).count("Redis does not answer") == 1
    assert all(line["away"] for line in newsloom("doctor", "--json").objects if line["skipped"])


@pytest.mark.parametrize("columns", [80, 200])
def test_what_the_doctor_says_stands_behind_its_names_on_a_terminal(world: World, columns: int) -> None:
    world.article("https://a.example/1", "A bridge")
    lines = [line.rstrip() for line in plain(on_a_terminal(columns, ["doctor"])).splitlines()]
    assert max(map(len, lines)) <= columns
    note = next(number for number, line in enumerate(lines) if line.startswith("note"))
    ends = lines.index("", note)
    assert [line[:8].strip() for line in lines[note + 1 : ends]] == [""] * (ends - note - 1)
    assert (ends - note > 1) == (columns == 80)


def test_the_doctor_says_what_is_wrong_mends_it_when_told_and_its_exit_code_says_so(
    newsloom: Newsloom, world: World
) -> None:
    world.article("https://a.example/1", "A bridge")
    with world.ledger.begin() as tx:
        tx.execute(schema.story.update().values(articles=7))
    said = newsloom("doctor")
    assert said.code == 1
    assert "WRONG   story-counts     each story counts its members right" in said.out
    assert "not for 1: 1" in said.out
    assert "1 check found something wrong" in said.out
    assert said.out.endswith(
        "1 check found something wrong; 7 checks left out: newsloom's own Redis does not run; "
        "`newsloom doctor --fix` mends it\n"
    )
    mended = newsloom("doctor", "--fix", "--json")
    assert mended.code == 0
    (found,) = [finding for finding in mended.objects if finding["wrong"]]
    assert (found["check"], found["examples"], found["mended"]) == ("story-counts", ["1"], True)
    assert newsloom("doctor").code == 0


def test_the_doctor_offers_to_mend_where_that_helps_and_says_what_is_for_a_person_to_look_at(
    newsloom: Newsloom, world: World
) -> None:
    world.article("https://a.example/1", "A bridge")
    with world.ledger.begin() as tx:
        tx.execute(schema.membership.delete())
        tx.execute(schema.url.update().values(state="pending", stage="dedupe", closed_at=None, due_at=NOW))
        tx.execute(schema.story.update().values(articles=0, publishers=0, first_at=None, last_at=None))
    found = [(each["check"], each["mendable"]) for each in newsloom("doctor", "--json").objects if each["wrong"]]
    assert found == [("story-empty", False), ("event-member", False)]
    assert newsloom("doctor").out.endswith("; nothing of it can be mended by --fix: it is for you to look at\n")
    world.article("https://a.example/2", "A bridge")
    with world.ledger.begin() as tx:
        tx.execute(schema.story.update().where(schema.story.c.articles == 1).values(articles=7))
    told = "; `newsloom doctor --fix` mends 1 of 3, the rest is for you to look at\n"
    assert newsloom("doctor").out.endswith(told)
    assert newsloom("doctor", "--fix").out.endswith("; what is left is for you to look at\n")


def test_a_story_of_undated_articles_stands_where_it_began_among_the_dated_ones_as_the_help_says(
    newsloom: Newsloom, world: World
) -> None:
    for name, day in (("before", NOW - timedelta(days=1)), ("undated", None), ("after", NOW + timedelta(days=1))):
        world.article(f"https://a.example/{name}", name, day)
    with world.ledger.begin() as tx:
        tx.execute(schema.story.update().where(schema.story.c.title == "undated").values(first_at=None, last_at=None))
    assert [row["title"] for row in newsloom("stories", "--json").objects] == ["after", "undated", "before"]
    told = " ".join(newsloom("stories", "--help").out.split())
    assert "A story of undated articles alone stands where it began, by the time at which it came in." in told


def test_status_counts_by_state_and_reason_and_says_when_nobody_looks_after_what_is_on_its_way(
    newsloom: Newsloom, three_failed: World
) -> None:
    three_failed.url("https://c.example/4")
    with three_failed.ledger.exclusive("dispatch") as tx:
        leases.take(tx, NOW - timedelta(minutes=3), 10, 15.0, 0)
        leases.take(tx, NOW, 10, 15.0, 0)
    (found,) = newsloom("status", "--json").objects
    assert (found["urls"]["running"], found["urls"]["failed"], found["urls"]["refused"]) == (1, 2, 1)
    assert found["reasons"] == {"http-404": 2, "private-address": 1}
    assert found["forgotten"] == 0
    three_failed.services.clock = lambda: NOW + timedelta(minutes=3)
    assert newsloom("status", "--json").objects[0]["forgotten"] == 1
    said = newsloom("status").out
    assert "reasons     2 http-404, 1 private-address; see `newsloom failed`" in said
    assert ", 1 begun (no worker answers), 0 done" in said
    (last,) = [line for line in said.splitlines() if line.startswith("last error")]
    assert "https://" in last
    assert "`newsloom beat`" in next(line for line in said.splitlines() if line.startswith("forgotten"))


NAMED = {"NEWSLOOM_FETCH_USER_AGENT": "example-news/1.0 (+https://news.example/bot)"}


@pytest.mark.parametrize("command", ["status", "doctor"])
def test_who_has_not_said_where_to_be_reached_is_asked_to_in_one_line(
    newsloom: Newsloom, world: World, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    asked = [line for line in newsloom(command).out.splitlines() if "NEWSLOOM_FETCH_USER_AGENT" in line]
    assert len(asked) == 1
    world.services.settings = load(NAMED)
    assert "NEWSLOOM_FETCH_USER_AGENT" not in newsloom(command).out


def test_on_a_terminal_a_count_and_its_reason_stand_on_one_line_of_status(world: World) -> None:
    reasons = [f"reason-number-{number}" for number in range(9)]
    for number, reason in enumerate(reasons):
        world.failed(f"https://h{number}.example/", reason)
    lines = [line.rstrip() for line in plain(on_a_terminal(80, ["status"])).splitlines()]
    assert max(map(len, lines)) <= 80
    first = next(number for number, line in enumerate(lines) if line.startswith("reasons"))
    told = [line for line in lines[first:] if "reason-number" in line]
    assert len(told) > 1
    assert {line[:12].strip() for line in told[1:]} == {""}
    assert all(any(f"1 {reason}" in line for line in told) for reason in reasons)


def test_the_help_of_status_names_each_key_of_its_json(newsloom: Newsloom, world: World) -> None:
    (found,) = newsloom("status", "--json").objects
    told = newsloom("status", "--help").out.partition("JSON keys:")[2]
    assert [key for key in found if not re.search(rf"\b{key}\b", told)] == []


def test_a_fault_that_a_database_tells_of_is_told_without_its_statement_unless_one_asks_for_it(
    services: Services, newsloom: Newsloom
) -> None:
    with services.ledger.begin() as tx:
        tx.exec_driver_sql("DROP TABLE pin")
    said = newsloom("pins")
    first, *_ = said.err.splitlines()
    assert (said.code, first) == (1, "newsloom: a fault of newsloom's own: OperationalError: no such table: pin")
    assert "SELECT" not in said.err
    with pytest.raises(OperationalError, match="SELECT"):
        newsloom("--debug", "pins")
