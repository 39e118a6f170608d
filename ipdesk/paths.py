"""Where things lie: resources of the program, the user's data, and how a file is written safely."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import IO

APP = "ipdesk"


@cache
def _resource_root() -> Path:
    """The folder of resources: beside the frozen program, inside the wheel, or in the source tree."""
    package = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [package / "_resources", package.parent / "resources"]
    if frozen is not None:
        candidates.insert(0, Path(str(frozen)) / "resources")
    for candidate in candidates:
        if (candidate / "text").is_dir():
            return candidate
    raise FileNotFoundError(f"resources of {APP} not found in: {', '.join(map(str, candidates))}")


def resource(*parts: str) -> Path:
    """The path of a shipped resource, e.g. ``resource("text", "cli.toml")``; it need not exist."""
    return _resource_root().joinpath(*parts)


def user_data_dir() -> Path:
    """The user's data directory of the program, made if missing."""
    import platformdirs

    return Path(platformdirs.user_data_dir(APP, appauthor=False, ensure_exists=True))


def user_config_dir() -> Path:
    """The directory of per-workstation settings, made if missing."""
    import platformdirs

    return Path(platformdirs.user_config_dir(APP, appauthor=False, ensure_exists=True))


def user_log_dir() -> Path:
    """The directory of log files; it need not exist yet."""
    import platformdirs

    return Path(platformdirs.user_log_dir(APP, appauthor=False))


def default_database() -> Path:
    """The embedded database used when nothing else is chosen."""
    return user_data_dir() / "ipdesk.db"


def beside_database(path: Path) -> Path:
    """The folder of an embedded office beside its database: attachments, own rules, arrangements."""
    return path.with_name(f"{path.name}.files")


def write_beside(path: Path, content: bytes | Callable[[IO[bytes]], object]) -> Path:
    """Write ``path`` whole or not at all: a file beside it is filled, flushed to disk and renamed.

    ``content`` is the bytes or a function that writes them into an open binary file. Errors are those of
    the operating system (``OSError``) and of ``content``; after one the old file stands unchanged.
    """
    import tempfile  # brings much along that the first paint doesn't need

    path = Path(path)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "w+b") as stream:
            if callable(content):
                content(stream)
            else:
                stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.chmod(_mode_for(path))
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    _sync_directory(path.parent)
    return path


def _mode_for(path: Path) -> int:
    """Keep the mode of the file replaced; a new one gets what the umask leaves."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _sync_directory(directory: Path) -> None:
    """Make the rename itself durable; directories can't be opened on Windows, which does it by itself."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
