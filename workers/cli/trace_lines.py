"""What a person is shown of a url's way: its facts, its steps, the article, its story and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from rich.text import Text

from workers.clean.confidence import doubt_of
from workers.cli import out
from workers.cli.entries import UNKNOWN
from workers.cli.labelled import labelled
from workers.cli.lines import NO_TEXT, counted, dated, moment, named, one_line
from workers.cli.links import measured
from workers.cli.why import why
from workers.ledger import articles
from workers.ledger.linked import Linked
from workers.ledger.schema import Record
from workers.ledger.urls import STAGES
from workers.model import Basis, CopyKind, Published
from workers.text import size

#: how an outcome looks on a terminal.
_COLOURS: Mapping[str, str] = {"done": "green", "retry": "yellow", "failed": "red", "refused": "red"}
#: how a step ended -> why the url was sent on its way after it.
_ASKED: Mapping[str, str] = {
    "retry": "the next try",
    "failed": "taken up again",
    "refused": "taken up again",
    "done": "to be read once more",
}
#: columns of the names before the article, its original, its story.
_MARGIN = 9


@dataclass(frozen=True, slots=True)
class Trace:
    """All that the ledger knows of a url."""

    url: Record
    steps: list[Record]
    article: Record | None
    #: the article that it copies.
    original: Record | None
    #: the article that it is linked with, and no copy of.
    link: Linked | None
    member: Record | None
    #: the member's story, or what it was merged into.
    story: int | None
    #: what the article was before it was read anew, the oldest first.
    versions: list[Record]
    #: the url that has the article, where this one's page is the same.
    twin: Record | None


def head(found: Trace) -> Iterator[Text]:
    url = found.url
    yield Text(one_line(url.url), style="bold")
    facts = [f"url {url.id}", f"by {url.via}", f"accepted {moment(url.accepted_at)}", url.state]
    if url.attempts:
        facts.append(f"{counted(url.attempts, 'try', 'tries')} failed")
    if url.kills:
        facts.append(f"its worker died {counted(url.kills, 'time')}")
    if url.state == "pending" and url.due_at:
        facts.append(f"next try {moment(url.due_at)}")
    yield Text(" · ".join(facts), style="dim")
    if url.reason:
        yield Text(f"last error: {one_line(url.reason)}: {one_line(url.detail or '')}", style="dim")


def _published(at: Published) -> str:
    """As the page says it, in the form of all times here: UTC where no zone stands, if it is known."""
    return dated(at).replace("T", " ", 1).replace("+00:00", "")


def steps(found: list[Record]) -> None:
    if not found:
        out.show(Text("no steps yet", style="dim"))
        return
    asked = [_asked(step, before) for step, before in zip(found, [None, *found], strict=False)]
    rows = [
        [
            Text(moment(step.at)),
            Text(step.stage),
            Text(step.outcome, style=_COLOURS.get(step.outcome, "")),
            Text("" if step.ms is None else str(step.ms)),
            Text(one_line(": ".join(part for part in (step.reason, step.detail, who) if part))),
        ]
        for step, who in zip(found, asked, strict=True)
    ]
    out.table(("time", "stage", "outcome", "ms", "what"), rows, right=("ms",))


def _asked(step: Record, before: Record | None) -> str:
    """Why a url was sent on its way once more, by how the step before ended; empty for other steps."""
    detail = step.detail or ""
    if step.stage != "dispatch" or before is None or not detail.startswith("from "):  # `again`: a message was lost
        return ""
    if before.outcome == "done" and (before.stage == "dispatch" or not detail.endswith(STAGES[0])):
        return ""  # it goes on where it was given back
    return _ASKED.get(before.outcome, "")


def result(found: Trace, width: int | None) -> Iterator[Text]:
    """The article, what it copies, its story and why."""
    rows = (
        ("same as", _twin(found)),
        ("article", _article(found)),
        ("was", _versions(found)),
        ("copy of", _copy(found)),
        ("linked", _link(found)),
        ("story", _story(found)),
    )
    for row in rows:
        yield from labelled([row], width, _MARGIN)


def _article(found: Trace) -> list[str]:
    article = found.article
    if article is None:
        return []
    published = articles.published_of(article)
    facts = (
        _published(published) if published else "undated",
        article.site or UNKNOWN,
        article.lang or "language unknown",
        counted(size(article.text), "word") if article.text_gone_at is None else _gone(article.text_gone_at),
    )
    told = [*_made_of(article), *doubt_of(article.confidence)]
    image = [f"image: {article.image}"] if article.image else []
    return [f"{article.id} · {_name(article)}", " · ".join(facts), *told, article.url, *image]


def _made_of(article: Record) -> list[str]:
    """What it is made of, where that is not its page."""
    why = article.sources.get("page")
    told = {
        Basis.ENTRY: f"made of its feed's entry alone: the page could not be had{f' ({why})' if why else ''}",
        Basis.STUB: "not an article but a notice of its site, which stands under other titles, too",
    }
    return [told[Basis(article.basis)]] if article.basis in told else []


def _twin(found: Trace) -> list[str]:
    return [f"url {found.twin.id}, which has the article", found.twin.url] if found.twin else []


def _versions(found: Trace) -> list[str]:
    """A line for each version that the article had before."""
    return [
        f"version {was.number} from {moment(was.read_at)} to {moment(was.replaced_at)}: "
        f"{_words(was.text)}; then new: {', '.join(was.changed)}"
        for was in found.versions
    ]


def _words(text: str | None) -> str:
    return NO_TEXT if text is None else counted(size(text), "word")


def _copy(found: Trace) -> list[str]:
    article, original = found.article, found.original
    if article is None or original is None:
        return []
    share = f"{article.copy_containment or 0:.0%} of the shorter text is in the longer"
    kind = "the texts are identical" if article.copy_kind == CopyKind.IDENTICAL else share
    return [f"{original.id} · {_name(original)}", kind, original.url]


def _link(found: Trace) -> list[str]:
    link = found.link
    if link is None:
        return []
    return [f"{link.other.id} · {_name(link.other)}", " · ".join(measured(link)), link.other.url]


def _story(found: Trace) -> list[str]:
    member = found.member
    if member is None:
        return []
    moved = f"; story {member.story_id} is now part of it" if found.story != member.story_id else ""
    lang = found.article.lang if found.article else None
    reasons = why(member.rule, member.score, member.threshold, member.evidence, lang)
    return [f"{found.story}{moved}", *reasons]


def _name(article: Record) -> str:
    return named(article.title, article.text, article.text_gone_at)


def _gone(at: datetime) -> str:
    return f"{NO_TEXT} since {at:%Y-%m-%d}"
