"""The real system, as a user runs it: `newsloom up`, and commands beside it."""

from __future__ import annotations

import gzip
import json
import os
import signal
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import redis

from tests import warcs
from tests.pipeline.stack import Stack
from tests.waiting import eventually
from workers import server
from workers.cli.answering import anybody
from workers.demo.web import NewsWeb

pytestmark = pytest.mark.slow

TASKS = {"newsloom.fetch", "newsloom.clean", "newsloom.dedupe", "newsloom.assign"}
BRIDGE = {
    "a1": {
        "title": "Saltmere closes its swing bridge",
        "text": "The harbour board of Saltmere voted on Monday to close the old swing bridge for two years while its "
        "bearings are replaced, and to run a free ferry for those who cross it on foot.",
        "published": "2025-03-03T10:00:00Z",
        "source": "Harbour Post",
    },
    "a2": {
        "title": "Free ferry while Saltmere's swing bridge is shut",
        "text": "Saltmere's harbour board has decided to shut the swing bridge for two years so that its bearings can "
        "be replaced; a free ferry will carry people across on foot, the board said on Monday.",
        "published": "2025-03-03T15:00:00Z",
        "source": "Delta Courier",
    },
}


def line(id_: str, **values: str) -> str:
    return json.dumps({"id": id_, **values}) + "\n"


@pytest.fixture(scope="module")
def web() -> Iterator[NewsWeb]:
    with NewsWeb() as serving:
        yield serving


@pytest.fixture(scope="module")
def stack(short_folder: Path) -> Iterator[Stack]:
    home = short_folder / "stack"
    home.mkdir()
    running = Stack(home)
    running.up()
    yield running
    running.close()


def record(url: str, title: str, text: str) -> bytes:
    """A page as an archive has it."""
    html = f"<!doctype html><title>{title}</title><article><h1>{title}</h1><p>{text}</p></article>"
    return warcs.record(warcs.answer(html), uri=url)


def page(web: NewsWeb, story: str, number: int = 0) -> str:
    """The url of a story's page, the oldest first."""
    return [web.url_of(piece) for piece in web.articles() if piece.story == story][number]


def test_an_enqueued_url_is_in_its_story_seconds_later(stack: Stack, web: NewsWeb) -> None:
    url = page(web, "ishiba-trump")
    assert stack.run("enqueue", url) == "1 accepted, 0 already known, 0 refused\n"
    stack.finish()
    first, *steps = stack.lines("trace", url)
    assert first["state"] == "done"
    done = [step["stage"] for step in steps if step["outcome"] == "done"]
    assert done == ["dispatch", "fetch", "clean", "dedupe", "assign"]
    assert stack.run("enqueue", url) == "0 accepted, 1 already known, 0 refused\n"


def test_a_second_page_joins_the_first_ones_story(stack: Stack, web: NewsWeb) -> None:
    urls = [page(web, "ishiba-trump", number) for number in range(3)]
    stack.run("enqueue", "-", given="\n".join(urls))
    stack.finish()
    ours = [line for line in map_json(stack.run("export")) if line["url"] in urls]
    assert len(ours) == 3
    assert len({line["story"] for line in ours}) == 1


def test_import_takes_what_is_good_and_names_what_is_not(stack: Stack, tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text("".join(line(id_, **values) for id_, values in BRIDGE.items()) + '{"id": "broken"\n')
    assert stack.run("import", str(file), code=1) == "2 accepted, 0 already known, 1 refused\n"
    stack.finish()
    stories = {line["id"]: line["story"] for line in map_json(stack.run("export"))}
    assert stories["a1"] == stories["a2"]


def test_a_feed_gives_its_articles_and_what_is_gone_is_told(stack: Stack, web: NewsWeb) -> None:
    for feed in web.feeds:
        stack.run("feeds", "add", feed)
    stack.finish()
    assert {line["reason"] for line in stack.lines("failed")} == {"http-404"}
    assert stack.status()["urls"]["done"] >= len(web.articles())
    retried = [line for line in stack.said() if line["event"] == "url.postponed"]
    assert {line["reason"] for line in retried} == {"http-500"}


def test_every_line_of_a_task_says_which_task_and_url_it_belongs_to(stack: Stack) -> None:
    joined = [line for line in stack.said() if line["event"] in ("article.joined", "story.created")]
    assert joined
    assert all({"task", "url", "article", "story", "stage"} <= set(line) for line in joined)


def test_flower_shows_the_four_tasks(stack: Stack) -> None:
    def names() -> set[str]:
        with urllib.request.urlopen(f"http://127.0.0.1:{stack.flower}/metrics", timeout=60) as answer:
            text = answer.read().decode()
        return {name for name in TASKS if f'task="{name}"' in text}

    assert eventually(lambda: names() == TASKS)


def test_status_knows_queues_and_workers(stack: Stack) -> None:
    every = {"fetch", "clean", "dedupe", "assign", "feeds", "upkeep"}
    found = stack.status()
    assert set(found["queues"]) == every
    assert found["redis_alive"] is True
    # who is late to answer, as a busy one may be, is not named
    eventually(lambda: {name.partition("@")[0] for name in stack.status()["workers"]} == every)
    assert eventually(lambda: anybody(server.url_of(stack.home)))


def test_a_killed_worker_is_started_again_and_said_so(stack: Stack, web: NewsWeb) -> None:
    (victim,) = stack.processes("worker", "newsloom.assign")
    victim.kill()
    eventually(lambda: [p.pid for p in stack.processes("worker", "newsloom.assign") if p.pid != victim.pid])
    assert any(line["event"] == "process.died" and line["name"] == "assign" for line in stack.said())
    eventually(lambda: len(stack.status()["workers"]) == 6)


def test_a_killed_redis_comes_back_and_nothing_that_was_accepted_is_lost(stack: Stack, tmp_path: Path) -> None:
    file = tmp_path / "more.jsonl"
    file.write_text("".join(line(f"k{n}", text=f"Report {n} of the lighthouse keeper.") for n in range(40)))
    stack.run("import", str(file))
    os.kill(int(server.client(stack.home).info("server")["process_id"]), signal.SIGKILL)
    stack.finish()
    exported = {line["id"]: line["story"] for line in map_json(stack.run("export"))}
    assert all(exported[f"k{n}"] for n in range(40))


def test_an_outage_of_redis_is_no_storm_of_tracebacks(stack: Stack) -> None:
    storm = ("Traceback", "PendingDeprecationWarning", "prefetch count", "refused callback publish", "unacknowledged")
    said = [line for line in stack.log.read_text().splitlines() if not redis_went(line)]
    assert [line[:2000] for line in said if any(word in line for word in storm)] == []


def test_an_emptied_redis_is_filled_again_from_the_ledger(stack: Stack, web: NewsWeb, tmp_path: Path) -> None:
    cursor = stack.run("changes", "--json", "--limit", "0").splitlines()[-1]
    before = {line["id"]: line["story"] for line in map_json(stack.run("export"))}
    redis.Redis(unix_socket_path=str(server.socket_of(stack.home))).flushall()
    file = tmp_path / "late.jsonl"
    file.write_text(line("a3", **BRIDGE["a1"] | {"text": BRIDGE["a1"]["text"].replace("two years", "26 months")}))
    stack.run("import", str(file))
    stack.finish()
    after = {line["id"]: line["story"] for line in map_json(stack.run("export"))}
    assert after["a3"] == after["a1"]
    assert {(story, after[id_]) for id_, story in before.items() if after[id_] != story} <= moves(stack, cursor)


def test_the_pages_of_an_archive_end_in_stories_and_go_out_again_as_they_came(stack: Stack, tmp_path: Path) -> None:
    told = {f"https://{name}.archive.example/bridge": values for name, values in BRIDGE.items()}
    file = tmp_path / "old.warc.gz"
    file.write_bytes(warcs.each_packed(*(record(url, each["title"], each["text"]) for url, each in told.items())))
    assert stack.run("import", str(file)) == "2 accepted, 0 already known, 0 broken, 0 passed over\n"
    stack.finish()
    ours = [line for line in map_json(stack.run("export")) if line["url"] in told]
    assert {line["title"] for line in ours} == {values["title"] for values in BRIDGE.values()}
    assert len({line["story"] for line in ours}) == 1
    again = tmp_path / "again.warc.gz"
    assert stack.run("export", "--warc", str(again), "--host", "a1.archive.example") == "1 pages\n"
    _, (_, url, body) = warcs.judged(again.read_bytes())
    assert url in told
    assert body in gzip.decompress(file.read_bytes())


def test_sigterm_stops_all_of_it_gracefully_and_redis_goes_last(stack: Stack) -> None:
    assert stack.process
    family = psutil.Process(stack.process.pid).children(recursive=True)
    assert stack.down() == 0
    said = stack.log.read_text().splitlines()
    began = said.index("stopping: waiting for 6 workers to finish or give back what they hold; Ctrl-C again kills them")
    assert said.index("stopped") > began
    eventually(lambda: not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in family))
    eventually(lambda: not server.alive(stack.home))


def redis_went(line: str) -> bool:
    """Is this our own line of an outage? It repeats the first words that a library had for it, whichever came first."""
    told = json.loads(line) if line.startswith("{") else {}
    return told.get("event", "").startswith("redis.away") and "Traceback" not in line


def moves(stack: Stack, cursor: str) -> set[tuple[Any, Any]]:
    """From which stories to which second thoughts, which come every half minute, moved articles since."""
    since = str(json.loads(cursor)["cursor"])
    told = [
        json.loads(line).get("detail") or {} for line in stack.run("changes", "--json", "--since", since).splitlines()
    ]
    return {(detail["from"], detail.get("to", detail.get("into"))) for detail in told if "from" in detail}


def map_json(text: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in text.splitlines()]
