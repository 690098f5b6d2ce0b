"""Which lines away from the title may hold a page's own date. Pure.

Most dates of a page are others': of articles that it recommends, of comments, of what its text tells. A line counts
that says of itself that it is a date of publication or of a change, or that holds a date and nothing else, or the name
of who wrote it; not one below the head of another section, not one of a list, and not one beside another article's
link. What is `last updated` beside a copyright is the site, and so is what says it: `Site last updated`. A dateline
counts at the beginning of a story alone, with the sign that parts it from the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any

from workers.clean.dates import Found, found_in
from workers.clean.labels import Label
from workers.clean.lines import HEAD_LENGTH, is_comments, size_of
from workers.clean.nodes import text_in
from workers.clean.phrases import BY, HEADS, any_of, compiled
from workers.clean.sheet import FIRST, Sheet, label_in
from workers.clean.title import squeezed

#: characters from which a line is a story's, which a dateline may begin; and how many of these are looked at.
STORY, STORIES = 80, 2
#: characters before a dateline's date: `RAJSHAHI, Dec 20, 2025 (BSS)`.
PLACE = 40
#: letters of a line that holds a date and nothing else: its month, its weekday, its zone, `Uhr`.
BARE = 24
#: elements around a line in which another article's link may stand, and the most characters of these.
AROUND, CARD = 3, 400
#: the size of a link from which it may be a headline, the fewest words of one, and words that are one however written.
HEADLINE, FEW, MANY = 20, 3, 7

_WHOLE = frozenset({"body", "html", "main", "article"})
_AND = frozenset({"and", "und", "et", "y", "e", "i", "och", "og", "ja", "en", "de", "von", "van"})
_HEAD = compiled(rf"^\W{{0,4}}{any_of(HEADS)}\W{{0,4}}$")
_SITES = compiled(
    r"(?<!\w)(?:web\s?site|site|webseite|portal)(?: (?:was|wurde|zuletzt|last))* (?:updated?|modified|aktualisiert)"
    r"|(?:mise à jour|aggiornamento|actualización|atualização) d(?:u|el?|o)l? ?(?:web)?(?:site|sito|sitio)"
)
_RIGHTS = re.compile(r"©|\(c\)|copyright", re.IGNORECASE)
_STANDS = re.compile(
    r"(?:[\s,]{0,3}(?:um\s|at\s)?\d{1,2}[:.h]\d\d(?:\s(?:Uhr|[ap]m))?)?\s{0,2}(?:$|[|·•–—(/-]|[A-ZÀ-ÖØ-Þ])"
)
_ENDS = re.compile(r"[.!?…][\"'”»)]{0,2}$")
_DATELINE = re.compile(r"\s{0,2}(?:\([^()]{2,40}\)|/[^/]{2,40}/)?\s{0,2}(?:[-–—:|/]|\(|\)\s?[.:–—-])")
_PLACE = re.compile(r"[^\w]*(?:[^\W\d_a-zß-öø-ÿ]\w*[\W_]{1,3}|(?:de|la|le|el|of)\s){0,5}$")
_BYLINE = compiled(rf"(?<!\w){any_of(BY)}\s|(?<!\w)(?:autor|author|redak|editor|reporter|beitrag von|entry by)")


class Standing:
    """What a page's lines say of where its other parts begin; looked for when it is asked for."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def dates(self) -> Iterator[tuple[int, Found]]:
        """The lines whose date may be the page's own, and the date."""
        listed = self._listed()
        for index, found in self._sheet.dated:
            label = label_in(self._sheet, index, found)
            text = self._sheet.rows[index].text
            below = self._start <= index < self._end and index not in listed
            made = label is Label.NONE and below and _is_made_for(text, found)
            told = label is Label.PUBLISHED or (
                label is Label.UPDATED and not (_RIGHTS.search(text) or _SITES.search(text))
            )
            if (made or told) and not self.is_carded(index):
                yield index, found

    def is_carded(self, index: int) -> bool:
        """Does another article's link stand beside the line?"""
        return _is_in_card(self._sheet.rows[index].block, self._sheet.title)

    @cached_property
    def _start(self) -> int:
        """The line behind the title: far above it papers print the day on which they are read."""
        return 0 if self._sheet.at is None else self._sheet.at + 1

    @cached_property
    def _story(self) -> int:
        """The article's first line that tells something."""
        rows = self._sheet.rows
        return next((index for index in range(self._start, len(rows)) if len(rows[index].text) > STORY), self._start)

    @cached_property
    def _end(self) -> int:
        """The first line that heads another section, once the article has begun."""
        rows = self._sheet.rows
        return next((index for index in range(self._story, len(rows)) if _heads(rows[index].text)), len(rows))

    def _listed(self) -> frozenset[int]:
        """The lines of lists: several of one kind, with different days. Of a page that is a list the first counts."""
        kinds: dict[str, set[date]] = {}
        dated = [one for one in self._sheet.dated if one[0] >= self._start]
        for index, found in dated:
            kinds.setdefault(_kind(self._sheet.rows[index].block), set()).add(found.days[0])
        return frozenset(
            index for index, _ in dated if index > self._story and len(kinds[_kind(self._sheet.rows[index].block)]) > 1
        )


def _heads(text: str) -> bool:
    return len(text) < HEAD_LENGTH and bool(_HEAD.match(text.lower()) or is_comments(text))


def _is_made_for(text: str, found: Found) -> bool:
    """Does it hold a date and little else, who wrote it, or what a date begins that is no sentence?"""
    if _RIGHTS.search(text):
        return False
    if sum(map(str.isalpha, text)) <= BARE or _BYLINE.search(text):
        return True
    return found.start <= FIRST and bool(_STANDS.match(text, found.end)) and not _ENDS.search(text)


def _kind(block: Any) -> str:
    around = [block, *islice(block.iterancestors(), 1)]
    return " ".join(f"{one.tag}.{one.get('class') or ''}" for one in around)


def _is_in_card(block: Any, title: str) -> bool:
    """Does the link of an article stand close to it, which is not this one?"""
    for one in (block, *islice(block.iterancestors(), AROUND)):
        if one.tag in _WHOLE or one.find(".//h1") is not None or len(text_in(one)) > CARD:
            return False
        links = (text_in(link) for link in one.iter("a") if link.get("href"))
        if any(_is_headline(text) and squeezed(text) not in squeezed(title) for text in links):
            return True
    return False


def _is_headline(text: str) -> bool:
    """Is it more than a name, a topic or a date: some words, not all of them names'?"""
    if size_of(text) < HEADLINE or any(True for _ in islice(found_in(text), 1)):
        return size_of(text) >= 2 * HEADLINE
    words = text.split()
    small = [word for word in words if word[0].islower() and word not in _AND]
    return len(words) >= MANY or (len(words) >= FEW and bool(small)) or not text.isascii()


def datelines(sheet: Sheet) -> Iterator[tuple[int, Found]]:
    """Dates at the beginning of the first stories."""
    start = 0 if sheet.at is None else sheet.at + 1
    stories = islice((index for index in range(start, len(sheet.rows)) if len(sheet.rows[index].text) > STORY), STORIES)
    for index in stories:
        text = sheet.rows[index].text
        for found in found_in(text[: 2 * PLACE]):
            if found.start < PLACE and _PLACE.match(text[: found.start]) and _DATELINE.match(text, found.end):
                yield index, found
