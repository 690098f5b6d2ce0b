"""The commands that take things in, wait and replay: bad input ends in a line that names it, and never the batch."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
import redis as redis_py
import sqlalchemy as sa
from rich.text import Text

from tests.contract.cli import Newsloom, Said, in_process
from tests.contract.ledger_world import packing
from tests.terminal import on_a_terminal, plain
from workers import bootstrap
from workers.bootstrap import Services
from workers.cli import out, wait
from workers.ledger import ends, pages, schema
from workers.settings import Place, read

NOW = datetime(2025, 2, 10, 12, 0, tzinfo=UTC)

#: lines that no ledger can hold, and what is said of each.
BAD = {
    r'{"id":"b1","text":"Old words.","published":"0001-01-01T00:00:00+14:00"}': "ISO 8601",
    r'{"id":"b2\ud800","text":"Half a sign in the id."}': "`id`",
    r'{"id":"b3\u0000","text":"NUL in the id."}': "`id`",
    r'{"url":"wire:\u0000","text":"NUL in the address."}': "`url`",
    r'{"id":"b4\u001b]0;PWNED\u0007","text":"An id that writes to the terminal."}': "`id`",
    '{"id":"' + "x" * 5000 + '","text":"An id that no index can hold."}': "5000 bytes",
    "\x1b]0;PWNED\x07": "not JSON",
    '{"id":"b5","txet":"A key misspelt."}': "found `id`, `txet`",
}
GOOD = [
    r'{"id":"g1","text":"The first good one.","title":"T\u0000\ud83d","source":"S\u0000","lang":"e\u0000n"}',
    r'{"id":"g2","title":"A headline, and nothing else"}',
]


@pytest.fixture
def services(ledger_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """This process's services, on each database: a home of their own, no Redis, a clock that stands still."""
    for name in [name for name in os.environ if name.startswith("NEWSLOOM_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NEWSLOOM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NEWSLOOM_LEDGER_URL", ledger_url)
    made = Services(read(os.environ), clock=lambda: NOW)
    made.ledger.hurry()
    monkeypatch.setattr(bootstrap, "_of_process", {os.getpid(): made})
    yield made
    made.close()


@pytest.fixture
def newsloom(services: Services, capsys: pytest.CaptureFixture[str]) -> Newsloom:
    return in_process(capsys)


def kept(services: Services) -> set[str]:
    """The addresses that the ledger holds."""
    with services.ledger.read() as connection:
        return set(connection.scalars(sa.select(schema.url.c.url)))


def harmless(said: Said) -> bool:
    """Could what was said be shown on any terminal?"""
    return all(character.isprintable() or character == "\n" for character in said.out + said.err)


def mixed(tmp_path: Path) -> Path:
    file = tmp_path / "mixed.jsonl"
    file.write_text("\n".join([GOOD[0], *BAD, GOOD[1]]), encoding="utf-8")
    return file


def test_import_names_each_bad_line_and_takes_the_rest(newsloom: Newsloom, services: Services, tmp_path: Path) -> None:
    file = mixed(tmp_path)
    said = newsloom("import", str(file), "--json")
    assert said.code == 1
    assert json.loads(said.out) == {"accepted": 2, "known": 0, "refused": len(BAD)}
    assert kept(services) == {"import:g1", "import:g2"}
    *bad, last = said.err.splitlines()
    assert last.startswith(f"newsloom: {file}: of 1 the title is all the text")
    for number, (line, told) in enumerate(zip(bad, BAD.values(), strict=True), 2):
        assert line.startswith(f"newsloom: {file}:{number}: ")
        assert told in line
        assert len(line) < len(str(file)) + 300
    assert harmless(said)


def test_import_compresses_what_it_takes_while_nobody_waits_for_it(
    newsloom: Newsloom, services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = mixed(tmp_path)
    used = packing(services.ledger, monkeypatch)
    newsloom("import", str(file))
    assert set(used) == {0}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_of_several_lines_with_one_id_the_first_is_taken_with_its_own_text(
    newsloom: Newsloom, services: Services, tmp_path: Path
) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join(json.dumps({"id": "one", "text": text}) for text in ("First.", "Second.")), "utf-8")
    newsloom("import", str(file))
    with services.ledger.read() as connection:
        (url_id,) = connection.scalars(sa.select(schema.url.c.id))
        assert b"First." in (pages.get(connection, url_id) or pytest.fail("no page")).body


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_import_says_of_how_many_the_text_may_stand_under_another_key(newsloom: Newsloom, tmp_path: Path) -> None:
    lines = [{"id": f"n{number}", "title": f"Headline {number}", "body": "Words."} for number in range(3)]
    whole = {"id": "whole", "title": "Headline", "text": "Words.", "rank": 7}
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    said = newsloom("import", str(file))
    assert said.code == 0
    assert "of 3 the title is all the text there is; a text is read from `text` or `html`" in said.err
    file.write_text(json.dumps(whole), encoding="utf-8")
    assert newsloom("import", str(file)).err == ""


def test_import_says_where_to_look_for_what_came_to_nothing(
    newsloom: Newsloom, services: Services, tmp_path: Path
) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join(json.dumps({"id": f"n{number}", "text": "Words."}) for number in range(3)))
    assert newsloom("import", str(file)).err == ""
    with services.ledger.begin() as tx:
        rows = tx.scalars(sa.select(schema.url.c.id)).all()
        for row, state in zip(rows, ("refused", "failed", "dropped"), strict=True):
            ends.give_up(tx, row, services.clock(), state, "not-an-article", "no word of text")
    said = newsloom("import", str(file))
    assert said.out == "0 accepted, 3 already known, 0 refused\n"
    where = "`newsloom failed` says why, `newsloom failed retry` takes them up again"
    assert said.err == f"newsloom: of those known, without an article: 1 refused, 1 failed; {where}\n"


def test_enqueue_says_how_many_of_the_known_ones_ended_without_an_article_and_what_takes_them_up(
    newsloom: Newsloom, services: Services
) -> None:
    wanted = [f"https://a.example/{number}" for number in range(5)]
    assert newsloom("enqueue", *wanted).err == ""
    assert newsloom("enqueue", *wanted).err == ""
    with services.ledger.begin() as tx:
        rows = tx.scalars(sa.select(schema.url.c.id).order_by(schema.url.c.url).limit(4)).all()
        for row, state in zip(rows, ("refused", "refused", "failed", "dropped"), strict=True):
            ends.give_up(tx, row, services.clock(), state, "http-404", "the site answered 404 Not Found")
    where = "`newsloom failed` says why, `newsloom failed retry` takes them up again"
    told = f"newsloom: of those known, without an article: 2 refused, 1 failed; {where}\n"
    assert newsloom("enqueue", *wanted) == Said(0, "0 accepted, 5 already known, 0 refused\n", told)
    assert newsloom("enqueue", "--json", *wanted).objects == [{"accepted": 0, "known": 5, "refused": 0}]
    assert newsloom("enqueue", wanted[3], wanted[4], "https://a.example/new").err == ""


def test_import_names_the_file_whose_bytes_were_taken_before_and_as_what(newsloom: Newsloom, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name in ("01.txt", "02.txt"):
        (folder / name).write_text("The basin is to close, says the harbour office.")
    said = newsloom("import", str(folder))
    assert said.out == "1 accepted, 1 already known, 0 refused\n"
    assert said.err == "newsloom: 02.txt: the same as 01.txt, taken before\n"
    (folder / "02.txt").unlink()
    assert newsloom("import", str(folder)).err == ""  # known under its own name
    for number in range(3, 15):
        (folder / f"{number:02}.txt").write_text("The basin is to close, says the harbour office.")
    lines = newsloom("import", str(folder)).err.splitlines()
    assert lines[0] == "newsloom: 03.txt: the same as 01.txt, taken before"
    assert (len(lines), lines[-1]) == (11, "newsloom: 2 more are the same as others, taken before")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_import_tells_a_person_where_what_holds_no_article_will_be(services: Services, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps({"id": "n", "text": "Words."}))
    said = plain(on_a_terminal(80, ["import", str(file)])).splitlines()
    assert "1 accepted, 0 already known, 0 refused" in said
    assert any("`newsloom failed`" in line for line in said)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("words", [["import", "a.jsonl"], ["enqueue", "https://a.example/1"]])
def test_a_person_is_told_that_nobody_takes_up_what_was_accepted(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, redis_url: str, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.jsonl").write_text(json.dumps({"id": "n", "text": "Words."}))
    start = "`newsloom up` starts the workers, and they take up what was accepted"
    assert f"newsloom: nothing runs here yet: {start}\r\n" in plain(on_a_terminal(200, words))
    services.settings = replace(services.settings, newsloom=Place(redis_url=redis_url))
    assert f"newsloom: no worker answers yet: {start}\r\n" in plain(on_a_terminal(200, words))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_script_is_not_told_that_nobody_works_here(services: Services, newsloom: Newsloom, redis_url: str) -> None:
    services.settings = replace(services.settings, newsloom=Place(redis_url=redis_url))
    said = newsloom("enqueue", "https://a.example/1")
    assert (said.code, said.err) == (0, "")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_replay_names_each_bad_line_and_places_the_rest(newsloom: Newsloom, tmp_path: Path) -> None:
    file = mixed(tmp_path)
    said = newsloom("replay", "--no-repair", str(file))
    assert said.code == 1
    assert {json.loads(line)["id"] for line in said.out.splitlines()} == {"g1", "g2"}
    assert [line.split(": ")[1] for line in said.err.splitlines()] == [f"{file}:{n + 2}" for n in range(len(BAD))]
    assert harmless(said)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_replay_tells_how_far_it_is_in_both_passes(
    newsloom: Newsloom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(out, "_EVERY", 0.0)
    file = tmp_path / "two.jsonl"
    file.write_text("\n".join(GOOD), encoding="utf-8")
    assert newsloom("replay", "--no-repair", str(file)).err.splitlines() == [
        "cleaned: 1",
        "cleaned: 2",
        "placed: 1 of 2",
        "placed: 2 of 2",
    ]


@pytest.mark.parametrize("way", ["file", "standard input"])
def test_enqueue_refuses_a_line_that_is_no_text_and_takes_the_rest(
    newsloom: Newsloom, services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    given = b"\xef\xbb\xbfhttps://a.example/1\nhttps://a.example/\xff\nx\x1b]0;PWNED\x07" + b"y" * 5000
    given += b"\nhttps://a.example/2\n"
    file = tmp_path / "urls.txt"
    file.write_bytes(given)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8", errors="strict"))
    said = newsloom("enqueue", *(["-f", str(file)] if way == "file" else ["-"]), "--json")
    assert said.code == 1
    assert json.loads(said.out) == {"accepted": 2, "known": 0, "refused": 2}
    assert kept(services) == {"https://a.example/1", "https://a.example/2"}
    name = str(file) if way == "file" else "-"
    bytes_, escapes = said.err.splitlines()
    assert bytes_.startswith(f"newsloom: refused {name}:2 ")
    assert "UTF-8" in bytes_
    assert escapes.startswith(f"newsloom: refused {name}:3 ")
    assert len(escapes) < len(name) + 300
    assert harmless(said)


def test_a_file_name_cannot_write_to_the_terminal(newsloom: Newsloom, tmp_path: Path) -> None:
    file = tmp_path / "a\x1b]0;PWNED\x07.jsonl"
    file.write_text("broken", encoding="utf-8")
    assert harmless(newsloom("import", str(file)))


def test_what_is_said_for_a_person_cannot_write_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "a\x1b]0;PWNED\x07\x9b2J\u202eb\ud83d\rc"
    out.show(hostile, Text.assemble("ok\n", (hostile, "bold")))
    out.warn(hostile)
    out.table(["one"], [[hostile], [Text(hostile)]])
    said = Said(0, *capsys.readouterr())
    assert harmless(said)
    assert said.out.splitlines()[0] == "a ]0;PWNED  2J b\ufffd c"
    assert len(said.out.splitlines()) == 6


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_last_error_in_status_cannot_write_to_the_terminal(newsloom: Newsloom, services: Services) -> None:
    newsloom("enqueue", "https://a.example/1")
    hostile = "the server said \x1b]0;PWNED\x07"
    with services.ledger.begin() as tx:
        tx.execute(sa.update(schema.url).values(reason="http-404", detail=hostile, state="failed"))
    said = newsloom("status")
    assert "PWNED" in said.out
    assert harmless(said)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("word", ["99999999999999d", "9" * 5000 + "d", "0001-01-01T00:00+14:00", "soon\x1b[2J"])
def test_a_time_that_the_calendar_does_not_have_is_wrong_words(newsloom: Newsloom, word: str) -> None:
    said = newsloom("stories", "--since", word)
    assert said.code == 2
    assert len(said.err.splitlines()) == 1
    assert "expected a date" in said.err
    assert harmless(said)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("word", ["nan", "-1", "soon"])
def test_wait_takes_a_number_of_seconds_and_nothing_else(newsloom: Newsloom, word: str) -> None:
    said = newsloom("wait", "--timeout", word)
    assert said.code == 2
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_wait_says_how_much_is_left_when_the_time_is_up(newsloom: Newsloom) -> None:
    assert newsloom("wait", "--timeout", "0").code == 0
    newsloom("enqueue", "https://a.example/1")
    said = newsloom("wait", "--timeout", "0")
    assert said.code == 1
    missing, first, named = said.err.splitlines()
    assert missing.startswith("newsloom: still waiting, though of the workers none can be asked: ")
    assert first == "newsloom: 1 still pending after 0 s; `newsloom pending` lists them, `newsloom status` says more"
    assert named == "newsloom: https://a.example/1: pending, next fetch: due since 2025-02-10 12:00:00"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_wait_names_the_first_of_what_it_still_waited_for_and_how_many_more(newsloom: Newsloom) -> None:
    newsloom("enqueue", *(f"https://a.example/{number}" for number in range(5)))
    _, _, *named, more = newsloom("wait", "--timeout", "0").err.splitlines()
    assert [line.split(": ")[1] for line in named] == [f"https://a.example/{number}" for number in range(3)]
    assert more == "newsloom: ... and 2 more"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_wait_counts_what_ended_without_an_article_meanwhile_and_why(
    newsloom: Newsloom, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsloom("enqueue", *(f"https://a.example/{number}" for number in range(4)))
    with services.ledger.begin() as tx:
        ended = [tx.execute(schema.url.select()).all()[number].id for number in range(4)]
        before = schema.url.update().where(schema.url.c.id == ended[0])
        tx.execute(before.values(state="refused", reason="stub-login", closed_at=services.clock() - timedelta(days=1)))

    def rest(_: float) -> None:
        with services.ledger.begin() as tx:
            for row, reason in zip(ended[1:], ("not-an-article", "not-an-article", "http-404"), strict=True):
                end = schema.url.update().where(schema.url.c.id == row)
                tx.execute(end.values(state="refused", reason=reason, closed_at=services.clock()))

    monkeypatch.setattr(wait.time, "sleep", rest)
    said = newsloom("wait", "--timeout", "60")
    held = "nothing is pending: 0 articles; without an article so far: 4 refused (`newsloom failed` says why)\n"
    assert (said.code, said.out) == (0, held)
    told = "meanwhile 3 ended without an article (2 not-an-article, 1 http-404); `newsloom failed` says why"
    assert said.err == f"newsloom: {told}\n"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_wait_says_how_it_stands_where_all_had_ended_before_it_came(newsloom: Newsloom, services: Services) -> None:
    assert newsloom("wait") == Said(0, "nothing is pending: 0 articles\n", "")
    newsloom("enqueue", *(f"https://a.example/{number}" for number in range(4)))
    states = ("done", "refused", "refused", "failed")
    with services.ledger.begin() as tx:
        for row, state in zip(tx.scalars(sa.select(schema.url.c.id)).all(), states, strict=True):
            ended = services.clock() - timedelta(days=1)
            tx.execute(schema.url.update().where(schema.url.c.id == row).values(state=state, closed_at=ended))
    told = "1 article; without an article so far: 2 refused, 1 failed (`newsloom failed` says why)"
    assert newsloom("wait") == Said(0, f"nothing is pending: {told}\n", "")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_wait_says_once_that_nothing_runs_and_what_to_start(
    newsloom: Newsloom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wait, "_PATIENCE", 0.0)
    newsloom("enqueue", "https://a.example/1")
    said = newsloom("wait", "--timeout", "1")
    assert said.code == 1
    missing, left, _ = said.err.splitlines()
    assert missing.startswith("newsloom: still waiting, though of the workers none can be asked: newsloom's own Redis ")
    assert missing.endswith("`newsloom up` starts it, and the workers")
    assert "1 still pending" in left


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_wait_says_that_no_worker_answers_where_redis_does(
    newsloom: Newsloom, services: Services, redis_url: str, redis: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wait, "_PATIENCE", 0.0)
    newsloom("enqueue", "https://a.example/1")
    services.settings = replace(services.settings, newsloom=Place(redis_url=redis_url))
    said = newsloom("wait", "--timeout", "0.5")
    assert said.err.splitlines()[0] == (
        "newsloom: still waiting, though of the workers none answers: start them with `newsloom up`"
    )


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_accepted_while_redis_is_away_is_said_to_wait_and_why(newsloom: Newsloom, services: Services) -> None:
    services.settings = replace(services.settings, newsloom=Place(redis_url="redis://127.0.0.1:1/0"))
    said = newsloom("enqueue", "https://a.example/1")
    assert said.code == 0
    assert said.err.startswith("newsloom: what was accepted waits: Redis at redis://127.0.0.1:1/0 does not answer (")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_password_of_a_redis_or_an_address_is_repeated(newsloom: Newsloom, services: Services) -> None:
    for url in ("redis://127.0.0.1:1/0?password=s3kr1t", "unix:///nowhere/redis.sock?password=s3kr1t&db=0"):
        services.settings = replace(services.settings, newsloom=Place(redis_url=url))
        for said in (newsloom("enqueue", "https://a.example/1"), newsloom("status"), newsloom("status", "--json")):
            assert "password=***" in said.out + said.err
            assert "s3kr1t" not in said.out + said.err
    refused = newsloom("enqueue", "http://me:s3kr1t\uff20a.example/")
    assert refused.code == 1
    assert refused.err.startswith("newsloom: refused http://***@a.example/: ")
    assert "s3kr1t" not in refused.err


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_status_names_what_keeps_it_from_asking_the_workers(
    newsloom: Newsloom, services: Services, redis_url: str, redis: redis_py.Redis
) -> None:
    newsloom("status")  # opens the ledger where it is
    own = newsloom("status").out
    assert "workers     none can be asked: newsloom's own Redis does not run (in " in own
    assert "redis       own (does not answer)" in own
    assert json.loads(newsloom("status", "--json").out)["unserved"] is None  # nobody can be asked
    services.settings = replace(services.settings, newsloom=Place(redis_url="redis://127.0.0.1:1/0"))
    away = newsloom("status").out
    assert "workers     none can be asked: Redis at redis://127.0.0.1:1/0 does not answer (" in away
    services.settings = replace(services.settings, newsloom=Place(redis_url=redis_url))
    redis.config_set("maxmemory", "1")
    try:
        full = newsloom("status").out
        assert json.loads(newsloom("status", "--json").out)["redis_error"].startswith(
            f"Redis at {redis_url} is at its "
        )
    finally:
        redis.config_set("maxmemory", "0")
    assert f"workers     none can be asked: Redis at {redis_url} is at its memory limit (" in full
    assert f"redis       {redis_url} (takes no writes)" in full
    assert "queues      fetch 0" in full
    assert "workers     none answers: start them with `newsloom up`" in newsloom("status").out


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("not-a-url", "refused not-a-url: expected an address that begins with http:// or https://"),
        ("", 'refused "": expected an address that begins with http:// or https://'),
        ("http://a.example:0/", "refused http://a.example:0/: expected a host and perhaps a port from 1 to 65535"),
        ("http://a..b/", "refused http://a..b/: expected a host name, not 'a..b'"),  # a part of it says more
    ],
)
def test_a_refusal_says_the_word_once(newsloom: Newsloom, tmp_path: Path, word: str, line: str) -> None:
    assert newsloom("enqueue", word).err == f"newsloom: {line}\n"
    assert newsloom("feeds", "add", word).err == f"newsloom: {line}\n"
    if word:  # an outline without a url is a folder
        file = tmp_path / "feeds.opml"
        file.write_text(f'<opml><body><outline text="A" xmlUrl="{word}"/></body></opml>')
        assert newsloom("feeds", "import", str(file)).err == f"newsloom: {file}: {line}\n"


EXPECTED = "; expected JSON lines, a page (.html, .txt) or a folder of pages"
KINDS = {
    "WARC/1.1\r\nWARC-Type: warcinfo\r\n": "this is a WARC; `newsloom import` reads it from a file",
    "\x1f\x8b\x08": "this is gzipped; it is unpacked where its name ends in .gz",
    "%PDF-1.7\n": f"this is a PDF{EXPECTED}",
    "\x89PNG\r\n\x1a\n\0": f"this is a picture{EXPECTED}",
    "\x7fELF\2\1\1\0": f"this is no text{EXPECTED}",
    "<!DOCTYPE html>\n<p>": "this is a web page; `newsloom import` reads it where its name ends in .html",
    '<?xml version="1.0"?>\n<opml>': "this is XML; feeds in OPML are read by `newsloom feeds import`",
    "https://a.example/1\nhttps://a.example/2\n": "these are urls; `newsloom enqueue -f` takes them",
    '[{"text": "a"},\n{"text": "b"}]': "this is a JSON list; expected an object a line, without a list around them",
    '{\n  "text": "a"\n}': "this is JSON over many lines; expected an object a line",
}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("begins", [begins for begins in KINDS if not begins.startswith("WARC")])
def test_a_file_of_another_kind_is_told_by_its_kind(newsloom: Newsloom, tmp_path: Path, begins: str) -> None:
    file = tmp_path / "given.jsonl"
    file.write_bytes(f"{begins}\nmore\n".encode("latin-1"))
    said = newsloom("import", str(file))
    lines, maybe = said.err.splitlines(), begins[0] in "h[{"  # of which some line may be one
    assert lines[-1] == f"newsloom: {file}: {KINDS[begins]}"
    assert (said.code, len(lines) > 1) == (1 if maybe else 2, maybe)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_page_by_itself_is_read_as_a_folder_of_one(newsloom: Newsloom, services: Services, tmp_path: Path) -> None:
    html = "<!DOCTYPE html><html><title>Basin</title><p>The basin is to close, says the harbour office."
    pages = {"a.html": html.encode(), "b.txt": b"Havnen\nMolen lukkes i maj.\n", "c.html.gz": gzip.compress(b"<p>Kaj")}
    pages |= {"d.txt": f"{html} Bye.".encode(), "e.txt": GOOD[0].encode()}
    for name, body in pages.items():
        (tmp_path / name).write_bytes(body)
        said = newsloom("import", str(tmp_path / name))
        assert (said.code, said.out) == (0, "1 accepted, 0 already known, 0 refused\n")
        assert ("read as HTML" in said.err) == (name == "d.txt")
    assert kept(services) == {"import:a.html", "import:b.txt", "import:c.html.gz", "import:d.txt", "import:g1"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("command", ["import", "replay"])
def test_a_picture_by_the_name_of_a_page_is_one_line_and_wrong_words(
    newsloom: Newsloom, tmp_path: Path, command: str
) -> None:
    (tmp_path / "pic.html").write_bytes(b"\x89PNG\r\n\x1a\n\0\0" * 40)
    said = newsloom(command, str(tmp_path / "pic.html"))
    assert said == Said(2, "", f"newsloom: {tmp_path / 'pic.html'}: this is a picture{EXPECTED}\n")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("alone", [True, False])
def test_a_page_with_nothing_in_it_is_refused_alone_and_in_a_folder(
    newsloom: Newsloom, tmp_path: Path, alone: bool
) -> None:
    file = tmp_path / "pages" / "empty.html"
    file.parent.mkdir()
    file.write_text("\n")
    said = newsloom("import", str(file if alone else file.parent))
    told = f"newsloom: {file}: there is nothing in it\n"
    assert said == Said(1, "0 accepted, 0 already known, 1 refused\n", told)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("command", ["import", "replay"])
def test_of_many_bad_lines_ten_are_named_and_the_others_counted(
    newsloom: Newsloom, tmp_path: Path, command: str
) -> None:
    file = tmp_path / "code.jsonl"
    file.write_text("import sys\n" * 1500)
    said = newsloom(command, str(file))
    assert said.code == 1
    *named, last = said.err.splitlines()
    assert named == [
        f"newsloom: {file}:{number}: not JSON: Expecting value at character 1" for number in range(1, 11)
    ]  # one place, and it is ours
    assert last == f"newsloom: {file}: 1,490 more cannot be taken"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("good", [0, 1])
def test_of_many_lines_that_are_no_urls_ten_are_named_and_the_others_counted(
    newsloom: Newsloom, tmp_path: Path, good: int
) -> None:
    file = tmp_path / "urls.txt"
    file.write_text("https://a.example/1\n" * good + "import sys\n" * 1500)
    said = newsloom("enqueue", "-f", str(file))
    *named, last = said.err.splitlines()
    assert (said.code, len(named)) == (1, 10)
    expected = "" if good else "; expected a text file with a url a line"
    assert last == f"newsloom: {file}: 1,490 more refused{expected}"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_several_files_of_urls_are_read_all_of_them_and_a_pipe_once(
    newsloom: Newsloom, services: Services, tmp_path: Path
) -> None:
    pipe, file, bad = tmp_path / "pipe", tmp_path / "urls.txt", tmp_path / "bytes"
    file.write_text("https://a.example/1\nhttps://a.example/2\n")
    bad.write_bytes(b"\0")
    assert newsloom("enqueue", "-f", str(file), "-f", str(bad)).code == 1
    assert kept(services) == set(), "where one cannot be read none is"
    os.mkfifo(pipe)
    writes = Thread(target=pipe.write_text, args=("https://a.example/3\n",))
    writes.start()
    said = newsloom("enqueue", "-f", str(file), "-f", str(pipe), "https://a.example/4", "--json")
    writes.join()
    assert json.loads(said.out) == {"accepted": 4, "known": 0, "refused": 0}
    assert kept(services) == {f"https://a.example/{number}" for number in range(1, 5)}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_file_of_bytes_is_no_list_of_urls_and_one_line_says_so(newsloom: Newsloom, tmp_path: Path) -> None:
    file = tmp_path / "urls"
    file.write_bytes(bytes(range(256)) * 40)
    said = newsloom("enqueue", "-f", str(file))
    assert (said.code, said.out) == (1, "")
    assert said.err == f"newsloom: {file} is no text in UTF-8: expected a url a line\n"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("content", ["", "\n\n"])
def test_of_a_file_with_nothing_in_it_that_is_said(newsloom: Newsloom, tmp_path: Path, content: str) -> None:
    file = tmp_path / "empty.jsonl"
    file.write_text(content)
    said = newsloom("import", str(file))
    assert (said.code, said.err) == (0, f"newsloom: {file}: there is nothing in it\n")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_of_a_folder_it_is_said_what_is_not_read_and_what_is_named_wrongly(newsloom: Newsloom, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    (folder / "more").mkdir(parents=True)
    assert newsloom("import", str(folder)).err.endswith(
        "pages holds no .html or .txt file; not read: 1 folder (more)\n"
    )
    html = "<!DOCTYPE html><html><title>Basin</title><p>The basin is to close, says the harbour office."
    (folder / "a.html").write_text(html)
    (folder / "b.txt").write_text(f"{html} Ferries are to move.")
    (folder / "c.html.gz").write_bytes(gzip.compress(f"{html} Cranes are to go.".encode()))
    (folder / "d.pdf").write_text("%PDF")
    (folder / "e.csv").write_text("a,b")
    (folder / ".hidden").write_text("")
    said = newsloom("import", str(folder))
    assert (said.code, said.out) == (0, "3 accepted, 0 already known, 0 refused\n")
    assert said.err.splitlines() == [
        f"newsloom: {folder}: read as HTML, as which they begin, though named .txt: 1 file",
        f"newsloom: {folder}: not read: 1 folder (more), 2 files of another kind (d.pdf, e.csv)",
    ]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_of_a_file_with_good_lines_it_is_not_said_that_it_is_of_another_kind(
    newsloom: Newsloom, tmp_path: Path
) -> None:
    file = tmp_path / "mixed.jsonl"
    file.write_text("https://a.example/\n" + GOOD[0])
    assert len(newsloom("import", str(file)).err.splitlines()) == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_warc_is_not_replayed_and_the_line_says_what_reads_it(newsloom: Newsloom, tmp_path: Path) -> None:
    file = tmp_path / "pages.warc.gz"
    file.write_bytes(b"")
    assert newsloom("replay", str(file)) == Said(2, "", f"newsloom: {file} is a WARC, which `newsloom import` reads\n")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_documents_come_on_standard_input_too(
    newsloom: Newsloom, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def given(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    given("\n".join([GOOD[0], "broken", GOOD[1]]))
    said = newsloom("import", "-")
    assert (said.code, said.out) == (1, "2 accepted, 0 already known, 1 refused\n")
    assert said.err.startswith("newsloom: -:2: not JSON")
    assert kept(services) == {"import:g1", "import:g2"}
    given(f"{next(iter(KINDS))}more")
    assert newsloom("import", "-").err.splitlines()[-1] == f"newsloom: -: {next(iter(KINDS.values()))}"
    given(GOOD[0])
    assert [row["id"] for row in newsloom("replay", "-").objects] == ["g1"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_on_a_terminal_what_is_said_stands_on_a_line_of_its_own_beside_the_bar(newsloom: Newsloom) -> None:
    newsloom("enqueue", "https://a.example/1")
    said = on_a_terminal(80, ["wait", "--timeout", "0.1"])
    before, found, _ = said.partition("newsloom: 1 still pending after 0.1 s; `newsloom pending` lists them")
    assert found
    assert before.endswith(("\n", "\r\x1b[2K"))  # an empty line: the bar was taken away


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("services")
def test_the_bar_on_a_terminal_does_not_take_what_goes_to_a_file(tmp_path: Path) -> None:
    file, result = tmp_path / "a.jsonl", tmp_path / "result.jsonl"
    file.write_text(GOOD[0], encoding="utf-8")
    with result.open("wb") as stdout:
        shown = on_a_terminal(80, ["replay", str(file)], stdout)
    assert "placed" in shown
    assert '"g1"' not in shown
    assert json.loads(result.read_text())["id"] == "g1"
