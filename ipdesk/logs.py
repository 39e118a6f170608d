"""Logging: a rotating file on the workstation and the last lines in memory for a failure report."""

from __future__ import annotations

import logging
from collections import deque
from pathlib import Path

from ipdesk.paths import user_log_dir

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class RingBuffer(logging.Handler):
    """Keeps the last ``size`` formatted lines, oldest first."""

    def __init__(self, size: int = 500) -> None:
        super().__init__(logging.DEBUG)
        self._lines: deque[str] = deque(maxlen=size)
        self.setFormatter(logging.Formatter(FORMAT))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line; called by ``logging`` with its lock held."""
        self._lines.append(self.format(record))

    def lines(self) -> tuple[str, ...]:
        """What is kept at the moment."""
        return tuple(self._lines)


class LazyFile(logging.Handler):
    """A rotating file that is opened, and its machinery imported, with the first record: most runs have none."""

    def __init__(self, path: Path) -> None:
        super().__init__(logging.INFO)
        self.path = path
        self._file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; a workstation where the file can't be written still works."""
        try:
            if self._file is None:
                self._file = self._opened()
            self._file.emit(record)
        except OSError:
            self._file = logging.NullHandler()

    def close(self) -> None:
        """Close the file, if it was opened."""
        if self._file is not None:
            self._file.close()
        super().close()

    def _opened(self) -> logging.Handler:
        from logging.handlers import RotatingFileHandler

        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = RotatingFileHandler(self.path, maxBytes=1_000_000, backupCount=5, encoding="utf-8")
        file.setFormatter(logging.Formatter(FORMAT))
        return file


recent = RingBuffer()


def setup(directory: Path | None = None) -> Path:
    """Log the program's own records to a file in ``directory`` (default: the user's log directory).

    Answers the file's path. Calling it again changes nothing.
    """
    for handler in logging.getLogger("ipdesk").handlers:
        if isinstance(handler, LazyFile):
            return handler.path
    file = LazyFile((directory or user_log_dir()) / "ipdesk.log")
    for name in ("ipdesk", "ui"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.INFO)
        logger.addHandler(recent)
        logger.addHandler(file)
    return file.path
