"""What cleaning kept of a page and what it dropped, line by line, with the rule that each line falls under. Pure.

Told after the fact: the lines are held against the article, and the rules asked one by one. trafilatura does not say
why it left a line out; then what is told is where the line stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workers.clean import lines, shaped, trees
from workers.clean import told as told_text
from workers.clean.dates import found_in
from workers.clean.decode import text_of
from workers.clean.elsewhere import is_elsewhere
from workers.clean.named import BY_LINE, BY_PLACE, BY_WORDS, in_bar, is_in_figure, is_link, name_of
from workers.clean.rules import NONE, Rule, Rules, rule_for
from workers.clean.sheet import LONGEST, Row, rows_of
from workers.model import Article, Kind, Page

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
        heard = [Told(line, True, "text of the JSON-LD") for line in article.text.split("\n")]
        return [*heard, *told_of(page, replace(article, text="", sources={}), rules)]
    rule = rule_for(rules, page.final_url) if page.kind is Kind.HTML else None
    rows = _rows(page, rule)
    ruled = _ruled(rows, rule)
    told, whole = {lines.key_of(line) for line in article.text.split("\n")}, f" {lines.key_of(article.text)} "
    keys = [lines.key_of(row.text) for row in rows]
    first: dict[str, int] = {}
    for index, key in enumerate(keys):
        if key and not ruled.get(index) and (key in told or (len(key) >= _PART and f" {key} " in whole)):
            first.setdefault(key, index)
    kept = sorted(first.values())
    holding = frozenset(element for index in kept for element in _around(rows[index].block))
    out: list[Told] = []
    for index, row in enumerate(rows):
        said = "said before" if first.get(keys[index], index) != index else ""
        reason = ruled.get(index) or said or _rule(row, article, holding) or _place(index, kept)
        out.append(Told(row.text, True, "article") if index in kept else Told(row.text, False, reason))
    return out


def _ruled(rows: Sequence[Row], rule: Rule | None) -> dict[int, str]:
    """Lines that a rule of the site leaves out, and by what of it."""
    if rule is None or not rows:
        return {}
    narrowed = shaped.is_narrowed(rows[0].block.getroottree())
    found = ((index, shaped.reason_of(row.block, narrowed=narrowed)) for index, row in enumerate(rows))
    return {index: f"rule of {rule.site}: {reason}" for index, reason in found if reason}


def _rows(page: Page, rule: Rule | None) -> Sequence[Row]:
    text = text_of(page.body, page.headers, markup=page.kind is Kind.HTML)
    if page.kind is not Kind.HTML:
        return [Row(line, None) for line in lines.tidy(lines.unwrapped(text))]
    tree = shaped.marked(text, rule) if rule else trees.tree_of(text)
    if tree is None:
        return []
    body = tree.find("body")
    return list(rows_of(body)) if body is not None else [row for row in rows_of(tree) if row.block.tag not in _UNSHOWN]


def _rule(row: Row, article: Article, holding: frozenset[Any]) -> str:
    """The first rule that the line falls under; empty where none does. holding: what the article stands in."""
    if _is_title(row, article):
        return "title"
    if _is_summary(row, article):
        return "standfirst"
    if name := name_of(BY_LINE, row.text) or _dated(row) or name_of(BY_PLACE, row.text):
        return name
    if in_bar(row.block, holding):
        return "bar or form"
    return name_of(BY_WORDS[:3], row.text) or _by_looks(row)


def _by_looks(row: Row) -> str:
    if is_in_figure(row.block):
        return "caption"
    if is_link(row):
        return "link"
    if name := name_of(BY_WORDS[3:], row.text):
        return name
    if row.block is not None and is_elsewhere(row.block):
        return "comment, teaser"
    line = lines.seen([row.text])[0]
    return "" if line.ended or line.size >= lines.SENTENCE else "no sentence"


def _place(index: int, kept: Sequence[int]) -> str:
    if not kept:
        return "no article"
    return "before the article" if index < kept[0] else "after the article" if index > kept[-1] else "between"


def _is_title(row: Row, article: Article) -> bool:
    return bool(article.title) and lines.key_of(row.text) == lines.key_of(article.title or "")


def _is_summary(row: Row, article: Article) -> bool:
    key = lines.key_of(row.text)
    return len(key) >= _PART and key in lines.key_of(article.summary or "")


def _dated(row: Row) -> str:
    return "date" if len(row.text) <= LONGEST and any(True for _ in found_in(row.text)) else ""


def _around(block: Any) -> Iterator[Any]:
    if block is not None:
        yield block
        yield from block.iterancestors()
