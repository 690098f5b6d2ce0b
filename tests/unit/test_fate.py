"""What has become of a url whose lease has ended."""

from hypothesis import given
from hypothesis import strategies as st

from workers.claims import LAPSE, Claim, Held
from workers.fate import GIVEN_BACK, KILLS, Fate, fate_of, is_over, why

STEP = Claim(7, 3, "clean")
OLD = 1e6

seconds = st.floats(-1e6, LAPSE)
uptimes = st.floats(0, 1e9)
anything = st.builds(Held, seconds, st.sampled_from(["", GIVEN_BACK, *KILLS]))


@given(st.floats(0, LAPSE), uptimes, st.booleans())
def test_who_is_at_work_is_alive_wherever_its_message_is(left: float, uptime: float, queued: bool) -> None:
    assert fate_of(STEP, {STEP: Held(left, "")}, {(7, 3)} if queued else set(), uptime) is Fate.ALIVE


@given(uptimes)
def test_a_url_whose_message_waits_is_alive_however_long_it_waits(uptime: float) -> None:
    assert fate_of(STEP, {}, {(7, 3)}, uptime) is Fate.ALIVE


def test_a_url_that_is_nowhere_is_lost_and_its_old_messages_and_claims_say_nothing() -> None:
    held = {Claim(7, 2, "clean"): Held(5, ""), Claim(7, 3, "fetch"): Held(5, ""), Claim(8, 3, "clean"): Held(5, "")}
    assert fate_of(STEP, held, {(7, 2), (8, 3)}, OLD) is Fate.LOST


def test_a_lapsed_claim_is_a_kill_but_not_while_redis_is_so_young_that_nobody_could_prolong_it() -> None:
    lapsed = {STEP: Held(-1, "")}
    assert fate_of(STEP, lapsed, set(), OLD) is Fate.KILLED
    assert fate_of(STEP, lapsed, set(), LAPSE) is Fate.ALIVE


@given(seconds, uptimes, st.sampled_from(sorted(KILLS)))
def test_a_step_that_was_seen_to_die_was_killed_at_once(left: float, uptime: float, reason: str) -> None:
    held = Held(left, reason)
    assert fate_of(STEP, {STEP: held}, {(7, 3)}, uptime) is Fate.KILLED
    assert why(held) == reason


@given(seconds, uptimes)
def test_what_a_stopping_worker_gave_back_is_no_kill(left: float, uptime: float) -> None:
    assert fate_of(STEP, {STEP: Held(left, GIVEN_BACK)}, set(), uptime) is Fate.BACK


@given(anything, uptimes)
def test_whoever_is_alive_keeps_its_claim_and_nobody_else_does(held: Held, uptime: float) -> None:
    assert is_over(held, uptime) == (fate_of(STEP, {STEP: held}, set(), uptime) is not Fate.ALIVE)


def test_a_kill_that_nobody_saw_has_a_reason_too() -> None:
    assert why(Held(-1, "")) == why(None) == "worker-lost"
