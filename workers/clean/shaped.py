"""A page as a site's rule leaves it. Pure, and off the path of pages without one.

Browsers' parser knows selectors, and libxml2's tree is what all readers take: so the one marks what a rule names, and
the other is cut by the marks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import html as lxml_html

from workers.clean.rules import Rule
from workers.clean.trees import as_browsers_do, mended, tree_of

#: attributes that say which selector named an element.
_KEEP, _DROP = "newsloom-keep", "newsloom-drop"


def cut(html: str, rule: Rule) -> tuple[Any, Any]:
    """What the rule leaves of a page, parsed both ways: as `as_browsers_do`, and as `tree_of`."""
    tree = marked(html, rule)
    if tree is None:
        return as_browsers_do(html), tree_of(html)
    _narrow(tree)
    for element in list(tree.iter(lxml_html.etree.Element)):
        if element.get(_DROP) is not None and element.getparent() is not None:
            element.drop_tree()
    return as_browsers_do(lxml_html.tostring(tree, encoding="unicode")), tree


def marked(html: str, rule: Rule) -> Any:
    """The page's tree, with the elements marked that the rule names; None where there is no page."""
    parsed = as_browsers_do(html)
    for mark, selectors in ((_KEEP, rule.keep), (_DROP, rule.drop)):
        for selector in selectors:
            for element in parsed.document.query_selector_all(selector) if parsed else ():
                element.setattr(mark, selector)
    return tree_of(mended(parsed))


def idle(html: str, rule: Rule) -> list[str]:
    """The selectors of a rule that name nothing in a page."""
    parsed = as_browsers_do(html)
    return [each for each in (*rule.keep, *rule.drop) if not parsed or parsed.document.query_selector(each) is None]


def reason_of(block: Any, *, narrowed: bool) -> str:
    """By what of a rule an element of a marked page is left out; empty where it is not. narrowed: see `is_narrowed`."""
    around = list(_around(block))
    dropped = next((element.get(_DROP) for element in around if element.get(_DROP) is not None), None)
    if dropped is not None:
        return f"drop {dropped}"
    return "outside of keep" if narrowed and all(element.get(_KEEP) is None for element in around) else ""


def is_narrowed(tree: Any) -> bool:
    """Is anything there that the rule keeps? Where nothing is, the site has changed, and the whole page is read."""
    return bool(tree.xpath(f"boolean(//*[@{_KEEP}])"))


def _narrow(tree: Any) -> None:
    """The body without what stands outside of the kept elements, which keep their order."""
    body = tree.find("body")
    if body is None or not is_narrowed(tree):
        return
    kept = body.xpath(f"descendant::*[@{_KEEP}][not(ancestor::*[@{_KEEP}])]")
    body.text = None
    body[:] = kept
    for element in kept:
        element.tail = None


def _around(block: Any) -> Iterator[Any]:
    yield block
    yield from block.iterancestors()
