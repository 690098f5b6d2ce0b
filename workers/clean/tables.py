"""Tables that only place the parts of a page -> plain blocks; tables that hold data stay tables. Pure.

Old sites stand their menu, article and rail in the cells of one table. trafilatura reads such a table as rows of data,
menu and rail included. A cell that holds a table, a headline or a column of text is a part of a page, no datum: its
table is taken apart. On 512 labelled pages a paragraph or a division in a cell is no such sign: of 14 tables of data in
articles, 11 set each datum in a <p>. Nested tables are told apart one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from itertools import islice
from typing import Any

#: words from which a cell of several blocks is a column of text. The longest cell of data in 512 pages: 87.
COLUMN_WORDS = 100
#: the blocks that a column has at least.
COLUMN_BLOCKS = 2

#: what stands between a table and its cells; old pages set forms there.
_BETWEEN = ("thead", "tbody", "tfoot", "tr", "form")
_CELLS = ("td", "th")


def without_layout(tree: Any) -> Any:
    """The page with its layout tables as blocks: a changed copy, or the same tree where there are none.

    Linear in the page's size.
    """
    if not any(map(_is_layout, tree.iter("table"))):
        return tree
    copy = deepcopy(tree)
    for table in [table for table in copy.iter("table") if _is_layout(table)]:
        for part in [table, *_parts(table)]:
            part.tag = "div"
    return copy


def _is_layout(table: Any) -> bool:
    return any(part.tag in _CELLS and _is_column(part) for part in _parts(table))


def _is_column(cell: Any) -> bool:
    if next(cell.iter("table", "h1", "h2"), None) is not None:
        return True
    blocks = sum(1 for _ in islice(cell.iter("p", "div", "br"), COLUMN_BLOCKS))
    return blocks == COLUMN_BLOCKS and len("".join(cell.itertext()).split()) >= COLUMN_WORDS


def _parts(table: Any) -> Iterator[Any]:
    """The table's own sections, rows and cells, without those of tables in its cells."""
    waiting = list(table)
    while waiting:
        part = waiting.pop()
        if part.tag in _BETWEEN:
            waiting.extend(part)
        if part.tag in _BETWEEN or part.tag in _CELLS:
            yield part
