"""Documents that one already has, read from a file of JSON lines or a folder of pages, as submissions.

A JSON line has `text` (the article's text, taken as it is) or `html`, or at least `title`, and may have `id`, `url`,
`published`, `lang`, `source`; other keys are passed over. A folder gives its .html files, and its .txt files: pages
flattened to text, menus and all, gzipped or not; such a file by itself is read as a folder of one. What cannot be read
is named with file and line, and the rest goes on.

No more than a line, or a page, is in memory at once, and neither may be of any length.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import math
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any

from workers import urls
from workers.cli import bounded, folders, packed
from workers.cli.published import published_of
from workers.cli.seems import is_lines, no_lines, no_page, seems
from workers.errors import NewsloomError, PermanentError, WordsError
from workers.model import Hint, Kind, Page, Submission
from workers.printable import NAME, TITLE, has_user, is_fit, label, masked, one_line, said
from workers.urls import LONGEST

#: what stands for standard input.
STDIN = Path("-")
#: bytes of a page or a text: cleaning reads no more (workers/clean/decode.py; a test holds the two together).
LARGEST = 10_000_000
#: bytes of a JSON line: such a page with every letter escaped as six.
LONGEST_LINE = 32_000_000
#: lists and objects in a line, brackets in its texts counted with them: 30 MB of `{},` took 800 MB of memory.
MOST_BRACKETS = 500_000
#: keys of which a text can come; and of a line that has none: keys that are named, and characters of each.
_BODIES = frozenset({"text", "html", "title"})
_MOST_KEYS, _LONGEST_KEY = 12, 20
#: bytes by which it is seen what a file is.
_HEAD = 1000
#: how a file in UTF-16 begins, which Windows makes of what a command prints.
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Problem:
    """A line or a file that cannot be taken."""

    #: `file:line`, or the file.
    where: str
    what: str
    #: what the file seems to be, where its first line tells that it is of another kind.
    seems: str = ""


def read(path: Path, now: datetime) -> Iterator[Submission | Problem]:
    """The documents of a file or folder, in its order. Raises WordsError where there is nothing to read."""
    if path.is_dir():
        files = sorted(filter(folders.is_page, path.iterdir()))
        if not files:
            left = folders.passed_over(path)
            raise WordsError("nothing", f"{path} holds no .html or .txt file" + (f"; {left}" if left else ""))
        return (_guarded(str(file), partial(of_file, file, now)) for file in files)
    if path != STDIN and not path.is_file():
        told = "is neither a file nor a folder; `-` is standard input" if path.exists() else "no such file or folder"
        raise WordsError("no-file", f"{path}: {told}")
    if path != STDIN and folders.is_page(path) and not _is_lines(path):
        return iter([_guarded(str(path), partial(_of_file_alone, path, now))])
    return _lines(path, now)


def _is_lines(path: Path) -> bool:
    """Does a .txt hold JSON lines, or urls, and no page?"""
    try:
        with _opened(path) as file:
            return folders.kind_of(path) is Kind.FLAT and is_lines(file.read(_HEAD))
    except (OSError, EOFError, zlib.error):
        return False  # what is wrong with it is said where it is read


def _of_file_alone(file: Path, now: datetime) -> Submission:
    """A page that was named by itself. Raises WordsError where it is none, too: in a folder nobody meant that one."""
    found = of_file(file, now)
    kind = no_page(found.page.body) if found.page else ""
    if kind:
        raise WordsError("no-page", f"{file}: {kind}")
    return found


def _lines(path: Path, now: datetime) -> Iterator[Submission | Problem]:
    number = 0
    try:
        with _opened(path) as file:
            patience = math.inf if path == STDIN else bounded.MOST_PASSED
            for number, line in enumerate(bounded.lines(file, LONGEST_LINE, patience), 1):
                where = f"{path}:{number}"
                kind = seems(line.head if isinstance(line, bounded.TooLong) else line) if number == 1 else ""
                if isinstance(line, bounded.TooLong):
                    yield Problem(where, _too_long(line), kind)
                elif number == 1 and line.startswith(_UTF16):
                    yield Problem(where, "the file is in UTF-16: expected UTF-8")
                    return
                elif number == 1 and (other := no_lines(line)):
                    raise WordsError("no-lines", f"{path}: {other}")
                elif line.strip():
                    yield _guarded(where, partial(of_line, line, now), kind)
    except (OSError, EOFError, zlib.error) as error:
        yield Problem(f"{path}:{number + 1}", f"cannot be read: {error}")


def _opened(path: Path) -> AbstractContextManager[IO[bytes]]:
    if path == STDIN:
        return nullcontext(sys.stdin.buffer)
    opener: Callable[..., Any] = gzip.open if path.suffix == ".gz" else Path.open
    return opener(path, "rb")  # type: ignore[no-any-return]


def _too_long(line: bounded.TooLong) -> str:
    rest = "; it has no end in sight, and the rest of the file is not read" if line.last else ""
    return f"more than {LONGEST_LINE} bytes in one line are not read{rest}"


def _guarded(where: str, make: Callable[[], Submission], kind: str = "") -> Submission | Problem:
    try:
        return make()
    except WordsError:
        raise
    except NewsloomError as error:
        return Problem(where, error.detail, kind)
    except OSError as error:
        return Problem(where, error.strerror or "cannot be read")


def of_file(file: Path, now: datetime) -> Submission:
    """A page in a file of its own; its name is its id, its bytes are its identity. Raises PermanentError, OSError."""
    if not file.is_file():  # a pipe would be waited for, a device has no end
        raise PermanentError("no-file", "not a file")
    with file.open("rb") as opened:
        body = packed.unpacked(opened.read(LARGEST + 1), LARGEST)
    if not body.strip():
        raise PermanentError("empty", "there is nothing in it")
    kind = Kind.HTML if packed.is_html(body) else folders.kind_of(file)
    key = hashlib.sha256(b"import:" + body).hexdigest()[:32]
    name = one_line(file.name)  # a name may hold bytes that are no text
    return _submission(f"import:{name}", key, body, kind, Hint(id=name), now)


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
    return _submission(url, key, body.encode("utf-8", "replace"), kind, hint, now)


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
    return f"import:{external or digest[:16]}", digest[:32]


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


def _submission(url: str, key: str, body: bytes, kind: Kind, hint: Hint, now: datetime) -> Submission:
    if len(body) > LARGEST:
        raise PermanentError("too-large", f"more than {LARGEST} bytes of text are not read")
    page = Page(url, url, 200, {}, body, kind, now)
    return Submission(url, key, "", "import", hint, page)
