"""The command lines of the processes."""

import socket
from dataclasses import replace

import pytest

from workers.app import QUEUES, STAGES, broker_url, configuration
from workers.cli import roles
from workers.cli.up import flower_of
from workers.errors import WordsError
from workers.settings import Clean, Fetch, Flower, Settings


def test_every_queue_is_read_by_exactly_one_role() -> None:
    assert sorted(queue for role in roles.ROLES.values() for queue in role.queues) == sorted(QUEUES)


def test_each_stage_has_a_queue_of_its_own_and_its_task_goes_there() -> None:
    routes = configuration(Settings(), "redis://x")["task_routes"]
    queues = [routes[f"newsloom.{stage}"]["queue"] for stage in STAGES]
    assert len(set(queues)) == len(STAGES)


def test_hostile_documents_are_read_in_processes_that_can_be_killed() -> None:
    assert {"clean", "feeds"} == roles.PARSING
    chosen = Settings(clean=Clean(time_limit=7.0), fetch=Fetch(total_timeout=30.0))
    limits = configuration(chosen, "redis://x")["task_annotations"]
    assert limits["newsloom.clean"]["time_limit"] == 7.0
    assert limits["newsloom.poll_feed"]["time_limit"] == 37.0


@pytest.mark.parametrize(
    ("queues", "pool", "many"),
    [
        (["fetch"], "threads", 24),
        (["assign"], "threads", 1),
        (["dedupe", "assign"], "threads", 2),
        (["dedupe", "assign", "upkeep"], "threads", 4),
        (["fetch", "clean"], "prefork", 2),
        (["clean"], "threads", 24),  # of a pool that none of its roles has
    ],
)
def test_a_worker_has_as_many_at_once_as_the_largest_role_of_its_queues(
    queues: list[str], pool: str, many: int
) -> None:
    assert roles.at_once(queues, pool) == many


def test_flower_on_an_open_address_needs_a_password() -> None:
    roles.flower(Flower())
    roles.flower(Flower(address="0.0.0.0", basic_auth="reader:secret"))
    with pytest.raises(WordsError, match="password"):
        roles.flower(Flower(address="0.0.0.0"))


@pytest.mark.parametrize(("setting", "asked"), [(0, None), (0, 0), (5555, 0)])
def test_port_0_is_no_flower_whoever_says_it(setting: int, asked: int | None) -> None:
    assert flower_of(Settings(flower=Flower(port=setting)), asked) is None


def test_a_port_that_is_asked_for_stands_above_port_0_of_the_settings() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert flower_of(Settings(flower=Flower(port=0)), port) == Flower(port=port)


def test_flowers_password_is_not_on_the_command_line() -> None:
    child = roles.children(1, replace(Flower(), basic_auth="reader:secret"))[-1]
    assert child.environ["FLOWER_BASIC_AUTH"] == "reader:secret"
    assert not any("secret" in word for word in child.argv)


@pytest.mark.parametrize(
    ("ours", "celerys"),
    [
        ("redis://h:6379/2", "redis://h:6379/2"),
        ("unix:///a/b.sock?db=3", "redis+socket:///a/b.sock?virtual_host=3"),
        ("unix://:secret@/a/b.sock?db=2", "redis+socket://:secret@/a/b.sock?virtual_host=2"),
        ("unix:///with%20space/b.sock", "redis+socket:///with space/b.sock?virtual_host=0"),
    ],
)
def test_a_redis_url_is_spelt_as_celery_wants_it(ours: str, celerys: str) -> None:
    assert broker_url(ours) == celerys


def test_a_child_may_take_a_minute_to_load_its_parsers() -> None:
    assert configuration(Settings(), "redis://x")["worker_proc_alive_timeout"] >= 60
