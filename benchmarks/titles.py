"""What stories are called, and how often that changes, on the labelled sets of ../shared/data (absent: says so).

    python benchmarks/titles.py [--set NAME ...] [--show N] [--mixed]

Each labelled story of FEWEST members or more streams in its order through name_of, as the stage calls it. Prints for
each set: how often a story was renamed, the mean and the most; and how apt its title was, mean over the way and at the
end: the cosine of the headline's words and those of all members so far. Beside it the same for the first title, kept
for ever. --show prints what N stories were called.
--mixed needs no set: how often stories of two languages, by chance, are renamed for the language alone.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from statistics import mean

import numpy as np
from stories import DATA, articles_of

from workers.assign import sums
from workers.assign.naming import LOOKED, Candidate, headline, is_due, name_of, product, total
from workers.assign.sums import Pairs
from workers.assign.tongue import tongue_of
from workers.assign.vector import vector_of

#: basil has three members a story: there is nothing to choose.
SETS = ("groundnews2025", "giveme5w1h", "ecbplus")
FEWEST = 5


class Called:
    """What a story was called, and how apt that was from the third member on."""

    def __init__(self, members: Sequence[Candidate], words: Sequence[Pairs], *, renaming: bool) -> None:
        bearer, self.titles, self.apt = members[0], [members[0].title], []
        for count in range(1, len(members) + 1):
            name = None
            if renaming and is_due(count):
                name = name_of(members[max(0, count - LOOKED) : count], bearer.title, bearer)
            if name is not None:
                bearer = next(each for each in members if each.article == name.article)
                self.titles.append(f"[{count}, {name.why}] {name.title}")
            if count > 2:
                self.apt.append(product(bearer.headline, _unit(total(words[:count]))))


def _unit(pairs: Pairs) -> Pairs:
    keys, values = pairs
    return keys, (values / np.sqrt(np.square(values).sum())).astype("<f4")


def stories_of(name: str) -> dict[str, tuple[list[Candidate], list[Pairs]]]:
    """The titled members of each labelled story, with the words of each."""
    found: dict[str, tuple[list[Candidate], list[Pairs]]] = defaultdict(lambda: ([], []))
    for number, article in enumerate(articles_of(name)):
        title, lang = article["title"], article["lang"]
        if not title:
            continue
        at = datetime.fromisoformat(article["published"]) if article["published"] else None
        terms = vector_of(title, article["text"], lang).terms
        members, words = found[article["story"]]
        members.append(Candidate(number, title, sums.hashed(terms), headline(title, lang), at, lang))
        words.append(_unit(sums.hashed({term: value for term, value in terms.items() if term[0] == "w"})))
    return {story: pair for story, pair in found.items() if len(pair[0]) >= FEWEST}


def _show(name: str, how: str, called: Iterable[Called]) -> None:
    called = list(called)
    renamed = [len(each.titles) - 1 for each in called]
    apt, end = mean(mean(each.apt) for each in called), mean(each.apt[-1] for each in called)
    print(f"{name:18} {how:18} {len(called):7} {mean(renamed):7.2f} {max(renamed):5} {apt:6.3f} {end:6.3f}", flush=True)


def _mixed(chance: float, stories: int = 1000, members: int = 200) -> None:
    """Stories whose members are in English with this chance, and else in German."""
    dice = random.Random(7)
    renamed, right = [], []
    for _ in range(stories):
        langs = ["en" if dice.random() < chance else "de" for _ in range(members)]
        titles = [langs[0]]
        for count in filter(is_due, range(1, members + 1)):
            titles.append(tongue_of(langs[max(0, count - LOOKED) : count], titles[-1]) or "")
        renamed.append(sum(one != other for one, other in pairwise(titles)))
        right.append(mean(each == "en" for each in titles[1:]))
    again = mean(each > 1 for each in renamed)
    print(f"{chance:6.1f} {mean(renamed):7.2f} {max(renamed):5} {again:6.3f} {mean(right):6.3f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", nargs="+", default=list(SETS))
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--mixed", action="store_true")
    options = parser.parse_args()
    if options.mixed:
        print("chance renamed  most  again  right")
        for chance in (0.5, 0.6, 0.7, 0.8):
            _mixed(chance)
        return
    if not DATA.is_dir():
        print(f"no labelled sets in {DATA}: nothing measured")
        return
    print("set                title              stories renamed  most    apt    end")
    for name in options.set:
        found = stories_of(name)
        _show(name, "the first", [Called(*pair, renaming=False) for pair in found.values()])
        called = {story: Called(*pair, renaming=True) for story, pair in found.items()}
        _show(name, "as it is", called.values())
        for each in list(called.values())[: options.show]:
            print("  ", "\n      ".join(each.titles))


if __name__ == "__main__":
    main()
