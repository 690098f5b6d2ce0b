"""The ledger: the truth, in SQL. One module a noun; a store does what it is told and decides nothing about news.

base     open, migrate, transactions        schema   the tables
engine   how each database is connected to  hosts    whose turn it is
urls     accepted, advanced, closed         given_up those without an article
leases   which is dispatched, and when      checks   what must hold
pages    raw bytes                          dialect  where the databases differ
articles cleaned texts, copies              stories  stories, memberships
moves    articles change their story         story_log what happened to stories
looks    which stories are looked at again   story_counts how many are in them
pins     what people have said of them      bonds    what follows for where they have to be
feeds    what is polled, and when           steps    what `trace` shows
aliases  one page, many addresses           versions what an article was
visits   urls that are fetched once more    prune    what is old goes
exported articles as they leave             documents what was imported before
"""

from workers.ledger.base import Ledger

__all__ = ["Ledger"]
