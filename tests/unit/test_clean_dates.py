"""Dates and the evidence about them: tables of what pages print, and laws."""

# ruff: noqa: DTZ001 -- a zone is asked for the time on the wall, which has none

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clean.dates import AHEAD, Order, found_in, is_possible, parsed
from workers.clean.evidence import more_exact, not_after, order_of
from workers.clean.land import NOWHERE, land_of
from workers.clean.zones import OFFSETS, SEASONAL, zone_of
from workers.model import Precision, Published

INDIA = timezone(timedelta(hours=5, minutes=30))
moments = st.datetimes(datetime(1980, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-11-07T07:25:00+05:30", "2024-11-07T07:25:00+05:30"),
        ("2024-11-07T07:25:00.123Z", "2024-11-07T07:25:00+00:00"),
        ("2024-11-07 07:25 JST", "2024-11-07T07:25:00+09:00"),
        ("2024-11-07 07:25 IST", "2024-11-07T07:25:00"),  # three countries have it: local
        ("2024-11-07T07:25:00-0500", "2024-11-07T07:25:00-05:00"),
        ("2024-11-07", "2024-11-07"),
        ("2024-11-07T00:00:00", "2024-11-07"),  # midnight without a zone is filled in
        ("20241107T072500Z", "2024-11-07T07:25:00+00:00"),
        ("20241107", "2024-11-07"),
        ("1730964300", "2024-11-07T07:25:00+00:00"),
        ("1730964300000", "2024-11-07T07:25:00+00:00"),
        ("Thu, 07 Nov 2024 07:25:00 GMT", "2024-11-07T07:25:00+00:00"),
        ("Nov. 7, 2024, 7:25 p.m. ET", "2024-11-07T19:25:00-05:00"),
        ("July 7, 2024 at 7:25 pm ET", "2024-07-07T19:25:00-04:00"),
        ("12:05 a.m. PDT, July 7, 2024", "2024-07-07T00:05:00-07:00"),
        ("11:53 JST, December 31, 2024", "2024-12-31T11:53:00+09:00"),
        ("7. November 2024, 14:30 Uhr", "2024-11-07T14:30:00"),
        ("le 7 novembre 2024 à 14h30", "2024-11-07T14:30:00"),
        ("7 de noviembre de 2024", "2024-11-07"),
        ("7th of November 2024", "2024-11-07"),
        ("07-Nov-2024", "2024-11-07"),
        ("07.11.2024", "2024-11-07"),  # full stops: day first wherever they are printed
        ("2024年11月7日 5時05分", "2024-11-07T05:05:00"),
        ("2024년 11월 7일", "2024-11-07"),
        ("2024. 11. 7.", "2024-11-07"),
        ("2024. 11. 07. 07:25", "2024-11-07T07:25:00"),
        ("입력 2024. 11. 7. 오후 7:25", "2024-11-07T19:25:00"),
        ("2024. november 7. 7:25", "2024-11-07T07:25:00"),
        ("2024. okt. 7.", "2024-10-07"),
        ("2024. febr. 7-én", "2024-02-07"),
        ("2024. November 7., csütörtök", "2024-11-07"),
        ("2024. 11. 7", "2024-11-07"),
        ("2024. 11. 7, Harbour News", "2024-11-07"),
        ("2024. 11. 7 10:15", "2024-11-07T10:15:00"),
        ("2024. 11. 7 오후 7:25", "2024-11-07T19:25:00"),
        ("25/12/2024", "2024-12-25"),
        ("12/25/2024", "2024-12-25"),
        ("Tuesday 12/11/2024", "2024-11-12"),  # 11 December was a Wednesday
    ],
)
def test_a_date_is_read_as_it_is_printed(text: str, iso: str) -> None:
    found = parsed(text)
    assert found is not None
    assert found.text() == iso


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("نشر في 5 فبراير 2031", "2031-02-05"),
        ("٥ شباط ٢٠٣١", "2031-02-05"),
        ("5 فيفري 2031", "2031-02-05"),
        ("الجمعة 13 تشرين الثاني 2026", "2026-11-13"),
        ("13 كانون الأول 2026", "2026-12-13"),
        ("13 كانون الثاني 2026", "2026-01-13"),
        ("13 غشت 2026", "2026-08-13"),
    ],
)
def test_arabic_months_are_read_as_each_country_calls_them(text: str, day: str) -> None:
    found = parsed(text)
    assert found is not None
    assert found.text() == day


@pytest.mark.parametrize(
    "text",
    [
        "2024. 11. 7. (목) 10:15", "2024-11-07 (목) 10:15", "2024년 11월 7일(목) 오전 10:15", "2024년 11월 7일 목요일 10시 15분",
        "2024/11/7(木) 10:15", "2024年11月7日（木） 10時15分", "2024年11月7日(木曜日)10:15", "2024年11月7日 木曜日 10:15",
        "2024年11月7日 星期四 10:15", "2024. 11. 7 (목) 10:15",
    ],
)  # fmt: skip
def test_a_weekday_may_stand_between_a_day_and_its_hour(text: str) -> None:
    assert parsed(text) == Published(datetime(2024, 11, 7, 10, 15, tzinfo=UTC), Precision.LOCAL)


@pytest.mark.parametrize(
    "text",
    [
        "5 February 2031, 18.40", "Wed 5 Feb 2031 at 18.40", "5 Feb 2031, 6.40pm", "6.40pm on 5 February 2031",
        "5. Februar 2031, 18.40 Uhr", "5. Februar 2031 um 18 Uhr 40", "05.02.2031 | 18.40 Uhr", "05.02.2031 18.40 | Kultur",
        "5 février 2031 à 18 h 40", "5 février 2031 à 18 heures 40", "5 février 2031 - 18h40", "18h40 - 5 février 2031",
        "5 febbraio 2031 ore 18:40", "5 febbraio 2031, ore 18.40", "5 febbraio 2031 alle ore 18:40",
        "5 februari 2031 kl. 18.40", "05.02.2031, kl. 18.40", "5. februar 2031 klokken 18.40", "5.2.2031 klo 18.40",
        "kl. 18.40, 5. februar 2031", "5 februari 2031 om 18.40 uur", "5 de febrero de 2031 a las 18.40 h",
        "5 de fevereiro de 2031 às 18h40min", "5 lutego 2031, godz. 18:40", "5 lutego 2031 o godz. 18.40",
        "5 февраля 2031 г. 18:40", "5 февраля 2031 года в 18:40", "5 лютого 2031 о 18:40", "5. února 2031 v 18:40",
        "5. 2. 2031 18:40", "05.02.2031 ob 18.40", "5 Şubat 2031 saat 18:40", "5 Şubat 2031 Çarşamba, 18:40",
        "2031. február 5., szerda 18:40", "5 februarie 2031 la 18:40", "5 februarie 2031, ora 18:40",
        "2031年2月5日 18点40分", "2031年2月5日下午6点40分", "2031年2月5日 18时40分", "2031年2月5日 午後6時40分",
        "18.40, 5.2.2031", "5/2/2031 18h40min", "5 février 2031 à 18 h 40 min", "5 de febrero de 2031 | 18.40 h", "5/2/2031 | 18:40 h",
    ],
)  # fmt: skip
def test_a_time_of_day_is_read_as_many_languages_write_it(text: str) -> None:
    assert [found.clock for found in found_in(text)] == [time(18, 40)]


@pytest.mark.parametrize("text", ["5 February 2031 18.40 GMT", "18.40 GMT, 5 February 2031", "5 Feb 2031, 6.40 pm GMT",
                                  "5 Feb 2031 1840 GMT", "1840 GMT, 5 Feb 2031", "5 Feb 2031, 1840 hrs GMT", "5 Feb 2031 1840Z"])  # fmt: skip
def test_a_time_of_day_with_a_full_stop_or_nothing_between_keeps_its_zone(text: str) -> None:
    assert parsed(text) == Published(datetime(2031, 2, 5, 18, 40, tzinfo=UTC))


@pytest.mark.parametrize(
    "text", ["5. Februar 2031, 18 Uhr", "2031年2月5日 午後6時", "2031年2月5日 18点", "2031년 2월 5일 18시"]
)
def test_a_whole_hour_needs_no_minutes_where_its_word_says_so(text: str) -> None:
    assert [found.clock for found in found_in(text)] == [time(18)]


@pytest.mark.parametrize(
    "text",
    [
        "5 February 2031, 18.40 euros a ton", "5 February 2031 18.40%", "up 2.40, 5 February 2031", "5 February 2031 18.405",
        "5 février 2031, 2 h de lecture", "5 février 2031 18h", "2031年2月5日 2時間前", "2031년 2월 5일 2시간 전",
        "5.2.2031 18.75", "5 February 2031 | at harbour 18",
        "5 Feb 2031 | 4.30 min", "5 Feb 2031 · 4:30 min", "Video · 5 February 2031 · 02:15 min", "5. Februar 2031 | 12:34 Min.",
        "4:30 min | 5 Feb 2031", "5. Februar 2031 | 12:34 Minuten", "5 февраля 2031 | 4:30 мин", "5 Şubat 2031 | 4:30 dk",
        "2031年2月5日 4:30分", "5 Feb 2031 1.25 h", "5 Feb 2031 | 1.25 hrs", "5. Februar 2031 | 1:25 Std.", "5 Feb 2031 · 1h25min",
        "5 Feb 2031 · 1 h 25 min", "5 Feb 2031 1840 people came", "5 Feb 2031 184 GMT", "5 Feb 2031 1840 +0100", "5 Feb 2031 1875 GMT",
    ],
)  # fmt: skip
def test_what_may_be_a_price_or_a_span_is_no_time_of_day(text: str) -> None:
    assert [found.clock for found in found_in(text)] == [None]


def test_a_clock_that_begins_its_counting_is_a_placeholder() -> None:
    assert parsed("0000000000") is None


@pytest.mark.parametrize(
    "text",
    [
        "7 de noviembre de 2024, 3:05 p. m.", "7 de noviembre de 2024, 3:05\xa0p.\xa0m.", "7 Nov 2024 3:05 μ.μ.",
        "7.11.2024, 3:05 μμ", "7.11.2024 03:05 CH", "7 Kasım 2024 3:05 ÖS", "2024-11-07 3:05 م", "2024年11月7日 下午3:05",
        "下午 3:05 2024-11-07", "2024年11月7日 午後3時05分", "오후 3:05, 2024-11-07", "2024-11-07 오후 03:05",
    ],
)  # fmt: skip
def test_the_second_half_of_a_day_is_known_in_many_languages(text: str) -> None:
    assert parsed(text) == Published(datetime(2024, 11, 7, 15, 5, tzinfo=UTC), Precision.LOCAL)


@pytest.mark.parametrize(
    "text",
    [
        "7 de noviembre de 2024, 12:05 a. m.", "7.11.2024 12:05 π.μ.", "7.11.2024 12:05 SA", "上午12:05 2024-11-07",
        "2024年11月7日 凌晨12:05", "2024-11-07 오전 12:05",
    ],
)  # fmt: skip
def test_twelve_in_the_first_half_of_a_day_is_the_hour_after_midnight(text: str) -> None:
    assert parsed(text) == Published(datetime(2024, 11, 7, 0, 5, tzinfo=UTC), Precision.LOCAL)


@pytest.mark.parametrize("text", ["7 Nov 2024 00:15 PM", "7 Nov 2024 12:15 PM", "2024年11月7日 午後0時15分"])
def test_the_hour_after_noon_is_twelve_or_nought(text: str) -> None:
    assert parsed(text) == Published(datetime(2024, 11, 7, 12, 15, tzinfo=UTC), Precision.LOCAL)


def test_an_hour_of_the_second_half_that_is_called_one_of_the_first_is_none() -> None:
    assert parsed("7 Nov 2024 14:15 AM") == Published(datetime(2024, 11, 7, 12, tzinfo=UTC), Precision.DAY)


@pytest.mark.parametrize("text", ["7.11.2024 12:05 Sa", "7. November 2024, 12:05 ch"])
def test_a_weekday_behind_a_time_of_day_is_no_half_of_the_day(text: str) -> None:
    assert parsed(text) == Published(datetime(2024, 11, 7, 12, 5, tzinfo=UTC), Precision.LOCAL)


@pytest.mark.parametrize("text", ["07/11/2024", "07-11-2024 07:25", "11/07/2024"])
def test_an_ambiguous_date_is_not_guessed(text: str) -> None:
    assert parsed(text) is None
    assert parsed(text, Order.DAY_FIRST) != parsed(text, Order.MONTH_FIRST)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "Japan Election 2026", "0001-01-01T00:00:00", "2024-13-45", "31-31-2024", "1.2.3", "{}"]
)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert parsed(text) is None


@pytest.mark.parametrize("value", [None, True, [], {}, object()])
def test_what_is_no_text_gives_none(value: object) -> None:
    assert parsed(value) is None


@pytest.mark.parametrize(
    "line",
    [
        "The quay was built in 2020. May 5 is the day on which they sing of it",
        "The quay was built in 2020. November 5 is the day on which they sing of it",
        "The last high water was in 2020. 11. 7 boats were lost in it",
        "Release 2024. 1. 5 is out",
        "They had 2023. 10. 8.5 per cent more than before",
    ],
)
def test_the_end_of_a_sentence_and_the_beginning_of_the_next_are_no_date(line: str) -> None:
    assert not list(found_in(line))


def test_a_time_without_a_zone_is_local() -> None:
    found = parsed("2024-11-07T07:25:00")
    assert found is not None
    assert found.precision is Precision.LOCAL


def order_in(*texts: str, lang: str | None = None, host: str = "") -> Order | None:
    return order_of([found for text in texts for found in found_in(text)], land_of(lang, host))


@pytest.mark.parametrize(
    ("texts", "lang", "host", "order"),
    [
        (("2024-11-07", "07-11-2024"), None, "", Order.DAY_FIRST),
        (("November 7, 2024", "11/07/2024"), None, "", Order.MONTH_FIRST),
        (("07/11/2024", "25/11/2024"), None, "", Order.DAY_FIRST),
        (("07/11/2024", "11/25/2024"), None, "", Order.MONTH_FIRST),
        (("07-11-2024 07:25 JST",), None, "", Order.DAY_FIRST),
        (("07-11-2024 07:25 CST",), None, "", None),
        (("07-11-2024 07:25 EST",), None, "", Order.MONTH_FIRST),
        (("07-11-2024 07:25 UTC",), None, "", None),
        (("07-11-2024",), "de", "", Order.DAY_FIRST),
        (("07-11-2024",), "en", "", None),
        (("07-11-2024",), "en", "news.example.co.uk", Order.DAY_FIRST),
        (("07-11-2024",), "en", "example.gov", Order.MONTH_FIRST),
        (("25/11/2024", "11/25/2024", "07/11/2024"), None, "", None),
    ],
)
def test_the_order_of_day_and_month_needs_evidence(
    texts: tuple[str, ...], lang: str | None, host: str, order: Order | None
) -> None:
    assert order_in(*texts, lang=lang, host=host) is order


def test_seasonal_zones_follow_the_date() -> None:
    for name in SEASONAL:
        winter, summer = zone_of(name, datetime(2024, 1, 15)), zone_of(name, datetime(2024, 7, 15))
        assert winter is not None
        assert summer is not None
        assert summer.utcoffset(None) - winter.utcoffset(None) == timedelta(hours=1)


@pytest.mark.parametrize(
    ("line", "zone"),
    [
        ("Publié le 3 mai 2025 à 10h15 et modifié hier", None),
        ("3. Mai 2025, 14:30 ist der Termin", None),
        ("3 May 2025 10:15 Art Garner", None),
        ("3 May 2025 10:15 Pt. 2", None),
        ("3 May 2025, 10:30-12:00", None),
        ("3 May 2025 10:15 +2 photos", None),
        ("3 May 2025 10:15 -5 min read", None),
        ("3 May 2025 10:15 +1200 shares", None),
        ("3 May 2025 10:15 -0500 Kommentare", None),
        ("3 May 2025 10:15 +2 Fotos", None),
        ("3 May 2025 10:15:00 +2 photos", None),
        ("3 May 2025 10:15 -12:00", None),
        ("3 May 2025 10:15-05:00", None),
        ("2025-05-03 10:15-12:00", None),
        ("2025-05-03 10:15 -05:00", "-05:00"),
        ("2025-05-03 10:15 +05:30", "+05:30"),
        ("2025-05-03 10:15 +0100 CET", "+0100"),
        ("3 May 2025 10:15 +0100 Berlin", "+0100"),
        ("3 May 2025 10:15 +0100 by Jo Berg", "+0100"),
        ("3. Mai 2025 10:15 +0100 von Jo Berg", "+0100"),
        ("3 May 2025 10:15 ET", "ET"),
        ("3 May 2025 10:15 IST", "IST"),
        ("3 May 2025 10:15 gmt", "GMT"),
        ("3 May 2025 10:15 UTC+2", "UTC+2"),
        ("3 May 2025 10:15 +0530", "+0530"),
        ("3 May 2025 10:15 +0530 | Sport", "+0530"),
        ("3 May 2025 10:15:00 +1200 shares", "+1200"),
        ("3 May 2025 10:15 +05:30", "+05:30"),
        ("2025-05-03T10:15-04:00", "-04:00"),
        ("2025-05-03 10:15:00-04:00", "-04:00"),
        ("2025-05-03T10:15+05", "+05"),
    ],
)
def test_what_only_looks_like_a_zone_is_none(line: str, zone: str | None) -> None:
    (found,) = found_in(line)
    assert (found.clock is not None, found.zone) == (True, zone)


@pytest.mark.parametrize(
    "field",
    ["2025-05-03 10:15 -0500 hours", "2025-05-03 10:15 -05:00", "3 May 2025 10:15 -05:00", "2025-05-03T10:15-0500"],
)
def test_in_a_field_nothing_is_counted_and_no_hours_span(field: str) -> None:
    found = parsed(field)
    assert found is not None
    assert found.text() == "2025-05-03T10:15:00-05:00"


def test_a_zone_that_is_not_known_is_none() -> None:
    assert zone_of("XYZT", datetime(2024, 11, 7)) is None
    assert zone_of("+99:00", datetime(2024, 11, 7)) is None


def test_a_date_after_the_fetch_is_none_however_it_could_be_turned() -> None:
    limit = datetime(2025, 3, 13, tzinfo=UTC)
    assert not_after(Published(datetime(2025, 12, 3, 8, tzinfo=INDIA)), limit) is None
    for text in ("2025-12-03", "3 December 2025", "03.12.2025", "20251203"):
        assert parsed(text, None, NOWHERE, limit) is None
    read = parsed("12/03/2025", None, NOWHERE, limit)
    assert read is not None
    assert read.text() == "2025-03-12"
    assert parsed("12/03/2025", Order.MONTH_FIRST, NOWHERE, limit) is None


def test_the_more_exact_of_two_that_agree_wins() -> None:
    day = Published(datetime(2024, 11, 7, 12, tzinfo=UTC), Precision.DAY)
    local = Published(datetime(2024, 11, 7, 7, 25, tzinfo=UTC), Precision.LOCAL)
    instant = Published(datetime(2024, 11, 7, 7, 25, tzinfo=INDIA))
    other = Published(datetime(2024, 11, 12, 7, 25, tzinfo=INDIA))
    assert more_exact(day, instant) is instant
    assert more_exact(local, instant) is instant
    assert more_exact(local, day) is local
    assert more_exact(day, other) is day
    assert more_exact(day, None) is day


@pytest.mark.parametrize("said", ["2024-11-06T10:00:00+02:00", "2024-11-08T00:10:00+05:30", "2024-11-06T09:00:00Z"])
def test_an_instant_of_another_day_does_not_move_the_day_that_is_stated(said: str) -> None:
    day, instant = parsed("2024-11-07"), parsed(said)
    assert day is not None
    assert more_exact(day, instant) is day


@pytest.mark.parametrize("said", ["2024-11-07T23:50:00-08:00", "2024-11-06T22:30:00Z", "2024-11-08T05:00:00Z"])
def test_an_instant_that_may_be_of_the_stated_day_makes_it_more_exact(said: str) -> None:
    day, instant = parsed("2024-11-07"), parsed(said)
    assert day is not None
    assert more_exact(day, instant) is instant


def offset(zone: str, lang: str | None = None, host: str = "", *texts: str) -> timedelta | None:
    found = parsed(f"7 November 2024 07:25 {zone}", None, land_of(lang, host, texts))
    assert found is not None
    return found.at.utcoffset() if found.precision is Precision.INSTANT else None


@pytest.mark.parametrize("zone", ["IST", "CST", "BST", "AST"])
def test_a_zones_name_with_two_meanings_gives_no_instant_where_nothing_tells(zone: str) -> None:
    assert offset(zone) is None
    assert offset(zone, "en", "herald.example") is None
    assert offset(zone, "fr-FR", "herald.example.fr") is None


@pytest.mark.parametrize(
    ("zone", "lang", "host", "text", "hours"),
    [
        ("IST", None, "herald.example.in", "", 5.5),
        ("IST", None, "herald.example.ie", "", 1),
        ("IST", "hi", "herald.example", "", 5.5),
        ("IST", "en-IN", "herald.example", "", 5.5),
        ("IST", "en-US", "herald.example", '"datePublished": "2024-11-07T07:25:00+05:30"', 5.5),
        ("IST", "en", "hindustanherald.example", "", 5.5),
        ("IST", "en", "herald.example", '{"addressCountry": "IN"}', 5.5),
        ("IST", "en", "herald.example", '{"addressCountry": {"@type": "Country", "name": "Ireland"}}', 1),
        ("IST", "en", "herald.example", "Phone: +91-11-5550000", 5.5),
        ("IST", "he", "herald.example", "", 2),
        ("BST", "en-GB", "herald.example", "", 1),
        ("BST", "bn", "herald.example", "", 6),
        ("CST", "zh-CN", "herald.example", "", 8),
        ("CST", "en", "herald.example.cn", "", 8),
        ("CST", "en-US", "herald.example", "", -6),
        ("CST", "en-US", "herald.example.cn", "", 8),
        ("EST", None, "herald.example.au", "", 10),
        ("EST", None, "herald.example", "", -5),
        ("PST", None, "herald.example.ph", "", 8),
        ("JST", None, "herald.example.au", "", 9),
    ],
)
def test_a_zones_name_means_the_zone_of_the_pages_country(
    zone: str, lang: str | None, host: str, text: str, hours: float
) -> None:
    assert offset(zone, lang, host, text) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("zone", "lang", "host", "text"),
    [
        ("CST", "zh-CN", "herald.example.us", ""),
        ("CST", "zh", "herald.example", "2024-11-07T07:25:00-06:00"),
        ("IST", "en", "herald.example.in", '{"addressCountry": "IE"}'),
    ],
)
def test_where_witnesses_contradict_each_other_the_time_stays_local(zone: str, lang: str, host: str, text: str) -> None:
    assert offset(zone, lang, host, text) is None


@pytest.mark.parametrize("host", ["indianagazette.example", "machinatown.example", "bengals.example"])
def test_a_host_that_only_sounds_like_a_country_is_no_witness(host: str) -> None:
    assert land_of("en", host).countries == frozenset()


def test_a_countrys_own_zone_does_not_speak_for_the_habits_of_another() -> None:
    assert order_in("07/11/2024 07:25 EST", host="herald.example.au") is Order.DAY_FIRST
    assert order_in("07/11/2024 07:25 EST", host="herald.example") is Order.MONTH_FIRST


@given(moments, st.integers(-720, 840))
def test_an_iso_date_is_read_back_as_the_same_instant(moment: datetime, minutes: int) -> None:
    at = moment.replace(microsecond=0).astimezone(timezone(timedelta(minutes=minutes)))
    found = parsed(at.isoformat())
    assert found == Published(at)


@given(st.dates(date(1980, 1, 1), date(2035, 1, 1)))
def test_both_orders_read_back_the_day_that_was_printed(day: date) -> None:
    for form, order in (("%d/%m/%Y", Order.DAY_FIRST), ("%m/%d/%Y", Order.MONTH_FIRST)):
        found = parsed(day.strftime(form), order)
        assert found is not None
        assert found.at.date() == day


@given(st.text(max_size=200))
def test_any_text_is_searched_without_an_error(text: str) -> None:
    for found in found_in(text):
        assert found.published(Order.DAY_FIRST) is not None
    parsed(text)


@given(moments, moments, st.sampled_from(Precision))
def test_no_date_is_later_than_the_fetch_and_none_is_changed(
    moment: datetime, fetched: datetime, precision: Precision
) -> None:
    given_one = Published(moment, precision)
    found = not_after(given_one, fetched)
    assert found in (None, given_one)
    assert (found is not None) == (moment <= fetched + AHEAD[precision])
    if moment <= fetched:
        assert found == given_one
    assert not_after(found, fetched) == found


@given(st.dates(date(1980, 1, 1), date(2035, 1, 1)), moments, st.sampled_from([None, *Order]))
def test_a_reading_is_one_that_was_printed_and_never_later_than_the_fetch(
    day: date, fetched: datetime, order: Order | None
) -> None:
    (found,) = found_in(day.strftime("%d/%m/%Y"))
    read = found.published(order, NOWHERE, fetched)
    if read:
        assert read.at.date() in found.days
        assert is_possible(read, fetched)
    possible = [one for one in found.days if datetime.combine(one, time(12), UTC) <= fetched + AHEAD[Precision.DAY]]
    if len(found.days) == 1 or order is None:
        assert (read is not None) == (len(possible) == 1)
    if order is Order.DAY_FIRST:
        assert read is None or read.at.date() == day


@given(st.dates(date(1980, 1, 1), date(2035, 1, 1)), moments, st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%d.%m.%Y"]))
def test_a_date_with_one_reading_keeps_its_day_and_its_month(day: date, fetched: datetime, form: str) -> None:
    read = parsed(day.strftime(form), None, NOWHERE, fetched)
    assert read is None or read.at.date() == day


@given(st.sampled_from([*OFFSETS, *SEASONAL]), moments)
def test_every_zone_of_the_table_has_an_offset(name: str, moment: datetime) -> None:
    zone = zone_of(name.lower(), moment.replace(tzinfo=None))
    assert zone is not None
    assert abs(zone.utcoffset(None)) <= timedelta(hours=14)


@pytest.mark.parametrize(
    ("text", "month"),
    [("5 KASIM 2031", 11), ("5 kasım 2031", 11), ("5 ARALIK 2031", 12), ("5 ſeptember 2031", 9), ("5 aprıl 2031", 4),
     ("5 MART 2031", 3), ("5 MAYIS 2031", 5), ("5 AĞUSTOS 2031", 8), ("5 FÉVRIER 2031", 2)],
)  # fmt: skip
def test_a_months_name_is_read_in_capitals_whose_lower_case_is_another(text: str, month: int) -> None:
    assert [found.days[0].month for found in found_in(text)] == [month]


#: the third day of each month.
_THIRDS = {
    "ca": "3 de gener de 2031|3 de febrer de 2031|3 de març del 2031|3 d'abril de 2031|3 de maig de 2031|3 de juny de 2031"
    "|3 de juliol de 2031|3 d’agost de 2031|3 de setembre de 2031|3 d'octubre de 2031|3 de novembre de 2031|3 de desembre de 2031",
    "el": "3 Ιανουαρίου 2031|3 Φεβρουαρίου 2031|3 Μαρτίου 2031|3 Απριλίου 2031|3 Μαΐου 2031|3 Ιουνίου 2031|3 Ιουλίου 2031"
    "|3 Αυγούστου 2031|3 Σεπτεμβρίου 2031|3 Οκτωβρίου 2031|3 Νοεμβρίου 2031|3 Δεκεμβρίου 2031",
    "el, short": "3 Ιαν. 2031|3 Φεβ 2031|3 Μαρ 2031|3 Απρ 2031|3 Μάι 2031|3 Ιουν 2031|3 Ιουλ 2031|3 Αυγ 2031|3 Σεπ 2031|3 Οκτ 2031"
    "|3 Νοε 2031|3 Δεκ 2031",
    "el, capitals": "3 ΙΑΝΟΥΑΡΙΟΥ 2031|3 ΦΕΒΡΟΥΑΡΙΟΥ 2031|3 ΜΑΡΤΙΟΥ 2031|3 ΑΠΡΙΛΙΟΥ 2031|3 ΜΑΪΟΥ 2031|3 ΙΟΥΝΙΟΥ 2031|3 ΙΟΥΛΙΟΥ 2031"
    "|3 ΑΥΓΟΥΣΤΟΥ 2031|3 ΣΕΠΤΕΜΒΡΙΟΥ 2031|3 ΟΚΤΩΒΡΙΟΥ 2031|3 ΝΟΕΜΒΡΙΟΥ 2031|3 ΔΕΚΕΜΒΡΙΟΥ 2031",
    "vi": "3 tháng 1 năm 2031|3 tháng 2, 2031|Ngày 03 tháng 03 năm 2031|3 Tháng 4 2031|3 tháng 5 năm 2031|3 tháng 6, 2031"
    "|3 tháng 7 năm 2031|3 tháng 08, 2031|3 tháng 9 năm 2031|3 tháng 10 năm 2031|3 tháng 11, 2031|3 tháng 12 năm 2031",
}


@pytest.mark.parametrize("language", _THIRDS)
def test_catalans_and_greeks_have_names_of_months_and_vietnamese_numbers(language: str) -> None:
    found = [one.days for text in _THIRDS[language].split("|") for one in found_in(text)]
    assert found == [(date(2031, month, 3),) for month in range(1, 13)]


@pytest.mark.parametrize(
    "text",
    [
        "5 de febrer de 2031, a les 18.40 h", "5 de febrer de 2031 | 18.40 h", "5 Φεβρουαρίου 2031, 18:40",
        "5 Φεβρουαρίου 2031 στις 18:40", "5 Φεβρουαρίου 2031, 6:40 μ.μ.", "5 tháng 2 năm 2031, 18:40", "5 tháng 2, 2031 lúc 18:40",
    ],
)  # fmt: skip
def test_a_time_of_day_stands_beside_them(text: str) -> None:
    assert [found.clock for found in found_in(text)] == [time(18, 40)]
