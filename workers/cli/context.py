"""What the commands share: services from the environment, and readings of the words they are given."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime, timedelta

from workers import reach
from workers.bootstrap import Services, services
from workers.cli import lines, out
from workers.errors import WordsError

_SPAN = re.compile(r"(\d+)\s*(s|min|m|h|d|w)$")
#: what to do where nobody works.
_START = "`newsloom up` starts the workers, and they take up what was accepted"
_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400, "w": 604800}


def here() -> Services:
    """The services of this process. Nothing is opened until it is used: a command that only reads starts no Redis."""
    return services()


def since(word: str | None, now: datetime) -> datetime | None:
    """The point in time of --since, where it is given."""
    return None if word is None else moment("--since", word, now)


def moment(option: str, word: str, now: datetime) -> datetime:
    """A point in time as people type it: 2025-02-01, 2025-02-01T12:00Z, or a span back from now: 36h, 7d."""
    try:
        return _moment(word.strip(), now)
    except (ValueError, OverflowError) as error:  # no time, or one that the calendar does not have
        raise WordsError(
            option.lstrip("-"), f"{option} {word[:40]!a}: expected a date such as 2025-02-01, or a span such as 7d"
        ) from error


def past(option: str, word: str, now: datetime) -> datetime:
    """The same, of what has been: what lies ahead nobody knows yet."""
    found = moment(option, word, now)
    if found > now:
        raise WordsError(option.lstrip("-"), f"{option} {word[:40]!a} lies ahead: it is {lines.moment(now)} UTC")
    return found


def _moment(word: str, now: datetime) -> datetime:
    span = _SPAN.match(word)
    if span:
        return now - timedelta(seconds=int(span[1]) * _UNITS[span[2]])
    value = datetime.fromisoformat(word)
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)


def nudge(services: Services, round_: str = "dispatch") -> None:
    """Ask for a round of dispatch, or of `poll`, now; where there is nobody to ask, say so: what was accepted waits.

    That nobody works here a person may not know, who is told; a script that runs nightly does.
    """
    chosen, person = services.settings, sys.stderr.isatty()
    found = reach.look(chosen)
    if found.trouble is None:
        from workers import schedule
        from workers.cli import answering

        schedule.nudge(getattr(schedule, round_))
        if person and not answering.anybody(found.url):
            out.warn(f"no worker answers yet: {_START}")
    elif chosen.newsloom.redis_url or found.answers:
        out.warn(f"what was accepted waits: {found.trouble.detail}")
    elif person:
        out.warn(f"nothing runs here yet: {_START}")
