"""A desk with a small office for the screens: real services, a window's thread, nothing remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ipdesk.domain.matters import Kind
from ipdesk.services.events import RecordEvent, record_event
from ipdesk.services.matters import NewMatter, add_matter, assign
from ipdesk.services.office import Act, Office
from ipdesk.services.people import add_person
from tests import database
from ui import theme
from ui.context import Desk
from ui.screens import settle

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="session")
def office_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty office's file to copy from."""
    return database.make_template(tmp_path_factory.mktemp("template") / "empty.db")


@dataclass
class Small:
    """A small office: the ids of its people and matters by name."""

    office: Office
    act: Act
    people: dict[str, int]
    matters: dict[str, int]

    def record(self, matter: str, name: str, on: date, **more: object) -> int:
        changes = record_event(self.office, self.act, RecordEvent(self.matters[matter], name, on, **more))  # type: ignore[arg-type]
        assert changes.created is not None
        return changes.created


def fill(office: Office) -> Small:
    """Two people, five matters: overdue, soon, waiting, paused, and one of the software department."""
    act = database.an_act()
    people = {}
    for name, role, department in (
        ("林一", "handler", "patent"),
        ("王二", "handler", "patent"),
        ("业务甲", "salesperson", None),
    ):
        people[name] = add_person(office, act, name, role, department).created or 0
    matters = {}
    for title, kind, slip in (
        ("一种折叠支架", Kind.UTILITY_MODEL, date(2026, 11, 2)),
        ("散热装置", Kind.INVENTION, date(2026, 11, 19)),
        ("路由器", Kind.DESIGN, date(2026, 11, 18)),
        ("水杯", Kind.DESIGN, date(2026, 11, 17)),
        ("管理软件V1.0", Kind.SOFTWARE, date(2026, 11, 16)),
    ):
        new = NewMatter(kind, title, client=f"{title}公司", handler_id=people["林一"], slip_on=slip)
        matters[title] = add_matter(office, act, new).created or 0
    small = Small(office, act, people, matters)
    assign(office, act, tuple(matters.values()), people["林一"], TODAY)
    small.record("水杯", "paused", date(2026, 11, 18))
    return small


@pytest.fixture
def small(office_template: Path, tmp_path: Path) -> Iterator[Small]:
    with database.fresh_office(office_template, tmp_path / "office.db") as office:
        yield fill(office)


@pytest.fixture
def desk(qapp: QApplication, small: Small) -> Iterator[Desk]:
    """A desk on the small office; everything is stopped afterwards."""
    theme.apply(qapp, "light")
    made = Desk(TODAY)
    made.keeps_settings = False
    made.set_office(small.office)
    yield made
    made.runner.close()


@pytest.fixture
def quiet(desk: Desk, qtbot: QtBot) -> Callable[[], None]:
    """Wait until nothing runs beside the window."""
    return lambda: settle(desk)
