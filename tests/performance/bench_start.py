"""Process start → first paint → first page filled, against an empty QMainWindow in the same run."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.performance.harness import Ratio, alternate, seconds

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 7

EMPTY = """
import sys
from PySide6.QtWidgets import QApplication, QMainWindow
{more}
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        app.quit()
app = QApplication(sys.argv)
window = Window()
window.resize(1366, 768)
window.show()
sys.exit(app.exec())
"""


def _environment() -> dict[str, str]:
    """Both sides may keep compiled files, as an installed program has them, whatever the shell says."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {"QT_QPA_PLATFORM": "offscreen", **kept}


def _program(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=_environment(), check=True, capture_output=True)


def _desk(database: Path, until: str) -> None:
    """Start the desk and stay until the first paint (``paint``) or until the first page is filled (``fill``)."""
    environment = {**_environment(), "IPDESK_EXIT_WHEN_SHOWN": "paint" if until == "paint" else "1"}
    arguments = [sys.executable, "-m", "ipdesk", "--db", str(database), "--today", "2026-11-20"]
    subprocess.run(arguments, cwd=ROOT, env=environment, check=True, capture_output=True)


def bench() -> list[Ratio]:
    """First paint and filled page, both with the example office."""
    with tempfile.TemporaryDirectory(prefix="ipdesk-bench-") as folder:
        database = Path(folder) / "office.db"
        made = [sys.executable, "-m", "ipdesk", "demo", str(database), "--today", "2026-11-20"]
        took = seconds(lambda: subprocess.run(made, cwd=ROOT, check=True, capture_output=True))
        _desk(database, "fill")  # once, so that both sides run with warm caches and compiled files
        paint, empty = alternate(
            lambda: _desk(database, "paint"), lambda: _program(EMPTY.format(more="")), rounds=ROUNDS
        )
        orm = EMPTY.format(more="import sqlalchemy.orm")
        filled, bare = alternate(lambda: _desk(database, "fill"), lambda: _program(orm), rounds=ROUNDS)
    return [
        Ratio("start: first paint / empty QMainWindow", paint / empty, f"{paint:.3f} s / {empty:.3f} s", 1.3),
        Ratio("start: page filled / empty + sqlalchemy.orm", filled / bare, f"{filled:.3f} s / {bare:.3f} s", 1.3),
        Ratio("demo of 300 matters, seconds", took, "absolute: nothing bare to compare with"),
    ]
