"""Papers that come with an event: stored before the act begins, written down inside it."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ipdesk.model.papers import AttachmentRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services import papers
from ipdesk.services.office import Act, Office


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A content that lies where attachments lie, under its hash."""

    name: str
    sha256: str
    size: int


def keep_files(office: Office, files: Sequence[tuple[str, Path | bytes]]) -> tuple[KeptFile, ...]:
    """Store (name, content or path) outside any transaction: a large paper takes time.

    UserErrors: ``attachment.unreadable``, ``.empty``, ``.too_large``, ``.bad_name``, ``.unwritable``.
    """
    read = []
    for name, source in files:
        shown = papers.safe_name(name or (source.name if isinstance(source, Path) else ""))
        read.append((shown, papers.read_source(source, shown)))
    return tuple(KeptFile(name, papers.keep(office.files, content, name), len(content)) for name, content in read)


def put_file(uow: UnitOfWork, act: Act, matter_id: int, event_id: int | None, file: KeptFile) -> AttachmentRecord:
    """The paper of a matter and one of its events; the caller's ``Changes`` must name the kind ``attachments``."""
    record = add_file(uow, act, matter_id, event_id, file)
    uow.flush()
    return record


def add_file(uow: UnitOfWork, act: Act, matter_id: int, event_id: int | None, file: KeptFile) -> AttachmentRecord:
    """The same, written with whatever is written next: for many papers at once."""
    record = AttachmentRecord(
        matter_id=matter_id,
        event_id=event_id,
        name=file.name,
        sha256=file.sha256,
        size=file.size,
        mime=mimetypes.guess_type(file.name)[0] or "application/octet-stream",
        added_by=act.by,
        added_at=act.at,
    )
    uow.add(record)
    return record
