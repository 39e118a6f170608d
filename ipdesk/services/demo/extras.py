"""What lies around in an office besides its matters: papers, reminders, hand-overs asked for and approved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from ipdesk.model import bulk
from ipdesk.model.papers import AttachmentRecord, ReminderRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services import papers, transfers
from ipdesk.services.demo.drafts import Cast, Draft, World
from ipdesk.services.office import Act, Office

# event -> name of the paper and what stands in it
PAPERS = {
    "disclosure_received": ("技术交底书.txt", "技术交底书\n名称：{title}\n申请人：{applicant}\n一、背景技术"),
    "materials_received": ("客户材料清单.txt", "{title}\n申请人：{applicant}\n1. 营业执照\n2. 委托书\n3. 材料电子版"),
    "paper_notice_archived": ("纸件通知书-扫描说明.txt", "{title}\n纸件通知书已扫描存档。"),
}  # fmt: skip
PAPERS_OF_EACH = 6
EVIDENCE = (
    "证据存档-客户微信记录.txt",
    "微信聊天记录（摘录）\n客户：这件就不再往下办了，谢谢。\n负责人：好的，已记录并存档。",
)
REMINDERS = (
    (0, "下午与客户电话确认附图修改。"),
    (1, "向财务核对上周总表的打款凭证。"),
    (3, "整理本月补正通知书的原因。"),
    (6, "准备下周部门例会的逾期清单。"),
)


def add_papers(uow: UnitOfWork, office: Office, drafts: Sequence[Draft]) -> None:
    """A few attachments of each sort, beside the database where attachments lie."""
    rows = []
    left = dict.fromkeys(PAPERS, PAPERS_OF_EACH)
    for draft in drafts:
        for event, event_id in zip(draft.events, draft.event_ids, strict=True):
            name = event["name"]
            if not left.get(name) or event.get("revoked"):
                continue
            left[name] -= 1
            file_name, text = PAPERS[name]
            content = text.format(title=draft.row["title"], applicant=draft.row["applicant"]).encode("utf-8")
            rows.append(
                {
                    "matter_id": draft.id,
                    "event_id": event_id,
                    "name": file_name,
                    "sha256": papers.keep(office.files, content, file_name),
                    "size": len(content),
                    "mime": "text/plain",
                    "added_by": event["recorded_by"],
                    "added_at": datetime.combine(event["on"], time(8, 10), UTC),
                }
            )
    bulk.insert_rows(uow, AttachmentRecord, rows)


def add_evidence(uow: UnitOfWork, office: Office, drafts: Sequence[Draft]) -> None:
    """Evidence kept is a paper kept (3.5.1, 3.5.3): every such event has one, equal contents lie there once."""
    name, text = EVIDENCE
    kept = papers.kept(office.files, text.encode("utf-8"), name)
    rows = [
        {
            "matter_id": draft.id,
            "event_id": event_id,
            "name": kept.name,
            "sha256": kept.sha256,
            "size": kept.size,
            "mime": kept.mime,
            "added_by": event["recorded_by"],
            "added_at": datetime.combine(event["on"], time(8, 10), UTC),
        }
        for draft in drafts
        for event, event_id in zip(draft.events, draft.event_ids, strict=True)
        if event["name"] == "evidence_kept" and not event.get("revoked")
    ]
    bulk.insert_rows(uow, AttachmentRecord, rows)


def add_reminders(uow: UnitOfWork, world: World, at: datetime) -> None:
    """Reminders that people made for themselves by hand."""
    cast, calendar = world.cast, world.clock.calendar
    owners = (*cast.of("handler", "patent")[:1], *cast.of("process_clerk", "process")[:2], None)
    rows = [
        {
            "text": text,
            "due": calendar.add(world.clock.latest, days),
            "person_id": owner,
            "created_by": owner or cast.of("director", None)[0],
            "created_at": at,
        }
        for (days, text), owner in zip(REMINDERS, owners, strict=True)
    ]
    bulk.insert_rows(uow, ReminderRecord, rows)


def add_transfers(office: Office, world: World, drafts: Sequence[Draft], at: datetime) -> None:
    """Hand-overs: one approved by the director the working day before, one still waiting for the signature."""
    cast, today = world.cast, world.clock.today
    head, director = cast.of("department_head", "patent")[0], cast.of("director", None)[0]
    chosen = _same_handler(cast, drafts)
    if len(chosen) < 3:
        return
    taker = next(one for one in cast.of("handler", "patent") if one != chosen[0].row["handler_id"])
    day_before = datetime.combine(world.clock.calendar.on_or_before(today - timedelta(days=1)), time(6, 20), UTC)
    asked = Act(by=head, at=day_before, today=today)
    moved = [one.id for one in chosen[:2]]
    first = transfers.request_transfer(
        office, asked, moved, taker, "客户要求更换负责人，由接手人继续办理。", by_client=True
    )
    if first.created is not None:
        decided = Act(by=director, at=day_before + timedelta(minutes=100), today=today)
        transfers.approve_transfer(office, decided, first.created, tell=True)
    later = Act(by=head, at=at + timedelta(minutes=20), today=today)
    transfers.request_transfer(office, later, [one.id for one in chosen[2:4]], taker, "原负责人休产假，移交后续工作。")


def _same_handler(cast: Cast, drafts: Sequence[Draft]) -> list[Draft]:
    """What is under way with its client at the busiest of the handlers."""
    under_way: dict[int, list[Draft]] = {handler: [] for handler in cast.of("handler", "patent")}
    for draft in drafts:
        names = {event["name"] for event in draft.events}
        stopped = names & {"cancelled", "infeasible", "completed", "paused", "filed"}
        if draft.row["department"] == "patent" and "client_contacted" in names and not stopped:
            under_way.get(draft.row["handler_id"], []).append(draft)
    return max(under_way.values(), key=len)
