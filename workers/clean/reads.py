"""What is read, and that it is read, by language: of what a wall speaks, and a club or a shop does not. Data.

Clubs, theatres and shops address their members with the words of paywalls: choose your plan, cancel any time, already a
member. What they sell is no article. Rows are held against a sentence without its last sign.
"""

from __future__ import annotations

from workers.clean.phrases import Table

#: in the singular, or behind a pronoun, where the plural is a shop's: `artículos`, `Artikel`.
READS: Table = {
    "en": (
        r"\b(read|reads|reading|articles?|stories|content|journalism|newspaper|e-?paper)\b",
        r"\b(this|full|whole|rest of (the|this)) story\b|\bwe (write|publish|report)\b",
        # a club's is to its hall
        r"\bdigital access\b|\b(get|unlock) (unlimited|full) access\W*$|\breached your .{0,30}limit\b",
    ),
    "de": (
        r"(\b|weiter)lesen\b",
        r"\b(dies\w{1,2}|der|den|des|ganzen?) (artikels?|beitrags?)\b|\b(inhalte?s?|e-?paper)\b",
    ),
    "fr": (r"\b(lire|lecture|article|contenus?|la suite)\b",),
    "es": (r"\b(leer|leyendo|lectura|artículo|noticias?|contenidos?)\b",),
    "pt": (r"\b(ler|lendo|leitura|artigo|notícias?|matérias?|conteúdos?)\b",),
    "it": (r"\b(legger[ei]|leggendo|lettura|articolo|notizi[ae]|contenut[oi])\b",),
    "nl": (r"\b(door|verder)?(lees|lezen)\b", r"\b(dit|het|volledige) (artikel|verhaal)\b"),
    "sv-da-no": (
        r"\b(läs|läsa|læs|læse|lese)\b|\bles (videre|mer|hele)\b",
        r"\b(artikeln|artiklen|artikkelen|(denna|denne) arti[ck]k?el)\b",
    ),
    "pl": (r"\b(prze)?czyta\w*\b(?! o\b)", r"\b(artykuł\w*|treś\w+|tekst\w*|materiał\w*)\b"),
    "tr": (
        r"\bokuma(k|ya|yı)\b|\bokuyun",
        r"\b((bu )?haber(i|in)|bu (haber|yazı|makale)|içeri[kğ]\w*|yazının|devamı\w*)\b",
    ),
    "ru-uk": (r"\b(про|до)?чита\w+", r"\b(стат(ь|т)\w+|материал\w*|матеріал\w*)\b"),
    "fi": (r"\b(lukemi(sta|nen)|lue (lisää|koko)|artikkeli\w*)\b",),
    "cs-sk-hu-ro": (r"\b(číst|čtěte|čítať|čítajte|článku|článok|olvas\w+|cikk\w*|citi(ți|ţi|rea)?|articol\w*)\b",),
    "el": (r"\b(διαβάσ\w+|ανάγνωση\w*|άρθρο\w*)",),
    "ja": ("記事|続き|読|全文|本文|閲覧|残り\\d+文字",),
    "zh": ("阅读|閱讀|全文|本文|文章|内容|內容|查看",),
    "ko": ("기사|읽|전체|본문|콘텐츠",),
}
