"""A small office for complaints: two units with their superiors, a head, a director, two clients."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from ipdesk.domain.matters import Kind
from ipdesk.model.people import PersonRecord
from ipdesk.services.complaints import NewComplaint, Step, record_complaint, record_step
from ipdesk.services.listing import matter_rows
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.office import Act, Office, open_office
from ipdesk.services.people import add_person, people
from tests import database

TODAY = date(2026, 11, 24)  # a Tuesday
LATER = Act(None, datetime(2026, 12, 31, 2, 0, tzinfo=UTC), TODAY)
"""The clock shows another day than the one taken as today: any hour of today may be recorded."""


@dataclass(frozen=True)
class Desk:
    """An office with people and matters by name."""

    office: Office
    people: dict[str, int]
    matters: dict[str, int]
    act: Act = LATER

    def by(self, name: str) -> Act:
        return replace(self.act, by=self.people[name])

    def complain(self, at: str = "09:05", **more: object) -> int:
        fields: dict[str, object] = {"client": "深圳长虹", "text": "电话一直没人接", "about_id": self.matters["支架"]}
        new = NewComplaint(**{**fields, **more}, at=time.fromisoformat(at))  # type: ignore[arg-type]
        return record_complaint(self.office, self.act, new).created or 0

    def step(self, complaint: int, name: str, at: str = "09:20", on: date | None = None, **more: object) -> None:
        step = Step(complaint, name, on, time.fromisoformat(at), **more)  # type: ignore[arg-type]
        record_step(self.office, self.act, step)


def build(office: Office) -> Desk:
    """Fill an empty office."""
    staff: dict[str, int] = {}
    for name, role, department in (
        ("林一", "handler", "patent"),
        ("王二", "handler", "patent"),
        ("陈上级", "superior", "patent"),
        ("周上级", "superior", "patent"),
        ("赵主任", "department_head", "patent"),
        ("孙总监", "director", None),
        ("业务甲", "salesperson", None),
        ("钱软件", "handler", "software"),
        ("郑主任", "department_head", "software"),
    ):
        made = add_person(office, LATER, name, role, department, email=f"p{len(staff)}@example.com")
        staff[name] = made.created or 0
    with office.database.write() as uow:
        uow.begin_act(LATER, "change_person", "小组")
        for name, unit, superior in (("林一", "专利一组", "陈上级"), ("王二", "专利二组", "周上级")):
            record = uow.get(PersonRecord, staff[name])
            assert record is not None
            record.unit, record.superior_id = unit, staff[superior]
        uow.commit()
    matters: dict[str, int] = {}
    for title, kind, client, handler in (
        ("支架", Kind.INVENTION, "深圳长虹", "林一"),
        ("底座", Kind.UTILITY_MODEL, "深圳长虹", "林一"),
        ("水杯", Kind.DESIGN, "广州南方", "王二"),
        ("管理软件", Kind.SOFTWARE, "深圳长虹", "钱软件"),
    ):
        new = NewMatter(
            kind, title, client, handler_id=staff[handler], salesperson_id=staff["业务甲"], slip_on=date(2026, 11, 2)
        )
        matters[title] = add_matter(office, LATER, new).created or 0
    return Desk(office, staff, matters)


def make(template: Path, folder: Path) -> Desk:
    """The office in a file of its own: built once, then copied (on a server it is built each time)."""
    built = template.with_name("complaints.db")
    if database.URL:
        return build(database.fresh_office(template, folder / "office.db"))
    if not built.exists():
        with database.fresh_office(template, built) as office:
            build(office)
    shutil.copy(built, folder / "office.db")
    office = open_office(folder / "office.db")
    matters = {row.title: row.id for row in matter_rows(office, TODAY, range(1, 5))}
    return Desk(office, {person.name: person.id for person in people(office)}, matters)
