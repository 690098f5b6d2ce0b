"""What must hold of a ledger whatever was killed, as a table: how to find what is wrong, and how it is mended.

Each check is one statement, so that it sees one moment and may run beside workers. A mend is safe to do beside them,
and twice: it sets right what the rows themselves say. What has no mend is for a person to look at.

Here is the table; the statements are in url_checks.py and story_checks.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workers.ledger import lineage, schema
from workers.ledger import story_checks as of_stories
from workers.ledger import url_checks as of_urls

#: rows named of each kind of fault; more are counted, not named.
SHOWN = 5

Find = Callable[[datetime], sa.Select[tuple[int]]]
Mend = Callable[[Connection, Sequence[int], datetime], None]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold."""

    name: str
    #: what is true when all is well.
    law: str
    #: the ids of the rows for which it is not.
    find: Find
    #: sets them right, some hundred at most; None: a person has to look.
    mend: Mend | None = None
    #: the lock under which that is done: of those who write the same rows.
    lock: str = "dispatch"


CHECKS: Sequence[Check] = (
    Check("url-state", "each url is in one state, with its time and stage", of_urls.unsettled, of_urls.settle),
    Check("url-result", "each open url has what its stage made", of_urls.resultless, of_urls.take_up_again),
    Check("url-due", "no url waits for longer than a month", of_urls.remote, of_urls.bring_near),
    Check(
        "url-queue", "each pending url is in its host's line, no later than it is due", of_urls.unqueued, of_urls.queue
    ),
    Check("url-forgotten", "each url that was handed out is looked after, as beat and upkeep do", of_urls.forgotten),
    Check("url-reason", "each url that failed or was refused says why", of_urls.unreasoned),
    Check("step-once", "what follows the fetch of a url is done once", of_urls.repeated),
    Check(
        "done-in-story",
        "each url that is done has an article in a story",
        of_urls.storyless,
        of_urls.take_up_again,
        "assign",
    ),
    Check("story-done", "each url whose article is in a story is done", of_urls.unclosed, of_urls.close, "assign"),
    Check(
        "same-page",
        "each url whose page is another's names one that has an article, and has none itself",
        of_urls.same_as_none,
        of_urls.fetch_again,
    ),
    Check(
        "story-counts",
        "each story counts its members right, and knows its first and last time",
        of_stories.miscounted,
        of_stories.recount,
        "assign",
    ),
    Check("story-empty", "each story has members, or says where they went", of_stories.empty),
    Check("story-merged", "no article is in a story that was merged into another", of_stories.merged_with_members),
    Check("story-created", "each story has one event of its creation", of_stories.not_created_once),
    Check("event-told", "each article that came into a story has its event", of_stories.untold),
    Check("event-once", "no article came into its first story twice", of_stories.told_twice),
    Check("event-member", "each event that brought an article brought it where it is, or was", of_stories.astray),
    Check("move-told", "each membership that ended has the event that ended it", of_stories.moved_untold),
    Check("move-place", "each article that was moved is where its last event took it", of_stories.moved_elsewhere),
    Check(
        "move-times",
        "each membership that ended did so when the next one began, and no sooner than it began itself",
        of_stories.out_of_time,
    ),
    Check("story-led", "each merged story leads to one that was not merged itself", of_stories.led_on),
    Check("pin-obeyed", "what people have said of articles and stories holds", of_stories.disobeyed),
    Check("member-signed", "each article in a story has its signature while its text is kept", of_stories.unsigned),
    Check("copy-root", "each copy names an original that is none itself", of_stories.copy_of_a_copy),
    Check("copy-story", "each copy is in the story of its original", of_stories.copy_apart),
    Check(
        "copy-first",
        "each original of copies in a story is in it, and none of them is known to be earlier",
        of_stories.later_original,
        lineage.mend,
        "assign",
    ),
    Check("copy-nearest", "each copy's nearest text is of its group", of_stories.far_nearest),
)


def orphans(connection: Connection) -> dict[str, int]:
    """Rows that name a row which is not there, by `table.column`. A database that is whole forbids them."""
    found = {name: int(connection.scalar(count) or 0) for name, count in _of_orphans().items()}
    return {name: count for name, count in found.items() if count}


@cache
def _of_orphans() -> Mapping[str, sa.Select[Any]]:
    """By `table.column`, how many there are. To make these statements takes longer than to ask them."""
    made: dict[str, sa.Select[Any]] = {}
    for table in schema.metadata.sorted_tables:
        for key in (key for column in table.columns for key in column.foreign_keys):
            parent = key.column.table.alias("parent")
            there = sa.exists().where(parent.c[key.column.name] == key.parent)
            count = sa.select(sa.func.count()).where(key.parent.is_not(None), ~there)
            made[f"{table.name}.{key.parent.name}"] = count
    return made


def damage(connection: Connection) -> str:
    """What the database itself says of its file; empty when it is whole, or when it has nothing to say."""
    if connection.dialect.name != "sqlite":
        return ""
    said = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    return "" if said == "ok" else str(said)
