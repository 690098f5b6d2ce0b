"""Phrases by which the parts of a page that are no article give themselves away, by language. Data; no decisions here.

General phrases of news sites, none of one page. The structure of a page does most of the work (without any list the
line rules lose a point of F1): a phrase that is missing here costs little, one too many costs an article's sentence.
Rows are regular expressions in lower case, matched without regard to case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from workers.clean.branches import by_letter

Table = Mapping[str, Sequence[str]]

#: heads of sections that follow or surround an article. They match at a line's beginning or end.
HEADS: Table = {
    "en": (
        "trending( now| stories| topics)?", "related( articles?| stories| news| posts?| topics| content| coverage)?",
        "most (read|popular|viewed|shared|commented|watched)( articles?| stories)?",
        "popular (articles?|posts?|stories|now|news)",
        "(latest|more|other|recent|breaking|top|today['’]s|world) (news|stories|headlines|articles|posts|videos)",
        "recommended( for you| stories| articles| reading)?",
        "you (may|might|will) (also )?(like|be interested in|enjoy)", "read (next|more|also)", "up next",
        "more (from|on|in|about) .{2,40}", "editors?['’]s? picks?", "(access |article |news )?ranking",
        "opinion( / .*)?", r"share (this|on|via)\b.{0,30}", "follow us( on)?.{0,30}", "connect (with )?us( on)?",
        "about (us|the authors?)", "sponsored( content| links?)?", "advertisements?", "from (the|around the) web",
        "(previous|next) (article|post|story)", "tags?:?", "topics:?", "newsletters?",
        "in this (section|article|story)", "what to read next", "also read", "give feedback", "contact us",
        "watch (now|more|live)", "photo galler(y|ies)", "live updates?",
    ),
    "de": (
        "meistgelesen(e artikel)?", "mehr (zum thema|aus|von|artikel|nachrichten).{0,40}",
        "das könnte (sie|dich) (auch )?interessieren", "auch interessant",
        "(verwandte|ähnliche) (artikel|beiträge|themen)",
        "weitere (artikel|themen|meldungen|nachrichten).{0,30}", "lesen sie auch", "(zur startseite|startseite)",
        "schlagwörter", "themen", "anzeige", "zum thema",
        "neueste (artikel|nachrichten|beiträge)", "empfohlen(e artikel)?", "top-?themen", "artikel teilen",
    ),
    "fr": (
        "(à|a) lire (aussi|également)", "les plus lus", "sur le même (sujet|thème)",
        "articles? (liés?|similaires?|recommandés?)", "dernières (nouvelles|actualités|infos)",
        "voir aussi", "nos (derniers|autres) articles",
        "dans la même (rubrique|catégorie)", "l['’]actualité en continu", "publicité",
        "(vous aimerez|pour aller plus loin).{0,20}",
    ),
    "es": (
        "(lo )?m[aá]s (leído|visto|popular)s?", "(noticias|artículos|temas) relacionad[oa]s", "te puede interesar",
        "lea (también|además)", "(últimas|otras|más) noticias", "ver también",
        "etiquetas:?", "publicidad", "recomendad[oa]s", "archivado en:?", "síguenos( en)?.{0,20}",
    ),
    "it": (
        "(i )?più letti", "(articoli|notizie) correlat[ei]", "leggi anche", "potrebbe interessarti( anche)?",
        "ultime notizie", "pubblicità", "raccomandat[oi]", "ti potrebbe interessare",
    ),
    "pt": (
        "(as )?mais lidas", "(notícias|matérias|artigos) relacionad[oa]s", "leia (também|mais)",
        "veja (também|mais)", "últimas notícias", "publicidade",
        "recomendad[oa]s( para você)?", "siga-nos.{0,20}",
    ),
    "nl": (
        "meest gelezen", "lees (ook|meer)", "gerelateerd(e artikelen)?", "meer (over|nieuws|uit).{0,30}",
        "laatste nieuws",
    ),
    "pl": (
        "najczęściej czytane", "czytaj (także|też|więcej)", "zobacz (także|też|również)", "powiązane( artykuły)?",
        "polecane",
    ),
    "sv-da-no": (
        "mest (läst|læst|lest)a?", "läs (också|mer|även)", "læs også", "les også", "relaterade? .{0,20}", "annons",
    ),
    "ru-uk": (
        "читайте (также|також).{0,60}", "самое читаемое", "популярное", "по теме", "новости по теме",
        "реклама",
    ),
    "tr": (
        "en çok okunan(lar)?", "ilgili haberler", "son dakika( haberleri)?",
    ),
    "ja-zh-ko": (
        "関連(記事|ニュース|リンク)", "(アクセス)?ランキング", "おすすめ(記事)?", "人気記事",
        "相关(新闻|阅读|文章)", "相關(新聞|文章)", "热门(文章|新闻)?",
        r"추천\s?기사", r"관련\s?기사", "많이 본 (뉴스|기사)",
    ),
}  # fmt: skip

#: heads that match only where they are a line of their own or end in a year: the feet of pages.
FEET: Table = {
    "any": (
        r"(©|\(c\)|copyright).{0,80}", "all rights reserved.{0,20}",
        r"(terms|privacy|cookie|imprint|impressum|disclaimer|contact)\b.{0,60}",
    ),
}  # fmt: skip

#: heads of comments, a line of their own. Behind an article they end the page.
COMMENTS: Table = {
    "en": (
        r"(\d+ )?(comments?|responses?|replies|discussion)( \(?\d+\)?)?",
        r"\d+ (comments?|responses?|thoughts?|replies) (to|on|for)\b.*", "comments are closed",
        r"(view|show|see)( all| \d+)? comments.*", ".{0,30}(leave|write|post|add) a (reply|comment).{0,20}",
        "join the (conversation|discussion).*",
    ),
    "de-nl-pl": (
        r"(\d+ )?(kommentare?|reacties|komentarze)( \(?\d+\)?)?", r"\d+ (gedanken?|antworten) (zu|auf) .*",
        "(einen )?kommentar (schreiben|verfassen|hinterlassen)", "schreiben? (sie )?einen kommentar",
        "(geef een reactie|laat een reactie achter|dodaj komentarz)",
    ),
    "fr-es-pt-it": (
        r"(\d+ )?(commentaires?|comentarios?|comentários?|commenti)( \(?\d+\)?)?",
        "laisser un commentaire", "deja (un comentario|una respuesta)", "deixe um comentário", "lascia un commento",
    ),
    "ru-tr-sv": (
        r"(\d+ )?(комментарии|yorumlar|kommentarer)( \(?\d+\)?)?", "(добавить|оставить) комментарий",
        "bir (yanıt|cevap) yazın", "lämna ett svar",
    ),
    "ja-zh-ko": (r"(コメント|评论|評論|댓글)(を書く|を残す)?( ?\(?\d+\)?)?", "(发表|發表)(评论|評論)"),
}  # fmt: skip

#: lines between comments: who says the next one, the button to answer. Not "said:" alone: quotations begin with it.
REPLIES: Table = {
    "en": ("reply", r".{2,50}\bsays( on .{5,30})?:", r".{2,50}\b(said|wrote) on .{0,20}\d.{0,20}:"),
    "any": (
        "antworten", r".{2,50}\bsagt( am .{5,30})?:", "répondre", "responder", "rispondi", "beantwoorden", "odpowiedz",
        "svara", "ответить", "yanıtla", "返信", "回复", "답글",
    ),
}  # fmt: skip

#: words of notices: one makes a short line suspect, two make any line a notice.
NOTICES: Table = {
    "any": (
        "cookies?", "newsletters?", "copyright", "©", "javascript", "https?://", r"\S{1,40}@\w", "ad.?block(er)?",
    ),
    "en": (
        "privacy policy", "terms (of (use|service)|and conditions)",
        "by (clicking|signing|subscribing|continuing|using|registering)", "sign up", "subscribe(rs?)?",
        "your (inbox|e-?mail|browser|account|subscription)", "all rights reserved", "this (web)?site", "consent",
        "our (web)?(site|newsletter|app|partners|privacy)", "log ?in", "register(ed)?", "download the app",
        "may be reproduced", "material may not", r"follow \w+ on (twitter|facebook|instagram|x)\b",
        "(news|email) alerts", "(spam|junk) folder",
    ),
    "de": (
        r"datenschutz\w*", r"abonn\w+", "registrieren", "anmelden", "e-mail-adresse", "nutzungsbedingungen",
        r"kommentar\w*",
    ),
    "fr": (
        "s['’]inscrire", "connectez", r"abonn\w+", "politique de confidentialité", "votre (adresse|compte|e-?mail)",
        "tous droits réservés",
    ),
    "es-pt-it": (
        r"suscr[ií]b\w+", "assin(e|ar) ", "iscriviti", "aviso legal", "todos los derechos reservados",
        "todos os direitos reservados",
    ),
    "ru": (
        "подпи(шитесь|саться)", "все права защищены",
    ),
    "ja-zh": (
        "無断(転載|複製)", "会員(登録|限定)", "版权所有", "未经授权",
    ),
}  # fmt: skip

#: beginnings of captions and of credits of pictures.
CAPTIONS: Table = {
    "en": (
        r"(file )?photos?\b", r"image\b", "pictures?:", "credits?:", "source:", r"video\b:?", "watch:", "listen:",
        "illustration", "this image is", "fil(e|ed) (image|under)",
    ),
    "de": ("foto:", "bild:", "quelle:"),
    "fr-es-it-pt": ("crédit", "photo d['’]", "foto:", "fuente:"),
    "ja-zh": (
        "【?(写真|写真＝|図片|图片)", "資料写真",
    ),
}  # fmt: skip

#: ends of captions.
CAPTION_ENDS: Table = {
    "any": (
        "getty images", "/reuters", "/afp", "/ap", "ap photo", "shutterstock", "ai-generated", "file photo",
        "via (reuters|getty|ap)", "/dpa",
        r"[(\[【（](photo|foto|image|bild|quelle|credit|picture|crédit|fuente|사진|写真)( credit| by)?\s?[:=].{0,80}",
        r"(©|\b(foto|photo|credit|bild|image|quelle):)\s?.{2,60}",
    ),
    "ja-ko": ("=(共同|時事)", "연합뉴스", "뉴시스", "뉴스1"),
}  # fmt: skip

#: a line that credits agencies for the text, and nothing else.
CREDITS: Table = {
    "en": (
        "(with )?(additional |some |agency )*(inputs?|reporting|material) (from|by) .{2,60}",
        "this (story|report|article) (has not been|was not|is) .{0,60}(edited|generated) .{0,120}(feed|staff).{0,40}",
        "(source|via): ?(agencies|reuters|ap|afp|ani|pti|ians|dpa|xinhua|kyodo|jiji)( .{0,20})?",
        "(reuters|ap|afp|ani|pti|ians|dpa|xinhua|agencies|bloomberg|kyodo|jiji press|yonhap)(/(reuters|ap|afp|dpa))*",
    ),
    "de-fr-es": (
        "(mit (material|informationen) (von|der) ).{2,40}",
        r"\(?(avec|con información de|com informações d[aeo]s?) .{2,40}",
    ),
}  # fmt: skip

#: what stands before a name in a byline.
BY: Table = {
    "en": ("by", "written by", "reported by"),
    "de": ("von",),
    "fr": ("par",),
    "es-pt": ("por",),
    "it": ("di",),
    "nl": ("door",),
    "pl": ("autor:?",),
}

#: last words of a newsroom's own name, which stand in bylines without "by".
DESKS = (
    "desk", "staff", "bureau", "team", "correspondent", "reporter", "writer", "editor", "redaktion", "rédaction",
    "redacción", "redazione", "redação",
)  # fmt: skip


def any_of(*tables: Table | Sequence[str]) -> str:
    """One alternative of all rows."""
    rows = [
        row for table in tables for rows in (table.values() if isinstance(table, Mapping) else [table]) for row in rows
    ]
    return f"(?:{'|'.join(by_letter(rows))})"


def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
