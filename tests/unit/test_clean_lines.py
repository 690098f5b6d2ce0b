"""Line rules and what is read from flattened pages: pages of our own, and laws."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clean import byline, flat, lines, runs
from workers.clean.headline import is_title_like
from workers.clean.passage import article_lines
from workers.clean.phrases import CAPTION_ENDS, CAPTIONS, COMMENTS, FEET, HEADS, NOTICES, REPLIES

LEAD = (
    "The harbour authority of Port Ellery will close its northern basin for nine months from March, its director said."
)
SECOND = (
    "Ships that carry grain are to use the southern quay, where two cranes were repaired last autumn after a storm."
)
THIRD = "“We have waited long enough,” Mara Lindqvist told reporters, adding that the walls were built in 1911."
SHORT = "Work begins on Monday."
BODY = [LEAD, SECOND, SHORT, THIRD]
TITLE = "Port Ellery to close northern basin for nine months"
STANDFIRST = (
    "Port Ellery's northern basin closes in March; grain ships move south while walls from 1911 are rebuilt at last."
)
MENU = ["Home", "World", "Business", "Sign in", "Search"]
TRAIL = [
    "TRENDING",
    "1",
    "Council of Brennick votes down the tram line after a long debate",
    "2",
    "Farmers of the eastern valley ask for help as wells run dry",
    "Related stories",
    "Ferry fares to rise in April, operator says",
    "Subscribe to our newsletter",
    "© Copyright 2031 Ellery Courier. All rights reserved.",
]


def page(*parts: list[str] | str) -> str:
    return "\n".join(line for part in parts for line in ([part] if isinstance(part, str) else part))


def test_the_article_is_kept_and_menus_and_trailing_headlines_are_not() -> None:
    assert article_lines(page(MENU, TITLE, BODY, TRAIL)) == BODY


def test_a_subhead_between_two_paragraphs_is_kept() -> None:
    assert article_lines(page(LEAD, "Cranes under repair", SECOND, TRAIL)) == [
        LEAD,
        "Cranes under repair",
        SECOND,
    ]


@pytest.mark.parametrize(
    "waste",
    [
        "Photo: the northern basin in 1911, when the first wall was finished and the mayor came to see it.",
        "The basin, seen from the lighthouse at dawn on a winter day in January. Anna Berg/Getty Images",
        "We and our partners use cookies on this site to show you advertisements and to count our visitors.",
        "By clicking you agree to our terms of use and to our privacy policy, and to letters in your inbox.",
        "A story that was cut off before its end, as teasers of other articles so often are on pages ...",
    ],
)
def test_captions_notices_and_teasers_are_no_paragraphs(waste: str) -> None:
    assert waste not in article_lines(page(LEAD, waste, SECOND, THIRD))


def test_a_paragraph_that_comes_twice_is_kept_once() -> None:
    assert article_lines(page(BODY, SECOND, THIRD)) == BODY


def test_scripts_without_spaces_need_fewer_letters() -> None:
    first = "港湾局は来年三月から九か月間、北側の岸壁を閉鎖すると発表した。工事の費用はまだ決まっていない。"
    second = "穀物を運ぶ船は南側の岸壁を使う。市長は「長く待った」と語り、壁は百年前に造られたと付け加えた。"
    menu = ["ホーム", "社会", "経済", "アクセスランキング", "新しい市場が開く"]
    assert article_lines(page(menu[:3], first, second, menu[3:])) == [first, second]


#: one sentence each; `{}` holds it apart from the others.
SCRIPTS = {
    "am": "የወደብ ባለስልጣን ሰሜናዊውን ተፋሰስ ለ{} ወራት እንደሚዘጋ ዳይሬክተሩ ሰኞ ዕለት ለጋዜጠኞች በሰጡት መግለጫ ተናግረዋል።",
    "hy": "Նավահանգստի վարչությունը {} ամսով կփակի հյուսիսային ավազանը, հայտնել է տնօրենը երկուշաբթի օրը։",
    "bo": "གྲུ་ཁའི་བྱང་ཕྱོགས་ཀྱི་མཚོ་ཁུག་ཟླ་བ་{}རིང་སྒོ་རྒྱག་རྒྱུ་ཡིན་པ་འགན་འཛིན་གྱིས་གསུངས་སོང་།",
    "hi": "बंदरगाह प्राधिकरण {} महीने के लिए उत्तरी बेसिन बंद कर देगा, यह बात निदेशक ने सोमवार को कही |",
    "mr": "बंदर प्राधिकरण {} महिन्यांसाठी उत्तरेकडील बेसिन बंद करणार आहे, असे संचालकांनी सोमवारी सांगितले|",
    "sa": "नौकाश्रयस्य अधिकारिणः {} मासान् उत्तरभागं पिधास्यन्ति इति निर्देशकः सोमवासरे अवदत् पत्रकारेभ्यः॥",
    "my": "ဆိပ်ကမ်း {} လ ပိတ် မည် ဟု ညွှန် မှူး က တနင်္လာ နေ့ က သတင်း ထောက် များ အား ပြော ကြား သည်။",
}


@pytest.mark.parametrize("sentence", SCRIPTS.values(), ids=SCRIPTS)
def test_a_sentence_ends_as_its_script_ends_one(sentence: str) -> None:
    told = [sentence.format(number) for number in range(1, 18)]
    assert all(line.ended and line.good for line in runs.seen(told))
    assert article_lines(page("Home", told, "Imprint")) == told


@pytest.mark.parametrize("menu", ["Home |", "World news and sport |", "Accueil | Monde |", "ホーム |", "होम | दुनिया"])
def test_a_bar_behind_a_part_of_a_menu_ends_no_sentence(menu: str) -> None:
    assert not runs.seen([menu])[0].ended


texts = st.lists(st.one_of(st.sampled_from([*BODY, *MENU, *TRAIL, TITLE]), st.text(max_size=120)), max_size=25).map(
    "\n".join
)


@given(texts)
def test_the_chosen_lines_are_lines_of_the_page_in_their_order(text: str) -> None:
    tidy = iter(runs.tidy(text))
    assert all(any(line == other for other in tidy) for line in article_lines(text))


@given(texts)
def test_the_chosen_lines_repeat_no_paragraph(text: str) -> None:
    chosen = article_lines(text)
    assert runs.without_repeats(chosen) == chosen


@given(texts)
def test_any_text_can_be_read_as_a_flattened_page(text: str) -> None:
    found = flat.read(text)
    whole = set(runs.tidy(runs.unwrapped(text)))
    assert set(found.text.split("\n")) <= whole | {""}
    assert found.title is None or found.title in whole


def test_a_page_with_everything_gives_everything() -> None:
    found = flat.read(
        page(
            [" date 2031-02-05 Menu", *MENU, TITLE, STANDFIRST],
            "Courier News Desk | Port Ellery | Updated: 05-02-2031 18:40 IST | Created: 05-02-2031 17:10 IST",
            [
                TITLE,
                *BODY,
                "(With inputs from agencies.)",
                *TRAIL,
                "Courier",
                "Email: desk@courier.example",
                "Phone: +91-720-0000000",
            ],
        )
    )
    assert found.text == "\n".join(BODY)
    assert found.title == TITLE
    assert found.summary == STANDFIRST
    assert found.published is not None
    assert found.published.text() == "2031-02-05T17:10:00+05:30"
    assert found.authors == ("Courier News Desk",)
    assert found.site == "Courier"
    assert found.credits == ("With inputs from agencies",)


def test_a_bare_text_has_neither_title_nor_date() -> None:
    headlines = ["Brennick Election 2033: Mayor Certain of Victory in Spite of Snow", *TRAIL]
    found = flat.read(page(BODY, headlines, "Published 7 June 2033"))
    assert found.text == "\n".join(BODY)
    assert found.title is None
    assert found.published is None


def test_a_title_above_its_text_is_found_without_a_date() -> None:
    assert flat.read(page(TITLE, BODY)).title == TITLE


SIGNED = ["By Jonas Holt, harbour editor", "Published 5 February 2031 at 09:30"]
SHARING = ["Share", "Facebook", "Twitter", "Email"]
APART = "Grain towns brace for winter as Ellery locks swing shut on walls"
PICTURE = "Image: The northern basin at dawn. Credit: Courier/Holt"


@pytest.mark.parametrize("between", [SHARING, [PICTURE], [*SHARING, PICTURE], ["Teilen", "Merken", "Foto: Jonas Holt"]])
def test_share_lines_and_a_picture_do_not_part_a_signed_title_from_its_text(between: list[str]) -> None:
    above = ["Skip to content", *MENU, "Home > News > Coast"]
    told = [f"{LEAD} {SHORT}", f"{SECOND} {LEAD}", f"{THIRD} {SECOND}"]
    found = flat.read(page(above, APART, SIGNED, between, told))
    assert found.title == APART


def test_a_title_of_other_words_that_share_lines_part_from_the_text_is_none() -> None:
    above, told = ["Skip to content", *MENU], [f"{LEAD} {SHORT}", f"{SECOND} {LEAD}", f"{THIRD} {SECOND}"]
    assert flat.read(page(above, "In defence of idle afternoons", SIGNED, SHARING, told)).title is None


def test_a_title_that_interrupts_the_text_is_not_part_of_it() -> None:
    kicker = "Grain ships move to the southern quay while old walls are rebuilt."
    lead, second, third = f"{LEAD} {SHORT}", f"{SECOND} {THIRD}", f"{THIRD} {LEAD}"
    found = flat.read(page(lead, TITLE, TITLE, kicker, second, third, f"{SECOND} {LEAD}"))
    assert found.title == TITLE
    assert found.summary == kicker
    assert found.text.split("\n")[:3] == [lead, second, third]


def test_the_date_of_a_trailing_article_is_not_taken() -> None:
    trail = ["TRENDING", "Ferry fares to rise", "June 7, 2033", "Published: June 8, 2033"]
    assert flat.read(page(TITLE, BODY, trail)).published is None


def test_a_date_below_the_title_is_taken_with_its_zone() -> None:
    found = flat.read(page(TITLE, "11:53 JST, December 31, 2030", BODY, TRAIL))
    assert found.published is not None
    assert found.published.at.astimezone(UTC) == datetime(2030, 12, 31, 2, 53, tzinfo=UTC)
    assert found.title == TITLE


def test_an_ambiguous_date_is_read_where_the_language_tells() -> None:
    text = page(TITLE, "05/02/2031", BODY)
    assert flat.read(text).published is None
    found = flat.read(text, lang="fr").published
    assert found is not None
    assert found.text() == "2031-02-05"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Mara Lindqvist", ("Mara Lindqvist",)),
        ("By Mara Lindqvist and Jo Berg, Ellery Courier", ("Mara Lindqvist", "Jo Berg", "Ellery Courier")),
        ("Von Anna Müller und Jürgen Groß", ("Anna Müller", "Jürgen Groß")),
        ("Par Élodie Roux", ("Élodie Roux",)),
        ("Courier News Desk | Updated: 05-02-2031 18:40 IST", ("Courier News Desk",)),
        ("Updated: 05-02-2031 18:40 IST | Port Ellery", ()),
        ("By clicking here you agree to all of our conditions of use of this page", ()),
        ("The council met on Monday", ()),
        ("", ()),
    ],
)
def test_authors_are_taken_from_lines_made_for_them(line: str, names: tuple[str, ...]) -> None:
    assert byline.authors_of([line]) == names


@pytest.mark.parametrize(
    ("rows", "site"),
    [
        (["Courier", "Email: info@courier.example"], "Courier"),
        (["Ellery Courier", "www.ellery-courier.example"], "Ellery Courier"),
        (["© 2031 Ellery Courier. All rights reserved."], "Ellery Courier"),
        (["Copyright © 2029-2031 Ellery Courier"], "Ellery Courier"),
        (["© Copyright 2031"], None),
        (["Brennick", "Email: info@courier.example"], None),
        ([], None),
    ],
)
def test_a_site_is_named_where_name_and_address_agree(rows: list[str], site: str | None) -> None:
    assert byline.site_of(rows) == site


@pytest.mark.parametrize(
    ("head", "host", "title", "site"),
    [
        ([f"{TITLE} | Brennick Post", TITLE], "", TITLE, "Brennick Post"),
        ([f"{TITLE} | Brennick Post", TITLE], "brennickpost.example", TITLE, "Brennick Post"),
        ([f"{TITLE} | Brennick Post"], "", TITLE, "Brennick Post"),
        ([f"{TITLE} | Politics", TITLE], "", TITLE, "Ellery Courier"),
        ([f"{TITLE} | Brennick Post", TITLE], "tideline.example", TITLE, "Ellery Courier"),
        ([TITLE], "", TITLE, "Ellery Courier"),
    ],
)
def test_the_name_behind_the_title_of_a_flattened_page_is_its_sites_before_who_has_the_rights(
    head: list[str], host: str, title: str, site: str
) -> None:
    found = flat.read(page(head, "By Mara Holt", "5 February 2031", BODY, TRAIL), host=host)
    assert (found.title, found.site) == (title, site)


@pytest.mark.parametrize(
    ("line", "likely"),
    [
        (TITLE, True),
        ("Can a small town build a harbour from scratch?", True),
        (LEAD, False),
        ("- Ferry fares to rise in April, operator says", False),
        ("By Mara Lindqvist", False),
        ("Subscribe to our newsletter today", False),
        ("World", False),
    ],
)
def test_what_can_be_a_title(line: str, likely: bool) -> None:
    assert is_title_like(line) is likely


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("(With inputs from agencies.)", True),
        ("With additional reporting by Jo Berg", True),
        ("(Reuters)", True),
        ("Source: AFP", True),
        ("Reuters reported on Monday that the harbour would close.", False),
        ("The plan was made with material from the old quarry near Brennick, and nobody objected to it then.", False),
    ],
)
def test_a_credit_is_a_line_of_its_own(line: str, credit: bool) -> None:
    assert lines.is_credit(line) is credit


@pytest.mark.parametrize("table", [CAPTION_ENDS, CAPTIONS, COMMENTS, FEET, HEADS, NOTICES, REPLIES])
def test_phrases_are_written_in_lower_case_which_lines_are_compared_in(table: dict[str, tuple[str, ...]]) -> None:
    rows = [row.replace("\\W", "").replace("\\S", "") for rows in table.values() for row in rows]
    assert rows == [row.lower() for row in rows]


@pytest.mark.parametrize("line", ["Subscribe To Our NEWSLETTER", "Most READ", "FOTO: Jo Berg"])
def test_phrases_are_known_in_any_case(line: str) -> None:
    looks = (lines.is_notice, lines.is_head, lines.is_caption)
    assert any(look(line) for look in looks)
    assert [look(line) for look in looks] == [look(line.lower()) for look in looks]
