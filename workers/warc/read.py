"""A WARC file -> submissions with their pages, so that no network is asked. Calls in order, decides nothing.

What if it comes twice? The url is the identity: the second time it is known.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

from workers import urls
from workers.model import Page, Submission
from workers.warc.answers import Passed, page_of
from workers.warc.records import Broken, Head, Whole, records

#: which way the pages come in. Not `import`: their time is that of a real fetch, and dates an article without a date.
VIA = "warc"


def submissions(path: Path, most: int, now: datetime) -> Iterator[Submission | Passed | Broken]:
    """The records of a file in its order. most: bytes of a page, unpacked."""
    number = 0
    try:
        with path.open("rb") as file:
            for found in records(file, partial(_taken, most=most, now=now)):
                number += 1
                yield found.made if isinstance(found, Whole) else found
    except OSError as error:
        yield Broken(number + 1, "", f"cannot be read: {error.strerror}")


def _taken(head: Head, block: io.BufferedReader, *, most: int, now: datetime) -> Submission | Passed:
    found = page_of(head, block, most, now)
    return found if isinstance(found, Passed) else _submission(found)


def _submission(page: Page) -> Submission:
    return Submission(page.url, urls.key(page.url), "", VIA, page=page)
