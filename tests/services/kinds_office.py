"""An office with a head, clerks, a salesperson and a client with a contact, for the steps of each kind."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from ipdesk.domain.matters import Kind
from ipdesk.services.events import RecordEvent, record_event
from ipdesk.services.listing import matter_view
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.office import Act, Office, open_office
from ipdesk.services.people import NewContact, add_client, add_contact, add_person, people
from ipdesk.services.rows import MatterView
from tests import database

STAFF = (
    ("赵主任", "department_head", "patent"),
    ("林一", "handler", "patent"),
    ("周流程", "process_clerk", "process"),
    ("陈软件", "handler", "software"),
    ("吴商标", "handler", "trademark"),
    ("孙总监", "director", None),
)


@dataclass
class Kinds:
    """One client, its salesperson, and everybody who works on its matters; the day moves as ``at`` says."""

    office: Office
    people: dict[str, int]
    day: date = database.TODAY

    def act(self, who: str | None = "赵主任") -> Act:
        at = datetime(self.day.year, self.day.month, self.day.day, 2, tzinfo=UTC)
        return Act(self.people[who] if who else None, at, self.day)

    def matter(self, kind: Kind, title: str = "一种折叠支架", handler: str = "林一", **more: object) -> int:
        new = NewMatter(
            kind,
            title,
            client="云杉科技",
            salesperson_id=self.people["业务甲"],
            handler_id=self.people[handler],
            slip_on=self.day,
            **more,  # type: ignore[arg-type]
        )
        return add_matter(self.office, self.act(), new).created or 0

    def record(self, matter: int, name: str, who: str | None = "赵主任", **data: str) -> int:
        changes = record_event(self.office, self.act(who), RecordEvent(matter, name, self.day, data=data))
        return changes.created or 0

    def view(self, matter: int) -> MatterView:
        return matter_view(self.office, self.day, matter)


def make(template: Path, folder: Path) -> Kinds:
    """The office in a file of its own: built once, then copied (on a server it is built each time)."""
    if database.URL:
        return Kinds(*_built(database.fresh_office(template, folder / "office.db")))
    built = template.with_name("kinds.db")
    if not built.exists():
        with database.fresh_office(template, built) as office:
            _built(office)
    shutil.copy(built, folder / "office.db")
    office = open_office(folder / "office.db")
    return Kinds(office, {person.name: person.id for person in people(office)})


def _built(office: Office) -> tuple[Office, dict[str, int]]:
    """Fill an empty office."""
    nobody = database.an_act()
    for name, role, department in STAFF:
        add_person(office, nobody, name, role, department)
    add_person(office, nobody, "业务甲", "salesperson", None, email="jia@example.com")
    client = add_client(office, nobody, "云杉科技").created or 0
    add_contact(office, nobody, client, NewContact("李经理", "13900000000", "li@example.com", is_main=True))
    return office, {person.name: person.id for person in people(office)}
