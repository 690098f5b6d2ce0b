"""newsloom demo: the real system on a small news web of our own, from feeds to a followed story."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from workers import bootstrap, log, server, urls
from workers.bootstrap import Services
from workers.cli import out, passing, roles
from workers.cli.once import Command
from workers.cli.stories import print_stories, print_story
from workers.cli.up import flower_of
from workers.cli.wait import pending
from workers.demo.web import NewsWeb
from workers.ledger import feeds, given_up, stories
from workers.ledger import urls as accepted
from workers.supervisor import Supervisor

#: seconds after which something is wrong; the whole takes about twenty.
_PATIENCE = 240.0
#: what the demo asks for by name, to show a story that goes on for months.
_FOLLOWED = "Ishiba"


@click.command("demo", cls=Command, short_help="Watch articles become stories, on a news web of our own.")
@click.option("--stay", is_flag=True, help="Keep everything running until Ctrl-C, to look around in Flower.")
def demo_command(stay: bool) -> int:
    """Watch articles become stories: real workers, a real Redis, and a news web of newsloom's own.

    Serves four small sites on loopback, starts everything in a temporary home, adds their feeds, and prints the
    stories. Nothing of it remains.
    """
    began = time.monotonic()
    with passing.home("demo") as folder, NewsWeb() as web:
        _settle(folder)
        services = bootstrap.services()
        chosen = services.settings
        log.configure(chosen.log.level, chosen.log.format)
        viewer = flower_of(chosen, None)
        supervisor = Supervisor(roles.children(2, viewer))
        supervisor.listen()
        out.show(f"newsloom demo: {len(web.articles())} pages on {len(web.sites)} sites, in a temporary home")
        for site in web.sites:
            out.show(f"  {site.base_url}  {site.name}")
        flower = f"http://{chosen.flower.address}:{chosen.flower.port}/"
        out.show(f"Flower, while this runs: {flower}", "")
        try:
            with _running(services, supervisor):
                done = _weave(services, supervisor, web)
                if not done:
                    return 1
                _report(services)
                seconds = time.monotonic() - began
                out.show("", f"Done in {seconds:.0f} s. Flower was at {flower}")
                if stay:
                    out.show("Everything stays up until Ctrl-C.")
                    supervisor.run()
        finally:
            services.close()
            server.release(chosen.home)
    return 0


def _settle(home: Path) -> None:
    """The demo's own settings, for this process and those that it starts; nothing of the user's is touched."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    for name in [name for name in os.environ if name.startswith("NEWSLOOM_") and not name.startswith("NEWSLOOM_LOG_")]:
        del os.environ[name]
    os.environ.setdefault("NEWSLOOM_LOG_LEVEL", "error")
    os.environ |= {
        "NEWSLOOM_HOME": str(home),
        "NEWSLOOM_FLOWER_PORT": str(port),
        "NEWSLOOM_FETCH_ALLOW_NETWORKS": "127.0.0.0/8",  # the demo's web is on loopback, which is refused otherwise
        "NEWSLOOM_DISPATCH_HOST_SPACING": "0.5",  # polite, though not very: it is ours
        "NEWSLOOM_DISPATCH_BACKOFF": "1",  # the page that fails once is tried again soon
        "NEWSLOOM_DISPATCH_EVERY": "0.5",
        "NEWSLOOM_FEEDS_EVERY": "1",
    }


@contextmanager
def _running(services: Services, supervisor: Supervisor) -> Iterator[None]:
    """The process tree, up; stopped at the end whatever happens."""
    services.ledger.close()
    server.hold(services.settings.home)
    supervisor.watch()
    try:
        yield
    finally:
        supervisor.finish()


def _weave(services: Services, supervisor: Supervisor, web: NewsWeb) -> bool:
    """Give it the feeds and wait until nothing is pending; False when stopped, or out of patience."""
    with services.ledger.begin() as tx:
        for feed in web.feeds:
            feeds.add(tx, urls.key(urls.canonical(feed)), feed, None, None, services.clock())
    deadline = time.monotonic() + _PATIENCE
    seen = 0
    with out.progress("articles woven into stories") as step:
        while pending(services.ledger):
            if supervisor.stopping or time.monotonic() > deadline:
                out.warn("stopped before everything was done")
                return False
            supervisor.watch()
            time.sleep(0.1)
            with services.ledger.read() as connection:
                counts = accepted.counts(connection)
            step(counts.get("done", 0) - seen, total=sum(counts.values()) or None)
            seen = counts.get("done", 0)
    return True


def _report(services: Services) -> None:
    with services.ledger.read() as connection:
        counts = accepted.counts(connection)
        lost = given_up.told(connection, given_up.listed(connection))
        found = stories.listed(connection, None, 100)
    out.show(f"{counts.get('done', 0)} articles in {len(found)} stories:", "")
    print_stories(found)
    for row in lost:
        out.show("", f"Not an article: {row.url}: {row.detail}")
    followed = [story for story in found if _FOLLOWED in (story.title or "")]
    if followed:
        out.show("")
        print_story(services, max(followed, key=lambda story: story.articles).id)
