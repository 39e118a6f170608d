"""Papers kept with a matter: adding, opening, removing. The bytes are looked after by ``services.papers``."""

from __future__ import annotations

import mimetypes
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ipdesk.errors import UserError
from ipdesk.model import reading_matter
from ipdesk.model.papers import AttachmentRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.paths import write_beside
from ipdesk.services import evidence, papers, shaping
from ipdesk.services.matters import known_matter
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.rows import AttachmentRow
from ipdesk.services.wording import say

KINDS = frozenset({"attachments"})


def attach(
    office: Office,
    act: Act,
    matter_id: int,
    source: Path | bytes,
    name: str = "",
    event_id: int | None = None,
) -> Changes:
    """Keep a paper with a matter, and with one of its events if given; ``created`` is the attachment's id.

    Equal content is stored once. UserErrors: ``attachment.unreadable``, ``.empty``, ``.too_large``,
    ``.bad_name``, ``.unwritable``, ``.no_event``, ``matter.unknown``.
    """
    shown = papers.safe_name(name or (source.name if isinstance(source, Path) else ""))
    content = papers.read_source(source, shown)
    with office.database.read() as uow:  # refused before anything is written to disk
        _checked_place(uow, matter_id, event_id, shown)
    sha256 = papers.keep(office.files, content, shown)  # outside the transaction: a large paper takes time
    with office.database.write() as uow:
        number = _checked_place(uow, matter_id, event_id, shown)
        uow.begin_act(act, "attach", shown, matter_id)
        record = AttachmentRecord(
            matter_id=matter_id,
            event_id=event_id,
            name=shown,
            sha256=sha256,
            size=len(content),
            mime=mimetypes.guess_type(shown)[0] or "application/octet-stream",
            added_by=act.by,
            added_at=act.at,
        )
        uow.add(record)
        uow.flush()
        says = say("attached", name=shown, number=number)
        return commit(uow, Changes(KINDS, frozenset({matter_id}), says=says, created=record.id))


def _checked_place(uow: UnitOfWork, matter_id: int, event_id: int | None, name: str) -> str:
    """The number of the matter, which must be there and own the event."""
    matter = known_matter(uow, matter_id)
    if event_id is not None and not reading_matter.is_event_of(uow.session, event_id, matter_id):
        raise UserError("attachment.no_event", name=name, number=matter.number)
    return matter.number


def remove_attachment(office: Office, act: Act, attachment_id: int) -> Changes:
    """Take a paper out of its matter; the content stays, undo brings it back.

    UserErrors: ``attachment.not_found``, ``attachment.is_evidence``.
    """
    with office.database.write() as uow:
        record = _known(uow, attachment_id)
        evidence.check_removable(uow, record)
        uow.begin_act(act, "remove_attachment", record.name, record.matter_id)
        record.removed_at = act.at
        says = say("attachment_removed", name=record.name)
        return commit(uow, Changes(KINDS, frozenset({record.matter_id}), says=says))


def attachments(office: Office, matter_ids: Sequence[int]) -> tuple[AttachmentRow, ...]:
    """The papers of these matters, oldest first."""
    with office.database.read() as uow:
        return tuple(map(shaping.attachment_row, reading_matter.attachments_of(uow.session, matter_ids)))


def open_path(office: Office, attachment_id: int) -> Path:
    """A checked copy under the paper's own name, for the system to open; changing it changes nothing here.

    UserErrors: ``attachment.not_found``, ``.missing``, ``.damaged``, ``.unwritable``.
    """
    with office.database.read() as uow:
        record = _known(uow, attachment_id)
        name, sha256 = record.name, record.sha256
    return opened_copy(office, name, sha256)


def opened_copy(office: Office, name: str, sha256: str) -> Path:
    """A checked copy of any kept content under ``name``, for the system to open. UserErrors as ``open_path``."""
    folder = Path(tempfile.gettempdir()) / "ipdesk-papers" / sha256[:16]
    return _copy(office, name, sha256, folder / name)


def save_copy(office: Office, attachment_id: int, to: Path) -> Path:
    """Write a checked copy to ``to``, beside and renamed. UserErrors as ``open_path``."""
    with office.database.read() as uow:
        record = _known(uow, attachment_id)
        name, sha256 = record.name, record.sha256
    return _copy(office, name, sha256, to)


def _copy(office: Office, name: str, sha256: str, to: Path) -> Path:
    source = papers.verified(office.files, sha256, name)
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        return write_beside(to, source.read_bytes())
    except OSError as error:
        raise UserError("attachment.unwritable", name=name, reason=error.strerror or error) from error


def _known(uow: UnitOfWork, attachment_id: int) -> AttachmentRecord:
    record = uow.get(AttachmentRecord, attachment_id)
    if record is None or record.removed_at is not None:
        raise UserError("attachment.not_found", id=attachment_id)
    return record
