"""newsloom clean: files, pages of the ledger, pages that are fetched; what is said of each, and how it ends."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.contract.cli import Newsloom
from tests.contract.test_cli_reading import NOW, World, newsloom, services, world
from tests.site import Site
from tests.terminal import on_a_terminal, plain
from tests.unit.test_clean_why import BODY, HTML, TITLE
from workers import urls as addresses
from workers.bootstrap import Services
from workers.clean.confidence import DOUBTFUL
from workers.ledger import articles, hosts, pages, schema, urls
from workers.model import Article, Kind, Page
from workers.settings import Clean, Fetch

__all__ = ["newsloom", "services", "world"]  # the fixtures


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "basin.html"
    path.write_text(HTML)
    return path


def test_a_file_is_shown_with_where_each_field_is_from(newsloom: Newsloom, file: Path) -> None:
    said = newsloom("clean", str(file), "--url", "https://courier.example/basin")
    assert (said.code, said.err) == (0, "")
    rows = [line.split(maxsplit=2) for line in said.out.splitlines()]
    assert ["title", "h1", TITLE] in rows
    assert ["published", "printed", "2025-02-05 (time of day unknown)"] in rows
    assert said.out.endswith("\n".join(BODY) + "\n")


def test_with_why_each_line_has_its_rule(newsloom: Newsloom, file: Path) -> None:
    told = newsloom("clean", str(file), "--why").out.splitlines()
    assert sum(line.startswith("+  article") for line in told) == len(BODY)
    assert any(line.startswith("-  byline") and line.endswith("By Mara Holt") for line in told)


def test_all_words_for_rules_and_for_where_a_field_is_from_are_told(newsloom: Newsloom, file: Path) -> None:
    told = newsloom("clean", "--rules")
    words = {line.split("  ")[0] for line in told.out.splitlines()}
    assert (told.code, told.err) == (0, "")
    article, *lines = newsloom("clean", str(file), "--json", "--why").objects
    assert {*(line["rule"] for line in lines), *article["sources"].values()} <= words
    for_machines = newsloom("clean", "--rules", "--json").objects
    assert {line.get("rule") or line["from"] for line in for_machines} == words - {"rule", "from", ""}
    assert all(line["meaning"] for line in for_machines)


def test_json_is_an_object_for_the_article_and_with_why_one_a_line(newsloom: Newsloom, file: Path) -> None:
    (article,) = newsloom("clean", str(file), "--json").objects
    assert (article["title"], article["text"].split("\n"), article["sources"]["title"]) == (TITLE, BODY, "h1")
    assert (article["lang"], article["credits"]) == ("en", ["With inputs from agencies"])
    assert article["doubtful"] is (article["confidence"] < DOUBTFUL)
    first, *lines = newsloom("clean", str(file), "--json", "--why").objects
    assert first == article
    assert [line["line"] for line in lines if line["kept"]] == BODY
    assert {tuple(line) for line in lines} == {("line", "kept", "rule")}


def test_a_flattened_file_is_read_as_one(newsloom: Newsloom, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\n".join(["Menu", TITLE, *BODY, "Trending", "Ferry fares to rise"]))
    (article,) = newsloom("clean", str(tmp_path / "a.txt"), "--json").objects
    assert (article["text"].split("\n"), article["confidence"], article["doubtful"]) == (BODY, 1.0, False)


def test_a_flattened_file_that_speaks_as_much_of_other_things_is_doubtful(newsloom: Newsloom, tmp_path: Path) -> None:
    others = [f"Bakers of quarter {n} mill flour again, and long queues form there in the mornings." for n in range(2)]
    (tmp_path / "a.txt").write_text("\n".join([TITLE, *BODY, *["Ferry fares to rise"] * 20, *others]))
    (article,) = newsloom("clean", str(tmp_path / "a.txt"), "--json").objects
    assert (article["text"].split("\n"), article["doubtful"]) == (BODY, True)
    assert "doubtful: two readings of the page agree on" in newsloom("clean", str(tmp_path / "a.txt")).out


def test_a_page_may_come_through_standard_input(newsloom: Newsloom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(HTML.encode())))
    (article,) = newsloom("clean", "-", "--json").objects
    assert (article["title"], article["text"].split("\n")) == (TITLE, BODY)


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_with_why_a_page_that_is_refused_is_named_and_its_lines_are_shown(
    newsloom: Newsloom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)  # a long path would be cut
    Path("wall.html").write_text("<html><title>Sign in</title><h1>Sign in</h1><p>Please sign in to read on.</p></html>")
    said = newsloom("clean", "wall.html", "--why", *form)
    assert said.code == 1
    assert said.err.startswith("newsloom: wall.html: ")
    assert "Please sign in to read on." in said.out
    assert "article" not in {line["rule"] for line in said.objects} if form else "+" not in said.out


def test_a_page_of_the_ledger_is_read_from_there_by_url_or_number(newsloom: Newsloom, world: World) -> None:
    row = world.url("https://courier.example/basin")
    page = Page(
        "https://courier.example/basin", "https://courier.example/basin", 200, {}, HTML.encode(), Kind.HTML, NOW
    )
    with world.ledger.begin() as tx:
        pages.save(tx, row, page)
    by_url, by_id = (newsloom("clean", word, "--json").objects for word in ("courier.example/basin", str(row)))
    assert by_url == by_id
    assert by_url[0]["title"] == TITLE


def test_another_url_is_fetched_and_nothing_is_stored(newsloom: Newsloom, services: Services) -> None:
    services.settings = replace(services.settings, fetch=Fetch(allow_networks=("127.0.0.0/8",)))
    with Site() as site:
        site.page("/basin", HTML)
        (article,) = newsloom("clean", site.url("/basin"), "--json").objects
        missing = newsloom("clean", site.url("/none"))
    assert article["title"] == TITLE
    assert (missing.code, missing.out, missing.err.count("\n")) == (1, "", 1)
    with services.ledger.read() as connection:
        assert urls.counts(connection) == {}
        assert connection.execute(schema.page.select()).all() == []


@pytest.fixture
def loopback(services: Services) -> Iterator[Site]:
    """A site that may be asked, by a name of our own."""
    chosen = Fetch(allow_networks=("127.0.0.0/8",), user_agent="courier-desk/1.0 (+https://courier.example/bot)")
    services.settings = replace(services.settings, fetch=chosen)
    with Site() as site:
        site.page("/basin", HTML)
        yield site


def test_a_page_is_fetched_by_our_name_once_its_robots_txt_allows_it(newsloom: Newsloom, loopback: Site) -> None:
    loopback.page("/robots.txt", "User-agent: *\nDisallow: /private", headers={"Content-Type": "text/plain"})
    assert newsloom("clean", loopback.url("/basin")).code == 0
    assert loopback.targets == ["/robots.txt", "/basin"]
    assert loopback.asked["/basin"]["user-agent"] == "courier-desk/1.0 (+https://courier.example/bot)"


def test_what_its_robots_txt_forbids_is_not_fetched_and_one_line_says_so(newsloom: Newsloom, loopback: Site) -> None:
    loopback.page("/robots.txt", "User-agent: courier-desk\nDisallow: /", headers={"Content-Type": "text/plain"})
    said = newsloom("clean", loopback.url("/basin"))
    assert (said.code, said.out) == (1, "")
    assert said.err == f"newsloom: the site's robots.txt forbids {loopback.url('/basin')}\n"
    assert loopback.targets == ["/robots.txt"]


def test_a_redirect_leads_nowhere_that_robots_txt_forbids(newsloom: Newsloom, loopback: Site) -> None:
    loopback.page("/robots.txt", "User-agent: *\nDisallow: /basin", headers={"Content-Type": "text/plain"})
    loopback.redirect("/go", "/basin")
    assert newsloom("clean", loopback.url("/go")).code == 1
    assert loopback.hits["/basin"] == 0


def test_a_site_whose_robots_txt_cannot_be_had_is_not_asked(newsloom: Newsloom, loopback: Site) -> None:
    loopback.page("/robots.txt", "busy", status=503)
    said = newsloom("clean", loopback.url("/basin"))
    assert (said.code, said.err) == (
        1,
        "newsloom: its robots.txt cannot be had, so nothing may be asked for\n",
    )
    assert loopback.hits["/basin"] == 0


def test_a_host_that_asked_for_rest_is_left_alone(newsloom: Newsloom, world: World, loopback: Site) -> None:
    host = addresses.host(loopback.url("/basin"))
    world.url(loopback.url("/other"))
    with world.ledger.begin() as tx:
        hosts.learn(tx, host, {"held_until": NOW + timedelta(hours=1)}, NOW)
    said = newsloom("clean", loopback.url("/basin"))
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert f"{host} is left alone for " in said.err
    assert loopback.targets == []


def ruled(services: Services, path: Path, text: str) -> None:
    path.write_text(text)
    services.settings = replace(services.settings, clean=Clean(rules=str(path)))


def test_a_rule_of_the_site_is_obeyed_and_named(
    newsloom: Newsloom, services: Services, file: Path, tmp_path: Path
) -> None:
    rule = '["courier.example"]\npage = "https://courier.example/basin"\ndrop = ["p:first-of-type"]\n'
    ruled(services, tmp_path / "sites.toml", rule)
    article, *lines = newsloom("clean", str(file), "--url", "https://courier.example/basin", "--json", "--why").objects
    assert article["sources"]["rule"] == "courier.example"
    rules = {line["rule"] for line in lines}
    assert "rule of courier.example: drop p:first-of-type" in rules


@pytest.mark.parametrize(("drop", "code"), [(".no-such", 0), ("body", 1)])
def test_why_says_that_a_rule_is_obeyed_and_which_of_its_selectors_name_nothing(
    newsloom: Newsloom, services: Services, file: Path, tmp_path: Path, drop: str, code: int
) -> None:
    rule = f'["courier.example"]\npage = "https://courier.example/basin"\ndrop = ["{drop}"]\n'
    ruled(services, tmp_path / "sites.toml", rule)
    said = newsloom("clean", str(file), "--url", "https://courier.example/basin", "--why")
    assert said.code == code
    first, *others = said.err.splitlines()
    assert first == "newsloom: the rule of courier.example is obeyed"
    assert ("newsloom: the rule of courier.example: .no-such names nothing in this page" in others) == (code == 0)


def test_rules_that_cannot_be_used_are_one_line_and_exit_code_2(
    newsloom: Newsloom, services: Services, file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "sites.toml"
    ruled(services, path, '["courier.example"]\npage = "https://courier.example/basin"\nkeep = ["p >"]\n')
    said = newsloom("clean", str(file))
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"newsloom: {path}, line 3: keep of [courier.example]: 'p >' is no selector")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("nosuch.html",), 2),
        (("",), 2),
        ((" ",), 2),
        (("{folder}/cut.html.gz",), 1),
        (("77",), 1),
        (("{folder}",), 2),
        (("https://courier.example/b", "--url", "https://courier.example/"), 2),
        (("{folder}/wall.html", "--url", "nonsense"), 2),
        (("{folder}/wall.html", "--url", ""), 2),
        (("{folder}/wall.html", "--rules"), 2),
        (("--rules", "--why"), 2),
        ((), 2),
        (("{folder}/empty.txt",), 1),
        (("{folder}/binary.html",), 1),
        (("{folder}/wall.html",), 1),
        (("gopher://courier.example/",), 2),
        (("https://",), 2),
        (("a\0b",), 2),
    ],
)
def test_what_cannot_be_cleaned_is_one_line_and_an_exit_code(
    newsloom: Newsloom, tmp_path: Path, words: tuple[str, ...], code: int
) -> None:
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "binary.html").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "wall.html").write_text("<html><title>Sign in</title><p>Please sign in.</p></html>")
    (tmp_path / "cut.html.gz").write_bytes(gzip.compress(HTML.encode())[:200])
    said = newsloom("clean", *(word.replace("{folder}", str(tmp_path)) for word in words))
    assert (said.code, said.out) == (code, "")
    assert said.err.startswith("newsloom: ")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("", "expected a FILE, a URL, an ID, or - for standard input, and not an empty word"),
        ("77", "no url has the number 77, and no file that name"),
        ("nosuch.html", "nosuch.html: no such file, and no url that was accepted; one to be fetched begins with http"),
    ],
)
def test_what_a_word_is_not_is_said_of_each_kind(newsloom: Newsloom, word: str, told: str) -> None:
    assert newsloom("clean", word).err.startswith(f"newsloom: {told}")


def test_a_gzipped_file_is_unpacked_by_its_bytes(newsloom: Newsloom, tmp_path: Path) -> None:
    packed = gzip.compress(HTML[:100].encode()) + gzip.compress(HTML[100:].encode())
    for name in ("basin.html.gz", "basin.html", "basin"):
        (tmp_path / name).write_bytes(packed)
        (article,) = newsloom("clean", str(tmp_path / name), "--json").objects
        assert article["text"].split("\n") == BODY


def test_of_a_gzipped_file_no_more_is_unpacked_than_a_page_may_have(
    newsloom: Newsloom, services: Services, tmp_path: Path
) -> None:
    services.settings = replace(services.settings, fetch=Fetch(max_bytes=10_000))
    (tmp_path / "bomb.html.gz").write_bytes(gzip.compress(b" " * 5_000_000))
    said = newsloom("clean", str(tmp_path / "bomb.html.gz"))
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert "bomb.html.gz has more than 10000 bytes" in said.err


@pytest.mark.parametrize(
    ("name", "packed", "told"),
    [
        ("cut.html.gz", gzip.compress(HTML.encode())[:200], "it is gzipped and ends too early"),
        ("odd.html", b"\x1f\x8bnothing of the kind", "it begins as gzip and cannot be unpacked"),
    ],
)
def test_a_gzipped_file_that_is_broken_is_named(
    newsloom: Newsloom, tmp_path: Path, name: str, packed: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(packed)
    said = newsloom("clean", str(tmp_path / name))
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert f"{name}: {told}" in said.err


def test_html_that_is_named_as_text_is_read_as_html_and_one_line_says_so(newsloom: Newsloom, tmp_path: Path) -> None:
    (tmp_path / "basin.txt").write_text(f"\ufeff<!-- saved -->\n{HTML}")
    said = newsloom("clean", str(tmp_path / "basin.txt"), "--json")
    assert said.objects[0]["text"].split("\n") == BODY
    assert said.err == f"newsloom: {tmp_path / 'basin.txt'} begins as HTML, and is read as such\n"


@pytest.mark.parametrize(
    ("html", "told"),
    [("<html><head><title>Basin", "it has none"), ("<div>" * 3_000, "it is not parsed")],
)
def test_why_says_so_where_no_line_of_a_page_can_be_shown(
    newsloom: Newsloom, tmp_path: Path, html: str, told: str
) -> None:
    (tmp_path / "broken.html").write_text(html)
    said = newsloom("clean", str(tmp_path / "broken.html"), "--why")
    assert (said.code, said.out) == (1, "")
    assert said.err.splitlines()[0] == f"newsloom: no line of it is shown: {told}"


def test_what_is_said_of_a_short_page_does_not_end_in_where_it_is_from_if_that_is_not_known(
    newsloom: Newsloom, tmp_path: Path
) -> None:
    (tmp_path / "a.html").write_text("<html><h1>Basin")
    said = newsloom("clean", str(tmp_path / "a.html")).err
    assert said == f"newsloom: {tmp_path / 'a.html'}: 0 words of text, fewer than 20\n"


def test_of_a_list_of_headlines_in_a_file_it_is_said_once_where_it_is(newsloom: Newsloom, tmp_path: Path) -> None:
    heads = "".join(f"<p><a href=/{n}>Council of ward {n} to vote on a new quay</a></p>" for n in range(36))
    (tmp_path / "front.html").write_text(f"<title>Saltmere Post</title><body><article>{heads}</article></body>")
    said = newsloom("clean", str(tmp_path / "front.html"))
    assert said.code == 1
    told = "a list: 36 of its 36 lines are links to other pages"
    assert said.err == f"newsloom: {tmp_path / 'front.html'}: {told}\n"


def test_a_page_that_is_not_done_within_a_workers_time_is_one_line_and_exit_code_1(
    newsloom: Newsloom, services: Services, tmp_path: Path
) -> None:
    services.settings = replace(services.settings, clean=Clean(time_limit=0.05))
    (tmp_path / "long.html").write_text(f"<html><body><p>{'The ferry is back. ' * 200_000}")
    said = newsloom("clean", str(tmp_path / "long.html"))
    assert (said.code, said.out) == (1, "")
    assert said.err == "newsloom: cleaning it did not come to an end within 0 s ([clean] time_limit)\n"


@pytest.mark.parametrize("columns", [80, 200])
def test_on_a_terminal_no_line_of_it_is_wider(services: Services, file: Path, columns: int) -> None:
    for words in (["clean", str(file)], ["clean", str(file), "--why"]):
        lines = plain(on_a_terminal(columns, words)).splitlines()
        assert max(map(len, lines)) <= columns
        assert any("harbour authority" in line for line in lines)


def test_trace_has_the_picture_and_says_where_a_text_is_doubtful(newsloom: Newsloom, world: World) -> None:
    row = world.url("https://courier.example/basin")
    image = "https://courier.example/basin.jpg"
    made = Article("https://courier.example/basin", TITLE, BODY[0], None, "en", None, image=image, confidence=0.62)
    with world.ledger.begin() as tx:
        articles.save(tx, row, made, external_id=None, placed_at=None, now=NOW)
    said = newsloom("trace", str(row)).out
    assert "doubtful: two readings of the page agree on 62% only" in said
    assert f"image: {image}" in said
    first = newsloom("trace", str(row), "--json").objects[0]
    assert (first["image"], first["confidence"], first["lang"], first["sources"]) == (image, 0.62, "en", {})


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("story 99", 1),
        ("trace 99", 1),
        ("trace https://a.example/x", 1),
        ("clean 99", 1),
        ("refetch 99", 1),
        ("failed retry 99", 1),
        ("failed drop 99", 1),
        ("feeds check 99", 1),
        ("feeds check https://a.example/feed", 1),
        ("feeds remove 99", 1),
        ("enqueue ftp://a.example/x", 1),
        ("feeds add --unchecked ftp://a.example/x", 1),
        ("clean ftp://a.example/x", 2),
        ("clean https://", 2),
        ("clean nosuch.html", 2),
        ("import nosuch.jsonl", 2),
        ("replay nosuch.jsonl", 2),
        ("feeds import nosuch.opml", 2),
        ("stories --since nonsense", 2),
        ("export --since nonsense", 2),
        ("story nonsense", 2),
        ("worker --queues nonsense", 2),
    ],
)
def test_what_is_not_there_is_failed_work_and_what_cannot_be_is_wrong_words(
    newsloom: Newsloom, words: str, code: int
) -> None:
    said = newsloom(*words.split())
    assert said.code == code
    assert said.err.count("\n") == 1
