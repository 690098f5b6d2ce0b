"""newsloom replay: where would these documents go? Nothing is kept (workers/cli/replayed.py)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import click
import sqlalchemy as sa

from workers import log
from workers.bootstrap import Services
from workers.cli import compared_lines, out
from workers.cli.compared_lines import Placing
from workers.cli.context import here
from workers.cli.once import Command
from workers.cli.problems import PATH
from workers.cli.replayed import Run, outcome, replayed, room
from workers.errors import WordsError
from workers.ledger import schema
from workers.settings import Settings, read_file
from workers.warc.sniff import is_warc


@click.command("replay", cls=Command, short_help="Try where documents would go; nothing is kept.")
@click.argument("path", type=PATH, metavar="FILE.jsonl[.gz]|DIRECTORY|-")
@click.option("--no-repair", is_flag=True, help="Without second thoughts: where each went when it arrived.")
@click.option("--compare", type=PATH, metavar="SETTINGS.toml", help="What would be otherwise with these settings.")
@click.option(
    "--json", "as_json", is_flag=True, help="With --compare: a JSON object for each change, then one for all."
)
def replay_command(path: Path, no_repair: bool, compare: Path | None, as_json: bool) -> int:
    """Put documents into stories in order of publication, and print where each is in the end.

    One that is undated comes right behind the one before it in the file. Runs on a temporary Redis and ledger: for
    trying settings and measuring quality. Prints JSON lines with `id`, `story`, `copy_of`, `score`, and nothing else;
    the same input and settings give the same output, byte for byte. How many articles changed their story after they
    had arrived stands on standard error. A document without an `id` is called by its place in the file, with a ~ behind
    it where that is another one's `id`.

    With --compare it is done twice, with the settings as they are and with those of the file (the environment stands
    above both), and what differs is shown: stories that are one, or several, and articles that are elsewhere.
    """
    if is_warc(path):
        raise WordsError("words", f"{path} is a WARC, which `newsloom import` reads")
    if as_json and compare is None:
        raise WordsError("words", "--json goes with --compare: without it all lines are JSON")
    log.configure("error", "auto")
    settings = here().settings
    if compare is not None:
        each = {"as it is": settings, str(compare): read_file(compare, os.environ)}
        return _compare(path, each, repair=not no_repair, as_json=as_json)
    with room(settings) as (services, clock):
        run = replayed(
            services, clock, path, repair=not no_repair, told=lambda url_id: out.json_line(outcome(services, url_id))
        )
    _none(path, run)
    return 1 if run.left_out else 0


def _compare(path: Path, each: Mapping[str, Settings], *, repair: bool, as_json: bool) -> int:
    """each: two settings, with what they are called."""
    if str(path) == "-":
        raise WordsError("words", "--compare reads the documents twice: give it a file")
    seen, left_out, run = [], 0, Run()
    for name, settings in each.items():
        with room(settings) as (services, clock):
            run = replayed(services, clock, path, repair=repair, whose=f" ({name})")
            seen.append(_stories(services))
            left_out += run.left_out
    _none(path, run)
    compared_lines.show(*seen, as_json=as_json)
    return 1 if left_out else 0


def _none(path: Path, run: Run) -> None:
    """Say that there was nothing to do, where nothing else says so."""
    if not run.placed and not run.left_out:
        out.warn(f"{path} holds no article")


def _stories(services: Services) -> Placing:
    """Where all are, and how the stories are called. By url: each line of the file has its own, in each run."""
    article, member, story = schema.article, schema.membership, schema.story
    columns = (
        article.c.url_id,
        article.c.external_id,
        article.c.title,
        member.c.story_id,
        story.c.title.label("called"),
    )
    statement = sa.select(*columns).join_from(article, member).join(story, story.c.id == member.c.story_id)
    with services.ledger.read() as connection:
        rows = connection.execute(statement.order_by(article.c.id)).all()
    return Placing(
        {row.url_id: row.story_id for row in rows},
        {row.url_id: row.external_id for row in rows},
        {row.url_id: row.title for row in rows},
        {row.story_id: row.called for row in rows},
    )
