"""What stands between an article's title and its first sentence: who wrote it, when, how long it takes to read. Pure.

The line rules of flattened pages begin an article with a sentence (`passage.py`); readers of markup keep what stands in
a paragraph of its own. So the first lines of their text are looked at once more: those that name, date or measure the
article, repeat its title, or are too short to say anything, a kicker. A heading that begins it is kept.

Where in doubt a line is kept: "He is dead." may be all of a first sentence, a result its whole news, short lines a poem
or what a recipe needs. So a kicker does not end as a sentence, has no figure, is one of two at the most, and stands
where a title, a byline or a date does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from workers.clean.byline import is_byline, is_full_name
from workers.clean.dates import found_in
from workers.clean.lines import END, LONG, SHORT, key_of, size_of
from workers.clean.names import is_post, names_of, says_by
from workers.clean.passage import is_stamp
from workers.clean.phrases import Table, any_of, compiled
from workers.clean.runs import seen

#: lines at a text's beginning that are looked at.
MOST = 8
#: characters of a longer line that names or measures an article.
LONGEST = 120
#: characters of a line that is a kicker. Token F1 of aeb, fundus_dev and wcxb_dev is 0.9762, 0.9682 and 0.9648 with it,
#: and with 0, 40 or 60: the pages' few kickers stand alone, and are kept. Left out wherever one stood, 0.9762, 0.9682
#: and 0.9649, and first sentences and poems with them.
KICKER = 25
#: the most kickers that an article has.
KICKERS = 2
#: characters before a date that is the article's: its label, or who wrote it.
DATE = 30

#: how long it takes to read, or to hear.
READING: Table = {
    "en": (
        r"(estimated )?read(ing)? time\W{0,3}(of )?\d{1,2}\W{0,2}min(ute)?s?\.?( read)?",
        r"\d{1,2}[ -]?min(ute)?s?\.?[ -]?(read|listen)( time)?",
        "(less than|under) (a|one|1) minute read",
        "listen to this article.{0,30}",
        r"this article is .{0,10}\d{1,2} min.{0,20}",
    ),
    "de": (
        r"(geschätzte )?lese(zeit|dauer)\W{0,3}(ca\. ?|etwa )?\d{1,2}\W{0,2}min(uten?)?\.?",
        r"(ca\. ?)?\d{1,2} min(uten?)?\.? (lesezeit|lesedauer|zum lesen)",
        "artikel anhören.{0,30}",
    ),
    "fr": (
        r"(temps de )?lecture\W{0,3}(estimé\W{0,3})?\d{1,2}\W{0,2}min(utes?)?\.?",
        r"\d{1,2} min(utes?)?\.?( de)? lecture",
        "écouter (cet|l['’]) ?article.{0,30}",
    ),
    "es-pt": (
        r"tiempo (estimado )?de lectura\W{0,3}\d{1,2}\W{0,2}min(utos?)?\.?",
        r"\d{1,2} min(utos?)?\.? (de )?(lectura|leitura)",
        r"tempo (estimado )?de leitura\W{0,3}\d{1,2}\W{0,2}min(utos?)?\.?",
        r"lectura\W{0,3}\d{1,2} min(utos?)?\.?",
    ),
    "it": (
        r"(tempo di )?lettura\W{0,3}\d{1,2}\W{0,2}min(uti|uto)?\.?",
        r"\d{1,2} min(uti|uto)?\.? di lettura",
    ),
    "nl": (
        r"leestijd\W{0,3}\d{1,2}\W{0,2}min(uten|uut)?\.?",
        r"\d{1,2} min(uten|uut)?\.? (leestijd|lezen)",
    ),
    "pl": (
        r"czas (czytania|lektury)\W{0,3}(ok\. ?)?\d{1,2}\W{0,2}min(uty?)?\.?",
        r"\d{1,2} min(uty?)?\.? (czytania|lektury)",
    ),
    "sv-da-no": (
        r"(lästid|læsetid|lesetid)\W{0,3}\d{1,2}\W{0,2}min(uter|utter)?\.?",
        r"\d{1,2} min(uter|utter)?\.? (läsning|lästid|læsning|lesetid)",
    ),
    "tr": (
        r"(ortalama )?okuma süresi\W{0,3}\d{1,2}\W{0,2}(dk|dakika)\.?",
        r"\d{1,2} (dk|dakika)\.? (okuma|okunma)( süresi)?",
    ),
    "ru-uk": (
        r"время (на )?чтени[ея]\W{0,3}\d{1,2}\W{0,2}мин(ут[аы]?)?\.?",
        r"\d{1,2} мин(ут[аы]?)?\.? (на )?чтени[ея]",
        r"час читання\W{0,3}\d{1,2}\W{0,2}хв(илин[аи]?)?\.?",
    ),
    "ja-zh-ko": (
        "(この記事は|この記事の)?(約)?[0-9０-９]{1,2}分で読め(ます|る)",
        "(読了|閲読|読むのにかかる)(の)?(時間|目安)(の目安)?[：: ]{0,2}(約)?[0-9０-９]{1,2}分",
        "(预计|預計|估计)?(阅读|閱讀)(时间|時間|时长|時長|全文)?(需要)?[：: ]{0,2}(约|約)?[0-9０-９]{1,2} ?(分钟|分鐘)",
        "[0-9０-９]{1,2} ?(分钟|分鐘)(阅读|閱讀|读完|讀完)",
        r"(읽는 ?시간|읽기 ?시간)\W{0,3}(약 ?)?\d{1,2} ?분",
        r"\d{1,2} ?분 ?(읽기|소요)",
    ),
}

_READING = compiled(rf"\W{{0,3}}{any_of(READING)}\W{{0,3}}$")
_FIGURE = re.compile(r"\d")
_PIECE = re.compile(r"\s*(?:\||•|·|—|–| - )\s*")


def without_opening(rows: Sequence[str], title: str, headings: Collection[str]) -> Sequence[str]:
    """The lines of a text without those that stand before its first sentence or heading, or behind a standfirst.

    All of them where no sentence is among the first. headings: lines that are kept before it, unless they say who wrote
    the article, and when.
    """
    key = key_of(title)
    begun = _begun(rows, key, headings)
    if begun >= min(MOST, len(rows)):
        return rows
    kept = _own(rows[:begun], key)
    told, named = 0, begun > 0
    for row, behind in zip(rows[begun:MOST], [*rows[begun + 1 : MOST], ""], strict=False):
        named = told <= 1 and row not in headings and _names_behind(row, behind, named=named)
        if not named and not (key and key_of(row) == key):
            kept.append(row)
        told += _is_sentence(row)
    return [*kept, *rows[MOST:]]


def _begun(rows: Sequence[str], key: str, headings: Collection[str]) -> int:
    """The number of lines before the first sentence, or heading."""
    begun = 0
    for index, row in enumerate(rows[:MOST]):
        if _is_above(row, key):
            begun = index + 1
        elif row in headings or not _is_kicker(row, rows[index + 1 : index + 2]):
            return begun
        elif index + 1 < len(rows):
            begun = index + 1
    return begun


def _own(before: Sequence[str], key: str) -> list[str]:
    """Of lines before the first sentence those that may be the article's own."""
    short = [row for row in before if not _is_above(row, key)]
    return short if len(short) > KICKERS or len(short) == len(before) else []


def _is_above(row: str, key: str) -> bool:
    """Does it name, date or measure the article, or repeat its title?"""
    return _names(row) or bool(key and key_of(row) == key)


def without_title(text: str, title: str | None) -> str:
    """The text without first lines that only repeat the title."""
    rows = text.split("\n")
    key = key_of(title or "")
    while key and rows and key_of(rows[0]) == key:
        rows = rows[1:]
    return "\n".join(rows)


def is_reading_time(line: str) -> bool:
    return len(line) < LONGEST and bool(_READING.match(line))


def is_signed(line: str) -> bool:
    """Does it name who wrote the article: with a word for it, or with a post behind a full name?"""
    if len(line) < LONGEST and (is_byline(line) or says_by(line)):
        return all(is_full_name(name) or " " not in name or not name.isascii() for name in names_of(line))
    first, *others = _PIECE.split(line)
    return len(line) < LONGEST and bool(others) and is_full_name(first) and all(map(is_post, others))


def _names(row: str) -> bool:
    """Does it say who wrote the article, when, or how long it is?"""
    return len(row) < LONGEST and (is_reading_time(row) or _is_dated(row) or is_signed(row))


def _names_behind(row: str, behind: str, *, named: bool) -> bool:
    """The same behind a first sentence, where a day alone may head a part. named: so does the line before it."""
    return _names(row) and (named or not _is_dated(row) or is_signed(row) or is_signed(behind))


def _is_dated(row: str) -> bool:
    """A date far within a line is what it tells of."""
    return is_stamp(seen([row])[0]) and next(found_in(row)).start <= DATE


def _is_sentence(row: str) -> bool:
    """As `lines.is_sentence`, without a look whether it is a notice, or a caption."""
    return len(row) >= LONG or (bool(END.search(row[-5:])) and size_of(row) >= SHORT)


def _is_kicker(row: str, behind: Sequence[str]) -> bool:
    """A line that goes on in lower case is a sentence's beginning."""
    if size_of(row) >= KICKER or END.search(row[-5:]) or row.endswith("：") or _FIGURE.search(row):
        return False
    return bool(behind) and not behind[0][:1].islower()
