"""Phrases of lines that point out of an article, by language. Data, as `phrases.py`."""

from __future__ import annotations

from workers.clean.phrases import Table

#: beginnings of lines that point to another page, or further down on this one.
POINTING: Table = {
    "en": (
        r"read (more|also|next|the full)\b", "also read", "see also", "related:", "more:", "click here",
        "advertisement", "story continues", "scroll to continue",
    ),
    "de": ("lesen sie (auch|mehr)", "mehr dazu"),
    "fr-es-it-pt": ("lire aussi", "lea también", "leggi anche", "leia (também|mais)"),
}  # fmt: skip

#: lines inside an article that point out of it.
POINTERS: Table = {
    "en": (
        r"(read more|related|also read|see also|read next|more)\s?:.{0,180}",
        "(read more|continue reading)",
    ),
    "de": (
        r"(lesen sie auch|mehr zum thema|auch interessant)\s?:.{0,180}",
    ),
    "fr-es-it-pt": (
        r"(lire aussi|à lire (aussi|également)|lea también|lee también|leggi anche|leia também|leia mais)\s?:.{0,180}",
    ),
    "nl-pl-sv-da-no": (
        r"(lees ook|czytaj (też|także|również|więcej)|zobacz (też|także|również))\s?:.{0,180}",
        r"(läs (också|även|mer)|læs også|les også)\s?:.{0,180}",
    ),
    "tr-ru-uk": (
        r"(ayrıca oku(yun)?|ilgili haber)\s?:.{0,180}",
        r"(читайте (также( по теме)?|ещё)|читайте також|ранее мы писали|по теме)\s?:.{0,180}",
    ),
    "ja-zh-ko": (r"(関連(記事)?|あわせて読みたい|相关(阅读|新闻)|相關(閱讀|新聞)|관련 ?기사)\s?[:：].{0,120}",),
}  # fmt: skip

#: heads of a few headlines of other articles, in the midst of an article or below it; a line of their own.
ASIDES: Table = {
    "en": (
        "(read|see) (more|also|next)", "also read", "related( articles?| stories| news| coverage)?",
        "more on this( story| topic)?", "you (may|might) (also )?(like|be interested in)", "recommended( for you)?",
    ),
    "de": (
        "lesen sie (auch|mehr)", "mehr zum thema", "auch interessant", "das könnte (sie|dich) (auch )?interessieren",
    ),
    "fr": ("((à|a) )?lire (aussi|également)", "voir aussi", "sur le même (sujet|thème)"),
    "es-pt-it": (
        "(lea|lee|leia|ver|veja) (también|además|também|mais)", "leggi anche", "te puede interesar",
        "(noticias|artículos|notícias|articoli|notizie) (relacionad[oa]s|correlat[ei])",
    ),
    "nl-pl-cs": ("lees (ook|meer)", "(czytaj|zobacz|przeczytaj) (też|także|również|więcej)", "čtěte také"),
    "sv-da-no": ("läs (också|även|mer)", "(læs|les) (også|mere?)"),
    "tr-ru-uk": ("ilgili haberler", "читайте (также|ещё|також)", "по теме", "материалы по теме"),
    "ar-fa": ("اقرأ أيض[اً]{1,2}", "مواضيع ذات صلة", "بیشتر بخوانید"),
    "ja-zh-ko": (
        "関連(記事|ニュース|リンク)", "あわせて読みたい", "(相关|相關)(新闻|新聞|阅读|閱讀|文章)", "관련 ?(기사|뉴스)",
    ),
}  # fmt: skip
