"""The frozen program: built with build.spec and started, where PyInstaller is installed."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("PyInstaller") is None, reason="PyInstaller is not installed"),
]


@pytest.fixture(scope="module")
def program(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("frozen")
    done = subprocess.run(
        [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN",
         "--workpath", str(folder / "build"), "--distpath", str(folder / "dist"), str(root / "build.spec")],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    return folder / "dist" / "ipdesk" / "ipdesk"


def _run(program: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Start it from elsewhere, with none of this environment's Python around."""
    keep = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))}
    return subprocess.run(
        [str(program), *arguments],
        cwd=folder,
        env={**keep, "HOME": str(folder), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def test_it_finds_everything(program: Path, tmp_path: Path) -> None:
    done = _run(program, tmp_path, "--self-test")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "不行" not in done.stdout


def test_it_answers_commands(program: Path, tmp_path: Path) -> None:
    done = _run(program, tmp_path, "workdays", "is", "2026-02-14", "--json")
    assert done.returncode == 0, done.stderr
    assert '"working": true' in done.stdout
