"""Who is who: which person a rule's "responsible" means on a matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import aliased

from ipdesk.model.due_items import DueItemRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.unit_of_work import UnitOfWork

_ABOVE = {"superior": "department_head", "department_head": "director"}


@dataclass(frozen=True, slots=True)
class Staff:
    """The heads and the others whose role decides; ``by_role`` maps (role, department or "") to a person.

    ``superior_of``: who answers for a person before the head does (4.3), where that was set; for a superior it is
    the head, for a head the director.
    """

    by_role: Mapping[tuple[str, str], int]
    superior_of: Mapping[int, int] = field(default_factory=dict)

    def responsible(self, role: str, department: str, handler_id: int | None, clerk_id: int | None) -> int | None:
        """The person of a role; None where nobody (or not exactly one clerk) has it."""
        if role == "handler":
            return handler_id
        if role == "process_clerk":
            return clerk_id or self.by_role.get((role, department))
        if role == "superior":
            return self.superior(department, handler_id)
        return self._of(role, department)

    def superior(self, department: str, person_id: int | None) -> int | None:
        """Who stands above a person: their own superior, else the department's, its head, the director.

        Never the person themselves: a complaint about a head goes to the director.
        """
        own = self.superior_of.get(person_id) if person_id is not None else None
        above = (own, *(self._of(role, department) for role in ("superior", "department_head", "director")))
        return next((one for one in above if one is not None and one != person_id), None)

    def _of(self, role: str, department: str) -> int | None:
        return self.by_role.get((role, department)) or self.by_role.get((role, ""))


def load_staff(uow: UnitOfWork) -> Staff:
    """From the active people; the first of several heads counts, of several clerks none by itself."""
    query = (
        select(PersonRecord.id, PersonRecord.role, PersonRecord.department)
        .where(PersonRecord.active.is_(True), PersonRecord.removed_at.is_(None))
        .order_by(PersonRecord.id)
    )
    found: dict[tuple[str, str], int] = {}
    clerks: list[tuple[str, int]] = []
    above: list[tuple[int, str, str]] = []
    for person_id, role, department in uow.session.execute(query):
        if role in _ABOVE:
            above.append((person_id, _ABOVE[role], department or ""))
        if role == "process_clerk":
            clerks.append((department or "process", person_id))
        else:
            found.setdefault((role, department or ""), person_id)
    if len(clerks) == 1:
        found["process_clerk", clerks[0][0]] = clerks[0][1]
    plain = Staff(found)
    ranks = {one: plain.responsible(role, department, None, None) for one, role, department in above}
    return Staff(found, {one: over for one, over in ranks.items() if over is not None} | _superiors(uow))


def _superiors(uow: UnitOfWork) -> dict[int, int]:
    """Who was named as whose superior, as long as the superior is there."""
    over = aliased(PersonRecord)
    query = (
        select(PersonRecord.id, over.id)
        .join(over, over.id == PersonRecord.superior_id)
        .where(over.active.is_(True), over.removed_at.is_(None), over.id != PersonRecord.id)
    )
    return {row[0]: row[1] for row in uow.session.execute(query)}


def reassign_roles(uow: UnitOfWork, people: Staff) -> None:
    """Give the due items of every role to whoever has it now (handlers' follow their matter)."""
    items = DueItemRecord.__table__
    by_office = items.c.responsible.not_in(("handler", "superior"))
    pairs = select(items.c.responsible, items.c.department).where(by_office).distinct()
    for role, department in uow.connection.execute(pairs).all():
        own = people.responsible(role, department, None, None)
        person: Any = own
        if role == "process_clerk":
            matters = MatterRecord.__table__
            clerk = select(matters.c.clerk_id).where(matters.c.id == items.c.matter_id).scalar_subquery()
            person = func.coalesce(clerk, own)
        same = items.c.person_id.is_not_distinct_from(person)
        statement = update(items).where(items.c.responsible == role, items.c.department == department, ~same)  # type: ignore[arg-type]
        uow.connection.execute(statement.values(person_id=person))
    _reassign_superiors(uow, people)


def _reassign_superiors(uow: UnitOfWork, people: Staff) -> None:
    """A superior's items depend on whose work they are about."""
    items = DueItemRecord.__table__
    query = (
        select(DueItemRecord.id, DueItemRecord.department, DueItemRecord.person_id, MatterRecord.handler_id)
        .join(MatterRecord, MatterRecord.id == DueItemRecord.matter_id)
        .where(DueItemRecord.responsible == "superior")
    )
    for item_id, department, now, handler_id in uow.connection.execute(query).all():
        person = people.superior(department, handler_id)
        if person != now:
            uow.connection.execute(update(items).where(items.c.id == item_id).values(person_id=person))  # type: ignore[arg-type]
