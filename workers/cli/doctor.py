"""newsloom doctor: is all as it must be?"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterator

import click
from rich.text import Text

from workers.cli import out
from workers.cli.context import here
from workers.cli.lines import counted, listed, one_line, wrapped
from workers.cli.once import Command
from workers.doctor import Finding, examine


@click.command("doctor", cls=Command, short_help="Check that ledger and Redis are as they must be.")
@click.option("--fix", is_flag=True, help="Mend what can be mended safely.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
def doctor_command(fix: bool, as_json: bool) -> int:
    """Check what must hold of the ledger and of Redis, whatever was killed.

    May run beside workers. `--fix` mends what the rows themselves say how to mend; the rest is for you to look at.
    Exit code 0 when all is well or mended, 1 when something is wrong, or a Redis that should be there does not answer.
    newsloom's own Redis need not run: then nothing can be wrong in it, its checks are left out, and the last line says
    so.
    JSON keys, a line a check: check, law, wrong, examples, mended, mendable (by --fix), skipped, away.
    """
    found: list[Finding] = []
    services = here()
    for finding in examine(services, fix=fix):
        if as_json:
            out.json_line(dataclasses.asdict(finding))
        else:
            out.show(*_lines(finding, found[-1] if found else None))
        found.append(finding)
    wrong = [finding for finding in found if not finding.good]
    if not as_json:
        note = services.settings.fetch.anonymous
        width = out.width()
        notes = listed(f"{'note':{_WORD}}", [note], width) if note else []
        out.show(*notes, "", *wrapped(_verdict(found, wrong, fix=fix), width))
    return 1 if wrong or any(finding.away for finding in found) else 0


#: columns of the verdict, and of the verdict and the check's name.
_WORD, _MARGIN = 8, 25


def _lines(finding: Finding, before: Finding | None) -> Iterator[Text]:
    """before: the finding above it; why both were left out is said once."""
    whole = out.width()
    width = whole and whole - _MARGIN
    word, style = _word(finding)
    first, *rest = wrapped(finding.law, width)
    yield Text.assemble((f"{word:{_WORD}}", style), f"{finding.check:{_MARGIN - _WORD}}", first)
    for line in rest:
        yield Text(" " * _MARGIN + line)
    detail = "" if before and finding.skipped and finding.skipped == before.skipped else _detail(finding)
    for line in wrapped(detail, width) if detail else ():
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
    why = "; ".join(dict.fromkeys(re.split(r": | \(in ", one_line(finding.skipped))[0] for finding in left))
    skipped = f"; {counted(len(left), 'check')} left out: {why}" if left else ""
    if not wrong:
        return f"nothing wrong was found{skipped}" if left else "all is well"
    return f"{counted(len(wrong), 'check')} found something wrong{skipped}; {_advice(wrong, fix=fix)}"


def _advice(wrong: Collection[Finding], *, fix: bool) -> str:
    """--fix is offered where it helps."""
    mendable = sum(finding.mendable for finding in wrong)
    if fix:
        return "what is left is for you to look at"
    if not mendable:
        return "nothing of it can be mended by --fix: it is for you to look at"
    if mendable == len(wrong):
        return "`newsloom doctor --fix` mends it"
    return f"`newsloom doctor --fix` mends {mendable} of {len(wrong)}, the rest is for you to look at"
