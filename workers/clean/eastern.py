"""Who signs a line in Japanese, Chinese or Korean: no capitals tell a name there, and no spaces. Pure.

So a name is taken only beside the word for who writes (`記者 佐藤美咲`, `文・佐藤美咲`, `김민수 기자`), and only where
its part of the line holds nothing else but an address, or the place that a report is from; or where markup marks it.
"""

from __future__ import annotations

import re

from workers.clean.dates import found_in

#: characters of a line that is looked at.
LINE = 80
#: letters from which each of two words in Japanese is a whole name, and no half of one.
FULL = 4

_HAN, _HANGUL = r"[\u4e00-\u9fff々ヶ\u3040-\u30ff]", r"[\uac00-\ud7a3]"
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
    re.compile(rf"(?P<names>{_NAME})(?:\s|(?<={_HAN}{{3}})|(?<={_HAN}{{4}}))(?:[記记]者|特派員|論説委員|編集委員)"),
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
#: who is no person: a desk, a paper, and whoever is called so in general.
_NOBODY = re.compile(
    r".*(?:部|社|新聞|新闻|[報报]|网|網|局|編集|编辑|編輯|室|会見|会见|撮影|写真)|.*(?:뉴스|팀|신문|일보|편집|본지|시민|인턴|객원|수습|선임|전문|담당)"
    r"|女性|男性|担当|本紙|若手|新人|地方|専門|[記记]者|署名"
)
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
    parts = [part for one in _PART.split(text) for part in _people(one, apart=apart)]
    return tuple(dict.fromkeys(parts)) if parts and not any(map(_NOBODY.fullmatch, parts)) else ()


def _people(text: str, *, apart: bool) -> list[str]:
    words = text.split()
    least = 2 if apart else FULL
    return words if all(len(word) >= least for word in words) else [" ".join(words)]
