"""When to try again."""

from hypothesis import given
from hypothesis import strategies as st

from workers.errors import OutageError, TransientError
from workers.retry import wait

chances = st.floats(0, 1, exclude_max=True)
attempts = st.integers(0, 10_000)


@given(attempts, chances)
def test_the_wait_stays_between_half_the_backoff_and_the_longest(tries: int, chance: float) -> None:
    seconds = wait(TransientError("timeout"), tries, backoff=30, longest=3600, chance=chance)
    assert min(3600, 30 * 2 ** min(tries, 20)) / 2 <= seconds <= 3600


@given(st.integers(0, 30), chances)
def test_another_try_never_waits_less_at_the_same_luck(tries: int, chance: float) -> None:
    shorter, longer = (
        wait(TransientError("timeout"), n, backoff=30, longest=3600, chance=chance) for n in (tries, tries + 1)
    )
    assert longer >= shorter


@given(attempts, chances, st.floats(0, 86400))
def test_it_never_comes_back_before_the_other_side_asked(tries: int, chance: float, asked: float) -> None:
    error = TransientError("http-429", after=asked)
    assert wait(error, tries, backoff=30, longest=3600, chance=chance) >= asked


@given(attempts, chances)
def test_an_outage_of_our_own_waits_seconds_however_long_it_lasts(tries: int, chance: float) -> None:
    assert 1 <= wait(OutageError("redis-away"), tries, backoff=30, longest=3600, chance=chance) <= 5
