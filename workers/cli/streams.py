r"""Standard output that fails on no sign: what its encoding does not have is written as `\u00e9`.

Where the locale or PYTHONIOENCODING says ASCII, a title would else end the command. The escapes are those of JSON, so
that a line of JSON stays one, whatever the encoding; a person can still tell by them what stood there, as by a `?` he
could not. Decides nothing.
"""

from __future__ import annotations

import codecs
import io
import json
import sys

_NAME = "newsloom-json"


def show_all() -> None:
    """From now on standard output takes every sign. Twice is once; what is no stream of text stays as it is."""
    codecs.register_error(_NAME, _escaped)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors=_NAME)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """Of signs above U+FFFF both halves, as JSON has them."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end
