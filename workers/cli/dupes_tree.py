"""A group of copies as a tree: each under the text that it is nearest to, with what changed. Pure.

3 Feb 2025 · Harbor Post · Swing bridge to close for two years
├─ 4 Feb 2025 · Delta Courier · Ferry to replace the bridge
│     article 7 · copy · likeness 0.81 · containment 0.97 · 0.82 of the length · headline changed
│     https://delta.example/ferry
└─ 5 Feb 2025 · The Morning Ledger
      article 9 · identical text
      https://ledger.example/3
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.style import Style
from rich.text import Text

from workers.cli.changed import Changes
from workers.cli.entries import UNKNOWN, Entry, entry_of
from workers.cli.lines import NO_TEXT, counted, flowed, linkable, one_line, width_of, wrapped
from workers.cli.timeline import day_of
from workers.ledger.schema import Record
from workers.model import CopyKind

#: what stands before a node, and before what stands under it: in the middle, and at the end.
_MIDDLE, _LAST = ("├─ ", "│  "), ("└─ ", "   ")
#: the share of the width that bars may take: whoever stands deeper stands there.
_DEEPEST = 2
#: the width where none is known: what a chain of copies takes goes with its length, and not with the square of it.
_PIPED = 240


@dataclass(frozen=True, slots=True)
class Node:
    """An article of the group."""

    row: Record
    #: under which it stands; None for the original.
    parent: int | None
    #: with the parent; None where one of the two texts is no longer kept.
    changes: Changes | None = None
    headline_changed: bool = False
    #: whether one of the two was read anew, so that they may differ in other ways than when the copy came.
    anew: bool = False


def in_order(nodes: Sequence[Node]) -> list[tuple[Node, tuple[bool, ...]]]:
    """From the original down; with each, whether it and each that it stands under is the last of its siblings."""
    below: dict[int | None, list[Node]] = defaultdict(list)
    for node in sorted(nodes, key=lambda node: (node.row.first_at, node.row.id)):
        below[node.parent].append(node)
    found: list[tuple[Node, tuple[bool, ...]]] = []
    waiting: list[tuple[Node, tuple[bool, ...]]] = [(node, ()) for node in reversed(below[None])]
    while waiting:  # no recursion: a chain of copies may be longer than Python is deep
        node, ends = waiting.pop()
        found.append((node, ends))
        under = below[node.row.id]
        waiting += [(each, (*ends, each is under[-1])) for each in reversed(under)]
    return found


def lines_of(nodes: Sequence[Node], asked: int, width: int | None, *, diff: bool = False) -> Iterator[Text]:
    """asked: the article that a person asked for. diff: the sentences themselves, too."""
    titles: Mapping[int, str] = {node.row.id: node.row.title or "" for node in nodes}
    for node, ends in in_order(nodes):
        begin = "".join(_bar(end)[1] for end in ends[:-1])[: (width or _PIPED) // _DEEPEST]
        first, rest = (begin + part for part in _bar(ends[-1])) if ends else ("", "")
        room = None if width is None else width - width_of(rest)
        entry = entry_of(node.row)
        style = Style(bold=node.row.id == asked, link=entry.url if linkable(entry.url) else None)
        same = node.parent is not None and titles[node.parent] == titles[node.row.id]
        for number, line in enumerate(wrapped(head(entry, titled=not same), room)):
            yield Text.assemble((first if not number else rest, "dim"), (line, style))
        for below in _under(node, entry, asked, room and room - 3, diff=diff):
            yield Text.assemble((f"{rest}   ", "dim"), below)


def _bar(end: bool) -> tuple[str, str]:
    return _LAST if end else _MIDDLE


def head(entry: Entry, *, titled: bool = True) -> str:
    """When it was published, by whom, and under which title."""
    day = f"{'~' if entry.guessed else ''}{day_of(entry.day)}" if entry.day else "undated"
    return " · ".join([day, entry.publisher or UNKNOWN, *([entry.title] if titled else [])])


def _under(node: Node, entry: Entry, asked: int, width: int | None, *, diff: bool) -> Iterator[Text]:
    """What stands under a head."""
    told = [f"article {node.row.id}", *_facts(node)]
    told += [f"credits {entry.credits}"] if entry.credits else []
    told += ["this is what you asked for"] if node.row.id == asked and node.parent is not None else []
    for line in flowed(told, width):
        for part in wrapped(line, width):
            yield Text(part)
    for line in wrapped(one_line(entry.url), width):
        yield Text(line, style="dim")
    if diff and node.changes:
        yield from sentences(node.changes, width)


def sentences(changes: Changes, width: int | None) -> Iterator[Text]:
    """What was dropped, and what was added."""
    for sign, style, told in (("- ", "red", changes.dropped), ("+ ", "green", changes.added)):
        for sentence in told:
            for number, line in enumerate(wrapped(one_line(sentence), width and max(width - 2, 2))):
                yield Text((sign if not number else "  ") + line, style=style)


def _facts(node: Node) -> list[str]:
    """How a copy differs from the text that it stands under."""
    if node.parent is None:
        return []
    row, changes = node.row, node.changes
    facts = ["identical text"] if row.copy_kind == CopyKind.IDENTICAL else _measured(row)
    facts += ["headline changed"] if node.headline_changed else []
    if changes is None:
        return [*facts, NO_TEXT]
    if row.copy_kind != CopyKind.IDENTICAL and changes.length_ratio is not None:
        facts.insert(3, f"{changes.length_ratio:.2f} of the length")
    if changes.added or changes.dropped:
        facts.append(f"sentences: {len(changes.added):,} added, {len(changes.dropped):,} dropped")
    return facts + (["one of them was read anew since"] if node.anew else [])


def _measured(row: Record) -> list[str]:
    return [
        str(row.copy_kind),
        f"likeness {row.copy_likeness or 0:.2f}",
        f"containment {row.copy_containment or 0:.2f}",
    ]


def spread(nodes: Sequence[Node]) -> str:
    """`4 articles, 1 text, 3 publishers`."""
    publishers = {name for node in nodes if (name := one_line(node.row.site or ""))}
    return ", ".join((counted(len(nodes), "article"), "1 text", counted(len(publishers), "publisher")))
