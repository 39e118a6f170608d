"""The folder of attachments: every content once, under its SHA-256, written whole or not at all."""

from __future__ import annotations

import hashlib
import mimetypes
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ipdesk.errors import UserError
from ipdesk.paths import write_beside

LIMIT = 200 * 1024 * 1024
_CHUNK = 1 << 20
_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A paper to keep: a file, or its bytes with a name."""

    source: Path | bytes
    name: str = ""


@dataclass(frozen=True, slots=True)
class KeptPaper:
    """A paper whose bytes lie in the folder already; ``size`` in bytes."""

    name: str
    sha256: str
    size: int
    mime: str


def keep_all(folder: Path, new: Iterable[NewPaper | KeptPaper]) -> tuple[KeptPaper, ...]:
    """Keep these papers; what is kept already is handed back as it is. All are read before the first is written.

    UserErrors: ``attachment.unreadable``, ``.empty``, ``.too_large``, ``.bad_name``, ``.unwritable``.
    """
    read = [one if isinstance(one, KeptPaper) else _read(one) for one in new]
    return tuple(one if isinstance(one, KeptPaper) else kept(folder, *one) for one in read)


def _read(paper: NewPaper) -> tuple[bytes, str]:
    shown = safe_name(paper.name or (paper.source.name if isinstance(paper.source, Path) else ""))
    return read_source(paper.source, shown), shown


def kept(folder: Path, content: bytes, name: str) -> KeptPaper:
    """Store one content under its hash, with what a row says of it."""
    mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return KeptPaper(name, keep(folder, content, name), len(content), mime)


def safe_name(name: str) -> str:
    """A file name that every system takes: the last part of ``name``, without forbidden characters.

    UserError ``attachment.bad_name`` when nothing usable is left.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    cleaned = _FORBIDDEN.sub("_", last).strip(" .")
    if not cleaned.strip("_"):
        raise UserError("attachment.bad_name", name=name)
    if _RESERVED.match(cleaned):
        cleaned = f"_{cleaned}"
    stem, dot, suffix = cleaned.rpartition(".")
    return f"{stem[:75]}{dot}{suffix[:20]}" if dot else cleaned[:75]


def read_source(source: Path | bytes, name: str) -> bytes:
    """The bytes to keep. UserErrors: ``attachment.unreadable``, ``.empty``, ``.too_large``."""
    if isinstance(source, Path):
        try:
            size = source.stat().st_size
            content = source.read_bytes() if size <= LIMIT else b""
        except OSError as error:
            raise UserError("attachment.unreadable", name=name, reason=error.strerror or error) from error
    else:
        content, size = source, len(source)
    if size > LIMIT:
        raise UserError("attachment.too_large", name=name, size=size >> 20, limit=LIMIT >> 20)
    if not content:
        raise UserError("attachment.empty", name=name)
    return content


def place(folder: Path, sha256: str) -> Path:
    """Where the content with this hash lies."""
    return folder / sha256[:2] / sha256


def keep(folder: Path, content: bytes, name: str) -> str:
    """Store ``content`` and give its SHA-256; equal content that is whole is not written again."""
    sha256 = hashlib.sha256(content).hexdigest()
    target = place(folder, sha256)
    try:
        if not (target.is_file() and hash_of(target) == sha256):
            target.parent.mkdir(parents=True, exist_ok=True)
            write_beside(target, content)
    except OSError as error:
        raise UserError("attachment.unwritable", name=name, reason=error.strerror or error) from error
    return sha256


def hash_of(path: Path) -> str:
    """The SHA-256 of a file, read in pieces. OSError as the system gives it."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def verified(folder: Path, sha256: str, name: str) -> Path:
    """The path of a stored content, checked. UserErrors ``attachment.missing``, ``attachment.damaged``."""
    path = place(folder, sha256)
    try:
        found = hash_of(path)
    except OSError as error:
        raise UserError("attachment.missing", name=name) from error
    if found != sha256:
        raise UserError("attachment.damaged", name=name)
    return path
