"""Frozen values that travel between the rooms. Pure: no clock, no storage, no decisions.

Each state of the thing that travels has its own name, so that a signature tells the stage:
Submission -> Page -> Article -> Signature / Verdict -> Assignment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum


class Precision(StrEnum):
    """How exactly a publication time is known."""

    INSTANT = "instant"  # date, time and zone
    LOCAL = "local"  # date and time, the zone unknown (taken as UTC)
    DAY = "day"  # the day alone (noon UTC stands for it)


@dataclass(frozen=True, slots=True)
class Published:
    """When an article says that it was published."""

    #: timezone-aware, in the zone that the page gives (UTC where it gives none).
    at: datetime
    precision: Precision = Precision.INSTANT

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("Published.at must carry a time zone")
        try:
            self.at.astimezone(UTC)
        except OverflowError as error:
            raise ValueError(
                "Published.at must exist in UTC, too: the calendar ends with the years 1 and 9999"
            ) from error

    @property
    def utc(self) -> datetime:
        return self.at.astimezone(UTC)

    @property
    def offset_minutes(self) -> int:
        """Minutes east of UTC, as the page had it."""
        return int((self.at.utcoffset() or timedelta()).total_seconds() // 60)

    @classmethod
    def restore(cls, utc: datetime, offset_minutes: int, precision: str) -> Published:
        """The value whose `utc`, `offset_minutes` and `precision` were stored."""
        zone = timezone(timedelta(minutes=offset_minutes))
        return cls(utc.astimezone(zone), Precision(precision))

    def text(self) -> str:
        """ISO 8601, no more exact than it is known: `2024-11-07`, or `2024-11-07T07:25:00+05:30`."""
        if self.precision is Precision.DAY:
            return self.at.date().isoformat()
        return (self.at.replace(tzinfo=None) if self.precision is Precision.LOCAL else self.at).isoformat()


@dataclass(frozen=True, slots=True)
class Hint:
    """What the way in (a feed entry, an import line) already knew of the article."""

    #: the id that an imported article had where it came from.
    id: str | None = None
    title: str | None = None
    published: Published | None = None
    lang: str | None = None
    #: the publisher's name.
    source: str | None = None
    authors: tuple[str, ...] = ()
    summary: str | None = None


class Kind(StrEnum):
    """What the bytes of a page are."""

    HTML = "html"
    FLAT = "flat"  # a page already flattened to text, menus and all
    TEXT = "text"  # the article's text and nothing else (a JSON line with `text`)
    ENTRY = "entry"  # no page: what the feed's entry says stands in for one that could not be had


class Basis(StrEnum):
    """What an article is made of."""

    PAGE = "page"
    ENTRY = "entry"  # its feed's entry alone: the page could not be had
    STUB = "stub"  # a site's notice that stood where the article should be: found when the third page had it


@dataclass(frozen=True, slots=True)
class Page:
    """The raw bytes of one fetch or one imported document, with how they came."""

    url: str
    #: where the last redirect led.
    final_url: str
    status: int
    #: lower-case names.
    headers: Mapping[str, str]
    body: bytes
    kind: Kind
    fetched_at: datetime
    #: where permanent redirects led, up to the first temporary one; None where the url is still the right one.
    permanent_url: str | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """A url, or a document that one already has, on its way in."""

    url: str
    #: identity: the same key is the same url (see workers/urls.py).
    key: str
    #: host[:port], the unit of politeness; empty for documents that need no fetch.
    host: str
    #: which way it came: `enqueue`, `import`, `warc`, or `feed:<id>`.
    via: str
    hint: Hint = field(default_factory=Hint)
    #: an imported document; then there is nothing to fetch.
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A page, cleaned: the article, all of it, and nothing but it."""

    #: canonical where the page names one, else the final url.
    url: str
    title: str | None
    #: paragraphs separated by a newline.
    text: str
    published: Published | None
    #: ISO 639-1 where there is one; None where the text is too short to tell.
    lang: str | None
    #: publisher: the site's name, else its host; None for an anonymous document.
    site: str | None
    authors: tuple[str, ...] = ()
    #: a standfirst that the page sets apart from the body.
    summary: str | None = None
    #: agencies credited, as printed ("With inputs from agencies").
    credits: tuple[str, ...] = ()
    #: where the picture that leads it is, an https address.
    image: str | None = None
    #: how far two independent readings of the page agree, 0 to 1; None where there is only one reading.
    confidence: float | None = None
    #: where each field came from, for `trace`: {"published": "jsonld", "title": "h1", ...}
    sources: Mapping[str, str] = field(default_factory=dict)
    basis: Basis = Basis.PAGE
    #: other addresses of the same page that it is known by: where a redirect led, its AMP page.
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """What dedupe knows of a text."""

    #: scheme and parameters; values of different versions are never compared.
    version: int
    #: 16 bytes: hash of the normalised text, for texts that are identical.
    exact: bytes
    #: number of distinct shingles.
    size: int
    #: MinHash sketch, one byte a slot; empty for texts too short for likeness.
    sketch: bytes
    #: sampled shingle hashes, the index keys, 8 bytes each, little-endian.
    keys: bytes


class CopyKind(StrEnum):
    """What an article is to the nearest text that came before it (workers/dedupe/decide.py)."""

    ORIGINAL = "original"  # nothing is near
    IDENTICAL = "identical"
    COPY = "copy"
    CONTAINED = "contained"  # one is inside the other, which is much longer; an original of its own
    TEMPLATE = "template"  # the same wording, other names and numbers; an original of its own

    @property
    def is_copy(self) -> bool:
        """Whether such an article belongs to the group of another one."""
        return self in {CopyKind.IDENTICAL, CopyKind.COPY}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Is this article a copy, and of which original?"""

    kind: CopyKind
    #: article id of the group's original; None when it is one itself.
    original: int | None = None
    #: article id of the nearest earlier text (may itself be a copy of `original`).
    nearest: int | None = None
    #: Jaccard of the two texts' runs of words, 0 to 1, with `nearest`; estimated where it could not be read.
    likeness: float = 0.0
    #: share of the shorter text's runs that the longer has, 0 to 1.
    containment: float = 0.0
    #: length of this text / length of `nearest`: below 1 this one is the shorter; None where it was not kept.
    ratio: float | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """The last event of the stories' log that an index has taken.

    A ledger that was put back from a backup gives the numbers of what it lost out again, but no moment comes twice.
    """

    number: int
    #: when it was noted; None where nobody said.
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """Which story an article belongs to, and why."""

    #: None: begin a new story.
    story: int | None
    #: the score that decided, on the scale of `threshold`; 0 when there was no candidate.
    score: float
    threshold: float
    #: `joined`, `created`, `copy` (goes where its original is), `pinned` (where people said); of one that changed its
    #: story later `moved`, `merged`, `split`, and what people said of it then, as workers/ledger/pins.py calls it.
    rule: str
    #: JSON-able evidence for `explain`: runner_up, shared names and words, gap in days ...
    evidence: Mapping[str, object] = field(default_factory=dict)
