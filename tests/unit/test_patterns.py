"""What regular expressions must not use, since a Python that we support does it wrong."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import workers
from workers.urls import _IN_PATH

#: as in `(?:ab?c)*+`: CPython before 3.11.5 matches `a` with it (its issue 106052).
REPEATED_GROUP = re.compile(r"\)(?:[*+?]|\{\d*,?\d*\})\+")


def test_no_group_is_repeated_possessively() -> None:
    sources = [path.read_text("utf-8") for path in Path(workers.__file__).parent.rglob("*.py")]
    strings = [
        node.value
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert len(strings) > 10_000
    assert {text for text in strings if REPEATED_GROUP.search(text)} == {_IN_PATH}  # which is no pattern
