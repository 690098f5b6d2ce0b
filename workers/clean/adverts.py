"""Lines that mark where an advertisement stands, or that the article goes on behind it. Pure.

Such a line ends nothing: it stands within an article as often as behind one. On flattened pages it weighs nothing;
with the weight of a section's head the last paragraph behind it was lost. Token F1 of flattened aeb, fundus_dev and
wcxb_dev 0.9197, 0.9344 and 0.9160, before it 0.9185, 0.9341 and 0.9160.
"""

from __future__ import annotations

from workers.clean.phrases import Table, any_of, compiled

#: whole lines.
ADVERTS: Table = {
    "en": (
        r"(- ?)?advertise?ments?\.?( ?-)?( \d)?",
        r"(advertisement\W{0,3})?(story|article|content) continues (below|after)( (this |the )?(advertisement|ad)s?)?",
        r"(advertisement\W{0,3})?scroll (down )?(to|for) (continue|more)( (reading|with content))?",
        "skip (this )?(ad|advertisement)", "(paid|sponsored) (content|post|message)", "report (this )?ad",
    ),
    "de": ("anzeigen?", "werbung", r"(weiter|der artikel geht) nach der (anzeige|werbung)( weiter)?"),
    "fr": ("publicité", "(la suite|l['’]article continue) après (la|cette) publicité"),
    "es-pt-it": (
        "publicidade?", "pubblicità", "continúa (después|tras) (de )?(la|esta) publicidad",
        "continua (após|depois d)a? ?(a |esta )?publicidade", "(l['’]articolo )?continua dopo la pubblicità",
        "anuncios?", "anúncios?",
    ),
    "nl": ("advertenties?", "(artikel gaat|lees) (verder|door) (onder|na) (de|deze) advertentie"),
    "sv-da-no-fi": (
        "annons(er)?", "annonse[rn]?", "annoncer?", "reklame?", "mainos",
        "(artikeln|artiklen|artikkelen|saken) fortsätter (nedanför|efter) annonsen",
    ),
    "pl-cs": (
        "reklam[ay]", "inzerce",
        "(dalsza część|ciąg dalszy) (tekstu|artykułu)? ?(pod|znajduje się pod) (reklamą|materiałem wideo)",
    ),
    "tr": ("reklam(lar)?", "ilan", "(haberin devamı|haber) reklam(dan|ın) (sonra|ardından).{0,12}"),
    "ru-uk": (
        "реклама", "на правах рекламы", "(продолжение|текст продолжается) (после|под) рекламы?",
        "продовження після реклами",
    ),
    "ja-zh-ko": (
        "(広告|スポンサー(ド)?(リンク)?|pr)", "(広告の後に続く|記事は広告の下に続きます)",
        "[【（]?(广告|廣告)[】）]?", "\\[?광고\\]?",
    ),
    "ar": ("إعلان(ات)?",),
}  # fmt: skip

#: characters of a longer line, which is none.
LONGEST = 80

_ADVERT = compiled(rf"\W{{0,4}}{any_of(ADVERTS)}\W{{0,4}}$")


def is_advert(line: str) -> bool:
    return len(line) < LONGEST and bool(_ADVERT.match(line))
