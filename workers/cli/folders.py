"""Which files of a folder are pages, and what else is in it. Reads names alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from workers.cli.lines import counted
from workers.cli.packed import inner
from workers.model import Kind, Submission

#: suffix of a page's file -> what its bytes are.
KINDS: Mapping[str, Kind] = {".html": Kind.HTML, ".htm": Kind.HTML, ".txt": Kind.FLAT}


def is_page(file: Path) -> bool:
    return inner(file).suffix.lower() in KINDS


def kind_of(file: Path) -> Kind:
    """What a page's file is by its name."""
    return KINDS[inner(file).suffix.lower()]


def passed_over(path: Path) -> str:
    """What else a folder holds, which is not read; empty for a file, and where there is nothing.

    What is hidden is not counted: it is not meant to be seen.
    """
    others = [one for one in path.iterdir() if not is_page(one) and one.name[:1] != "."] if path.is_dir() else []
    folders = sum(one.is_dir() for one in others)
    files = len(others) - folders
    told = [counted(folders, "folder")] * bool(folders)
    told += [counted(files, "file of another kind", "files of another kind")] * bool(files)
    return f"not read: {', '.join(told)}" if told else ""


def is_misnamed(document: Submission) -> bool:
    """Is it HTML in a file that is named as text?"""
    page, file = document.page, Path(document.hint.id or "")
    return page is not None and page.kind is Kind.HTML and is_page(file) and kind_of(file) is Kind.FLAT
