"""What the index of copies promises, on a real server."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
import redis as redis_py
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.contract.meddling import at_every_command
from tests.crowd import crowded
from tests.waiting import PATIENCE
from workers.dedupe import decide
from workers.dedupe.index import CopyIndex
from workers.dedupe.signature import VERSION, containment, decode, encode, likeness, minhash, sign
from workers.errors import OutageError, PermanentError, TransientError
from workers.model import CopyKind, Signature, Verdict

DAY = datetime(2024, 11, 7, 12, tzinfo=UTC)
NEW = Verdict(CopyKind.ORIGINAL)


@pytest.fixture
def index(redis: redis_py.Redis) -> CopyIndex:
    found = CopyIndex(redis)
    found.filler.mark_ready()
    return found


def text(seed: int, words: int = 120) -> list[str]:
    chance = random.Random(seed)
    return [f"word{chance.randrange(10**5)}" for _ in range(words)]


def signed(words: Sequence[str]) -> Signature:
    return sign(" ".join(words))


def edited(words: list[str], seed: int) -> list[str]:
    """Two words replaced and one added."""
    chance, changed = random.Random(seed), list(words)
    for _ in range(2):
        changed[chance.randrange(len(changed))] = f"edit{seed}"
    return [*changed, f"end{seed}"]


WIRE = text(1)


# The verdict


def test_the_first_text_is_an_original_and_later_copies_name_it_and_the_nearest(index: CopyIndex) -> None:
    half = WIRE[:60]
    assert index.ask_and_add(10, signed(half), DAY) == NEW
    whole = index.ask_and_add(11, signed(WIRE), DAY)
    again = index.ask_and_add(12, signed(edited(WIRE, 5)), DAY)
    assert (whole.kind, whole.original, whole.nearest) == (CopyKind.COPY, 10, 10)
    assert (again.kind, again.original, again.nearest) == (CopyKind.COPY, 10, 11)
    assert again.likeness > whole.likeness > 0.3


@pytest.mark.parametrize("length", [10, 39, 120])
def test_an_identical_text_is_told_whatever_its_length(index: CopyIndex, length: int) -> None:
    words = text(2, length)
    assert index.ask_and_add(1, signed(words), DAY) == NEW
    assert index.ask_and_add(2, sign(" ".join(words).upper()), DAY) == Verdict(CopyKind.IDENTICAL, 1, 1, 1.0, 1.0, 1.0)


@pytest.mark.parametrize("words", ["", "Subscribe now to read on"])
def test_an_empty_text_or_a_line_of_a_menu_is_nobodys_copy(index: CopyIndex, words: str) -> None:
    assert [index.ask_and_add(n, sign(words), DAY) for n in (1, 2)] == [NEW, NEW]


def test_a_short_text_that_differs_in_a_word_is_no_copy(index: CopyIndex) -> None:
    words = text(3, 39)
    index.ask_and_add(1, signed(words), DAY)
    assert index.ask_and_add(2, signed([*words[:-1], "other"]), DAY) == NEW


def test_a_brief_inside_a_round_up_is_no_copy(index: CopyIndex) -> None:
    index.ask_and_add(1, signed(WIRE[:60]), DAY)
    assert index.ask_and_add(2, signed(WIRE[:60] + text(4, 400)), DAY) == NEW


@pytest.mark.parametrize("length", [50, 300, 900, 30_000])
def test_the_likeness_is_the_one_that_the_signatures_give(index: CopyIndex, length: int) -> None:
    words = text(5, length)
    a, b = signed(words), signed(words[length // 5 :] + text(6, length // 4))
    index.ask_and_add(1, a, DAY)
    found = index.ask_and_add(2, b, DAY)
    assert found.likeness == pytest.approx(likeness(a, b), abs=1e-4)
    assert found.containment == pytest.approx(containment(a, b), abs=1e-4)


def test_sizes_of_any_length_are_kept(index: CopyIndex) -> None:
    a, b = replace(signed(WIRE), size=50_331_653), replace(signed(WIRE[:70] + text(13, 50)), size=33_619_971)
    index.ask_and_add(1, a, DAY)
    assert index.ask_and_add(2, b, DAY).containment == pytest.approx(containment(a, b), abs=1e-4)
    assert 0.55 < containment(a, b) < 0.95


def test_of_two_texts_that_are_equally_near_the_one_seen_first_is_named(index: CopyIndex) -> None:
    """Both own their shingles, each in its own generation; a headline makes them different texts."""
    body = " ".join(WIRE)
    index.ask_and_add(1, sign("Late\n" + body), DAY + timedelta(days=40))
    assert index.ask_and_add(2, sign("Early\n" + body), DAY) == NEW
    assert index.ask_and_add(3, sign("Between\n" + body), DAY + timedelta(days=20)).nearest == 1
    assert index.ask_and_add(4, sign("Early\n" + body), DAY + timedelta(days=20)).nearest == 2


def test_of_identical_texts_the_one_seen_first_is_named(index: CopyIndex) -> None:
    index.ask_and_add(1, signed(WIRE), DAY + timedelta(days=40))
    assert index.ask_and_add(2, signed(WIRE), DAY) == NEW
    assert index.ask_and_add(3, signed(WIRE), DAY + timedelta(days=20)).nearest == 1


def test_texts_with_more_shingles_in_common_are_compared_first(redis: redis_py.Redis) -> None:
    index = CopyIndex(redis, thresholds=replace(decide.THRESHOLDS, candidates=1))
    index.filler.mark_ready()
    one, other = text(11, 400), text(12, 400)
    index.ask_and_add(1, signed(one), DAY)
    index.ask_and_add(2, signed(other), DAY)
    assert index.ask_and_add(3, signed(one[:100] + other), DAY).nearest == 2
    assert index.ask_and_add(4, signed(other[:100] + one), DAY).nearest == 1


@pytest.mark.parametrize("base", [1, 2**31 - 1, 2**40 - 5, 2**53 + 1, 2**64 - 5])
def test_names_of_any_size_come_back_as_they_were(index: CopyIndex, base: int) -> None:
    index.ask_and_add(base, signed(WIRE), DAY)
    assert index.ask_and_add(base + 2, signed(WIRE), DAY).original == base
    assert index.ask_and_add(base + 4, signed(edited(WIRE, 1)), DAY).original == base
    assert index.ask_and_add(base, signed(WIRE), DAY) == NEW


#: a little newspaper: four texts, whole or cut, edited or not, some of them short, seen in some order.
issues = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 60), st.integers(20, 120), st.integers(0, 3)), min_size=1, max_size=14
)


def printed(issue: tuple[int, int, int, int]) -> Signature:
    which, start, length, edit = issue
    words = (text(100 + which) + text(200 + which % 2, 40))[start : start + length]
    return signed(edited(words, edit) if edit else words)


def as_python_says(texts: list[Signature], rule: decide.Thresholds) -> list[Verdict]:
    """The step in Python, without generations: what the script must answer."""
    owners: dict[bytes, list[int]] = {}
    verdicts: list[Verdict] = []
    for number, new in enumerate(texts):
        met = sorted({other for key in _keys(new) for other in owners.get(key, ())})
        found = _verdict(new, texts[:number], verdicts, met, rule)
        for key in _keys(new):
            places = owners.setdefault(key, [])
            if not places or (len(places) == 1 and not found.kind.is_copy):
                places.append(number)
        verdicts.append(found)
    return verdicts


def _keys(text: Signature) -> list[bytes]:
    return [text.keys[n : n + 8] for n in range(0, len(text.keys), 8)]


def _verdict(
    new: Signature, texts: list[Signature], verdicts: list[Verdict], met: list[int], rule: decide.Thresholds
) -> Verdict:
    same = [number for number, old in enumerate(texts) if old.exact == new.exact and new.size >= rule.identical_size]
    if same:
        return decide.verdict(decide.Near(same[0], CopyKind.IDENTICAL, _root(same[0], verdicts), 1.0, 1.0, 1.0))
    best: decide.Near | None = None
    for number in met:
        old = texts[number]
        like, inside = likeness(new, old), containment(new, old)
        if decide.accepts(rule, inside, new.size, old.size) and (best is None or like > best.likeness):
            root = _root(number, verdicts)
            best = decide.Near(number, CopyKind.COPY, root, like, inside, new.size / old.size)
    return decide.verdict(best)


def _root(number: int, verdicts: list[Verdict]) -> int:
    root = verdicts[number].original
    return number if root is None else root


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(issues)
def test_the_script_answers_what_the_rule_in_python_says(redis: redis_py.Redis, stream: list[Any]) -> None:
    redis.flushall()
    index = CopyIndex(redis)
    index.filler.mark_ready()
    texts = [printed(issue) for issue in stream]
    found = [index.ask_and_add(number, new, DAY) for number, new in enumerate(texts)]
    expected = as_python_says(texts, decide.THRESHOLDS)
    for answer, wanted in zip(found, expected, strict=True):
        assert (answer.kind, answer.original, answer.nearest) == (wanted.kind, wanted.original, wanted.nearest)
        assert answer.likeness == pytest.approx(wanted.likeness, abs=1e-4)
        assert answer.ratio == pytest.approx(wanted.ratio, abs=1e-4)
        assert answer.containment == pytest.approx(wanted.containment, abs=1e-4)
    assert [index.ask_and_add(number, new, DAY) for number, new in enumerate(texts)] == found
    assert all(number not in {answer.original, answer.nearest} for number, answer in enumerate(found))


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(issues, st.floats(0, 1), st.floats(0, 1))
def test_a_higher_threshold_never_makes_a_copy_of_a_text_that_was_none(
    redis: redis_py.Redis, stream: list[Any], one: float, other: float
) -> None:
    """Of two texts; among more, one that is no copy is met by those that come later in more places."""
    redis.flushall()
    copies = []
    for number, threshold in enumerate(sorted((one, other))):
        rule = replace(decide.THRESHOLDS, containment=threshold)
        index = CopyIndex(redis, prefix=f"try{number}:", thresholds=rule)
        index.filler.mark_ready()
        found = [index.ask_and_add(n, printed(issue), DAY) for n, issue in enumerate(stream[:2])]
        copies.append({n for n, answer in enumerate(found) if answer.original is not None})
    assert copies[1] <= copies[0]


# Twice, and side by side


def test_an_article_whose_answer_expired_is_still_not_its_own_copy(redis: redis_py.Redis, index: CopyIndex) -> None:
    for words in (WIRE, text(6, 20)):
        redis.flushall()
        index.filler.mark_ready()
        index.ask_and_add(1, signed(words), DAY)
        index.ask_and_add(2, signed(words), DAY)
        redis.delete(*redis.keys("*:a:*"))
        assert index.ask_and_add(1, signed(words), DAY) == NEW


def test_asking_again_writes_nothing_but_when(redis: redis_py.Redis, index: CopyIndex) -> None:
    def held() -> dict[bytes, Any]:
        return {name: redis.dump(name) for name in redis.keys("*") if not name.endswith(b":last")}

    for number in (1, 2):
        index.ask_and_add(number, signed(WIRE), DAY)
    before = held()
    for number in (1, 2):
        index.ask_and_add(number, signed(WIRE), DAY)
    assert held() == before


def test_an_article_that_was_forgotten_is_asked_about_anew_and_those_that_name_it_still_do(index: CopyIndex) -> None:
    index.ask_and_add(1, signed(WIRE), DAY)
    index.ask_and_add(2, signed(WIRE), DAY)
    assert index.ask_and_add(2, signed(text(7)), DAY).original == 1
    index.forget(2)
    assert index.ask_and_add(2, signed(text(7)), DAY) == NEW
    assert index.ask_and_add(3, signed(text(7)), DAY).original == 2
    assert index.ask_and_add(4, signed(WIRE), DAY).original == 1


def test_forgetting_in_an_empty_redis_is_no_error(redis: redis_py.Redis) -> None:
    index = CopyIndex(redis)
    index.forget(1)
    assert index.answered() == set()


def _add(url: str, work: list[tuple[int, bytes]], start: Any, answers: Any) -> None:
    index = CopyIndex(redis_py.Redis.from_url(url))
    index.ready()
    start.wait()
    answers.put([(article, index.ask_and_add(article, decode(data), DAY)) for article, data in work])


@pytest.mark.slow
def test_eight_processes_that_add_a_thousand_groups_of_copies_at_once_make_a_thousand_originals(
    redis_url: str, index: CopyIndex
) -> None:
    groups, processes = 1_000, 8
    work: list[list[tuple[int, bytes]]] = [[] for _ in range(processes)]
    for group in range(groups):
        words = text(1_000 + group)
        for process in range(processes):
            version = words if process % 2 else edited(words, process)
            work[process].append((group * processes + process, encode(signed(version))))
    spawn = crowded()
    start, answers = spawn.Barrier(processes), spawn.Queue()
    children = [spawn.Process(target=_add, args=(redis_url, part, start, answers)) for part in work]
    for child in children:
        child.start()
    found = dict(pair for _ in children for pair in answers.get(timeout=PATIENCE))
    for child in children:
        child.join()
    originals = {article for article, answer in found.items() if answer.kind is CopyKind.ORIGINAL}
    assert sorted(article // processes for article in originals) == list(range(groups))
    for article, answer in found.items():
        assert article in originals or answer.original in originals
        assert answer.original is None or answer.original // processes == article // processes


# Time


@pytest.mark.parametrize("later", [0, 1, 14, 15, 16, 29, 30])
@pytest.mark.parametrize("start", [0, 7, 14.99])
def test_texts_up_to_a_window_apart_meet_in_either_order(index: CopyIndex, later: int, start: float) -> None:
    first = DAY + timedelta(days=start)
    for number, (early, late) in enumerate([(first, first + timedelta(days=later))] * 2):
        words, seen = text(10 + number), (early, late) if number else (late, early)
        assert index.ask_and_add(number * 2, signed(words), seen[0]) == NEW
        assert index.ask_and_add(number * 2 + 1, signed(edited(words, 1)), seen[1]).original == number * 2


def test_texts_more_than_a_window_and_a_half_apart_are_strangers(index: CopyIndex) -> None:
    index.ask_and_add(1, signed(WIRE), DAY)
    assert index.ask_and_add(2, signed(WIRE), DAY + timedelta(days=46)) == NEW
    assert index.ask_and_add(3, signed(WIRE), DAY - timedelta(days=46)) == NEW


def test_a_text_that_comes_again_and_again_stays_in_its_group_for_ever(index: CopyIndex) -> None:
    index.ask_and_add(0, signed(WIRE), DAY)
    for number in range(1, 12):
        found = index.ask_and_add(number, signed(WIRE), DAY + timedelta(days=20 * number))
        assert found.original == 0, number


def test_times_before_1970_are_times_too(index: CopyIndex) -> None:
    old = datetime(1912, 4, 15, tzinfo=UTC)
    index.ask_and_add(1, signed(WIRE), old)
    assert index.ask_and_add(2, signed(WIRE), old + timedelta(days=30)).original == 1


def test_a_time_without_a_zone_is_a_mistake(index: CopyIndex) -> None:
    with pytest.raises(ValueError, match="zone"):
        index.ask_and_add(1, signed(WIRE), datetime(2024, 11, 7))  # noqa: DTZ001 - that is the mistake


def test_every_key_has_one_hash_tag_and_a_lifetime_but_the_five_that_are_named(
    redis: redis_py.Redis, index: CopyIndex
) -> None:
    index.ask_and_add(1, signed(WIRE), DAY)
    names = redis.keys("*")
    index_of = b"{newsloom:dedupe}:1:5.1.30:"
    assert {name.removeprefix(index_of).split(b":")[0] for name in names if name.startswith(index_of)} == {
        *(b"ready", b"last", b"next", b"a", b"g", b"x", b"k", b"s")
    }
    assert {name for name in names if not name.startswith(index_of)} == {
        *(b"{newsloom:dedupe}:epoch", b"{newsloom:dedupe}:1:now")
    }
    for name in names:
        lasts = name.endswith((b":ready", b":last", b":next", b":epoch", b":now"))
        assert redis.ttl(name) == (-1 if lasts else pytest.approx(45 * 86_400, abs=60))


def test_a_record_that_expired_leaves_its_shingles_to_the_next_text(redis: redis_py.Redis, index: CopyIndex) -> None:
    index.ask_and_add(1, signed(WIRE), DAY)
    redis.delete(*redis.keys("*:s:*"))
    assert index.ask_and_add(2, signed(WIRE), DAY) == NEW
    assert index.ask_and_add(3, signed(edited(WIRE, 1)), DAY).original == 2


#: a day passes: every key is a day nearer to its end, and those that are at it are gone.
AGE = """
for _, name in ipairs(redis.call('KEYS', '*')) do
  local left = redis.call('PTTL', name)
  if left >= 0 then redis.call('PEXPIRE', name, left - 86400000) end
end
local held = 0
for _, name in ipairs(redis.call('KEYS', '*')) do held = held + redis.call('MEMORY', 'USAGE', name) end
return held
"""


def test_ninety_days_of_a_steady_stream_hold_no_more_memory_than_sixty(redis: redis_py.Redis, index: CopyIndex) -> None:
    """After a lifetime and a generation (60 days) as much goes as comes: the same at every end of a generation."""
    held, start = [], datetime(2024, 10, 14, tzinfo=UTC)  # a generation begins
    for day in range(90):
        for number in range(day * 8, day * 8 + 8):
            assert index.ask_and_add(number, signed(text(number)), start + timedelta(days=day)) == NEW
        held.append(redis.eval(AGE, 0))
    assert held[59] > 1.2 * held[29], "until then it grows"
    assert held[89] == pytest.approx(held[74], rel=0.02) == pytest.approx(held[59], rel=0.02)
    end = start + timedelta(days=90)
    assert index.ask_and_add(10_000, signed(text(62 * 8)), end).original == 62 * 8
    assert index.ask_and_add(10_001, signed(text(8)), end) == NEW


def test_windows_do_not_mix(redis: redis_py.Redis, index: CopyIndex) -> None:
    assert index.ready()
    assert not CopyIndex(redis, window_days=31).ready()


# Empty, full, away


def test_an_emptied_redis_is_noticed_and_not_filled_by_chance(redis: redis_py.Redis, index: CopyIndex) -> None:
    index.ask_and_add(1, signed(WIRE), DAY)
    redis.flushall()
    assert not index.ready()
    with pytest.raises(TransientError) as caught:
        index.ask_and_add(2, signed(WIRE), DAY)
    assert caught.value.reason == "index-empty"
    assert redis.keys("*") == []


def test_restored_articles_give_the_answers_they_had(redis: redis_py.Redis, index: CopyIndex) -> None:
    seen = [WIRE[:60], WIRE, edited(WIRE, 2), text(7, 20), text(7, 20), text(8)]
    found = [index.ask_and_add(n, signed(words), DAY) for n, words in enumerate(seen)]
    redis.flushall()
    index.filler.begin()
    for _ in range(2):  # two processes may both find it empty
        for number, words in enumerate(seen):
            index.filler.restore(number, signed(words), DAY, found[number])
    assert not index.ready()
    index.filler.mark_ready()
    assert [index.ask_and_add(n, signed(words), DAY) for n, words in enumerate(seen)] == found
    assert [index.ask_and_add(10 + n, signed(words), DAY).original for n, words in enumerate(seen)] == [
        0,
        0,
        0,
        3,
        3,
        5,
    ]


def test_many_that_are_restored_at_once_are_as_each_of_them(redis: redis_py.Redis, index: CopyIndex) -> None:
    seen = [WIRE[:60], WIRE, edited(WIRE, 2), text(8)]
    found = [index.ask_and_add(n, signed(words), DAY) for n, words in enumerate(seen)]
    redis.flushall()
    filling = index.filler.begin()
    index.filler.restore_all([(n, signed(words), DAY, found[n]) for n, words in enumerate(seen)], filling)
    index.filler.mark_ready(filling)
    assert [index.ask_and_add(n, signed(words), DAY) for n, words in enumerate(seen)] == found
    assert index.ask_and_add(9, signed(edited(WIRE, 3)), DAY).original == 0


def test_many_are_restored_into_no_index_that_was_emptied_meanwhile(redis: redis_py.Redis, index: CopyIndex) -> None:
    filling = index.filler.begin()
    index.filler.clear()
    with pytest.raises(OutageError, match="index-emptied"):
        index.filler.restore_all([(1, signed(WIRE), DAY, NEW), (2, signed(text(8)), DAY, NEW)], filling)
    assert index.answered() == set()


def test_a_verdict_that_was_overruled_is_restored_as_it_is(index: CopyIndex) -> None:
    index.filler.restore(1, signed(WIRE), DAY, NEW)
    index.filler.restore(2, signed(edited(WIRE, 1)), DAY, NEW)
    index.filler.restore(3, signed(text(9)), DAY, Verdict(CopyKind.COPY, 1, None, 0.5, 0.75))
    assert index.ask_and_add(2, signed(WIRE), DAY) == NEW
    assert index.ask_and_add(3, signed(WIRE), DAY) == Verdict(CopyKind.COPY, 1, 1, 0.5, 0.75)
    assert index.ask_and_add(4, signed(text(9)), DAY).original == 1


@pytest.mark.parametrize("prefix", ["news*:", "a[b]c:", "newsloom:"])
def test_clearing_forgets_all_of_its_own_and_nothing_else(redis: redis_py.Redis, prefix: str) -> None:
    mine, other = CopyIndex(redis, prefix=prefix), CopyIndex(redis, prefix="newsletter:")
    for one in (mine, other):
        one.filler.mark_ready()
        one.ask_and_add(1, signed(WIRE), DAY)
    redis.set("somebody", "else")
    others = {name for name in redis.keys("*") if b"{newsletter}" in name or name == b"somebody"}
    mine.filler.clear()
    assert len(set(redis.keys("*")) - others) == 1
    assert {name for name in redis.keys("*") if not name.endswith(b":epoch")} == others - {b"{newsletter}:epoch"}
    assert (mine.ready(), other.ready()) == (False, True)


# One client beside another

SEEN = [WIRE[:60], WIRE, edited(WIRE, 2), text(7, 20), text(7, 20), text(8)]
ROOTS = [0, 0, 0, 3, 3, 5]
SAID = [NEW, Verdict(CopyKind.COPY, 0), Verdict(CopyKind.COPY, 0), NEW, Verdict(CopyKind.IDENTICAL, 3, 3, 1, 1), NEW]


def refill(index: CopyIndex) -> None:
    """What a worker does that finds the index empty, with the answers that the ledger has."""
    epoch = index.filler.begin()
    for number, words in enumerate(SEEN):
        index.filler.restore(number, signed(words), DAY, SAID[number], epoch)
    index.filler.mark_ready(epoch)


@pytest.fixture(params=["worker", "clear", "clear, worker", "flush", "flush, begin", "flush, worker", "flush, clear"])
def meddle(request: pytest.FixtureRequest, redis: redis_py.Redis) -> Callable[[], None]:
    """What another client does meanwhile; it may have known the index before."""
    other = CopyIndex(redis)
    acts = {
        "worker": lambda: refill(other),
        "clear": other.filler.clear,
        "flush": redis.flushall,
        "begin": other.filler.begin,
    }

    def act() -> None:
        for word in request.param.split(", "):
            acts[word]()

    return act


def filled(redis: redis_py.Redis) -> None:
    redis.flushall()
    refill(CopyIndex(redis))


def finds_all_if_ready(redis: redis_py.Redis) -> bool:
    """Whether it says that it is filled; and then it must be."""
    index = CopyIndex(redis)
    if not index.ready():
        return False
    again = [index.ask_and_add(100 + n, signed(words), DAY).original for n, words in enumerate(SEEN)]
    assert again == ROOTS
    assert len({name.split(b":")[2] for name in redis.keys("*") if not name.endswith(b":epoch")}) == 1
    return True


def test_whatever_another_does_during_a_clear_no_index_has_holes(
    redis: redis_py.Redis, redis_url: str, meddle: Callable[[], None]
) -> None:
    for _, client in at_every_command(redis_url, lambda: filled(redis), meddle):
        CopyIndex(client).filler.clear()
        finds_all_if_ready(redis)
        refill(CopyIndex(redis))
        assert finds_all_if_ready(redis)


def test_whatever_another_does_while_it_is_filled_no_index_has_holes(
    redis: redis_py.Redis, redis_url: str, meddle: Callable[[], None]
) -> None:
    for _, client in at_every_command(redis_url, redis.flushall, meddle):
        try:
            refill(CopyIndex(client))
        except OutageError as error:
            assert error.reason == "index-emptied"  # noqa: PT017 - any other outage is a fault
        finds_all_if_ready(redis)
        refill(CopyIndex(redis))
        assert finds_all_if_ready(redis)


def test_whatever_another_does_during_a_question_the_answer_is_right_or_refused(
    redis: redis_py.Redis, redis_url: str, meddle: Callable[[], None]
) -> None:
    for moment, client in at_every_command(redis_url, lambda: filled(redis), meddle):
        index = CopyIndex(client)
        for number, words in enumerate(SEEN):
            try:
                assert index.ask_and_add(100 + number, signed(words), DAY).original == ROOTS[number], moment
            except OutageError as error:
                assert error.reason == "index-empty"  # noqa: PT017 - any other outage is a fault


def test_a_client_that_knew_the_epoch_before_goes_on_in_the_new_one(redis: redis_py.Redis, index: CopyIndex) -> None:
    other = CopyIndex(redis)
    other.ask_and_add(1, signed(WIRE), DAY)
    index.filler.clear()
    assert not other.ready()
    index.filler.mark_ready()
    assert other.ask_and_add(2, signed(WIRE), DAY) == NEW
    index.filler.clear()
    other.filler.restore(3, signed(WIRE), DAY, NEW)
    other.filler.mark_ready()
    assert index.ask_and_add(4, signed(WIRE), DAY).original == 3


def test_what_was_begun_before_a_clear_is_refused(index: CopyIndex) -> None:
    epoch = index.filler.begin()
    index.filler.clear()
    for late in (
        lambda: index.filler.restore(1, signed(WIRE), DAY, NEW, epoch),
        lambda: index.filler.mark_ready(epoch),
    ):
        with pytest.raises(OutageError, match="index-emptied"):
            late()
    assert not index.ready()


def test_nothing_is_put_into_an_emptied_redis_but_what_is_being_filled(redis: redis_py.Redis, index: CopyIndex) -> None:
    index.filler.restore(1, signed(WIRE), DAY, NEW)
    redis.flushall()
    index.filler.restore(1, signed(WIRE), DAY, NEW)
    assert redis.keys("*") == []


def test_a_server_at_its_memory_limit_can_be_cleared(redis: redis_py.Redis, index: CopyIndex) -> None:
    index.ask_and_add(1, signed(WIRE), DAY)
    redis.config_set("maxmemory", "1")
    try:
        index.filler.clear()
    finally:
        redis.config_set("maxmemory", "0")
    assert redis.keys("*") == [b"{newsloom:dedupe}:epoch"]


def test_a_server_that_forgot_the_script_is_told_it_again(redis: redis_py.Redis, index: CopyIndex) -> None:
    index.ask_and_add(1, signed(WIRE), DAY)
    redis.script_flush()
    assert index.ask_and_add(2, signed(WIRE), DAY).original == 1


def test_a_full_server_is_a_passing_trouble(redis: redis_py.Redis, index: CopyIndex) -> None:
    redis.config_set("maxmemory", "1")
    try:
        with pytest.raises(TransientError) as caught:
            index.ask_and_add(1, signed(WIRE), DAY)
    finally:
        redis.config_set("maxmemory", "0")
    assert caught.value.reason == "redis-full"
    assert index.ask_and_add(1, signed(WIRE), DAY) == NEW


def test_a_server_that_is_away_is_a_passing_trouble(tmp_path: Any) -> None:
    index = CopyIndex(redis_py.Redis(unix_socket_path=str(tmp_path / "none"), retry=Retry(NoBackoff(), 0)))
    for ask in (
        index.ready,
        index.filler.mark_ready,
        index.filler.clear,
        lambda: index.ask_and_add(1, signed(WIRE), DAY),
    ):
        with pytest.raises(TransientError) as caught:
            ask()
        assert caught.value.reason == "redis-away"


def test_a_signature_of_another_version_is_refused(index: CopyIndex) -> None:
    with pytest.raises(PermanentError):
        index.ask_and_add(1, replace(signed(WIRE), version=VERSION + 1), DAY)


def test_a_client_that_decodes_is_refused(redis_url: str) -> None:
    with pytest.raises(ValueError, match="decode_responses"):
        CopyIndex(redis_py.Redis.from_url(redis_url, decode_responses=True))


# datasketch


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 6_000), st.integers(0, 2**32 - 1))
def test_a_sketch_is_datasketchs_bit_for_bit(count: int, seed: int) -> None:
    datasketch = pytest.importorskip("datasketch")
    values = np.random.default_rng(seed).integers(0, 2**32, count, dtype=np.uint32)
    theirs = datasketch.MinHash(num_perm=128, hashfunc=int, scheme="affine32")
    theirs.update_batch(values.tolist())
    assert minhash(values).tolist() == theirs.hashvalues.tolist()
