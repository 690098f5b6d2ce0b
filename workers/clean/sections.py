"""What papers call their sections, by language: it stands behind a title as a site's name does. Data.

As letters and digits alone (`title.squeezed`). One that is missing makes a section the site's name where a page has no
address and says nothing else of its site.
"""

from __future__ import annotations

from workers.clean.phrases import Table

SECTIONS: Table = {
    "en": ("news", "latestnews", "latest", "breakingnews", "worldnews", "localnews", "headlines", "politics", "sport",
           "sports", "world", "business", "opinion", "local", "economy", "culture", "arts", "science", "health", "tech",
           "technology", "entertainment", "lifestyle", "video", "home", "homepage", "blog", "features", "education"),
    "de": ("nachrichten", "politik", "wirtschaft", "kultur", "panorama", "lokales", "meinung", "wissenschaft",
           "gesundheit", "technik", "aktuelles", "startseite"),
    "fr": ("actualités", "actualité", "politique", "économie", "société", "monde", "international", "accueil"),
    "es-pt-it": ("noticias", "política", "economía", "deportes", "sociedad", "mundo", "opinión", "inicio", "notícias",
                 "esportes", "economia", "início", "notizie", "politica", "cronaca", "esteri", "cultura"),
    "nl": ("nieuws", "binnenland", "buitenland", "economie", "cultuur"),
    "pl-cs": ("wiadomości", "polityka", "gospodarka", "kraj", "świat", "kultura", "zprávy", "domácí", "svět"),
    "sv-da-no-fi": ("nyheter", "nyheder", "inrikes", "utrikes", "politiikka", "uutiset", "talous"),
    "ru-uk": ("новости", "политика", "экономика", "спорт", "общество", "культура", "мир", "главная", "новини"),
    "tr-id": ("haberler", "gündem", "siyaset", "ekonomi", "spor", "dünya", "berita", "politik"),
    "ja-zh-ko": ("ニュース", "政治", "経済", "社会", "国際", "スポーツ", "新闻", "新聞", "国内", "财经", "財經", "体育",
                 "뉴스", "정치", "경제", "사회", "스포츠"),
}  # fmt: skip
NAMES = frozenset(name for names in SECTIONS.values() for name in names)
