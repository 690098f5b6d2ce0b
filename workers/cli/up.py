"""newsloom up: the whole system in one foreground process tree."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from workers import flock, log, server
from workers.cli import roles
from workers.cli.context import here
from workers.cli.lines import counted
from workers.cli.numbers import PORT_OR_NONE, SOME
from workers.cli.once import Command
from workers.errors import OutageError, PermanentError
from workers.settings import Flower, Settings
from workers.supervisor import Child, Supervisor


@click.command("up", cls=Command, short_help="Run everything: Redis, workers, beat and Flower.")
@click.option("--workers", type=SOME, metavar="N", help="Processes that clean pages [default: one a core].")
@click.option(
    "--flower-port",
    type=PORT_OR_NONE,
    metavar="P",
    help="Where Flower listens; 0: none [default: 5555, or the setting].",
)
def up_command(workers: int | None, flower_port: int | None) -> None:
    """Run everything: Redis if you name none, workers, beat and Flower.

    Stays in the foreground; Ctrl-C stops all of it gracefully. A process that dies is started again.
    """
    services = here()
    chosen = services.settings
    log.configure(chosen.log.level, chosen.log.format)
    viewer = flower_of(chosen, flower_port)
    services.ledger.close()  # made or migrated by one process, before many open it
    _alone(chosen.home)
    if viewer is not None:  # not before: what takes its port may be the other `up`
        roles.refuse_taken(viewer, "choose another with --flower-port, or 0 for none")
    redis_url = chosen.newsloom.redis_url or server.hold(chosen.home)
    click.echo(f"ledger  {services.ledger.name}", err=True)
    click.echo(f"redis   {server.without_password(redis_url)}", err=True)
    click.echo(f"flower  http://{viewer.address}:{viewer.port}/" if viewer else "flower  off", err=True)
    if os.geteuid() == 0:
        click.echo("note    running as root, which newsloom does not need: a user of its own is safer", err=True)
    if chosen.fetch.anonymous:
        click.echo(f"note    {chosen.fetch.anonymous}", err=True)
    click.echo("Ctrl-C stops everything", err=True)
    supervisor = Supervisor(roles.children(workers or os.cpu_count() or 1, viewer), leaving=_say_what_is_waited_for)
    supervisor.listen()
    supervisor.run()
    with contextlib.suppress(OutageError):  # away: then it has no file of ours either
        services.ledger.settle()
    click.echo("stopped", err=True)


def _say_what_is_waited_for(running: Sequence[Child]) -> None:
    left = counted(sum(child.name in roles.ROLES for child in running), "worker")
    click.echo(f"stopping: waiting for {left} to finish or give back what they hold; Ctrl-C again kills them", err=True)


def flower_of(chosen: Settings, port: int | None) -> Flower | None:
    """Flower's settings with the port asked for; None where it is off. Raises WordsError for an open door."""
    viewer = chosen.flower if port is None else replace(chosen.flower, port=port)
    if viewer.port == 0:
        return None
    roles.flower(viewer)
    return viewer


def _alone(home: Path) -> None:
    """Hold this home for one `up`: a second would start each worker once more. Raises PermanentError."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)  # with a Redis and a PostgreSQL of yours nobody else makes it
    descriptor = os.open(home / "up.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)  # held until we end
    if not flock.take(descriptor, flock.WHOLE):
        advice = "more workers are `newsloom worker`, another home is NEWSLOOM_HOME"
        raise PermanentError("up", f"`newsloom up` runs already in {home}: {advice}")
