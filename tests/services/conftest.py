"""An empty office for each test, and an act to do things under."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ipdesk.services.office import Act, Office
from tests import database


@pytest.fixture(scope="session")
def office_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty office's file to copy from: making the schema takes longer than a test."""
    return database.make_template(tmp_path_factory.mktemp("template") / "empty.db")


@pytest.fixture
def office(office_template: Path, tmp_path: Path) -> Iterator[Office]:
    """An empty office (SQLite, or what ``IPDESK_TEST_DATABASE`` names)."""
    with database.fresh_office(office_template, tmp_path / "office.db") as found:
        yield found


@pytest.fixture
def act() -> Act:
    """Nobody in particular, on Friday 2026-11-20."""
    return database.an_act()
