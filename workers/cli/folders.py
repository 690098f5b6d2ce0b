"""Which files of a folder are pages, and what else is in it. Reads names alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from workers.cli.lines import counted
from workers.cli.packed import inner
from workers.model import Kind, Submission
from workers.printable import label

#: suffix of a page's file -> what its bytes are.
KINDS: Mapping[str, Kind] = {".html": Kind.HTML, ".htm": Kind.HTML, ".txt": Kind.FLAT}


#: files and folders that are not read of which the names are said, and characters of each.
_NAMED, _LONGEST = 3, 40


def is_page(file: Path) -> bool:
    return inner(file).suffix.lower() in KINDS


def kind_of(file: Path) -> Kind:
    """What a page's file is by its name."""
    return KINDS[inner(file).suffix.lower()]


def passed_over(path: Path) -> str:
    """What else a folder holds, which is not read; empty for a file, and where there is nothing.

    What is hidden is not counted: it is not meant to be seen.
    """
    inside = sorted(path.iterdir()) if path.is_dir() else []
    others = [one for one in inside if not is_page(one) and one.name[:1] != "."]
    folders, files = [one for one in others if one.is_dir()], [one for one in others if not one.is_dir()]
    told = [f"{counted(len(folders), 'folder')} ({_names(folders)})"] * bool(folders)
    told += [f"{counted(len(files), 'file of another kind', 'files of another kind')} ({_names(files)})"] * bool(files)
    return f"not read: {', '.join(told)}" if told else ""


def _names(found: Sequence[Path]) -> str:
    """The first few, however they are called."""
    more = ["..."] if len(found) > _NAMED else []
    return ", ".join([*(label(one.name, _LONGEST) for one in found[:_NAMED]), *more])


def is_misnamed(document: Submission) -> bool:
    """Is it HTML in a file that is named as text?"""
    page, file = document.page, Path(document.hint.id or "")
    return page is not None and page.kind is Kind.HTML and is_page(file) and kind_of(file) is Kind.FLAT
