"""Who is who: which person a rule's "responsible" means on a matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update

from ipdesk.model.due_items import DueItemRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Staff:
    """The heads and the others whose role decides; ``by_role`` maps (role, department or "") to a person."""

    by_role: Mapping[tuple[str, str], int]

    def responsible(self, role: str, department: str, handler_id: int | None, clerk_id: int | None) -> int | None:
        """The person of a role; None where nobody (or not exactly one clerk) has it."""
        if role == "handler":
            return handler_id
        if role == "process_clerk":
            return clerk_id or self.by_role.get((role, department))
        if role == "superior":
            return self._of("superior", department) or self._of("department_head", department)
        return self._of(role, department)

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
    for person_id, role, department in uow.session.execute(query):
        if role == "process_clerk":
            clerks.append((department or "process", person_id))
        else:
            found.setdefault((role, department or ""), person_id)
    if len(clerks) == 1:
        found["process_clerk", clerks[0][0]] = clerks[0][1]
    return Staff(found)


def reassign_roles(uow: UnitOfWork, people: Staff) -> None:
    """Give the due items of every role to whoever has it now (handlers' follow their matter)."""
    items = DueItemRecord.__table__
    pairs = select(items.c.responsible, items.c.department).where(items.c.responsible != "handler").distinct()
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
