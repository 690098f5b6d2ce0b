"""What a line is called that is no line of the article: for people who ask, after the fact. Pure.

What is left out falls under few and broad looks (`lines.py`): the head of a section is one with a button to share and
a copyright. Here each line has the name that speaks of it truly; the first row that holds gives it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from workers.clean.adverts import is_advert
from workers.clean.calls import is_call
from workers.clean.lines import (
    CAPTION_LENGTH,
    HEAD_LENGTH,
    is_caption,
    is_comments,
    is_credit,
    is_head,
    is_notice,
)
from workers.clean.members import is_for_members
from workers.clean.nodes import text_in
from workers.clean.opening import is_reading_time, is_signed
from workers.clean.phrases import FEET, REPLIES, Table, any_of
from workers.clean.pointers import POINTERS, POINTING
from workers.clean.sheet import Row

#: buttons: to share, to follow, to keep, to print.
BUTTONS: Table = {
    "en": (
        (
            "(share|post|tweet|pin|send|e-?mail this|print|save|bookmark|copy|gift)( (this|the|on|via|to|by|with"
            "|link|article|story|page|it|a|for|later|facebook|twitter|x|whatsapp|linkedin|reddit|telegram"
            "|pinterest|e-?mail|friends?))*"
        ),
        "shares?:?",
        r"share (this|on|via)\\b.{0,30}",
        "follow us( on)?.{0,30}",
        "connect (with )?us( on)?",
        "follow",
        "copy link",
        "link copied!?",
        "add (us )?(as (a )?preferred )?(source )?on google",
        "listen",
        "give feedback",
    ),
    "de": (
        (
            "(artikel |beitrag )?(teilen( mit)?|merken|drucken|vorlesen|weiterempfehlen|verschenken)( (auf|über|per"
            "|via) .{2,20})?"
        ),
        "link kopieren",
        "per (e-?mail|whatsapp) (teilen|versenden)",
        "folgen( sie uns)?( auf .{2,30})?",
    ),
    "fr-es-it-pt": (
        (
            "(partager|imprimer|envoyer|compartir|imprimir|enviar|condividi|stampa|compartilhar|compartilhe"
            "|partilhar)( (cet article|el artículo|esta noticia|articolo|sur|en|su|no|na|por|par|via) ?.{0,20})?"
        ),
        "(s[ií]guenos|siga-nos|seguici|suivez-nous).{0,20}",
        "copi(er|ar) (le lien|enlace|link)",
        "copia link",
    ),
    "nl-sv-da-no-pl-tr": (
        (
            "(delen|deel( dit artikel)?|dela( artikeln)?|del( artikel| på .{2,12})?|udostępnij|podziel się"
            "|drukuj|paylaş|yazdır)( .{2,20})?"
        ),
    ),
    "ru-uk-ja-zh-ko": (
        "(поделиться|поділитися|печать|друк)( .{2,20})?",
        "(シェア|ツイート|ポスト|印刷|保存)(する)?",
        "(分享|转发|轉發|打印|收藏)(到.{1,8})?",
        "(공유|인쇄|스크랩)(하기)?",
    ),
}

#: what stands in a page's foot, besides FEET.
FOOT: Table = {
    "en": (
        "about us",
        "contact us",
        "(do not sell|your privacy).{0,40}",
        "accessibility( statement)?",
        "sitemap",
    ),
    "de": (
        "impressum",
        "datenschutz.{0,30}",
        "agb",
        "über uns",
        "kontakt",
        "alle rechte vorbehalten.{0,20}",
    ),
    "fr-es-it-pt": (
        "mentions légales",
        "qui sommes-nous",
        "tous droits réservés.{0,20}",
        "aviso legal",
        "contacto",
        "todos (los|os) (derechos|direitos) reservados.{0,20}",
        "chi siamo",
        "tutti i diritti riservati.{0,20}",
        "expediente",
    ),
    "other": (
        "alle rechten voorbehouden",
        "wszelkie prawa zastrzeżone.{0,20}",
        "tüm hakları saklıdır.{0,20}",
        "все права защищены.{0,20}",
        "всі права захищен[оі].{0,20}",
        "(無断(転載|複製)|版权所有|版權所有|無断).{0,40}",
        "무단 ?전재.{0,40}",
    ),
}

#: share of a block's characters from which it is a link.
LINKED = 0.8
_FIGURES = frozenset({"figure", "figcaption", "caption"})
_BARS = frozenset({"nav", "header", "footer", "aside", "menu", "form"})


def _whole(*tables: Table) -> Callable[[str], bool]:
    """Is it such a line, and nothing else?"""
    pattern = re.compile(rf"^\W{{0,4}}{any_of(*tables)}\W{{0,4}}$")
    return lambda line: len(line) < HEAD_LENGTH and bool(pattern.match(line.lower()))


_is_button, _is_foot, _is_reply = _whole(BUTTONS), _whole(FEET, FOOT), _whole(REPLIES)
_POINTS = re.compile(rf"^\W{{0,3}}{any_of(POINTING)}|^\W{{0,3}}{any_of(POINTERS)}\W{{0,3}}$")


def is_pointer(line: str) -> bool:
    return len(line) < CAPTION_LENGTH and bool(_POINTS.search(line.lower()))


def is_link(row: Row) -> bool:
    """Is the line a link, or do links make up most of its block?"""
    if row.block is None:
        return False
    if any(one.tag == "a" for one in (row.block, *row.block.iterancestors())):
        return True
    return sum(len(text_in(link)) for link in row.block.iter("a")) >= LINKED * len(text_in(row.block)) > 0


def is_in_figure(block: Any) -> bool:
    return block is not None and any(one.tag in _FIGURES for one in (block, *block.iterancestors()))


def in_bar(block: Any, article: frozenset[Any]) -> bool:
    """Does it stand in a bar, or a form? article: elements that hold lines of the article, and so are none."""
    around = () if block is None else (block, *block.iterancestors())
    return any(one.tag in _BARS and one not in article for one in around)


class Named(NamedTuple):
    """A name for lines."""

    name: str
    #: for people, in a line.
    meaning: str
    #: is a line called so, by its words? None: that is told by where it stands, or by the article.
    holds: Callable[[str], bool] | None = None


#: by a line alone.
BY_LINE: Sequence[Named] = (
    Named("advertisement", "it says that an advertisement stands there", is_advert),
    Named("for members", "it says for whom the article is: members, subscribers", is_for_members),
    Named("agency credit", "it credits an agency, which is kept apart", is_credit),
    Named("byline", "it says who wrote it", is_signed),
    Named("reading time", "it says how long the article takes to read, or to hear", is_reading_time),
)
#: the same, more exactly than the bar says in which it may stand.
BY_PLACE: Sequence[Named] = (
    Named(
        "comments", "it counts or heads comments, or says who wrote one", lambda row: is_comments(row) or _is_reply(row)
    ),
    Named("share or follow", "a button: to share, to follow, to save, to print", _is_button),
    Named("foot of the page", "it stands in a page's foot: rights, terms, contact", _is_foot),
)
#: the same, where no bar does; of a link the first three.
BY_WORDS: Sequence[Named] = (
    Named("pointer to a page", "it leads to another page: read more, related", is_pointer),
    Named("call", "it asks for something: to subscribe, to write, to read on", is_call),
    Named("head of a section", "it heads another part of the page: trending, most read", is_head),
    Named("caption", "it tells of a picture, or who took it", is_caption),
    Named("notice", "the site speaks of itself: corrections, cookies, rights", is_notice),
)


def name_of(rows: Sequence[Named], line: str) -> str:
    """The first name that holds for the line; empty where none does."""
    return next((row.name for row in rows if row.holds and row.holds(line)), "")
