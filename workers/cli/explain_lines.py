"""What a person is shown of why an article is in its story. Pure.

    story     1 · Ishiba and Trump talk
              3 articles · 7 Nov 2024 – 7 Feb 2025

    joined    with score 0.214, 0.064 above the 0.150 that was needed
              on 2025-02-10 12:00:00
    score     0.1941 likeness x 1.212 for a loose story - 0.021 for silence = 0.214
    needed    0.180 to join + 0.012 for the crowd - 0.042 as it is under way = 0.150
    second    story 2 · The mill is sold
              score 0.080, 0.134 below the 0.214

Then what it has in common with the story, and the members nearest to it. Of one that was moved since: what moved it
(explain_moved.py), then the same of how it was placed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from workers.cli.entries import entry_of
from workers.cli.evidence import Evidence, Near
from workers.cli.explain_moved import moved
from workers.cli.explain_since import since
from workers.cli.explain_sum import of_bar, of_parts, of_score
from workers.cli.explained import TOLD, Explained, beside, called, described, facts, thread
from workers.cli.labelled import Row, labelled
from workers.cli.lines import counted, flowed, moment, one_line, wrapped
from workers.cli.timeline import span_of
from workers.cli.why import BY_PEOPLE, SECOND, left, speaking, telling, why
from workers.model import CopyKind

#: columns of the names before what is told.
_MARGIN = 10
_PARTS = ("words", "names", "title")


def lines_of(found: Explained, width: int | None) -> Iterator[Text]:
    entry = entry_of(found.article)
    for line in wrapped(entry.title, width):
        yield Text(line, style="bold")
    for line in flowed([f"article {found.article.id}", *facts(found.article)], width):
        yield Text(line, style="dim")
    for line in wrapped(one_line(entry.url), width):
        yield Text(line, style="dim")
    blocks = (_place(found), moved(found), since(found), _score(found), _shared(found), _near(found), _before(found))
    for block in blocks:
        yield from labelled(block, width, _MARGIN)


def _place(found: Explained) -> list[Row]:
    story = found.story
    head = f"{story.id} · {called(story)}"
    facts = [counted(story.articles, "article"), span_of(story.first_at, story.last_at)]
    return [("story", [head, " · ".join(facts)]), ("copy of", _original(found)), ("because", _because(found))]


def _original(found: Explained) -> list[str]:
    """Whose copy it is, and how much of one."""
    article = found.article
    row = found.articles.get(article.copy_of or 0)
    if row is None:
        return []
    share = f"{article.copy_containment or 0:.0%} of the shorter text is in the longer"
    kind = "the texts are identical" if article.copy_kind == CopyKind.IDENTICAL else share
    return [f"article {row.id} · {described(row)}", kind]


def _because(found: Explained) -> list[str]:
    """Of a copy: that it went after its group, and whose reasons follow."""
    if not found.copied:
        return []
    goes = "it goes where its original is" if found.article.copy_of else "it goes where its copies are"
    first = found.articles.get(found.first.article_id)
    if found.first.rule == "copy" or first is None:
        return [goes]
    return [f"{goes}; what brought the first of them here:", f"article {first.id} · {described(first)}"]


def _score(found: Explained) -> list[Row]:
    """By how much it joined, how that came about, and what came second."""
    placed, nearest = found.reasons, found.evidence.nearest
    if placed.rule == "copy" or placed.rule in BY_PEOPLE or placed.rule in SECOND:
        return []
    when = f"on {moment(placed.joined_at)}"
    into = [f"into {thread(found, placed.story_id)}"] if found.placed else []
    heads = {"created": "began it", "joined": "joined"}
    rows: list[Row] = [(heads.get(placed.rule, one_line(placed.rule)), [*_margin(found), *into, when])]
    if placed.rule == "created" and nearest is not None:
        rows.append(("nearest", [thread(found, nearest)]))
    rows += [("likeness", _likeness(found.evidence)), ("time", _time(found.evidence)), *_sums(found)]
    rows.append(("second", _second(found)))
    return [("placed", ["when it was placed:"]), *rows] if found.placed else rows


def _sums(found: Explained) -> list[Row]:
    """How the score and what was needed came about."""
    score, bar = of_score(found.evidence, found.reasons.score), of_bar(found.evidence, found.reasons.threshold)
    return [("score", [score] if score else []), ("needed", [bar] if bar else [])]


def _margin(found: Explained) -> list[str]:
    placed = found.reasons
    if placed.rule == "created" and found.evidence.nearest is None:
        return ["no story had anything in common with it"]
    whose = "the nearest story had" if placed.rule == "created" else "with"
    return [f"{whose} score {placed.score:z.3f}, {beside(placed.score, placed.threshold)} that was needed"]


def _likeness(evidence: Evidence) -> list[str]:
    if evidence.likeness is None:
        return []
    known = [part for part in _PARTS if part in evidence.parts]
    figures = of_parts([evidence.parts[part] for part in known], evidence.likeness)
    parts = ", ".join(f"{part} {figure}" for part, figure in zip(known, figures, strict=True))
    alone = evidence.members == 1
    whom = "the only text in it" if alone else "the members on the whole"
    told = [f"{evidence.likeness:.2f} with {whom}" + (f" ({parts})" if parts else "")]
    if evidence.tightness is not None:
        whose = "the members of a usual story" if alone else "they"
        told.append(f"{evidence.tightness:.2f} is what {whose} have with each other{_looseness(evidence)}")
    return told


def _looseness(evidence: Evidence) -> str:
    """What makes a likeness count more than it is, or less: named as in the sum below."""
    loose = 1.0 if evidence.loose is None else round(evidence.loose, 3)
    return "" if loose == 1 else ": a loose story" if loose > 1 else ": a tight story"


def _time(evidence: Evidence) -> list[str]:
    if evidence.gap_days is None:
        return []
    gap = evidence.gap_days
    told = [f"{gap:.1f} days from the story's nearest article" if gap else "within the story's days"]
    eased = evidence.eased or 0.0
    return [*told, f"{eased:.3f} less was needed: the thread is under way"] if eased >= TOLD else told


def _second(found: Explained) -> list[str]:
    if found.evidence.second is None:
        return []
    story, score = found.evidence.second
    return [thread(found, story), f"score {score:z.3f}, {beside(score, found.reasons.score)}"]


def _shared(found: Explained) -> list[Row]:
    evidence, lang = found.evidence, _lang(found)
    shared: Sequence[tuple[str, Sequence[str]]] = (
        ("names", speaking(evidence.names, lang)),
        ("numbers", evidence.numbers),
        ("rare", evidence.rare),
        ("words", telling(evidence.words, lang)),
    )
    return [(name, [", ".join(terms)]) for name, terms in shared if terms]


def _lang(found: Explained) -> str | None:
    """That of the article whose reasons these are."""
    row = found.articles.get(found.first.article_id)
    return row.lang if row else None


def _before(found: Explained) -> list[Row]:
    """Where it was before, and what people said of it."""
    was = [
        f"story {row.story_id}, {moment(row.joined_at)} to {moment(row.left_at)}: "
        f"{why(row.rule, row.score, row.threshold, row.evidence)[0]}; then {left(row.why)}"
        for row in found.was
    ]
    return [("was", was), ("pins", [each.words for each in found.pins])]


def _near(found: Explained) -> list[Row]:
    """A line a member, the nearest first."""
    rows: list[Row] = [("members", ["those nearest to it, and how alike each is"])] if found.evidence.near else []
    for near in found.evidence.near:
        row = found.articles.get(near.article)
        head = f"article {near.article}" + (f" · {described(row)}" if row else "")
        rows.append((f"{near.likeness:.2f}", [head, *_elsewhere(found, near), *_common(near, _lang(found))]))
    return rows


def _elsewhere(found: Explained, near: Near) -> list[str]:
    """Where a member is by now, if it is not in the article's story: it was nearest, and left, or was left."""
    home = found.homes.get(near.article)
    if home is None:
        return ["now in no story" if near.article in found.articles else "it is not there any more"]
    if home.story_id == found.story.id:
        return []
    went = home.joined_at > found.reasons.joined_at
    return [f"now in story {home.story_id}" + (f", since {moment(home.joined_at)}" if went else "")]


def _common(near: Near, lang: str | None) -> list[str]:
    """How far a member is in time, and what it shares with the article."""
    shared = (("names", speaking(near.names, lang)), ("numbers", near.numbers), ("words", near.words))
    told = [f"{name}: {', '.join(terms)}" for name, terms in shared if terms]
    if near.days is not None:
        days, side = f"{abs(near.days):.1f}", "before" if near.days >= 0 else "after"
        told.insert(0, "at the same time" if days == "0.0" else f"{days} days {side} it")
    return [" · ".join(told)] if told else []
