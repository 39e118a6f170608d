"""Undo: the last act, whatever it was, is reversed by recording its reversal. Undoing that is redo."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

from ipdesk.errors import UserError
from ipdesk.model import queries, reversal, staff
from ipdesk.model.acts import ActRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.queries import ActRow
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services import docket
from ipdesk.services.matters import touch
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.wording import act_label, say


def last_act(office: Office, by: int | None) -> ActRow | None:
    """The act that ``undo`` would reverse: the last of this person that still holds and is no undo itself."""
    return _found(office, by, undone=False)


def last_undone(office: Office, by: int | None) -> ActRow | None:
    """The undo that redo would reverse; None once something else was done."""
    return _found(office, by, undone=True)


def _found(office: Office, by: int | None, *, undone: bool) -> ActRow | None:
    with office.database.read() as uow:
        act_id = queries.undoable(uow, by, undone=undone)
        return queries.acts(uow, act_id=act_id)[0] if act_id is not None else None


def undo(office: Office, act: Act, act_id: int | None = None) -> Changes:
    """Reverse an act (None: the last one of ``act.by``): events are revoked, rows made are marked removed,
    changed fields go back. All or nothing.

    ``UserError``: undo.nothing, undo.unknown, undo.already, undo.changed_since (naming what).
    """
    with office.database.write() as uow:
        target_id = act_id if act_id is not None else queries.undoable(uow, act.by)
        if target_id is None:
            raise UserError("undo.nothing")
        target = uow.get(ActRecord, target_id)
        if target is None:
            raise UserError("undo.unknown", id=target_id)
        if target.undone_by is not None:
            raise UserError("undo.already", what=_what(target))
        own = uow.begin_act(act, "redo" if target.undoes else "undo", _what(target), target.matter_id)
        own.undoes = target.id
        uow.flush()
        try:
            matters = reversal.reverse(uow, target.id, act, say("undone_why"))
        except reversal.ChangedSince as problem:
            raise UserError("undo.changed_since", what=_what(target), where=problem.where) from problem
        target.undone_by = own.id
        if target.undoes is not None:
            _holds_again(uow, target.undoes)
        uow.flush()
        kinds = frozenset(target.kinds.split())
        projected = reversal.projected_matters(uow, target.id, matters)
        for matter_id in _listed(projected):
            matter = uow.get(MatterRecord, matter_id)
            if matter is not None:
                touch(matter, act)
        with _rules_followed(office, uow, target.id, kinds) as ruled:
            docket.project(uow, office, sorted(projected | ruled), act.today)
            if "people" in kinds:
                staff.reassign_roles(uow, staff.load_staff(uow))
            says = say("redone" if target.undoes else "undone", what=_what(target))
            return commit(uow, Changes(kinds, _listed(projected | ruled), says=says))


def _rules_followed(
    office: Office, uow: UnitOfWork, act_id: int, kinds: frozenset[str]
) -> AbstractContextManager[frozenset[int]]:
    """A change of the standard also stands in a file: it goes back with the rest, or nothing does."""
    if "rules" not in kinds:
        return nullcontext(frozenset())
    from ipdesk.services.rule_file import followed

    return followed(office, uow, act_id)


def redo(office: Office, act: Act) -> Changes:
    """Bring back what was undone last. ``UserError("undo.nothing_to_redo")``."""
    with office.database.read() as uow:
        act_id = queries.undoable(uow, act.by, undone=True)
    if act_id is None:
        raise UserError("undo.nothing_to_redo")
    return undo(office, act, act_id)


def _holds_again(uow: UnitOfWork, act_id: int) -> None:
    original = uow.get(ActRecord, act_id)
    if original is not None:
        original.undone_by = None


def _what(target: ActRecord) -> str:
    if target.name in ("undo", "redo"):
        return target.summary
    return f"{act_label(target.name)} {target.summary}".strip()


def _listed(ids: Sequence[int] | set[int] | frozenset[int]) -> frozenset[int]:
    return frozenset(ids) if len(ids) <= reversal.LISTED else frozenset()


def changes_since(office: Office, act_id: int) -> Changes:
    """What others did after an act, for a workstation that asks every few seconds; ``act``: the newest id."""
    with office.database.read() as uow:
        newest = queries.last_act_id(uow)
        if newest <= act_id:
            return Changes(act=newest or None)
        found: list[ActRow] = queries.acts(uow, after=act_id)
    if any("rules" in row.kinds for row in found):
        office.follow_rules()
    kinds: set[str] = set()
    matters: set[int] = set()
    many = False
    for row in found:
        kinds |= row.kinds
        matters |= row.matters
        many = many or ("matters" in row.kinds and not row.matters)
    return Changes(frozenset(kinds), frozenset() if many else frozenset(matters), act=newest)


__all__ = ["changes_since", "last_act", "last_undone", "redo", "undo"]
