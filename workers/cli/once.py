"""Options that have one value are given once: each command of newsloom is one of these. No decisions here.

click keeps the last of several without a word: `--since 1d --since 2d` asked for two things and got one. A flag says
the same however often it is given, and an option that takes several says so in its help; both stay as they are. What
comes from a default or a variable was not given, and stands in nobody's way.
"""

from __future__ import annotations

from collections import Counter

import click
from click.core import ParameterSource


class Command(click.Command):
    """A command whose words are looked at once more. Raises click.UsageError for an option that is given twice."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not ctx.resilient_parsing:
            _refuse_twice(self, ctx, list(args))  # the parser takes them away
        return super().parse_args(ctx, args)


class Group(Command, click.Group):
    """The same of a group; its commands are Commands."""

    command_class = Command


def _refuse_twice(command: click.Command, ctx: click.Context, given: list[str]) -> None:
    """Also where the group was given it, and its command once more: `failed --reason timeout retry --reason dns`."""
    order = command.make_parser(ctx).parse_args(given)[2]
    if any(option.is_eager for option in order):  # who asks for help gets it
        return
    for option, times in Counter(order).items():
        if _has_one_value(option) and times + _was_given_before(ctx.parent, option) > 1:
            raise click.UsageError(f"Option {option.get_error_hint(ctx)} is given more than once", ctx)


def _has_one_value(option: click.Parameter) -> bool:
    if not isinstance(option, click.Option) or option.multiple or option.count:
        return False
    return not option.is_flag or bool(option.secondary_opts)  # --this/--not-this contradict each other


def _was_given_before(ctx: click.Context | None, option: click.Parameter) -> bool:
    """To a group above, under the same name."""
    if ctx is None:
        return False
    same = any(mine.opts == option.opts for mine in ctx.command.params)
    here = same and ctx.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE
    return here or _was_given_before(ctx.parent, option)
