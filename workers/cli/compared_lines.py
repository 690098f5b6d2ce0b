"""What two ways of putting the same articles into stories differ in, for a person or as JSON lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workers.cli import out
from workers.cli.compared import Comparison, Part, compared
from workers.cli.lines import counted

#: parts of a story that are named in a line.
_NAMED = 6


@dataclass(frozen=True, slots=True)
class Placing:
    """Articles in stories, and how both are called."""

    #: by the number of the document that the article is of: an `id` may be that of several.
    story: Mapping[int, int]
    ids: Mapping[int, str]
    titles: Mapping[int, str | None]
    #: by the number of the story.
    called: Mapping[int, str | None]


def show(before: Placing, after: Placing, *, as_json: bool) -> None:
    found = compared(before.story, after.story)
    if as_json:
        for row in rows(found, before, after):
            out.json_line(row)
    else:
        out.show(*lines(found, before, after))


def rows(found: Comparison, before: Placing, after: Placing) -> Iterator[dict[str, object]]:
    """For machines; the last one counts the articles by their fates. Stories are numbered within their own run."""
    for merged in found.merged:
        yield {
            "change": "merged",
            "into": {"story": merged.into, "title": after.called[merged.into]},
            "parts": _parts(merged.parts, before),
        }
    for split in found.split:
        yield {
            "change": "split",
            "from": {"story": split.story, "title": before.called[split.story]},
            "parts": _parts(split.parts, after),
        }
    for went in found.moved:
        yield {
            "change": "moved",
            "article": {"id": before.ids[went.article], "title": before.titles[went.article]},
            "from": {"story": went.was, "title": before.called[went.was]},
            "to": {"story": went.now, "title": after.called[went.now]},
        }
    yield {"articles": sum(found.fates.values()), **found.fates}


def lines(found: Comparison, before: Placing, after: Placing) -> Iterator[str]:
    """For a person: a line for each change, then one for all."""
    for merged in found.merged:
        yield f"merged  {len(merged.parts)} stories would be one: {_said(merged.parts, before)}"
    for split in found.split:
        yield f"split   one story would be {len(split.parts)}: {_said(split.parts, after)}"
    for went in found.moved:
        article = _title(before.titles[went.article])
        yield f"moved   {article}: from {_title(before.called[went.was])} to {_title(after.called[went.now])}"
    articles = sum(found.fates.values())
    if found.fates["stays"] == articles:
        yield f"nothing would change: {counted(articles, 'article')} would stay"
    else:
        yield (
            f"of {articles} articles {found.fates['stays']} would stay; {found.fates['merged']} come by a merge, "
            f"{found.fates['split']} leave by a split, {found.fates['moved']} move"
        )


def _parts(parts: Sequence[Part], side: Placing) -> list[dict[str, object]]:
    return [{"story": part.story, "title": side.called[part.story], "articles": part.articles} for part in parts]


def _said(parts: Sequence[Part], side: Placing) -> str:
    named = [f"{_title(side.called[part.story])} ({part.articles})" for part in parts[:_NAMED]]
    more = [f"and {len(parts) - _NAMED} more"] if len(parts) > _NAMED else []
    return "; ".join([*named, *more])


def _title(title: str | None) -> str:
    return title or "(no title)"
