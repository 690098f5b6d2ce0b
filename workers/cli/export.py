"""newsloom export: articles with their stories, as JSON lines."""

from __future__ import annotations

import click

from workers.cli import out
from workers.cli.context import here, since
from workers.cli.stories import ID, current
from workers.ledger import articles
from workers.ledger.schema import Record


@click.command("export")
@click.option("--story", type=ID, metavar="ID", help="The articles of one story.")
@click.option("--since", "word", metavar="T", help="Articles since a date (2025-02-01) or within a span (36h, 7d).")
@click.option(
    "--json", is_flag=True, expose_value=False, help="Said for the sake of likeness: it is always JSON lines."
)
def export_command(story: int | None, word: str | None) -> None:
    """Print articles as JSON lines, in the order in which they came.

    JSON keys: id (the imported id, else ours), url, title, published, lang, story, copy_of (the original's id), basis
    (page; entry: what its feed says of a page that could not be had; stub: a notice of the site), text (null where it
    is no longer kept).
    """
    services = here()
    start = since(word, services.clock())
    number = None if story is None else current(services.ledger, story)
    if number != story:
        out.warn(f"story {story} is now part of story {number}")
    with services.ledger.read() as connection:
        for row in articles.exported(connection, number, start):
            out.json_line(exported(row))


def exported(row: Record) -> dict[str, object]:
    """An article as `export` has it."""
    published = articles.published_of(row)
    original = row.original_external_id or (None if row.copy_of is None else str(row.copy_of))
    return {
        "id": row.external_id or str(row.id),
        "url": row.url,
        "title": row.title,
        "published": published and published.text(),
        "lang": row.lang,
        "story": row.story_id,
        "copy_of": original,
        "basis": row.basis,
        "text": row.text if row.text_gone_at is None else None,
    }
