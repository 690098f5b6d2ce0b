"""Rules for single sites: how they are written, found and obeyed, and what is said of one that cannot be used."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.test_clean_lines import LEAD, SECOND, THIRD
from workers import bootstrap
from workers.clean.decide import article_of
from workers.clean.rules import NONE, Rule, load, parse, rule_for
from workers.clean.why import told_of
from workers.errors import RefusedError, WordsError
from workers.model import Article, Hint, Kind, Page

ADDRESS = "https://news.courier.example/2031/02/basin"
PROMO = (
    "Readers of the Courier travel to the islands at half the price this summer, with a guide and three meals a day."
)
OTHER = "Farmers of the eastern valley ask for help as their wells run dry, and the council meets about it on Monday."
HTML = f"""<html lang=en><head><title>Basin to close</title><meta property="og:title" content="Basin to close"></head><body>
<div class=page><h1>Basin to close</h1><div class=story><p>{LEAD}</p><div class="promo box"><p>{PROMO}</p></div>
<p>{SECOND}</p><p>{THIRD}</p></div><div class=next><p>{OTHER}</p></div></div></body></html>"""
GOOD = f"""
# the islands
["courier.example"]
page = "{ADDRESS}"
drop = [".promo"]
"""


def page(html: str = HTML, address: str = ADDRESS) -> Page:
    return Page(address, address, 200, {}, html.encode(), Kind.HTML, datetime(2031, 2, 5, tzinfo=UTC))


def read(*, keep: tuple[str, ...] = (), drop: tuple[str, ...] = (), html: str = HTML) -> Article:
    rules = {"courier.example": Rule("courier.example", ADDRESS, keep, drop)}
    return article_of(page(html), Hint(), rules)


def test_what_a_rule_drops_is_not_in_the_text() -> None:
    assert PROMO in article_of(page(), Hint()).text
    told = read(drop=(".promo",))
    assert PROMO not in told.text
    assert {LEAD, SECOND, THIRD} <= set(told.text.split("\n"))
    assert told.sources["rule"] == "courier.example"


def test_outside_of_what_a_rule_keeps_nothing_is_read() -> None:
    assert read(keep=(".next",)).text == OTHER
    assert read(keep=(".story",), drop=("div.promo",)).text.split("\n") == [LEAD, SECOND, THIRD]


def test_title_and_the_rest_are_read_from_the_whole_page() -> None:
    assert read(keep=(".story",)).title == "Basin to close"


def test_a_rule_that_finds_nothing_any_more_changes_nothing() -> None:
    assert read(keep=("main.gone",), drop=("#gone",)).text == article_of(page(), Hint()).text


def test_elements_that_are_kept_within_each_other_are_read_once() -> None:
    assert read(keep=(".page", ".story", "p"), drop=(".promo", ".next")).text.split("\n") == [LEAD, SECOND, THIRD]


def test_text_behind_a_dropped_element_stays() -> None:
    html = HTML.replace(f"<p>{SECOND}</p>", SECOND)
    assert SECOND in read(drop=(".promo",), html=html).text


@pytest.mark.parametrize("drop", ["body", "*"])
def test_a_rule_that_drops_all_leaves_no_article(drop: str) -> None:
    with pytest.raises(RefusedError, match="not-an-article"):
        read(drop=(drop,))


def test_why_names_the_rule_by_which_a_line_was_left_out() -> None:
    rules = {"courier.example": Rule("courier.example", ADDRESS, (".story",), (".promo",))}
    told = {line.text: line for line in told_of(page(), article_of(page(), Hint(), rules), rules)}
    assert told[PROMO].rule == "rule of courier.example: drop .promo"
    assert told[OTHER].rule == "rule of courier.example: outside of keep"
    assert told[LEAD].kept
    assert not told[PROMO].kept


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://courier.example/a", "courier.example"),
        ("https://www.courier.example:8443/a", "courier.example"),
        ("https://sport.courier.example/a", "sport.courier.example"),
        ("https://ice.sport.courier.example/a", "courier.example"),
        ("https://othercourier.example/a", None),
        ("", None),
    ],
)
def test_a_rule_is_found_by_host_then_by_registrable_domain(url: str, site: str | None) -> None:
    rules = {name: Rule(name, f"https://{name}/", ("p",)) for name in ("courier.example", "sport.courier.example")}
    found = rule_for(rules, url)
    assert (found.site if found else None) == site
    assert rule_for(NONE, url) is None


def test_a_file_is_read_into_rules() -> None:
    assert parse(GOOD, "sites.toml") == {"courier.example": Rule("courier.example", ADDRESS, (), (".promo",))}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('["courier.example"]', '["courier.example"', "sites.toml is not TOML: "),
        ('["courier.example"]', "[courier]", "line 3: [courier] is no host"),
        ('["courier.example"]', '["Courier.example/a"]', "line 3: [Courier.example/a] is no host in lower case"),
        ('["courier.example"]', '["other.example"]', "line 4: page of [other.example]: write page = "),
        ("drop", "dorp", "line 5: unknown key dorp (known: page, keep, drop)"),
        ('drop = [".promo"]', 'drop = ".promo"', "line 5: drop of [courier.example]: expected a list of selectors"),
        ('drop = [".promo"]', "drop = [3]", "line 5: drop of [courier.example]: expected a list of selectors"),
        ('drop = [".promo"]', "drop = []", "line 3: [courier.example] has neither keep nor drop"),
        ('[".promo"]', '[\n".promo",\n"p >"]', "line 7: drop of [courier.example]: 'p >' is no selector: "),
        ('[".promo"]', '["a:hover("]', "line 5: drop of [courier.example]: 'a:hover(' is no selector: "),
        ("page =", "# page =", "page of [courier.example]: write page = "),
        ('["courier.example"]\n', "", "sites.toml, line 3: page stands outside of a site"),
    ],
)
def test_one_that_cannot_be_used_is_one_line_with_its_place(old: str, new: str, said: str) -> None:
    with pytest.raises(WordsError) as caught:
        parse(GOOD.replace(old, new, 1), "sites.toml")
    assert said in caught.value.detail
    assert caught.value.detail.startswith("sites.toml")
    assert "\n" not in caught.value.detail


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a=" + b"[" * 100_000, "is not TOML: too many brackets in each other"),
        (b"a=" + b"9" * 5_000, "is not TOML: a number of too many digits"),
        (b'["courier.example"]\npage = "\xe9"', "is not UTF-8: byte 0xe9 at 28"),
        ('["courier.example"]'.encode("utf-16"), "is not UTF-8: byte 0xff at 0"),
        (b'"courier.example" = 5', "line 1: courier.example stands outside of a site"),
        (b'[["courier.example"]]\npage = "x"', "line 1: courier.example stands outside of a site"),
        (b'["courier.example"]\npage = 1979-05-27', "line 2: page of [courier.example]: write page = "),
        (GOOD.replace(".promo", "p>" * 10_000).encode(), "line 5: drop of [courier.example]: 'p>p>"),
        (b"[" + b"a" * 10_000 + b"]", "is no host in lower case"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line_of_no_great_length(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "sites.toml").write_bytes(content)
    with pytest.raises(WordsError) as caught:
        load(tmp_path / "sites.toml", needed=True)
    assert said in caught.value.detail
    assert "\n" not in caught.value.detail
    assert len(caught.value.detail) < 500


def test_what_is_no_files_name_is_one_line() -> None:
    with pytest.raises(WordsError, match="cannot read"):
        load(Path("a\0b"), needed=True)


def said_of(text: str) -> str:
    try:
        parse(text, "sites.toml")
    except WordsError as error:
        return error.detail
    return "sites.toml is good"


@given(st.one_of(st.text(max_size=200), st.text(max_size=40).map(lambda text: GOOD.replace(".promo", text))))
def test_any_text_is_rules_or_one_line(text: str) -> None:
    assert said_of(text).startswith("sites.toml")


def test_a_file_that_nobody_named_may_be_absent(tmp_path: Path) -> None:
    assert load(tmp_path / "sites.toml", needed=False) == NONE
    with pytest.raises(WordsError, match="cannot read"):
        load(tmp_path / "sites.toml", needed=True)
    with pytest.raises(WordsError, match="cannot read"):
        load(tmp_path, needed=False)
    (tmp_path / "latin.toml").write_bytes(b"# caf\xe9")
    with pytest.raises(WordsError, match="is not UTF-8"):
        load(tmp_path / "latin.toml", needed=True)


def test_the_file_that_is_shipped_has_no_rule_and_its_example_is_one() -> None:
    shipped = Path(__file__).parents[2] / "config" / "sites.toml"
    assert load(shipped, needed=True) == NONE
    rows = [
        line.removeprefix("#     ") for line in shipped.read_text("utf-8").splitlines() if line.startswith("#     ")
    ]
    assert set(parse("\n".join(rows), "sites.toml")) == set(tomllib.loads("\n".join(rows))) == {"courier.example"}


def test_nothing_starts_with_rules_that_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "_of_process", {})
    monkeypatch.setenv("NEWSLOOM_HOME", str(tmp_path))
    (tmp_path / "sites.toml").write_text('["courier.example"]\nkept = []')
    with pytest.raises(WordsError, match="line 2: unknown key kept"):
        bootstrap.services()
    (tmp_path / "sites.toml").write_text(GOOD)
    assert set(bootstrap.services().rules) == {"courier.example"}
