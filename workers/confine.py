"""A bound on the memory of this process, so that a page which would take gigabytes ends itself and nobody else.

What is asked for beyond it is refused: Python raises MemoryError, which becomes the url's reason `memory`; code
written in C may crash, and then the url has killed its process (`worker-lost`). Celery's own bound is looked at after
each task, which is too late for the one that takes it all.
"""

from __future__ import annotations

import resource
import sys


def confine(megabytes: int) -> None:
    """Let this process have so much memory of its own (RLIMIT_DATA); 0: as much as there is. Linux alone keeps it."""
    if megabytes and sys.platform == "linux":
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = megabytes * 1_000_000
        resource.setrlimit(
            resource.RLIMIT_DATA, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most)
        )
