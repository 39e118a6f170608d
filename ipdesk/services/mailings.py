"""Mails the program makes: written as drafts, kept whole, marked as sent by whoever sent them.

The mail itself (an ``.eml`` file) lies where attachments lie, under its hash; the row says what it was about.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ipdesk.errors import UserError
from ipdesk.files.mail import Mail, mail_bytes, one_line
from ipdesk.model import reading_mailings
from ipdesk.model.office_work import MailingRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.paths import write_beside
from ipdesk.services import papers
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.wording import say

KINDS = frozenset({"mailings"})


@dataclass(slots=True)
class NewMail:
    """A mail to write. ``purpose``: month_reminder | notice | annual_notice | tell_sales | complaint_report …;
    ``period``: the month, week or day it is about; ``person_id``: the colleague it goes to.
    """

    purpose: str
    to: tuple[str, ...]
    subject: str
    body: str
    cc: tuple[str, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()
    matter_id: int | None = None
    about: str | None = None
    period: str = ""
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class MailingRow:
    """One mail that was made; ``sent_at`` None: written, not yet sent. ``files``: the names that went along."""

    id: int
    purpose: str
    matter_id: int | None
    number: str
    about: str | None
    period: str
    person_id: int | None
    person: str
    recipients: str
    copies: str
    subject: str
    body: str
    files: tuple[str, ...]
    made_by: str
    made_at: datetime
    sent_by: str
    sent_at: datetime | None = field(default=None)

    @property
    def sent(self) -> bool:
        return self.sent_at is not None


def write_mail(office: Office, act: Act, mail: NewMail) -> Changes:
    """Write one mail as a draft; ``created`` is its id. UserErrors: ``mail.no_subject``, ``attachment.unwritable``."""
    return write_mails(office, act, [mail])


def write_mails(office: Office, act: Act, mails: Sequence[NewMail]) -> Changes:
    """Write these mails, all or none, undone together; ``created`` is the last one's id.

    UserErrors: ``mail.nothing`` (no mails given), ``mail.no_subject``, ``attachment.unwritable``.
    """
    if not mails:
        raise UserError("mail.nothing")
    with office.database.write() as uow:
        only = mails[0].matter_id if len(mails) == 1 else None
        summary = one_line(mails[0].subject)[:120] if len(mails) == 1 else say("mails_count", count=len(mails))
        uow.begin_act(act, "write_mail", summary, only)
        last = 0
        for mail in mails:
            last = put_mail(office, uow, act, mail).id
        matters = frozenset(mail.matter_id for mail in mails if mail.matter_id is not None)
        says = say("mails_written", count=len(mails))
        return commit(uow, Changes(KINDS, matters, says=says, created=last))


def put_mail(office: Office, uow: UnitOfWork, act: Act, mail: NewMail) -> MailingRecord:
    """Write a mail inside another use case's act; the caller's ``Changes`` must name the kind ``mailings``."""
    subject = one_line(mail.subject)
    if not subject:
        raise UserError("mail.no_subject")
    content = mail_bytes(Mail(mail.to, subject, mail.body, mail.cc, mail.files), act.at)
    record = MailingRecord(
        purpose=mail.purpose,
        matter_id=mail.matter_id,
        about=mail.about,
        period=mail.period,
        person_id=mail.person_id,
        recipients=_people(mail.to),
        copies=_people(mail.cc),
        subject=subject,
        body=mail.body,
        files=[one_line(name) for name, _content in mail.files],
        sha256=papers.keep(office.files, content, subject),
        made_by=act.by,
        made_at=act.at,
    )
    uow.add(record)
    uow.flush()
    return record


def mark_sent(office: Office, act: Act, ids: Iterable[int], *, sent: bool = True) -> Changes:
    """Note that these mails went out (or, ``sent=False``, did not after all). UserError ``mail.unknown``."""
    with office.database.write() as uow:
        records = [_known(uow, mail_id) for mail_id in dict.fromkeys(ids)]
        changed = [record for record in records if (record.sent_at is not None) != sent]
        if not changed:
            return Changes()
        only = changed[0].matter_id if len(changed) == 1 else None
        uow.begin_act(act, "mark_sent" if sent else "unmark_sent", changed[0].subject, only)
        put_sent(act, changed, sent=sent)
        matters = frozenset(record.matter_id for record in changed if record.matter_id is not None)
        says = say("mails_sent" if sent else "mails_unsent", count=len(changed))
        return commit(uow, Changes(KINDS, matters, says=says))


def put_sent(act: Act, records: Iterable[MailingRecord], *, sent: bool = True) -> None:
    """As ``mark_sent``, inside another use case's act."""
    for record in records:
        record.sent_at, record.sent_by = (act.at, act.by) if sent else (None, None)


def mailings(
    office: Office, *, purpose: str | None = None, matter_id: int | None = None, period: str | None = None
) -> tuple[MailingRow, ...]:
    """The mails that were made, newest first; None means any."""
    with office.database.read() as uow:
        return mailings_in(uow, purpose=purpose, matter_id=matter_id, period=period)


def mailings_in(
    uow: UnitOfWork, *, purpose: str | None = None, matter_id: int | None = None, period: str | None = None
) -> tuple[MailingRow, ...]:
    """As ``mailings``, inside a unit of work."""
    return tuple(map(_row, reading_mailings.mailings(uow.session, purpose, matter_id, period)))


def mail_path(office: Office, mail_id: int) -> Path:
    """A checked copy ``<subject>.eml`` for the system's mail program to open; changing it changes nothing here.

    UserErrors: ``mail.unknown``, ``attachment.missing``, ``attachment.damaged``, ``attachment.unwritable``.
    """
    with office.database.read() as uow:
        record = _known(uow, mail_id)
        subject, sha256 = record.subject, record.sha256
    folder = Path(tempfile.gettempdir()) / "ipdesk-mails" / sha256[:16]
    return copy_mail(office, subject, sha256, folder / mail_name(subject))


def save_mail(office: Office, mail_id: int, folder: Path) -> Path:
    """Write a checked copy of a mail into a folder; the path made. UserErrors as ``mail_path``."""
    with office.database.read() as uow:
        record = _known(uow, mail_id)
        subject, sha256 = record.subject, record.sha256
    return copy_mail(office, subject, sha256, folder / mail_name(subject))


def mail_name(subject: str) -> str:
    """The file name of a mail: its subject, as far as file names go."""
    return papers.safe_name(f"{one_line(subject).replace('/', '_')[:75]}.eml")


def copy_mail(office: Office, name: str, sha256: str, to: Path) -> Path:
    """Write the kept mail with this hash to ``to``, beside and renamed."""
    source = papers.verified(office.files, sha256, name)
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        return write_beside(to, source.read_bytes())
    except OSError as error:
        raise UserError("attachment.unwritable", name=name, reason=error.strerror or error) from error


def _people(people: Iterable[str]) -> str:
    return "; ".join(filter(None, map(one_line, people)))


def _known(uow: UnitOfWork, mail_id: int) -> MailingRecord:
    record = uow.get(MailingRecord, mail_id)
    if record is None or record.removed_at is not None:
        raise UserError("mail.unknown", id=mail_id)
    return record


def _row(row: Any) -> MailingRow:
    return MailingRow(
        id=row.id,
        purpose=row.purpose,
        matter_id=row.matter_id,
        number=row.number,
        about=row.about,
        period=row.period,
        person_id=row.person_id,
        person=row.person,
        recipients=row.recipients,
        copies=row.copies,
        subject=row.subject,
        body=row.body,
        files=tuple(row.files),
        made_by=row.maker,
        made_at=row.made_at,
        sent_by=row.sender,
        sent_at=row.sent_at,
    )
