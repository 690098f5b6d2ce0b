"""What two texts are to each other of which none is a copy of the other, in words. Pure.

Linked, not merged:
9 Feb 2025 · Delta Courier · The week in brief
   article 12 · contained · article 1 is inside, 0.08 of its length · likeness 0.08 · containment 1.00
   https://delta.example/week
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.style import Style
from rich.text import Text

from workers.cli.changed import Changes
from workers.cli.dupes_tree import head, sentences
from workers.cli.entries import entry_of
from workers.cli.lines import NO_TEXT, flowed, linkable, one_line, wrapped
from workers.ledger.linked import Linked
from workers.model import CopyKind


@dataclass(frozen=True, slots=True)
class Beside:
    """A text that is linked with one of a group."""

    link: Linked
    #: from the text of the group to it; None where one of the two is no longer kept.
    changes: Changes | None


def relation(link: Linked) -> str:
    """What the other text is to mine, which is named by its number."""
    mine, ratio = f"article {link.mine}", link.ratio
    if link.kind is CopyKind.TEMPLATE:
        return f"the wording of {mine} with other names and numbers"
    if not ratio:
        return f"one of it and {mine} is inside the other"
    return (
        f"inside {mine}, {ratio:.2f} of its length" if ratio < 1 else f"{mine} is inside, {1 / ratio:.2f} of its length"
    )


def is_inside(link: Linked) -> bool | None:
    """Whether the other text is inside mine; None where neither is, or it was not kept which."""
    return link.ratio < 1 if link.kind is CopyKind.CONTAINED and link.ratio else None


def measured(link: Linked) -> list[str]:
    return [
        str(link.kind),
        relation(link),
        f"likeness {link.likeness:.2f}",
        f"containment {link.containment:.2f}",
    ]


def lines_of(found: Sequence[Beside], more: bool, width: int | None, *, diff: bool) -> Iterator[Text]:
    """more: there are others that are not shown. diff: the sentences that differ, too."""
    if not found:
        return
    yield Text("linked, not merged:" if not more else f"linked, not merged (the first {len(found)}):", style="dim")
    for each in found:
        entry = entry_of(each.link.other)
        style = Style(link=entry.url if linkable(entry.url) else None)
        for line in wrapped(head(entry), width):
            yield Text(line, style=style)
        for under in _under(each, width and max(width - 3, 2), diff=diff):
            yield Text.assemble("   ", under)


def _under(each: Beside, width: int | None, *, diff: bool) -> Iterator[Text]:
    told = [f"article {each.link.other.id}", *measured(each.link), *([] if each.changes else [NO_TEXT])]
    for line in flowed(told, width):
        for part in wrapped(line, width):
            yield Text(part)
    for line in wrapped(one_line(each.link.other.url), width):
        yield Text(line, style="dim")
    if diff and each.changes:
        yield from sentences(each.changes, width)
