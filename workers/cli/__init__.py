"""newsloom ...: one module a noun; each command is loaded when it is called, so that the others cost it nothing.

Exit codes: 0 done, 1 some of the work failed, 2 the words were wrong. What is well said and not there (story 99) is 1;
so is an address that is refused among others. No traceback reaches a user, except with --debug.
"""

from __future__ import annotations

import errno
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

import click

from workers.cli.once import Group
from workers.cli.streams import show_all
from workers.errors import NewsloomError, WordsError
from workers.printable import fault, in_place, masked

#: command -> module that holds it, in the order of `newsloom --help`.
COMMANDS: Mapping[str, str] = {
    "demo": "demo",
    "up": "up",
    "worker": "processes",
    "beat": "processes",
    "flower": "processes",
    "enqueue": "enqueue",
    "import": "imports",
    "feeds": "feeds",
    "wait": "wait",
    "pending": "pending",
    "status": "status",
    "stories": "stories",
    "story": "stories",
    "explain": "explain",
    "changes": "changes",
    "pin": "pins",
    "part": "pins",
    "together": "pins",
    "unpin": "pins",
    "pins": "pins",
    "dupes": "dupes",
    "trace": "trace",
    "clean": "clean",
    "failed": "failed",
    "refetch": "refetch",
    "export": "export",
    "replay": "replay",
    "reindex": "reindex",
    "prune": "prune",
    "doctor": "doctor",
}


class Commands(Group):
    """Finds a command's module when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = getattr(importlib.import_module(f"workers.cli.{module}"), f"{cmd_name}_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        word = args[0]
        near = [] if word in COMMANDS or word.startswith("-") else get_close_matches(word, COMMANDS, 1)
        if near:  # click knows only the commands that are loaded
            ctx.fail(f"No such command {word!r}. Did you mean {near[0]!r}?")
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="newsloom", message="newsloom %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def newsloom(debug: bool) -> None:
    """Streaming news ingest: articles are fetched, cleaned, freed of copies, and woven into stories.

    Start with `newsloom demo`, or `newsloom up` in one terminal and `newsloom enqueue URL` in another.
    """
    del debug  # read by main(), which sees errors that come before any command does


def main(words: list[str] | None = None) -> None:
    """The `newsloom` command."""
    given = sys.argv[1:] if words is None else words
    sys.exit(run(given))


def run(words: list[str]) -> int:
    """Run one command line and return its exit code."""
    if sys.stdout is None:  # closed by whoever started us
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - for as long as we live
    show_all()
    try:
        # not newsloom.main(): that turns a reader who has gone (`newsloom export | head`) into an error
        with newsloom.make_context("newsloom", list(words)) as context:
            code = newsloom.invoke(context)
            sys.stdout.flush()
    except Exception as error:  # the edge: whatever happened becomes a line and an exit code
        if "--debug" in words and not isinstance(error, click.exceptions.Exit | click.ClickException):
            raise
        return _ended(error, words)
    except KeyboardInterrupt:
        click.echo("newsloom: stopped", err=True)
        return 130  # what a shell expects of a command stopped by Ctrl-C
    return code if isinstance(code, int) else 0


def _ended(error: Exception, words: Sequence[str]) -> int:
    """Say what ended a command, and with which exit code."""
    line, code = _told(error, words)
    if isinstance(error, OSError):
        # nobody reads, or nothing can be written: what is left over would fail once more at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if line:
        click.echo(
            "\n".join(in_place(masked(each)) for each in line.splitlines()), err=True
        )  # it may repeat a stranger's words
    return code


def _path(words: Sequence[str]) -> str:
    """The command that these words name. Click forgets it where an option misses its value."""
    command: click.Command = newsloom
    path = ["newsloom"]
    for word in words:
        found = command.get_command(click.Context(command), word) if isinstance(command, click.Group) else None
        if found is not None:
            command = found
            path.append(word)
    return " ".join(path)


def _told(error: Exception, words: Sequence[str]) -> tuple[str, int]:
    """One line for a person, or none, and the exit code. words: the command line."""
    match error:
        case click.exceptions.Exit():  # --help, --version
            told = "", error.exit_code
        case click.exceptions.NoArgsIsHelpError():
            told = error.ctx.get_help() if error.ctx else "", error.exit_code
        case click.UsageError():
            path = error.ctx.command_path if error.ctx else _path(words)
            told = f"newsloom: {error.format_message().rstrip('.')}; see `{path} --help`", error.exit_code
        case click.ClickException():
            told = f"newsloom: {error.format_message()}", error.exit_code
        case BrokenPipeError():  # whoever read our output has gone: not an error
            told = "", 0
        case OSError() if error.errno in (errno.ENOSPC, errno.EIO, errno.EDQUOT):
            told = f"newsloom: cannot write: {error.strerror}", 1
        case NewsloomError():
            told = f"newsloom: {error.detail}", 2 if isinstance(error, WordsError) else 1
        case _:
            said = f"newsloom: a fault of newsloom's own: {fault(error)}"
            told = f"{said}\nnewsloom: run the command again as `newsloom --debug ...` for the details", 1
    return told
