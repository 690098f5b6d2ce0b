"""Words that no command knows: one line says what was meant, or whose help says more. Exit code 2."""

from __future__ import annotations

import pytest

from workers.cli import COMMANDS, run


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
