"""What is said of documents that cannot be taken: the first few by name, then how many more, and what the file is."""

from __future__ import annotations

from pathlib import Path

import click

from workers.cli import out
from workers.cli.documents import Problem

#: the argument that names such documents; a path of `-` is standard input.
PATH = click.Path(exists=True, allow_dash=True, path_type=Path)
#: lines or files that are named; of a file of another kind all of them are wrong in the same way.
NAMED = 10


class Problems:
    """Those of one file or folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seems = ""
        self.count = 0

    def name(self, problem: Problem) -> None:
        self.count += 1
        self._seems = self._seems or problem.seems
        if self.count <= NAMED:
            out.warn(f"{problem.where}: {problem.what}")

    def end(self, good: int) -> None:
        """Say what was left out, and what the file seems to be.

        good: documents that could be taken; a file that has any is of the right kind. One line alone says it all.
        """
        left = max(0, self.count - NAMED)
        more = [f"{left:,} more cannot be taken"] if left else []
        what = [self._seems] if self._seems and not good and self.count > 1 else []
        if more or what:
            out.warn(f"{self._path}: {'; '.join([*more, *what])}")
