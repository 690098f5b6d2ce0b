"""newsloom explain: why an article is in its story."""

from __future__ import annotations

from typing import Any

import click
from sqlalchemy.engine import Connection

from workers.cli import explain_lines, out, pins_lines
from workers.cli.context import here
from workers.cli.entries import told_of
from workers.cli.evidence import Near, read
from workers.cli.explain_lines import Explained
from workers.cli.find import article_of
from workers.cli.pins import said_of
from workers.errors import PermanentError
from workers.ledger import articles, lineage, pins, stories
from workers.ledger.schema import Record
from workers.printable import said


@click.command("explain", short_help="Why an article is in its story.")
@click.argument("url", metavar="URL|ID")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def explain_command(url: str, as_json: bool) -> None:
    """Show why an article is in its story, so that one can agree, or say why not.

    The score by which it joined, what was needed, and the story that came second; what it has in common with the story,
    and the members nearest to it: all as it was when it was placed. A copy goes where its original is: then the reasons
    are those of the first of its group to come. Rows of an older newsloom tell less.

    URL as for `newsloom trace`. Times are UTC.

    JSON keys: id, url, title, published, lang, site, credits, story, story_title, copy_of, kind, containment,
    reasons_of (the article whose reasons follow), joined, rule, score, threshold, margin, nearest (story that was
    nearest), likeness, tightness, parts, gap_days, names, numbers, words, rare, near (article, likeness, title, site,
    days, names, numbers, words), runner_up (story, now, title, score), was (story, joined, left, why, rule, score,
    threshold: where it was before), pins (as `newsloom pins` has them); null or empty where it is not known.
    """
    with here().ledger.read() as connection:
        found = _explained(connection, article_of(connection, url), url)
    if as_json:
        out.json_line(_values(found))
    else:
        out.show(*explain_lines.lines_of(found, out.width()))


def _explained(connection: Connection, article_id: int, word: str) -> Explained:
    member = stories.of_article(connection, article_id)
    if member is None:
        raise PermanentError("no-story", f"it is in no story yet: {said(word)}; `newsloom trace` says how far it is")
    group = lineage.group(connection, lineage.original_of(connection, article_id))
    first = _first(connection, member, [row.id for row in group])
    evidence = read(first.evidence)
    ids = {article_id, first.article_id, *(row.id for row in group[:1]), *(near.article for near in evidence.near)}
    known = articles.brief(connection, ids | {known for row in group if (known := row.copy_of)})
    threads = {member.story_id, *([evidence.second[0]] if evidence.second else [])}
    threads |= {evidence.nearest} if evidence.nearest else set()
    return Explained(
        article=known[article_id],
        member=member,
        first=first,
        evidence=evidence,
        articles=known,
        stories={story: _now(connection, story) for story in threads},
        was=stories.formers(connection, article_id),
        pins=said_of(connection, pins.of_article(connection, article_id)),
    )


def _first(connection: Connection, member: Record, group: list[int]) -> Record:
    """Whose reasons count: its own, or those of the first of its group, which came by its own likeness."""
    if member.rule != "copy":
        return member
    others = [found for each in group if (found := stories.of_article(connection, each))]
    own = [found for found in others if found.rule != "copy" and found.story_id == member.story_id]
    return min(own, key=lambda found: (found.joined_at, found.article_id), default=member)


def _now(connection: Connection, story: int) -> Record | None:
    """A story where it is now."""
    number = stories.resolve(connection, story)
    return None if number is None else stories.get(connection, number)


def _values(found: Explained) -> dict[str, Any]:
    first, evidence, story = found.first, found.evidence, found.story
    return {
        **told_of(found.article),
        "story": story.id,
        "story_title": story.title,
        "copy_of": found.article.copy_of,
        "kind": found.article.copy_kind,
        "containment": found.article.copy_containment,
        "reasons_of": first.article_id,
        "joined": out.stamp(found.member.joined_at),
        "rule": first.rule,
        "score": first.score,
        "threshold": first.threshold,
        "margin": None if found.scoreless else round(first.score - first.threshold, 6),
        "nearest": evidence.nearest,
        "likeness": evidence.likeness,
        "tightness": evidence.tightness,
        "parts": evidence.parts,
        "gap_days": evidence.gap_days,
        "names": evidence.names,
        "numbers": evidence.numbers,
        "words": evidence.words,
        "rare": evidence.rare,
        "near": [_near(found, near) for near in evidence.near],
        "runner_up": evidence.second and _runner_up(found, *evidence.second),
        "was": [_was(row) for row in found.was],
        "pins": [pins_lines.values(each) for each in found.pins],
    }


def _was(row: Record) -> dict[str, Any]:
    joined, left = out.stamp(row.joined_at), out.stamp(row.left_at)
    reasons = {"why": row.why, "rule": row.rule, "score": row.score, "threshold": row.threshold}
    return {"story": row.story_id, "joined": joined, "left": left, **reasons}


def _near(found: Explained, near: Near) -> dict[str, Any]:
    row = found.articles.get(near.article)
    shared = {"days": near.days, "names": near.names, "numbers": near.numbers, "words": near.words}
    told = {"article": near.article, "likeness": near.likeness, "title": row and row.title, "site": row and row.site}
    return told | shared


def _runner_up(found: Explained, story: int, score: float) -> dict[str, Any]:
    row = found.stories[story]
    return {"story": story, "now": row and row.id, "title": row and row.title, "score": score}
