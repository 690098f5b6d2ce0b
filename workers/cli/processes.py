"""newsloom worker, beat, flower: Celery's own commands with our reasons for their options."""

from __future__ import annotations

import os
from dataclasses import replace

import click

from workers.app import QUEUES
from workers.cli import roles
from workers.cli.context import here
from workers.cli.numbers import PORT, SOME
from workers.cli.once import Command
from workers.errors import WordsError


def _become(argv: list[str], environ: dict[str, str] | None = None) -> None:
    """Turn into the process, so that signals and exit codes are its own."""
    os.execve(argv[0], argv, {**os.environ, **(environ or {})})  # noqa: S606 - our own commands


@click.command("worker", cls=Command)
@click.option("--queues", default=",".join(QUEUES), show_default=True, help="The queues to read, with commas between.")
@click.option(
    "--concurrency", type=SOME, metavar="N", help="Tasks at once; of threads two in three fetch [default: by queue]."
)
@click.option(
    "--pool",
    type=click.Choice(["threads", "prefork", "solo"]),
    help="How [default: prefork where clean or feeds is read, else threads].",
)
@click.option("--name", help="The worker's name [default: the queues']; a second NAME is NAME-2.")
def worker_command(queues: str, concurrency: int | None, pool: str | None, name: str | None) -> None:
    """Run one worker.

    Each stage has its queue, so that it scales by itself: run as many workers as you like, on as many machines, for
    any of them. `newsloom up` runs one of each kind.
    """
    chosen = [queue.strip() for queue in queues.split(",") if queue.strip()]
    unknown = sorted(set(chosen) - set(QUEUES))
    if unknown or not chosen:
        raise WordsError(
            "queues", f"--queues: no queue is called {', '.join(unknown) or queues!r}; there are {', '.join(QUEUES)}"
        )
    here().ledger.close()  # opens and migrates it: what is wrong is said here, in one line
    pool = pool or ("prefork" if roles.PARSING & set(chosen) else "threads")
    size = 1 if pool == "solo" else concurrency or roles.at_once(chosen, pool)
    _become(roles.worker(name or "-".join(chosen), chosen, pool, size), roles.ENVIRON)


@click.command("beat", cls=Command, short_help="Run the clock that drives dispatch and polling.")
def beat_command() -> None:
    """Run the clock that drives dispatch, polling and upkeep. Two beats do no harm."""
    here().ledger.close()
    _become(roles.beat())


@click.command("flower", cls=Command, short_help="Watch workers and tasks in a browser.")
@click.option("--address", help="[default: 127.0.0.1, or the setting]")
@click.option("--port", type=PORT, metavar="P", help="[default: 5555, or the setting]")
def flower_command(address: str | None, port: int | None) -> None:
    """Run Flower, to watch workers and tasks in a browser.

    It listens on this machine alone unless told otherwise, and then only with a password (NEWSLOOM_FLOWER_BASIC_AUTH).
    """
    setting = here().settings.flower
    chosen = replace(setting, address=address or setting.address, port=port or setting.port)
    if chosen.port == 0:
        raise WordsError("setting", "the settings want no Flower (port 0 in [flower]): choose a port with --port")
    argv = roles.flower(chosen)  # refused before it is said where Flower is
    roles.refuse_taken(chosen, "choose another with --port")
    click.echo(f"Flower: http://{chosen.address}:{chosen.port}/", err=True)
    _become(argv, {"FLOWER_BASIC_AUTH": chosen.basic_auth} if chosen.basic_auth else {})
