"""A command line, run in this process: what it said, and its exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from workers.cli import run


@dataclass(frozen=True, slots=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Newsloom = Callable[..., Said]


def in_process(capsys: pytest.CaptureFixture[str]) -> Newsloom:
    def runs(*words: str) -> Said:
        capsys.readouterr()
        code = run(list(words))
        return Said(code, *capsys.readouterr())

    return runs
