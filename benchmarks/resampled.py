"""An endless stream of articles and their stories, made from the labelled sets: for the benchmark of stories. Pure.

Each story is one of the labelled ones about something else: nine of ten of its rarer words are renamed, the same word
in the same story to the same name, so that its articles are as like each other as they are. The names are drawn from
NAMES, the n-th with a weight of 1/n, so that stories share names as they do in life. Half of all articles stand alone;
that is our guess at a stream from many feeds. Some OPEN stories go on at a time; there are A_DAY articles a day.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zlib import crc32

from workers.assign.vector import Vector, vector_of
from workers.assign.weight import weight

DATA = Path(__file__).resolve().parents[2] / "shared/data/stories"
SETS = ("groundnews2025", "giveme5w1h", "ecbplus", "basil")
ALONE = 0.5
NAMES = 500_000
OPEN = 2_000
A_DAY = 10_000
BEGAN = datetime(2025, 1, 1, tzinfo=UTC)
#: of weight.py: rarer than one in a thousand words.
_RARE = 1.0
_KEPT = 0.1


@dataclass(frozen=True, slots=True)
class Made:
    number: int
    story: int
    vector: Vector
    at: datetime


@dataclass
class _Story:
    number: int
    left: list[Vector]
    names: dict[str, str]


def labelled() -> tuple[list[tuple[str, str]], list[list[Vector]]]:
    """The labelled articles' titles and texts, and their vectors, story by story."""
    texts, stories = [], defaultdict(list)
    for name in SETS:
        with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for article in map(json.loads, lines):
                texts.append((article["title"], article["text"]))
                stories[name, article["story"]].append(vector_of(article["title"], article["text"], article["lang"]))
    return texts, list(stories.values())


def stream(stories: Sequence[Sequence[Vector]], seed: int = 1) -> Iterator[Made]:
    chance = random.Random(seed)
    every = [vector for story in stories for vector in story]
    rare = {
        word: weight(word, "en") >= _RARE for vector in every for term in vector.terms for word in term[2:].split(" ")
    }
    open_stories: list[_Story] = []
    begun = 0
    number = 0
    while True:
        number += 1
        at = BEGAN + timedelta(days=number / A_DAY)
        if chance.random() < ALONE:
            begun += 1
            story = _Story(begun, [chance.choice(every)], {})
        else:
            if len(open_stories) < OPEN:
                begun += 1
                left = list(chance.choice(stories))
                chance.shuffle(left)
                open_stories.append(_Story(begun, left, {}))
            place = chance.randrange(len(open_stories))
            story = open_stories[place]
            if len(story.left) == 1:
                open_stories[place] = open_stories[-1]
                open_stories.pop()
        yield Made(number, story.number, _renamed(story.left.pop(), story, rare), at)


def _renamed(vector: Vector, story: _Story, rare: Mapping[str, bool]) -> Vector:
    terms: dict[str, float] = {}
    begun = crc32(f"{story.number} ".encode())
    for term, value in vector.terms.items():
        word = term[2:]
        name = story.names.get(word)
        if name is None:
            story.names[word] = name = " ".join(
                [_name(part, begun) if rare[part] else part for part in word.split(" ")]
            )
        terms[term[:2] + name] = value
    return Vector(terms)


def _name(word: str, begun: int) -> str:
    """begun: the CRC of the story's number, which the word's goes on with."""
    drawn = crc32(word.encode(), begun) / 2**32
    if drawn < _KEPT:
        return word
    return f"x{int(NAMES ** ((drawn - _KEPT) / (1 - _KEPT)))}"
