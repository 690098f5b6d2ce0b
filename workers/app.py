"""The Celery application: `celery -A workers.app worker`, `... beat`, `... flower`.

Each setting stands with its reason; the measurements behind them are in docs/decisions.md. Nothing is read or opened
on import: the configuration is made when Celery first asks for it, and that starts newsloom's own Redis if no
`NEWSLOOM_REDIS_URL` names another.
"""

from __future__ import annotations

import os
import sys
from typing import Any
from urllib.parse import unquote, urlsplit

from celery import Celery
from celery.signals import setup_logging
from kombu.entity import Queue

from workers import broker, log, server, settings
from workers.errors import NewsloomError, WordsError

#: one queue a stage, so that each stage scales by itself. Plain direct queues: the bindings of other exchanges vanish
#: when Redis is emptied, and messages are then dropped without a word.
STAGES = ("fetch", "clean", "dedupe", "assign")
QUEUES = {name: f"newsloom.{name}" for name in (*STAGES, "feeds", "upkeep")}

#: the upkeep tasks, and which queue they go to.
_ROUNDS = ("dispatch", "poll", "line", "prune", "refill", "repair", "revisit")
_UPKEEP = dict.fromkeys(_ROUNDS, "upkeep") | {"poll_feed": "feeds"}


def broker_url(redis_url: str) -> str:
    """Celery's spelling of a Redis url: kombu calls a unix socket redis+socket."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    number = dict(pair.partition("=")[::2] for pair in parts.query.split("&") if pair).get("db", "0")
    user = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    return f"redis+socket://{user}{unquote(parts.path)}?virtual_host={number}"


def configuration(chosen: settings.Settings, redis_url: str) -> dict[str, Any]:
    """Celery's settings for these settings of ours. Pure."""
    return {
        "broker_url": broker_url(redis_url),
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,  # Redis may be away for an hour: wait
        # JSON alone: a message can never run code.
        "task_serializer": "json",
        "accept_content": ["json"],
        # Results would cost half the throughput and a key a task; what a task made stands in the ledger.
        "task_ignore_result": True,
        "result_backend": None,
        # Acknowledged when it is done, so that a worker takes no more than it has hands for. What a killed worker held
        # is given up here and found by the ledger: one policy for all that die (workers/retry.py). Celery's own
        # (task_reject_on_worker_lost) lost 9 chains of 10,000 in 52 kills, and ran 285 steps twice.
        "task_acks_late": True,
        "task_reject_on_worker_lost": False,
        # One message a free hand: a long page never holds back others that a neighbour could do.
        "worker_prefetch_multiplier": 1,
        "task_queues": [Queue(name) for name in QUEUES.values()],  # type: ignore[no-untyped-call]
        "task_default_queue": QUEUES["upkeep"],
        "task_create_missing_queues": False,  # a misspelt queue is an error, not a new queue that nobody reads
        "task_routes": {f"newsloom.{name}": {"queue": QUEUES[name]} for name in STAGES}
        | {f"newsloom.{name}": {"queue": QUEUES[queue]} for name, queue in _UPKEEP.items()},
        "broker_transport_options": {
            # When kombu takes a killed worker's messages up again. Long before that the ledger has, and they die.
            "visibility_timeout": 600,
            # Without these a publisher blocks for ever on a Redis that hangs.
            "socket_timeout": 10,
            "socket_connect_timeout": 5,
            "socket_keepalive": True,
            "health_check_interval": 25,
            "max_connections": 64,  # above the threads of a worker: fewer, and acknowledgements fail
        },
        # Only for prefork (threads know no limits): C code that hangs in a parser is stopped by this alone.
        "task_annotations": {
            "newsloom.clean": {"time_limit": chosen.clean.time_limit},
            "newsloom.poll_feed": {"time_limit": chosen.poll_limit},
        },
        "worker_max_tasks_per_child": 2000,
        "worker_max_memory_per_child": 600_000,  # kB; looked at after each task
        # How long the main process waits for the result of a child that is dead: there is none to wait for. The default
        # of 10 s hid a crash behind a shorter time limit, and held up what the child had been at.
        "worker_lost_wait": 1.0,
        # A child loads its parsers before it says that it is up. On a busy machine that took longer than the default of
        # 4 s; Celery then kills it, and the next one, and the next.
        "worker_proc_alive_timeout": 60.0,
        "worker_soft_shutdown_timeout": 10.0,  # on SIGQUIT, to which `newsloom up` maps SIGTERM
        "worker_cancel_long_running_tasks_on_connection_loss": False,  # steps may run twice: let them finish
        "worker_hijack_root_logger": False,
        "worker_redirect_stdouts": False,
        # Flower lives on events; they cost half the throughput of empty tasks, so they are a switch.
        "worker_send_task_events": chosen.flower.events,
        "task_send_sent_event": False,  # once more for each task, and Flower shows no more for it
        "task_track_started": True,
        # In memory: the schedule is code, and two beats must not fight over a file.
        "beat_scheduler": "workers.schedule:Rounds",
        "beat_max_loop_interval": 1.0,
        "timezone": "UTC",
        "imports": ("workers.tasks", "workers.pipeline", "workers.schedule", "workers.pulse"),
    }


def _defaults() -> dict[str, Any]:
    try:
        chosen = settings.read(os.environ)
        return configuration(chosen, chosen.newsloom.redis_url or server.hold(chosen.home))
    except NewsloomError as error:
        # Celery's own commands come this way first, and would show a traceback.
        sys.stderr.write(f"newsloom: {error.detail}\n")
        sys.exit(2 if isinstance(error, WordsError) else 1)


# `celery -A workers.app flower` as it stands would listen on every address, and it shows and starts tasks without a
# password: on loopback, unless --address or FLOWER_ADDRESS says otherwise.
os.environ.setdefault("FLOWER_ADDRESS", "127.0.0.1")

broker.take_its_place()
app = Celery("newsloom")
app.add_defaults(_defaults)


@setup_logging.connect  # type: ignore[untyped-decorator]
def _set_up_logging(**_: object) -> None:
    """Celery leaves logging alone where somebody listens to this signal."""
    chosen = settings.read(os.environ).log
    log.configure(chosen.level, chosen.format)
