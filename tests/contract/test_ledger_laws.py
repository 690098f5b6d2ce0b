"""Laws of the queue, whatever happens in whatever order: nothing waits for ever, nothing is in two states."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.contract.ledger_world import a_url, accept, advance, after, finish, give_up, lease, postpone, wipe, write
from workers.ledger import Ledger, given_up, leases, schema, urls
from workers.model import Submission

SPACING = 5.0
SECONDS = 60.0
HOSTS = ("", "a.example", "b.example", "c.example")

seconds = st.sampled_from([0, 1, 5, 30, 59, 61, 300])
choices = st.integers(0, 1000)


def given(number: int, host: str) -> Submission:
    """A url of a host; of none: a page that an archive brought, or a document."""
    if host:
        return a_url(str(number), host)
    return replace(a_url(str(number), HOSTS[-1]), host="", via="import" if number % 2 else "warc")


class QueueOfHosts(RuleBasedStateMachine):
    """urls come, are leased, finished, postponed, given up and retried, by whoever happens to come, while time passes.

    `expected` holds, for each url, the state that it must have and the furthest stage that it reached.
    """

    ledger: Ledger
    start: datetime

    def __init__(self) -> None:
        super().__init__()
        wipe(self.ledger)
        self.now = self.start
        self.expected: dict[int, list[str]] = {}

    def _pick(self, choice: int) -> int:
        return sorted(self.expected)[choice % len(self.expected)]

    def _open(self, url_id: int) -> bool:
        return self.expected[url_id][0] in urls.OPEN

    def _rows(self) -> dict[int, Any]:
        with self.ledger.read() as connection:
            return {found.id: found for found in connection.execute(sa.select(schema.url))}

    @rule(names=st.lists(st.tuples(st.integers(0, 30), st.sampled_from(HOSTS)), min_size=1, max_size=5))
    def accept(self, names: list[tuple[int, str]]) -> None:
        new = accept(self.ledger, self.now, *(given(number, host) for number, host in names))
        assert not set(new) & set(self.expected), "an id is never used twice"
        self.expected |= {url_id: ["pending", "accepted"] for url_id in new}

    @rule(room=st.sampled_from([0, 1, 3, 50]))
    def dispatch(self, room: int) -> None:
        before = self._rows()
        taken = lease(self.ledger, self.now, room, SPACING, SECONDS)
        assert len(taken) <= room
        for url_id in taken:
            assert before[url_id].due_at is not None
            assert before[url_id].due_at <= self.now
            self.expected[url_id][0] = "running"

    @rule(passed=seconds)
    def time_passes(self, passed: float) -> None:
        self.now = after(self.now, passed)

    @precondition(lambda self: self.expected)
    @rule(choice=choices, stage=st.sampled_from(urls.STAGES[1:]))
    def advance(self, choice: int, stage: str) -> None:
        url_id = self._pick(choice)
        advance(self.ledger, self.now, url_id, stage)
        state, reached = self.expected[url_id]
        if urls.STAGES.index(stage) > urls.STAGES.index(reached):
            self.expected[url_id] = ["done" if stage == urls.STAGES[-1] else state, stage]

    @precondition(lambda self: self.expected)
    @rule(choice=choices, wait=seconds)
    def postpone(self, choice: int, wait: float) -> None:
        url_id = self._pick(choice)
        postpone(self.ledger, self.now, url_id, after(self.now, wait))
        if self._open(url_id):
            self.expected[url_id][0] = "pending"

    @rule(renewed=st.booleans())
    def look_after(self, renewed: bool) -> None:
        """What has outlived its lease is alive, or it is lost."""
        with self.ledger.exclusive("dispatch") as tx:
            late = leases.overdue(tx, self.now, (), SECONDS)
            if renewed:
                leases.renew(tx, late, after(self.now, SECONDS))
                return
            leases.again(tx, [row for row in late if row.stage != "accepted"], self.now, after(self.now, SECONDS))
            lost = [row for row in late if row.stage == "accepted"]
            leases.put_back(tx, lost, self.now)
        for row in lost:
            self.expected[row.id][0] = "pending"

    @precondition(lambda self: self.expected)
    @rule(choice=choices, state=st.sampled_from(urls.GIVEN_UP))
    def give_up(self, choice: int, state: str) -> None:
        url_id = self._pick(choice)
        give_up(self.ledger, self.now, url_id, state)
        if self.expected[url_id][0] != "done":
            self.expected[url_id][0] = state

    @precondition(lambda self: self.expected)
    @rule(picked=st.lists(choices, min_size=1, max_size=4))
    def retry(self, picked: list[int]) -> None:
        ids = [self._pick(choice) for choice in picked]
        write(self.ledger, given_up.retry, ids, self.now)
        for url_id in ids:
            state, _ = self.expected[url_id]
            if state in urls.GIVEN_UP:  # neither page nor article is kept here: it must be fetched again
                self.expected[url_id] = ["pending", "accepted"]

    @precondition(lambda self: self.expected)
    @rule(room=st.sampled_from([1, 3, 50]))
    def whatever_is_due_is_leased_within_bounded_rounds(self, room: int) -> None:
        waiting = {found.id for found in self._rows().values() if found.due_at and found.due_at <= self.now}
        # a round leases a url, or finds a host's turn too early and sets it right: once for each change to its urls
        for _ in range(3 * len(self.expected) + len(HOSTS)):
            if not waiting:
                break
            taken = lease(self.ledger, self.now, room, SPACING, SECONDS)
            finish(self.ledger, self.now, *taken)
            self.expected |= {url_id: ["done", "assign"] for url_id in taken}
            waiting -= set(taken)
            self.now = after(self.now, SPACING)
        assert not waiting, "a url waits for ever"

    @invariant()
    def every_url_is_in_the_one_state_that_it_should_be_in(self) -> None:
        rows = self._rows()
        assert {url_id: [found.state, found.stage] for url_id, found in rows.items()} == self.expected
        for found in rows.values():
            assert (found.due_at is not None) == (found.state == "pending")
            assert (found.lease_until is not None) == (found.state == "running")
            assert (found.closed_at is not None) == (found.state in urls.FINAL)

    @invariant()
    def no_host_is_queued_later_than_its_urls_are_due(self) -> None:
        with self.ledger.read() as connection:
            hosts = {found.host: found for found in connection.execute(sa.select(schema.host))}
        for found in self._rows().values():
            if found.due_at is not None:
                host = hosts[found.host]
                assert host.next_at is not None
                assert host.next_at <= max(found.due_at, host.free_at or found.due_at)


def test_nothing_waits_for_ever_and_nothing_is_in_two_states(ledger: Ledger, now: datetime) -> None:
    machine = type("Machine", (QueueOfHosts,), {"ledger": ledger, "start": now})
    run_state_machine_as_test(machine, settings=settings(max_examples=20, stateful_step_count=25))
