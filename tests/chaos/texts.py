"""Invented news: for each story a vocabulary of its own, and articles about it that share it and little else. Pure.

A story's names and words are made of syllables, so that no two stories share one, and no word list knows them; what
stands between them are the commonest words of English, which weigh nothing. So which story an article is of does not
depend on what came before it. Sentences are put together from many short parts, so that two articles of a story have
few runs of three words in common: they are no copies of each other.

Dropped: real words between the names. Every article resembled every other one, and all became one story.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

_ONSETS = "b br d dr f fl g gr h j k kl l m n p pr r s sk st t tr v w z".split()  # noqa: SIM905 - a list of 26
_VOWELS = "a e i o u ae ia oa".split()  # noqa: SIM905 - read as one line
_CODAS = "b d k l lm m n nd r rn s sk t th v x".split()  # noqa: SIM905 - read as one line

# The words between the names are of the commonest, which tell nothing; `{word}` is one of the story's own.
_OPENINGS = (
    "On {day}",
    "In {town}",
    "At {site}",
    "After the {word}",
    "Before the {word} of {day}",
    "With a {word} from {region}",
    "For the {word} in {town}",
    "By the {word} of the year",
    "Under the {word} {word}",
    "As the {word} said",
)
_SUBJECTS = (
    "{leader}",
    "{rival}",
    "{firm}",
    "{office}",
    "the {word} of {town}",
    "a {word} from {region}",
    "one of the {word} people",
    "{leader} and the {word}",
    "the {word} at {site}",
    "no {word} of {firm}",
)
_VERBS = (
    "said that {thing} was a {word}",
    "made the {word} of {thing}",
    "took {thing} to the {word}",
    "will have a {word} for {thing}",
    "had not been to the {word}",
    "would see {rival} at the {word}",
    "gave {office} the {word} {word}",
    "had {thing} for a {word}",
    "was with {leader} at the {word}",
    "wants a {word} and a {word}",
    "has no {word} in {region}",
    "found the {word} of {firm}",
)
_ENDINGS = (
    "and the {word} was new",
    "who had the {word}",
    "in the {word} of {town}",
    "when {rival} came to the {word}",
    "after {firm} and the {word}",
    "but not the {word} or the {word}",
    "because of the {word} in {region}",
    "so that {office} can {word}",
    "as {leader} said of the {word}",
    "for the {word} of {thing}",
)
_QUOTES = (
    '"It was the {word}," said {leader}.',
    '"No {word} for {town}," said {rival}.',
    '"We have a {word} at {site}," said one of them.',
    '"The {word} and the {word} are {office}\'s," said {firm}.',
    '"This is not a {word}," said {leader} of {thing}.',
    '"They are {word} people," said {rival} in {region}.',
)
_TITLES = (
    "{leader} and {rival} on {thing}",
    "{town} and the {word} of {thing}",
    "{firm} has no {word} for {thing}",
    "The {word} of {office}",
    "{thing} and {region}",
    "{rival} at {site}",
    "{leader} in {town}: a {word}",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Text:
    title: str
    paragraphs: tuple[str, ...]


class Story:
    """One event: its names, and as many tellings as are asked for."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        name = self._name
        self._names = {
            "leader": f"{name()} {name()}",
            "rival": f"{name()} {name()}",
            "town": f"{name()}",
            "region": f"the {name()} valley",
            "firm": f"{name()} & {name()}",
            "office": f"the {name()} board",
            "site": f"{name()} wharf",
            "thing": f"the {name()} {name()}",
        }
        self._words = [name().lower() for _ in range(60)]

    def tell(self) -> Text:
        """One more article about it: five paragraphs, some 250 words."""
        return Text(self._filled(self._chance.choice(_TITLES)), tuple(self._paragraph() for _ in range(5)))

    def _paragraph(self) -> str:
        return " ".join([*(self._sentence() for _ in range(3)), self._filled(self._chance.choice(_QUOTES))])

    def _sentence(self) -> str:
        parts = (self._chance.choice(part) for part in (_SUBJECTS, _VERBS, _ENDINGS))
        return f"{self._filled(self._chance.choice(_OPENINGS))}, {self._filled(' '.join(parts))}."

    def _filled(self, form: str) -> str:
        filled = form.format(day=self._chance.choice(_DAYS), word="{}", **self._names)
        return filled.format(*self._chance.sample(self._words, filled.count("{}")))

    def _name(self) -> str:
        pick = self._chance.choice
        return "".join(pick(_ONSETS) + pick(_VOWELS) + pick(_CODAS) for _ in range(2)).capitalize()


def identical(text: Text, _: random.Random) -> Text:
    """The agency's text as it came, under the paper's own headline."""
    return Text(f"From the wire: {text.title}", text.paragraphs)


def edited(text: Text, chance: random.Random) -> Text:
    """An editor's pen: a word here and there, and a line of the paper's own."""
    swapped = [" ".join(_swapped(word, chance) for word in paragraph.split(" ")) for paragraph in text.paragraphs]
    return Text(text.title.upper(), (*swapped, "Additional reporting came from our office in the capital."))


def cut(text: Text, _: random.Random) -> Text:
    """The first three of five paragraphs, as a smaller page has room for."""
    return Text(text.title, text.paragraphs[:3])


def _swapped(word: str, chance: random.Random) -> str:
    return {"and": "while", "said": "added", "was": "became"}.get(word, word) if chance.random() < 0.3 else word


#: what is done to a wire text by whom prints it again.
EDITS = (identical, edited, cut)
