"""Strict surroundings of every test: no screen, no real user directories, no thread left running."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Before Qt is imported anywhere: without a platform it aborts the process where there is no screen.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

# The user's own settings, data and logs are never touched; platformdirs asks these.
_HOME = Path(tempfile.mkdtemp(prefix="ipdesk-tests-"))
for _name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
    os.environ[_name] = str(_HOME / _name.lower())
for _name in ("IPDESK_DATABASE", "IPDESK_EXIT_WHEN_SHOWN"):
    os.environ.pop(_name, None)

settings.register_profile(
    "strict",
    deadline=None,  # two shared cores: a slow moment is no failure
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("strict")

# Two processes share the files (--dist loadfile): the long ones first, so that none is left working alone at the end.
_FIRST = ("packaging/test_frozen", "files/test_fee_sheet_libreoffice", "ui/", "cli/", "services/", "files/")


def pytest_configure() -> None:
    from tests.database import share_compiled_statements

    share_compiled_statements()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files by ``_FIRST``; within a file nothing moves."""
    here = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        path = item.path.relative_to(here).as_posix()
        return next((at for at, start in enumerate(_FIRST) if path.startswith(start)), len(_FIRST))

    items.sort(key=place)


@pytest.fixture(autouse=True)
def no_thread_left_running() -> Iterator[None]:
    """A thread that outlives its test fails it; one that is just ending gets a moment."""
    before = set(threading.enumerate())
    yield
    left = [t for t in threading.enumerate() if t not in before and t.is_alive() and not t.daemon]
    end = time.monotonic() + 2
    while left and time.monotonic() < end:
        left[0].join(0.05)
        left = [t for t in left if t.is_alive()]
    assert not left, f"threads left running: {[t.name for t in left]}"


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout: the folder that holds pyproject.toml."""
    return Path(__file__).resolve().parents[1]
