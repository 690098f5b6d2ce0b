"""Days on which something takes place, and days of laws, told from those on which a page was published."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clean import flat
from workers.clean.dates import found_in
from workers.clean.events import is_events, is_place
from workers.clean.meta import read
from workers.clean.trees import tree_of
from workers.model import Published

LIMIT = datetime(2032, 12, 31, tzinfo=UTC)
TITLE = "Winter concert of the choir"
PROSE = "<p>" + "The choir sings what it has sung since the flood, and a new piece by its leader. " * 4 + "</p>"
EVENTS = [
    "12 December 2031, 19:30, Town Hall",
    "Friday 12 December 2031, 7.30pm, St Mary's Church, admission 5",
    "12 December 2031 at 19:30 at the Harbour Museum",
    "12 December 2031 in the Town Hall",
    "12 December 2031, 19:30-21:00",
    "12-14 December 2031",
    "12 December 2031 – 3 January 2032",
    "12 December 2031 to Sunday 14 December 2031",
    "12.12.2031 – 14.12.2031",
    "12.12.2031 10:00 - 14.12.2031 18:00",
    "12. Dezember 2031, 10 Uhr bis 14. Dezember 2031, 18 Uhr",
    "December 12, 2031 - January 3, 2032",
    "December 12, 2031 10:00 - December 14, 2031 18:00",
    "12 de diciembre de 2031 - 14 de diciembre de 2031",
    "12. Dezember 2031, 19:30 Uhr, Rathaussaal",
    "Freitag, 12. Dezember 2031, 19 Uhr, Aula der Hafenschule",
    "12 décembre 2031 à 19h30, salle des fêtes",
    "12 de diciembre de 2031, 19:30, Teatro Principal",
    "12 dicembre 2031, ore 19:30, Chiesa di San Marco",
    "12 december 2031, 20.00 uur, dorpshuis De Kade",
    "12.12.2031 19:30, kościół św. Anny",
    "12 Aralık 2031, 19:30, Ellery Kültür Merkezi",
    "2031年12月12日 19:30 市民ホール",
    "2031-12-12 10:00 – 2031-12-13 18:00",
    "2031-12-12 – 2031-12-14",
    "2031-12-12 10:00 to 2031-12-13 18:00",
    "2031/12/12 - 2031/12/14",
    "2031年12月12日〜14日",
    "2031年12月12日（金）～14日（日）",
    "2031年12月12日から2031年12月14日",
    "2031년 12월 12일 ~ 14일",
    "2031. 12. 12. ~ 12. 14.",
    "Town Hall, 12 December 2031, 19:30",
    "Town Hall, Friday 12 December 2031",
    "St Mary's Church | 12 December 2031, 7.30pm",
    "In the Harbour Museum on 12 December 2031",
    "Venue: the Harbour Museum, 12 December 2031",
    "Rathaussaal, 12. Dezember 2031, 19:30 Uhr",
    "Im Rathaus, 12. Dezember 2031",
    "Salle des fêtes, le samedi 12 décembre 2031",
    "City Hall, 12 December 2031, 7.30pm",
    "Salle des fêtes, 12 décembre 2031 à 19h30",
    "Teatro Principal, 12 de diciembre de 2031, 19:30",
    "市民ホール 2031年12月12日 19:30",
    "Harbour Act of 12 December 2031",
    "Hafengesetz vom 12. Dezember 2031",
    "Loi n° 2031-12 du 12 décembre 2031",
    "Ustawa z dnia 12 grudnia 2031",
]
PUBLISHED = [
    "12 December 2031, 19:30",
    "12 December 2031, 19:30 | Politics",
    "12 December 2031 19:30, Ellery Courier",
    "12 December 2031, 19:30, Sport",
    "12 December 2031, 19:30 GMT",
    "12 December 2031 - 19:30",
    "10:15 - 12 December 2031",
    "News - 12 December 2031",
    "Issue 12 – 14 December 2031",
    "Hyde Park Herald, 12 December 2031",
    "By Mara Quill, 12 December 2031",
    "12. Dezember 2031, 19:30 Uhr, von Mara Quill",
    "12.12.2031 | Theater",
    "12 de diciembre de 2031 a las 19:30 h",
    "12 décembre 2031 à 19h30 - Mis à jour à 20h10",
    "Law, 12 December 2031",
    "2031-12-12 19:30 -05:00",
    "公開日時：2031年12月12日 19:30",
    "등록 일시: 2031. 12. 12. 19:30",
    "Termine | 12.12.2031",
    "12 December 2031 – 5 min read",
    "12 December 2031 - 10.15 Uhr",
    "12 December 2031 10:15 - 4 min read",
    "Jo Berg - 12 December 2031 - 4 min read",
    "12. Dezember 2031 - 3 Minuten Lesezeit",
    "Regatta 2033 – 12 December 2031",
    "Stadtratswahl 2033 - 12.12.2031, 10:15 Uhr",
    "Press release 123/2031 - 12 December 2031",
    "Issue December 2031 - 12 December 2031",
    "12 December 2031, 19:30, Rebecca Hall",
    "12 December 2031, 19:30, Jerry Marshall",
    "12 December 2031, 19:30, Charlotte Church",
    "12 December 2031, 19:30, Nick Park",
    "12. Dezember 2031, 19:30 Uhr, Anna Keller",
    "12. Dezember 2031, 19:30 Uhr, Halle",
    "Anna Baumgarten, 12. Dezember 2031, 19:30 Uhr",
    "Rebecca Hall, 12 December 2031, 19:30",
    "Park Row Gazette, 12 December 2031",
    "2031-12-12 19:30 – Mara Quill",
    "2031年12月12日 19:30 ～市民の声",
    "City Hall, 12 December 2031",
    "Ellery Town Hall | 12 December 2031",
    "Rathaus, 12. Dezember 2031",
    "Mairie, 12 décembre 2031",
    "Mairie de Port-Ellery, le 12 décembre 2031",
    "Ayuntamiento, 12 de diciembre de 2031",
    "Stadhuis, 12 december 2031",
    "市役所 2031年12月12日",
]


def read_of(body: str, title: str = TITLE, head: str = "") -> Published | None:
    tree = tree_of(f"<html lang=en><head><title>{title}</title>{head}</head><body>{body}</body></html>")
    return read(tree, "https://ellery.example/concert", LIMIT).published


def day_of(body: str, title: str = TITLE, head: str = "") -> str | None:
    found = read_of(body, title, head)
    return found.text()[:10] if found else None


@pytest.mark.parametrize("line", EVENTS)
def test_a_line_below_the_title_that_dates_an_event_or_a_law_does_not_date_the_page(line: str) -> None:
    assert all(is_events(line, found.start, found.end) for found in found_in(line))
    assert day_of(f"<h1>{TITLE}</h1><p>{line}</p>{PROSE}") is None


@pytest.mark.parametrize(
    "line",
    [
        "When: 12 December 2031",
        "When: Friday, 12 December 2031, 19:30",
        "Kick-off: 12 December 2031, 15:00",
        "Kick-off 12 December 2031, 15:00",
        "Next meeting: 12 December 2031",
        "Next meeting 12 December 2031, 18:00",
        "Closing date: 12 December 2031",
        "Deadline: 12 December 2031",
        "12 December 2031, 19:30 | Venue: The Old Mill",
        "12 December 2031, Venue: The Old Mill",
        "Wann: 12. Dezember 2031, 19:30 Uhr",
        "Termin: 12. Dezember 2031",
        "Anstoß: 12.12.2031, 15:30 Uhr",
        "Sitzung vom 12. Dezember 2031",
        "Wo und wann: 12.12.2031",
        "12.12.2031, 19:30 Uhr, Wo: Alte Mühle",
        "Quand : 12 décembre 2031",
        "Séance du 12 décembre 2031",
        "Cuándo: 12 de diciembre de 2031",
        "Quando: 12 dicembre 2031",
        "日時：2031年12月12日 19:30",
        "일시: 2031. 12. 12. 19:30",
    ],
)
def test_a_day_that_is_labelled_as_that_of_an_event_does_not_date_the_page(line: str) -> None:
    assert day_of(f"<h1>{TITLE}</h1><p>{line}</p>{PROSE}") is None


@pytest.mark.parametrize("line", PUBLISHED)
def test_a_line_that_names_no_place_and_no_end_dates_the_page(line: str) -> None:
    assert day_of(f"<h1>{TITLE}</h1><p>{line}</p>{PROSE}") in ("2031-12-12", "2031-12-14")


@pytest.mark.parametrize(
    "markup",
    [
        "<dl><dt>When</dt><dd>{}</dd></dl>",
        "<dl><dt>Kick-off</dt><dd>{}</dd></dl>",
        "<table><tr><th>Wann</th><td>{}</td></tr></table>",
        "<h3>When</h3><p>{}</p>",
        "<p><b>Kdy</b></p><p>{}</p>",
        "<div>When and where</div><div><time>{}</time></div>",
        "<p>Town Hall</p><p>{}</p>",
    ],
)
def test_what_a_line_above_it_calls_an_events_day_does_not_date_the_page(markup: str) -> None:
    assert day_of(f"<h1>{TITLE}</h1>{markup.format('12 December 2031, 19:30')}{PROSE}") is None


@pytest.mark.parametrize("term", ["Published", "Veröffentlicht", "Datum", "Date"])
def test_a_term_of_publication_dates_the_page_by_what_it_defines(term: str) -> None:
    line = f"<dl><dt>{term}</dt><dd>12 December 2031</dd></dl>"
    assert day_of(f"<h1>{TITLE}</h1>{line}{PROSE}") == "2031-12-12"


def test_a_label_of_publication_overrules_what_stands_behind_the_date() -> None:
    assert day_of(f"<h1>{TITLE}</h1><p>Published: 12 December 2031, 19:30, Town Hall</p>{PROSE}") == "2031-12-12"


def test_a_day_and_an_hour_above_the_name_of_a_place_are_an_events() -> None:
    for place, day in (
        ("Town Hall", None),
        ("Venue: St Mary's Church", None),
        ("by Mara Quill", "2031-12-12"),
        ("Rebecca Hall", "2031-12-12"),
    ):
        assert day_of(f"<h1>{TITLE}</h1><p>12 December 2031, 19:30</p><p>{place}</p>{PROSE}") == day
    assert day_of(f"<h1>{TITLE}</h1><p>12 December 2031</p><p>Town Hall</p>{PROSE}") == "2031-12-12"


@pytest.mark.parametrize(
    "markup",
    [
        '<script type="application/ld+json">{"@type": "Event", "startDate": "2031-12-12T19:30"}</script>',
        '<div itemscope itemtype="https://schema.org/Event"><time itemprop="startDate" datetime="2031-12-12T19:30"></div>',
    ],
)
def test_the_day_on_which_markup_lets_something_begin_does_not_date_the_page(markup: str) -> None:
    line = f"<h1>{TITLE}</h1><p>12 December 2031</p>"
    assert day_of(line + PROSE) == "2031-12-12"
    assert day_of(line + PROSE + markup) is None


def in_markup(begins: str, name: str = "", key: str = "startDate") -> Sequence[str]:
    """Something that begins then, as JSON-LD and as microdata tell it."""
    node = {
        "@graph": [{"@type": "Event", key: begins, "location": {"@type": "Place"}} | ({"name": name} if name else {})]
    }
    named = f"<h3 itemprop=name>{name}</h3>" if name else ""
    return (
        f'<script type="application/ld+json">{json.dumps(node)}</script>',
        f'<div itemscope itemtype="https://schema.org/Event">{named}<meta itemprop={key} content="{begins}"></div>',
    )


@pytest.mark.parametrize(
    ("begins", "name", "line", "day"),
    [
        ("2031-12-12T19:30", TITLE, "12 December 2031", None),
        ("2031-12-12T19:30", f"{TITLE} of Ellery", "12 December 2031", None),
        ("2031-12-12", "", "12 December 2031", None),
        ("2031-12-12T19:30+01:00", TITLE, "12 December 2031, 19:30", None),
        ("2031-12-12T19:30", TITLE, "12 December 2031, 22:05", "2031-12-12T22:05:00"),
        ("2031-12-12T19:30", "", "12 December 2031, 22:05", "2031-12-12T22:05:00"),
        ("2031-12-12", TITLE, "12 December 2031, 22:05", "2031-12-12T22:05:00"),
        ("2031-12-12T19:30", "Harbour fair", "12 December 2031", "2031-12-12"),
        ("2031-12-12T19:30", "Harbour fair", "12 December 2031, 19:30", "2031-12-12T19:30:00"),
        ("2031-12-12T19:30", "Winter fair", "12 December 2031", "2031-12-12"),
    ],
)
@pytest.mark.parametrize("key", ["startDate", "endDate"])
def test_a_printed_date_is_an_events_only_if_that_is_the_pages_and_no_other_time_of_day_stands_there(
    begins: str, name: str, line: str, day: str | None, key: str
) -> None:
    for markup in in_markup(begins, name, key):
        found = read_of(f"<h1>{TITLE}</h1><p>{line}</p>{PROSE}{markup}")
        assert (found.text() if found else None) == day


def test_what_begins_in_a_thousand_scopes_or_in_broken_json_is_passed_over() -> None:
    line, boxes = f"<h1>{TITLE}</h1><p>12 December 2031</p>", in_markup("2031-12-12", "Harbour fair")[1] * 1_000
    assert day_of(line + PROSE + boxes) == "2031-12-12"
    assert (
        day_of(f'{line}{PROSE}<script type="application/ld+json">{{"startDate": "2031-12-12"</script>') == "2031-12-12"
    )
    assert day_of(f"{line}{PROSE}<time itemprop=startDate datetime=2031-12-12></time>") is None


@pytest.mark.parametrize("joint", [", ", " – ", " - ", ": ", " | ", " ("])
def test_a_title_that_ends_in_a_day_tells_of_it(joint: str) -> None:
    title = f"{TITLE}{joint}12 December 2031{')' if '(' in joint else ''}"
    assert day_of(f"<h1>{title}</h1>{PROSE}", title) is None
    assert day_of(f"<h1>{title}</h1>{PROSE}", f"{title} | Ellery") is None


def test_a_day_that_a_template_put_behind_a_title_dates_the_page() -> None:
    assert day_of(f"<h1>{TITLE}</h1>{PROSE}", f"{TITLE} | Culture | 12 December 2031") == "2031-12-12"
    assert day_of(f"<h1>{TITLE}</h1>{PROSE}", f"{TITLE}, 12 December 2031") is None


def test_nor_does_an_events_day_date_a_flattened_page() -> None:
    prose = PROSE[3:-4].strip()
    assert flat.read(f"{TITLE}\n12 December 2031, 19:30, Town Hall\n{prose}", limit=LIMIT).published is None
    assert flat.read(f"{TITLE}\nWhen\n12 December 2031, 19:30\n{prose}", limit=LIMIT).published is None
    dated = flat.read(f"{TITLE}\n12 December 2031, 19:30\n{prose}", limit=LIMIT).published
    assert dated is not None
    assert dated.at.day == 12


@given(st.text(max_size=200), st.integers(0, 200), st.integers(0, 200))
def test_any_line_is_looked_at_without_an_error(line: str, start: int, end: int) -> None:
    assert is_events(line, start, end) in (True, False)
    assert is_place(line) in (True, False)
