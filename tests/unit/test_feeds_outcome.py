"""Whatever a poll brings: its row can hold what is to be written, and the feed is asked again, later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from workers.errors import NewsloomError, PermanentError, TransientError
from workers.feeds import conditional, memory, outcome
from workers.feeds.asking import Poll, begun, known_of
from workers.feeds.feed import Entry, Feed
from workers.feeds.hints import Hints
from workers.feeds.memory import Memory
from workers.feeds.outcome import Outcome
from workers.httpdate import LONGEST_WAIT
from workers.ledger import schema
from workers.model import Kind, Page, Published
from workers.settings import Feeds

NOW = datetime(2025, 1, 6, 10, tzinfo=UTC)
CHOSEN = Feeds()
COLUMNS = {column.name for column in schema.feed.columns}
_past = st.none() | st.timedeltas(timedelta(0), timedelta(days=400)).map(lambda ago: NOW - ago)
_hints = st.builds(Hints, st.none() | st.floats(0, 1e9), st.none() | st.floats(0, 1e9), st.just((3, 4)), st.just((6,)))
_arrivals = st.lists(st.tuples(st.integers(1_700_000_000, int(NOW.timestamp())), st.integers(1, 99)), max_size=30)
_memories = st.builds(
    lambda arrivals, sizes, hints: memory.encode(Memory(tuple(sorted(arrivals)), tuple(sizes), hints)),
    _arrivals,
    st.lists(st.integers(0, 900), max_size=12),
    _hints,
)


@st.composite
def rows(draw: st.DrawFn) -> Any:
    """A feed as it may stand in the ledger."""
    given_ = {
        "id": 1,
        "url": "https://a.example/f",
        "failures": draw(st.integers(0, 40)),
        "reason": draw(st.sampled_from([None, "http-503", "our-network"])),
        "etag": draw(st.sampled_from([None, '"1"'])),
        "modified": draw(st.sampled_from([None, "then"])),
        "content": draw(st.sampled_from([None, "0" * 32])),
        "conditional_polls": draw(st.integers(0, 14)),
        "entries": draw(st.integers(0, 50)),
        "moved_to": draw(st.sampled_from([None, "https://b.example/f"])),
        "moved_polls": draw(st.integers(0, 3)),
        "interval": draw(st.none() | st.floats(1, 86_400)),
        "flag": draw(st.sampled_from([None, "empty", "cut"])),
        "memory": draw(st.none() | _memories),
        **{name: draw(_past) for name in ("full_at", "changed_at", "last_poll_at", "distrust_until")},
    }
    return SimpleNamespace(**dict.fromkeys(COLUMNS) | given_)


_polls = rows().flatmap(
    lambda row: st.floats(0, 1, exclude_max=True).map(lambda jitter: begun(row, NOW, CHOSEN, jitter))
)
_headers = st.fixed_dictionaries(
    {},
    optional={
        "etag": st.sampled_from(['"1"', '"2"']),
        "cache-control": st.sampled_from(["max-age=60", "max-age=999999999", "no-store"]),
        "retry-after": st.sampled_from(["0", "60", "999999999", "soon"]),
    },
)
_pages = st.builds(
    lambda status, headers, permanent: Page("u", "u", status, headers, b"", Kind.HTML, NOW, permanent),
    st.sampled_from([200, 304]),
    _headers,
    st.sampled_from([None, "https://b.example/f"]),
)
_entries = st.lists(
    st.builds(
        lambda url, at: Entry(url, "A title", at and Published(at), (), None, None), st.sampled_from("abc"), _past
    ),
    max_size=4,
)
_errors = st.builds(
    lambda kind, reason, after: kind(reason, after=after) if kind is TransientError else kind(reason),
    st.sampled_from([TransientError, PermanentError]),
    st.sampled_from(["dns", "http-410", "http-403", "http-503", "not-a-feed", "a-word-of-tomorrow"]),
    st.none() | st.floats(0, LONGEST_WAIT),
)


def holds(found: Outcome) -> None:
    assert set(found.values) <= COLUMNS
    assert NOW < found.report.next_at <= NOW + timedelta(days=140)
    assert found.report.rule


@given(_polls, _errors)
def test_a_failure_adds_one_and_names_its_class(poll: Poll, error: NewsloomError) -> None:
    found = outcome.failed(poll, error)
    holds(found)
    assert found.values["failures"] == poll.feed.failures + 1
    assert found.report.kind


@given(_polls, _errors)
def test_a_feed_that_is_spared_is_charged_nothing(poll: Poll, error: NewsloomError) -> None:
    found = outcome.spared(poll, error)
    holds(found)
    assert "failures" not in found.values
    assert found.report.next_at < NOW + timedelta(minutes=2)


@given(_polls, _errors, st.sampled_from([outcome.failed, outcome.spared]), _entries)
def test_a_poll_that_failed_is_no_304_and_what_came_out_before_it_makes_no_liar_of_the_feed(
    poll: Poll, error: NewsloomError, after: Callable[[Poll, NewsloomError], Outcome], entries: list[Entry]
) -> None:
    written = vars(poll.feed) | {"last_poll_at": NOW} | dict(after(poll, error).values)
    assert written["conditional_polls"] == 0
    assert not conditional.was_wrong(known_of(SimpleNamespace(**written)), entries)  # type: ignore[arg-type]


@given(_polls, _pages)
def test_an_answer_without_a_body_forgives_nothing(poll: Poll, page: Page) -> None:
    found = outcome.unchanged(poll, page)
    holds(found)
    assert not {"failures", "reason", "detail", "last_new_at", "content", "full_at"} & set(found.values)


@given(_polls, _pages, _entries, _hints, st.integers(0, 4))
def test_a_body_that_can_be_read_is_health(
    poll: Poll, page: Page, entries: list[Entry], hints: Hints, new: int
) -> None:
    found = outcome.read(poll, page, Feed("News", None, tuple(entries), hints), new, 4, [("u", "no address")] * 9)
    holds(found)
    assert (found.values["failures"], found.values["reason"], found.values["full_at"]) == (0, None, NOW)
    assert ("last_new_at" in found.values) == (new > 0)
    assert len(found.report.entries_refused) < found.report.refused == 9
    assert set(found.began) <= {"feed.missed", "feed.silent", "feed.distrusted"}
    assert memory.decode(found.values["memory"]).hints == hints


@given(_polls, _pages, _entries)
def test_a_body_that_ends_in_the_middle_counts_as_far_as_it_goes_and_its_validators_do_not(
    poll: Poll, page: Page, entries: list[Entry]
) -> None:
    found = outcome.read(poll, page, Feed("News", None, tuple(entries), cut=True), len(entries), 4, [])
    holds(found)
    assert (found.values["failures"], found.values["entries"], found.values["flag"]) == (0, len(entries), "cut")
    assert (found.values["etag"], found.values["modified"]) == (None, None)
    assert ("feed.cut" in found.began) == (poll.feed.flag != "cut")
    written = vars(poll.feed) | {"distrust_until": None} | dict(found.values)
    assert not begun(SimpleNamespace(**written), NOW, CHOSEN, 0.5).asked.headers  # type: ignore[arg-type]


@given(_polls, _entries)
def test_nothing_is_missed_by_a_first_poll(poll: Poll, entries: list[Entry]) -> None:
    page = Page("u", "u", 200, {}, b"", Kind.HTML, NOW)
    found = outcome.read(poll, page, Feed(None, None, tuple(entries)), 3, 3, [])
    if poll.feed.content is None or poll.feed.entries == 0:
        assert "missed_at" not in found.values
    else:
        assert found.values["missed_at"] == NOW
