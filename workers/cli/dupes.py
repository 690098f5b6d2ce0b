"""newsloom dupes: a text and all its copies, as a tree with what changed from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import click
from rich.text import Text
from sqlalchemy.engine import Connection

from workers.cli import out
from workers.cli.changed import Changes, changes, headline_changed
from workers.cli.context import here
from workers.cli.dupes_tree import Node, in_order, lines_of, spread
from workers.cli.entries import told_of
from workers.cli.find import article_of
from workers.cli.lines import wrapped
from workers.ledger import articles, lineage
from workers.ledger.schema import Record
from workers.lineage import Link, towards


@click.command("dupes")
@click.argument("url", metavar="URL|ID")
@click.option("--diff", is_flag=True, help="The sentences that were added and dropped, too.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line, one an article.")
def dupes_command(url: str, diff: bool, as_json: bool) -> None:
    """Show what is a copy of a url's article, or what that copies.

    The original first: the earliest that is known. Each copy stands under the text that it is nearest to, with what
    changed from that one: kind, likeness (share of all their wording that they have in common) and containment (share
    of the shorter's wording that is in the longer), both as measured when the copy came; length, headline and sentences
    as they are now. URL as for `newsloom trace`.

    JSON keys: id, url, title, published, lang, site, credits, asked (whether it is the one of the URL), copy_of,
    nearest (under which it stands), kind, likeness, containment, length_ratio, headline_changed, added, dropped
    (sentences; with --diff themselves, else how many; null where a text is no longer kept), text_kept.
    """
    with here().ledger.read() as connection:
        asked = article_of(connection, url)
        nodes = _nodes(connection, lineage.original_of(connection, asked))
    if as_json:
        for node, _ in in_order(nodes):
            out.json_line(_values(node, asked, diff=diff))
        return
    width = out.width()
    told = spread(nodes) if len(nodes) > 1 else "no copies of it are known"
    out.show(*(Text(line, style="dim") for line in wrapped(told, width)), Text())
    out.show(*lines_of(nodes, asked, width, diff=diff))


def _nodes(connection: Connection, original: int) -> list[Node]:
    rows = {row.id: row for row in lineage.told(connection, original)}
    links = {row.id: Link(row.copy_nearest, "", 0.0, 0.0) for row in rows.values()}

    @lru_cache(maxsize=32)
    def text(article: int) -> str:
        return articles.text_of(connection, article)

    def changed(row: Record, parent: Record) -> Changes | None:
        kept = row.text_gone_at is None and parent.text_gone_at is None
        return changes(text(parent.id), text(row.id)) if kept else None

    nodes = [Node(rows[original], None)]
    for row in rows.values():
        if row.id != original:
            parent = rows[towards(links, row.id, original)[1]]
            nodes.append(Node(row, parent.id, changed(row, parent), headline_changed(parent.title, row.title)))
    return nodes


def _values(node: Node, asked: int, *, diff: bool) -> dict[str, Any]:
    row, changed = node.row, node.changes
    return {
        **told_of(row),
        "asked": row.id == asked,
        "copy_of": row.copy_of,
        "nearest": node.parent,
        "kind": row.copy_kind,
        "likeness": row.copy_likeness if node.parent else None,
        "containment": row.copy_containment if node.parent else None,
        "length_ratio": changed and changed.length_ratio,
        "headline_changed": node.headline_changed if node.parent else None,
        "added": changed and _shown(changed.added, diff=diff),
        "dropped": changed and _shown(changed.dropped, diff=diff),
        "text_kept": row.text_gone_at is None,
    }


def _shown(sentences: Sequence[str], *, diff: bool) -> int | list[str]:
    return list(sentences) if diff else len(sentences)
