"""Whom an article credits: agencies, as they sign at its beginning, at its end, in its byline. Pure.

The lines that credit agencies and nothing else were set apart with the text (lines.is_credit); here are added the
marks that stand in the article's own lines, which stay where they are. A mark counts only where agencies sign: before
the dash of a dateline ("LONDON (Reuters) -"), in brackets or behind a dash after the last sentence ("... . (AFP)"),
behind a label of its own at the end ("Quelle: dpa"), as an author. An agency that a sentence speaks of is not credited,
nor is a publisher that is one.

Of 2,299 texts (groundnews2025, helsinki) 85 are credited so; of these, read by their first and last lines, none
wrongly (tests/quality/test_credits.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from workers.clean.phrases import Table, any_of, compiled
from workers.model import Article

#: an agency's name -> how it signs. Of letters that are a word, too, only the spelling in capitals.
AGENCIES: Mapping[str, str] = {
    "Reuters": r"(?:Thomson )?R(?:euters|EUTERS)|Рейтер|ロイター|路透社?|로이터",
    "AP": r"AP|(?:The )?Associated Press|АП|AP通信|美联社|美聯社",
    "AFP": r"AFP|Agence France[- ]Presse|АФП|AFP通信|法新社",
    "UPI": r"UPI",
    "Bloomberg": r"B(?:loomberg|LOOMBERG)|ブルームバーグ|彭博社?",
    "PA": r"PA Media|Press Association",
    "PTI": r"PTI|Press Trust of India",
    "ANI": r"ANI",
    "IANS": r"IANS",
    "AAP": r"AAP",
    "dpa": r"dpa(?:-AFX|/\w{2,3})?|DPA",
    "epd": r"epd",
    "KNA": r"KNA",
    "APA": r"APA",
    "Keystone-SDA": r"Keystone-SDA|KEYSTONE-SDA|SDA",
    "EFE": r"EFE",
    "Europa Press": r"Europa Press|EUROPA PRESS|EP",
    "ANSA": r"A(?:NSA|nsa)",
    "AGI": r"AGI",
    "Adnkronos": r"Adnkronos|ADNKRONOS",
    "LaPresse": r"LaPresse",
    "Lusa": r"L(?:usa|USA)",
    "Agência Brasil": r"Agência Brasil",
    "Estadão Conteúdo": r"Estadão Conteúdo",
    "Folhapress": r"Folhapress",
    "ANP": r"ANP",
    "Belga": r"B(?:elga|ELGA)",
    "PAP": r"PAP",
    "TT": r"TT",
    "NTB": r"NTB",
    "Ritzau": r"/?ritzau/?|Ritzau",
    "TASS": r"T(?:ASS|ass)|ТАСС",
    "Interfax": r"Interfax|Интерфакс|Інтерфакс-Україна",
    "RIA Novosti": r"RIA Novosti|РИА Новости",
    "Ukrinform": r"Ukrinform|Укр[иі]нформ",
    "UNIAN": r"UNIAN|УНИАН|УНІАН",
    "Anadolu": r"Anadolu(?: Agency| Ajansı)?|AA",
    "DHA": r"DHA",
    "İHA": r"İHA",
    "Kyodo": r"K(?:yodo|YODO)(?: News| NEWS)?|共同(?:通信社?)?|共同社",
    "Jiji": r"J(?:iji|IJI)(?: Press)?|時事(?:通信社?)?|时事社",
    "Xinhua": r"X(?:inhua|INHUA)|新华社|新華社",
    "CNA": r"中央社",
    "Yonhap": r"Y(?:onhap|ONHAP)(?: News)?|연합(?:뉴스)?|韩联社",
    "Newsis": r"뉴시스",
    "News1": r"뉴스1",
    "agencies": r"(?:[Nn]ews )?[Aa]gencies|AGENCIES|Agenturen|[Aa]gences|[Aa]gencias|[Aa]gências|[Aa]genzie|[Aa]gencje",
}

#: what stands before agencies at the end of an article, on a line of its own.
LABELS: Table = {
    "en": (r"source:?", r"(with )?(additional |agency )*(inputs?|reporting) (from|by)", "with files from", "via"),
    "de": (r"quelle:?", r"mit (material|informationen) (von|der)", "mit"),
    "fr": (r"source\s?:", "avec"),
    "es-pt": (r"(fuente|fonte):?", "con información de", "com informações d[aeo]s?", "con", "com"),
    "it": (r"fonte:?", "con"),
    "nl": (r"bron(nen)?:?", "met"),
    "pl": (r"źródło:?",),
    "sv-da-no": (r"(källa|kilde):?",),
    "ru-uk": (r"(источник|джерело):?", "по (материалам|сообщению|данным)", "за матеріалами"),
    "tr": (r"kaynak:?",),
    "ja-zh-ko": ("来源[:：]?", "來源[:：]?", "출처[:：]?"),
}  # fmt: skip

_ONE = "|".join(f"(?:{spelling})" for spelling in AGENCIES.values())
#: one agency or several: `Reuters/AFP`, `AP, dpa and AFP`.
_SEVERAL = rf"(?:{_ONE})(?:\s?(?:[/,;&+=＝・、-]|and|und|et|y|e|и|og|och|en)\s?(?:{_ONE}))*(?![A-Za-zА-я])"
_NAMED = re.compile(rf"(?<![^\W_])(?:{_ONE})(?![A-Za-zА-я])")
#: within this many characters of its first line a dateline ends.
_REACH = 90
#: lines at either end that are looked at.
_ENDS = 3
#: a longer line holds a label by chance.
_LABELLED = 80

_DATELINE = re.compile(
    rf"^[^()（）]{{0,{_REACH}}}[(（]\s?({_SEVERAL})\s?[)）]\s*[-–—−:.]"  # LONDON, Feb 3 (Reuters) -
    rf"|^[(（【\[][^()（）【】\[\]]{{0,20}}?[\s=＝・]?({_SEVERAL})[^()（）【】\[\]]{{0,12}}[)）】\]]"  # 【東京共同】
    rf"|^[^.()]{{0,40}}\d[^.()]{{0,20}}\s?[-–—./]\s?({_SEVERAL})[.,:]\s"  # МОСКВА, 3 фев - РИА Новости.
    rf"|^((?:{_ONE})).{{0,24}}\d{{1,2}}日[电電]"  # 新华社北京2月3日电
)
_SIGNED = re.compile(
    rf"[.!?。！？”“\"’»…]\s*(?:[(（\[]\s?({_SEVERAL})\s?[)）\]]|(?:[-–—−]{{1,2}}|/)\s?({_SEVERAL}))\s?\.?$"
    rf"|^[(（\[]?\s?({_SEVERAL})\s?[)）\]]?\.?$"
)
_LABEL = compiled(rf"^\W{{0,3}}{any_of(LABELS)}\s?")
_BEHIND = re.compile(rf"(?:the )?({_SEVERAL})\W{{0,3}}$")
_AGENCY = re.compile(_SEVERAL)
#: agencies, and behind them by what letters their editors sign.
_ALONE = re.compile(rf"^[(（\[]?\s?({_SEVERAL})(?:\s?/\s?[^\W\d_]{{2,4}}){{0,2}}\s?[)）\]]?\.?$")
#: letters that sign without a bracket, or another's: `AA` is a button for larger ones.
_LETTERS = 3
_AUTHOR = re.compile(rf"^(?:.{{0,60}}[,(|]\s?)?({_SEVERAL})\)?$")


def credited(article: Article) -> tuple[str, ...]:
    """What was set apart with the text, then the agencies that sign elsewhere; each once."""
    known = " ".join(article.credits)
    own = set(names_in(article.site or ""))
    rows = [row for row in article.text.split("\n") if row.strip()]
    found = [name for mark in _marks(rows, article.authors) for name in names_in(mark)]
    new = [name for name in dict.fromkeys(found) if name not in own and name not in names_in(known)]
    return (*article.credits, *new)


def people(authors: Iterable[str]) -> tuple[str, ...]:
    """The authors that are no agencies: these are credited."""
    return tuple(author for author in authors if not _AGENCY.fullmatch(author.strip()))


def signing(line: str) -> tuple[str, ...]:
    """The agencies of a line that signs and says nothing else: `dpa/kmö`, `(AFP)`, `Quelle: dpa`."""
    line = line.strip()
    if len(line) >= _LABELLED:
        return ()
    label = _LABEL.match(line)
    alone = _BEHIND.match(line, label.end()) if label else None
    if alone is None and (len(line) >= _LETTERS or not line.isalpha()):
        alone = _ALONE.match(line)
    return tuple(names_in(alone[1])) if alone else ()


def names_in(mark: str) -> list[str]:
    """The agencies that a mark names, as we call them."""
    found = [match[0] for match in _NAMED.finditer(mark)]
    return list(dict.fromkeys(name for each in found for name, form in _FORMS.items() if form.fullmatch(each)))


_FORMS = {name: re.compile(spelling) for name, spelling in AGENCIES.items()}


def _marks(rows: Sequence[str], authors: Iterable[str]) -> Iterator[str]:
    """The pieces of an article in which agencies sign."""
    yield from (match[1] for author in authors if (match := _AUTHOR.match(author.strip())))
    if rows:
        yield from _groups(_DATELINE.match(rows[0][: 2 * _REACH]))
    for row in rows[-_ENDS:]:
        if len(row) < _LABELLED and (label := _LABEL.match(row)):
            yield from _groups(_BEHIND.match(row, label.end()))
        yield from _groups(_SIGNED.search(row[-_LABELLED:]))


def _groups(match: re.Match[str] | None) -> Iterator[str]:
    yield from (group for group in (match.groups() if match else ()) if group)
