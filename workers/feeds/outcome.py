"""How a poll went -> what the feed's row must say, and when to ask again. Pure: a row and an answer in, values out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from workers.errors import NewsloomError, TransientError
from workers.feeds import conditional, failure, health, memory, move, pace
from workers.feeds.again import says_again
from workers.feeds.asking import Poll, known_of
from workers.feeds.feed import Feed
from workers.feeds.hints import Hints, freshness
from workers.feeds.memory import Memory
from workers.feeds.report import Report
from workers.httpdate import retry_after
from workers.ledger.schema import Record
from workers.model import Page

#: entries that were refused which a report names.
_SHOWN = 5
_MISSED = "every entry was new: entries may have been missed; asked more often from now on"
_LIED = "it had news while its ETag or Last-Modified, or a 304, said no: they are not sent until {until:%Y-%m-%d}"
#: a poll that failed denied nothing: the time of the last poll is no longer that of a 304 (conditional.was_wrong).
_NO_304 = {"conditional_polls": 0}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to write at the feed, and what to say."""

    values: Mapping[str, Any]
    report: Report
    #: where the feed is from now on, if it has moved for good.
    moves_to: str | None = None
    #: what began to look wrong at this poll: `feed.silent`, `feed.cut`, `feed.missed`, `feed.distrusted`, a line each.
    began: Mapping[str, str] = field(default_factory=dict)


def failed(poll: Poll, error: NewsloomError) -> Outcome:
    """It failed, by its own fault. One that had failed before, and is asked before its turn, keeps its turn."""
    failures = max(1, poll.feed.failures + (not poll.early))
    kind = failure.kind_of(error.reason)
    asked = (error.after if isinstance(error, TransientError) else None) or 0.0
    chosen = pace.Pace(failure.wait(error.reason, failures, poll.interval), 0.0, kind.name, asked)
    next_at = pace.at(poll.now, chosen, memory.decode(poll.feed.memory).hints, poll.jitter)
    wait, rule = chosen.seconds, chosen.why
    if poll.early and poll.feed.failures:
        next_at, wait, rule = poll.turn
    told: dict[str, Any] = {"reason": error.reason, "detail": error.detail, "failures": failures}
    values = told | _NO_304 | {"moved_to": None, "moved_polls": 0}
    return Outcome(values, poll.report(next_at, wait, rule, kind=kind.name, **told))


def unnoted(poll: Poll, error: NewsloomError) -> Report:
    """It was not asked, by the settings of a process that is no worker: nothing is noted at the feed."""
    detail = f"{error.detail}; nothing was noted: the workers' settings may be others"
    kind, failures = failure.kind_of(error.reason).name, poll.feed.failures
    return poll.report(*poll.turn, kind=kind, reason=error.reason, detail=detail, failures=failures)


def spared(poll: Poll, error: NewsloomError) -> Outcome:
    """It failed with all others: our own network is away, and the feed is not blamed."""
    own = failure.wait(failure.OUR_NETWORK, 0, poll.interval)
    next_at = pace.at(poll.now, pace.Pace(own, 0.0, failure.OUR_NETWORK), Hints(), poll.jitter)
    told: dict[str, Any] = {"reason": failure.OUR_NETWORK, "detail": error.detail}
    kind = failure.kind_of(failure.OUR_NETWORK).name
    failures = poll.feed.failures
    # the first such poll says since when
    since = {"last_poll_at": poll.feed.last_poll_at} if poll.feed.reason == failure.OUR_NETWORK else {}
    return Outcome(told | _NO_304 | since, poll.report(next_at, own, kind, kind=kind, failures=failures, **told))


def unchanged(poll: Poll, page: Page) -> Outcome:
    """304: as it was. No health: what was wrong stays wrong."""
    feed, known = poll.feed, memory.decode(poll.feed.memory)
    cut = feed.flag == health.CUT
    seen = Seen(known, feed.entries, feed.changed_at or poll.now, cut=cut, again=cut)
    told = {"failures": feed.failures}
    return _answered(poll, page, seen, {"conditional_polls": feed.conditional_polls + 1}, told)


def read(poll: Poll, page: Page, said: Feed, new: int, taken: int, refused: Sequence[tuple[str, str]]) -> Outcome:
    """A body that could be read. new: entries that no one knew, of those `taken` in; refused: the others, and why."""
    feed, content = poll.feed, conditional.content_of((*said.entries, *said.left))
    changed = content != feed.content
    missed = _missed(feed, said, new, taken)
    seen = Seen(
        _remembered(memory.decode(feed.memory), poll, said, new, changed=changed),
        len(said.entries),
        poll.now if changed else feed.changed_at or poll.now,
        poll.interval if missed and not feed.failures else None,
        said.cut,
        says_again(feed, said, content),
    )
    began = {"feed.missed": _MISSED} if missed else {}
    values = (
        {"failures": 0, "reason": None, "detail": None, "entries": seen.entries, "title": said.title or feed.title}
        | {"content": content, "changed_at": seen.changed_at, "memory": memory.encode(seen.memory)}
        | _validated(poll, page, said, content)
        | ({"last_new_at": poll.now} if new else {})
        | ({"missed_at": poll.now} if missed else {})
    )
    if "distrust_until" in values:
        began |= {"feed.distrusted": _LIED.format(until=values["distrust_until"])}
    told = {"size": len(page.body), "new": new, "refused": len(refused), "entries_refused": tuple(refused[:_SHOWN])}
    return _answered(poll, page, seen, values, told, began)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a feed after an answer."""

    memory: Memory
    entries: int
    #: since when it has said the same.
    changed_at: datetime
    #: the interval, in seconds, that proved too long at this poll.
    too_long: float | None = None
    #: it ended in the middle.
    cut: bool = False
    #: it said the same at the last poll.
    again: bool = False


def _answered(
    poll: Poll,
    page: Page,
    seen: Seen,
    values: Mapping[str, Any],
    told: Mapping[str, Any],
    began: Mapping[str, str] = MappingProxyType({}),
) -> Outcome:
    """What all answers have in common: the pace, a move, and whether the feed is silent."""
    feed, known = poll.feed, seen.memory
    chosen = _pace(poll, known, page, seen.too_long)
    before = move.Move(feed.moved_to, feed.moved_polls)
    moved = move.seen(before, feed.url, page.permanent_url)
    if poll.early and before.to == moved.to:
        moved = before
    flag = health.flag_of(
        seen.entries, known.arrivals, known.sizes, seen.changed_at, poll.now, cut=seen.cut, again=seen.again
    )
    begins = {flag.event: flag.detail} if flag and flag.name != feed.flag else {}
    again = {"interval": chosen.interval, "rule": chosen.rule}
    moves = {"moved_to": moved.to, "moved_polls": moved.polls}
    flagged = {"flag": flag and flag.name, "flag_detail": flag and flag.detail}
    report = poll.report(
        pace.at(poll.now, chosen, known.hints, poll.jitter),
        chosen.seconds,
        chosen.why,
        status=page.status,
        final_url=page.final_url,
        entries=seen.entries,
        notes=tuple(note for note in (flag and flag.detail, *began.values(), moved.told()) if note),
        **told,
    )
    return Outcome(
        dict(values) | again | moves | flagged, report, moved.to if moved.due else None, begins | dict(began)
    )


def _validated(poll: Poll, page: Page, said: Feed, content: str) -> dict[str, Any]:
    """The validators of a whole answer, and whether they are believed."""
    accident = said.cut and not says_again(poll.feed, said, content)
    etag, modified = (None, None) if said.assembled or accident else conditional.validators(page.headers)
    values: dict[str, Any] = {"etag": etag, "modified": modified, "full_at": poll.now, "conditional_polls": 0}
    known = known_of(poll.feed)
    if conditional.lies(known, etag, modified, content) or conditional.was_wrong(known, said.entries):
        values["distrust_until"] = poll.now + conditional.DISTRUST
    return values


def _missed(feed: Record, said: Feed, new: int, taken: int) -> bool:
    """Was every entry new, in a feed that had others before? Those of the last days of a longer list may be.

    Of one that ends in the middle, those that are known may stand behind the cut.
    """
    asked = feed.content is not None and feed.entries and not said.windowed and not said.cut
    return bool(asked and new and new == taken)


def _remembered(before: Memory, poll: Poll, said: Feed, new: int, *, changed: bool) -> Memory:
    lengths = [len(entry.title or "") + len(entry.summary or "") for entry in said.entries]
    return Memory(
        pace.arrived(before.arrivals, poll.now, new),
        health.sized(before.sizes, lengths) if changed else before.sizes,
        said.hints,
        said.assembled,
    )


def _pace(poll: Poll, known: Memory, page: Page, too_long: float | None = None) -> pace.Pace:
    hints, fresh = known.hints, freshness(page.headers, poll.now)
    wishes = {"ttl": hints.ttl or 0.0, "sy:updatePeriod": hints.period or 0.0} | dict([fresh] if fresh else [])
    found = pace.gap(known.arrivals, poll.now, poll.chosen.interval)
    after = retry_after(page.headers.get("retry-after"), poll.now) or 0.0
    return pace.pace(found, poll.bounds, wishes, too_long=too_long, after=after)
