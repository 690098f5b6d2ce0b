"""Who signs a line in Japanese, Chinese or Korean: no capitals tell a name there, and no spaces. Pure.

So a name is taken only beside the word for who writes (`記者 佐藤美咲`, `文・佐藤美咲`, `김민수 기자`), and only where
its part of the line holds nothing else but an address, or the place that a report is from; or where markup marks it.
Who took a picture wrote nothing, and a word that is nobody's name (`nobody.py`) is none.
"""

from __future__ import annotations

import re

from workers.clean.dates import found_in
from workers.clean.nobody import CITIES, NOBODY

#: characters of a line that is looked at.
LINE = 80
#: letters from which each of two words in Japanese is a whole name, and no half of one.
FULL = 4

_HAN, _HANGUL = r"[\u4e00-\u9fff々ヶ\u3040-\u30ff]", r"[\uac00-\ud7a3]"
#: katakana, without the dot that parts two names.
_KANA = r"[\u30a1-\u30fa\u30fc-\u30ff]"
#: half of a foreigner's name, or a city.
_FOREIGN = re.compile(rf"{_KANA}+")
_NAME = rf"{_HAN}{{1,6}}(?:[ \u3000・]{_HAN}{{1,6}})?"
_NAMES = rf"(?P<names>{_NAME}(?:(?:\s?[、,，;/／]\s?|[ \u3000]){_NAME}){{0,4}})"
_JOINED = rf"(?P<names>{_HANGUL}{{2,4}}(?:\s?[·ㆍ,、/]\s?{_HANGUL}{{2,4}}){{0,4}})"
#: where a report is from, and who sent it, before a Korean name: `(서울=연합뉴스)`, `서울=`.
_FROM = rf"(?:[(（\[【][^()（）\[\]【】]{{2,30}}[)）\]】]\s?|{_HANGUL}{{2,5}}\s?=\s?)?"
#: who writes, before the name and behind it.
_SIGNED = (
    re.compile(rf"(?:(?:取材|構成|撮影)[・と])*文(?:・(?:写真|撮影|構成))?\s?[・=＝:：/／]\s?{_NAMES}"),
    re.compile(
        rf"(?:(?:本[報报网刊社]|新[華华]社|{_HAN}{{1,5}}[社報报])?(?:[記记]者|特[約约]?[記记]者|特派[員员]))(?:\s?[:：/／・]\s?|\s){_NAMES}"
    ),
    re.compile(rf"(?:作者|撰文|執筆者?|ライター|筆者)\s?[:：/／]\s?{_NAMES}"),
    re.compile(rf"(?:本[報报网]|新[華华]社|{_HAN}{{1,5}}[社報报])记者(?P<names>{_HAN}{{2,3}})"),
    re.compile(
        rf"(?P<names>(?![元前駐]?{_KANA}+\s?[記特]){_NAME})(?:\s|(?<={_HAN}{{3}})|(?<={_HAN}{{4}}))(?:[記记]者|特派員|論説委員|編集委員)"
    ),
    re.compile(rf"{_FROM}{_JOINED}\s?(?:선임|전문|객원|인턴|수습)?\s?(?:기자|특파원|논설위원)"),
    re.compile(rf"(?:글|기자|취재)\s?[:=·ㆍ/]\s?{_JOINED}|글\s{_JOINED.replace('names', 'others')}"),
)
_EAST = re.compile(f"{_HAN}|{_HANGUL}")
_PIECE, _PART = re.compile(r"\s*[|｜]\s*"), re.compile(r"\s?[、,，;/／·ㆍ]\s?")
#: brackets around a whole piece.
_AROUND = re.compile(r"^\s*[【\[(（](?=[^】\])）]*[】\])）]\s*$)|(?<=\S)[】\])）]\s*$")
#: what stands beside a name and is none: an address, the label of a date behind it.
_BESIDE = re.compile(
    r"[(（<\[]?[\w.+-]{1,40}@[\w.-]{3,60}[)）>\]]?|(?:기사)?(?:입력|승인|수정|등록)|(?:更新|公開|配信|[發发]布)(?:[日時时][間间]?)*\s?[:：]?"
)
_CITY = f"(?:{'|'.join(row for rows in CITIES.values() for row in rows)})"
_NOBODY = re.compile(rf"{'|'.join(row for rows in NOBODY.values() for row in rows)}|[元前駐]?{_CITY}")
#: a desk or a city as one half of what a space parts, which is no name's, nor is katakana before Chinese signs.
_PLACED = re.compile(
    rf"(?:(?:政治|経済|社会|国際|外信|運動|文化|生活|科学|報道|編集|写真|整理|地方)部|{_CITY}|本紙) .*"
    rf"|.* {_CITY}|{_KANA}+ [\u4e00-\u9fff]+"
)
#: what Chinese put behind names: that these report, from where; and that they took a picture.
_REPORT = re.compile(rf"\s?(?:{_CITY}|文[/／]|[摄攝]影)?[报報][道導]$")
_PHOTO = re.compile(r"[摄攝]影?$")
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff] [\u4e00-\u9fff]")
_GIVEN = re.compile(rf"{_HAN}{{2,6}}(?:[ \u3000・]{_HAN}{{1,6}})?|{_HANGUL}{{2,4}}")


def signed_east(line: str) -> tuple[str, ...]:
    """The names of a line that somebody signs with a word for who writes; none where it holds anything else."""
    if not 2 < len(line) <= LINE or not _EAST.search(line):
        return ()
    for piece in _pieces(line):
        for form in _SIGNED:
            if found := form.fullmatch(piece):
                return _names(next(filter(None, found.groups()), ""), apart="记" in piece)
    return ()


def named_east(text: str) -> tuple[str, ...]:
    """The one name that a text is, of which markup says that it is an author's."""
    found = _GIVEN.fullmatch(text.strip())
    return _names(found[0], apart=False) if found else ()


def _pieces(line: str) -> list[str]:
    for found in reversed(list(found_in(line))):
        line = f"{line[: found.start]} | {line[found.end :]}"
    return [piece for part in _PIECE.split(line) if (piece := _AROUND.sub("", _BESIDE.sub("", part)).strip())]


def _names(text: str, *, apart: bool) -> tuple[str, ...]:
    """The people of a list. apart: Chinese, in which a space parts people.

    Else it parts the two halves of a name, or two whole ones.
    """
    parts = [part for one in _PART.split(_REPORT.sub("", text)) for part in _people(one, apart=apart)]
    return tuple(dict.fromkeys(parts)) if parts and all(_is_name(part, chinese=apart) for part in parts) else ()


def _is_name(text: str, *, chinese: bool) -> bool:
    if _NOBODY.fullmatch(text) or _PLACED.fullmatch(text) or _PHOTO.search(text):
        return False
    return not chinese or bool(_CHINESE.fullmatch(text))


def _people(text: str, *, apart: bool) -> list[str]:
    words = text.split()
    least = 2 if apart else FULL
    whole = all(len(word) >= least and not _FOREIGN.fullmatch(word) for word in words)
    return words if whole else [" ".join(words)]
