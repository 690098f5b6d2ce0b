"""newsloom dupes: a text and all its copies, as a tree with what changed from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
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
from workers.cli.links import Beside, is_inside
from workers.cli.links import lines_of as links_lines
from workers.cli.once import Command
from workers.ledger import articles, lineage
from workers.ledger.linked import linked
from workers.ledger.schema import Record
from workers.lineage import Link, parents
from workers.model import CopyKind

#: linked articles that are shown: a form may have thousands of reports.
_MOST = 50


@click.command("dupes", cls=Command)
@click.argument("url", metavar="URL|ID")
@click.option("--diff", is_flag=True, help="The sentences that were added and dropped, too.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line, one an article.")
def dupes_command(url: str, diff: bool, as_json: bool) -> None:
    """Show what is a copy of a url's article, or what that copies.

    The original first: the earliest that is known. Each copy stands under the text that it is nearest to, with what
    changed from that one: kind, likeness (share of all their wording that they have in common) and containment (share
    of the shorter's wording that is in the longer), both as measured when the copy came; length, headline and sentences
    as they are now. All copies are shown, however many: they are what was asked for.

    URL may be spelled in any way, or be the number of an article (ID), as it stands under each one here; that of its
    url, which `newsloom trace` and `clean` take, is another.

    Below, what is linked with one of them and stays an article of its own: a brief inside a round-up (contained), or a
    report of the same form with other names and numbers (template).

    JSON keys: id, url, title, published, lang, site, credits, asked (whether it is the one of the URL), linked (whether
    it is no copy), copy_of, nearest (under which it stands, or with which it is linked), kind (of a linked one: what it
    is to `nearest`), inside (whether it is inside that one, or that one inside it), likeness, containment,
    length_ratio, headline_changed, added, dropped (sentences; with --diff themselves, else how many; null where a text
    is no longer kept), text_kept.
    """
    with here().ledger.read() as connection:
        asked = article_of(connection, url)
        original = lineage.original_of(connection, asked)
        texts = Texts(connection)
        nodes = _nodes(connection, original, texts)
        links = linked(connection, original, _MOST + 1)
        beside = [Beside(link, texts.changed(link.other, _row(nodes, link.mine))) for link in links[:_MOST]]
        told = spread(nodes) if len(nodes) > 1 else _alone(texts, nodes[0].row)
    if as_json:
        for node, _ in in_order(nodes):
            out.json_line(_values(node, asked, diff=diff))
        for each in beside:
            out.json_line(_linked(each, diff=diff))
        return
    width = out.width()
    out.show(*(Text(line, style="dim") for line in wrapped(told, width)), Text())
    out.show(*lines_of(nodes, asked, width, diff=diff))
    if beside:
        out.show(Text(), *links_lines(beside, len(links) > _MOST, width, diff=diff))


class Texts:
    """The texts of articles, each read when it is asked for, and the last ones kept at hand."""

    def __init__(self, connection: Connection) -> None:
        self._read = lru_cache(maxsize=32)(partial(articles.text_of, connection))

    def is_short(self, row: Record) -> bool:
        """Whether only one that is the same would be known for its copy."""
        from workers.dedupe.signature import is_short

        return row.text_gone_at is None and is_short(self._read(row.id))

    def changed(self, row: Record, before: Record) -> Changes | None:
        """From the one to the other; None where one of them is no longer kept."""
        kept = row.text_gone_at is None and before.text_gone_at is None
        return changes(self._read(before.id), self._read(row.id)) if kept else None


def _alone(texts: Texts, row: Record) -> str:
    told = "no copies of it are known"
    return f"{told}; of so short a text only one that is the same would be" if texts.is_short(row) else told


def _nodes(connection: Connection, original: int, texts: Texts) -> list[Node]:
    rows = {row.id: row for row in lineage.told(connection, original)}
    links = {row.id: Link(row.copy_nearest, "", 0.0, 0.0) for row in rows.values()}
    nodes = [Node(rows[original], None)]
    for article, above in parents(links, original).items():
        row, parent = rows[article], rows[above]
        headline, anew = headline_changed(parent.title, row.title), max(row.version, parent.version) > 1
        nodes.append(Node(row, above, texts.changed(row, parent), headline, anew))
    return nodes


def _row(nodes: Sequence[Node], article: int) -> Record:
    return next(node.row for node in nodes if node.row.id == article)


def _values(node: Node, asked: int, *, diff: bool) -> dict[str, Any]:
    row, changed = node.row, node.changes
    return {
        **told_of(row),
        "asked": row.id == asked,
        "linked": False,
        "copy_of": row.copy_of,
        "nearest": node.parent,
        "kind": row.copy_kind if node.parent else CopyKind.ORIGINAL.value,
        "inside": None,
        "likeness": row.copy_likeness if node.parent else None,
        "containment": row.copy_containment if node.parent else None,
        "length_ratio": changed and changed.length_ratio,
        "headline_changed": node.headline_changed if node.parent else None,
        "added": changed and _shown(changed.added, diff=diff),
        "dropped": changed and _shown(changed.dropped, diff=diff),
        "text_kept": row.text_gone_at is None,
    }


def _linked(each: Beside, *, diff: bool) -> dict[str, Any]:
    link, changed, row = each.link, each.changes, each.link.other
    return {
        **told_of(row),
        "asked": False,
        "linked": True,
        "copy_of": row.copy_of,
        "nearest": link.mine,
        "kind": link.kind.value,
        "inside": is_inside(link),
        "likeness": link.likeness,
        "containment": link.containment,
        "length_ratio": link.ratio and round(link.ratio, 3),
        "headline_changed": None,
        "added": changed and _shown(changed.added, diff=diff),
        "dropped": changed and _shown(changed.dropped, diff=diff),
        "text_kept": row.text_gone_at is None,
    }


def _shown(sentences: Sequence[str], *, diff: bool) -> int | list[str]:
    return list(sentences) if diff else len(sentences)
