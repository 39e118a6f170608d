"""The report of a complaint (4.3.6): from what is on record, mailed to the owner with the salesperson in copy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from ipdesk.errors import UserError
from ipdesk.files.complaint_report import PAGES
from ipdesk.services.complaint_lists import complaint_view
from ipdesk.services.complaint_report import complaint_report, report_mail, send_report
from ipdesk.services.complaint_settling import NewGift, add_gift, file_criticism
from ipdesk.services.complaints import Step, ask_new_handler, close_complaint
from ipdesk.services.events import RecordEvent, record_event
from ipdesk.services.mailings import mailings
from ipdesk.services.undo import undo
from tests.services.complaint_office import Desk, make


@pytest.fixture
def desk(office_template: Path, tmp_path: Path) -> Iterator[Desk]:
    made = make(office_template, tmp_path)
    with made.office:
        yield made


@pytest.fixture
def closed(desk: Desk) -> int:
    """A complaint through the owner about a matter that was allocated late; called back late; closed."""
    assigned = RecordEvent(desk.matters["支架"], "assigned", date(2026, 11, 10), note="补分配")
    record_event(desk.office, desk.act, assigned)
    complaint = desk.complain(through_owner=True, text="三周没有进展\n无人回电", caller="李工", phone="138")
    desk.step(complaint, "called_back", "09:46", note="已安抚")
    desk.step(complaint, "explained", "11:00")
    add_gift(desk.office, desk.act, NewGift(complaint, "检索一份", Decimal("100.01")))
    file_criticism(desk.office, desk.act, complaint, b"x", "检讨书.txt")
    ask_new_handler(desk.office, desk.act, complaint, desk.people["王二"])
    close_complaint(desk.office, desk.act, Step(complaint, "", None, time(16, 0)), "attitude", "致歉并更换负责人")
    return complaint


def test_4_3_6_the_report_says_what_slipped_on_which_day(desk: Desk, closed: int) -> None:
    report = complaint_report(desk.office, desk.act, closed, measures="来电必接")
    assert (report.number, report.client, report.caller) == ("TS26-001", "深圳长虹", "李工　138")
    assert (report.received, report.level) == ("2026-11-24 09:05", "A 轻微（负责人自行处理）")
    assert report.against == "林一　专利一组　专利部"
    assert (report.salesperson, report.head, report.measures) == ("业务甲", "赵主任", "来电必接")
    assert report.clocks == (
        ("电话回访客户", "4.3.3", "2026-11-24 09:35", "2026-11-24 09:46", "迟 11 分钟"),
        ("向客户作出解释", "4.3.1", "2026-11-26", "2026-11-24", "按时"),
    )
    slip = next(cells for cells in report.slips if cells[1] == "3.1.2")
    assert slip[2:6] == ("2026-11-04", "2026-11-10", "6 天（4 个工作日）", "赵主任")
    assert "2026年11月2日" in slip[6]
    assert [cells[1] for cells in report.timeline] == ["分配单到达", "分配负责人"]
    assert report.timeline[1][2] == "补分配"
    assert [cells[1] for cells in report.steps] == ["收到投诉", "已回访", "已向客户解释", "处理完毕"]
    (handover,) = report.handovers
    assert handover[2:4] == ("林一 → 王二", "待批准")
    assert report.gifts == (("检索一份", "100.01", "林一 30.00", "陈上级 40.01", "赵主任 30.00", "不计提成"),)
    assert {cells[0] for cells in report.others} == {"P26-0001", "P26-0002", "S26-0001"}


def test_what_happened_after_the_end_is_no_part_of_it(desk: Desk, closed: int) -> None:
    before = complaint_report(desk.office, desk.act, closed)
    later = replace(desk.act, today=date(2026, 12, 20))
    record_event(desk.office, later, RecordEvent(desk.matters["支架"], "client_contacted", date(2026, 12, 18)))
    after = complaint_report(desk.office, later, closed)
    assert (after.timeline, after.slips) == (before.timeline, before.slips)


@pytest.mark.parametrize("key", sorted(PAGES))
def test_every_form_is_filled_and_nothing_from_outside_is_markup(desk: Desk, key: str) -> None:
    complaint = desk.complain(text="<b>粗体</b> & 换行\n第二行", caller="A&B", client="深圳长虹")
    page = PAGES[key](complaint_report(desk.office, desk.act, complaint))
    assert "$" not in page.html
    assert "<b>粗体" not in page.html
    assert "&lt;b&gt;粗体&lt;/b&gt; &amp; 换行" in page.html
    assert page.title.endswith("TS26-001")
    assert page.company == "知识产权服务中心"
    assert "4." in page.note


def test_4_3_6_the_mail_and_the_event_are_one_act(desk: Desk, closed: int) -> None:
    mail = report_mail(desk.office, desk.act, closed)
    assert (mail.to, mail.cc) == ("p5@example.com", "p6@example.com")  # the director's, the salesperson's
    assert "1 项超时" in mail.body
    assert "致歉并更换负责人" in mail.body
    changed = replace(mail, to="owner@example.com; 老板助理 <help@example.com>")
    send_report(desk.office, desk.act, closed, changed, b"%PDF", time(17, 0))
    (kept,) = mailings(desk.office, purpose="complaint_report")
    assert (kept.recipients, kept.copies) == ("owner@example.com; 老板助理 <help@example.com>", "p6@example.com")
    assert (kept.files, kept.matter_id) == (("客户投诉处理报告 TS26-001.pdf",), closed)
    assert complaint_view(desk.office, closed).row.state == "reported"
    assert report_mail(desk.office, desk.act, closed).to == changed.to  # remembered
    send_report(desk.office, desk.act, closed, mail, b"%PDF", time(17, 5))  # once more: no second event
    assert [step.name for step in complaint_view(desk.office, closed).row.steps].count("report_written") == 1
    undo(desk.office, desk.act)
    undo(desk.office, desk.act)
    assert mailings(desk.office) == ()
    assert complaint_view(desk.office, closed).row.state == "closed"


def test_a_report_needs_an_address_and_an_end(desk: Desk) -> None:
    complaint = desk.complain()
    mail = report_mail(desk.office, desk.act, complaint)
    with pytest.raises(UserError) as refused:
        send_report(desk.office, desk.act, complaint, mail, b"x", time(10, 0))
    assert refused.value.code == "complaint.not_closed"
    with pytest.raises(UserError) as refused:
        send_report(desk.office, desk.act, complaint, replace(mail, to=" "), b"x", time(10, 0))
    assert refused.value.code == "complaint.no_owner"
    assert mailings(desk.office) == ()
