"""newsloom reindex: what Redis holds, from the ledger."""

from __future__ import annotations

import time

import click

from workers.cli import out
from workers.cli.context import here
from workers.cli.lines import counted
from workers.cli.once import Command
from workers.ledger import articles, stories, story_log


@click.command("reindex", cls=Command)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def reindex_command(as_json: bool) -> None:
    """Rebuild what Redis holds from the ledger.

    That is texts for finding copies, and story vectors. Nothing is lost by it, and workers may go on meanwhile: what
    one of them began before is refused, and tried again (`index-emptied`). JSON keys: articles, stories, seconds.
    """
    # numpy and the vectors' tables: only who reindexes loads them
    from workers.assign.follow import catch_up
    from workers.dedupe.refill import rebuild

    services = here()
    began = time.monotonic()
    with services.ledger.read() as connection:
        signed, joinings = articles.signed_count(connection), story_log.length(connection)
    with out.progress("texts", signed) as step:
        services.copies.filler.clear()
        for count in rebuild(services.ledger, services.copies):
            step(count)
    with out.progress("stories", joinings) as step:
        services.stories.clear()
        for count in catch_up(services.ledger, services.stories):
            step(count)
    with services.ledger.read() as connection:
        living = stories.count(connection)
    seconds = time.monotonic() - began
    if as_json:
        out.json_line({"articles": signed, "stories": living, "seconds": round(seconds, 3)})
        return
    out.show(f"rebuilt {counted(signed, 'article')}, {counted(living, 'story', 'stories')} in {seconds:.1f} s")
