"""A document of TOML that a person wrote; what is wrong with one is a line. No decisions."""

from __future__ import annotations

import tomllib
from typing import Any

from workers.errors import WordsError


def document_of(text: str, origin: str, reason: str) -> dict[str, Any]:
    """What a text says. Raises WordsError for whatever the parser stumbles over: its own errors are of three kinds.

    origin: what the text is called. reason: that of the error.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WordsError(reason, f"{origin} is not TOML: {error}") from error
    except RecursionError as error:
        raise WordsError(reason, f"{origin} is not TOML: too many brackets in each other") from error
    except ValueError as error:  # all that Python reads no number of
        raise WordsError(reason, f"{origin} is not TOML: a number of too many digits") from error
