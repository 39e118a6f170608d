"""Papers kept with an event in its own act: the evidence that closes 证据存档 (3.5.1, 3.5.3), and any other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ipdesk.domain.rulebook import EventKind
from ipdesk.errors import UserError
from ipdesk.model import reading_matter
from ipdesk.model.events import EventRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.papers import AttachmentRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services import papers
from ipdesk.services.office import Act, Office

KINDS = frozenset({"attachments"})
NEED_PAPERS = frozenset({"evidence_kept", "given_up", "receipt_proven"})
"""Events that are nothing without a paper: 应当留有相关证据; a right given up, a day of receipt to be believed."""

FIELD = "attachment"
"""The field that names papers the matter has already: their ids, ``12`` or ``12,13``."""


def check(
    uow: UnitOfWork,
    matter: MatterRecord,
    kind: EventKind,
    new: Sequence[papers.NewPaper | papers.KeptPaper],
    fields: Mapping[str, str],
) -> None:
    """Refuse an event that needs a paper and has none, and one that names a paper the matter does not have.

    UserErrors: ``event.evidence_missing``, ``event.no_attachment``.
    """
    named = _named(uow, matter, fields)
    if kind.name in NEED_PAPERS and not (new or named):
        raise UserError("event.evidence_missing", label=kind.label, number=matter.number)


def keep_with(
    uow: UnitOfWork,
    office: Office,
    act: Act,
    event: EventRecord,
    new: Sequence[papers.NewPaper | papers.KeptPaper],
) -> None:
    """Add the papers to the matter, tied to the event; papers named by it that hang on no event yet are tied, too."""
    for paper in papers.keep_all(office.files, new):
        uow.add(
            AttachmentRecord(
                matter_id=event.matter_id,
                event_id=event.id,
                name=paper.name,
                sha256=paper.sha256,
                size=paper.size,
                mime=paper.mime,
                added_by=act.by,
                added_at=act.at,
            )
        )
    for paper_id in _ids(event.data.get(FIELD, "")):
        record = uow.get(AttachmentRecord, paper_id)
        if record is not None and record.event_id is None:
            record.event_id = event.id
    uow.flush()


def check_removable(uow: UnitOfWork, record: AttachmentRecord) -> None:
    """The last piece of evidence of a step that needs one stays: ``UserError("attachment.is_evidence")``."""
    event = uow.get(EventRecord, record.event_id)
    if event is None or event.revoked_at is not None or event.name not in NEED_PAPERS:
        return
    others = [one for one in reading_matter.attachments_of(uow.session, [record.matter_id]) if one.id != record.id]
    if not any(one.event_id == event.id for one in others):
        raise UserError("attachment.is_evidence", name=record.name)


def _named(uow: UnitOfWork, matter: MatterRecord, fields: Mapping[str, str]) -> list[AttachmentRecord]:
    text = fields.get(FIELD, "")
    found = []
    for paper_id in _ids(text):
        record = uow.get(AttachmentRecord, paper_id)
        if record is None or record.removed_at is not None or record.matter_id != matter.id:
            raise UserError("event.no_attachment", text=paper_id, number=matter.number)
        found.append(record)
    if text and not found:
        raise UserError("event.no_attachment", text=text, number=matter.number)
    return found


def _ids(text: str) -> list[int]:
    return [int(part) for part in text.replace("，", ",").split(",") if part.strip().isdecimal()]
