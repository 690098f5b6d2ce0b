"""newsloom prune: throw away now what the settings say is old."""

from __future__ import annotations

import click

from workers.cli import out
from workers.cli.context import here
from workers.cli.once import Command
from workers.upkeep.stage import KINDS, batches


@click.command("prune", cls=Command, short_help="Throw away what the settings say is old.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def prune_command(as_json: bool) -> None:
    """Throw away what [upkeep] says is old: what beat asks for every ten minutes, now, and all of it.

    Workers may go on meanwhile, and it may be stopped at any moment: what is left goes next time. Without settings of
    yours, raw pages and steps go after 30 days, and nothing else.

    JSON keys: pages, steps, texts (of articles, which stay), events, versions (texts that another reading
    replaced), urls (that failed), hosts.
    """
    services = here()
    gone = dict.fromkeys(KINDS, 0)
    with out.progress("pruned") as step:
        for kind, count in batches(services.ledger, services.settings, services.clock()):
            gone[kind] += count
            step(count)
    out.counts(gone, as_json=as_json)
