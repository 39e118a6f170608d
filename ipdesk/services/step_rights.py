"""Steps that the standard gives to one person alone (3.2.7: the head of the patent department approves a layout)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ipdesk.errors import UserError
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services.office import Act
from ipdesk.text import label


@dataclass(frozen=True, slots=True)
class Right:
    """Who may record a step: the head of ``department``, and the director over them all."""

    department: str
    clause: str


RIGHTS: Mapping[str, Right] = {"approved_by_head": Right("patent", "3.2.7")}


def may_record(name: str, role: str | None, department: str | None) -> bool:
    """Whether somebody of this role and department may record the step."""
    right = RIGHTS.get(name)
    return right is None or role == "director" or (role == "department_head" and department == right.department)


def check(uow: UnitOfWork, act: Act, matter: MatterRecord, name: str) -> None:
    """UserError ``step.not_head`` when somebody else records it. An act of nobody (command line) is let through."""
    right = RIGHTS.get(name)
    if right is None or act.by is None:
        return
    person = uow.get(PersonRecord, act.by)
    if person is None or not may_record(name, person.role, person.department):
        raise UserError(
            "step.not_head",
            label=label("event", name),
            number=matter.number,
            department=label("department", right.department),
            clause=right.clause,
            person=person.name if person is not None else "",
        )
