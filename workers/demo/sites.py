"""The demo's four sites: how each shows an article. Pure, but for the templates it carries: no network, no clock.

    northlight  modern: JSON-LD, Open Graph, canonical links, a consent banner, boxes between the paragraphs; RSS
    gazette     tables and fonts, windows-1252 said only in the page, the date in a meta and in words; RSS
    courier     microdata, day-first dates, share buttons, captions, a rail of other headlines; Atom
    lantern     a bare <article> and <time>, canonical links; Atom

Trending boxes and rails hold other headlines of the same site, of any date, as in life.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources
from string import Template

from workers.demo.articles import Piece


@dataclass(frozen=True, slots=True)
class Style:
    """What is the same for every page of a site."""

    key: str
    name: str
    #: `rss` or `atom`.
    feed: str
    feed_path: str
    #: encoding of pages and feed.
    charset: str
    #: header of its pages: one of the four leaves the charset to the page itself.
    content_type: str
    sections: tuple[str, ...]
    path: Callable[[Piece], str]
    render: Callable[[Piece, str, Sequence[Piece]], str]
    #: what the site adds to the links in its feed.
    tracking: str = ""


def number(piece: Piece) -> int:
    """Five digits that stay with an article, as old sites have them."""
    return 10000 + zlib.crc32(piece.slug.encode()) % 90000


def northlight(piece: Piece, base: str, others: Sequence[Piece]) -> str:
    style, paragraphs = STYLES["northlight"], _paragraphs(piece, "    <p>{}</p>")
    paragraphs.insert(3, f'    <p class="inline-related"><strong>Related:</strong> {_link(style, others[-1])}</p>')
    paragraphs.insert(
        2,
        '    <aside class="newsletter"><h3>The Morning Light</h3><p>Get the five stories that matter in your inbox '
        "before breakfast. By signing up you agree to our terms.</p><button>Sign up</button></aside>",
    )
    return _fill(
        piece,
        base,
        style,
        body="\n".join(paragraphs),
        date=f"{piece.published:%b. %-d, %Y} at {piece.published:%-I:%M} {_half(piece)} EST",
        jsonld=_jsonld(piece, base + style.path(piece)),
        nav="".join(f'<li><a href="/{name.lower()}">{name}</a></li>' for name in style.sections),
        related="".join(f"<li>{_link(style, other)}</li>" for other in others[:3]),
        trending="".join(f"<li>{_link(style, other)}</li>" for other in others[3:8]),
    )


def gazette(piece: Piece, base: str, others: Sequence[Piece]) -> str:
    style = STYLES["gazette"]
    return _fill(
        piece,
        base,
        style,
        body="\n".join(_paragraphs(piece, '<p><font face="Times New Roman" size="3">{}</font>')),
        date=f"{piece.published:%A %-d %B %Y, %H.%M} GMT",
        nav=" | ".join(f'<a href="/{name.lower()}">{name}</a>' for name in style.sections),
        trending="".join(f"&#8226; {_link(style, other)}<br>" for other in others[:6]),
    )


def courier(piece: Piece, base: str, others: Sequence[Piece]) -> str:
    style = STYLES["courier"]
    return _fill(
        piece,
        base,
        style,
        body="\n".join(_paragraphs(piece, "    <p>{}</p>")),
        date=f"{piece.published:%d/%m/%Y, %H:%M} (CET)",
        nav="".join(f'<li><a href="/{name.lower()}">{name}</a></li>' for name in style.sections),
        trending="".join(
            f'<li><span class="when">{other.published:%d/%m/%Y}</span> {_link(style, other)}</li>'
            for other in others[:7]
        ),
    )


def lantern(piece: Piece, base: str, others: Sequence[Piece]) -> str:
    style = STYLES["lantern"]
    return _fill(
        piece,
        base,
        style,
        body="\n".join(_paragraphs(piece, "<p>{}</p>")),
        date=f"{piece.published:%-d %B %Y, %H:%M} in Tokyo",
        nav=" · ".join(f'<a href="/{name.lower()}">{name}</a>' for name in style.sections),
        trending="".join(f"<li>{_link(style, other)}</li>" for other in others[:4]),
    )


def front(style: Style, listed: Sequence[Piece]) -> str:
    """The front page, newest first; the sections of a site show the same."""
    lines = (f"<li>{_link(style, piece)} <small>{piece.published:%Y-%m-%d}</small></li>" for piece in reversed(listed))
    return _template("front").substitute(
        name=style.name,
        charset=style.charset,
        feed_type=f"application/{style.feed}+xml",
        feed_path=style.feed_path,
        headlines="\n".join(lines),
    )


STYLES = {
    style.key: style
    for style in (
        Style(
            key="northlight",
            name="Northlight Daily",
            feed="rss",
            feed_path="/feeds/all.rss",
            charset="utf-8",
            content_type="text/html; charset=utf-8",
            sections=("World", "Politics", "Business", "Science", "Sports"),
            path=lambda piece: f"/{piece.published:%Y/%m/%d}/{piece.slug}/",
            render=northlight,
            tracking="?utm_source=rss&utm_medium=feed",
        ),
        Style(
            key="gazette",
            name="Quayside Gazette",
            feed="rss",
            feed_path="/feed.xml",
            charset="windows-1252",
            content_type="text/html",
            sections=("Home", "Local", "Abroad", "Shipping", "Sport", "Letters"),
            path=lambda piece: f"/article.php?id={number(piece)}",
            render=gazette,
        ),
        Style(
            key="courier",
            name="Continental Courier",
            feed="atom",
            feed_path="/feed.atom",
            charset="utf-8",
            content_type="text/html; charset=utf-8",
            sections=("Europe", "International", "Economy", "Culture", "Opinion"),
            path=lambda piece: f"/international/{piece.slug}-{number(piece)}.html",
            render=courier,
        ),
        Style(
            key="lantern",
            name="Paper Lantern",
            feed="atom",
            feed_path="/atom.xml",
            charset="utf-8",
            content_type="text/html; charset=utf-8",
            sections=("Japan", "Elsewhere", "Slow"),
            path=lambda piece: f"/posts/{piece.slug}",
            render=lantern,
        ),
    )
}


@cache
def _template(name: str) -> Template:
    return Template((resources.files("workers.demo") / "templates" / f"{name}.html").read_text("utf-8"))


def _fill(piece: Piece, base: str, style: Style, **parts: str) -> str:
    return _template(style.key).substitute(
        title=escape(piece.title),
        byline=escape(piece.byline),
        summary=escape(piece.summary),
        slug=piece.slug,
        iso=piece.published.isoformat(),
        url=escape(base + style.path(piece)),
        **parts,
    )


def _paragraphs(piece: Piece, form: str) -> list[str]:
    return [form.format(escape(paragraph, quote=False)) for paragraph in piece.paragraphs]


def _link(style: Style, piece: Piece) -> str:
    return f'<a href="{escape(style.path(piece))}">{escape(piece.title, quote=False)}</a>'


def _half(piece: Piece) -> str:
    return "a.m." if piece.published.hour < 12 else "p.m."


def _jsonld(piece: Piece, url: str) -> str:
    """A NewsArticle as publishers embed it; `<` escaped, so that no text can end the script."""
    article = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": piece.title,
        "datePublished": piece.published.isoformat(),
        "dateModified": piece.published.isoformat(),
        "author": [{"@type": "Person", "name": piece.byline}],
        "publisher": {"@type": "NewsMediaOrganization", "name": "Northlight Daily"},
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
    }
    return json.dumps(article, ensure_ascii=False).replace("<", "\\u003c")
