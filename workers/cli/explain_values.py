"""What machines are told of why an article is in its story. Pure."""

from __future__ import annotations

from typing import Any

from workers.cli import explain_since, out, pins_lines
from workers.cli.entries import told_of
from workers.cli.evidence import Evidence, Near, Sides, read, sides_of
from workers.cli.explained import Explained
from workers.cli.why import SECOND
from workers.ledger.schema import Record


def values_of(found: Explained) -> dict[str, Any]:
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
        **_reasons(found, evidence),
        "was": [_was(found, row) for row in found.was],
        "pins": [pins_lines.values(each) for each in found.pins],
        "placed": found.placed and _placed(found.placed),
        "since": [explain_since.values(change) for change in found.since],
        "moved": _sides(sides_of(first.evidence)) if first.rule in SECOND else None,
    }


def _reasons(found: Explained, evidence: Evidence) -> dict[str, Any]:
    return {
        "nearest": evidence.nearest,
        "likeness": evidence.likeness,
        "tightness": evidence.tightness,
        "parts": evidence.parts,
        "gap_days": evidence.gap_days,
        "loose": evidence.loose,
        "stale": evidence.stale,
        "join_at": evidence.join_at,
        "crowd": evidence.crowd,
        "close": evidence.close,
        "eased": evidence.eased,
        "names": evidence.names,
        "numbers": evidence.numbers,
        "words": evidence.words,
        "rare": evidence.rare,
        "near": [_near(found, near) for near in evidence.near],
        "runner_up": evidence.second and _runner_up(found, *evidence.second),
    }


def _placed(row: Record) -> dict[str, Any]:
    how = {"rule": row.rule, "score": row.score, "threshold": row.threshold}
    return {"story": row.story_id, "joined": out.stamp(row.joined_at), **how}


def _sides(sides: Sides) -> dict[str, Any]:
    return {
        "kin": sides.kin,
        "bar": sides.bar,
        "law": sides.law,
        "by_law": sides.by_law,
        "likeness": sides.likeness,
        "gap_days": sides.gap_days,
        "pair": sides.pair,
        "pair_likeness": sides.pair_likeness,
        "there": sides.there and _sides(sides.there),
    }


def _was(found: Explained, row: Record) -> dict[str, Any]:
    how = _placed(row)
    told = {"story": how.pop("story"), "joined": how.pop("joined"), "left": out.stamp(row.left_at), "why": row.why}
    return told | how | _reasons(found, read(row.evidence))


def _near(found: Explained, near: Near) -> dict[str, Any]:
    row, home = found.articles.get(near.article), found.homes.get(near.article)
    shared = {"days": near.days, "names": near.names, "numbers": near.numbers, "words": near.words}
    told = {"article": near.article, "now": home and home.story_id, "likeness": near.likeness}
    return told | {"title": row and row.title, "site": row and row.site} | shared


def _runner_up(found: Explained, story: int, score: float) -> dict[str, Any]:
    row = found.stories.get(story)
    return {"story": story, "now": row and row.id, "title": row and row.title, "score": score}
