"""Learn which blocks of a page belong to its article: workers/clean/weights.py, and how well it does elsewhere.

    python benchmarks/weigh.py            each labelled set by weights that were learned on the other two
    python benchmarks/weigh.py --write    the table, learned on all three

A block is labelled by its words: it belongs where more than half of its runs of four are in the article. Logistic
regression, ridge penalty, each page of the same weight; looks whose weight says next to nothing are left out and the
others learned again. Deterministic: the same pages give the same table.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
from clean import NOW, rows

from workers.clean import meta
from workers.clean.beside import Beside
from workers.clean.blocks import blocks_of
from workers.clean.html import second_of
from workers.clean.looks import looks_of
from workers.clean.tables import without_layout
from workers.clean.tokens import agreement
from workers.clean.trees import tree_of
from workers.clean.weigh import BELONGS, PHRASES

SETS = ("aeb", "fundus_dev", "wcxb_dev")
TABLE = Path(__file__).resolve().parents[1] / "workers" / "clean" / "weights.py"
#: words in a run, and the share of runs from which a block belongs.
RUN, SHARE = 4, 0.5
#: a page whose article is not among its blocks teaches nothing.
FAITHFUL = 0.9
#: the most words that a block counts for; what a page counts for; what a block counts for at least.
HEAVY, PAGE, LIGHT = 80, 50.0, 0.02
PENALTY, STEPS = 300.0, 8
#: the least weight, times its look's standard deviation, that is kept.
LEAST = 0.04

_WORD = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|\w+")


@dataclass(frozen=True, slots=True)
class Lesson:
    """One page."""

    texts: Sequence[str]
    looks: Any
    belongs: Any
    weights: Any
    gold: str
    faithful: bool


def lesson_of(html: str, url: str, gold: str) -> tuple[Lesson, Sequence[str]] | None:
    """A labelled page, and the names of its looks."""
    tree = tree_of(html)
    page = None if tree is None else blocks_of(without_layout(tree))
    if page is None or not page.rows:
        return None
    about, (whole, cut) = meta.read(tree, url, NOW), second_of(html)
    known = Beside(whole, cut, about.title or "", about.description or "", about.told or "")
    looks = {**looks_of(page, known)}
    texts = [row.text for row in page.rows]
    for name, says in PHRASES.items():
        looks[name] = np.array([float(says(text)) for text in texts])
    words = [_WORD.findall(text.casefold()) for text in texts]
    belongs = labels_of(words, _WORD.findall(gold.casefold()))
    heavy = np.minimum(np.array([float(len(row)) for row in words]), HEAVY)
    weights = heavy / max(1.0, heavy.sum()) * PAGE + LIGHT
    kept = "\n".join(text for text, one in zip(texts, belongs, strict=True) if one)
    faithful = agreement(kept, gold) >= FAITHFUL
    return Lesson(texts, np.stack(list(looks.values()), 1), belongs, weights, gold, faithful), list(looks)


def labels_of(blocks: Iterable[Sequence[str]], gold: Sequence[str]) -> Any:
    runs = {tuple(gold[start : start + RUN]) for start in range(len(gold))}
    whole = f" {' '.join(gold)} "
    return np.array([_belongs(words, runs, whole) for words in blocks])


def _belongs(words: Sequence[str], runs: set[tuple[str, ...]], whole: str) -> bool:
    if len(words) < RUN + 2:
        return len(words) > 1 and f" {' '.join(words)} " in whole
    own = [tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)]
    return sum(run in runs for run in own) > SHARE * len(own)


def learned(lessons: Iterable[Lesson], columns: Sequence[int]) -> tuple[Any, float]:
    """Weights of the columns, and the base."""
    used = [lesson for lesson in lessons if lesson.faithful]
    looks = np.concatenate([lesson.looks[:, columns] for lesson in used])
    belongs = np.concatenate([lesson.belongs for lesson in used]).astype(float)
    weights = np.concatenate([lesson.weights for lesson in used])
    middle, spread = looks.mean(0), looks.std(0)
    spread[spread < 1e-9] = 1
    looks = np.c_[(looks - middle) / spread, np.ones(len(looks))]
    penalty = np.full(looks.shape[1], PENALTY)
    penalty[-1] = 1e-6
    found = np.zeros(looks.shape[1])
    for _ in range(STEPS):  # Newton's
        chance = 1 / (1 + np.exp(-np.clip(looks @ found, -30, 30)))
        slope = looks.T @ (weights * (chance - belongs)) + penalty * found
        bend = (looks * (weights * chance * (1 - chance) + 1e-9)[:, None]).T @ looks + np.diag(penalty)
        found -= np.linalg.solve(bend, slope)
    return found[:-1] / spread, float(found[-1] - (found[:-1] / spread) @ middle)


def telling(lessons: Iterable[Lesson], count: int) -> list[int]:
    """The columns whose weights say something."""
    lessons = list(lessons)
    weights, _ = learned(lessons, range(count))
    spread = np.concatenate([lesson.looks for lesson in lessons]).std(0)
    return [number for number in range(count) if abs(weights[number]) * spread[number] >= LEAST]


def score(lessons: Iterable[Lesson], columns: Sequence[int], weights: Any, base: float) -> float:
    """Mean token F1."""
    return mean(
        agreement(
            "\n".join(
                text
                for text, value in zip(lesson.texts, lesson.looks[:, columns] @ weights + base, strict=True)
                if value > BELONGS
            ),
            lesson.gold,
        )
        for lesson in lessons
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="learn on all sets, and write the table")
    parser.add_argument("--without", choices=SETS, action="append", default=[], help="leave a set out of the table")
    chosen = parser.parse_args()
    names: Sequence[str] = ()
    lessons: dict[str, list[Lesson]] = {name: [] for name in SETS}
    for name in SETS:
        for row in rows(name, 10**9):
            if row.get("text") and (found := lesson_of(row["html"], row["url"], row["text"])):
                lessons[name].append(found[0])
                names = found[1]
    for name in SETS:
        others = [one for other in SETS if other != name for one in lessons[other]]
        columns = telling(others, len(names))
        weights, base = learned(others, columns)
        print(
            f"{name}, learned on the others: {score(lessons[name], columns, weights, base):.4f} by {len(columns)} looks"
        )
    every = [one for name in SETS if name not in chosen.without for one in lessons[name]]
    columns = telling(every, len(names))
    weights, base = learned(every, columns)
    print(f"learned on {len(every)} pages: {score(every, columns, weights, base):.4f} by {len(columns)} looks")
    if chosen.write:
        write([names[column] for column in columns], weights, base)


def write(names: Sequence[str], weights: Any, base: float) -> None:
    rows = "".join(
        f'    "{name}": {weight:.3f},\n'
        for name, weight in sorted(zip(names, weights, strict=True), key=lambda row: row[1])
    )
    TABLE.write_text(
        '"""The weights of `weigh.py`, lightest first. Made by benchmarks/weigh.py, never by hand."""\n\n'
        "from __future__ import annotations\n\nfrom collections.abc import Mapping\n\n"
        f"BASE = {base:.3f}\nWEIGHTS: Mapping[str, float] = {{\n{rows}}}\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
