"""Is a folder on a network drive? SQLite's locks and WAL are only as good as the drive."""

from __future__ import annotations

import os
from pathlib import Path, PurePath

NETWORK_FILE_SYSTEMS = frozenset(
    {
        "9p",
        "afs",
        "cifs",
        "davfs",
        "fuse.davfs",
        "fuse.glusterfs",
        "fuse.rclone",
        "fuse.sshfs",
        "glusterfs",
        "ncpfs",
        "nfs",
        "nfs4",
        "smb3",
        "smbfs",
    }
)
DRIVE_REMOTE = 4


def is_network_path(path: Path) -> bool:
    """True if ``path`` (which need not exist) lies on a share; False where that can't be told."""
    if os.name == "nt":
        return _windows_share(path)
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return mounted_over_network(path, mounts)


def mounted_over_network(path: PurePath, mounts: str) -> bool:
    """The same from the text of a mount table: the longest mount point above ``path`` decides."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        point = PurePath(fields[1].replace("\\040", " "))
        depth = len(point.parts)
        if depth >= best and (point == path or point in path.parents):
            best, kind = depth, fields[2]
    return kind in NETWORK_FILE_SYSTEMS


def is_unc(text: str) -> bool:
    r"""``\\server\share\…`` or ``//server/share/…``, but not ``\\?\C:\…``."""
    plain = text.replace("\\", "/")
    return plain.startswith("//") and not plain.startswith(("//?/", "//./"))


def _windows_share(path: Path) -> bool:
    """UNC paths and mapped network drives."""
    if is_unc(str(path)):
        return True
    import ctypes

    # Only there on Windows; getattr keeps the type checker of other systems content.
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009
    return int(kernel.GetDriveTypeW(path.anchor)) == DRIVE_REMOTE
