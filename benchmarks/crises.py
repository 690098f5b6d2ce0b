"""Threads of years in other languages: how well `newsloom replay` puts real articles of one war or rising together.

    python benchmarks/crises.py FOLDER [--write]

FOLDER: what github.com/MorenoLaQuatra/CL-TLS holds (La Quatra et al. 2021): articles in Spanish, French and Italian
found for Egypt, Libya, Syria and Yemen, from 2011 to 2019, `LANGUAGE/THREAD/DAY/NAME.txt`. A country is a label, though
some articles are about all four: precision is a floor of what a reader would say, and nobody would call eight years one
story. Pages were flattened with their furniture: lines that three articles have are left out, then articles of less
than LEAST letters, and those found for two countries.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from paper import side_by_side, write
from replayed import twice

LANGUAGES = {"es": "Spanish", "fr": "French", "it": "Italian"}
LEAST = 500
#: articles that have a line of furniture; letters of a line that can be a headline, and of one that is kept of it.
FURNITURE, HEADLINE, TITLE = 3, 25, 160
#: letters by which two texts are one.
OPENING = 1500
_NOTICE = re.compile(r"cookie|javascript|©|https?://|display:|\[en\]", re.IGNORECASE)

Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    options = parser.parse_args()
    columns = {name: _measured(list(_articles(options.folder, lang))) for lang, name in LANGUAGES.items()}
    lines = side_by_side("language", columns)
    print("\n".join(lines))
    if options.write:
        write("stories-crises", lines)


def _measured(rows: Sequence[Row]) -> dict[str, str]:
    told = {"articles": f"{len(rows):,}"}
    for when, result, _ in twice(rows):
        told |= {
            f"{when}: F1": f"{result.f1:.3f}",
            f"{when}: precision": f"{result.precision:.3f}",
            f"{when}: recall": f"{result.recall:.3f}",
            f"{when}: stories": f"{result.stories}",
        }
    return told


def _articles(folder: Path, lang: str) -> Iterator[Row]:
    """In order of their days."""
    texts = {path: path.read_text("utf-8", "replace").strip() for path in sorted(folder.glob(f"{lang}/*/*/*.txt"))}
    lines = {path: [line for part in text.split("\n") if (line := part.strip())] for path, text in texts.items()}
    openings: dict[str, set[str]] = defaultdict(set)
    for path, text in texts.items():
        openings[text[:OPENING]].add(path.parts[-3])
    distinct = {texts[path]: each for path, each in lines.items()}
    usual = Counter(line for each in distinct.values() for line in set(each))
    for path in sorted(texts, key=lambda path: (path.parts[-2], path)):
        kept = [line for line in lines[path] if usual[line] < FURNITURE and not _NOTICE.search(line)]
        if len(openings[texts[path][:OPENING]]) == 1 and sum(map(len, kept)) >= LEAST:
            yield _row(path, lang, kept)


def _row(path: Path, lang: str, lines: Sequence[str]) -> Row:
    head = next((at for at, line in enumerate(lines) if len(line) > HEADLINE), 0)
    name = "/".join(path.parts[-4:])
    return {
        "id": name,
        "url": f"https://crises.example/{name.removesuffix('.txt')}",
        "title": lines[head][:TITLE],
        "text": "\n".join(lines[head + 1 :]),
        "published": f"{path.parts[-2]}T12:00:00+00:00",
        "lang": lang,
        "story": path.parts[-3],
    }


if __name__ == "__main__":
    main()
