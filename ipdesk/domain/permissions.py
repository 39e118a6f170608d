"""Who may do what: a deed of the standard and the roles it is left to.

A workstation on which nobody was chosen, and the command line, where nobody signs in, may do everything but what
the standard leaves to a certain person by name: there somebody must stand for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

_HEADS = frozenset({"director", "department_head"})
_KEEPERS = _HEADS | {"system_administrator"}


class Deed(StrEnum):
    """What not everybody may do."""

    APPROVE_TRANSFER = "approve_transfer"  # 3.5.5: 经部门总监同意
    CHANGE_RULES = "change_rules"
    EDIT_CHECKLISTS = "edit_checklists"


ALLOWED: Mapping[Deed, frozenset[str]] = {
    Deed.APPROVE_TRANSFER: _HEADS,
    Deed.CHANGE_RULES: _KEEPERS,
    Deed.EDIT_CHECKLISTS: _KEEPERS,
}
"""The roles that may; nobody else."""

IN_PERSON = frozenset({Deed.APPROVE_TRANSFER, Deed.EDIT_CHECKLISTS})
"""Deeds that somebody must stand for: nobody in particular is not enough."""


def may(role: str | None, deed: Deed | str) -> bool:
    """Whether somebody of ``role`` may do ``deed``; ``role`` None: nobody was chosen. ValueError: no such deed."""
    deed = Deed(deed)
    if role is None:
        return deed not in IN_PERSON
    return role in ALLOWED[deed]
