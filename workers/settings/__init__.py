"""Frozen settings: defaults, then a TOML file, then `NEWSLOOM_*` variables. Touches only what it is handed.

The defaults in `sections` and `config/newsloom.toml` say the same (held by a test). A variable's name is the section
and the key: `[fetch] max_bytes` is `NEWSLOOM_FETCH_MAX_BYTES`; keys of `[newsloom]` have no section in their variable:
`NEWSLOOM_HOME`. A value that cannot be used is named, with its place and what was expected: `WordsError`; so are two
that contradict each other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_type_hints

from workers.errors import WordsError
from workers.settings.pairs import refuse_contradictions
from workers.settings.sections import (
    Assign,
    Clean,
    Dedupe,
    Dispatch,
    Feeds,
    Fetch,
    Flower,
    Log,
    Place,
    Settings,
    Upkeep,
    expanded,
)
from workers.settings.values import value_of
from workers.toml import document_of

__all__ = [
    "Assign",
    "Clean",
    "Dedupe",
    "Dispatch",
    "Feeds",
    "Fetch",
    "Flower",
    "Log",
    "Place",
    "Settings",
    "Upkeep",
    "described",
    "load",
    "read",
    "read_file",
    "variable_of",
]

#: likeness from which an unknown variable is taken for a misspelt one, and its second word for a misspelt section
#: (difflib's ratio).
_NEAR, _NEAR_SECTION = 0.88, 0.8
#: letters of a section from which one that is nearly it is a slip: BLOG and LOGO are as near to LOG as any slip of it.
_TELLING = 4
#: variables that Kubernetes makes for services called newsloom-something, with their values. One of them may have the
#: name of a setting: the port of newsloom-flower.
_KUBERNETES = re.compile(
    r"\w+_SERVICE_HOST=[0-9A-Fa-f.:]+|\w+_SERVICE_PORT(_\w+)?=\d+"
    r"|\w+_PORT(_\d+_(TCP|UDP|SCTP))?=(tcp|udp|sctp)://.+"
    r"|\w+_PORT_\d+_(TCP|UDP|SCTP)_(PROTO=(tcp|udp|sctp)|PORT=\d+|ADDR=[0-9A-Fa-f.:]+)"
)

#: characters of a name that are shown.
_LONGEST = 100
#: those whose name stands in their variables.
_SECTIONS = [section.name for section in fields(Settings) if section.name != "newsloom"]


def load(environ: Mapping[str, str], toml: Mapping[str, Any] | None = None, origin: str = "the file") -> Settings:
    """Settings from a parsed TOML document and the environment, the environment winning.

    Raises WordsError, naming the key, the place it came from and what was expected.
    """
    sections: dict[str, Any] = {}
    document = dict(toml or {})
    hints = get_type_hints(Settings)
    environ = {name: value for name, value in environ.items() if not _KUBERNETES.fullmatch(f"{name}={value}")}
    _refuse_misspelt(environ)
    _refuse_unknown(document, hints, f"section of {origin}")
    for name, cls in hints.items():
        table = document.get(name, {})
        if not isinstance(table, Mapping):
            raise WordsError("setting", f"{name} in {origin}: expected a section, [{name}]")
        types = get_type_hints(cls)
        _refuse_unknown(table, types, f"key of [{name}] in {origin}")
        given = {key: (f"[{name}] {key} in {origin}", value) for key, value in table.items()}
        variables = {key: variable_of(name, key) for key in types}
        given |= {key: (variable, environ[variable]) for key, variable in variables.items() if variable in environ}
        sections[name] = cls(**{key: value_of(name, key, types[key], *found) for key, found in given.items()})
        refuse_contradictions(name, sections[name], {key: place for key, (place, _) in given.items()})
    return Settings(**sections)


def read(environ: Mapping[str, str]) -> Settings:
    """Settings for this environment: the file named by NEWSLOOM_CONFIG, else newsloom.toml in the home folder.

    Raises WordsError, also where there is no such home.
    """
    named = environ.get("NEWSLOOM_CONFIG")
    home = Path(environ.get("NEWSLOOM_HOME", Place().home))
    path = Path(named) if named else expanded(home) / "newsloom.toml"
    if not named and not path.is_file():
        return load(environ)
    return read_file(path, environ, "NEWSLOOM_CONFIG: ")


def read_file(path: Path, environ: Mapping[str, str], named: str = "") -> Settings:
    """Settings of a file, the environment winning; `named` is how it was named, for whoever must mend that."""
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise WordsError("setting", f"{named}cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise WordsError("setting", f"{path} is not TOML: {error}") from error
    return load(environ, document_of(text, str(path), "setting"), str(path))


def variable_of(section: str, key: str) -> str:
    return f"NEWSLOOM_{key}".upper() if section == "newsloom" else f"NEWSLOOM_{section}_{key}".upper()


def _refuse_misspelt(environ: Mapping[str, str]) -> None:
    """A variable that is nearly one of ours, or has our prefix and nearly a section of ours, is a slip. Others pass."""
    known = {"NEWSLOOM_CONFIG", *(variable_of(section, key) for section, key, _ in described())}
    for name in environ:
        if name.startswith("NEWSLOOM_") and name not in known:
            near = get_close_matches(name, known, 1, _NEAR)
            section = _section_meant(name.split("_")[1].lower())
            if near or section:
                meant = near[0] if near else _variables_of(section)
                raise WordsError("setting", f"unknown variable {name}: did you mean {meant}?")


def _section_meant(word: str) -> str:
    """The section that the second word of a variable is, or nearly is; empty where it is none."""
    telling = [section for section in _SECTIONS if len(section) >= _TELLING]
    return word if word in _SECTIONS else next(iter(get_close_matches(word, telling, 1, _NEAR_SECTION)), "")


def _variables_of(section: str) -> str:
    keys = [key for of, key, _ in described() if of == section]
    return f"{variable_of(section, '...')} (keys of [{section}]: {', '.join(keys)})"


def _refuse_unknown(given: Mapping[str, Any], known: Mapping[str, Any], what: str) -> None:
    for name in given:
        if name not in known:
            called = " ".join(name.split())[:_LONGEST]  # whatever stands between quotes may be a name
            raise WordsError("setting", f"unknown {what}: {called} (known: {', '.join(sorted(known))})")


def described() -> list[tuple[str, str, Any]]:
    """Every setting as (section, key, default): what config/newsloom.toml must say."""
    default = Settings()
    return [
        (section.name, key.name, getattr(getattr(default, section.name), key.name))
        for section in fields(Settings)
        for key in fields(getattr(default, section.name))
    ]
