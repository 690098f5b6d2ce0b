"""newsloom clean: the article that is found in a page, with where each field is from; nothing is stored."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click
from rich.text import Text

from workers.clean.confidence import doubt_of
from workers.clean.decide import article_of
from workers.clean.origins import ORIGINS
from workers.clean.rules import Rules
from workers.clean.why import RULES, Told, ruled, told_of
from workers.cli import out
from workers.cli.apart import apart
from workers.cli.context import here
from workers.cli.lines import counted, dated, one_line, wrapped
from workers.cli.once import Command
from workers.cli.page_meant import page_of
from workers.errors import KilledError, PermanentError, RefusedError, WordsError
from workers.model import Article, Hint, Page
from workers.printable import said
from workers.text import size

_T = TypeVar("_T")


def _show_rules(*, as_json: bool) -> None:
    """The tables themselves, so that none is left out."""
    rules = [(rule.name, rule.meaning) for rule in RULES]
    if as_json:
        for of, told in (("rule", rules), ("from", ORIGINS.items())):
            for word, meaning in told:
                out.json_line({of: word, "meaning": meaning})
        return
    out.table(("rule", "of a line: what it means"), rules)
    out.show("")
    out.table(("from", "of a field: where it was read"), list(ORIGINS.items()))


@click.command("clean", cls=Command, short_help="Show the article that is found in a page.")
@click.argument("page", required=False, metavar="FILE|URL|ID|-")
@click.option("--url", "address", metavar="URL", help="Where the page in FILE is from.")
@click.option("--why", is_flag=True, help="Each line of the page: kept, or dropped and by which rule.")
@click.option(
    "--rules",
    "of_rules",
    is_flag=True,
    help="What each rule means that --why names, and each word for where a field is from; without a page.",
)
@click.option("--json", "as_json", is_flag=True, help="A JSON object for the article; with --why then one a line.")
def clean_command(page: str | None, address: str | None, why: bool, of_rules: bool, as_json: bool) -> None:
    """Clean one page and show what comes of it: title, date, text and the rest, with where each is from.

    FILE is a page (.html), or one that was flattened to text, menus and all (.txt), gzipped or not; - is standard
    input. A URL that the ledger has, or the number of one (ID, as `newsloom trace` tells it: not that of an article),
    is read from it, with what its feed said; any other URL is fetched now, once, as workers do: as its robots.txt
    allows. Nothing is stored.

    Of each field it says where it is from, of each line under which rule it falls: --rules tells what these words mean.

    Exit code 1 when there is no article in the page, or it may not be fetched; --why shows its lines all the same.
    JSON keys: url, title, published, precision, lang, site, authors, summary, credits, image, confidence, doubtful,
    sources, text. Precision is instant, local (published has no zone: the page does not say which), or day. Of each
    line: line, kept, rule; of --rules: rule or from, meaning. That a rule of the site is obeyed is said on
    standard error.
    """
    if of_rules:
        if page is not None or address is not None or why:
            raise WordsError("words", "--rules is about no page: it goes alone, or with --json")
        _show_rules(as_json=as_json)
        return
    if page is None:
        raise click.MissingParameter(param_hint="'FILE|URL|ID|-'", param_type="argument")
    _show(page, address, why=why, as_json=as_json)


def _show(page: str, address: str | None, *, why: bool, as_json: bool) -> None:
    found, hint = page_of(page, address)
    rules = here().rules
    for remark in _bounded(lambda: ruled(found, rules)) if why else ():  # before it may be refused: a rule may be why
        out.warn(remark)
    article, told = _bounded(lambda: _cleaned(found, hint, rules, why=why))
    if isinstance(article, RefusedError):
        _show_lines(told, as_json=as_json)
        if why and not told:
            out.warn("no line of it is shown: " + ("it has none" if _is_readable(article) else "it is not parsed"))
        raise article if "://" in found.final_url else RefusedError(article.reason, f"{said(page)}: {article.detail}")
    if as_json:
        out.json_line(_values(article))
        _show_lines(told, as_json=True)
        return
    out.table(("field", "from", "value"), [[Text(each) for each in row] for row in _fields(article)])
    out.show("")
    if why:
        _show_lines(told, as_json=False)
        return
    width = out.console().width if sys.stdout.isatty() else None
    out.show(*(line for paragraph in article.text.split("\n") for line in wrapped(one_line(paragraph), width)))


def _cleaned(page: Page, hint: Hint, rules: Rules, *, why: bool) -> tuple[Article | RefusedError, list[Told]]:
    try:
        article = article_of(page, hint, rules)
    except RefusedError as error:
        return error, told_of(page, _NOTHING, rules) if why and _is_readable(error) else []
    return article, told_of(page, article, rules) if why else []


def _is_readable(error: RefusedError) -> bool:
    """Was the page parsed before it was refused? What was not is not safe to be."""
    return error.reason == "not-an-article" or error.reason.startswith("stub-")


#: what a page that is refused has for an article.
_NOTHING = Article("", None, "", None, None, None)


def _show_lines(told: list[Told], *, as_json: bool) -> None:
    if as_json:
        for line in told:
            out.json_line({"line": line.text, "kept": line.kept, "rule": line.rule})
    elif told:
        out.table(("", "rule", "line"), [_row(line) for line in told])


def _bounded(call: Callable[[], _T]) -> _T:
    """What the call gives, in a process with a worker's limits: a parser may hang or crash."""
    limits = here().settings.clean
    try:
        return apart(call, limits.time_limit, limits.max_memory_mb)
    except KilledError as error:
        raise PermanentError(error.reason, _KILLED[error.reason].format(limits.time_limit)) from error


#: what is said of a page that ended its reader.
_KILLED = {
    "time-limit": "cleaning it did not come to an end within {:.0f} s ([clean] time_limit)",
    "worker-lost": "cleaning it crashed the process that did it",
}


def _fields(article: Article) -> list[tuple[str, str, str]]:
    sources = article.sources
    published = article.published
    rows = (
        ("title", article.title or ""),
        ("published", dated(published) if published else ""),
        ("authors", ", ".join(article.authors)),
        ("site", article.site or ""),
        ("lang", article.lang or ""),
        ("url", article.url),
        ("image", article.image or ""),
        ("summary", article.summary or ""),
        ("credits", ", ".join(article.credits)),
        ("text", ", ".join([counted(size(article.text), "word"), *doubt_of(article.confidence)])),
    )
    return [(name, sources.get(name, ""), one_line(value) or "-") for name, value in rows]


def _row(line: Told) -> list[Text]:
    style = "" if line.kept else "dim"
    return [Text("+" if line.kept else "-", style), Text(line.rule, style), Text(one_line(line.text), style)]


def _values(article: Article) -> dict[str, Any]:
    published = article.published
    return {
        "url": article.url or None,
        "title": article.title,
        "published": published and published.text(),
        "precision": published and published.precision.value,
        "lang": article.lang,
        "site": article.site,
        "authors": list(article.authors),
        "summary": article.summary,
        "credits": list(article.credits),
        "image": article.image,
        "confidence": article.confidence,
        "doubtful": bool(doubt_of(article.confidence)),
        "sources": dict(article.sources),
        "text": article.text,
    }
