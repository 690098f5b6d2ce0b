"""WARC files through the commands, on both databases: what was fetched goes out, and comes in again as it was."""

from __future__ import annotations

import gzip
import io
import json
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import redis as redis_py
import sqlalchemy as sa
from warcio.warcwriter import WARCWriter

from tests.contract.cli import Newsloom
from tests.contract.ledger_world import a_document, a_page, a_url, accept, an_article, begin_story, look, write
from tests.contract.test_cli_writing import NOW, harmless, newsloom, services
from tests.contract.test_stages import BRIDGE, OWLS
from tests.hostile.rows import PASSWORD
from tests.site import Site
from tests.steps import do
from tests.warcs import HTML, answer, each_packed, is_clean, judged, page, record
from workers import bootstrap, urls
from workers.bootstrap import Services
from workers.claims import Claim
from workers.ledger import Ledger, articles, leases, pages, schema
from workers.ledger import urls as accepted
from workers.ledger.urls import STAGES
from workers.model import Hint, Kind, Page, Submission
from workers.settings import Fetch
from workers.warc import kept as kept_pages

EARLY = NOW - timedelta(days=3)


__all__ = ["newsloom", "services"]  # the fixtures


def a_file(folder: Path, data: bytes, name: str = "a.warc.gz") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def stages(services: Services) -> dict[str, tuple[str, str, str]]:
    """Url -> its stage, its way in and the host that it is spaced by."""
    with services.ledger.read() as connection:
        return {row.url: (row.stage, row.via, row.host) for row in connection.execute(sa.select(schema.url))}


def kept(ledger: Ledger) -> dict[str, Page]:
    with ledger.read() as connection:
        ids = connection.scalars(sa.select(schema.page.c.url_id)).all()
        return {found.url: found for url_id in ids if (found := pages.get(connection, url_id))}


# Import


def test_the_pages_of_a_file_are_accepted_with_their_bytes_so_that_nobody_is_asked(
    newsloom: Newsloom, services: Services, tmp_path: Path
) -> None:
    said = newsloom("import", str(a_file(tmp_path, each_packed(page(0), page(1)))))
    assert (said.code, said.out, said.err) == (0, "2 accepted, 0 already known, 0 broken, 0 passed over\n", "")
    assert stages(services) == {f"https://a.example/{n}": ("fetch", "warc", "") for n in range(2)}
    found = kept(services.ledger)["https://a.example/0"]
    assert found.body == b"<p>Ferry 0 sails at noon.</p>"
    assert found.fetched_at == datetime(2025, 2, 1, 6, 30, tzinfo=UTC)
    with services.ledger.read() as connection:
        assert connection.scalars(sa.select(schema.host.c.host)).all() == [""], "the line of what has no host"


def test_what_is_known_and_what_is_passed_over_is_counted_by_reason(newsloom: Newsloom, tmp_path: Path) -> None:
    gone, image = answer(status="404 Not Found"), answer(b"\x89PNG", "Content-Type: image/png\r\n")
    data = [
        record(b"software: x\r\n", "warcinfo", ""),
        page(0),
        record(b"GET / HTTP/1.1\r\n\r\n", "request"),
        page(0),
        *(record(gone, uri=f"https://a.example/gone-{n}") for n in range(2)),
        *(record(image, uri=f"https://a.example/{n}.png") for n in range(3)),
        record(b"", "revisit"),
    ]
    file = a_file(tmp_path, b"".join(data), "a.warc")
    said = newsloom("import", str(file))
    told = "6 passed over: 3 not text, 2 not 200, 1 revisit\n"
    assert (said.code, said.out) == (0, f"1 accepted, 1 already known, 0 broken, {told}")
    again = newsloom("import", str(file), "--json")
    assert json.loads(again.out) == {
        "accepted": 0,
        "known": 2,
        "broken": 0,
        "passed_over": {"not text": 3, "not 200": 2, "revisit": 1},
    }


def test_a_url_that_is_known_by_another_way_in_is_known(newsloom: Newsloom, services: Services, tmp_path: Path) -> None:
    newsloom("enqueue", "https://A.example/0?utm_source=x")
    said = newsloom("import", str(a_file(tmp_path, each_packed(page(0), page(1)))))
    assert said.out.startswith("1 accepted, 1 already known,")
    assert stages(services)["https://a.example/0"] == ("accepted", "enqueue", "a.example")


def test_a_file_that_is_cut_off_keeps_what_came_before_and_is_exit_code_1(
    newsloom: Newsloom, services: Services, tmp_path: Path
) -> None:
    file = a_file(tmp_path, each_packed(page(0), page(1))[:-20])
    said = newsloom("import", str(file))
    assert said.code == 1
    where = len(gzip.compress(page(0)))
    assert said.err == f"newsloom: {file}: record 2 at byte {where}: the file ends in the middle of it\n"
    assert said.out == "1 accepted, 0 already known, 1 broken, 0 passed over\n"
    assert set(stages(services)) == {"https://a.example/0"}


def test_a_broken_record_is_one_harmless_line_and_the_rest_goes_on(newsloom: Newsloom, tmp_path: Path) -> None:
    hostile = f"\x1b]0;PWNED\x07 https://me:{PASSWORD}@a.example/"
    bad = [
        record(answer(), WARC_Date=hostile),
        hostile.encode() + b"\r\n",
        record(answer(), length=hostile),
        record(f"HTTP/1.1 {hostile}\r\n\r\n".encode()),
        record(answer(), WARC_X="x").replace(b"WARC-X: x", hostile.replace(":", "").encode()),
    ]
    said = newsloom("import", str(a_file(tmp_path, b"".join([page(0), *bad, page(9)]), "a.warc")))
    assert (said.code, said.out) == (1, "2 accepted, 0 already known, 5 broken, 0 passed over\n")
    assert len(said.err.splitlines()) == 5
    assert harmless(said)
    assert PASSWORD not in said.err


def test_a_page_larger_than_the_setting_is_passed_over(newsloom: Newsloom, services: Services, tmp_path: Path) -> None:
    services.settings = replace(services.settings, fetch=Fetch(max_bytes=1000))
    bomb = answer(gzip.compress(b"a" * 5_000_000), HTML + "Content-Encoding: gzip\r\n")
    said = newsloom("import", str(a_file(tmp_path, each_packed(record(bomb), page(1)))))
    assert (said.code, said.out) == (0, "1 accepted, 0 already known, 0 broken, 1 passed over: 1 too big\n")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.bin", "A.WARC.GZ"])
@pytest.mark.parametrize("packed", [False, True])
def test_a_file_is_known_by_its_first_bytes_whatever_its_name(
    newsloom: Newsloom, tmp_path: Path, name: str, packed: bool
) -> None:
    data = page(0) + page(1)
    said = newsloom("import", str(a_file(tmp_path, gzip.compress(data) if packed else data, name)))
    assert said.out.startswith("2 accepted")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_file_that_is_called_so_and_is_none_is_one_line(newsloom: Newsloom, tmp_path: Path) -> None:
    said = newsloom("import", str(a_file(tmp_path, b"hello\n", "a.warc")))
    assert said.code == 1
    assert said.err.endswith("record 1 at byte 0: expected a line such as WARC/1.1, found 'hello'\n")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_json_lines_that_are_packed_are_still_json_lines(newsloom: Newsloom, tmp_path: Path) -> None:
    line = json.dumps({"id": "1", "text": "WARC/1.0 is a format."}).encode()
    said = newsloom("import", str(a_file(tmp_path, gzip.compress(line), "a.jsonl.gz")))
    assert said.out == "1 accepted, 0 already known, 0 refused\n"


#: as three crawlers write: wget 1.20 (angle brackets, no msgtype, requests between), browsertrix (a page's number, what
#: it knows of a page as a resource, the body unpacked and the encoding still named), Heritrix (dns, https as a field).
WGET = [
    record(b"software: Wget/1.20\r\nformat: WARC File Format 1.0\r\n", "warcinfo", ""),
    record(b"GET /1 HTTP/1.1\r\nHost: a.example\r\n\r\n", "request", "<https://a.example/1>"),
    record(
        answer(headers=HTML + "Connection: close\r\n"),
        uri="<https://a.example/1>",
        Content_Type="application/http;msgtype=response",
        WARC_IP_Address="192.0.2.7",
        WARC_Payload_Digest="sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ),
    record(b"", "metadata", "metadata://gnu.org/software/wget/warc/MANIFEST.txt"),
]
BROWSERTRIX = [
    record(b"software: Browsertrix-Crawler 1.2.4\r\n", "warcinfo", ""),
    record(
        answer("<!doctype html><p>The ferry.", HTML + "content-encoding: br\r\ntransfer-encoding: chunked\r\n"),
        uri="https://a.example/2",
        WARC_Page_ID="f2b4",
        WARC_Resource_Type="document",
        WARC_Date="2025-02-01T06:30:00.123Z",
    ).replace(b"WARC/1.0", b"WARC/1.1"),
    record(b'{"pageid": "f2b4"}', "resource", "urn:pageinfo:https://a.example/2", Content_Type="application/json"),
]
HERITRIX = [
    record(b"20250201063000\na.example. 300 IN A 192.0.2.7\n", uri="dns:a.example", Content_Type="text/dns"),
    record(answer(), uri="https://a.example/3", WARC_Protocol="http/1.1"),
]


def test_the_files_of_well_known_crawlers_are_read(newsloom: Newsloom, services: Services, tmp_path: Path) -> None:
    said = newsloom("import", str(a_file(tmp_path, each_packed(*WGET, *BROWSERTRIX, *HERITRIX))))
    assert (said.code, said.err) == (0, "")
    told = "1 metadata, 1 resource, 1 without an address of the web"
    assert said.out == f"3 accepted, 0 already known, 0 broken, 3 passed over: {told}\n"
    assert set(stages(services)) == {f"https://a.example/{n}" for n in (1, 2, 3)}


@pytest.mark.parametrize("packed", [False, True])
def test_the_files_of_a_well_known_library_are_read(
    newsloom: Newsloom, services: Services, tmp_path: Path, packed: bool
) -> None:
    from warcio.statusandheaders import StatusAndHeaders

    file = io.BytesIO()
    writer = WARCWriter(file, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "warcio"}))
    for number in range(3):
        told = [("Content-Type", "text/html"), ("Content-Encoding", "gzip")]
        head = StatusAndHeaders("200 OK", told, protocol="HTTP/1.1")
        body = io.BytesIO(gzip.compress(f"<p>Ferry {number}".encode()))
        writer.write_record(
            writer.create_warc_record(f"https://a.example/{number}", "response", body, http_headers=head)
        )
    services.clock = bootstrap.wall_clock  # the library writes what time it is
    said = newsloom("import", str(a_file(tmp_path, file.getvalue())))
    assert said.out == "3 accepted, 0 already known, 0 broken, 0 passed over\n"
    assert {page.body for page in kept(services.ledger).values()} == {f"<p>Ferry {n}".encode() for n in range(3)}


# Export


def fetched(services: Services, *wanted: tuple[str, str, datetime]) -> list[int]:
    """Pages that were fetched: host, path, time; the ids of their urls."""
    ids = accept(services.ledger, NOW, *(a_url(path, host) for host, path, _ in wanted))
    for url_id, (host, path, at) in zip(ids, wanted, strict=True):
        url = f"https://{host}/{path}"
        write(services.ledger, pages.save, url_id, a_page(at, f"<p>{path}".encode(), url))
    return ids


def exported(newsloom: Newsloom, folder: Path, *words: str) -> set[str | None]:
    """The addresses in a file that was just written, as both judges read them."""
    file = folder / "out.warc.gz"
    assert newsloom("export", "--warc", str(file), *words).code == 0
    assert is_clean(file)
    (kind, _, _), *found = judged(file.read_bytes())
    assert kind == "warcinfo"
    return {uri for _, uri, _ in found}


THREE = [("a.example", "1", EARLY), ("b.example:8080", "2", NOW), ("b.example", "3", NOW)]
URLS = ["https://a.example/1", "https://b.example:8080/2", "https://b.example/3"]


def test_what_was_fetched_is_written_and_others_read_it(newsloom: Newsloom, services: Services, tmp_path: Path) -> None:
    fetched(services, *THREE)
    *_, entry = accept(services.ledger, NOW, a_document("imported", NOW), a_url("not-fetched-yet"), a_url("an-entry"))
    write(services.ledger, pages.save, entry, replace(a_page(NOW, url="https://a.example/an-entry"), kind=Kind.ENTRY))
    assert exported(newsloom, tmp_path) == set(URLS)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("--since", "2d"), URLS[1:]),
        (("--host", "B.example"), URLS[1:]),
        (("--host", "b.example:8080"), URLS[1:2]),
        (("--host", "b.example:443"), []),
        (("--host", "example"), []),
        (("--since", "2d", "--host", "a.example"), []),
        (("--since", "1990-01-01"), URLS),
    ],
)
def test_the_pages_of_a_host_or_since_a_time_are_written_alone(
    newsloom: Newsloom, services: Services, tmp_path: Path, words: tuple[str, ...], found: list[str]
) -> None:
    fetched(services, *THREE)
    assert exported(newsloom, tmp_path, *words) == set(found)


def test_the_pages_of_a_story_are_written_alone(newsloom: Newsloom, services: Services, tmp_path: Path) -> None:
    ids = fetched(services, *THREE)
    made = [
        write(
            services.ledger, articles.save, url_id, an_article(f"T{url_id}"), external_id=None, placed_at=NOW, now=NOW
        )
        for url_id in ids[:2]
    ]
    first, second = (begin_story(services.ledger, NOW, each) for each in made)
    assert exported(newsloom, tmp_path, "--story", str(first)) == {URLS[0]}
    assert exported(newsloom, tmp_path, "--story", str(second)) == {URLS[1]}
    assert newsloom("export", "--warc", str(tmp_path / "x"), "--story", "99").code == 1
    assert not (tmp_path / "x").exists()


def test_more_pages_than_a_batch_come_in_order_once_each(
    newsloom: Newsloom, services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = [("a.example", str(n), NOW) for n in range(30)]
    monkeypatch.setattr(kept_pages, "_BATCH", 7)
    fetched(services, *wanted)
    file = tmp_path / "out.warc.gz"
    said = newsloom("export", "--warc", str(file), "--json")
    assert json.loads(said.out) == {"pages": 30}
    assert [uri for _, uri, _ in judged(file.read_bytes())[1:]] == [f"https://a.example/{n}" for n in range(30)]


def test_who_writes_pages_slowly_holds_no_connection_meanwhile(services: Services) -> None:
    ids = fetched(services, *THREE)
    found = kept_pages.fetched(services.ledger, kept_pages.Wanted())
    assert next(found)[0] == ids[0]
    assert services.ledger.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    assert [url_id for url_id, _ in found] == ids[1:]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_file_is_gzipped_where_its_name_says_so_and_plain_elsewhere(
    newsloom: Newsloom, services: Services, tmp_path: Path
) -> None:
    fetched(services, *THREE)
    plain, packed = tmp_path / "out.warc", tmp_path / "out.warc.gz"
    for file in (plain, packed):
        assert newsloom("export", "--warc", str(file)).out == "3 pages\n"
    assert plain.read_bytes().startswith(b"WARC/1.1\r\n")
    assert gzip.decompress(packed.read_bytes()) == plain.read_bytes()
    assert judged(plain.read_bytes()) == judged(packed.read_bytes())
    assert newsloom("import", str(plain)).out == "3 accepted, 0 already known, 0 broken, 0 passed over\n"


def test_a_file_without_a_page_says_at_least_who_made_it(
    newsloom: Newsloom, services: Services, tmp_path: Path
) -> None:
    file = tmp_path / "out.warc.gz"
    said = newsloom("export", "--warc", str(file))
    assert (said.code, said.out) == (0, "0 pages\n")
    ((kind, _, block),) = judged(file.read_bytes())
    assert kind == "warcinfo"
    assert f"http-header-user-agent: {services.settings.fetch.user_agent}\r\n".encode() in block
    assert block.startswith(b"software: newsloom/")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("words", [["--warc"], ["--warc", "-"], ["--warc", "--host", "a.example"]])
def test_standard_output_gets_the_bytes_and_the_count_is_said_beside_it(
    newsloom: Newsloom, services: Services, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    fetched(services, *THREE[:1])
    heard = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", heard)
    said = newsloom("export", *words)
    assert (said.code, said.err) == (0, "newsloom: 1 pages written\n")
    assert len(judged(heard.buffer.getvalue())) == 2  # type: ignore[attr-defined]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_terminal_gets_no_bytes(newsloom: Newsloom, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "w", encoding="utf-8") as terminal, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", terminal)
        said = newsloom("export", "--warc")
    os.close(ours)
    assert (said.code, said.err) == (
        2,
        "newsloom: standard output is a terminal: name a file, or send it on with > or |\n",
    )


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_file_has_its_name_only_when_it_is_whole(
    newsloom: Newsloom, services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = fetched(services, *THREE)
    file = a_file(tmp_path, b"the one before", "out.warc.gz")
    with services.ledger.begin() as tx:
        tx.execute(sa.update(schema.page).where(schema.page.c.url_id == ids[2]).values(body=b"no zlib"))
    said = newsloom("export", "--warc", str(file))
    assert said.code == 1
    assert file.read_bytes() == b"the one before"
    assert [path.name for path in tmp_path.iterdir() if "warc" in path.name] == ["out.warc.gz"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_place_that_is_none_is_wrong_words_in_one_line(newsloom: Newsloom, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for target in (tmp_path / "no" / "x", tmp_path, tmp_path / "pipe"):
        said = newsloom("export", "--warc", str(target))
        assert (said.code, len(said.err.splitlines())) == (2, 1)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "words", [["--host", "a.example"], ["--warc", "x", "--host", "a b"], ["--warc", "x", "--since", "soon"]]
)
def test_words_that_mean_nothing_are_exit_code_2(newsloom: Newsloom, words: list[str]) -> None:
    said = newsloom("export", *words)
    assert (said.code, len(said.err.splitlines())) == (2, 1)


# Both


@pytest.fixture
def other(empty_url: str) -> Iterator[Ledger]:
    """A second ledger, of the same kind."""
    opened = Ledger.open(empty_url)
    opened.hurry()
    yield opened
    opened.close()


def html(title: str, text: str) -> str:
    return f"<!doctype html><html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"


def walk(services: Services) -> None:
    """All that is pending goes through every stage."""
    with services.ledger.begin() as tx:
        leased = [row.id for row in leases.take(tx, services.clock(), 100, 3600, 0)]
    for url_id in leased:
        for stage in STAGES[1:]:
            do(services, Claim(url_id, 1, stage))


def told(ledger: Ledger) -> list[dict[str, Any]]:
    """Of each article what does not depend on where it was read; its story is the place of that story's first article."""
    told = sa.select(schema.article, schema.membership.c.story_id).outerjoin(schema.membership)
    with ledger.read() as connection:
        rows = connection.execute(told.order_by(schema.article.c.id)).all()
    stories = [row.story_id for row in rows]
    return [
        {name: getattr(row, name) for name in ("url", "title", "text", "placed_at", "lang")}
        | {"story": stories.index(row.story_id)}
        for row in rows
    ]


def test_what_was_fetched_goes_out_comes_in_elsewhere_and_ends_in_the_same_stories(
    newsloom: Newsloom,
    services: Services,
    other: Ledger,
    redis_url: str,
    redis: redis_py.Redis,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "all.warc.gz"
    services.redis_url = redis_url
    services.settings = replace(services.settings, fetch=Fetch(allow_networks=("127.0.0.0/8",)))
    with Site() as site:
        site.page("/a", html("The bridge is closed", BRIDGE[0]), headers={"ETag": '"7"'})
        site.page("/b", gzip.compress(html("Bridge", BRIDGE[1]).encode()), headers={"Content-Encoding": "gzip"})
        site.redirect("/old", "/c")
        site.page("/c", html("Owls in the tower", OWLS))
        site.redirect("/older", "/c")
        found = [urls.canonical(site.url(path)) for path in ("/a", "/b", "/old", "/older", "/c")]
        accept(
            services.ledger, NOW, *(Submission(url, urls.key(url), urls.host(url), "enqueue", Hint()) for url in found)
        )
        walk(services)
        assert newsloom("export", "--warc", str(file)).code == 0
        hits = site.hits.total()

        elsewhere = Services(services.settings, clock=services.clock, redis_url=redis_url)
        elsewhere.__dict__["ledger"] = other
        monkeypatch.setattr(bootstrap, "_of_process", {os.getpid(): elsewhere})
        said = newsloom("import", str(file))
        assert said.out == "5 accepted, 0 already known, 0 broken, 0 passed over\n"
        assert kept(other) == kept(services.ledger)
        walk(elsewhere)
        assert site.hits.total() == hits
    assert look(other, accepted.counts) == look(services.ledger, accepted.counts) == {"done": 3, "same": 2}
    assert [row["story"] for row in told(other)] == [0, 0, 2]
    assert told(other) == told(services.ledger)
    elsewhere.close()
    again = tmp_path / "again.warc.gz"
    assert newsloom("export", "--warc", str(again)).code == 0
    assert judged(again.read_bytes())[1:] == judged(file.read_bytes())[1:]
