"""Is what was found a list of headlines, as a front page has it, and no article? Pure.

Known by what its lines are: links to other pages, each a whole line, with a teaser behind it or none; or many lines and
not one sentence among them. Of 864 labelled pages that have a text none is refused: the most that links make of one's
lines is 0.43, and of its characters there 0.04; of another's characters 0.24, and of its lines there 0.14; the most
lines without any sentence are 11. On a page that was flattened to text no link is seen: there a headline before each
of its sentences tells, on 8 sentences or more at most before 0.83 of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from workers.clean.lines import Line, is_sentence, looked_at, size_of

#: share of a text's lines that are links, with at least so many of them, and their share of its characters.
LINES, FEW, CHARACTERS = 0.45, 3, 0.1
#: lines from which a text has a sentence among them, if it is an article.
MANY = 15
#: sentences of a flattened page from which headlines before nearly all of them make it a list.
TEASERS, NEARLY = 8, 0.95
#: characters of a headline.
HEADLINE = (20, 150)
#: share of a line that is a link.
LINKED = 0.8


def trouble_with(text: str, linked: Collection[str]) -> str:
    """Why a text is a list and no article; empty where it is not. linked: lines of the page that are links."""
    rows = text.split("\n")
    links = [row for row in rows if row.removeprefix("- ") in linked]
    if len(links) >= max(FEW, LINES * len(rows)) and _size(links) >= CHARACTERS * _size(rows):
        return f"a list: {len(links)} of its {len(rows)} lines are links to other pages"
    if len(rows) >= MANY and not any(is_sentence(line) for line in looked_at(rows)):
        return f"a list: no sentence among its {len(rows)} lines"
    return ""


def trouble_with_flat(page: Sequence[Line], body: Sequence[int]) -> str:
    """The same of a flattened page. body: the lines that were picked."""
    told = [index for index in body if page[index].good]
    begun = sum(index > 0 and _is_headline(page[index - 1]) for index in told)
    if len(told) >= TEASERS and begun >= NEARLY * len(told):
        return f"a list: a headline stands before {begun} of its {len(told)} sentences"
    return ""


def _is_headline(line: Line) -> bool:
    return not (line.ended or line.head or line.waste) and HEADLINE[0] <= line.size <= HEADLINE[1]


def _size(rows: Sequence[str]) -> float:
    return sum(map(size_of, rows))
