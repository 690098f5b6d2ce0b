"""Whether a file is a WARC. Loads nothing that reading one needs."""

from __future__ import annotations

from pathlib import Path

from workers.errors import PermanentError
from workers.warc.members import GZIP, RECORD, Members

#: how such files are called; any other is one if it begins as one.
_NAMES = (".warc", ".warc.gz")


def is_warc(path: Path) -> bool:
    """Is this file a WARC, by its name or its first bytes? Raises OSError."""
    if not path.is_file():
        return False
    if path.name.lower().endswith(_NAMES):
        return True
    with path.open("rb") as file:
        head = file.read(len(RECORD))
        file.seek(0)
        try:
            return head == RECORD or (head.startswith(GZIP) and Members(file).piece().startswith(RECORD))
        except PermanentError:
            return False
