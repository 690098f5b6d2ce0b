"""What a kind of page is that stands where an article should be: how it is known, and what is said of it. No data here.

Rows are regular expressions, matched without regard to case. Each row of `phrases` and of `named` counts once: two rows
that say the same would count it twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from workers.clean.phrases import Table


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of stub."""

    #: the reason that its url is refused for.
    reason: str
    #: what a person is told.
    told: str
    #: titles: the whole of one, the site's name apart.
    titles: Table
    #: phrases in the text with which a reader is addressed, by language.
    phrases: Table
    #: what such pages name, and news of them, too: it counts beside a phrase alone.
    named: Table = field(default_factory=dict[str, tuple[str, ...]])
    #: words of which one stands in the title of news about such pages.
    about: Table = field(default_factory=dict[str, tuple[str, ...]])
    #: what such a page keeps from its reader: a sentence that addresses him names it, or the text says hardly
    #: anything else.
    reads: Table = field(default_factory=dict[str, tuple[str, ...]])
    #: how its reader is let in: behind an article's beginning, lines that name this and say hardly anything else
    #: are enough.
    enters: Table = field(default_factory=dict[str, tuple[str, ...]])
