"""Passing notices on to the client by mail (标准 3.2.2): one mail per client, the salesperson in copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ipdesk.errors import UserError
from ipdesk.model import reading_notices
from ipdesk.services import docket, papers
from ipdesk.services.fee_sheet import company_name
from ipdesk.services.mailings import NewMail, mailings, put_mail, put_sent
from ipdesk.services.notice_steps import KINDS, Key, StepData, put_step
from ipdesk.services.notices import MAILED, NoticeLine, lines_of
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.wording import say
from ipdesk.text import label

PURPOSE = "notice"


@dataclass(frozen=True, slots=True)
class NoticeMail:
    """One mail as it will be written; everything but ``keys`` may be changed before. ``files``: (attachment id, name)
    of what goes along; ``missing``: in words, which address or file is not there.
    """

    client: str
    keys: tuple[Key, ...]
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    body: str
    files: tuple[tuple[int, str], ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mailed(Changes):
    """The changes, with the ids of the mails that were written."""

    mailings: tuple[int, ...] = ()


def notice_mails(office: Office, act: Act, keys: Iterable[Key]) -> tuple[NoticeMail, ...]:
    """The mails these notices make, one per client, polite as 2.1 asks; nothing is written."""
    lines = lines_of(office, act.today, keys)
    groups: dict[tuple[int | None, str], list[NoticeLine]] = {}
    for line in lines:
        groups.setdefault((line.client_id, line.client), []).append(line)
    company = company_name(office)
    with office.database.read() as uow:
        rows = reading_notices.notice_rows(uow.session, [line.id for line in lines])
        contacts = reading_notices.main_contacts(uow.session, [one for one, _ in groups if one is not None])
        sender = reading_notices.person(uow.session, act.by)
        return tuple(
            _mail(client, group, contacts.get(client_id or 0), rows, sender, company, act.today)
            for (client_id, client), group in groups.items()
        )


def mail_notices(
    office: Office, act: Act, mails: Sequence[NoticeMail], on: date, *, write: bool = True, sent: bool = True
) -> Mailed:
    """Write the mails and record ``notice_mailed`` on every notice, one act. ``write`` False: they went out some
    other way, only the step is recorded. ``sent``: the mails are marked as sent with the step.

    UserErrors: ``notice.no_recipient``, ``attachment.missing``, ``.damaged``, and those of ``notice_steps.step``.
    """
    if not mails:
        raise UserError("notice.nothing")
    if write:
        for mail in mails:
            if not any("@" in one for one in mail.to):
                raise UserError("notice.no_recipient", client=mail.client)
    contents = {
        paper: paper_content(office, paper) for mail in mails if write for paper, _ in mail.files
    }  # read before the act: files take time
    with office.database.write() as uow:
        count = sum(len(mail.keys) for mail in mails)
        matters = list(dict.fromkeys(matter for mail in mails for matter, _ in mail.keys))
        summary = say("notice_step", label=label("event", MAILED), count=count)
        uow.begin_act(act, "mail_notices", summary, matters[0] if len(matters) == 1 else None)
        made = []
        for mail in mails:
            for key in mail.keys:
                put_step(office, uow, act, key, MAILED, on, StepData())
            if write:
                record = put_mail(office, uow, act, new_mail(PURPOSE, mail, contents, on))
                if sent:
                    put_sent(act, [record])
                made.append(record.id)
        docket.project(uow, office, matters, act.today)
        says = say("notices_mailed" if write else "notice_step_done", count=count, label=label("event", MAILED), on=on)
        kinds = KINDS | ({"mailings"} if write else frozenset())
        changes = Mailed(kinds, frozenset(matters), says=says, created=made[0] if made else None, mailings=tuple(made))
        commit_ = commit(uow, changes)
        assert isinstance(commit_, Mailed)
        return commit_


def mail_of(office: Office, line: NoticeLine) -> int | None:
    """The mail that passed this notice on: of that day, with its name in it; None when none was written here."""
    step = line.step(MAILED)
    if step is None or step.on is None:
        return None
    rows = mailings(office, purpose=PURPOSE, period=step.on.isoformat())
    fitting = (row for row in rows if (row.matter_id, row.about) == line.key)
    shared = (row for row in rows if row.about is None and f"《{line.title}》" in row.body and line.name in row.body)
    found = next(fitting, None) or next(shared, None)
    return found.id if found is not None else None


def new_mail(purpose: str, mail: NoticeMail, contents: Mapping[int, bytes], on: date) -> NewMail:
    """The mail as it is kept; ``contents`` by attachment id. It belongs to a matter and a paper if it is of one."""
    only = mail.keys[0] if len(mail.keys) == 1 else None
    return NewMail(
        purpose,
        mail.to,
        mail.subject,
        mail.body,
        cc=mail.cc,
        files=tuple((name, contents[paper]) for paper, name in mail.files),
        matter_id=mail.keys[0][0] if len({matter for matter, _ in mail.keys}) == 1 else None,
        about=only[1] if only else None,
        period=on.isoformat(),
    )


def paper_content(office: Office, attachment_id: int) -> bytes:
    """What goes along with a mail. UserErrors: ``attachment.not_found``, ``.missing``, ``.damaged``."""
    from ipdesk.model.papers import AttachmentRecord

    with office.database.read() as uow:
        record = uow.get(AttachmentRecord, attachment_id)
        if record is None or record.removed_at is not None:
            raise UserError("attachment.not_found", id=attachment_id)
        return papers.verified(office.files, record.sha256, record.name).read_bytes()


# -- words --------------------------------------------------------------------------------------


def _mail(
    client: str,
    lines: Sequence[NoticeLine],
    contact: Any | None,
    rows: dict[int, Any],
    sender: Any | None,
    company: str,
    today: date,
) -> NoticeMail:
    to = (_address(contact.name, contact.email),) if contact is not None and contact.email else ()
    copies = {
        _address(row.salesperson, row.salesperson_email): None
        for row in (rows[line.id] for line in lines)
        if row.salesperson_email
    }
    files = tuple(dict.fromkeys(paper for line in lines for paper in line.papers))
    missing = [] if to else [say("no_client_mail", client=client)]
    missing += [] if copies else [say("no_sales_mail")]
    missing += [say("no_notice_file", number=line.number, name=line.name) for line in lines if not line.papers]
    return NoticeMail(
        client=client,
        keys=tuple(line.key for line in lines),
        to=to,
        cc=tuple(copies),
        subject=_subject(lines, client),
        body=_body(lines, client, contact, sender, company, today),
        files=files,
        missing=tuple(missing),
    )


def _subject(lines: Sequence[NoticeLine], client: str) -> str:
    first = lines[0]
    if len(lines) == 1:
        number = f"（{first.application_number}）" if first.application_number else ""
        return f"{first.name}：{first.title}{number}"
    return say("notice_mail_subject", client=client, count=len(lines))


def _body(
    lines: Sequence[NoticeLine], client: str, contact: Any | None, sender: Any | None, company: str, today: date
) -> str:
    parts = [say("notice_mail_dear", who=contact.name if contact is not None else client), ""]
    parts += [say("notice_mail_opening", count=len(lines)), ""]
    for place, line in enumerate(lines, start=1):
        parts += _about(place, line)
    parts += ["", say("notice_mail_files") if any(line.papers for line in lines) else say("notice_mail_no_files")]
    parts += [say("notice_mail_closing"), ""]
    phone = f"　{sender.phone}" if sender is not None and sender.phone else ""
    parts += [f"{sender.name}{phone}"] if sender is not None else []
    return "\n".join([*parts, company, f"{today:%Y-%m-%d}"])


def _about(place: int, line: NoticeLine) -> list[str]:
    number = f"（申请号 {line.application_number}）" if line.application_number else ""
    issued = f"，发文日 {line.issued.isoformat()}" if line.issued else ""
    found = [f"{place}. 《{line.title}》{number}", f"   {line.name}{issued}"]
    if line.asks_answer:
        until = f"（答复期限 {line.answer_by.isoformat()}）" if line.answer_by else ""
        found.append(say("notice_mail_answer", until=until))
    return found


def _address(name: str, email: str) -> str:
    return f"{name} <{email}>" if name else email
