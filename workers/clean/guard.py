"""What a page's markup would cost its readers, seen before any of them runs. Pure; linear in the page's length.

Parsing is cheap (a megabyte of `<div/>`: 30 ms), reading what was parsed is not.

Parsers written in C cannot be interrupted: a soft time limit of 2 s fired after 14 on one tag with 30,000 attributes.
So the shapes that are known to explode are measured first. The rows below are limit and largest real page of some
1,900 (research of November 2026). What passes all the same ends at the worker's hard time limit.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass

from workers.errors import RefusedError

#: trafilatura is quadratic: 60,000 short paragraphs took 18 s, resiliparse 0.2 s. Largest real page: 9,770.
MANY_TAGS = 60_000
#: for the line rules alone 700,000 paragraphs of one letter are 20 s.
MAX_TAGS = 300_000
#: attributes of one tag: 30,000 took 6 s in every parser. Largest real tag: 2,355.
MAX_ATTRIBUTES = 5_000
#: trafilatura on 900 tables in each other, 13 KB: 9 s; on 250: 1.5 s. No real page is deeper in lxml's tree.
DEEP = 256
#: resiliparse is quadratic in depth: 30,000 took 40 s. Largest real depth: 631.
MAX_DEPTH = 1_000
#: up to so many elements the depth of a parser's tree is asked of the tree, in 0.3 ms. Of more that takes seconds
#: (100,000 under 900 others: 4.6), and the markup that the parser makes of them is measured.
FEW_ELEMENTS = 10_000
#: 900 `<b>` left open before 5,000 paragraphs are 4.5 million elements, a gigabyte. Largest real page: 1,836.
MAX_COPIES = 500_000
#: a page of no more tags may be parsed whatever its depth: 20,000 `<div>` take 4 ms, and the trees are measured after.
FEW_TAGS = 10_000
#: lines of a flattened page: two million empty-handed ones took 69 s. Largest real page: some 2,000.
MAX_LINES = 50_000


def _possessive(group: str, times: str = "*") -> str:
    """A group so many times, of which nothing is tried again.

    CPython before 3.11.5, that of Debian 12, matches such repeats where it should not (its issue 106052); an atomic
    group means the same, and takes some 300 MB more for a tag of 900,000 attributes.
    """
    return f"(?:{group}){times}+" if sys.version_info >= (3, 11, 5) else f"(?>(?:{group}){times})"


# As HTML5 takes tags apart, which both parsers follow: a quote opens a value only behind a name and an equals sign.
# Possessive, so that no character is read more than twice.
_BLANK = r"[ \t\n\r\f]"
_VALUE = r"\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^ \t\n\r\f>\"'][^ \t\n\r\f>]*+|"
_ATTRIBUTE = r"[^ \t\n\r\f/>][^ \t\n\r\f/>=]*+" + _possessive(rf"{_BLANK}*+=(?:{_BLANK}*+)(?:{_VALUE})", "?")
_ONE = r"<(?:(/?[a-zA-Z][^ \t\n\r\f/>]*+)(" + _possessive(rf"[ \t\n\r\f/]++|{_ATTRIBUTE}") + ")"
_COMMENT = r"!--(?:-?>|[^-]*+" + _possessive("-(?!-!?>)[^-]*+") + r"(?:--!?>|\Z))"
#: a tag, or what hides tags: a comment, a declaration.
_TAG = re.compile(rf"{_ONE}|{_COMMENT}|[!?/][^>]*+)")
#: the same where readers differ in what is hidden.
_BARE = re.compile(f"{_ONE})")
_NAMED = re.compile(_ATTRIBUTE)
_RAW_NAMES = ("script", "style", "title", "textarea", "iframe", "xmp", "noembed", "noframes")
#: elements whose inside is no markup, and what stands there. Possessive: three times as fast as to look for the end.
_INSIDE = {
    name: re.compile("[^<]*+" + _possessive(rf"<(?!/{name}[ \t\n\r\f/>])[^<]*+"), re.IGNORECASE) for name in _RAW_NAMES
}
#: elements that have no inside, or whose end tag people leave out and parsers put back.
_FLAT = frozenset(
    """area base br col embed hr img input link meta param source track wbr html head body
    p li dt dd td tr th option optgroup tbody thead tfoot colgroup rp rt""".split()  # noqa: SIM905 -- a list of 36 rows says no more
)


#: elements that HTML5 opens again in the next block when one closes around them (the list of active formatting).
_MARKS = frozenset("a b big code em font i nobr s small strike strong tt u".split())  # noqa: SIM905 -- a list of 14
#: elements whose inside is XML, where `/>` ends an element.
_DRAWINGS = ("svg", "math")
#: what a start tag opens: nothing, a block, a mark, a raw text, a drawing; a name that is not here opens a block.
_NOTHING, _BLOCK, _MARK, _RAW, _DRAWING = range(5)
_OPENS = {
    **dict.fromkeys(_FLAT, _NOTHING),
    **dict.fromkeys(_MARKS, _MARK),
    **dict.fromkeys(_INSIDE, _RAW),
    **dict.fromkeys(_DRAWINGS, _DRAWING),
}


_OTHER = r"(?![^ \t\n\r\f/>])"
#: the rest of a tag of 1,000 attributes at the most.
_SHORT = _possessive(rf"[ \t\n\r\f/]*+{_ATTRIBUTE}", "{0,1000}") + r"[ \t\n\r\f/]*+>"
_NAMES = "|".join(_RAW_NAMES)
_SMALL = (
    rf"(?:/?[a-hj-loqru-wyzA-HJ-LOQRU-WYZ]|/[imnpstxIMNPSTX]|(?!(?i:{_NAMES}|svg|math){_OTHER})[imnpstxIMNPSTX])"
    rf"[^ \t\n\r\f/>]*+{_SHORT}"
)
_RAWS = "|".join(rf"(?i:{name}){_OTHER}{_SHORT}{inside.pattern}" for name, inside in _INSIDE.items())
#: a drawing. There, parsers do not agree on what is raw; where it is text alone, nothing hangs on it.
_DRAWN = (
    rf"[sS][vV][gG]{_OTHER}{_SHORT}"
    + _possessive(
        rf"[^<]*+<(?!/?(?i:svg){_OTHER})"
        rf"(?:{_SMALL}|{'|'.join(f'(?i:{name}){_OTHER}{_SHORT}[^<]*+</(?i:{name}){_BLANK}*+>' for name in _RAW_NAMES)}"
        r"|!--[^<>]*+(?<=--)>)"
    )
    + rf"[^<]*+</(?i:svg){_BLANK}*+>"
)
#: a page of such tags alone.
_ORDINARY = re.compile(
    "[^<]*+"
    + _possessive(
        rf"<(?:{_SMALL}|{_RAWS}|{_DRAWN}|{_COMMENT}|(?:!(?!--)|\?|/(?![a-zA-Z]))[^>]*+|(?![a-zA-Z/!?]))[^<]*+"
    )
)
#: what opens a mark that is not closed behind a text without markup. No link: HTML5 closes it before the next.
_OPEN_MARK = re.compile(
    r"<([bcefinstuBCEFINSTU](?i:ig|ode|m|ont|obr|mall|trike|trong|t)?)(?=[\s/>])"
    r"(?!(?:\s+[\w-]+=\"[^\"<>]*\")*\s*>[^<]*</\1>)"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the cost of reading depends on."""

    #: number of `<`.
    tags: int
    #: the most attributes in one tag.
    attributes: int
    #: the most elements open at once.
    depth: int
    #: the most elements that a parser adds by opening marks (`b`, `font`) again in each block behind them.
    copies: int


def admitted(html: str) -> tuple[int, int]:
    """How many tags a page has that may be parsed, and a bound of the elements that its marks are copied to.

    Nearly all pages have few tags, and short ones: these are harmless whatever their depth, which takes a third of the
    time to see (0.5 ms a page of 1,500 tags in place of 1.5). Raises RefusedError `hostile-page`.
    """
    tags, marks = html.count("<"), len(_OPEN_MARK.findall(html))
    if tags <= FEW_TAGS and tags * marks <= MAX_COPIES and _ORDINARY.fullmatch(html):
        return tags, tags * marks
    shape = shape_of(html)
    check(shape)
    return shape.tags, shape.copies


def shape_of(html: str) -> Shape:  # noqa: C901, PLR0912 -- a call for each tag would cost as much again as all of this
    """The shape of markup as it is written.

    An end tag closes an element of its name and nothing else, and `/>` one of a drawing alone, as in HTML5. Crossed
    tags can still be deeper in a parser's tree than here; the tree that a parser makes has to be measured itself.
    What hides tags (raw text, a comment) is passed over, but for drawings: there readers differ in what is hidden, and
    every tag is counted.
    """
    attributes = depth = deepest = copies = marks = drawn = raw = position = 0
    opened: dict[str, int] = {}
    known: dict[str, tuple[str, int, int]] = {}
    while position < len(html):
        for match in (_BARE if drawn else _TAG).finditer(html, position):
            tag, rest = match.groups()
            if tag is None:
                continue
            if tag not in known:
                known[tag] = _meant(tag)
                opened.setdefault(known[tag][0], 0)
            name, kind, change = known[tag]
            if len(rest) > 2 * MAX_ATTRIBUTES:  # a shorter tag has no room for so many
                attributes = max(attributes, _attributes_in(rest))
            if marks and change > 0 and kind != _MARK:
                copies += marks
            if kind == _NOTHING or (change < 0 and not opened[name]):
                continue
            if kind == _RAW and drawn:
                raw += change
            elif rest.endswith("/") and ((drawn and kind != _DRAWING) or (kind == _DRAWING and _ends_itself(rest))):
                continue
            opened[name] += change
            depth += change
            if depth > deepest:  # noqa: PLR1730 -- a call of max() for each tag
                deepest = depth
            if kind == _BLOCK:
                continue
            if kind == _MARK:
                marks += change
            elif kind == _DRAWING and (change > 0 or not raw):
                drawn += change
                if drawn <= 1:  # one begins, or the last one ends
                    position = match.end()
                    break
            elif kind == _RAW and change > 0 and not drawn:
                position = _end_of(name, html, match.end())
                break
        else:
            break
    return Shape(html.count("<"), attributes, deepest, copies)


def _attributes_in(rest: str) -> int:
    """The most that any reader could find: a quote that one does not see makes attributes of a value's words."""
    return max(rest.count("="), len(rest.split()) // 2, len(_NAMED.findall(rest)))


def _ends_itself(rest: str) -> bool:
    """Is the slash at its end no part of a value without quotes?"""
    return _NAMED.sub("", rest).endswith("/")


def _end_of(name: str, html: str, start: int) -> int:
    """Where a raw text ends that begins at `start`."""
    inside = _INSIDE[name].match(html, start)
    return inside.end() if inside else len(html)


def _meant(tag: str) -> tuple[str, int, int]:
    """A tag's name, what it opens or closes, and which of the two it does."""
    name = tag.lstrip("/").lower()
    return name, _OPENS.get(name, _BLOCK), -1 if tag.startswith("/") else 1


def check(shape: Shape) -> None:
    """Raises RefusedError `hostile-page` for a shape that no reader may see."""
    for what, value, limit in (
        ("tags", shape.tags, MAX_TAGS),
        ("attributes in one tag", shape.attributes, MAX_ATTRIBUTES),
        ("elements in each other", shape.depth, MAX_DEPTH),
        ("marks opened again", shape.copies, MAX_COPIES),
    ):
        if value > limit:
            raise RefusedError("hostile-page", f"{value} {what}; more than {limit} are not read")


def check_lines(text: str) -> None:
    """Raises RefusedError `hostile-page` for a text of more lines than any page has."""
    if len(text.splitlines()) > MAX_LINES:
        raise RefusedError("hostile-page", f"more than {MAX_LINES} lines are not read")
