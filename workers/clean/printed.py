"""The date that a page prints for its readers, beside the title. Pure.

Of 662 labelled pages 395 have such a date, which is right on 387 (another one is a change's, or an import's). On 84 of
these nothing else gives one; htmldate, which reads any date of a page, was right on 75, this on all. htmldate took a
comment's, an event's, another article's, a law's. Here a date counts only in a line made for it, close to the title and
before the article's prose; further down only behind a label of first publication. One that is labelled as a change is
none, nor is one with a label that is not known ("Registered: 18 September").

It comes before meta elements of a record (`dc.date`, `date`: right on 7 of 10 pages, this on all 8 that have one) and
before time elements.
"""

from __future__ import annotations

from workers.clean.elsewhere import is_elsewhere
from workers.clean.evidence import Setting
from workers.clean.labels import Label
from workers.clean.sheet import Sheet, label_in
from workers.clean.standing import Standing
from workers.model import Published

#: the rank of a date that stands far from the title.
FAR = 3


def printed_of(sheet: Sheet, setting: Setting) -> Published | None:
    """The date beside the title; else one that is labelled as first publication, further down."""
    at = sheet.at or 0
    ranked = [
        (rank, abs(index - at), index, found)
        for index, found in sheet.dated
        if (rank := _rank(label_in(sheet, index, found), near=index in sheet.near, below=index > at))
    ]
    standing = Standing(sheet)
    for rank, _, index, found in sorted(ranked, key=lambda one: one[:2]):
        published = found.published(sheet.order, sheet.land, setting.limit)
        if published and not is_elsewhere(sheet.rows[index].block) and (rank < FAR or not standing.is_carded(index)):
            return published
    return None


def _rank(label: Label, *, near: bool, below: bool) -> int:
    """1 is best; 0 is none at all."""
    if label in (Label.UPDATED, Label.OTHER):
        return 0
    published = label is Label.PUBLISHED
    return (1 if published else 2) if near else (FAR if published and below else 0)
