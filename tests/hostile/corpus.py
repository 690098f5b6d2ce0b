"""Bad input: what a hostile or merely sloppy world sends, and what comes of it. The rows stand in a module a door.

`docs/operating.md` has the same rows as a table (`make bad-input` writes it); tests/hostile/test_corpus.py drives each
through its door, on both databases, to its end.
"""

from __future__ import annotations

from tests.hostile import answers, archives, asked, documents, feeds, pages, settings, urls
from tests.hostile.rows import Row

ROWS: tuple[Row, ...] = (
    *urls.rows(),
    *documents.rows(),
    *archives.rows(),
    *pages.rows(),
    *answers.rows(),
    *feeds.rows(),
    *asked.rows(),
    *settings.rows(),
)
