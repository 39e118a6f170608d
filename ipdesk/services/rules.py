"""Reading the rule book: the shipped files, then the office's own beside its database."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from ipdesk.domain.law import LawBook
from ipdesk.domain.rulebook import RuleBook
from ipdesk.errors import UserError

SHIPPED = ("events.toml", "service_standard.toml")
LAW = ("patents.toml", "trademarks.toml", "software.toml", "layouts.toml")
OFFICE_FILE = "rules.toml"


@cache
def _shipped_texts() -> tuple[tuple[str, str], ...]:
    folder = files("ipdesk.rulebook")
    return tuple((name, folder.joinpath(name).read_text(encoding="utf-8")) for name in SHIPPED)


@cache
def shipped_rules() -> RuleBook:
    """The rules as shipped."""
    return RuleBook.load(_shipped_texts(), shipped_law)


@cache
def shipped_law() -> LawBook:
    """The periods of the law as shipped; read when the first docket is derived, not at every start."""
    folder = files("ipdesk.rulebook")
    return LawBook.load([(name, folder.joinpath(name).read_text(encoding="utf-8")) for name in LAW])


def office_law(folder: Path) -> LawBook:
    """The same with the office's own files of the same names (beside its database) over them, rule by rule.

    Raises ``UserError("rules.bad")`` naming file, rule and reason.
    """
    own = [folder / name for name in LAW if (folder / name).is_file()]
    if not own:
        return shipped_law()
    mine = LawBook.load([(path.name, path.read_text(encoding="utf-8")) for path in own])
    return LawBook({**shipped_law().versions, **mine.versions})


def office_rules(folder: Path) -> RuleBook:
    """The shipped rules with the office's own ``rules.toml`` (beside its database) over them, rule by rule.

    Raises ``UserError("rules.bad")`` naming file, rule, line and reason.
    """
    book = rules_with(own_text(folder))
    if not any((folder / name).is_file() for name in LAW):
        return book
    return replace(book, reads_law=partial(office_law, folder))


def own_text(folder: Path) -> str | None:
    """The office's own rule file as it is, None when there is none. ``UserError``: rules.unreadable."""
    path = folder / OFFICE_FILE
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise UserError("rules.unreadable", path=path, reason="不是 UTF-8 编码") from error
    except OSError as error:
        raise UserError("rules.unreadable", path=path, reason=error.strerror or error) from error


@lru_cache(maxsize=8)
def rules_with(text: str | None) -> RuleBook:
    """The shipped rules with this own text over them; refusals as ``office_rules``."""
    if text is None:
        return shipped_rules()
    body = text.removeprefix("\ufeff")
    try:
        return RuleBook.load([*_shipped_texts(), (OFFICE_FILE, body)], shipped_law)
    except UserError as error:
        line = _line_of(body, str(error.details.get("rule", "")))
        if error.code != "rules.bad" or line is None:
            raise
        where = f"{error.details['rule']}（第 {line} 行）"
        raise UserError("rules.bad", **{**error.details, "rule": where}) from error


def _line_of(text: str, rule: str) -> int | None:
    """The line on which a rule says its id; None where it is not said."""
    found = re.search(rf"""^[ \t]*id[ \t]*=[ \t]*["']{re.escape(rule)}["']""", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else None


def raw_rules(text: str | None) -> tuple[Mapping[str, Any], ...]:
    """Every ``[[rule]]`` table as it is written, the shipped ones first, then those of the own text."""
    own = tomllib.loads(text.removeprefix("\ufeff")).get("rule", ()) if text is not None else ()
    return (*_shipped_raw(), *own)


@cache
def _shipped_raw() -> tuple[Mapping[str, Any], ...]:
    return tuple(raw for _name, text in _shipped_texts() for raw in tomllib.loads(text).get("rule", ()))


@cache
def clauses() -> Mapping[str, str]:
    """The standard's clauses by number, in its own words."""
    return _standard()["clauses"]


@cache
def clause_headings() -> Mapping[str, str]:
    """The headings of the standard by number (``3.1``)."""
    return _standard()["headings"]


def _standard() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("ipdesk.rulebook").joinpath("clauses.toml").read_text(encoding="utf-8"))
