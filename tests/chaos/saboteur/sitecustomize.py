"""Faults that come from inside a process: a broker that delivers twice, a parser that is broken.

Python imports this file by its name in each process whose PYTHONPATH holds its folder, before anything else. What it
does is switched on by the environment, and waits until the module that it changes is imported:

    CHAOS_TWICE=<seed>   each message is put into its queue twice, at either end, the second one at once or later; the
                         file `twins` in newsloom's home has a byte for each second one
    CHAOS_PARSER=1       a page whose text holds CHAOS-SLOW, -SPIN, -EAT or -CRASH meets a broken parser
    CHAOS_FEEDS=1        so does a feed
"""

from __future__ import annotations

import ctypes
import importlib.abc
import importlib.util
import itertools
import os
import random
import sys
import uuid
from collections.abc import Callable
from copy import deepcopy
from types import ModuleType
from typing import Any


class _Changed(importlib.abc.MetaPathFinder):
    """Finds a module as always, and changes it as soon as it is loaded."""

    def __init__(self, name: str, change: Callable[[Any], None]) -> None:
        self._name = name
        self._change = change

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> Any:
        if fullname != self._name:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        assert spec
        assert spec.loader
        load = spec.loader.exec_module

        def load_and_change(module: ModuleType) -> None:
            load(module)
            self._change(module)

        spec.loader.exec_module = load_and_change  # type: ignore[method-assign]
        return spec


#: messages that are held back, at most.
_HELD = 6


def _deliver_twice(module: Any) -> None:
    """Every message of newsloom's queues is put twice, at a random end; some of the twins long after."""
    chance = random.Random(f"{os.environ['CHAOS_TWICE']} {os.getpid()}")
    held: list[tuple[str, dict[str, Any]]] = []
    put = module.Channel._put
    count = os.open(f"{os.environ['NEWSLOOM_HOME']}/twins", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def put_somewhere(self: Any, queue: str, message: dict[str, Any], **words: Any) -> None:
        if chance.random() < 0.5:
            put(self, queue, message, **words)
            return
        with self.conn_or_acquire() as client:  # the other end: the last shall be first
            client.rpush(self._q_for_pri(queue, 0), module.dumps(message))

    def put_twice(self: Any, queue: str, message: dict[str, Any], **words: Any) -> None:
        if not queue.startswith("newsloom."):
            put(self, queue, message, **words)
            return
        twin = deepcopy(message)
        if chance.random() < 0.5:  # else the same tag, as of a message that kombu took for lost
            twin["properties"]["delivery_tag"] = str(uuid.UUID(int=chance.getrandbits(128)))
        put_somewhere(self, queue, message, **words)
        held.append((queue, twin))
        while held and (len(held) > _HELD or chance.random() < 0.5):
            put_somewhere(self, *held.pop(chance.randrange(len(held))))
            os.write(count, b".")  # appended in one piece, whoever else writes

    module.Channel._put = put_twice


#: bytes that are taken at most, a piece at a time.
_MOST, _PIECE = 4 << 30, 64 << 20


def _slow() -> None:
    """For ever in Python, which lets signal handlers and other threads run."""
    for _ in itertools.repeat(True):
        pass


def _spin() -> None:
    """For ever in C, and never letting go of the interpreter: no signal handler of Python runs."""
    all(itertools.repeat(True))


def _eat() -> None:
    """Gigabytes, and each page of them is touched."""
    eaten = [os.urandom(4096) * (_PIECE // 4096) for _ in range(_MOST // _PIECE)]
    del eaten


def _crash() -> None:
    """A segmentation fault."""
    ctypes.string_at(0)


_BROKEN = {"CHAOS-SLOW": _slow, "CHAOS-SPIN": _spin, "CHAOS-EAT": _eat, "CHAOS-CRASH": _crash}


def _break(name: str) -> Callable[[Any], None]:
    """The reader of a document stands for any code in C that a document may upset."""

    def change(module: Any) -> None:
        whole = getattr(module, name)

        def broken(text: str, *words: Any, **named: Any) -> Any:
            for marker, harm in _BROKEN.items():
                if marker in text:
                    harm()
            return whole(text, *words, **named)

        setattr(module, name, broken)

    return change


_CHANGES = {
    "CHAOS_TWICE": ("kombu.transport.redis", _deliver_twice),
    "CHAOS_PARSER": ("workers.clean.trees", _break("tree_of")),
    "CHAOS_FEEDS": ("workers.feeds.understand", _break("understood")),
}
for _switch, (_name, _change) in _CHANGES.items():
    if os.environ.get(_switch):
        sys.meta_path.insert(0, _Changed(_name, _change))
