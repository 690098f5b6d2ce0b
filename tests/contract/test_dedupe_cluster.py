"""The index of copies on a server of a Redis Cluster that has one slot, and refuses what touches any other key."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
import redis as redis_py

from tests.contract.test_dedupe_index import DAY, NEW, WIRE, edited, signed, text
from tests.waiting import eventually
from workers import server
from workers.dedupe.index import CopyIndex
from workers.dedupe.store import tag_of
from workers.errors import OutageError
from workers.model import CopyKind

PREFIX = "newsloom:one:dedupe:"


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[redis_py.Redis]:
    """It has the slot of one index; the others have no server."""
    folder, (port, bus) = tmp_path_factory.mktemp("cluster"), free_ports()
    words = ["--port", str(port), "--cluster-port", str(bus), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""]
    words += [
        "--cluster-enabled",
        "yes",
        "--cluster-require-full-coverage",
        "no",
        "--logfile",
        str(folder / "redis.log"),
    ]
    process = subprocess.Popen([server.binary(), *words], stdout=subprocess.DEVNULL)
    try:
        with server.impatient(f"redis://127.0.0.1:{port}/0", timeout=10) as client:
            eventually(lambda: server.answers(f"redis://127.0.0.1:{port}/0"))
            client.execute_command("CLUSTER ADDSLOTS", slot(client, PREFIX.rstrip(":")))
            eventually(lambda: is_whole(client))
            yield client
    finally:
        process.kill()
        process.wait()


def free_ports() -> tuple[int, int]:
    with closing(socket.socket()) as one, closing(socket.socket()) as other:
        for each in (one, other):
            each.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def is_whole(client: redis_py.Redis) -> bool:
    about: Any = client.execute_command("CLUSTER INFO")
    return bool(about["cluster_state"] == "ok")


def slot(client: redis_py.Redis, name: bytes | str) -> int:
    """As the server counts it."""
    return int(client.execute_command("CLUSTER KEYSLOT", name))


def test_each_step_is_in_one_slot_and_a_cluster_takes_it(node: redis_py.Redis) -> None:
    node.flushall()
    index = CopyIndex(node, PREFIX)
    filling = index.filler.take()
    assert filling is not None
    index.filler.restore_all([(1, signed(WIRE), DAY, NEW)], filling)
    assert index.filler.reached(filling, 1)
    index.filler.mark_ready(filling)
    assert index.ready()
    assert index.ask_and_add(2, signed(edited(WIRE, 1)), DAY + timedelta(days=20)).original == 1
    assert index.ask_and_add(3, signed(WIRE), DAY + timedelta(days=10)).kind is CopyKind.IDENTICAL
    assert index.ask_and_add(4, signed(text(9)), DAY - timedelta(days=300), lambda _: []) == NEW
    assert index.answered() == {1, 2, 3, 4}
    names: Any = node.keys("*")
    kinds = {name.partition(b".30:")[2].partition(b":")[0] for name in names}
    assert kinds == {b"", *(b"ready", b"last", b"next", b"a", b"g", b"x", b"k", b"s")}
    assert {slot(node, name) for name in names} == {slot(node, PREFIX.rstrip(":"))}
    before = index.moment()
    index.forget(3)
    index.filler.clear()
    assert index.moment() != before
    assert len(node.keys("*")) == 1


def test_the_tag_is_what_a_cluster_hashes_so_that_each_ledger_has_a_slot_of_its_own(node: redis_py.Redis) -> None:
    for name in ("newsloom:one:dedupe", "newsloom:two:dedupe"):
        assert slot(node, f"{tag_of(name)}7:a:12") == slot(node, f"{tag_of(name)}epoch") == slot(node, name)
    assert slot(node, tag_of("newsloom:one:dedupe:")) != slot(node, tag_of("newsloom:two:dedupe:"))


def test_an_index_in_another_slot_is_refused_so_that_these_tests_can_fail(node: redis_py.Redis) -> None:
    with pytest.raises(OutageError, match="not served"):
        CopyIndex(node, "newsloom:two:dedupe:").filler.mark_ready()
    with pytest.raises(redis_py.ResponseError, match="non local key"):
        node.eval("return redis.call('GET', '{newsloom:two:dedupe}:a')", 1, PREFIX.rstrip(":"))
