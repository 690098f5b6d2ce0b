"""Documents of one name: none is lost without a word, whichever folders, exports and homes they come from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.contract.cli import Newsloom
from tests.contract.ledger_world import a_document, an_article
from tests.contract.test_cli_writing import NOW, newsloom, services
from workers.bootstrap import Services
from workers.cli import documents as read
from workers.cli import namesakes
from workers.cli.jsonl import PREFIX
from workers.ledger import Ledger, articles, documents, schema, urls

__all__ = ["newsloom", "services"]  # the fixtures

FERRY, WHALE = "The ferry leaves every half hour from May on.", "The museum has bought a painting of a whale."
#: the beginning of the SHA-256 of WHALE.
MARK = "594faeb2"


def lines(tmp_path: Path, *rows: dict[str, Any]) -> str:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return str(path)


def exported(text: str, name: str = "note.txt") -> dict[str, Any]:
    """A line as `export` writes it of a document without a url."""
    return {"id": name, "url": f"import:{name}", "text": text}


def folder(tmp_path: Path, name: str, text: str) -> str:
    path = tmp_path / name
    path.mkdir()
    (path / "note.txt").write_text(text, "utf-8")
    return str(path)


def kept(services: Services) -> list[tuple[str, str]]:
    """The ids and urls that the ledger holds, in the order in which they came."""
    with services.ledger.read() as connection:
        rows = connection.execute(sa.select(schema.url).order_by(schema.url.c.id)).all()
    return [(urls.decode_hint(row.hint).id or "", row.url) for row in rows]


def cleaned(services: Services, text: str, url: str = "https://a.example/1", back: int = 0) -> None:
    """The newest document has become an article, which stands at this url. back: how many came after it."""
    with services.ledger.begin() as tx:
        url_id = (tx.scalar(sa.select(sa.func.max(schema.url.c.id))) or 0) - back
        made = replace(an_article(text=text), url=url)
        articles.save(tx, url_id, made, external_id="note.txt", placed_at=None, now=NOW)


def test_two_files_of_one_name_are_two_documents_each_with_a_name_of_its_own(
    newsloom: Newsloom, services: Services, tmp_path: Path
) -> None:
    one, two = folder(tmp_path, "a", FERRY), folder(tmp_path, "b", WHALE)
    assert newsloom("import", one).err == ""
    said = newsloom("import", two)
    assert (said.code, said.out) == (0, "1 accepted, 0 already known, 0 refused\n")
    assert said.err == f"newsloom: import:note.txt: this name is taken; it is import:note.txt~{MARK} here\n"
    wanted = [("note.txt", "import:note.txt"), (f"note.txt~{MARK}", f"import:note.txt~{MARK}")]
    assert kept(services) == wanted
    for again in (one, two):
        assert newsloom("import", again).out == "0 accepted, 1 already known, 0 refused\n"
    assert kept(services) == wanted


def test_of_two_that_were_exported_under_one_name_both_are_taken_and_keep_their_id(
    newsloom: Newsloom, services: Services, tmp_path: Path
) -> None:
    file = lines(tmp_path, exported(FERRY), exported(WHALE), exported(FERRY), exported(WHALE))
    said = newsloom("import", file)
    assert said.out == "2 accepted, 2 already known, 0 refused\n"
    assert said.err == f"newsloom: import:note.txt: this name is taken; it is import:note.txt~{MARK} here\n"
    wanted = [("note.txt", "import:note.txt"), ("note.txt", f"import:note.txt~{MARK}")]
    assert kept(services) == wanted
    again = newsloom("import", file)
    assert (again.out, again.err) == ("0 accepted, 4 already known, 0 refused\n", "")
    assert kept(services) == wanted


def test_what_was_exported_under_one_name_by_one_file_each_is_taken_too(
    newsloom: Newsloom, services: Services, tmp_path: Path
) -> None:
    for text in (FERRY, WHALE):
        assert newsloom("import", lines(tmp_path, exported(text))).out.startswith("1 accepted")
    assert [url for _, url in kept(services)] == ["import:note.txt", f"import:note.txt~{MARK}"]


def test_an_export_that_comes_back_to_its_own_home_is_known(
    newsloom: Newsloom, services: Services, tmp_path: Path
) -> None:
    newsloom("import", folder(tmp_path, "a", f"Ferries\n\n{FERRY}\n\nAbout us"))
    cleaned(services, FERRY)
    newsloom("import", lines(tmp_path, {"id": "one", "text": WHALE}, {"text": WHALE}))
    (_, nameless) = kept(services)[-1]
    back = lines(tmp_path, exported(FERRY), exported(WHALE, "one"), {"id": "3", "url": nameless, "text": f" {WHALE}\n"})
    said = newsloom("import", back)
    assert (said.out, said.err) == ("0 accepted, 3 already known, 0 refused\n", "")
    other = newsloom("import", lines(tmp_path, exported(WHALE)))
    assert other.err == f"newsloom: import:note.txt: this name is taken; it is import:note.txt~{MARK} here\n"


def test_what_an_export_came_of_is_known_in_the_home_to_which_it_went(newsloom: Newsloom, tmp_path: Path) -> None:
    newsloom("import", lines(tmp_path, exported(WHALE, "one")))
    said = newsloom("import", lines(tmp_path, {"id": "one", "text": WHALE}))
    assert (said.out, said.err) == ("0 accepted, 1 already known, 0 refused\n", "")


@pytest.mark.parametrize("given", [{"url": "https://a.example/1"}, {"id": "one"}], ids=["url", "id"])
def test_a_line_whose_url_or_id_is_known_with_another_text_is_told_and_not_taken(
    newsloom: Newsloom, services: Services, tmp_path: Path, given: dict[str, str]
) -> None:
    newsloom("import", lines(tmp_path, {**given, "text": FERRY}))
    said = newsloom("import", lines(tmp_path, {**given, "text": WHALE}))
    name = given.get("url", "import:one")
    assert (said.code, said.out) == (0, "0 accepted, 1 already known, 0 refused\n")
    assert said.err == f"newsloom: {name}: known with another text, which is not taken\n"
    both = lines(tmp_path, *({"url": "https://a.example/new", "text": text} for text in (FERRY, WHALE)))
    assert newsloom("import", both).err.count("another text") == 1
    assert len(kept(services)) == 2


def test_of_what_is_known_and_cannot_be_compared_nothing_is_said(
    newsloom: Newsloom, services: Services, tmp_path: Path
) -> None:
    newsloom("enqueue", "https://a.example/1")
    newsloom("import", lines(tmp_path, {"url": "https://a.example/2", "title": "Title", "text": FERRY}))
    cleaned(services, FERRY)
    back = lines(
        tmp_path, {"url": "https://a.example/1", "text": WHALE}, {"url": "https://a.example/2", "title": "Title"}
    )
    said = newsloom("import", back)  # the second as an export has it, when the text is no longer kept
    assert said.out == "0 accepted, 2 already known, 0 refused\n"
    assert "another text" not in said.err


def test_an_article_that_stands_elsewhere_than_it_came_from_is_known_where_it_stands(
    newsloom: Newsloom, services: Services, tmp_path: Path
) -> None:
    newsloom("import", lines(tmp_path, {"id": "one", "html": f"<p>{FERRY}"}))
    cleaned(services, FERRY, "https://a.example/ferry")
    there = {"id": "one", "url": "https://a.example/ferry"}
    said = newsloom("import", lines(tmp_path, {**there, "text": f"{FERRY}\x0b"}))
    assert said.out == "0 accepted, 1 already known, 0 refused\n"
    assert said.err == "newsloom: https://a.example/ferry: the same as one, taken before\n"
    said = newsloom("import", lines(tmp_path, {**there, "text": WHALE}))
    assert (said.out, said.err) == ("1 accepted, 0 already known, 0 refused\n", "")


@pytest.fixture
def rival(services: Services, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Documents (paths) of another import, each of which is accepted when this one has just looked at what is here."""
    waiting: list[str] = []
    looks = Ledger.read

    @contextmanager
    def read_and_lose(ledger: Ledger) -> Iterator[sa.Connection]:
        with looks(ledger) as connection:
            yield connection
        if waiting:
            accepted(services, waiting.pop(0))

    monkeypatch.setattr(Ledger, "read", read_and_lose)
    yield waiting
    assert not waiting


def accepted(services: Services, path: str) -> None:
    """Taken under the names that they bring, as all were before each had one of its own."""
    with services.ledger.begin() as tx:
        urls.accept(tx, [one for one in read.read(Path(path), NOW) if not isinstance(one, read.Problem)], NOW)


def line(tmp_path: Path, text: str, name: str = "note.txt") -> str:
    """A file of one such line, by itself."""
    path = tmp_path / f"{len(list(tmp_path.iterdir()))}.jsonl"
    path.write_text(json.dumps(exported(text, name)), "utf-8")
    return str(path)


def test_of_two_imports_at_once_that_bring_one_name_neither_loses_a_document(
    newsloom: Newsloom, services: Services, tmp_path: Path, rival: list[str]
) -> None:
    rival.append(line(tmp_path, FERRY))
    mine = lines(tmp_path, exported("Another one.", "other.txt"), exported(WHALE), exported(WHALE))
    said = newsloom("import", mine)
    assert said.out == "2 accepted, 1 already known, 0 refused\n"
    assert said.err == f"newsloom: import:note.txt: this name is taken; it is import:note.txt~{MARK} here\n"
    urls_kept = ["import:note.txt", "import:other.txt", f"import:note.txt~{MARK}"]
    assert [url for _, url in kept(services)] == urls_kept


def test_a_name_of_its_own_may_be_taken_by_another_import_too(
    newsloom: Newsloom, services: Services, tmp_path: Path, rival: list[str]
) -> None:
    accepted(services, line(tmp_path, FERRY))
    rival.append(line(tmp_path, "Planted.", f"note.txt~{MARK}"))
    said = newsloom("import", lines(tmp_path, exported(WHALE), exported(FERRY)))
    assert said.out == "1 accepted, 1 already known, 0 refused\n"
    assert [url for _, url in kept(services)][-1] == f"import:note.txt~{MARK}~{MARK}"


def test_where_another_import_brought_the_same_it_is_known(
    newsloom: Newsloom, services: Services, tmp_path: Path, rival: list[str]
) -> None:
    rival.append(line(tmp_path, WHALE))
    said = newsloom("import", line(tmp_path, WHALE))
    assert (said.out, said.err) == ("0 accepted, 1 already known, 0 refused\n", "")


@pytest.mark.parametrize("planted", [{"text": FERRY}, {"html": f"<p>{FERRY}"}], ids=["text", "html"])
@pytest.mark.parametrize("comes", ["file", "line"])
def test_a_name_of_its_own_that_another_one_has_is_not_taken_for_the_document(
    newsloom: Newsloom, services: Services, tmp_path: Path, comes: str, planted: dict[str, str]
) -> None:
    """By chance, two digests begin alike; on purpose, anyone may call a line so."""
    name = f"note.txt~{MARK}"
    newsloom("import", lines(tmp_path, exported(FERRY), {"id": name, "url": f"import:{name}", **planted}))
    mine = folder(tmp_path, "a", WHALE) if comes == "file" else line(tmp_path, WHALE)
    said = newsloom("import", mine)
    assert said.out == "1 accepted, 0 already known, 0 refused\n"
    assert said.err == f"newsloom: import:note.txt: this name is taken; it is import:{name}~{MARK} here\n"
    assert newsloom("import", mine).out == "0 accepted, 1 already known, 0 refused\n"
    assert len(kept(services)) == 3


def test_a_text_that_comes_to_the_name_of_a_page_which_is_no_article_yet_is_taken(
    newsloom: Newsloom, services: Services, tmp_path: Path
) -> None:
    newsloom("import", lines(tmp_path, {"url": "import:note.txt", "html": f"<p>{FERRY}"}))
    assert newsloom("import", line(tmp_path, WHALE)).out.startswith("1 accepted")


def test_an_old_file_and_an_old_line_of_one_name_are_both_known_when_their_export_comes_back(
    newsloom: Newsloom, services: Services, tmp_path: Path
) -> None:
    accepted(services, folder(tmp_path, "a", f"Home\n\n{WHALE}\n\nAbout us"))
    accepted(services, line(tmp_path, FERRY))
    for back, text in ((1, WHALE), (0, FERRY)):
        cleaned(services, text, "import:note.txt", back)
    said = newsloom("import", lines(tmp_path, exported(WHALE), exported(FERRY)))
    assert (said.out, said.err) == ("0 accepted, 2 already known, 0 refused\n", "")


def test_two_articles_that_stand_at_one_url_are_both_known_when_their_export_comes_back(
    newsloom: Newsloom, services: Services, tmp_path: Path
) -> None:
    there, amp = "https://a.example/ferry", "https://a.example/amp"
    newsloom("import", lines(tmp_path, {"url": there, "text": FERRY}, {"url": amp, "html": f"<p>{WHALE}"}))
    for back, text in ((1, FERRY), (0, WHALE)):
        cleaned(services, text, there, back)
    said = newsloom("import", lines(tmp_path, {"url": there, "text": FERRY}, {"url": there, "text": WHALE}))
    assert said.out == "0 accepted, 2 already known, 0 refused\n"
    assert said.err == f"newsloom: {there}: the same as {amp}, taken before\n"


def test_of_more_of_one_old_name_than_are_looked_at_the_oldest_come_back_once(
    newsloom: Newsloom, services: Services, tmp_path: Path
) -> None:
    count = documents.MOST + 2
    texts = [f"{FERRY} On day {number} it was late." for number in range(count)]
    for number, text in enumerate(texts):
        accepted(services, folder(tmp_path, f"{number}", text))
        cleaned(services, text, "import:note.txt")
    back = lines(tmp_path, *map(exported, [f" {text}" for text in texts]))
    assert newsloom("import", back).out == f"2 accepted, {count - 2} already known, 0 refused\n"
    assert newsloom("import", back).out == f"0 accepted, {count} already known, 0 refused\n"


def test_a_text_is_cleaned_once_however_many_have_its_name(
    newsloom: Newsloom, services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        accepted(services, folder(tmp_path, f"{number}", f"{FERRY} On day {number} it was late."))
        cleaned(services, f"{FERRY} {number}", "import:note.txt")
    counted: list[bytes] = []
    plain = namesakes.text_of

    def counting(body: bytes, *args: Any, **options: Any) -> str:
        counted.append(body)
        return plain(body, *args, **options)

    monkeypatch.setattr(namesakes, "text_of", counting)
    newsloom("import", lines(tmp_path, exported(WHALE), exported(FERRY), exported(FERRY, "free.txt")))
    assert sorted(counted) == sorted([WHALE.encode(), FERRY.encode()])


def test_a_name_in_place_of_a_url_begins_in_the_index_as_it_does_where_it_is_made() -> None:
    assert str(schema.NAMED) == f"substr(url, 1, {len(PREFIX)}) = '{PREFIX}'"


def test_a_document_is_held_against_the_newest_of_its_name_alone(services: Services) -> None:
    with services.ledger.begin() as tx:
        made = [a_document(f"{number:03}", NOW) for number in range(documents.MOST + 5)]
        urls.accept(tx, [replace(one, url="import:note.txt") for one in made], NOW)
        found = documents.at(tx, ["import:note.txt", "import:none"])
    assert found == {"import:note.txt": [one.key for one in made[: -documents.MOST - 1 : -1]]}


@pytest.mark.parametrize("which", ["url", "article"])
def test_documents_are_found_by_their_addresses_with_an_index(services: Services, which: str) -> None:
    statement = documents.NAMED if which == "url" else documents.STANDING
    with services.ledger.read() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if not sqlite:
            connection.execute(sa.text("SET LOCAL enable_seqscan = off"))  # of no rows a scan is the cheapest
        asked = str(statement.params(those=["import:a"]).compile(connection, compile_kwargs={"literal_binds": True}))
        plan = connection.exec_driver_sql(f"EXPLAIN {'QUERY PLAN ' * sqlite}{asked}").all()
    assert f"ix_{which}_url" in str(plan)
