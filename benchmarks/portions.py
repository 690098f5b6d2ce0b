"""A portion of a processor for each of some processes, held by the kernel, where we may make groups (cgroups)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

#: microseconds after which each may go on: short, for who holds a lock at the end of its portion keeps it until then.
_PERIOD = 10_000
_MOUNTS = Path("/proc/self/mounts")


class NoGroupsError(Exception):
    """Why no groups can be made here, for people."""


@contextmanager
def portions(number: int, of_a_processor: float) -> Iterator[Sequence[Path]]:
    """So many groups, each with this portion. Raises NoGroupsError."""
    made: list[Path] = []
    try:
        top, old = _top()
        for place in range(number):
            group = top / f"newsloom-bench-{os.getpid()}-{place}"
            group.mkdir()
            made.append(group)
            _limit(group, int(_PERIOD * of_a_processor), old=old)
    except OSError as error:
        _remove(made)
        raise NoGroupsError(f"no groups of processes can be made here ({error.strerror}: {error.filename})") from error
    try:
        yield made
    finally:
        _remove(made)


def enter(group: Path) -> None:
    """From here on this process has the group's portion."""
    (group / "cgroup.procs").write_text("0")


def _top() -> tuple[Path, bool]:
    """Where groups are made, and whether it is cgroup v1."""
    mounts = [line.split() for line in _MOUNTS.read_text("utf-8").splitlines()]
    for _, where, kind, options, *_ in mounts:
        if kind == "cgroup" and "cpu" in options.split(","):
            return Path(where) / _own().lstrip("/"), True
    for _, where, kind, *_ in mounts:
        if kind == "cgroup2":
            (Path(where) / "cgroup.subtree_control").write_text("+cpu")
            return Path(where), False
    raise NoGroupsError("no groups of processes can be made here (no cgroups)")


def _own() -> str:
    """The group of cgroup v1 that we are in: what is made in it is bounded by what bounds all of it."""
    lines = [line.split(":", 2) for line in Path("/proc/self/cgroup").read_text("utf-8").splitlines()]
    return next((path for _, names, path in lines if "cpu" in names.split(",")), "/")


def _limit(group: Path, quota: int, *, old: bool) -> None:
    if old:
        (group / "cpu.cfs_period_us").write_text(f"{_PERIOD}")
        (group / "cpu.cfs_quota_us").write_text(f"{quota}")
    else:
        (group / "cpu.max").write_text(f"{quota} {_PERIOD}")


def _remove(groups: Sequence[Path]) -> None:
    """Their processes have ended by then."""
    for group in groups:
        group.rmdir()
