"""What one JSON line means that an import brings: a submission. Pure.

It has `text` (the article's text, taken as it is) or `html`, or at least `title`, and may have `id`, `url`,
`published`, `lang`, `source`; other keys are passed over.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from workers import urls
from workers.cli.published import published_of
from workers.errors import PermanentError
from workers.model import Hint, Kind, Page, Submission
from workers.printable import NAME, TITLE, has_user, is_fit, label, masked, said
from workers.urls import LONGEST

#: what stands before the name of a document where a url would.
PREFIX = "import:"
#: bytes of a page or a text: cleaning reads no more (workers/clean/decode.py; a test holds the two together).
LARGEST = 10_000_000
#: lists and objects in a line, brackets in its texts counted with them: 30 MB of `{},` took 800 MB of memory.
MOST_BRACKETS = 500_000
#: keys of which a text can come; and of a line that has none: keys that are named, and characters of each.
_BODIES = frozenset({"text", "html", "title"})
_MOST_KEYS, _LONGEST_KEY = 12, 20


def of_line(line: bytes, now: datetime) -> Submission:
    """A JSON line. Raises PermanentError that says what is wrong with it."""
    values = _object(line)
    given = {
        name: _text(values, name) for name in ("text", "html", "id", "url", "title", "published", "lang", "source")
    }
    body = given["html"] or given["text"] or given["title"]
    if not body:
        raise PermanentError("no-text", f"expected `text`, `html` or at least `title`, found {_keys(values)}")
    kind = Kind.HTML if given["html"] else Kind.TEXT
    published = None if given["published"] is None else published_of(given["published"])
    title, lang, source = _tidy(given["title"]), _tidy(given["lang"], NAME), _tidy(given["source"], NAME)
    url, key = identity(given["url"], given["id"], body)
    _usable("id", given["id"] or "")
    _usable("url", url if given["url"] else "")
    # surrogates that no UTF-8 can hold come from broken escapes (\ud83d alone): one sign lost, not the article
    hint = Hint(given["id"], title, published, lang, source)
    return submission(url, key, body.encode("utf-8", "replace"), kind, hint, now)


def _object(line: bytes) -> dict[str, Any]:
    """The JSON object of a line. Raises PermanentError `bad-json`."""
    if line.count(b"{") + line.count(b"[") > MOST_BRACKETS:
        raise PermanentError("bad-json", f"more than {MOST_BRACKETS} lists and objects are not read")
    try:
        # halves of pairs come as bytes, too, from software that counts in UTF-16
        values = json.loads(line.decode("utf-8", "surrogatepass").removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        raise PermanentError("bad-json", f"not UTF-8: byte {line[error.start]:#04x} at {error.start}") from error
    except RecursionError as error:
        raise PermanentError("bad-json", "not JSON that can be read: nested too deeply") from error
    except json.JSONDecodeError as error:  # its own words name a line, and it was given one alone
        why = f"{error.msg.removesuffix(' at')} at character {error.pos + 1}"
        raise PermanentError("bad-json", f"not JSON: {why}") from error
    except ValueError as error:
        why = str(error).partition(";")[0]  # of a number too long, what a programmer could set follows
        raise PermanentError("bad-json", f"not JSON: {why}") from error
    if not isinstance(values, dict):
        raise PermanentError("bad-json", f"expected a JSON object, not {_named(values)}")
    return values


def _keys(values: Mapping[str, Any]) -> str:
    """What a line has in place of a text: one of these keys may be `text`, misspelt or by another name."""
    found = [_key(name) + (" (empty)" if name in _BODIES else "") for name in islice(values, _MOST_KEYS)]
    more = [f"{len(values) - len(found)} more"] if len(values) > len(found) else []
    return ", ".join(found + more) or "no key at all"


def _key(name: str) -> str:
    """A key as it may be repeated: a stranger chose it."""
    shown = repr((said(name) if has_user(name) else masked(name))[: _LONGEST_KEY + 1])
    return f"`{label(shown[1:-1], _LONGEST_KEY)}`"


def is_headline(document: Submission) -> bool:
    """Is its title all the text that it has? Then the text perhaps stands under a key that is passed over."""
    title, page = document.hint.title, document.page
    return title is not None and page is not None and page.body == title.encode()


def _tidy(text: str | None, longest: int = TITLE) -> str | None:
    """A field for people: what cannot be stored or printed goes, the rest stays, up to a length."""
    return label(masked(text or ""), longest) or None


def _usable(name: str, text: str) -> None:
    """Ids and addresses are compared, so they are taken as they are or not at all. Raises PermanentError."""
    if has_user(text):  # not repeated in the message: it holds a password
        raise PermanentError(f"bad-{name}", f"`{name}`: expected an address without user name and password")
    size = len(text.encode("utf-8", "replace"))
    if size > LONGEST:
        raise PermanentError(f"bad-{name}", f"`{name}` has {size} bytes: expected at most {LONGEST}")
    if not is_fit(text):
        raise PermanentError(f"bad-{name}", f"`{name}` is {text[:40]!a}: expected text without control characters")


def identity(url: str | None, external: str | None, body: str) -> tuple[str, str]:
    """Address and key: its url's where it has one, else those of its id, else those of its words. Pure."""
    if url:
        try:
            canonical = urls.canonical(url)
        except PermanentError:
            canonical = url  # an address of another world (a wire's, an archive's) still identifies
        return canonical, urls.key(canonical)
    digest = hashlib.sha256((f"id:{external}" if external else f"text:{body}").encode("utf-8", "replace")).hexdigest()
    return f"{PREFIX}{external or digest[:16]}", digest[:32]


def _text(values: Mapping[str, Any], name: str) -> str | None:
    value = values.get(name)
    if name == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is not None and not isinstance(value, str):
        raise PermanentError("bad-json", f"`{name}` is {_named(value)}: expected text")
    return value.strip() or None if value else None


def _named(value: object) -> str:
    """What a JSON value is, in a few signs."""
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    return json.dumps(value)[:40]


def submission(url: str, key: str, body: bytes, kind: Kind, hint: Hint, now: datetime) -> Submission:
    """What an import sends in. Raises PermanentError for more than cleaning reads."""
    if len(body) > LARGEST:
        raise PermanentError("too-large", f"more than {LARGEST} bytes of text are not read")
    page = Page(url, url, 200, {}, body, kind, now)
    return Submission(url, key, "", "import", hint, page)
