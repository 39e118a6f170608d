"""What was dropped on the window: is it a spreadsheet to import, or a package of notices?"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData

_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".csv"})
_PACKAGES = frozenset({".zip"})


def spreadsheet_of(data: QMimeData) -> Path | None:
    """The one local spreadsheet among what is dragged; None for anything else or for several files."""
    return _one_of(data, _SUFFIXES)


def package_of(data: QMimeData) -> Path | None:
    """The one local package of notices (a zip) among what is dragged."""
    return _one_of(data, _PACKAGES)


def _one_of(data: QMimeData, suffixes: frozenset[str]) -> Path | None:
    urls = data.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() in suffixes else None
