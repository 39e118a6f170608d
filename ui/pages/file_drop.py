"""What was dropped on the window: is it a spreadsheet to import?"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData

_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".csv"})


def spreadsheet_of(data: QMimeData) -> Path | None:
    """The one local spreadsheet among what is dragged; None for anything else or for several files."""
    urls = data.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() in _SUFFIXES else None
