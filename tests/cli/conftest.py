"""The example office once for all, copied for each test."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ipdesk.cli import Parts, run
from tests.cli.desk_cli import Cli


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    """The command line without a database of its own."""
    return Cli(capsys)


@pytest.fixture(scope="session")
def made_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("office") / "office.db"
    moment = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    parts = Parts(lambda *_: [], lambda *_: None)
    assert run(["demo", str(path), "--today", "2026-11-20", "--matters", "120"], parts, lambda: moment) == 0
    return path


@pytest.fixture
def office(made_office: Path, tmp_path: Path, cli: Cli) -> Cli:
    """The command line on a fresh copy of the example office."""
    for item in made_office.parent.iterdir():
        copy = shutil.copytree if item.is_dir() else shutil.copy2
        copy(item, tmp_path / item.name)
    cli.database = tmp_path / made_office.name
    return cli
