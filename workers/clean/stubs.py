"""Pages that stand where an article should be, and answer 200 all the same. Pure: a table of kinds.

A cookie wall, a paywall, a page for logging in, "page not found", a check for robots. Only short texts are judged:
an article about cookies is long. Of a short text a kind must have a phrase by which its reader is addressed, and with
it either the title, as a whole or up to the site's name, or something else that such pages say; and a paywall is also a
short text of a page that says, in its structured data, that it is not free.

News of walls names what walls name. It is told from them because it lets others speak (`reported.py`: what is quoted
and reported is not judged), because it addresses nobody, and because its title says what it is about: then more is
asked. Clubs, theatres and shops sell to their members in the words of paywalls, and hand out accounts: so a wall also
has to speak of what is read, in a sentence that addresses its reader, or of nothing but itself; and of a text behind
a cookie notice no lines may tell of other things. The kinds stand in a module each, with their languages.

A phrase that is missing here costs a notice in a story, until the third page of the site has the same (workers/dedupe/
stub.py); one too many costs an article. So phrases are those that a reader is addressed with, never words of news.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workers.clean.cookies import COOKIES
from workers.clean.gates import GATES
from workers.clean.kinds import Kind
from workers.clean.logins import LOGINS
from workers.clean.paywalls import PAYWALLS
from workers.clean.phrases import Table, any_of, compiled
from workers.clean.reported import unreported
from workers.clean.tokens import has_words

#: in the order in which they are looked for; the last is what a page that is not free is.
KINDS = (*GATES, COOKIES, LOGINS, PAYWALLS)
#: words from which a text is an article whatever it says of cookies.
SHORT = 150
#: characters of such a text that are looked at: 150 words are fewer, but a word may be of a million letters.
LOOKED_AT = 10_000
#: words up to which a text of a page that is not free is no more than its beginning. A labelled page of 69 words, which
#: a paywall let through, was kept by those who labelled it.
TEASER = 60
#: different rows of a kind that a short text must hold; and of those that address its reader, where its title says
#: that it is about such pages.
ENOUGH, ENOUGH_OF_NEWS = 2, 3
#: share of a text's characters, or of its lines that hold any, that the rows make up, from which it speaks of nothing
#: else.
ALL_OF_IT = 0.4
#: words of the lines that hold nothing of a kind, from which an article stands behind a notice.
BEHIND = 30

#: what ends a sentence.
_ENDS = ".!?。！？\n"


@dataclass(frozen=True, slots=True)
class Reading:
    """What is judged of a page."""

    title: str | None
    text: str
    #: its structured data says that not everybody may read it.
    closed: bool = False


def stub_in(reading: Reading) -> Kind | None:
    """Which kind of stub a page is; None for an article."""
    if has_words(SHORT, reading.text):
        return None
    text, title = reading.text[:LOOKED_AT], _plain(reading.title or "")
    spoken = unreported(text)
    found = (kind for kind in KINDS if _is_one(_COMPILED[kind.reason], title, spoken))
    stub = next((kind for kind in found if not _tells_besides(_COMPILED[kind.reason], text)), None)
    return stub or (KINDS[-1] if reading.closed and not has_words(TEASER, reading.text) else None)


def _is_one(looks: _Looks, title: str, text: str) -> bool:
    addressed = _rows_in(looks.phrases, text)
    if not addressed:
        return False
    if looks.titles.fullmatch(title):
        enough = True
    elif looks.about and looks.about.search(title):
        enough = addressed >= ENOUGH_OF_NEWS
    else:
        enough = addressed + _rows_in(looks.named, text) >= ENOUGH
    return enough and _keeps(looks, text)


def _keeps(looks: _Looks, text: str) -> bool:
    """Is something to be read that it keeps from its reader, or does it say nothing else?"""
    if looks.reads is None:
        return True
    spans = _spans_in(looks, text)
    if any(looks.reads.search(_sentence(text, *span)) for span in spans):
        return True
    return _says_little_else(spans, text) or _lets_in(looks, text)


def _spans_in(looks: _Looks, text: str) -> list[tuple[int, int]]:
    return [match.span() for row in (*looks.phrases, *looks.named) for match in row.finditer(text)]


def _says_little_else(spans: Sequence[tuple[int, int]], text: str) -> bool:
    return len({at for span in spans for at in range(*span)}) >= ALL_OF_IT * len(text)


def _lets_in(looks: _Looks, text: str) -> bool:
    """Behind an article's beginning: do lines say where its reader logs in, hold rows, and say little else?"""
    enters = looks.enters
    if enters is None or not enters.search(text):
        return False
    held = "\n".join(line for line in text.split("\n") if enters.search(line) or _spans_in(looks, line))
    return _says_little_else(_spans_in(looks, held), held)


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence, or the sentences, that these characters are of; they may begin behind a sign, and end with one."""
    start += next((index for index, sign in enumerate(text[start:end]) if sign.isalnum()), 0)
    before = max(text.rfind(mark, 0, start) for mark in _ENDS)
    after = [at for mark in _ENDS if (at := text.find(mark, end - 1)) >= 0]
    return text[before + 1 : min(after, default=len(text))]


def _tells_besides(looks: _Looks, text: str) -> bool:
    """Do lines without anything of a notice tell something? A paywall shows its article's beginning, a notice none."""
    if looks.reads or not looks.about:
        return False
    rows = [*looks.phrases, *looks.named, looks.about]
    return has_words(BEHIND, "\n".join(line for line in text.split("\n") if not any(row.search(line) for row in rows)))


def _rows_in(rows: Sequence[re.Pattern[str]], text: str) -> int:
    return sum(bool(row.search(text)) for row in rows)


def _plain(title: str) -> str:
    """A title up to the site's name."""
    return re.split(r"\s+[|–—·•»-]\s+|\s*[|»]\s*", title.strip(), maxsplit=1)[0].strip()


@dataclass(frozen=True, slots=True)
class _Looks:
    """The tables of a kind, compiled."""

    titles: re.Pattern[str]
    phrases: Sequence[re.Pattern[str]]
    named: Sequence[re.Pattern[str]]
    about: re.Pattern[str] | None
    reads: re.Pattern[str] | None
    enters: re.Pattern[str] | None


def _looks(kind: Kind) -> _Looks:
    words = (compiled(any_of(table)) if table else None for table in (kind.about, kind.reads, kind.enters))
    return _Looks(compiled(any_of(kind.titles)), _compiled(kind.phrases), _compiled(kind.named), *words)


def _compiled(table: Table) -> list[re.Pattern[str]]:
    return [compiled(row) for rows in table.values() for row in rows]


_COMPILED: Mapping[str, _Looks] = {kind.reason: _looks(kind) for kind in KINDS}
