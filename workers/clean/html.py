"""A page's markup -> its article's text, read twice. Pure: no clock, no network.

Our own reading weighs the blocks of the page's tree (`weigh.py`); the second is resiliparse with the line rules after
it. Where the two agree, or we are sure of ours, ours stands: it is right as often as trafilatura, at a quarter of the
time. Elsewhere trafilatura is asked, set for precision, of what is left of the page without its waste (`prune.py`); in
its default, where its text is much shorter than the second and not ours; and lines are left out that stand in blocks
which are waste to us. Where what it finds is a part of ours, and we are sure of ours, it lost the rest (accordions,
cards, tables of prices), and ours stands. How far the text and the second reading agree tells how sure one may be.

Token F1 on three labelled sets (181, 111, 220 pages), each by weights that were learned on the other two:

    trafilatura on every page                        0.969  0.953  0.951
    our own, with half of its looks, on every page   0.952  0.943  0.932
    the same where the second confirms it by 0.95    0.968  0.954  0.953
    and elsewhere without what is waste to us        0.970  0.958  0.952
    with all of its looks, and by 0.94               0.972  0.964  0.954
    the same, learned on other sites of all sets     0.974  0.966  0.959

With 0.88, 0.90, 0.93, 0.95, 0.96 and 0.97 in place of 0.94 (0.966) the mean is 0.965, 0.965, 0.966, 0.966, 0.966 and
0.964: at 0.90 our own stands on 84 % of the pages, at 0.94 on 76 %. That trafilatura lost a part is found on five pages
of the third set, all of them rightly; without it that set has 0.956 in place of 0.959, and two pages under 0.5. With
the table that is here, learned on all three sets, they have 0.975, 0.967 and 0.963: what a table can hold, not what it
promises. All that before pages were cut for trafilatura.

trafilatura holds its reading against readability's and justext's, which is a third of its time: without that, the text
is another on 2 of 512 pages, and MISSED brings back the one that was better. With half of the looks, to ask it no more
cost 0.019, 0.015 and 0.016; to ask it below an agreement of 0.80 alone, on 10 % of pages, 0.011, 0.010 and 0.004; the
reading that agrees most with the two others cost 0.006, 0.005 and 0.008.

Where we are sure of our own (CERTAIN), it stands though the second does not confirm it: trafilatura is asked on 34 in
place of 57 of 512 pages. Token F1, by weights learned on the other two sets, is 0.9706, 0.9675 and 0.9617 in place of
0.9706, 0.9675 and 0.9609. Without NEAR the first set has 0.9700. With 0.88 in place of 0.91 they have 0.9704, 0.9670
and 0.9636, with 0.90 0.9705, 0.9673 and 0.9622. Our own confirmed by the second as it is before its line rules, from
0.92 on, gave 0.9697, 0.9675 and 0.9615.

Tried and dropped: to learn from trafilatura's reading of each block, too (0.962, 0.952, 0.930); to add blocks that only
we believe in (a loss on all sets); JSON-LD's articleBody first (teasers), the longer of two readings (menus),
trafilatura's `deduplicate` (keeps state between pages).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any

from lxml import html as lxml_html

from workers.clean import lines, runs, weigh
from workers.clean.adverts import is_advert
from workers.clean.bars import opened
from workers.clean.beside import Beside
from workers.clean.blocks import Blocks, blocks_of
from workers.clean.credits import signing
from workers.clean.listing import headings_in, links_in
from workers.clean.opening import without_opening
from workers.clean.passage import article_lines
from workers.clean.phrases import any_of, compiled
from workers.clean.pointers import POINTERS
from workers.clean.prune import prune
from workers.clean.tables import without_layout
from workers.clean.tokens import agreement
from workers.clean.trees import tried

#: a precise reading shorter than this share of the second one has lost something (3 to 7 % of pages).
SUSPECT = 0.6
#: characters of our own reading from which what it leaves out may be kept from trafilatura.
SOUND = 400
#: F1 that is expected of ours from which it stands though the second does not confirm it; and how far the two agree
#: where the second is as good, and tells of a part that ours has lost: there trafilatura is asked.
CERTAIN, NEAR = 0.91, 0.85
#: one shorter than this share of our own has missed a part: seen on 1 page of 512.
MISSED = 0.5
#: next to nothing, as of what is left of a page that was cut trafilatura may find (1 page of 512).
NOTHING = 0.1
#: token F1 of our own reading and the second one from which our own is right as often as trafilatura's. On 181, 111 and
#: 220 pages, and how many of them trafilatura is asked about; by tables learned on other sets, 0.90 for 0.94 was 0.9712
#: and 0.9622 for 0.9706 and 0.9633 on the first two.
#:     0.94    0.9749  0.9679  0.9640    125        0.88    0.9757  0.9681  0.9639    76
#:     0.90    0.9755  0.9680  0.9640     94        0.86    0.9757  0.9681  0.9632    73
SURE = 0.88
#: a reading of trafilatura's has lost something that is shorter than this share of our own, where this F1 is expected
#: of ours and so much of the other is in it.
LOST, TRUSTED, HELD = 0.7, 0.84, 0.8
#: characters of a line, spaces left out, by which it is known again.
_BEGINNING = 40
#: token F1 of ours and trafilatura's precise reading from which it is not asked for its default: of 15 pages on which
#: the second is much longer these two agree so on 8, and the default agreed with the precise one by 0.98 or more.
ALIKE = 0.9
#: blocks below the article's last one in which agencies sign.
SIGNED = 2
#: line rules that cut more than this share of the second reading have misread the page.
OVERCUT = 0.5


#: elements whose line may begin an article without being a sentence.
_KEPT = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "table"})

_NOTHING: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())

_POINTER = compiled(
    rf"^\W{{0,3}}{any_of(POINTERS)}\W{{0,3}}$|^\W{{0,3}}(?:©|copyright\W{{1,3}}(?:©|\d{{4}})).{{0,80}}$"
)


@dataclass(frozen=True, slots=True)
class Body:
    """The article's text, one paragraph a line."""

    text: str
    #: token F1 of the two readings, 0 to 1; None where there is only one.
    confidence: float | None
    #: which reading it is: `blocks` (ours); `precise`, `default` (trafilatura); `lines`.
    source: str
    credits: tuple[str, ...] = ()
    #: lines of the page that are links to others, and nothing else; those that are headings.
    linked: frozenset[str] = frozenset()
    headed: frozenset[str] = frozenset()


def body_of(parsed: Any, tree: Any, known: Beside, *, light: bool) -> Body:
    """The article's text; empty where no reader finds any.

    parsed, tree: the page as `as_browsers_do` and `tree_of` parse it; the tree may be cut, and is of no use after.
    known: what the page says of itself.
    light: it is safe for all readers.
    """
    laid = tree if tree is None else without_layout(tree)
    page = blocks_of(laid) if light and tree is not None else None
    trusted = None if page is None else opened(laid, page, known.title)
    if mended := trusted is not None:
        page = blocks_of(laid)
    linked, headed = (frozenset(links_in(page, laid)), frozenset(headings_in(page))) if page else _NOTHING
    whole, second = second_of(lxml_html.tostring(laid, encoding="unicode") if mended or laid is not tree else parsed)
    known = replace(known, whole=whole, cut=second)
    first, source, confidence = _first(laid, page, known) if page is not None else ("", "lines", None)
    if trusted is not None and confidence is not None:
        confidence = min(confidence, trusted)
    rows = runs.tidy(first or second)
    credited = dict.fromkeys(row for row in rows if lines.is_credit(row))
    agencies = tuple(dict.fromkeys(row.strip("() .[]—-–") for row in credited))
    kept = [row for row in rows if row not in credited and not _is_pointer(row)]
    headings = {line for row in page.rows if row.tag in _KEPT for line in row.text.split("\n")} if page else ()
    kept = runs.without_repeats(without_opening(kept, known.title, headings))
    agencies = agencies or _signing_below(page, kept)
    return Body("\n".join(kept), confidence, source if first else "lines", agencies, linked, headed)


def _signing_below(page: Blocks | None, kept: Sequence[str]) -> tuple[str, ...]:
    """The agencies that sign close below the last line, which no reading keeps: `dpa/kmö`. A link signs nothing."""
    rows, last = list(page.rows) if page else [], kept[-1] if kept else "\n"
    end = next((index for index in range(len(rows) - 1, -1, -1) if rows[index].text.endswith(last)), len(rows))
    below = (signing(row.text) for row in rows[end + 1 : end + 1 + SIGNED] if not row.linked)
    return next(filter(None, below), ())


def _first(tree: Any, page: Blocks, known: Beside) -> tuple[str, str, float | None]:
    """Our own reading where the second one confirms it; else trafilatura's, without the blocks that are waste to us.

    With its name, and how far it agrees with the second.
    """
    second = known.cut
    scores = weigh.scores_of(page, known)
    own = weigh.text_of(page, scores)
    agreed = agreement(own, second) if own and second else None
    if own and (agreed or 0.0) >= SURE:
        return own, "blocks", agreed
    expected = weigh.expected_of(page, scores)
    if len(own) >= SOUND and expected > CERTAIN and (agreed or 0.0) < NEAR:
        return own, "blocks", agreed
    if sound := len(own) >= max(SOUND, SUSPECT * len(second)):
        prune(tree, page, scores, weigh.WASTE)
    waste = weigh.waste_of(page, scores)

    def has_lost(text: str) -> bool:
        kept = without_waste(text, waste) or text
        return len(kept) < LOST * len(own) and expected > TRUSTED and _holds(own, kept)

    first, source = _asked(tree, own, second, has_lost)
    if has_lost(first) or (sound and len(first) < NOTHING * len(own)):
        return own, "blocks", agreed
    first = without_waste(first, waste) or first
    return first, source, agreement(first, second) if first and second else None


def _asked(tree: Any, own: str, second: str, has_lost: Callable[[str], bool]) -> tuple[str, str]:
    """What trafilatura reads, and how it was asked: again where it seems to have lost something, and ours has not."""
    first = _precise(tree, fast=True)
    if has_lost(first):
        return first, "precise"
    if len(first) < SUSPECT * len(second):
        if agreement(first, own) < ALIKE:
            return _default(tree) or first, "default"
    elif len(first) < MISSED * len(own):
        return _precise(tree, fast=False) or first, "precise"
    return first, "precise"


def _holds(text: str, part: str) -> bool:
    """Is a part, but for some lines, in the text?"""
    whole, rows = "".join(text.split()), part.split("\n")
    held = sum(len(row) for row in rows if "".join(row.split())[:_BEGINNING] in whole)
    return held > HELD * len(part)


def without_waste(text: str, waste: AbstractSet[str]) -> str:
    """The lines of a text, except those that are `waste` (by their key)."""
    return "\n".join(line for line in text.split("\n") if lines.key_of(line) not in waste)


def _precise(tree: Any, *, fast: bool) -> str:
    """fast: without holding it against readability's and justext's reading, which is half of the time."""
    return _trafilatura(tree, favor_precision=True, fast=fast)


def _default(tree: Any) -> str:
    return _trafilatura(tree, favor_precision=False, fast=False)


def _trafilatura(tree: Any, *, favor_precision: bool, fast: bool) -> str:
    from trafilatura import extract

    return tried(lambda: extract(tree, include_comments=False, favor_precision=favor_precision, fast=fast)) or ""


def second_of(page: Any) -> tuple[str, str]:
    """What resiliparse keeps, nearly all that belongs and too much besides; and what the line rules leave of it.

    page: its markup, or its parsed tree; None where there is none.
    """
    from resiliparse.extract.html2text import extract_plain_text

    whole = tried(lambda: extract_plain_text(page, main_content=True, alt_texts=False, list_bullets=False)) or ""
    cut = "\n".join(article_lines(whole))
    return whole, cut if len(cut) > OVERCUT * len(whole) else whole


def _is_pointer(line: str) -> bool:
    return len(line) < lines.CAPTION_LENGTH and (is_advert(line) or bool(_POINTER.match(line)))
