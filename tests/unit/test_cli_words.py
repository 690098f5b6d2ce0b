"""Words that no command knows: one line says what was meant, or whose help says more. Exit code 2."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from workers import bootstrap
from workers.cli import COMMANDS, newsloom, run
from workers.cli.once import Command


@pytest.fixture(autouse=True)
def own_services(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test's words go by its own settings, not by those that a test before it has read."""
    monkeypatch.setattr(bootstrap, "_of_process", {})


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("statsu", "No such command 'statsu'. Did you mean 'status'?; see `newsloom --help`"),
        ("--debug storys", "No such command 'storys'. Did you mean 'story'?; see `newsloom --help`"),
        ("xyzzy", "No such command 'xyzzy'; see `newsloom --help`"),
        ("--statsu", "No such option '--statsu'; see `newsloom --help`"),
        ("feeds lst", "No such command 'lst'. Did you mean 'list'?; see `newsloom feeds --help`"),
        ("export --since", "Option '--since' requires an argument; see `newsloom export --help`"),
        ("failed --reason", "Option '--reason' requires an argument; see `newsloom failed --help`"),
        ("failed retry --reason", "Option '--reason' requires an argument; see `newsloom failed retry --help`"),
        (
            "feeds add https://a.example/ --title",
            "Option '--title' requires an argument; see `newsloom feeds add --help`",
        ),
    ],
)
def test_wrong_words_are_told_with_what_was_meant_and_whose_help_says_more(
    capsys: pytest.CaptureFixture[str], words: str, line: str
) -> None:
    assert run(words.split()) == 2
    assert capsys.readouterr().err == f"newsloom: {line}\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_slip_in_any_command_is_told_with_the_command(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert run([f"{name}{name[-1]}"]) == 2
    assert f"Did you mean '{name}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("wait --timeout abc", "'--timeout': expected a number of seconds, 0 or more, not 'abc'"),
        ("wait --timeout nan", "'--timeout': expected a number of seconds, 0 or more, not 'nan'"),
        ("wait --timeout -1", "'--timeout': expected a number of seconds, 0 or more, not '-1'"),
        ("stories --limit x", "'--limit': expected a number, 0 or more, not 'x'"),
        ("story 0", "'ID': expected a story's number, not '0'"),
        ("story 9223372036854775808", "'ID': expected a story's number, not '9223372036854775808'"),
        ("flower --port 0", "'--port': expected a port from 1 to 65535, not '0'"),
        ("up --flower-port 65536", "'--flower-port': expected a port from 1 to 65535, or 0 for none, not '65536'"),
        ("changes --since \u0663", "expected a cursor: the number that an earlier call ended with, or 0, not '\u0663'"),
        ("changes --since 1_0", "expected a cursor: the number that an earlier call ended with, or 0, not '1_0'"),
        ("wait --timeout 1_0", "expected a number of seconds, 0 or more, not '1_0'"),
        ("flower --port \u0663\u0663", "expected a port from 1 to 65535, not"),
        ("up --workers 0", "'--workers': expected a number, 1 or more, not '0'"),
    ],
)
def test_a_number_is_refused_in_words_of_our_own(capsys: pytest.CaptureFixture[str], words: str, told: str) -> None:
    assert run(words.split()) == 2
    assert told in capsys.readouterr().err


def commands(group: click.Group = newsloom, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command, its groups among them, by its words."""
    yield path
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        if isinstance(found, click.Group):
            yield from commands(found, (*path, name))
        else:
            yield (*path, name)


def options(path: tuple[str, ...]) -> list[click.Option]:
    command: click.Command = newsloom
    for name in path:
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command), name) or command
    return [each for each in command.params if isinstance(each, click.Option)]


@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
def test_an_option_that_has_one_value_is_refused_where_it_is_given_twice_by_every_command(
    capsys: pytest.CaptureFixture[str], path: tuple[str, ...]
) -> None:
    for option in options(path):
        if option.is_flag or option.multiple:
            continue
        name = option.opts[-1]
        assert run([*path, name, "1", f"{name}=1"]) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert (
            line == f"newsloom: Option '{name}' is given more than once; see `{' '.join(('newsloom', *path))} --help`"
        )


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("stories --since 1d --since 2d", "Option '--since' is given more than once; see `newsloom stories --help`"),
        (
            "failed --reason timeout retry --reason dns",
            "Option '--reason' is given more than once; see `newsloom failed retry --help`",
        ),
        ("export --story 1 --story x", "Option '--story' is given more than once; see `newsloom export --help`"),
    ],
)
def test_what_was_given_twice_is_told_with_whose_help_says_more(
    capsys: pytest.CaptureFixture[str], words: str, line: str
) -> None:
    assert run(words.split()) == 2
    assert capsys.readouterr().err.startswith(f"newsloom: {line}")


@pytest.mark.parametrize(
    "words",
    [
        "stories --json --json --since 1d",
        "failed --json list --json",
        "failed --reason timeout list --host a.example",
        "stories --since 1d --since 2d --help",
        "--debug --debug stories",
    ],
)
def test_flags_that_say_the_same_twice_and_who_asks_for_help_are_not_refused(words: str) -> None:
    assert run(words.split()) == 0


def test_what_takes_several_values_may_be_given_several_times(tmp_path: Path) -> None:
    (tmp_path / "urls").write_text("")
    assert run(["enqueue", "-f", str(tmp_path / "urls"), "--file", str(tmp_path / "urls")]) == 0


def test_a_value_from_a_variable_or_a_default_is_not_one_that_was_given() -> None:
    @click.command("one", cls=Command)
    @click.option("--since", envvar="SINCE", default="1d")
    def one(since: str) -> None:
        click.echo(since)

    runner = CliRunner(env={"SINCE": "2d"})
    assert runner.invoke(one, ["--since", "3d"]).output == "3d\n"
    assert runner.invoke(one, []).output == "2d\n"
    assert runner.invoke(one, [], default_map={"since": "4d"}, env={"SINCE": None}).output == "4d\n"


def test_flower_alone_is_refused_in_one_line_where_the_settings_want_none(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSLOOM_FLOWER_PORT", "0")
    assert run(["flower"]) == 2
    assert capsys.readouterr().err == (
        "newsloom: the settings want no Flower (port 0 in [flower]): choose a port with --port\n"
    )


def test_flower_on_an_open_address_without_a_password_is_refused_before_it_is_said_where_it_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["flower", "--address", "0.0.0.0", "--port", "5555"]) == 2
    assert capsys.readouterr().err == (
        "newsloom: Flower would listen on 0.0.0.0 without a password: set NEWSLOOM_FLOWER_BASIC_AUTH=user:password\n"
    )


@pytest.mark.parametrize(
    ("of", "commands"),
    [("a url", ["trace"]), ("one", ["clean"]), ("an article", ["dupes", "explain", "pin", "part", "together"])],
)
def test_each_command_that_takes_a_number_says_what_of(
    capsys: pytest.CaptureFixture[str], of: str, commands: list[str]
) -> None:
    for name in commands:
        assert run([name, "--help"]) == 0
        told = " ".join(capsys.readouterr().out.split())
        assert any(f"the number of {of}{end}" in told for end in (" (ID", ", and all"))


def test_the_short_heads_of_stories_are_in_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["stories", "--help"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert all(head in told for head in ("art (articles)", "cop (copies)", "pub (publishers)"))


@pytest.mark.parametrize("group", [(), ("feeds",), ("failed",)])
def test_at_80_columns_no_command_is_cut_short_in_the_help_and_no_bounds_are_formulas(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, group: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run([*group, "--help"]) == 0
    lines = capsys.readouterr().out.partition("Commands:\n")[2].splitlines()
    assert [line for line in lines if line.endswith("...")] == []
    for name in [line.split()[0] for line in lines]:
        assert run([*group, name, "--help"]) == 0
        assert "<=" not in capsys.readouterr().out
