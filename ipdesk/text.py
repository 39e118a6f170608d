"""Codes into the words people read, for window and command line alike.

``resources/text/*.toml``: each file is one area. Flat string keys are the sentences of ``UserError`` codes
(several files may not define the same code); tables ``[labels.<area>]`` hold the labels of codes.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from ipdesk.errors import UserError
from ipdesk.paths import resource


class _Missing(dict[str, object]):
    """A detail that a sentence names and the error does not carry is left out, never a crash."""

    def __missing__(self, key: str) -> str:
        return "…"


def sentence(error: UserError) -> str:
    """One plain Chinese sentence: what happened, to which record, what to do next."""
    template = _sentences().get(error.code)
    if template is None:
        inner = "，".join(f"{key}={value}" for key, value in error.details.items())
        return f"操作未完成（{error.code}{'：' + inner if inner else ''}）。"
    return template.format_map(_Missing({key: _shown(value) for key, value in error.details.items()}))


def label(area: str, code: str) -> str:
    """The label of a code (``label("kind", "invention")`` → 发明专利); an unknown code is its own label."""
    return _labels().get(area, {}).get(code, code)


def labels(area: str) -> dict[str, str]:
    """All labels of an area, code to label, in the order of the file."""
    return dict(_labels().get(area, {}))


def known_codes() -> frozenset[str]:
    """Every error code that has a sentence."""
    return frozenset(_sentences())


def _shown(value: object) -> object:
    """Lists inside a sentence are joined the Chinese way."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return "、".join(str(item) for item in value)
    return value


@cache
def _sentences() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(resource("text").glob("*.toml")):
        for code, text in _flat(_load(path.name)).items():
            if code in found:
                raise ValueError(f"{path.name}: the sentence {code!r} is defined twice")
            found[code] = text
    return found


@cache
def _labels() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for path in sorted(resource("text").glob("*.toml")):
        tables = _load(path.name).get("labels", {})
        if isinstance(tables, dict):
            for area, entries in tables.items():
                found.setdefault(area, {}).update(entries)
    found.update(_of_the_rules())
    return found


def _of_the_rules() -> dict[str, dict[str, str]]:
    """Events and notices are named where the rules are: one place for each."""
    path = Path(__file__).parent / "rulebook" / "events.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    notices = {name: entry["label"] for name, entry in table["notices"].items()}
    return {"event": {**table["labels"], **table["office"]}, "notice": notices}


@cache
def _load(name: str) -> dict[str, object]:
    return tomllib.loads(resource("text", name).read_text(encoding="utf-8"))


def _flat(table: dict[str, object], prefix: str = "") -> dict[str, str]:
    """Sentences keyed by their dotted code, whether written ``"a.b" = …`` or as a table ``[a]``."""
    found: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, str):
            found[prefix + key] = value
        elif isinstance(value, dict) and (prefix or key != "labels"):
            found.update(_flat(value, f"{prefix}{key}."))
    return found
