"""newsloom pin, part, together, unpin, pins: people's corrections, done at once and obeyed from then on."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

import click
from sqlalchemy.engine import Connection

from workers.cli import out, pins_lines
from workers.cli.context import here
from workers.cli.evidence import read
from workers.cli.find import article_of
from workers.cli.lines import moment
from workers.cli.numbers import LARGEST, Number
from workers.cli.once import Command
from workers.cli.stories import ID
from workers.errors import PermanentError, WordsError
from workers.ledger import articles, pins, stories
from workers.ledger.schema import Record

_NUMBER = Number("the number of a pin (as `newsloom pins` lists them)", 1, LARGEST)
#: kind -> the module's function that keeps it and does it.
Act = Callable[[Connection, datetime], Any]


@click.command("pin", cls=Command, short_help="Say which story an article belongs to.")
@click.argument("url", metavar="URL|ID")
@click.argument("story", type=ID, metavar="STORY")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def pin_command(url: str, story: int, as_json: bool) -> None:
    """Say that an article belongs to a story.

    It goes there at once, with its copies and with all that belong together with it, and every later run leaves it
    there, until `newsloom unpin` takes it back. What contradicts an earlier word is refused: one line names that pin.
    URL may be spelled in any way, or be the number of an article (ID), as `newsloom explain` tells it.

    What stays in the story that they left, and had joined it because one of them was the nearest, is told: it may not
    belong there any more.

    JSON keys: pin (its number), kind, article (the one spoken of; of two the second), story (where those that moved are
    now; where none had to, where the article is), moved (articles), left (stories), behind (articles that stay, and
    were nearest to one that moved), larger (null; or of `newsloom together`, the story that was left for one with fewer
    articles).
    """
    from workers.assign import corrections

    ledger = here().ledger
    with ledger.read() as connection:
        article = article_of(connection, url)
    _perform("pin", article, lambda tx, now: corrections.pin(tx, article, story, now), as_json=as_json)


@click.command("part", cls=Command, short_help="Say that two articles share no story.")
@click.argument("one", metavar="URL|ID")
@click.argument("other", metavar="URL|ID")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def part_command(one: str, other: str, as_json: bool) -> None:
    """Say that two articles do not belong into one story.

    Where they share one, the second leaves it at once for a story of its own, with its copies and with all that belong
    together with it; where it is pinned, the first leaves. All others stay, also those that are nearer to the one that
    leaves: `newsloom together` brings them after it. The larger part keeps the number. URL or ID, the number of an
    article, and all else as for `newsloom pin`.
    """
    from workers.assign import corrections

    first, second = _two(one, other)
    _perform("apart", second, lambda tx, now: corrections.part(tx, first, second, now), as_json=as_json)


@click.command("together", cls=Command, short_help="Say that two articles belong into one story.")
@click.argument("one", metavar="URL|ID")
@click.argument("other", metavar="URL|ID")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def together_command(one: str, other: str, as_json: bool) -> None:
    """Say that two articles belong into one story.

    The second goes into the story of the first at once, with its copies and with all that belong together with it;
    where it is pinned, the first goes there. Where it leaves the larger story for it, that is told, and how to have it
    the other way round. URL or ID, the number of an article, and all else as for `newsloom pin`.
    """
    from workers.assign import corrections

    first, second = _two(one, other)
    _perform("together", second, lambda tx, now: corrections.together(tx, first, second, now), as_json=as_json)


@click.command("unpin", cls=Command, short_help="Take back what was said by pin, part or together.")
@click.argument("number", type=_NUMBER, metavar="N")
def unpin_command(number: int) -> None:
    """Take back what was said by `newsloom pin`, `part` or `together`, by its number.

    Nobody moves at once: the stories where these articles are come next when stories are looked at again, and whether
    an article stays where it is, is decided there as for any other.
    """
    from workers.assign import corrections

    services = here()
    with services.ledger.exclusive("assign") as tx:
        row = pins.get(tx, number)
        due = None if row is None else corrections.unpin(tx, number, services.clock())
        if row is None or due is None:
            was = f"pin {number} was taken back on {moment(row.undone_at)}" if row else f"there is no pin {number}"
            raise PermanentError("unknown-pin", f"{was}: `newsloom pins` lists those that hold")
        told = said_of(tx, [row])[0]
    looked = services.settings.assign.repair_every > 0
    out.show(f"taken back: {told.words}", pins_lines.until(due, looked=looked))


@click.command("pins", cls=Command, short_help="What people said of articles and stories.")
@click.option("--all", "undone", is_flag=True, help="What was taken back, too.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line.")
def pins_command(undone: bool, as_json: bool) -> None:
    """List what people said by pin, part and together, oldest first.

    JSON keys: pin, kind (what holds, and the change that told it in `newsloom changes`: pin, pinned; apart, parted;
    together, joined-together), article, title, story (where it is now: a merge leads on), story_when_pinned (its
    number then), other, other_title, made, undone.
    """
    with here().ledger.read() as connection:
        told = said_of(connection, pins.listed(connection, undone=undone))
    if as_json:
        for each in told:
            out.json_line(pins_lines.values(each))
    elif told:
        pins_lines.table(told)
    else:
        out.warn("nothing was pinned")


def _two(one: str, other: str) -> tuple[int, int]:
    """The articles that two words name."""
    with here().ledger.read() as connection:
        first, second = article_of(connection, one), article_of(connection, other)
    if first == second:
        raise WordsError("same", f"both are article {first}: expected two articles")
    return first, second


def _perform(kind: str, article: int, act: Act, *, as_json: bool) -> None:
    services = here()
    with services.ledger.exclusive("assign") as tx:
        done = act(tx, services.clock())
        row = pins.get(tx, done.pin)
        assert row is not None, "it was just said"
        (told,) = said_of(tx, [row])
    with services.ledger.read() as connection:
        behind = _behind(connection, done.moved, done.left)
    if as_json:
        moved = {"moved": done.moved, "left": done.left, "behind": behind}
        moved["larger"] = done.otherwise and done.otherwise.story
        out.json_line({"pin": done.pin, "kind": kind, "article": article, "story": done.story, **moved})
        return
    turned, stay = done.otherwise, pins_lines.behind(behind, done.left)
    if turned:
        larger = pins_lines.larger(turned.story, turned.had, done.story, turned.other_had, turned.article)
        stay = [larger, *stay]
    out.show(told.words, pins_lines.done(done.moved, done.left, done.story), *stay)


def _behind(connection: Connection, moved: Collection[int], left: Collection[int]) -> list[int]:
    """Those that stay in the stories which these left, and to whom one of these was the nearest when they came."""
    if not moved:
        return []
    near = ((row.article_id, read(row.evidence).near[:1]) for row in stories.joined_by(connection, left))
    return [article for article, nearest in near if any(each.article in moved for each in nearest)]


def said_of(connection: Connection, rows: list[Record]) -> list[pins_lines.Said]:
    """These pins, with what is known of the articles and stories that they speak of."""
    ids = {each for row in rows for each in (row.article_id, row.other_article_id) if each}
    known = articles.brief(connection, ids)
    threads = {row.story_id for row in rows if row.story_id}
    living = {story: stories.resolve(connection, story) for story in threads}
    return [pins_lines.Said(row, known, living.get(row.story_id)) for row in rows]
