"""A page in a file, or on standard input, as one that was fetched just now."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path

from workers.bootstrap import Services
from workers.cli import out, packed
from workers.cli.documents import STDIN
from workers.errors import PermanentError, WordsError
from workers.model import Kind, Page
from workers.printable import said

#: endings of files by what is in them; others are looked at.
_KINDS = {".txt": Kind.FLAT, ".html": Kind.HTML, ".htm": Kind.HTML, ".xhtml": Kind.HTML}


def of_file(path: Path, address: str, services: Services) -> Page:
    """The page. address: where it is from. Raises WordsError, or PermanentError for one that is too large or broken."""
    most = services.settings.fetch.max_bytes
    try:
        with nullcontext(sys.stdin.buffer) if path == STDIN else path.open("rb") as file:
            body = packed.unpacked(file.read(most + 1), most)
    except OSError as error:
        raise WordsError("unreadable", f"cannot read {said(str(path))}: {error.strerror}") from error
    except PermanentError as error:
        raise PermanentError(error.reason, f"{said(str(path))}: {error.detail}") from error
    if len(body) > most:
        raise PermanentError("too-large", f"{said(str(path))} has more than {most} bytes ([fetch] max_bytes)")
    return Page(address, address, 200, {}, body, _kind(path, body), services.clock())


def _kind(path: Path, body: bytes) -> Kind:
    kind = _KINDS.get(packed.inner(path).suffix.lower()) or (Kind.HTML if body.lstrip()[:1] == b"<" else Kind.FLAT)
    if kind is Kind.FLAT and packed.is_html(body):
        out.warn(f"{said(str(path))} begins as HTML, and is read as such")
        return Kind.HTML
    return kind
