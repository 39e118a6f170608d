"""Reading the rule book: the shipped files, then the office's own beside its database."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from ipdesk.domain.rulebook import RuleBook

SHIPPED = ("events.toml", "service_standard.toml")
OFFICE_FILE = "rules.toml"


@cache
def _shipped_texts() -> tuple[tuple[str, str], ...]:
    folder = files("ipdesk.rulebook")
    return tuple((name, folder.joinpath(name).read_text(encoding="utf-8")) for name in SHIPPED)


@cache
def shipped_rules() -> RuleBook:
    """The rules as shipped."""
    return RuleBook.load(_shipped_texts())


def office_rules(folder: Path) -> RuleBook:
    """The shipped rules with the office's own ``rules.toml`` (beside its database) over them, rule by rule.

    Raises ``UserError("rules.bad")`` naming file, rule and reason.
    """
    own = folder / OFFICE_FILE
    if not own.is_file():
        return shipped_rules()
    return RuleBook.load([*_shipped_texts(), (own.name, own.read_text(encoding="utf-8"))])
