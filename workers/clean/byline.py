"""Who wrote it and where it stands: authors, and the site's own name, from lines of text. Pure.

A name is taken only from a line made for it: behind "by", or a newsroom's desk beside the date. A site's name is taken
where the page prints both the name and an address of that name, or a copyright line with a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import dropwhile

from workers.clean.dates import found_in
from workers.clean.eastern import signed_east
from workers.clean.labels import words_of
from workers.clean.names import WORDS, behind_by, names_of, pieces_of
from workers.clean.phrases import BY, DESKS, any_of, compiled
from workers.clean.stamps import PUBLISHED, UPDATED

#: a longer line is prose, not a byline.
LINE = 160

_BY = compiled(rf"^\W{{0,3}}{any_of(BY)}:?\s+(?=\S)")
_DESK = compiled(rf"\b{any_of(DESKS)}s?$")
_LABEL = compiled(rf"^\W*{words_of(PUBLISHED, UPDATED)}")
#: a label alone before a date, with `on` or its like; a time of day behind one, with `at` or its like.
_LABEL_ALONE = compiled(rf"\W*{words_of(PUBLISHED, UPDATED)}[\s:]*(?:[^\W\d_]{{1,3}}\.?\s+)?")
_CLOCK = re.compile(
    r"[\s,|·-]{0,3}(?:[^\W\d_]{1,4}\.?\s)?\d{1,2}\s?[:.hH]\s?\d{0,2}(?:\s?(?:[Uu]hr|h|[ap]\.?m\.?))?(?!\w)"
)
_JOINT = re.compile(r"\s*(?:,|;|&|\band\b|\bund\b|\bet\b|\bog\b|\boch\b|\ben\b|\by\b|\be\b)\s+", re.IGNORECASE)
_PIECE = re.compile(r"\s*(?:\||•|·|—|–| - )\s*")
#: a piece of a line that is a date or a time; a word that is a place, or an agency, behind a name.
_DATED, _PLACE = re.compile(r"\d"), re.compile(r"[^\W\d_]{2,20}")
#: words of a full name that need no capital.
_PARTICLES = frozenset("de da di do dos del della la le van von der den zu bin al el ter ten af".split())  # noqa: SIM905
_NO_NAME = re.compile(r"[@()\d]|://|www\.")
#: what pages write beside names in the same capitals: `View Profile`, `More Stories`, `About The Author`.
_BUTTON = re.compile(
    r"(?:about|all|follow|more|our|read|see|share|the|view|alle|mehr|über|zum|voir|tous|plus|ver|todos|más|sobre)\s"
    r"|.*\b(?:authors?|articles?|autoren|artikel|biography|newsletter|posts|profile?|stories|updated|published)\b",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")
_ADDRESS = re.compile(r"(?:@|https?://|\bwww\.)([a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){1,4})", re.IGNORECASE)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)[\s©,]{0,4}(?:copyright\s)?(?:19|20)\d{2}(?:\s?[-–]\s?(?:19|20)\d{2})?(?:\s|,|\||by\s){1,4}"
    r"([^\W\d_][\w&.'’ -]{1,40}?)(?=$|[.,|]\s|[.|]$|\s-\s|,?\sall rights|\sdisclaimer)",
    re.IGNORECASE,
)


def is_byline(text: str) -> bool:
    """Is the line made to name authors?"""
    return len(text) < LINE and bool(_from_line(text))


def authors_of(lines: Iterable[str]) -> tuple[str, ...]:
    """The authors that the first byline names; none where there is no byline."""
    return next((names for line in lines if len(line) < LINE and (names := _from_line(line))), ())


def _from_line(line: str) -> tuple[str, ...]:
    if east := signed_east(line.strip()):
        return east
    pieces = [piece for piece in _PIECE.split(line.strip()) if piece]
    if not pieces:
        return ()
    if by := _BY.match(pieces[0]):
        return names_of(pieces[0][by.end() :])
    dated = len(pieces) > 1 and any(True for piece in pieces[1:] for _ in found_in(piece))
    return names_of(pieces[0]) if dated and _DESK.search(pieces[0]) and not _LABEL.match(pieces[0]) else ()


def signed(line: str) -> tuple[str, ...]:
    """The authors of a line that says "by" and names, and nothing but a date or a desk besides; else none.

    Stricter than `authors_of`, for lines that no markup marks: "By Friday, ships" is prose.
    """
    if len(line) >= LINE:
        return ()
    if east := signed_east(line):
        return east
    whole = (piece for piece in _PIECE.split(_undated(line.strip())) if piece)
    pieces = list(dropwhile(lambda piece: _DATED.search(piece) and not _BY.match(piece), whole))
    return listed(behind_by(pieces[0])) if pieces else ()


def _undated(line: str) -> str:
    """The line without a label, a date and a time of day with which it begins: `Published 5 Feb 2031 at 18:40 by`."""
    found = next(found_in(line), None)
    front = line[: found.start] if found else ""
    if found is None or (front.strip() and not _LABEL_ALONE.fullmatch(front)):
        return line
    clock = _CLOCK.match(line, found.end)
    return line[clock.end() if clock else found.end :].lstrip(" ,.-–—|·•") or line


def listed(line: str) -> tuple[str, ...]:
    """The full names of a line, or of the part of it that stands before a date, where they are all that it holds."""
    if len(line) >= LINE:
        return ()
    for piece in pieces_of(line)[:1]:
        first, *others = [part.strip(" .,") for part in _JOINT.split(piece.strip(" .,"))]
        if is_full_name(first) and all(is_full_name(part) or _PLACE.fullmatch(part) for part in others):
            names = names_of(piece)
            return names if all(map(is_full_name, names)) else ()
    return ()


def is_full_name(part: str) -> bool:
    """Is it two to five words with capitals, `Mara de la Cruz`, and no button?"""
    words = part.split()
    named = all(word[0].isupper() or word in _PARTICLES for word in words)
    capital = 2 <= len(words) < WORDS and named and words[0][0].isupper()
    return capital and not _NO_NAME.search(part) and not _BUTTON.match(part)


def site_of(lines: Sequence[str]) -> str | None:
    """The site's name as its own pages print it, from the lines that are not the article."""
    labels = {label for line in lines for match in _ADDRESS.finditer(line) for label in _labels(match[1])}
    for line in lines:
        if len(line) < 50 and line != line.lower() and "".join(_LETTER.findall(line)).lower() in labels:
            return line
    named = (match[1].strip() for line in lines if len(line) < LINE and (match := _COPYRIGHT.search(line)))
    return next((name for name in named if len(name) > 2), None)


def _labels(host: str) -> list[str]:
    """The parts of a host that can be a name: all but the last, hyphens left out."""
    return [part.replace("-", "") for part in host.lower().split(".")[:-1] if len(part) > 3]
