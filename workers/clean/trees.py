"""A page's markup as parsers see it, and how deep it is: lxml's tree, and that of browsers' rules. Pure.

Every reader is handed one of the two, so a page is parsed twice and no oftener.

What all of a page costs stands in docs/benchmarks.md, beside trafilatura's text alone. No part of it is large: on
wcxb_dev line rules are 10 %, resiliparse's text 9, blocks 8, this parsing 8, trafilatura, where it is asked, 7, what
stands beside each block 5, the look for hostile shapes 3. What was gained in November 2026, of 28 ms a page:
JSON-LD read as it stands before it is mended (6.7 ms to 0.3 on five pages that indent it), the bytes of a page in UTF-8
taken as they came (0.61 to 0.21), elements looked for by their attributes (bylines 0.92 to 0.50, microdata 0.94 to
0.31), lines asked once what they are, and tags looked through by one expression (1.5 to 1.2). After that: expressions
for attributes compiled once (bylines 0.50 to 0.29), the host asked for a site's name before all links, blocks sought in
the cut reading only where the whole one has them (0.46 to 0.40). On a busy machine, the least of three runs of a page,
two runs each: htmldate_dev 1.022 and 1.028 before, 1.005 and 1.006 after; wcxb_dev 1.044 and 1.009, 1.006 and 1.010.
But a page read three times in a row finds its lines remembered; read in whole passes, as in the benchmark, the two
sets took 1.042 and 1.057.

Then, in whole passes: tags measured one by one where they are many or large alone (1.2 ms to 0.5), no model for a
language that a text's small words confirm (0.6 to 0.15), trafilatura asked on 77 of 871 pages for 127: 0.898 and 0.938.
Then classes looked through with what must not stand before a word behind it (6.8 us to 4.2), wide letters sought in
bytes (2.4 us a line to 0.6), words counted in those of Latin-1 (0.9 ms to 0.5 of 12,500 letters).

Tried and dropped: the cyclic collector paused while a page is read (it is 0.003 to 0.006 of the time; of trafilatura's
0.024 to 0.035); one walk that lists all elements by tag (0.37 ms, ten walks that each look for one tag 0.26); the page
that trafilatura is handed without its head (0.96 of its time), without attributes that nobody reads (1.1), without
empty elements (0.9, and another text on 2 of 39 pages); its default in its fast mode (another text on 10 of 871 pages,
menus in 3 of them); words counted by splitting plain lines (0.14 ms for 0.18); elements kept alive from walk to walk
(no less); what a walk over blocks calls set into it (1.27 ms for 1.29), and the rows' walk in one loop (0.60 for 0.63);
signs of a byline looked for in the markup first (0.26 and 0.11 ms, to save half of 0.5), or all of them in one look at
each element or attribute (1.2 and 0.7 ms for 0.6); what must not stand before a notice asked behind its first letter
(1.0 for 0.4).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from lxml import etree
from lxml import html as lxml_html

#: what the libraries raise on broken pages. Not Exception: a worker's time limit must pass through.
FOREIGN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
    etree.LxmlError,
)
#: trafilatura asks for lxml.html's elements; which class of them each is, is asked in Python, 1 us an element.
_ONE_CLASS = etree.ElementDefaultClassLookup(element=lxml_html.HtmlElement)
#: elements that are a page, or a part of one.
_WHOLE = frozenset({"html", "head", "body", "frameset"})
#: hardly a page is deeper; whether one is takes 0.26 ms, asked for a thousand at once 0.33.
SHALLOW = 100
_Result = TypeVar("_Result")


def tree_of(html: str) -> Any:
    """The parsed page (an lxml element) without comments and templates; None where there is no page to parse."""
    return tried(lambda: _as_shown(_in_one_body(_parsed(html))))


def _parsed(html: str) -> Any:
    # huge_tree: else libxml2 drops, without a word, all that is nested deeper than 256
    parser = lxml_html.HTMLParser(
        encoding="utf-8",
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        default_doctype=False,
    )
    parser.set_element_class_lookup(_ONE_CLASS)
    return lxml_html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)


def _as_shown(tree: Any) -> Any:
    """The page without what scripts are to show (templates), and with what is shown in place of frames as elements.

    libxml2 leaves that as one text, tags and all; browsers, which know frames, show it nowhere.
    """
    unread = [each for each in tree.iter("noframes") if (each.text or "").strip()]
    if unread and next(tree.iter("frame"), None) is not None:  # one is all that a page of frames has
        page, unread[0].text, unread[0].tag = _parsed(unread[0].text), None, "div"
        _take_in(unread[0], page.find("body"))
    for each in list(tree.iter("template", "noframes")):
        if "shadowrootmode" not in each.attrib:  # that is shown as it stands
            each.text = None
            del each[:]
    return tree


def _in_one_body(tree: Any) -> Any:
    """The page with all that is shown in one body, as browsers have it.

    libxml2 leaves a second body beside the first, what follows `</html>` in a second page, and a body within frames.
    """
    body = tree.find("body")
    beside = [each for each in (*tree, *tree.itersiblings("html")) if each is not body and each.tag != "head"]
    if not beside:
        return tree
    if body is None:
        body = etree.SubElement(tree, "body")
    _add_text(body, body.tail)
    body.tail = None
    for each in beside:
        _take_in(body, each)
    return tree


def _take_in(body: Any, other: Any) -> None:
    """Put an element at the end of a body; of one that holds a page, or a part of one, what is in it."""
    if other.tag not in _WHOLE:
        body.append(other)
        return
    _add_text(body, other.text)
    for each in list(other):
        _take_in(body, each)
    _add_text(body, other.tail)
    if (parent := other.getparent()) is not None:
        parent.remove(other)


def _add_text(body: Any, text: str | None) -> None:
    if text and len(body):
        body[-1].tail = (body[-1].tail or "") + text
    elif text:
        body.text = (body.text or "") + text


def as_browsers_do(html: str) -> Any:
    """The page as browsers and resiliparse parse it (a resiliparse tree); None where there is none."""
    from resiliparse.parse.html import HTMLTree

    return tried(lambda: HTMLTree.parse(html))


def mended(parsed: Any) -> str:
    """The markup of a page that browsers' rules have mended: every element closed by its own end tag."""
    return parsed.document.html if parsed and parsed.document else ""


def elements_in(parsed: Any) -> int:
    return len(parsed.document.query_selector_all("*")) if parsed and parsed.document else 0


def nests_deeper_than(limit: int, parsed: Any) -> bool:
    """Stand more than so many elements in each other? Takes up to `limit` steps an element."""
    document = parsed.document if parsed else None
    return document is not None and all(
        document.query_selector(" > ".join("*" * (depth + 1))) is not None for depth in (min(SHALLOW, limit), limit)
    )


def deeper_than(limit: int, tree: Any) -> bool:
    """Stand more than so many elements in each other?"""
    return bool(_path(limit)(tree))


@cache
def _path(limit: int) -> Any:
    return etree.XPath(f"boolean({'/*' * (limit + 1)})")


def tried(read: Callable[[], _Result | None]) -> _Result | None:
    """What a foreign reader finds; nothing where the page breaks it."""
    try:
        return read()
    except FOREIGN:
        return None
