"""How a feed stands, and what a poll of it did, in lines for a person and keys for machines. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from workers.cli import out
from workers.cli.lines import counted, listed, moment, one_line
from workers.feeds import failure, move, pace
from workers.feeds.asking import TURN
from workers.feeds.report import Report
from workers.ledger.schema import Record

#: columns of the names before what is said of a poll.
_MARGIN = 10
#: how long a poll that found nothing that it knew is told of.
_MISSED_SAID = timedelta(days=7)

#: what chose the interval -> in words.
_RULES = {
    "rhythm": "as often as new entries come",
    "missed": "the last one was too long",
    "min_interval": "it has news more often; [feeds] min_interval is the bound",
    "max_interval": "it has news less often; [feeds] max_interval is the bound",
    "ttl": "the feed's ttl",
    "sy:updatePeriod": "the feed's sy:updatePeriod",
    "max-age": "the server's Cache-Control",
    "Expires": "the server's Expires",
    "Retry-After": "the server's Retry-After",
    TURN: "its turn, which a check does not move",
}


def health(row: Record, now: datetime) -> list[str]:
    """What is wrong with a feed, or worth knowing, a line each; nothing where all is well."""
    lines: list[str] = []
    if row.reason == failure.OUR_NETWORK:
        lines.append(f"our network is away, and polls pause: {one_line(row.detail or '')}")
    elif row.failures:
        why = f": {trouble(row.reason, row.detail)}" if row.reason else ""  # none: forgotten in an outage of our own
        lines.append(f"failed {counted(row.failures, 'time')}{why}")
    if row.flag:
        lines.append(f"{row.flag}: {one_line(row.flag_detail or '')}")
    if row.missed_at and now - row.missed_at < _MISSED_SAID:
        lines.append(f"entries may have been missed: every one was new at {moment(row.missed_at)}")
    if row.distrust_until and row.distrust_until > now:
        lines.append(f"its ETag or Last-Modified lied: not sent until {out.day(row.distrust_until)}")
    if row.moved_to:
        lines.append(one_line(move.Move(row.moved_to, row.moved_polls).told()))
    return lines


def trouble(reason: str, detail: str | None) -> str:
    """A failure in words: `forbidden, we are not let in: the site answered 403 Forbidden`."""
    kind = failure.kind_of(reason)
    return f"{kind.name}, {kind.words}: {one_line(detail or reason)}"


def keys(row: Record, now: datetime) -> dict[str, Any]:
    """A feed for machines."""
    return {
        "id": row.id,
        "url": row.url,
        "title": row.title,
        "folder": row.folder,
        "last_poll": out.stamp(row.last_poll_at),
        "last_new": out.stamp(row.last_new_at),
        "next_poll": out.stamp(row.next_poll_at),
        "interval": row.interval,
        "rule": row.rule,
        "entries": row.entries,
        "failures": row.failures,
        "kind": failure.kind_of(row.reason).name if row.reason else None,
        "reason": row.reason,
        "detail": row.detail,
        "flag": row.flag,
        "health": health(row, now),
    }


def polled(report: Report, now: datetime, width: int | None) -> list[str]:
    """What a poll did, and why, in lines of at most `width` columns: a name, and behind it what there is to say."""
    return [line for name, told in _told(report, now) for line in listed(name.ljust(_MARGIN), [told], width)]


def _told(report: Report, now: datetime) -> Iterator[tuple[str, str]]:
    yield "feed", one_line(report.url)
    sent = ", ".join(f"{name}: {value}" for name, value in report.conditions.items())
    yield "asked", f"{report.asked}{f' ({one_line(sent)})' if sent else ''}"
    if report.status is None:
        yield "failed", trouble(report.reason or "", report.detail)
        yield "failures", f"{report.failures} in a row"
    else:
        yield "answer", _answer(report)
        yield "found", _found(report)
    yield from (("refused", f"{one_line(url)}: {one_line(why)}") for url, why in report.entries_refused)
    yield from (("note", one_line(note)) for note in report.notes)
    yield "wait", f"{out.ago(report.wait)}: {_RULES.get(report.rule) or _bounds(report)}"
    yield "next", _next(report, (report.next_at - now).total_seconds())


def _next(report: Report, left: float) -> str:
    """When, and why that is not after the wait that was chosen, where it is seen not to be."""
    told = f"{moment(report.next_at)}, {f'in {out.ago(left)}' if left > 0 else 'now'}"
    if left <= 0 or out.ago(left) == out.ago(report.wait):
        return told
    moved = left - report.wait
    if abs(moved) <= pace.SPREAD * report.wait + 1:  # the clock stands at whole seconds
        return f"{told}: moved by chance, a tenth at most"
    return f"{told}: the feed skips the time before" if moved > 0 else told


def _bounds(report: Report) -> str:
    """How long a feed is left alone that fails in this way."""
    kind = failure.kind_of(report.reason or "")
    first, longest = out.ago(kind.first), out.ago(kind.longest)
    return f"after a failure of this kind ({kind.name}): {first} at first, twice as long each time, {longest} at most"


def _answer(report: Report) -> str:
    moved = f", from {one_line(report.final_url)}" if report.final_url and report.final_url != report.url else ""
    came = "as it was" if report.status == HTTPStatus.NOT_MODIFIED else f"{report.size:,} bytes"
    return f"{report.status}, {came}{moved}"


def _found(report: Report) -> str:
    if report.status == HTTPStatus.NOT_MODIFIED:
        return f"nothing new; {counted(report.entries, 'entry', 'entries')} when it was last read"
    refused = f", {report.refused} refused" if report.refused else ""
    return f"{counted(report.entries, 'entry', 'entries')}, {report.new} new{refused}"
