"""The language of a text: its script has the last word over what a page says, the model over the rest."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clean.decide import article_of
from workers.clean.lang import SMALL_WORDS, UNSURE, labelled, lang_of
from workers.clean.scripts import LANGUAGES, can_be, script_of
from workers.model import Hint, Kind, Page

#: one sentence of ours, in many languages.
SAID = {
    "ja": "港の北側の岸壁は三月に閉鎖され、穀物を運ぶ船は南側の岸壁を使うことになる。",
    "zh": "港口北侧的码头将于三月关闭，运粮船将改用南侧的码头，工程预计持续九个月。",
    "ko": "항구의 북쪽 부두는 3월에 문을 닫고 곡물을 실은 배는 남쪽 부두를 사용하게 된다.",
    "th": "ท่าเรือด้านเหนือจะปิดในเดือนมีนาคม เรือขนข้าวจะใช้ท่าเรือด้านใต้แทน",
    "ru": "Северный причал порта закроют в марте, и суда с зерном перейдут к южному причалу.",
    "uk": "Північний причал порту закриють у березні, і судна із зерном перейдуть до південного.",
    "bg": "Северният кей на пристанището ще бъде затворен през март, а корабите със зърно ще спират на южния.",
    "ar": "سيغلق الرصيف الشمالي للميناء في شهر مارس وستستخدم سفن الحبوب الرصيف الجنوبي",
    "fa": "اسکله شمالی بندر در ماه مارس بسته می‌شود و کشتی‌های غلات از اسکله جنوبی استفاده می‌کنند",
    "he": "הרציף הצפוני של הנמל ייסגר במרץ, ואוניות התבואה יעגנו ברציף הדרומי",
    "el": "Η βόρεια προβλήτα του λιμανιού θα κλείσει τον Μάρτιο και τα πλοία θα πηγαίνουν στη νότια.",
    "hi": "बंदरगाह का उत्तरी घाट मार्च में बंद हो जाएगा और अनाज के जहाज दक्षिणी घाट का उपयोग करेंगे।",
    "bn": "বন্দরের উত্তর ঘাট মার্চ মাসে বন্ধ হবে এবং শস্যের জাহাজ দক্ষিণ ঘাট ব্যবহার করবে।",
    "ta": "துறைமுகத்தின் வடக்குப் படித்துறை மார்ச் மாதம் மூடப்படும், கப்பல்கள் தெற்கே செல்லும்.",
    "ka": "ნავსადგურის ჩრდილოეთი ნაპირი მარტში დაიკეტება და გემები სამხრეთ ნაპირს გამოიყენებენ.",
    "hy": "Նավահանգստի հյուսիսային կառամատույցը կփակվի մարտին, նավերը կօգտվեն հարավայինից։",
    "am": "የወደቡ ሰሜናዊ ክፍል በመጋቢት ይዘጋል፤ መርከቦችም ደቡባዊውን ይጠቀማሉ።",
    "km": "ផែខាងជើងនឹងបិទនៅខែមីនា ហើយកប៉ាល់នឹងប្រើផែខាងត្បូង",
    "en": "The northern quay of the harbour closes in March, and ships with grain will use the southern one.",
    "de": "Der nördliche Kai des Hafens schließt im März, und Schiffe mit Getreide legen am südlichen an.",
    "fr": "Le quai nord du port fermera en mars et les navires chargés de céréales iront au quai sud.",
    "vi": "Bến cảng phía bắc sẽ đóng cửa vào tháng ba và tàu chở ngũ cốc sẽ dùng bến phía nam.",
}
#: and longer, in languages that have many words of another one.
SISTERS = {
    (
        "ca",
        "es",
    ): "El president del port ha explicat que el moll del nord no obrirà al gener i que la direcció del port no"
    " pensa pagar per una obra com la del passat estiu. El director del moll, al seu costat, ha dit als pagesos de la vall"
    " que el gra sortirà per mar amb el mateix preu que abans.",
    (
        "gl",
        "es",
    ): "O director do porto dixo este luns que o peirao do norte pechará para as obras en marzo e que se abrirá"
    " por partes, con axuda da Xunta, para que os barcos de gran non queden fóra. Para os labregos do val a obra é como"
    " unha porta pechada, e por iso pediron máis camións.",
    (
        "it",
        "es",
    ): "Il direttore del porto ha detto con una lettera che la banchina del nord sarà chiusa per lavori con una"
    " spesa del dieci per cento in più, e al consiglio non si è opposto quasi nessuno. Al termine della seduta, con una"
    " larga maggioranza, il piano è passato per la gioia del sindaco.",
    (
        "pt",
        "es",
    ): "O diretor do porto disse na segunda-feira que o cais do norte vai fechar para obras em março, por nove"
    " meses, e que para os navios com cereais se abrirá outro por sua conta. Como explicou a direção, para os lavradores"
    " do vale se fará uma fila à parte, com mais camiões.",
    (
        "af",
        "de",
    ): "Die hawehoof het die noordelike kaai in die lente gesluit en die skepe met die graan in die suide laat"
    " lê, waar die twee krane in die herfs herstel is. Die boere in die vallei vrees die lang rye, en die raad stem in die"
    " volgende week oor die plan, het die direkteur gesê.",
    (
        "da",
        "de",
    ): "Der er den seneste uge kommet ti skibe til den nordlige kaj, og der er ikke plads til dem alle, siger"
    " havnens chef. Den skal lukkes, og der skal findes en anden, inden den første sne falder. For dem, der bor ved den,"
    " er der den trøst, at den bliver ny.",
    (
        "nl",
        "de",
    ): "De directeur van de haven heeft in die week gezegd dat die kade in het noorden dicht gaat, en dat die"
    " schepen in die tijd in het zuiden liggen. Die boeren in het dal vrezen die rijen, en die raad stemt er in die week"
    " daarna over, die in maart valt.",
    (
        "nl",
        "en",
    ): "Het is de vraag of de haven is wat hij was, of dat hij het is vergeten. Had het anders gekund, of is het"
    " in de raad zo besloten, zei de directeur. Het is aan de boeren of er een tweede kade komt, want het is hun graan dat"
    " er had moeten liggen in de winter.",
    (
        "no",
        "da",
    ): "Den nordlige kaia i havna stenger i mars, og skip med korn skal legge til ved den sørlige kaia, der to"
    " kraner er reparert etter stormen i høst. Bøndene i dalen frykter lange køer foran siloene, og kommunestyret skal"
    " stemme over planen til uka, etter at saken har vært på høring.",
    (
        "sk",
        "cs",
    ): "Riaditeľ prístavu povedal, že severné nábrežie sa v marci zatvorí na deväť mesiacov a lode s obilím budú"
    " stáť na južnom, kde po búrke opravili dva žeriavy. Roľníci z údolia sa obávajú dlhých radov pred silami a mestská"
    " rada bude o pláne hlasovať budúci týždeň.",
    ("uk", "ru"): "Директор порту сказав, що північний причал закриють у березні на дев’ять місяців, а судна із зерном"
    " стоятимуть біля південного, де після бурі полагодили два крани. Селяни з долини бояться довгих черг перед елеватором,"
    " і міська рада голосуватиме за план наступного тижня.",
    (
        "ms",
        "id",
    ): "Pengarah pelabuhan berkata bahawa dermaga utara akan ditutup pada bulan Mac selama sembilan bulan, dan"
    " kapal yang membawa bijirin perlu berlabuh di dermaga selatan, kerana dua kren telah dibaiki selepas ribut. Petani di"
    " lembah itu bimbang barisan lori akan menjadi lebih panjang daripada biasa.",
}
#: a language that has no code of two letters: the model takes it for its sister.
ASTURIAN = (
    "El director del puertu dixo esti llunes que'l muelle del norte va zarrar en marzu pa les obres del branu, con una xuba"
    " del cinco por cientu nel presupuestu. Los llabradores del valle, que son los más vieyos del conceyu, nun tienen por"
    " dónde sacar el granu y piden más camiones."
)
UNLIKE_LATIN = [language for language in SAID if script_of(SAID[language]) != "LATIN"]


@pytest.mark.parametrize("language", UNLIKE_LATIN)
@pytest.mark.parametrize("times", [1, 8])
def test_a_template_that_says_en_is_overruled_by_the_script(language: str, times: int) -> None:
    text = "\n".join([SAID[language]] * times)
    assert lang_of(text, "en") == lang_of(text, "en-US", "fr") == lang_of(text) == language


@pytest.mark.parametrize("language", SAID)
def test_a_page_that_says_its_own_language_is_believed(language: str) -> None:
    assert lang_of(SAID[language], language) == language


@pytest.mark.parametrize("language", ["en", "de", "fr", "vi"])
def test_a_latin_text_is_not_in_a_language_of_another_script(language: str) -> None:
    assert lang_of(SAID[language], "ja") == lang_of(SAID[language], "ru", "he") == language


def test_the_feed_is_asked_where_the_page_cannot_be_right() -> None:
    assert lang_of(SAID["uk"], "en", "be") == "be"


@pytest.mark.parametrize(
    ("text", "language"),
    [("港湾局", "zh"), ("きょう", "ja"), ("오늘", "ko"), ("วันนี้", "th"), ("היום", "he"), ("σήμερα", "el")],
)
def test_a_few_letters_of_a_script_are_enough(text: str, language: str) -> None:
    assert lang_of(text, "en") == language


def test_ideographs_alone_may_be_japanese_where_the_page_says_so() -> None:
    assert lang_of("東京港湾局長会見", "ja") == "ja"


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_a_page_that_declares_another_language_than_its_own_is_not_believed(language: str) -> None:
    for other in {"en", "de", "fr", "es", "it"} - {language}:
        assert lang_of(" ".join([SAID[language]] * 3), other) == language


@pytest.mark.parametrize(("language", "sister"), SISTERS)
def test_a_page_that_declares_a_sister_of_its_language_is_not_believed(language: str, sister: str) -> None:
    text = SISTERS[language, sister]
    assert len(text) >= UNSURE
    for declared in {sister, "de", "en", "es", "fr", "it"}:
        assert lang_of(text, declared) == lang_of(text, declared, sister) == language


@pytest.mark.parametrize("declared", SMALL_WORDS)
def test_a_language_that_the_model_does_not_know_is_left_to_it_all_the_same(declared: str) -> None:
    assert lang_of(ASTURIAN, declared) == lang_of(ASTURIAN)


def test_no_small_word_is_one_of_two_languages() -> None:
    words = [word for words in SMALL_WORDS.values() for word in words]
    assert len(words) == len(set(words))


def test_names_in_another_script_do_not_make_the_text_one_of_it() -> None:
    assert lang_of(f"Mara Lindqvist (Brennick Harbour Board): {SAID['ja']}", "en") == "ja"
    assert lang_of(f"{SAID['en']} It is called 北岸壁 in its twin town.", "en") == "en"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("東京の港", "KANA"), ("東京港", "CJK"), ("カメラ", "KANA"), ("1234 !?", None), ("", None), ("abc где", None),
        ("ᚠᚢᚦ", None), ("abc", "LATIN"),
    ],
)  # fmt: skip
def test_the_script_of_a_text(text: str, script: str | None) -> None:
    assert script_of(text) == script


def test_a_language_that_is_not_listed_is_not_denied() -> None:
    assert can_be("ARABIC", "bm")
    assert can_be(None, "en")
    assert not can_be("ARABIC", "en")


def test_a_language_of_two_scripts_is_believed_in_both() -> None:
    assert labelled("Пристаниште се затвара у марту", "sr") == "sr"
    assert labelled("Pristanište se zatvara u martu", "sr") == "sr"


def test_a_page_in_japanese_whose_template_says_en_is_stored_as_japanese() -> None:
    body = "".join(f"<p>{SAID['ja']}第{number}号岸壁の工事は九か月続く。</p>" for number in range(6))
    html = f"<html lang='en'><title>岸壁</title><body><article><h1>岸壁を閉鎖</h1>{body}</article></body></html>"
    address = "https://courier.example/basin"
    page = Page(address, address, 200, {}, html.encode(), Kind.HTML, datetime(2031, 2, 5, tzinfo=UTC))
    assert article_of(page, Hint(lang="en")).lang == "ja"


@pytest.mark.parametrize("kind", [Kind.FLAT, Kind.TEXT])
def test_what_came_without_markup_is_held_against_its_script_too(kind: Kind) -> None:
    page = Page("", "", 200, {}, f"{SAID['ja']}\n{SAID['ja']}".encode(), kind, datetime(2031, 2, 5, tzinfo=UTC))
    assert article_of(page, Hint(lang="en")).lang == "ja"
    assert article_of(page, Hint(lang="ja")).lang == "ja"


@given(st.text(max_size=300), st.sampled_from([None, "en", "ja", "xx", "ru-RU", ""]))
def test_the_language_is_always_one_that_the_script_can_be(text: str, said: str | None) -> None:
    found = lang_of(text, said)
    assert found is None or can_be(script_of(" ".join(text.split())), found)


@given(st.text(max_size=100))
def test_the_order_of_letters_does_not_matter_to_the_script(text: str) -> None:
    assert script_of(text) == script_of("".join(sorted(text)))
    assert script_of(text) in {None, *LANGUAGES}
