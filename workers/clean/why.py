"""What cleaning kept of a page and what it dropped, line by line, with the rule that each line falls under. Pure.

Told after the fact: the lines are held against the article, and the rules asked one by one. trafilatura does not say
why it left a line out; then what is told is where the line stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import Any

from workers.clean import lines, runs, shaped, trees
from workers.clean import told as told_text
from workers.clean.dates import found_in
from workers.clean.decode import text_of
from workers.clean.elsewhere import is_elsewhere
from workers.clean.named import BY_LINE, BY_PLACE, BY_WORDS, Named, in_bar, is_in_figure, is_link, name_of
from workers.clean.rules import NONE, Rule, Rules, rule_for
from workers.clean.sheet import LONGEST, Row, rows_of
from workers.model import Article, Kind, Page

#: rules that are told by the article, and by where a line stands.
ARTICLE, HEARD, SAID, NOWHERE = "article", "text of the JSON-LD", "said before", "no article"
BEFORE, BETWEEN, AFTER = "before the article", "between", "after the article"
#: how the rules of sites begin; the site follows, and by what of its rule.
RULED = "rule of"
TITLE = Named("title", "it is the title")
STANDFIRST = Named("standfirst", "it is the summary, or a part of it")
DATE = Named("date", "a short line with a date")
BAR = Named("bar or form", "it stands in nav, header, footer, aside, menu or form")
LINK = Named("link", "it is a link, and nothing else")
ELSEWHERE = Named("comment, teaser", "it stands in what is named for comments, other articles, sharing")
NO_SENTENCE = Named("no sentence", "it is short and does not end as a sentence does")
#: all names, much as they are asked one by one.
RULES: Sequence[Named] = (
    Named(ARTICLE, "kept: it is in the article's text"),
    Named(HEARD, "kept: the text is from the page's structured data, its markup has none"),
    Named(SAID, "the article has it already, further up"),
    TITLE,
    STANDFIRST,
    *BY_LINE,
    DATE,
    *BY_PLACE,
    BAR,
    *BY_WORDS,
    LINK,
    ELSEWHERE,
    NO_SENTENCE,
    Named(NOWHERE, "no article was found in the page"),
    Named(BEFORE, "no rule: it stands above the article's first line, and no reader took it"),
    Named(BETWEEN, "no rule: it stands within the article, and no reader took it"),
    Named(AFTER, "no rule: it stands below the article's last line, and no reader took it"),
    Named(f"{RULED} SITE", "a rule of the site drops it, or keeps only what stands elsewhere (config/sites.toml)"),
)
#: a shorter line is kept only where it is a whole line of the article: `Harbour` is a word of many.
_PART = 40
#: not shown, in a page without a body: libxml2 makes none where `<article>` comes behind the head's title.
_UNSHOWN = frozenset({"title", "noframes"})


@dataclass(frozen=True, slots=True)
class Told:
    """A line of a page, and what became of it."""

    text: str
    kept: bool
    rule: str


def ruled(page: Page, rules: Rules) -> list[str]:
    """What is to be said of a rule that holds for the page, a line each; nothing where none does."""
    rule = rule_for(rules, page.final_url) if page.kind is Kind.HTML else None
    if rule is None:
        return []
    idle = shaped.idle(text_of(page.body, page.headers), rule)
    return [
        f"the rule of {rule.site} is obeyed",
        *(f"the rule of {rule.site}: {each} names nothing in this page" for each in idle),
    ]


def told_of(page: Page, article: Article, rules: Rules = NONE) -> list[Told]:
    """Each line of the page, in its order; before them those of its structured data, where the article is from there.

    rules: those by which the article was read.
    """
    if article.sources.get("text") == told_text.SOURCE:
        heard = [Told(line, True, HEARD) for line in article.text.split("\n")]
        return [*heard, *told_of(page, replace(article, text="", sources={}), rules)]
    rule = rule_for(rules, page.final_url) if page.kind is Kind.HTML else None
    rows = _rows(page, rule)
    ruled = _ruled(rows, rule)
    keys = [lines.key_of(row.text) for row in rows]
    kept = _kept(rows, keys, article, ruled)
    known, first = set(kept), {keys[index]: index for index in reversed(kept)}
    holding = frozenset(element for index in kept for element in _around(rows[index].block))
    out: list[Told] = []
    for index, row in enumerate(rows):
        said = SAID if first.get(keys[index], index) < index else ""
        reason = ruled.get(index) or said or _rule(row, article, holding) or _place(index, kept)
        out.append(Told(row.text, True, ARTICLE) if index in known else Told(row.text, False, reason))
    return out


def _kept(rows: Sequence[Row], keys: Sequence[str], article: Article, ruled: Mapping[int, str]) -> list[int]:
    """Numbers of the lines that are in the article: each as often as it has them, a table's cells by their rows."""
    told = [lines.key_of(line) for line in article.text.split("\n")]
    left, whole = Counter(told), f" {lines.key_of(article.text)} "
    celled = _celled(rows, keys, left)
    kept: list[int] = []
    for index, key in enumerate(keys):
        if not key or ruled.get(index):
            continue
        if index in celled:
            kept.append(index)
        elif left[key] > 0 or (key not in left and len(key) >= _PART and f" {key} " in whole):
            left[key] -= 1
            kept.append(index)
    return kept


def _celled(rows: Sequence[Row], keys: Sequence[str], told: Mapping[str, int]) -> frozenset[int]:
    """Numbers of the lines that are a table's cells, where their row is one line of the article: `| Ely | 2009 |`."""
    found: set[int] = set()
    numbered = ((index, _row_around(row.block)) for index, row in enumerate(rows))
    for tr, group in groupby(numbered, key=itemgetter(1)):
        cells = [index for index, _ in group]
        if tr is not None and len(cells) > 1 and told.get(" ".join(keys[index] for index in cells if keys[index])):
            found.update(cells)
    return frozenset(found)


def _row_around(block: Any) -> Any:
    """The row of a table in which a block stands; None where it stands in none."""
    return next((one for one in _around(block) if one.tag == "tr"), None)


def _ruled(rows: Sequence[Row], rule: Rule | None) -> dict[int, str]:
    """Lines that a rule of the site leaves out, and by what of it."""
    if rule is None or not rows:
        return {}
    narrowed = shaped.is_narrowed(rows[0].block.getroottree())
    found = ((index, shaped.reason_of(row.block, narrowed=narrowed)) for index, row in enumerate(rows))
    return {index: f"{RULED} {rule.site}: {reason}" for index, reason in found if reason}


def _rows(page: Page, rule: Rule | None) -> Sequence[Row]:
    text = text_of(page.body, page.headers, markup=page.kind is Kind.HTML)
    if page.kind is not Kind.HTML:
        return [Row(line, None) for line in runs.tidy(runs.unwrapped(text))]
    tree = shaped.marked(text, rule) if rule else trees.tree_of(text)
    if tree is None:
        return []
    body = tree.find("body")
    return list(rows_of(body)) if body is not None else [row for row in rows_of(tree) if row.block.tag not in _UNSHOWN]


def _rule(row: Row, article: Article, holding: frozenset[Any]) -> str:
    """The first rule that the line falls under; empty where none does. holding: what the article stands in."""
    if _is_title(row, article):
        return TITLE.name
    if _is_summary(row, article):
        return STANDFIRST.name
    if name := name_of(BY_LINE, row.text) or _dated(row) or name_of(BY_PLACE, row.text):
        return name
    if in_bar(row.block, holding):
        return BAR.name
    return name_of(BY_WORDS[:3], row.text) or _by_looks(row)


def _by_looks(row: Row) -> str:
    if is_in_figure(row.block):
        return BY_WORDS[3].name
    if is_link(row):
        return LINK.name
    if name := name_of(BY_WORDS[3:], row.text):
        return name
    if row.block is not None and is_elsewhere(row.block):
        return ELSEWHERE.name
    line = runs.seen([row.text])[0]
    return "" if line.ended or line.size >= lines.SENTENCE else NO_SENTENCE.name


def _place(index: int, kept: Sequence[int]) -> str:
    if not kept:
        return NOWHERE
    return BEFORE if index < kept[0] else AFTER if index > kept[-1] else BETWEEN


def _is_title(row: Row, article: Article) -> bool:
    return bool(article.title) and lines.key_of(row.text) == lines.key_of(article.title or "")


def _is_summary(row: Row, article: Article) -> bool:
    key = lines.key_of(row.text)
    return len(key) >= _PART and key in lines.key_of(article.summary or "")


def _dated(row: Row) -> str:
    return DATE.name if len(row.text) <= LONGEST and any(True for _ in found_in(row.text)) else ""


def _around(block: Any) -> Iterator[Any]:
    if block is not None:
        yield block
        yield from block.iterancestors()
