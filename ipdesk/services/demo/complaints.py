"""Complaints of every class (4.2): one whose half hour runs, one reported upwards, one settled with a report, one
with a service given away, one about an attitude with the self-criticism on file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from ipdesk.domain.matters import Kind
from ipdesk.model.clients import ClientRecord
from ipdesk.model.complaints import ComplaintRecord
from ipdesk.model.people import PersonRecord
from ipdesk.services import docket
from ipdesk.services.complaint_settling import NewGift, add_gift, file_criticism
from ipdesk.services.complaints import (
    NewComplaint,
    Step,
    ask_new_handler,
    close_complaint,
    open_project,
    record_complaint,
    record_step,
)
from ipdesk.services.demo.drafts import Draft, World
from ipdesk.services.office import Act, Office

_STOPPED = frozenset({"completed", "cancelled", "infeasible", "paused", "complaint_received"})
_CRITICISM = "投诉检讨书\n\n本人在与客户沟通中态度生硬，未先安抚客户情绪，造成投诉。今后来电必接，当日答复。\n"


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where, on which day, and who writes it down."""

    office: Office
    today: date
    by: int

    def act(self, on: date, at: time, by: int | None = None) -> Act:
        """An act at that moment of the office's wall clock."""
        return Act(by or self.by, datetime.combine(on, at).astimezone(UTC), self.today)

    def complain(self, draft: Draft, on: date, at: str, text: str, **more: object) -> int:
        """A complaint about this matter."""
        when = time.fromisoformat(at)
        with self.office.database.read() as uow:
            client = uow.get(ClientRecord, draft.row["client_id"])
            name = client.name if client else ""
        new = NewComplaint(name, text, draft.id, on=on, at=when, **more)  # type: ignore[arg-type]
        return record_complaint(self.office, self.act(on, when), new).created or 0

    def step(self, complaint: int, name: str, on: date, at: str, note: str = "") -> None:
        """A step at its minute."""
        when = time.fromisoformat(at)
        record_step(self.office, self.act(on, when), Step(complaint, name, on, when, note))

    def close(self, complaint: int, on: date, at: str, cause: str, settlement: str) -> None:
        """Dealt with."""
        when = time.fromisoformat(at)
        step = Step(complaint, "complaint_closed", on, when)
        close_complaint(self.office, self.act(on, when), step, cause, settlement)


def add(office: Office, world: World, drafts: Sequence[Draft], at: datetime) -> None:
    """Complaints with all their steps; the older ones of the example get their particulars."""
    heads = world.cast.people.get(("department_head", "patent"), [])
    if not heads:
        return
    _particulars(office, world, drafts, Act(heads[0], at, world.clock.today))
    desk = _Desk(office, world.clock.today, heads[0])
    if len(drafts) + COUNT < _LEAST:
        return
    patents, software = _concerned(drafts, "patent"), _concerned(drafts, "software")
    if len(patents) < _FOR_PATENTS or len(software) < COUNT - _FOR_PATENTS:
        return
    _running(desk, world, patents[0])
    _reported(desk, world, patents[1])
    _grave(desk, world, patents[2])
    _attitude(desk, world, patents[3])
    _other_handler(desk, world, software[0])
    for draft, days, text in zip(software[1:], (9, 17, 26), _TRIFLES, strict=False):
        _trifle(desk, world, draft, days, text)


COUNT, _FOR_PATENTS, _LEAST = 8, 4, 100


def reserved(matters: int) -> int:
    """How many of an example of this size are the complaints made here; a small one has none of its own."""
    return COUNT if matters >= _LEAST else 0


_TRIFLES = ("补正要求一次没说全。", "证书到了没有及时通知。", "两次约定的电话都没有打。")
"""Small ones, but so many that one department has more than 10 % of its clients complaining (4.4.3)."""


def _running(desk: _Desk, world: World, draft: Draft) -> None:
    """Received at 09:05 today by phone: its half hour runs."""
    text = "打了两次电话都没人接，答复意见什么时候能看到？"
    desk.complain(draft, world.clock.today, "09:05", text, caller="李经理", phone="13800138000", demands="今天给出时间")


def _reported(desk: _Desk, world: World, draft: Draft) -> None:
    """Beyond the superior: reported in time to the head, explained, still being dealt with."""
    on = world.clock.ago(3)
    text = "初稿拖了三周，影响公司高新认定申报。"
    complaint = desk.complain(draft, on, "14:20", text, level="C", beyond_superior=True, caller="王总")
    desk.step(complaint, "escalated", on, "14:38", "涉及高新认定，需部门协调人手。")
    desk.step(complaint, "explained", world.clock.ago(2), "10:15", "说明延误原因，承诺本周五前交初稿。")


def _grave(desk: _Desk, world: World, draft: Draft) -> None:
    """Through the owner: special case file, our own mistake, a service given away, the report sent."""
    on = world.clock.ago(12)
    text = "把我方技术资料误发给了其他客户，要求书面说明并承担损失。"
    complaint = desk.complain(
        draft, on, "10:02", text, level="D", through_owner=True, beyond_superior=True, demands="书面说明并赔偿"
    )
    desk.step(complaint, "escalated", on, "10:25", "部门负责人当日联系客户。")
    desk.step(complaint, "explained", world.clock.ago(11), "09:30", "上门致歉，说明补救办法。")
    open_project(desk.office, desk.act(on, time(11, 0)), complaint)
    gift = NewGift(complaint, "专利检索报告一份", Decimal("200.00"), note="由我方承担")
    add_gift(desk.office, desk.act(world.clock.ago(9), time(15, 0)), gift)
    more = NewGift(complaint, "外观设计申请一件", Decimal("265.55"))
    add_gift(desk.office, desk.act(world.clock.ago(9), time(15, 5)), more)
    desk.close(
        complaint, world.clock.ago(8), "16:40", "mistake", "对方已删除并书面确认，赠送外观设计申请一件，客户接受。"
    )
    desk.step(complaint, "report_written", world.clock.ago(7), "09:10", "邮件报老板，抄送业务员。")


def _attitude(desk: _Desk, world: World, draft: Draft) -> None:
    """An attitude: called back too late, the self-criticism on file, closed."""
    on = world.clock.ago(6)
    complaint = desk.complain(draft, on, "16:50", "沟通时态度生硬，挂断电话。", level="B", caller="张工")
    desk.step(complaint, "called_back", on, "17:31", "主管上级外出，回访晚了 11 分钟。")
    desk.step(complaint, "explained", world.clock.ago(5), "09:40", "主管上级致歉。")
    open_project(desk.office, desk.act(on, time(17, 40)), complaint)
    paper = _CRITICISM.encode()
    file_criticism(desk.office, desk.act(world.clock.ago(4), time(10, 0)), complaint, paper, "投诉检讨书.txt")
    desk.close(complaint, world.clock.ago(4), "11:00", "attitude", "负责人当面致歉，客户接受。")


def _other_handler(desk: _Desk, world: World, draft: Draft) -> None:
    """4.3.2: the client wants somebody else; promised, the hand-over asked for."""
    on = world.clock.ago(1)
    complaint = desk.complain(
        draft, on, "11:10", "多次答复不一致，要求换人负责。", channel="message", subject="change_handler"
    )
    others = [one for one in world.cast.of("handler", "software") if one != draft.row["handler_id"]]
    ask_new_handler(desk.office, desk.act(on, time(11, 30)), complaint, others[0], "客户要求更换，部门已承诺")


def _trifle(desk: _Desk, world: World, draft: Draft, days: int, text: str) -> None:
    """A small one by message, explained the next day and closed."""
    on = world.clock.ago(days)
    complaint = desk.complain(draft, on, "15:05", text, channel="message")
    desk.step(complaint, "explained", world.clock.ago(days - 1), "10:30")
    desk.close(complaint, world.clock.ago(days - 1), "17:00", "delay", "已致歉并一次性告知全部要求。")


def _particulars(office: Office, world: World, drafts: Sequence[Draft], act: Act) -> None:
    """What stands beside the complaints that were made with the other matters."""
    found = [draft for draft in drafts if draft.row["kind"] == str(Kind.COMPLAINT)]
    if not found:
        return
    with office.database.write() as uow:
        uow.begin_act(act, "change_complaint", "")
        for draft in found:
            person = uow.get(PersonRecord, draft.row["handler_id"])
            received = next(event for event in draft.events if event["name"] == "complaint_received")
            closed = any(event["name"] == "complaint_closed" for event in draft.events)
            level = "A" if closed else received["note"][-1:]  # those that were closed needed no project
            uow.add(
                ComplaintRecord(
                    matter_id=draft.id,
                    level=level if level in "ABC" else "A",
                    against_id=draft.row["handler_id"],
                    department=draft.row["department"],
                    unit=person.unit if person else "",
                    text=draft.row["title"],
                    cause="delay" if closed else "",
                    settlement="主管上级已向客户解释，客户接受。" if closed else "",
                )
            )
        uow.flush()
        docket.project(uow, office, [draft.id for draft in found], world.clock.today)
        uow.end_act(frozenset({"complaints"}), frozenset(draft.id for draft in found))
        uow.commit()


def _concerned(drafts: Sequence[Draft], department: str) -> list[Draft]:
    """Whom complaints are about: matters in work first, then any that have not ended."""
    first = _working(drafts, department)
    known = {draft.id for draft in first}
    ended = {"completed", "cancelled", "infeasible", "complaint_received"}
    rest = [
        draft
        for draft in drafts
        if draft.row["department"] == department
        and draft.id not in known
        and not ended & {event["name"] for event in draft.events}
    ]
    return [*first, *rest]


def _working(drafts: Sequence[Draft], department: str) -> list[Draft]:
    """Matters in work, one a client, the latest begun first: somebody who waits has reason to complain."""
    seen: set[int] = set()
    found = []
    for draft in drafts:
        names = {event["name"] for event in draft.events}
        new = draft.row["client_id"] not in seen
        if draft.row["department"] == department and "client_contacted" in names and not names & _STOPPED and new:
            seen.add(draft.row["client_id"])
            found.append(draft)
    return found
