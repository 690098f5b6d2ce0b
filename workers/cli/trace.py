"""newsloom trace: what happened to a url, step by step, and what came of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import click
from rich.text import Text
from sqlalchemy.engine import Connection

from workers.cli import out
from workers.cli.context import here
from workers.cli.find import row_of
from workers.cli.lines import NO_TEXT, counted, named, one_line, wrapped
from workers.cli.why import why
from workers.errors import PermanentError
from workers.ledger import aliases, articles, steps, stories, urls, versions
from workers.ledger.schema import Record
from workers.model import Basis, CopyKind
from workers.printable import said

#: how an outcome looks on a terminal.
_COLOURS: Mapping[str, str] = {"done": "green", "retry": "yellow", "failed": "red", "refused": "red"}
#: columns of the names before the article, its original, its story.
_MARGIN = 9


@dataclass(frozen=True, slots=True)
class Trace:
    """All that the ledger knows of a url."""

    url: Record
    steps: list[Record]
    article: Record | None
    #: the article that it copies.
    original: Record | None
    member: Record | None
    #: the member's story, or what it was merged into.
    story: int | None
    #: what the article was before it was read anew, the oldest first.
    versions: list[Record]
    #: the url that has the article, where this one's page is the same.
    twin: Record | None


@click.command("trace")
@click.argument("url", metavar="URL|ID")
@click.option("--json", "as_json", is_flag=True, help="A JSON object for the url, then one a step.")
def trace_command(url: str, as_json: bool) -> None:
    """Show each step of a url up to now, the article it became, and why that is in its story.

    URL may be spelled in any way, be where the article was found in the end, or be the number of a row (ID).
    Times are UTC.

    JSON keys of the first line: url, id, state, stage, via, attempts, kills, accepted, next_try, reason, detail,
    same_as (the url that has this page's article), article, title, published, site, basis (page, entry, stub),
    versions (what the article was: number, read, replaced, changed, title, words), text_kept, copy_of, likeness,
    containment, story, rule, score, threshold, evidence.
    Of each further line: at, stage, outcome, reason, detail, ms, task.
    """
    with here().ledger.read() as connection:
        row = row_of(connection, url)
        if row is None:
            raise PermanentError("unknown-url", f"never accepted: {said(url)}")
        found = _trace(connection, row)
    if as_json:
        out.json_line(_first(found))
        for step in found.steps:
            out.json_line(_step(step))
        return
    out.show(*_head(found), Text())
    _steps(found.steps)
    out.show(*_result(found, out.console().width if sys.stdout.isatty() else None))


def _trace(connection: Connection, url: Record) -> Trace:
    owner = aliases.owner(connection, url.key) if url.state == "same" else None
    twin = urls.get(connection, owner) if owner else None
    article = articles.of_url(connection, owner or url.id)
    original = articles.get(connection, article.copy_of) if article and article.copy_of else None
    member = stories.of_article(connection, article.id) if article else None
    story = stories.resolve(connection, member.story_id) if member else None
    before = versions.of(connection, article.id) if article else []
    return Trace(url, steps.of(connection, url.id), article, original, member, story, before, twin)


def _first(found: Trace) -> dict[str, Any]:
    url, article, member = found.url, found.article, found.member
    published = article and articles.published_of(article)
    return {
        "url": url.url,
        "id": url.id,
        "state": url.state,
        "stage": url.stage,
        "via": url.via,
        "attempts": url.attempts,
        "kills": url.kills,
        "accepted": out.stamp(url.accepted_at),
        "next_try": out.stamp(url.due_at) if url.state == "pending" else None,
        "reason": url.reason,
        "detail": url.detail,
        "same_as": found.twin and found.twin.id,
        "article": article and article.id,
        "title": article and article.title,
        "published": published and published.text(),
        "site": article and article.site,
        "basis": article and article.basis,
        "versions": article and [_version(was) for was in found.versions],
        "text_kept": article and article.text_gone_at is None,
        "copy_of": article and article.copy_of,
        "likeness": article and article.copy_likeness,
        "containment": article and article.copy_containment,
        "story": found.story,
        "rule": member and member.rule,
        "score": member and member.score,
        "threshold": member and member.threshold,
        "evidence": member and member.evidence,
    }


def _version(was: Record) -> dict[str, Any]:
    return {
        "number": was.number,
        "read": out.stamp(was.read_at),
        "replaced": out.stamp(was.replaced_at),
        "changed": was.changed,
        "title": was.title,
        "words": None if was.text is None else len(was.text.split()),
    }


def _step(step: Record) -> dict[str, Any]:
    return {
        "at": out.stamp(step.at),
        "stage": step.stage,
        "outcome": step.outcome,
        "reason": step.reason,
        "detail": step.detail,
        "ms": step.ms,
        "task": step.task_id,
    }


def _head(found: Trace) -> Iterator[Text]:
    url = found.url
    yield Text(one_line(url.url), style="bold")
    facts = [f"url {url.id}", f"by {url.via}", f"accepted {_moment(url.accepted_at)}", url.state]
    if url.attempts:
        facts.append(f"{counted(url.attempts, 'try', 'tries')} failed")
    if url.kills:
        facts.append(f"its worker died {counted(url.kills, 'time')}")
    if url.state == "pending" and url.due_at:
        facts.append(f"next try {_moment(url.due_at)}")
    yield Text(" · ".join(facts), style="dim")
    if url.reason:
        yield Text(f"last error: {one_line(url.reason)}: {one_line(url.detail or '')}", style="dim")


def _moment(at: Any) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"


def _steps(found: list[Record]) -> None:
    if not found:
        out.show(Text("no steps yet", style="dim"))
        return
    rows = [
        [
            Text(_moment(step.at)),
            Text(step.stage),
            Text(step.outcome, style=_COLOURS.get(step.outcome, "")),
            Text("" if step.ms is None else str(step.ms)),
            Text(one_line(": ".join(part for part in (step.reason, step.detail) if part))),
        ]
        for step in found
    ]
    out.table(("time", "stage", "outcome", "ms", "what"), rows, right=("ms",))


def _result(found: Trace, width: int | None) -> Iterator[Text]:
    """The article, what it copies, its story and why."""
    rows = (
        ("same as", _twin(found)),
        ("article", _article(found)),
        ("was", _versions(found)),
        ("copy of", _copy(found)),
        ("story", _story(found)),
    )
    for name, lines in rows:
        for number, line in enumerate(lines):
            if not number:
                yield Text()
            for part, text in enumerate(wrapped(one_line(line), width and width - _MARGIN)):
                label = name if not number and not part else ""
                yield Text.assemble((label.ljust(_MARGIN), "bold"), (text, "dim" if number else ""))


def _article(found: Trace) -> list[str]:
    article = found.article
    if article is None:
        return []
    published = articles.published_of(article)
    facts = (
        published.text() if published else "undated",
        article.site or "publisher unknown",
        article.lang or "language unknown",
        counted(len(article.text.split()), "word") if article.text_gone_at is None else _gone(article.text_gone_at),
    )
    return [f"{article.id} · {_name(article)}", " · ".join(facts), *_made_of(article), article.url]


def _made_of(article: Record) -> list[str]:
    """What it is made of, where that is not its page."""
    why = article.sources.get("page")
    told = {
        Basis.ENTRY: f"made of its feed's entry alone: the page could not be had{f' ({why})' if why else ''}",
        Basis.STUB: "not an article but a notice of its site, which stands under other titles, too",
    }
    return [told[Basis(article.basis)]] if article.basis in told else []


def _twin(found: Trace) -> list[str]:
    return [f"url {found.twin.id}, which has the article", found.twin.url] if found.twin else []


def _versions(found: Trace) -> list[str]:
    """A line for each version that the article had before."""
    return [
        f"version {was.number} from {_moment(was.read_at)} to {_moment(was.replaced_at)}: "
        f"{_words(was.text)}; then new: {', '.join(was.changed)}"
        for was in found.versions
    ]


def _words(text: str | None) -> str:
    return NO_TEXT if text is None else counted(len(text.split()), "word")


def _copy(found: Trace) -> list[str]:
    article, original = found.article, found.original
    if article is None or original is None:
        return []
    share = f"{article.copy_containment or 0:.0%} of the shorter text is in the longer"
    kind = "the texts are identical" if article.copy_kind == CopyKind.IDENTICAL else share
    return [f"{original.id} · {_name(original)}", kind, original.url]


def _story(found: Trace) -> list[str]:
    member = found.member
    if member is None:
        return []
    moved = f"; story {member.story_id} is now part of it" if found.story != member.story_id else ""
    reasons = why(member.rule, member.score, member.threshold, member.evidence)
    return [f"{found.story}{moved}", *reasons]


def _name(article: Record) -> str:
    return named(article.title, article.text, article.text_gone_at)


def _gone(at: datetime) -> str:
    return f"{NO_TEXT} since {at:%Y-%m-%d}"
