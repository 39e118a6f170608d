"""The wheel: built, unpacked elsewhere, it finds its resources."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def unpacked(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=root,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_carries_its_resources(unpacked: Path, root: Path) -> None:
    shipped = {str(path.relative_to(unpacked)) for path in unpacked.rglob("*") if path.is_file()}
    for path in (root / "resources").rglob("*"):
        if path.is_file():
            assert str(Path("ipdesk/_resources") / path.relative_to(root / "resources")) in shipped
    for path in (root / "ipdesk").rglob("*"):
        if path.is_file() and path.suffix in (".py", ".toml", ".mako"):
            assert str(path.relative_to(root)) in shipped
    assert not any(name.startswith(("tests", "resources")) for name in shipped)


def test_the_wheel_finds_its_resources(unpacked: Path) -> None:
    program = (
        "import ipdesk, sys; from ipdesk.paths import resource; from ipdesk.text import label\n"
        "print(resource('text')); print(label('kind', 'invention'), label('event', 'assigned'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=unpacked,
        env={**os.environ, "PYTHONPATH": str(unpacked), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    where, words = done.stdout.splitlines()
    assert Path(where) == unpacked / "ipdesk" / "_resources" / "text"
    assert words == "发明专利 分配负责人"
