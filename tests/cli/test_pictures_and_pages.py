"""What needs the ui from the command line: pictures of the screens, printed forms. Started as a program."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.cli.desk_cli import Cli


def _program(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Without a screen: no display and no platform chosen."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    return subprocess.run(
        [sys.executable, "-m", "ipdesk", *map(str, arguments)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.slow
def test_every_main_screen_is_a_picture(office: Cli, tmp_path: Path) -> None:
    from PySide6.QtGui import QImage

    folder = tmp_path / "画面"
    done = _program(tmp_path, "--db", office.database, "--today", "2026-11-20", "screenshots", folder)
    assert done.returncode == 0, done.stderr
    pictures = sorted(folder.glob("*.png"))
    assert set(done.stdout.splitlines()) == {str(path) for path in pictures}
    assert len(pictures) >= 7
    for path in pictures:
        image = QImage(str(path))
        assert image.width() >= 1000, path
        colours = {image.pixel(x, y) for x in range(0, image.width(), 17) for y in range(0, image.height(), 13)}
        assert len(colours) > 5, f"{path.name} is blank"


def test_the_transfer_form(office: Cli, tmp_path: Path) -> None:
    from ipdesk.services.listing import matter_id, matter_view
    from ipdesk.services.office import Act, open_office
    from ipdesk.services.people import people
    from ipdesk.services.transfers import request_transfer

    assert office.database is not None
    items = office.answer("due", "--state", "open", "--department", "patent")["due_items"]
    number = next(item["matter"] for item in items if item["person"])
    act = Act(by=None, at=datetime(2026, 11, 20, 2, tzinfo=UTC), today=date(2026, 11, 20))
    with open_office(office.database) as opened:
        view = matter_view(opened, act.today, matter_id(opened, number))
        handler = view.row.handler_id
        other = next(p for p in people(opened) if p.role == "handler" and p.id != handler and p.active)
        asked = request_transfer(opened, act, [view.id], other.id, "工作调整")
    path = tmp_path / "移交.pdf"
    done = _program(tmp_path, "--db", office.database, "form", "transfer", asked.created, "--out", path)
    assert done.returncode == 0, done.stderr
    assert path.read_bytes().startswith(b"%PDF")
    if shutil.which("pdftotext"):
        read = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True)
        words = read.stdout.replace(" ", "")
        for expected in ("项目移交申请单", number, other.name, "工作调整", "3.5.5"):
            assert expected in words


def test_a_form_that_is_not_there(office: Cli, tmp_path: Path) -> None:
    assert office.refusal("form", "transfer", "999", "--out", tmp_path / "x.pdf")
    assert not (tmp_path / "x.pdf").exists()
