"""How like two halves of a page are in the languages of the world, as a share of what they are in English.

    python benchmarks/languages.py FOLDER [--write]

FOLDER: the help of the GNOME desktop, `usr/share/help` of Debian's package gnome-user-docs (`apt-get download
gnome-user-docs; dpkg -x gnome-user-docs_*.deb FOLDER`), which says the same in some forty languages. Of each page that
has been translated the even sentences are compared with the odd ones, and with those of all other pages. Printed are
`share`, which workers/assign/lengths.py holds; `halves` and `others`, the likeness of halves as it counts then, and
what one in a hundred of the others has; and `found`, the mean reciprocal rank of a page's other half among the others.
--write puts the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from lxml import etree
from paper import side_by_side, write

from workers.assign.lengths import length
from workers.assign.packed import packed
from workers.assign.products import products
from workers.assign.vector import vector_of
from workers.clean.lang import lang_of

#: how GNOME calls English.
_ORIGINAL = "C"
#: words of a page in English that is long enough, and pages of a language that are.
_WORDS, _PAGES = 150, 40
#: letters of a page that tell whether it is translated.
_SAMPLE = 1500
_SENTENCE = re.compile(r"(?<=[.!?؟।])\s+|(?<=[。！？])")

Halves = tuple[str, str]


def main() -> None:
    options = _options()
    pages = _pages(options.folder)
    if not pages:
        print(f"no pages in {options.folder}: nothing measured")
        return
    english = _own(pages["en"], "en")
    columns: dict[str, dict[str, str]] = defaultdict(dict)
    for lang, there in sorted(pages.items(), key=lambda one: (one[0] != "en", one[0])):
        if len(there) >= _PAGES:
            for what, value in _told(there, lang, english).items():
                columns[what][lang] = value
            print(lang, *(column[lang] for column in columns.values()), flush=True)
    if options.write:
        write("languages", side_by_side("language", columns))


def _told(pages: Mapping[str, Halves], lang: str, english: Mapping[str, float]) -> dict[str, str]:
    own = _own(pages, lang)
    share = np.mean(list(own.values())) / np.mean([english[page] for page in own]) / length(lang) ** 2
    table = _table(list(pages.values()), lang)
    halves = table.diagonal()
    others = table[~np.eye(len(table), dtype=bool)].reshape(len(table), -1)
    found = np.mean(1.0 / (1.0 + (others > halves[:, None]).sum(axis=1)))
    return {
        "pages": str(len(pages)),
        "share": f"{share:.2f}",
        "halves": f"{halves.mean():.3f}",
        "others": f"{np.quantile(others, 0.99):.3f}",
        "found": f"{found:.3f}",
    }


def _own(pages: Mapping[str, Halves], lang: str) -> dict[str, float]:
    """The likeness of each page's halves."""
    return dict(zip(pages, _table(list(pages.values()), lang).diagonal().tolist(), strict=True))


def _table(halves: Sequence[Halves], lang: str) -> np.ndarray:
    """The likeness of each first half with each second one."""
    texts = [one for one, _ in halves] + [other for _, other in halves]
    table = products([packed(vector_of(None, text, lang)).pairs for text in texts])
    return table[: len(halves), len(halves) :]


def _pages(folder: Path) -> dict[str, dict[str, Halves]]:
    """The halves of each page, by language and name; of those that are translated, and long enough in English."""
    found: dict[str, dict[str, Halves]] = defaultdict(dict)
    for original in sorted(folder.glob(f"**/{_ORIGINAL}/gnome-help/*.page")):
        if len(" ".join(_paragraphs(original)).split()) < _WORDS:
            continue
        for page in sorted(original.parents[2].glob(f"*/gnome-help/{original.name}")):
            name = page.parents[1].name
            lang = "en" if name == _ORIGINAL else re.split("[_@]", name)[0]
            text = list(_paragraphs(page))
            if "@" not in name and lang_of(" ".join(text)[:_SAMPLE], None) == lang:
                sentences = [part for paragraph in text for part in _SENTENCE.split(paragraph) if part.strip()]
                found[lang][page.name] = " ".join(sentences[::2]), " ".join(sentences[1::2])
    return found


def _paragraphs(page: Path) -> Iterator[str]:
    for paragraph in etree.parse(page, etree.XMLParser(recover=True)).iter("{*}p"):
        text = " ".join(" ".join(paragraph.itertext()).split())
        if len(text) > 20:
            yield text


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
