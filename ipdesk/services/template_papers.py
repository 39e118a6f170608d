"""Papers the office sends to clients (技术交底书、软件材料、布图模板: 3.1.5, 3.1.9, 3.3.4), kept version by version."""

from __future__ import annotations

import mimetypes
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ipdesk.domain.checklists import for_kind
from ipdesk.domain.matters import Kind
from ipdesk.errors import UserError
from ipdesk.model import reading_papers
from ipdesk.model.matters import MatterRecord
from ipdesk.model.office_work import MailingRecord, TemplatePaperRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.paths import write_beside
from ipdesk.services import papers, step_mails
from ipdesk.services.checklists import Tick, put_ticks, templates_in
from ipdesk.services.fee_sheet import company_name
from ipdesk.services.mailings import NewMail, put_mail
from ipdesk.services.matters import known_matter
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.wording import say
from ipdesk.text import label, labels

KINDS = frozenset({"templates"})
SENT = frozenset({"mailings", "checklists"})
LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class PaperVersion:
    """One version of a paper; ``in_use``: what is sent now; ``removed_at`` not None: taken out, can be put back."""

    id: int
    code: str
    title: str
    number: int
    name: str
    size: int
    mime: str
    note: str
    added_by: str
    added_at: datetime
    removed_at: datetime | None
    in_use: bool


@dataclass(frozen=True, slots=True)
class TemplatePaper:
    """A paper with its versions, newest first; none yet where the program only knows that it is needed."""

    code: str
    title: str
    versions: tuple[PaperVersion, ...]

    @property
    def current(self) -> PaperVersion | None:
        return next((one for one in self.versions if one.in_use), None)


def template_papers(office: Office) -> tuple[TemplatePaper, ...]:
    """Every paper: those the standard names first, then the office's own."""
    with office.database.read() as uow:
        rows = reading_papers.template_papers(uow.session)
    by_code: dict[str, list[Any]] = {code: [] for code in labels("template_paper")}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    return tuple(_paper(code, found) for code, found in by_code.items())


def _paper(code: str, rows: list[Any]) -> TemplatePaper:
    there = [row for row in rows if row.removed_at is None]
    used = there[0].id if there else 0
    title = (there or rows)[0].title if rows else label("template_paper", code)
    versions = tuple(
        PaperVersion(
            id=row.id,
            code=row.code,
            title=row.title,
            number=row.number,
            name=row.name,
            size=row.size,
            mime=row.mime,
            note=row.note,
            added_by=row.adder,
            added_at=row.added_at,
            removed_at=row.removed_at,
            in_use=row.id == used,
        )
        for row in rows
    )
    return TemplatePaper(code, title, versions)


def add_template(
    office: Office,
    act: Act,
    source: Path | bytes,
    *,
    code: str = "",
    title: str = "",
    name: str = "",
    note: str = "",
) -> Changes:
    """Keep a new version of a paper, used from now on; ``code`` "" begins a new paper called ``title``.

    ``created`` is the version's id. UserErrors: ``template.no_title``, ``template.unknown_code``, and those of
    ``papers.read_source`` and ``papers.keep``.
    """
    shown = papers.safe_name(name or (source.name if isinstance(source, Path) else ""))
    content = papers.read_source(source, shown)
    with office.database.read() as uow:
        _title(uow, code, title)
    sha256 = papers.keep(office.files, content, shown)
    with office.database.write() as uow:
        words = _title(uow, code, title)
        uow.begin_act(act, "add_template", words)
        number = reading_papers.last_number(uow.session, code) + 1 if code else 1
        record = TemplatePaperRecord(
            code=code,
            title=words,
            number=number,
            name=shown,
            sha256=sha256,
            size=len(content),
            mime=mimetypes.guess_type(shown)[0] or "application/octet-stream",
            note=note.strip()[:500],
            added_by=act.by,
            added_at=act.at,
        )
        uow.add(record)
        uow.flush()
        if not code:
            record.code = f"own.{record.id}"
        says = say("template_added", title=words, version=number)
        return commit(uow, Changes(KINDS, says=says, created=record.id))


def _title(uow: UnitOfWork, code: str, title: str) -> str:
    """What the paper is called: as said, as before, or as the standard calls it."""
    if title.strip():
        return title.strip()[:LONGEST_TITLE]
    if not code:
        raise UserError("template.no_title")
    there = reading_papers.template_in_use(uow.session, code)
    if there is not None:
        return there.title
    known = labels("template_paper")
    if code not in known and code not in reading_papers.codes(uow.session):
        raise UserError("template.unknown_code", paper=code)
    return known.get(code, code)


def remove_template(office: Office, act: Act, version_id: int) -> Changes:
    """Take a version out of use; the one before it is used again. UserError ``template.not_found``."""
    with office.database.write() as uow:
        record = _known(uow, version_id)
        if record.removed_at is not None:
            raise UserError("template.not_found", id=version_id)
        uow.begin_act(act, "remove_template", record.title)
        record.removed_at = act.at
        says = say("template_removed", title=record.title, version=record.number)
        return commit(uow, Changes(KINDS, says=says))


def restore_template(office: Office, act: Act, version_id: int) -> Changes:
    """Put a removed version back. UserErrors ``template.not_found``, ``template.not_removed``."""
    with office.database.write() as uow:
        record = _known(uow, version_id)
        if record.removed_at is None:
            raise UserError("template.not_removed", name=record.name)
        uow.begin_act(act, "restore_template", record.title)
        record.removed_at = None
        says = say("template_restored", title=record.title, version=record.number)
        return commit(uow, Changes(KINDS, says=says))


def template_path(office: Office, version_id: int) -> Path:
    """A checked copy under the paper's own name, for the system to open.

    UserErrors: ``template.not_found``, ``attachment.missing``, ``.damaged``, ``.unwritable``.
    """
    with office.database.read() as uow:
        record = _known(uow, version_id)
        name, sha256 = record.name, record.sha256
    source = papers.verified(office.files, sha256, name)
    target = Path(tempfile.gettempdir()) / "ipdesk-papers" / sha256[:16] / name
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        return write_beside(target, source.read_bytes())
    except OSError as error:
        raise UserError("attachment.unwritable", name=name, reason=error.strerror or error) from error


# -- sending --------------------------------------------------------------------------------------


def send_template(office: Office, act: Act, matter_id: int, code: str) -> Changes:
    """Write the mail to the client with the version in use, and tick the steps it fulfils; ``created``: the mail's id.

    UserErrors: ``matter.unknown``, ``template.none``, ``attachment.missing``, ``.damaged``.
    """
    company = company_name(office)
    with office.database.write() as uow:
        matter = known_matter(uow, matter_id)
        record = template_to_send(uow, code)
        uow.begin_act(act, "send_template", record.title, matter.id)
        mail = put_template_mail(office, uow, act, matter, record, company)
        says = say("template_sent", title=record.title, version=record.number)
        return commit(uow, Changes(SENT, frozenset({matter.id}), says=step_mails.told(says, mail), created=mail.id))


def template_to_send(uow: UnitOfWork, code: str) -> TemplatePaperRecord:
    """The version in use; UserError ``template.none`` when there is no file yet."""
    record = reading_papers.template_in_use(uow.session, code)
    if record is None:
        raise UserError("template.none", title=label("template_paper", code))
    return record


def put_template_mail(
    office: Office, uow: UnitOfWork, act: Act, matter: MatterRecord, record: TemplatePaperRecord, company: str
) -> MailingRecord:
    """As ``send_template``, inside another use case's act."""
    content = papers.verified(office.files, record.sha256, record.name).read_bytes()
    contact = step_mails.client_contact(uow, matter)
    body = step_mails.letter(
        uow,
        act,
        contact,
        (
            f"附件是《{record.title}》，请贵司根据自己的产品填写，完成后发回给我们。",
            f"项目：{matter.title}（{matter.number}）",
            "填写中有任何疑问请随时联系我们，谢谢！",
        ),
        company,
    )
    subject = f"{record.title}：{matter.title}"
    mail = NewMail("template", contact.to, subject, body, files=((record.name, content),), matter_id=matter.id)
    made = put_mail(office, uow, act, mail)
    put_ticks(uow, act, matter, steps_sent_with(uow, matter, record.code))
    return made


def steps_sent_with(uow: UnitOfWork, matter: MatterRecord, code: str) -> list[Tick]:
    """The steps of a matter that sending this paper fulfils."""
    templates = for_kind(templates_in(uow), Kind(matter.kind), matter.flags.split())
    return [Tick(one.id, item.id) for one in templates for item in one.asked if item.sends == code]


def _known(uow: UnitOfWork, version_id: int) -> TemplatePaperRecord:
    record = uow.get(TemplatePaperRecord, version_id)
    if record is None:
        raise UserError("template.not_found", id=version_id)
    return record
