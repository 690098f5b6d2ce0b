"""newsloom trace: what happened to a url, step by step, and what came of it."""

from __future__ import annotations

from typing import Any

import click
from rich.text import Text
from sqlalchemy.engine import Connection

from workers.cli import out, trace_lines
from workers.cli.context import here
from workers.cli.find import row_of, unknown
from workers.cli.once import Command
from workers.cli.trace_lines import Trace
from workers.ledger import aliases, articles, steps, stories, urls, versions
from workers.ledger.linked import nearest
from workers.ledger.schema import Record
from workers.text import size


@click.command("trace", cls=Command)
@click.argument("url", metavar="URL|ID")
@click.option("--json", "as_json", is_flag=True, help="A JSON object for the url, then one a step.")
def trace_command(url: str, as_json: bool) -> None:
    """Show what happened to a url, and why.

    Each step up to now, the article it became, and why that is in its story.

    URL may be spelled in any way, be where the article was found in the end, or be the number of a url (ID), which is
    not that of its article, as `dupes`, `explain` and `pin` take it. Times are UTC.

    JSON keys of the first line: url, id, state, stage (the last one that was finished), via, attempts, kills, accepted,
    next_try, reason, detail, same_as (the url that has this page's article), article, title, published, site, lang,
    authors, image, confidence (how far two readings of the page agree, 0 to 1), sources (where each field is from),
    basis (page, entry, stub), versions (what the article was: number, read, replaced, changed, title, words),
    text_kept, copy_of, kind, nearest (the text that it is a copy of, inside of, around, or of one form with),
    length_ratio (to that one), likeness, containment, story, rule, score, threshold, evidence.
    Of each further line: at, stage, outcome, reason, detail, ms, task.
    """
    with here().ledger.read() as connection:
        row = row_of(connection, url)
        if row is None:
            raise unknown(url)
        found = _trace(connection, row)
    if as_json:
        out.json_line(_first(found))
        for step in found.steps:
            out.json_line(_step(step))
        return
    out.show(*trace_lines.head(found), Text())
    trace_lines.steps(found.steps)
    out.show(*trace_lines.result(found, out.width()))


def _trace(connection: Connection, url: Record) -> Trace:
    owner = aliases.owner(connection, url.key) if url.state == "same" else None
    twin = urls.get(connection, owner) if owner else None
    article = articles.of_url(connection, owner or url.id)
    original = articles.get(connection, article.copy_of) if article and article.copy_of else None
    link = nearest(connection, article) if article else None
    member = stories.of_article(connection, article.id) if article else None
    story = stories.resolve(connection, member.story_id) if member else None
    before = versions.of(connection, article.id) if article else []
    return Trace(url, steps.of(connection, url.id), article, original, link, member, story, before, twin)


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
        "lang": article and article.lang,
        "authors": article and article.authors,
        "image": article and article.image,
        "confidence": article and article.confidence,
        "sources": article and article.sources,
        "basis": article and article.basis,
        "versions": article and [_version(was) for was in found.versions],
        "text_kept": article and article.text_gone_at is None,
        "copy_of": article and article.copy_of,
        "kind": article and article.copy_kind,
        "nearest": article and article.copy_nearest,
        "length_ratio": article and article.copy_ratio,
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
        "words": None if was.text is None else size(was.text),
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
