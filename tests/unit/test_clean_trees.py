"""Pages whose body is missing, doubled, or ended too early, are read as those that have one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.clean.decide import article_of
from workers.clean.trees import tree_of
from workers.errors import RefusedError
from workers.model import Hint, Kind, Page

URL = "https://courier.example/basin"
NOW = datetime(2031, 2, 7, tzinfo=UTC)
HEAD = "<head><title>Basin to close</title></head>"
STORY = "<h1>Basin to close</h1><p>Published 5 February 2031</p>" + "".join(
    f"<p>The lock keepers counted boat number {number} on the morning of the tide, and wrote down its master, too.</p>"
    for number in range(8)
)


@pytest.mark.parametrize(
    "html",
    [
        f"<html>{HEAD}{STORY}</html>",
        STORY,
        f"<html>{HEAD}<body></body><body>{STORY}</body></html>",
        f"<html>{HEAD}<body/>{STORY}</html>",
        f"<html>{HEAD}<body></body></html>{STORY}",
        f"<html>{HEAD}</html>{STORY}",
        f"<html>{HEAD}<frameset>{STORY}</frameset></html>",
        f"<html><head></head><body></body></html><html>{HEAD}<body>{STORY}</body></html>",
    ],
)
def test_a_page_without_a_body_of_its_own_is_read_by_its_blocks(html: str) -> None:
    article = article_of(Page(URL, URL, 200, {}, html.encode(), Kind.HTML, NOW), Hint())
    # of a page of frames browsers show nothing, and the second reading has nothing: ours is sure of itself
    assert article.sources["text"] == "blocks"
    assert article.text.count("The lock keepers") == 8
    assert article.title == "Basin to close"
    assert article.published is not None
    assert article.published.text() == "2031-02-05"


def test_nothing_that_is_shown_is_lost_and_all_keeps_its_order() -> None:
    tree = tree_of("<html><body>a<p>b</p></body>c<body>d<p>e</p>f</body></html>g<p>h</p>i<html><body>j</body></html>k")
    (body,) = tree.findall("body")
    assert "".join(tree.itertext()) == "".join(body.itertext()) == "abcdefghijk"


@pytest.mark.parametrize("before", ["", "<p>Your browser &amp; mine know no frames.</p>"])
def test_what_stands_in_place_of_frames_is_read_without_its_tags(before: str) -> None:
    frames = f'<frameset><frame src="/a"><noframes>{before}<body class="x">{STORY}</body></noframes></frameset>'
    article = article_of(Page(URL, URL, 200, {}, f"<html>{HEAD}{frames}</html>".encode(), Kind.HTML, NOW), Hint())
    assert article.text.count("The lock keepers") == 8
    assert "<" not in article.text
    assert len(article.text.split("\n")) >= 8


def test_what_no_browser_shows_is_no_part_of_a_page() -> None:
    hidden = "<template><p>a</p><template>b</template></template>c<noframes><p>d</p></noframes>e"
    shown = '<div><template shadowrootmode="open"><p>f</p></template></div>'
    assert "".join(tree_of(f"<html><body>{hidden}{shown}</body></html>").itertext()) == "cef"


def test_what_stands_in_a_template_alone_is_no_article() -> None:
    page = f"<html>{HEAD}<body><template>{STORY}</template></body></html>"
    with pytest.raises(RefusedError):
        article_of(Page(URL, URL, 200, {}, page.encode(), Kind.HTML, NOW), Hint())


@given(
    st.lists(
        st.sampled_from(
            [
                "<html>",
                "</html>",
                "<body>",
                "</body>",
                "<head>",
                "</head>",
                "<frameset>",
                "<frame>",
                "<noframes>",
                "</noframes>",
                "<template>",
                "<p>",
                "</p>",
                "x",
            ]
        ),
        max_size=20,
    )
)
def test_whatever_is_opened_and_closed_there_is_one_body_at_most(parts: list[str]) -> None:
    tree = tree_of("".join(parts))
    assert tree is None or (tree.tag == "html" and len(tree.findall("body")) <= 1)
