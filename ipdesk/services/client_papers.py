"""Papers asked of the client (3.2.6, 3.2.9, 3.1.7, 3.1.9, 3.3.6, 3.4.5): asked for by mail, ticked as they come in.

Which papers a kind needs is the office's own data (its checklist templates); the standard gives the periods.
"""

from __future__ import annotations

from collections.abc import Sequence

from ipdesk.domain.checklists import PaperSteps, paper_steps
from ipdesk.domain.matters import Kind
from ipdesk.errors import UserError
from ipdesk.model import reading_checklists
from ipdesk.model.matters import MatterRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services import docket, step_mails
from ipdesk.services.checklists import Tick, checklist_in, put_ticks
from ipdesk.services.events import RECORDED, RecordEvent, append_event
from ipdesk.services.fee_sheet import company_name
from ipdesk.services.mailings import NewMail, put_mail
from ipdesk.services.matters import known_matter
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.rows import ChecklistItem
from ipdesk.services.wording import say
from ipdesk.text import label


def papers_of(items: Sequence[ChecklistItem]) -> tuple[ChecklistItem, ...]:
    """The papers among a matter's steps that are asked for now."""
    return tuple(item for item in items if item.papers and not item.gone)


def missing(items: Sequence[ChecklistItem]) -> tuple[ChecklistItem, ...]:
    """The papers that have not come in yet."""
    return tuple(item for item in papers_of(items) if not item.done)


def ask_for_papers(office: Office, act: Act, matter_id: int, note: str = "", ticks: Sequence[Tick] = ()) -> Changes:
    """Write the mail that lists what is still missing; for changes and licences also record 索要资料 (3.2.6, 2 wd).

    ``ticks``: what came in meanwhile, marked in the same act. ``created`` is the mail's id; for fee
    reductions it goes to the salesperson, who collects the papers (3.2.9).
    UserErrors: ``matter.unknown``, ``papers.none``, ``papers.all_there``.
    """
    company = company_name(office)
    with office.database.write() as uow:
        matter = known_matter(uow, matter_id)
        uow.begin_act(act, "request_papers", matter.title, matter.id)
        changed = put_ticks(uow, act, matter, ticks)
        items = checklist_in(uow, matter.id, Kind(matter.kind), matter.flags)
        lacking = missing(items)
        if not papers_of(items):
            raise UserError("papers.none")
        if not lacking:
            raise UserError("papers.all_there")
        steps = paper_steps(Kind(matter.kind), reading_checklists.event_names(uow.session, matter.id))
        mail = put_mail(office, uow, act, _mail(uow, act, matter, lacking, steps, note, company))
        kinds = frozenset({"mailings", "checklists"} if changed else {"mailings"})
        if steps.asked:
            words = note.strip() or "、".join(item.text for item in lacking)
            append_event(office, uow, act, matter, RecordEvent(matter.id, steps.asked, act.today, note=words))
            docket.project(uow, office, [matter.id], act.today)
            kinds |= RECORDED
        says = say("papers_requested", number=matter.number, count=len(lacking))
        return commit(uow, Changes(kinds, frozenset({matter.id}), says=step_mails.told(says, mail), created=mail.id))


def _mail(
    uow: UnitOfWork,
    act: Act,
    matter: MatterRecord,
    lacking: Sequence[ChecklistItem],
    steps: PaperSteps,
    note: str,
    company: str,
) -> NewMail:
    to = step_mails.salesperson(uow, matter) if steps.salesperson else step_mails.client_contact(uow, matter)
    client = step_mails.client_name(uow, matter)
    listed = "\n".join(f"{place}. {item.text}" for place, item in enumerate(lacking, start=1))
    if steps.salesperson:
        begin = f"{client}的“{matter.title}”需要以下资料，请向企业收齐后交给专利流程部："
    else:
        begin = f"办理“{matter.title}”（{matter.number}）还需要贵司提供以下资料："
    paragraphs = tuple(filter(None, (begin, listed, note.strip(), "资料可直接回复本邮件，谢谢！")))
    body = step_mails.letter(uow, act, to, paragraphs, company)
    person = matter.salesperson_id if steps.salesperson else None
    subject = f"请提供资料：{matter.title}"
    return NewMail("materials", to.to, subject, body, matter_id=matter.id, person_id=person)


def receive_papers(
    office: Office, act: Act, matter_id: int, ticks: Sequence[Tick], *, complete: bool = False
) -> Changes:
    """Mark what came in; with ``complete`` also record that the papers are complete, in the same act.

    UserErrors: ``papers.still_missing``, ``papers.none``, those of ``tick_all`` and ``record_event``.
    """
    with office.database.write() as uow:
        matter = known_matter(uow, matter_id)
        uow.begin_act(act, "papers_received", matter.title, matter.id)
        changed = put_ticks(uow, act, matter, ticks)
        items = checklist_in(uow, matter.id, Kind(matter.kind), matter.flags)
        lacking = missing(items)
        if not papers_of(items):
            raise UserError("papers.none")
        if not complete:
            if not changed:
                return Changes()
            says = say("papers_ticked", number=matter.number, count=len(lacking))
            return commit(uow, Changes(frozenset({"checklists"}), frozenset({matter.id}), says=says))
        if lacking:
            raise UserError("papers.still_missing", missing=[item.text for item in lacking])
        name = paper_steps(Kind(matter.kind), reading_checklists.event_names(uow.session, matter.id)).complete
        append_event(office, uow, act, matter, RecordEvent(matter.id, name, act.today))
        docket.project(uow, office, [matter.id], act.today)
        says = say("papers_complete", number=matter.number, label=label("event", name))
        return commit(uow, Changes(RECORDED | {"checklists"}, frozenset({matter.id}), says=says))
