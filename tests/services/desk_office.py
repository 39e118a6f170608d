"""A small office for reading: one patent matter in every bucket, one software matter, four people."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ipdesk.domain.matters import Kind
from ipdesk.services.events import RecordEvent, record_event
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.office import Act, Office, open_office
from ipdesk.services.people import add_person, people
from tests import database

TODAY = database.TODAY  # a Friday
NAMES = ("overdue", "today", "later", "paused", "waiting", "software")


@dataclass(frozen=True)
class Desk:
    """An office with one matter in every bucket of the patent department, and one of the software's."""

    office: Office
    act: Act
    people: dict[str, int]
    matters: dict[str, int]

    def numbers(self, ids: object) -> list[str]:
        names = {one: name for name, one in self.matters.items()}
        return [names[one] for one in ids]  # type: ignore[attr-defined]


def record(desk_office: Office, act: Act, matter: int, name: str, on: date, **data: str) -> None:
    record_event(desk_office, act, RecordEvent(matter, name, on, data=data))


def make_desk(template: Path, folder: Path) -> Desk:
    """The office in a file of its own: built once, then copied (on a server it is built each time)."""
    built = template.with_name("desk.db")
    act = database.an_act()
    if database.URL:
        return build(database.fresh_office(template, folder / "office.db"), act)
    if not built.exists():
        with database.fresh_office(template, built) as office:
            build(office, act)
    shutil.copy(built, folder / "office.db")
    return _reopened(open_office(folder / "office.db"), act)


def _reopened(office: Office, act: Act) -> Desk:
    staff = {person.name: person.id for person in people(office)}
    return Desk(office, act, staff, {name: index for index, name in enumerate(NAMES, start=1)})


def build(office: Office, act: Act) -> Desk:
    """Fill an empty office; matters get the ids 1… in the order of ``NAMES``."""
    staff: dict[str, int] = {}
    for name, role, department in (
        ("王伟", "handler", "patent"),
        ("陈丽", "handler", "software"),
        ("赵主任", "department_head", "patent"),
        ("孙总监", "director", None),
    ):
        staff[name] = add_person(office, act, name, role, department).created or 0
    matters: dict[str, int] = {}

    def add(name: str, kind: Kind, title: str, client: str, slip: date, **more: object) -> int:
        new = NewMatter(kind, title, client, slip_on=slip, handler_id=staff["王伟"], **more)  # type: ignore[arg-type]
        matters[name] = add_matter(office, act, new).created or 0
        return matters[name]

    # P.allocate: 2 working days after the slip.
    add("overdue", Kind.INVENTION, "一种折叠支架", "深圳市长虹科技有限公司", date(2026, 11, 10))
    add("today", Kind.UTILITY_MODEL, "食品加工装置", "广州南方食品厂", date(2026, 11, 18))
    add("later", Kind.DESIGN, "台灯", "广州南方食品厂", date(2026, 11, 20))
    paused = add("paused", Kind.INVENTION, "数据处理方法", "北京安信公司", date(2026, 11, 17))
    record(office, act, paused, "paused", date(2026, 11, 18))
    waiting = add("waiting", Kind.INVENTION, "一种机床", "安徽机床厂", date(2026, 11, 2))
    for name, on, data in (
        ("assigned", date(2026, 11, 3), {}),
        ("sales_contacted", date(2026, 11, 3), {}),
        ("client_contacted", date(2026, 11, 4), {}),
        ("disclosure_received", date(2026, 11, 5), {}),
        ("search_completed", date(2026, 11, 6), {"result": "can_file"}),
        ("payment_requested", date(2026, 11, 6), {}),
        ("payment_received", date(2026, 11, 9), {}),
    ):
        record(office, act, waiting, name, on, **data)
    software = NewMatter(
        Kind.SOFTWARE, "仓储管理软件V1.0", "北京安信公司", handler_id=staff["陈丽"], slip_on=date(2026, 11, 20)
    )
    matters["software"] = add_matter(office, act, software).created or 0
    assert matters == {name: index for index, name in enumerate(NAMES, start=1)}
    return Desk(office, act, staff, matters)
