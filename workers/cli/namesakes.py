"""Documents that come to a name, or an address, that another one has: nothing is lost without a word. Asks the ledger.

An address of the web is a page's, and an `id` is its document's: what comes to it with another text is known, and is
told. But where a document has no url, a name stands there (`import:note.txt`), which may well be another one's: files
of two folders may be called alike, and so were those that were exported before each had a name of its own. So of a name
that is not free:

    the text is that of one who has it        known, as that one
    it is another, or that cannot be told     taken under a name of its own, `import:note.txt~1f3a5c7d`, by its bytes

That name is looked at as the first was: it may be another one's, too, by chance or on purpose. Whose own key is here is
known also where nothing is left to compare it with. What came from one address, and stands at another, is exported with
that one: by its text it is known there, too.

What is free here may be another import's a moment later: `fresh` tells, and who accepts asks once more. Two files may
get one name so, by keys of their own; whoever imports what both became keeps them apart all the same.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial

from sqlalchemy.engine import Connection

from workers import urls
from workers.clean import runs
from workers.clean.decode import text_of
from workers.cli.documents import key_of
from workers.cli.jsonl import PREFIX, is_headline
from workers.errors import RefusedError
from workers.ledger import aliases
from workers.ledger import documents as here
from workers.ledger.documents import Kept
from workers.model import Kind, Page, Submission

#: characters of the digest that tells two of one name apart.
_DIGEST = 8


@dataclass
class Apart:
    """Documents as they can be accepted, and what is to be said of them."""

    documents: list[Submission] = field(default_factory=list)
    #: how many of them are not here yet.
    fresh: int = 0
    #: (the name that was taken, the one that the document has instead).
    renamed: list[tuple[str, str]] = field(default_factory=list)
    #: names and addresses of those that are known with another text.
    otherwise: list[str] = field(default_factory=list)


def apart(connection: Connection, documents: Sequence[Submission]) -> Apart:
    """Some dozens of documents, in their order, told apart from those before them."""
    found, before = Apart(), _Before(connection, documents)
    for place, document in enumerate(documents):
        taken, known = document, before.known_as(document, place)
        while known is None and before.is_namesake(taken):
            taken = _renamed(taken)
            before.look({place: taken})
            known = before.known_as(taken, place)
        if known is not None:
            taken = replace(taken, key=known)
        elif before.has(taken.key):
            found.otherwise.append(document.url)
        else:
            before.add(taken)
            found.fresh += 1
            if taken is not document:
                found.renamed.append((document.url, taken.url))
        found.documents.append(taken)
    return found


class _Before:
    """What a document is held against: what the ledger has, and those of its own batch that came before it."""

    def __init__(self, connection: Connection, documents: Sequence[Submission]) -> None:
        self._connection, self._documents = connection, documents
        self._batch: dict[str, Submission] = {}
        self._called: dict[str, list[str]] = defaultdict(list)
        self._there: dict[str, Sequence[str]] = {}
        self._keys: set[str] = set()
        #: by the key of one that is in the ledger, and the place of a document: whether both say the same.
        self._same: dict[tuple[str, int], bool | None] = {}
        #: by place: once, for those that are held against an article.
        self._cleaned = cache(lambda place: _cleaned(_page(documents[place]).body))
        self.look(dict(enumerate(documents)))

    def look(self, documents: Mapping[int, Submission]) -> None:
        """See what the ledger has of these, each with its place."""
        self._there.update(here.at(self._connection, {one.url for one in documents.values()}))
        self._keys |= aliases.known(self._connection, {one.key for one in documents.values()})
        asked: dict[str, list[int]] = defaultdict(list)
        for place, one in documents.items():
            for key in {one.key, *self._there.get(one.url, ())}:
                asked[key].append(place)
        for kept in here.kept(self._connection, asked):  # one by one: all their texts at once are too much
            self._keys.add(kept.key)
            for place in asked[kept.key]:
                self._same[kept.key, place] = _is_same(kept, documents[place], partial(self._cleaned, place))

    def has(self, key: str) -> bool:
        return key in self._keys or key in self._batch

    def known_as(self, document: Submission, place: int) -> str | None:
        """The key of the one that it is; None where it is none of those that are here, as far as can be told."""
        if self.has(document.key) and self._is(document.key, place) is not False:
            return document.key
        return next((key for key in self._rivals(document) if self._is(key, place)), None)

    def is_namesake(self, document: Submission) -> bool:
        """Is its name another one's, and may it have one of its own? The `id` of one that is here is its document's."""
        free = not self.has(document.key) or document.key == urls.key(document.url)
        return free and _is_named(document) and bool(self._rivals(document))

    def add(self, document: Submission) -> None:
        self._batch[document.key] = document
        self._called[document.url].append(document.key)

    def _is(self, key: str, place: int) -> bool | None:
        """Has the one with this key the text of the document at that place? None where that cannot be told."""
        if key in self._batch:
            return _page(self._batch[key]).body == _page(self._documents[place]).body
        return self._same.get((key, place))

    def _rivals(self, document: Submission) -> list[str]:
        """The keys of those that have its name, or stand at its url."""
        return [*self._there.get(document.url, ()), *self._called[document.url]]


def _is_named(document: Submission) -> bool:
    return document.url.startswith(PREFIX)


def _page(document: Submission) -> Page:
    assert document.page is not None, "a document brings its text"
    return document.page


def _is_same(kept: Kept, document: Submission, cleaned: Callable[[], str | None]) -> bool | None:
    """Is this what was accepted then, or what became of it? None where neither is kept, or they cannot be compared."""
    page = _page(document)
    if kept.body == page.body or (kept.title and is_headline(document) and document.hint.title == kept.title):
        return True  # or all that an export has of one whose text is no longer kept
    if page.kind is Kind.TEXT and kept.text is not None:
        return cleaned() == kept.text
    # other bytes under a name are another document until one knows better: rather twice than not at all
    return False if kept.kind is page.kind or (kept.kind and _is_named(document)) else None


def _cleaned(body: bytes) -> str | None:
    """A text as it is kept; None where it is refused, which is said when it is cleaned."""
    try:
        return "\n".join(runs.tidy(text_of(body, {}, markup=False)))
    except RefusedError:
        return None


def _renamed(document: Submission) -> Submission:
    """Under a name of its own. A file's name is its id, too; an id that was given stays."""
    page = _page(document)
    end = f"~{hashlib.sha256(page.body).hexdigest()[:_DIGEST]}"
    url, hint = f"{document.url}{end}", document.hint
    key = urls.key(url) if document.key == urls.key(document.url) else document.key
    if document.key == key_of(page.body):
        hint = replace(hint, id=f"{hint.id}{end}")
    return replace(document, url=url, key=key, hint=hint, page=replace(page, url=url, final_url=url))
