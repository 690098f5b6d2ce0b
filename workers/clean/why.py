"""What cleaning kept of a page and what it dropped, line by line, with the rule that each line falls under. Pure.

Told after the fact: the lines are held against the article, and the rules asked one by one. trafilatura does not say
why it left a line out; then what is told is where the line stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from workers.clean import lines, shaped, trees
from workers.clean import told as told_text
from workers.clean.adverts import is_advert
from workers.clean.calls import is_call
from workers.clean.dates import found_in
from workers.clean.decode import text_of
from workers.clean.elsewhere import is_elsewhere
from workers.clean.members import is_for_members
from workers.clean.opening import is_reading_time, is_signed
from workers.clean.rules import NONE, Rule, Rules, rule_for
from workers.clean.sheet import LONGEST, Row, rows_of
from workers.model import Article, Kind, Page

#: rules that are told by the article, and by where a line stands.
ARTICLE, HEARD, SAID, NOWHERE = "article", "text of the JSON-LD", "said before", "no article"
BEFORE, BETWEEN, AFTER = "before the article", "between", "after the article"
#: how the rules of sites begin; the site follows, and by what of its rule.
RULED = "rule of"
#: a shorter line is kept only where it is a whole line of the article: `Harbour` is a word of many.
_PART = 40
#: not shown, in a page without a body: libxml2 makes none where `<article>` comes behind the head's title.
_UNSHOWN = frozenset({"title", "noframes"})
_BARS = frozenset({"nav", "header", "footer", "aside", "menu", "form"})


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
    told, whole = {lines.key_of(line) for line in article.text.split("\n")}, f" {lines.key_of(article.text)} "
    keys = [lines.key_of(row.text) for row in rows]
    first: dict[str, int] = {}
    for index, key in enumerate(keys):
        if key and not ruled.get(index) and (key in told or (len(key) >= _PART and f" {key} " in whole)):
            first.setdefault(key, index)
    kept = sorted(first.values())
    said = {index for index, key in enumerate(keys) if first.get(key, index) != index}
    return [
        Told(row.text, True, ARTICLE)
        if index in kept
        else Told(
            row.text, False, _reason(row, article, ruled.get(index, ""), said=index in said) or _place(index, kept)
        )
        for index, row in enumerate(rows)
    ]


def _reason(row: Row, article: Article, ruled: str, *, said: bool) -> str:
    return ruled or (SAID if said else _rule(row, article))


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
        return [Row(line, None) for line in lines.tidy(lines.unwrapped(text))]
    tree = shaped.marked(text, rule) if rule else trees.tree_of(text)
    if tree is None:
        return []
    body = tree.find("body")
    return list(rows_of(body)) if body is not None else [row for row in rows_of(tree) if row.block.tag not in _UNSHOWN]


def _rule(row: Row, article: Article) -> str:
    """The first rule that the line falls under; empty where none does."""
    return next((rule.name for rule in RULES if rule.holds and rule.holds(row, article)), "")


def _place(index: int, kept: Sequence[int]) -> str:
    if not kept:
        return NOWHERE
    return BEFORE if index < kept[0] else AFTER if index > kept[-1] else BETWEEN


def _is_title(row: Row, article: Article) -> bool:
    return bool(article.title) and lines.key_of(row.text) == lines.key_of(article.title or "")


def _is_summary(row: Row, article: Article) -> bool:
    key = lines.key_of(row.text)
    return len(key) >= _PART and key in lines.key_of(article.summary or "")


def _is_dated(row: Row, _: Article) -> bool:
    return len(row.text) <= LONGEST and any(True for _ in found_in(row.text))


def _around(block: Any) -> Iterator[Any]:
    if block is not None:
        yield block
        yield from block.iterancestors()


def _in_bar(row: Row, _: Article) -> bool:
    return any(element.tag in _BARS for element in _around(row.block))


def _is_anothers(row: Row, _: Article) -> bool:
    return row.block is not None and is_elsewhere(row.block)


def _is_no_sentence(row: Row, _: Article) -> bool:
    return not lines.seen([row.text])[0].ended and lines.size_of(row.text) < lines.SENTENCE


class Named(NamedTuple):
    """A rule that lines fall under."""

    name: str
    #: for people, in a line.
    meaning: str
    #: does a line fall under it? None: that is told by where it stands, or by the article.
    holds: Callable[[Row, Article], bool] | None = None


#: all rules; from the top, the first that holds counts.
RULES: Sequence[Named] = (
    Named(ARTICLE, "kept: it is in the article's text"),
    Named(HEARD, "kept: the text is from the page's structured data, its markup has none"),
    Named(SAID, "the article has it already, further up"),
    Named("title", "it is the title", _is_title),
    Named("standfirst", "it is the summary, or a part of it", _is_summary),
    Named("advertisement", "it says that an advertisement stands there", lambda row, _: is_advert(row.text)),
    Named(
        "for members", "it says for whom the article is: members, subscribers", lambda row, _: is_for_members(row.text)
    ),
    Named("agency credit", "it credits an agency, which is kept apart", lambda row, _: lines.is_credit(row.text)),
    Named("byline", "it says who wrote it", lambda row, _: is_signed(row.text)),
    Named(
        "reading time",
        "it says how long the article takes to read, or to hear",
        lambda row, _: is_reading_time(row.text),
    ),
    Named("date", "a short line with a date", _is_dated),
    Named(
        "head of a section", "it heads another part: related articles, comments", lambda row, _: lines.is_head(row.text)
    ),
    Named("call", "it asks for something: to subscribe, to share, to read on", lambda row, _: is_call(row.text)),
    Named("caption", "it tells of a picture, or who took it", lambda row, _: lines.is_caption(row.text)),
    Named(
        "notice", "the site speaks of itself: rights, corrections, cookies", lambda row, _: lines.is_notice(row.text)
    ),
    Named("bar or form", "it stands in nav, header, footer, aside, menu or form", _in_bar),
    Named("comment, teaser", "it stands in what is named for comments, other articles, sharing", _is_anothers),
    Named("no sentence", "it is short and does not end as a sentence does", _is_no_sentence),
    Named(NOWHERE, "no article was found in the page"),
    Named(BEFORE, "no rule: it stands above the article's first line, and no reader took it"),
    Named(BETWEEN, "no rule: it stands within the article, and no reader took it"),
    Named(AFTER, "no rule: it stands below the article's last line, and no reader took it"),
    Named(f"{RULED} SITE", "a rule of the site drops it, or keeps only what stands elsewhere (config/sites.toml)"),
)
