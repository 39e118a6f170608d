"""A desk on a copy of the example office, for pages that are used as a person uses them."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ipdesk.services.demo import make_demo
from ipdesk.services.office import Act, Office, open_office
from ipdesk.services.people import people
from ui import theme
from ui.context import Desk

TODAY = date(2026, 11, 20)  # a Friday
NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def widgets_end_in_the_window_s_thread(qapp: QApplication) -> Iterator[None]:
    """Widgets without a parent are collected here, not by chance in the next test's worker thread."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example office as a file to copy from."""
    path = tmp_path_factory.mktemp("example") / "example.db"
    with open_office(path, create=True) as office:
        make_demo(office, Act(None, NOW, TODAY), matters=160)
    return path


@pytest.fixture
def office(example: Path, tmp_path: Path) -> Iterator[Office]:
    """An example office of this test's own."""
    shutil.copy(example, tmp_path / "office.db")
    with open_office(tmp_path / "office.db") as found:
        yield found


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, office: Office) -> Iterator[Desk]:
    """A desk at which the director sits; failures that nobody takes fail the test."""
    theme.apply(qapp, "light")
    made = Desk(TODAY)
    made.keeps_settings = False
    made.set_office(office)
    made.person = next(one.id for one in people(office) if one.role == "director")
    failures: list[BaseException] = []
    made.failure.connect(failures.append)
    yield made
    made.runner.close()
    assert not failures, failures


@pytest.fixture
def bare_desk(qtbot: QtBot) -> Iterator[Desk]:
    """A desk before any office is open."""
    made = Desk(TODAY)
    made.keeps_settings = False
    yield made
    made.runner.close()


@pytest.fixture
def settle(qtbot: QtBot) -> Callable[[Desk], None]:
    """Wait until nothing runs and everything was delivered."""

    def wait(desk: Desk) -> None:
        qtbot.waitUntil(lambda: not desk.runner.busy, timeout=20_000)

    return wait
