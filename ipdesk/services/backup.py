"""Backups: one zip with the database, the papers and the office's own rules, verified before it counts.

A backup is written beside and renamed, so that a file of that name is always whole. Restoring verifies
first, keeps what was there, and replaces the database in one step.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ipdesk.errors import UserError
from ipdesk.model.backup import copy_database, make_single, stamped_revision, verify
from ipdesk.model.engine import Place, place
from ipdesk.paths import write_beside
from ipdesk.services.check import Problem, Report, check
from ipdesk.services.office import folder_of, open_office
from ipdesk.services.papers import hash_of

MANIFEST, DATABASE, FILES = "manifest.json", "ipdesk.db", "files/"
PROGRAM = "ipdesk"
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself: the schema's revision and the rows per table."""

    revision: str
    rows: dict[str, int]


def backup(url_or_path: str | Path, to: Path) -> Path:
    """Write a verified backup; the path made. In an existing folder it gets the database's name + ``.zip``.

    A backup of the same name is replaced once the new one is verified; any other file is not.
    ``UserError``: database.missing, .not_ours, backup.failed, .unwritable, file.exists, restore.not_here.
    """
    where = _file_place(url_or_path)
    assert where.path is not None
    target = to / f"{where.path.stem}.zip" if to.is_dir() else to
    if target.exists() and _manifest_of(target) is None:
        raise UserError("file.exists", path=target)
    revision = stamped_revision(where.path)
    if revision is None:
        raise UserError("database.not_ours", path=where.path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".ipdesk-backup-") as folder:
            copy = copy_database(where.path, Path(folder) / DATABASE)
            manifest = Manifest(revision, verify(copy))
            beside = Path(folder) / "backup.zip"
            _pack(beside, copy, folder_of(where), manifest)
            _examine(beside)
            beside.replace(target)
    except OSError as problem:
        raise UserError("backup.unwritable", path=target, reason=problem.strerror or problem) from problem
    return target


def restore(source: Path, url_or_path: str | Path) -> Path | None:
    """Put a backup in the place of a database; where the old one was kept, None if there was none.

    Verified before anything is touched. Papers are only added: they lie under their hash, so none is replaced.
    ``UserError``: file.missing, restore.wrong, database.too_new, database.busy, backup.failed, backup.unwritable.
    """
    where = place(url_or_path)
    if where.path is None:
        raise UserError("restore.not_here")
    if not source.is_file():
        raise UserError("file.missing", path=source)
    try:
        where.path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=where.path.parent, prefix=".ipdesk-restore-") as folder:
            fresh = _unpacked(source, Path(folder))
            open_office(fresh).close()  # upgraded here if it is older; refused if it is newer
            make_single(fresh)
            kept = _keep_old(where)
            _bring_files(Path(folder) / "files", folder_of(where))
            fresh.replace(where.path)
    except OSError as problem:
        raise UserError("backup.unwritable", path=where.path, reason=problem.strerror or problem) from problem
    return kept


def upgrade(url_or_path: str | Path) -> str:
    """Bring a database's schema to this program's, after a verified backup; the revision it now has.

    The only way a server's schema is changed: workstations are told to wait for it.
    """
    from ipdesk.model.schema import upgrade_database

    return upgrade_database(place(url_or_path))


def _file_place(url_or_path: str | Path) -> Place:
    where = place(url_or_path)
    if where.path is None:
        raise UserError("restore.not_here")
    if not where.path.is_file():
        raise UserError("database.missing", path=where.path)
    return where


def _pack(target: Path, database: Path, files: Path, manifest: Manifest) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        text = {"program": PROGRAM, "revision": manifest.revision, "rows": manifest.rows}
        packed.writestr(MANIFEST, json.dumps(text, ensure_ascii=False, indent=1))
        packed.write(database, DATABASE)
        for path in sorted(files.rglob("*")) if files.is_dir() else ():
            if path.is_file() and not path.name.endswith(".part"):
                packed.write(path, FILES + path.relative_to(files).as_posix())


def _manifest_of(path: Path) -> Manifest | None:
    """The manifest of a backup; None if the file is none."""
    try:
        with zipfile.ZipFile(path) as packed:
            text = json.loads(packed.read(MANIFEST))
            if text["program"] != PROGRAM:
                return None
            return Manifest(str(text["revision"]), {str(k): int(v) for k, v in text["rows"].items()})
    except (OSError, KeyError, ValueError, AttributeError, TypeError, *_DAMAGED):
        return None


def _examine(path: Path) -> None:
    """Read every byte back; the check sums must fit."""
    with _reading(path) as packed:
        bad = packed.testzip()
    if bad is not None:
        raise UserError("backup.failed", path=path.name, reason=bad)


def _unpacked(source: Path, folder: Path) -> Path:
    """The database of a backup, unpacked and verified, its papers beside it in ``files``."""
    manifest = _manifest_of(source)
    if manifest is None:
        raise UserError("restore.wrong", path=source)
    with _reading(source) as packed:
        for entry in packed.infolist():
            name = entry.filename
            inside = Path(name)
            if name not in (MANIFEST, DATABASE) and not name.startswith(FILES):
                continue
            if inside.is_absolute() or ".." in inside.parts or "\\" in name:
                raise UserError("restore.wrong", path=source)
            packed.extract(entry, folder)
    database = folder / DATABASE
    if not database.is_file() or verify(database) != manifest.rows:
        raise UserError("backup.failed", path=source, reason=DATABASE)
    for path in (folder / "files").rglob("*"):
        if len(path.name) == 64 and path.is_file() and hash_of(path) != path.name:
            raise UserError("backup.failed", path=source, reason=path.name)
    return database


@contextmanager
def _reading(source: Path) -> Iterator[zipfile.ZipFile]:
    """An open zip; damage is one sentence."""
    try:
        with zipfile.ZipFile(source) as packed:
            yield packed
    except _DAMAGED as problem:
        raise UserError("backup.failed", path=source, reason=problem) from problem


def _keep_old(where: Place) -> Path | None:
    """A verified copy of what is there now; ``UserError("database.busy")`` while somebody works in it."""
    path = where.path
    assert path is not None
    if not path.exists() or not path.stat().st_size:
        return None
    make_single(path)
    serial = 1
    while (kept := path.with_name(f"{path.name}.before-restore-{serial}")).exists():
        serial += 1
    if stamped_revision(path) is None:
        shutil.copy2(path, kept)  # damaged or not ours: kept as it is, byte for byte
        return kept
    try:
        return copy_database(path, kept)
    except UserError:
        shutil.copy2(path, kept)
        return kept


def _bring_files(source: Path, target: Path) -> None:
    """Papers that are missing or damaged are written; the office's own rules are replaced."""
    for path in sorted(source.rglob("*")) if source.is_dir() else ():
        if not path.is_file():
            continue
        there = target / path.relative_to(source)
        if there.is_file() and hash_of(there) == hash_of(path):
            continue
        there.parent.mkdir(parents=True, exist_ok=True)
        write_beside(there, path.read_bytes())


__all__ = ["Manifest", "Problem", "Report", "backup", "check", "restore", "upgrade"]
