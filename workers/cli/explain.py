"""newsloom explain: why an article is in its story."""

from __future__ import annotations

from collections.abc import Iterable

import click
from sqlalchemy.engine import Connection

from workers.cli import explain_lines, explain_values, out
from workers.cli.context import here
from workers.cli.evidence import Evidence, Sides, read, sides_of
from workers.cli.explained import Explained
from workers.cli.find import article_of
from workers.cli.once import Command
from workers.cli.pins import said_of
from workers.errors import PermanentError
from workers.ledger import articles, lineage, pins, since, stories, urls
from workers.ledger.schema import Record
from workers.printable import said

#: rules of a membership that nothing has moved.
_PLACED = ("created", "joined", "copy")
#: merges and splits of its story that are told.
_LATER = 3


@click.command("explain", cls=Command, short_help="Why an article is in its story.")
@click.argument("url", metavar="URL|ID")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def explain_command(url: str, as_json: bool) -> None:
    """Show why an article is in its story, so that one can agree, or say why not.

    The score by which it joined, what was needed, the sums behind both, and the story that came second; what it has in
    common with the story, and the members nearest to it: all as it was when it was placed, but for titles, which are
    those of today; where such a member is in another story by now, that is told. A copy goes where its original is:
    then the reasons are those of the first of its group to come. Of one that was moved since, what moved it is told,
    too; and the last three merges into its story and splits of it since it came, with both sides, and how to say that
    it is wrong. Rows of an older newsloom tell less.

    URL may be spelled in any way, or be the number of an article (ID), as it is told here and by `newsloom
    dupes`; that of its url, which `trace` and `clean` take, is another. Times are UTC.

    The words beside the figures. An article joins the story of the highest `score`, if that reaches what is `needed`;
    else it begins one.

    \b
    likeness      how far the article and the story's have words, names and title
                  in common, on the whole; 0 is nothing: raises the score
    loose story   its articles are less alike than usual: raises the score (x 1.2
                  is by a fifth); a tight story, more alike than usual, lowers it
    silence       the days between article and story: lowers the score
    to join       what every story asks for (`join_at` in the settings)
    the crowd     other stories are like it, too: more is needed
    alike enough  at least half as like the story's articles as these are like
                  each other: more is needed where the rest asks for less
    under way     the story has gone on for weeks, and still does: less is needed
    kinship       of two stories, or two parts of one, that are looked at again:
                  how alike they are, and whether both are like the same others;
                  high keeps them together, low parts them
    one thread    a story of weeks: raises the kinship where the two, held against
                  each other like an article and a story, score more than joining
                  needs (1.7 times: by seven tenths more)

    JSON keys: id, url, title, published, lang, site, credits, story, story_title, copy_of, kind, containment,
    reasons_of (the article whose reasons follow), joined, rule, score, threshold, margin, nearest (story that was
    nearest), likeness, tightness, parts, gap_days, loose and stale (score = likeness x loose - stale), join_at, crowd,
    close, eased (threshold = join_at + crowd + close - eased: more for a crowd of stories that are like it, more to be
    alike enough, less in a thread under way; of one that was pinned it is 0), names, numbers, words, rare, near
    (article, now: the story where it is now, likeness, title, site, days, names, numbers, words), runner_up (story,
    now, title, score), was (where it was before: story, joined, left, why, rule, score, threshold, and the reasons
    of then, nearest to runner_up), pins (as `newsloom pins` has them), placed (of one that was moved: how it was
    placed, with which nearest to runner_up go: story, joined, rule, score, threshold), since (merges into its story
    and splits of it: number, kind, at, story, articles, why, score, threshold, law, by_law, likeness, gap_days,
    pair, pair_likeness), moved (what second thoughts compared: kin, bar, law (score over what joining needs),
    by_law (of kin, what that counts for in a thread), likeness, gap_days, pair, pair_likeness, there: the same of
    the story where it is now); null or empty where it is not known.
    """  # noqa: D301 - after a \b click leaves lines as they are
    with here().ledger.read() as connection:
        found = _explained(connection, article_of(connection, url), url)
    if as_json:
        out.json_line(explain_values.values_of(found))
    else:
        out.show(*explain_lines.lines_of(found, out.width()))


def _without_story(connection: Connection, article_id: int, word: str) -> str:
    article = articles.get(connection, article_id)
    row = urls.get(connection, article.url_id) if article is not None else None
    if row is None or row.state in urls.OPEN:
        return f"it is in no story yet: {said(word)}; `newsloom trace` says how far it is"
    return f"it is in no story ({row.state}): {said(word)}; `newsloom trace` says why"


def _explained(connection: Connection, article_id: int, word: str) -> Explained:
    member = stories.of_article(connection, article_id)
    if member is None:
        raise PermanentError("no-story", _without_story(connection, article_id, word))
    original = lineage.original_of(connection, article_id)
    first = _first(connection, member, original)
    placed = None if first.rule in _PLACED else stories.placing(connection, first.article_id)
    evidence, was = read((placed or first).evidence), stories.formers(connection, article_id)
    told = [evidence, *(read(row.evidence) for row in was)]
    later = since.changes(connection, member.story_id, member, _LATER)
    sides = [sides_of(first.evidence), *(sides_of(change.began.evidence) for change in later)]
    ids = {article_id, original, first.article_id, *_named(told, sides)}
    known, homes = articles.brief(connection, ids), stories.of_articles(connection, _near(told))
    threads = {member.story_id, *([placed.story_id] if placed else []), *_threads(told)}
    threads |= {change.event.story_id for change in later}
    return Explained(
        article=known[article_id],
        member=member,
        first=first,
        evidence=evidence,
        articles=known,
        homes=homes,
        stories={story: _now(connection, story) for story in threads},
        was=was,
        pins=said_of(connection, pins.of_article(connection, article_id)),
        placed=placed,
        since=later,
    )


def _named(told: Iterable[Evidence], sides: Iterable[Sides]) -> set[int]:
    """The articles that are spoken of."""
    pairs = [(*one.pair, *(one.there.pair if one.there else ())) for one in sides]
    return _near(told).union(*pairs)


def _near(told: Iterable[Evidence]) -> set[int]:
    """The members that were nearest."""
    return {near.article for evidence in told for near in evidence.near}


def _threads(told: Iterable[Evidence]) -> set[int]:
    """The stories that are spoken of."""
    second = {evidence.second[0] for evidence in told if evidence.second}
    return second | {evidence.nearest for evidence in told if evidence.nearest}


def _first(connection: Connection, member: Record, original: int) -> Record:
    """Whose reasons count: its own, or those of the first of its group, which came by its own likeness."""
    if member.rule != "copy":
        return member
    return stories.first_of_group(connection, original, member.story_id) or member


def _now(connection: Connection, story: int) -> Record | None:
    """A story where it is now."""
    number = stories.resolve(connection, story)
    return None if number is None else stories.get(connection, number)
