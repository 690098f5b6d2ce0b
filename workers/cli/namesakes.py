"""Documents that come to a name, or an address, that another one has: nothing is lost without a word. Asks the ledger.

An address of the web is a page's, and an `id` is its document's: what comes to it with another text is known, and is
told. But where a document has no url, a name stands there (`import:note.txt`), which may well be another one's: files
of two folders may be called alike, and so were those that were exported before each had a name of its own. So of a name
that is not free, and a key that is not here:

    the text is that of the one who has it    known, as that one
    it is another, or that cannot be told     taken under a name of its own, `import:note.txt~1f3a5c7d`, by its bytes

What came from one address, and stands at another, is exported with that one: by its text it is known there, too.
Two imports at the same moment may give one name twice; whoever imports what both became keeps them apart all the same.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.engine import Connection

from workers import urls
from workers.clean import runs
from workers.clean.decode import text_of
from workers.cli.documents import key_of
from workers.cli.jsonl import PREFIX, is_headline
from workers.errors import RefusedError
from workers.ledger import documents as here
from workers.ledger.documents import Kept
from workers.model import Kind, Page, Submission

#: characters of the digest that tells two of one name apart.
_DIGEST = 8


@dataclass
class Apart:
    """Documents as they can be accepted, and what is to be said of them."""

    documents: list[Submission] = field(default_factory=list)
    #: (the name that was taken, the one that the document has instead).
    renamed: list[tuple[str, str]] = field(default_factory=list)
    #: names and addresses of those that are known with another text.
    otherwise: list[str] = field(default_factory=list)


def apart(connection: Connection, documents: Sequence[Submission]) -> Apart:
    """Some dozens of documents, in their order, told apart from those before them."""
    found, before = Apart(), _Before(connection, documents)
    for place, document in enumerate(documents):
        if before.has(document.key):
            taken = document
            if before.same(document.key, place) is False:
                if _is_named(document) and document.key == urls.key(document.url):
                    taken = _renamed(document)
                else:
                    found.otherwise.append(document.url)
        else:
            rivals = before.rivals(document)
            twin = next((key for key in rivals if before.same(key, place)), None)
            free = document if not rivals or not _is_named(document) else _renamed(document)
            taken = replace(document, key=twin) if twin else free
        before.add(taken)
        found.documents.append(taken)
    _settle(connection, found, [one.url for one in documents])
    return found


def _settle(connection: Connection, found: Apart, were: Sequence[str]) -> None:
    """Who has a name with these very bytes in it is that document: it is known."""
    names = {one.url for one, was in zip(found.documents, were, strict=True) if one.url != was}
    there = here.at(connection, names)
    for place, (one, was) in enumerate(zip(found.documents, were, strict=True)):
        if one.url == was:
            continue
        if one.url in there:
            found.documents[place] = replace(one, key=there[one.url][0])
        elif (was, one.url) not in found.renamed:
            found.renamed.append((was, one.url))


class _Before:
    """What a document is held against: what the ledger has, and those of its own batch that came before it."""

    def __init__(self, connection: Connection, documents: Sequence[Submission]) -> None:
        self._documents = documents
        self._there = here.at(connection, {one.url for one in documents})
        self._batch: dict[str, Submission] = {}
        self._called: dict[str, list[str]] = defaultdict(list)
        asked: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(documents):
            for key in {one.key, *self._there.get(one.url, ())}:
                asked[key].append(place)
        #: by the key of one that is in the ledger, and the place of a document: whether both say the same.
        self._same: dict[tuple[str, int], bool | None] = {}
        self._keys: set[str] = set()
        for kept in here.kept(connection, asked):  # one by one: all their texts at once are too much
            self._keys.add(kept.key)
            self._same.update({(kept.key, place): _is_same(kept, documents[place]) for place in asked[kept.key]})

    def has(self, key: str) -> bool:
        return key in self._keys or key in self._batch

    def same(self, key: str, place: int) -> bool | None:
        """Has the one with this key the text of the document at that place? None where that cannot be told."""
        if key in self._keys:
            return self._same[key, place]
        return _page(self._batch[key]).body == _page(self._documents[place]).body

    def rivals(self, document: Submission) -> list[str]:
        """The keys of those that have its name, or stand at its url."""
        return [*self._there.get(document.url, ()), *self._called[document.url]]

    def add(self, document: Submission) -> None:
        if not self.has(document.key):
            self._batch[document.key] = document
            self._called[document.url].append(document.key)


def _is_named(document: Submission) -> bool:
    return document.url.startswith(PREFIX)


def _page(document: Submission) -> Page:
    assert document.page is not None, "a document brings its text"
    return document.page


def _is_same(kept: Kept, document: Submission) -> bool | None:
    """Is this what was accepted then, or what became of it? None where neither is kept, or they cannot be compared."""
    page = _page(document)
    if kept.body == page.body or (kept.title and is_headline(document) and document.hint.title == kept.title):
        return True  # or all that an export has of one whose text is no longer kept
    if page.kind is Kind.TEXT and kept.text is not None:
        return _cleaned(page.body) == kept.text
    return False if kept.kind is page.kind else None


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
