"""What the index lets its caller read, and what becomes of what was read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
import redis as redis_py
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contract.test_dedupe_index import DAY, NEW, WIRE, edited, issues, printed, signed, text
from tests.contract.test_dedupe_kinds import prose
from workers.dedupe import decide
from workers.dedupe.index import CopyIndex, Read
from workers.dedupe.signature import containment, likeness, sign
from workers.model import CopyKind, Signature, Verdict

#: Redis is emptied by the test itself, for each example.
EACH = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def index(redis: redis_py.Redis) -> CopyIndex:
    return empty(redis)


def empty(redis: redis_py.Redis) -> CopyIndex:
    redis.flushall()
    found = CopyIndex(redis)
    found.filler.mark_ready()
    return found


def alike(other: int, kind: CopyKind = CopyKind.COPY, likeness: float = 0.5) -> decide.Judged:
    """What somebody who read a text says of it."""
    return decide.Judged(other, kind, likeness, 0.75, 1.5)


def test_what_may_be_a_copy_is_read_and_what_was_read_decides(index: CopyIndex) -> None:
    asked: list[Sequence[int]] = []

    def read(others: Sequence[int]) -> Sequence[decide.Judged]:
        asked.append(others)
        return [alike(other) for other in others]

    half = signed(WIRE[:68] + text(4, 52))
    assert not decide.accepts(decide.THRESHOLDS, containment(half, signed(WIRE)), half.size, half.size)
    assert index.ask_and_add(1, signed(WIRE), DAY, read) == NEW
    assert index.ask_and_add(3, half, DAY, read) == Verdict(CopyKind.COPY, 1, 1, 0.5, 0.75, 1.5)
    assert asked == [[1]]


@pytest.mark.parametrize("kind", [CopyKind.CONTAINED, CopyKind.TEMPLATE])
def test_a_text_that_only_resembles_another_keeps_what_and_how_much(index: CopyIndex, kind: CopyKind) -> None:
    index.ask_and_add(1, signed(WIRE), DAY)
    for _ in range(2):
        found = index.ask_and_add(2, signed(edited(WIRE, 1)), DAY, lambda others: [alike(one, kind) for one in others])
        assert found == Verdict(kind, None, 1, 0.5, 0.75, 1.5)
    assert index.ask_and_add(3, signed(edited(WIRE, 1)), DAY).original == 2


def test_what_was_read_and_is_another_text_is_no_copy(index: CopyIndex) -> None:
    index.ask_and_add(1, signed(WIRE), DAY)
    other = index.ask_and_add(2, signed(edited(WIRE, 1)), DAY, lambda _: [alike(1, CopyKind.ORIGINAL)])
    assert other == NEW


def test_of_what_is_gone_the_sketches_decide(index: CopyIndex) -> None:
    index.ask_and_add(1, signed(WIRE), DAY)
    assert index.ask_and_add(2, signed(edited(WIRE, 1)), DAY, lambda _: []).original == 1
    assert index.ask_and_add(3, signed(text(9)), DAY, lambda _: []) == NEW


@pytest.mark.parametrize("known", [[0, 1, 2], [0, 1], [0], []])
def test_a_copy_comes_before_what_is_contained_and_that_before_a_template(index: CopyIndex, known: list[int]) -> None:
    kinds = [CopyKind.TEMPLATE, CopyKind.CONTAINED, CopyKind.COPY]
    for number, start in enumerate((0, 35, 70)):
        assert index.ask_and_add(number, signed(WIRE[start : start + 50] + text(40 + start, 30)), DAY) == NEW
    judged = [alike(n, kinds[n] if n in known else CopyKind.ORIGINAL, 0.9 - 0.2 * n) for n in range(3)]
    found = index.ask_and_add(10, signed(WIRE), DAY, lambda _: judged)
    assert (found.kind, found.nearest) == ((kinds[max(known)], max(known)) if known else (CopyKind.ORIGINAL, None))


def test_a_text_that_comes_in_while_another_is_read_is_read_too(index: CopyIndex) -> None:
    index.ask_and_add(1, signed(WIRE), DAY)
    asked: list[Sequence[int]] = []

    def read(others: Sequence[int]) -> Sequence[decide.Judged]:
        asked.append(others)
        if len(asked) == 1:
            index.ask_and_add(2, signed([*WIRE, *text(7, 40)]), DAY)
        return [alike(other, likeness=other / 10) for other in others]

    found = index.ask_and_add(3, signed([*WIRE[20:], *text(7, 40)]), DAY, read)
    assert asked == [[1], [2]]
    assert (found.original, found.nearest) == (1, 2)


def test_who_dies_while_reading_leaves_nothing_behind(redis: redis_py.Redis, index: CopyIndex) -> None:
    index.ask_and_add(1, signed(WIRE), DAY)
    before = {name: redis.dump(name) for name in redis.keys("*") if not name.endswith(b":last")}
    with pytest.raises(ZeroDivisionError):
        index.ask_and_add(2, signed(edited(WIRE, 1)), DAY, lambda _: [alike(1 // 0)])
    assert {name: redis.dump(name) for name in redis.keys("*") if not name.endswith(b":last")} == before


def none_is_its_copy(others: Sequence[int]) -> Sequence[decide.Judged]:
    return [alike(other, CopyKind.ORIGINAL) for other in others]


def only(copied: int) -> Read:
    """Of what is read, this one alone is what the text copies."""
    return lambda others: [alike(one, CopyKind.COPY if one == copied else CopyKind.ORIGINAL) for one in others]


def next_records_expire_apart(redis: redis_py.Redis) -> None:
    """A string holds 110 records: those that come now lie in the second one."""
    redis.set(redis.keys("*:next")[0], 110)


def first_records_expire(redis: redis_py.Redis) -> None:
    assert redis.delete(*redis.keys("*:s:0")) == 1


@pytest.mark.parametrize("asked", ["another text", "the second owner itself"])
def test_who_dies_while_reading_leaves_the_places_of_those_that_expired_as_they_were(
    redis: redis_py.Redis, index: CopyIndex, asked: str
) -> None:
    index.ask_and_add(1, signed(WIRE), DAY)
    next_records_expire_apart(redis)
    index.ask_and_add(2, signed(text(9, 60) + text(10, 60)), DAY)
    second = signed(WIRE + text(9, 60))
    assert index.ask_and_add(3, second, DAY, none_is_its_copy) == NEW
    first_records_expire(redis)
    index.forget(3)
    number, words = (4, signed(edited(WIRE, 1))) if asked == "another text" else (3, second)
    before = {name: redis.dump(name) for name in redis.keys("*") if not name.endswith(b":last")}
    with pytest.raises(ZeroDivisionError):
        index.ask_and_add(number, words, DAY, lambda _: [alike(1 // 0)])
    assert {name: redis.dump(name) for name in redis.keys("*") if not name.endswith(b":last")} == before


def test_whoever_is_always_overtaken_is_answered_all_the_same(index: CopyIndex) -> None:
    asked: list[Sequence[int]] = []
    index.ask_and_add(100, signed(WIRE), DAY)

    def read(others: Sequence[int]) -> Sequence[decide.Judged]:
        asked.append(others)
        index.ask_and_add(100 + len(asked), signed([*WIRE, *text(50 + len(asked), 8)]), DAY)
        return [alike(other, CopyKind.ORIGINAL) for other in others]

    words = [*WIRE, *text(51, 8), *text(52, 8), *text(53, 8), *text(54, 8)]
    assert index.ask_and_add(1, signed(words), DAY, read).kind in {CopyKind.ORIGINAL, CopyKind.COPY}
    assert len(asked) <= 4


def test_no_more_texts_are_read_than_the_rule_says(index: CopyIndex) -> None:
    for number in range(8):
        index.ask_and_add(number, signed([*WIRE[15 * number : 15 * number + 15], *text(60 + number, 30)]), DAY)
    asked: list[Sequence[int]] = []
    index.ask_and_add(9, signed(WIRE), DAY, lambda others: asked.append(others) or [])  # type: ignore[func-returns-value]
    assert all(len(others) <= decide.THRESHOLDS.read for others in asked)


#: three texts, and one between them: all of its shingles are owned by texts of which it is no copy.
QUOTED = [text(30 + n, 400) for n in range(3)]
BETWEEN = [word for words in QUOTED for word in words[:50]]


def test_a_text_between_others_is_met_by_its_own_copy(index: CopyIndex) -> None:
    for number, words in enumerate(QUOTED):
        index.ask_and_add(number, signed(words), DAY)
    assert index.ask_and_add(5, signed(BETWEEN), DAY, only(5)) == NEW
    assert index.ask_and_add(6, signed(BETWEEN), DAY + timedelta(days=1), only(5)).original == 5
    assert index.ask_and_add(7, signed(BETWEEN[:140]), DAY, only(5)).original == 5


@pytest.mark.parametrize("times", [1, 2, 3])
def test_an_article_that_was_asked_twice_leaves_the_second_place_to_others(index: CopyIndex, times: int) -> None:
    briefs = [prose(seed, 60) for seed in range(1, 7)]
    for number, words in enumerate(briefs):
        for _ in range(times):
            index.forget(number)
            assert index.ask_and_add(number, sign(words), DAY) == NEW
    round_up = "\n".join(briefs)
    assert index.ask_and_add(10, sign(round_up), DAY) == NEW
    assert index.ask_and_add(11, sign(f"{round_up}\n{prose(9, 10)}"), DAY).original == 10


def test_a_second_owner_that_is_asked_again_is_the_second_one_still(index: CopyIndex) -> None:
    for number, words in enumerate(QUOTED):
        index.ask_and_add(number, signed(words), DAY)
    for _ in range(2):
        index.forget(5)
        assert index.ask_and_add(5, signed(BETWEEN), DAY, only(5)) == NEW
    assert index.ask_and_add(7, signed(BETWEEN[:140]), DAY, only(5)).original == 5


def test_a_second_owner_that_becomes_the_first_leaves_its_place_to_others(
    redis: redis_py.Redis, index: CopyIndex
) -> None:
    for number, words in enumerate(QUOTED):
        index.ask_and_add(number, signed(words), DAY)
    next_records_expire_apart(redis)
    assert index.ask_and_add(5, signed(BETWEEN), DAY, only(7)) == NEW
    first_records_expire(redis)
    index.forget(5)
    assert index.ask_and_add(5, signed(BETWEEN), DAY, only(7)) == NEW
    assert index.ask_and_add(7, signed(BETWEEN[:140]), DAY, only(7)) == NEW
    assert index.ask_and_add(8, signed(BETWEEN[:138]), DAY, only(7)).original == 7


def test_where_both_owners_expired_a_text_takes_the_first_place(redis: redis_py.Redis, index: CopyIndex) -> None:
    for number, words in enumerate([*QUOTED, BETWEEN]):
        index.ask_and_add(number, signed(words), DAY, only(7))
    first_records_expire(redis)
    assert index.ask_and_add(6, signed(BETWEEN[:145]), DAY, only(7)) == NEW
    assert index.ask_and_add(7, signed(BETWEEN[:140]), DAY, only(7)) == NEW
    assert index.ask_and_add(8, signed(BETWEEN[:138]), DAY, only(6)).original == 6
    assert index.ask_and_add(9, signed(BETWEEN[:136]), DAY, only(7)).original == 7


# Laws


def may_be(one: Signature, other: Signature) -> bool:
    """Whether the rule in Python would have a text read."""
    rule, met = decide.THRESHOLDS, {*_keys(one)} & {*_keys(other)}
    like, inside = likeness(one, other), containment(one, other)
    asked = decide.accepts(rule, inside, one.size, other.size) or decide.may_be(rule, like, one.size, other.size)
    return bool(met) and one.exact != other.exact and asked


def _keys(one: Signature) -> list[bytes]:
    return [one.keys[n : n + 8] for n in range(0, len(one.keys), 8)]


@pytest.mark.parametrize("more", [0, 80, 700])
def test_what_is_read_is_what_the_rule_in_python_says(redis: redis_py.Redis, more: int) -> None:
    read, said = list[int](), list[int]()
    for same in range(121):
        index, one = empty(redis), signed(WIRE)
        other = signed(WIRE[:same] + text(4, 120 - same + more))
        index.ask_and_add(1, one, DAY)
        index.ask_and_add(2, other, DAY, lambda _, same=same: read.append(same) or [])  # type: ignore[misc, func-returns-value]
        said += [same] if may_be(one, other) else []
    assert read == said
    assert 5 < len(read) < 110


@EACH
@given(issues, st.lists(st.sampled_from(CopyKind), min_size=1, max_size=9), st.floats(0, 1))
def test_whatever_was_read_no_text_is_its_own_copy_and_asked_again_the_answer_is_the_same(
    redis: redis_py.Redis, stream: list[tuple[int, ...]], kinds: list[CopyKind], share: float
) -> None:
    index, texts = empty(redis), [printed(issue) for issue in stream]  # type: ignore[arg-type]

    def read(others: Sequence[int]) -> list[decide.Judged]:
        return [decide.Judged(one, kinds[one % len(kinds)], share, share, 1.0) for one in others if one % 4]

    found = [index.ask_and_add(number, one, DAY, read) for number, one in enumerate(texts)]
    for number, (one, answer) in enumerate(zip(texts, found, strict=True)):
        assert index.ask_and_add(number, one, DAY, read) == answer
        assert answer.nearest is None or answer.nearest < number
        assert (answer.original is not None) is answer.kind.is_copy
        assert answer.original is None or found[answer.original].original is None
