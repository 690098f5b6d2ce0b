"""Would it help to remember the lines of a site? What its other articles have, too, would be furniture, and dropped.

    python benchmarks/site_memory.py

Naively: what any other page of the site has. With copies grouped first: pages of a site that share more than SHARED of
the lines of the shorter one are one article (fetched twice, edited, copied), and a line counts once for each. A line
longer than LONG must stand in three others. Measured:

- on the labelled pages of sites that have more than one (../shared/data/extract), flattened to text and as they are:
  token F1 without it, and with all other pages of the site remembered, which is more than a stream would have seen;
- on groundnews2025, in its order: how much of the texts would be dropped, and what becomes of the stories.

What came of it stands in docs/decisions.md; newsloom has no such memory.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from typing import Any

from flattened import by_block
from stories import articles_of, measure, private_redis

from workers.clean import flat
from workers.clean.decide import article_of
from workers.clean.lines import key_of
from workers.clean.passage import article_lines
from workers.clean.runs import tidy
from workers.clean.tokens import agreement
from workers.domains import domain_of
from workers.errors import NewsloomError
from workers.model import Hint, Kind, Page
from workers.settings import Settings
from workers.urls import name_in

DATA = Path(__file__).resolve().parents[2] / "shared/data"
SETS = ("aeb", "fundus_dev", "wcxb_dev")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
#: share of the lines of the shorter one from which two pages of a site are one article.
SHARED = 0.3
#: characters of a line from which it must stand in three other articles.
LONG, OFTEN = 200, 3

Keys = frozenset[str]


@dataclass
class Memory:
    """The lines of one site, each with the number of its articles that have it."""

    grouped: bool
    #: of each article: the lines of its text, and how often each line of its pages was counted.
    articles: list[Keys] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def repeated(self, rows: Iterable[str]) -> set[str]:
        return {row for row in rows if self.counts[key_of(row)] >= (OFTEN if len(row) > LONG else 1)}

    def add(self, told: Sequence[str], page: Sequence[str]) -> None:
        """told: the lines of the article; page: of the whole page."""
        keys = frozenset(map(key_of, told))
        if self.grouped and any(is_same(keys, other) for other in self.articles):
            return
        self.articles.append(keys)
        self.counts.update({key_of(row) for row in page} - {""})


def is_same(one: Keys, other: Keys) -> bool:
    return len(one & other) > SHARED * min(len(one), len(other)) if one and other else False


def without(text: str, memory: Memory) -> str:
    rows = text.split("\n")
    gone = memory.repeated(rows)
    return "\n".join(row for row in rows if row not in gone)


def others_of(site: Sequence[Mapping[str, Any]], row: Mapping[str, Any], *, grouped: bool) -> Memory:
    """All pages of a site but one, and but those that are the same article."""
    memory = Memory(grouped)
    own = frozenset(map(key_of, row["told"]))
    for other in site:
        if other is not row and not (grouped and is_same(own, frozenset(map(key_of, other["told"])))):
            memory.add(other["told"], other["lines"])
    return memory


def pages() -> Iterator[dict[str, Any]]:
    """The labelled pages, each with its lines; those without a text to be held against help to remember."""
    for name in (*SETS, "htmldate_dev"):
        with gzip.open(DATA / f"extract/{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            for row in map(json.loads, file):
                flattened = by_block(row["html"])
                told = article_lines(flattened)
                yield {**row, "set": name, "flat": flattened, "told": told, "lines": tidy(flattened)}


def text_of(row: Mapping[str, Any]) -> str:
    page = Page(row["url"], row["url"], 200, {}, row["html"].encode("utf-8", "replace"), Kind.HTML, NOW)
    try:
        return article_of(page, Hint()).text
    except NewsloomError:
        return ""


def of_pages() -> None:
    sites = defaultdict(list)
    for row in pages():
        sites[domain_of(name_in(row["url"]))].append(row)
    scores: dict[tuple[str, str], list[float]] = defaultdict(list)
    for site in sites.values():
        for row in site if len(site) > 1 else ():
            if not row.get("text"):
                continue
            whole, gold = text_of(row), row["text"]
            found = flat.read(row["flat"]).text
            naive, grouped = (others_of(site, row, grouped=kind) for kind in (False, True))
            for how, memory in (("without", Memory(grouped=True)), ("naive", naive), ("grouped", grouped)):
                read = flat.read(without(row["flat"], memory)).text
                scores["flattened, dropped before they are read", how].append(agreement(read, gold))
                scores["flattened, dropped from what was read", how].append(agreement(without(found, memory), gold))
                scores["as they are, dropped from what was read", how].append(agreement(without(whole, memory), gold))
    for (what, how), values in sorted(scores.items()):
        print(f"pages {what}, {how}: token F1 {mean(values):.4f} over {len(values)} pages", flush=True)


def of_stream() -> None:
    """Two thirds of groundnews2025 are of sites that have more than one article there."""
    articles = list(articles_of("groundnews2025"))
    with private_redis() as client:
        for how in ("without", "naive", "grouped"):
            given, lost, most = list(remembered(articles, how)), [], 0
            for article, left in zip(articles, given, strict=True):
                lost.append(1 - len(left["text"]) / len(article["text"]) if article["text"] else 0.0)
                most += lost[-1] > 0.5
            chosen = Settings().assign
            result = measure("groundnews2025", chosen.join_at, client, chosen.dormant_days, given)
            touched = sum(share > 0 for share in lost)
            print(
                f"groundnews2025, {how}: {mean(lost):.2%} of a text dropped, of {touched} articles of {len(lost)}, "
                f"more than half of {most}; stories B-cubed F1 {result.f1:.4f}",
                flush=True,
            )


def remembered(articles: Iterable[Mapping[str, Any]], how: str) -> Iterator[Mapping[str, Any]]:
    """The articles as a memory of their sites leaves them, in their order."""
    memories: dict[str, Memory] = {}
    for article in articles:
        memory = memories.setdefault(domain_of(name_in(article["url"])), Memory(how == "grouped"))
        rows = tidy(article["text"])
        keys = frozenset(map(key_of, rows))
        known = how == "without" or (how == "grouped" and any(is_same(keys, other) for other in memory.articles))
        yield article if known else {**article, "text": without("\n".join(rows), memory)}
        memory.add(rows, rows)


def main() -> None:
    if not DATA.exists():
        print(f"no labelled sets in {DATA}: nothing measured")
        return
    of_pages()
    of_stream()


if __name__ == "__main__":
    main()
