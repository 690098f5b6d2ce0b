"""A story's timeline: articles in the order of their days, copies folded under their original. Pure.

    Ishiba and Trump: the road to a first meeting
    story 3 · 7 Nov 2024 to 8 Feb 2025 · 9 articles · 7 independent texts · 4 publishers

    November 2024
    Thu  7  Harbor Post    Ishiba and Trump agree by telephone to meet soon
                           + 2 copies: Delta Courier, The Morning Ledger
    Mon 18  Delta Courier  No meeting before the inauguration

Days are those that the pages give, in the pages' own zones: what a reader of the page finds there. A story of at most
three days is grouped by day, with times; a longer one by month, with days.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, zip_longest

from rich.style import Style
from rich.text import Text

from workers.cli.entries import UNKNOWN, Entry, in_order
from workers.cli.lines import NO_TEXT, counted, flowed, linkable, moment, one_line, width_of, wrapped

#: columns of white between two columns of text.
_GAP = 2
#: no title is easier to read for being wider.
_WIDEST_TITLE = 100
#: on a narrower screen a title is let out of it.
_NARROWEST_TITLE = 20
#: a publisher's column: at most this, and at most this share of the width.
_WIDEST_PUBLISHER, _SHARE = 32, 4
#: distinct days up to which a story is grouped by day.
_FEW_DAYS = 3


@dataclass(frozen=True, slots=True)
class View:
    """How much is shown."""

    #: columns of the screen; None where there is none: nothing is wrapped.
    width: int | None
    #: a line for each copy, too.
    copies: bool = False
    #: the url under each title.
    urls: bool = False
    #: the moment, in UTC, at which it was so; None: now.
    at: datetime | None = None


def _everyone(entries: Iterable[Entry]) -> list[Entry]:
    return [one for entry in entries for one in (entry, *entry.copies)]


def lines_of(story: int, title: str | None, entries: Sequence[Entry], view: View) -> Iterator[Text]:
    """The whole timeline, line by line."""
    for line in wrapped(one_line(title or "") or "(untitled)", view.width):
        yield Text(line, style="bold")
    for line in flowed(_facts(story, entries), view.width):
        yield Text(line, style="dim")
    if view.at is not None:
        yield Text(f"as it was at {moment(view.at)} UTC", style="dim")
    everyone, bearer = _everyone(entries), _bearer(title, entries)
    by_day = len({entry.day for entry in entries if entry.day}) <= _FEW_DAYS
    columns = _columns(entries, by_day, view.width)
    for label, group in groupby(in_order(entries), key=lambda entry: _label(entry.day, by_day)):
        yield Text()
        yield Text(label, style="bold")
        before = ""
        for entry in group:
            when = _when(entry, by_day)
            yield from _row("" if when == before else when, entry, columns)
            yield from _notes(entry, columns, view, bearer)
            before = when
    if any(entry.guessed for entry in everyone):
        yield Text()
        yield Text("~ the page gives no date that counts: this is when it was fetched", style="dim")
    gone = sum(not entry.kept for entry in everyone)
    if gone:
        yield Text()
        yield Text(f"{NO_TEXT}: {gone} of {counted(len(everyone), 'article')}", style="dim")


def _facts(story: int, entries: Sequence[Entry]) -> list[str]:
    """What stands under the title: which story and when; how much it is."""
    everyone = _everyone(entries)
    days = sorted(entry.day for entry in everyone if entry.day)
    span = span_of(*(days[0], days[-1]) if days else (None, None))
    publishers = {entry.publisher for entry in everyone if entry.publisher}
    counts = (
        counted(len(everyone), "article"),
        counted(len(entries), "independent text"),
        counted(len(publishers), "publisher"),
    )
    return [f"story {story} · {span}", " · ".join(counts)]


def span_of(first: date | None, last: date | None) -> str:
    """From one day to the other: one where they are the same, `undated` without."""
    if first is None or last is None:
        return "undated"
    begin, end = day_of(first), day_of(last)
    return begin if begin == end else f"{begin} – {end}"


def day_of(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _label(day: date | None, by_day: bool) -> str:
    if day is None:
        return "undated"
    return f"{day:%A} {day.day} {day:%B %Y}" if by_day else f"{day:%B %Y}"


def _when(entry: Entry, by_day: bool) -> str:
    """The margin: a weekday and a day, or a time of day with its zone where that is not UTC."""
    if entry.at is None:
        return ""
    mark = "~" if entry.guessed else ""
    if not by_day:
        return f"{mark:1}{entry.at:%a} {entry.at.day:>2}"
    return f"{mark}{entry.at:%H:%M}{_zone(entry.at)}" if entry.timed or entry.guessed else ""


def _zone(at: datetime) -> str:
    """` +5:30`, ` -5`; nothing for UTC."""
    minutes = int((at.utcoffset() or timedelta()).total_seconds() // 60)
    if not minutes:
        return ""
    hours, rest = divmod(abs(minutes), 60)
    return f" {'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


@dataclass(frozen=True, slots=True)
class _Columns:
    when: int
    publisher: int
    #: None: as wide as the title is.
    title: int | None

    @property
    def indent(self) -> str:
        return " " * (self.when + self.publisher)


def _columns(entries: Sequence[Entry], by_day: bool, width: int | None) -> _Columns:
    """How wide each column is, its gap included; a publisher's is as wide as the longest needs, within reason."""
    when = max((width_of(_when(entry, by_day)) for entry in entries), default=0)
    known = any(entry.publisher for entry in entries)
    publisher = max((width_of(entry.publisher or UNKNOWN) for entry in entries), default=0) if known else 0
    publisher = min(publisher, _WIDEST_PUBLISHER if width is None else min(_WIDEST_PUBLISHER, width // _SHARE))
    left = sum(column + _GAP for column in (when, publisher) if column)
    title = None if width is None else max(_NARROWEST_TITLE, min(_WIDEST_TITLE, width - left))
    return _Columns(when and when + _GAP, publisher and publisher + _GAP, title)


def _row(when: str, entry: Entry, columns: _Columns) -> Iterator[Text]:
    publisher = (entry.publisher or UNKNOWN) if columns.publisher else ""  # or it looked like a note on the one above
    publishers = wrapped(publisher, columns.title and columns.publisher - _GAP)
    titles = wrapped(entry.title, columns.title)
    style = Style(link=entry.url) if linkable(entry.url) else Style()
    for at, publisher, title in zip_longest([when], publishers, titles, fillvalue=""):
        line = Text(_padded(at, columns.when))
        line.append(_padded(publisher, columns.publisher), style="cyan")
        line.append(title, style=style)
        line.rstrip()
        yield line


def _bearer(title: str | None, entries: Sequence[Entry]) -> int | None:
    """The copy by whose headline the story is called, where no other article has it.

    It was the original until an earlier one came, and would else be folded: nobody could tell where the title is from.
    """
    if any(entry.title == one_line(title or "") for entry in entries):
        return None
    return next((one.article for one in _everyone(entries) if one.title == one_line(title or "")), None)


def _notes(entry: Entry, columns: _Columns, view: View, bearer: int | None) -> Iterator[Text]:
    """What stands under a title: its url, what it is made of, whom it credits, what people said of it, its copies."""
    told = [note for note in (entry.made_of, _credits(entry), *entry.said) if note]
    shown = [copy for copy in entry.copies if view.copies or copy.article == bearer]
    folded = [] if view.copies else [copy for copy in entry.copies if copy.article != bearer]
    for note in [*_urls(entry, view), *told, *_unfolded(shown, entry.title, view), *_folded(folded)]:
        for line in wrapped(note, columns.title):
            yield Text(columns.indent + line, style="dim")


def _credits(entry: Entry) -> str:
    return f"credits {entry.credits}" if entry.credits else ""


def _urls(entry: Entry, view: View) -> list[str]:
    return [one_line(entry.url)] if view.urls else []


def _folded(copies: Sequence[Entry]) -> list[str]:
    """`+ 2 copies: The Harbor Post, Delta Courier`."""
    if not copies:
        return []
    names = Counter(copy.publisher or UNKNOWN for copy in copies)
    told = ", ".join(f"{name} ({count})" if count > 1 else name for name, count in names.items())
    return [f"+ {counted(len(copies), 'copy', 'copies')}: {told}"]


def _unfolded(copies: Sequence[Entry], original: str, view: View) -> list[str]:
    """A line for each copy; its title where that is another than the original's."""
    lines = []
    for copy in copies:
        title = copy.title if copy.title != original else ""
        day = f"{'~' if copy.guessed else ''}{day_of(copy.day)}" if copy.day else "undated"
        lines += ["+ " + " · ".join(part for part in (day, copy.publisher or UNKNOWN, title, _credits(copy)) if part)]
        lines += _urls(copy, view)
    return lines


def _padded(text: str, width: int) -> str:
    """At least `width` columns; where there is a column at all, some white after the text."""
    return text + " " * max(width - width_of(text), 1 if width else 0)
