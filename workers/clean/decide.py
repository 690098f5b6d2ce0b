"""A page -> the article in it, all of it and nothing but it. Pure; the parsers do as they are told.

    bytes | decode | guard | tree -> meta, two readings -> Article        (HTML)
    bytes | decode | lines -> title, date, byline, text -> Article        (FLAT)
    bytes | decode | tidy -> Article                                      (TEXT)
    a feed's entry, in place of a page that could not be had -> Article   (ENTRY)

What a feed or an import line said (the hint) wins over guesses from flattened text. A page's own structured data wins
over the hint; the hint over a trace of a date. Where each field came from stands in `Article.sources`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from workers import entry, urls
from workers.clean import flat, html, lines, meta, offers, refuse, runs, shaped, told, trees
from workers.clean.beside import Beside
from workers.clean.calls import without_calls
from workers.clean.canonical import Own, address_of, refusal_of
from workers.clean.credits import credited, people
from workers.clean.decode import text_of
from workers.clean.evidence import more_exact, not_after
from workers.clean.guard import DEEP, FEW_ELEMENTS, MANY_TAGS, MAX_DEPTH, admitted, check, check_lines, shape_of
from workers.clean.lang import labelled, lang_of
from workers.clean.listing import trouble_with
from workers.clean.members import without_notices
from workers.clean.meta import Meta
from workers.clean.opening import without_title
from workers.clean.passage import article_lines
from workers.clean.rules import NONE, Rule, Rules, rule_for
from workers.clean.stubs import Reading
from workers.clean.traces import TRACED
from workers.domains import site_of
from workers.errors import RefusedError
from workers.model import Article, Basis, Hint, Kind, Page, Published
from workers.printable import NAME, SUMMARY, label, one_line, paragraphs

#: characters at a description's beginning that must be found in the text for it to be no standfirst.
OVERLAP = 60
#: the most elements that one tag makes.
_MADE = 3


def article_of(page: Page, hint: Hint, rules: Rules = NONE) -> Article:
    """The article of a page. rules: those of single sites.

    Raises RefusedError: `not-an-article` where there is no text, `stub-...` where a wall or an error stands in its
    place, `not-text`, `too-large`, `hostile-page`.
    """
    if page.kind is Kind.HTML:
        return _fit(_from_html(page, hint, rule_for(rules, page.final_url)))
    return _fit(_READERS[page.kind](page, hint))


def place(published: Published | None, fetched_at: datetime, *, imported: bool) -> datetime | None:
    """When an article takes its place in a story, UTC: published, else fetched; None for an undated import.

    A page's date lies ahead by minutes at most. That of an import is what it says; but with one in some years a story
    would be under way until then, so it takes its place no later than it came.
    """
    fetched = fetched_at.astimezone(UTC)
    if published:
        return min(published.utc, fetched) if imported else published.utc
    return None if imported else fetched


def _from_html(page: Page, hint: Hint, rule: Rule | None = None) -> Article:
    text = text_of(page.body, page.headers)
    parsed, tree, light = _measured(text)
    link = page.headers.get("link", "")
    about = meta.read(tree, page.final_url, page.fetched_at, hint.source, link) if tree is not None else Meta()
    known = Beside(title=about.title or "", description=about.description or "", told=about.told or "")
    body = html.body_of(*(shaped.cut(text, rule) if rule else (parsed, tree)), known, light=light)
    body = told.beside(body, about.told, closed=about.closed)
    title = about.title or hint.title
    article = without_title(without_calls(body.text), title)
    closed = about.closed or (offers.is_brief(article) and offers.is_walled(trees.tree_of(text), article))
    refuse.stub(Reading(about.title, article, closed), page.final_url)
    article = without_notices(article)
    refuse.short(article, page.final_url)
    refuse.listed(trouble_with(article, body.linked, body.headed), page.final_url)
    published, dated_by = _date(about, hint, page)
    own = Own(page.final_url, title)
    where = address_of(own, about.said)
    addressed = None if where.source == "fetched" else where.source
    made = {"published": dated_by, "text": body.source, "url": addressed, "rule": rule.site if rule else None}
    return Article(
        url=where.address,
        title=title,
        text=article,
        published=published,
        lang=lang_of(article, about.lang, hint.lang),
        site=about.site or hint.source or site_of(urls.name_in(page.final_url)) or None,
        authors=about.authors or hint.authors,
        summary=_standfirst(about.description or hint.summary, article),
        credits=body.credits,
        image=about.image,
        confidence=body.confidence,
        sources=_present({**_hinted(hint, about), **about.sources, **made}),
        others=tuple(address for address in about.amp if refusal_of(own, address) is None),
    )


def _measured(text: str) -> tuple[Any, Any, bool]:
    """The page as both parsers parse it, and whether every reader may see it; refused where none may.

    Parsers mend broken markup each in its own way, and so make depths that nobody wrote: each tree is measured, too.
    """
    tags, copies = admitted(text)
    parsed = trees.as_browsers_do(text)
    # a tag makes three elements at the most, those that parsers put around a cell included
    if _MADE * tags + copies > FEW_ELEMENTS and trees.elements_in(parsed) > FEW_ELEMENTS:
        check(shape_of(trees.mended(parsed)))
        nested = False
    else:
        nested = trees.nests_deeper_than(MAX_DEPTH, parsed)
    tree = trees.tree_of(text)
    deep = tree is not None and trees.deeper_than(DEEP, tree)
    if nested or (deep and trees.deeper_than(MAX_DEPTH, tree)):
        raise RefusedError("hostile-page", f"more than {MAX_DEPTH} elements in each other are not read")
    return parsed, tree, tree is not None and tags <= MANY_TAGS and not deep


def _fit(article: Article) -> Article:
    """The article with every text of it fit to be stored and printed, and names bounded, wherever they came from."""
    return replace(
        article,
        url=one_line(article.url),
        title=label(article.title or "") or None,
        text=paragraphs(article.text),
        site=label(article.site or "", NAME) or None,
        authors=_all_fit(people(article.authors)),
        summary=label(article.summary or "", SUMMARY) or None,
        credits=_all_fit(credited(article)),
    )


def _all_fit(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for text in texts if (name := label(text, NAME))))


def _date(about: Meta, hint: Hint, page: Page) -> tuple[Published | None, str | None]:
    """The page's own date, the hint's where it has none or the hint is more exact, at last a trace of one."""
    own, source, given = about.published, about.sources.get("published"), not_after(hint.published, page.fetched_at)
    if given and source in TRACED:
        return given, "hint"
    if not own:
        return given, "hint" if given else None
    exact = more_exact(own, given)
    return exact, source if exact is own else "hint"


def _from_flat(page: Page, hint: Hint) -> Article:
    text = _plain(page)
    host = site_of(urls.name_in(page.final_url))
    lang = lang_of("\n".join(article_lines(text)), hint.lang)
    found = flat.read(text, lang=lang, host=host, limit=page.fetched_at)
    article = without_notices(without_title(found.text, hint.title))
    refuse.wordless(article, text)
    refuse.listed(found.trouble, page.final_url)
    hinted, dated = (not_after(each, page.fetched_at) for each in (hint.published, found.published))
    given = {"title": hint.title, "published": hinted, "site": hint.source, "authors": hint.authors}
    guessed = {"title": found.title, "published": dated, "site": found.site, "authors": found.authors}
    return Article(
        url=page.final_url,
        title=hint.title or found.title,
        text=article,
        published=hinted or dated,
        lang=lang,
        site=hint.source or found.site or host or None,
        authors=hint.authors or found.authors,
        summary=hint.summary or found.summary,
        credits=found.credits,
        confidence=found.confidence,
        sources=_present({name: "hint" if given[name] else "flat" if guessed[name] else None for name in given}),
    )


def _from_text(page: Page, hint: Hint) -> Article:
    text = "\n".join(runs.tidy(_plain(page)))
    refuse.wordless(text, text)
    hint = replace(hint, published=not_after(hint.published, page.fetched_at))
    return Article(
        url=page.final_url,
        title=hint.title,
        text=text,
        published=hint.published,
        lang=labelled(text, hint.lang),
        site=hint.source or site_of(urls.name_in(page.final_url)) or None,
        authors=hint.authors,
        summary=hint.summary,
        sources=_hinted(hint, Meta()),
    )


def _from_entry(page: Page, hint: Hint) -> Article:
    """The title is a part of the text: else entries whose summary is one and the same line would be copies."""
    article = _from_text(page, hint)
    made = _present({**article.sources, "text": "entry", "page": page.headers.get(entry.WHY)})
    lang = lang_of(article.text, hint.lang)
    return replace(article, lang=lang, summary=None, sources=made, basis=Basis.ENTRY)


def _plain(page: Page) -> str:
    text = text_of(page.body, page.headers, markup=False)
    check_lines(text)
    return text


def _standfirst(description: str | None, text: str) -> str | None:
    """A description that says something which the text does not begin with, and that was not cut off."""
    whole = " ".join((description or "").split())
    if not whole or whole.endswith(("...", "…")) or _is_in(text, whole[:OVERLAP]):
        return None
    return whole


def _is_in(text: str, beginning: str) -> bool:
    """As it stands, or but for case and signs."""
    if beginning in text:
        return True
    key, low = lines.key_of(beginning), text.casefold()
    return all(word in low for word in key.split()) and key in lines.key_of(text)


def _hinted(hint: Hint, about: Meta) -> dict[str, str]:
    """Fields that only the hint knows."""
    rows = (
        ("title", hint.title, about.title),
        ("published", hint.published, about.published),
        ("site", hint.source, about.site),
        ("authors", hint.authors, about.authors),
    )
    return {name: "hint" for name, given, own in rows if given and not own}


def _present(sources: Mapping[str, str | None]) -> dict[str, str]:
    return {name: source for name, source in sources.items() if source}


_READERS: Mapping[Kind, Callable[[Page, Hint], Article]] = {
    Kind.FLAT: _from_flat,
    Kind.TEXT: _from_text,
    Kind.ENTRY: _from_entry,
}
