"""The names that a byline holds, without what is no name: "by", dates, roles, places, who took the pictures. Pure.

Behind a full name a word of its own, after a comma, is where somebody is or whom they work for (`Mara Holm, Ellery`);
two words of which a comma makes one name are turned (`Holm, Mara`). Agencies are left among the names: they are told
from people where credits are made (`credits.py`).
"""

from __future__ import annotations

import re

from workers.clean.credits import names_in
from workers.clean.dates import found_in
from workers.clean.labels import words_of
from workers.clean.phrases import BY, DESKS, Table, any_of, compiled
from workers.clean.stamps import PUBLISHED, UPDATED

#: the most words of a name, and its most characters.
WORDS, LONGEST = 6, 80
#: what stands before names besides `phrases.BY`, which is looked for in all lines.
SIGNS: Table = {
    "en": (
        r"(author )?(story|text|words|posted|published|submitted|compiled) by",
        r"(analysis|opinion|comment(ary)?|review|essay|article) by",
        r"(authors?|text)\s?:",
    ),
    "de": (
        r"ein (gast)?(beitrag|artikel) von",
        r"autor([/:*]?in)?/autor(in)?\s?:?",
        r"(autor([/:*]?in(nen)?|en)?|text)\s?:",
    ),
    "fr": (r"(propos recueillis|publié|écrit) par", r"auteure?s?\s?:"),
    "es-pt-it": (r"((d)?escrito|publicado) por|scritto da|a cura di", r"(texto|autor(es|as?|[ei])?)\s?:"),
    "nl": (r"geschreven door|(auteurs?|tekst)\s?:",),
    "sv-da-no": (r"(skrev(et|en)\s)?(av|af)", r"(tekst|forfatter|författare)\s?:"),
    "fi": (r"kirjoittanut|(teksti|kirjoittaja)\s?:",),
    "pl-cs-hu": (r"(autor(zy|ka|ři)?|napisał[ay]?|tekst|szerző|írta)\s?:",),
    "tr-id-vi": (r"(yazan|yazar|haber|penulis|tác giả)\s?:", r"oleh\s?:?"),
    "ru-uk": (r"(автор[ыи]?|текст|журналист)\s?:",),
    "ja-zh-ko": (
        r"((本報|本报)?(記者|记者)|作者|責任編集|责任编辑|责编)\s?[:：]?",
        r"(編輯|编辑|撰文|文|글|작성자)\s?[:：/／]",
    ),
}  # fmt: skip
#: `and`; in capitals, too, where it is no letter alone: `Jo E Berg` is one. Of one letter it parts full names only, as
#: `João Costa e Silva` is one, too.
AND = (
    "and", "AND", "und", "UND", "et", "ET", "og", "OG", "och", "OCH", "en", "oraz", "та", "ve", "és", "ja", "dan", "și",
    "with", "mit", "avec", r"[yeiиі](?=\s\S+\s\S)",
)  # fmt: skip
#: what somebody is; a piece with one is a post, and no name, where there is a name besides.
ROLES: Table = {
    "en": ("chief", "senior", "special", "political", "foreign", "guest", "contributor", "columnist", "journalist",
           "director", "manager", "founder", "professor"),
    "de": (r"\w{0,20}(redakteur|korrespondent|reporter|journalist|autor|volontär|kolumnist)(in(nen)?|en)?",),
    "fr": ("journaliste", "correspondante?", "envoyée? spéciale?", "rédact(eur|rice)( en chef)?", "chroniqueu(r|se)"),
    "es": ("periodista", "corresponsal", "enviad[oa] especial", "redactora?", "columnista"),
    "pt": ("jornalista", "correspondente", "repórter", "editora?", "colunista"),
    "it": ("giornalista", "corrispondente", "inviat[oa]", "redattore", "redattrice"),
    "nl": ("verslaggever", "redacteur", "correspondent", "columnist"),
    "sv-da-no-fi": ("korrespondent", "journalist", "redaktör", "redaktør", "kommentator", "toimittaja"),
    "pl-cs": ("dziennikar(z|ka)", "redaktor(ka)?", "korespondent(ka)?", "reporter(ka)?", "novinář(ka)?"),
    "tr-id": ("muhabiri?", "editörü?", "yazarı?", "haber merkezi", "wartawan", "jurnalis", "redaktur"),
    "ru-uk": (r"корреспондент\w{0,2}", r"журналист\w{0,3}", r"кореспондент\w{0,2}", r"редактор\w{0,2}", "обозреватель"),
}  # fmt: skip
#: what begins another's part: pictures, a second reading.
BESIDE = (
    "photos?", "photography", "photographs", "pictures?", "fotos?", "fotografías?", "fotografie", "bilde?r?",
    "illustrations?", "video", "camera", "kamera", "edited", "editing", "redigiert", "фото",
)  # fmt: skip

#: the first row of SIGNS ends with a colon or a space; those of scripts without spaces with the name.
_BY = compiled(rf"^\W{{0,3}}(?:{any_of(BY, SIGNS)}(?:(?<=[:：/／])|:?\s+|(?<=[\u3040-\u9fff])))\s{{0,2}}(?=\S)")
_LABEL = compiled(rf"^\W*{words_of(PUBLISHED, UPDATED)}(?![^\W_])")
_PIECE = re.compile(r"\s*(?:\||•|·|—|–| - |\n)\s*")
_AND = "|".join(AND)
_JOINT = re.compile(rf"(\s*[,;]\s+(?:(?:{_AND})\s+)?|\s*[、，；]\s*|(?<=\w)/(?=\w)|\s+/\s+|\s*&\s+|\s+(?:{_AND})\s+)")
#: what leads to a date: `on Friday, `.
_ON = re.compile(r"\s+(?:on|am|le|el|il|op|den|på)(?:\s+[^\W\d_]{2,12}[.,]?)?\s*$")
#: what stands before a date and ends a name: `Jo Berg Published`.
_STAMP = compiled(rf"(?<=[^\W_])[\s,]+{words_of(PUBLISHED, UPDATED)}[\s:]*$")
#: what only a site signs with.
_ADDRESS = re.compile(r"://|\bwww\.|@(?!\d)|(?<![\w.])[a-z\d-]{2,40}\.[a-z]{2,4}(?![\w.])")
_COMMA = re.compile(r"\s*[,;，；、]\s*")
_ROLE = compiled(rf"(?<![^\W_]){any_of(DESKS, ROLES)}s?(?![^\W_])")
_OTHERS = compiled(
    rf"\W{{0,3}}(?<![^\W_]){any_of(BESIDE)}(?![^\W_])(?=\s?:|\s(?:by|von|par|por|di|door|av|af)\s|\W*$).*$"
)
#: what is said of somebody behind a name, in Korean, Japanese and Chinese.
_TITLED = re.compile(r"\s?(?:기자|특파원|기고|記者|记者|特派員|通讯员|編集委員|論説委員)$")
#: what an office is for, which no person is.
_OFFICE = re.compile(r"\w\s(?:of|for|für|pour|para|per|voor|för|dla)\s\w")
_NO_NAME = re.compile(r"[()\d]")
_LETTER = re.compile(r"[^\W\d_]")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
#: words that systems put where a name should be.
_NOBODY = re.compile(
    r"(?:web)?admin(?:istrator)?|webmaster|redaktion|redaction|rédaction|redacción|redazione|redação|editors?|news|nachrichten"
    r"|noticias|staff|guest|user|anonymous|unknown|author|null|none|undefined",
    re.IGNORECASE,
)


def is_label(line: str) -> bool:
    """Is it what stands before names, and nothing behind it: `Written by:`?"""
    by = _BY.match(f"{line} x") if len(line) < LONGEST else None
    return by is not None and by.end() > len(line)


def behind_by(line: str) -> str:
    """What stands behind "by", or behind another word for who writes, with which the line begins; else nothing."""
    by = _BY.match(line)
    return line[by.end() :] if by else ""


def says_by(line: str) -> bool:
    """Does it begin with what stands before names, and a name behind it?"""
    return _BY.match(line) is not None and bool(names_of(line))


def is_post(name: str) -> bool:
    """Does it say what somebody is, or a desk: `Political Editor`?"""
    return bool(_ROLE.search(name))


def names_of(text: str) -> tuple[str, ...]:
    """The names that a list of authors holds."""
    text = " ".join(text.split())[: 10 * LONGEST]
    pieces = [] if _ADDRESS.search(text) else pieces_of(text)
    signing = (_BY.sub("", piece) for piece in pieces if _BY.match(piece))
    others = (piece for piece in pieces if not (_LABEL.match(piece) or _BY.match(piece)))
    return next((names for piece in (*signing, *others) if (names := _names(piece))), ())


def pieces_of(text: str) -> list[str]:
    """The parts of a line that stand beside each other, or beside a date."""
    for found in reversed(list(found_in(text))):
        text = f"{_STAMP.sub('', _ON.sub('', text[: found.start]))} | {text[found.end :]}"
    return [piece for piece in _PIECE.split(text) if piece.strip()]


def _names(text: str) -> tuple[str, ...]:
    parted = _whole(["", *_JOINT.split(_OTHERS.sub("", text))])
    rows = [(joint, name) for joint, part in zip(parted[::2], parted[1::2], strict=True) if (name := _name(part))]
    names = [name for _, name in rows]
    if _is_turned(rows):
        return (" ".join(reversed(names)),)
    people = [name for name in names if not is_post(name)]
    whole = next((index for index, name in enumerate(names) if " " in name and name in people), len(names))
    placed = {
        index
        for index, (joint, name) in enumerate(rows)
        if index > whole and _COMMA.fullmatch(joint) and _is_single(name)
    }
    kept = [name for index, name in enumerate(names) if not people or (name in people and index not in placed)]
    return tuple(dict.fromkeys(kept))


def _whole(parted: list[str]) -> list[str]:
    """Joints and parts in turn, those put together again that are one office's name: `Centre for Law and Order`."""
    at = 2
    while at + 1 < len(parted):
        joint, before, behind = parted[at], parted[at - 1], parted[at + 1]
        if joint.strip().isalpha() and _OFFICE.search(before) and not (names_in(before) or names_in(behind)):
            parted[at - 1 : at + 2] = [f"{before}{joint}{behind}"]
        else:
            at += 2
    return parted


def _is_turned(rows: list[tuple[str, str]]) -> bool:
    """Does a comma part the two words of one name?"""
    if len(rows) != 2 or not _COMMA.fullmatch(rows[1][0]):
        return False
    return all(_is_single(name) and not name.isupper() and not names_in(name) for _, name in rows)


def _is_single(name: str) -> bool:
    """Is it one word of a script that writes names in several? An agency is none: it is credited."""
    return " " not in name and not _UNSPACED.search(name) and not names_in(name)


def _name(part: str) -> str | None:
    name = _TITLED.sub("", part.strip(" .,;:|()[]\"'"))
    if not 1 <= len(name.split()) <= WORDS or len(name) > LONGEST or not _LETTER.match(name) or _NO_NAME.search(name):
        return None
    if _NOBODY.fullmatch(name) or (name[0].islower() and not names_in(name)):
        return None
    return name  # scripts without case have no capital
