"""Names of months in the languages that news pages print them in. Data; no decisions here.

Both full and short forms, lower case, without a full stop. A name that means two months in two languages
(`listopada`, November in Polish and October in Croatian) is left out: no date is better than a wrong one.
"""

from __future__ import annotations

from collections.abc import Mapping

_NAMES: Mapping[int, str] = {
    1: (
        "january jan januar jänner januari janvier janv enero ene gennaio gen janeiro styczeń stycznia sty"
        " января январь янв ocak leden ledna januára tammikuuta ianuarie січня"
        " január januára"
        " gener ιανουάριος ιανουαριος ιανουαρίου ιανουαριου ιαν"
    ),
    2: (
        "february feb februar februari février févr fév febrero febbraio fevereiro fev luty lutego lut"
        " февраля февраль фев şubat února helmikuuta februarie лютого"
        " február februára febr"
        " febrer φεβρουάριος φεβρουαριος φεβρουαρίου φεβρουαριου φεβ φεβρ"
    ),
    3: (
        "march mar märz mär maart mrt mars marzo março marca marzec марта март мар mart března maaliskuuta"
        " martie березня"
        " március márc marec"
        " març μάρτιος μαρτιος μαρτίου μαρτιου μαρ μάρ"
    ),
    4: (
        "april apr avril avr abril abr aprile kwiecień kwietnia kwi апреля апрель апр nisan dubna huhtikuuta"
        " aprilie квітня"
        " április ápr apríl apríla"
        " απρίλιος απριλιος απριλίου απριλιου απρ"
    ),
    5: (
        "may mai mei maj maggio mag mayo maio maja мая май mayıs května toukokuuta травня május máj mája"
        " maig μάιος μαιος μαΐου μαϊου μαιου μαι μαϊ μάι"
    ),
    6: (
        "june jun juni juin junio giugno giu junho czerwiec czerwca cze июня июнь июн haziran června"
        " kesäkuuta iunie червня"
        " június jún júna"
        " juny ιούνιος ιουνιος ιουνίου ιουνιου ιουν ιούν"
    ),
    7: (
        "july jul juli juillet juil julio luglio lug julho lipca июля июль июл temmuz července heinäkuuta iulie липня"
        " július júl júla"
        " juliol ιούλιος ιουλιος ιουλίου ιουλιου ιουλ ιούλ"
    ),
    8: (
        "august aug augustus augusti août agosto ago sierpień sierpnia sie августа август авг ağustos srpna"
        " elokuuta серпня"
        " augusztus augusta"
        " agost αύγουστος αυγουστος αυγούστου αυγουστου αυγ αύγ"
    ),
    9: (
        "september sep sept septembre sep septiembre settembre set setembro wrzesień września wrz сентября"
        " сентябрь сен eylül září syyskuuta septembrie вересня"
        " szeptember szept"
        " setembre σεπτέμβριος σεπτεμβριος σεπτεμβρίου σεπτεμβριου σεπ σεπτ"
    ),
    10: (
        "october oct oktober okt octobre octubre ottobre ott outubro out październik października paź октября"
        " октябрь окт ekim října lokakuuta octombrie жовтня"
        " október októbra"
        " οκτώβριος οκτωβριος οκτωβρίου οκτωβριου οκτ"
    ),
    11: (
        "november nov novembre noviembre novembro ноября ноябрь ноя kasım marraskuuta noiembrie novembra"
        " νοέμβριος νοεμβριος νοεμβρίου νοεμβριου νοε νοέ νοεμ"
    ),
    12: (
        "december dec dezember dez décembre déc diciembre dic dicembre dezembro grudzień grudnia gru декабря"
        " декабрь дек aralık prosince joulukuuta decembrie грудня"
        " decembra"
        " desembre δεκέμβριος δεκεμβριος δεκεμβρίου δεκεμβριου δεκ"
    ),
}

#: Arabic names, by commas: in Egypt and the Gulf, then in the Maghreb, then from the Levant to Iraq.
_ARABIC: Mapping[int, str] = {
    1: "يناير,جانفي,كانون الثاني",
    2: "فبراير,فيفري,شباط",
    3: "مارس,آذار,اذار",
    4: "أبريل,ابريل,إبريل,أفريل,نيسان",
    5: "مايو,ماي,أيار,ايار",
    6: "يونيو,يونيه,جوان,حزيران",
    7: "يوليو,يوليه,جويلية,يوليوز,تموز",
    8: "أغسطس,اغسطس,أوت,غشت,آب",
    9: "سبتمبر,شتنبر,أيلول,ايلول",
    10: "أكتوبر,اكتوبر,تشرين الأول,تشرين الاول",
    11: "نوفمبر,نونبر,تشرين الثاني",
    12: "ديسمبر,دجنبر,كانون الأول,كانون الاول",
}

#: Vietnamese number their months: `5 tháng 2`, `05 tháng 02`.
_NUMBERED = {f"tháng {form}": number for number in range(1, 13) for form in {f"{number}", f"{number:02}"}}

MONTHS: Mapping[str, int] = {
    **{name: number for number, names in _NAMES.items() for name in names.split()},
    **{name: number for number, names in _ARABIC.items() for name in names.split(",")},
    **_NUMBERED,
}

#: Hungarian names, long ones first.
HUNGARIAN = (
    "január", "jan", "február", "febr", "feb", "március", "márc", "április", "ápr", "május", "máj", "június", "jún",
    "július", "júl", "augusztus", "aug", "szeptember", "szept", "október", "okt", "november", "nov", "december", "dec",
)  # fmt: skip

#: English weekdays by their first three letters, Monday is 0; used as evidence of which number is the month.
WEEKDAYS: Mapping[str, int] = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
