"""An empty SQLite database for each test of what is particular to SQLite, or to no database at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ipdesk.model.engine import place
from ipdesk.model.schema import open_database
from ipdesk.model.unit_of_work import Database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "office.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    found = open_database(place(path), create=True)
    yield found
    found.close()
