"""Subsidies (3.2.6): the salesperson is told on the same day, the papers go to the enterprise, which files itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ipdesk.errors import UserError
from ipdesk.model import reading_checklists, reading_matter
from ipdesk.model.matters import MatterRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services import docket, papers, step_mails
from ipdesk.services.events import RECORDED, RecordEvent, append_event
from ipdesk.services.fee_sheet import company_name
from ipdesk.services.mailings import NewMail, put_mail
from ipdesk.services.matters import known_matter
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.wording import say

KINDS = RECORDED | {"mailings"}


def notify_subsidy(office: Office, act: Act, matter_id: int, note: str = "") -> Changes:
    """Write the notice to the salesperson (client's contact asked for, closing date named); records 发送申报通知.

    ``created`` is the mail's id. UserError ``matter.unknown``.
    """
    company = company_name(office)
    with office.database.write() as uow:
        matter = known_matter(uow, matter_id)
        closes = _closes(uow, matter)
        uow.begin_act(act, "notify_subsidy", matter.title, matter.id)
        to = step_mails.salesperson(uow, matter)
        client = step_mails.client_name(uow, matter)
        until = f"，申报截止日为 {closes.year}年{closes.month}月{closes.day}日" if closes else ""
        begin = f"{client}的“{matter.title}”（{matter.number}）现已可以申报{until}。"
        ask = "请提供企业联系人及联系方式，并请企业准备申报资料；资料由我们填报后发给企业，由企业自行提交。"
        body = step_mails.letter(uow, act, to, tuple(filter(None, (begin, ask, note.strip()))), company)
        subject = f"资助申报通知：{client} {matter.title}"
        person = matter.salesperson_id
        mail = put_mail(
            office,
            uow,
            act,
            NewMail("subsidy_notice", to.to, subject, body, matter_id=matter.id, person_id=person),
        )
        append_event(office, uow, act, matter, RecordEvent(matter.id, "subsidy_notified", act.today, note=to.name))
        docket.project(uow, office, [matter.id], act.today)
        says = say("subsidy_notified", number=matter.number)
        return commit(uow, Changes(KINDS, frozenset({matter.id}), says=step_mails.told(says, mail), created=mail.id))


def prepare_subsidy(office: Office, act: Act, matter_id: int, attachment_ids: Sequence[int], note: str = "") -> Changes:
    """Write the mail that takes the filled-in papers to the enterprise; records 资助资料已发企业.

    ``created`` is the mail's id. UserErrors: ``subsidy.no_files``, ``matter.unknown``, ``attachment.missing``,
    ``attachment.damaged``.
    """
    company = company_name(office)
    with office.database.write() as uow:
        matter = known_matter(uow, matter_id)
        rows = [row for row in reading_matter.attachments_of(uow.session, [matter.id]) if row.id in set(attachment_ids)]
        if not rows:
            raise UserError("subsidy.no_files")
        files = tuple((row.name, papers.verified(office.files, row.sha256, row.name).read_bytes()) for row in rows)
        closes = _closes(uow, matter)
        uow.begin_act(act, "prepare_subsidy", matter.title, matter.id)
        to = step_mails.client_contact(uow, matter)
        until = f"请在 {closes.year}年{closes.month}月{closes.day}日 截止前" if closes else "请"
        begin = f"“{matter.title}”的申报资料已填报完成，见附件（{len(files)} 份）。"
        end = f"{until}由贵司自行提交申报，有任何疑问请随时联系我们。"
        body = step_mails.letter(uow, act, to, tuple(filter(None, (begin, end, note.strip()))), company)
        subject = f"资助申报资料：{matter.title}"
        mail = put_mail(
            office, uow, act, NewMail("subsidy_papers", to.to, subject, body, files=files, matter_id=matter.id)
        )
        words = "、".join(name for name, _content in files)
        append_event(office, uow, act, matter, RecordEvent(matter.id, "subsidy_prepared", act.today, note=words))
        docket.project(uow, office, [matter.id], act.today)
        says = say("subsidy_prepared", number=matter.number)
        return commit(uow, Changes(KINDS, frozenset({matter.id}), says=step_mails.told(says, mail), created=mail.id))


def _closes(uow: UnitOfWork, matter: MatterRecord) -> date | None:
    """The closing date that the last 资助可申请 names."""
    text = reading_checklists.last_data(uow.session, matter.id, "subsidy_opened").get("closes", "")
    return date.fromisoformat(text) if text else None
