"""newsloom doctor: is all as it must be?"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator

import click
from rich.text import Text

from workers.cli import out
from workers.cli.context import here
from workers.cli.lines import counted, one_line, wrapped
from workers.doctor import Finding, examine


@click.command("doctor", short_help="Check that ledger and Redis are as they must be.")
@click.option("--fix", is_flag=True, help="Mend what can be mended safely.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
def doctor_command(fix: bool, as_json: bool) -> int:
    """Check what must hold of the ledger and of Redis, whatever was killed.

    May run beside workers. `--fix` mends what the rows themselves say how to mend; the rest is for you to look at.
    Exit code 0 when all is well or mended, 1 when something is wrong, or a Redis that should be there does not answer.
    JSON keys, a line a check: check, law, wrong, examples, mended, skipped, away.
    """
    found, services = [], here()
    for finding in examine(services, fix=fix):
        found.append(finding)
        if as_json:
            out.json_line(dataclasses.asdict(finding))
        else:
            out.show(*_lines(finding))
    wrong = [finding for finding in found if not finding.good]
    if not as_json:
        note = services.settings.fetch.anonymous
        out.show(*([f"{'note':{_WORD}}{note}"] if note else []), "", _verdict(found, wrong, fix=fix))
    return 1 if wrong or any(finding.away for finding in found) else 0


#: columns of the verdict, and of the verdict and the check's name.
_WORD, _MARGIN = 8, 25


def _lines(finding: Finding) -> Iterator[Text]:
    width = out.console().width - _MARGIN if sys.stdout.isatty() else None
    word, style = _word(finding)
    first, *rest = wrapped(finding.law, width)
    yield Text.assemble((f"{word:{_WORD}}", style), f"{finding.check:{_MARGIN - _WORD}}", first)
    for line in rest:
        yield Text(" " * _MARGIN + line)
    for line in wrapped(_detail(finding), width) if _detail(finding) else ():
        yield Text(" " * _MARGIN + line, style="dim" if finding.skipped else "")


def _detail(finding: Finding) -> str:
    if finding.skipped:
        return one_line(finding.skipped)
    more = ", ..." if finding.wrong > len(finding.examples) else ""
    return one_line(f"not for {finding.wrong}: {', '.join(finding.examples)}{more}") if finding.wrong else ""


def _word(finding: Finding) -> tuple[str, str]:
    if finding.skipped:
        return "-", "dim"
    if not finding.wrong:
        return "ok", "green"
    return ("mended", "yellow") if finding.mended else ("WRONG", "bold red")


def _verdict(found: list[Finding], wrong: list[Finding], *, fix: bool) -> str:
    left = [finding for finding in found if finding.skipped]
    skipped = f"; {counted(len(left), 'check')} left out" if left else ""
    if not wrong:
        return f"nothing wrong was found{skipped}: {one_line(left[0].skipped)}" if left else "all is well"
    advice = "what is left is for you to look at" if fix else "`newsloom doctor --fix` mends what can be mended"
    return f"{counted(len(wrong), 'check')} found something wrong{skipped}; {advice}"
