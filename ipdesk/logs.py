"""Logging: a rotating file on the workstation and the last lines in memory for a failure report."""

from __future__ import annotations

import logging
from collections import deque
from logging.handlers import RotatingFileHandler
from pathlib import Path

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


recent = RingBuffer()


def setup(directory: Path | None = None) -> Path | None:
    """Log the program's own records to ``directory`` (default: the user's log directory).

    Answers the file, or None where the directory can't be written: a workstation without a log still works.
    Calling it again changes nothing.
    """
    logger = logging.getLogger("ipdesk")
    for handler in logger.handlers:
        if isinstance(handler, RotatingFileHandler):
            return Path(handler.baseFilename)
    logger.setLevel(logging.INFO)
    logging.getLogger("ui").setLevel(logging.INFO)
    handlers: list[logging.Handler] = [recent]
    path = _open_file(directory)
    if path is not None:
        handlers.append(path)
    for name in ("ipdesk", "ui"):
        for handler in handlers:
            logging.getLogger(name).addHandler(handler)
    return Path(path.baseFilename) if path is not None else None


def _open_file(directory: Path | None) -> RotatingFileHandler | None:
    from ipdesk.paths import user_log_dir

    try:
        folder = directory or user_log_dir()
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "ipdesk.log", maxBytes=1_000_000, backupCount=5, encoding="utf-8", delay=True
        )
    except OSError:
        return None
    handler.setFormatter(logging.Formatter(FORMAT))
    return handler
