"""newsloom doctor: is all as it must be?"""

from __future__ import annotations

import dataclasses

import click
from rich.text import Text

from workers.cli import out
from workers.cli.context import here
from workers.cli.lines import counted
from workers.doctor import Finding, examine


@click.command("doctor", short_help="Check that ledger and Redis are as they must be.")
@click.option("--fix", is_flag=True, help="Mend what can be mended safely.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
def doctor_command(fix: bool, as_json: bool) -> int:
    """Check what must hold of the ledger and of Redis, whatever was killed.

    May run beside workers. `--fix` mends what the rows themselves say how to mend; the rest is for you to look at.
    Exit code 0 when all is well or mended, 1 when something is wrong. JSON keys, a line a check: check, law, wrong,
    examples, mended, skipped.
    """
    found = []
    for finding in examine(here(), fix=fix):
        found.append(finding)
        if as_json:
            out.json_line(dataclasses.asdict(finding))
        else:
            out.show(*_lines(finding))
    wrong = [finding for finding in found if not finding.good]
    if not as_json:
        out.show("", _verdict(found, wrong, fix=fix))
    return 1 if wrong else 0


_COLUMN = 17


def _lines(finding: Finding) -> list[Text]:
    word, style = _word(finding)
    lines = [Text.assemble((f"{word:8}", style), f"{finding.check:{_COLUMN}}", finding.law)]
    if finding.skipped:
        lines.append(Text(f"{'':8}{'':{_COLUMN}}{finding.skipped}", style="dim"))
    if finding.wrong:
        more = ", ..." if finding.wrong > len(finding.examples) else ""
        told = f"not for {finding.wrong}: {', '.join(finding.examples)}{more}"
        lines.append(Text(f"{'':8}{'':{_COLUMN}}{told}"))
    return lines


def _word(finding: Finding) -> tuple[str, str]:
    if finding.skipped:
        return "-", "dim"
    if not finding.wrong:
        return "ok", "green"
    return ("mended", "yellow") if finding.mended else ("WRONG", "bold red")


def _verdict(found: list[Finding], wrong: list[Finding], *, fix: bool) -> str:
    left = sum(bool(finding.skipped) for finding in found)
    skipped = f"; {counted(left, 'check')} left out" if left else ""
    if not wrong:
        return f"all is well{skipped}"
    advice = "what is left is for you to look at" if fix else "`newsloom doctor --fix` mends what can be mended"
    return f"{counted(len(wrong), 'check')} found something wrong{skipped}; {advice}"
