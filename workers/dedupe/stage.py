"""article -> copy of whom, or original. Calls in order, decides nothing.

The index answers by order of arrival; what the ledger makes of its answer stands in workers/ledger/lineage.py.

An article that is in a story already was read anew: it gets the signature of its new text, and the index keeps the
first one until `reindex`, as its answer is kept. What the index's sketches leave open is read here, in the texts as
the ledger has them now, between two questions of which only the last one is kept (index.py).

What if it comes twice? The index knows the article and gives the same answer again; the ledger is left as it
stands. If Redis was emptied, the index is filled from the ledger before it is asked, and if it was restarted, what its
last writes may have held is put in again; where that takes long, the article waits (refill.py). If that happened
between the answer and its commit, a filling may have read past the article, and its copy may have been asked for
meanwhile and been told that there is no original: so after the commit it is looked whether the index is still the one
that answered, and if it is not, it is asked again, as of an article that it does not know: two of one text that two
indexes called originals become one group.
Left open: a process that dies just there, in the moment in which Redis was emptied and filled again. That article is
missing from the index, so that its copies are taken for originals, until `reindex`.
Left open, too: three of one text, where Redis is emptied between the answers of the first two and the third's. Who is
in a group by then stays in it whatever the new index says (workers/ledger/lineage.py), so that two originals remain.

What if the ledger is put back from a backup, or a replica takes over that was behind? Whom the index names is looked up
by number and moment (names.py): where the ledger does not have one of them, the index is emptied, and filled as ever.
Whom it does not name does no harm. Left open: a replica that takes over between that look and the commit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

from sqlalchemy.engine import Connection

from workers import log
from workers.dedupe import decide, exact, refill, stub
from workers.dedupe.index import CopyIndex, EmptyError, Moment
from workers.dedupe.names import in_numbers, name_of, named, number_of
from workers.dedupe.signature import encode, sign
from workers.epoch import REWOUND, OverError
from workers.errors import OutageError, PermanentError, RefusedError
from workers.ledger import Ledger, aliases, articles, homes, lineage, stories
from workers.ledger.schema import Record
from workers.model import Basis, CopyKind, Signature, Verdict

Done = Callable[[Connection, str], None]

#: how often an article is asked about anew after its commit, where the index is emptied each time.
_AGAIN = 10


def dedupe(url: Record, done: Done, *, ledger: Ledger, index: CopyIndex, now: datetime) -> str:
    """Find what the url's article copies, and keep its signature; the event's name."""
    with ledger.read() as connection:
        article = articles.of_url(connection, url.id)
        placed = article is not None and stories.of_article(connection, article.id) is not None
    if article is None:
        raise PermanentError("article-gone", "the ledger has no article for this url: `retry` it")
    log.bind(article=article.id)
    signature, at = sign(article.text), article.placed_at or now
    if placed:
        with ledger.begin() as tx:
            articles.resign(tx, article.id, encode(signature))
            done(tx, "signed anew; what it copies stays as it is")
        return "article.signed"
    if article.signature not in (None, encode(signature)):
        index.forget(article.id)  # it was refused, and its url was fetched again
    moment = index.moment()
    verdict = _verdict(article, signature, at, moment, ledger=ledger, index=index)
    if homes.is_page(url):  # a document that was imported is what it is
        _refuse_notice(article, signature, verdict, ledger=ledger)
    with ledger.begin() as tx:
        verdict = lineage.link(tx, article.id, encode(signature), verdict)
        done(tx, _found(verdict))
    with suppress(OutageError):  # Redis comes back with the article, or empty: then a filling finds what is committed
        verdict = _settled(article, signature, at, verdict, moment, ledger=ledger, index=index)
    if not verdict.original:
        return "article.original"
    log.bind(original=verdict.original, containment=round(verdict.containment, 3))
    return "article.copied"


def _found(verdict: Verdict) -> str:
    """A verdict in the words of a step."""
    near, ratio = verdict.nearest, verdict.ratio or 1.0
    words = {
        CopyKind.ORIGINAL: "original",
        CopyKind.CONTAINED: f"original; inside article {near}, which is {1 / ratio:.0f} times as long"
        if ratio < 1
        else f"original; article {near} is inside, and this one {ratio:.0f} times as long",
        CopyKind.TEMPLATE: f"original; the wording of article {near} with other names and numbers",
    }
    return words.get(verdict.kind, f"{verdict.kind} of article {verdict.original}")


def _refuse_notice(article: Record, signature: Signature, verdict: Verdict, *, ledger: Ledger) -> None:
    """A copy whose text other pages of its site have, too, is a notice. Raises RefusedError("stub-repeated").

    All that have it are marked: those that came before it was known for what it is stay in their stories.
    """
    if not verdict.original:
        return
    with ledger.read() as connection:
        group = articles.group(connection, lineage.original_of(connection, verdict.original), stub.LOOK)
    notice = stub.notice_in(_seen(article), [_seen(row) for row in group])
    if notice is None:
        return
    with ledger.begin() as tx:
        lineage.link(tx, article.id, encode(signature), verdict)
        for each in notice.articles:
            articles.mark(tx, each, Basis.STUB)
        aliases.release(tx, article.url_id)
    raise RefusedError("stub-repeated", notice.why)


def _seen(row: Record) -> stub.Seen:
    return stub.Seen(row.id, row.url, row.title, row.text, Basis(row.basis))


def _verdict(
    article: Record,
    signature: Signature,
    at: datetime,
    moment: Moment,
    *,
    ledger: Ledger,
    index: CopyIndex,
    waits: bool = True,
) -> Verdict:
    """The index's answer. Raises EmptyError where it is empty, and cannot be filled in a moment.

    moment: from before it is asked. waits: False for an article that is committed: whoever fills it may have read past
    it, so it is filled here.
    """
    asked = partial(_asked, article, signature, at, moment, ledger, index)
    try:
        return asked()
    except EmptyError:
        if waits and not refill.fill_for(ledger, index, refill.OWN_TIME):
            raise
        if not waits:
            refill.fill(ledger, index)
            index.forget(article.id)
    return asked()


def _asked(
    article: Record, signature: Signature, at: datetime, moment: Moment, ledger: Ledger, index: CopyIndex
) -> Verdict:
    """The index's answer, in the ledger's numbers. Where it names what the ledger does not have, it is emptied."""
    name = name_of(article.id, article.seen_at)
    answer = index.ask_and_add(name, signature, at, partial(read, ledger, article.text))
    if not named(answer):
        return answer
    with ledger.read() as connection:
        known = articles.seen_at(connection, [number_of(one) for one in named(answer)])
    verdict = in_numbers(answer, known)
    if verdict is None:
        if index.filler.forget(moment[1]):
            told = "it knew articles that the ledger has not had, and is filled from it"
            log.get(__name__).warning(REWOUND, index="copies", detail=told)
        raise EmptyError
    return verdict


def _settled(
    article: Record,
    signature: Signature,
    at: datetime,
    verdict: Verdict,
    moment: Moment,
    *,
    ledger: Ledger,
    index: CopyIndex,
) -> Verdict:
    """The verdict of an article that is committed, asked for anew until the index is the one that gave it."""
    for _ in range(_AGAIN):
        before, moment = moment, index.moment()
        if before == moment and moment[1] is not None:  # None twice: it was empty, and is so again
            break
        with suppress(EmptyError, OverError):
            index.forget(article.id)  # it may have been filled with this very verdict, from the ledger
            found = _verdict(article, signature, at, moment, ledger=ledger, index=index, waits=False)
            with ledger.begin() as tx:
                verdict = lineage.link(tx, article.id, encode(signature), found)
    return verdict


def read(ledger: Ledger, text: str, others: Sequence[int]) -> list[decide.Judged]:
    """What a text is to the articles with these names, by their texts as they are now; of one that is pruned, nothing.

    Where the ledger has another one of that number, that is read: what it is called shows when it is answered.
    """
    called = {number_of(name): name for name in others}
    with ledger.read() as connection:
        texts = articles.texts_of(connection, called)
    mine, rule = exact.text_of(text), decide.THRESHOLDS
    return [
        decide.judged(rule, called[other], exact.compare(mine, exact.text_of(theirs), rule.read_containment))
        for other, theirs in texts.items()
    ]
