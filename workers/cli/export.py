"""newsloom export: articles with their stories, as JSON lines; or their pages, as a WARC file."""

from __future__ import annotations

from importlib.metadata import version

import click

from workers.bootstrap import Services
from workers.cli import out
from workers.cli.context import here, since
from workers.cli.many import as_host
from workers.cli.once import Command
from workers.cli.stories import ID, current
from workers.cli.target import written
from workers.errors import WordsError
from workers.ledger import articles, exported
from workers.ledger.schema import Record
from workers.warc.kept import Wanted, fetched


@click.command("export", cls=Command)
@click.option("--story", type=ID, metavar="ID", help="The articles of one story, or their pages.")
@click.option(
    "--since",
    "word",
    metavar="T",
    help="Articles since a date (2025-02-01) or within a span (36h, 7d), undated ones by when they came in; pages that "
    "were fetched since then.",
)
@click.option(
    "--host", metavar="H", callback=as_host, help="With --warc: the pages of a host, or of one port of it (H:8080)."
)
@click.option(
    "--warc",
    "target",
    is_flag=False,
    flag_value="-",
    metavar="FILE",
    help="Write the pages that were fetched, in place of the articles, to FILE; - or nothing: standard output. It is "
    "gzipped, but where FILE's name does not end in .gz.",
)
@click.option("--json", "as_json", is_flag=True, help="With --warc: the count as JSON. Articles are always JSON lines.")
def export_command(story: int | None, word: str | None, host: str | None, target: str | None, as_json: bool) -> None:
    """Print articles as JSON lines, or write pages as WARC.

    Articles are in the order in which they came; with --warc their pages, as they were fetched.

    JSON keys: id (the imported id, else ours), url, title, published, image (the url of its lead picture), lang, source
    (its publisher), story, copy_of (the original's id), article and original (the numbers of both here; an imported id
    may be that of another article), basis (page; entry: what its feed says of a page that could not be had; stub: a
    notice of the site), text (null where it is no longer kept).

    A WARC has the pages whose bytes are still kept ([upkeep] keep_pages_days), each a response record, decompressed.
    """
    services = here()
    start = since(word, services.clock())
    if host is not None and target is None:
        raise WordsError("words", "--host goes with --warc alone")
    number = None if story is None else current(services.ledger, story)
    if number != story:
        out.warn(f"story {story} is now part of story {number}")
    if target is not None:
        _write_warc(services, target, Wanted(start, host, number), as_json)
        return
    for row in exported.articles(services.ledger, number, start):
        out.json_line(values(row))


def values(row: Record) -> dict[str, object]:
    """An article as `export` has it."""
    published = articles.published_of(row)
    original = row.original_external_id or (None if row.copy_of is None else str(row.copy_of))
    return {
        "id": row.external_id or str(row.id),
        "url": row.url,
        "title": row.title,
        "published": published and published.text(),
        "image": row.image,
        "lang": row.lang,
        "source": row.site,
        "story": row.story_id,
        "copy_of": original,
        "article": row.id,
        "original": row.copy_of,
        "basis": row.basis,
        "text": row.text if row.text_gone_at is None else None,
    }


def _write_warc(services: Services, target: str, wanted: Wanted, as_json: bool) -> None:
    """The pages as a WARC; how many there are is said on standard output, or beside it where the file goes there."""
    from workers.warc import write  # as little as what prints articles needs it

    ledger, agent, now = services.ledger, services.settings.fetch.user_agent, services.clock()
    count, packed = 0, write.packed if target == "-" or target.endswith(".gz") else bytes
    first = write.info(f"newsloom/{version('newsloom')}", agent, now, f"{ledger.identity}/{now.isoformat()}")
    with written(target) as file, out.progress("written") as step:
        file.write(packed(first))
        for number, page in fetched(ledger, wanted):
            file.write(packed(write.response(page, f"{ledger.identity}/{number}/{page.fetched_at.isoformat()}")))
            count += 1
            step()
    if target == "-":
        out.warn(f"{count} pages written")
    else:
        out.counts({"pages": count}, as_json=as_json)
