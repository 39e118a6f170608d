"""The words of office ledgers (``rulebook/ledger.toml``): headings, kinds, departments, blanks, totals."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ipdesk.files.cells import folded, text

_BRACKETS = re.compile(r"[(\[{<【〔《「『][^)\]}>】〕》」』]*[)\]}>】〕》」』]")
_JUNK = re.compile(r"[\s*★☆●▲※:;,。、._\-—\"'“”‘’!?#()\[\]{}<>【】〔〕《》「」『』]+")
_REQUIRED = re.compile(r"(?:必填项?|选填|可选|只读)")
_PARTS = re.compile(r"[/\\|或及和&]+")
# 客户/申请人 and 申请日/提交日 in one heading: what the column then is.
_TOGETHER = {frozenset({"client", "applicant"}): "applicant", frozenset({"filed", "submitted"}): "filed"}


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a ledger's column can hold. ``event`` is set for dates that are events of the matter."""

    name: str
    label: str
    names: tuple[str, ...]
    event: str | None


@dataclass(frozen=True, slots=True)
class Words:
    """Everything of ``ledger.toml``; keys are folded (:func:`ipdesk.files.cells.folded`)."""

    fields: Mapping[str, Field]
    headings: Mapping[str, tuple[str, int]]  # heading -> (field, rank among its names)
    kinds: Mapping[str, str]
    families: Mapping[str, str]
    departments: Mapping[str, str]
    empty: frozenset[str]
    pending: frozenset[str]
    totals: frozenset[str]
    footers: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    can_file: frozenset[str]
    cannot_file: frozenset[str]


@cache
def words() -> Words:
    """The shipped words, read once."""
    source = tomllib.loads((files("ipdesk") / "rulebook" / "ledger.toml").read_text(encoding="utf-8"))
    fields = {
        name: Field(name, entry["names"][0], tuple(entry["names"]), entry.get("event"))
        for name, entry in source["fields"].items()
    }
    lists = {key: frozenset(map(folded, entries)) for key, entries in source["words"].items()}
    return Words(
        fields=fields,
        headings=_headings(fields),
        kinds=_reversed(source["kinds"]),
        families=_reversed(source["families"]),
        departments=_reversed(source["departments"]),
        **lists,
    )


def _headings(fields: Mapping[str, Field]) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for field in fields.values():
        for rank, heading in enumerate(field.names):
            key = heading_key(heading)
            if key in found and found[key][0] != field.name:
                raise ValueError(f"ledger.toml: {heading!r} stands for both {found[key][0]} and {field.name}")
            found.setdefault(key, (field.name, rank))
    return found


def _reversed(table: Mapping[str, list[str]]) -> dict[str, str]:
    return {folded(word): code for code, entries in table.items() for word in entries}


def heading_key(heading: str) -> str:
    """A heading without what only decorates it: width, spaces, line breaks, stars, brackets, punctuation."""
    return _JUNK.sub("", unicodedata.normalize("NFKC", text(heading))).casefold()


def without_brackets(heading: str) -> str:
    """A heading without its remarks in brackets: （必填）, (元), [yyyy-mm-dd]."""
    return _BRACKETS.sub("", unicodedata.normalize("NFKC", text(heading)))


def field_of(heading: str) -> tuple[str, int] | None:
    """The field a heading names and how good its name is (0 best), or None.

    Tried in turn: as it stands; without what is in brackets (必填、元、yyyy-mm-dd); each part of
    申请号/专利号, where the parts must not contradict each other.
    """
    known = words().headings
    plain = unicodedata.normalize("NFKC", text(heading))
    bare = _BRACKETS.sub("", plain)
    parts = [heading_key(part) for part in _PARTS.split(bare) if part.strip()]
    found = [known[part] for part in parts if part in known] if len(parts) > 1 else []
    said = frozenset(field for field, _ in found)
    said = frozenset({_TOGETHER[said]}) if said in _TOGETHER else said
    if len(said) > 1:
        return None  # 联系人/电话: two things in one column
    for attempt in (plain, bare):
        key = _REQUIRED.sub("", heading_key(attempt.replace("/", "").replace("\\", "")))
        if key in known:
            return known[key]
    return next(((name, rank) for name, rank in found if name in said), None)
