"""Whom an article credits, by where agencies sign."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clean.credits import AGENCIES, credited, names_in, signing
from workers.model import Article

BODY = "The bridge will be shut for two years. A ferry takes people across."


def article(text: str, site: str | None = None, authors: tuple[str, ...] = (), apart: tuple[str, ...] = ()) -> Article:
    return Article("https://a.example/1", "A title", text, None, None, site, authors, credits=apart)


@pytest.mark.parametrize(
    ("begin", "names"),
    [
        ("SALTMERE, Feb 3 (Reuters) - ", ("Reuters",)),
        ("Saltmere (dpa) - ", ("dpa",)),
        ("Saltmere, 3 févr. (AFP) – ", ("AFP",)),
        ("SALTMERE (AP/dpa) — ", ("AP", "dpa")),
        ("(ANSA) - ", ("ANSA",)),
        ("【ソルトミア共同】", ("Kyodo",)),
        ("【ソルトミア時事】", ("Jiji",)),
        ("新华社北京2月3日电 ", ("Xinhua",)),
        ("(서울=연합뉴스) ", ("Yonhap",)),
        ("МОСКВА, 3 фев - РИА Новости. ", ("RIA Novosti",)),
        ("Saltmere’s mayor told Reuters (and others): ", ()),
        ("The Associated Press (AP) and a bridge: ", ()),
        ("Reuters said on Monday that it heard of this. ", ()),
        ("(AAPL) - ", ()),
    ],
)
def test_a_dateline_names_the_agency_before_its_dash(begin: str, names: tuple[str, ...]) -> None:
    assert credited(article(begin + BODY)) == names


@pytest.mark.parametrize(
    ("end", "names"),
    [
        (" (Reuters)", ("Reuters",)),
        (" — AFP", ("AFP",)),
        (" /ritzau/", ("Ritzau",)),
        ("\n(AP, Reuters)", ("AP", "Reuters")),
        ("\nSource: Kyodo", ("Kyodo",)),
        ("\nWith inputs from agencies", ("agencies",)),
        ("\nMit Material von dpa und AFP", ("dpa", "AFP")),
        ("\nQuelle: dpa", ("dpa",)),
        ("\nAvec AFP", ("AFP",)),
        ("\nCon información de EFE", ("EFE",)),
        ("\nCom informações da Lusa", ("Lusa",)),
        ("\nFonte: ANSA", ("ANSA",)),
        ("\nBron: ANP", ("ANP",)),
        ("\nŹródło: PAP", ("PAP",)),
        ("\nKälla: TT", ("TT",)),
        ("\nПо материалам Reuters", ("Reuters",)),
        ("\nЗа матеріалами Укрінформ", ("Ukrinform",)),
        ("\nKaynak: AA", ("Anadolu",)),
        ("\n来源：新华社", ("Xinhua",)),
        (" He spoke to Reuters.", ()),
        ("\nCon Reuters non parla nessuno.", ()),
        (" It is called the Reuters bridge, or the AP bridge", ()),
    ],
)
def test_a_sign_at_the_end_names_the_agency(end: str, names: tuple[str, ...]) -> None:
    assert credited(article(BODY + end)) == names


@pytest.mark.parametrize(
    ("author", "names"),
    [("Reuters", ("Reuters",)), ("Ann Lee, Associated Press", ("AP",)), ("AFP/dpa", ("AFP", "dpa")), ("Ana Tass", ())],
)
def test_an_agency_among_the_authors_is_credited(author: str, names: tuple[str, ...]) -> None:
    assert credited(article(BODY, authors=(author,))) == names


def test_what_was_set_apart_stays_as_printed_and_is_not_said_twice() -> None:
    found = credited(article(f"Saltmere (AFP) - {BODY} (Reuters)", apart=("With inputs from Reuters",)))
    assert found == ("With inputs from Reuters", "AFP")


def test_an_agency_does_not_credit_itself() -> None:
    assert credited(article(f"SALTMERE (Reuters) - {BODY}", site="Reuters")) == ()


@given(st.text(max_size=300), st.lists(st.text(max_size=40), max_size=3))
def test_whatever_is_written_a_credit_is_a_known_agency_once(text: str, authors: list[str]) -> None:
    found = credited(article(text, authors=tuple(authors)))
    assert set(found) <= set(AGENCIES)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("name", AGENCIES)
def test_each_agency_knows_itself_by_its_own_name(name: str) -> None:
    alias = {"RIA Novosti": "РИА Новости", "Newsis": "뉴시스", "News1": "뉴스1", "PA": "PA Media", "CNA": "中央社"}
    assert names_in(alias.get(name, name)) == [name]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("dpa/kmö", ("dpa",)),
        ("(dpa)", ("dpa",)),
        ("AFP/jb", ("AFP",)),
        ("(AP)", ("AP",)),
        ("[Reuters]", ("Reuters",)),
        ("Reuters/AFP", ("Reuters", "AFP")),
        ("Quelle: dpa", ("dpa",)),
        ("Fonte: ANSA", ("ANSA",)),
        ("Источник: ТАСС", ("TASS",)),
        ("(時事通信)", ("Jiji",)),
        ("AA", ()),
        ("PA", ()),
        ("Reuters reports", ()),
        ("dpa und andere", ()),
        ("/kmö", ()),
        ("Quelle: Hafenamt", ()),
    ],
)
def test_a_line_that_agencies_sign_says_nothing_else(line: str, names: tuple[str, ...]) -> None:
    assert signing(line) == names
