"""How commands speak: JSON lines, tables, progress. Results go to standard output, everything else to standard error.

What is said for a person passes through here, and is made harmless here: urls, ids, titles come from strangers.

A table on a terminal fits its width; in a file or a pipe nothing is cut, since nobody can make a file wider.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Protocol

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from workers.cli.lines import moment
from workers.printable import escaped, in_place, masked

#: columns that no table needs; nothing is cut at this width.
_UNBOUNDED = 100_000
#: seconds between two lines of progress where there is no terminal.
_EVERY = 10.0


class _Console(Console):
    """Rich's own ends a command whose reader has gone (`newsloom story 1 | head`) with 1; that is no error."""

    def on_broken_pipe(self) -> None:
        raise  # noqa: PLE0704 - called where BrokenPipeError was caught


def console() -> Console:
    """Standard output."""
    terminal = sys.stdout.isatty()
    return _Console(file=sys.stdout, width=None if terminal else _UNBOUNDED, highlight=False, soft_wrap=not terminal)


def width() -> int | None:
    """Columns of standard output; None where it is no terminal: nothing is wrapped there."""
    return console().width if sys.stdout.isatty() else None


def show(*lines: str | Text) -> None:
    """Lines for a person."""
    out = console()
    for line in map(_safe, lines):
        out.print(line, markup=False, emoji=False)


def lines(told: Iterable[str]) -> None:
    """Lines of a file or a pipe that are harmless already. Not by click, which writes UTF-8 into ASCII."""
    sys.stdout.writelines(f"{line}\n" for line in told)


#: the bar that is on the screen: what is said meanwhile stands above it.
_shown: ContextVar[Progress | None] = ContextVar("shown", default=None)


def warn(line: str) -> None:
    """One line about what was wrong; what was asked goes on."""
    told, bar = f"newsloom: {in_place(masked(line))}", _shown.get()
    if bar is None:
        click.echo(told, err=True)
    else:
        bar.console.print(Text(told), soft_wrap=True)


def _safe(text: str | Text) -> Text:
    """Whatever a stranger wrote into it: no line breaks but our own, no escape sequences, no turns of direction."""
    if isinstance(text, str):
        return Text(in_place(text))
    safe = text.copy()
    safe.plain = "\n".join(map(in_place, text.plain.split("\n")))  # as long as it was: styles stay
    return safe


def json_line(values: Mapping[str, Any]) -> None:
    """One JSON object on a line of its own, keys in the order given; safe on a terminal, too."""
    sys.stdout.write(escaped(json.dumps(values, ensure_ascii=False, default=_plain)) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return stamp(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def stamp(value: datetime | None) -> str | None:
    """A point in time for machines: ISO 8601 in UTC, to the second."""
    return None if value is None else value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def when(value: datetime) -> str:
    """A point in time in a list: on a terminal for people; in a file or a pipe one word, so that columns count."""
    return moment(value) if sys.stdout.isatty() else str(stamp(value))


def day(value: datetime | None) -> str:
    """A day for people."""
    return value.strftime("%Y-%m-%d") if value else "undated"


def ago(seconds: float) -> str:
    """A span for people: `12 s`, `5 min`, `3 h`, `9 days`."""
    for size, unit in ((86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def table(columns: Sequence[str], rows: Iterable[Sequence[str | Text]], right: Sequence[str] = ()) -> None:
    """A table without lines; the columns named in `right` are numbers, the last column may be folded."""
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name in columns:
        last = name == columns[-1]
        grid.add_column(
            name,
            justify="right" if name in right else "left",
            no_wrap=not last,
            overflow="fold" if last else "ellipsis",
        )
    for row in rows:
        # as it is: a title such as "[Video] ..." is no markup of ours
        grid.add_row(*map(_safe, row))
    if sys.stdout.isatty():
        console().print(grid)
        return
    plain = Console(width=_UNBOUNDED, color_system=None)
    with plain.capture() as captured:
        plain.print(grid)
    sys.stdout.writelines(f"{line.rstrip()}\n" for line in captured.get().splitlines())


class Step(Protocol):
    def __call__(self, count: int = 1, *, total: int | None = None) -> None: ...


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Step]:
    """A bar on a terminal, else a line every ten seconds; on standard error. Call what it gives for each piece done."""
    if sys.stderr.isatty():
        with _bar() as bar:
            task, shown = bar.add_task(label, total=total), _shown.set(bar)

            def advance(count: int = 1, *, total: int | None = None) -> None:
                bar.update(task, advance=count, total=total)  # a total of None leaves it as it is

            try:
                yield advance
            finally:
                _shown.reset(shown)
        return
    yield _lines(label, total)


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    # rich would print on the terminal what goes to a file or a pipe
    ours = sys.stdout.isatty()
    return Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=ours)


def _lines(label: str, total: int | None) -> Step:
    state: dict[str, Any] = {"done": 0, "total": total, "next": time.monotonic() + _EVERY}

    def advance(count: int = 1, *, total: int | None = None) -> None:
        state["done"] += count
        state["total"] = state["total"] if total is None else total
        if time.monotonic() >= state["next"]:
            state["next"] = time.monotonic() + _EVERY
            of = "" if state["total"] is None else f" of {state['total']}"
            click.echo(f"{label}: {state['done']}{of}", err=True)

    return advance


def counts(found: Mapping[str, int], *, as_json: bool) -> None:
    """What became of a batch: `3 accepted, 1 already known, 0 refused`."""
    if as_json:
        json_line(found)
    else:
        show(counted(found))


def counted(found: Mapping[str, int]) -> str:
    """The same as words."""
    words = {"known": "already known"}
    return ", ".join(f"{number} {words.get(name, name)}" for name, number in found.items())
