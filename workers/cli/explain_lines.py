"""What a person is shown of why an article is in its story. Pure.

    story     1 · Ishiba and Trump talk
              3 articles · 7 Nov 2024 – 7 Feb 2025

    joined    with score 0.214, 0.064 above the 0.150 that was needed
              on 2025-02-10 12:00:00
    second    story 2 · The mill is sold
              score 0.080, 0.134 below the 0.214

Then what it has in common with the story, and the members nearest to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.text import Text

from workers.cli.entries import entry_of
from workers.cli.evidence import Evidence, Near
from workers.cli.labelled import Row, labelled
from workers.cli.lines import counted, flowed, named, one_line, wrapped
from workers.cli.pins_lines import Said
from workers.cli.timeline import day_of, span_of
from workers.cli.why import BY_PEOPLE, SECOND, how, left, telling, why
from workers.ledger.schema import Record
from workers.model import CopyKind

#: columns of the names before what is told.
_MARGIN = 10
_PARTS = ("words", "names", "title")


@dataclass(frozen=True, slots=True)
class Explained:
    """All that the ledger knows of why an article is where it is."""

    article: Record
    member: Record
    #: the membership whose reasons count: of a copy, that of the first of its group.
    first: Record
    #: of that one.
    evidence: Evidence
    #: those that are spoken of, by id; some may not be there any more.
    articles: Mapping[int, Record]
    #: those that are spoken of, by the number that they had -> where they are now.
    stories: Mapping[int, Record | None]
    #: its memberships before this one, the first one first.
    was: Sequence[Record] = ()
    #: what people said of it, and still holds.
    pins: Sequence[Said] = ()

    @property
    def story(self) -> Record:
        story = self.stories[self.member.story_id]
        assert story is not None, "a membership's story is there"
        return story

    @property
    def copied(self) -> bool:
        """Whether it is here because another article is."""
        return bool(self.member.rule == "copy")

    @property
    def scoreless(self) -> bool:
        """Whether no score brought it here."""
        return self.first.rule == "copy" or self.first.rule in BY_PEOPLE


def lines_of(found: Explained, width: int | None) -> Iterator[Text]:
    entry = entry_of(found.article)
    for line in wrapped(entry.title, width):
        yield Text(line, style="bold")
    for line in flowed([f"article {found.article.id}", *_facts(found.article)], width):
        yield Text(line, style="dim")
    for line in wrapped(one_line(entry.url), width):
        yield Text(line, style="dim")
    for block in (_place(found), _score(found), _shared(found), _near(found), _before(found)):
        yield from labelled(block, width, _MARGIN)


def _facts(row: Record) -> list[str]:
    entry = entry_of(row)
    day = f"{'~' if entry.guessed else ''}{day_of(entry.day)}" if entry.day else "undated"
    return [day, entry.publisher or "publisher unknown"]


def _told(row: Record) -> str:
    return " · ".join([*_facts(row), named(row.title, row.text, row.text_gone_at)])


def _place(found: Explained) -> list[Row]:
    story = found.story
    head = f"{story.id} · {_title(story)}"
    facts = [counted(story.articles, "article"), span_of(story.first_at, story.last_at)]
    return [("story", [head, " · ".join(facts)]), ("copy of", _original(found)), ("because", _because(found))]


def _title(story: Record) -> str:
    return one_line(story.title or "") or "(untitled)"


def _original(found: Explained) -> list[str]:
    """Whose copy it is, and how much of one."""
    article = found.article
    row = found.articles.get(article.copy_of or 0)
    if row is None:
        return []
    share = f"{article.copy_containment or 0:.0%} of the shorter text is in the longer"
    kind = "the texts are identical" if article.copy_kind == CopyKind.IDENTICAL else share
    return [f"article {row.id} · {_told(row)}", kind]


def _because(found: Explained) -> list[str]:
    """Of a copy: that it went after its group, and whose reasons follow."""
    if not found.copied:
        return []
    goes = "it goes where its original is" if found.article.copy_of else "it goes where its copies are"
    first = found.articles.get(found.first.article_id)
    if found.first.rule == "copy" or first is None:
        return [goes]
    return [f"{goes}; what brought the first of them here:", f"article {first.id} · {_told(first)}"]


def _score(found: Explained) -> list[Row]:
    """By how much it joined, how that came about, and what came second."""
    first = found.first
    if first.rule == "copy":
        return []
    when = f"on {first.joined_at:%Y-%m-%d %H:%M:%S}"
    if first.rule in BY_PEOPLE or first.rule in SECOND:
        return [("moved", [how(first.rule, first.evidence), *_kin(first), when])]
    began = first.rule == "created"
    heads = {"created": "began it", "joined": "joined"}
    rows: list[Row] = [(heads.get(first.rule, one_line(first.rule)), [*_margin(found), when])]
    nearest = found.evidence.nearest
    if began and nearest is not None:
        rows.append(("nearest", [_thread(found, nearest)]))
    return [*rows, ("likeness", _likeness(found.evidence)), ("time", _time(found.evidence)), ("second", _second(found))]


def _kin(first: Record) -> list[str]:
    """By how much second thoughts were sure."""
    if first.rule not in SECOND:
        return []
    what = {"merged": "merges two stories"}.get(first.rule, "keeps a story together")
    return [f"kinship {first.score:.3f}, {_beside(first.score, first.threshold)} that {what}"]


def _margin(found: Explained) -> list[str]:
    first = found.first
    if first.rule == "created" and found.evidence.nearest is None:
        return ["no story had anything in common with it"]
    whose = "the nearest story had" if first.rule == "created" else "with"
    return [f"{whose} score {first.score:.3f}, {_beside(first.score, first.threshold)} that was needed"]


def _beside(score: float, bar: float) -> str:
    """`0.064 above the 0.150`."""
    return f"{abs(score - bar):.3f} {'above' if score >= bar else 'below'} the {bar:.3f}"


def _likeness(evidence: Evidence) -> list[str]:
    if evidence.likeness is None:
        return []
    parts = ", ".join(f"{part} {evidence.parts[part]:.2f}" for part in _PARTS if part in evidence.parts)
    told = [f"{evidence.likeness:.2f} with the members on the whole" + (f" ({parts})" if parts else "")]
    if evidence.tightness is not None:
        told.append(f"{evidence.tightness:.2f} is what they have with each other")
    return told


def _time(evidence: Evidence) -> list[str]:
    if evidence.gap_days is None:
        return []
    gap = evidence.gap_days
    return [f"{gap:.1f} days from the story's nearest article" if gap else "within the story's days"]


def _second(found: Explained) -> list[str]:
    if found.evidence.second is None:
        return []
    story, score = found.evidence.second
    return [_thread(found, story), f"score {score:.3f}, {_beside(score, found.first.score)}"]


def _thread(found: Explained, story: int) -> str:
    """A story that was spoken of, and where it is now."""
    row = found.stories.get(story)
    if row is None:
        return f"story {story}"
    moved = "" if row.id == story else f", now part of story {row.id}"
    return f"story {story}{moved} · {_title(row)}"


def _shared(found: Explained) -> list[Row]:
    evidence, row = found.evidence, found.articles.get(found.first.article_id)
    words = telling(evidence.words, row.lang if row else None)
    shared: Sequence[tuple[str, Sequence[str]]] = (
        ("names", evidence.names),
        ("numbers", evidence.numbers),
        ("rare", evidence.rare),
        ("words", words),
    )
    return [(name, [", ".join(terms)]) for name, terms in shared if terms]


def _before(found: Explained) -> list[Row]:
    """Where it was before, and what people said of it."""
    was = [
        f"story {row.story_id}, {row.joined_at:%Y-%m-%d %H:%M:%S} to {row.left_at:%Y-%m-%d %H:%M:%S}: "
        f"{why(row.rule, row.score, row.threshold, row.evidence)[0]}; then {left(row.why)}"
        for row in found.was
    ]
    return [("was", was), ("pins", [each.words for each in found.pins])]


def _near(found: Explained) -> list[Row]:
    """A line a member, the nearest first."""
    rows: list[Row] = [("members", ["those nearest to it, and how alike each is"])] if found.evidence.near else []
    for near in found.evidence.near:
        row = found.articles.get(near.article)
        head = f"article {near.article}" + (f" · {_told(row)}" if row else "")
        rows.append((f"{near.likeness:.2f}", [head, *_common(near)]))
    return rows


def _common(near: Near) -> list[str]:
    """How far a member is in time, and what it shares with the article."""
    shared = (("names", near.names), ("numbers", near.numbers), ("words", near.words))
    told = [f"{name}: {', '.join(terms)}" for name, terms in shared if terms]
    if near.days is not None:
        days, side = f"{abs(near.days):.1f}", "before" if near.days >= 0 else "after"
        told.insert(0, "at the same time" if days == "0.0" else f"{days} days {side} it")
    return [" · ".join(told)] if told else []
