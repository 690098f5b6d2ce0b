"""One world a database, in which the rows of the corpus are driven when a test first asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from tests.hostile.world import World
from tests.site import Site
from workers.ledger import Ledger


@pytest.fixture(scope="session")
def worlds(
    request: pytest.FixtureRequest, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], World]]:
    """The world of each database, made once."""
    with ExitStack() as until_the_end:

        @cache
        def made(database: str) -> World:
            folder = tmp_path_factory.mktemp("hostile")
            url = f"sqlite:///{folder / 'ledger.db'}"
            if database != "sqlite":
                server = request.getfixturevalue("postgres")
                url = server.url_of(server.create())
            ledger = Ledger.open(url)
            until_the_end.callback(ledger.close)
            ledger.hurry()
            one = World(ledger, redis_url, until_the_end.enter_context(Site()), folder)
            until_the_end.callback(one.services.close)
            return one

        yield made


@pytest.fixture
def world(worlds: Callable[[str], World], database: str) -> World:
    return worlds(database)
